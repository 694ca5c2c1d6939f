"""Tables and points for the model card: python3 card.py LLADA MODEL.gguf CHECKPOINT_FOLDER OUT_FOLDER [--limit N]

Runs `LLADA eval` on the sets of ../models/eval and writes tasks.md (accuracy by task), lengths.md (by length
of the answer), decoders.md and quality.tsv (accuracy against tokens per forward pass, for
scripts/plot_points.py). Standard library only.
"""
import argparse
import json
import pathlib
import subprocess

from tasks import TASKS
from tokenizer import Tokenizer

SETS = pathlib.Path(__file__).parent.parent / "models" / "eval"
CANVAS = 256
EXACT = ["--decoder", "exact-ref"]
LENGTHS = (16, 32, 64, 96, 128, 256)  # tokens of the answer, upper ends of the classes
# Series of the picture, label, flags.
DECODERS = [
    ("one token a pass", "exact-ref", EXACT),
    *(("exact-threshold", t, ["--decoder", "exact-threshold", "--threshold", t]) for t in ("0.99", "0.95", "0.9", "0.8")),
    ("prefix", "0.9", ["--decoder", "prefix"]),
    *(("dual", t, ["--decoder", "dual", "--threshold", t]) for t in ("0.99", "0.9")),
    *(("factor", f, ["--decoder", "factor", "--factor", f]) for f in ("0.5", "1")),
    *(("frontier", t, ["--decoder", "frontier", "--threshold", t]) for t in ("0.95", "0.9", "0.8")),
    ("frontier-prefix (default)", "0.9", []),
    ("frontier-dual", "0.9", ["--decoder", "frontier-dual"]),
    *(("presets", p, ["--preset", p]) for p in ("reference", "prefix", "fast", "phone")),
]


class Evaluator:
    def __init__(self, program: str, model: str, limit: int | None):
        self.program, self.model, self.limit = program, model, limit

    def run(self, name: str, flags: list[str]) -> tuple[list[dict], dict]:
        """Records of the questions, and the summary."""
        command = [self.program, "eval", self.model, "--task", str(SETS / f"{name}.jsonl"), "-n", str(CANVAS),
                   "--items", "--json", *flags]
        if self.limit:
            command += ["--limit", str(self.limit)]
        lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
        records = [json.loads(line) for line in lines]
        return [r for r in records if "index" in r], records[-1]


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def percent(summary: dict) -> str:
    return f"{100 * summary['accuracy']:.1f}"


def by_task(evaluator: Evaluator, tokenizer: Tokenizer) -> tuple[str, str]:
    rows, classes = [], {}
    for task in TASKS:
        items, summary = evaluator.run(task, EXACT)
        row = [f"`{task}`", percent(summary)]
        for kind in ("held_out", "far"):
            row.append(percent(evaluator.run(f"{task}_{kind}", EXACT)[1]))
        rows.append(row)
        answers = [json.loads(line)["answer"] for line in (SETS / f"{task}.jsonl").read_text().splitlines()]
        for item in items:
            length = len(tokenizer.encode(answers[item["index"]])) + 1
            classes.setdefault(next(n for n in LENGTHS if length <= n), []).append(item["correct"])
    lengths = [[f"up to {n}", str(len(classes[n])), f"{100 * sum(classes[n]) / len(classes[n]):.1f}"]
               for n in LENGTHS if n in classes]
    return (table(["task", "as trained %", "families never trained %", "larger %"], rows),
            table(["tokens of the answer", "questions", "accuracy %"], lengths))


def by_decoder(evaluator: Evaluator, names: list[str]) -> tuple[str, str]:
    rows, points = [], []
    for series, label, flags in DECODERS:
        summaries = [evaluator.run(name, flags)[1] for name in names]
        first = summaries[0]
        title = series if label == "exact-ref" else f"`{series.split()[0]}`, {label}" if series != "presets" else f"`--preset {label}`"
        rows.append([title, *map(percent, summaries), f"{first['tokens_per_forward']:.2f}",
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
    p.add_argument("--limit", type=int, help="questions of each set")
    p.add_argument("--sets", nargs="+", default=["arithmetic", "test_fresh"], help="for the decoders")
    options = p.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    evaluator = Evaluator(options.program, options.model, options.limit)
    texts = {}
    texts["decoders.md"], texts["quality.tsv"] = by_decoder(evaluator, options.sets)
    texts["tasks.md"], texts["lengths.md"] = by_task(evaluator, Tokenizer(options.checkpoint / "tokenizer.json"))
    for name, text in texts.items():
        (options.out / name).write_text(text)


if __name__ == "__main__":
    main()
