"""Arithmetic templates: comparing, time and schools."""
from .template_draws import FOOD, ITEM, PLACE, DAYS, ANIM


def f_twice(g):
    A, B = (g.n(), g.n())
    o = g.o()
    k, w = g.ch((2, "twice"), (3, "three times"), (4, "four times"), (5, "five times"))
    a = g.i(3, 40)
    s, v = g.e(a, "*", k)
    return (
        g.ch(
            f"{A[0]} has {a} {o}. {B[0]} has {w} as many {o} as {A[0]}. How many {o} does {B[0]} have?",
            f"{B[0]} has {w} as many {o} as {A[0]}, who has {a}. How many {o} does {B[0]} have?",
        ),
        [f"{A[0]} has {a} {o} and {B[0]} has {w} as many.", f"{B[0]} has {s} {o}."],
        v,
    )


def f_twice_total(g):
    A, B = (g.n(), g.n())
    o = g.o()
    k, w = g.ch((2, "twice"), (3, "three times"), (4, "four times"), (5, "five times"))
    a = g.i(3, 40)
    s1, v1 = g.e(a, "*", k)
    s2, v2 = g.e(a, "+", v1)
    return (
        g.ch(
            f"{A[0]} has {a} {o}. {B[0]} has {w} as many. How many {o} do they have together?",
            f"{B[0]} has {w} as many {o} as {A[0]}. {A[0]} has {a}. How many {o} do {A[0]} and {B[0]} have in total?",
        ),
        [f"{B[0]} has {s1} {o}.", f"Together they have {s2} {o}."],
        v2,
    )


def f_twice_diff(g):
    A, B = (g.n(), g.n())
    o = g.o()
    k, w = g.ch((2, "twice"), (3, "three times"), (4, "four times"))
    a = g.i(3, 40)
    s1, v1 = g.e(a, "*", k)
    s2, v2 = g.e(v1, "-", a)
    return (
        f"{A[0]} has {a} {o} and {B[0]} has {w} as many. How many more {o} does {B[0]} have than {A[0]}?",
        [f"{B[0]} has {s1} {o}.", f"That is {s2} more than {A[0]}."],
        v2,
    )


def f_more_total(g):
    A, B = (g.n(), g.n())
    o = g.o()
    a, b = (g.i(5, 70), g.i(2, 40))
    s1, v1 = g.e(a, "+", b)
    s2, v2 = g.e(a, "+", v1)
    return (
        g.ch(
            f"{A[0]} has {a} {o}. {B[0]} has {b} more {o} than {A[0]}. How many {o} do they have together?",
            f"{B[0]} has {b} more {o} than {A[0]}. If {A[0]} has {a}, how many do they have in total?",
        ),
        [f"{B[0]} has {s1} {o}.", f"Together they have {s2} {o}."],
        v2,
    )


def f_less_total(g):
    A, B = (g.n(), g.n())
    o = g.o()
    a, b = (g.i(8, 90), g.i(2, 40))
    s1, v1 = g.e(a, "-", b)
    s2, v2 = g.e(a, "+", v1)
    return (
        g.ch(
            f"{A[0]} has {a} {o}. {B[0]} has {b} fewer {o} than {A[0]}. How many {o} do they have together?",
            f"{B[0]} has {b} fewer {o} than {A[0]}, who has {a}. How many {o} do they have in total?",
        ),
        [f"{B[0]} has {s1} {o}.", f"Together they have {s2} {o}."],
        v2,
    )


def f_three(g):
    A, B, C = (g.n(), g.n(), g.n())
    o = g.o()
    a, b, c = (g.i(5, 60), g.i(5, 60), g.i(5, 60))
    s1, v1 = g.e(a, "+", b)
    s2, v2 = g.e(v1, "+", c)
    return (
        f"{A[0]} has {a} {o}, {B[0]} has {b} {o} and {C[0]} has {c} {o}. How many {o} do they have altogether?",
        [f"{A[0]} and {B[0]} have {s1} {o}.", f"With the {o} of {C[0]} that is {s2} {o}."],
        v2,
    )


def f_diff(g):
    A, B = (g.n(), g.n())
    o = g.o()
    a, b = (g.i(10, 150), g.i(2, 120))
    s, v = g.e(a, "-", b)
    return (
        g.ch(
            f"{A[0]} has {a} {o} and {B[0]} has {b} {o}. How many more {o} does {A[0]} have than {B[0]}?",
            f"{B[0]} has {b} {o} and {A[0]} has {a}. How many fewer {o} does {B[0]} have?",
        ),
        [f"{A[0]} has {a} and {B[0]} has {b}.", f"The difference is {s} {o}."],
        v,
    )


def f_age(g):
    A, B = (g.n(), g.n())
    a, b, c = (g.i(5, 40), g.i(2, 20), g.i(2, 20))
    s1, v1 = g.e(a, "+", b)
    s2, v2 = g.e(v1, "+", c)
    return (
        g.ch(
            f"{A[0]} is {a} years old. {B[0]} is {b} years older. How old will {B[0]} be in {c} years?",
            f"{B[0]} is {b} years older than {A[0]}, who is {a}. How old is {B[0]} in {c} years?",
        ),
        [f"Now {B[0]} is {s1} years old.", f"In {c} years {B[0]} will be {s2} years old."],
        v2,
    )


def f_age_past(g):
    A, B = (g.n(), g.n())
    k, w = g.ch((2, "twice"), (3, "three times"), (4, "four times"))
    a, c = (g.i(4, 20), g.i(2, 15))
    s1, v1 = g.e(a, "*", k)
    s2, v2 = g.e(v1, "-", c)
    return (
        f"{A[0]} is {a} years old. {B[0]} is {w} as old as {A[0]}. How old was {B[0]} {c} years ago?",
        [f"Now {B[0]} is {s1} years old.", f"{c} years ago {B[0]} was {s2} years old."],
        v2,
    )


def f_age_sum(g):
    A, B = (g.n(), g.n())
    a, b = (g.i(6, 50), g.i(2, 5))
    s1, v1 = g.e(a, "-", b)
    s2, v2 = g.e(a, "+", v1)
    return (
        f"{A[0]} is {a} years old and {B[0]} is {b} years younger. What is the sum of their ages?",
        [f"{B[0]} is {s1} years old.", f"The sum of their ages is {s2}."],
        v2,
    )


def f_read(g):
    A = g.n()
    k = g.i(3, 20)
    q = g.i(2, 15)
    a = k * q
    s, v = g.e(a, "/", k)
    return (
        g.ch(
            f"A book has {a} pages. {A[0]} reads {k} pages each day. How many days does it take to finish the book?",
            f"{A[0]} reads {k} pages a day. How many days does {A[1]} need for a book of {a} pages?",
        ),
        [f"The book has {a} pages and {A[0]} reads {k} per day.", f"It takes {s} days."],
        v,
    )


def f_read_left(g):
    A = g.n()
    a, b, c = (g.i(80, 300), g.i(5, 30), g.i(2, 8))
    s1, v1 = g.e(b, "*", c)
    s2, v2 = g.e(a, "-", v1)
    return (
        g.ch(
            f"A book has {a} pages. {A[0]} reads {b} pages a day for {c} days. How many pages are left?",
            f"{A[0]} reads {b} pages every day. After {c} days, how many pages of a book with {a} pages remain?",
        ),
        [f"In {c} days {A[0]} reads {s1} pages.", f"There are {s2} pages left."],
        v2,
    )


def f_read_two(g):
    A = g.n()
    d, e = g.r.sample(DAYS, 2)
    a, b, c = (g.i(60, 250), g.i(5, 60), g.i(5, 60))
    s1, v1 = g.e(b, "+", c)
    s2, v2 = g.e(a, "-", v1)
    return (
        f"{A[0]} has a book with {a} pages. {A[3]} reads {b} pages on {d} and {c} pages on {e}. How many pages are left to read?",
        [f"{A[0]} has read {s1} pages.", f"There are {s2} pages left."],
        v2,
    )


def f_days3(g):
    A = g.n()
    o = g.o()
    d = g.r.sample(DAYS, 3)
    a, b, c = (g.i(5, 60), g.i(5, 60), g.i(5, 60))
    s1, v1 = g.e(a, "+", b)
    s2, v2 = g.e(v1, "+", c)
    w = g.ch("sold", "made", "found", "picked")
    return (
        f"{A[0]} {w} {a} {o} on {d[0]}, {b} on {d[1]} and {c} on {d[2]}. How many {o} is that in total?",
        [f"On {d[0]} and {d[1]} there were {s1} {o}.", f"With {d[2]} that is {s2} {o}."],
        v2,
    )


def f_day_double(g):
    A = g.n()
    o = g.o()
    d = g.r.sample(DAYS, 2)
    k, w = g.ch((2, "twice"), (3, "three times"))
    a = g.i(4, 60)
    s1, v1 = g.e(a, "*", k)
    s2, v2 = g.e(a, "+", v1)
    return (
        f"On {d[0]} a shop sold {a} {o}. On {d[1]} it sold {w} as many. How many {o} did the shop sell on both days?",
        [f"On {d[1]} the shop sold {s1} {o}.", f"On both days it sold {s2} {o}."],
        v2,
    )


def f_day_less(g):
    o = g.o()
    d = g.r.sample(DAYS, 2)
    p = g.ch(*PLACE)
    a, b = (g.i(20, 120), g.i(3, 60))
    s1, v1 = g.e(a, "-", b)
    s2, v2 = g.e(a, "+", v1)
    return (
        f"{a} people went to the {p} on {d[0]}. On {d[1]} there were {b} fewer people. How many people went on both days?",
        [f"On {d[1]} there were {s1} people.", f"On both days there were {s2} people."],
        v2,
    )


def f_rows(g):
    p = g.ch("hall", "theater", "bus", "room", "tent")
    a, b = (g.i(3, 15), g.i(4, 20))
    c = g.i(3, 80)
    s1, v1 = g.e(a, "*", b)
    s2, v2 = g.e(v1, "-", c)
    return (
        f"A {p} has {a} rows with {b} seats in each row. {c} seats are taken. How many seats are free?",
        [f"The {p} has {s1} seats.", f"There are {s2} free seats."],
        v2,
    )


def f_rows_total(g):
    t = g.ch("trees", "plants", "chairs", "tables", "bushes")
    a, b = (g.i(3, 15), g.i(3, 20))
    s, v = g.e(a, "*", b)
    return (
        g.ch(
            f"A garden has {a} rows of {t} with {b} {t} in each row. How many {t} are there?",
            f"There are {b} {t} in every row. How many {t} are in {a} rows?",
        ),
        [f"There are {a} rows with {b} {t} in each row.", f"So there are {s} {t}."],
        v,
    )


def f_bake(g):
    A = g.n()
    o = g.o(FOOD)
    a, b, c = (g.i(2, 8), g.i(6, 15), g.i(3, 50))
    s1, v1 = g.e(a, "*", b)
    s2, v2 = g.e(v1, "-", c)
    return (
        g.ch(
            f"{A[0]} bakes {a} trays of {o} with {b} on each tray. The family eats {c}. How many {o} are left?",
            f"{A[0]} baked {a} trays of {b} {o}. If {c} were eaten, how many {o} remain?",
        ),
        [f"{A[0]} baked {s1} {o}.", f"After {c} were eaten, {s2} {o} are left."],
        v2,
    )


def f_bake_sell(g):
    A = g.n()
    o = g.o(FOOD)
    a, b, c = (g.i(2, 6), g.i(4, 12), g.i(2, 5))
    s1, v1 = g.e(a, "*", b)
    s2, v2 = g.e(v1, "*", c)
    return (
        f"{A[0]} bakes {a} trays of {b} {o} and sells each for ${c}. How much money does {A[1]} get?",
        [f"{A[0]} bakes {s1} {o}.", f"Selling them for ${c} each gives {s2} dollars."],
        v2,
    )


def f_recipe(g):
    A = g.n()
    o = g.o(FOOD)
    th = g.ch("eggs", "cups of flour", "cups of sugar", "spoons of butter")
    a, b = (g.i(2, 9), g.i(2, 12))
    s, v = g.e(a, "*", b)
    return (
        g.ch(
            f"One batch of {o} needs {a} {th}. How many {th} does {A[0]} need for {b} batches?",
            f"{A[0]} makes {b} batches of {o}. Each batch takes {a} {th}. How many {th} are used?",
        ),
        [f"Each batch needs {a} {th}.", f"For {b} batches {A[0]} needs {s} {th}."],
        v,
    )


def f_recipe_inv(g):
    A = g.n()
    o = g.o(FOOD)
    k = g.i(2, 9)
    q = g.i(2, 12)
    a = k * q
    s, v = g.e(a, "/", k)
    c = g.i(4, 12)
    s2, v2 = g.e(v, "*", c)
    return (
        f"{A[0]} uses {k} eggs for a batch of {c} {o}. How many {o} can {A[1]} make with {a} eggs?",
        [f"With {a} eggs {A[0]} can make {s} batches.", f"That gives {s2} {o}."],
        v2,
    )


def f_minutes(g):
    A = g.n()
    act = g.ch("reads", "plays piano", "runs", "swims", "draws")
    a, b = (g.i(5, 45), g.i(2, 7))
    s, v = g.e(a, "*", b)
    return (
        g.ch(
            f"{A[0]} {act} {a} minutes each day. How many minutes is that in {b} days?",
            f"Every day {A[0]} {act} for {a} minutes. How many minutes in {b} days?",
        ),
        [f"{A[0]} {act} {a} minutes on each of {b} days.", f"That is {s} minutes."],
        v,
    )


def f_hours_min(g):
    A = g.n()
    act = g.ch("a movie", "a game", "a show", "a race", "a lesson")
    h, m = (g.i(1, 5), g.i(5, 55))
    s1, v1 = g.e(h, "*", 60)
    s2, v2 = g.e(v1, "+", m)
    return (
        g.ch(
            f"{A[0]} watches {act} that lasts {h} hours and {m} minutes. How many minutes is that?",
            f"How many minutes long is {act} of {h} hours and {m} minutes?",
        ),
        [f"The hours are {s1} minutes.", f"In total that is {s2} minutes."],
        v2,
    )


def f_two_act(g):
    A = g.n()
    a, b, c = (g.i(10, 50), g.i(10, 50), g.i(2, 7))
    s1, v1 = g.e(a, "+", b)
    s2, v2 = g.e(v1, "*", c)
    return (
        f"Each day {A[0]} reads for {a} minutes and draws for {b} minutes. How many minutes is that in {c} days?",
        [f"Each day takes {s1} minutes.", f"In {c} days that is {s2} minutes."],
        v2,
    )


def f_pages_rate(g):
    A = g.n()
    k = g.i(2, 9)
    q = g.i(2, 9)
    t = g.i(2, 12)
    a = k * q
    s1, v1 = g.e(a, "/", k)
    s2, v2 = g.e(v1, "*", t)
    w = g.ch("pages", "letters", "signs", "cards")
    return (
        f"{A[0]} can make {a} {w} in {k} hours. At this rate, how many {w} does {A[1]} make in {t} hours?",
        [f"In one hour {A[0]} makes {s1} {w}.", f"In {t} hours {A[1]} makes {s2} {w}."],
        v2,
    )


def f_unit_price(g):
    A = g.n()
    i1, i2 = g.ch(*ITEM)
    k = g.i(2, 9)
    q = g.i(2, 12)
    t = g.i(2, 12)
    a = k * q
    s1, v1 = g.e(a, "/", k)
    s2, v2 = g.e(v1, "*", t)
    return (
        g.ch(
            f"{k} {i2} cost ${a}. How much do {t} {i2} cost?",
            f"{A[0]} paid ${a} for {k} {i2}. How much would {t} {i2} cost?",
        ),
        [f"One {i1} costs {s1} dollars.", f"So {t} {i2} cost {s2} dollars."],
        v2,
    )


def f_farm(g):
    A = g.n()
    o, p = g.r.sample(ANIM, 2)
    a, b, c = (g.i(5, 70), g.i(5, 70), g.i(2, 40))
    s1, v1 = g.e(a, "+", b)
    s2, v2 = g.e(v1, "-", c)
    return (
        f"A farm has {a} {o} and {b} {p}. The farmer sells {c} of the animals. How many animals are left?",
        [f"The farm has {s1} animals.", f"After selling {c}, {s2} animals are left."],
        v2,
    )


def f_legs(g):
    o, p = g.ch(
        ("cows", "ducks"),
        ("goats", "hens"),
        ("sheep", "ducks"),
        ("horses", "hens"),
        ("pigs", "ducks"),
    )
    a, b = (g.i(2, 20), g.i(2, 20))
    s1, v1 = g.e(a, "*", 4)
    s2, v2 = g.e(b, "*", 2)
    s3, v3 = g.e(v1, "+", v2)
    return (
        f"A farm has {a} {o} and {b} {p}. How many legs do the animals have in total?",
        [f"The {o} have {s1} legs.", f"The {p} have {s2} legs.", f"In total there are {s3} legs."],
        v3,
    )


def f_wheels(g):
    x, y = g.ch(("cars", "bikes"), ("trucks", "bikes"), ("vans", "bikes"))
    a, b = (g.i(2, 25), g.i(2, 25))
    s1, v1 = g.e(a, "*", 4)
    s2, v2 = g.e(b, "*", 2)
    s3, v3 = g.e(v1, "+", v2)
    return (
        f"There are {a} {x} and {b} {y} in a lot. Each of the {x} has 4 wheels and each of the {y} has 2 wheels. How many wheels are there?",
        [
            f"The {x} have {s1} wheels.",
            f"The {y} have {s2} wheels.",
            f"There are {s3} wheels in total.",
        ],
        v3,
    )


def f_eggs(g):
    A = g.n()
    a, b, c = (g.i(3, 12), g.i(2, 6), g.i(2, 7))
    s1, v1 = g.e(a, "*", b)
    s2, v2 = g.e(v1, "*", c)
    return (
        f"{A[0]} has {a} hens and each hen lays {b} eggs a day. How many eggs does {A[0]} get in {c} days?",
        [f"Each day the hens lay {s1} eggs.", f"In {c} days that is {s2} eggs."],
        v2,
    )


def f_eggs_eat(g):
    A = g.n()
    a, b, p = (g.i(12, 40), g.i(2, 10), g.i(2, 5))
    s1, v1 = g.e(a, "-", b)
    s2, v2 = g.e(v1, "*", p)
    return (
        f"The ducks of {A[0]} lay {a} eggs per day. {A[3]} eats {b} and sells the rest for ${p} each. How much money does {A[0]} make per day?",
        [f"{A[0]} sells {s1} eggs.", f"This makes {s2} dollars."],
        v2,
    )


def f_school(g):
    a, b, c = (g.i(2, 9), g.i(10, 30), g.i(2, 20))
    s1, v1 = g.e(a, "*", b)
    s2, v2 = g.e(v1, "+", c)
    return (
        f"A school has {a} classes with {b} students in each class and {c} teachers. How many people are in the school?",
        [f"There are {s1} students.", f"With the teachers there are {s2} people."],
        v2,
    )
