"""The backward pass, one scalar at a time: the loops are the indices of the derivation.

i counts the units of layer l, h those of layer l - 1, p those of layer l + 1, and j the datapoints.
The same pass in matrix form, with the same names, is backward_matrix.
"""

from collections.abc import Mapping

from purenn import several_scalar as several
from purenn.activation import Activation
from purenn.checking import check_alike, check_run, labels_for, paired_columns
from purenn.forward import Run
from purenn.gradients import Gradients
from purenn.matrix import Layers, Matrix, quotient, zeros
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
    """Return the gradient of the cross-entropy with respect to the output activations, as it is printed.

    Infinite for an output of exactly 0 or 1 that is wrong; output_dJ_dZ does not pass through it.
    Shapes: A[L] (1, m), Y (1, m) -> (1, m).
    """
    m = paired_columns("output_dJ_dA", A[L], Y)
    dJ_dA = zeros(1, m)
    for j in range(m):
        push_up = quotient(Y[0][j], A[L][0][j])
        push_down = quotient(1 - Y[0][j], 1 - A[L][0][j])
        dJ_dA[0][j] = -(1 / m) * (push_up - push_down)  # eq: loss.dJ-da-element, step 1
    return dJ_dA


def output_dJ_dZ(A: Layers, Y: Matrix, L: int) -> Matrix:
    """Return the gradient of the cross-entropy with respect to the preactivations of a sigmoid output.

    The factor a (1 - a) of the sigmoid's derivative cancels that of dJ/da, so this is finite everywhere.
    Shapes: A[L] (1, m), Y (1, m) -> (1, m).
    """
    m = paired_columns("output_dJ_dZ", A[L], Y)
    dJ_dZ = zeros(1, m)
    for j in range(m):
        dJ_dZ[0][j] = (1 / m) * (A[L][0][j] - Y[0][j])  # eq: output.dJ-dz-element
    return dJ_dZ


def squared_output_dJ_dA(A: Layers, Y: Matrix, L: int) -> Matrix:
    """Return the gradient of the squared error with respect to the output activations.

    Shapes: A[L] (1, m), Y (1, m) -> (1, m).
    """
    m = paired_columns("squared_output_dJ_dA", A[L], Y)
    dJ_dA = zeros(1, m)
    for j in range(m):
        dJ_dA[0][j] = (2 / m) * (A[L][0][j] - Y[0][j])  # eq: loss.squared-dJ-da
    return dJ_dA


def hidden_dJ_dA(W: Layers, dJ_dZ: Layers, l: int) -> Matrix:
    """Return the gradient of J with respect to the activations of hidden layer l.

    A change of one activation reaches J through every unit p of the next layer.
    Shapes: W[l + 1] (n[l + 1], n[l]), dJ_dZ[l + 1] (n[l + 1], m) -> (n[l], m).
    """
    check_alike("hidden_dJ_dA", "rows", W[l + 1], dJ_dZ[l + 1])
    n = {l: len(W[l + 1][0]), l + 1: len(W[l + 1])}
    m = len(dJ_dZ[l + 1][0])
    dJ_dA = zeros(n[l], m)
    for i in range(n[l]):
        for j in range(m):
            dJ_da_ij = 0.0
            for p in range(n[l + 1]):
                dJ_da_ij += W[l + 1][p][i] * dJ_dZ[l + 1][p][j]  # eq: hidden.dJ-da-sum
            dJ_dA[i][j] = dJ_da_ij
    return dJ_dA


def layer_dJ_dZ(dJ_dA: Layers, Z: Layers, f_prime: Mapping[int, Activation], l: int) -> Matrix:
    """Return the gradient of J with respect to the preactivations of layer l.

    A preactivation moves only its own activation, by the derivative of f there.
    Shapes: dJ_dA[l] (n[l], m), Z[l] (n[l], m) -> (n[l], m).
    """
    check_alike("layer_dJ_dZ", "shape", dJ_dA[l], Z[l])
    n = {l: len(Z[l])}
    m = len(Z[l][0])
    dJ_dZ = zeros(n[l], m)
    for i in range(n[l]):
        for j in range(m):
            dJ_dZ[i][j] = dJ_dA[l][i][j] * f_prime[l](Z[l][i][j])  # eq: hidden.dJ-dz-product
    return dJ_dZ


def layer_dJ_dW(dJ_dZ: Layers, A: Layers, l: int) -> Matrix:
    """Return the gradient of J with respect to the weights of layer l, hidden or last.

    A weight acts on the preactivation of its unit i at every datapoint j, by the activation it carries.
    Shapes: dJ_dZ[l] (n[l], m), A[l - 1] (n[l - 1], m) -> (n[l], n[l - 1]).
    """
    check_alike("layer_dJ_dW", "columns", dJ_dZ[l], A[l - 1])
    n = {l - 1: len(A[l - 1]), l: len(dJ_dZ[l])}
    m = len(dJ_dZ[l][0])
    dJ_dW = zeros(n[l], n[l - 1])
    for i in range(n[l]):
        for h in range(n[l - 1]):
            dJ_dw_ih = 0.0
            for j in range(m):
                dJ_dw_ih += dJ_dZ[l][i][j] * A[l - 1][h][j]  # eq: hidden.dJ-dw-sum
            dJ_dW[i][h] = dJ_dw_ih
    return dJ_dW


def layer_dJ_dB(dJ_dZ: Layers, l: int) -> Matrix:
    """Return the gradient of J with respect to the biases of layer l, hidden or last.

    A bias is added to the preactivation of its unit i at every datapoint j.
    Shapes: dJ_dZ[l] (n[l], m) -> (n[l], 1).
    """
    check_alike("layer_dJ_dB", "shape", dJ_dZ[l])
    n = {l: len(dJ_dZ[l])}
    m = len(dJ_dZ[l][0])
    dJ_dB = zeros(n[l], 1)
    for i in range(n[l]):
        dJ_db_i = 0.0
        for j in range(m):
            dJ_db_i += dJ_dZ[l][i][j]  # eq: hidden.dJ-db
        dJ_dB[i][0] = dJ_db_i
    return dJ_dB
