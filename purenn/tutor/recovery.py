"""What a learner's function says: the traced entries of its results, on several nets, made into one equation.

A form that all entries share is proven on numbers of another draw before anybody sees it.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from math import isclose
from numbers import Real
from typing import Any

from purenn.notation.expression import Apply, Equation, Function, Gradient, Node, Number, Symbol
from purenn.notation.operators import FUNCTIONS
from purenn.notation.sizes import Layer
from purenn.notation.symbols import axes, container, entry_of
from purenn.notation.walks import walk
from purenn.tutor.answer import Said
from purenn.tutor.exercises import EXERCISES, STEP, Exercise
from purenn.tutor.forms import Entries, Form, NoPattern, Place, Run, Terms, role
from purenn.tutor.situations import Formulas, Made, Situation
from purenn.tutor.tracing import Source, Traced, guarded, named, namespace, patched

NETS = [  # sizes, datapoints and a layer; where all are alike, a row taken for a column crashes nothing
    ([3, 3, 3, 3, 3, 1], 3, 2), ([3, 3, 3, 3, 3, 1], 3, 3), ([4, 4, 4, 4, 1], 4, 2),
    ([3, 2, 4, 3, 1], 5, 2), ([2, 3, 5, 2, 4, 1], 3, 3),
]  # fmt: skip
SMALL = [([3, 3, 1], 3, 1), ([4, 4, 1], 4, 1), ([4, 3, 1], 2, 1), ([2, 3, 4, 1], 5, 2)]  # for a whole step
POINTS = [0.7, 1.9, -0.6, -2.1]  # for a function of one number



@dataclass(frozen=True)
class Reading:
    """What a function says, proven; the lines that computed it, the weightiest first; and those that lost the trace."""

    says: tuple[Said, ...] = ()
    lines: tuple[int, ...] = ()
    leaks: tuple[int, ...] = ()


# ---------------------------------------------------------------------- what a function returns


@dataclass(frozen=True)
class Task:
    """What is asked of a function: the left side of its equation, and the letters of its rows and columns.

    Of a whole step, that is the new weights of one layer, and `where` says of which.
    """

    exercise: Exercise
    left: Node
    rows: str = ""
    columns: str = ""
    base: str = ""
    sign: str = "="
    where: str = ""


def tasks_of(exercise: Exercise) -> Iterator[Task]:
    """Yield what is asked of a function, by what its exercise says that it returns."""
    if exercise.id == STEP:
        yield replace(task_of(exercise, "W[L]"), where="in the last layer")
        yield replace(task_of(exercise, "W[l]"), where="in layer l = L−1")
    else:
        whole = EXERCISES[exercise.solved] if exercise.indices else exercise
        yield task_of(exercise, whole.returns)


def task_of(exercise: Exercise, returns: str) -> Task:
    """Return what is asked of a function that returns a layer of a container, J, or a function of z."""
    name, _, rest = returns.partition("[")
    if returns == "J":
        return Task(exercise, Symbol("J", "scalar"), base="L")
    if not rest:
        function, prime, _ = exercise.function.partition("_prime")
        return Task(exercise, Apply(Function(FUNCTIONS[function], None, bool(prime)), (Symbol("z", "scalar"),)))
    base = rest.removesuffix("]")
    whole = container(name, Layer(base))
    inner = whole.bottom if isinstance(whole, Gradient) else whole
    assert isinstance(inner, Symbol)
    rows, columns = (role(size, base)[:1] for size in axes(inner.letter.lower(), Layer(base)))
    rows = rows if base == "l" else ""  # the last layer has one unit
    entry = entry_of(inner, rows or 1, columns or 1)
    left = replace(whole, bottom=entry) if isinstance(whole, Gradient) else entry
    return Task(exercise, left, rows, columns, base, "←" if name in exercise.parameters else "=")


def entries_of(result: Any, task: Task) -> Entries:
    """Return the entries of what was returned, of a flat list or a lying column as they should lie.

    Raises: an error if it is neither a matrix nor a number.
    """
    result = result.tolist() if hasattr(result, "tolist") else result
    rows = [list(row) if isinstance(row, list | tuple) else [row]
            for row in (result if isinstance(result, list | tuple) else [result])]  # fmt: skip
    if (not task.rows and len(rows[0]) == 1) or (task.rows and not task.columns and len(rows) == 1):
        rows = [list(row) for row in zip(*rows, strict=True)]
    if len(set(map(len, rows))) != 1 or not all(isinstance(x, Traced | Real) for row in rows for x in row):
        raise ValueError("no matrix of numbers")
    return {(r, c): x for r, row in enumerate(rows) for c, x in enumerate(row)}


def returned(names: Mapping[str, Any], task: Task, net: Situation, at: dict[str, Any], path: str) -> Entries:
    """Return the entries of what a function returns; of one with indices, of all its calls."""
    exercise, places = task.exercise, [at]
    if exercise.indices:
        places = [{**at, "i": i, "h": h} for i, h in product(net.range_of("i", at), net.range_of("h", at))]
    given = {name: net.argument(name, places[0]) for name in exercise.parameters}
    calls = [[place[name] if name in place else given[name] for name in exercise.parameters] for place in places]
    results = [guarded(names[exercise.function], arguments, path) for arguments in calls]
    if exercise.indices:
        across = len(net.range_of("h", at))
        return entries_of([results[k : k + across] for k in range(0, len(results), across)], task)
    return entries_of(results[0][0][net.layer(Layer(task.base), at)] if task.where else results[0], task)


def places(task: Task) -> Iterator[tuple[list[int], int, dict[str, Any]]]:
    """Yield nets to run a function on, each with the layer, or the z, to do it at; of a whole step, small ones."""
    if not task.base:
        yield from (([1, 1], 1, {"z": z}) for z in POINTS)
        return
    for n, m, l in SMALL if task.where else NETS:
        yield n, m, {"l": l} if task.base == "l" else {}


def runs(source: str, path: str, task: Task, origin: Source | None = None) -> Iterator[Run]:
    """Yield what a function returns on each net, if it does so on the first: traced where there is an origin."""
    made: Made = (lambda node, x: Traced(x, node, origin)) if origin else (lambda node, x: x)
    names: dict[str, Any] = {}
    with suppress(Exception, SystemExit):
        names = namespace(source, path, origin is not None, task.exercise.function != "sigmoid")
    for k, (n, m, at) in enumerate(places(task)):
        net = Situation(n, m, k if origin else -1 - k, made, named if origin else lambda name, f: f)
        given = {name: made(Symbol("z", "scalar"), x) if name == "z" else x for name, x in at.items()}
        try:
            found = returned(names, task, net, given, path)
            entries = {cell: tree(x) if origin else x for cell, x in found.items()}
        except (Exception, SystemExit):
            if k == 0:
                return
        else:
            yield Run(net, at, entries)


def tree(x: Any) -> Node:
    """Return how a number was computed, or a number that was not."""
    return x.node if isinstance(x, Traced) else Number(repr(float(x)))


# ---------------------------------------------------------------------- what it says

Placed = tuple[Place, Any]  # an entry, a tree or a number, and its place
Part = tuple[str, Callable[[Place], bool]]  # entries of one kind: in words, and whether one is among them


def kinds(task: Task) -> Iterator[tuple[Part, ...]]:
    """Yield ways to part the entries, the whole first."""

    def parted(yes: str, no: str, test: Callable[[Place], bool]) -> tuple[Part, Part]:
        return (yes, test), (no, lambda place: not test(place))

    yield (("", lambda place: True),)
    if not task.base:
        yield parted("for z > 0", "for z < 0", lambda place: bool(place.run.at["z"] > 0))
    if "Y" in task.exercise.parameters and task.columns == "j":
        words = "where y = 1", "where y = 0"
        yield parted(*words, lambda place: bool(place.run.net.containers["y"][0][0][place.at["j"]]))
    for k, letter in enumerate((task.rows, task.columns)):
        if letter:
            yield parted(f"for {letter} = 1", f"for {letter} > 1", partial(is_at, letter, lambda run, k: 0, k))
            yield parted(f"for the last {letter}", f"for every other {letter}", partial(is_at, letter, last, k))
    if task.rows and task.columns:
        words = f"where {task.rows} = {task.columns}", f"where {task.rows} ≠ {task.columns}"
        yield parted(*words, lambda place: place.at[task.rows] == place.at[task.columns])


def is_at(letter: str, end: Callable[[Run, int], int], k: int, place: Place) -> bool:
    """Say whether a letter is at an end of its axis."""
    return place.at[letter] == end(place.run, k)


def last(run: Run, k: int) -> int:
    """Return the last row or column that a function returned."""
    return max(cell[k] for cell in run.entries)


class Limited(Formulas):
    """What a formula is worth where letters run over less than their axes."""

    def __init__(self, place: Place, limits: Mapping[str, tuple[slice, str]]) -> None:
        super().__init__(place.run.net, place.run.at | place.at)
        self.limits = limits

    def along(self, letter: str, size: int) -> Iterator[int]:
        whole = range(size)[self.limits[letter][0]] if letter in self.limits else range(size)
        yield from (k for k in super().along(letter, size) if k in whole)


def placed(task: Task, runs: Sequence[Run]) -> list[Placed]:
    """Return the entries of runs, each with its place; where there are several rows or columns, they have letters."""
    more = [max(cell[k] for run in runs for cell in run.entries) for k in (0, 1)] if runs else [0, 0]
    letters = task.rows or "i" * (more[0] > 0), task.columns or "j" * (more[1] > 0)
    return [(Place(run, {letter: k for letter, k in zip(letters, cell, strict=True) if letter}), x)
            for run in runs for cell, x in run.entries.items()]  # fmt: skip


def said(task: Task, form: Form, part: Part, traced: Sequence[Placed], plain: Sequence[Placed]) -> Said | None:
    """Return what the entries of one kind say, if it gives each of the plain ones, or None."""
    words, test = part
    chosen = [each for each in traced if test(each[0])]
    with suppress(NoPattern, RecursionError, ValueError, ArithmeticError, LookupError, TypeError):
        right = form.of([node for _, node in chosen], [place for place, _ in chosen])
        entries = [(Limited(place, form.limits).of(right), x) for place, x in plain if test(place)]
        if entries and all(isclose(found, x, rel_tol=1e-9, abs_tol=1e-12) for found, x in entries):
            less = " and ".join(words for _, words in form.limits.values())
            where = [task.where, words, less and f"but {less}", "and the index 0 is the last one" * form.wraps]
            return Said(Equation((task.left, right), task.sign), ", ".join(filter(None, where)))
    return None


def saying(task: Task, traced: Sequence[Placed], plain: Sequence[Placed]) -> Iterator[Said]:
    """Yield what the entries say, in as few kinds as that can be told in; nothing if it cannot be told of all."""
    known = [Terms(deep=False), Terms(deep=True)]
    for parts, terms in product(kinds(task), known):
        found = [said(task, Form(task.base, terms), part, traced, plain) for part in parts]
        if all(found):
            yield from filter(None, found)
            return


def recover(source: str, path: str, exercise: Exercise) -> Reading:
    """Return what a learner's function says; nothing that is not proven."""
    says: list[Said] = []
    lines: Counter[int] = Counter()
    leaks: dict[int, None] = {}  # in order
    for task in tasks_of(exercise):
        origin = Source(path)
        with patched():
            traced = placed(task, list(runs(source, path, task, origin)))
        if traced:
            trees = [tree for place, tree in traced if place.run is traced[0][0].run]
            lines.update(node.span.line for tree in trees for node in walk(tree) if node.span)
            leaks |= dict.fromkeys(origin.leaks)
            says += saying(task, traced, placed(task, list(runs(source, path, task))))
    return Reading(tuple(says), tuple(line for line, _ in lines.most_common() if line), tuple(leaks))
