"""Trains the default model. See README.md.

    python3 train.py OUT (--minutes M | --steps N) [--start FOLDER] [--resume] ...

Leaves in OUT a checkpoint (config.json, model.safetensors, tokenizer), curve.csv, run.json and the
state to go on from, written at every look along the way.
"""
import processor  # first: it sets up OpenBLAS

import argparse
import csv
import dataclasses
import json
import os
import pathlib
import random
import shutil
import time

import torch

import checkpoint
import scoring
import tokenizer as bpe
from batches import Source, composition, parallel_batches
from engines import Masker, NativeEngine, TorchEngine
from model import Llada, Shape, initialise
from problems.problem import draw
from tasks import MIXES, TASKS

REPORT_EVERY = 50
SHAPE_OPTIONS = ("d_model", "n_layers", "n_heads", "mlp_hidden_size", "vocab_size")


def arguments():
    p = argparse.ArgumentParser(description="Trains a small LLaDA on generated problems.")
    p.add_argument("out", type=pathlib.Path)
    p.add_argument("--minutes", type=float, help="train this long; the rate follows the clock")
    p.add_argument("--steps", type=int, help="train this many steps; the rate follows the steps")
    p.add_argument("--start", type=pathlib.Path, help="checkpoint folder to begin with, instead of random weights")
    p.add_argument("--resume", action="store_true", help="go on from OUT, with the schedule of --steps")
    p.add_argument("--tokens-per-step", type=int, default=98304)
    p.add_argument("--rate", type=float, default=2e-3, help="highest learning rate")
    p.add_argument("--decay-share", type=float, default=0.5, help="share of the run in which the rate falls to 0")
    p.add_argument("--warm-up", type=int, default=200, help="steps in which the rate rises")
    p.add_argument("--weight-decay", type=float, default=0.05)
    p.add_argument("--engine", choices=("auto", "torch", "native"), default="auto", help="auto: torch on a GPU")
    p.add_argument("--products", choices=("auto", "bf16", "f16", "bf16-dot", "f32"), default="auto",
                   help="the native engine's; auto: bf16 on a processor with AMX, else f16 on one with AVX-512 FP16, bf16-dot with BF16")
    p.add_argument("--optimizer", choices=("muon", "adamw"), default="muon")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--threads", type=int, default=os.cpu_count())
    p.add_argument("--mix", choices=MIXES, default="all", help="what problems are trained, see tasks.py")
    p.add_argument("--drills", type=float, default=0.15, help="share of bare calculations for training only")
    p.add_argument("--workers", type=int, default=2, help="processes that make problems")
    p.add_argument("--look-every", type=float, default=0.1, help="share of the run between looks")
    p.add_argument("--look-count", type=int, default=64, help="test problems a task at each look; 0: only the loss")
    p.add_argument("--keep-looks", type=int, default=0, help="of so many last looks OUT keeps a checkpoint, for average.py")
    p.add_argument("--exclude", type=pathlib.Path, nargs="*", default=[], help="task files never trained on")
    for field in SHAPE_OPTIONS:
        p.add_argument("--" + field.replace("_", "-"), type=int, default=getattr(Shape, field))
    options = p.parse_args()
    if (options.minutes is None) == (options.steps is None):
        p.error("give --minutes or --steps")
    if options.resume and options.steps is None:
        p.error("--resume needs --steps")
    if options.resume and options.start:
        p.error("give --resume or --start")
    return options


def excluded_questions(paths: list[pathlib.Path]) -> frozenset[str]:
    return frozenset(json.loads(line)["question"] for path in paths for line in path.read_text().splitlines())


def make_tokenizer(folder: pathlib.Path, size: int) -> None:
    """From training problems only, in the training shares."""
    rng, texts = random.Random(12345), ["user", "assistant", "system"] * 2000
    for task, share in TASKS.values():
        for _ in range(int(60000 * share)):
            problem = draw(task, "train", rng)
            texts += ["\n\n" + problem.question, problem.answer]
    bpe.save(folder, bpe.learn_merges(texts, size - 256 - len(bpe.SPECIALS)), size)


def rate_at(step: int, progress: float, options) -> float:
    """Warm-up, constant, then linearly to 0."""
    left = (1 - progress) / options.decay_share
    return options.rate * max(0.0, min(1.0, (step + 1) / max(1, options.warm_up), left))


class Run:
    def __init__(self, options):
        self.options = options
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        torch.manual_seed(options.seed)
        torch.set_float32_matmul_precision("high")
        torch.set_num_threads(options.threads)
        options.out.mkdir(parents=True, exist_ok=True)
        self.model = self._first_model()
        self.tokenizer = bpe.Tokenizer(options.out / "tokenizer.json")
        self.source = Source(options.mix, options.drills, excluded_questions(options.exclude))
        self.rows = composition(self.tokenizer, options.tokens_per_step, self.source)
        self.engine = self._engine()
        self.step = self.tokens = 0
        if options.resume:
            self.engine.load_state(self._state_path())
            facts = json.loads((options.out / "run.json").read_text())
            self.step, self.tokens = facts["steps"], facts["tokens"]
        self.first_step = self.step
        self.started = time.time()

    def train(self) -> None:
        # A resumed run draws other problems than it has seen.
        seed = self.options.seed + 7919 * self.first_step
        data = parallel_batches(self.options.out, seed, self.rows, self.source, self.options.workers)
        next_look, losses = self.progress() + self.options.look_every, []
        while self.progress() < 1:
            progress = self.progress()
            losses.append(self.engine.step(next(data), rate_at(self.step, progress, self.options), progress))
            self.step += 1
            self.tokens += self.step_tokens()
            if self.step % REPORT_EVERY == 0:
                self._report(losses[-REPORT_EVERY:])
            if self.progress() >= next_look or self.progress() >= 1:
                self._look(float(torch.stack(losses).mean()))
                next_look, losses = self.progress() + self.options.look_every, []

    def progress(self) -> float:
        if self.options.steps:
            return self.step / self.options.steps
        return min(1.0, (time.time() - self.started) / (60 * self.options.minutes))

    def step_tokens(self) -> int:
        return sum(count * length for count, length in self.rows)

    def _first_model(self) -> Llada:
        if self.options.resume:
            return checkpoint.load(self.options.out).to(self.device)
        start = self.options.start
        if start:
            for name in ("tokenizer.json", "tokenizer_config.json"):
                shutil.copy(start / name, self.options.out / name)
            return checkpoint.load(start).to(self.device)
        shape = Shape(**{f: getattr(self.options, f) for f in SHAPE_OPTIONS})
        if not (self.options.out / "tokenizer.json").exists():
            make_tokenizer(self.options.out, shape.vocab_size)
        model = Llada(shape)
        initialise(model, self.options.seed)
        return model.to(self.device)

    def _engine(self):
        options = self.options
        masker = Masker(self.tokenizer, options.seed, self.device, MIXES[options.mix].states)
        native = options.engine == "native" or (options.engine == "auto" and self.device.type == "cpu")
        if not native:
            return TorchEngine(self.model, self.rows, masker, options.optimizer, options.weight_decay)
        if self.device.type != "cpu" or options.optimizer != "muon":
            raise SystemExit("the native engine runs on the CPU, with muon")
        return NativeEngine(self.model, self.rows, masker, options.weight_decay, options.threads,
                            options.products, options.out)

    def _report(self, losses) -> None:
        speed = (self.step - self.first_step) * self.step_tokens() / (time.time() - self.started)
        print(f"step {self.step}  {self.progress():.1%}  loss {torch.stack(losses).mean():.4f}  {speed:.0f} tokens/s",
              flush=True)

    def _look(self, loss: float) -> None:
        model, scores = self.engine.current(), {}
        if self.options.look_count:
            model.eval()
            with self.engine.precision(), self.engine.decoding():
                scores = scoring.score(model, self.tokenizer, self.options.look_count, threshold=0.95)
            model.train()
        self._add_to_curve(loss, scores)
        print(self.step, {k: round(v, 3) for k, v in scores.items()}, flush=True)
        self._write(model)

    def _add_to_curve(self, loss: float, scores: dict[str, float]) -> None:
        path = self.options.out / "curve.csv"
        new = not path.exists()
        with path.open("a", newline="") as file:
            writer = csv.writer(file)
            if new:
                writer.writerow(["step", "tokens", "seconds", "loss", *scores])
            seconds = round(time.time() - self.started)
            writer.writerow([self.step, self.tokens, seconds, round(loss, 4),
                             *(round(s, 4) for s in scores.values())])

    def _state_path(self) -> pathlib.Path:
        native = isinstance(self.engine, NativeEngine)
        return self.options.out / ("state.npz" if native else "state.pt")

    def _write(self, model: Llada) -> None:
        checkpoint.export(model, self.options.out, self.options.out)
        self._keep(model)
        self.engine.save_state(self._state_path())
        device = torch.cuda.get_device_name() if self.device.type == "cuda" else "cpu"
        facts = dict(shape=dataclasses.asdict(model.shape), parameters=sum(p.numel() for p in model.parameters()),
                     seed=self.options.seed, steps=self.step, tokens=self.tokens, rows=self.rows,
                     rate=self.options.rate, start=str(self.options.start or ""), engine=type(self.engine).__name__,
                     mix=self.options.mix, workers=self.options.workers,
                     seconds=round(time.time() - self.started), device=device, torch=torch.__version__)
        (self.options.out / "run.json").write_text(json.dumps(facts, indent=1))

    def _keep(self, model: Llada) -> None:
        out, count = self.options.out, self.options.keep_looks
        if count:
            checkpoint.export(model, out, out / f"look-{self.step:07}")
            for folder in sorted(out.glob("look-*"))[:-count]:
                shutil.rmtree(folder)


if __name__ == "__main__":
    Run(arguments()).train()
