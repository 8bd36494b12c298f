"""What is said between the equations: what has which shape, what is a row of what, what moves what.

Each function is named for one claim; its docstring begins with the claim's id.
"""

import ast
from pathlib import Path

import pytest
from nets import Case, Moved, differ

from purenn import Network, ShapeError, backward_matrix, backward_scalar, derivation, gradient_descent_step
from purenn.matrix import column, dot, elementwise, hadamard, matmul, row, shape, subtract, transpose
from purenn.numerical import derivative, gradient

EXACT = 1e-8  # the most that finite differences may be off


@pytest.fixture(
    scope="module",
    params=[([4, 3, 2, 1], 5), ([2, 4, 3, 1], 5), ([4, 2, 5, 1], 6)],
    ids=["worked", "wider", "wider-again"],
)
def net(request):
    return Case(*request.param)


# ---- notation and loss


def test_bold_is_a_matrix_an_arrow_a_row_or_column_and_the_rest_a_number(net):
    """notation.tensor-typefaces"""
    for layers in (net.W, net.B, net.Z, net.A):
        assert all(isinstance(entry, float) for l in layers for entries in layers[l] for entry in entries)
        assert all(len(shape(matrix)) == 2 for matrix in layers.values())
    assert shape(row(net.Z[1], 0)) == (1, net.m)
    assert shape(column(net.Z[1], 0)) == (net.n[1], 1)


def test_the_last_layer_is_kept_as_a_matrix_of_one_row(net):
    """notation.last-layer-as-matrix"""
    for matrix in (net.A[net.L], net.Z[net.L], net.W[net.L]):
        assert len(matrix) == 1
        assert isinstance(matrix[0], list)


def test_the_ground_truth_is_a_row_of_labels_beside_the_output(net):
    """loss.ground-truth (erratum E21)"""
    assert shape(net.Y) == shape(net.A[net.L]) == (1, net.m)
    assert set(net.Y[0]) == {0, 1}
    with pytest.raises(ShapeError):
        backward_matrix.backward_pass(net.network, net.run, transpose(net.Y))


def test_there_is_one_output_unit(net):
    """loss.one-output-unit (erratum E20)"""
    assert net.n[net.L] == len(net.W[net.L]) == len(net.B[net.L]) == 1
    with pytest.raises(ShapeError, match="2 units, expected 1"):
        Network.random([3, 2])


def test_the_cost_is_one_number_and_a_gradient_of_it_has_the_shape_of_what_it_is_taken_in(net):
    """loss.scalar (errata E28, E29)"""
    assert isinstance(net.J, float)
    for l in net.layers:
        for gradients, layers in [(net.dJ_dA, net.A), (net.dJ_dZ, net.Z), (net.dJ_dW, net.W), (net.dJ_dB, net.B)]:
            assert shape(gradients[l]) == shape(layers[l])


# ---- overview


@pytest.mark.parametrize("form", [backward_scalar, backward_matrix])
def test_backpropagation_delivers_dJ_dW_and_dJ_dB_for_every_layer(net, form):
    """overview.goal (erratum E38)"""
    gradients = form.backward_pass(net.network, net.run, net.Y)
    assert set(gradients.dJ_dW) == set(gradients.dJ_dB) == {1, 2, 3}
    for l in net.layers:
        assert differ(gradients.dJ_dW[l], net.measured.dJ_dW[l]) < EXACT
        assert differ(gradients.dJ_dB[l], net.measured.dJ_dB[l]) < EXACT


def test_what_precedes_the_first_layer_is_the_data_and_the_last_one_the_activations_below(net):
    """overview.preceding-layer"""
    assert net.A[0] == net.X
    assert shape(net.W[1])[1] == len(net.X)
    assert shape(net.W[net.L])[1] == len(net.A[net.L - 1])


# ---- the output layer


def test_dJ_dA_of_the_output_has_the_shape_of_A(net):
    """output.dJ-dA-shape"""
    assert shape(net.dJ_dA[net.L]) == shape(net.A[net.L])


def test_A_of_the_output_is_1_by_m(net):
    """output.A-shape (erratum E12)"""
    assert shape(net.A[net.L]) == (1, net.m)


def test_Z_of_the_output_is_1_by_m(net):
    """output.Z-shape"""
    assert shape(net.Z[net.L]) == shape(net.A[net.L]) == (1, net.m)


def test_W_of_the_output_is_1_by_the_width_below(net):
    """output.W-shape"""
    assert shape(net.W[net.L]) == (1, net.n[net.L - 1])


def test_A_below_the_output_is_a_matrix():
    """output.A-prev-not-vector (the three-layer example has two units there)"""
    net = Case([4, 3, 2, 1], 5)
    assert shape(net.A[net.L - 1]) == (2, net.m)


def test_dJ_dB_of_the_output_is_one_number(net):
    """output.dJ-dB-scalar (erratum E27)"""
    assert shape(net.dJ_dB[net.L]) == (1, 1)


# ---- the hidden layers: one weight


def test_the_hidden_layers_are_those_before_the_last_from_last_to_first(net):
    """hidden.layer-range (erratum E17)"""
    assert list(net.dJ_dZ)[1:] == list(range(net.L - 1, 0, -1))


def test_dJ_dZ_is_n_by_m(net):
    """hidden.dJ-dZ-shape"""
    assert all(shape(net.dJ_dZ[l]) == (net.n[l], net.m) for l in net.layers)


def test_dZ_dW_has_four_axes_those_of_Z_and_those_of_W(net):
    """hidden.dZ-dW-order-4 (erratum E09)"""
    for l in net.layers:
        tensor = derivation.order_4_dZ_dW(net.W, net.A, l)
        assert (len(tensor), len(tensor[0]), *shape(tensor[0][0])) == (net.n[l], net.m, net.n[l], net.n[l - 1])
        for i in range(net.n[l]):
            for h in range(net.n[l - 1]):
                with Moved(net.W[l][i], h, 1.0):
                    moved = net.run_from(l - 1).Z[l]
                slopes = [[tensor[k][j][i][h] for j in range(net.m)] for k in range(net.n[l])]
                assert differ(slopes, subtract(moved, net.Z[l])) < EXACT


def test_dJ_dW_is_filled_by_the_gradient_in_each_weight(net):
    """hidden.dJ-dW-shape"""
    for l in net.hidden:
        assert shape(net.dJ_dW[l]) == shape(net.W[l]) == (net.n[l], net.n[l - 1])


def test_a_weight_feeds_one_unit_at_every_datapoint(net):
    """hidden.weight-feeds-one-node (erratum E18)"""
    for l in net.layers:
        for i in range(net.n[l]):
            for h in range(net.n[l - 1]):
                with Moved(net.W[l][i], h):
                    moved = net.run_from(l - 1).Z[l]
                assert [k for k in range(net.n[l]) if moved[k] != net.Z[l][k]] == [i]
                assert all(new != old for new, old in zip(moved[i], net.Z[l][i], strict=True))


def test_z_1_is_1_by_m(net):
    """hidden.z1-shape"""
    for l in net.layers:
        assert isinstance(net.W[l][0][0], float)
        assert shape(derivation.forward_z_row(net.W, net.B, net.A, l, 0)) == (1, net.m)


def test_w_11_moves_no_other_unit_of_its_layer(net):
    """hidden.w11-moves-only-z1 (erratum E18)"""
    for l in net.layers:
        with Moved(net.W[l][0], 0):
            moved = net.run_from(l - 1).Z[l]
        assert moved[0] != net.Z[l][0]
        assert moved[1:] == net.Z[l][1:]


def test_z_1_is_row_1_of_Z(net):
    """hidden.z1-is-row-1"""
    for l in net.layers:
        z_1 = derivation.forward_z_row(net.W, net.B, net.A, l, 0)
        assert differ(z_1, row(net.Z[l], 0)) < 1e-15


def test_z_i_is_row_i_of_Z(net):
    """hidden.z-i-is-row-i (erratum E25)"""
    for l in net.layers:
        for i in range(net.n[l]):
            z_i = derivation.forward_z_row(net.W, net.B, net.A, l, i)
            assert differ(z_i, row(net.Z[l], i)) < 1e-15


def test_the_first_weight_takes_a_row_and_a_column_to_a_number(net):
    """hidden.dJ-dw11-shapes (erratum E28)"""
    for l in net.layers:
        dz_1_dw_11 = derivation.dz_i_dw_ih_column(net.A, l, 0, 0)
        assert shape(row(net.dJ_dZ[l], 0)) == (1, net.m)
        assert shape(dz_1_dw_11) == (net.m, 1)
        dJ_dw_11 = derivation.dJ_dw_11_chain(net.dJ_dZ, dz_1_dw_11, l)
        assert abs(dJ_dw_11 - net.measured.dJ_dW[l][0][0]) < EXACT


def test_entry_j_of_dz_i_dw_is_the_slope_at_datapoint_j(net):
    """hidden.dz-dw-element"""
    for l in net.layers:
        for i in range(net.n[l]):
            for h in range(net.n[l - 1]):
                dz_i_dw_ih = derivation.dz_i_dw_ih_layout(net.A, l, i, h)
                for j in range(net.m):
                    slope = derivation.dz_ij_dw_ih_slope(net.W, net.B, net.A, l, i, j, h)
                    assert abs(dz_i_dw_ih[j][0] - slope) < EXACT


def test_g_and_h_run_over_the_units_below(net):
    """hidden.g-h-range (erratum E25)"""
    for l in net.layers:
        assert shape(net.W[l])[1] == shape(net.A[l - 1])[0] == net.n[l - 1]


def test_dz_i_dw_is_row_h_of_A_transposed(net):
    """hidden.dz-dw-is-row-h-transposed"""
    for l in net.layers:
        for i in range(net.n[l]):
            for h in range(net.n[l - 1]):
                slopes = [[derivation.dz_ij_dw_ih_slope(net.W, net.B, net.A, l, i, j, h)] for j in range(net.m)]
                assert differ(slopes, transpose(row(net.A[l - 1], h))) < EXACT


# ---- the hidden layers: one preactivation


def gradient_in_row(net, l, i):
    """Return the gradient of J, measured, in a row of its own that takes the place of row i of Z."""
    z_i = row(net.Z[l], i)
    return gradient(lambda: net.J_from_Z(l, [z_i[0] if k == i else net.Z[l][k] for k in range(net.n[l])]), z_i)


def gradient_in_column(net, l, j):
    """Return the gradient of J, measured, in a column of its own that takes the place of column j of Z."""
    z_j = column(net.Z[l], j)

    def J():
        return net.J_from_Z(l, [[*z[:j], *moved, *z[j + 1 :]] for z, moved in zip(net.Z[l], z_j, strict=True)])

    return gradient(J, z_j)


def test_the_gradient_in_z_i_is_row_i_of_dJ_dZ(net):
    """hidden.dJ-dz-is-row-i"""
    for l in net.layers:
        for i in range(net.n[l]):
            assert differ(gradient_in_row(net, l, i), row(net.dJ_dZ[l], i)) < EXACT


def test_entry_j_of_that_row_is_the_gradient_in_z_ij(net):
    """hidden.dJ-dz-element"""
    for l in net.layers:
        for i in range(net.n[l]):
            for j in range(net.m):
                assert abs(derivation.dJ_dz_i_layout(net.dJ_dZ, l, i)[0][j] - net.measured.dJ_dZ[l][i][j]) < EXACT


def test_a_preactivation_moves_its_own_activation_alone(net):
    """hidden.z-moves-only-a (errata E32, E36)"""
    for l in net.layers:
        for i in range(net.n[l]):
            for j in range(net.m):
                with Moved(net.Z[l][i], j):
                    moved = elementwise(net.network.f[l], net.Z[l])
                places = [(k, q) for k in range(net.n[l]) for q in range(net.m)]
                assert [(k, q) for k, q in places if moved[k][q] != net.A[l][k][q]] == [(i, j)]


# ---- the hidden layers: one activation


def test_going_down_the_layer_above_is_always_solved(net):
    """hidden.layer-recursion"""
    solved = {net.L: net.dJ_dZ[net.L]}
    for l in range(net.L - 1, 0, -1):
        dJ_dA = {l: backward_matrix.hidden_dJ_dA(net.W, {l + 1: solved[l + 1]}, l)}  # all it is given is one layer
        solved[l] = backward_matrix.layer_dJ_dZ(dJ_dA, net.Z, net.f_prime, l)
        assert differ(solved[l], net.measured.dJ_dZ[l]) < EXACT


def test_an_activation_moves_the_whole_column_of_its_datapoint_above_and_nothing_else(net):
    """hidden.a-moves-whole-column (erratum E18)"""
    for l in net.hidden:
        for i in range(net.n[l]):
            for j in range(net.m):
                with Moved(net.A[l][i], j):
                    moved = net.run_from(l).Z[l + 1]
                for p in range(net.n[l + 1]):
                    assert [q for q in range(net.m) if moved[p][q] != net.Z[l + 1][p][q]] == [j]


def test_z_j_is_column_j_of_Z_above(net):
    """hidden.z-j-is-column-j (erratum E25)"""
    for l in net.hidden:
        for j in range(net.m):
            z_j = matmul(net.W[l + 1], column(net.A[l], j))
            assert shape(derivation.z_j_layout(net.Z, l, j)) == (net.n[l + 1], 1)
            for p in range(net.n[l + 1]):
                assert abs(z_j[p][0] + net.B[l + 1][p][0] - derivation.z_j_layout(net.Z, l, j)[p][0]) < 1e-14


def test_the_vectors_of_dJ_da_run_over_the_units_above(net):
    """hidden.dJ-da-shapes (erratum E08)"""
    for l in net.hidden:
        for i in range(net.n[l]):
            for j in range(net.m):
                dz_j_da_ij = derivation.dz_j_da_ij_layout(net.W, l, i, j)
                assert shape(dz_j_da_ij) == (1, net.n[l + 1])
                assert shape(derivation.dJ_dz_j_layout(net.dJ_dZ, l, j)) == (net.n[l + 1], 1)
                dJ_da_ij = derivation.dJ_da_ij_chain(net.dJ_dZ, dz_j_da_ij, l, i, j)
                assert abs(dJ_da_ij - net.measured.dJ_dA[l][i][j]) < EXACT


def test_the_gradient_in_z_j_is_column_j_of_dJ_dZ(net):
    """hidden.dJ-dz-is-column-j"""
    for l in net.hidden:
        for j in range(net.m):
            assert differ(gradient_in_column(net, l + 1, j), column(net.dJ_dZ[l + 1], j)) < EXACT


def test_the_last_hidden_layer_starts_from_dJ_dZ_of_the_output(net):
    """hidden.last-hidden-uses-output (erratum E40)"""
    assert shape(net.dJ_dZ[net.L]) == (1, net.m)
    dJ_dA = backward_matrix.hidden_dJ_dA(net.W, {net.L: net.measured.dJ_dZ[net.L]}, net.L - 1)
    assert differ(dJ_dA, net.measured.dJ_dA[net.L - 1]) < EXACT


@pytest.mark.parametrize("form", [backward_scalar, backward_matrix])
def test_gradients_flow_backward_down_to_layer_1(net, form):
    """hidden.gradients-flow-backward (erratum E38)"""
    gradients = form.backward_pass(net.network, net.run, net.Y)
    for layers in gradients:
        assert list(layers) == list(range(net.L, 0, -1))  # in the order in which they were computed


def test_each_letter_counts_the_units_of_one_layer():
    """hidden.index-roles (erratum E25)"""
    net = Case([4, 2, 5, 1], 6)
    for l, h, i, p in [(1, 3, 1, 4), (2, 1, 4, 0)]:  # the last unit below, in and above the layer
        derivation.dz_ij_dw_ih_solved(net.A, l, i, 0, h)
        derivation.dz_pj_da_ij_solved(net.W, l, p, i, 0)
        with pytest.raises(IndexError):
            derivation.dz_ij_dw_ih_solved(net.A, l, i, 0, h + 1)
        with pytest.raises(IndexError):
            derivation.dz_pj_da_ij_solved(net.W, l, p + 1, i, 0)
        with pytest.raises(IndexError):
            derivation.dz_pj_da_ij_solved(net.W, l, p, i + 1, 0)


def test_p_runs_over_the_units_above(net):
    """hidden.p-range"""
    for l in net.hidden:
        assert shape(net.W[l + 1])[0] == shape(net.Z[l + 1])[0] == net.n[l + 1]


def test_entry_p_of_dz_j_da_is_the_slope_of_unit_p_above(net):
    """hidden.dz-da-element"""
    for l in net.hidden:
        for i in range(net.n[l]):
            for j in range(net.m):
                dz_j_da_ij = derivation.dz_j_da_ij_layout(net.W, l, i, j)
                for p in range(net.n[l + 1]):
                    slope = derivation.dz_pj_da_ij_slope(net.W, net.B, net.A, l, p, i, j)
                    assert abs(dz_j_da_ij[0][p] - slope) < EXACT


def test_w_pi_connects_unit_i_to_unit_p_above(net):
    """hidden.w-pi-connects"""
    for l in net.hidden:
        for p in range(net.n[l + 1]):
            for i in range(net.n[l]):
                with Moved(net.A[l][i], 0, 1.0):
                    moved = net.run_from(l).Z[l + 1]
                assert abs(moved[p][0] - net.Z[l + 1][p][0] - net.W[l + 1][p][i]) < 1e-14


def test_dz_j_da_is_column_i_of_W_above_laid_flat(net):
    """hidden.dz-da-is-column-i-transposed (erratum E15)"""
    for l in net.hidden:
        for i in range(net.n[l]):
            slopes = [[derivation.dz_pj_da_ij_slope(net.W, net.B, net.A, l, p, i, 0) for p in range(net.n[l + 1])]]
            assert differ(slopes, transpose(column(net.W[l + 1], i))) < EXACT
            assert transpose(column(net.W[l + 1], i)) == row(transpose(net.W[l + 1]), i)


def test_the_weights_above_are_those_of_this_forward_pass(net):
    """hidden.W-next-known (erratum E41)"""
    before = {l: [entries[:] for entries in net.W[l]] for l in net.layers}
    stepped = gradient_descent_step(net.network, net.measured, gamma=0.5)
    assert before == net.W  # a step makes a new network
    for l in net.hidden:
        assert differ(backward_matrix.hidden_dJ_dA(net.W, net.dJ_dZ, l), net.measured.dJ_dA[l]) < EXACT
        assert differ(backward_matrix.hidden_dJ_dA(stepped.W, net.dJ_dZ, l), net.measured.dJ_dA[l]) > 1e-6


def test_the_gradient_in_z_j_is_column_j_once_more(net):
    """hidden.dJ-dz-column-again"""
    for l in net.hidden:
        for j in range(net.m):
            assert derivation.dJ_dz_j_layout(net.dJ_dZ, l, j) == transpose([[z[j] for z in net.dJ_dZ[l + 1]]])


# ---- compacting


def test_the_goal_is_dJ_dW_and_dJ_dB_in_the_shapes_of_W_and_B(net):
    """compact.goal (errata E27, E29)"""
    for l in net.hidden:
        assert shape(net.dJ_dW[l]) == shape(net.W[l]) == (net.n[l], net.n[l - 1])
        assert shape(net.dJ_dB[l]) == shape(net.B[l]) == (net.n[l], 1)


def test_dJ_da_ij_is_the_entry_i_j_of_dJ_dA(net):
    """compact.dJ-da-is-element"""
    for l in net.hidden:
        for i in range(net.n[l]):
            for j in range(net.m):
                dJ_da_ij = derivation.dJ_da_ij_product(net.W, net.dJ_dZ, l, i, j)
                assert abs(dJ_da_ij - derivation.dJ_dA_layout(net.measured.dJ_dA, l)[i][j]) < EXACT


def test_an_entry_of_dJ_dA_is_row_i_of_W_transposed_by_column_j_of_dJ_dZ(net):
    """compact.dJ-dA-element (erratum E15)"""
    for l in net.hidden:
        for i in range(net.n[l]):
            for j in range(net.m):
                dJ_da_ij = dot(row(transpose(net.W[l + 1]), i), column(net.dJ_dZ[l + 1], j))
                assert abs(dJ_da_ij - net.measured.dJ_dA[l][i][j]) < EXACT


def test_dJ_dz_dJ_da_and_z_are_entries_of_dJ_dZ_dJ_dA_and_Z(net):
    """compact.elements-of (erratum E16)"""
    for l in net.hidden:
        for i in range(net.n[l]):
            for j in range(net.m):
                z, a = [entries[:] for entries in net.Z[l]], [entries[:] for entries in net.A[l]]
                in_z = derivative(lambda l=l, z=z: net.J_from_Z(l, z), z[i], j)
                in_a = derivative(lambda l=l, a=a: net.J_from_A(l, a), a[i], j)
                assert abs(in_z - net.dJ_dZ[l][i][j]) < EXACT
                assert abs(in_a - net.dJ_dA[l][i][j]) < EXACT


def test_f_prime_of_a_matrix_is_f_prime_of_every_entry(net):
    """compact.fprime-elementwise (errata E33, E36)"""
    for l in net.layers:
        slopes = elementwise(net.f_prime[l], net.Z[l])
        for i in range(net.n[l]):
            for j in range(net.m):
                cells = [net.Z[l][i][j]]
                slope = derivative(lambda l=l, cells=cells: net.network.f[l](cells[0]), cells, 0)
                assert abs(slopes[i][j] - slope) < EXACT


def test_dJ_dw_ih_is_the_entry_i_h_of_dJ_dW(net):
    """compact.dJ-dw-is-element"""
    for l in net.layers:
        for i in range(net.n[l]):
            for h in range(net.n[l - 1]):
                dJ_dw_ih = derivation.dJ_dw_ih_product(net.dJ_dZ, net.A, l, i, h)
                assert abs(dJ_dw_ih - net.measured.dJ_dW[l][i][h]) < EXACT


def test_dJ_dz_i_is_row_i_once_more(net):
    """compact.dJ-dz-is-row-i"""
    for l in net.layers:
        for i in range(net.n[l]):
            assert derivation.dJ_dz_i_layout(net.dJ_dZ, l, i) == [net.dJ_dZ[l][i]]


def test_a_h_transposed_is_row_h_of_A_stood_on_end(net):
    """compact.a-h-is-row-h-transposed (erratum E35)"""
    for l in net.layers:
        for h in range(net.n[l - 1]):
            assert derivation.dz_i_dw_ih_transposed(net.A, l, 0, h) == column(transpose(net.A[l - 1]), h)


def test_dJ_dW_is_the_product_of_dJ_dZ_and_A_transposed(net):
    """compact.dJ-dW-is-matmul"""
    for l in net.layers:
        product = matmul(net.dJ_dZ[l], transpose(net.A[l - 1]))
        assert differ(product, net.measured.dJ_dW[l]) < EXACT
        for i in range(net.n[l]):
            for h in range(net.n[l - 1]):
                assert abs(product[i][h] - dot(row(net.dJ_dZ[l], i), transpose(row(net.A[l - 1], h)))) < 1e-15


def test_one_routine_serves_hidden_and_last_layer_once_dJ_dA_is_known(net):
    """compact.hidden-vs-output (erratum E33)"""
    for l in net.layers:
        dJ_dZ = {l: backward_matrix.layer_dJ_dZ(net.measured.dJ_dA, net.Z, net.f_prime, l)}
        assert differ(backward_matrix.layer_dJ_dW(dJ_dZ, net.A, l), net.measured.dJ_dW[l]) < EXACT
        assert differ(backward_matrix.layer_dJ_dB(dJ_dZ, l), net.measured.dJ_dB[l]) < EXACT


def test_dJ_dA_comes_from_the_cost_or_from_the_layer_above(net):
    """compact.dJ-dA-source"""
    from_the_cost = backward_matrix.output_dJ_dA(net.A, net.Y, net.L)
    assert differ(from_the_cost, net.measured.dJ_dA[net.L]) < EXACT
    for l in net.hidden:
        from_above = backward_matrix.hidden_dJ_dA(net.W, net.measured.dJ_dZ, l)
        assert differ(from_above, net.measured.dJ_dA[l]) < EXACT


def test_the_step_is_taken_by_every_number_of_W_and_B(net):
    """update.every-scalar (errata E27, E41)"""
    stepped = gradient_descent_step(net.network, net.measured, gamma=0.5)
    pairs = [(stepped.W, net.W, net.measured.dJ_dW), (stepped.B, net.B, net.measured.dJ_dB)]
    for new, old, gradients in pairs:
        for l in net.layers:
            for i in range(net.n[l]):
                for k in range(len(old[l][i])):
                    assert new[l][i][k] == old[l][i][k] - 0.5 * gradients[l][i][k]


def test_the_row_times_the_diagonal_is_the_elementwise_product(net):
    """No claim of the article, but the step that it takes without a word: E32."""
    jacobian = derivation.output_dA_dZ(net.A, net.L)
    by_chain = matmul(net.dJ_dA[net.L], jacobian)
    by_entries = hadamard(net.dJ_dA[net.L], [[jacobian[j][j] for j in range(net.m)]])
    assert differ(by_chain, by_entries) < 1e-15
    assert differ(by_chain, net.measured.dJ_dZ[net.L]) < EXACT


def test_there_are_55_claims_each_with_its_test():
    nodes = ast.parse(Path(__file__).read_text(encoding="utf-8")).body
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef)]
    ids = [(ast.get_docstring(node) or "").split(" ")[0] for node in functions]
    claims = [id for id in ids if id.partition(".")[2] and id == id.strip(".,")]
    assert len(claims) == len(set(claims)) == 55
