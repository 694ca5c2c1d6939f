"""Draws for the arithmetic templates: names, things and numbers, each used once in a problem."""
import random

from .names import BOYS, GIRLS
from .problem import Reject

LARGEST = 1500
OBJ = ("apples oranges pencils marbles stickers books cards coins shells cookies balloons stamps beads "
       "buttons crayons toys flowers candies peaches lemons").split()
FOOD = "cookies muffins cupcakes rolls pies pancakes donuts sandwiches".split()
ITEM = [("notebook", "notebooks"), ("pen", "pens"), ("hat", "hats"), ("shirt", "shirts"),
        ("ball", "balls"), ("mug", "mugs"), ("lamp", "lamps"), ("kite", "kites"),
        ("toy car", "toy cars"), ("puzzle", "puzzles"), ("scarf", "scarves"), ("ticket", "tickets")]
BOX = [("box", "boxes"), ("bag", "bags"), ("basket", "baskets"), ("jar", "jars"),
       ("crate", "crates"), ("pack", "packs")]
PLACE = "shop market school library farm park museum bakery garden camp".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
ANIM = "cows goats sheep ducks horses pigs rabbits hens".split()


class Draws:
    """far: most numbers are drawn above the trained range, up to half as large again."""

    def __init__(self, rng: random.Random, far: bool = False):
        self.r = rng
        self.far = far
        self.used: set[str] = set()

    def n(self) -> tuple[str, str, str, str]:
        """A person: name, "he", "his", "He"."""
        girl = self.r.random() < 0.5
        name = self._unused(GIRLS if girl else BOYS)
        return (name, "she", "her", "She") if girl else (name, "he", "his", "He")

    def o(self, things: list[str] = OBJ) -> str:
        return self._unused(things)

    def i(self, low: int, high: int) -> int:
        if high > 50:
            high = 50 if low < 40 else max(150, min(high, 200))
        if self.far and self.r.random() < 0.6:
            return self.r.randint(high + 1, int(high * 1.5) + 2)
        return self.r.randint(low, high)

    def ch(self, *choices):
        return self.r.choice(choices)

    def e(self, *terms) -> tuple[str, int]:
        """"a op b [op c] = value", evaluated left to right; every value stays in 1..LARGEST."""
        value = terms[0]
        for operator, operand in zip(terms[1::2], terms[2::2]):
            value = self._apply(value, operator, operand)
        return " ".join(map(str, terms)) + f" = {value}", value

    @staticmethod
    def _apply(value: int, operator: str, operand: int) -> int:
        if operator == "/":
            if operand == 0 or value % operand:
                raise Reject
            value //= operand
        else:
            value = {"+": value + operand, "-": value - operand, "*": value * operand}[operator]
        if not 0 < value <= LARGEST:
            raise Reject
        return value

    def _unused(self, words: list[str]) -> str:
        while True:
            word = self.r.choice(words)
            if word not in self.used:
                self.used.add(word)
                return word
