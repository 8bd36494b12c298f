"""The cost J: how far the output of the last layer is from the labels, as one number.

Source: the book, "Loss".
"""

from math import exp, inf, log, log1p
from operator import sub

from purenn.matrix import Matrix, ShapeError, shape


def cross_entropy(A_L: Matrix, Y: Matrix) -> float:
    """Return the cross-entropy of the output activations, in the printed form.

    Infinite where a label is given the probability 0; cross_entropy_from_z has the number that rounding hid.

    Shapes: A_L (1, m), Y (1, m) -> a number.
    Units: nats per datapoint.
    Raises: ShapeError if the shapes differ; ValueError for an activation outside 0 to 1 or a label other than 0 and 1.
    Source: the book, "Loss"; errata E19, E37.

    >>> cross_entropy([[0.5, 0.5]], [[1, 0]])
    0.6931471805599453
    """
    m = paired_columns("cross_entropy", A_L, Y)
    check_labels("cross_entropy", Y)
    for j in range(m):
        if not 0 <= A_L[0][j] <= 1:
            raise ValueError(f"cross_entropy: A_L[0][{j}] is {A_L[0][j]!r}, expected an activation from 0 to 1")
    total = 0.0
    for j in range(m):
        total += xlogy(Y[0][j], A_L[0][j]) + xlogy(1 - Y[0][j], 1 - A_L[0][j])
    J = -(1 / m) * total  # eq: loss.cross-entropy
    return J + 0.0  # a cost of -0.0 is 0.0


def xlogy(x: float, y: float) -> float:
    """Return x ln y, which counts 0 where x is 0 and is minus infinity where y alone is 0.

    >>> xlogy(0, 0), xlogy(1, 0)
    (0.0, -inf)
    """
    if x == 0:
        return 0.0
    return x * log(y) if y > 0 else -inf


def cross_entropy_from_z(Z_L: Matrix, Y: Matrix) -> float:
    """Return the cross-entropy of sigmoid outputs from their preactivations: finite as long as their sum is.

    The cost that training, the gradient check and the command line report.

    Shapes: Z_L (1, m), Y (1, m) -> a number.
    Units: nats per datapoint.
    Raises: ShapeError if the shapes differ; ValueError for a label other than 0 and 1.
    Source: the book, "Loss"; erratum E37.

    >>> cross_entropy_from_z([[800.0]], [[0]])
    800.0
    """
    m = paired_columns("cross_entropy_from_z", Z_L, Y)
    check_labels("cross_entropy_from_z", Y)
    total = 0.0
    for j in range(m):
        total += max(Z_L[0][j], 0) + log1p(exp(-abs(Z_L[0][j]))) - Y[0][j] * Z_L[0][j]
    J = (1 / m) * total  # eq: loss.from-preactivations
    return J


def squared_error(A_L: Matrix, Y: Matrix) -> float:
    """Return the mean squared error of the output activations; infinite where a float cannot hold it.

    Shapes: A_L (1, m), Y (1, m) -> a number.
    Units: the square of Y's.
    Raises: ShapeError if the shapes differ.
    Source: the book, "Loss"; erratum E31.

    >>> squared_error([[1.0, 5.0]], [[0.0, 2.0]])
    5.0
    """
    m = paired_columns("squared_error", A_L, Y)
    if max(map(abs, map(sub, A_L[0], Y[0]))) > 1e154:  # whose square is beyond a float, and an error in Python
        return inf
    total = 0.0
    for j in range(m):
        total += (A_L[0][j] - Y[0][j]) ** 2
    J = (1 / m) * total
    return J


def paired_columns(function: str, left: Matrix, Y: Matrix) -> int:
    """Return m, the number of datapoints, of an output row and the labels beside it."""
    (n, m), (n_Y, m_Y) = shape(left, f"{function}: the output"), shape(Y, f"{function}: Y")
    if n != 1 or (n, m) != (n_Y, m_Y):
        raise ShapeError(f"{function}: the output is {n}x{m} and Y {n_Y}x{m_Y}, expected 1xm for both")
    return m


def check_labels(function: str, Y: Matrix) -> None:
    """Raise ValueError, naming the place, if Y holds anything but 0 and 1."""
    for j, y in enumerate(Y[0]):
        if y not in (0, 1):
            raise ValueError(f"{function}: Y[0][{j}] is {y!r}, expected a label 0 or 1")
