"""Muon for the matrices inside the blocks, AdamW for embedding, head and norms.

Muon (Jordan 2024): the momentum of a matrix is replaced by the nearest orthogonal one, found by a
quintic Newton-Schulz iteration. Scaled to AdamW's update size (Liu et al. 2025), so that one learning
rate serves both.
"""
import torch

NEWTON_SCHULZ = (3.4445, -4.7750, 2.0315)


def orthogonal(stack: torch.Tensor, steps: int = 5) -> torch.Tensor:
    """[n, rows, cols] with rows <= cols -> approximately orthogonal rows."""
    a, b, c = NEWTON_SCHULZ
    x = stack.bfloat16() if stack.is_cuda else stack
    x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(steps):
        gram = x @ x.transpose(1, 2)
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x.to(stack.dtype)


class Muon:
    def __init__(self, weights: list[torch.Tensor], momentum: float = 0.95, decay: float = 0.05):
        self.momentum, self.decay = momentum, decay
        self.groups: dict[tuple, list[torch.Tensor]] = {}
        for weight in weights:
            shape = tuple(sorted(weight.shape))
            self.groups.setdefault(shape, []).append(weight)
        self.buffers = {shape: torch.zeros(len(group), *shape, device=group[0].device)
                        for shape, group in self.groups.items()}

    @torch.no_grad()
    def step(self, rate: float) -> None:
        for shape, group in self.groups.items():
            gradient = torch.stack([self._wide(w.grad) for w in group])
            buffer = self.buffers[shape].lerp_(gradient, 1 - self.momentum)
            update = orthogonal(gradient.lerp(buffer, self.momentum)) * (0.2 * max(shape) ** 0.5)
            for weight, change in zip(group, update):
                weight.mul_(1 - rate * self.decay)
                weight.add_(change if weight.shape == change.shape else change.T, alpha=-rate)

    @staticmethod
    def _wide(gradient: torch.Tensor) -> torch.Tensor:
        return gradient if gradient.shape[0] <= gradient.shape[1] else gradient.T


class Optimizer:
    """name: "muon" or "adamw"."""

    def __init__(self, model, name: str, decay: float):
        matrices = [w for n, w in model.named_parameters() if n.startswith("blocks.") and w.dim() == 2]
        self.muon = Muon(matrices, decay=decay) if name == "muon" else None
        chosen = {id(w) for w in matrices} if self.muon else set()
        rest = [w for w in model.parameters() if id(w) not in chosen]
        groups = [dict(params=[w for w in rest if w.dim() == 2], weight_decay=decay),
                  dict(params=[w for w in rest if w.dim() < 2], weight_decay=0.0)]
        self.adam = torch.optim.AdamW(groups, betas=(0.9, 0.98), eps=1e-9)
        self.model = model

    def state(self) -> dict:
        return dict(adam=self.adam.state_dict(), muon=self.muon.buffers if self.muon else {})

    def load_state(self, state: dict) -> None:
        self.adam.load_state_dict(state["adam"])
        if self.muon:
            self.muon.buffers = state["muon"]

    def step(self, rate: float) -> torch.Tensor:
        """Clips to norm 1, updates, clears. Returns the norm before clipping."""
        norm = torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        for group in self.adam.param_groups:
            group["lr"] = rate
        self.adam.step()
        if self.muon:
            self.muon.step(rate)
        self.model.zero_grad(set_to_none=True)
        return norm
