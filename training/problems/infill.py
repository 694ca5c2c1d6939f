"""Texts with holes that their context determines.

A family writes its text with the fillers in square brackets; the holes of the question are made from it.
"""
import random
import re
from typing import Callable

from .problem import Draft, Family, Reject, Task
from .words import (ANIMALS, BOYS, CITIES, COLOURS, DAYS, DRINKS, FOODS, FRUITS, GIRLS, MONTHS, NAMES, OBJECTS,
                    PLACES, SPORTS, and_list, article)

HOLE = "___"
FILLER = re.compile(r"\[([^]]*)\]")
Scene = Callable[[random.Random], str]

ASKS = [
    "Fill in the blanks: {}",
    "Fill each ___ so that the text makes sense.\n{}",
    "What belongs in the blanks? {}",
    "Complete the text:\n{}",
    "{}\nFill in the missing words.",
    "Replace every ___ in this text: {}",
    "Find the missing words.\n{}",
    "Which words are missing here? {}",
]
OTHER_ASKS = [
    "Someone erased parts of this text. Write it out in full.\n{}",
    "Restore the text, ___ marks what was lost: {}",
    "Please write the whole text again without gaps: {}",
]
NUMBER_ASKS = [
    "Fill in the missing numbers: {}",
    "Complete the sequence: {}",
    "Which numbers belong in the blanks? {}",
    "{}\nReplace each ___ by a number.",
    "Find the missing numbers.\n{}",
    "Continue the rule and fill the holes: {}",
]


def draft(rng: random.Random, text: str, asks: list[str] = ASKS) -> Draft:
    """The problem of a text whose fillers stand in brackets."""
    question = rng.choice(asks).format(FILLER.sub(HOLE, text))
    return Draft(question, FILLER.sub(r"\1", text), ", ".join(FILLER.findall(text)))


def with_some_holes(rng: random.Random, words: list[str], count: int, first: int) -> list[str]:
    """The words with `count` of those from index `first` on in brackets."""
    out = list(words)
    for i in rng.sample(range(first, len(words)), count):
        out[i] = f"[{out[i]}]"
    return out


def people(rng: random.Random, count: int) -> list[str]:
    return rng.sample(NAMES, count)


def person(rng: random.Random) -> tuple[str, str, str, str]:
    """A name with its pronouns, as in she, her, her."""
    if rng.random() < 0.5:
        return rng.choice(GIRLS), "she", "her", "her"
    return rng.choice(BOYS), "he", "him", "his"


# --- stories ------------------------------------------------------------------------------------------------

def gift_text(rng: random.Random) -> str:
    a, b = people(rng, 2)
    (c1, c2), (o1, o2) = rng.sample(COLOURS, 2), rng.sample(OBJECTS, 2)
    colour, thing, rest_colour, rest = rng.choice([(c1, o1, c2, o2), (c2, o2, c1, o1)])
    start = rng.choice([f"{a} has {article(c1)} {o1} and {article(c2)} {o2}.",
                        f"{a} owns two things: {article(c1)} {o1} and {article(c2)} {o2}."])
    give = rng.choice([f"{a} gives the {thing} to {b}.", f"{a} hands {b} the {thing}.", f"{b} gets the {thing}."])
    end = rng.choice([f"Now {b} has the [{colour}] {thing}.", f"Now [{b}] has the {colour} {thing}.",
                      f"Now {b} has the [{colour}] {thing} and {a} still has the {rest_colour} [{rest}].",
                      f"{a} keeps the [{rest_colour}] {rest}."])
    return f"{start} {give} {end}"


def gift_story(rng: random.Random) -> Draft:
    return draft(rng, gift_text(rng))


def move_text(rng: random.Random) -> str:
    a, b = people(rng, 2)
    p, q, r = rng.sample(PLACES, 3)
    verb = rng.choice(["walks", "runs", "goes", "moves"])
    start = f"{a} is in the {p} and {b} is in the {q}."
    return rng.choice([
        f"{start} {a} {verb} to the {r}. Now {a} is in the [{r}] and {b} is in the [{q}].",
        f"{start} {b} {verb} to the {r}. Now [{b}] is in the {r} and [{a}] is in the {p}.",
        f"{start} Then {a} {verb} to the {q}. Both are now in the [{q}].",
        f"{start} Then {b} {verb} to the {p}. The {q} is empty and both are in the [{p}].",
    ])


def move_story(rng: random.Random) -> Draft:
    return draft(rng, move_text(rng))


def swap_text(rng: random.Random) -> str:
    a, b = people(rng, 2)
    x, y = rng.sample(OBJECTS, 2)
    c, d = rng.choice(COLOURS), rng.choice(COLOURS)
    start = f"{a} had {article(c)} {x} and {b} had {article(d)} {y}."
    swap = rng.choice(["They swapped.", "They traded.", "Then they swapped their things."])
    return rng.choice([f"{start} {swap} Now {a} has the [{y}] and {b} has the [{x}].",
                       f"{start} {swap} Now [{b}] has the {x} and [{a}] has the {y}.",
                       f"{start} {swap} Now {b} has the [{c}] {x}."])


def swap_story(rng: random.Random) -> Draft:
    return draft(rng, swap_text(rng))


def put_text(rng: random.Random) -> str:
    name, she, _, _ = person(rng)
    thing, box = rng.choice(OBJECTS), rng.choice(["box", "bag", "basket", "drawer", "case"])
    if thing == box:
        raise Reject
    p, q = rng.sample(PLACES, 2)
    return rng.choice([
        f"{name} puts the {thing} in the {box} in the {p}. Then {she} carries the {box} to the {q}. "
        f"The {thing} is now in the [{q}].",
        f"{name} puts the {thing} in the {box}. The {box} stands in the {p}. So the {thing} is in the [{p}].",
        f"The {thing} was in the {p}. {name} took it to the {q} and left it there. "
        f"It is no longer in the [{p}] but in the [{q}].",
    ])


def put_story(rng: random.Random) -> Draft:
    return draft(rng, put_text(rng))


def owner_text(rng: random.Random) -> str:
    a, b, c = people(rng, 3)
    thing, colours = rng.choice(OBJECTS), rng.sample(COLOURS, 3)
    pairs = list(zip((a, b, c), colours))
    who, colour = rng.choice(pairs)
    told = and_list([f"{n}'s {thing} is {k}" for n, k in pairs])
    return f"{told}. " + rng.choice([f"The {colour} {thing} belongs to [{who}].", f"{who} owns the [{colour}] {thing}."])


def owner_story(rng: random.Random) -> Draft:
    return draft(rng, owner_text(rng))


def race_text(rng: random.Random) -> str:
    a, b, c = people(rng, 3)
    sport = rng.choice(["race", "quiz", "contest", "game", "match"])
    facts = [f"{a} finished before {b}.", f"{b} finished before {c}."]
    rng.shuffle(facts)
    end = rng.choice([f"[{a}] was first and [{c}] was last.", f"[{b}] came second.", f"{a} won, {b} came [second]."])
    return f"Three friends took part in a {sport}. {' '.join(facts)} {end}"


def race_story(rng: random.Random) -> Draft:
    return draft(rng, race_text(rng))


def count_text(rng: random.Random) -> str:
    name, she, _, _ = person(rng)
    things = rng.choice([o + "s" for o in OBJECTS if o[-1] not in "hsx"] + ["apples", "bananas", "carrots"])
    start, step = rng.randint(1, 30), rng.randint(1, 20)
    friend = rng.choice([n for n in NAMES if n != name])
    if rng.random() < 0.5:
        more = rng.choice(["buys", "finds", "gets"])
        return f"{name} has {start} {things}. {she.title()} {more} {step} more. Now {name} has [{start + step}] {things}."
    total = start + step
    return f"{name} has {total} {things}. {she.title()} gives {step} to {friend}. Now {name} has [{start}] left."


def count_story(rng: random.Random) -> Draft:
    return draft(rng, count_text(rng))


def compare_text(rng: random.Random) -> str:
    a, b, c = people(rng, 3)
    more, less = rng.choice([("taller", "shorter"), ("older", "younger"), ("faster", "slower"), ("richer", "poorer"),
                             ("stronger", "weaker")])
    if rng.random() < 0.5:
        more, less = less, more
    return rng.choice([
        f"{a} is {more} than {b}. So {b} is [{less}] than {a}.",
        f"{a} is {more} than {b}, and {b} is {more} than {c}. So [{c}] is {less} than both of them.",
        f"{a} is {more} than {b}, and {c} is {less} than {b}. So {a} is [{more}] than {c}.",
    ])


def compare_story(rng: random.Random) -> Draft:
    return draft(rng, compare_text(rng))


# --- language -----------------------------------------------------------------------------------------------

CAUSES = [
    "The soup was too [hot] to eat, so {name} let it cool.", "It was dark, so {name} turned on the [light].",
    "{name} was hungry, so {she} went to the kitchen to [eat].", "{name} was thirsty and had a glass of [water].",
    "It was raining, so {name} took an [umbrella].", "The floor was wet and {name} [slipped].",
    "{name} was very tired, so {she} went to [bed].", "It was cold, so {name} put on a warm [coat].",
    "The box was too [heavy] for {name} to lift.", "{name} dropped the glass and it [broke].",
    "The door was locked, so {name} looked for the [key].", "{name} ran to the station but the train had already [left].",
    "{name} was ill, so {she} went to see a [doctor].", "{name} had a bad tooth, so {she} went to the [dentist].",
    "The joke was funny and {name} had to [laugh].", "The film was sad and {name} began to [cry].",
    "The bus was full, so {name} had to [wait] for the next one.", "The shop was [closed], so {name} could not buy milk.",
    "The music was too [loud], so {name} covered {his} ears.", "{name} did not want to be late, so {she} began to [run].",
    "The lamp was [broken], so {name} sat in the dark.", "The knife was not [sharp], so {name} could not cut the bread.",
    "The sun was bright, so {name} wore a [hat].", "{name} could not read the letters without {his} [glasses].",
    "The plants were dry, so {name} gave them some [water].", "The room was dirty, so {name} began to [clean] it.",
    "{name} fell into the lake and got [wet].", "The road was covered with snow and very [slippery].",
    "{name} forgot the cake in the oven and it [burned].", "{name} won the race and was very [happy].",
]


def cause_line(rng: random.Random, cause: str) -> str:
    name, she, him, his = person(rng)
    return cause.format(name=name, she=she, him=him, his=his)


def cause_text(rng: random.Random) -> str:
    return " ".join(cause_line(rng, cause) for cause in rng.sample(CAUSES, rng.randint(2, 3)))


def cause_effect(rng: random.Random) -> Draft:
    return draft(rng, cause_text(rng))


def pronoun_line(rng: random.Random) -> str:
    name, she, him, his = person(rng)
    friend = rng.choice([n for n in NAMES if n != name])
    thing, place, colour = rng.choice(OBJECTS), rng.choice(PLACES), rng.choice(COLOURS)
    return rng.choice([
        f"{name} lost [{his}] {thing}, so {she} bought a new one.",
        f"{name} forgot {his} {thing} in the {place}, so [{she}] went back.",
        f"{name} was late, so {friend} waited for [{him}] in the {place}.",
        f"{name} took [{his}] {colour} {thing} because [{she}] needed it.",
        f"When {name} was in the {place}, {friend} called [{him}].",
        f"{name} said that [{she}] liked the {colour} {thing}.",
        f"{name} cleaned {his} {thing} and put it in [{his}] bag.",
    ])


def pronoun_text(rng: random.Random) -> str:
    return " ".join(pronoun_line(rng) for _ in range(rng.randint(1, 2)))


def pronouns(rng: random.Random) -> Draft:
    return draft(rng, pronoun_text(rng))


OPPOSITES = [("hot", "cold"), ("big", "small"), ("old", "new"), ("fast", "slow"), ("heavy", "light"), ("full", "empty"),
             ("open", "closed"), ("dry", "wet"), ("clean", "dirty"), ("long", "short"), ("soft", "hard"),
             ("cheap", "expensive"), ("loud", "quiet"), ("thick", "thin"), ("high", "low"), ("strong", "weak")]


def opposite_line(rng: random.Random) -> str:
    pair = rng.choice(OPPOSITES)
    one, other = pair if rng.random() < 0.5 else pair[::-1]
    a, b = people(rng, 2)
    thing, colour = rng.choice(OBJECTS), rng.choice(COLOURS)
    return rng.choice([
        f"{a}'s {thing} is not {one}, it is [{other}].",
        f"The {colour} {thing} is {one}, but {a}'s {thing} is the opposite: it is [{other}].",
        f"{a} wants a {thing} that is {one}, {b} wants the opposite, one that is [{other}].",
        f"The opposite of {one} is [{other}], as {a} told {b}.",
    ])


def opposites(rng: random.Random) -> Draft:
    return draft(rng, " ".join(opposite_line(rng) for _ in range(rng.randint(2, 3))))


WORKPLACES = {"baker": "bakery", "doctor": "hospital", "nurse": "hospital", "teacher": "school", "farmer": "farm",
              "painter": "studio", "pilot": "airport", "cook": "kitchen", "waiter": "restaurant", "miner": "mine",
              "gardener": "garden", "actor": "theatre", "judge": "court", "sailor": "ship", "banker": "bank"}


def job_line(rng: random.Random) -> str:
    name, she, _, _ = person(rng)
    job = rng.choice(list(WORKPLACES))
    city = rng.choice(CITIES)
    place = article(WORKPLACES[job]).split()[0] + f" [{WORKPLACES[job]}]"
    return rng.choice([f"{name} from {city} is {article(job)}. {she.title()} works in {place}.",
                       f"{name} is {article(job)} in {city}, so {she} works in {place}."])


def workplaces(rng: random.Random) -> Draft:
    return draft(rng, " ".join(job_line(rng) for _ in range(rng.randint(1, 2))))


PLURALS = {"dog": "dogs", "cat": "cats", "mouse": "mice", "goose": "geese", "sheep": "sheep", "child": "children",
           "man": "men", "woman": "women", "foot": "feet", "tooth": "teeth", "box": "boxes", "knife": "knives",
           "leaf": "leaves", "baby": "babies", "city": "cities", "bus": "buses", "wolf": "wolves", "watch": "watches",
           "potato": "potatoes", "car": "cars", "fish": "fish", "brush": "brushes", "story": "stories", "key": "keys"}


def plural_line(rng: random.Random) -> str:
    one = rng.choice(list(PLURALS))
    many, name = PLURALS[one], rng.choice(NAMES)
    number, place = rng.choice("two three four five six seven eight nine ten".split()), rng.choice(PLACES)
    return rng.choice([f"{name} saw one {one} at first, but then {number} [{many}] near the {place}.",
                       f"One {one} is enough for {name}, but {number} [{many}] are too many.",
                       f"There were {number} {many} near the {place}, but {name} saw only one [{one}]."])


def plurals(rng: random.Random) -> Draft:
    return draft(rng, " ".join(plural_line(rng) for _ in range(rng.randint(2, 3))))


PAST = {"walk": "walked", "play": "played", "cook": "cooked", "sing": "sang", "swim": "swam", "run": "ran",
        "write": "wrote", "read": "read", "drive": "drove", "sleep": "slept", "eat": "ate", "drink": "drank",
        "work": "worked", "dance": "danced", "draw": "drew", "fly": "flew", "speak": "spoke", "wait": "waited"}


def tense_line(rng: random.Random) -> str:
    name, she, _, _ = person(rng)
    verb, place, day = rng.choice(list(PAST)), rng.choice(PLACES), rng.choice(DAYS)
    return rng.choice([f"Every {day} people {verb} near the {place}, and last {day} {name} [{PAST[verb]}] there too.",
                       f"{name} likes to {verb}. Yesterday {she} [{PAST[verb]}] near the {place}.",
                       f"Last {day} {name} {PAST[verb]} near the {place}. Next {day} {she} will [{verb}] again."])


def tenses(rng: random.Random) -> Draft:
    return draft(rng, " ".join(tense_line(rng) for _ in range(rng.randint(1, 2))))


def articles(rng: random.Random) -> Draft:
    """a or an."""
    def marked(word: str) -> str:
        return re.sub(r"^(\w+)", r"[\1]", article(word))

    a, b = people(rng, 2)
    x, y = (marked(rng.choice(FRUITS + ["egg", "onion", "olive", "apricot"])) for _ in range(2))
    thing, colour = rng.choice(OBJECTS), rng.choice(COLOURS)
    tail = rng.choice([f"{b} has {article(colour)} {thing}.", f"{b} bought {marked(colour)} {thing}."])
    return draft(rng, f"{a} ate {x} and {b} ate {y}. {tail}")


YOUNG = {"cat": "kitten", "dog": "puppy", "cow": "calf", "horse": "foal", "sheep": "lamb", "duck": "duckling",
         "goat": "kid", "hen": "chick", "pig": "piglet", "bear": "cub", "frog": "tadpole"}
SOUNDS = {"dog": "barks", "cat": "meows", "cow": "moos", "duck": "quacks", "horse": "neighs", "lion": "roars",
          "bee": "buzzes", "snake": "hisses", "owl": "hoots", "sheep": "bleats", "pig": "oinks"}
LEGS = {"spider": "eight", "bird": "two", "cow": "four", "ant": "six", "bee": "six", "duck": "two", "cat": "four"}


def animal_line(rng: random.Random) -> str:
    name, place = rng.choice(NAMES), rng.choice(PLACES)
    kind = rng.randrange(3)
    if kind == 0:
        beast = rng.choice(list(YOUNG))
        return f"{name} saw {article(beast)} near the {place} with its young, a [{YOUNG[beast]}]."
    if kind == 1:
        beast = rng.choice(list(SOUNDS))
        return f"{name} hears {article(beast)} near the {place}: it [{SOUNDS[beast]}]."
    beast = rng.choice(list(LEGS))
    return f"{name} draws {article(beast)} in the {place}. It has [{LEGS[beast]}] legs."


def animals(rng: random.Random) -> Draft:
    return draft(rng, " ".join(animal_line(rng) for _ in range(rng.randint(2, 3))))


# --- calendar and clock -------------------------------------------------------------------------------------

def day_text(rng: random.Random) -> str:
    name, place = rng.choice(NAMES), rng.choice(PLACES)
    i = rng.randrange(7)
    before, day, after = DAYS[i - 1], DAYS[i], DAYS[(i + 1) % 7]
    sport = rng.choice(SPORTS)
    return rng.choice([
        f"Today is {day}. {name} will go to the {place} tomorrow, on [{after}].",
        f"Today is {day}. Yesterday, on [{before}], {name} was in the {place}.",
        f"{name} has {sport} on {day}. The day before is [{before}] and the day after is [{after}].",
        f"It was {before}. {name} left the {place} and came back two days later, on [{after}].",
        f"{name} meets friends in the {place} on {before} and plays {sport} one day later, on [{day}].",
    ])


def days(rng: random.Random) -> Draft:
    return draft(rng, " ".join(day_text(rng) for _ in range(rng.randint(1, 2))))


def month_text(rng: random.Random) -> str:
    name, city = rng.choice(NAMES), rng.choice(CITIES)
    i = rng.randrange(12)
    before, month, after = MONTHS[i - 1], MONTHS[i], MONTHS[(i + 1) % 12]
    number = rng.randint(1, 12)
    return rng.choice([
        f"{name} moved to {city} in {month}. The next month, [{after}], was easy.",
        f"{name} flies to {city} in {month}, one month after [{before}].",
        f"{name} stays in {city} from {before} to {after}, so also in [{month}].",
        f"{name} comes to {city} in month number {number}, which is [{MONTHS[number - 1]}].",
    ])


def months(rng: random.Random) -> Draft:
    return draft(rng, " ".join(month_text(rng) for _ in range(rng.randint(1, 2))))


def clock_text(rng: random.Random) -> str:
    a, b = rng.sample(CITIES, 2)
    name = rng.choice(NAMES)
    start, hours = rng.randint(1, 14), rng.randint(1, 9)
    vehicle = rng.choice(["train", "bus", "ship", "plane"])
    return rng.choice([
        f"{name}'s {vehicle} leaves {a} at {start}:00 and needs {hours} hours to {b}. "
        f"It arrives at [{start + hours}]:00.",
        f"{name}'s {vehicle} leaves {a} at {start}:00 and reaches {b} at {start + hours}:00. "
        f"The trip takes [{hours}] hours.",
        f"{name} arrives in {b} at {start + hours}:00 after {hours} hours on the {vehicle} from {a}. "
        f"It left at [{start}]:00.",
    ])


def clock(rng: random.Random) -> Draft:
    return draft(rng, clock_text(rng))


# --- sequences ----------------------------------------------------------------------------------------------

def number_row(rng: random.Random, row: list[int], holes: int, asks: list[str] = NUMBER_ASKS) -> Draft:
    return draft(rng, ", ".join(with_some_holes(rng, [str(n) for n in row], holes, 2)), asks)


def rising_numbers(rng: random.Random) -> Draft:
    start, step, count = rng.randint(0, 200), rng.randint(1, 30), rng.randint(5, 9)
    return number_row(rng, [start + i * step for i in range(count)], rng.randint(1, 2))


def falling_numbers(rng: random.Random) -> Draft:
    step, count = rng.randint(1, 25), rng.randint(5, 9)
    last = rng.randint(0, 200)
    return number_row(rng, [last + i * step for i in range(count)][::-1], rng.randint(1, 2))


def growing_steps(rng: random.Random) -> Draft:
    """The step grows by the same amount each time."""
    value, step, growth = rng.randint(0, 60), rng.randint(1, 12), rng.randint(1, 5)
    row = []
    for _ in range(rng.randint(6, 8)):
        row.append(value)
        value, step = value + step, step + growth
    return draft(rng, ", ".join(with_some_holes(rng, [str(n) for n in row], rng.randint(1, 2), 3)), NUMBER_ASKS)


def multiplied_numbers(rng: random.Random) -> Draft:
    start, factor = rng.randint(1, 40), rng.randint(2, 4)
    sense = rng.choice([1, -1])
    name = rng.choice(NAMES)
    row = [start * factor ** i for i in range(rng.randint(4, 6))][::sense]
    rule = f"multiplies by {factor}" if sense == 1 else f"divides by {factor}"
    holed = ", ".join(with_some_holes(rng, [str(n) for n in row], rng.randint(1, 2), 1))
    return draft(rng, f"{name} always {rule}: {holed}", NUMBER_ASKS)


POOLS = [COLOURS, ANIMALS, FRUITS, OBJECTS, DRINKS, FOODS]


def pattern_text(rng: random.Random, period: int, repeats: int, holes: int) -> str:
    unit = rng.sample(rng.choice(POOLS), period)
    words = (unit * (repeats + 1))[:period * repeats + rng.randrange(period)]
    return " ".join(with_some_holes(rng, words, holes, period))


def patterns(rng: random.Random) -> Draft:
    """A few words that repeat."""
    return draft(rng, pattern_text(rng, rng.randint(2, 4), 3, rng.randint(1, 3)))


def positions(rng: random.Random) -> Draft:
    """A list and what stands where in it."""
    count = rng.randint(3, 6)
    words = rng.sample(rng.choice(POOLS), count)
    ordinals = ["first", "second", "third", "fourth", "fifth", "sixth"][:count]
    i, j = sorted(rng.sample(range(count), 2))
    return draft(rng, f"The list is {', '.join(words)}. " + rng.choice([
        f"The {ordinals[i]} word is [{words[i]}] and the {ordinals[j]} word is [{words[j]}].",
        f"The word {words[i]} is the [{ordinals[i]}] word and {words[j]} is the [{ordinals[j]}].",
        f"The first word is [{words[0]}], the last word is [{words[-1]}].",
    ]))


def repeated_sentence(rng: random.Random) -> Draft:
    """A sentence said twice, with holes in either copy."""
    a, b = people(rng, 2)
    words = f"The {rng.choice(COLOURS)} {rng.choice(OBJECTS)} of {a} is in the {rng.choice(PLACES)}".split()
    again = with_some_holes(rng, words, rng.randint(1, 3), 1)
    said, repeated = " ".join(words), " ".join(again)
    return draft(rng, rng.choice([f"{b} says: {said}. Then {b} says it again: {repeated}.",
                                  f"{b} reads: {repeated}. And once more: {said}."]))


TEXTS: list[Scene] = [gift_text, move_text, swap_text, put_text, owner_text, race_text, count_text, compare_text,
                      cause_text, pronoun_text, day_text, month_text, clock_text, opposite_line, job_line,
                      plural_line, tense_line, animal_line]


def mixed(rng: random.Random) -> Draft:
    """Two unrelated texts in a row."""
    return draft(rng, " ".join(scene(rng) for scene in rng.sample(TEXTS, 2)))


# --- only tested --------------------------------------------------------------------------------------------

def gift_chain(rng: random.Random) -> Draft:
    """A thing that is handed on twice."""
    a, b, c = people(rng, 3)
    colour, thing = rng.choice(COLOURS), rng.choice(OBJECTS)
    return draft(rng, f"{a} has {article(colour)} {thing}. {a} gives the {thing} to {b}. {b} gives the {thing} to {c}. "
                 + rng.choice([f"Now [{c}] has the [{colour}] {thing}.", f"Now {c} has the {colour} [{thing}]."]))


def two_rules(rng: random.Random) -> Draft:
    """Two rising sequences that take turns."""
    a, b = rng.randint(0, 60), rng.randint(60, 120)
    s, t = rng.randint(1, 10), rng.randint(1, 10)
    row = [n for i in range(4) for n in (a + i * s, b + i * t)]
    return draft(rng, ", ".join(with_some_holes(rng, [str(n) for n in row], 1, 4)), NUMBER_ASKS)


def other_wording(rng: random.Random) -> Draft:
    return draft(rng, rng.choice(TEXTS)(rng), OTHER_ASKS)


def long_patterns(rng: random.Random) -> Draft:
    return draft(rng, pattern_text(rng, rng.randint(3, 5), 5, rng.randint(4, 6)))


def three_texts(rng: random.Random) -> Draft:
    return draft(rng, " ".join(scene(rng) for scene in rng.sample(TEXTS, 3)))


def long_sequences(rng: random.Random) -> Draft:
    start, step = rng.randint(200, 400), rng.randint(1, 30)
    return number_row(rng, [start + i * step for i in range(rng.randint(10, 13))], rng.randint(2, 4))


FAMILIES: list[Family] = [
    gift_story, move_story, swap_story, put_story, owner_story, race_story, count_story, compare_story, cause_effect,
    pronouns, opposites, workplaces, plurals, tenses, articles, animals, days, months, clock, rising_numbers,
    falling_numbers, growing_steps, multiplied_numbers, patterns, positions, repeated_sentence, mixed]

INFILL = Task(FAMILIES, [gift_chain, two_rules, other_wording], [long_patterns, three_texts, long_sequences])
