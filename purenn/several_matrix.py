"""The gradients of the cost over several output units in matrix form, with the names of several_scalar."""

from purenn.matrix import Layers, Matrix, divide, one_minus, scale, subtract
from purenn.network import Network


def output_dJ_dA(network: Network, A: Layers, Y: Matrix, L: int) -> Matrix:
    """Return the gradient of the cost of network with respect to its output activations."""
    if network.cost == "squared-error":
        return squared_dJ_dA(A, Y, L)
    return (softmax_dJ_dA if network.activations[L] == "softmax" else sigmoid_dJ_dA)(A, Y, L)


def softmax_dJ_dA(A: Layers, Y: Matrix, L: int) -> Matrix:
    """Return the gradient of the cross-entropy over classes with respect to the outputs of a softmax."""
    m = len(Y[0])
    return scale(-(1 / m), divide(Y, A[L]))  # eq: several.dJ-dA


def sigmoid_dJ_dA(A: Layers, Y: Matrix, L: int) -> Matrix:
    """Return the gradient of the cross-entropy with respect to the outputs of several sigmoid units."""
    m = len(Y[0])
    push_up = divide(Y, A[L])
    push_down = divide(one_minus(Y), one_minus(A[L]))
    return scale(-(1 / m), subtract(push_up, push_down))  # eq: several.sigmoid-dJ-dA


def squared_dJ_dA(A: Layers, Y: Matrix, L: int) -> Matrix:
    """Return the gradient of the squared error with respect to the output activations."""
    m = len(Y[0])
    return scale(2 / m, subtract(A[L], Y))  # eq: several.squared-dJ-dA


def output_dJ_dZ(A: Layers, Y: Matrix, L: int) -> Matrix:
    """Return the gradient of the cross-entropy with respect to the preactivations of a softmax, or of sigmoid units."""
    m = len(Y[0])
    return scale(1 / m, subtract(A[L], Y))  # eq: several.dJ-dZ
