"""The backward pass in matrix form: all units and all datapoints of a layer at once.

The same pass scalar by scalar, with the same names, is backward_scalar.
Source: the book, "Output layer" and "Compacting".
"""

from collections.abc import Mapping

from purenn.activation import Activation
from purenn.forward import Run, check_run
from purenn.gradients import Gradients
from purenn.matrix import (
    Layers,
    Matrix,
    divide,
    elementwise,
    hadamard,
    matmul,
    one_minus,
    ones,
    scale,
    subtract,
    transpose,
)
from purenn.network import Network


def backward_pass(network: Network, run: Run, Y: Matrix) -> Gradients:
    """Return all gradients of J, from the last layer down to the first.

    Each layer needs only the gradients of the layer above it.

    Shapes: Y (1, m) -> see Gradients.
    Raises: ValueError if run or Y does not fit the network.
    Source: the book, "Compacting"; errata E37, E38.
    """
    m = check_run("backward_pass", network, run)
    network.check_Y("backward_pass", Y, m)
    L, Z, A = network.L, run.Z, run.A
    dJ_dA, dJ_dZ, dJ_dW, dJ_dB = gradients = Gradients({}, {}, {}, {})
    for l in range(L, 0, -1):
        if l < L:
            dJ_dA[l] = hidden_dJ_dA(network.W, dJ_dZ, l)
            dJ_dZ[l] = layer_dJ_dZ(dJ_dA, Z, network.f_prime, l)
        elif network.activations[L] == "sigmoid":
            dJ_dA[L] = output_dJ_dA(A, Y, L)
            dJ_dZ[L] = output_dJ_dZ(A, Y, L)
        else:
            dJ_dA[L] = squared_output_dJ_dA(A, Y, L)
            dJ_dZ[L] = layer_dJ_dZ(dJ_dA, Z, network.f_prime, L)
        dJ_dW[l] = layer_dJ_dW(dJ_dZ, A, l)
        dJ_dB[l] = layer_dJ_dB(dJ_dZ, l)
    return gradients


def output_dJ_dA(A: Layers, Y: Matrix, L: int) -> Matrix:
    """Return the gradient of the cross-entropy in the output activations, as it is printed.

    Infinite for an output of exactly 0 or 1 that is wrong; output_dJ_dZ does not pass through it.

    Shapes: A[L] (1, m), Y (1, m) -> (1, m).
    Source: the book, "Output layer"; errata E01, E22, E37.
    """
    m = len(Y[0])
    return scale(-(1 / m), subtract(divide(Y, A[L]), divide(one_minus(Y), one_minus(A[L]))))  # eq: output.dJ-dA


def output_dJ_dZ(A: Layers, Y: Matrix, L: int) -> Matrix:
    """Return the gradient of the cross-entropy in the preactivations of a sigmoid output.

    The slope of the sigmoid cancels against dJ/dA, so this is finite everywhere.

    Shapes: A[L] (1, m), Y (1, m) -> (1, m).
    Source: the book, "Output layer"; errata E37, E40.
    """
    m = len(Y[0])
    return scale(1 / m, subtract(A[L], Y))  # eq: output.dJ-dZ, step 2


def squared_output_dJ_dA(A: Layers, Y: Matrix, L: int) -> Matrix:
    """Return the gradient of the squared error in the output activations.

    Shapes: A[L] (1, m), Y (1, m) -> (1, m).
    Source: the book, "Output layer"; erratum E31.
    """
    m = len(Y[0])
    return scale(2 / m, subtract(A[L], Y))


def hidden_dJ_dA(W: Layers, dJ_dZ: Layers, l: int) -> Matrix:
    """Return the gradient of J in the activations of hidden layer l.

    Shapes: W[l + 1] (n[l + 1], n[l]), dJ_dZ[l + 1] (n[l + 1], m) -> (n[l], m).
    Source: the book, "Compacting".
    """
    return matmul(transpose(W[l + 1]), dJ_dZ[l + 1])  # eq: compact.dJ-dA


def layer_dJ_dZ(dJ_dA: Layers, Z: Layers, f_prime: Mapping[int, Activation], l: int) -> Matrix:
    """Return the gradient of J in the preactivations of layer l.

    Shapes: dJ_dA[l] (n[l], m), Z[l] (n[l], m) -> (n[l], m).
    Source: the book, "Compacting"; errata E32, E36.
    """
    return hadamard(dJ_dA[l], elementwise(f_prime[l], Z[l]))  # eq: compact.dJ-dZ


def layer_dJ_dW(dJ_dZ: Layers, A: Layers, l: int) -> Matrix:
    """Return the gradient of J in the weights of layer l, hidden or last.

    Shapes: dJ_dZ[l] (n[l], m), A[l - 1] (n[l - 1], m) -> (n[l], n[l - 1]).
    Source: the book, "Compacting".
    """
    return matmul(dJ_dZ[l], transpose(A[l - 1]))  # eq: compact.dJ-dW, step 1


def layer_dJ_dB(dJ_dZ: Layers, l: int) -> Matrix:
    """Return the gradient of J in the biases of layer l, hidden or last: the row sums of dJ_dZ.

    Shapes: dJ_dZ[l] (n[l], m) -> (n[l], 1).
    Source: the book, "Compacting"; errata E27, E39.
    """
    m = len(dJ_dZ[l][0])
    return matmul(dJ_dZ[l], ones(m, 1))  # eq: compact.dJ-dB-matmul, step 1
