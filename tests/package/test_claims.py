"""What is said between the equations: what moves what, in which order, and what may be left out.

What has which shape, and what is an entry, a row or a column of what, the proof holds for every equation.
"""

import pytest
from nets import Case, Moved, differ

from purenn import backward_matrix, backward_scalar, derivation
from purenn.matrix import elementwise, hadamard, matmul, subtract

EXACT = 1e-8  # the most that finite differences may be off


@pytest.fixture(
    scope="module",
    params=[([4, 3, 2, 1], 5), ([2, 4, 3, 1], 5), ([4, 2, 5, 1], 6), ([3, 2, 1], 1)],
    ids=["worked", "wider", "wider-again", "one-datapoint"],
)
def net(request):
    return Case(*request.param)


# ---- what moves what (erratum E18)


def test_a_weight_moves_the_row_of_its_unit_at_every_datapoint_and_no_other_of_its_layer(net):
    for l in net.layers:
        for i in range(net.n[l]):
            for h in range(net.n[l - 1]):
                with Moved(net.W[l][i], h):
                    moved = net.run_from(l - 1).Z[l]
                assert [k for k in range(net.n[l]) if moved[k] != net.Z[l][k]] == [i]
                assert all(new != old for new, old in zip(moved[i], net.Z[l][i], strict=True))


def test_the_tensor_of_order_4_says_how_far_every_weight_moves_every_preactivation(net):
    """Erratum E09."""
    for l in net.layers:
        tensor = derivation.all_weights_at_once(net.dJ_dZ, net.A, l).dZ_dW
        for i in range(net.n[l]):
            for h in range(net.n[l - 1]):
                with Moved(net.W[l][i], h, 1.0):
                    moved = net.run_from(l - 1).Z[l]
                derivatives = [[tensor[k][j][i][h] for j in range(net.m)] for k in range(net.n[l])]
                assert differ(derivatives, subtract(moved, net.Z[l])) < EXACT


def test_a_bias_moves_the_row_of_its_unit_by_as_much(net):
    """Erratum E27."""
    for l in net.layers:
        for i in range(net.n[l]):
            with Moved(net.B[l][i], 0, 1.0):
                moved = net.run_from(l - 1).Z[l]
            derivatives = derivation.one_bias(net.W, net.B, net.A, net.dJ_dZ, l, i).dZ_db_i
            assert differ(derivatives, subtract(moved, net.Z[l])) < EXACT


def test_a_preactivation_moves_its_own_activation_alone(net):
    """Errata E32, E36."""
    for l in net.layers:
        for i in range(net.n[l]):
            for j in range(net.m):
                with Moved(net.Z[l][i], j):
                    moved = elementwise(net.network.f[l], net.Z[l])
                places = [(k, q) for k in range(net.n[l]) for q in range(net.m)]
                assert [(k, q) for k, q in places if moved[k][q] != net.A[l][k][q]] == [(i, j)]


def test_an_activation_moves_the_whole_column_of_its_datapoint_above_and_nothing_else(net):
    for l in net.hidden:
        for i in range(net.n[l]):
            for j in range(net.m):
                with Moved(net.A[l][i], j):
                    moved = net.run_from(l).Z[l + 1]
                for p in range(net.n[l + 1]):
                    assert [q for q in range(net.m) if moved[p][q] != net.Z[l + 1][p][q]] == [j]


# ---- in which order


@pytest.mark.parametrize("form", [backward_scalar, backward_matrix])
def test_gradients_flow_backward_down_to_layer_1(net, form):
    """Errata E17, E38."""
    gradients = form.backward_pass(net.network, net.run, net.Y)
    for layers in gradients:
        assert list(layers) == list(range(net.L, 0, -1))  # in the order in which they were computed


def test_going_back_a_layer_needs_one_gradient_of_the_next_layer(net):
    """Errata E30, E33, E40: once dJ_dA is known, one routine serves hidden and last layer."""
    solved = {net.L: net.dJ_dZ[net.L]}
    for l in range(net.L - 1, 0, -1):
        dJ_dA = {l: backward_matrix.hidden_dJ_dA(net.W, {l + 1: solved[l + 1]}, l)}  # all it is given is one layer
        solved[l] = backward_matrix.layer_dJ_dZ(dJ_dA, net.Z, net.f_prime, l)
        assert differ(solved[l], net.measured.dJ_dZ[l]) < EXACT


# ---- what may be left out


def test_the_row_times_the_diagonal_is_the_elementwise_product(net):
    """The step that the article takes without a word: E32."""
    jacobian = derivation.three_links(net.dJ_dA, net.A, net.L).dA_dZ
    by_chain = matmul(net.dJ_dA[net.L], jacobian)
    by_entries = hadamard(net.dJ_dA[net.L], [[jacobian[j][j] for j in range(net.m)]])
    assert differ(by_chain, by_entries) < 1e-15
    assert differ(by_chain, net.measured.dJ_dZ[net.L]) < EXACT


def test_with_one_datapoint_every_story_still_ends_where_the_passes_do():
    net = Case([3, 2, 1], 1)
    (W, B), A, Z, dJ_dA, dJ_dZ, f_prime = (net.W, net.B), net.A, net.Z, net.dJ_dA, net.dJ_dZ, net.f_prime
    for l in net.layers:
        assert differ(derivation.all_weights_at_once(dJ_dZ, A, l).dJ_dW, net.dJ_dW[l]) < 1e-15
        assert differ(derivation.all_weights(dJ_dA, A, Z, f_prime, l), net.dJ_dW[l]) < 1e-15
        assert differ(derivation.all_biases(dJ_dZ, l), net.dJ_dB[l]) < 1e-15
        assert derivation.first_weight(A, Z, dJ_dZ, l) == pytest.approx(net.dJ_dW[l][0][0])
        for i in range(net.n[l]):
            assert derivation.one_bias(W, B, A, dJ_dZ, l, i).dJ_db_i == pytest.approx(net.dJ_dB[l][i][0])
            assert derivation.one_preactivation(dJ_dA, Z, f_prime, l, i, 0) == pytest.approx(dJ_dZ[l][i][0])
            for h in range(net.n[l - 1]):
                assert derivation.one_weight(W, B, A, dJ_dZ, l, i, h).dJ_dw_ih == pytest.approx(net.dJ_dW[l][i][h])
    for i in range(net.n[1]):
        assert derivation.one_activation(W, B, A, Z, dJ_dZ, 1, i, 0).dJ_da_ij == pytest.approx(dJ_dA[1][i][0])
    assert differ(derivation.all_activations(W, dJ_dZ, 1), dJ_dA[1]) < 1e-15
    assert differ(derivation.output_weights(dJ_dA, A, Z, f_prime, net.L).dJ_dW, net.dJ_dW[net.L]) < 1e-15
    assert differ(derivation.sigmoid_output_weights(A, net.Y, net.L), net.dJ_dW[net.L]) < 1e-15
    assert differ(derivation.output_bias(dJ_dZ, net.L), net.dJ_dB[net.L]) < 1e-15
    assert differ(derivation.every_output(A, net.Y, net.L), dJ_dA[net.L]) < 1e-15
