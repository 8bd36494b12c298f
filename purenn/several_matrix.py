"""The gradients of the cost over several output units in matrix form: all units and all datapoints at once.

The same scalar by scalar, with the same names, is several_scalar.
"""

from purenn.checking import check_alike
from purenn.matrix import Layers, Matrix, divide, one_minus, scale, subtract
from purenn.network import Network


def output_dJ_dA(network: Network, A: Layers, Y: Matrix, L: int) -> Matrix:
    """Return the gradient of the cost of network with respect to its output activations."""
    if network.cost == "squared-error":
        return squared_dJ_dA(A, Y, L)
    return (softmax_dJ_dA if network.activations[L] == "softmax" else sigmoid_dJ_dA)(A, Y, L)


def softmax_dJ_dA(A: Layers, Y: Matrix, L: int) -> Matrix:
    """Return the gradient of the cross-entropy over classes with respect to the outputs of a softmax."""
    check_alike("softmax_dJ_dA", "shape", A[L], Y)
    m = len(Y[0])
    return scale(-(1 / m), divide(Y, A[L]))


def sigmoid_dJ_dA(A: Layers, Y: Matrix, L: int) -> Matrix:
    """Return the gradient of the cross-entropy with respect to the outputs of several sigmoid units."""
    check_alike("sigmoid_dJ_dA", "shape", A[L], Y)
    m = len(Y[0])
    return scale(-(1 / m), subtract(divide(Y, A[L]), divide(one_minus(Y), one_minus(A[L]))))


def squared_dJ_dA(A: Layers, Y: Matrix, L: int) -> Matrix:
    """Return the gradient of the squared error with respect to the output activations."""
    check_alike("squared_dJ_dA", "shape", A[L], Y)
    m = len(Y[0])
    return scale(2 / m, subtract(A[L], Y))


def output_dJ_dZ(A: Layers, Y: Matrix, L: int) -> Matrix:
    """Return the gradient of the cross-entropy with respect to the preactivations of a softmax, or of sigmoid units."""
    check_alike("output_dJ_dZ", "shape", A[L], Y)
    m = len(Y[0])
    return scale(1 / m, subtract(A[L], Y))
