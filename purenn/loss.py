"""The cost J: how far the output of the last layer is from the labels, as one number."""

from math import exp, inf, log, log1p

from purenn.checking import checked_pair
from purenn.matrix import Matrix


def cross_entropy(A_L: Matrix, Y: Matrix) -> float:
    """Return the cross-entropy of the output activations, in the printed form.

    Infinite where a label is given the probability 0; cross_entropy_from_z has the number that rounding hid.
    Shapes: A_L (1, m), Y (1, m) -> a number.
    Units: nats per datapoint, as the logarithm is the natural one (erratum E19).
    Raises: ShapeError if the shapes differ; ValueError for an activation outside 0 to 1 or a label other than 0 and 1.

    >>> cross_entropy([[0.5, 0.5]], [[1, 0]])
    0.6931471805599453
    """
    m = checked_pair("cross_entropy", "A_L", A_L, Y, "cross-entropy")
    total = 0.0
    for j in range(m):
        total += xlogy(Y[0][j], A_L[0][j]) + xlogy(1 - Y[0][j], 1 - A_L[0][j])
    J = -(1 / m) * total  # eq: loss.cross-entropy
    return J + 0.0  # a cost of -0.0 is 0.0


def xlogy(x: float, y: float) -> float:
    """Return x ln y, which counts 0 where x is 0 and is minus infinity where y alone is 0."""
    if x == 0:
        return 0.0
    return x * log(y) if y > 0 else -inf


def cross_entropy_from_z(Z_L: Matrix, Y: Matrix) -> float:
    """Return the cross-entropy of sigmoid outputs from their preactivations, finite if the sum of the penalties is.

    Training, the gradient check and the command line report this cost.
    Shapes: Z_L (1, m), Y (1, m) -> a number.
    Units: nats per datapoint.
    Raises: ValueError as cross_entropy does.

    >>> cross_entropy_from_z([[800.0]], [[0]])
    800.0
    """
    m = checked_pair("cross_entropy_from_z", "Z_L", Z_L, Y, "cross-entropy")
    total = 0.0
    for j in range(m):
        total += max(Z_L[0][j], 0) - Y[0][j] * Z_L[0][j] + log1p(exp(-abs(Z_L[0][j])))
    J = (1 / m) * total  # eq: loss.from-preactivations
    return J


def squared_error(A_L: Matrix, Y: Matrix) -> float:
    """Return the mean squared error of the output activations; infinite where a float cannot hold it.

    Shapes: A_L (1, m), Y (1, m) -> a number.
    Units: the square of Y's.
    Raises: ValueError if the shapes differ or an entry is not finite.

    >>> squared_error([[1.0, 5.0]], [[0.0, 2.0]])
    5.0
    """
    m = checked_pair("squared_error", "A_L", A_L, Y, "squared-error")
    total = 0.0
    for j in range(m):
        total += square(A_L[0][j] - Y[0][j])
    J = (1 / m) * total  # eq: loss.squared-error
    return J


def square(x: float) -> float:
    """Return x times x, which is infinite where a float cannot hold it; x ** 2 would be an error there."""
    return x * x
