"""All tasks by name, and the mixes of problems to train on; drills are trained besides."""
from typing import NamedTuple

from problems import arithmetic, facts, infill, planning, structure
from problems.problem import Task


class Shares(NamedTuple):
    """Of the states of masking.py: the focused ones, and those that go on in the next batch (following.py)."""
    focus: float = 0.4    # of all
    plan: float = 0.5     # of those: what is calculated in one line
    results: float = 0.1  # of the others: all results
    result: float = 0.4   # one
    noise: float = 0.25   # of the states that are not focused
    goes_on: float = 0    # of the block states that can
    goes_on_from: float = 0  # share of the run before any does


class Mix(NamedTuple):
    """tasks: with the share of the training problems that each gets. canvases: what some sequences are filled up to
    with end-of-text, as decoders see it; one is drawn. states: how often which are trained. drill: calculations for
    training only."""
    tasks: dict[str, tuple[Task, float]]
    canvases: tuple[int, ...]
    states: Shares = Shares()
    drill: Task = arithmetic.DRILL


TASKS = {
    "arithmetic": (arithmetic.ARITHMETIC, 0.74),
    "calculation": (arithmetic.CALCULATION, 0.04),
    "infill": (infill.INFILL, 0.04),
    "sort": (structure.SORT, 0.04),
    "reverse": (structure.REVERSE, 0.03),
    "table": (structure.TABLE, 0.04),
    "sudoku": (planning.SUDOKU, 0.02),
    "countdown": (planning.COUNTDOWN, 0.01),
    "facts": (facts.FACTS, 0.04),
}
MIXES = {
    "all": Mix(TASKS, (128, 128, 128, 256)),
    # The families that `arithmetic` is tested on, answered by calculations alone, for a short run from nothing.
    "arithmetic": Mix({"arithmetic": (arithmetic.BRIEF, 1.0)}, (128,),
                      Shares(focus=0.55, plan=0.45, results=0.15, result=0.6, noise=0.1, goes_on=0.9,
                             goes_on_from=0.5),
                      arithmetic.BRIEF_DRILL),
}
