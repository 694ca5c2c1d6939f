"""Where a training step is computed: PyTorch (a GPU, or the CPU for comparison) or native_trainer.cpp."""
import contextlib
import pathlib

import numpy as np
import torch
from torch.nn import functional as F

import native
from batches import Batch
from following import Follower
from masking import TokenKinds, mask_batch
from model import Llada
from optimizer import Optimizer
from tasks import Shares
from tokenizer import Tokenizer


class Masker:
    """Draws the states of a batch: flat inputs, targets and weights, and the number of sequences. `settle` takes the
    network's confidences of them, by which some go on in the next batch."""

    def __init__(self, tokenizer: Tokenizer, seed: int, device, shares: Shares):
        self.mask_id, self.device, self.shares = tokenizer.mask, device, shares
        self.kinds = TokenKinds.of([tokenizer.text(token) for token in range(tokenizer.size)], device)
        self.generator = torch.Generator(device).manual_seed(seed)
        self.follower = Follower(self.mask_id, shares.goes_on, self.generator)

    def __call__(self, batch: Batch):
        states = []
        for arrays in zip(batch.tokens, batch.prompt, batch.answer):
            tokens, prompt, answer = (torch.from_numpy(a).to(self.device, non_blocking=True).long() for a in arrays)
            states.append(mask_batch(tokens, prompt, answer, self.mask_id, self.kinds, self.generator, self.shares))
        states = self.follower.join(states)
        flat = lambda field: torch.cat([getattr(state, field).reshape(-1) for state in states])
        return flat("inputs"), flat("tokens"), flat("weight").float(), sum(len(state.tokens) for state in states)

    def settle(self, confidence, progress: float) -> None:
        """confidence: flat, of the hidden tokens of the last batch. progress: share of the run that is done."""
        if self.shares.goes_on and progress >= self.shares.goes_on_from:
            self.follower.settle(confidence)


class TorchEngine:
    def __init__(self, model: Llada, rows, masker: Masker, optimizer: str, decay: float):
        self.model, self.rows, self.masker = model, rows, masker
        self.on_gpu = next(model.parameters()).is_cuda
        self.optimizer = Optimizer(model, optimizer, decay)
        self.loss_of = self._loss
        if self.on_gpu:
            for block in model.blocks:
                block.compile()
            self.loss_of = torch.compile(self._loss)

    def precision(self):
        return torch.autocast("cuda", torch.bfloat16) if self.on_gpu else contextlib.nullcontext()

    def decoding(self):
        """Decoding meets many shapes: compiling for each would take longer than it saves."""
        return torch.compiler.set_stance("force_eager") if self.on_gpu else contextlib.nullcontext()

    def step(self, batch: Batch, rate: float, progress: float):
        """Mean loss of the sequences (on the device), before the update. progress: share of the run that is done."""
        inputs, targets, weights, sequences = self.masker(batch)
        with self.precision():
            loss, confidence = self.loss_of(self.model.hidden(inputs, self.rows), targets, weights)
        (loss / sequences).backward()
        self.optimizer.step(rate)
        self.masker.settle(confidence, progress)
        return loss.detach() / sequences

    def current(self) -> Llada:
        return self.model

    def save_state(self, path: pathlib.Path) -> None:
        torch.save(dict(model=self.model.state_dict(), optimizer=self.optimizer.state()), path)

    def load_state(self, path: pathlib.Path) -> None:
        state = torch.load(path, map_location=next(self.model.parameters()).device)
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state(state["optimizer"])

    def _loss(self, hidden, targets, weights):
        logits = F.linear(hidden, self.model.ff_out.weight.to(hidden.dtype)).float()
        known = logits.detach()
        confidence = (known.amax(-1) - known.logsumexp(-1)).exp()
        return (F.cross_entropy(logits, targets, reduction="none") * weights).sum(), confidence


class NativeEngine:
    """Muon only."""

    def __init__(self, model: Llada, rows, masker: Masker, decay: float, threads: int, products: str,
                 folder: pathlib.Path):
        self.model, self.masker, self.decay = model, masker, decay
        self.lengths = np.concatenate([np.full(count, length, np.int32) for count, length in rows])
        self.trainer = native.NativeTrainer(native.build(folder), model, threads, products)

    precision = decoding = staticmethod(contextlib.nullcontext)

    def step(self, batch: Batch, rate: float, progress: float):
        inputs, targets, weights, sequences = self.masker(batch)
        loss = self.trainer.gradients(inputs.numpy(), targets.numpy(), weights.numpy(), self.lengths)
        self.trainer.update(rate, self.decay, 1 / sequences)
        self.masker.settle(torch.from_numpy(self.trainer.confidence), progress)
        return torch.tensor(loss / sequences)

    def current(self) -> Llada:
        self.trainer.store(self.model)
        return self.model

    def save_state(self, path: pathlib.Path) -> None:
        self.trainer.save_state(path)

    def load_state(self, path: pathlib.Path) -> None:
        self.trainer.load_state(path)
