"""A network is its sizes, weights, biases and activations; its first weights are drawn from a seed."""

import json
from copy import copy, deepcopy
from fractions import Fraction
from pickle import dumps, loads
from statistics import fmean, pstdev

import pytest

from purenn import Network, backward_matrix, forward_pass, gradient_descent_step, scalar_forward_pass, train
from purenn.activation import tanh
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


# A network is a value: it cannot be half-changed (its matrices are lists, whose entries may be).

tanh_network = Network.random([2, 3, 1], seed=0, f="tanh")


def one_twice(z):
    return 1.0


@pytest.mark.parametrize("name", ["W", "B", "f", "f_prime", "activations", "n", "L", "cost", "new"])
def test_no_attribute_can_be_set_or_deleted(name):
    before = deepcopy(tanh_network)
    with pytest.raises(AttributeError, match=rf"^{name} of a Network is fixed"):
        setattr(tanh_network, name, {1: "tanh"})
    with pytest.raises(AttributeError, match=rf"^{name} of a Network is fixed"):
        delattr(tanh_network, name)
    assert tanh_network == before


CHANGES = {
    "set": lambda layers: layers.__setitem__(1, one_twice),
    "delete": lambda layers: layers.__delitem__(1),
    "update": lambda layers: layers.update({1: one_twice}),
    "ior": lambda layers: layers.__ior__({1: one_twice}),
    "setdefault": lambda layers: layers.setdefault(9, one_twice),
    "pop": lambda layers: layers.pop(1),
    "popitem": lambda layers: layers.popitem(),
    "clear": lambda layers: layers.clear(),
}


@pytest.mark.parametrize("name", ["W", "B", "f", "f_prime", "activations"])
@pytest.mark.parametrize("change", CHANGES)
def test_no_mapping_of_layers_can_be_changed(name, change):
    before = deepcopy(tanh_network)
    with pytest.raises(TypeError, match=r"^the layers of a network are fixed"):
        CHANGES[change](getattr(tanh_network, name))
    assert tanh_network == before


def test_what_random_was_given_and_what_n_returns_are_no_handles_on_the_network():
    sizes = [2, 3, 1]
    network = Network.random(sizes)
    sizes[1] = network.n[1] = 99

    assert network.n == [2, 3, 1]


def test_an_entry_changed_by_hand_is_used_by_every_pass():
    network = Network(W={1: [[1.0, 0.0]]}, B={1: [[0.0]]}, f={1: "linear"})
    network.W[1][0][1] = 10.0
    network.B[1][0][0] = 0.5

    for forward in (forward_pass, scalar_forward_pass):
        assert forward(network, [[1.0], [2.0]]).A[1] == [[21.5]]
    run = forward_pass(network, [[1.0], [2.0]])
    gradients = backward_matrix.backward_pass(network, run, [[20.5]])  # off by 1: the derivatives are 2 (1, 2)
    assert gradient_descent_step(network, gradients, 1.0).W[1] == [[-1.0, 6.0]]


AGAIN = {"copy": copy, "deepcopy": deepcopy, "pickle": lambda network: loads(dumps(network))}


@pytest.mark.parametrize("again", AGAIN.values(), ids=AGAIN)
def test_a_copy_is_equal_and_its_own(again):
    other = again(tanh_network)

    assert other == tanh_network and type(other) is Network
    assert (other.f, other.n, other.cost) == (tanh_network.f, tanh_network.n, tanh_network.cost)
    other.W[1][0][0] += 1.0
    assert other != tanh_network
    with pytest.raises(TypeError):
        other.f[1] = one_twice
    assert forward_pass(other, X).A != forward_pass(tanh_network, X).A


def test_equal_networks_have_equal_parameters_and_activations():
    W, B = {1: [[1.0]], 2: [[2.0]]}, {1: [[0.0]], 2: [[0.0]]}

    assert Network(W, B) == Network(W, B) == Network(W, B, f="sigmoid")
    assert Network(W, B) != Network(W, B, f="tanh")
    assert Network(W, B) != Network({**W, 2: [[3.0]]}, B)
    assert Network(W, B) != (W, B)


@pytest.mark.parametrize("record", ["run", "gradients"])
def test_runs_and_gradients_are_values_too(record):
    run = forward_pass(tanh_network, X)
    value = run if record == "run" else backward_matrix.backward_pass(tanh_network, run, Y)
    for name in value._fields:
        with pytest.raises(AttributeError):
            setattr(value, name, {})
    assert loads(dumps(value)) == deepcopy(value) == copy(value) == value


def test_a_network_goes_through_json_and_back():
    saved = json.dumps([tanh_network.W, tanh_network.B, tanh_network.activations])
    parts = json.loads(saved)

    with pytest.raises(ValueError, match=r"^Network: W has the layers \['1', '2'\], .*int\(l\): layer"):
        Network(*parts)
    numbered = [{int(l): layer for l, layer in part.items()} for part in parts]  # as the message says
    assert Network(*numbered) == tanh_network


# What may enter.


def test_one_name_is_that_of_all_hidden_layers():
    assert Network.random([2, 3, 4, 1], f="tanh").activations == {1: "tanh", 2: "tanh", 3: "sigmoid"}
    assert Network.random([2, 3, 1], f="linear").activations == {1: "linear", 2: "sigmoid"}
    assert Network({1: [[1.0]], 2: [[1.0]]}, {1: [[0.0]], 2: [[0.0]]}, "tanh").f[1] is tanh


@pytest.mark.parametrize("f, name", [(None, "cross-entropy"), ({1: "tanh", 2: "linear"}, "squared-error")])
def test_the_last_layer_names_the_cost(f, name):
    assert Network.random([2, 3, 1], 0, f).cost == name


class Whole:
    """A whole number of another library, as NumPy's are."""

    def __init__(self, value):
        self.value = value

    def __index__(self):
        return self.value


def test_whole_numbers_of_other_kinds_are_sizes_seeds_and_steps():
    network = Network.random([Whole(2), Whole(3), 1], seed=Whole(7))

    assert network == Network.random([2, 3, 1], seed=7)
    assert all(type(size) is int for size in network.n)
    assert len(train(network, X, Y, 0.1, Whole(2))[1]) == 2


@pytest.mark.parametrize("number", [Fraction(1, 2), True, 3])
def test_numbers_of_other_kinds_become_floats(number):
    network = Network({1: [[number, 0.5]]}, {1: [[number]]})
    run = forward_pass(network, [[number], [1.0]])

    rows = [*network.W[1], *network.B[1], *run.A[0], *run.Z[1]]
    assert {type(entry) for row in rows for entry in row} == {float}
    assert network.W[1] == [[float(number), 0.5]]


def test_numpy_arrays_are_refused_with_their_cure_and_its_numbers_taken():
    np = pytest.importorskip("numpy", reason="NumPy is not installed")
    table = np.array([[0, 255, 3, 4], [200, 100, 0, 1]], dtype=np.uint8)
    network = Network({1: [[2, 1]]}, {1: [[0]]}, {1: "linear"})
    with pytest.raises(ValueError, match=r"^forward_pass: X is array\(.*expected a list of rows; .tolist\(\)"):
        forward_pass(network, table)
    with pytest.raises(ValueError, match=r"^forward_pass: X has array\(.*row 0, expected .*; .tolist\(\)"):
        forward_pass(network, list(table))

    pixels = [list(row) for row in table]  # lists of NumPy's eight-bit numbers, in which 2 * 200 is 144
    assert forward_pass(network, pixels).Z[1] == [[200.0, 610.0, 6.0, 9.0]]
    halves = [[np.float32(0.1)] * 4, [np.float64(0.2)] * 4]
    run = forward_pass(network, halves)
    assert run.A[0] == [[float(np.float32(0.1))] * 4, [0.2] * 4]
    assert {type(a) for row in run.A[0] for a in row} == {float}
    assert Network.random([np.int64(2), np.int32(3), 1], np.int64(7)) == Network.random([2, 3, 1], 7)
    labels = [[np.True_, np.False_, np.True_, np.False_]]
    sigmoid_network = Network({1: [[2.0, 1.0]]}, {1: [[0.0]]})
    ours = backward_matrix.backward_pass(sigmoid_network, forward_pass(sigmoid_network, halves), labels)
    assert ours == backward_matrix.backward_pass(sigmoid_network, forward_pass(sigmoid_network, halves), [[1, 0, 1, 0]])


@pytest.mark.parametrize("forward", [forward_pass, scalar_forward_pass])
def test_a_run_keeps_a_copy_of_the_data(forward):
    data = [row[:] for row in X]
    run = forward(tanh_network, data)
    before = backward_matrix.backward_pass(tanh_network, run, Y)
    data[0][0] = 99.0

    assert run.A[0] == X
    assert backward_matrix.backward_pass(tanh_network, run, Y) == before


def test_a_cost_that_is_not_the_usual_one_stands_in_the_repr():
    unusual = Network.random([2, 1], cost="squared-error")
    assert repr(unusual).splitlines()[0] == "Network [2, 1], sigmoid, squared-error"
    assert repr(Network.random([2, 1])).splitlines()[0] == "Network [2, 1], sigmoid"
