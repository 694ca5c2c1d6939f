"""Arithmetic word problems: 90 templates, composed stories, rates, scenes, situations; and bare calculations."""
import dataclasses
import functools
import random
import re

from . import (rates, scenes, situations, stories, templates_compare, templates_held_out, templates_measure,
               templates_trade, templates_unseen)
from .problem import Draft, Family, Reject, Task, draw
from .template_draws import LARGEST, Draws

STORY_SHARE = 90  # story and rates weigh as many families as there are templates
SCENE_SHARE = 500
SITUATION_SHARE = 60
MORE_STORIES = 30
MORE_BRIEF_STORIES = 40
MORE_HARD_TEMPLATES = 3  # of each: sums of three terms, and divisors that are not in the question
EQUATION = re.compile(r"\d+(?: [-+*/] \d+)+ = \d+")


def _draft_of(template, rng: random.Random, far: bool) -> Draft:
    try:
        question, lines, value = template(Draws(rng, far))
    except KeyError:  # a far number that has no word, such as "seven times as many"
        raise Reject from None
    opening = ["Let us think step by step."] if len(lines) >= 3 else []
    return Draft(question, "\n".join(opening + lines + [f"So the answer is {value}."]), str(value))


def _templates(module, far: bool = False) -> list[Family]:
    def family(template):
        wrapped = functools.wraps(template)(lambda rng: _draft_of(template, rng, far))
        return wrapped

    return [family(value) for name, value in vars(module).items() if name[:2] in ("f_", "h_", "u_")]


def _closed(family: Family, *scale: float) -> Family:
    """The answer gets the closing sentence of the templates."""
    def drawn(rng):
        draft = family(rng, *scale)
        return draft._replace(work=draft.work + f"\nSo the answer is {draft.final}.")

    return functools.wraps(family)(drawn)


def _brief(family: Family) -> Family:
    """The answer is calculations alone, as those of most scenes, and the closing sentence."""
    def drawn(rng):
        draft = family(rng)
        return draft._replace(work="\n".join(EQUATION.findall(draft.work)))

    return _closed(functools.wraps(family)(drawn))


def _composed(scale: float) -> list[Family]:
    share = STORY_SHARE // 2
    rate_share = share // len(rates.FAMILIES)
    return ([_closed(stories.story, scale)] * (share + 15)
            + [_closed(family, scale) for family in rates.FAMILIES] * rate_share)


TRAINED = [templates_trade, templates_compare, templates_measure]


def _all(far: bool) -> list[Family]:
    return sum((_templates(module, far) for module in TRAINED), []) + _composed(1.5 if far else 1.0)


# ---------------------------------------------------------------------------- bare calculations

ASK = ["Calculate {}.", "What is {}?", "Compute {}.", "{} = ?", "Find {}.", "Work out {}."]


def _value(left: int, operator: str, right: int) -> int:
    return {"+": left + right, "-": left - right, "*": left * right, "/": left // max(right, 1)}[operator]


def _pair(rng: random.Random, limit: int) -> tuple[int, str, int]:
    operator = rng.choice("+-*/")
    if operator == "+":
        return rng.randint(1, limit), "+", rng.randint(1, limit)
    if operator == "-":
        left = rng.randint(2, limit)
        return left, "-", rng.randint(1, left - 1)
    small, large = rng.randint(2, 15), rng.randint(2, max(20, limit // 10))
    if operator == "*":
        return (small, "*", large) if rng.random() < 0.5 else (large, "*", small)
    return small * large, "/", small


def calculation(rng: random.Random, limit: int = 500) -> Draft:
    left, operator, right = _pair(rng, limit)
    text = f"{left} {operator} {right}"
    value = _value(left, operator, right)
    return Draft(rng.choice(ASK).format(text), f"{text} = {value}", str(value))


def several_calculations(rng: random.Random, limit: int = 300) -> Draft:
    pairs = [_pair(rng, limit) for _ in range(rng.randint(3, 12))]
    texts = [f"{left} {operator} {right}" for left, operator, right in pairs]
    values = [_value(*pair) for pair in pairs]
    ask = rng.choice(("Calculate each: ", "Work these out: ", "Find the results: "))
    return Draft(ask + "; ".join(texts), "\n".join(f"{t} = {v}" for t, v in zip(texts, values)),
                 ", ".join(map(str, values)))


def _drill_pair(rng: random.Random) -> tuple[int, str, int]:
    operator = rng.choices("+-*/", (28, 36, 19, 17))[0]
    limit = rng.choice((20, 50, 100, 100, 200, 200, 300, 1000))
    if operator == "+":
        return rng.randint(1, limit), "+", rng.randint(1, limit)
    if operator == "-":
        left = rng.randint(2, limit)
        near = rng.random() < 0.3  # results whose first digits vanish are rare otherwise
        return left, "-", rng.randint(max(1, left - 20), left - 1) if near else rng.randint(1, left - 1)
    small = rng.randint(2, 12)
    large = rng.randint(2, max(20, min(limit, LARGEST // small)) if rng.random() < 0.6 else 20)
    if operator == "*":
        return (small, "*", large) if rng.random() < 0.5 else (large, "*", small)
    return small * large, "/", large if rng.random() < 0.2 else small


def _drill_line(rng: random.Random) -> str:
    if rng.random() < 0.12:
        limit = rng.choice((20, 60, 100))
        terms = [rng.randint(2, limit) for _ in range(3)]
        return f"{' + '.join(map(str, terms))} = {sum(terms)}"
    left, operator, right = _drill_pair(rng)
    return f"{left} {operator} {right} = {_value(left, operator, right)}"


def drill(rng: random.Random) -> Draft:
    """For training only, in sizes that the stories need. The prompt gives nothing, so that masking.py hides
    nothing but results."""
    lines = [_drill_line(rng) for _ in range(1 if rng.random() < 0.6 else rng.randint(6, 11))]
    return Draft("Drill", "\n".join(lines), "done")


def _drills(task: Task) -> Task:
    """Drills, a third of them lines of several answers of the task, so that only by chance a line gives away the result of
    another."""
    def drill_in_words(rng):
        lines = []
        for _ in range(rng.randint(3, 8)):
            answer = draw(task, "train", rng).answer
            lines.append(rng.choice([line for line in answer.splitlines() if "=" in line]))
        return Draft("Drill", "\n".join(lines), "done")

    return Task(families=[drill, drill, drill_in_words])


def chain(rng: random.Random, limit: int = 60) -> Draft:
    """Left to right, each step on a line."""
    value, text, lines = rng.randint(2, limit), None, []
    text = str(value)
    for _ in range(rng.randint(2, 4)):
        operator, operand = rng.choice("+-*"), rng.randint(2, 20)
        if operator == "*":
            operand = rng.randint(2, 6)
        result = _value(value, operator, operand)
        if not 0 < result <= 1500:
            raise Reject
        lines.append(f"{value} {operator} {operand} = {result}")
        text, value = f"{text} {operator} {operand}", result
    ask = rng.choice(("Go from left to right: {}", "Step by step, left to right: {}",
                      "Starting at the left, work out {}"))
    return Draft(ask.format(text), "\n".join(lines), str(value))


def missing_operand(rng: random.Random, limit: int = 200) -> Draft:
    known, unknown = rng.randint(2, limit), rng.randint(2, limit)
    total = known + unknown
    ask = rng.choice((f"{known} + ? = {total}", f"? + {known} = {total}"))
    return Draft("Find the missing number: " + ask, f"{total} - {known} = {unknown}", str(unknown))


def largest_of(rng: random.Random) -> Draft:
    """Held out."""
    pairs = [_pair(rng, 60) for _ in range(3)]
    texts, values = [" ".join(map(str, p)) for p in pairs], [_value(*p) for p in pairs]
    return Draft("Which is the largest result: " + "; ".join(texts) + "?",
                 "\n".join(f"{t} = {v}" for t, v in zip(texts, values)), str(max(values)))


def sum_of_products(rng: random.Random) -> Draft:
    """Held out."""
    a, b, c, d = (rng.randint(2, 15) for _ in range(4))
    total = a * b + c * d
    return Draft(f"Calculate ({a} * {b}) + ({c} * {d}).",
                 f"{a} * {b} = {a * b}\n{c} * {d} = {c * d}\n{a * b} + {c * d} = {total}", str(total))


def _far(family: Family, limit: int) -> Family:
    return functools.wraps(family)(lambda rng: family(rng, limit))


ARITHMETIC = Task(families=_all(False), held_out=_templates(templates_held_out),
                  unseen=_templates(templates_unseen), far=_all(True),
                  more=[_closed(scenes.scene)] * SCENE_SHARE + [_closed(situations.situation)] * SITUATION_SHARE
                  + [_closed(stories.story)] * MORE_STORIES)
TESTED = dataclasses.replace(ARITHMETIC, more=[])  # the families of the test set, without those only trained
HARD_TEMPLATES = [family for family in TESTED.families
                  if family.__name__ in ("f_avg", "f_percent", "f_long3", "f_split_bill")]
BRIEF = dataclasses.replace(TESTED, families=[_brief(family) for family in TESTED.families],
                            more=[_brief(stories.story)] * MORE_BRIEF_STORIES
                            + [_brief(family) for family in HARD_TEMPLATES] * MORE_HARD_TEMPLATES)
CALCULATION = Task(families=[calculation, calculation, several_calculations, chain, missing_operand],
                   held_out=[largest_of, sum_of_products],
                   far=[_far(calculation, 999), _far(several_calculations, 900),
                        _far(missing_operand, 700)])
DRILL, BRIEF_DRILL = _drills(TESTED), _drills(BRIEF)
