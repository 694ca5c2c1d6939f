"""Accuracy by task, one token a pass (exact decoding), on test problems drawn on the spot."""
import ast
import random
import re

from problems.problem import FINAL, draw
from sampler import decode
from tasks import TASKS

CANVAS = 256


def final_of(text: str) -> str | None:
    return text.rsplit(FINAL, 1)[1].strip() if FINAL in text else None


def numbers(text: str) -> list[int]:
    return sorted(map(int, re.findall(r"\d+", text)))


def value_of(expression: str) -> float | None:
    """Of numbers, + - * / and parentheses; None if it is anything else."""
    if not re.fullmatch(r"[\d+\-*/() ]+", expression):
        return None
    try:
        return eval(compile(ast.parse(expression, mode="eval"), "", "eval"), {"__builtins__": {}})
    except (SyntaxError, ZeroDivisionError, TypeError):
        return None


def solves_countdown(question: str, found: str, expected: str) -> bool:
    """Reaches the expected expression's value with numbers of the question, each at most once."""
    target = value_of(expected)
    offered = numbers(question)
    if target in offered:
        offered.remove(int(target))  # the question names the target too
    for number in numbers(found):
        if number not in offered:
            return False
        offered.remove(number)
    return value_of(found) == target


def is_correct(task: str, problem, text: str) -> bool:
    found = final_of(text)
    if found is None:
        return False
    if task == "countdown":
        return solves_countdown(problem.question, found, problem.final)
    return found == problem.final


def score(model, tokenizer, count: int, splits=("test",), threshold: float | None = None) -> dict[str, float]:
    """Share of right answers by task and split; all problems are decoded in one batch a split."""
    scores = {}
    for split in splits:
        names = [n for n, (task, _) in TASKS.items() if split == "test" or getattr(task, split)]
        problems = {name: _problems(name, split, count) for name in names}
        texts = iter(answers(model, tokenizer, [p.question for n in names for p in problems[n]], threshold))
        for name in names:
            right = sum(is_correct(name, problem, next(texts)) for problem in problems[name])
            scores[name if split == "test" else f"{name} {split}"] = right / count
    return scores


def _problems(name: str, split: str, count: int):
    rng = random.Random(f"score {name} {split}")
    return [draw(TASKS[name][0], split, rng) for _ in range(count)]


def answers(model, tokenizer, questions: list[str], threshold: float | None = None) -> list[str]:
    prompts = [tokenizer.prompt(question) for question in questions]
    outputs, _ = decode(model, prompts, CANVAS, tokenizer.mask, tokenizer.eot, threshold=threshold)
    return [tokenizer.decode(output) for output in outputs]
