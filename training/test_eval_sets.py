"""The evaluation sets: what make_eval.py writes, and nothing training draws. Standard library only."""
import json
import pathlib
import tempfile
import unittest

import make_eval
from problems.problem import FINAL, is_test_question
from problems.test_arithmetic import EQUATION, from_the_left, wording
from tasks import TASKS

SETS = pathlib.Path(__file__).parent.parent / "models" / "eval"


class EvaluationSets(unittest.TestCase):
    def test_no_question_can_be_drawn_for_training(self) -> None:
        for name, (task, _) in TASKS.items():
            lines = [json.loads(line) for line in (SETS / f"{name}.jsonl").read_text().splitlines()]
            self.assertGreaterEqual(len(lines), 500)
            self.assertEqual(len({line["question"] for line in lines}), len(lines))
            for line in lines:
                self.assertTrue(is_test_question(line["question"], task), line)

    def test_held_out_sets_hold_no_trained_family(self) -> None:
        for name, (task, _) in TASKS.items():
            trained = {family.__name__ for family in task.families}
            for kind in ("held_out", "unseen") if task.unseen else ("held_out",):
                for line in (SETS / f"{name}_{kind}.jsonl").read_text().splitlines():
                    self.assertNotIn(json.loads(line)["family"], trained)

    def test_word_problems_differ_and_are_right(self) -> None:
        lines = [json.loads(line) for line in (SETS / "word_problems.jsonl").read_text().splitlines()]
        self.assertEqual(len({wording(line["question"]) for line in lines}), 120)
        for line in lines:
            equations = EQUATION.findall(line["answer"])
            for left, right in equations:
                self.assertEqual(from_the_left(left), int(right), line)
            self.assertEqual(equations[-1][1], line["final"])
            self.assertTrue(line["answer"].endswith(f"So the answer is {line['final']}.\n{FINAL}{line['final']}"), line)

    def test_the_sets_are_what_the_generator_writes(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            make_eval.write(pathlib.Path(folder))
            for path in pathlib.Path(folder).iterdir():
                self.assertEqual(path.read_text(), (SETS / path.name).read_text(), path.name)


if __name__ == "__main__":
    unittest.main()
