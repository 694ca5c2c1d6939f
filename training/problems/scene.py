"""Arithmetic scenes, for training only: the same few chains of operations in many settings and wordings.

A model learns from them to read who does what, instead of knowing templates. The wordings of
templates_held_out.py and half of its settings (theatres, taxis, ropes, snow, ages, speeds, pets, tests) are left to those;
operations are shared.
"""
import random
import re
from typing import NamedTuple

from .problem import Draft
from .stories import PARTS, TIMES, Teller, aside, made_up_plural
from .wording import NUMBERED_ASIDE, numbered_aside, other_name, reworded

ASIDE = 0.1
MADE_UP = 0.25
EXPLAINED = 0.15  # answers in sentences, asked for; the others are calculations alone
EXPLAIN = "Explain each step."
MAY_BE_MADE_UP = ("things", "riders", "first", "second", "third")
Alternatives = tuple[str, ...]


class Scene(NamedTuple):
    """In the texts {A} to {C} are people, with {he_A}, {He_A} and {his_A}; {a} to {z} numbers; {k_times} and {k_part} the
    number k as a word ("three times", "a third"; k_part_ at the start of a sentence); other names words; [one|other] is
    one of these. one and two are numbers too, in steps."""
    told: list[Alternatives]              # one of each, in this order
    asks: Alternatives
    steps: list[tuple[str, str]]          # a line with {} for the equation, "left op right"; its value is x, then y, z, w;
                                          # lines that are {} alone cannot be explained
    numbers: dict[str, tuple[int, int]]
    words: tuple[str, list[tuple]] = ("", [()])  # names, and the sets of words for them
    made: dict[str, str] = {}             # numbers that follow from others: "left op right"
    any_order: bool = False               # the first two of told may change places


PEOPLE = "ABC"
ALTERNATIVES = re.compile(r"\[([^]]*)\]")
BEFORE_VOWEL = re.compile(r"\b([Aa]) (?=[aeio]|hour)")


def calculations(steps: str) -> list[tuple[str, str]]:
    """Steps without words, from expressions with ";" between them."""
    return [("{}", step.strip()) for step in steps.split(";")]


def _fill(text: str, words: dict) -> str:
    """ "{}" stays, for the equation."""
    return text.replace("{}", "\0").format_map(words).replace("\0", "{}")


def _told(alternatives: Alternatives, words: dict, rng: random.Random) -> str:
    text = ALTERNATIVES.sub(lambda choice: rng.choice(choice[1].split("|")), rng.choice(alternatives))
    text = BEFORE_VOWEL.sub(r"\1n ", _fill(text, words))
    return text[0].upper() + text[1:]


def tell(drawn: Scene, rng: random.Random) -> Draft:
    """Raises Reject where a value leaves the trained range."""
    teller = Teller(rng)
    numbers = dict(one=1, two=2) | {name: teller.number(*limits) for name, limits in drawn.numbers.items()}
    for name, expression in drawn.made.items():
        numbers[name] = _computed(teller, expression, numbers)[1]
    words = numbers | dict(zip(drawn.words[0].split(), rng.choice(drawn.words[1])))
    words |= {name: made_up_plural(rng) for name in MAY_BE_MADE_UP if name in words and rng.random() < MADE_UP}
    for letter in PEOPLE:
        person = teller.person()
        person.name = other_name(person.he == "she", teller.used, rng) or person.name
        teller.used.add(person.name)
        words |= {letter: person, "he_" + letter: person.he, "He_" + letter: person.He, "his_" + letter: person.his}
    if "k" in numbers and numbers["k"] in TIMES:
        words |= dict(k_times=TIMES[numbers["k"]], k_part=PARTS[numbers["k"]], k_part_=PARTS[numbers["k"]].capitalize())
    text = [_told(alternatives, words, rng) for alternatives in drawn.told]
    if drawn.any_order and rng.random() < 0.5:
        text[0], text[1] = text[1], text[0]
    if rng.random() < ASIDE:
        text.insert(rng.randrange(len(text) + 1), aside(rng))
    if rng.random() < NUMBERED_ASIDE:
        text.insert(rng.randrange(len(text) + 1), numbered_aside(rng))
    text.append(_told(drawn.asks, words, rng))
    explained = drawn.steps[0][0] != "{}" and rng.random() < EXPLAINED
    if explained:
        text.append(EXPLAIN)
    lines = []
    for name, (line, expression) in zip("xyzw", drawn.steps):
        equation, numbers[name] = _computed(teller, expression, numbers)
        lines.append(_fill(line, words).replace("{}", equation) if explained else equation)
    return Draft(reworded(" ".join(text), rng), "\n".join(lines), str(teller.amount))


def _computed(teller: Teller, expression: str, numbers: dict[str, int]) -> tuple[str, int]:
    left, operator, right = expression.split()
    return teller.compute(numbers[left], operator, numbers[right]), teller.amount
