"""Arithmetic templates: things, money and travel."""
from .problem import Reject
from .template_draws import ITEM, BOX


def f_give(g):
    A, B = (g.n(), g.n())
    o = g.o()
    a, b = (g.i(8, 99), g.i(2, 60))
    s, v = g.e(a, "-", b)
    return (
        g.ch(
            f"{A[0]} has {a} {o}. {A[3]} gives {b} {o} to {B[0]}. How many {o} does {A[0]} have left?",
            f"{A[0]} had {a} {o} and gave {b} of them to {B[0]}. How many {o} are left?",
        ),
        [f"{A[0]} starts with {a} {o} and gives away {b} {o}.", f"So {A[0]} has {s} {o} left."],
        v,
    )


def f_get(g):
    A, B = (g.n(), g.n())
    o = g.o()
    a, b = (g.i(5, 99), g.i(2, 99))
    s, v = g.e(a, "+", b)
    return (
        g.ch(
            f"{A[0]} has {a} {o}. {B[0]} gives {A[0]} {b} more {o}. How many {o} does {A[0]} have now?",
            f"{A[0]} collected {a} {o} and then got {b} more from {B[0]}. How many {o} does {A[0]} have?",
        ),
        [f"{A[0]} starts with {a} {o} and gets {b} more.", f"Now {A[0]} has {s} {o}."],
        v,
    )


def f_give_get(g):
    A, B = (g.n(), g.n())
    o = g.o()
    a, b, c = (g.i(10, 99), g.i(2, 50), g.i(2, 60))
    s1, v1 = g.e(a, "-", b)
    s2, v2 = g.e(v1, "+", c)
    return (
        g.ch(
            f"{A[0]} has {a} {o}. {A[3]} gives {b} to {B[0]} and then finds {c} more. How many {o} does {A[0]} have now?",
            f"{A[0]} had {a} {o}, gave {B[0]} {b} of them and bought {c} more. How many {o} does {A[0]} have in the end?",
        ),
        [
            f"After giving {b} {o} to {B[0]}, {A[0]} has {s1} {o}.",
            f"After getting {c} more, {A[0]} has {s2} {o}.",
        ],
        v2,
    )


def f_boxes(g):
    A = g.n()
    o = g.o()
    b1, b2 = g.ch(*BOX)
    a, b = (g.i(2, 15), g.i(2, 20))
    s, v = g.e(a, "*", b)
    return (
        g.ch(
            f"{A[0]} has {a} {b2} with {b} {o} in each {b1}. How many {o} does {A[0]} have in total?",
            f"There are {a} {b2} and each {b1} holds {b} {o}. How many {o} are there altogether?",
        ),
        [f"There are {a} {b2} with {b} {o} each.", f"In total there are {s} {o}."],
        v,
    )


def f_boxes_give(g):
    A, B = (g.n(), g.n())
    o = g.o()
    b1, b2 = g.ch(*BOX)
    a, b, c = (g.i(2, 12), g.i(2, 15), g.i(2, 50))
    s1, v1 = g.e(a, "*", b)
    s2, v2 = g.e(v1, "-", c)
    return (
        g.ch(
            f"{A[0]} buys {a} {b2} of {o}. Each {b1} has {b} {o}. {A[3]} gives {c} {o} to {B[0]}. How many {o} does {A[0]} have left?",
            f"{A[0]} has {a} {b2} with {b} {o} in each. If {B[0]} takes {c} {o}, how many {o} remain?",
        ),
        [f"The {a} {b2} hold {s1} {o}.", f"After {c} {o} are given away, {s2} {o} are left."],
        v2,
    )


def f_boxes_more(g):
    A = g.n()
    o = g.o()
    b1, b2 = g.ch(*BOX)
    a, b, c = (g.i(2, 12), g.i(2, 15), g.i(2, 60))
    s1, v1 = g.e(a, "*", b)
    s2, v2 = g.e(v1, "+", c)
    return (
        g.ch(
            f"{A[0]} has {c} {o} and buys {a} {b2} with {b} {o} in each. How many {o} does {A[0]} have now?",
            f"{A[0]} already had {c} {o}. Then {A[1]} got {a} {b2} of {b} {o} each. What is the total number of {o}?",
        ),
        [
            f"The {a} {b2} contain {s1} {o}.",
            f"Together with the {c} {o} from before, that is {s2} {o}.",
        ],
        v2,
    )


def f_share(g):
    A = g.n()
    o = g.o()
    k = g.i(2, 10)
    q = g.i(2, 20)
    a = k * q
    s, v = g.e(a, "/", k)
    return (
        g.ch(
            f"{A[0]} shares {a} {o} equally among {k} friends. How many {o} does each friend get?",
            f"{k} children split {a} {o} equally. How many {o} does each child get?",
        ),
        [f"There are {a} {o} to split into {k} equal parts.", f"Each one gets {s} {o}."],
        v,
    )


def f_share_left(g):
    A = g.n()
    o = g.o()
    k = g.i(2, 9)
    q = g.i(2, 15)
    b = g.i(2, 30)
    a = k * q + b
    s1, v1 = g.e(a, "-", b)
    s2, v2 = g.e(v1, "/", k)
    return (
        g.ch(
            f"{A[0]} has {a} {o}. {A[3]} keeps {b} and shares the rest equally among {k} friends. How many {o} does each friend get?",
            f"From {a} {o}, {A[0]} sets {b} aside and splits the others among {k} friends. How many does each friend receive?",
        ),
        [
            f"After keeping {b}, {A[0]} has {s1} {o} to share.",
            f"Each of the {k} friends gets {s2} {o}.",
        ],
        v2,
    )


def f_pack(g):
    A = g.n()
    o = g.o()
    b1, b2 = g.ch(*BOX)
    k = g.i(2, 10)
    q = g.i(2, 20)
    a = k * q
    s, v = g.e(a, "/", k)
    return (
        g.ch(
            f"{A[0]} puts {a} {o} into {b2} that hold {k} {o} each. How many {b2} does {A[1]} need?",
            f"A {b1} holds {k} {o}. How many {b2} are needed for {a} {o}?",
        ),
        [f"Each {b1} holds {k} {o} and there are {a} {o}.", f"So {s} {b2} are needed."],
        v,
    )


def f_two_pack(g):
    A = g.n()
    o, p = (g.o(), g.o())
    b1, b2 = g.ch(*BOX)
    k = g.i(2, 9)
    x = g.i(3, 50)
    q = g.i(2, 14)
    y = k * q - x
    s1, v1 = g.e(x, "+", y)
    s2, v2 = g.e(v1, "/", k)
    if y < 2:
        raise Reject
    return (
        f"{A[0]} has {x} {o} and {y} {p}. {A[3]} puts {k} things in each {b1}. How many {b2} does {A[0]} fill?",
        [f"{A[0]} has {s1} things in total.", f"With {k} in each {b1}, {A[1]} fills {s2} {b2}."],
        v2,
    )


def f_buy(g):
    A = g.n()
    i1, i2 = g.ch(*ITEM)
    a, b = (g.i(2, 15), g.i(2, 20))
    s, v = g.e(a, "*", b)
    return (
        g.ch(
            f"A {i1} costs ${b}. {A[0]} buys {a} {i2}. How much does {A[1]} pay?",
            f"{A[0]} buys {a} {i2} for ${b} each. How many dollars does {A[1]} spend?",
        ),
        [f"Each {i1} costs ${b} and {A[0]} buys {a}.", f"The cost is {s} dollars."],
        v,
    )


def f_change(g):
    A = g.n()
    i1, i2 = g.ch(*ITEM)
    a, b = (g.i(2, 9), g.i(2, 12))
    m = g.ch(20, 50, 60, 80, 100)
    s1, v1 = g.e(a, "*", b)
    s2, v2 = g.e(m, "-", v1)
    return (
        g.ch(
            f"{A[0]} buys {a} {i2} that cost ${b} each. {A[3]} pays with ${m}. How much change does {A[1]} get?",
            f"{A[0]} has ${m} and buys {a} {i2} at ${b} each. How much money is left?",
        ),
        [f"The {i2} cost {s1} dollars.", f"From ${m} there are {s2} dollars left."],
        v2,
    )


def f_two_items(g):
    A = g.n()
    (i1, i2), (j1, j2) = g.r.sample(ITEM, 2)
    a, b, c, d = (g.i(2, 9), g.i(2, 12), g.i(2, 9), g.i(2, 12))
    s1, v1 = g.e(a, "*", b)
    s2, v2 = g.e(c, "*", d)
    s3, v3 = g.e(v1, "+", v2)
    return (
        g.ch(
            f"{A[0]} buys {a} {i2} for ${b} each and {c} {j2} for ${d} each. How much does {A[1]} spend in total?",
            f"A {i1} costs ${b} and a {j1} costs ${d}. How much do {a} {i2} and {c} {j2} cost together?",
        ),
        [
            f"The {i2} cost {s1} dollars.",
            f"The {j2} cost {s2} dollars.",
            f"The total is {s3} dollars.",
        ],
        v3,
    )


def f_two_items_change(g):
    A = g.n()
    (i1, i2), (j1, j2) = g.r.sample(ITEM, 2)
    a, b, c, d = (g.i(2, 6), g.i(2, 10), g.i(2, 6), g.i(2, 10))
    m = g.ch(100, 120, 150)
    s1, v1 = g.e(a, "*", b)
    s2, v2 = g.e(c, "*", d)
    s3, v3 = g.e(v1, "+", v2)
    s4, v4 = g.e(m, "-", v3)
    return (
        f"{A[0]} has ${m}. {A[3]} buys {a} {i2} for ${b} each and {c} {j2} for ${d} each. How much money does {A[0]} have left?",
        [
            f"The {i2} cost {s1} dollars.",
            f"The {j2} cost {s2} dollars.",
            f"Together that is {s3} dollars.",
            f"{A[0]} has {s4} dollars left.",
        ],
        v4,
    )


def f_earn(g):
    A = g.n()
    a, b = (g.i(5, 20), g.i(2, 12))
    s, v = g.e(a, "*", b)
    return (
        g.ch(
            f"{A[0]} earns ${a} per hour. How much does {A[1]} earn in {b} hours?",
            f"{A[0]} works {b} hours and gets ${a} for each hour. How much money does {A[1]} make?",
        ),
        [f"{A[0]} gets ${a} for each of the {b} hours.", f"{A[3]} earns {s} dollars."],
        v,
    )


def f_earn_week(g):
    A = g.n()
    a, b, c = (g.i(2, 12), g.i(2, 8), g.i(2, 7))
    s1, v1 = g.e(a, "*", b)
    s2, v2 = g.e(v1, "*", c)
    return (
        g.ch(
            f"{A[0]} earns ${a} per hour and works {b} hours a day. How much does {A[1]} earn in {c} days?",
            f"{A[0]} works {b} hours each day for ${a} an hour. How much money does {A[0]} make in {c} days?",
        ),
        [f"Each day {A[0]} earns {s1} dollars.", f"In {c} days {A[1]} earns {s2} dollars."],
        v2,
    )


def f_earn_spend(g):
    A = g.n()
    a, b, c = (g.i(5, 15), g.i(2, 10), g.i(3, 60))
    s1, v1 = g.e(a, "*", b)
    s2, v2 = g.e(v1, "-", c)
    th = g.ch("shoes", "a coat", "a game", "food", "a gift")
    return (
        f"{A[0]} worked {b} hours for ${a} an hour. Then {A[1]} spent ${c} on {th}. How much money is left?",
        [f"{A[0]} earned {s1} dollars.", f"After spending ${c} on {th}, {s2} dollars are left."],
        v2,
    )


def f_save(g):
    A = g.n()
    i1, _ = g.ch(*ITEM)
    k = g.i(2, 10)
    q = g.i(2, 15)
    a = k * q
    s, v = g.e(a, "/", k)
    i1 = g.ch("bike", "phone", "tent", "guitar", "camera", "watch")
    return (
        g.ch(
            f"{A[0]} saves ${k} each week. How many weeks does {A[1]} need to buy a {i1} that costs ${a}?",
            f"A {i1} costs ${a}. If {A[0]} saves ${k} per week, how many weeks will it take?",
        ),
        [f"The {i1} costs ${a} and {A[0]} saves ${k} a week.", f"It takes {s} weeks."],
        v,
    )


def f_save_have(g):
    A = g.n()
    k = g.i(2, 10)
    q = g.i(2, 12)
    b = g.i(5, 60)
    a = k * q + b
    s1, v1 = g.e(a, "-", b)
    s2, v2 = g.e(v1, "/", k)
    i1 = g.ch("bike", "phone", "tent", "guitar", "camera", "watch")
    return (
        f"{A[0]} wants a {i1} that costs ${a}. {A[3]} already has ${b} and saves ${k} each week. How many weeks does {A[0]} need?",
        [f"{A[0]} still needs {s1} dollars.", f"Saving ${k} per week takes {s2} weeks."],
        v2,
    )


def f_speed(g):
    A = g.n()
    v = g.ch("car", "bus", "train", "truck")
    a, b = (g.i(10, 80), g.i(2, 8))
    s, x = g.e(a, "*", b)
    return (
        g.ch(
            f"A {v} drives {a} miles per hour. How far does it go in {b} hours?",
            f"{A[0]} travels by {v} for {b} hours at {a} miles per hour. How many miles does {A[0]} travel?",
        ),
        [f"The {v} goes {a} miles in each hour.", f"In {b} hours it goes {s} miles."],
        x,
    )


def f_speed_time(g):
    v = g.ch("car", "bus", "train", "truck")
    k = g.i(4, 60)
    q = g.i(2, 9)
    a = k * q
    s, x = g.e(a, "/", k)
    return (
        g.ch(
            f"A {v} drives {a} miles at {k} miles per hour. How many hours does the trip take?",
            f"How many hours does a {v} need for {a} miles if it goes {k} miles per hour?",
        ),
        [f"The trip is {a} miles long at {k} miles per hour.", f"It takes {s} hours."],
        x,
    )


def f_trip2(g):
    A = g.n()
    a, b, c, d = (g.i(5, 40), g.i(2, 6), g.i(5, 40), g.i(2, 6))
    s1, v1 = g.e(a, "*", b)
    s2, v2 = g.e(c, "*", d)
    s3, v3 = g.e(v1, "+", v2)
    return (
        f"{A[0]} drives {b} hours at {a} miles per hour and then {d} hours at {c} miles per hour. How many miles does {A[1]} drive in total?",
        [
            f"The first part is {s1} miles.",
            f"The second part is {s2} miles.",
            f"The total distance is {s3} miles.",
        ],
        v3,
    )


def f_trip_left(g):
    A = g.n()
    t = g.i(120, 400)
    a, b = (g.i(10, 50), g.i(2, 6))
    s1, v1 = g.e(a, "*", b)
    s2, v2 = g.e(t, "-", v1)
    return (
        f"A trip is {t} miles long. {A[0]} drives {b} hours at {a} miles per hour. How many miles are left?",
        [f"{A[0]} has driven {s1} miles.", f"There are {s2} miles left."],
        v2,
    )


def f_half(g):
    A = g.n()
    o = g.o()
    a = 2 * g.i(2, 60)
    s, v = g.e(a, "/", 2)
    return (
        g.ch(
            f"{A[0]} has {a} {o}. Half of them are red. How many {o} are red?",
            f"Half of the {a} {o} in the box are new. How many {o} are new?",
        ),
        [f"Half of {a} is {s}.", f"So the answer is {v} {o}."],
        v,
    )


def f_frac_left(g):
    A, B = (g.n(), g.n())
    o = g.o()
    k, w = g.ch((2, "half"), (3, "a third"), (4, "a fourth"), (5, "a fifth"))
    a = k * g.i(2, 24)
    s1, v1 = g.e(a, "/", k)
    s2, v2 = g.e(a, "-", v1)
    return (
        g.ch(
            f"{A[0]} has {a} {o}. {A[3]} gives {w} of them to {B[0]}. How many {o} does {A[0]} have left?",
            f"{A[0]} had {a} {o} and sold {w} of them. How many {o} remain?",
        ),
        [f"{w[0].upper() + w[1:]} of the {o} is {s1}.", f"That leaves {s2} {o}."],
        v2,
    )


def f_frac_class(g):
    k, w = g.ch((2, "half"), (3, "a third"), (4, "a fourth"), (5, "a fifth"), (6, "a sixth"))
    a = k * g.i(2, 16)
    x, y = g.ch(("girls", "boys"), ("boys", "girls"))
    s1, v1 = g.e(a, "/", k)
    s2, v2 = g.e(a, "-", v1)
    return (
        g.ch(
            f"There are {a} students in a class and {w} of them are {x}. How many {y} are there?",
            f"In a class of {a} students, {w} are {x}. How many are {y}?",
        ),
        [f"The number of {x} is {s1}.", f"So there are {s2} {y}."],
        v2,
    )


def f_frac_more(g):
    A = g.n()
    o = g.o()
    k, w = g.ch((2, "half"), (3, "a third"), (4, "a fourth"), (5, "a fifth"))
    a = k * g.i(2, 20)
    c = g.i(2, 50)
    s1, v1 = g.e(a, "/", k)
    s2, v2 = g.e(a, "-", v1)
    s3, v3 = g.e(v2, "+", c)
    return (
        f"{A[0]} had {a} {o}. {A[3]} lost {w} of them and then bought {c} more. How many {o} does {A[0]} have now?",
        [
            f"{A[0]} lost {s1} {o}.",
            f"Then {A[1]} had {s2} {o}.",
            f"After buying {c} more, {A[1]} has {s3} {o}.",
        ],
        v3,
    )
