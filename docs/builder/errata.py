"""The slips of the article, run: each as it is printed, as it should be, and as finite differences find it.

A function e05_printed is what E05 quotes, in code; e05 is the table that its section shows. Nothing here is typed by
hand but the printed versions themselves. `python3 -m builder.errata` prints every table as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from math import exp, log, log10
from random import Random
from typing import NamedTuple

from purenn import Network, backward_matrix, derivation
from purenn.activation import Activation, sigmoid
from purenn.check import finite_differences
from purenn.descent import gradient_descent_step
from purenn.explaining import worked
from purenn.explaining.numbers import shown
from purenn.forward import Run, cost, forward_pass, propagate, scalar_forward_pass
from purenn.gradients import Gradients
from purenn.loss import cross_entropy_from_z
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
    scale,
    shape,
    subtract,
    transpose,
)
from purenn.notation.text import text
from purenn.numerical import derivative

# ---- as printed


def e01_printed(A: Layers, Y: Matrix, L: int) -> Matrix:
    """Return dJ/dA of the output without the minus sign of J."""
    m = len(Y[0])
    return scale(1 / m, subtract(divide(Y, A[L]), divide(one_minus(Y), one_minus(A[L]))))


def e02_printed(W: Layers, A: Layers, l: int, i: int, j: int) -> float:
    """Return the sum over g with a_ij in it."""
    return sum(W[l][i][g] * A[l - 1][i][j] for g in range(len(W[l][i])))


def e03_printed(W: Layers, Z: Layers, dJ_dZ: Layers, l: int) -> Matrix:
    """Return dJ/dA with a z in row 2 of the weights, last column."""
    last = len(W[l]) - 1
    weights = [entries[:] for entries in W[l + 1]]
    weights[1][last] = Z[l + 1][1][last]
    return matmul(transpose(weights), dJ_dZ[l + 1])


def e04_printed(W: Layers, dJ_dZ: Layers, l: int) -> Matrix:
    """Return dJ/dA with a weight of layer l in the last row of the weights, column 2."""
    last = len(W[l + 1]) - 1
    weights = [entries[:] for entries in W[l + 1]]
    weights[last][1] = W[l][last][1]
    return matmul(transpose(weights), dJ_dZ[l + 1])


def e05_printed(W: Layers, dJ_dZ: Layers, l: int, i: int, j: int) -> float:
    """Return dJ/da_ij with column 1 of dJ/dZ, whatever j is."""
    return dot(transpose(column(W[l + 1], i)), column(dJ_dZ[l + 1], 0))


def e06_printed(W: Layers, dJ_dZ: Layers, l: int, j: int) -> Matrix:
    """Return column j of dJ/dZ of the next layer, with as many entries as layer l has units."""
    return [[dJ_dZ[l + 1][p][j]] for p in range(len(W[l]))]


def e07_printed(Z: Layers, l: int, j: int) -> Matrix:
    """Return column j of Z of the next layer, whose second entry is the first once more."""
    return [[Z[l + 1][0][j]], [Z[l + 1][0][j]], *column(Z[l + 1], j)[2:]]


def e09_printed(n: Sequence[int], m: int, l: int) -> tuple[int, ...]:
    """Return the shape of the tensor dZ/dW."""
    return (n[l], m, m, n[l])


def e10_printed(A: Layers, n: Sequence[int], l: int) -> Matrix:
    """Return the activations of the previous layer, with as many rows as layer l has units."""
    return [A[l - 1][h] for h in range(n[l])]


def e13_printed(dJ_dA: Layers, A: Layers, Z: Layers, f_prime: Mapping[int, Activation], L: int, l: int) -> Matrix:
    """Return dJ/dW of the output with the derivatives of f at the preactivations of layer l."""
    return matmul(hadamard(dJ_dA[L], elementwise(f_prime[L], Z[l])), transpose(A[L - 1]))


def e14_printed(dJ_dA: Layers, A: Layers, Z: Layers, f_prime: Mapping[int, Activation], l: int) -> Matrix:
    """Return dJ/dW with the matrix product taken first."""
    return hadamard(dJ_dA[l], matmul(elementwise(f_prime[l], Z[l]), transpose(A[l - 1])))


def e14_cut(dJ_dA: Layers, A: Layers, Z: Layers, f_prime: Mapping[int, Activation], l: int) -> Matrix:
    """Return the same with an elementwise product that stops at the shorter of two rows, as a bare zip does."""
    right = matmul(elementwise(f_prime[l], Z[l]), transpose(A[l - 1]))
    return [[x * y for x, y in zip(*pair, strict=False)] for pair in zip(dJ_dA[l], right, strict=False)]


def e15_printed(W: Layers, dJ_dZ: Layers, l: int, i: int, j: int) -> float:
    """Return dJ/da_ij with column i of the transposed weights."""
    return dot(transpose(column(transpose(W[l + 1]), i)), column(dJ_dZ[l + 1], j))


def e17_printed(W: Layers, dJ_dW: Layers, l: int) -> Matrix:
    """Return what layer l hands on if that is made from its weight gradient."""
    return matmul(transpose(W[l]), dJ_dW[l])


def e24_printed(W: Layers, A: Layers, l: int) -> Matrix:
    """Return the weighted sums without the bias."""
    return matmul(W[l], A[l - 1])


def e26_by_rows(dJ_dZ: Layers, l: int) -> Matrix:
    """Return the sum over j with j taken for a row."""
    m = len(dJ_dZ[l][0])
    return [[sum(dJ_dZ[l][j][k] for j in range(m)) for k in range(m)]]


def e28_mixed(W: Layers, dJ_dZ: Layers, l: int, i: int, j: int) -> Matrix:
    """Return the product for dJ/da_ij with the derivative of the column standing, as equation 15 has it for a row."""
    return matmul(column(W[l + 1], i), column(dJ_dZ[l + 1], j))


def e41_in_place(W: Layers, run: Run, dJ_dZ_L: Matrix, f_prime: Mapping[int, Activation], gamma: float) -> Layers:
    """Return dJ/dW of every layer, each layer's weights changed before the previous layer is looked at."""
    L = len(W)
    W, dJ_dA, dJ_dZ, dJ_dW = dict(W), {}, {L: dJ_dZ_L}, {}
    for l in range(L, 0, -1):
        if l < L:
            dJ_dA[l] = backward_matrix.hidden_dJ_dA(W, dJ_dZ, l)
            dJ_dZ[l] = backward_matrix.layer_dJ_dZ(dJ_dA, run.Z, f_prime, l)
        dJ_dW[l] = backward_matrix.layer_dJ_dW(dJ_dZ, run.A, l)
        W[l] = subtract(W[l], scale(gamma, dJ_dW[l]))
    return dJ_dW


# ---- the nets that they run on


class Net(NamedTuple):
    """A network with its labels, its forward pass, and every gradient, derived and measured."""

    network: Network
    Y: Matrix
    run: Run
    derived: Gradients
    measured: Gradients

    @property
    def m(self) -> int:
        """The number of datapoints."""
        return len(self.Y[0])


def net(network: Network, X: Matrix, Y: Matrix) -> Net:
    """Return a network run on data."""
    run = forward_pass(network, X)
    return Net(network, Y, run, backward_matrix.backward_pass(network, run, Y), finite_differences(network, run, Y))


def random_net(n: list[int], m: int, last: str = "sigmoid") -> Net:
    """Return a random network of the sizes n, run on m random datapoints."""
    draw = Random(1)
    activations = {**dict.fromkeys(range(1, len(n)), "tanh"), len(n) - 1: last}
    X = [[draw.gauss(0, 1) for j in range(m)] for h in range(n[0])]
    return net(Network.random(n, 1, activations), X, [[j % 2 for j in range(m)]])


def one_weight(net: Net, l: int, i: int, h: int) -> derivation.OneWeight:
    """Return what the derivation finds for the weight w_ih of layer l."""
    return derivation.one_weight(net.network.W, net.network.B, net.run.A, net.derived.dJ_dZ, l, i, h)


def one_activation(net: Net, l: int, i: int, j: int) -> derivation.OneActivation:
    """Return what the derivation finds for the activation a_ij of layer l."""
    return derivation.one_activation(net.network.W, net.network.B, net.run.A, net.run.Z, net.derived.dJ_dZ, l, i, j)


def measured_derivative(net: Net, l: int, i: int, h: int, j: int) -> float:
    """Return how far w_ih moves z_ij of layer l, bias and all, by a finite difference."""
    W, B, A = net.network.W, net.network.B, net.run.A
    return derivative(lambda: add(matmul(W[l], A[l - 1]), matmul(B[l], ones(1, net.m)))[i][j], W[l][i], h)


WORKED = net(Network(worked.W, worked.B), worked.X, worked.Y)
WIDER = random_net([2, 4, 3, 1], 5)  # from 2 units to 4
WIDER_NEXT = random_net([4, 2, 5, 1], 6)  # from 2 units to 5
SQUARE = random_net([3, 2, 2, 1], 5)  # two layers of one width
THIN = random_net([4, 1, 2, 1], 5)  # one unit in layer 1
AS_MANY = random_net([2, 4, 3, 1], 3)  # as many datapoints as units in layer 2
MANY_FIRST = random_net([3, 7, 2, 1], 5)  # more units in layer 1 than datapoints
LINEAR = random_net([4, 3, 2, 1], 5, "linear")

# ---- tables

STEP = 0.1  # by which a number is raised to see what moves
Value = float | str
JUDGED = ("", "as printed", "corrected", "finite difference")


def table(headings: Sequence[str], rows: Sequence[Sequence[Value]]) -> str:
    """Return a table in Markdown; the first column says what the numbers are."""
    lines = [headings, ["---", *["--:"] * (len(headings) - 1)], *rows]
    return "\n".join("| " + " | ".join(cell(value) for value in line) + " |" for line in lines)


def cell(value: Value) -> str:
    """Return a number of four digits, or words as they are.

    >>> cell(-0.061745)
    '−0.06175'
    """
    return value if isinstance(value, str) else text(shown(value))


def tried(version: Callable[[], Value]) -> Value:
    """Return what a version gives, or how it fails."""
    try:
        return version()
    except (ValueError, IndexError, ArithmeticError) as error:
        return f"`{type(error).__name__}`: {error}"


def dJ_d(letter: str, indices: str, l: int) -> str:
    r"""Return the symbol of a gradient.

    >>> dJ_d("a", "1,2", 3)
    '$\\frac{\\partial J}{\\partial a_{1,2}^{(3)}}$'
    """
    return rf"$\frac{{\partial J}}{{\partial {letter}_{{{indices}}}^{{({l})}}}}$"


def size(matrix: Matrix) -> str:
    """Return the shape of a matrix as it is printed."""
    return "×".join(map(str, shape(matrix)))


def farthest(left: Matrix, right: Matrix) -> float:
    """Return the largest difference of two entries."""
    return max(abs(entry) for entries in subtract(left, right) for entry in entries)


def sizes(net: Net) -> str:
    """Return what a reader knows a net by: its widths, unless it is the worked net."""
    if net is WORKED:
        return "the worked net"
    return f"widths {', '.join(map(str, net.network.n))}"


def e01() -> str:
    """The derivatives with respect to the outputs."""
    A, Y, L = WORKED.run.A, WORKED.Y, worked.L
    printed, corrected = e01_printed(A, Y, L)[0], backward_matrix.output_dJ_dA(A, Y, L)[0]
    measured = WORKED.measured.dJ_dA[L][0]
    rows = [
        (f"{dJ_d('a', f'1,{j + 1}', L)}, label {Y[0][j]}", printed[j], corrected[j], measured[j])
        for j in range(WORKED.m)
    ]
    return table(JUDGED, rows)


def e01_steps() -> str:
    """The cost of the worked net under gradient descent with either sign."""
    X, shown_steps = worked.X, (0, 1, 5, 10, 20)
    costs: list[list[Value]] = []
    for sign in (-1, 1):
        network, row = Network(worked.W, worked.B), []
        for step in range(max(shown_steps) + 1):
            run = forward_pass(network, X)
            if step in shown_steps:
                row.append(cost(network, run, worked.Y))
            gradients = backward_matrix.backward_pass(network, run, worked.Y)
            turned = [{l: scale(sign, dJ[l]) for l in dJ} for dJ in gradients]
            network = gradient_descent_step(network, Gradients(*turned), worked.gamma)
        costs.append(row)
    rows = [("as printed", *costs[0]), ("corrected", *costs[1])]
    return table([rf"$J$, $\gamma={cell(worked.gamma)}$, after steps:", *map(str, shown_steps)], rows)


def e02() -> str:
    """The derivative of a preactivation with respect to a weight, and two preactivations."""
    W, A, l, i, h, j = WORKED.network.W, WORKED.run.A, 1, 0, 2, 3
    printed = derivative(lambda: e02_printed(W, A, l, i, j), W[l][i], h)
    solved, measured = one_weight(WORKED, l, i, h).dz_i_dw_ih[j][0], measured_derivative(WORKED, l, i, h, j)
    rows = [(r"$\frac{\partial z_{1,4}^{(1)}}{\partial w_{1,3}^{(1)}}$", printed, solved, measured)]
    for net, i in ((WORKED, 0), (WIDER, 3)):
        W, B, A = net.network.W, net.network.B, net.run.A
        printed = tried(lambda W=W, B=B, A=A, i=i: e02_printed(W, A, l, i, j) + B[l][i][0])
        corrected = scalar_forward_pass(net.network, A[0]).Z[l][i][j]
        rows.append((f"$z_{{{i + 1},4}}^{{(1)}}$, {sizes(net)}", printed, corrected, net.run.Z[l][i][j]))
    return table(["", "as printed", "corrected", "in the network"], rows)


def e03() -> str:
    """Row 3 of dJ/dA on the worked net, and the net that has no such z."""
    l, W, derived, measured = 1, WORKED.network.W, WORKED.derived.dJ_dZ, WORKED.measured.dJ_dA[1]
    printed, corrected = e03_printed(W, WORKED.run.Z, derived, l), derivation.all_activations(W, derived, l)
    rows: list[tuple[Value, ...]] = [
        (dJ_d("a", f"3,{j + 1}", l), printed[2][j], corrected[2][j], measured[2][j]) for j in range(WORKED.m)
    ]
    many, dJ_dZ = MANY_FIRST.network.W, MANY_FIRST.derived.dJ_dZ
    refusal = tried(lambda: e03_printed(many, MANY_FIRST.run.Z, dJ_dZ, l)[6][0])
    corrected_there = derivation.all_activations(many, dJ_dZ, l)[6][0]
    there = f"{dJ_d('a', '7,1', l)}, {sizes(MANY_FIRST)}"
    return table(JUDGED, [*rows, (there, refusal, corrected_there, MANY_FIRST.measured.dJ_dA[l][6][0])])


def e04() -> str:
    """Row 2 of dJ/dA on the worked net, and the net that has no such weight."""
    l, W, derived, measured = 1, WORKED.network.W, WORKED.derived.dJ_dZ, WORKED.measured.dJ_dA[1]
    printed, corrected = e04_printed(W, derived, l), derivation.all_activations(W, derived, l)
    rows: list[tuple[Value, ...]] = [
        (dJ_d("a", f"2,{j + 1}", l), printed[1][j], corrected[1][j], measured[1][j]) for j in range(WORKED.m)
    ]
    next_W, dJ_dZ = WIDER_NEXT.network.W, WIDER_NEXT.derived.dJ_dZ
    refusal = tried(lambda: e04_printed(next_W, dJ_dZ, l)[1][0])
    corrected_there = derivation.all_activations(next_W, dJ_dZ, l)[1][0]
    there = f"{dJ_d('a', '2,1', l)}, {sizes(WIDER_NEXT)}"
    return table(JUDGED, [*rows, (there, refusal, corrected_there, WIDER_NEXT.measured.dJ_dA[l][1][0])])


def e05() -> str:
    """Row 1 of dJ/dA."""
    l, i, W, dJ_dZ = 1, 0, WORKED.network.W, WORKED.derived.dJ_dZ
    rows = [
        (dJ_d("a", f"1,{j + 1}", l), e05_printed(W, dJ_dZ, l, i, j), one_activation(WORKED, l, i, j).dJ_da_ij,
         WORKED.measured.dJ_dA[l][i][j])
        for j in range(WORKED.m)
    ]  # fmt: skip
    return table(JUDGED, rows)


def e06() -> str:
    """One entry of dJ/dA where the column is too long, where it is too short, and where it is silently cut."""

    def printed(W: Layers, dJ_dZ: Layers) -> float:
        return dot(transpose(column(W[l + 1], i)), e06_printed(W, dJ_dZ, l, j))

    l, i, j, rows = 1, 0, 1, []
    for net in (WORKED, WIDER_NEXT):
        W, dJ_dZ = net.network.W, net.derived.dJ_dZ
        judged = (one_activation(net, l, i, j).dJ_da_ij, net.measured.dJ_dA[l][i][j])
        tried_here = tried(lambda W=W, dJ_dZ=dJ_dZ: printed(W, dJ_dZ))
        rows.append((f"{dJ_d('a', '1,2', l)}, {sizes(net)}", tried_here, *judged))
    (weights,), (gradients,) = transpose(column(W[l + 1], i)), transpose(e06_printed(W, dJ_dZ, l, j))
    cut = sum(w * z for w, z in zip(weights, gradients, strict=False))
    return table(JUDGED, [*rows, ("the same, stopping at the shorter", cut, *judged)])


def e07() -> str:
    """A column of Z, and the same column from the activations of the previous layer."""
    l, j, W, B, A, Z = 1, 0, WORKED.network.W, WORKED.network.B, WORKED.run.A, WORKED.run.Z
    printed, corrected = e07_printed(Z, l, j), one_activation(WORKED, l, 0, j).z_j
    weighted = add(matmul(W[l + 1], column(A[l], j)), B[l + 1])
    rows = [(f"$z_{{{p + 1},1}}^{{(2)}}$", printed[p][0], corrected[p][0], weighted[p][0]) for p in range(2)]
    return table(["", "as printed", "corrected", "weighted sum plus bias"], rows)


def e08() -> str:
    """The shapes of the two vectors, and how many preactivations move with one activation."""
    l, rows = 1, []
    for net in (WORKED, WIDER_NEXT):
        n, A_l = net.network.n, [entries[:] for entries in net.run.A[l]]
        A_l[0][0] += STEP
        moved = subtract(propagate(net.network, A_l, l).Z[l + 1], net.run.Z[l + 1])
        count = sum(change != 0 for changes in moved for change in changes)
        rows.append((sizes(net), f"1×{n[l]} and {n[l]}×1", f"1×{n[l + 1]} and {n[l + 1]}×1", str(count)))
    return table(["", "as printed", "corrected", "preactivations that move"], rows)


def e09() -> str:
    """How many numbers the tensor holds, and how many pairs of a preactivation and a weight there are."""
    n, m, W, Z, rows = WORKED.network.n, WORKED.m, WORKED.network.W, WORKED.run.Z, []
    for l in (1, 2, 3):
        tensor = derivation.all_weights_at_once(WORKED.derived.dJ_dZ, WORKED.run.A, l).dZ_dW
        found = (len(tensor), len(tensor[0]), *shape(tensor[0][0]))
        pairs = sum(map(len, Z[l])) * sum(map(len, W[l]))
        rows.append((f"layer {l}", counted(e09_printed(n, m, l)), counted(found), str(pairs)))
    return table(["", "as printed", "corrected", "derivatives there are"], rows)


def counted(sides: Sequence[int]) -> str:
    """Return a shape with the number of its entries.

    >>> counted((2, 5, 3))
    '2×5×3 = 30'
    """
    product = 1
    for side in sides:
        product *= side
    return f"{'×'.join(map(str, sides))} = {product}"


def e10() -> str:
    """The number of rows of the activations of the previous layer, by its label and as they are."""
    rows: list[tuple[Value, ...]] = []
    for net, layers in ((WORKED, (2, 3)), (WIDER, (1,))):
        for l in layers:
            n, A = net.network.n, net.run.A
            printed = tried(lambda A=A, n=n, l=l: str(len(e10_printed(A, n, l))))
            corrected = str(len(A[l - 1]))
            rows.append((rf"rows of $\mathbf{{A}}^{{({l - 1})}}$, {sizes(net)}", printed, corrected, str(n[l - 1])))
    product = tried(lambda: size(matmul(WORKED.network.W[2], e10_printed(WORKED.run.A, WORKED.network.n, 2))))
    whole = size(matmul(WORKED.network.W[2], WORKED.run.A[1]))
    rows.append((r"$\mathbf{W}^{(2)}\mathbf{A}^{(1)}$, the worked net", product, whole, size(WORKED.run.Z[2])))
    return table(["", "as printed", "corrected", "in the network"], rows)


def e12() -> str:
    """The chain for an output weight, with the gradient with respect to the outputs as a column and as a row."""
    A, L, measured = WORKED.run.A, worked.L, WORKED.measured
    links = derivation.three_links(measured.dJ_dA, A, L)
    printed = tried(lambda: matmul(matmul(transpose(measured.dJ_dA[L]), links.dA_dZ), links.dZ_dW)[0][0])
    return table(JUDGED, [(dJ_d("w", "1,1", L), printed, links.dJ_dW[0][0], measured.dJ_dW[L][0][0])])


def e13() -> str:
    """The first output weight, for each hidden layer that l might mean."""
    L, rows = 3, []
    for net in (WORKED, THIN):
        parts = (net.derived.dJ_dA, net.run.A, net.run.Z, net.network.f_prime, L)
        for l in (1, 2):
            printed = tried(lambda parts=parts, l=l: e13_printed(*parts, l)[0][0])
            corrected = derivation.output_weights(*parts).dJ_dW[0][0]
            where = f"{dJ_d('w', '1,1', L)}, $l={l}$, {sizes(net)}"
            rows.append((where, printed, corrected, net.measured.dJ_dW[L][0][0]))
    return table(JUDGED, rows)


def e14() -> str:
    """A row of weight gradients where the shapes do not fit, where they happen to, and where they are cut to fit."""
    rows: list[tuple[Value, ...]] = []
    for net, l, version, remark in (
        (WORKED, 2, e14_printed, "5 datapoints"),
        (AS_MANY, 3, e14_printed, "3 datapoints"),
        (WORKED, 2, e14_cut, "cut by `zip`"),
    ):
        parts = (net.derived.dJ_dA, net.run.A, net.run.Z, net.network.f_prime, l)
        printed = tried(lambda version=version, parts=parts: version(*parts)[0][0])
        where = f"{dJ_d('w', '1,1', l)}, {sizes(net)}, {remark}"
        rows.append((where, printed, derivation.all_weights(*parts)[0][0], net.measured.dJ_dW[l][0][0]))
    return table(JUDGED, rows)


def e15() -> str:
    """An entry of dJ/dA on nets where the wrong column is missing, too short, and of the right length by chance."""
    l, j, rows = 1, 0, []
    for net, i in ((WORKED, 2), (WIDER_NEXT, 0), (SQUARE, 1)):
        W, dJ_dZ = net.network.W, net.derived.dJ_dZ
        printed = tried(lambda W=W, dJ_dZ=dJ_dZ, i=i: e15_printed(W, dJ_dZ, l, i, j))
        corrected = dot(transpose(column(W[l + 1], i)), column(dJ_dZ[l + 1], j))
        where = f"{dJ_d('a', f'{i + 1},1', l)}, {sizes(net)}"
        rows.append((where, printed, corrected, net.measured.dJ_dA[l][i][j]))
    return table(JUDGED, rows)


def e16() -> str:
    """The first entry of each of the two gradients."""
    l, derived, measured = 1, WORKED.derived, WORKED.measured
    z, a = derived.dJ_dZ[l][0][0], derived.dJ_dA[l][0][0]
    rows = [(dJ_d("z", "1,1", l), a, z, measured.dJ_dZ[l][0][0]), (dJ_d("a", "1,1", l), z, a, measured.dJ_dA[l][0][0])]
    return table(JUDGED, rows)


def e17() -> str:
    """The shape and the first entry of what the output layer hands on."""
    L, W, derived = worked.L, WORKED.network.W, WORKED.derived
    printed, corrected = e17_printed(W, derived.dJ_dW, L), matmul(transpose(W[L]), derived.dJ_dZ[L])
    measured = WORKED.measured.dJ_dA[L - 1]
    rows = [
        (r"shape of $\frac{\partial J}{\partial\mathbf{A}^{(2)}}$", size(printed), size(corrected), size(measured)),
        (dJ_d("a", "1,1", L - 1), printed[0][0], corrected[0][0], measured[0][0]),
    ]
    return table(JUDGED, rows)


def e18() -> str:
    """By how much each unit's preactivations move with w_11 of layer 1, at most."""
    W = {l: [entries[:] for entries in worked.W[l]] for l in worked.W}
    W[1][0][0] += STEP
    moved, rows = forward_pass(Network(W, worked.B), worked.X).Z, []
    for l, before in WORKED.run.Z.items():
        for i, entries in enumerate(before):
            first = (l, i) == (1, 0)
            change = farthest([moved[l][i]], [entries])
            rows.append((f"unit {i + 1} of layer {l}", "moves" if first else "stays",
                         "moves" if first or l > 1 else "stays", change))  # fmt: skip
    raised = f"$w_{{1,1}}^{{(1)}}$ from {cell(worked.W[1][0][0])} to {cell(W[1][0][0])}"
    return table([raised, "as printed", "corrected", "largest change"], rows)


def e18_zero() -> str:
    """By how much the preactivations of layer 2 move with a_13 of layer 1 where one of its weights is 0."""
    W = {l: [entries[:] for entries in worked.W[l]] for l in worked.W}
    W[2][1][0] = 0.0
    network, A = Network(W, worked.B), [entries[:] for entries in WORKED.run.A[1]]
    before = propagate(network, A, 1).Z[2]
    A[0][2] += STEP
    after = propagate(network, A, 1).Z[2]
    rows = [
        (f"$z_{{{p + 1},{j + 1}}}^{{(2)}}$, weight {cell(W[2][p][0])}", "moves" if j == 2 else "stays",
         "moves" if j == 2 and W[2][p][0] else "stays", abs(after[p][j] - before[p][j]))
        for p in range(2)
        for j in (2, 3)
    ]  # fmt: skip
    raised = f"$a_{{1,3}}^{{(1)}}$ from {cell(WORKED.run.A[1][0][2])} to {cell(A[0][2])}"
    return table([raised, "as printed", "corrected", "change"], rows)


def e19() -> str:
    """J as the three readings of its sum have it."""
    A, Y, m = WORKED.run.A[worked.L][0], worked.Y[0], WORKED.m

    def free(j: int) -> float:
        return -(sum(Y[k] * log(A[k]) for k in range(m)) + (1 - Y[j]) * log(1 - A[j])) / m

    rows = [("both terms in the sum", cost(WORKED.network, WORKED.run, worked.Y))]
    rows += [(f"the second term outside, at $j={j + 1}$", free(j)) for j in (0, 1, 4)]
    return table(["how the sum is read", "$J$"], rows)


def e19_log() -> str:
    """The derivative with respect to an output with either logarithm."""
    L, m = worked.L, WORKED.m
    A, label = [[WORKED.run.A[L][0][0]]], worked.Y[0][0]
    rows = []
    for name, logarithm in (("natural", log), ("base 10", log10)):

        def J(logarithm: Callable[[float], float] = logarithm) -> float:
            return -(label * logarithm(A[0][0]) + (1 - label) * logarithm(1 - A[0][0])) / m

        derived = backward_matrix.output_dJ_dA(WORKED.run.A, worked.Y, L)[0][0]
        measured = derivative(J, A[0], 0)
        rows.append((f"{dJ_d('a', '1,1', L)}, {name}", derived, measured, derived / measured))
    return table(["", "by the formula", "finite difference", "ratio"], rows)


def e24() -> str:
    """A preactivation without its bias and with it, and its derivative either way."""
    W, B, A = WORKED.network.W, WORKED.network.B, WORKED.run.A
    without_bias = derivative(lambda: e24_printed(W, A, 1)[0][1], W[1][0], 2)
    with_bias = measured_derivative(WORKED, 1, 0, 2, 1)
    corrected = add(e24_printed(W, A, 1), matmul(B[1], ones(1, WORKED.m)))
    rows = [
        ("$z_{1,2}^{(1)}$", e24_printed(W, A, 1)[0][1], corrected[0][1], WORKED.run.Z[1][0][1]),
        (r"$\frac{\partial z_{1,2}^{(1)}}{\partial w_{1,3}^{(1)}}$", without_bias, with_bias, A[0][2][1]),
    ]
    return table(["", "as printed", "corrected", "in the network"], rows)


def e26() -> str:
    """A bias gradient, with j for a row and for a column."""
    l, dJ_dZ = 1, WORKED.derived.dJ_dZ
    by_rows, by_columns = tried(lambda: e26_by_rows(dJ_dZ, l)[0][0]), derivation.all_biases(dJ_dZ, l)[0][0]
    rows = [(dJ_d("b", "1", l), by_rows, by_columns, WORKED.measured.dJ_dB[l][0][0])]
    return table(["", "$j$ a row", "$j$ a column", "finite difference"], rows)


def e27() -> str:
    """The rows of dJ/dZ, their sums, and the bias gradients measured by moving the bias at every datapoint at once."""
    l = 1
    rows = [
        (dJ_d("b", str(i + 1), l), ", ".join(map(cell, entries)), sum(entries), WORKED.measured.dJ_dB[l][i][0])
        for i, entries in enumerate(WORKED.derived.dJ_dZ[l])
    ]
    return table(["", r"row of $\frac{\partial J}{\partial\mathbf{Z}^{(1)}}$", "its sum", "finite difference"], rows)


def e28() -> str:
    """One activation gradient with either layout of the derivative of a column."""
    l, i, j, W, dJ_dZ = 1, 0, 0, WORKED.network.W, WORKED.derived.dJ_dZ
    mixed = tried(lambda: e28_mixed(W, dJ_dZ, l, i, j)[0][0])
    settled = one_activation(WORKED, l, i, j).dJ_da_ij
    rows = [(dJ_d("a", "1,1", l), mixed, settled, WORKED.measured.dJ_dA[l][i][j])]
    return table(["", "a column, as in equation 15", "a row, as in equation 29", "finite difference"], rows)


def e31() -> str:
    """The derivatives with respect to a linear output under the squared error."""
    A, Y, L = LINEAR.run.A, LINEAR.Y, LINEAR.network.L
    cross_entropy, squared = backward_matrix.output_dJ_dA(A, Y, L)[0], LINEAR.derived.dJ_dA[L][0]
    rows = [
        (dJ_d("a", f"1,{j + 1}", L), cross_entropy[j], squared[j], LINEAR.measured.dJ_dA[L][0][j])
        for j in range(LINEAR.m)
    ]
    return table(["", "by equation 3, with its sign mended", r"$\frac{2}{m}(a-y)$", "finite difference"], rows)


def e34() -> str:
    """A weight gradient by the matrix product that D11 seems to be, and by both sums."""
    l, dJ_dZ, A = 2, WORKED.derived.dJ_dZ, WORKED.run.A
    tensor, both_sums = derivation.all_weights_at_once(dJ_dZ, A, l)
    product = tried(lambda: matmul(dJ_dZ[l], tensor)[0][0])
    rows = [(dJ_d("w", "1,1", l), product, both_sums[0][0], WORKED.measured.dJ_dW[l][0][0])]
    return table(["", "a matrix product", "both sums", "finite difference"], rows)


def e37() -> str:
    """What the printed forms do far out, and what the package does."""
    rows = [
        (r"$\sigma(-800)$", tried(lambda: 1 / (1 + exp(800.0))), sigmoid(-800.0)),
        ("$J$ at $z=40$, label 0", tried(lambda: -log(1 - sigmoid(40.0))), cross_entropy_from_z([[40.0]], [[0]])),
        (r"$\frac{\partial J}{\partial z}$ there", tried(lambda: printed_derivative(40.0)),
         backward_matrix.output_dJ_dZ({1: [[sigmoid(40.0)]]}, [[0]], 1)[0][0]),
    ]  # fmt: skip
    return table(["", "as printed", "in the package"], rows)


def printed_derivative(z: float) -> float:
    """Return the derivative of J with respect to z at label 0, by the quotient and that of the sigmoid."""
    a = sigmoid(z)
    return derivation.every_output({1: [[a]]}, [[0]], 1)[0][0] * a * (1 - a)


def e38() -> str:
    """The gradient with respect to the data, which nothing needs."""
    X = [entries[:] for entries in worked.X]
    measured = [derivative(lambda: cost(WORKED.network, propagate(WORKED.network, X), worked.Y), row, 0) for row in X]
    handed_down = derivation.handed_down(WORKED.network.W, WORKED.derived.dJ_dZ, 1)
    rows = [(dJ_d("a", f"{h + 1},1", 0), handed_down[h][0], measured[h]) for h in range(WORKED.network.n[0])]
    return table(["", "by equation 36 at $l=1$", "finite difference"], rows)


def e39() -> str:
    """The derivatives of the output preactivations with respect to the output bias, measured."""
    B, L = WORKED.network.B, worked.L
    derivatives = [
        derivative(lambda j=j: propagate(WORKED.network, WORKED.run.A[L - 1], L - 1).Z[L][0][j], B[L][0], 0)
        for j in range(WORKED.m)
    ]
    return ", ".join(cell(each) for each in derivatives)


def e40() -> str:
    """The derivatives with respect to the output's Z: through the Jacobian, entry by entry, and simplified."""
    A, Z, Y, L = WORKED.run.A, WORKED.run.Z, worked.Y, worked.L
    dJ_dA = WORKED.derived.dJ_dA
    through = matmul(dJ_dA[L], diagonal(elementwise(WORKED.network.f_prime[L], Z[L])[0]))[0]
    each = derivation.output_weights(dJ_dA, A, Z, WORKED.network.f_prime, L).dJ_dZ[0]
    simple = backward_matrix.output_dJ_dZ(A, Y, L)[0]
    rows = [
        (dJ_d("z", f"1,{j + 1}", L), through[j], each[j], simple[j], WORKED.measured.dJ_dZ[L][0][j])
        for j in range(WORKED.m)
    ]
    return table(["", "row times Jacobian", "⊙", r"$\frac{1}{m}(a-y)$", "finite difference"], rows)


def e41() -> str:
    """How far the worst weight gradient of each layer is off, with weights changed on the way and after."""
    network, dJ_dZ_L = WORKED.network, WORKED.derived.dJ_dZ[worked.L]
    on_the_way = e41_in_place(network.W, WORKED.run, dJ_dZ_L, network.f_prime, worked.gamma)
    after, measured = WORKED.derived.dJ_dW, WORKED.measured.dJ_dW
    rows = [
        (rf"$\frac{{\partial J}}{{\partial\mathbf{{W}}^{{({l})}}}}$", off(on_the_way[l], measured[l]),
         off(after[l], measured[l]))
        for l in (3, 2, 1)
    ]  # fmt: skip
    heading = rf"worst entry off by, $\gamma={cell(worked.gamma)}$"
    return table([heading, "changed on the way", "changed at the end"], rows)


def off(gradient: Matrix, measured: Matrix) -> str:
    """Return how far the worst entry is off, less what finite differences cannot see."""
    gap = farthest(gradient, measured)
    return cell(gap) if gap > 1e-8 else "nothing"


TABLES = (
    *(e01, e01_steps, e02, e03, e04, e05, e06, e07, e08, e09, e10, e12, e13, e14, e15, e16, e17, e18, e18_zero),
    *(e19, e19_log, e24, e26, e27, e28, e31, e34, e37, e38, e39, e40, e41),
)


def numbers() -> dict[str, str]:
    """Return every table by the name that a page calls it by."""
    return {table.__name__: table() for table in TABLES}


if __name__ == "__main__":
    print(json.dumps(numbers()))
