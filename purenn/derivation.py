"""The steps that an algorithm skips: single derivatives, the vectors and Jacobians they fill, and the chain products.

Nothing here is needed to train: backward_scalar and backward_matrix keep only the results. Each function is one step
of the derivation, in the book's order. It takes the layer and the indices that its symbol carries, even where its
value is the same for all of them, and is called chain_ or _chain if it multiplies derivatives, _slope if it measures
one by finite differences, _layout if it writes a matrix out.
i and k count the units of layer l, h and g those of layer l - 1, p those of layer l + 1, and j the datapoints; only
in dz_pj_da_ij_slope, which looks from layer l + 1, g counts those of layer l (erratum E25).
A derivative of a row in a number is a column, that of a column a row (erratum E28): so a gradient in a row stands
left in a chain product, a gradient in a column right. A capital letter is a matrix, bold or not (erratum E33), and T
is a transpose, no part of the layer's label (erratum E35).
Source: the book, "Output layer", "Hidden layers" and "Compacting".
"""

from collections.abc import Mapping

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

# ---- the forward pass: one row of Z, and the slope of the sigmoid


def forward_z_row(W: Layers, B: Layers, A: Layers, l: int, i: int) -> Matrix:
    """Return the preactivations of unit i of layer l, for every datapoint.

    Shapes: row i of W[l] (1, n[l - 1]), A[l - 1] (n[l - 1], m) -> (1, m).
    Source: the book, "Forward pass".
    """
    m = len(A[l - 1][0])
    z_i = add(matmul(row(W[l], i), A[l - 1]), scale(B[l][i][0], ones(1, m)))  # eq: forward.z-row
    return z_i


def sigmoid_prime(z: float) -> float:
    """Return the slope of the sigmoid at z from the sigmoid's own value.

    Where that is near 1, the digits of 1 - a are lost; activation.sigmoid_prime keeps them.

    >>> sigmoid_prime(0.0), sigmoid_prime(37.0)
    (0.25, 0.0)
    """
    a = sigmoid(z)
    return a * (1 - a)  # eq: forward.sigmoid-prime, step 3


# ---- the output layer


def output_A_layout(A: Layers, L: int) -> Matrix:
    """Return the output activations written out: one row, as there is one unit, with an entry for each datapoint.

    The printed a with one index is the activation at that datapoint; in code unit 1 keeps its index.

    Shapes: A[L] (1, m) -> (1, m).
    Source: the book, "Output layer"; errata E12, E20.
    """
    m = len(A[L][0])
    entries = [[A[L][0][j] for j in range(m)]]
    assert A[L] == entries  # eq: output.A-layout
    return entries


def simplified_output_dJ_dA(A: Layers, Y: Matrix, L: int) -> Matrix:
    """Return the gradient of the cross-entropy in the output activations, as a single quotient.

    For activations between 0 and 1, neither included: there both parts of the quotient can vanish.

    Shapes: A[L] (1, m), Y (1, m) -> (1, m).
    Raises: ZeroDivisionError for an activation of exactly 0 or 1.
    Source: the book, "Output layer"; errata E20, E37.
    """
    m = len(Y[0])
    dJ_dA = {L: zeros(1, m)}
    for j in range(m):
        dJ_dA[L][0][j] = (A[L][0][j] - Y[0][j]) / (m * A[L][0][j] * (1 - A[L][0][j]))  # eq: loss.dJ-da-element, step 2
    return dJ_dA[L]


def chain_output_dJ_dW(dJ_dA: Layers, dA_dZ: Layers, dZ_dW: Layers, L: int) -> Matrix:
    """Return the gradient of J in the weights of the last layer, as the chain rule has it.

    A weight reaches J through every preactivation, and each of these through its activation.
    dA_dZ and dZ_dW are Jacobians; the rest are gradients, in the shape of what they are taken in.

    Shapes: dJ_dA[L] (1, m), dA_dZ[L] (m, m), dZ_dW[L] (m, n[L - 1]) -> (1, n[L - 1]).
    Source: the book, "Output layer"; errata E28, E29, E31.
    """
    return matmul(matmul(dJ_dA[L], dA_dZ[L]), dZ_dW[L])  # eq: output.dJ-dW-chain


def output_dA_dZ(A: Layers, L: int) -> Matrix:
    """Return the Jacobian of the output activations in the output preactivations, for a sigmoid output.

    An activation depends on its own preactivation alone, so all but the diagonal is 0, and multiplying a row by this
    Jacobian is multiplying it entry by entry by the diagonal.

    Shapes: A[L] (1, m) -> (m, m).
    Source: the book, "Output layer"; errata E20, E31, E32.
    """
    m = len(A[L][0])
    return diagonal([A[L][0][j] * (1 - A[L][0][j]) for j in range(m)])  # eq: output.dA-dZ-diagonal


def output_dZ_dW(A: Layers, L: int) -> Matrix:
    """Return the Jacobian of the output preactivations in the output weights: row j, column h is the slope of z_1j.

    Shapes: A[L - 1] (n[L - 1], m) -> (m, n[L - 1]).
    Source: the book, "Output layer"; errata E28, E31, E35.
    """
    return transpose(A[L - 1])  # eq: output.dZ-dW


def chain_output_dJ_dZ(dJ_dA: Layers, Z: Layers, f_prime: Mapping[int, Activation], L: int) -> Matrix:
    """Return the gradient of J in the output preactivations, for any activation of the output.

    Where dJ_dA[L] is infinite, so that the slope is 0, this is not a number; backward_matrix.output_dJ_dZ is finite.

    Shapes: dJ_dA[L] (1, m), Z[L] (1, m) -> (1, m).
    Source: the book, "Output layer"; errata E32, E37, E40.
    """
    return hadamard(dJ_dA[L], elementwise(f_prime[L], Z[L]))  # eq: output.dJ-dZ, step 1


def output_dJ_dW(dJ_dZ: Layers, A: Layers, L: int) -> Matrix:
    """Return the gradient of J in the weights of the last layer.

    Shapes: dJ_dZ[L] (1, m), A[L - 1] (n[L - 1], m) -> (1, n[L - 1]).
    Source: the book, "Output layer"; erratum E35.
    """
    return matmul(dJ_dZ[L], transpose(A[L - 1]))  # eq: output.dJ-dW, step 1; output.dJ-dW-fprime, step 1


def expanded_output_dJ_dW(A: Layers, Y: Matrix, L: int) -> Matrix:
    """Return the gradient of the cross-entropy in the weights of a sigmoid output, from activations and labels alone.

    Of the four signs in print for a product only the circled dot is elementwise; it comes before the matrix product.
    For activations between 0 and 1, neither included.

    Shapes: A[L] (1, m), Y (1, m), A[L - 1] (n[L - 1], m) -> (1, n[L - 1]).
    Source: the book, "Output layer"; errata E14, E21, E22, E23, E31, E37.
    """
    m = len(Y[0])
    cost_slope = scale(-(1 / m), subtract(divide(Y, A[L]), divide(one_minus(Y), one_minus(A[L]))))
    sigmoid_slope = hadamard(A[L], one_minus(A[L]))
    return matmul(hadamard(cost_slope, sigmoid_slope), transpose(A[L - 1]))  # eq: output.dJ-dW, step 2


def three_layer_dJ_dW(dJ_dZ: Layers, A: Layers) -> Matrix:
    """Return output_dJ_dW for a network of three layers.

    Shapes: dJ_dZ[3] (1, m), A[2] (n[2], m) -> (1, n[2]).
    Source: the book, "Output layer".
    """
    dJ_dW = {}
    dJ_dW[3] = matmul(dJ_dZ[3], transpose(A[2]))  # eq: output.dJ-dW-three-layer, step 1
    return dJ_dW[3]


def expanded_three_layer_dJ_dW(A: Layers, Y: Matrix) -> Matrix:
    """Return expanded_output_dJ_dW for a network of three layers.

    Shapes: A[3] (1, m), Y (1, m), A[2] (n[2], m) -> (1, n[2]).
    Source: the book, "Output layer"; errata E14, E21, E22, E31.
    """
    m = len(Y[0])
    cost_slope = scale(-(1 / m), subtract(divide(Y, A[3]), divide(one_minus(Y), one_minus(A[3]))))
    sigmoid_slope = hadamard(A[3], one_minus(A[3]))
    dJ_dW = {}
    dJ_dW[3] = matmul(hadamard(cost_slope, sigmoid_slope), transpose(A[2]))  # eq: output.dJ-dW-three-layer, step 2
    return dJ_dW[3]


def chained_output_dJ_dW(dJ_dA: Layers, A: Layers, Z: Layers, f_prime: Mapping[int, Activation], L: int) -> Matrix:
    """Return the gradient of J in the weights of the last layer, for any activation and any cost.

    Shapes: dJ_dA[L], Z[L] (1, m), A[L - 1] (n[L - 1], m) -> (1, n[L - 1]).
    Source: the book, "Output layer"; errata E13, E14, E30, E36.
    """
    activation_slope = elementwise(f_prime[L], Z[L])
    return matmul(hadamard(dJ_dA[L], activation_slope), transpose(A[L - 1]))  # eq: output.dJ-dW-fprime, step 2


def output_dZ_dB(Z: Layers, L: int) -> Matrix:
    """Return the Jacobian of the output preactivations in the output bias, which is added to each of them.

    Shapes: Z[L] (1, m) -> (m, 1).
    Source: the book, "Output layer"; errata E28, E39.
    """
    m = len(Z[L][0])
    return ones(m, 1)  # eq: output.dZ-dB


def chain_output_dJ_dB(dJ_dZ: Layers, dZ_dB: Layers, L: int) -> Matrix:
    """Return the gradient of J in the bias of the last layer, as the chain rule has it.

    Shapes: dJ_dZ[L] (1, m), dZ_dB[L] (m, 1) -> (1, 1).
    Source: the book, "Output layer"; errata E27, E39.
    """
    return matmul(dJ_dZ[L], dZ_dB[L])  # eq: output.dJ-dB, step 1


def summed_output_dJ_dB(dJ_dZ: Layers, L: int) -> Matrix:
    """Return the gradient of J in the bias of the last layer: the sum of dJ_dZ over the datapoints.

    Shapes: dJ_dZ[L] (1, m) -> (1, 1).
    Source: the book, "Output layer"; errata E26, E27.
    """
    m = len(dJ_dZ[L][0])
    total = 0.0
    for j in range(m):
        total += dJ_dZ[L][0][j]
    return [[total]]  # eq: output.dJ-dB, step 2


# ---- the hidden layers: the wrong turn through a tensor of order 4


def order_4_dZ_dW(W: Layers, A: Layers, l: int) -> Tensor:
    """Return the derivative of every preactivation z_kj of layer l in every weight w_ih of that layer.

    A weight of unit i moves no other unit, so almost all of it is 0.

    Shapes: W[l] (n[l], n[l - 1]), A[l - 1] (n[l - 1], m) -> (n[l], m, n[l], n[l - 1]).
    Source: the book, "Hidden layers"; errata E09, E34.
    """
    n = {l - 1: len(W[l][0]), l: len(W[l])}
    m = len(A[l - 1][0])
    dZ_dW = [[zeros(n[l], n[l - 1]) for j in range(m)] for k in range(n[l])]
    for i in range(n[l]):
        for j in range(m):
            for h in range(n[l - 1]):
                dZ_dW[i][j][i][h] = A[l - 1][h][j]
    return dZ_dW


def contracted_dJ_dW(dJ_dZ: Layers, dZ_dW: Tensor, l: int) -> Matrix:
    """Return the gradient of J in the weights of layer l by summing over both axes of Z.

    No matrix product does this: matmul refuses a tensor.

    Shapes: dJ_dZ[l] (n[l], m), dZ_dW (n[l], m, n[l], n[l - 1]) -> (n[l], n[l - 1]).
    Source: the book, "Hidden layers"; erratum E34.
    """
    n = {l - 1: len(dZ_dW[0][0][0]), l: len(dJ_dZ[l])}
    m = len(dJ_dZ[l][0])
    dJ_dW = zeros(n[l], n[l - 1])
    for k in range(n[l]):
        for j in range(m):
            dJ_dW = add(dJ_dW, scale(dJ_dZ[l][k][j], dZ_dW[k][j]))
    return dJ_dW


def dJ_dw_ih_naive_chain(dJ_dZ: Layers, A: Layers, l: int, i: int, h: int) -> float:
    """Return the gradient of J in one weight of layer l, through all preactivations of the layer.

    True but wasteful: only those of unit i move with the weight.

    Shapes: dJ_dZ[l] (n[l], m), A[l - 1] (n[l - 1], m) -> a number.
    Source: the book, "Hidden layers"; errata E09, E34.
    """
    n = {l: len(dJ_dZ[l])}
    m = len(dJ_dZ[l][0])
    dJ_dw_ih = 0.0
    for k in range(n[l]):
        for j in range(m):
            dz_kj_dw_ih = A[l - 1][h][j] if k == i else 0
            dJ_dw_ih += dJ_dZ[l][k][j] * dz_kj_dw_ih  # eq: hidden.naive-chain
    return dJ_dw_ih


# ---- the hidden layers: one weight


def Z_layout(Z: Layers, l: int) -> Matrix:
    """Return the preactivations of layer l written out: a row for each unit, a column for each datapoint.

    Shapes: Z[l] (n[l], m) -> (n[l], m).
    Source: the book, "Hidden layers"; erratum E25.
    """
    n = {l: len(Z[l])}
    m = len(Z[l][0])
    rows = [row(Z[l], i)[0] for i in range(n[l])]
    entries = [[Z[l][i][j] for j in range(m)] for i in range(n[l])]
    assert Z[l] == rows == entries  # eq: hidden.Z-layout
    return entries


def dJ_dw_11_chain(dJ_dZ: Layers, dz_1_dw_11: Matrix, l: int) -> float:
    """Return the gradient of J in the first weight of layer l, which acts on row 1 of Z alone.

    Shapes: row 1 of dJ_dZ[l] (1, m), dz_1_dw_11 (m, 1) -> a number.
    Source: the book, "Hidden layers"; erratum E28.
    """
    dJ_dw_11 = dot(row(dJ_dZ[l], 0), dz_1_dw_11)  # eq: hidden.dJ-dw11-chain
    return dJ_dw_11


def dJ_dw_ih_chain(dJ_dZ: Layers, dz_i_dw_ih: Matrix, l: int, i: int, h: int) -> float:
    """Return the gradient of J in one weight of layer l, which acts on row i of Z alone.

    Shapes: row i of dJ_dZ[l] (1, m), dz_i_dw_ih (m, 1) -> a number.
    Source: the book, "Hidden layers"; erratum E28.
    """
    dJ_dw_ih = dot(row(dJ_dZ[l], i), dz_i_dw_ih)  # eq: hidden.dJ-dw-chain
    return dJ_dw_ih


def dz_i_dw_ih_layout(A: Layers, l: int, i: int, h: int) -> Matrix:
    """Return the derivative of row i of Z in one weight, written out: a column with an entry for each datapoint.

    Shapes: A[l - 1] (n[l - 1], m) -> (m, 1).
    Source: the book, "Hidden layers"; erratum E28.
    """
    m = len(A[l - 1][0])
    dz_i_dw_ih = []
    for j in range(m):
        dz_ij_dw_ih = A[l - 1][h][j]
        dz_i_dw_ih.append([dz_ij_dw_ih])  # eq: hidden.dz-dw-layout
    return dz_i_dw_ih


def dz_ij_dw_ih_slope(W: Layers, B: Layers, A: Layers, l: int, i: int, j: int, h: int) -> float:
    """Return the derivative of a preactivation in one of its weights, measured: w_ih is moved, the sum taken again.

    The bias is part of the sum and has no part in the slope.

    Shapes: W[l] (n[l], n[l - 1]), B[l] (n[l], 1), A[l - 1] (n[l - 1], m) -> a number.
    Source: the book, "Hidden layers"; errata E02, E24.
    """
    n = {l - 1: len(A[l - 1])}

    def weighted_sum() -> float:
        return sum(W[l][i][g] * A[l - 1][g][j] for g in range(n[l - 1])) + B[l][i][0]

    dz_ij_dw_ih = derivative(weighted_sum, W[l][i], h)  # eq: hidden.dz-dw-element-solve, step 1
    return dz_ij_dw_ih


def dz_ij_dw_ih_delta(A: Layers, l: int, i: int, j: int, h: int) -> float:
    """Return the derivative of a preactivation in one of its weights, term by term: only the term g = h has a slope.

    Shapes: A[l - 1] (n[l - 1], m) -> a number.
    Source: the book, "Hidden layers".
    """
    n = {l - 1: len(A[l - 1])}
    dz_ij_dw_ih = 0.0
    for g in range(n[l - 1]):
        dz_ij_dw_ih += (1 if g == h else 0) * A[l - 1][g][j]  # eq: hidden.dz-dw-delta
    return dz_ij_dw_ih


def dz_ij_dw_ih_solved(A: Layers, l: int, i: int, j: int, h: int) -> float:
    """Return the derivative of a preactivation in one of its weights: the activation that the weight carries.

    Shapes: A[l - 1] (n[l - 1], m) -> a number.
    Source: the book, "Hidden layers"; erratum E02.
    """
    dz_ij_dw_ih = A[l - 1][h][j]  # eq: hidden.dz-dw-element-solve, step 2
    return dz_ij_dw_ih


def dz_i_dw_ih_column(A: Layers, l: int, i: int, h: int) -> Matrix:
    """Return the derivative of row i of Z in one weight: the activations of unit h, as a column.

    Shapes: A[l - 1] (n[l - 1], m) -> (m, 1).
    Source: the book, "Hidden layers"; erratum E28.
    """
    m = len(A[l - 1][0])
    dz_i_dw_ih = [[A[l - 1][h][j]] for j in range(m)]  # eq: hidden.dz-dw-column
    return dz_i_dw_ih


def A_previous_layout(A: Layers, l: int) -> Matrix:
    """Return the activations below layer l written out: a row for each unit of layer l - 1.

    Shapes: A[l - 1] (n[l - 1], m) -> (n[l - 1], m).
    Source: the book, "Hidden layers"; errata E10, E11.
    """
    n = {l - 1: len(A[l - 1])}
    m = len(A[l - 1][0])
    rows = [row(A[l - 1], h)[0] for h in range(n[l - 1])]
    entries = [[A[l - 1][h][j] for j in range(m)] for h in range(n[l - 1])]
    assert A[l - 1] == rows == entries  # eq: hidden.A-prev-layout
    return entries


def dz_i_dw_ih_transposed(A: Layers, l: int, i: int, h: int) -> Matrix:
    """Return the derivative of row i of Z in one weight: row h of the activations below, stood on end.

    Shapes: A[l - 1] (n[l - 1], m) -> (m, 1).
    Source: the book, "Hidden layers"; errata E28, E35.
    """
    dz_i_dw_ih = transpose(row(A[l - 1], h))  # eq: hidden.dz-dw
    return dz_i_dw_ih


def dJ_dw_ih_product(dJ_dZ: Layers, A: Layers, l: int, i: int, h: int) -> float:
    """Return the gradient of J in one weight of layer l.

    Shapes: row i of dJ_dZ[l] (1, m), row h of A[l - 1] (1, m) -> a number.
    Source: the book, "Hidden layers"; erratum E35.
    """
    dJ_dw_ih = dot(row(dJ_dZ[l], i), transpose(row(A[l - 1], h)))  # eq: hidden.dJ-dw; compact.dJ-dw-element
    return dJ_dw_ih


# ---- the hidden layers: one preactivation


def dJ_dz_i_layout(dJ_dZ: Layers, l: int, i: int) -> Matrix:
    """Return the gradient of J in row i of Z written out.

    Shapes: dJ_dZ[l] (n[l], m) -> (1, m).
    Source: the book, "Hidden layers"; erratum E25.
    """
    m = len(dJ_dZ[l][0])
    entries = [[dJ_dZ[l][i][j] for j in range(m)]]
    assert row(dJ_dZ[l], i) == entries  # eq: hidden.dJ-dz-row-layout
    return entries


def dJ_dZ_layout(dJ_dZ: Layers, l: int) -> Matrix:
    """Return the gradient of J in the preactivations of layer l written out.

    Shapes: dJ_dZ[l] (n[l], m) -> (n[l], m).
    Source: the book, "Hidden layers".
    """
    n = {l: len(dJ_dZ[l])}
    m = len(dJ_dZ[l][0])
    entries = [[dJ_dZ[l][i][j] for j in range(m)] for i in range(n[l])]
    assert dJ_dZ[l] == entries  # eq: hidden.dJ-dZ-layout
    return entries


def dJ_dz_ij_chain(dJ_dA: Layers, da_ij_dz_ij: float, l: int, i: int, j: int) -> float:
    """Return the gradient of J in one preactivation, which reaches J through its own activation alone.

    Shapes: dJ_dA[l] (n[l], m), a number -> a number.
    Source: the book, "Hidden layers" and "Compacting"; erratum E36.
    """
    dJ_dz_ij = dJ_dA[l][i][j] * da_ij_dz_ij  # eq: hidden.dJ-dz-chain; compact.dJ-dz-element, step 1
    return dJ_dz_ij


def da_ij_dz_ij_solved(Z: Layers, f_prime: Mapping[int, Activation], l: int, i: int, j: int) -> float:
    """Return the derivative of an activation in its own preactivation; f_prime takes z, not a.

    Shapes: Z[l] (n[l], m) -> a number.
    Source: the book, "Hidden layers"; erratum E36.
    """
    da_ij_dz_ij = f_prime[l](Z[l][i][j])  # eq: hidden.da-dz
    return da_ij_dz_ij


# ---- the hidden layers: one activation


def z_j_layout(Z: Layers, l: int, j: int) -> Matrix:
    """Return column j of the preactivations of layer l + 1, the only ones that an activation a_ij reaches, written out.

    Shapes: Z[l + 1] (n[l + 1], m) -> (n[l + 1], 1).
    Source: the book, "Hidden layers"; errata E07, E25.
    """
    n = {l + 1: len(Z[l + 1])}
    entries = [[Z[l + 1][p][j]] for p in range(n[l + 1])]
    assert column(Z[l + 1], j) == entries  # eq: hidden.z-column-layout
    return entries


def dJ_da_ij_chain(dJ_dZ: Layers, dz_j_da_ij: Matrix, l: int, i: int, j: int) -> float:
    """Return the gradient of J in one activation of layer l, through column j of Z[l + 1].

    Shapes: dz_j_da_ij (1, n[l + 1]), column j of dJ_dZ[l + 1] (n[l + 1], 1) -> a number.
    Source: the book, "Hidden layers"; errata E08, E28.
    """
    dJ_da_ij = dot(dz_j_da_ij, column(dJ_dZ[l + 1], j))  # eq: hidden.dJ-da-chain; hidden.dJ-da, step 1
    return dJ_da_ij


def dJ_dz_j_layout(dJ_dZ: Layers, l: int, j: int) -> Matrix:
    """Return the gradient of J in column j of Z[l + 1] written out.

    Shapes: dJ_dZ[l + 1] (n[l + 1], m) -> (n[l + 1], 1).
    Source: the book, "Hidden layers"; errata E05, E06, E25.
    """
    n = {l + 1: len(dJ_dZ[l + 1])}
    entries = [[dJ_dZ[l + 1][p][j]] for p in range(n[l + 1])]
    assert column(dJ_dZ[l + 1], j) == entries  # eq: hidden.dJ-dz-column-layout
    return entries


def dz_j_da_ij_layout(W: Layers, l: int, i: int, j: int) -> Matrix:
    """Return the derivative of column j of Z[l + 1] in one activation, written out: a row over the units of that layer.

    Shapes: W[l + 1] (n[l + 1], n[l]) -> (1, n[l + 1]).
    Source: the book, "Hidden layers"; errata E08, E28.
    """
    n = {l + 1: len(W[l + 1])}
    dz_j_da_ij: Matrix = [[]]
    for p in range(n[l + 1]):
        dz_pj_da_ij = W[l + 1][p][i]
        dz_j_da_ij[0].append(dz_pj_da_ij)  # eq: hidden.dz-da-layout; hidden.dz-da, step 1
    return dz_j_da_ij


def dz_pj_da_ij_slope(W: Layers, B: Layers, A: Layers, l: int, p: int, i: int, j: int) -> float:
    """Return the derivative of a preactivation of layer l + 1 in one activation of layer l, measured: a_ij is moved.

    Shapes: W[l + 1] (n[l + 1], n[l]), B[l + 1] (n[l + 1], 1), A[l] (n[l], m) -> a number.
    Source: the book, "Hidden layers"; errata E24, E25.
    """
    n = {l: len(A[l])}

    def weighted_sum() -> float:
        return sum(W[l + 1][p][g] * A[l][g][j] for g in range(n[l])) + B[l + 1][p][0]

    dz_pj_da_ij = derivative(weighted_sum, A[l][i], j)  # eq: hidden.dz-da-element-solve, step 1
    return dz_pj_da_ij


def dz_pj_da_ij_solved(W: Layers, l: int, p: int, i: int, j: int) -> float:
    """Return the derivative of a preactivation of layer l + 1 in one activation of layer l: the weight between them.

    Shapes: W[l + 1] (n[l + 1], n[l]) -> a number.
    Source: the book, "Hidden layers".
    """
    dz_pj_da_ij = W[l + 1][p][i]  # eq: hidden.dz-da-element-solve, step 2
    return dz_pj_da_ij


def dz_j_da_ij_row(W: Layers, l: int, i: int, j: int) -> Matrix:
    """Return the derivative of column j of Z[l + 1] in one activation: the weights that leave unit i, as a row.

    Shapes: W[l + 1] (n[l + 1], n[l]) -> (1, n[l + 1]).
    Source: the book, "Hidden layers"; errata E15, E28.
    """
    n = {l + 1: len(W[l + 1])}
    dz_j_da_ij = [[W[l + 1][p][i] for p in range(n[l + 1])]]  # eq: hidden.dz-da, step 2
    return dz_j_da_ij


def dJ_da_ij_product(W: Layers, dJ_dZ: Layers, l: int, i: int, j: int) -> float:
    """Return the gradient of J in one activation of layer l, both vectors written out.

    Shapes: W[l + 1] (n[l + 1], n[l]), dJ_dZ[l + 1] (n[l + 1], m) -> a number.
    Source: the book, "Hidden layers"; errata E05, E06.
    """
    n = {l + 1: len(W[l + 1])}
    weights_leaving_i = [[W[l + 1][p][i] for p in range(n[l + 1])]]
    gradients_above = [[dJ_dZ[l + 1][p][j]] for p in range(n[l + 1])]
    dJ_da_ij = dot(weights_leaving_i, gradients_above)  # eq: hidden.dJ-da, step 2
    return dJ_da_ij


# ---- the hidden layers: one bias


def dz_kj_db_i_slope(W: Layers, B: Layers, A: Layers, l: int, k: int, j: int, i: int) -> float:
    """Return the derivative of a preactivation in a bias of its layer, measured: b_i is moved.

    Shapes: W[l] (n[l], n[l - 1]), B[l] (n[l], 1), A[l - 1] (n[l - 1], m) -> a number.
    Source: the book, "Compacting"; erratum E27.
    """
    n = {l - 1: len(A[l - 1])}

    def weighted_sum() -> float:
        return sum(W[l][k][g] * A[l - 1][g][j] for g in range(n[l - 1])) + B[l][k][0]

    dz_kj_db_i = derivative(weighted_sum, B[l][i], 0)  # eq: hidden.dz-db-element, step 1
    return dz_kj_db_i


def dz_kj_db_i_solved(l: int, k: int, j: int, i: int) -> float:
    """Return the derivative of a preactivation in a bias of its layer: 1 if the bias is its own, else 0.

    Source: the book, "Compacting"; erratum E27.
    """
    dz_kj_db_i = 1 if k == i else 0  # eq: hidden.dz-db-element, step 2
    return dz_kj_db_i


def dz_i_db_i_column(Z: Layers, l: int, i: int) -> Matrix:
    """Return the derivative of row i of Z in the bias of unit i, which is added at every datapoint.

    Shapes: Z[l] (n[l], m) -> (m, 1).
    Source: the book, "Compacting"; errata E28, E39.
    """
    m = len(Z[l][0])
    dz_i_db_i = ones(m, 1)  # eq: hidden.dz-db-column
    return dz_i_db_i


def dJ_db_i_chain(dJ_dZ: Layers, dz_i_db_i: Matrix, l: int, i: int) -> float:
    """Return the gradient of J in one bias of layer l, which acts on row i of Z alone.

    Shapes: row i of dJ_dZ[l] (1, m), dz_i_db_i (m, 1) -> a number.
    Source: the book, "Compacting"; erratum E28.
    """
    dJ_db_i = dot(row(dJ_dZ[l], i), dz_i_db_i)  # eq: hidden.dJ-db-chain
    return dJ_db_i


# ---- compacting: from numbers to matrices


def dJ_dA_layout(dJ_dA: Layers, l: int) -> Matrix:
    """Return the gradient of J in the activations of layer l written out.

    Shapes: dJ_dA[l] (n[l], m) -> (n[l], m).
    Source: the book, "Compacting".
    """
    n = {l: len(dJ_dA[l])}
    m = len(dJ_dA[l][0])
    entries = [[dJ_dA[l][i][j] for j in range(m)] for i in range(n[l])]
    assert dJ_dA[l] == entries  # eq: compact.dJ-dA-layout
    return entries


def expanded_dJ_dA(W: Layers, dJ_dZ: Layers, l: int) -> Matrix:
    """Return the gradient of J in the activations of hidden layer l, both matrices written out.

    Shapes: W[l + 1] (n[l + 1], n[l]), dJ_dZ[l + 1] (n[l + 1], m) -> (n[l], m).
    Source: the book, "Compacting"; errata E03, E04, E15.
    """
    n = {l: len(W[l + 1][0]), l + 1: len(W[l + 1])}
    m = len(dJ_dZ[l + 1][0])
    weights = [[W[l + 1][p][i] for i in range(n[l])] for p in range(n[l + 1])]
    gradients = [[dJ_dZ[l + 1][p][j] for j in range(m)] for p in range(n[l + 1])]
    return matmul(transpose(weights), gradients)  # eq: compact.dJ-dA-product-expanded


def previous_dJ_dA(W: Layers, dJ_dZ: Layers, l: int) -> Matrix:
    """Return the gradient of J in the activations below layer l: what layer l hands down.

    Needed for l = 2 to L; for l = 1 it is the gradient in the data.

    Shapes: W[l] (n[l], n[l - 1]), dJ_dZ[l] (n[l], m) -> (n[l - 1], m).
    Source: the book, "Compacting"; erratum E38.
    """
    dJ_dA = {}
    dJ_dA[l - 1] = matmul(transpose(W[l]), dJ_dZ[l])  # eq: compact.dJ-dA-prev
    return dJ_dA[l - 1]


def dJ_dz_ij_product(dJ_dA: Layers, Z: Layers, f_prime: Mapping[int, Activation], l: int, i: int, j: int) -> float:
    """Return the gradient of J in one preactivation of layer l.

    Shapes: dJ_dA[l] (n[l], m), Z[l] (n[l], m) -> a number.
    Source: the book, "Compacting"; erratum E36.
    """
    dJ_dz_ij = dJ_dA[l][i][j] * f_prime[l](Z[l][i][j])  # eq: compact.dJ-dz-element, step 2
    return dJ_dz_ij


def chained_dJ_dW(dJ_dA: Layers, A: Layers, Z: Layers, f_prime: Mapping[int, Activation], l: int) -> Matrix:
    """Return the gradient of J in the weights of layer l from that in its activations.

    The elementwise product comes before the matrix product.

    Shapes: dJ_dA[l], Z[l] (n[l], m), A[l - 1] (n[l - 1], m) -> (n[l], n[l - 1]).
    Source: the book, "Compacting"; erratum E14.
    """
    activation_slope = elementwise(f_prime[l], Z[l])
    return matmul(hadamard(dJ_dA[l], activation_slope), transpose(A[l - 1]))  # eq: compact.dJ-dW, step 2


def summed_dJ_dB(dJ_dZ: Layers, l: int) -> Matrix:
    """Return the gradient of J in the biases of layer l: the sum of the columns of dJ_dZ.

    Shapes: dJ_dZ[l] (n[l], m) -> (n[l], 1).
    Source: the book, "Compacting"; errata E26, E27.
    """
    n = {l: len(dJ_dZ[l])}
    m = len(dJ_dZ[l][0])
    dJ_dB = {l: zeros(n[l], 1)}
    for j in range(m):
        dJ_dB[l] = add(dJ_dB[l], column(dJ_dZ[l], j))  # eq: compact.dJ-dB; compact.dJ-dB-matmul, step 2
    return dJ_dB[l]
