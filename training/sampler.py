"""Semi-autoregressive block decoding of LLaDA, batched: the reference of exact mode and the trainer's eye.

Confidence is the float64 softmax of the chosen token; ties go to the lowest index.
"""
import torch


@torch.no_grad()
def decode(model, prompts: list[list[int]], canvas: int, mask_id: int, eot: int, block: int = 32,
           threshold: float | None = None, early_stop: bool = True) -> tuple[list[list[int]], list[int]]:
    """Canvas tokens and forward passes of each prompt. One token a pass, or all at or above the
    threshold (at least one). Prompts are grouped by length, so that no padding is seen."""
    outputs: list[list[int]] = [[] for _ in prompts]
    passes = [0] * len(prompts)
    groups: dict[int, list[int]] = {}
    for i, prompt in enumerate(prompts):
        groups.setdefault(len(prompt), []).append(i)
    for members in groups.values():
        texts, counts = _decode_group(model, [prompts[i] for i in members], canvas, mask_id, eot, block,
                                      threshold, early_stop)
        for i, text, count in zip(members, texts, counts):
            outputs[i], passes[i] = text, count
    return outputs, passes


def _decode_group(model, prompts, canvas, mask_id, eot, block, threshold, early_stop):
    device = next(model.parameters()).device
    start, count = len(prompts[0]), len(prompts)
    x = torch.full((count, start + canvas), mask_id, dtype=torch.long, device=device)
    x[:, :start] = torch.tensor(prompts, device=device)
    passes = torch.zeros(count, dtype=torch.long, device=device)
    active = torch.arange(count, device=device)
    for low in range(start, start + canvas, block):
        high = min(low + block, start + canvas)
        while len(active):
            working = active[(x[active, low:high] == mask_id).any(1)]
            if not len(working):
                break
            x[working, low:high] = _step(model, x[working], low, high, mask_id, threshold)
            passes[working] += 1
        if early_stop:
            active = active[~(x[active, low:high] == eot).any(1)]
    return x[:, start:].tolist(), passes.tolist()


def _step(model, x, low, high, mask_id, threshold):
    rows, length = x.shape
    logits = model(x.reshape(-1), ((rows, length),)).view(rows, length, -1)[:, low:high].float()
    best = logits.argmax(-1)
    chosen = torch.softmax(logits.double(), -1).gather(-1, best[..., None])[..., 0]
    masked = x[:, low:high] == mask_id
    confidence = torch.where(masked, chosen, torch.full_like(chosen, -1.0))
    top = confidence == confidence.max(1, keepdim=True).values
    first = top & (top.cumsum(1) == 1)
    commit = first if threshold is None else first | (masked & (confidence >= threshold))
    return torch.where(commit, best, x[:, low:high])
