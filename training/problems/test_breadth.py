"""Tests of the non-arithmetic problems: python3 -m unittest problems.test_breadth, in training/"""
import ast
import json
import operator
import random
import re
import unittest
from collections import Counter

from . import facts, infill, planning, structure
from .problem import FINAL, Draft, Family, Reject, Task, draw, is_test_question

TASKS: dict[str, Task] = {
    "infill": infill.INFILL, "sort": structure.SORT, "reverse": structure.REVERSE, "table": structure.TABLE,
    "sudoku": planning.SUDOKU, "countdown": planning.COUNTDOWN, "facts": facts.FACTS}
DRAWS = 200


def families(task: Task) -> list[Family]:
    return task.families + task.held_out + task.far


def drafts(family: Family, count: int = DRAWS) -> list[Draft]:
    rng, out = random.Random(family.__name__), []
    while len(out) < count:
        try:
            out.append(family(rng))
        except Reject:
            continue
    return out


def value(node: ast.expr, used: list[int]) -> float:
    """The value of an arithmetic expression; the numbers in it are appended to used."""
    if isinstance(node, ast.Constant):
        used.append(node.value)
        return node.value
    apply = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}
    return apply[type(node.op)](value(node.left, used), value(node.right, used))


def all_numbers(text: str) -> list[int]:
    return [int(n) for n in re.findall(r"-?\d+", text)]


class Everywhere(unittest.TestCase):
    def test_shapes(self) -> None:
        for name, task in TASKS.items():
            for family in families(task):
                with self.subTest(task=name, family=family.__name__):
                    made = drafts(family)
                    self.assertGreater(len({d.question for d in made}), DRAWS * 0.95)
                    for d in made:
                        self.assertTrue(d.question.strip() and d.final.strip())
                        self.assertNotIn("\n", d.final)
                        self.assertNotIn("{", d.final)
                        self.assertNotIn(FINAL, d.question + d.work)
                        self.assertLess(len(d.question), 700)
                        self.assertLess(len(d.work) + len(d.final), 480)
                        self.assertTrue((d.question + d.work + d.final).isascii())

    def test_family_names_differ(self) -> None:
        for task in TASKS.values():
            names = [family.__name__ for family in families(task)]
            self.assertEqual(len(names), len(set(names)))

    def test_same_seed_same_problems(self) -> None:
        for task in TASKS.values():
            for split in ("train", "test", "held_out", "far"):
                first, second = ([draw(task, split, rng) for _ in range(30)] for rng in
                                 (random.Random(7), random.Random(7)))
                self.assertEqual(first, second)

    def test_one_answer_for_a_question(self) -> None:
        """The same question never has two answers."""
        for name, task in TASKS.items():
            rng, seen = random.Random(3), {}
            for _ in range(5000):
                p = draw(task, "train", rng)
                self.assertEqual(seen.setdefault(p.question, p.answer), p.answer, name)

    def test_splits_are_disjoint(self) -> None:
        for task in TASKS.values():
            rng = random.Random(11)
            train = {draw(task, "train", rng).question for _ in range(500)}
            test = {draw(task, "test", rng).question for _ in range(200)}
            self.assertFalse(train & test)
            self.assertTrue(all(is_test_question(question, task) for question in test))


class Keys(unittest.TestCase):
    def test_a_sudoku_is_the_same_however_it_is_written(self) -> None:
        cells = "_41_3_4_42____2_"
        rows = [cells[i:i + 4] for i in range(0, 16, 4)]
        for written in ("\n".join("|".join(row) for row in rows), "\n".join(" ".join(row) for row in rows),
                        " / ".join(" ".join(row) for row in rows), "\n".join(rows),
                        "\n".join(" ".join(row) for row in rows).replace("_", "0")):
            question = f"Solve this 4x4 sudoku with 1 to 4:\n{written}\nUse 1 to 4."
            self.assertEqual(planning.cells_of(question), cells, written)

    def test_every_sudoku_has_its_cells_as_key(self) -> None:
        for family in families(planning.SUDOKU):
            for draft in drafts(family, 50):
                key = planning.cells_of(draft.question)
                solved = draft.final.replace(" ", "")
                self.assertTrue(all(k in (s, "_") for k, s in zip(key, solved)), draft)
                self.assertEqual(len(key), 16)


class Infill(unittest.TestCase):
    def test_text_outside_holes_is_kept(self) -> None:
        for family in families(infill.INFILL):
            for d in drafts(family):
                holed = "".join(re.escape(part) + "(.+?)" for part in self.parts(d))[:-len("(.+?)")]
                found = re.fullmatch(holed, d.work)
                self.assertIsNotNone(found, d)

    @staticmethod
    def parts(d: Draft) -> list[str]:
        """What stands between the holes in the question, without the instruction."""
        for ask in infill.ASKS + infill.OTHER_ASKS + infill.NUMBER_ASKS:
            head, tail = ask.split("{}")
            if d.question.startswith(head) and d.question.endswith(tail):
                body = d.question[len(head):len(d.question) - len(tail)]
                if body.count(infill.HOLE) == len(d.final.split(", ")):
                    return body.split(infill.HOLE)
        raise AssertionError(d.question)


class Structure(unittest.TestCase):
    def test_numbers_are_sorted(self) -> None:
        for family in (structure.sort_ascending, structure.sort_spoken, structure.sort_many_numbers):
            for d in drafts(family):
                self.assertEqual(all_numbers(d.final), sorted(all_numbers(d.question)))
        for d in drafts(structure.sort_descending):
            self.assertEqual(all_numbers(d.final), sorted(all_numbers(d.question), reverse=True))
        for d in drafts(structure.sort_unique):
            self.assertEqual(all_numbers(d.final), sorted(set(all_numbers(d.question))))
        for family in (structure.sort_repeated, structure.sort_signed):
            for d in drafts(family):
                items = all_numbers(d.final)
                self.assertEqual(Counter(items), Counter(all_numbers(d.question)))
                self.assertIn(items, (sorted(items), sorted(items, reverse=True)))

    def test_words_are_sorted(self) -> None:
        keys = {structure.sort_words: str, structure.sort_names: str, structure.sort_many_words: str,
                structure.sort_length: len, structure.sort_last_letter: lambda word: word[-1]}
        for family, key in keys.items():
            for d in drafts(family):
                items = d.final.split(", ")
                self.assertEqual(items, sorted(items, key=key))
                self.assertTrue(all(item in d.question for item in items))
        for d in drafts(structure.sort_words_backward):
            items = d.final.split(", ")
            self.assertEqual(items, sorted(items, reverse=True))

    def test_scores_are_ranked(self) -> None:
        for d in drafts(structure.sort_scores):
            points = all_numbers(d.work)
            self.assertIn(points, (sorted(points), sorted(points, reverse=True)))
            self.assertEqual(re.findall("[A-Z][a-z]+", d.work), d.final.split(", "))

    def test_lists_are_reversed(self) -> None:
        for family in (structure.reverse_words, structure.reverse_numbers, structure.reverse_names,
                       structure.reverse_many):
            for d in drafts(family):
                self.assertIn(", ".join(d.final.split(", ")[::-1]), d.question)
        for family in (structure.reverse_letters, structure.reverse_digits, structure.reverse_long_digits):
            for d in drafts(family):
                self.assertIn(d.final[::-1], d.question)
        for d in drafts(structure.reverse_sentence):
            self.assertIn(" ".join(d.final.split()[::-1]), d.question)

    def test_json_parses_and_repeats_the_question(self) -> None:
        for family in families(structure.TABLE):
            for d in drafts(family):
                if not d.work.startswith("["):
                    continue
                for record in json.loads(d.work):
                    for item in record.values():
                        self.assertIn(str(item), d.question)
                rows = d.work.count("{")
                self.assertEqual(len(json.loads(d.work)), rows)
                self.assertEqual(d.work.count("\n"), rows + 1 if rows else 0)

    def test_csv_holds_the_records(self) -> None:
        for d in drafts(structure.json_to_csv):
            head, *rows = [line.split(",") for line in d.work.split("\n")]
            records = json.loads(d.question[d.question.index("["):])
            self.assertEqual([dict(zip(head, row)) for row in rows],
                             [{k: str(v) for k, v in record.items()} for record in records])

    def test_counts_of_rows(self) -> None:
        for family in (structure.json_filter, structure.json_filter_number, structure.json_add, structure.csv_reversed):
            for d in drafts(family):
                self.assertEqual(int(d.final), len(json.loads(d.work)))


class Planning(unittest.TestCase):
    def test_grids(self) -> None:
        self.assertEqual(len(set(planning.GRIDS)), 288)
        for grid in planning.GRIDS:
            rows = planning.rows_of(grid)
            boxes = [rows[r][c:c + 2] + rows[r + 1][c:c + 2] for r in (0, 2) for c in (0, 2)]
            for unit in rows + ["".join(column) for column in zip(*rows)] + boxes:
                self.assertEqual(sorted(unit), list("1234"))

    def test_sudokus_have_one_solution(self) -> None:
        for family in families(planning.SUDOKU):
            for d in drafts(family):
                shown = next("".join(lines) for lines in self.windows(d.question))
                solution = d.final.replace(" ", "")
                self.assertIn(solution, planning.GRIDS)
                self.assertEqual(re.sub(r"\s", "", d.work), solution)
                fitting = [g for g in planning.GRIDS if all(a in ("_", "0", b) for a, b in zip(shown, g))]
                self.assertEqual(fitting, [solution])
                empty = sum(shown.count(blank) for blank in "_0")
                self.assertTrue(11 <= empty <= 12 if family is planning.sudoku_fewest else 4 <= empty <= 10)

    @staticmethod
    def windows(question: str) -> list[list[str]]:
        """The four rows in the question."""
        rows = re.findall(r"(?<![\w|])[1-4_0](?:[ |]?[1-4_0]){3}(?![\w|])", question)
        return [[re.sub("[ |]", "", row) for row in rows[i:i + 4]] for i in range(len(rows) - 3)]

    def test_countdown_reaches_its_target(self) -> None:
        for family in families(planning.COUNTDOWN):
            for d in drafts(family):
                used: list[int] = []
                result = value(ast.parse(d.final, mode="eval").body, used)
                given = Counter(all_numbers(d.question))
                self.assertEqual(given[int(result)] > 0 and result == int(result), True, d)
                self.assertFalse(Counter(used) - (given - Counter([int(result)])), d)
                for line in d.work.split("\n"):
                    left, right = line.split(" = ")
                    self.assertEqual(value(ast.parse(left, mode="eval").body, []), int(right))
                self.assertEqual(d.work.rsplit("= ", 1)[1], str(int(result)))


class Facts(unittest.TestCase):
    def test_answers_come_from_the_prompt(self) -> None:
        for family in families(facts.FACTS):
            for d in drafts(family):
                for part in d.final.split(", "):
                    if part not in ("yes", "no", "nobody") and not part.isdigit():
                        self.assertIn(part, d.question)

    def test_counts(self) -> None:
        for family in (facts.how_many, facts.count_many):
            for d in drafts(family):
                names = re.sub(r"^It is said of ", "", d.work).rstrip(".")
                self.assertEqual(int(d.final), 0 if names == "nobody" else len(re.split(", | and ", names)))

    def test_orders(self) -> None:
        """Each neighbouring pair of the chain is told."""
        for d in drafts(facts.compared):
            names = d.work.split(": ")[1].rstrip(".").split(", ")
            for a, b in zip(names, names[1:]):
                self.assertRegex(d.question, rf"{a} is \w+ than {b}\.|{b} is \w+ than {a}\.")


if __name__ == "__main__":
    unittest.main()
