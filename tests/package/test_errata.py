"""Each slip of the article: the printed version fails, the corrected one agrees with finite differences.

E11, a missing arrow, has nothing to compute. E19 to E41 leave something open or unsaid; the docstring of what settles
each names it, here, among the claims or in the package. The printed versions are those that the chapter of errata
runs, in docs/builder/errata.py.
"""

import ast
import re
from math import exp
from pathlib import Path

import pytest
from builder import errata
from nets import Case, Moved, differ
from stops import values_at

from purenn import ShapeError, backward_matrix, cost, cross_entropy, derivation, forward_pass, gradient_descent_step
from purenn.activation import sigmoid
from purenn.matrix import (
    add,
    column,
    diagonal,
    dot,
    matmul,
    ones,
    row,
    scale,
    shape,
    subtract,
    transpose,
    zeros,
)
from purenn.numerical import derivative

EXACT = 1e-8  # the most that finite differences may be off
WRONG = 1e-4  # the least by which a printed slip must be off

N = Case([4, 3, 2, 1], 5)
N2 = Case([2, 4, 3, 1], 5)  # from 2 units to 4
N3 = Case([4, 2, 5, 1], 6)  # from 2 units to 5


def one_activation(net: Case, l: int, i: int, j: int) -> derivation.OneActivation:
    return derivation.one_activation(net.W, net.B, net.A, net.Z, net.dJ_dZ, l, i, j)


# ---- wrong as printed


def test_the_sign_of_dJ_dA():
    """E01"""
    L = N.L
    printed = errata.e01_printed(N.A, N.Y, L)
    assert differ(printed, scale(-1, N.measured.dJ_dA[L])) < EXACT
    corrected = backward_matrix.output_dJ_dA(N.A, N.Y, L)
    assert differ(corrected, N.measured.dJ_dA[L]) < EXACT
    assert [each < 0 for each in corrected[0]] == [y == 1 for y in N.Y[0]]

    # every gradient below takes the sign along, and J rises
    uphill = N.measured._replace(
        dJ_dW={l: scale(-1, N.measured.dJ_dW[l]) for l in N.layers},
        dJ_dB={l: scale(-1, N.measured.dJ_dB[l]) for l in N.layers},
    )
    for gradients, rises in [(N.measured, False), (uphill, True)]:
        stepped = gradient_descent_step(N.network, gradients, gamma=0.1)
        assert (cost(stepped, forward_pass(stepped, N.X), N.Y) > N.J) == rises


def test_the_index_inside_the_sum_of_z():
    """E02"""
    l, i, j, h = 1, 0, 3, 2
    printed = derivative(lambda: errata.e02_printed(N.W, N.A, l, i, j), N.W[l][i], h)
    assert abs(printed - N.A[l - 1][i][j]) < EXACT  # not what is printed after the equals sign
    corrected = derivation.one_weight(N.W, N.B, N.A, N.dJ_dZ, l, i, h).dz_i_dw_ih[j][0]
    assert abs(printed - corrected) > WRONG
    with pytest.raises(IndexError):
        errata.e02_printed(N2.W, N2.A, l, 3, j)  # i counts 4 units, but the previous layer has 2

    with Moved(N.W[l][i], h, 1.0):
        moved = N.run_from(l - 1).Z[l][i][j]
    assert abs(moved - N.Z[l][i][j] - corrected) < EXACT


def test_a_z_among_the_weights():
    """E03"""
    assert differ(errata.e03_printed(N.W, N.Z, N.dJ_dZ, 1), N.measured.dJ_dA[1]) > WRONG
    many_below = Case([3, 7, 2, 1], 5)
    with pytest.raises(IndexError):
        errata.e03_printed(many_below.W, many_below.Z, many_below.dJ_dZ, 1)  # columns of Z are datapoints: no 7th
    assert differ(derivation.all_activations(N.W, N.dJ_dZ, 1), N.measured.dJ_dA[1]) < EXACT


def test_a_weight_of_the_wrong_layer_among_the_weights():
    """E04"""
    assert differ(errata.e04_printed(N.W, N.dJ_dZ, 1), N.measured.dJ_dA[1]) > WRONG
    with pytest.raises(IndexError):
        errata.e04_printed(N3.W, N3.dJ_dZ, 1)  # w_52 of layer 1, which has 2 units
    assert differ(derivation.all_activations(N3.W, N3.dJ_dZ, 1), N3.measured.dJ_dA[1]) < EXACT


def test_column_1_for_every_datapoint():
    """E05"""
    for net in (N, N2, N3):
        printed = [errata.e05_printed(net.W, net.dJ_dZ, 1, 0, j) for j in range(net.m)]
        measured = net.measured.dJ_dA[1][0]
        assert abs(printed[0] - measured[0]) < EXACT  # right for the first datapoint alone
        assert all(abs(printed[j] - measured[j]) > 1e-5 for j in range(1, net.m))
        corrected = [one_activation(net, 1, 0, j).dJ_da_ij for j in range(net.m)]
        assert differ([corrected], [measured]) < EXACT


def test_the_last_label_of_a_column_of_the_next_layer():
    """E06"""
    with pytest.raises(IndexError):
        errata.e06_printed(N.W, N.dJ_dZ, 1, 0)  # 3 units, of 2
    weights = one_activation(N3, 1, 0, 1).dz_j_da_ij
    with pytest.raises(ShapeError):
        dot(weights, errata.e06_printed(N3.W, N3.dJ_dZ, 1, 1))  # 2 units, of 5
    truncated = sum(w * z[0] for w, z in zip(weights[0], errata.e06_printed(N3.W, N3.dJ_dZ, 1, 1), strict=False))
    assert abs(truncated - N3.measured.dJ_dA[1][0][1]) > WRONG
    assert abs(one_activation(N3, 1, 0, 1).dJ_da_ij - N3.measured.dJ_dA[1][0][1]) < EXACT


def test_the_second_entry_of_a_column_of_Z():
    """E07"""
    for j in range(N.m):
        printed = errata.e07_printed(N.Z, 1, j)
        from_below = add(matmul(N.W[2], column(N.A[1], j)), N.B[2])
        assert differ(printed, from_below) > WRONG
        assert differ(one_activation(N, 1, 0, j).z_j, from_below) < EXACT


def test_the_shapes_of_the_two_vectors_of_dJ_da():
    """E08"""
    for net in (N, N2, N3):
        with pytest.raises(ShapeError):
            dot(zeros(1, net.n[1]), column(net.dJ_dZ[2], 0))  # 1 by n[l], as printed
        derivatives = one_activation(net, 1, 0, 0).dz_j_da_ij
        assert abs(dot(derivatives, column(net.dJ_dZ[2], 0)) - net.measured.dJ_dA[1][0][0]) < EXACT


def test_the_shape_of_the_tensor_of_order_4():
    """E09"""
    for net in (N, N2, N3):
        for l in net.layers:
            tensor, contracted = derivation.all_weights_at_once(net.dJ_dZ, net.A, l)
            found = (len(tensor), len(tensor[0]), *shape(tensor[0][0]))
            printed = errata.e09_printed(net.n, net.m, l)
            assert found != printed
            assert net.n[l] * net.m * net.m * net.n[l] != (net.n[l] * net.m) * (net.n[l] * net.n[l - 1])
            assert found == (net.n[l], net.m, net.n[l], net.n[l - 1])
            assert differ(contracted, net.measured.dJ_dW[l]) < EXACT


def test_the_last_row_of_the_activations_below():
    """E10"""
    assert len(errata.e10_printed(N.A, N.n, 2)) == 2 != len(N.A[1])
    with pytest.raises(IndexError):
        errata.e10_printed(N2.A, N2.n, 1)  # 4 rows, of 2
    with pytest.raises(ShapeError):
        matmul(N.W[2], errata.e10_printed(N.A, N.n, 2))
    line = "hidden.A-prev-layout, step 2"
    assert values_at(line, derivation.one_weight, N2.W, N2.B, N2.A, N2.dJ_dZ, 1, 0, 0) == [N2.X]


def test_the_output_activations_as_a_column():
    """E12"""
    printed = transpose(N.A[N.L])
    links = derivation.three_links(N.measured.dJ_dA, N.A, N.L)
    dJ_dA = transpose(N.measured.dJ_dA[N.L])  # it has the shape of A
    assert shape(dJ_dA) == shape(printed) == (N.m, 1)
    with pytest.raises(ShapeError):
        matmul(dJ_dA, links.dA_dZ)
    with pytest.raises(ShapeError):
        subtract(printed, N.Y)
    assert differ(links.dJ_dW, N.measured.dJ_dW[N.L]) < EXACT


def test_the_layer_of_Z_in_the_output_gradient():
    """E13"""

    def printed(net, l):
        return errata.e13_printed(net.dJ_dA, net.A, net.Z, net.f_prime, net.L, l)

    for l in N.hidden:
        with pytest.raises(ShapeError):
            printed(N, l)
    thin = Case([4, 1, 2, 1], 5)  # one unit in layer 1: nothing but the numbers can tell
    for net in (thin, N):
        corrected = derivation.output_weights(net.dJ_dA, net.A, net.Z, net.f_prime, net.L).dJ_dW
        assert differ(corrected, net.measured.dJ_dW[net.L]) < EXACT
    assert differ(printed(thin, 1), thin.measured.dJ_dW[thin.L]) > WRONG


def test_the_elementwise_product_comes_first():
    """E14"""
    with pytest.raises(ShapeError):
        errata.e14_printed(N.dJ_dA, N.A, N.Z, N.f_prime, 2)
    silent = Case([2, 4, 3, 1], 3)  # as many datapoints as units in layer 2: the shapes fit
    printed = errata.e14_printed(silent.dJ_dA, silent.A, silent.Z, silent.f_prime, 3)
    assert differ(printed, silent.measured.dJ_dW[3]) > WRONG
    for net in (N, silent):
        for l in net.layers:
            corrected = derivation.all_weights(net.dJ_dA, net.A, net.Z, net.f_prime, l)
            assert differ(corrected, net.measured.dJ_dW[l]) < EXACT
    corrected = derivation.sigmoid_output_weights(N.A, N.Y, N.L)
    assert differ(corrected, N.measured.dJ_dW[N.L]) < EXACT

    # with a zip that cuts to the shorter, the wrong order has the right shape wherever n[l - 1] < m
    assert differ(errata.e14_cut(N.dJ_dA, N.A, N.Z, N.f_prime, 2), N.measured.dJ_dW[2]) > WRONG


def test_which_of_the_two_is_transposed():
    """E15"""

    def printed(net, i, j):
        return errata.e15_printed(net.W, net.dJ_dZ, 1, i, j)

    with pytest.raises(ShapeError, match="asked for column 2"):
        printed(N, 2, 0)  # W transposed has 2 columns, one for each unit of the next layer
    with pytest.raises(ShapeError, match="dot"):
        printed(N3, 0, 0)
    square = Case([3, 2, 2, 1], 5)  # as many units in the next layer: the shapes fit
    assert abs(printed(square, 1, 0) - square.measured.dJ_dA[1][1][0]) > WRONG
    for net in (N, N3, square):
        corrected = dot(transpose(column(net.W[2], 1)), column(net.dJ_dZ[2], 0))
        assert abs(corrected - net.measured.dJ_dA[1][1][0]) < EXACT
        assert transpose(column(net.W[2], 1)) == row(transpose(net.W[2]), 1)


def test_which_gradient_holds_which_entries():
    """E16"""
    for l in N.hidden:
        assert shape(N.dJ_dZ[l]) == shape(N.dJ_dA[l]) == shape(N.Z[l])  # so shapes cannot tell
        assert differ(N.dJ_dZ[l], N.measured.dJ_dA[l]) > 1e-5
        assert differ(N.dJ_dZ[l], N.measured.dJ_dZ[l]) < EXACT
        assert differ(N.dJ_dA[l], N.measured.dJ_dA[l]) < EXACT


def test_what_the_output_layer_hands_down():
    """E17"""
    printed = errata.e17_printed(N.W, N.dJ_dW, N.L)
    assert shape(printed) == (2, 2) != shape(N.A[N.L - 1])
    corrected = matmul(transpose(N.W[N.L]), N.dJ_dZ[N.L])
    assert differ(corrected, N.measured.dJ_dA[N.L - 1]) < EXACT


def test_what_moves_with_one_number():
    """E18"""
    with Moved(N.W[1][0], 0, 0.1):
        moved = N.run_from(0).Z
    assert moved[1][0] != N.Z[1][0]
    assert moved[1][1:] == N.Z[1][1:]  # no other unit of its layer
    assert all(moved[l][i] != N.Z[l][i] for l in (2, 3) for i in range(N.n[l]))  # but every unit of the later layers

    net = Case([4, 3, 2, 1], 5)
    net.W[2][1][0] = 0.0
    before = net.run_from(1).Z[2]
    with Moved(net.A[1][0], 2):
        after = net.run_from(1).Z[2]
    assert after[0] != before[0]
    assert after[1] == before[1]  # not all the preactivations of the next layer: this weight is 0
    assert [j for j in range(net.m) if after[0][j] != before[0][j]] == [2]


# ---- left open


def test_the_bias_in_the_sum_of_z():
    """E24"""
    without = errata.e24_printed(N.W, N.A, 1)
    assert differ(without, N.Z[1]) > WRONG
    assert differ(add(without, matmul(N.B[1], ones(1, N.m))), N.Z[1]) < 1e-14
    without_bias = derivative(lambda: errata.e24_printed(N.W, N.A, 1)[0][1], N.W[1][0], 2)
    with_bias = derivation.one_weight(N.W, N.B, N.A, N.dJ_dZ, 1, 0, 2).dz_i_dw_ih
    assert abs(without_bias - with_bias[1][0]) < EXACT  # the derivative is the same


def test_the_sum_over_j_runs_over_columns():
    """E26"""
    with pytest.raises(IndexError):
        errata.e26_by_rows(N.dJ_dZ, 1)  # row 5, of 3 units
    assert differ(derivation.all_biases(N.dJ_dZ, 1), N.measured.dJ_dB[1]) < EXACT


def test_the_two_orientations_do_not_mix():
    """E28"""
    with pytest.raises(ShapeError):
        errata.e28_mixed(N.W, N.dJ_dZ, 1, 0, 0)
    with pytest.raises(ShapeError):
        matmul(matmul(N.dJ_dA[3], derivation.three_links(N.dJ_dA, N.A, 3).dA_dZ), N.A[2])


def test_what_holds_for_a_linear_output():
    """E30, E31"""
    net = Case([4, 3, 2, 1], 5, f={1: "tanh", 2: "tanh", 3: "linear"})
    assert differ(net.dJ_dA[3], net.measured.dJ_dA[3]) < EXACT
    assert differ(net.dJ_dA[3], scale(2 / net.m, subtract(net.A[3], net.Y))) < EXACT
    assert differ(backward_matrix.output_dJ_dA(net.A, net.Y, 3), net.measured.dJ_dA[3]) > WRONG
    identity = diagonal([1.0] * net.m)
    assert differ(derivation.three_links(net.dJ_dA, net.A, 3).dA_dZ, identity) > WRONG
    chain = matmul(matmul(net.dJ_dA[3], identity), transpose(net.A[2]))
    assert differ(chain, net.measured.dJ_dW[3]) < EXACT
    assert differ(derivation.output_weights(net.dJ_dA, net.A, net.Z, net.f_prime, 3).dJ_dW, chain) < EXACT


def test_the_naive_chain_is_no_matrix_product():
    """E34"""
    for l in N.layers:
        tensor, dJ_dW = derivation.all_weights_at_once(N.dJ_dZ, N.A, l)
        with pytest.raises(ShapeError):
            matmul(N.dJ_dZ[l], tensor)
        assert differ(dJ_dW, N.measured.dJ_dW[l]) < EXACT


def test_what_saturation_breaks():
    """E37"""
    with pytest.raises(OverflowError):
        1 / (1 + exp(710.0))
    assert sigmoid(-800.0) == 0.0
    assert sigmoid(40.0) == 1.0
    assert cross_entropy([[1.0]], [[0]]) == float("inf")
    with pytest.raises(ZeroDivisionError):
        derivation.every_output({1: [[1.0]]}, [[0]], 1)
    assert backward_matrix.output_dJ_dZ({1: [[1.0, 0.0]]}, [[0, 1]], 1) == [[0.5, -0.5]]


def test_the_derivative_of_Z_with_respect_to_the_output_bias():
    """E39"""
    with Moved(N.B[3][0], 0, 1.0):
        moved = N.run_from(2).Z[3]
    (dZ_dB,) = values_at("output.dZ-dB", derivation.output_bias, N.dJ_dZ, 3)
    assert differ(transpose(subtract(moved, N.Z[3])), dZ_dB) < EXACT


def test_dJ_dZ_of_the_output():
    """E40"""
    chain = derivation.output_weights(N.dJ_dA, N.A, N.Z, N.f_prime, 3).dJ_dZ
    assert differ(chain, N.measured.dJ_dZ[3]) < EXACT
    assert differ(backward_matrix.output_dJ_dZ(N.A, N.Y, 3), N.measured.dJ_dZ[3]) < EXACT


def test_no_weight_changes_before_every_gradient_is_known():
    """E41"""
    on_the_way = errata.e41_in_place(N.W, N.run, N.dJ_dZ[3], N.f_prime, gamma=0.5)
    assert [l for l in N.layers if differ(on_the_way[l], N.measured.dJ_dW[l]) < EXACT] == [3]


def test_the_gradient_with_respect_to_the_data_is_right_too():
    """E38: layer 1 hands down the gradient in X, which nothing needs."""
    X = [entries[:] for entries in N.X]
    measured = [[derivative(lambda: N.J_from_A(0, X), row, j) for j in range(N.m)] for row in X]
    assert differ(derivation.handed_down(N.W, N.dJ_dZ, 1), measured) < EXACT


def test_every_open_point_is_settled_in_a_docstring():
    here = Path(__file__).parents[1]
    named = set()
    for path in [*here.rglob("test_*.py"), *(here.parent / "purenn").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
                docstring = ast.get_docstring(node) or ""
                named.update(re.findall(r"\bE\d\d\b", docstring.replace("E19 to E41", "")))
    assert {f"E{number}" for number in range(19, 42)} - named == set()


# ---- the tables of the chapter


@pytest.mark.parametrize("make", errata.TABLES, ids=lambda make: make.__name__)
def test_a_table_of_the_chapter_shows_the_slip_and_that_the_correction_is_right(make):
    headings, *rows = [line.strip("| ").split(" | ") for line in make().splitlines()]
    if headings[-3:-1] == ["as printed", "corrected"] and headings[-1] in ("finite difference", "in the network"):
        rows = rows[1:]  # less the line under the headings
        assert all(corrected == judge for _, _, corrected, judge in rows)
        assert any(printed != corrected for _, printed, corrected, _ in rows)
