"""Mistakes by name: the book's equation gone wrong in known ways, and which of them gives the learner's values.

A slip is named only if the equation with that slip has the learner's value at every entry, on random numbers that
belong to no network; so what is named is what the function computes.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import product
from math import inf
from typing import Any, NamedTuple

from purenn.notation.expression import Equation, Node, Operation, Sum
from purenn.notation.sizes import Axis
from purenn.notation.walks import walk
from purenn.pairing.worth import WorthError
from purenn.tutor.answer import Slip
from purenn.tutor.exercises import Exercise
from purenn.tutor.judgement import is_matrix, is_number
from purenn.tutor.situations import Formulas, Situation
from purenn.tutor.slips import ANY, FIRST_TERM, SIZES, Slips, book, places, twice_wrong

CLOSE = 1e-9


class Run(NamedTuple):
    """What a function returned in a situation, as a matrix of the expected sizes or of others."""

    situation: Situation
    at: dict[str, Any]
    found: Any
    rows: int
    columns: int


Model = Callable[[Run, int, int], float]  # the value of an entry


class Wrong(NamedTuple):
    """A hypothesis: a mistake, what an entry is then, and what the slip changed, where it is one of the equation."""

    mistake: str
    model: Model
    tree: Node | None = None
    book: tuple[Node, ...] = ()
    mine: tuple[Node, ...] = ()


def formula(letters: tuple[str, str], tree: Node) -> Model:
    """Return what an entry is by a tree; of a tree with any number in it, with that which makes the first one right."""
    solved: dict[Node, float] = {}
    free = ANY in walk(tree)

    def model(run: Run, r: int, c: int) -> float:
        world = Formulas(run.situation, {**run.at, letters[0]: r, letters[1]: c})
        if free and not solved:
            zero, one = (world.given_number(ANY, x).of(tree) for x in (0.0, 1.0))
            solved[ANY] = (run.found[r][c] - zero) / (one - zero)
            if abs(solved[ANY]) < CLOSE:
                raise WorthError("found 0 for a factor, which hides what it stands before")
        world.known.update(solved)
        found: float = world.of(tree)
        return found

    return model


def is_close(expected: float, found: float) -> bool:
    """Say whether a number is the one expected; what is infinite is none."""
    return abs(expected - found) <= CLOSE * max(1.0, abs(expected)) < inf


def fits(model: Model, runs: Sequence[Run]) -> bool:
    """Say whether a model gives every entry of every run; the first entry that differs ends it."""
    try:
        return all(
            is_close(model(run, r, c), run.found[r][c])
            for run in runs for r in range(run.rows) for c in range(run.columns)
        )  # fmt: skip
    except (WorthError, LookupError, ArithmeticError, ValueError, TypeError, AttributeError):
        return False


# ---- slips in how the result is put together


def carried(letters: tuple[str, str], tree: Node) -> Iterator[Model]:
    """Yield what entries are if a sum goes on from one to the next: along a row, down a column, or all through."""
    parts: list[tuple[Node, Node | None]] = [(tree, None)]
    if isinstance(tree, Operation) and tree.operator == "plus":
        parts += [(tree.parts[0], tree.parts[1]), (tree.parts[1], tree.parts[0])]

    def model(run: Run, r: int, c: int, order: str, summed: Model, once: Model | None) -> float:
        before = {
            "row": [(r, k) for k in range(c + 1)], "column": [(k, c) for k in range(r + 1)],
            "rows": [(i, j) for i in range(r + 1) for j in range(run.columns) if (i, j) <= (r, c)],
            "columns": [(i, j) for i in range(run.rows) for j in range(c + 1) if (j, i) <= (c, r)],
        }[order]  # fmt: skip
        return sum(summed(run, *place) for place in before) + (once(run, r, c) if once else 0.0)

    for order in ("row", "column", "rows", "columns"):
        for summed, once in parts:
            yield partial(model, order=order, summed=formula(letters, summed),
                          once=formula(letters, once) if once else None)  # fmt: skip


def short(letters: tuple[str, str], tree: Node) -> Iterator[Model]:
    """Yield what entries are if the first or the last row, or column, is never reached and stays 0."""
    whole = formula(letters, tree)

    def model(run: Run, r: int, c: int, axis: int, last: bool) -> float:
        size, k = (run.rows, r) if axis == 0 else (run.columns, c)
        return 0.0 if size > 1 and k == (size - 1 if last else 0) else whole(run, r, c)

    for axis, last in product((0, 1), (True, False)):
        yield partial(model, axis=axis, last=last)


def misshapen(exercise: Exercise, runs: Sequence[Run], returns_early: bool) -> str | None:
    """Return how the right entries are put together wrongly, if that is all, or None."""
    _, letters, (tree, *_) = book(exercise)
    whole = formula(letters, tree)
    if all(flat(run.found) == [] for run in runs):
        return None
    for mistake, part in PARTS:
        cells = [part(run) for run in runs]
        if all(cells) and all(agrees(whole, run, of) for run, of in zip(runs, cells, strict=True)):
            short = mistake == "range short"
            return "returned early" if returns_early and short else mistake
    for node, put, _ in places(tree):
        if isinstance(node, Sum) and letters[1] == "1":
            body = formula((letters[0], node.axis.letter), put(node.body))
            if all(agrees(body, run, everywhere(run.rows, Formulas(*run[:2]).size(node.axis.size))) for run in runs):
                return "missing sum"
    shaped = [run._replace(found=grid) for run in runs if (grid := reshaped(run))]
    if shaped:
        wrong = next((wrong for wrong in hypotheses(exercise) if fits(wrong.model, shaped)), None)
        if wrong and wrong.mistake == "wrong axis":
            return wrong.mistake
    for axis, letter in enumerate(letters):
        of_sums = [(1, run.columns) if axis == 0 else (run.rows, 1) for run in runs]
        if letter != "1" and all(len(flat(run.found)) == rows * columns
                                 for run, (rows, columns) in zip(runs, of_sums, strict=True)):  # fmt: skip
            summed = formula(letters, Sum(Axis(letter, SIZES[letter]), tree))
            if all(agrees(summed, run, everywhere(*size)) for run, size in zip(runs, of_sums, strict=True)):
                return "extra sum"
    return None


def reshaped(run: Run) -> list[list[float]]:
    """Return the numbers found in the rows and columns expected, or nothing if there are more or fewer."""
    numbers, (rows, columns) = flat(run.found), (run.rows, run.columns)
    return [numbers[r * columns : (r + 1) * columns] for r in range(rows)] if len(numbers) == rows * columns else []


Cells = list[tuple[int, int]]


def everywhere(rows: int, columns: int) -> Cells:
    """Return all places of a matrix, row by row."""
    return list(product(range(rows), range(columns)))


def transposed(run: Run) -> Cells:
    """Return the places of the entries in the order of a transposed result, if it is of that size."""
    fits = is_sized(run.found, run.columns, run.rows)
    return [(r, c) for c, r in everywhere(run.columns, run.rows)] if fits else []


def reached(run: Run) -> Cells:
    """Return the places that were reached, if it is a matrix of whole rows, or of whole columns, with some missing."""
    if not is_matrix(run.found) or len(run.found) > run.rows or len(run.found[0]) > run.columns:
        return []
    return everywhere(len(run.found), len(run.found[0]))


PARTS: list[tuple[str, Callable[[Run], Cells]]] = [  # the places of the numbers found, row by row
    ("result transposed", transposed),
    ("shape", lambda run: everywhere(run.rows, run.columns)),
    ("range short", reached),
    ("range short", lambda run: [(r + run.rows - len(run.found), c) for r, c in reached(run)]),
]


def agrees(model: Model, run: Run, cells: Cells) -> bool:
    """Say whether the numbers that were found are those of a model at some places, in their order."""
    numbers = flat(run.found)
    try:
        return len(numbers) == len(cells) and all(
            is_close(model(run, r, c), x) for x, (r, c) in zip(numbers, cells, strict=True))
    except (WorthError, LookupError, ArithmeticError, ValueError):
        return False


def flat(found: Any) -> list[float]:
    """Return the numbers in whatever was returned, row by row; none if there is anything else in it."""
    if hasattr(found, "tolist"):
        found = found.tolist()
    if isinstance(found, dict):
        found = list(found.values())
    if isinstance(found, list | tuple):
        parts = [flat(each) for each in found]
        return [x for part in parts for x in part] if all(parts) else []
    return [found] if is_number(found) else []


# ---- the search


def hypotheses(exercise: Exercise) -> Iterator[Wrong]:
    """Yield every known way to get an exercise wrong, the likeliest first."""
    _, letters, trees = book(exercise)
    slips = [Slips(exercise, tree) for tree in trees]
    for k in range(len(slips[0].rules)):
        for mistake, wrong, old, new in (found for each in slips for found in each.by_rule(k)):
            yield Wrong(mistake, formula(letters, wrong), wrong, old, new)
    for tree in trees:
        yield from (Wrong("accumulator not reset", model) for model in carried(letters, tree))
        yield from (Wrong("range short", model) for model in short(letters, tree))
    if "1" not in letters:
        right = formula(letters, trees[0])
        yield Wrong("result transposed", lambda run, r, c: right(run, c, r))


def named(exercise: Exercise, runs: Sequence[Run], returns_early: bool) -> Slip | None:
    """Return the slip that gives every value of every run, or None if no known one does.

    returns_early says whether a return of the function stands in a loop.
    """
    whole = [run for run in runs if is_sized(run.found, run.rows, run.columns)]
    _, letters, _ = book(exercise)
    if mixes_sizes(exercise, runs):
        return None
    if not whole or lies_across(exercise, runs):
        mistake = misshapen(exercise, runs, returns_early) if runs else None
        return Slip(mistake) if mistake else None
    for wrong in hypotheses(exercise):
        if fits(wrong.model, whole):
            if wrong.mistake == FIRST_TERM:
                return Slip("returned early" if returns_early else "constant index")
            left, sign = book(exercise).left, "←" if exercise.id == "update.weights" else "="
            equation = Equation((left, wrong.tree), sign) if wrong.tree else None
            return Slip(wrong.mistake, equation, wrong.book, wrong.mine)
    if exercise.containers and any(fits(formula(letters, tree), whole) for tree in twice_wrong(exercise)):
        return Slip("several")
    return None


def mixes_sizes(exercise: Exercise, runs: Sequence[Run]) -> bool:
    """Say whether all is right where the function comes to an end: where the sizes are equal, and not elsewhere."""
    whole = [run for run in runs if is_sized(run.found, run.rows, run.columns)]
    _, letters, (right, *_) = book(exercise)
    return bool(whole) and fits(formula(letters, right), whole)


def lies_across(exercise: Exercise, runs: Sequence[Run]) -> bool:
    """Say whether rows and columns are exchanged in results, where there are more of one than of the other."""
    oblong = [run for run in runs if run.rows != run.columns and "1" not in book(exercise).letters]
    return bool(oblong) and all(is_sized(run.found, run.columns, run.rows) for run in oblong)


def is_sized(found: Any, rows: int, columns: int) -> bool:
    """Say whether something is a matrix of a size."""
    return is_matrix(found) and (len(found), len(found[0])) == (rows, columns)
