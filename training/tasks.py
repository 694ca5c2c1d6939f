"""All tasks by name, and the share of the training problems each one gets; drills are trained besides."""
from problems import arithmetic, facts, infill, planning, structure

TASKS = {
    "arithmetic": (arithmetic.ARITHMETIC, 0.49),
    "calculation": (arithmetic.CALCULATION, 0.10),
    "infill": (infill.INFILL, 0.07),
    "sort": (structure.SORT, 0.07),
    "reverse": (structure.REVERSE, 0.05),
    "table": (structure.TABLE, 0.08),
    "sudoku": (planning.SUDOKU, 0.03),
    "countdown": (planning.COUNTDOWN, 0.03),
    "facts": (facts.FACTS, 0.08),
}
DRILL = arithmetic.DRILL
