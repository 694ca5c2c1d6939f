"""All tasks by name, and the share of the training problems each one gets; drills are trained besides."""
from problems import arithmetic, facts, infill, planning, structure

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
DRILL = arithmetic.DRILL
