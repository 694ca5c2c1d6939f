"""Sudoku of four by four and the countdown game."""
import operator
import random
import re
from functools import lru_cache
from itertools import permutations

from .problem import Draft, Reject, Task

# --- sudoku -------------------------------------------------------------------------------------------------

CELLS = range(16)


def all_grids() -> list[str]:
    """The 288 solved grids as 16 digits each, row after row."""
    rows = ["".join(p) for p in permutations("1234")]
    grids: list[str] = []

    def extend(done: list[str]) -> None:
        if len(done) == 4:
            grids.append("".join(done))
            return
        for row in rows:
            if any(a == b for above in done for a, b in zip(above, row)):
                continue
            if len(done) % 2 == 1 and set(row[:2]) & set(done[-1][:2]):
                continue
            extend(done + [row])

    extend([])
    return grids


GRIDS = all_grids()
# HOLDING[cell][digit] has bit g set where grid g has that digit in that cell
HOLDING = [{d: sum(1 << g for g, grid in enumerate(GRIDS) if grid[cell] == d) for d in "1234"} for cell in CELLS]
ANY_GRID = (1 << len(GRIDS)) - 1


def count_solutions(puzzle: str) -> int:
    """How many solved grids agree with the 16 cells of a puzzle; a cell that is no digit is empty."""
    left = ANY_GRID
    for cell, digit in enumerate(puzzle):
        if digit in "1234":
            left &= HOLDING[cell][digit]
    return left.bit_count()


def dig(rng: random.Random, grid: str, empty: int) -> str:
    """The grid with that many cells emptied such that the solution stays unique."""
    cells = list(grid)
    for cell in rng.sample(CELLS, 16):
        kept, cells[cell] = cells[cell], "_"
        if count_solutions("".join(cells)) != 1:
            cells[cell] = kept
        elif cells.count("_") == empty:
            return "".join(cells)
    raise Reject


def rows_of(grid: str) -> list[str]:
    return [grid[i:i + 4] for i in range(0, 16, 4)]


SUDOKU_ASKS = [
    "Solve this 4x4 sudoku. Each row, each column and each 2x2 box holds 1 to 4.\n{}",
    "Fill in the empty cells of this 4x4 sudoku:\n{}",
    "{}\nSolve the 4x4 sudoku above.",
    "Complete the sudoku with the digits 1 to 4:\n{}",
    "Here is a small sudoku, _ is an empty cell. Solve it.\n{}",
    "Can you solve this 4x4 sudoku?\n{}",
]


def sudoku(rng: random.Random, low: int, high: int, gap: str, line: str, asks: list[str], blank: str = "_") -> Draft:
    grid = rng.choice(GRIDS)
    puzzle = dig(rng, grid, rng.randint(low, high)).replace("_", blank)
    shown = line.join(gap.join(row) for row in rows_of(puzzle))
    work = "\n".join(" ".join(row) for row in rows_of(grid))
    return Draft(rng.choice(asks).format(shown), work, " ".join(rows_of(grid)))


def sudoku_easy(rng: random.Random) -> Draft:
    return sudoku(rng, 4, 6, " ", "\n", SUDOKU_ASKS)


def sudoku_medium(rng: random.Random) -> Draft:
    return sudoku(rng, 7, 8, " ", "\n", SUDOKU_ASKS)


def sudoku_hard(rng: random.Random) -> Draft:
    return sudoku(rng, 9, 10, " ", "\n", SUDOKU_ASKS)


def sudoku_compact(rng: random.Random) -> Draft:
    """Rows without spaces."""
    return sudoku(rng, 4, 10, "", "\n", SUDOKU_ASKS)


def sudoku_bars(rng: random.Random) -> Draft:
    """Cells separated by bars."""
    return sudoku(rng, 4, 10, "|", "\n", SUDOKU_ASKS)


def sudoku_slashes(rng: random.Random) -> Draft:
    """Rows on one line, separated by slashes."""
    asks = ["Solve the 4x4 sudoku given row by row: {}", "The rows of a 4x4 sudoku are {} and _ is empty. Solve it."]
    return sudoku(rng, 4, 10, " ", " / ", asks)


def sudoku_zeros(rng: random.Random) -> Draft:
    """A zero marks an empty cell."""
    asks = ["Solve this 4x4 sudoku, where 0 is an empty cell:\n{}", "Replace each 0 in this 4x4 sudoku:\n{}"]
    return sudoku(rng, 4, 10, " ", "\n", asks, "0")


def sudoku_fewest(rng: random.Random) -> Draft:
    """Eleven or twelve empty cells; twelve is the most there can be."""
    return sudoku(rng, 11, 12, " ", "\n", SUDOKU_ASKS)


def cells_of(question: str) -> str:
    """The 16 cells, however they are written: the puzzle itself."""
    grids = re.findall(r"[\d_](?:[ |/\n]*[\d_]){15}", question.replace("4x4", ""))
    return re.sub(r"[ |/\n]", "", grids[-1]).replace("0", "_")


SUDOKU = Task([sudoku_easy, sudoku_medium, sudoku_hard, sudoku_compact, sudoku_bars],
              [sudoku_slashes, sudoku_zeros], [sudoku_fewest], cells_of)

# --- countdown ----------------------------------------------------------------------------------------------

Tree = int | tuple  # a number, or (operator, left, right)
Plan = tuple[int, Tree]  # cost, tree
OPERATE = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.floordiv}
COST = {"+": 10, "-": 11, "*": 12, "/": 14}
LARGEST = 200


def value(tree: Tree) -> int:
    return tree if isinstance(tree, int) else OPERATE[tree[0]](value(tree[1]), value(tree[2]))


def text(tree: Tree, outer: str = "+", right: bool = False) -> str:
    """The expression with no more brackets than needed."""
    if isinstance(tree, int):
        return str(tree)
    op, a, b = tree
    inner = f"{text(a, op)} {op} {text(b, op, True)}"
    weak = op in "+-"
    bracket = (weak and outer in "*/") or (right and (outer in "-/" and weak == (outer == "-")))
    return f"({inner})" if bracket else inner


def steps(tree: Tree) -> list[str]:
    """One line for each operation, inner ones first."""
    if isinstance(tree, int):
        return []
    op, a, b = tree
    return steps(a) + steps(b) + [f"{value(a)} {op} {value(b)} = {value(tree)}"]


def joined(a: int, b: int) -> list[tuple[str, int]]:
    """What a and b (a >= b) make, without the operations that change nothing."""
    out = [("+", a + b)]
    if a > b:
        out.append(("-", a - b))
    if b > 1:
        out.append(("*", a * b))
        if a % b == 0 and a > b:
            out.append(("/", a // b))
    return [(op, v) for op, v in out if v <= LARGEST]


def combine(left: dict[int, Plan], right: dict[int, Plan], best: dict[int, Plan]) -> None:
    """Put into best whatever one operation between left and right makes at a lower cost."""
    for x, (cost_x, tree_x) in left.items():
        for y, (cost_y, tree_y) in right.items():
            a, b = (tree_x, tree_y) if x >= y else (tree_y, tree_x)
            for op, v in joined(max(x, y), min(x, y)):
                cost = cost_x + cost_y + COST[op]
                if v not in best or cost < best[v][0]:
                    best[v] = (cost, (op, a, b))


@lru_cache(maxsize=None)
def solutions(numbers: tuple[int, ...]) -> dict[int, Tree]:
    """The canonical expression (fewest and easiest operations) of every target that sorted numbers reach."""
    count = len(numbers)
    exact: list[dict[int, Plan]] = [{} for _ in range(1 << count)]
    for mask in range(1, 1 << count):
        if mask & (mask - 1) == 0:
            number = numbers[mask.bit_length() - 1]
            exact[mask] = {number: (0, number)}
            continue
        part = (mask - 1) & mask
        while part:
            if part > mask ^ part:
                combine(exact[part], exact[mask ^ part], exact[mask])
            part = (part - 1) & mask
    found: dict[int, Plan] = {}
    for plans in exact:
        for target, (cost, tree) in plans.items():
            if target <= 100 and (target not in found or cost < found[target][0]):
                found[target] = (cost, tree)
    return {target: tree for target, (_, tree) in sorted(found.items()) if not isinstance(tree, int)}


COUNTDOWN_ASKS = [
    "Make {target} from the numbers {numbers}. Use each number at most once.",
    "Use the numbers {numbers} with + - * / to reach {target}. Each number may be used once.",
    "Reach {target} with {numbers}. You may add, subtract, multiply and divide, each number at most once.",
    "Numbers: {numbers}. Target: {target}. Find an expression.",
    "Countdown: target {target}, numbers {numbers}.",
    "How can you get {target} out of {numbers}? Use no number twice.",
    "Write {target} using {numbers}, each at most once.",
]


def countdown(rng: random.Random, numbers: list[int], lowest: int, asks: list[str], use: int = 2) -> Draft:
    """A target of at least lowest, needing at least `use` of the numbers."""
    found = solutions(tuple(sorted(numbers)))
    target = rng.choice(list(found))
    lines = steps(found[target])
    if target < lowest or len(lines) < use - 1 or target in numbers:
        raise Reject
    question = rng.choice(asks).format(target=target, numbers=", ".join(map(str, numbers)))
    return Draft(question, "\n".join(lines), text(found[target]))


def draw_numbers(rng: random.Random, count: int, high: int) -> list[int]:
    return [rng.randint(1, high) for _ in range(count)]


def countdown_three(rng: random.Random) -> Draft:
    return countdown(rng, draw_numbers(rng, 3, 25), 2, COUNTDOWN_ASKS)


def countdown_four(rng: random.Random) -> Draft:
    return countdown(rng, draw_numbers(rng, 4, 12), 10, COUNTDOWN_ASKS)


def countdown_four_deep(rng: random.Random) -> Draft:
    """All four numbers are needed by the canonical solution."""
    return countdown(rng, draw_numbers(rng, 4, 12), 10, COUNTDOWN_ASKS, 4)


def countdown_game(rng: random.Random) -> Draft:
    """Told as a game."""
    name = rng.choice(["Ann", "Tom", "Mia", "Ben"])
    asks = [name + " draws the cards {numbers} and has to make {target}. How?",
            "The cards are {numbers}. " + name + " wants {target}, with each card used at most once. Find a way."]
    return countdown(rng, draw_numbers(rng, 4, 12), 10, asks)


def countdown_puzzle(rng: random.Random) -> Draft:
    """Other wording, numbers first and joined by and."""
    asks = ["Given {numbers}, build an expression whose value is {target}.",
            "Find a calculation with result {target}; allowed are {numbers}, once each."]
    return countdown(rng, draw_numbers(rng, 3, 20), 2, asks)


def countdown_five(rng: random.Random) -> Draft:
    """Five numbers."""
    return countdown(rng, draw_numbers(rng, 5, 10), 20, COUNTDOWN_ASKS, 3)


def numbers_of(question: str) -> str:
    """Target and numbers, in any order."""
    return " ".join(sorted(re.findall(r"\d+", question)))


COUNTDOWN = Task([countdown_three, countdown_four, countdown_four_deep], [countdown_game, countdown_puzzle],
                 [countdown_five], numbers_of)
