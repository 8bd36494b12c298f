"""A network is its sizes, weights, biases and activations; its first weights are drawn from a seed."""

from statistics import fmean, pstdev

import pytest

from purenn import Network, backward_matrix, forward_pass, gradient_descent_step, train
from purenn.matrix import shape, zeros

X = [[1.0, -2.0, 0.5, 3.0], [0.3, 1.0, -1.0, 2.0]]  # 2 features, 4 datapoints
Y = [[1, 0, 0, 1]]


def test_sizes_are_read_off_the_weights():
    network = Network(W={1: zeros(3, 2), 2: zeros(1, 3)}, B={1: zeros(3, 1), 2: zeros(1, 1)})

    assert network.n == [2, 3, 1]
    assert network.L == 2
    assert network.activations == {1: "sigmoid", 2: "sigmoid"}
    assert set(network.f) == set(network.f_prime) == {1, 2}


def test_a_random_network_has_the_sizes_asked_for_and_no_bias_yet():
    network = Network.random([30, 8, 4, 1], seed=0)

    assert network.n == [30, 8, 4, 1]
    assert [shape(network.W[l]) for l in (1, 2, 3)] == [(8, 30), (4, 8), (1, 4)]
    assert {1: zeros(8, 1), 2: zeros(4, 1), 3: zeros(1, 1)} == network.B


def test_the_same_seed_gives_the_same_numbers():
    assert Network.random([4, 3, 1], seed=7).W == Network.random([4, 3, 1], seed=7).W
    assert Network.random([4, 3, 1], seed=7).W != Network.random([4, 3, 1], seed=8).W
    assert Network.random([4, 3, 1]).W == Network.random([4, 3, 1], seed=0).W


def test_no_two_weights_are_alike_within_a_layer_or_across_layers():
    network = Network.random([4, 4, 4, 1], seed=0)
    weights = [w for l in (1, 2, 3) for entries in network.W[l] for w in entries]

    assert len(set(weights)) == 4 * 4 + 4 * 4 + 4


def test_weights_are_smaller_where_more_units_feed_in():
    network = Network.random([400, 25, 1], seed=0)

    # deviation 1 / sqrt(400) = 0.05 from 10000 draws; 1 / sqrt(25) = 0.2 from 25
    assert pstdev([w for entries in network.W[1] for w in entries]) == pytest.approx(0.05, rel=0.03)
    assert pstdev(network.W[2][0]) == pytest.approx(0.2, rel=0.5)
    assert fmean([w for entries in network.W[1] for w in entries]) == pytest.approx(0.0, abs=0.002)


def test_the_lists_that_were_given_are_copied():
    W, B = {1: [[1.0, 2.0]]}, {1: [[0.0]]}
    network = Network(W, B)
    W[1][0][0] = B[1][0][0] = 99.0

    assert (network.W, network.B) == ({1: [[1.0, 2.0]]}, {1: [[0.0]]})


# Why weights are drawn at random (errata D.6).


def test_all_zero_with_tanh_only_the_last_bias_ever_moves():
    network = Network(
        W={1: zeros(3, 2), 2: zeros(2, 3), 3: zeros(1, 2)},
        B={1: zeros(3, 1), 2: zeros(2, 1), 3: zeros(1, 1)},
        f={1: "tanh", 2: "tanh", 3: "sigmoid"},
    )
    network, _ = train(network, X, [[1, 0, 0, 0]], gamma=1.0, steps=10)

    assert {1: zeros(3, 2), 2: zeros(2, 3), 3: zeros(1, 2)} == network.W
    assert (network.B[1], network.B[2]) == (zeros(3, 1), zeros(2, 1))
    assert network.B[3][0][0] < -0.5


@pytest.mark.parametrize("hidden", ["sigmoid", "tanh"])
def test_all_equal_the_units_of_a_hidden_layer_never_differ(hidden):
    equal = 0.4
    network = Network(
        W={1: [[equal] * 2] * 3, 2: [[equal] * 3] * 2, 3: [[equal] * 2]},
        B={1: [[equal]] * 3, 2: [[equal]] * 2, 3: [[equal]]},
        f={1: hidden, 2: hidden, 3: "sigmoid"},
    )
    trained, costs = train(network, X, Y, gamma=1.0, steps=20)

    assert costs[-1] < costs[0]  # it does learn ...
    for l in (1, 2):
        for entries in trained.W[l]:
            assert entries == trained.W[l][0] != network.W[l][0]  # ... with every unit the same
        assert trained.B[l] == [trained.B[l][0]] * network.n[l]


def test_all_equal_even_the_gradients_of_the_units_are_equal():
    network = Network({1: [[0.4] * 2] * 3, 2: [[0.4] * 3]}, {1: zeros(3, 1), 2: zeros(1, 1)})
    gradients = backward_matrix.backward_pass(network, forward_pass(network, X), Y)

    assert gradients.dJ_dW[1] == [gradients.dJ_dW[1][0]] * 3
    assert len(set(gradients.dJ_dW[2][0])) == 1


def test_a_step_keeps_sizes_and_activations():
    network = Network.random([2, 3, 1], seed=0, f={1: "tanh", 2: "sigmoid"})
    gradients = backward_matrix.backward_pass(network, forward_pass(network, X), Y)
    moved = gradient_descent_step(network, gradients, gamma=0.5)

    assert (moved.n, moved.activations) == (network.n, network.activations)


def test_a_network_prints_its_sizes_and_first_entries():
    network = Network(W={1: [[1 / 3, 2.0], [0.5, -1e-7]], 2: [[1.0, 2.0]]}, B={1: zeros(2, 1), 2: [[-3.0]]})
    lines = repr(network).splitlines()

    assert lines[0] == "Network [2, 2, 1], sigmoid sigmoid"
    assert [" ".join(line.split()[:2]) for line in lines[1:]] == ["W[1] 2x2", "W[2] 1x2", "B[1] 2x1", "B[2] 1x1"]
    assert "[[0.3333, 2]" in lines[1]


def test_dots_say_that_there_is_more():
    network = Network(W={1: [[1.0, 2.0, 3.0, 4.0, 5.0]] * 4, 2: [[6.0, 7.0, 8.0, 9.0]]}, B={1: zeros(4, 1), 2: [[0.5]]})

    assert [line.split("  ")[-1] for line in repr(network).splitlines()[1:]] == [
        "[[1, 2, 3, 4, ...], ...]",
        "[[6, 7, 8, 9]]",
        "[[0], ...]",
        "[[0.5]]",
    ]


def test_a_large_network_prints_short():
    lines = repr(Network.random([100, 200, 1], seed=0)).splitlines()

    assert len(lines) == 5 and max(map(len, lines)) <= 80
