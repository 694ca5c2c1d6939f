"""What every task is made of: families of problems, and splits that are disjoint by construction."""
import hashlib
import random
from dataclasses import dataclass, field
from typing import Callable, NamedTuple

FINAL = "#### "
TEST_BUCKETS = 16  # one question in sixteen belongs to the test split


class Draft(NamedTuple):
    """What a family returns: the answer without its last line, and what follows "#### " there."""
    question: str
    work: str
    final: str


class Problem(NamedTuple):
    question: str
    answer: str  # ends in a line "#### FINAL"
    final: str
    family: str


Family = Callable[[random.Random], Draft]


class Reject(Exception):
    """A family drew numbers that make no good problem; it is asked again."""


def same(question: str) -> str:
    return question


@dataclass(frozen=True)
class Task:
    """families are trained and tested; more are only trained; held_out, unseen (families written apart from what is
    trained) and far (ranges, sizes) only tested.
    Questions with one key are the same problem in other words, and lie in the same split."""
    families: list[Family]
    held_out: list[Family] = field(default_factory=list)
    far: list[Family] = field(default_factory=list)
    key: Callable[[str], str] = same
    more: list[Family] = field(default_factory=list)
    unseen: list[Family] = field(default_factory=list)


def is_test_question(question: str, task: Task) -> bool:
    digest = hashlib.sha256(task.key(question).encode()).digest()
    return digest[0] % TEST_BUCKETS == 0


def draw_from(families: list[Family], rng: random.Random) -> Problem:
    family = rng.choice(families)
    while True:
        try:
            draft = family(rng)
        except Reject:
            continue
        answer = (draft.work + "\n" if draft.work else "") + FINAL + draft.final
        return Problem(draft.question, answer, draft.final, family.__name__)


def draw(task: Task, split: str, rng: random.Random) -> Problem:
    """A problem of a split: train, test, held_out, unseen or far."""
    if split in ("held_out", "unseen", "far"):
        return draw_from(getattr(task, split), rng)
    families = task.families + task.more if split == "train" else task.families
    while True:
        problem = draw_from(families, rng)
        if is_test_question(problem.question, task) == (split == "test"):
            return problem
