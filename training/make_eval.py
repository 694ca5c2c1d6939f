"""Writes the evaluation sets: python3 make_eval.py ../models/eval

TASK.jsonl: the test split (one question in sixteen, by its hash, which training never draws);
TASK_held_out.jsonl: families never trained; TASK_unseen.jsonl: such that were written apart
from what is trained; TASK_far.jsonl: larger numbers or sizes than trained.
"""
import json
import pathlib
import random
import re
import sys

from problems.problem import draw
from tasks import TASKS

COUNTS = {"test": 500, "held_out": 200, "unseen": 200, "far": 200}


def numbers_offered(question: str, final: str) -> list[int]:
    """The numbers of a countdown question without its target."""
    numbers = [int(n) for n in re.findall(r"\d+", question)]
    numbers.remove(eval(final))  # of our own making
    return numbers


def record(task: str, problem) -> dict:
    line = dict(question=problem.question, answer=problem.answer, final=problem.final, family=problem.family)
    if task == "countdown":
        line["numbers"] = numbers_offered(problem.question, problem.final)
    return line


def problems_of(name: str, split: str, count: int):
    """Distinct questions, the same every time."""
    rng, seen = random.Random(f"eval {name} {split}"), set()
    while len(seen) < count:
        problem = draw(TASKS[name][0], split, rng)
        if problem.question not in seen:
            seen.add(problem.question)
            yield problem


def write(folder: pathlib.Path) -> None:
    for name, (task, _) in TASKS.items():
        for split, count in COUNTS.items():
            if split != "test" and not getattr(task, split):
                continue
            path = folder / (f"{name}.jsonl" if split == "test" else f"{name}_{split}.jsonl")
            lines = [json.dumps(record(name, p)) for p in problems_of(name, split, count)]
            path.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    write(pathlib.Path(sys.argv[1]))
