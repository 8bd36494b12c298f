"""The gradients of the cost over several output units, one scalar at a time; from there on the pass is the book's.

The same in matrix form, with the same names, is several_matrix. i counts the units of layer L, j the datapoints.
"""

from purenn.checking import check_alike
from purenn.matrix import Layers, Matrix, quotient, zeros
from purenn.network import Network


def output_dJ_dA(network: Network, A: Layers, Y: Matrix, L: int) -> Matrix:
    """Return the gradient of the cost of network with respect to its output activations."""
    if network.cost == "squared-error":
        return squared_dJ_dA(A, Y, L)
    return (softmax_dJ_dA if network.activations[L] == "softmax" else sigmoid_dJ_dA)(A, Y, L)


def softmax_dJ_dA(A: Layers, Y: Matrix, L: int) -> Matrix:
    """Return the gradient of the cross-entropy over classes with respect to the outputs of a softmax.

    Only the output of the true class stands in J. Infinite where that is 0; output_dJ_dZ does not pass through it.
    Shapes: A[L] (n[L], m), Y (n[L], m) -> (n[L], m).
    """
    check_alike("softmax_dJ_dA", "shape", A[L], Y)
    n = {L: len(A[L])}
    m = len(A[L][0])
    dJ_dA = zeros(n[L], m)
    for i in range(n[L]):
        for j in range(m):
            dJ_dA[i][j] = -(1 / m) * quotient(Y[i][j], A[L][i][j])  # eq: several.dJ-da-element
    return dJ_dA


def sigmoid_dJ_dA(A: Layers, Y: Matrix, L: int) -> Matrix:
    """Return the gradient of the cross-entropy with respect to the outputs of several sigmoid units.

    Shapes: A[L] (n[L], m), Y (n[L], m) -> (n[L], m).
    """
    check_alike("sigmoid_dJ_dA", "shape", A[L], Y)
    n = {L: len(A[L])}
    m = len(A[L][0])
    dJ_dA = zeros(n[L], m)
    for i in range(n[L]):
        for j in range(m):
            push_up = quotient(Y[i][j], A[L][i][j])
            push_down = quotient(1 - Y[i][j], 1 - A[L][i][j])
            dJ_dA[i][j] = -(1 / m) * (push_up - push_down)  # eq: several.sigmoid-dJ-da-element
    return dJ_dA


def squared_dJ_dA(A: Layers, Y: Matrix, L: int) -> Matrix:
    """Return the gradient of the squared error with respect to the output activations.

    Shapes: A[L] (n[L], m), Y (n[L], m) -> (n[L], m).
    """
    check_alike("squared_dJ_dA", "shape", A[L], Y)
    n = {L: len(A[L])}
    m = len(A[L][0])
    dJ_dA = zeros(n[L], m)
    for i in range(n[L]):
        for j in range(m):
            dJ_dA[i][j] = (2 / m) * (A[L][i][j] - Y[i][j])  # eq: several.squared-dJ-da-element
    return dJ_dA


def output_dJ_dZ(A: Layers, Y: Matrix, L: int) -> Matrix:
    """Return the gradient of the cross-entropy with respect to the preactivations of a softmax, or of sigmoid units.

    Shapes: A[L] (n[L], m), Y (n[L], m) -> (n[L], m).
    """
    check_alike("output_dJ_dZ", "shape", A[L], Y)
    n = {L: len(A[L])}
    m = len(A[L][0])
    dJ_dZ = zeros(n[L], m)
    for i in range(n[L]):
        for j in range(m):
            dJ_dZ[i][j] = (1 / m) * (A[L][i][j] - Y[i][j])  # eq: several.dJ-dz-element
    return dJ_dZ
