"""Arithmetic about rates: so much per hour, per ticket, per box."""
import random
from typing import NamedTuple

from .problem import Draft, Reject
from .stories import Teller


class Rate(NamedTuple):
    """`each` and `many` are sentences of the rate; {r} is the rate, {n} the number of units."""

    each: list[str]  # the rate alone
    count: str  # how many units: completes "for ..." or "... times"
    unit: str  # plural of the unit
    what: str  # what is added up
    ask: list[str]  # asks for the total over {n} units
    fixed: str  # something added once: {c}
    money: bool


RATES = [
    Rate(
        [
            "{A} earns ${r} per hour.",
            "{A} gets ${r} for each hour of work.",
            "An hour of {A}'s work pays ${r}.",
        ],
        "{A} works {n} hours.",
        "hours",
        "dollars",
        ["How much does {A} earn in {n} hours?", "How many dollars does {A} make in {n} hours?"],
        "{He} also gets a tip of ${c}.",
        True,
    ),
    Rate(
        [
            "A {car} drives {r} miles per hour.",
            "The {car} covers {r} miles every hour.",
            "A {car} travels at {r} miles per hour.",
        ],
        "It drives for {n} hours.",
        "hours",
        "miles",
        ["How far does it go in {n} hours?", "How many miles is that in {n} hours?"],
        "It had already gone {c} miles.",
        False,
    ),
    Rate(
        [
            "{A} reads {r} pages a day.",
            "Each day {A} reads {r} pages.",
            "{A} can read {r} pages in one day.",
        ],
        "{A} reads for {n} days.",
        "days",
        "pages",
        ["How many pages does {A} read in {n} days?", "How many pages is that after {n} days?"],
        "{He} has already read {c} pages.",
        False,
    ),
    Rate(
        ["A machine makes {r} toys per minute.", "Each minute a machine produces {r} toys."],
        "It runs for {n} minutes.",
        "minutes",
        "toys",
        ["How many toys does it make in {n} minutes?", "How many toys are made in {n} minutes?"],
        "There were {c} toys before.",
        False,
    ),
    Rate(
        ["One ticket costs ${r}.", "A ticket for the show is ${r}.", "Tickets are ${r} each."],
        "{A} needs {n} tickets.",
        "tickets",
        "dollars",
        [
            "How much do {n} tickets cost?",
            "What is the price of {n} tickets?",
            "How much does {A} pay for {n} tickets?",
        ],
        "Parking costs ${c} more.",
        True,
    ),
    Rate(
        ["Each table seats {r} people.", "{r} people can sit at one table."],
        "There are {n} tables.",
        "tables",
        "people",
        ["How many people can sit at {n} tables?", "How many people fit at {n} tables?"],
        "{c} more people sit on a bench.",
        False,
    ),
    Rate(
        ["A hen lays {r} eggs a week.", "Every week each hen lays {r} eggs."],
        "The farm has {n} hens.",
        "hens",
        "eggs",
        [
            "How many eggs do {n} hens lay in a week?",
            "How many eggs does a farm with {n} hens get in a week?",
        ],
        "There are {c} eggs in the kitchen already.",
        False,
    ),
    Rate(
        ["A plant grows {r} cm each week.", "Each week the plant gets {r} cm taller."],
        "It grows for {n} weeks.",
        "weeks",
        "cm",
        ["How many cm does it grow in {n} weeks?", "By how many cm does it grow in {n} weeks?"],
        "It was {c} cm tall at the start.",
        False,
    ),
    Rate(
        ["A box weighs {r} kg.", "Each box has a weight of {r} kg."],
        "{A} loads {n} boxes.",
        "boxes",
        "kg",
        ["How many kg do {n} boxes weigh?", "What is the weight of {n} boxes in kg?"],
        "The cart weighs {c} kg.",
        False,
    ),
    Rate(
        ["{A} bakes {r} cakes every hour.", "In one hour {A} bakes {r} cakes."],
        "{He} bakes for {n} hours.",
        "hours",
        "cakes",
        ["How many cakes does {A} bake in {n} hours?", "How many cakes are ready after {n} hours?"],
        "{c} cakes were there before.",
        False,
    ),
    Rate(
        ["{A} saves ${r} each week.", "Every week {A} puts ${r} into a jar."],
        "{A} does so for {n} weeks.",
        "weeks",
        "dollars",
        ["How much does {A} save in {n} weeks?", "How many dollars are saved after {n} weeks?"],
        "{He} already had ${c}.",
        True,
    ),
    Rate(
        [
            "A pump moves {r} liters of water per minute.",
            "Each minute a pump brings {r} liters of water.",
        ],
        "It runs for {n} minutes.",
        "minutes",
        "liters",
        ["How many liters does it move in {n} minutes?", "How many liters is that in {n} minutes?"],
        "The tank had {c} liters in it.",
        False,
    ),
    Rate(
        ["A page of the album holds {r} photos.", "There are {r} photos on each page."],
        "The album has {n} pages.",
        "pages",
        "photos",
        ["How many photos are on {n} pages?", "How many photos fit on {n} pages?"],
        "{c} more photos are loose.",
        False,
    ),
    Rate(
        ["{A} runs {r} laps every day.", "Each day {A} runs {r} laps."],
        "{He} runs for {n} days.",
        "days",
        "laps",
        ["How many laps does {A} run in {n} days?", "How many laps is that in {n} days?"],
        "{He} had run {c} laps before that.",
        False,
    ),
]


class Scene:
    """A teller with a rate, its words filled in."""

    def __init__(self, rng: random.Random, scale: float):
        self.t = Teller(rng, scale)
        self.rate = rng.choice(RATES)
        self.person = self.t.person()
        self.car = rng.choice(("car", "bus", "truck", "van"))
        self.r = self.t.number(2, 60 if self.rate.what == "miles" else 20)
        self.n = self.t.number(2, 12)

    def fill(self, text: str, **more) -> str:
        words = dict(A=self.person, He=self.person.He, car=self.car, r=self.r, n=self.n) | more
        return text.format(**words)

    def each(self) -> str:
        return self.fill(self.t.rng.choice(self.rate.each))

    def product(self, line: str = "In total that is {x} {what}.") -> None:
        x = self.t.compute(self.r, "*", self.n)
        self.t.say(line.format(x=x, what=self.rate.what))

    def amount(self, number: int) -> str:
        return f"${number}" if self.rate.money else f"{number} {self.rate.what}"

    def done(self, *text: str) -> Draft:
        return Draft(" ".join(text), "\n".join(self.t.lines), str(self.t.amount))


def rate_total(rng, scale=1.0):
    s = Scene(rng, scale)
    s.product()
    return s.done(s.each(), s.fill(rng.choice(s.rate.ask)))


def rate_counted(rng, scale=1.0):
    s = Scene(rng, scale)
    s.product()
    return s.done(
        s.each(),
        s.fill(s.rate.count),
        rng.choice(
            (
                f"How many {s.rate.what} is that in total?",
                f"What is the total in {s.rate.what}?",
                f"Find the number of {s.rate.what}.",
            )
        ),
    )


def rate_and_fixed(rng, scale=1.0):
    s = Scene(rng, scale)
    c = s.t.number(5, 80)
    s.product(f"The {s.rate.unit} give {{x}} {{what}}.")
    s.t.say(
        f"With {s.amount(c)} more, the total is {s.t.compute(s.t.amount, '+', c)} {s.rate.what}."
    )
    text = [s.each(), s.fill(s.rate.fixed, c=c), s.fill(s.rate.count)]
    return s.done(
        *text,
        rng.choice(
            (
                f"How many {s.rate.what} is that in all?",
                f"What is the total number of {s.rate.what}?",
                f"How many {s.rate.what} are there altogether?",
            )
        ),
    )


def rate_units(rng, scale=1.0):
    s = Scene(rng, scale)
    total = s.r * s.n
    s.t.say(f"It takes {s.t.compute(total, '/', s.r)} {s.rate.unit}.")
    return s.done(
        s.each(),
        rng.choice(
            (
                f"How many {s.rate.unit} make {s.amount(total)}?",
                f"How many {s.rate.unit} are needed for {s.amount(total)}?",
                f"After how many {s.rate.unit} is the total {s.amount(total)}?",
            )
        ),
    )


def rate_units_with_start(rng, scale=1.0):
    s = Scene(rng, scale)
    c = s.t.number(5, 60)
    goal = s.r * s.n + c
    s.t.say(f"There are {s.t.compute(goal, '-', c)} {s.rate.what} to go.")
    s.t.say(f"That takes {s.t.compute(s.t.amount, '/', s.r)} {s.rate.unit}.")
    return s.done(
        s.each(),
        s.fill(s.rate.fixed, c=c),
        rng.choice(
            (
                f"How many {s.rate.unit} are needed to reach {s.amount(goal)}?",
                f"The goal is {s.amount(goal)}. How many {s.rate.unit} does it take?",
            )
        ),
    )


def rate_left(rng, scale=1.0):
    s = Scene(rng, scale)
    goal = s.r * s.n + s.t.number(3, 90)
    s.product("So far that is {x} {what}.")
    s.t.say(f"There are {s.t.compute(goal, '-', s.t.amount)} {s.rate.what} left.")
    return s.done(
        rng.choice((f"The goal is {s.amount(goal)}.", f"In all {s.amount(goal)} are needed.")),
        s.each(),
        s.fill(s.rate.count),
        rng.choice(
            (
                f"How many {s.rate.what} are missing?",
                f"How many {s.rate.what} are left?",
                "How much is still to go?",
            )
        ),
    )


def rate_two_spans(rng, scale=1.0):
    s = Scene(rng, scale)
    first = s.each()
    n2, r2 = s.t.number(2, 9), s.t.number(2, 20)
    s.product("The first part is {x} {what}.")
    before = s.t.amount
    s.t.say(f"The second part is {s.t.compute(r2, '*', n2)} {s.rate.what}.")
    s.t.say(f"The total is {s.t.compute(before, '+', s.t.amount)} {s.rate.what}.")
    change = rng.choice(
        (
            f"Then the rate changes to {s.amount(r2)} for {n2} more {s.rate.unit}.",
            f"For the next {n2} {s.rate.unit} it is {s.amount(r2)} each.",
        )
    )
    return s.done(
        first,
        s.fill(s.rate.count),
        change,
        rng.choice(
            (f"How many {s.rate.what} is that altogether?", f"What is the total in {s.rate.what}?")
        ),
    )


def rate_more_for_other(rng, scale=1.0):
    s = Scene(rng, scale)
    if s.rate.what == "miles":  # comparing two vehicles is held out
        raise Reject
    d, other = s.t.number(2, 12), s.t.person()
    s.t.say(f"The new rate is {s.t.compute(s.r, '+', d)} {s.rate.what}.")
    s.t.say(f"Over {s.n} {s.rate.unit} that is {s.t.compute(s.t.amount, '*', s.n)} {s.rate.what}.")
    return s.done(
        s.each(),
        rng.choice(
            (
                f"From today it is {s.amount(d)} more than that.",
                f"{other} raises this by {s.amount(d)}.",
            )
        ),
        f"How many {s.rate.what} is that for {s.n} {s.rate.unit}?",
    )


def rate_split(rng, scale=1.0):
    s = Scene(rng, scale)
    k = rng.choice((2, 3, 4, 5, 6))
    s.product("The total is {x} {what}.")
    s.t.say(f"Each part is {s.t.compute(s.t.amount, '/', k)} {s.rate.what}.")
    return s.done(
        s.each(),
        s.fill(s.rate.count),
        rng.choice(
            (
                f"The total is split into {k} equal parts. How many {s.rate.what} is one part?",
                f"{k} friends share the result equally. How many {s.rate.what} does each of them get?",
            )
        ),
    )


def rate_spend(rng, scale=1.0):
    s = Scene(rng, scale)
    c = s.t.number(3, 60)
    s.product("At first that is {x} {what}.")
    s.t.say(
        f"After taking away {s.amount(c)}, it is {s.t.compute(s.t.amount, '-', c)} {s.rate.what}."
    )
    gone = (
        f"{c} {s.rate.what} are taken away again." if not s.rate.money else f"Then ${c} is spent."
    )
    return s.done(
        s.each(),
        s.fill(s.rate.count),
        gone,
        rng.choice((f"How many {s.rate.what} are left?", f"How many {s.rate.what} remain?")),
    )


FAMILIES = [
    rate_total,
    rate_counted,
    rate_and_fixed,
    rate_units,
    rate_units_with_start,
    rate_left,
    rate_two_spans,
    rate_more_for_other,
    rate_split,
    rate_spend,
]
