"""All tasks by name, and the share of the training problems each one gets; drills are trained besides."""
from problems import arithmetic, facts, infill, planning, structure

TASKS = {
    "arithmetic": (arithmetic.ARITHMETIC, 0.64),
    "calculation": (arithmetic.CALCULATION, 0.07),
    "infill": (infill.INFILL, 0.05),
    "sort": (structure.SORT, 0.05),
    "reverse": (structure.REVERSE, 0.04),
    "table": (structure.TABLE, 0.05),
    "sudoku": (planning.SUDOKU, 0.02),
    "countdown": (planning.COUNTDOWN, 0.02),
    "facts": (facts.FACTS, 0.06),
}
DRILL = arithmetic.DRILL
