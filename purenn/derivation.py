"""The derivation as a story: for each question that the book asks, a function that answers it line by line.

Nothing here is needed to train: backward_scalar and backward_matrix keep only the results. Step through a function in
a debugger with the chapter beside it; every tagged line is an equation, and a symbol set twice is found in two ways.
i and k count the units of layer l, h and g those of layer l - 1, p those of layer l + 1, and j the datapoints; only in
one_activation, which looks from layer l + 1, g counts those of layer l (erratum E25).
The last layer has one unit, and Y is a row of labels beside it (errata E20, E21). A gradient of J has the shape of
what it is taken with respect to (erratum E29); the derivative of a row with respect to a number is a column, that of
a column a row (erratum E28). So a gradient with respect to a row stands left in a chain product, one with respect to
a column right. A capital letter is a matrix, bold or not (erratum E33), and T is a transpose, no part of the layer's
label (erratum E35).
"""

from collections.abc import Mapping
from typing import NamedTuple

from purenn.activation import Activation, sigmoid
from purenn.matrix import (
    Layers,
    Matrix,
    add,
    column,
    diagonal,
    divide,
    dot,
    elementwise,
    hadamard,
    matmul,
    one_minus,
    ones,
    row,
    scale,
    subtract,
    transpose,
    zeros,
)
from purenn.numerical import derivative

Tensor = list[list[Matrix]]  # tensor[k][j] is a matrix: a number has four indices

# ---- the forward pass and the loss: what does one unit compute, how steep is it, and the cost behind it?


def one_unit(W: Layers, B: Layers, A: Layers, l: int, i: int) -> Matrix:
    """Return the preactivations of unit i of layer l: a row, with an entry for each datapoint.

    Shapes: W[l] (n[l], n[l - 1]), B[l] (n[l], 1), A[l - 1] (n[l - 1], m) -> (1, m).
    """
    m = len(A[l - 1][0])
    z_i = add(matmul(row(W[l], i), A[l - 1]), scale(B[l][i][0], ones(1, m)))  # eq: forward.z-row
    return z_i


def sigmoid_prime(z: float) -> float:
    """Return the derivative of the sigmoid at z from the sigmoid's own value.

    Where that is near 1, the digits of 1 - a are lost; activation.sigmoid_prime keeps them.

    >>> sigmoid_prime(0.0), sigmoid_prime(37.0)
    (0.25, 0.0)
    """
    a = sigmoid(z)
    return a * (1 - a)  # eq: forward.sigmoid-prime, step 3


def every_output(A: Layers, Y: Matrix, L: int) -> Matrix:
    """Return the gradient of the cross-entropy with respect to the outputs, each derivative as a single quotient.

    For outputs between 0 and 1, neither included: there both parts of the quotient can vanish.

    Shapes: A[L] (1, m), Y (1, m) -> (1, m).
    Raises: ZeroDivisionError for an output of exactly 0 or 1.
    """
    m = len(Y[0])
    dJ_dA = zeros(1, m)
    for j in range(m):
        dJ_dA[0][j] = (A[L][0][j] - Y[0][j]) / (m * A[L][0][j] * (1 - A[L][0][j]))  # eq: loss.dJ-da-element, step 2
    return dJ_dA


# ---- the output layer: how do its weights and its bias reach J?


class ThreeLinks(NamedTuple):
    """The second and the third link between J and the output weights, and the product of all three."""

    dA_dZ: Matrix
    dZ_dW: Matrix
    dJ_dW: Matrix


def three_links(dJ_dA: Layers, A: Layers, L: int) -> ThreeLinks:
    """Return the links of the chain from J to the weights of a sigmoid output, and their product.

    A weight reaches J through every preactivation, and each of these through its activation alone: so all but the
    diagonal of dA_dZ is 0, and multiplying a row by it is multiplying entry by entry (erratum E32).

    Shapes: dJ_dA[L] (1, m), A[L] (1, m), A[L - 1] (n[L - 1], m) -> dA_dZ (m, m), dZ_dW (m, n[L - 1]),
    dJ_dW (1, n[L - 1]).
    """
    m = len(A[L][0])
    A_L = [[A[L][0][j] for j in range(m)]]  # eq: output.A-layout
    dA_dZ = diagonal([A_L[0][j] * (1 - A_L[0][j]) for j in range(m)])  # eq: output.dA-dZ-diagonal
    dZ_dW = transpose(A[L - 1])  # eq: output.dZ-dW
    dJ_dW = matmul(matmul(dJ_dA[L], dA_dZ), dZ_dW)  # eq: output.dJ-dW-chain
    return ThreeLinks(dA_dZ, dZ_dW, dJ_dW)


class OutputWeights(NamedTuple):
    """The gradients of J with respect to the preactivations and the weights of the last layer."""

    dJ_dZ: Matrix
    dJ_dW: Matrix


def output_weights(dJ_dA: Layers, A: Layers, Z: Layers, f_prime: Mapping[int, Activation], L: int) -> OutputWeights:
    """Return the gradients of J in the last layer, for any elementwise activation function of the output.

    The cost may be any that depends on the weights through the output activations alone. Where dJ_dA[L] is infinite,
    dJ_dZ is so too, or no number at all; backward_matrix.output_dJ_dZ is finite.

    Shapes: dJ_dA[L] (1, m), A[L - 1] (n[L - 1], m), Z[L] (1, m) -> dJ_dZ (1, m), dJ_dW (1, n[L - 1]).
    """
    dJ_dZ = hadamard(dJ_dA[L], elementwise(f_prime[L], Z[L]))  # eq: output.dJ-dZ, step 1
    dJ_dW = matmul(dJ_dZ, transpose(A[L - 1]))  # eq: output.dJ-dW, step 1; output.dJ-dW-fprime, step 1
    activation_factor = elementwise(f_prime[L], Z[L])
    dJ_dW = matmul(hadamard(dJ_dA[L], activation_factor), transpose(A[L - 1]))  # eq: output.dJ-dW-fprime, step 2
    return OutputWeights(dJ_dZ, dJ_dW)


def sigmoid_output_weights(A: Layers, Y: Matrix, L: int) -> Matrix:
    """Return the gradient of the cross-entropy with respect to the weights of a sigmoid output, all written out.

    Of the four signs in print for a product only the circled dot is elementwise (erratum E23); it comes before the
    matrix product. For outputs between 0 and 1, neither included.

    Shapes: A[L] (1, m), A[L - 1] (n[L - 1], m), Y (1, m) -> (1, n[L - 1]).
    """
    m = len(Y[0])
    cost_factor = scale(-(1 / m), subtract(divide(Y, A[L]), divide(one_minus(Y), one_minus(A[L]))))
    sigmoid_factor = hadamard(A[L], one_minus(A[L]))
    dJ_dW = matmul(hadamard(cost_factor, sigmoid_factor), transpose(A[L - 1]))  # eq: output.dJ-dW, step 2
    return dJ_dW


def three_layer_output_weights(dJ_dZ: Layers, A: Layers, Y: Matrix) -> Matrix:
    """Return the same for a network of three layers: from dJ_dZ[3], and all written out.

    Shapes: dJ_dZ[3] (1, m), A[3] (1, m), A[2] (n[2], m), Y (1, m) -> (1, n[2]).
    """
    m = len(Y[0])
    dJ_dW = {}
    dJ_dW[3] = matmul(dJ_dZ[3], transpose(A[2]))  # eq: output.dJ-dW-three-layer, step 1
    cost_factor = scale(-(1 / m), subtract(divide(Y, A[3]), divide(one_minus(Y), one_minus(A[3]))))
    sigmoid_factor = hadamard(A[3], one_minus(A[3]))
    dJ_dW[3] = matmul(hadamard(cost_factor, sigmoid_factor), transpose(A[2]))  # eq: output.dJ-dW-three-layer, step 2
    return dJ_dW[3]


def output_bias(dJ_dZ: Layers, L: int) -> Matrix:
    """Return the gradient of J with respect to the bias of the last layer, which is added to every preactivation.

    Shapes: dJ_dZ[L] (1, m) -> (1, 1).
    """
    m = len(dJ_dZ[L][0])
    dZ_dB = ones(m, 1)  # eq: output.dZ-dB
    dJ_dB = matmul(dJ_dZ[L], dZ_dB)  # eq: output.dJ-dB, step 1
    total = 0.0
    for j in range(m):
        total += dJ_dZ[L][0][j]
    dJ_dB = [[total]]  # eq: output.dJ-dB, step 2
    return dJ_dB


# ---- the hidden layers: what does one number touch, and so how does it reach J?


class WrongTurn(NamedTuple):
    """A tensor of order 4, and the gradient of J that it leads to all the same."""

    dZ_dW: Tensor
    dJ_dW: Matrix


def all_weights_at_once(dJ_dZ: Layers, A: Layers, l: int) -> WrongTurn:
    """Return the derivative of every preactivation of layer l with respect to every weight, and where it leads.

    True but wasteful: a weight of unit i moves no other unit, so almost all of the tensor is 0. It takes a sum over
    both axes of Z, which no matrix product does: matmul refuses a tensor (erratum E34).

    Shapes: dJ_dZ[l] (n[l], m), A[l - 1] (n[l - 1], m) -> dZ_dW (n[l], m, n[l], n[l - 1]), dJ_dW (n[l], n[l - 1]).
    """
    n = {l - 1: len(A[l - 1]), l: len(dJ_dZ[l])}
    m = len(A[l - 1][0])
    dZ_dW = [[zeros(n[l], n[l - 1]) for j in range(m)] for k in range(n[l])]
    dJ_dW = zeros(n[l], n[l - 1])
    for i in range(n[l]):
        for h in range(n[l - 1]):
            dJ_dw_ih = 0.0
            for k in range(n[l]):
                for j in range(m):
                    dz_kj_dw_ih = A[l - 1][h][j] if k == i else 0
                    dZ_dW[k][j][i][h] = dz_kj_dw_ih
                    dJ_dw_ih += dJ_dZ[l][k][j] * dz_kj_dw_ih  # eq: hidden.naive-chain
            dJ_dW[i][h] = dJ_dw_ih
    return WrongTurn(dZ_dW, dJ_dW)


def first_weight(A: Layers, Z: Layers, dJ_dZ: Layers, l: int) -> float:
    """Return the derivative of J with respect to the first weight of layer l, which moves row 1 of Z and no other.

    Shapes: A[l - 1] (n[l - 1], m), Z[l] (n[l], m), dJ_dZ[l] (n[l], m) -> a number.
    """
    n = {l: len(Z[l])}
    m = len(Z[l][0])
    Z_l = [row(Z[l], i)[0] for i in range(n[l])]  # eq: hidden.Z-layout, step 1
    Z_l = [[Z_l[i][j] for j in range(m)] for i in range(n[l])]  # eq: hidden.Z-layout, step 2
    dz_1_dw_11 = [[A[l - 1][0][j]] for j in range(m)]
    dJ_dw_11 = dot(row(dJ_dZ[l], 0), dz_1_dw_11)  # eq: hidden.dJ-dw11-chain
    return dJ_dw_11


class OneWeight(NamedTuple):
    """How far a weight moves its row of Z, and the derivative of J with respect to the weight."""

    dz_i_dw_ih: Matrix
    dJ_dw_ih: float


def one_weight(W: Layers, B: Layers, A: Layers, dJ_dZ: Layers, l: int, i: int, h: int) -> OneWeight:
    """Return how far the weight w_ih of layer l moves row i of Z, and so the derivative of J with respect to it.

    Of the weighted sum only the term g = h changes with the weight, and the bias does not (erratum E24).

    Shapes: W[l] (n[l], n[l - 1]), B[l] (n[l], 1), A[l - 1] (n[l - 1], m), dJ_dZ[l] (n[l], m) -> dz_i_dw_ih (m, 1),
    dJ_dw_ih a number.
    """
    n = {l - 1: len(A[l - 1])}
    m = len(A[l - 1][0])

    def weighted_sum() -> float:
        return sum(W[l][i][g] * A[l - 1][g][j] for g in range(n[l - 1])) + B[l][i][0]

    dz_i_dw_ih = []
    for j in range(m):
        dz_ij_dw_ih = derivative(weighted_sum, W[l][i], h)  # eq: hidden.dz-dw-element-solve, step 1
        dz_ij_dw_ih = A[l - 1][h][j]  # eq: hidden.dz-dw-element-solve, step 2
        dz_ij_dw_ih = 0.0
        for g in range(n[l - 1]):
            dz_ij_dw_ih += (1 if g == h else 0) * A[l - 1][g][j]  # eq: hidden.dz-dw-delta
        dz_i_dw_ih.append([dz_ij_dw_ih])  # eq: hidden.dz-dw-layout
    dz_i_dw_ih = [[A[l - 1][h][j]] for j in range(m)]  # eq: hidden.dz-dw-column
    dJ_dw_ih = dot(row(dJ_dZ[l], i), dz_i_dw_ih)  # eq: hidden.dJ-dw-chain

    A_previous = [row(A[l - 1], h)[0] for h in range(n[l - 1])]  # eq: hidden.A-prev-layout, step 1
    A_previous = [[A_previous[h][j] for j in range(m)] for h in range(n[l - 1])]  # eq: hidden.A-prev-layout, step 2
    dz_i_dw_ih = transpose(row(A_previous, h))  # eq: hidden.dz-dw
    dJ_dw_ih = dot(row(dJ_dZ[l], i), transpose(row(A_previous, h)))  # eq: hidden.dJ-dw; compact.dJ-dw-element
    return OneWeight(dz_i_dw_ih, dJ_dw_ih)


def one_row(dJ_dZ: Layers, l: int, i: int) -> tuple[Matrix, Matrix]:
    """Return the gradient of J with respect to row i of Z, and that with respect to all of Z, in which it is row i.

    Shapes: dJ_dZ[l] (n[l], m) -> dJ_dz_i (1, m), dJ_dZ_l (n[l], m).
    """
    n = {l: len(dJ_dZ[l])}
    m = len(dJ_dZ[l][0])
    dJ_dz_i = [[dJ_dZ[l][i][j] for j in range(m)]]  # eq: hidden.dJ-dz-row-layout
    dJ_dZ_l = [[dJ_dZ[l][k][j] for j in range(m)] for k in range(n[l])]  # eq: hidden.dJ-dZ-layout
    return dJ_dz_i, dJ_dZ_l


def one_preactivation(dJ_dA: Layers, Z: Layers, f_prime: Mapping[int, Activation], l: int, i: int, j: int) -> float:
    """Return the derivative of J with respect to one preactivation of layer l, which moves its own activation alone.

    f_prime takes z, not a (erratum E36).

    Shapes: dJ_dA[l] (n[l], m), Z[l] (n[l], m) -> a number.
    """
    da_ij_dz_ij = f_prime[l](Z[l][i][j])  # eq: hidden.da-dz
    dJ_dz_ij = dJ_dA[l][i][j] * da_ij_dz_ij  # eq: hidden.dJ-dz-chain; compact.dJ-dz-element, step 1
    dJ_dz_ij = dJ_dA[l][i][j] * f_prime[l](Z[l][i][j])  # eq: compact.dJ-dz-element, step 2
    return dJ_dz_ij


class OneActivation(NamedTuple):
    """The column of Z that an activation moves, the derivatives of J there, how far it moves it, and its own."""

    z_j: Matrix
    dJ_dz_j: Matrix
    dz_j_da_ij: Matrix
    dJ_da_ij: float


def one_activation(W: Layers, B: Layers, A: Layers, Z: Layers, dJ_dZ: Layers, l: int, i: int, j: int) -> OneActivation:
    """Return how far the activation a_ij of layer l moves column j of the next Z, and so the derivative of J there.

    Shapes: W[l + 1] (n[l + 1], n[l]), B[l + 1] (n[l + 1], 1), A[l] (n[l], m), Z[l + 1] (n[l + 1], m),
    dJ_dZ[l + 1] (n[l + 1], m) -> z_j (n[l + 1], 1), dJ_dz_j (n[l + 1], 1), dz_j_da_ij (1, n[l + 1]), dJ_da_ij a number.
    """
    n = {l: len(A[l]), l + 1: len(Z[l + 1])}

    def weighted_sum() -> float:
        return sum(W[l + 1][p][g] * A[l][g][j] for g in range(n[l])) + B[l + 1][p][0]

    z_j = [[Z[l + 1][p][j]] for p in range(n[l + 1])]  # eq: hidden.z-column-layout
    dJ_dz_j = [[dJ_dZ[l + 1][p][j]] for p in range(n[l + 1])]  # eq: hidden.dJ-dz-column-layout
    dz_j_da_ij: Matrix = [[]]
    for p in range(n[l + 1]):
        dz_pj_da_ij = derivative(weighted_sum, A[l][i], j)  # eq: hidden.dz-da-element-solve, step 1
        dz_pj_da_ij = W[l + 1][p][i]  # eq: hidden.dz-da-element-solve, step 2
        dz_j_da_ij[0].append(dz_pj_da_ij)  # eq: hidden.dz-da-layout; hidden.dz-da, step 1
    dz_j_da_ij = [[W[l + 1][p][i] for p in range(n[l + 1])]]  # eq: hidden.dz-da, step 2
    dJ_da_ij = dot(dz_j_da_ij, dJ_dz_j)  # eq: hidden.dJ-da-chain; hidden.dJ-da, step 1

    weights_leaving_i = [[W[l + 1][p][i] for p in range(n[l + 1])]]
    next_derivatives = [[dJ_dZ[l + 1][p][j]] for p in range(n[l + 1])]
    dJ_da_ij = dot(weights_leaving_i, next_derivatives)  # eq: hidden.dJ-da, step 2
    return OneActivation(z_j, dJ_dz_j, dz_j_da_ij, dJ_da_ij)


class OneBias(NamedTuple):
    """How far a bias moves every preactivation of its layer, and the derivative of J with respect to the bias."""

    dZ_db_i: Matrix
    dJ_db_i: float


def one_bias(W: Layers, B: Layers, A: Layers, dJ_dZ: Layers, l: int, i: int) -> OneBias:
    """Return how far the bias of unit i of layer l moves each row of Z, and so the derivative of J with respect to it.

    Shapes: W[l] (n[l], n[l - 1]), B[l] (n[l], 1), A[l - 1] (n[l - 1], m), dJ_dZ[l] (n[l], m) -> dZ_db_i (n[l], m),
    dJ_db_i a number.
    """
    n = {l - 1: len(A[l - 1]), l: len(dJ_dZ[l])}
    m = len(dJ_dZ[l][0])

    def weighted_sum() -> float:
        return sum(W[l][k][g] * A[l - 1][g][j] for g in range(n[l - 1])) + B[l][k][0]

    dZ_db_i = zeros(n[l], m)
    for k in range(n[l]):
        for j in range(m):
            dz_kj_db_i = derivative(weighted_sum, B[l][i], 0)  # eq: hidden.dz-db-element, step 1
            dz_kj_db_i = 1 if k == i else 0  # eq: hidden.dz-db-element, step 2
            dZ_db_i[k][j] = dz_kj_db_i
    dz_i_db_i = ones(m, 1)  # eq: hidden.dz-db-column
    dJ_db_i = dot(row(dJ_dZ[l], i), dz_i_db_i)  # eq: hidden.dJ-db-chain
    return OneBias(dZ_db_i, dJ_db_i)


# ---- compacting: which operation on whole matrices is that, for a layer at once?


def activations_written_out(dJ_dA: Layers, l: int) -> Matrix:
    """Return the gradient of J with respect to the activations of layer l, written out in the shape of A[l].

    Shapes: dJ_dA[l] (n[l], m) -> (n[l], m).
    """
    n = {l: len(dJ_dA[l])}
    m = len(dJ_dA[l][0])
    dJ_dA_l = [[dJ_dA[l][i][j] for j in range(m)] for i in range(n[l])]  # eq: compact.dJ-dA-layout
    return dJ_dA_l


def all_activations(W: Layers, dJ_dZ: Layers, l: int) -> Matrix:
    """Return the gradient of J with respect to the activations of hidden layer l, both matrices written out.

    Shapes: W[l + 1] (n[l + 1], n[l]), dJ_dZ[l + 1] (n[l + 1], m) -> (n[l], m).
    """
    n = {l: len(W[l + 1][0]), l + 1: len(W[l + 1])}
    m = len(dJ_dZ[l + 1][0])
    weights = [[W[l + 1][p][i] for i in range(n[l])] for p in range(n[l + 1])]
    derivatives = [[dJ_dZ[l + 1][p][j] for j in range(m)] for p in range(n[l + 1])]
    dJ_dA = matmul(transpose(weights), derivatives)  # eq: compact.dJ-dA-product-expanded
    return dJ_dA


def handed_down(W: Layers, dJ_dZ: Layers, l: int) -> Matrix:
    """Return the gradient of J with respect to the activations of the previous layer: what layer l hands down.

    Needed for l = 2 to L; for l = 1 it is the gradient with respect to the data (erratum E38).

    Shapes: W[l] (n[l], n[l - 1]), dJ_dZ[l] (n[l], m) -> (n[l - 1], m).
    """
    dJ_dA = {}
    dJ_dA[l - 1] = matmul(transpose(W[l]), dJ_dZ[l])  # eq: compact.dJ-dA-prev
    return dJ_dA[l - 1]


def all_weights(dJ_dA: Layers, A: Layers, Z: Layers, f_prime: Mapping[int, Activation], l: int) -> Matrix:
    """Return the gradient of J with respect to the weights of layer l from that with respect to its activations.

    The elementwise product comes before the matrix product (erratum E14).

    Shapes: dJ_dA[l] (n[l], m), A[l - 1] (n[l - 1], m), Z[l] (n[l], m) -> (n[l], n[l - 1]).
    """
    activation_factor = elementwise(f_prime[l], Z[l])
    dJ_dW = matmul(hadamard(dJ_dA[l], activation_factor), transpose(A[l - 1]))  # eq: compact.dJ-dW, step 2
    return dJ_dW


def all_biases(dJ_dZ: Layers, l: int) -> Matrix:
    """Return the gradient of J with respect to the biases of layer l: the columns of dJ_dZ, added up.

    Shapes: dJ_dZ[l] (n[l], m) -> (n[l], 1).
    """
    n = {l: len(dJ_dZ[l])}
    m = len(dJ_dZ[l][0])
    dJ_dB = zeros(n[l], 1)
    for j in range(m):
        dJ_dB = add(dJ_dB, column(dJ_dZ[l], j))  # eq: compact.dJ-dB; compact.dJ-dB-matmul, step 2
    return dJ_dB
