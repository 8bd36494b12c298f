"""The backward pass in matrix form: all units and all datapoints of a layer at once.

The same pass scalar by scalar, with the same names, is backward_scalar.
"""

from collections.abc import Mapping

from purenn import several_matrix as several
from purenn.activation import Activation
from purenn.checking import check_alike, check_run, labels_for, paired_columns
from purenn.forward import Run
from purenn.gradients import Gradients
from purenn.matrix import (
    Layers,
    Matrix,
    divide,
    elementwise,
    hadamard,
    matmul,
    matmul_transposed,
    one_minus,
    ones,
    scale,
    subtract,
    transpose,
)
from purenn.network import Network


def backward_pass(network: Network, run: Run, Y: Matrix) -> Gradients:
    """Return all gradients of J, from the last layer to the first; each needs only those of the next layer.

    Shapes: Y (n[L], m) -> see Gradients.
    Raises: ValueError if run or Y does not fit the network.
    """
    Y = labels_for("backward_pass", network, Y, check_run("backward_pass", network, run))
    L, Z, A = network.L, run.Z, run.A
    dJ_dA, dJ_dZ, dJ_dW, dJ_dB = gradients = Gradients({}, {}, {}, {})
    for l in range(L, 0, -1):
        if l < L:
            dJ_dA[l] = hidden_dJ_dA(network.W, dJ_dZ, l)
        elif len(Y) > 1:
            dJ_dA[L] = several.output_dJ_dA(network, A, Y, L)
        elif network.cost == "cross-entropy":
            dJ_dA[L] = output_dJ_dA(A, Y, L)
        else:
            dJ_dA[L] = squared_output_dJ_dA(A, Y, L)
        if l < L or network.cost == "squared-error":
            dJ_dZ[l] = layer_dJ_dZ(dJ_dA, Z, network.f_prime, l)
        else:
            dJ_dZ[L] = (output_dJ_dZ if len(Y) == 1 else several.output_dJ_dZ)(A, Y, L)
        dJ_dW[l] = layer_dJ_dW(dJ_dZ, A, l)
        dJ_dB[l] = layer_dJ_dB(dJ_dZ, l)
    return gradients


def output_dJ_dA(A: Layers, Y: Matrix, L: int) -> Matrix:
    """Return the gradient of the cross-entropy with respect to the output activations, as printed (errata E01, E22)."""
    m = paired_columns("output_dJ_dA", A[L], Y)
    return scale(-(1 / m), subtract(divide(Y, A[L]), divide(one_minus(Y), one_minus(A[L]))))  # eq: output.dJ-dA


def output_dJ_dZ(A: Layers, Y: Matrix, L: int) -> Matrix:
    """Return the gradient of the cross-entropy with respect to the preactivations of a sigmoid output."""
    m = paired_columns("output_dJ_dZ", A[L], Y)
    return scale(1 / m, subtract(A[L], Y))  # eq: output.dJ-dZ, step 2


def squared_output_dJ_dA(A: Layers, Y: Matrix, L: int) -> Matrix:
    """Return the gradient of the squared error with respect to the output activations."""
    m = paired_columns("squared_output_dJ_dA", A[L], Y)
    return scale(2 / m, subtract(A[L], Y))  # eq: output.squared-dJ-dA


def hidden_dJ_dA(W: Layers, dJ_dZ: Layers, l: int) -> Matrix:
    """Return the gradient of J with respect to the activations of hidden layer l."""
    return matmul(transpose(W[l + 1]), dJ_dZ[l + 1])  # eq: compact.dJ-dA


def layer_dJ_dZ(dJ_dA: Layers, Z: Layers, f_prime: Mapping[int, Activation], l: int) -> Matrix:
    """Return the gradient of J with respect to the preactivations of layer l."""
    return hadamard(dJ_dA[l], elementwise(f_prime[l], Z[l]))  # eq: compact.dJ-dZ


def layer_dJ_dW(dJ_dZ: Layers, A: Layers, l: int) -> Matrix:
    """Return the gradient of J with respect to the weights of layer l, hidden or last."""
    return matmul_transposed(dJ_dZ[l], A[l - 1])  # eq: compact.dJ-dW, step 1


def layer_dJ_dB(dJ_dZ: Layers, l: int) -> Matrix:
    """Return the gradient of J with respect to the biases of layer l, hidden or last: the row sums of dJ_dZ."""
    check_alike("layer_dJ_dB", "shape", dJ_dZ[l])
    m = len(dJ_dZ[l][0])
    return matmul(dJ_dZ[l], ones(m, 1))  # eq: compact.dJ-dB-matmul, step 1
