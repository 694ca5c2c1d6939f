"""Semi-autoregressive block decoding of LLaDA, batched: the reference of exact mode and the trainer's eye.

Confidence is the float64 softmax of the chosen token; ties go to the lowest index.
"""
import torch


@torch.no_grad()
def decode(model, prompts: list[list[int]], canvas: int, mask_id: int, eot: int, block: int = 32,
           threshold: float | None = None, early_stop: bool = True) -> tuple[list[list[int]], list[int]]:
    """Canvas tokens and forward passes of each prompt. One token a pass, or all at or above the
    threshold (at least one). Shorter prompts are padded on the left with tokens nobody sees: positions
    are relative, so this changes nothing."""
    device = next(model.parameters()).device
    start, count = max(map(len, prompts)), len(prompts)
    x = torch.full((count, start + canvas), mask_id, dtype=torch.long, device=device)
    seen = torch.ones_like(x, dtype=torch.bool)
    for row, prompt in enumerate(prompts):
        x[row, start - len(prompt):start] = torch.tensor(prompt, device=device)
        seen[row, :start - len(prompt)] = False
    passes = torch.zeros(count, dtype=torch.long, device=device)
    active = torch.arange(count, device=device)
    for low in range(start, start + canvas, block):
        high = min(low + block, start + canvas)
        working = active
        while len(working):
            x[working, low:high] = _step(model, x[working], seen[working], low, high, mask_id, threshold)
            passes[working] += 1
            working = working[(x[working, low:high] == mask_id).any(1)]
        if early_stop:
            active = active[~(x[active, low:high] == eot).any(1)]
    return x[:, start:].tolist(), passes.tolist()


def _step(model, x, seen, low, high, mask_id, threshold):
    rows, length = x.shape
    states = model.hidden(x.reshape(-1), ((rows, length),), None if seen.all() else seen)
    logits = model.ff_out(states.view(rows, length, -1)[:, low:high]).float()
    best = logits.argmax(-1)
    chosen = torch.softmax(logits.double(), -1).gather(-1, best[..., None])[..., 0]
    masked = x[:, low:high] == mask_id
    confidence = torch.where(masked, chosen, torch.full_like(chosen, -1.0))
    top = confidence == confidence.max(1, keepdim=True).values
    first = top & (top.cumsum(1) == 1)
    commit = first if threshold is None else first | (masked & (confidence >= threshold))
    return torch.where(commit, best, x[:, low:high])
