"""Batches: shuffled passes over the datapoints, cut into portions, and a step of training for each of them."""

import re
from itertools import chain, islice
from math import ceil, inf
from random import Random

import pytest
from cases import CASES, J_of, Mine, case, parameters

from purenn import DivergenceError, Network, backward_matrix, backward_scalar, train
from purenn.batches import batches

NUMBERED = [[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0]]  # seven datapoints, each of them its own number


def numbers(X, Y, size, seed, count):
    """Return the first rows of X in so many batches."""
    return [X_dealt[0] for X_dealt, _ in islice(batches(X, Y, size, seed), count)]


class Watching:
    """The backward pass of the package, which notes the data and the labels of each call."""

    def __init__(self, form=backward_matrix):
        self.form, self.seen = form, []

    def backward_pass(self, network, run, Y):
        self.seen.append((network, run.A[0], Y))
        return self.form.backward_pass(network, run, Y)


# The passes.


@pytest.mark.parametrize(("size", "lengths"), [(1, [1] * 7), (2, [2, 2, 2, 1]), (3, [3, 3, 1]), (6, [6, 1]), (7, [7])])
def test_each_pass_holds_every_datapoint_once_and_its_last_batch_what_is_left(size, lengths):
    dealt = numbers(NUMBERED, NUMBERED, size, 0, 3 * len(lengths))

    for start in range(0, len(dealt), len(lengths)):
        one_pass = dealt[start : start + len(lengths)]
        assert [len(batch) for batch in one_pass] == lengths
        assert sorted(chain(*one_pass)) == NUMBERED[0]


def test_every_pass_is_shuffled_anew():
    orders = numbers(NUMBERED, NUMBERED, 7, 0, 5)

    assert len({tuple(order) for order in orders}) == 5
    assert NUMBERED[0] not in orders


def test_a_seed_deals_the_same_batches_again_and_another_seed_others():
    assert numbers(NUMBERED, NUMBERED, 3, 5, 9) == numbers(NUMBERED, NUMBERED, 3, 5, 9)
    assert numbers(NUMBERED, NUMBERED, 3, 5, 9) != numbers(NUMBERED, NUMBERED, 3, 6, 9)


def test_without_a_size_all_the_datapoints_come_each_time_as_they_stand():
    X, Y = [[1.0, 2.0], [3.0, 4.0]], [[0.0, 1.0]]

    assert list(islice(batches(X, Y, None, 0), 3)) == [(X, Y)] * 3


def test_features_and_labels_of_several_rows_stay_together():
    X = [NUMBERED[0], [10 * x for x in NUMBERED[0]]]
    Y = [[100 * x for x in NUMBERED[0]], [200 * x for x in NUMBERED[0]], [300 * x for x in NUMBERED[0]]]

    for X_dealt, Y_dealt in islice(batches(X, Y, 3, 0), 6):
        assert X_dealt[1] == [10 * x for x in X_dealt[0]]
        assert Y_dealt == [[factor * x for x in X_dealt[0]] for factor in (100, 200, 300)]


def test_what_is_dealt_are_lists_of_ones_own():
    X, Y = [[1.0, 2.0]], [[0.0, 1.0]]
    next(batches(X, Y, 2, 0))[0][0][0] = 9.0

    assert (X, Y) == ([[1.0, 2.0]], [[0.0, 1.0]])


# Training by them.


def test_two_steps_of_one_datapoint_each_by_hand():
    # Seed 1 deals the second datapoint, then the first. One weight: a = w x, J = (a - y)^2, dJ/dw = 2 (a - y) x.
    network = Network(W={1: [[0.0]]}, B={1: [[0.0]]}, f={1: "linear"})
    X, Y = [[1.0, 2.0]], [[3.0, 1.0]]
    assert numbers(X, Y, 1, 1, 2) == [[2.0], [1.0]]
    reached, costs = train(network, X, Y, gamma=0.25, steps=2, batch_size=1, seed=1)

    # x = 2, y = 1: a = 0, J = 1; dJ/dw = 2 * -1 * 2 = -4, dJ/db = -2; w = 0 + 1 = 1, b = 0 + 0.5 = 0.5
    # x = 1, y = 3: a = 1.5, J = 2.25; dJ/dw = 2 * -1.5 * 1 = -3 = dJ/db; w = 1 + 0.75, b = 0.5 + 0.75
    assert costs == [1.0, 2.25]
    assert (reached.W[1], reached.B[1]) == ([[1.75]], [[1.25]])


@pytest.mark.parametrize("net", ["[2,4,3,1] m=5", "[2,3,4,2,3,1] m=7", "[3,3,2,1] m=5 linear output"])
@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_each_step_is_that_of_its_batch_and_each_cost_that_of_its_batch_before_the_step(net, size):
    network, X, Y = CASES[net]
    steps = 2 * ceil(len(X[0]) / size) + 1
    form, reached = Watching(), [network]
    trained, costs = train(
        network, X, Y, 0.5, steps, lambda step, J, network: reached.append(network), form, batch_size=size, seed=3
    )

    assert len(costs) == len(form.seen) == steps
    assert [network for network, _, _ in form.seen] == reached[:-1]
    assert [(X, Y) for _, X, Y in form.seen] == list(islice(batches(X, Y, size, 3), steps))
    assert costs == [J_of(*each) for each in form.seen]
    for before, after, (_, X_dealt, Y_dealt) in zip(reached, reached[1:], form.seen, strict=False):
        assert train(before, X_dealt, Y_dealt, 0.5, 1)[0] == after
    assert trained is reached[-1]


def test_after_step_is_given_the_number_of_the_update_and_the_cost_of_its_batch():
    network, X, Y = CASES["[2,3,4,2,3,1] m=7"]
    seen = []
    _, costs = train(network, X, Y, 0.5, 6, lambda step, J, network: seen.append((step, J)), batch_size=3)

    assert seen == list(enumerate(costs, start=1))
    assert len(costs) == 6


@pytest.mark.parametrize("net", CASES)
def test_both_forms_train_alike_by_batches(net):
    network, X, Y = CASES[net]
    size = ceil(len(X[0]) / 2)
    by_matrix, costs = train(network, X, Y, 0.1, 12, batch_size=size)
    by_scalar, scalar_costs = train(network, X, Y, 0.1, 12, form=backward_scalar, batch_size=size)

    assert costs == pytest.approx(scalar_costs, rel=1e-12)
    assert parameters(by_matrix) == pytest.approx(parameters(by_scalar), rel=0, abs=1e-12)


def test_a_batch_of_all_is_the_step_over_all_but_for_the_order_of_the_sums():
    network, X, Y = case([4, 5, 1], 40)
    over_all, costs = train(network, X, Y, 0.5, 10)
    shuffled, shuffled_costs = train(network, X, Y, 0.5, 10, batch_size=40)

    assert shuffled_costs == pytest.approx(costs, rel=1e-14)
    assert parameters(shuffled) == pytest.approx(parameters(over_all), rel=1e-12)
    assert shuffled_costs != costs  # the last digits tell


def test_the_same_seed_gives_the_same_numbers_and_another_one_others():
    network, X, Y = CASES["[4,2,5,1] m=6"]
    run = train(network, X, Y, 0.5, 9, batch_size=2, seed=4)

    assert train(network, X, Y, 0.5, 9, batch_size=2, seed=4) == run
    assert train(network, X, Y, 0.5, 9, batch_size=2, seed=5) != run
    assert train(network, X, Y, 0.5, 9, seed=4) == train(network, X, Y, 0.5, 9, seed=5)  # nothing is drawn


def test_all_data_is_learnt_though_no_step_sees_it_all():
    X, Y = [[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]], [[0, 1, 1, 0]]
    network = Network.random([2, 4, 1], seed=0, f={1: "tanh", 2: "sigmoid"})
    trained, _ = train(network, X, Y, gamma=0.25, steps=2000, batch_size=1)

    assert J_of(trained, X, Y) < 0.05


def test_a_form_of_ones_own_is_given_the_batch():
    network, X, Y = CASES["[4,2,5,1] m=6"]

    assert train(network, X, Y, 0.5, 5, form=Mine(), batch_size=4) == train(network, X, Y, 0.5, 5, batch_size=4)


# What interrupts it, and what does not do.


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_whatever_interrupts_within_a_pass_the_network_last_given_is_whole(error):
    network, X, Y = CASES["[2,3,4,2,3,1] m=7"]
    reached = []

    def after_step(step, J, network):
        reached.append(network)
        if step == 2:
            raise error("enough")

    with pytest.raises(error, match="enough"):
        train(network, X, Y, 0.5, 10, after_step, batch_size=3)

    assert reached[-1] == train(network, X, Y, 0.5, 2, batch_size=3)[0]


@pytest.mark.parametrize(
    ("batch_size", "words"),
    [
        (0, "0, expected a whole number >= 1"),
        (-2, "-2, expected a whole number >= 1"),
        (2.0, "2.0, expected a whole number >= 1"),
        (True, "True, expected a whole number >= 1"),
        ("3", "'3', expected a whole number >= 1"),
        (6, "6, expected at most m, which is 5"),
    ],
)
@pytest.mark.parametrize("steps", [0, 3])
def test_sizes_that_are_none_are_refused_before_anything_is_done(batch_size, words, steps):
    network, X, Y = CASES["[2,4,3,1] m=5"]
    with pytest.raises(ValueError, match=rf"^train: batch_size is {re.escape(words)}$"):
        train(network, X, Y, 0.5, steps, batch_size=batch_size)


@pytest.mark.parametrize("seed", [0.5, None, "a"])
@pytest.mark.parametrize("batch_size", [None, 2])
def test_a_seed_that_is_none_is_refused(seed, batch_size):
    network, X, Y = CASES["[2,4,3,1] m=5"]
    with pytest.raises(ValueError, match=rf"^train: seed is {seed!r}, expected a whole number$"):
        train(network, X, Y, 0.5, 3, batch_size=batch_size, seed=seed)


def test_a_divergence_says_at_which_update_and_hands_over_the_last_network_of_finite_cost():
    network, X, Y = CASES["[3,3,2,1] m=5 linear output"]
    with pytest.raises(DivergenceError, match=r"at step \d+ with gamma 1000") as caught:
        train(network, X, Y, 1000.0, 1000, batch_size=2)

    error = caught.value
    assert error.step == len(error.costs) + 1
    *_, (X_dealt, Y_dealt) = islice(batches(X, Y, 2, 0), len(error.costs))
    assert J_of(error.network, X_dealt, Y_dealt) == error.costs[-1] < inf


@pytest.mark.parametrize("place", range(4))
def test_a_datapoint_too_large_is_blamed_wherever_it_is_dealt_and_gamma_is_not(place):
    network = Network(W={1: [[0.0]]}, B={1: [[0.0]]}, f={1: "linear"})
    Y = [[1.0] * 4]
    Y[0][place] = 1e200
    with pytest.raises(ValueError, match=r"^train: J is not finite before any step; make the data or the parameters"):
        train(network, [[1.0] * 4], Y, 0.1, 4, batch_size=1, after_step=lambda *_: pytest.fail("a step was taken"))


def test_labels_of_several_classes_are_dealt_with_their_datapoints():
    draw = Random(0)
    X = [[draw.gauss(0, 1) for _ in range(7)] for _ in range(3)]
    Y = [[float(j % 3 == k) for j in range(7)] for k in range(3)]
    network = Network.random([3, 4, 3], seed=0, f={1: "tanh", 2: "softmax"})
    form = Watching()
    trained, costs = train(network, X, Y, 0.5, 6, form=form, batch_size=3, seed=2)

    for (before, X_dealt, Y_dealt), J in zip(form.seen, costs, strict=True):
        assert J_of(before, X_dealt, Y_dealt) == J
        for column in zip(*X_dealt, *Y_dealt, strict=True):
            assert column in list(zip(*X, *Y, strict=True))
    by_scalar, scalar_costs = train(network, X, Y, 0.5, 6, form=backward_scalar, batch_size=3, seed=2)
    assert costs == pytest.approx(scalar_costs, rel=1e-12)
    assert parameters(trained) == pytest.approx(parameters(by_scalar), rel=0, abs=1e-12)


@pytest.mark.parametrize("size", [0, -1, 2.5, True])
def test_batches_of_no_size_are_refused_at_the_first_one(size):
    with pytest.raises(ValueError, match=r"^batches: size is .*, expected a whole number >= 1$"):
        next(batches([[1.0, 2.0]], [[0, 1]], size))
