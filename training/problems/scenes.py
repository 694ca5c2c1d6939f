"""Arithmetic scenes, for training only: the same few chains of operations in many settings and wordings.

A model learns from them to read who does what, instead of knowing templates. The settings and wordings of
templates_held_out.py are left to those (theatres, taxis, ropes, snow, ages, speeds, pets, tests); operations are shared.
"""
import random
from typing import NamedTuple

from .problem import Draft
from .stories import PARTS, TIMES, Teller, aside, made_up_plural

ASIDE = 0.1
MADE_UP = 0.25
MAY_BE_MADE_UP = ("things", "riders", "first", "second", "third")
Alternatives = tuple[str, ...]


class Scene(NamedTuple):
    """In the texts {A} to {C} are people, with {he_A} and {He_A}; {a} to {z} numbers; {k_times} and {k_part} the number
    k as a word ("three times", "a third"; k_part_ at the start of a sentence); other names words. one and two are numbers
    too, in steps."""
    told: list[Alternatives]              # one of each, in this order
    asks: Alternatives
    steps: list[tuple[str, str]]          # a line with {} for the equation, "left op right"; its value is x, then y, z
    numbers: dict[str, tuple[int, int]]
    words: tuple[str, list[tuple]] = ("", [()])  # names, and the sets of words for them
    made: dict[str, str] = {}             # numbers that follow from others: "left op right"
    any_order: bool = False               # the first two of told may change places


PLANTED = ("place row rows things", [
    ("garden", "bed", "beds", "roses"), ("field", "line", "lines", "bushes"), ("meadow", "row", "rows", "trees"),
    ("kitchen", "shelf", "shelves", "plates"), ("hall", "column", "columns", "chairs"), ("shop", "rack", "racks", "coats"),
    ("barn", "corner", "corners", "sacks"), ("yard", "stack", "stacks", "bricks"), ("cellar", "rack", "racks", "bottles"),
    ("school", "room", "rooms", "desks"), ("album", "page", "pages", "photos"), ("hotel", "floor", "floors", "rooms"),
    ("ship", "deck", "decks", "lamps"), ("depot", "track", "tracks", "wagons")])
PAID = ("thing things unit units", [
    ("bike", "bikes", "day", "days"), ("boat", "boats", "hour", "hours"), ("tent", "tents", "night", "nights"),
    ("room", "rooms", "night", "nights"), ("car", "cars", "day", "days"), ("drill", "drills", "day", "days"),
    ("court", "courts", "hour", "hours"), ("locker", "lockers", "week", "weeks"), ("piano", "pianos", "month", "months")])
WORKERS = ("one other things unit units", [
    ("The old machine", "the new machine", "toys", "hour", "hours"), ("The first printer", "the second printer", "pages", "minute", "minutes"),
    ("The big oven", "the small oven", "loaves", "hour", "hours"), ("The left pump", "the right pump", "liters", "minute", "minutes"),
    ("The red robot", "the blue robot", "screws", "minute", "minutes"), ("The morning team", "the evening team", "cars", "day", "days"),
    ("The upper mill", "the lower mill", "sacks", "day", "days")])
MEASURED = ("one two three unit more", [
    ("oak", "pine", "fir", "meters", "taller"), ("red tower", "white tower", "grey tower", "meters", "taller"),
    ("box", "crate", "barrel", "kg", "heavier"), ("river", "road", "border", "km", "longer"),
    ("first fish", "second fish", "third fish", "cm", "longer"), ("novel", "atlas", "history", "pages", "thicker")])
GROWN = ("thing verb unit time times", [
    ("tank", "fills by", "liters", "minute", "minutes"), ("hedge", "grows by", "cm", "month", "months"),
    ("pile of sand", "grows by", "kg", "hour", "hours"), ("queue", "grows by", "people", "minute", "minutes"),
    ("collection", "grows by", "pieces", "week", "weeks"), ("wall", "rises by", "cm", "day", "days"),
    ("lake", "rises by", "cm", "week", "weeks")])
SHRUNK = ("thing verb unit time times", [
    ("candle", "loses", "mm", "hour", "hours"), ("tank", "loses", "liters", "minute", "minutes"),
    ("stock", "shrinks by", "boxes", "day", "days"), ("battery", "loses", "points", "hour", "hours"),
    ("block of salt", "loses", "kg", "hour", "hours"), ("road to build", "shrinks by", "meters", "day", "days")])
STOPS = ("vehicle riders", [("bus", "people"), ("train", "passengers"), ("ferry", "cars"), ("lift", "people"), ("tram", "students")])
EATEN = ("food piece", [("pizza", "slices"), ("cake", "pieces"), ("bread", "slices"), ("pie", "pieces"), ("chocolate bar", "squares")])
BOUGHT = ("one ones other others", [
    ("cup", "cups", "plate", "plates"), ("shirt", "shirts", "tie", "ties"), ("rose", "roses", "tulip", "tulips"),
    ("brush", "brushes", "canvas", "canvases"), ("ball", "balls", "net", "nets"), ("bun", "buns", "juice", "juices"),
    ("chair", "chairs", "stool", "stools"), ("book", "books", "map", "maps")])
POURED = ("liquid vessel vessels", [
    ("juice", "bottle", "bottles"), ("paint", "bucket", "buckets"), ("soup", "bowl", "bowls"), ("milk", "can", "cans"),
    ("oil", "jug", "jugs"), ("honey", "jar", "jars")])
COUNTED = ("where kinds first second third", [
    ("zoo", "animals", "lions", "bears", "wolves"), ("drawer", "spoons and more", "spoons", "forks", "knives"),
    ("harbour", "ships", "sailing boats", "ferries", "tugs"), ("shop", "instruments", "flutes", "violins", "drums"),
    ("wood", "trees", "oaks", "birches", "maples"), ("garage", "vehicles", "cars", "vans", "bikes"),
    ("box", "blocks", "cubes", "cones", "rings")])

SMALL = ("first", [("nails",), ("cherries",), ("ribbons",), ("dominoes",), ("feathers",), ("magnets",), ("shirts",), ("sweets",),
                   ("leaves",), ("candles",), ("stones",), ("kites",)])

SCENES = [
    Scene([("There are {a} {rows} of {b} {things} in a {place}.", "The {place} of {A} has {a} {rows}, with {b} {things} in every {row}.",
            "In each of the {a} {rows} of the {place} stand {b} {things}.", "A {row} of the {place} has {b} {things}, and there are {a} {rows}."),
           ("{c} {things} are removed.", "{B} takes away {c} {things}.", "{c} of the {things} are damaged.", "Then {c} {things} are sold.")],
          ("How many {things} are still good?", "How many {things} stay in the {place}?", "What number of {things} is left?", "How many {things} are left in the {place}?"),
          [("The {place} has {} {things}.", "a * b"), ("So {} {things} are left.", "x - c")], dict(a=(2, 15), b=(2, 15), c=(2, 60)), PLANTED),
    Scene([("There are {a} {rows} of {b} {things} in a {place}.", "{A} counts {a} {rows} with {b} {things} each in the {place}.", "The {place} has {a} {rows}. Every {row} has {b} {things}."),
           ("{c} more {things} are brought.", "{B} puts {c} more {things} there.", "Besides, there are {c} loose {things}.")],
          ("How many {things} are in the {place} now?", "How many {things} does the {place} have in all?", "What is the number of {things}?"),
          [("The {rows} have {} {things}.", "a * b"), ("In all there are {} {things}.", "x + c")], dict(a=(2, 15), b=(2, 15), c=(2, 60)), PLANTED),
    Scene([("A {place} has {a} {rows} of {b} {things}.", "{A} has a {place} with {a} {rows} and {b} {things} in every {row}."),
           ("A second {place} has {c} {rows} of {d} {things}.", "{B} has one with {c} {rows} of {d} {things}.")],
          ("How many {things} are there in both?", "How many {things} is that together?"),
          [("The first has {} {things}.", "a * b"), ("The second has {} {things}.", "c * d"), ("Both have {} {things}.", "x + y")],
          dict(a=(2, 12), b=(2, 12), c=(2, 12), d=(2, 12)), PLANTED),
    Scene([("To rent a {thing} costs ${b} for each {unit}.", "A {thing} is ${b} a {unit}.", "{A} rents a {thing} for ${b} a {unit}.", "Renting the {thing} costs {A} ${b} every {unit}."),
           ("{A} keeps it for {c} {units}.", "{A} needs it {c} {units}.", "It is used for {c} {units}."),
           ("The helmet is ${a} extra.", "A key costs ${a} besides.", "There is also a fee of ${a}.", "Cleaning adds ${a}.")],
          ("How much does {A} pay?", "What does {A} pay in total?", "How many dollars does it cost {A}?", "What is the whole price?"),
          [("The {units} cost {} dollars.", "c * b"), ("With the rest it is {} dollars.", "x + a")], dict(a=(2, 60), b=(2, 20), c=(2, 12)), PAID, any_order=True),
    Scene([("There is a fee of ${a}.", "{A} pays ${a} at the start.", "{A} first pays ${a}."),
           ("A {thing} is ${b} a {unit}.", "Each {unit} with the {thing} costs ${b}.", "For every {unit} the {thing} costs ${b}."),
           ("{A} has it for {c} {units}.", "{A} keeps the {thing} {c} {units}.")],
          ("How much does {A} pay?", "How many dollars is that altogether?", "What does it cost {A} in all?"),
          [("The {units} cost {} dollars.", "b * c"), ("All in all that is {} dollars.", "x + a")], dict(a=(2, 60), b=(2, 20), c=(2, 12)), PAID, any_order=True),
    Scene([("{A} has ${a}.", "{A} takes ${a} along.", "{A} starts with ${a}."), ("A {thing} is ${b} a {unit}.", "The {thing} costs ${b} for one {unit}."), ("{A} takes it for {c} {units}.", "{He_A} keeps it for {c} {units}.")],
          ("How much money is left?", "How many dollars does {A} still have?", "What does {A} have after that?"),
          [("The {units} cost {} dollars.", "b * c"), ("{A} still has {} dollars.", "a - x")], dict(a=(40, 250), b=(2, 20), c=(2, 10)), PAID),
    Scene([("{one} makes {a} {things} each {unit}, {other} {b}.", "{one} makes {a} {things} a {unit} and {other} makes {b} {things} a {unit}.", "Every {unit} {a} {things} come from one side and {b} from another.")],
          ("How many {things} come from both in {c} {units}?", "How many {things} is that after {c} {units}?", "Both run for {c} {units}. How many {things} is that?"),
          [("Each {unit} that is {} {things}.", "a + b"), ("After {c} {units} it is {} {things}.", "x * c")], dict(a=(2, 20), b=(2, 20), c=(2, 12)), WORKERS),
    Scene([("{one} makes {a} {things} each {unit}, {other} only {b}.", "{one} makes {a} {things} a {unit}, but {other} makes just {b} {things}.")],
          ("How many {things} is the first ahead after {c} {units}?", "What is the difference after {c} {units}?", "By how many {things} do they differ in {c} {units}?"),
          [("In one {unit} the difference is {} {things}.", "a - b"), ("After {c} {units} it is {} {things}.", "x * c")], dict(a=(8, 40), b=(2, 30), c=(2, 12)), WORKERS),
    Scene([("{one} makes {a} {things} each {unit}.", "In one {unit} {a} {things} come out of the small one."), ("A better one makes {k_times} as many.", "A larger one does {k_times} that much.", "The big one makes {k_times} as many {things}.")],
          ("How many {things} does it make in {c} {units}?", "How many {things} does the better one make in {c} {units}?", "How many {things} come from the better one in {c} {units}?"),
          [("The better one makes {} {things} a {unit}.", "a * k"), ("In {c} {units} that is {} {things}.", "x * c")], dict(a=(2, 30), k=(2, 5), c=(2, 9)), WORKERS),
    Scene([("The {one} is {a} {unit}.", "The {one} has {a} {unit}."), ("The {two} is {b} {unit} {more} than the {one}.", "The {two} has {b} {unit} more than the {one}."), ("The {three} is {c} {unit} {more} than the {two}.", "The {three} has {c} {unit} more than the {two}.")],
          ("How many {unit} is the {three}?", "What is the {three} in {unit}?", "How many {unit} does the {three} have?"),
          [("The {two} has {} {unit}.", "a + b"), ("The {three} has {} {unit}.", "x + c")], dict(a=(5, 90), b=(2, 40), c=(2, 40)), MEASURED),
    Scene([("The {one} has {a} {unit}.", "The {one} is {a} {unit}."), ("The {two} has {b} {unit} less than the {one}.", "The {two} is {b} {unit} below the {one}."), ("The {three} has {k_times} as many as the {two}.", "The {three} is {k_times} the {two}.")],
          ("How many {unit} is the {three}?", "How many {unit} does the {three} have?"),
          [("The {two} has {} {unit}.", "a - b"), ("The {three} has {} {unit}.", "x * k")], dict(a=(10, 90), b=(2, 50), k=(2, 5)), MEASURED),
    Scene([("The {one} has {a} {unit}.", "The {one} is {a} {unit}."), ("The {two} has {b} {unit} more.", "The {two} is {b} {unit} {more}.")],
          ("How many {unit} do both have together?", "How many {unit} are the {one} and the {two} together?"),
          [("The {two} has {} {unit}.", "a + b"), ("Together they have {} {unit}.", "a + x")], dict(a=(5, 90), b=(2, 50)), MEASURED),
    Scene([("At first a {thing} has {a} {unit}.", "A {thing} starts at {a} {unit}.", "There are {a} {unit} in the {thing}."), ("Each {time} it {verb} {b} {unit}.", "It {verb} {b} {unit} per {time}.", "Then it {verb} {b} {unit} every {time}.")],
          ("How many {unit} is that after {c} {times}?", "What does it have after {c} {times}?", "{c} {times} go by. How many {unit} is it then?"),
          [("In {c} {times} that is {} {unit}.", "b * c"), ("Then there are {} {unit}.", "a + x")], dict(a=(5, 90), b=(2, 20), c=(2, 12)), GROWN),
    Scene([("At first a {thing} has {a} {unit}.", "A {thing} starts at {a} {unit}.", "A {thing} has {a} {unit}."), ("Each {time} it {verb} {b} {unit}.", "It {verb} {b} {unit} per {time}.", "Then it {verb} {b} {unit} every {time}.")],
          ("How many {unit} are left after {c} {times}?", "What is left after {c} {times}?", "{c} {times} go by. How many {unit} is it then?"),
          [("In {c} {times} {} {unit} are gone.", "b * c"), ("That leaves {} {unit}.", "a - x")], dict(a=(40, 250), b=(2, 20), c=(2, 12)), SHRUNK),
    Scene([("A {thing} starts at {a} {unit} and {verb} {b} {unit} every {time}.", "A {thing} of {a} {unit} {verb} {b} {unit} each {time}.")],
          ("After how many {times} is nothing left?", "How many {times} does it last?", "In how many {times} is it gone?"),
          [("It lasts {} {times}.", "a / b")], dict(b=(2, 15), q=(2, 20)), SHRUNK, dict(a="b * q")),
    Scene([("A {vehicle} has {a} {riders} on board.", "There are {a} {riders} on a {vehicle}.", "A {vehicle} leaves with {a} {riders}."),
           ("{b} {riders} get off and {c} get on.", "At a stop {b} leave and {c} {riders} come in.", "Then {b} go and {c} come.", "{c} get on after {b} have left.")],
          ("How many {riders} are on the {vehicle} now?", "How many {riders} ride on?", "With how many {riders} does it go on?"),
          [("When {b} have left, there are {} {riders}.", "a - b"), ("Then there are {} {riders}.", "x + c")], dict(a=(10, 99), b=(2, 50), c=(2, 50)), STOPS),
    Scene([("A {vehicle} starts with {a} {riders}.", "At first {a} {riders} are on a {vehicle}."), ("{b} get on at one stop and {c} at the next.", "{b} more come in, and later {c} more.", "First {b} and then {c} {riders} get on.")],
          ("How many {riders} are there in the end?", "How many {riders} are on it then?"),
          [("After the first stop there are {} {riders}.", "a + b"), ("After the second there are {} {riders}.", "x + c")], dict(a=(5, 90), b=(2, 50), c=(2, 50)), STOPS),
    Scene([("{a} {vehicle} rides carry {b} {riders} each.", "Each {vehicle} takes {b} {riders}, and {a} of them go.")],
          ("How many {riders} is that?", "How many {riders} can go?"), [("They take {} {riders}.", "a * b")], dict(a=(2, 15), b=(2, 40)), STOPS),
    Scene([("{a} {riders} want to ride.", "There are {a} {riders} waiting."), ("A {vehicle} takes {b} of them.", "Only {b} fit on one {vehicle}.", "Each {vehicle} has room for {b}.")],
          ("How many rides are needed?", "How many times must it go?"), [("It takes {} rides.", "a / b")], dict(b=(2, 20), q=(2, 15)), STOPS, dict(a="b * q")),
    Scene([("{A} cuts {a} {food}s into {b} {piece} each.", "There are {a} {food}s with {b} {piece} each."), ("{A} eats {c} and {B} eats {d} {piece}.", "{c} {piece} go to {A} and {d} to {B}.", "{A} has {c} of them, then {B} has {d}.")],
          ("How many {piece} are left?", "How many {piece} are there for the others?"),
          [("There are {} {piece}.", "a * b"), ("{A} and {B} eat {} {piece}.", "c + d"), ("That leaves {} {piece}.", "x - y")], dict(a=(2, 9), b=(4, 12), c=(2, 12), d=(2, 12)), EATEN),
    Scene([("{A} cuts a {food} into {a} {piece}.", "A {food} has {a} {piece}."), ("{A} eats {k_part} of it.", "{k_part_} of it goes to {B}.", "{B} takes {k_part} of the {piece}.")],
          ("How many {piece} are left?", "How many {piece} remain?"),
          [("{k_part_} of it is {} {piece}.", "a / k"), ("That leaves {} {piece}.", "a - x")], dict(k=(2, 5), q=(2, 20)), EATEN, dict(a="k * q")),
    Scene([("A {one} costs ${b} and a {other} costs ${d}.", "One {one} is ${b}, one {other} ${d}.", "The price of a {one} is ${b}, that of a {other} ${d}."), ("{A} takes {a} {ones} and {c} {others}.", "{A} buys {a} {ones} and {c} {others}.", "{A} needs {c} {others} and {a} {ones}.")],
          ("How much does {A} pay?", "What do they cost in all?", "How many dollars is that?"),
          [("The {ones} cost {} dollars.", "a * b"), ("The {others} cost {} dollars.", "c * d"), ("In all that is {} dollars.", "x + y")], dict(a=(2, 9), b=(2, 20), c=(2, 9), d=(2, 20)), BOUGHT),
    Scene([("A {one} costs ${b} and a {other} ${d} more.", "A {other} costs ${d} more than a {one}, which is ${b}.")], ("What is the price of {a} {others}?", "How much are {a} {others}?", "{A} buys {a} {others}. How much is that?"),
          [("A {other} costs {} dollars.", "b + d"), ("{a} {others} cost {} dollars.", "x * a")], dict(a=(2, 9), b=(2, 30), d=(2, 15)), BOUGHT),
    Scene([("{A} pays ${a} for {k} {ones}.", "{k} {ones} cost {A} ${a}.", "For {k} {ones} one pays ${a}.")], ("How much are {c} {ones}?", "What do {c} {ones} cost?", "What is the price of {c} of them?"),
          [("One {one} costs {} dollars.", "a / k"), ("{c} {ones} cost {} dollars.", "x * c")], dict(k=(2, 9), q=(2, 15), c=(2, 12)), BOUGHT, dict(a="k * q")),
    Scene([("{A} has ${a}.", "There are ${a} in {A}'s purse."), ("{A} buys a {one} for ${b} and a {other} for ${c}.", "A {one} costs {A} ${b}, a {other} ${c}.", "{He_A} pays ${b} for a {one} and ${c} for a {other}.")],
          ("How much money does {A} keep?", "How many dollars are left?", "How much has {he_A} left?"),
          [("The {one} and the {other} cost {} dollars.", "b + c"), ("{A} still has {} dollars.", "a - x")], dict(a=(40, 200), b=(2, 50), c=(2, 50)), BOUGHT),
    Scene([("{A} has {a} liters of {liquid}.", "There are {a} liters of {liquid} in a barrel."), ("{A} spills {b} liters.", "{b} liters run out.", "{B} drinks {b} liters.", "{b} liters are kept back."), ("The rest goes into {vessels} of {k} liters.", "A {vessel} holds {k} liters.", "What is left is poured into {vessels} of {k} liters each.")],
          ("How many {vessels} are full?", "How many {vessels} are needed?", "How many {vessels} does it fill?"),
          [("There are {} liters left.", "a - b"), ("They fill {} {vessels}.", "x / k")], dict(b=(2, 20), k=(2, 9), q=(2, 12)), POURED, dict(p="k * q", a="p + b")),
    Scene([("A {vessel} holds {k} liters of {liquid}.", "{k} liters of {liquid} fit in a {vessel}."), ("{A} has {a} full {vessels} and {b} liters more.", "{A} fills {a} {vessels}, and {b} liters are left over.")],
          ("How many liters are there?", "How much {liquid} is that in liters?"),
          [("The {vessels} hold {} liters.", "a * k"), ("In all there are {} liters.", "x + b")], dict(a=(2, 12), b=(2, 30), k=(2, 12)), POURED),
    Scene([("{a} liters of {liquid} fill {k} {vessels}.", "{A} fills {k} equal {vessels} with {a} liters of {liquid}.")], ("How many liters are in {c} {vessels}?", "{B} takes {c} {vessels}. How many liters is that?"),
          [("One {vessel} holds {} liters.", "a / k"), ("{c} {vessels} hold {} liters.", "x * c")], dict(k=(2, 9), q=(2, 12), c=(2, 9)), POURED, dict(a="k * q")),
    Scene([("A {where} has {a} {first}, {b} {second} and {c} {third}.", "In a {where} {A} counts {a} {first}, then {b} {second} and {c} {third}."), ],
          ("How many {kinds} are there?", "How many is that in all?", "What is the total?"),
          [("The {first} and {second} are {}.", "a + b"), ("With the {third} it is {}.", "x + c")], dict(a=(2, 90), b=(2, 50), c=(2, 50)), COUNTED),
    Scene([("A {where} has {a} {kinds}.", "There are {a} {kinds} in a {where}."), ("{b} are {first}, {c} are {second} and the others are {third}.", "{b} of them are {first} and {c} {second}. The rest are {third}.")],
          ("How many {third} are there?", "How many of them are {third}?", "What is the number of {third}?"),
          [("The {first} and {second} are {}.", "b + c"), ("So there are {} {third}.", "a - x")], dict(a=(20, 150), b=(2, 60), c=(2, 60)), COUNTED),
    Scene([("There are {a} {first} in a {where}, and {k_times} as many {second}.", "A {where} has {a} {first} and {k_times} as many {second}.")], ("How many {first} and {second} are there?", "How many is that in all?"),
          [("There are {} {second}.", "a * k"), ("Together that is {}.", "a + x")], dict(a=(2, 60), k=(2, 5)), COUNTED),
    Scene([("There are {a} {first} in a {where}.", "A {where} has {a} {first}."), ("There are {b} fewer {second} than {first}.", "The {second} are {b} fewer.", "It has {b} {second} less."), ("There are {c} more {third} than {second}.", "The {third} are {c} more than the {second}.")],
          ("How many {third} are there?", "How many {third} does it have?"),
          [("There are {} {second}.", "a - b"), ("There are {} {third}.", "x + c")], dict(a=(10, 99), b=(2, 50), c=(2, 50)), COUNTED),
    Scene([("{A} gives {b} {first} to {B} and {c} to {C}.", "{B} gets {b} {first} from {A}, and {C} gets {c}.", "{b} {first} go to {B} and {c} {first} to {C}."), ("Before, {A} found {d} {first}.", "{He_A} then buys {d} {first}."), ("At the start there were {a} {first}.", "{A} had {a} {first} at first.")],
          ("How many {first} does {A} have?", "How many {first} does {A} end with?"),
          [("{B} and {C} get {} {first}.", "b + c"), ("{A} had {} {first} in all.", "a + d"), ("That leaves {} {first}.", "y - x")], dict(a=(20, 90), b=(2, 30), c=(2, 30), d=(2, 40)),
          SMALL),
    Scene([("{A} needs {a} {first} for one {product}.", "One {product} takes {a} {first}."), ("{A} makes {b} {product}s.", "{b} {product}s are to be made."), ("There are {c} {first}.", "{A} has {c} {first} at home.")],
          ("How many {first} must {A} buy?", "How many {first} are missing?"),
          [("The {product}s take {} {first}.", "a * b"), ("{A} still needs {} {first}.", "x - c")], dict(a=(2, 12), b=(2, 12), c=(2, 40)),
          ("first product", [("eggs", "cake"), ("planks", "bench"), ("beads", "chain"), ("nails", "frame"), ("apples", "tart"), ("sheets", "booklet"), ("tiles", "step")])),
    Scene([("{A} packs {a} boxes. Each box has {b} bags, and each bag {c} {first}.", "There are {c} {first} in a bag, {b} bags in a box and {a} boxes.", "{a} boxes hold {b} bags each, with {c} {first} in every bag.")],
          ("How many {first} are there?", "How many {first} does {A} have?", "What is the number of {first}?"),
          [("There are {} bags.", "a * b"), ("They hold {} {first}.", "x * c")], dict(a=(2, 9), b=(2, 9), c=(2, 12)), SMALL),
    Scene([("{k} children bring {a} {first} each.", "Each of {k} children brings {a} {first}.", "{a} {first} come from each of {k} children."), ("{b} {first} are not used.", "{b} of the {first} get lost.", "Later {b} {first} are missing.")],
          ("How many {first} are used?", "How many {first} are left?", "How many {first} are there then?"),
          [("The children bring {} {first}.", "k * a"), ("Without the others there are {} {first}.", "x - b")], dict(k=(2, 15), a=(2, 12), b=(2, 60)), SMALL),
    Scene([("{A} has {a} {first} and {B} has half as many.", "{B} has half as many {first} as {A}, who has {a}.")], ("How many {first} do they have together?", "How many {first} is that together?"),
          [("{B} has {} {first}.", "a / two"), ("Together they have {} {first}.", "a + x")], dict(q=(2, 50)), SMALL, dict(a="two * q")),
    Scene([("{A} has {a} {first}, {B} {b} and {C} {c}.", "{A} brings {a} {first}, {B} brings {b} and {C} brings {c}."), ("They use {d} of them.", "{d} {first} are given back.", "{d} of all these {first} are sold.")],
          ("How many {first} do they still have?", "How many {first} are left over?"),
          [("{A} and {B} have {} {first}.", "a + b"), ("With {C} they have {} {first}.", "x + c"), ("Then {} {first} are left.", "y - d")], dict(a=(2, 60), b=(2, 40), c=(2, 40), d=(2, 60)), SMALL),
    Scene([("{A} sorts {a} {first} into heaps of {k}.", "{a} {first} lie in heaps of {k}."), ("{B} takes {b} of the heaps.", "{b} heaps are given to {B}.")], ("How many heaps are left?", "How many heaps stay?"),
          [("There are {} heaps.", "a / k"), ("Then {} heaps are left.", "x - b")], dict(k=(2, 12), q=(4, 25), b=(2, 15)), SMALL, dict(a="k * q")),
    Scene([("{A} hides {a} {first} every day, and {B} finds {b} of them every evening.", "Each day {A} puts {a} {first} in and {B} takes {b} out.")], ("How many {first} are there after {c} days?", "{c} days later, how many {first} is that?"),
          [("Every day {} {first} stay.", "a - b"), ("After {c} days it is {} {first}.", "x * c")], dict(a=(5, 40), b=(2, 30), c=(2, 12)), SMALL),
    Scene([("It takes {A} {a} minutes to make one of the {first}.", "{A} needs {a} minutes for each of the {first}."), ("{A} has worked {c} minutes already.", "{c} minutes have gone by so far.")], ("How many minutes are {b} of them in all, from the start on?", "How many minutes does it take to make {b} more, with those before?"),
          [("That takes {} minutes.", "b * a"), ("With those before it is {} minutes.", "x + c")], dict(a=(2, 15), b=(2, 12), c=(2, 60)), SMALL),
    Scene([("A fence has four sides of {a} meters.", "A square yard is {a} meters on each of its 4 sides.")], ("How many meters is it around?", "How many meters does one walk around it?"), [("Around it is {} meters.", "a * four")], dict(a=(3, 90)), ("", [()]), dict(four="two * two")),
    Scene([("A yard is {a} meters long and {b} meters wide.", "The sides of a yard are {a} and {b} meters.")], ("How many meters is it all around?", "{A} walks around it once. How many meters is that?"),
          [("Two of the sides are {} meters.", "a + b"), ("All around it is {} meters.", "x * two")], dict(a=(3, 90), b=(3, 90))),
    Scene([("A floor is {a} meters long and {b} meters wide.", "A floor has a length of {a} and a width of {b} meters."), ("One square meter costs ${c}.", "Each square meter is ${c}.")], ("How much does the floor cost?", "What does the floor cost in dollars?"),
          [("The floor has {} square meters.", "a * b"), ("It costs {} dollars.", "x * c")], dict(a=(2, 12), b=(2, 10), c=(2, 9))),
    Scene([("It is {a} km from home to the lake.", "The lake is {a} km away.", "From {A}'s house to the lake it is {a} km."), ("{A} goes there and back {b} times.", "{A} makes {b} trips there and back.")], ("How many km is that?", "How many km does {A} travel?"),
          [("There and back is {} km.", "a * two"), ("All trips are {} km.", "x * b")], dict(a=(2, 60), b=(2, 9))),
    Scene([("{A} wants to walk {a} km.", "The way is {a} km long."), ("{A} walks {b} km before noon and {c} km after it.", "{b} km are done on the first day and {c} km on the second.")], ("How many km are left?", "How many km remain?"),
          [("So far it is {} km.", "b + c"), ("There are {} km left.", "a - x")], dict(a=(40, 200), b=(2, 60), c=(2, 60))),
    Scene([("A book has {a} pages.", "{A} wants to read {a} pages."), ("{A} has read {b} of them.", "{b} pages are done."), ("{He_A} reads {k} pages a day from now on.", "Each day {he_A} reads {k} more.")], ("How many days does it take?", "How many more days does {he_A} need?", "In how many days is the book done?"),
          [("There are {} pages left.", "a - b"), ("It takes {} days.", "x / k")], dict(b=(2, 60), k=(2, 15), q=(2, 15)), ("", [()]), dict(p="k * q", a="p + b")),
    Scene([("A lesson starts at minute {a} and ends at minute {b}.", "A film runs from minute {a} to minute {b}.")], ("How many minutes are {c} of these?", "How many minutes is that for {c} of them?"),
          [("One takes {} minutes.", "b - a"), ("{c} of them take {} minutes.", "x * c")], dict(a=(2, 50), d=(2, 50), c=(2, 9)), ("", [()]), dict(b="a + d")),
    Scene([("There are {a} boys and {b} girls in a class.", "{a} boys and {b} girls go to the camp.", "A class has {b} girls and {a} boys."), ("They build teams of {k}.", "A team has {k} of them.", "Every team takes {k}.")], ("How many teams are there?", "How many teams does that make?"),
          [("In all there are {} children.", "a + b"), ("That makes {} teams.", "x / k")], dict(k=(2, 9), q=(3, 12), b=(2, 30)), ("", [()]), dict(p="k * q", a="p - b")),
    Scene([("A class has {a} children, {b} of them boys.", "Of {a} children {b} are boys."), ("Each girl gets {c} pens.", "The teacher gives {c} pens to each of the girls.")], ("How many pens is that?", "How many pens are needed?"),
          [("There are {} girls.", "a - b"), ("They get {} pens.", "x * c")], dict(a=(12, 60), b=(2, 30), c=(2, 9))),
    Scene([("{A} collects {a} kg of paper and {B} collects {b} kg.", "{A} brings {a} kg of paper, {B} {b} kg."), ("One kg brings ${c}.", "They get ${c} for each kg.")], ("How many dollars do they get?", "How much money is that?"),
          [("Together it is {} kg.", "a + b"), ("They get {} dollars.", "x * c")], dict(a=(2, 60), b=(2, 60), c=(2, 9))),
    Scene([("{A} sold cakes for ${a}.", "The cakes bring {A} ${a}."), ("Flour was ${b} and sugar ${c}.", "{A} had spent ${b} on flour and ${c} on sugar.")], ("How much did {A} gain?", "What is left of the money?", "How many dollars did {he_A} make?"),
          [("Flour and sugar cost {} dollars.", "b + c"), ("The gain is {} dollars.", "a - x")], dict(a=(30, 200), b=(2, 50), c=(2, 50))),
    Scene([("A coat of ${a} is sold for ${b} less.", "The price of a coat falls from ${a} by ${b}."), ("{A} pays with ${c}.", "{A} has ${c}.")], ("How much does {he_A} get back?", "How many dollars does {A} keep?"),
          [("The coat costs {} dollars.", "a - b"), ("Then {} dollars are left.", "c - x")], dict(a=(20, 99), b=(2, 40), c=(50, 200))),
    Scene([("In a game {A} has {a} and {B} has {b}.", "{B} stands at {b} and {A} at {a} in a game."), ("{A} adds {c}.", "Then {A} wins {c} more.", "{c} are added for {A}.")], ("How many more does {A} have than {B}?", "By how many is {A} ahead?"),
          [("{A} has {}.", "a + c"), ("{A} is ahead by {}.", "x - b")], dict(a=(5, 90), b=(2, 90), c=(2, 60))),
    Scene([("{A} eats {a} nuts a day.", "A day {A} eats {a} nuts.", "Every day {a} nuts are eaten by {A}."), ("A bag has {b} nuts.", "There are {b} nuts in a bag."), ("{A} has {c} bags.", "{He_A} buys {c} bags.")], ("How many days do they last?", "For how many days is that enough?"),
          [("The bags have {} nuts.", "b * c"), ("They last {} days.", "x / a")], dict(a=(2, 12), q=(1, 9), c=(2, 9)), ("", [()]), dict(b="a * q")),
    Scene([("{A} plants {a} seeds, and {b} of them do not grow.", "Of {a} seeds that {A} plants {b} die."), ("Every plant has {c} flowers.", "Each of the plants carries {c} flowers.")], ("How many flowers are there?", "How many flowers does {A} see?"),
          [("There are {} plants.", "a - b"), ("They have {} flowers.", "x * c")], dict(a=(8, 60), b=(2, 30), c=(2, 12))),
    Scene([("{A} and {B} have ${a} together.", "Together {A} and {B} own ${a}."), ("{A} has ${b}.", "${b} of it belong to {A}."), ("{B} gets ${c} more.", "Then {B} earns ${c}.")], ("How much does {B} have now?", "How many dollars does {B} have?"),
          [("At first {B} has {} dollars.", "a - b"), ("Then {B} has {} dollars.", "x + c")], dict(a=(20, 150), b=(2, 90), c=(2, 60))),
    Scene([("A call costs ${a} for the first minute and ${b} for every other one.", "The first minute of a call is ${a}, each later one ${b}.")], ("How much is a call of {d} minutes?", "What does one pay for {d} minutes?"),
          [("There are {} other minutes.", "d - one"), ("They cost {} dollars.", "x * b"), ("The call costs {} dollars.", "y + a")], dict(a=(2, 20), b=(2, 9), d=(3, 15))),
]
PEOPLE = "ABC"


def _fill(text: str, words: dict) -> str:
    """ "{}" stays, for the equation."""
    return text.replace("{}", "\0").format_map(words).replace("\0", "{}")


def scene(rng: random.Random) -> Draft:
    return tell(rng.choice(SCENES), rng)


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
        words |= {letter: person, "he_" + letter: person.he, "He_" + letter: person.He}
    if "k" in numbers and numbers["k"] in TIMES:
        words |= dict(k_times=TIMES[numbers["k"]], k_part=PARTS[numbers["k"]], k_part_=PARTS[numbers["k"]].capitalize())
    text = [_fill(rng.choice(alternatives), words) for alternatives in drawn.told]
    if drawn.any_order and rng.random() < 0.5:
        text[0], text[1] = text[1], text[0]
    if rng.random() < ASIDE:
        text.insert(rng.randrange(len(text) + 1), aside(rng))
    text.append(_fill(rng.choice(drawn.asks), words))
    lines = []
    for name, (line, expression) in zip("xyz", drawn.steps):
        equation, numbers[name] = _computed(teller, expression, numbers)
        lines.append(_fill(line, words).replace("{}", equation))
    return Draft(" ".join(text), "\n".join(lines), str(teller.amount))


def _computed(teller: Teller, expression: str, numbers: dict[str, int]) -> tuple[str, int]:
    left, operator, right = expression.split()
    return teller.compute(numbers[left], operator, numbers[right]), teller.amount
