"""States on a decoder's way: what the network is surest of is settled, and what is left is trained next.

Exact decoding settles the surest token of a block (LLaDA's low-confidence remasking, Nie et al. 2025). Random
states are seldom what that leaves, and a young network is too sure there. So some block states go on in the next
batch: the tokens that it was surest of are shown, as they should be, and of the others the surest count most, as
they are settled next. As in DAgger (Ross et al. 2011) the states are the learner's, the answers the teacher's. The
confidences are those of the training step: no pass is made for them.
"""
from typing import NamedTuple

import torch

STEP = 8              # tokens of the answer settled between two batches, at most
SURE = 4              # power of the confidence that a token left weighs
LEAST_WEIGHT = 3.0    # of all tokens left, from which on a state weighs as much as any


class State(NamedTuple):
    """Of sequences of one length, [R, L] each. block: of a block state, what the tokens of the block that is decoded
    weigh, 1 within the answer; else 0."""
    tokens: torch.Tensor
    inputs: torch.Tensor
    weight: torch.Tensor
    block: torch.Tensor


def go_on(state: State, confidence, mask_id: int, generator) -> tuple[State, torch.Tensor]:
    """confidence [R, L] of the hidden tokens -> the state after the surest tokens of the block are settled; whether any
    are left, bool [R, 1]. End-of-text behind the answer is settled besides, as far as it is as sure."""
    is_hidden = state.inputs.eq(mask_id)
    hidden, later = is_hidden & (state.block > 0), is_hidden & (state.block == 0)
    order = torch.where(hidden, confidence, -1.0).argsort(1, descending=True)
    draw = torch.rand(len(confidence), 1, device=confidence.device, generator=generator)
    count = 1 + (STEP * draw).long()
    is_left = (hidden & (state.block == 1)).gather(1, order).cumsum(1) > count
    left = hidden & torch.zeros_like(hidden).scatter(1, order, is_left)
    weight = left * state.block * confidence ** SURE
    weight = weight / weight.sum(1, keepdim=True).clamp(min=LEAST_WEIGHT) + state.weight * later
    inputs = torch.where(left | later, mask_id, state.tokens)
    return state._replace(inputs=inputs, weight=weight), left.any(1, keepdim=True)


class Follower:
    """Puts states that go on in the place of new block states, so that the others keep their shares. share: of those
    that can go on, how many do."""

    def __init__(self, mask_id: int, share: float, generator):
        self.mask_id, self.share, self.generator = mask_id, share, generator
        self.states: list[State] = []  # by length, of the last batch
        self.waiting: list[tuple[State, torch.Tensor]] = []  # what follows them, and whether it goes on

    def join(self, states: list[State]) -> list[State]:
        """Overwrites block states among the new ones with those that go on, as far as there are any, and returns them."""
        for state, (before, goes_on) in zip(states, self.waiting):
            to, of = torch.where((state.block > 0).any(1))[0], torch.where(goes_on)[0]
            count = min(len(to), len(of))
            for new, old in zip(state, before):
                new[to[:count]] = old[of[:count]]
        self.states = states
        return states

    def settle(self, confidence) -> None:
        """confidence: flat, of the states that the last `join` gave."""
        self.waiting, at = [], 0
        for state in self.states:
            rows, length = state.tokens.shape
            after, is_left = go_on(state, confidence[at:at + rows * length].view(rows, length), self.mask_id, self.generator)
            draw = torch.rand(rows, 1, device=confidence.device, generator=self.generator)
            self.waiting.append((after, (is_left & (draw < self.share))[:, 0]))
            at += rows * length
