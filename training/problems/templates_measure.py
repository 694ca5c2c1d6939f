"""Arithmetic templates: groups, measures and long chains."""
from .problem import Reject
from .template_draws import FOOD, ITEM, BOX, DAYS


def f_bus(g):
    a, b, c = (g.i(10, 60), g.i(2, 30), g.i(2, 30))
    s1, v1 = g.e(a, "-", b)
    s2, v2 = g.e(v1, "+", c)
    v = g.ch("bus", "train", "boat")
    return (
        g.ch(
            f"There are {a} people on a {v}. At a stop {b} people get off and {c} people get on. How many people are on the {v} now?",
            f"A {v} carries {a} people. {b} leave and {c} get on. How many people are on the {v}?",
        ),
        [
            f"After {b} people leave, there are {s1} people.",
            f"After {c} people get on, there are {s2} people.",
        ],
        v2,
    )


def f_bus_need(g):
    k = g.ch(5, 6, 8, 10, 12)
    q = g.i(2, 12)
    st = g.i(10, 60)
    t = k * q - st
    if t < 2:
        raise Reject
    s1, v1 = g.e(st, "+", t)
    s2, v2 = g.e(v1, "/", k)
    v = g.ch("van", "bus", "car", "boat")
    vs = {"van": "vans", "bus": "buses", "car": "cars", "boat": "boats"}[v]
    return (
        f"{st} students and {t} teachers go on a trip. Each {v} holds {k} people. How many {vs} do they need?",
        [f"There are {s1} people in total.", f"They need {s2} {vs}."],
        v2,
    )


def f_perimeter(g):
    A = g.n()
    a, b = (g.i(3, 60), g.i(2, 40))
    s1, v1 = g.e(a, "+", b)
    s2, v2 = g.e(v1, "*", 2)
    p = g.ch("garden", "field", "room", "yard")
    return (
        g.ch(
            f"A {p} is {a} feet long and {b} feet wide. What is the perimeter of the {p} in feet?",
            f"{A[0]} walks once around a {p} that is {a} feet long and {b} feet wide. How many feet does {A[1]} walk?",
        ),
        [f"The length and the width make {s1} feet.", f"The perimeter is {s2} feet."],
        v2,
    )


def f_area(g):
    A = g.n()
    a, b = (g.i(3, 20), g.i(2, 15))
    s, v = g.e(a, "*", b)
    p = g.ch("garden", "field", "room", "yard")
    return (
        g.ch(
            f"A {p} is {a} feet long and {b} feet wide. What is the area of the {p} in square feet?",
            f"How many square feet is a {p} of {a} feet by {b} feet?",
        ),
        [f"The {p} is {a} feet by {b} feet.", f"The area is {s} square feet."],
        v,
    )


def f_area_cost(g):
    A = g.n()
    a, b, c = (g.i(3, 10), g.i(2, 10), g.i(2, 6))
    s1, v1 = g.e(a, "*", b)
    s2, v2 = g.e(v1, "*", c)
    p = g.ch("carpet", "tile", "paint", "grass")
    return (
        f"{A[0]} covers a floor of {a} feet by {b} feet with {p}. One square foot of {p} costs ${c}. How much does {A[1]} pay?",
        [f"The area is {s1} square feet.", f"The cost is {s2} dollars."],
        v2,
    )


def f_paint(g):
    A = g.n()
    k = g.i(2, 8)
    q = g.i(2, 12)
    a = k * q
    h = g.i(2, 9)
    s1, v1 = g.e(a, "/", k)
    s2, v2 = g.e(v1, "*", h)
    w = g.ch("fences", "walls", "doors", "tables")
    return (
        f"{A[0]} has to paint {a} {w}. {A[3]} paints {k} {w} per day and works {h} hours a day. How many hours does {A[0]} work?",
        [f"{A[0]} needs {s1} days.", f"In this time {A[1]} works {s2} hours."],
        v2,
    )


def f_avg(g):
    A = g.n()
    q = g.i(5, 40)
    a = g.i(2, 60)
    b = g.i(2, 60)
    c = 3 * q - a - b
    if c < 2:
        raise Reject
    s1, v1 = g.e(a, "+", b, "+", c)
    s2, v2 = g.e(v1, "/", 3)
    w = g.ch("points", "goals", "miles", "laps")
    return (
        f"{A[0]} gets {a}, {b} and {c} {w} in three games. What is the average number of {w}?",
        [f"The sum is {s1} {w}.", f"The average is {s2} {w}."],
        v2,
    )


def f_avg2(g):
    A, B = (g.n(), g.n())
    q = g.i(5, 80)
    a = g.i(2, 90)
    b = 2 * q - a
    if b < 2:
        raise Reject
    s1, v1 = g.e(a, "+", b)
    s2, v2 = g.e(v1, "/", 2)
    return (
        f"{A[0]} scores {a} points and {B[0]} scores {b} points. What is the average of their scores?",
        [f"The sum of the scores is {s1} points.", f"The average is {s2} points."],
        v2,
    )


def f_points(g):
    A = g.n()
    a, b, c = (g.i(2, 12), g.i(2, 9), g.i(2, 30))
    s1, v1 = g.e(a, "*", b)
    s2, v2 = g.e(v1, "+", c)
    return (
        g.ch(
            f"{A[0]} wins {a} rounds of a game and gets {b} points for each. {A[3]} also gets {c} bonus points. How many points does {A[0]} have?",
            f"In a game {A[0]} gets {b} points per round for {a} rounds and {c} extra points. What is the final score?",
        ),
        [f"The rounds give {s1} points.", f"With the bonus {A[0]} has {s2} points."],
        v2,
    )


def f_goals(g):
    A, B = (g.n(), g.n())
    a, b, c, d = (g.i(2, 9), g.i(2, 9), g.i(2, 9), g.i(2, 9))
    s1, v1 = g.e(a, "*", b)
    s2, v2 = g.e(c, "*", d)
    s3, v3 = g.e(v1, "-", v2)
    return (
        f"{A[0]} makes {a} shots worth {b} points each. {B[0]} makes {c} shots worth {d} points each. By how many points does {A[0]} win?",
        [f"{A[0]} has {s1} points.", f"{B[0]} has {s2} points.", f"{A[0]} wins by {s3} points."],
        v3,
    )


def f_laps(g):
    A = g.n()
    a, b, c = (g.i(2, 12), g.i(2, 10), g.i(2, 7))
    s1, v1 = g.e(a, "*", b)
    s2, v2 = g.e(v1, "*", c)
    w = g.ch("swims", "runs", "walks")
    return (
        f"{A[0]} {w} {a} laps every day. Each lap is {b} meters long. How many meters does {A[0]} go in {c} days?",
        [f"Each day {A[0]} goes {s1} meters.", f"In {c} days {A[1]} goes {s2} meters."],
        v2,
    )


def f_walk(g):
    A = g.n()
    a, b = (g.i(2, 12), g.i(2, 7))
    s1, v1 = g.e(a, "*", 2)
    s2, v2 = g.e(v1, "*", b)
    return (
        f"{A[0]} lives {a} miles from school. {A[3]} walks there and back every day. How many miles does {A[0]} walk in {b} days?",
        [f"Each day {A[0]} walks {s1} miles.", f"In {b} days {A[1]} walks {s2} miles."],
        v2,
    )


def f_tank(g):
    k = g.i(2, 12)
    q = g.i(2, 15)
    b = g.i(5, 60)
    a = k * q + b
    s1, v1 = g.e(a, "-", b)
    s2, v2 = g.e(v1, "/", k)
    t = g.ch("tank", "pool", "tub", "barrel")
    return (
        f"A {t} holds {a} liters and has {b} liters of water in it. A pipe adds {k} liters per minute. How many minutes does it take to fill the {t}?",
        [f"The {t} needs {s1} more liters.", f"It takes {s2} minutes."],
        v2,
    )


def f_leak(g):
    a, b, c = (g.i(60, 200), g.i(2, 12), g.i(2, 10))
    s1, v1 = g.e(b, "*", c)
    s2, v2 = g.e(a, "-", v1)
    t = g.ch("tank", "pool", "tub", "barrel")
    return (
        g.ch(
            f"A {t} has {a} liters of water and loses {b} liters each hour. How much water is left after {c} hours?",
            f"A {t} with {a} liters leaks {b} liters per hour. How many liters are left after {c} hours?",
        ),
        [f"In {c} hours the {t} loses {s1} liters.", f"There are {s2} liters left."],
        v2,
    )


def f_discount(g):
    A = g.n()
    i1, i2 = g.ch(*ITEM)
    p = g.i(8, 40)
    d = g.i(2, 7)
    k = g.i(2, 8)
    s1, v1 = g.e(p, "-", d)
    s2, v2 = g.e(v1, "*", k)
    return (
        f"A {i1} costs ${p} but is on sale for ${d} less. How much do {k} {i2} cost on sale?",
        [f"On sale one {i1} costs {s1} dollars.", f"So {k} {i2} cost {s2} dollars."],
        v2,
    )


def f_percent(g):
    A = g.n()
    p = g.ch(10, 20, 25, 50)
    k = 100 // p
    a = k * g.i(2, 20)
    s1, v1 = g.e(a, "/", k)
    s2, v2 = g.e(a, "-", v1)
    i1 = g.ch("coat", "bike", "phone", "chair", "desk", "bag")
    return (
        g.ch(
            f"A {i1} costs ${a}. {A[0]} gets a discount of {p} percent. How much does {A[0]} pay?",
            f"{A[0]} buys a {i1} for ${a} with {p} percent off. How many dollars does {A[1]} pay?",
        ),
        [f"The discount is {s1} dollars.", f"{A[0]} pays {s2} dollars."],
        v2,
    )


def f_profit(g):
    A = g.n()
    i1, i2 = g.ch(*ITEM)
    a, b, k = (g.i(2, 20), g.i(2, 12), g.i(2, 12))
    s1, v1 = g.e(a, "-", b)
    s2, v2 = g.e(v1, "*", k)
    return (
        g.ch(
            f"{A[0]} buys {i2} for ${b} each and sells them for ${a} each. What is the profit on {k} {i2}?",
            f"A {i1} costs {A[0]} ${b} and sells for ${a}. How much profit does {A[1]} make on {k} {i2}?",
        ),
        [f"The profit on one {i1} is {s1} dollars.", f"On {k} {i2} it is {s2} dollars."],
        v2,
    )


def f_split_bill(g):
    A = g.n()
    k = g.i(2, 8)
    q = g.i(4, 25)
    a = g.i(5, 80)
    t = k * q - a
    if t < 2:
        raise Reject
    s1, v1 = g.e(a, "+", t)
    s2, v2 = g.e(v1, "/", k)
    return (
        f"The food costs ${a} and the drinks cost ${t}. {k} friends split the bill equally. How much does each friend pay?",
        [f"The bill is {s1} dollars.", f"Each of the {k} friends pays {s2} dollars."],
        v2,
    )


def f_coins(g):
    A = g.n()
    a, b = (g.i(2, 20), g.i(2, 20))
    s1, v1 = g.e(a, "*", 5)
    s2, v2 = g.e(b, "*", 10)
    s3, v3 = g.e(v1, "+", v2)
    return (
        f"{A[0]} has {a} bills of $5 and {b} bills of $10. How much money does {A[1]} have?",
        [
            f"The $5 bills are worth {s1} dollars.",
            f"The $10 bills are worth {s2} dollars.",
            f"In total {A[0]} has {s3} dollars.",
        ],
        v3,
    )


def f_allowance(g):
    A = g.n()
    a, b, c = (g.i(5, 20), g.i(2, 4), g.i(2, 10))
    s1, v1 = g.e(a, "-", b)
    s2, v2 = g.e(v1, "*", c)
    return (
        f"{A[0]} gets ${a} every week and spends ${b} of it. How much money does {A[1]} save in {c} weeks?",
        [f"Each week {A[0]} saves {s1} dollars.", f"In {c} weeks {A[1]} saves {s2} dollars."],
        v2,
    )


def f_vase(g):
    A = g.n()
    fl = g.ch("roses", "tulips", "daisies", "lilies")
    k = g.i(2, 9)
    q = g.i(2, 12)
    b = g.i(2, 20)
    a = k * q + b
    s1, v1 = g.e(a, "-", b)
    s2, v2 = g.e(v1, "/", k)
    return (
        f"{A[0]} picks {a} {fl}, but {b} of them wilt. The rest go into vases with {k} {fl} each. How many vases does {A[0]} fill?",
        [f"There are {s1} good {fl}.", f"They fill {s2} vases."],
        v2,
    )


def f_teams(g):
    k = g.i(2, 9)
    q = g.i(2, 10)
    a = g.i(3, 50)
    b = k * q - a
    if b < 2:
        raise Reject
    s1, v1 = g.e(a, "+", b)
    s2, v2 = g.e(v1, "/", k)
    return (
        f"There are {a} girls and {b} boys in a club. They make teams of {k}. How many teams are there?",
        [f"The club has {s1} children.", f"That makes {s2} teams."],
        v2,
    )


def f_chain3(g):
    A, B, C = (g.n(), g.n(), g.n())
    o = g.o()
    k, w = g.ch((2, "twice"), (3, "three times"))
    a, b = (g.i(3, 30), g.i(2, 20))
    s1, v1 = g.e(a, "*", k)
    s2, v2 = g.e(v1, "+", b)
    return (
        f"{A[0]} has {a} {o}. {B[0]} has {w} as many as {A[0]}. {C[0]} has {b} more than {B[0]}. How many {o} does {C[0]} have?",
        [f"{B[0]} has {s1} {o}.", f"{C[0]} has {s2} {o}."],
        v2,
    )


def f_chain4(g):
    A, B, C = (g.n(), g.n(), g.n())
    o = g.o()
    a, b, c = (g.i(5, 40), g.i(2, 20), g.i(2, 30))
    s1, v1 = g.e(a, "+", b)
    s2, v2 = g.e(v1, "-", c)
    s3, v3 = g.e(a, "+", v1, "+", v2)
    return (
        f"{A[0]} has {a} {o}. {B[0]} has {b} more than {A[0]}. {C[0]} has {c} fewer than {B[0]}. How many {o} do the three have in total?",
        [f"{B[0]} has {s1} {o}.", f"{C[0]} has {s2} {o}.", f"In total they have {s3} {o}."],
        v3,
    )


def f_toys_shelf(g):
    A = g.n()
    o = g.o()
    a, b, c, d = (g.i(2, 8), g.i(2, 10), g.i(2, 8), g.i(2, 10))
    s1, v1 = g.e(a, "*", b)
    s2, v2 = g.e(c, "*", d)
    s3, v3 = g.e(v1, "+", v2)
    return (
        f"{A[0]} has {a} big boxes with {b} {o} each and {c} small boxes with {d} {o} each. How many {o} does {A[0]} have?",
        [
            f"The big boxes hold {s1} {o}.",
            f"The small boxes hold {s2} {o}.",
            f"In total there are {s3} {o}.",
        ],
        v3,
    )


def f_picnic(g):
    A = g.n()
    o = g.o(FOOD)
    a, b, c = (g.i(3, 15), g.i(2, 6), g.i(2, 20))
    s1, v1 = g.e(a, "*", b)
    s2, v2 = g.e(v1, "+", c)
    return (
        f"{A[0]} plans a picnic for {a} people. Each person eats {b} {o}, and {A[1]} wants {c} extra. How many {o} should {A[0]} make?",
        [f"The people eat {s1} {o}.", f"With {c} extra {A[0]} should make {s2} {o}."],
        v2,
    )


def f_month(g):
    A = g.n()
    a, b = (g.i(5, 60), g.i(5, 60))
    d = g.i(2, 6)
    s1, v1 = g.e(a, "-", b)
    s2, v2 = g.e(v1, "*", d)
    return (
        f"{A[0]} earns ${a} each day and pays ${b} for food each day. How much does {A[1]} have after {d} days?",
        [f"Each day {A[0]} keeps {s1} dollars.", f"After {d} days {A[1]} has {s2} dollars."],
        v2,
    )


def f_long(g):
    A, B = (g.n(), g.n())
    o = g.o()
    b1, b2 = g.ch(*BOX)
    a, b, c = (g.i(2, 9), g.i(2, 12), g.i(2, 30))
    s1, v1 = g.e(a, "*", b)
    s2, v2 = g.e(v1, "+", c)
    k = g.ch(2, 3, 4, 5)
    s3, v3 = g.e(v2, "/", k)
    return (
        f"{A[0]} has {a} {b2} with {b} {o} each and gets {c} more {o} from {B[0]}. Then {A[1]} shares all of them equally among {k} friends. How many {o} does each friend get?",
        [
            f"The {b2} hold {s1} {o}.",
            f"With the {c} from {B[0]} there are {s2} {o}.",
            f"Each of the {k} friends gets {s3} {o}.",
        ],
        v3,
    )


def f_long2(g):
    A = g.n()
    (i1, i2), (j1, j2) = g.r.sample(ITEM, 2)
    h, w = (g.i(2, 9), g.i(5, 12))
    a, p, q = (g.i(2, 5), g.i(2, 8), g.i(2, 15))
    s1, v1 = g.e(h, "*", w)
    s2, v2 = g.e(a, "*", p)
    s3, v3 = g.e(v2, "+", q)
    s4, v4 = g.e(v1, "-", v3)
    return (
        f"{A[0]} works {h} hours for ${w} an hour. Then {A[1]} buys {a} {i2} for ${p} each and one {j1} for ${q}. How much money does {A[0]} have left?",
        [
            f"{A[0]} earns {s1} dollars.",
            f"The {i2} cost {s2} dollars.",
            f"With the {j1} that is {s3} dollars.",
            f"So {A[0]} has {s4} dollars left.",
        ],
        v4,
    )


def f_long3(g):
    A = g.n()
    o = g.o()
    d = g.r.sample(DAYS, 3)
    a, b, c, t = (g.i(4, 30), g.i(2, 20), g.i(2, 4), g.i(60, 200))
    s1, v1 = g.e(a, "+", b)
    s2, v2 = g.e(a, "*", c)
    s3, v3 = g.e(a, "+", v1, "+", v2)
    s4, v4 = g.e(t, "-", v3)
    w = {2: "twice", 3: "three times", 4: "four times"}[c]
    return (
        f"{A[0]} wants to collect {t} {o}. {A[3]} finds {a} on {d[0]}, {b} more than that on {d[1]} and {w} as many as on {d[0]} on {d[2]}. How many {o} are still missing?",
        [
            f"On {d[1]} {A[0]} finds {s1} {o}.",
            f"On {d[2]} {A[1]} finds {s2} {o}.",
            f"In total that is {s3} {o}.",
            f"So {s4} {o} are still missing.",
        ],
        v4,
    )
