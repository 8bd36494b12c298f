"""The derivation for several classes as a story, line by line; nothing here is needed to train.

i and k count the units of layer L, which share one softmax: two letters for one axis. j counts the datapoints.
"""

from math import exp

from purenn.matrix import Layers, Matrix, zeros


def softmax_as_printed(Z: Layers, L: int) -> Matrix:
    """Return the outputs of a softmax from its definition alone, which overflows where a preactivation is large.

    Shapes: Z[L] (n[L], m) -> (n[L], m).
    """
    n = {L: len(Z[L])}
    m = len(Z[L][0])
    A_L = zeros(n[L], m)
    for i in range(n[L]):
        for j in range(m):
            total = 0.0
            for k in range(n[L]):
                total += exp(Z[L][k][j])
            A_L[i][j] = exp(Z[L][i][j]) / total  # eq: several.softmax, step 1
    return A_L


def one_preactivation(dJ_dA: Layers, A: Layers, L: int, i: int, j: int) -> float:
    """Return the derivative of J with respect to one preactivation of a softmax, which moves the outputs of all units.

    Its own output rises with it, and all others fall, as they add up to 1: the Jacobian is not diagonal.
    Shapes: dJ_dA[L], A[L] (n[L], m) -> a number.
    """
    n = {L: len(A[L])}
    dJ_dz_ij = 0.0
    for k in range(n[L]):
        da_kj_dz_ij = A[L][k][j] * ((1 if k == i else 0) - A[L][i][j])  # eq: several.da-dz
        dJ_dz_ij += dJ_dA[L][k][j] * da_kj_dz_ij  # eq: several.dJ-dz-chain
    return dJ_dz_ij


def one_class(A: Layers, Y: Matrix, L: int, i: int, j: int) -> float:
    """Return the same with both derivatives put in: of all the terms, output minus label is what is left.

    The labels of a datapoint add up to 1; the outputs are above 0.
    Shapes: A[L] (n[L], m), Y (n[L], m) -> a number.
    """
    n = {L: len(A[L])}
    m = len(Y[0])
    through_all = 0.0
    for k in range(n[L]):
        through_all += (Y[k][j] / A[L][k][j]) * (A[L][k][j] * ((1 if k == i else 0) - A[L][i][j]))
    dJ_dz_ij = -(1 / m) * through_all  # eq: several.collapse, step 1
    ones = 0.0
    for k in range(n[L]):
        ones += Y[k][j]
    dJ_dz_ij = (1 / m) * (A[L][i][j] * ones - Y[i][j])  # eq: several.collapse, step 2
    return dJ_dz_ij
