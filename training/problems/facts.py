"""Questions about a small world that the prompt tells: one or two hops, with unknown cases and counting."""
import random
from typing import NamedTuple

from .problem import Draft, Family, Reject, Task
from .words import (ANIMALS, CITIES, COLOURS, DRINKS, FOODS, INSTRUMENTS, JOBS, LANGUAGES, NAMES, OBJECTS, SPORTS,
                    and_list, article)


class Relation(NamedTuple):
    """How a fact about a person is told and asked; {n} is the person, {v} the value."""
    values: list[str]
    fact: str  # {n} lives in {v}
    ask: str  # Where does {n} live
    who: str  # lives in {v}, follows "Who" and "the person who"
    noun: str  # city
    yes: str  # Does {n} live in {v}


def with_articles(words: list[str]) -> list[str]:
    return [article(word) for word in words]


LIVES = Relation(CITIES, "{n} lives in {v}", "Where does {n} live", "lives in {v}", "city", "Does {n} live in {v}")
OWNS = Relation(with_articles(ANIMALS), "{n} has {v}", "Which pet does {n} have", "has {v}", "pet", "Does {n} have {v}")
LIKES = Relation(FOODS, "{n} likes {v}", "What food does {n} like", "likes {v}", "food", "Does {n} like {v}")
WORKS = Relation(with_articles(JOBS), "{n} is {v}", "What is the job of {n}", "is {v}", "job", "Is {n} {v}")
PLAYS = Relation(SPORTS, "{n} enjoys {v}", "Which sport does {n} enjoy", "enjoys {v}", "sport", "Does {n} enjoy {v}")
DRINKS_IT = Relation(DRINKS, "{n} drinks {v}", "What does {n} drink", "drinks {v}", "drink", "Does {n} drink {v}")
WEARS = Relation([f"{c} shoes" for c in COLOURS], "{n} wears {v}", "Which shoes does {n} wear", "wears {v}", "shoes",
                 "Does {n} wear {v}")
STUDIES = Relation(LANGUAGES, "{n} studies {v}", "Which language does {n} study", "studies {v}", "language",
                   "Does {n} study {v}")
MUSIC = Relation([f"the {i}" for i in INSTRUMENTS], "{n} plays {v}", "Which instrument does {n} play", "plays {v}",
                 "instrument", "Does {n} play {v}")
TRAINED = [LIVES, OWNS, LIKES, WORKS, PLAYS, DRINKS_IT, WEARS]
NEW = [STUDIES, MUSIC]


def told(relation: Relation, name: str, value: str) -> str:
    return relation.fact.format(n=name, v=value)


def tell(rng: random.Random, facts: list[str], question: str, shuffled: bool = True) -> str:
    """The prompt: the facts in any order and the question, in one of some layouts."""
    facts = [fact if fact.endswith(".") else fact + "." for fact in facts]
    if shuffled:
        rng.shuffle(facts)
    text = rng.choice([" ", " ", "\n"]).join(facts)
    return rng.choice(["{t} {q}", "{t}\n{q}", "Facts: {t}\nQuestion: {q}", "Read this: {t} {q}", "Q: {q}\n{t}",
                       "Given these facts, answer the question. {t} {q}"]).format(t=text, q=question)


def reply(rng: random.Random, facts: list[str], question: str, work: str, final: str) -> Draft:
    return Draft(tell(rng, facts, question), work + ".", final)


def columns(rng: random.Random, relations: list[Relation], count: int, distinct: bool = True) -> tuple[
        list[str], list[list[str]]]:
    """Names and for each relation a value for each name."""
    names = rng.sample(NAMES, count)
    pick = (lambda r: rng.sample(r.values, count)) if distinct else (lambda r: rng.choices(r.values, k=count))
    return names, [pick(relation) for relation in relations]


def all_facts(relations: list[Relation], names: list[str], values: list[list[str]]) -> list[str]:
    return [told(r, n, v) for r, column in zip(relations, values) for n, v in zip(names, column)]


def bare(value: str) -> str:
    """The value without its article."""
    return value.split(" ", 1)[1] if value.startswith(("a ", "an ", "the ")) else value


# --- one hop ------------------------------------------------------------------------------------------------

def one_hop(rng: random.Random, relations: list[Relation], low: int, high: int) -> Draft:
    names, values = columns(rng, relations, rng.randint(low, high), False)
    r, i = rng.randrange(len(relations)), rng.randrange(len(names))
    value = values[r][i]
    return reply(rng, all_facts(relations, names, values), relations[r].ask.format(n=names[i]) + "?",
                 told(relations[r], names[i], value), bare(value))


def value_of(rng: random.Random) -> Draft:
    """Where does Ann live?"""
    return one_hop(rng, rng.sample(TRAINED, rng.randint(1, 2)), 3, 4)


def who_one(rng: random.Random) -> Draft:
    """Who lives in Oslo? At times nobody does."""
    relations = rng.sample(TRAINED, rng.randint(1, 2))
    names, values = columns(rng, relations, rng.randint(3, 4))
    relation, column = relations[0], values[0]
    facts, i = all_facts(relations, names, values), rng.randrange(len(names))
    if rng.random() < 0.2:
        value = rng.choice([v for v in relation.values if v not in column])
        verb = relation.who.format(v=value)
        return reply(rng, facts, f"Who {verb}?", f"No fact says that anyone {verb}", "nobody")
    return reply(rng, facts, f"Who {relation.who.format(v=column[i])}?", told(relation, names[i], column[i]), names[i])


def unknown_value(rng: random.Random) -> Draft:
    """Facts about each person are missing in part; what is not told is unknown."""
    first, second = rng.sample(TRAINED, 2)
    names, values = columns(rng, [first, second], rng.randint(3, 4), False)
    left_out = rng.randrange(len(names))
    gone = told(second, names[left_out], values[1][left_out])
    facts = [fact for fact in all_facts([first, second], names, values) if fact != gone]
    i = left_out if rng.random() < 0.5 else rng.randrange(len(names))
    question = second.ask.format(n=names[i]) + "? Say unknown if it is not told."
    if i == left_out:
        return reply(rng, facts, question, f"The facts do not tell the {second.noun} of {names[i]}", "unknown")
    return reply(rng, facts, question, told(second, names[i], values[1][i]), bare(values[1][i]))


def yes_no(rng: random.Random) -> Draft:
    """Does Ann live in Oslo?"""
    relations = rng.sample(TRAINED, rng.randint(1, 2))
    names, values = columns(rng, relations, rng.randint(3, 4))
    relation, column = relations[0], values[0]
    i = rng.randrange(len(names))
    j = i if rng.random() < 0.5 else rng.randrange(len(names))
    return reply(rng, all_facts(relations, names, values), relation.yes.format(n=names[i], v=column[j]) + "?",
                 told(relation, names[i], column[i]), "yes" if i == j else "no")


# --- several people -----------------------------------------------------------------------------------------

def shared(rng: random.Random, low: int, high: int) -> tuple[Relation, list[str], list[str], str]:
    """People of whom some have a value in common, and that value."""
    relation = rng.choice(TRAINED)
    names = rng.sample(NAMES, rng.randint(low, high))
    pool = rng.sample(relation.values, rng.randint(2, 3))
    return relation, names, [rng.choice(pool) for _ in names], rng.choice(pool)


def counting(rng: random.Random, low: int, high: int) -> Draft:
    relation, names, column, value = shared(rng, low, high)
    facts = [told(relation, n, v) for n, v in zip(names, column)]
    found = [n for n, v in zip(names, column) if v == value]
    verb = {"lives": "live", "has": "have", "likes": "like", "is": "are", "enjoys": "enjoy", "drinks": "drink",
            "wears": "wear"}
    head, tail = relation.who.format(v=value).split(" ", 1)
    ask = rng.choice([f"How many people {verb[head]} {tail}?",
                      f"Count the people about whom it is said: {head} {tail}."])
    if verb[head] == "are":
        ask = f"How many people have the job {bare(value)}?"
    work = f"It is said of {and_list(sorted(found))}" if found else "It is said of nobody"
    return reply(rng, facts, ask, work, str(len(found)))


def how_many(rng: random.Random) -> Draft:
    """How many people live in Oslo?"""
    return counting(rng, 4, 8)


def who_all(rng: random.Random) -> Draft:
    """All people with a value, in alphabetical order."""
    relation, names, column, value = shared(rng, 4, 7)
    found = sorted(n for n, v in zip(names, column) if v == value)
    verb = relation.who.format(v=value)
    work = f"This is told of {and_list(found)}" if found else f"No one {verb}"
    return reply(rng, [told(relation, n, v) for n, v in zip(names, column)],
                 f"Who {verb}? List the names in alphabetical order.", work, ", ".join(found) or "nobody")


def who_not(rng: random.Random) -> Draft:
    """All people without a value."""
    relation, names, column, value = shared(rng, 4, 6)
    found = sorted(n for n, v in zip(names, column) if v != value)
    others = sorted(n for n, v in zip(names, column) if v == value)
    verb = relation.who.format(v=value)
    work = (f"{and_list(others)} can be left out" if others else "Nobody can be left out")
    return reply(rng, [told(relation, n, v) for n, v in zip(names, column)],
                 f"Of whom is it not said: {verb}? List the names in alphabetical order.", work,
                 ", ".join(found) or "nobody")


def same_as(rng: random.Random) -> Draft:
    """Who shares a value with Ann?"""
    relation = rng.choice(TRAINED)
    names = rng.sample(NAMES, rng.randint(3, 6))
    column = rng.sample(relation.values, len(names))
    i, j = rng.sample(range(len(names)), 2)
    alone = rng.random() < 0.2
    if not alone:
        column[j] = column[i]
    facts = [told(relation, n, v) for n, v in zip(names, column)]
    ask = rng.choice([f"Who has the same {relation.noun} as {names[i]}?",
                      f"Which other person shares the {relation.noun} of {names[i]}?"])
    if alone:
        return reply(rng, facts, ask, f"{facts[i]}, and no one else does", "nobody")
    return reply(rng, facts, ask, f"{facts[i]}, and {facts[j]} too", names[j])


# --- two hops -----------------------------------------------------------------------------------------------

def linked(rng: random.Random, relations: list[Relation], low: int, high: int) -> Draft:
    """The value of one relation for the person known by another."""
    known, asked = rng.sample(relations, 2)
    names, values = columns(rng, [known, asked], rng.randint(low, high))
    i = rng.randrange(len(names))
    person = "the person who " + known.who.format(v=values[0][i])
    return reply(rng, all_facts([known, asked], names, values), asked.ask.format(n=person) + "?",
                 f"{told(known, names[i], values[0][i])}. {told(asked, names[i], values[1][i])}", bare(values[1][i]))


def two_hops(rng: random.Random) -> Draft:
    """What food does the person who lives in Oslo like?"""
    return linked(rng, TRAINED, 2, 4)


TIES = ["friend", "sister", "boss", "neighbour", "cousin", "uncle", "partner"]


def by_tie(rng: random.Random) -> Draft:
    """Where does the friend of Ann live?"""
    relation, ties = rng.choice(TRAINED), rng.sample(TIES, 2)
    names = rng.sample(NAMES, rng.randint(4, 5))
    column = rng.sample(relation.values, len(names))
    a, b, c = rng.sample(range(len(names)), 3)
    facts = [told(relation, n, v) for n, v in zip(names, column)]
    ties_told = [f"{names[b]} is the {ties[0]} of {names[a]}", f"{names[c]} is the {ties[1]} of {names[a]}"]
    person = rng.choice([f"the {ties[0]} of {names[a]}", f"{names[a]}'s {ties[0]}"])
    return reply(rng, facts + ties_told, relation.ask.format(n=person) + "?", f"{ties_told[0]}. {facts[b]}",
                 bare(column[b]))


def family_tree(rng: random.Random) -> Draft:
    """Parents of parents."""
    old, mid, young, other, cousin = rng.sample(NAMES, 5)
    facts = [f"{old} is a parent of {mid}", f"{mid} is a parent of {young}", f"{other} is a parent of {cousin}"]
    if rng.random() < 0.4:
        facts.append(f"{old} is a parent of {other}")
    ask, final = rng.choice([(f"Who is a grandparent of {young}?", old), (f"Who is a parent of {young}?", mid),
                             (f"Of whom is {mid} a parent?", young)])
    work = {old: f"{facts[1]}. {facts[0]}", mid: facts[1], young: facts[1]}[final]
    return reply(rng, facts, ask, work, final)


def later_move(rng: random.Random) -> Draft:
    """A fact that changes; the order of the sentences counts."""
    names = rng.sample(NAMES, rng.randint(2, 4))
    cities = rng.sample(CITIES, len(names) + 2)
    facts = [f"{n} lives in {c}" for n, c in zip(names, cities)]
    mover = rng.randrange(len(names))
    facts.append(f"Then {names[mover]} moves to {cities[-1]}")
    if rng.random() < 0.4:
        facts.append(f"Later {names[mover]} moves to {cities[-2]}")
    i = mover if rng.random() < 0.6 else rng.randrange(len(names))
    last = [fact for fact in facts if names[i] in fact][-1]
    return Draft(tell(rng, facts, f"Where does {names[i]} live now?", False), last + ".", last.split()[-1])


# --- orders -------------------------------------------------------------------------------------------------

def ordering(rng: random.Random, more: str, less: str, most: str, least: str, count: int) -> Draft:
    """A chain told pair by pair, either way round."""
    names = rng.sample(NAMES, count)  # the most first
    facts = [f"{a} is {more} than {b}" if rng.random() < 0.6 else f"{b} is {less} than {a}"
             for a, b in zip(names, names[1:])]
    chain = f"From {most} to {least}: {', '.join(names)}"
    i, j = rng.sample(range(count), 2)
    ask, final = rng.choice([
        (f"Who is the {most}?", names[0]), (f"Who is the {least}?", names[-1]),
        (f"Is {names[i]} {more} than {names[j]}?", "yes" if i < j else "no"),
        (f"Who is {less}, {names[i]} or {names[j]}?", names[max(i, j)]),
        (f"How many people are {more} than {names[i]}?", str(i)),
    ])
    return reply(rng, facts, ask, chain, final)


def compared(rng: random.Random) -> Draft:
    """Who is the oldest?"""
    scale = rng.choice([("older", "younger", "oldest", "youngest"), ("taller", "shorter", "tallest", "shortest"),
                        ("faster", "slower", "fastest", "slowest"), ("richer", "poorer", "richest", "poorest")])
    return ordering(rng, *scale, rng.randint(3, 6))


def row(rng: random.Random, count: int) -> Draft:
    things = rng.choice([rng.sample(NAMES, count), [f"the {o}" for o in rng.sample(OBJECTS, count)]])
    facts = [f"{a} is directly left of {b}" if rng.random() < 0.6 else f"{b} is directly right of {a}"
             for a, b in zip(things, things[1:])]
    facts = [fact[0].upper() + fact[1:] for fact in facts]
    i = rng.randrange(1, count - 1)
    ask, final = rng.choice([
        ("What or who is at the left end?", things[0]), ("What or who is at the right end?", things[-1]),
        (f"What or who is directly right of {things[i]}?", things[i + 1]),
        (f"What or who is directly left of {things[i]}?", things[i - 1]),
        (f"What or who is between {things[i - 1]} and {things[i + 1]}?", things[i]),
    ])
    return reply(rng, facts, ask, f"From left to right: {', '.join(things)}", bare(final))


def in_a_row(rng: random.Random) -> Draft:
    """Who sits left of whom."""
    return row(rng, rng.randint(3, 6))


def prices(rng: random.Random) -> Draft:
    """Things and what they cost."""
    things = rng.sample(OBJECTS, rng.randint(3, 7))
    costs = rng.sample(range(2, 60), len(things))
    facts = [f"The {t} costs {c} coins" for t, c in zip(things, costs)]
    i = rng.randrange(len(things))
    best, worst = things[costs.index(max(costs))], things[costs.index(min(costs))]
    purse = rng.choice(costs) + 1
    cheap = sorted(t for t, c in zip(things, costs) if c <= purse)
    ask, work, final = rng.choice([
        ("Which thing costs the most?", f"The highest price is {max(costs)}", best),
        ("Which thing is the cheapest?", f"The lowest price is {min(costs)}", worst),
        (f"How much does the {things[i]} cost?", facts[i], str(costs[i])),
        (f"Which thing costs {costs[i]} coins?", facts[i], things[i]),
        (f"Which things cost at most {purse} coins? List them in alphabetical order.",
         f"Cheap enough: {and_list(cheap)}", ", ".join(cheap)),
    ])
    return reply(rng, facts, ask, work, final)


def rules(rng: random.Random) -> Draft:
    """All people of a city like a food; what does Ann like?"""
    known, asked = rng.sample([LIVES, WORKS, PLAYS, LIKES, DRINKS_IT], 2)
    count = rng.randint(2, 3)
    keys, values = rng.sample(known.values, count), rng.sample(asked.values, count)
    names = rng.sample(NAMES, rng.randint(2, 4))
    groups = [rng.randrange(count) for _ in names]
    laws = [f"Everyone who {known.who.format(v=k)} also {asked.who.format(v=v)}" for k, v in zip(keys, values)]
    facts = [told(known, n, keys[g]) for n, g in zip(names, groups)]
    i = rng.randrange(len(names))
    return reply(rng, laws + facts, asked.ask.format(n=names[i]) + "?", f"{facts[i]}. {laws[groups[i]]}",
                 bare(values[groups[i]]))


# --- only tested --------------------------------------------------------------------------------------------

def new_relation(rng: random.Random) -> Draft:
    """A relation that is never trained."""
    return one_hop(rng, [rng.choice(NEW), rng.choice(TRAINED)], 3, 4)


def new_two_hops(rng: random.Random) -> Draft:
    """Two hops with a relation that is never trained."""
    return linked(rng, [rng.choice(NEW), rng.choice(TRAINED)], 2, 4)


def new_scale(rng: random.Random) -> Draft:
    """An order that is never trained."""
    return ordering(rng, "stronger", "weaker", "strongest", "weakest", rng.randint(3, 5))


def three_hops(rng: random.Random) -> Draft:
    """What food does the friend of the person who lives in Oslo like?"""
    known, asked = rng.sample(TRAINED, 2)
    a, b, c = names = rng.sample(NAMES, 3)
    keys, values = rng.sample(known.values, 3), rng.sample(asked.values, 3)
    tie = f"{b} is the friend of {a}"
    person = f"the friend of the person who {known.who.format(v=keys[0])}"
    return reply(rng, all_facts([known, asked], names, [keys, values]) + [tie], asked.ask.format(n=person) + "?",
                 f"{told(known, a, keys[0])}. {tie}. {told(asked, b, values[1])}", bare(values[1]))


def many_facts(rng: random.Random) -> Draft:
    return one_hop(rng, rng.sample(TRAINED, 2), 6, 8)


def many_linked(rng: random.Random) -> Draft:
    return linked(rng, TRAINED, 5, 7)


def long_order(rng: random.Random) -> Draft:
    return ordering(rng, "older", "younger", "oldest", "youngest", rng.randint(7, 9))


def count_many(rng: random.Random) -> Draft:
    return counting(rng, 9, 13)


FAMILIES: list[Family] = [value_of, who_one, unknown_value, yes_no, how_many, who_all, who_not, same_as, two_hops,
                          by_tie, family_tree, later_move, compared, in_a_row, prices, rules]

FACTS = Task(FAMILIES, [new_relation, new_two_hops, new_scale, three_hops],
             [many_facts, many_linked, long_order, count_many])
