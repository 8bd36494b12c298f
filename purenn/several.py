"""Several units in the last layer: the softmax, which makes classes of them, and the costs over all units.

i and k count the units of layer L, and j the datapoints. The labels Y lie as the outputs do, with a row for each unit.
J stays the mean over datapoints of what each costs, and that is the sum over its units.
"""

from collections.abc import Iterable
from math import exp, inf, log1p

from purenn.checking import checked_pair
from purenn.loss import square, xlogy
from purenn.matrix import Layers, Matrix, zeros


def softmax(Z: Layers, L: int) -> Matrix:
    """Return e^z of each unit over that of all units together: outputs above 0 that add up to 1 at each datapoint.

    Any c_j leaves the quotient as it is; with the largest preactivation for it, no power of e overflows.
    Shapes: Z[L] (n[L], m) -> (n[L], m).

    >>> softmax({1: [[0.0, 1e300], [0.0, -1e300]]}, L=1)
    [[0.5, 1.0], [0.5, 0.0]]
    """
    n = {L: len(Z[L])}
    m = len(Z[L][0])
    A_L = zeros(n[L], m)
    for j in range(m):
        c_j = max(Z[L][k][j] for k in range(n[L]))
        total = 0.0
        for k in range(n[L]):
            total += exp(Z[L][k][j] - c_j)
        for i in range(n[L]):
            A_L[i][j] = exp(Z[L][i][j] - c_j) / total  # eq: several.softmax, step 2
    return A_L


def softmax_cross_entropy(A_L: Matrix, Y: Matrix) -> float:
    """Return the cross-entropy over classes of the outputs of a softmax, in the printed form.

    Infinite where the true class is given the probability 0; from z there is the number that rounding hid.
    Shapes: A_L (n[L], m), Y (n[L], m) -> a number.
    Units: nats per datapoint.
    Raises: ValueError if the shapes differ, an activation is not from 0 to 1, or a column of Y has not exactly one 1.

    >>> softmax_cross_entropy([[0.5, 0.25], [0.25, 0.25], [0.25, 0.5]], [[1, 0], [0, 0], [0, 1]])
    0.6931471805599453
    """
    m = checked_pair("softmax_cross_entropy", "A_L", A_L, Y, "classes", single=False)
    total = 0.0
    for j in range(m):
        for i in range(len(Y)):
            total += xlogy(Y[i][j], A_L[i][j])
    J = -(1 / m) * total  # eq: several.cross-entropy
    return J + 0.0  # a cost of -0.0 is 0.0


def softmax_cross_entropy_from_z(Z_L: Matrix, Y: Matrix) -> float:
    """Return the cross-entropy over classes from the preactivations, finite if the sum of the penalties is.

    Shapes and errors as those of softmax_cross_entropy.

    >>> softmax_cross_entropy_from_z([[800.0], [0.0]], [[0], [1]])
    800.0
    """
    m = checked_pair("softmax_cross_entropy_from_z", "Z_L", Z_L, Y, "classes", single=False)
    total = 0.0
    for j in range(m):
        for i in range(len(Y)):
            ahead = (Z_L[k][j] - Z_L[i][j] for k in range(len(Y)))  # worked out for the true class alone
            total += xlogsumexp(Y[i][j], ahead)
    J = (1 / m) * total  # eq: several.from-preactivations
    return J


def xlogsumexp(x: float, z: Iterable[float]) -> float:
    """Return x times ln of the sum of e^z, which counts 0 where x is 0, and is exact where one z is far above all."""
    if x == 0:
        return 0.0
    *others, largest = sorted(z)
    return x * (largest + log1p(sum(exp(each - largest) for each in others if each < inf)))


def sigmoid_cross_entropy(A_L: Matrix, Y: Matrix) -> float:
    """Return the cross-entropy of several sigmoid outputs, each of which answers a question of its own.

    Shapes: A_L (n[L], m), Y (n[L], m) -> a number.
    Units and errors as those of softmax_cross_entropy.
    """
    m = checked_pair("sigmoid_cross_entropy", "A_L", A_L, Y, "cross-entropy", single=False)
    total = 0.0
    for j in range(m):
        for i in range(len(Y)):
            total += xlogy(Y[i][j], A_L[i][j]) + xlogy(1 - Y[i][j], 1 - A_L[i][j])
    J = -(1 / m) * total  # eq: several.sigmoid-cross-entropy
    return J + 0.0


def sigmoid_cross_entropy_from_z(Z_L: Matrix, Y: Matrix) -> float:
    """Return the cross-entropy of several sigmoid outputs from their preactivations, finite if the sum is."""
    m = checked_pair("sigmoid_cross_entropy_from_z", "Z_L", Z_L, Y, "cross-entropy", single=False)
    total = 0.0
    for j in range(m):
        for i in range(len(Y)):
            total += max(Z_L[i][j], 0) - Y[i][j] * Z_L[i][j] + log1p(exp(-abs(Z_L[i][j])))
    J = (1 / m) * total  # eq: several.sigmoid-preactivations
    return J


def squared_errors(A_L: Matrix, Y: Matrix) -> float:
    """Return the squared error, a sum over units and a mean over datapoints; infinite where a float cannot hold it.

    Shapes: A_L (n[L], m), Y (n[L], m) -> a number.
    """
    m = checked_pair("squared_errors", "A_L", A_L, Y, "squared-error", single=False)
    total = 0.0
    for j in range(m):
        for i in range(len(Y)):
            total += square(A_L[i][j] - Y[i][j])
    J = (1 / m) * total  # eq: several.squared-error
    return J


def cost(name: str, last: str, Z_L: Matrix, A_L: Matrix, Y: Matrix) -> float:
    """Return the cost of a name over the units of the last layer, whose function is called last."""
    if name == "squared-error":
        return squared_errors(A_L, Y)
    return (softmax_cross_entropy_from_z if last == "softmax" else sigmoid_cross_entropy_from_z)(Z_L, Y)
