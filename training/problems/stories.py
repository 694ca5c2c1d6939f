"""Arithmetic stories put together from parts: a beginning, a few events, an ending.

Parts combine freely, so that a model must read what happens instead of knowing a template. What the
held-out families of arithmetic.py ask is kept out: see is_held_out_shape.
"""
import random

from .names import BOYS, CONTAINERS, GIRLS, THINGS
from .problem import Draft, Reject

LARGEST = 1500
TIMES = {2: "twice", 3: "three times", 4: "four times", 5: "five times"}
PARTS = {2: "half", 3: "a third", 4: "a fourth", 5: "a fifth"}


MADE_UP = 0.12
ASIDE = 0.2  # chance of a sentence that changes nothing
ONSETS = "b d f g k l m n p r s t v z bl br dr fl gr pl st tr".split()
VOWELS = "a e i o u ai oo".split()
CODAS = "b ck d g l m n p r t x".split()


def made_up_plural(rng: random.Random) -> str:
    syllables = rng.choice((1, 2, 2))
    return "".join(rng.choice(ONSETS) + rng.choice(VOWELS) for _ in range(syllables)) + rng.choice(CODAS) + "s"


def aside(rng: random.Random) -> str:
    return rng.choice(("It is a sunny day.", "It rains all morning.", "The shop opens at nine.",
                       "Nobody else is at home.", "The bus is late again.", "Lunch is at noon.",
                       "The dog sleeps on the sofa.", "School is over for the week.",
                       "The market is very busy.", "Everyone is happy about that.",
                       "It is a holiday.", "The radio plays a song."))


class Person:
    def __init__(self, name: str, pronouns: tuple[str, str]):
        self.name, (self.he, self.his) = name, pronouns
        self.He = self.he.capitalize()

    def __str__(self) -> str:
        return self.name


class Teller:
    """Draws names and numbers, and keeps the running amount and the lines of the answer."""

    def __init__(self, rng: random.Random, scale: float = 1.0):
        self.rng, self.scale = rng, scale
        self.lines: list[str] = []
        self.used: set[str] = set()
        self.amount = 0

    def number(self, low: int, high: int) -> int:
        if self.scale > 1 and self.rng.random() < 0.6:
            return self.rng.randint(high + 1, int(high * self.scale) + 2)
        return self.rng.randint(low, high)

    def person(self) -> Person:
        while True:
            girl = self.rng.random() < 0.5
            name = self.rng.choice(GIRLS if girl else BOYS)
            if name not in self.used:
                self.used.add(name)
                return Person(name, ("she", "her") if girl else ("he", "his"))

    def thing(self) -> str:
        """Now and then a made-up word: what is counted must be copied, not known."""
        while True:
            thing = made_up_plural(self.rng) if self.rng.random() < MADE_UP else self.rng.choice(THINGS)
            if thing not in self.used:
                self.used.add(thing)
                return thing

    def pick(self, *choices):
        return self.rng.choice(choices)

    def compute(self, left: int, operator: str, right: int) -> str:
        """ "left op right = value"; the value becomes the amount. Rejects what leaves 1..LARGEST."""
        if operator == "/" and (right == 0 or left % right):
            raise Reject
        value = {"+": left + right, "-": left - right, "*": left * right}.get(operator)
        value = left // right if value is None else value
        if not 0 < value <= LARGEST:
            raise Reject
        self.amount = value
        return f"{left} {operator} {right} = {value}"

    def say(self, line: str) -> None:
        self.lines.append(line)


# ---------------------------------------------------------------------------- beginnings


def starts_with(t, a, o):
    n = t.number(5, 99)
    t.amount = n
    text = t.pick(
        f"{a} has {n} {o}.",
        f"{a} had {n} {o}.",
        f"{a} starts with {n} {o}.",
        f"There are {n} {o} on {a}'s table.",
        f"{a} owns {n} {o}.",
        f"In the morning {a} has {n} {o}.",
        f"{a} counted {n} {o}.",
    )
    if t.rng.random() < 0.5:
        t.say(f"{a} starts with {n} {o}.")
    return text


def in_containers(t, a, o):
    n, each = t.number(2, 12), t.number(2, 15)
    box, boxes = t.pick(*CONTAINERS)
    text = t.pick(
        f"{a} has {n} {boxes} with {each} {o} in each {box}.",
        f"{a} buys {n} {boxes} of {o}. Each {box} has {each} {o}.",
        f"{a} owns {n} {boxes}, and every {box} holds {each} {o}.",
        f"There are {each} {o} in a {box}. {a} has {n} {boxes}.",
        f"{a} fills {n} {boxes} with {each} {o} each.",
    )
    t.say(f"The {n} {boxes} hold {t.compute(n, '*', each)} {o}.")
    return text


def two_lots(t, a, o):
    n, m = t.number(3, 60), t.number(3, 60)
    one, two = t.pick(("red", "blue"), ("big", "small"), ("old", "new"), ("green", "yellow"))
    text = t.pick(
        f"{a} has {n} {one} {o} and {m} {two} {o}.",
        f"{a} finds {n} {o} in the morning and {m} {o} in the afternoon.",
        f"{a} got {n} {o} on Monday and {m} on Tuesday.",
        f"{a} made {n} {o} yesterday and {m} {o} today.",
        f"There are {n} {one} and {m} {two} {o} in {a}'s room.",
    )
    t.say(
        t.pick(
            f"At first there are {t.compute(n, '+', m)} {o}.",
            f"Together that is {t.compute(n, '+', m)} {o}.",
        )
    )
    return text


def as_many_as(t, a, o):
    b, n, k = t.person(), t.number(3, 40), t.pick(2, 3, 4, 5)
    text = t.pick(
        f"{b} has {n} {o} and {a} has {TIMES[k]} as many.",
        f"{a} has {TIMES[k]} as many {o} as {b}, who has {n}.",
        f"{b} has {n} {o}. {a} has {TIMES[k]} that number.",
    )
    t.say(f"{a} has {t.compute(n, '*', k)} {o}.")
    return text


def more_than(t, a, o):
    b, n, d = t.person(), t.number(5, 60), t.number(2, 40)
    if t.rng.random() < 0.5:
        text = t.pick(
            f"{b} has {n} {o}. {a} has {d} more than {b}.",
            f"{a} has {d} more {o} than {b}, who has {n}.",
        )
        t.say(f"{a} has {t.compute(n, '+', d)} {o}.")
        return text
    text = t.pick(
        f"{b} has {n} {o}. {a} has {d} fewer than {b}.",
        f"{a} has {d} fewer {o} than {b}, who has {n}.",
    )
    t.say(f"{a} has {t.compute(n, '-', d)} {o}.")
    return text


def days_of_work(t, a, o):
    n, days = t.number(2, 20), t.number(2, 9)
    text = t.pick(
        f"{a} makes {n} {o} a day for {days} days.",
        f"Every day for {days} days {a} finds {n} {o}.",
        f"For {days} days {a} gets {n} {o} each day.",
    )
    t.say(f"In {days} days {a} has {t.compute(n, '*', days)} {o}.")
    return text


BEGINNINGS = [
    starts_with,
    starts_with,
    in_containers,
    two_lots,
    as_many_as,
    more_than,
    days_of_work,
]


# ---------------------------------------------------------------------------- events


def gains(t, a, o):
    n, b = t.number(2, 60), t.person()
    where = t.pick("at the shop", "in the park", "at school", "at the market", "in a drawer")
    text = t.pick(
        f"{a.He} finds {n} more {where}.",
        f"{b} gives {a} {n} more {o}.",
        f"{a.He} gets {n} {o} from {b}.",
        f"Then {a.he} buys {n} more.",
        f"{a} receives {n} {o} as a gift.",
        f"Later {a.he} wins {n} {o} in a game.",
        f"{a.He} adds {n} {o}.",
        f"{b} brings {n} {o} for {a}.",
        f"Then {a} picks up {n} {o}.",
    )
    before = t.amount
    t.say(
        t.pick(
            f"After getting {n} more, {a} has {t.compute(before, '+', n)} {o}.",
            f"Now {a.he} has {t.compute(before, '+', n)} {o}.",
            f"With {n} more there are {t.compute(before, '+', n)} {o}.",
        )
    )
    return text


def loses(t, a, o):
    n, b = t.number(2, 60), t.person()
    text = t.pick(
        f"{a.He} gives {n} of them to {b}.",
        f"{a.He} loses {n} {o}.",
        f"{n} of the {o} are broken and thrown away.",
        f"{b} takes {n} {o}.",
        f"Then {a.he} sells {n} {o}.",
        f"{a.He} uses {n} of them.",
        f"{a.He} hands {n} {o} to {b}.",
        f"{a} puts {n} {o} aside for {b}.",
        f"Later {n} {o} fall into the river.",
        f"{b} borrows {n} of {a.his} {o}.",
        f"{a.He} drops {n} of them on the way home.",
    )
    before = t.amount
    t.say(
        t.pick(
            f"After that {t.compute(before, '-', n)} {o} are left.",
            f"That leaves {t.compute(before, '-', n)} {o}.",
            f"Then {a} has {t.compute(before, '-', n)} {o}.",
        )
    )
    return text


def gains_containers(t, a, o):
    n, each = t.number(2, 8), t.number(2, 10)
    box, boxes = t.pick(*CONTAINERS)
    before = t.amount
    text = t.pick(
        f"{a.He} buys {n} {boxes} with {each} {o} in each.",
        f"Then {a.he} gets {n} {boxes} of {each} {o}.",
        f"{a.He} opens {n} new {boxes} of {each} {o} each.",
    )
    t.say(f"The {boxes} add {t.compute(n, '*', each)} {o}.")
    t.say(f"Then there are {t.compute(before, '+', t.amount)} {o}.")
    return text


def gives_to_each(t, a, o):
    n, each = t.number(2, 9), t.number(2, 9)
    before = t.amount
    who = t.pick("friends", "children", "cousins", "neighbors", "classmates")
    text = t.pick(
        f"{a.He} gives {each} {o} to each of {n} {who}.",
        f"{n} {who} get {each} {o} each from {a}.",
        f"Each of {a.his} {n} {who} takes {each} of them.",
    )
    t.say(f"The {who} get {t.compute(n, '*', each)} {o}.")
    t.say(f"After that {t.compute(before, '-', t.amount)} {o} are left.")
    return text


def gives_part(t, a, o):
    k, b, before = t.pick(2, 3, 4, 5), t.person(), t.amount
    text = t.pick(
        f"{a.He} gives {PARTS[k]} of them to {b}.",
        f"Then {a.he} sells {PARTS[k]} of the {o}.",
        f"{PARTS[k].capitalize()} of the {o} get lost.",
        f"{b} takes {PARTS[k]} of {a.his} {o}.",
    )
    t.say(f"{PARTS[k].capitalize()} of the {o} is {t.compute(before, '/', k)}.")
    t.say(f"That leaves {t.compute(before, '-', t.amount)} {o}.")
    return text


def multiplies(t, a, o):
    k, before = t.pick(2, 3), t.amount
    word = {2: "doubles", 3: "triples"}[k]
    text = t.pick(f"Then {a.he} {word} the number of {o}.", f"By Friday {a} {word} {a.his} {o}.")
    t.say(f"Then {a} has {t.compute(before, '*', k)} {o}.")
    return text


EVENTS = [
    gains,
    gains,
    gains,
    loses,
    loses,
    loses,
    gains_containers,
    gives_to_each,
    gives_part,
    multiplies,
]
TAKES = {loses, gives_to_each, gives_part}


# ---------------------------------------------------------------------------- endings


def how_many(t, a, o):
    if not t.lines or t.lines == [f"{a} starts with {t.amount} {o}."]:
        raise Reject
    return t.pick(
        f"How many {o} does {a} have now?",
        f"How many {o} does {a.he} have in the end?",
        f"How many {o} are there now?",
        f"What is the number of {o} at the end?",
        f"Find the number of {o} {a} has now.",
        f"How many does {a} have?",
    )


def shared(t, a, o):
    k, before = t.number(2, 10), t.amount
    who = t.pick("friends", "children", "people", "students")
    text = t.pick(
        f"{a.He} shares them equally among {k} {who}. How many {o} does each one get?",
        f"{k} {who} split them evenly. How many {o} does each receive?",
        f"If {k} {who} share all the {o} equally, how many does each of them get?",
        f"{a.He} divides the {o} into {k} equal parts. How many are in one part?",
    )
    t.say(
        t.pick(
            f"Each one gets {t.compute(before, '/', k)} {o}.",
            f"One part is {t.compute(before, '/', k)} {o}.",
        )
    )
    return text


def packed(t, a, o):
    k, before = t.number(2, 12), t.amount
    box, boxes = t.pick(*CONTAINERS)
    text = t.pick(
        f"{a.He} puts {k} {o} in each {box}. How many {boxes} does {a.he} fill?",
        f"A {box} holds {k} {o}. How many {boxes} are needed?",
        f"How many {boxes} of {k} {o} can {a.he} make?",
        f"They are packed into {boxes} of {k}. How many {boxes} are there?",
    )
    t.say(
        t.pick(
            f"They fill {t.compute(before, '/', k)} {boxes}.",
            f"That makes {t.compute(before, '/', k)} {boxes}.",
        )
    )
    return text


def sold(t, a, o):
    price, before = t.number(2, 12), t.amount
    text = t.pick(
        f"{a.He} sells all of them for ${price} each. How much money does {a.he} get?",
        f"Each one is sold for ${price}. How many dollars does {a} earn?",
        f"How much are all the {o} worth at ${price} each?",
    )
    t.say(f"They bring {t.compute(before, '*', price)} dollars.")
    return text


def compared(t, a, o):
    b, before, n = t.person(), t.amount, t.number(2, 80)
    if n == before:
        raise Reject
    more = n < before
    text = f"{b} has {n} {o}. " + t.pick(
        f"How many {'more' if more else 'fewer'} {o} does {a} have than {b}?",
        f"By how many {o} does {a if more else b} beat {b if more else a}?",
        f"What is the difference between {a}'s and {b}'s {o}?",
    )
    t.say(f"The difference is {t.compute(max(n, before), '-', min(n, before))} {o}.")
    return text


def missing(t, a, o):
    before = t.amount
    goal = before + t.number(2, 60)
    text = t.pick(
        f"{a.He} wants {goal} {o}. How many more does {a.he} need?",
        f"How many {o} are missing to reach {goal}?",
        f"{a} needs {goal} {o} in all. How many are still missing?",
    )
    t.say(f"{a} still needs {t.compute(goal, '-', before)} {o}.")
    return text


def together(t, a, o):
    b, before, n = t.person(), t.amount, t.number(2, 80)
    text = f"{b} has {n} {o}. " + t.pick(
        f"How many {o} do {a} and {b} have together?",
        "How many do they have in total?",
        f"What is the total number of {o}?",
    )
    t.say(f"Together they have {t.compute(before, '+', n)} {o}.")
    return text


ENDINGS = [how_many, how_many, how_many, shared, packed, sold, compared, missing, together]


def is_held_out_shape(beginning, events, ending) -> bool:
    """Containers, then two things taken; one amount with two takers; a sum of two that is shared."""
    takes = sum(event is loses for event in events)
    if beginning is in_containers and takes >= 2:
        return True
    if beginning is starts_with and takes == len(events) == 2 and ending is how_many:
        return True
    return beginning is two_lots and not events and ending is shared


def story(rng: random.Random, scale: float = 1.0) -> Draft:
    teller = Teller(rng, scale)
    beginning, ending = rng.choice(BEGINNINGS), rng.choice(ENDINGS)
    events = rng.choices(EVENTS, k=rng.choice((0, 1, 1, 2, 2, 3)))
    if is_held_out_shape(beginning, events, ending):
        raise Reject
    person, thing = teller.person(), teller.thing()
    text = [beginning(teller, person, thing)]
    text += [event(teller, person, thing) for event in events]
    if rng.random() < ASIDE:
        text.insert(rng.randrange(len(text) + 1), aside(rng))
    text.append(ending(teller, person, thing))
    return Draft(" ".join(text), "\n".join(teller.lines), str(teller.amount))
