"""Arithmetic templates: held out: never trained."""
from .problem import Reject


def h_subscribe(g):
    A = g.n()
    a, b, c = (g.i(2, 12), g.i(2, 9), g.i(5, 60))
    s1, v1 = g.e(a, "*", b)
    s2, v2 = g.e(v1, "+", c)
    return (
        f"{A[0]} pays ${a} per month for a phone for {b} months. {A[3]} also paid ${c} for the phone. How much did {A[0]} pay in total?",
        [f"The months cost {s1} dollars.", f"In total that is {s2} dollars."],
        v2,
    )


def h_three_boxes(g):
    A, B = (g.n(), g.n())
    o = g.o()
    a, b, c, d = (g.i(2, 9), g.i(2, 9), g.i(2, 12), g.i(2, 12))
    s1, v1 = g.e(a, "*", b)
    s2, v2 = g.e(v1, "-", c)
    s3, v3 = g.e(v2, "-", d)
    return (
        f"{A[0]} has {a} bags with {b} {o} in each bag. {A[3]} eats {c} {o} and gives {d} to {B[0]}. How many {o} are left?",
        [
            f"The bags hold {s1} {o}.",
            f"After eating, {s2} are left.",
            f"In the end {s3} {o} are left.",
        ],
        v3,
    )


def h_two_friends(g):
    A, B, C = (g.n(), g.n(), g.n())
    o = g.o()
    a, b, c = (g.i(20, 99), g.i(2, 30), g.i(2, 30))
    s1, v1 = g.e(a, "-", b)
    s2, v2 = g.e(v1, "-", c)
    return (
        f"{A[0]} has {a} {o}. {A[3]} gives {b} to {B[0]} and {c} to {C[0]}. How many {o} does {A[0]} have left?",
        [f"After {B[0]}, {s1} are left.", f"After {C[0]}, {s2} are left."],
        v2,
    )


def h_double_speed(g):
    A = g.n()
    a, b = (g.i(5, 40), g.i(2, 6))
    s1, v1 = g.e(a, "*", 2)
    s2, v2 = g.e(v1, "*", b)
    return (
        f"A bus drives {a} miles per hour. A train is twice as fast. How far does the train go in {b} hours?",
        [f"The train goes {s1} miles per hour.", f"In {b} hours it goes {s2} miles."],
        v2,
    )


def h_share_sum(g):
    A, B = (g.n(), g.n())
    o = g.o()
    k = g.i(2, 6)
    q = g.i(2, 15)
    a = g.i(4, 50)
    b = k * q - a
    if b < 2:
        raise Reject
    s1, v1 = g.e(a, "+", b)
    s2, v2 = g.e(v1, "/", k)
    return (
        f"{A[0]} has {a} {o} and {B[0]} has {b} {o}. They share all of them equally among {k} children. How many {o} does each child get?",
        [f"Together they have {s1} {o}.", f"Each child gets {s2} {o}."],
        v2,
    )


def h_earn_two(g):
    A, B = (g.n(), g.n())
    a, b, c = (g.i(3, 15), g.i(3, 15), g.i(2, 9))
    s1, v1 = g.e(a, "+", b)
    s2, v2 = g.e(v1, "*", c)
    return (
        f"{A[0]} earns ${a} per hour and {B[0]} earns ${b} per hour. How much do they earn together in {c} hours?",
        [f"Together they earn {s1} dollars per hour.", f"In {c} hours that is {s2} dollars."],
        v2,
    )


def h_theater(g):
    a, b, c = g.i(5, 20), g.i(4, 20), g.i(2, 40)
    s1, v1 = g.e(a, "*", b)
    s2, v2 = g.e(v1, "-", c)
    return (
        f"A theater has {a} rows with {b} seats in each row. On Sunday {c} seats stay empty. How many people come?",
        [f"The theater has {s1} seats.", f"So {s2} people come."],
        v2,
    )


def h_pets(g):
    A = g.n()
    a, b, c = g.i(2, 9), g.i(2, 9), g.i(2, 14)
    s1, v1 = g.e(a, "+", b)
    s2, v2 = g.e(v1, "*", c)
    return (
        f"{A[0]}'s dog eats {a} cups of food a day and the cat eats {b} cups. How many cups do both animals eat in {c} days?",
        [f"In a day they eat {s1} cups.", f"In {c} days that is {s2} cups."],
        v2,
    )


def h_stairs(g):
    A = g.n()
    a, b, c = g.i(20, 99), g.i(2, 19), g.i(5, 60)
    s1, v1 = g.e(a, "-", b)
    s2, v2 = g.e(v1, "+", c)
    return (
        f"{A[0]} climbs {a} steps of a tower, goes down {b} steps to rest and then climbs {c} steps. On which step is {A[1]} now?",
        [f"After the rest {A[1]} is on step {s1}.", f"Then {A[1]} is on step {s2}."],
        v2,
    )


def h_save_more(g):
    A, B = g.n(), g.n()
    a, b, c = g.i(8, 30), g.i(2, 7), g.i(2, 12)
    s1, v1 = g.e(a, "-", b)
    s2, v2 = g.e(v1, "*", c)
    return (
        f"{A[0]} saves ${a} a week and {B[0]} saves ${b} a week. How many more dollars does {A[0]} save in {c} weeks?",
        [f"Each week the difference is {s1} dollars.", f"In {c} weeks it is {s2} dollars."],
        v2,
    )


def h_library(g):
    a, b, c, d = g.i(2, 12), g.i(5, 20), g.i(2, 30), g.i(2, 20)
    s1, v1 = g.e(a, "*", b)
    s2, v2 = g.e(v1, "-", c)
    s3, v3 = g.e(v2, "+", d)
    return (
        f"A library shelf has {a} boards with {b} books on each. Visitors borrow {c} books and bring back {d}. How many books are on the shelf now?",
        [f"The boards hold {s1} books.", f"After borrowing there are {s2}.", f"In the end there are {s3} books."],
        v3,
    )


def h_rope(g):
    A = g.n()
    k, q, b = g.i(2, 9), g.i(2, 12), g.i(2, 20)
    a = k * q + b
    s1, v1 = g.e(a, "-", b)
    s2, v2 = g.e(v1, "/", k)
    return (
        f"{A[0]} has a rope of {a} meters. {A[3]} cuts off {b} meters and cuts the rest into pieces of {k} meters. How many pieces of {k} meters are there?",
        [f"The rest is {s1} meters.", f"That makes {s2} pieces."],
        v2,
    )


def h_taxi(g):
    A = g.n()
    a, b, c = g.i(2, 9), g.i(2, 8), g.i(3, 20)
    s1, v1 = g.e(c, "*", b)
    s2, v2 = g.e(v1, "+", a)
    return (
        f"A taxi takes ${a} for getting in and ${b} for every mile. {A[0]} rides {c} miles. How much does {A[1]} pay?",
        [f"The miles cost {s1} dollars.", f"In total that is {s2} dollars."],
        v2,
    )


def h_test_points(g):
    A, B = g.n(), g.n()
    a, b, c = g.i(20, 60), g.i(2, 19), g.i(2, 19)
    s1, v1 = g.e(a, "-", b)
    s2, v2 = g.e(v1, "+", c)
    return (
        f"In a test {A[0]} gets {a} points. {B[0]} gets {b} points less than {A[0]}, but the teacher gives {B[0]} {c} extra points. How many points does {B[0]} have?",
        [f"At first {B[0]} has {s1} points.", f"With the extra points that is {s2}."],
        v2,
    )


def h_snow(g):
    a, b, c = g.i(5, 40), g.i(2, 9), g.i(2, 6)
    s1, v1 = g.e(b, "*", c)
    s2, v2 = g.e(a, "+", v1)
    return (
        f"There are {a} cm of snow on the roof. It snows for {c} hours and {b} cm fall every hour. How many cm of snow are there now?",
        [f"The new snow is {s1} cm.", f"Now there are {s2} cm."],
        v2,
    )


def h_three_ages(g):
    A, B, C = g.n(), g.n(), g.n()
    a, b, c = g.i(5, 30), g.i(2, 10), g.i(2, 10)
    s1, v1 = g.e(a, "+", b)
    s2, v2 = g.e(v1, "+", c)
    return (
        f"{A[0]} is {a} years old. {B[0]} is {b} years older than {A[0]}, and {C[0]} is {c} years older than {B[0]}. How old is {C[0]}?",
        [f"{B[0]} is {s1} years old.", f"{C[0]} is {s2} years old."],
        v2,
    )
