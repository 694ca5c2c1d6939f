"""Tests of the arithmetic problems: python3 -m unittest problems.test_arithmetic, in training/"""
import itertools
import random
import re
import unittest
from typing import Iterator

from . import arithmetic, scenes, situations
from .problem import FINAL, Draft, Reject, draw, is_test_question
from .wording import NUMBER_WORDS

EQUATION = re.compile(r"(\d+(?: [-+*/] \d+)+) = (\d+)")
TASKS = {"arithmetic": arithmetic.ARITHMETIC, "calculation": arithmetic.CALCULATION}


def from_the_left(text: str) -> int:
    """The value of "a op b op c", operators in order, exact."""
    first, *rest = text.split()
    value = int(first)
    for operator, operand in zip(rest[::2], map(int, rest[1::2])):
        if operator == "/":
            assert value % operand == 0, text
        value = {"+": value + operand, "-": value - operand, "*": value * operand,
                 "/": value // operand if operand else 0}[operator]
    return value


def wording(question: str) -> str:
    """Without numbers and names."""
    return re.sub(r"\b[A-Z][a-z]+\b", "N", re.sub(r"\d+", "#", question))


def told(scene) -> Iterator[Draft]:
    for seed in range(2000):
        try:
            yield scenes.tell(scene, random.Random(seed))
        except Reject:
            pass


def problems(split: str, count: int = 3000):
    for task in TASKS.values():
        if split == "unseen" and not task.unseen:
            continue
        rng = random.Random(split)
        for _ in range(count):
            yield task, draw(task, split, rng)


class Arithmetic(unittest.TestCase):
    def test_every_equation_holds(self) -> None:
        for split in ("train", "test", "held_out", "unseen", "far"):
            for _, p in problems(split):
                for left, right in EQUATION.findall(p.answer):
                    self.assertEqual(from_the_left(left), int(right), p)

    def test_word_problems_end_in_the_value_of_the_last_equation(self) -> None:
        rng = random.Random(5)
        for split in ("train", "held_out", "unseen", "far"):
            for _ in range(3000):
                p = draw(arithmetic.ARITHMETIC, split, rng)
                values = [right for _, right in EQUATION.findall(p.answer)]
                self.assertTrue(p.answer.endswith(f"So the answer is {p.final}.\n{FINAL}{p.final}"), p)
                if values:  # "starts with 5 apples" alone needs no equation
                    self.assertEqual(values[-1], p.final, p)

    def test_every_number_of_an_answer_is_told_or_computed(self) -> None:
        words = {"first": 1, "half": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "twice": 2, "double": 2, "triple": 3}
        words |= {word: number for number, word in NUMBER_WORDS.items()}
        for _, p in problems("train", 1000):
            known = set(re.findall(r"\d+", p.question)) | {"2", "3", "4", "5", "6", "7", "10", "12", "60"}
            for left, right in EQUATION.findall(p.answer):
                for number in re.findall(r"\d+", left):
                    told = number in known or any(w in p.question.lower() for w, v in words.items() if str(v) == number)
                    self.assertTrue(told or p.family in NEEDS_COMMON_KNOWLEDGE, p)
                known.add(right)

    def test_held_out_families_are_never_trained(self) -> None:
        for task in TASKS.values():
            trained = {family.__name__ for family in task.families}
            self.assertFalse(trained & {family.__name__ for family in task.held_out + task.unseen})

    def test_splits_are_disjoint_and_repeatable(self) -> None:
        for split in ("train", "test"):
            for task, p in problems(split, 500):
                self.assertEqual(is_test_question(p.question, task), split == "test")
        first, second = ([p for _, p in problems("train", 50)] for _ in range(2))
        self.assertEqual(first, second)

    def test_held_out_shapes_are_not_composed(self) -> None:
        rng = random.Random(1)
        for _ in range(20000):
            p = draw(arithmetic.ARITHMETIC, "train", rng)
            self.assertNotIn("twice as fast", p.question)

    def test_no_held_out_wording_is_trained(self) -> None:
        rng = random.Random(2)
        held_out, unseen, trained = ({wording(draw(arithmetic.ARITHMETIC, split, rng).question) for _ in range(count)}
                                     for split, count in (("held_out", 2000), ("unseen", 2000), ("train", 20000)))
        self.assertGreaterEqual(len(held_out), 16)
        self.assertGreaterEqual(len(unseen), 40)
        self.assertFalse((held_out | unseen) & trained)

    def test_brief_answers_are_calculations_alone(self) -> None:
        rng, families = random.Random(4), {family.__name__ for family in arithmetic.TESTED.families}
        for _ in range(1000):
            p = draw(arithmetic.BRIEF, "train", rng)
            *lines, closing, final = p.answer.splitlines()
            self.assertEqual((closing, final), (f"So the answer is {p.final}.", FINAL + p.final))
            self.assertTrue(lines, p)
            for line in lines:
                self.assertRegex(line, f"^{EQUATION.pattern}$")
            self.assertEqual(lines[-1].split(" = ")[1], p.final)
            self.assertIn(p.family, families)

    def test_brief_answers_calculate_what_the_long_ones_do(self) -> None:
        for long, brief in zip(arithmetic.TESTED.families, arithmetic.BRIEF.families, strict=True):
            for seed in range(20):
                try:
                    expected = long(random.Random(seed))
                except Reject:
                    continue
                drawn = brief(random.Random(seed))
                self.assertEqual((drawn.question, drawn.final), (expected.question, expected.final))
                self.assertEqual(EQUATION.findall(drawn.work), EQUATION.findall(expected.work))

    def test_no_line_of_a_drill_in_words_gives_away_the_result_of_another(self) -> None:
        for drills in (arithmetic.DRILL, arithmetic.BRIEF_DRILL):
            rng, given_away = random.Random(3), 0
            for _ in range(1000):
                lines = drills.families[-1](rng).work.splitlines()
                self.assertTrue(3 <= len(lines) <= 8)
                for line in lines:
                    self.assertRegex(line, EQUATION)
                for line, following in itertools.pairwise(lines):
                    given_away += f" {following}".split(" = ")[0].find(f" {EQUATION.findall(line)[-1][1]} ") >= 0
            self.assertLess(given_away, 100)  # by chance; in answers it is nearly every line

    def test_every_scene_and_situation_can_be_told(self) -> None:
        for scene in scenes.SCENES + situations.SITUATIONS:
            drafts = list(itertools.islice(told(scene), 20))
            self.assertEqual(len(drafts), 20)
            for draft in drafts:
                self.assertNotRegex(draft.question + draft.work, r"[][{}|]")
                self.assertEqual(draft.work.count("="), len(scene.steps))


# Days of a week, eggs in a dozen, minutes of an hour, percent.
NEEDS_COMMON_KNOWLEDGE = {"f_percent", "f_legs", "f_wheels", "f_minutes", "f_hours_min"}
