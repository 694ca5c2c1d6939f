"""Which tokens of a batch are hidden, and what each one weighs in the loss.

Three kinds of state, drawn per sequence. `noise`: LLaDA's objective (Nie et al. 2025, eq. 3): a level t,
every token of the response hidden with probability t, weight 1/t. `block`: what a block decoder meets:
earlier blocks known, later ones hidden, the block itself unknown, known up to a ramp or at level t; the later ones count
a little, so that speculation on them has something to go by; some go on (following.py). `focus`: of an otherwise
known answer, the words that come from the prompt and the digits; or all results of calculations; or the digits from
one "=" on, of which only the result counts, or what some of its digits leave of it; or everything from one calculation
on, of which only what is to be calculated counts, or that nothing more is. A small network learns to copy, to calculate
and to plan late without them.
"""
from typing import NamedTuple

import torch

from following import State
from tasks import Shares

DRILL_RESULT_SHARE = 0.55     # one, of a drill; else all
OPEN_SHARE = 0.65             # of those: everything behind the "=" is hidden
PARTLY_SHARE = 0.5            # of those with one result: some of its digits are known
CLOSING_WORDS = 2             # that count where the plan is to calculate nothing more
LOWEST_LEVEL = 0.05
FILL_WEIGHT = 0.3     # of the end-of-text tokens behind the answer, which are easy and many
RAGGED_SHARE = 0.7    # of the block states
START_SHARE = 0.25    # of those: nothing of the block is known
RAMP = 24.0           # tokens, at most
NEAR = 10.0           # tokens in which the weight falls to 1/e there
LATER_WEIGHT = 0.15   # of the blocks behind the one that is decoded
BLOCKS = (16, 32, 32, 32, 64)


class TokenKinds(NamedTuple):
    """[vocabulary] each."""
    word: torch.Tensor    # a number for every word of three letters or more, with or without a space; else 0
    digit: torch.Tensor   # the others are bool
    blank: torch.Tensor   # spaces: a line's end ends a number
    equals: torch.Tensor
    operator: torch.Tensor
    line_end: torch.Tensor

    @staticmethod
    def of(texts: list[str], device) -> "TokenKinds":
        bare = [text.strip() for text in texts]
        numbers = {text: i + 1 for i, text in enumerate(sorted(set(bare))) if text.isalpha() and len(text) > 2}
        table = lambda kind, of=bare: torch.tensor([kind(text) for text in of], device=device)
        return TokenKinds(table(lambda t: numbers.get(t, 0)), table(str.isdigit),
                          table(lambda t: not t.strip(" "), texts), table(lambda t: t == "="),
                          table(lambda t: t in ("+", "-", "*", "/")), table(lambda t: t.endswith("\n"), texts))


def mask_batch(tokens, prompt, answer, mask_id: int, kinds: TokenKinds, generator, shares: Shares = Shares()):
    """tokens [R, L]; prompt, answer [R] lengths -> a state; weights sum to about R."""
    rows = len(tokens)
    draw = lambda: torch.rand(rows, 1, device=tokens.device, generator=generator)
    states = States(tokens, prompt, answer, generator)
    focused, focus_weight = states.focus(kinds, shares)
    noisy, noise_weight = states.noise()
    blocked, block_weight, in_block = states.block()
    is_focus = (states.is_drill(kinds) | (draw() < shares.focus)) & focused.any(1, keepdim=True)
    is_noise = draw() < shares.noise
    choose = lambda focus, noise, block: torch.where(is_focus, focus, torch.where(is_noise, noise, block))
    hidden, none = choose(focused, noisy, blocked), torch.zeros_like(in_block)
    return State(tokens, torch.where(hidden, mask_id, tokens), choose(focus_weight, noise_weight, block_weight) * hidden,
                 choose(none, none, in_block))


class States:
    """Each kind of state for every sequence: (hidden, weight), [R, L]; of blocks also what their tokens weigh."""

    def __init__(self, tokens, prompt, answer, generator):
        self.tokens, self.prompt, self.answer, self.generator = tokens, prompt[:, None], answer[:, None], generator
        self.rows, self.length = tokens.shape
        self.position = torch.arange(self.length, device=tokens.device)[None]
        self.canvas = self.position - self.prompt
        self.response = self.canvas >= 0
        self.fill = torch.where(self.canvas >= self.answer, FILL_WEIGHT, 1.0)

    def noise(self):
        level = self._level()
        return self.response & (self._each() < level), self.fill / level / (self.response * self.fill).sum(1, keepdim=True)

    def block(self):
        size = torch.tensor(BLOCKS, device=self.tokens.device)[(self._row() * len(BLOCKS)).long()]
        count = (self.answer + size - 1) // size
        # One in sixteen looks at the block behind the answer: what an engine sees that does not stop early.
        extra = (self._row() < 1 / 16).long()
        number = torch.minimum((self._row() * count).long() + extra * count, count)
        low = number * size
        high = torch.minimum(low + size, self.length - self.prompt)
        low = torch.minimum(low, high - 1).clamp(min=0)
        inside, later = (self.canvas >= low) & (self.canvas < high), self.canvas >= high
        # Most are known up to a point, less and less along a ramp, and hidden behind it, as decoders leave them;
        # what is near that point is settled next.
        ramp = RAMP * ((self._row() - 0.3) / 0.7).clamp(min=0)
        cut = low - ramp / 2 + self._row() * (high - low + ramp / 2)
        is_start = self._row() < START_SHARE
        cut, ramp = torch.where(is_start, low, cut), torch.where(is_start, 0, ramp)
        ragged = self.canvas >= cut + ramp * self._each()
        is_ragged = self._row() < RAGGED_SHARE
        hidden = torch.where(is_ragged, ragged, self._each() < self._level()) & inside
        near = torch.where(is_ragged, torch.exp(-(self.canvas - cut - ramp).clamp(min=0) / NEAR), 1.0)
        here = (hidden * near).sum(1, keepdim=True)
        weight = torch.where(inside, self.fill * near / torch.maximum(here, torch.where(is_ragged, 3, (high - low) * 0.15)),
                             LATER_WEIGHT * self.fill / (later * self.fill).sum(1, keepdim=True).clamp(min=1))
        return hidden | later, weight, self.fill * inside

    def focus(self, kinds: TokenKinds, shares: Shares):
        inside = self.response & (self.canvas < self.answer - 1)  # without <|eot_id|>
        digit = kinds.digit[self.tokens] & inside
        what = self._row()
        hidden = (self._copied_words(kinds) & inside & (what < 0.75)) | (digit & (what > 0.65))
        thinned = hidden & (self._each() < self._row())
        hidden = torch.where(self._row() < 0.3, thinned, hidden)
        results = self._results(kinds, digit)
        some = results & ((self._row() < 0.7) | (self._each() < 0.5))
        results = torch.where(some.any(1, keepdim=True), some, results)
        behind, result = self._result(kinds, inside, digit)
        unplanned, plan = self._plan(kinds, inside)
        kind, drill = self._row(), self.is_drill(kinds)
        is_plan = (self._row() < shares.plan) & ~drill & plan.any(1, keepdim=True)
        is_result = (kind < torch.where(drill, DRILL_RESULT_SHARE, shares.result)) & result.any(1, keepdim=True) & ~is_plan
        is_results = ((kind > 1 - shares.results) | drill) & results.any(1, keepdim=True)
        choose = lambda plan, result, results, words: torch.where(is_plan, plan, torch.where(
            is_result, result, torch.where(is_results, results, words)))
        counted = choose(plan, result, results, hidden)
        return (choose(unplanned, behind, results, hidden),
                counted / counted.sum(1, keepdim=True).clamp(min=torch.where(is_result | is_plan, 1, 3)))

    def is_drill(self, kinds: TokenKinds):
        """[R, 1]: calculations that the prompt does not give."""
        given = (kinds.digit[self.tokens] & ~self.response).any(1, keepdim=True)
        return ~given & (kinds.equals[self.tokens] & self.response).any(1, keepdim=True)

    def _copied_words(self, kinds: TokenKinds):
        words = kinds.word[self.tokens]
        in_prompt = torch.where(self.position < self.prompt, words, 0)
        return (words > 0) & (words[:, :, None] == in_prompt[:, None, :]).any(2)

    def _results(self, kinds: TokenKinds, digit):
        """Digits with nothing but digits and blanks between them and an "=" before."""
        other = ~digit & ~kinds.blank[self.tokens]
        last = torch.where(other, self.position, 0).cummax(1).values
        return digit & kinds.equals[self.tokens].gather(1, last)

    def _result(self, kinds: TokenKinds, inside, digit):
        """(hidden, counted): what is hidden from one "=" on, and the digits right behind it, or those left of them."""
        equals = kinds.equals[self.tokens] & inside
        chosen = self._some(equals)
        after = (self.position > chosen) & self.response & equals.any(1, keepdim=True)
        ends = after & ~digit & ~kinds.blank[self.tokens]
        ended = ends.cumsum(1)
        result, end = after & digit & (ended == 0), ends & (ended == 1)
        width = 1 + result.sum(1, keepdim=True) + (20 * self._row()).long()
        window = after & (self.position <= chosen + width)
        few = after & digit | window & (self._row() < 0.4)
        is_open = (self._row() < OPEN_SHARE) & result.any(1, keepdim=True)
        hidden, counted = torch.where(is_open, after, few), result | end & is_open
        known = result & (self._row() < PARTLY_SHARE) & (self._each() < self._row())
        known &= (counted & ~known).any(1, keepdim=True)
        blanks = after & ~digit & (ended == 0) & known.any(1, keepdim=True)
        return hidden & ~known & ~blanks, counted & ~known

    def _plan(self, kinds: TokenKinds, inside):
        """(hidden, counted): everything from some token left of one "=" on, and the rest of what is to be calculated; or
        everything behind the last line with one, and the words there that say that nothing more is."""
        equals = kinds.equals[self.tokens] & inside
        last = torch.where(equals, self.position, 0).amax(1, keepdim=True)
        line_ends = kinds.line_end[self.tokens] & (self.position > last)
        closing = (line_ends & (line_ends.cumsum(1) == 1)).roll(1, 1) & inside & equals.any(1, keepdim=True)
        chosen = self._some(equals | closing)
        is_closing = closing.gather(1, chosen)
        other = ~(kinds.digit | kinds.blank | kinds.operator)[self.tokens] | ~inside
        start = torch.where(other & (self.position < chosen), self.position, 0).amax(1, keepdim=True) + 1
        whole = self._row() < 0.5
        start = torch.where(whole, start, start + ((chosen - start) * self._row()).long())
        start = torch.where(is_closing, chosen, start)
        behind = self.position >= start
        return self.response & behind, behind & (self.position < chosen + is_closing * CLOSING_WORDS)

    def _some(self, where):
        """[R, 1]: one position of those where it holds; 0 if there is none."""
        return (self._each() * where).argmax(1, keepdim=True)

    def _row(self):
        return torch.rand(self.rows, 1, device=self.tokens.device, generator=self.generator)

    def _each(self):
        return torch.rand(self.rows, self.length, device=self.tokens.device, generator=self.generator)

    def _level(self):
        return LOWEST_LEVEL + (1 - LOWEST_LEVEL) * self._row()
