"""The gradient check: scalar form, matrix form and finite differences, entry by entry.

Finite differences know nothing of the derivation: they move one number and look at J.
Source: the book, "Hidden layers".
"""

from math import frexp, inf, isnan, nan
from typing import NamedTuple

from purenn import backward_matrix, backward_scalar
from purenn.forward import Run, cost, forward_pass, propagate
from purenn.gradients import Gradients
from purenn.loss import cross_entropy, squared_error
from purenn.matrix import Matrix, elementwise
from purenn.network import Network
from purenn.numerical import derivative, gradient


class Row(NamedTuple):
    """The comparison of one gradient of one layer at its worst entry, and the values of the three judges there."""

    name: str
    l: int
    i: int
    j: int
    scalar: float
    matrix: float
    differences: float
    error: float
    entries: int

    @property
    def where(self) -> str:
        """The worst entry as an expression, such as dJ_dW[2][0][1]."""
        return f"{self.name}[{self.l}][{self.i}][{self.j}]"


class Report(NamedTuple):
    """A row for each gradient of each layer, from the last layer to the first."""

    rows: list[Row]

    @property
    def worst(self) -> Row:
        """The row with the largest error."""
        return max(self.rows, key=lambda row: row.error)

    @property
    def max_error(self) -> float:
        """The largest error of all."""
        return self.worst.error

    @property
    def entries(self) -> int:
        """How many entries were compared."""
        return sum(row.entries for row in self.rows)

    def __repr__(self) -> str:
        lines = [f"{'worst entry':<18}{'scalar form':>15}{'matrix form':>15}{'differences':>15}{'error':>10}"]
        for row in self.rows:
            judges = (row.scalar, row.matrix, row.differences)
            values = "".join(f"{value:>15.8g}" for value in judges)
            lines.append(f"{row.where:<18}{values}{row.error:>10.1e}")
        return "\n".join(lines)


def check_gradients(network: Network, X: Matrix, Y: Matrix) -> Report:
    """Return how far the scalar form, the matrix form and central differences are apart.

    The error of an entry is the largest gap between any two of the three, divided by the size of the difference
    quotient where that exceeds 1, and infinite if one of the three is no number. An output within 1e-11 of
    0 or 1 cannot be moved far enough both ways: its entry of dJ_dA[L] is left out.

    Shapes: X (n[0], m), Y (1, m).
    Raises: ValueError if X or Y does not fit the network.
    """
    run = forward_pass(network, X)
    scalar = backward_scalar.backward_pass(network, run, Y)
    matrix = backward_matrix.backward_pass(network, run, Y)
    differences = finite_differences(network, run, Y)
    rows = []
    for l in range(network.L, 0, -1):
        for name in Gradients._fields:
            s, x, d = (getattr(each, name)[l] for each in (scalar, matrix, differences))
            leave_out = name == "dJ_dA" and l == network.L and network.activations[l] == "sigmoid"
            rows.append(compare(name, l, s, x, d, leave_out))
    return Report(rows)


def compare(name: str, l: int, scalar: Matrix, matrix: Matrix, differences: Matrix, leave_out: bool) -> Row:
    """Return the comparison of three versions of one gradient; on demand without entries that have no difference."""
    worst, entries = Row(name, l, 0, 0, scalar[0][0], matrix[0][0], differences[0][0], 0.0, 0), 0
    for i, columns in enumerate(zip(scalar, matrix, differences, strict=True)):
        for j, (s, x, d) in enumerate(zip(*columns, strict=True)):
            if leave_out and isnan(d):  # an output too near 0 or 1
                continue
            entries += 1
            gaps = abs(s - x), abs(s - d), abs(x - d)
            error = inf if any(map(isnan, gaps)) else max(gaps) / max(1.0, abs(d))
            if error > worst.error:
                worst = Row(name, l, i, j, s, x, d, error, 0)
    return worst._replace(entries=entries)


def finite_differences(network: Network, run: Run, Y: Matrix) -> Gradients:
    """Return every gradient of J by central differences: each number is moved, and J computed from there on.

    Shapes: Y (1, m) -> see Gradients.
    """
    dJ_dA, dJ_dZ, dJ_dW, dJ_dB = {}, {}, {}, {}
    for l in range(1, network.L + 1):
        Z_l, A_l = ([entries[:] for entries in layers[l]] for layers in (run.Z, run.A))

        def J_from_parameters(l: int = l) -> float:
            return cost(network, propagate(network, run.A[l - 1], l - 1), Y)

        def J_from_Z(l: int = l, Z_l: Matrix = Z_l) -> float:
            above = propagate(network, elementwise(network.f[l], Z_l), l)
            return cost(network, Run({l: Z_l, **above.Z}, above.A), Y)

        def J_from_A(l: int = l, A_l: Matrix = A_l) -> float:
            return cost(network, propagate(network, A_l, l), Y)

        dJ_dA[l] = gradient(J_from_A, A_l) if l < network.L else output_differences(network, A_l, Y)
        dJ_dZ[l] = gradient(J_from_Z, Z_l)
        dJ_dW[l] = gradient(J_from_parameters, network.W[l])
        dJ_dB[l] = gradient(J_from_parameters, network.B[l])
    return Gradients(dJ_dA, dJ_dZ, dJ_dW, dJ_dB)


def output_differences(network: Network, A_L: Matrix, Y: Matrix) -> Matrix:
    """Return the central differences of J in the output activations; NaN where one is too near 0 or 1 to be moved.

    The step shrinks with the distance of a probability to 0 and 1, which it must not leave; as a power of two it
    moves the probability by exactly that much.

    Shapes: A_L (1, m), Y (1, m) -> (1, m).
    """
    if network.activations[network.L] == "linear":
        return gradient(lambda: squared_error(A_L, Y), A_L)
    m = len(A_L[0])
    result = [[nan] * m]
    for j, a in enumerate(A_L[0]):
        A_j, Y_j = [[a]], [[Y[0][j]]]  # the other terms of J, which may be infinite, do not move

        def term(A_j: Matrix = A_j, Y_j: Matrix = Y_j) -> float:
            return cross_entropy(A_j, Y_j) / m

        step = 2.0 ** min(-20, frexp(min(a, 1 - a))[1] - 17)
        if 0 < a < 1 and step >= 2**-53:  # which 1 - a still feels
            result[0][j] = derivative(term, A_j[0], 0, step)
    return result
