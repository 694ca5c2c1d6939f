"""Which tokens of a batch are hidden, and what each one weighs in the loss.

Two kinds of state, drawn per sequence. `noise`: LLaDA's objective (Nie et al. 2025, eq. 3): a level t,
every token of the response hidden with probability t, weight 1/t. `block`: what a block decoder meets:
earlier blocks known, later ones hidden, the block itself at level t; the later ones count a little,
so that speculation on them has something to go by.
"""
import torch

NOISE_SHARE = 0.35
LOWEST_LEVEL = 0.05
FILL_WEIGHT = 0.3     # of the end-of-text tokens behind the answer, which are easy and many
LATER_WEIGHT = 0.15   # of the blocks behind the one that is decoded
BLOCKS = (16, 32, 32, 32, 64)


def mask_batch(tokens, prompt, answer, mask_id: int, generator):
    """tokens [R, L]; prompt, answer [R] lengths -> (input, weight [R, L]); weights sum to about R."""
    device, (rows, length) = tokens.device, tokens.shape
    draw = lambda *size: torch.rand(*size, device=device, generator=generator)
    position = torch.arange(length, device=device)[None]
    canvas = position - prompt[:, None]
    response = canvas >= 0
    level = LOWEST_LEVEL + (1 - LOWEST_LEVEL) * draw(rows, 1)
    noisy = draw(rows, 1) < NOISE_SHARE

    size = torch.tensor(BLOCKS, device=device)[(draw(rows) * len(BLOCKS)).long()]
    count = (answer + size - 1) // size
    # One in sixteen looks at the block behind the answer: what an engine sees that does not stop early.
    extra = (draw(rows) < 1 / 16).long()
    block = ((draw(rows) * count).long() + extra * count).clamp(max=count)
    low = (block * size)[:, None]
    high = torch.minimum(low + size[:, None], (length - prompt)[:, None])
    low = torch.minimum(low, high - 1).clamp(min=0)
    inside = (canvas >= low) & (canvas < high)

    hidden_noise = response & (draw(rows, length) < level)
    # Half of the block states are mostly known up to a point and hidden behind it.
    cut = low + (draw(rows, 1) * (high - low)).long()
    ragged = (canvas >= cut) & (draw(rows, length) < 0.9) | (draw(rows, length) < 0.1)
    hidden_block = torch.where(draw(rows, 1) < 0.4, ragged, draw(rows, length) < level) & inside
    later = canvas >= high
    hidden = torch.where(noisy, hidden_noise, hidden_block | (later & response))

    fill = torch.where(canvas >= answer[:, None], FILL_WEIGHT, 1.0)
    noise_weight = fill / level / (response * fill).sum(1, keepdim=True)
    here = (hidden & inside).sum(1, keepdim=True).clamp(min=1)
    block_weight = torch.where(inside, fill / torch.maximum(here, (high - low) * 0.15),
                               LATER_WEIGHT * fill / (later * fill).sum(1, keepdim=True).clamp(min=1))
    weight = torch.where(noisy, noise_weight, block_weight) * hidden
    return torch.where(hidden, mask_id, tokens), weight
