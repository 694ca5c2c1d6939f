"""Trains the default model. See README.md.

    python3 train.py OUT [--minutes M | --steps N] [--tokens-per-step T] ...

Writes OUT/tokenizer.json, OUT/model.pt (also along the way), OUT/curve.csv and OUT/run.json.
"""
import argparse
import contextlib
import csv
import dataclasses
import json
import math
import pathlib
import random
import time

import torch
from torch.nn import functional as F

import scoring
import tokenizer as bpe
from batches import composition, parallel_batches
from masking import mask_batch
from model import Llada, Shape, initialise
from optimizer import Optimizer
from problems.problem import draw
from tasks import TASKS

WARM_UP = 300          # steps
TIMED_STEPS = (40, 240)  # with --minutes: between these the speed is measured, and the steps set


def arguments():
    p = argparse.ArgumentParser()
    p.add_argument("out", type=pathlib.Path)
    p.add_argument("--minutes", type=float, help="train about this long")
    p.add_argument("--steps", type=int, help="train exactly this many steps")
    p.add_argument("--tokens-per-step", type=int, default=98304)
    p.add_argument("--rate", type=float, default=2e-3, help="highest learning rate")
    p.add_argument("--decay-share", type=float, default=0.5, help="share of the steps in which the rate falls to 0")
    p.add_argument("--weight-decay", type=float, default=0.05)
    p.add_argument("--optimizer", choices=("muon", "adamw"), default="muon")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--workers", type=int, default=2)
    p.add_argument("--evaluate-every", type=float, default=0.1, help="share of the run between evaluations")
    p.add_argument("--evaluate-count", type=int, default=64, help="test problems a task at each evaluation")
    p.add_argument("--exclude", type=pathlib.Path, nargs="*", default=[], help="task files never trained on")
    for field in ("d_model", "n_layers", "n_heads", "mlp_hidden_size"):
        p.add_argument("--" + field.replace("_", "-"), type=int, default=getattr(Shape, field))
    return p.parse_args()


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


def learning_rate(step: int, steps: int, highest: float, decay_share: float) -> float:
    """Warm-up, constant, then linearly to 0."""
    left = (steps - step) / max(1, steps * decay_share)
    return highest * min(1.0, (step + 1) / WARM_UP, left)


class Trainer:
    def __init__(self, options):
        self.options = options
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        torch.manual_seed(options.seed)
        torch.set_float32_matmul_precision("high")
        fields = ("d_model", "n_layers", "n_heads", "mlp_hidden_size")
        self.shape = Shape(**{f: getattr(options, f) for f in fields})
        options.out.mkdir(parents=True, exist_ok=True)
        if not (options.out / "tokenizer.json").exists():
            make_tokenizer(options.out, self.shape.vocab_size)
        self.tokenizer = bpe.Tokenizer(options.out / "tokenizer.json")
        self.model = Llada(self.shape)
        initialise(self.model, options.seed)
        self.model.to(self.device)
        self.optimizer = Optimizer(self.model, options.optimizer, options.weight_decay)
        self.masks = torch.Generator(self.device).manual_seed(options.seed)
        self.excluded = excluded_questions(options.exclude)
        self.rows = composition(self.tokenizer, options.tokens_per_step, self.excluded)
        self.steps = options.steps
        self.started = time.time()
        self.loss_of_rows = self._loss
        if self.device.type == "cuda":
            for block in self.model.blocks:
                block.compile()
            self.loss_of_rows = torch.compile(self._loss)

    def precision(self):
        if self.device.type == "cuda":
            return torch.autocast("cuda", torch.bfloat16)
        return contextlib.nullcontext()

    def eager(self):
        """Decoding meets many shapes: compiling for each would take longer than it saves."""
        if self.device.type == "cuda":
            return torch.compiler.set_stance("force_eager")
        return contextlib.nullcontext()

    def _loss(self, hidden, targets, weights):
        logits = F.linear(hidden, self.model.ff_out.weight.to(hidden.dtype)).float()
        return (F.cross_entropy(logits, targets, reduction="none") * weights).sum()

    def forward_loss(self, batch) -> torch.Tensor:
        inputs, targets, weights, sequences = [], [], [], 0
        for tokens, prompt, answer in zip(batch.tokens, batch.prompt, batch.answer):
            tokens, prompt, answer = (torch.from_numpy(a).to(self.device, non_blocking=True).long()
                                      for a in (tokens, prompt, answer))
            hidden, weight = mask_batch(tokens, prompt, answer, self.tokenizer.mask, self.masks)
            inputs.append(hidden.reshape(-1))
            targets.append(tokens.reshape(-1))
            weights.append(weight.reshape(-1))
            sequences += len(tokens)
        with self.precision():
            states = self.model.hidden(torch.cat(inputs), self.rows)
            return self.loss_of_rows(states, torch.cat(targets), torch.cat(weights).float()) / sequences

    def train(self) -> None:
        data = parallel_batches(self.options.out, self.options.seed, self.rows, self.excluded, self.options.workers)
        step, next_look, losses = 0, 0.0, []
        speed_started = 0.0
        while self.steps is None or step < self.steps:
            loss = self.forward_loss(next(data))
            loss.backward()
            self.optimizer.step(learning_rate(step, self.steps or 10**9, self.options.rate, self.options.decay_share))
            losses.append(loss.detach())
            step += 1
            if self.steps is None and step in TIMED_STEPS:
                torch.cuda.synchronize() if self.device.type == "cuda" else None
                if step == TIMED_STEPS[0]:
                    speed_started = time.time()
                else:
                    self.set_steps(step, (time.time() - speed_started) / (TIMED_STEPS[1] - TIMED_STEPS[0]))
            share = step / self.steps if self.steps else 0.0
            if step % 100 == 0 or step == self.steps:
                print(f"step {step}/{self.steps} loss {torch.stack(losses).mean():.4f} "
                      f"{step * self.step_tokens() / (time.time() - self.started):.0f} tokens/s", flush=True)
                if share >= next_look:
                    self.look(step, float(torch.stack(losses).mean()), share == 1.0)
                    next_look = share + self.options.evaluate_every
                losses = []
        self.write(step)

    def step_tokens(self) -> int:
        return sum(count * length for count, length in self.rows)

    def set_steps(self, step: int, seconds: float) -> None:
        left = self.options.minutes * 60 - (time.time() - self.started)
        # Evaluations take about a twentieth of the run.
        self.steps = step + max(1, int(left * 0.95 / seconds))
        print(f"{seconds * 1e3:.1f} ms a step, {self.step_tokens()} tokens: {self.steps} steps", flush=True)

    def look(self, step: int, loss: float, last: bool) -> None:
        self.model.eval()
        with self.precision(), self.eager():
            scores = scoring.score(self.model, self.tokenizer, self.options.evaluate_count, threshold=0.95)
        self.model.train()
        path = self.options.out / "curve.csv"
        new = not path.exists()
        with path.open("a", newline="") as file:
            writer = csv.writer(file)
            if new:
                writer.writerow(["step", "tokens", "seconds", "loss", *scores])
            writer.writerow([step, step * self.step_tokens(), round(time.time() - self.started), round(loss, 4),
                             *(round(s, 4) for s in scores.values())])
        print(step, {k: round(v, 3) for k, v in scores.items()}, flush=True)
        self.write(step)

    def write(self, step: int) -> None:
        torch.save(self.model.state_dict(), self.options.out / "model.pt")
        (self.options.out / "run.json").write_text(json.dumps(dict(
            shape=dataclasses.asdict(self.shape), seed=self.options.seed, steps=step, planned_steps=self.steps,
            tokens=step * self.step_tokens(), rows=self.rows, rate=self.options.rate, torch=torch.__version__,
            optimizer=self.options.optimizer, workers=self.options.workers, seconds=round(time.time() - self.started),
            device=torch.cuda.get_device_name() if self.device.type == "cuda" else "cpu"), indent=1))


if __name__ == "__main__":
    chosen = arguments()
    if (chosen.minutes is None) == (chosen.steps is None):
        raise SystemExit("give --minutes or --steps")
    Trainer(chosen).train()
