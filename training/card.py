"""Tables and points for the model card: python3 card.py LLADA MODEL.gguf CHECKPOINT_FOLDER OUT_FOLDER

Runs `LLADA eval` on the sets of ../models/eval and writes tasks.md (accuracy by task), lengths.md (by length
of the answer), unseen.md, decoders.md and quality.tsv (accuracy against tokens per forward pass, for
scripts/plot_points.py). The canvas of a set holds its longest answer, in whole blocks, up to 256 tokens and to
what the context leaves. Standard library only.
"""
import argparse
import json
import pathlib
import subprocess

from tasks import TASKS
from tokenizer import Tokenizer

SETS = pathlib.Path(__file__).parent.parent / "models" / "eval"
BLOCK, LONGEST_CANVAS = 32, 256
EXACT = ["--decoder", "exact-ref"]
LENGTHS = (16, 32, 64, 96, 128, 256, 512)  # tokens of the answer, upper ends of the classes
# Series of the picture, label, flags.
DECODERS = [
    ("one token a pass", "exact-ref", EXACT),
    *(("exact-threshold", t, ["--decoder", "exact-threshold", "--threshold", t]) for t in ("0.99", "0.95", "0.9", "0.8")),
    ("prefix", "0.9", ["--decoder", "prefix"]),
    *(("dual", t, ["--decoder", "dual", "--threshold", t]) for t in ("0.99", "0.9")),
    *(("factor", f, ["--decoder", "factor", "--factor", f]) for f in ("0.5", "1")),
    *(("frontier", t, ["--decoder", "frontier", "--threshold", t]) for t in ("0.95", "0.9", "0.8")),
    ("frontier-prefix", "0.9", ["--decoder", "frontier-prefix"]),
    ("balanced (default)", "0.9", []),
    ("frontier-dual", "0.9", ["--decoder", "frontier-dual"]),
    *(("presets", p, ["--preset", p]) for p in ("reference", "prefix", "fast", "phone")),
]


class Evaluator:
    def __init__(self, program: str, model: str, checkpoint: pathlib.Path):
        self.program, self.model = program, model
        self.tokenizer = Tokenizer(checkpoint / "tokenizer.json")
        self.context = json.loads((checkpoint / "config.json").read_text())["max_sequence_length"]

    def lengths(self, name: str) -> list[int]:
        """Tokens of the answers of a set, with <|eot_id|>."""
        return [len(self.tokenizer.encode(item["answer"])) + 1 for item in self._items(name)]

    def canvas(self, name: str) -> int:
        prompts = (len(self.tokenizer.prompt(item["question"])) for item in self._items(name))
        room = min(LONGEST_CANVAS, self.context - max(prompts))
        return min(room, -(-max(self.lengths(name)) // BLOCK) * BLOCK)

    def run(self, name: str, flags: list[str], limit: int) -> tuple[list[dict], dict]:
        """Records of the questions, and the summary."""
        command = [self.program, "eval", self.model, "--task", str(SETS / f"{name}.jsonl"), "-n", str(self.canvas(name)),
                   "--items", "--json", "--limit", str(limit), *flags]
        lines = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
        records = [json.loads(line) for line in lines]
        return [r for r in records if "index" in r], records[-1]

    def _items(self, name: str) -> list[dict]:
        return [json.loads(line) for line in (SETS / f"{name}.jsonl").read_text().splitlines()]


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def percent(summary: dict) -> str:
    return f"{100 * summary['accuracy']:.1f}"


def by_task(evaluator: Evaluator, count: int, exact_count: int) -> tuple[str, str]:
    """One token a pass is slow: only `exact_count` questions of a task, but all of the first."""
    rows, classes = [], {}
    for number, task in enumerate(TASKS):
        _, exact = evaluator.run(task, EXACT, exact_count if number > 0 else count)
        items, summary = evaluator.run(task, [], count)
        others = [evaluator.run(f"{task}_{kind}", [], count)[1] for kind in ("held_out", "far")]
        rows.append([f"`{task}`", percent(exact), *map(percent, (summary, *others)),
                     f"{summary['tokens_per_forward']:.2f}"])
        lengths = evaluator.lengths(task)
        for item in items:
            classes.setdefault(next(n for n in LENGTHS if lengths[item["index"]] <= n), []).append(item["correct"])
    by_length = [[f"up to {n}", str(len(classes[n])), f"{100 * sum(classes[n]) / len(classes[n]):.1f}"]
                 for n in LENGTHS if n in classes]
    return (table(["task", "`exact-ref` %", "default decoder %", "families never trained %", "larger %",
                   "tokens per pass"], rows),
            table(["tokens of the answer", "questions", "accuracy %"], by_length))


def unseen(evaluator: Evaluator, count: int, exact_count: int) -> str:
    return table(["families of the second held-out set", "`exact-ref` %", "default decoder %"],
                 [[f"`{name}`", percent(evaluator.run(f"{name}_unseen", EXACT, exact_count)[1]),
                   percent(evaluator.run(f"{name}_unseen", [], count)[1])] for name, (task, _) in TASKS.items() if task.unseen])


def by_decoder(evaluator: Evaluator, names: list[str], count: int) -> tuple[str, str]:
    rows, points = [], []
    for series, label, flags in DECODERS:
        summaries = [evaluator.run(name, flags, count)[1] for name in names]
        first = summaries[0]
        rows.append([f"`{' '.join(flags)}`" if flags else "default", *map(percent, summaries), f"{first['tokens_per_forward']:.2f}",
                     f"{first['steps_per_answer']:.1f}"])
        points.append(f"{series}\t{label}\t{first['tokens_per_forward']:.2f}\t{percent(first)}\n")
    head = ["decoder", *(f"`{n}` %" for n in names), "tokens per pass", "passes per answer"]
    return table(head, rows), "".join(points)


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("program")
    p.add_argument("model")
    p.add_argument("checkpoint", type=pathlib.Path)
    p.add_argument("out", type=pathlib.Path)
    p.add_argument("--count", type=int, default=500, help="questions of each set")
    p.add_argument("--exact-count", type=int, default=200, help="of the slow decoder")
    p.add_argument("--sets", nargs="+", default=["arithmetic", "test_fresh"], help="for the decoders")
    options = p.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    evaluator = Evaluator(options.program, options.model, options.checkpoint)
    write = lambda name, text: (options.out / name).write_text(text)
    for name, text in zip(("decoders.md", "quality.tsv"), by_decoder(evaluator, options.sets, options.exact_count)):
        write(name, text)
    for name, text in zip(("tasks.md", "lengths.md"), by_task(evaluator, options.count, options.exact_count)):
        write(name, text)
    write("unseen.md", unseen(evaluator, options.count, options.exact_count))


if __name__ == "__main__":
    main()
