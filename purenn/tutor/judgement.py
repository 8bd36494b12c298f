"""The verdict: a function is called on nets that the judge knows, and its values are compared with the true ones.

The true ones are the judge's, who measures derivatives and knows nothing of the derivation. Nothing else decides.
"""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from functools import cache, partial
from itertools import product
from sys import float_info
from typing import Any, NamedTuple

from purenn.explaining.fitting import check_fit
from purenn.explaining.worked import called, worked
from purenn.matrix import Matrix
from purenn.notation.expression import PairingError
from purenn.pairing.judge import FUNCTIONS, Judge, Net, derivative_at, net, value
from purenn.pairing.proof import ALONE, TOLERANCE, largest
from purenn.pairing.values import COST
from purenn.tutor.answer import Call
from purenn.tutor.exercises import EXERCISES, STEP, Exercise, entries

ZS = [-30.0, -2.6, -0.7, -1e-6, 0.0, 0.4, 3.1, 12.0]  # where functions of one number are tried
START = "output.dJ-dz-element"  # where a whole step has its derivatives from
MANY = 5_000_000  # multiplications for all derivatives by differences, beside which a person waits
FIRST = [worked()]  # the net that a function is tried on first


class Stop(NamedTuple):
    """What stopped a function: the kind of exception, the line of the file, and words for a person."""

    error: str
    line: int
    why: str


Caller = Callable[[Callable[[], Any]], Any]  # makes a call and returns what came of it, or a Stop


def begin_on(given: Net, exercise: Exercise) -> None:
    """Let a function be tried on a net before all others, in place of the worked net.

    Raises: PairingError if the exercise is about no net, or one of another kind, or it would take long.
    """
    L, book = len(given.W), entries()
    if exercise.parameters == ("z",):
        raise PairingError(f"{exercise.id} is asked for numbers z alone, expected no --net")
    others = {} if exercise.id == STEP else {id: book[id] for id in EXERCISES if id in book}
    check_fit(book[START if exercise.id == STEP else exercise.solved], given, others)
    why = ALONE if given.f[L] == "softmax" and {"f", "f_prime"} & {*exercise.parameters} else ""
    if "L" in exercise.parameters and given.n[L] > 1:
        why = f"it is about one output unit, found {given.n[L]}"
    if why:
        raise PairingError(f"{exercise.id} does not hold on {called(given)}: {why}")
    weights = sum(len(matrix) * len(matrix[0]) for matrix in given.W.values())
    if weights * weights * given.m > MANY:
        raise PairingError(f"{called(given)} has {weights} weights and {given.m} datapoints, and every derivative is "
                           f"measured: expected weights x weights x datapoints up to {MANY:,}")
    FIRST[:] = [given]
    judges.cache_clear()


@cache
def judges() -> list[Judge]:
    """Return the judges: of the worked net first, then of nets of other sizes and functions, one of them square."""
    nets = [*FIRST, net([2, 4, 3, 1], 5, "tanh"), net([4, 2, 5, 1], 6, "tanh"), net([3, 3, 3, 1], 3)]
    return [Judge(each) for each in nets]


@cache
def held(judge: Judge, name: str) -> Any:
    """Return what a parameter is named for, measured once; it has to be copied before it is handed over."""
    return judge.argument(name, {})


def argument(judge: Judge, name: str, at: dict[str, Any]) -> Any:
    """Return what a parameter is named for, anew; functions are handed over as they are."""
    if name in at:
        return at[name]
    found = held(judge, name)
    return dict(found) if name in ("f", "f_prime") else deepcopy(found)


def places(exercise: Exercise, judge: Judge) -> Iterator[dict[str, Any]]:
    """Yield the layers, and the indices from 0, for which an exercise is asked on a net; of one number, the numbers."""
    if exercise.parameters == ("z",):
        yield from ({"z": z} for z in ZS if judge is judges()[0])
        return
    for l in exercise.layers(judge.L):
        ranges = [judge.range_of(letter, {"l": l}) for letter in exercise.indices]
        yield from ({"l": l, **dict(zip(exercise.indices, each, strict=True))} for each in product(*ranges))


def truth(exercise: Exercise, judge: Judge, at: dict[str, Any]) -> Any:
    """Return the true value of what an exercise asks for: a number, a matrix, or W and B after a step."""
    if "z" in at:
        return (derivative_at if exercise.function.endswith("prime") else value)(FUNCTIONS["sigmoid"], at["z"])
    if exercise.id == STEP:
        return tuple({l: stepped(judge, letter, l) for l in range(1, judge.L + 1)} for letter in "wb")
    if exercise.id == "loss.cross-entropy":
        return judge.constants["J"]
    if exercise.indices:
        return judge.derivative(COST, ("w", at["l"], at["i"], at["h"]))
    if exercise.id == "update.weights":
        return stepped(judge, "w", at["l"])
    return held(judge, exercise.returns.partition("[")[0])[at["l"]]


def stepped(judge: Judge, letter: str, l: int) -> Matrix:
    """Return W or B of a layer after one step of gradient descent."""
    gradient, gamma = held(judge, f"dJ_d{letter.upper()}")[l], judge.constants["gamma"]
    pairs = zip(judge.containers[letter][l], gradient, strict=True)
    return [[x - gamma * d for x, d in zip(*rows, strict=True)] for rows in pairs]


def judged(function: Callable[..., Any], exercise: Exercise, caller: Caller) -> Iterator[Call]:
    """Yield every call of a function on every net, compared with the truth."""
    for judge in judges():
        for at in places(exercise, judge):
            given = {name: argument(judge, name, at) for name in exercise.parameters}
            found = caller(partial(function, *given.values()))
            true = truth(exercise, judge, at)
            net = f"layers of {judge.net.n} units and {judge.net.m} datapoints"
            call = Call(net, judge is judges()[0], at, found, true)
            if isinstance(found, Stop):
                yield replace(call, found=None, problem="error", line=found.line, why=found.why, error=found.error)
                continue
            changed = tuple(name for name in exercise.containers if given[name] != held(judge, name))
            problem, cell = compared(found, true)
            yield replace(call, problem=problem, cell=cell, changed=changed)


def compared(found: Any, true: Any) -> tuple[str, tuple[int, int]]:
    """Return "", "value" or "shape" for what was found, and the first wrong entry."""
    if isinstance(true, tuple):
        if not is_step(found, true):
            return "shape", (0, 0)
        pairs = [(mine[l], right[l]) for mine, right in zip(found, true, strict=True) for l in right]
        return next((each for pair in pairs if (each := compared(*pair))[0]), ("", (0, 0)))
    if not isinstance(true, list):
        if not is_number(found):
            return "shape", (0, 0)
        found, true = [[found]], [[true]]
    rows = found[: len(true) + 1] if type(found) is list else []  # which may be many
    if [type(row) is list and len(row) for row in rows] != [len(row) for row in true] or not is_matrix(found):
        return "shape", (0, 0)
    size = max(1.0, largest(true))
    cells = product(range(len(true)), range(len(true[0])))
    wrong = [(r, c) for r, c in cells if not abs(found[r][c] - true[r][c]) <= TOLERANCE * size]
    return ("value", wrong[0]) if wrong else ("", (0, 0))


def is_step(found: Any, true: tuple[dict[int, Matrix], ...]) -> bool:
    """Say whether what was found is a pair of dictionaries with a matrix for each layer."""
    pair = isinstance(found, tuple | list) and len(found) == len(true) and all(isinstance(each, dict) for each in found)
    return pair and all(right.keys() <= mine.keys() for mine, right in zip(found, true, strict=True))


def is_matrix(found: Any) -> bool:
    """Say whether something is a list of rows of numbers, all as long as the first."""
    return (type(found) is list and bool(found) and all(type(row) is list and row for row in found)
            and len(set(map(len, found))) == 1 and all(is_number(x) for row in found for x in row))  # fmt: skip


def is_number(x: Any) -> bool:
    """Say whether something is a real number, of a size that floats have."""
    return isinstance(x, float) or (isinstance(x, int) and not isinstance(x, bool) and abs(x) <= float_info.max)
