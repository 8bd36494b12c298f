"""One step of the worked net at one datapoint, with the numbers that a reader with a pocket calculator writes down.

Every number is computed from numbers as they are shown, and is itself shown with four significant digits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from math import log

from builder.digits import rounded
from purenn import backward_matrix
from purenn.activation import sigmoid
from purenn.descent import gradient_descent_step
from purenn.explaining import worked
from purenn.explaining.worked import L, gamma
from purenn.forward import Run, cost, forward_pass
from purenn.gradients import Gradients
from purenn.matrix import Layers, Matrix
from purenn.network import Network

Columns = dict[int, list[float]]  # for each layer, a number for each of its units

DATAPOINT = 1  # the one that is followed, counted as printed


@dataclass(frozen=True)
class Forward:
    """A forward pass at one datapoint, and its cost."""

    z: Columns
    a: Columns
    J: float


@dataclass(frozen=True)
class Backward:
    """A backward pass at one datapoint; `derivatives` has the derivative of each unit's function, as f_prime."""

    derivatives: Columns
    dJ_da: Columns
    dJ_dz: Columns
    dJ_dW: Layers


@dataclass(frozen=True)
class Step:
    """A whole step: with the old parameters, back, to the new parameters, and with those."""

    W: Layers
    B: Layers
    y: float
    before: Forward
    back: Backward
    W_new: Layers
    B_new: Layers
    after: Forward


@cache
def step() -> Step:
    """Return the step of the worked net at its datapoint, with rounded numbers."""
    W, B, j = worked.W, worked.B, DATAPOINT - 1
    x, y = [entries[j] for entries in worked.X], worked.Y[0][j]
    before = forward(W, B, x, y)
    back = backward(W, before, y)
    W_new = {l: [list(map(moved, *rows)) for rows in zip(W[l], back.dJ_dW[l], strict=True)] for l in W}
    B_new = {l: [[moved(b[0], dJ_db)] for b, dJ_db in zip(B[l], back.dJ_dz[l], strict=True)] for l in B}
    return Step(W, B, y, before, back, W_new, B_new, forward(W_new, B_new, x, y))


def forward(W: Layers, B: Layers, x: list[float], y: float) -> Forward:
    """Return the forward pass, every number rounded."""
    z: Columns = {}
    a: Columns = {0: x}
    for l in W:
        z[l] = [rounded(product(w, a[l - 1]) + b[0]) for w, b in zip(W[l], B[l], strict=True)]
        a[l] = [rounded(sigmoid(each)) for each in z[l]]
    return Forward(z, a, penalty(a[L][0], y))


def penalty(a: float, y: float) -> float:
    """Return the cost of one datapoint, rounded."""
    return rounded(-log(a if y else 1 - a))


def backward(W: Layers, run: Forward, y: float) -> Backward:
    """Return the backward pass, every number rounded."""
    a = run.a
    derivatives = {l: [rounded(each * (1 - each)) for each in a[l]] for l in W}
    dJ_da, dJ_dz = {L: [rounded(-1 / a[L][0] if y else 1 / (1 - a[L][0]))]}, {L: [rounded(a[L][0] - y)]}
    for l in range(L - 1, 0, -1):
        weights = zip(*W[l + 1], strict=True)
        dJ_da[l] = [rounded(product(w, dJ_dz[l + 1])) for w in weights]
        dJ_dz[l] = [rounded(back * derivative) for back, derivative in zip(dJ_da[l], derivatives[l], strict=True)]
    dJ_dW = {l: [[rounded(each * a_h) for a_h in a[l - 1]] for each in dJ_dz[l]] for l in W}
    return Backward(derivatives, dJ_da, dJ_dz, dJ_dW)


def product(left: Iterable[float], right: Iterable[float]) -> float:
    """Return the sum of the products of numbers that stand at equal places."""
    return sum(x * y for x, y in zip(left, right, strict=True))


def moved(old: float, gradient: float) -> float:
    """Return a parameter after the step, rounded."""
    return rounded(old - gamma * gradient)


@dataclass(frozen=True)
class Exact:
    """What the package computes with all digits, at some datapoints: before a step, its gradients, and after it."""

    run: Run
    J: float
    gradients: Gradients
    network: Network
    run_new: Run
    J_new: float


def exact(X: Matrix, Y: Matrix, gamma: float = gamma) -> Exact:
    """Return one step of the package with the worked net."""
    network = Network(worked.W, worked.B)
    run = forward_pass(network, X)
    gradients = backward_matrix.backward_pass(network, run, Y)
    new = gradient_descent_step(network, gradients, gamma)
    run_new = forward_pass(new, X)
    return Exact(run, cost(network, run, Y), gradients, new, run_new, cost(new, run_new, Y))


@cache
def alone(j: int) -> Exact:
    """Return one step of the package at datapoint j alone, counted as printed."""
    return exact([[entries[j - 1]] for entries in worked.X], [[worked.Y[0][j - 1]]])


@cache
def together(gamma: float = gamma) -> Exact:
    """Return one step of the package at all datapoints of the worked net."""
    return exact(worked.X, worked.Y, gamma)


def compared() -> Iterator[tuple[float, float]]:
    """Yield every number of the step as it is shown, beside the package's with all digits."""
    taken, one = step(), alone(DATAPOINT)
    for mine, run, J in ((taken.before, one.run, one.J), (taken.after, one.run_new, one.J_new)):
        yield mine.J, J
        for l in taken.W:
            yield from zip(mine.z[l], column_of(run.Z[l]), strict=True)
            yield from zip(mine.a[l], column_of(run.A[l]), strict=True)
    back, gradients, new = taken.back, one.gradients, one.network
    for l in taken.W:
        yield from zip(back.dJ_da[l], column_of(gradients.dJ_dA[l]), strict=True)
        yield from zip(back.dJ_dz[l], column_of(gradients.dJ_dZ[l]), strict=True)
        yield from zip(column_of(taken.B_new[l]), column_of(new.B[l]), strict=True)
        for mine_of, of in ((back.dJ_dW[l], gradients.dJ_dW[l]), (taken.W_new[l], new.W[l])):
            yield from zip(chain(*mine_of), chain(*of), strict=True)


def column_of(matrix: Matrix) -> list[float]:
    """Return the entries of a matrix with a single column."""
    return [entry for (entry,) in matrix]
