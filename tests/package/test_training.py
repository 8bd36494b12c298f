"""Training repeats one step: all gradients first, then every parameter a little against its own."""

import pickle
import re
from copy import copy, deepcopy
from fractions import Fraction
from math import inf, isfinite, nan

import pytest
from cases import CASES, J_of, Mine, case, parameters

import purenn
from purenn import (
    DivergenceError,
    Network,
    backward_matrix,
    backward_scalar,
    check_gradients,
    forward_pass,
    gradient_descent_step,
    predict,
    scalar_gradient_descent_step,
    train,
)


def test_one_step_by_hand():
    # One weight, one datapoint: a = 2 * 3 + 1 = 7, y = 5, so J = 4 and dJ/da = 2 (7 - 5) = 4.
    network = Network(W={1: [[2.0]]}, B={1: [[1.0]]}, f={1: "linear"})
    network, costs = train(network, [[3.0]], [[5.0]], gamma=0.125, steps=1)

    assert costs == [4.0]
    assert network.W[1] == [[0.5]]  # 2 - 1/8 * 4 * 3
    assert network.B[1] == [[0.5]]  # 1 - 1/8 * 4
    # which overshoots: the output is now 2


@pytest.mark.parametrize("step", [gradient_descent_step, scalar_gradient_descent_step])
def test_a_step_leaves_the_old_network_as_it_was(step):
    network, X, Y = CASES["[2,4,3,1] m=5"]
    before = parameters(network)
    gradients = backward_matrix.backward_pass(network, forward_pass(network, X), Y)

    assert parameters(step(network, gradients, gamma=0.5)) != before == parameters(network)


def test_costs_hold_J_before_each_step():
    network, X, Y = CASES["[2,4,3,1] m=5"]
    seen = []
    _, costs = train(network, X, Y, gamma=0.5, steps=4, after_step=lambda step, J, network: seen.append((J, network)))

    assert len(costs) == 4
    assert costs[0] == J_of(network, X, Y)
    assert costs == [J for J, _ in seen]
    assert costs[1:] == [J_of(reached, X, Y) for _, reached in seen[:-1]]


def test_after_step_is_given_the_number_the_cost_and_the_network_reached():
    network, X, Y = case([2, 3, 1], 4)
    steps, networks = [], [network]

    def after_step(step, J, network):
        steps.append(step)
        networks.append(network)

    trained, _ = train(network, X, Y, gamma=0.5, steps=3, after_step=after_step)

    assert steps == [1, 2, 3]
    assert networks[-1] is trained
    assert len({tuple(parameters(each)) for each in networks}) == 4  # four different networks, none overwritten


def test_training_is_the_step_repeated_and_leaves_the_first_network_alone():
    network, X, Y = case([2, 3, 1], 4)
    before = parameters(network)
    trained, _ = train(network, X, Y, gamma=0.5, steps=2)
    by_hand = network
    for _ in range(2):
        gradients = backward_matrix.backward_pass(by_hand, forward_pass(by_hand, X), Y)
        by_hand = gradient_descent_step(by_hand, gradients, gamma=0.5)

    assert parameters(trained) == parameters(by_hand)
    assert parameters(network) == before


def test_no_steps_change_nothing():
    network, X, Y = case([2, 3, 1], 4)
    trained, costs = train(network, X, Y, gamma=0.5, steps=0)

    assert (parameters(trained), costs) == (parameters(network), [])


@pytest.mark.parametrize("net", CASES)
def test_both_forms_train_alike(net):
    network, X, Y = CASES[net]
    by_matrix, costs = train(network, X, Y, gamma=0.1, steps=20)
    by_scalar, scalar_costs = train(network, X, Y, gamma=0.1, steps=20, form=backward_scalar)

    assert costs == pytest.approx(scalar_costs, rel=1e-12)
    assert parameters(by_matrix) == pytest.approx(parameters(by_scalar), rel=0, abs=1e-12)
    assert costs[-1] < costs[0]


def test_both_updates_reach_the_same_network():
    network, X, Y = CASES["[4,2,5,1] m=6"]
    gradients = backward_matrix.backward_pass(network, forward_pass(network, X), Y)

    assert parameters(gradient_descent_step(network, gradients, 0.3)) == parameters(
        scalar_gradient_descent_step(network, gradients, 0.3)
    )


# All gradients before any update (erratum E41).


def in_place_gradients(network, X, Y, gamma):
    """The gradients of a descent that changes each layer before it has gone on to the previous one."""
    run = forward_pass(network, X)
    changed = Network(network.W, network.B, network.activations)
    gradients = backward_matrix.backward_pass(changed, run, Y)
    dJ_dZ, dJ_dW = {network.L: gradients.dJ_dZ[network.L]}, {}
    for l in range(network.L, 0, -1):
        if l < network.L:  # W[l + 1] is no longer the one of this forward pass
            dJ_dA = {l: backward_matrix.hidden_dJ_dA(changed.W, dJ_dZ, l)}
            dJ_dZ[l] = backward_matrix.layer_dJ_dZ(dJ_dA, run.Z, network.f_prime, l)
        dJ_dW[l] = backward_matrix.layer_dJ_dW(dJ_dZ, run.A, l)
        for row, derivatives in zip(changed.W[l], dJ_dW[l], strict=True):
            row[:] = [w - gamma * derivative for w, derivative in zip(row, derivatives, strict=True)]
    return dJ_dW, changed


def test_updating_while_going_down_spoils_the_layers_below():
    network, X, Y = CASES["[3,3,2,1] m=5 tanh"]
    right = backward_matrix.backward_pass(network, forward_pass(network, X), Y).dJ_dW
    wrong, changed = in_place_gradients(network, X, Y, gamma=0.5)
    off = {
        l: max(abs(x - y) for rows in zip(right[l], wrong[l], strict=True) for x, y in zip(*rows, strict=True))
        for l in (1, 2, 3)
    }

    assert off[3] == 0.0  # the last layer comes first
    assert 1e-3 < off[2] < 0.1  # a few thousandths at gamma 0.5: too little to notice by eye
    assert 1e-3 < off[1] < 0.1
    # the update of the package is the right one
    reached, _ = train(network, X, Y, gamma=0.5, steps=1)
    assert reached.W[3] == changed.W[3]
    for l in (1, 2):
        by_hand = [
            [w - 0.5 * derivative for w, derivative in zip(*rows, strict=True)]
            for rows in zip(network.W[l], right[l], strict=True)
        ]
        assert reached.W[l] == by_hand != changed.W[l]


def test_gradients_do_not_change_when_the_update_is_made():
    network, X, Y = case([2, 3, 1], 4)
    gradients = backward_matrix.backward_pass(network, forward_pass(network, X), Y)
    before = repr(gradients), [row[:] for row in gradients.dJ_dW[1]]
    gradient_descent_step(network, gradients, gamma=0.5)

    assert (repr(gradients), gradients.dJ_dW[1]) == before


# What interrupts training, and what is left then.


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_whatever_interrupts_the_network_last_given_is_whole(error):
    network, X, Y = case([2, 3, 1], 4)
    reached = []

    def after_step(step, J, network):
        reached.append(network)
        if step == 3:
            raise error("enough")

    with pytest.raises(error, match="enough"):
        train(network, X, Y, gamma=0.5, steps=10, after_step=after_step)

    assert len(reached) == 3
    whole, _ = train(network, X, Y, gamma=0.5, steps=3)
    assert parameters(reached[-1]) == parameters(whole)


def test_a_gamma_too_large_ends_with_the_last_finite_network():
    network, X, Y = CASES["[3,3,2,1] m=5 linear output"]
    with pytest.raises(DivergenceError, match=r"at step \d+ .*gamma 1000.*smaller gamma") as caught:
        train(network, X, Y, gamma=1000.0, steps=1000)

    error = caught.value
    assert error.step == len(error.costs) + 1
    assert f"at step {error.step} " in str(error)
    assert all(isfinite(J) for J in error.costs)
    assert all(isfinite(entry) for entry in parameters(error.network))
    assert J_of(error.network, X, Y) == error.costs[-1] > error.costs[0]


def test_a_parameter_that_overflows_ends_training_too():
    # J is 4e300 and finite; the step is 1e200 * 2e150 * 2 and is not.
    network = Network(W={1: [[0.0]]}, B={1: [[0.0]]}, f={1: "linear"})
    with pytest.raises(DivergenceError, match=r"parameter.* at step 1 .*gamma 1e\+200.*smaller gamma") as caught:
        train(network, [[1.0]], [[2e150]], gamma=1e200, steps=5)

    assert caught.value.step == 1
    assert parameters(caught.value.network) == [0.0, 0.0]
    assert caught.value.network is network


@pytest.mark.parametrize(
    "W, f, label, what",
    [
        ({1: [[0.0]]}, {1: "linear"}, 1e200, "J"),
        ({1: [[1e200]], 2: [[1e200]]}, {1: "linear", 2: "sigmoid"}, 1, "an output"),
    ],
)
def test_numbers_too_large_before_any_step_are_blamed_on_what_was_given_and_not_on_gamma(W, f, label, what):
    network = Network(W, {l: [[0.0]] for l in W}, f)
    with pytest.raises(ValueError, match=f"^train: {what} is not finite before any step; make the data or the para"):
        train(network, [[1.0]], [[label]], gamma=0.1, steps=5)


@pytest.mark.parametrize("number", [nan, inf, -inf])
def test_a_parameter_put_in_by_hand_that_is_not_finite_is_named(number):
    for name in ("W", "B"):
        network, X, Y = case([2, 3, 1], 4)
        getattr(network, name)[1][2][0] = number
        with pytest.raises(ValueError, match=rf"^train: network\.{name}\[1\]\[2\]\[0\] is {number}, expected a finite"):
            train(network, X, Y, gamma=0.1, steps=5)


def test_a_divergence_is_copied_and_pickled_whole():
    network, X, Y = CASES["[3,3,2,1] m=5 linear output"]
    with pytest.raises(DivergenceError) as caught:
        train(network, X, Y, gamma=1000.0, steps=1000)

    error = caught.value
    for same in (copy(error), deepcopy(error), pickle.loads(pickle.dumps(error))):
        assert type(same) is DivergenceError and str(same) == str(error)
        assert (same.step, same.network, same.costs) == (error.step, error.network, error.costs)


@pytest.mark.parametrize("form", [backward_scalar, backward_matrix])
@pytest.mark.parametrize("hidden", ["sigmoid", "tanh", "linear"])
def test_an_absurd_gamma_saturates_or_says_so_but_never_leaves_the_finite_numbers(form, hidden):
    network, X, Y = case([2, 4, 3, 1], 5, hidden)
    try:
        network, costs = train(network, X, Y, gamma=1e6, steps=30, form=form)
    except DivergenceError as error:
        network, costs = error.network, error.costs

    assert all(isfinite(number) for number in parameters(network) + costs)


def test_the_network_is_not_validated_anew_at_every_step(monkeypatch):
    network, X, Y = case([2, 3, 1], 4)
    checks = []
    for name in ("checked_parameters", "checked_activations"):
        right = getattr(purenn.network, name)
        monkeypatch.setattr(purenn.network, name, lambda *a, right=right: checks.append(1) or right(*a))

    trained, _ = train(network, X, Y, gamma=0.5, steps=10)
    assert checks == []
    assert trained == Network(trained.W, trained.B, trained.activations)  # and is as good as one that was


def test_training_takes_a_form_of_ones_own():
    network, X, Y = case([2, 3, 1], 4)

    assert train(network, X, Y, 0.5, 5, form=Mine()) == train(network, X, Y, 0.5, 5)


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"dJ_dB": None}, "without dJ_dB"),
        ({"dJ_dW": {2: [[1.0, 2.0, 3.0]]}}, "dJ_dW has the layers [2], expected [1, 2]"),
        ({"dJ_dB": {1: [[1.0, 2.0, 3.0]], 2: [[1.0]]}}, "dJ_dB[1] is 1x3, expected 3x1"),
        ({"dJ_dB": {1: [["a"], [1.0], [1.0]], 2: [[1.0]]}}, "scale: matrix[0][0] is 'a'"),
    ],
)
def test_gradients_of_ones_own_that_do_not_fit_are_named_and_no_divergence(changes, words):
    network, X, Y = case([2, 3, 1], 4)
    with pytest.raises(ValueError, match=rf"^.*{re.escape(words)}"):
        train(network, X, Y, 0.5, 5, form=Mine(**changes))


@pytest.mark.parametrize("number", [inf, nan])
def test_a_gradient_of_ones_own_that_is_not_finite_is_a_divergence_at_its_step(number):
    network, X, Y = case([2, 3, 1], 4)
    with pytest.raises(DivergenceError, match=r"^train: a parameter is not finite at step 1 "):
        train(network, X, Y, 0.5, 5, form=Mine(dJ_dB={1: [[number], [1.0], [1.0]], 2: [[1.0]]}))


def test_an_output_beyond_the_floats_is_a_divergence_at_its_step():
    # the first step takes both weights from 1e-50 to about 1e200, and z at the second is their product
    network = Network({1: [[1e-50]], 2: [[1e-50]]}, {1: [[0.0]], 2: [[0.0]]}, {1: "linear", 2: "sigmoid"})
    with pytest.raises(DivergenceError, match=r"^train: an output is not finite at step 2 ") as caught:
        train(network, [[1.0]], [[1]], 1e250, 3)

    assert caught.value.network is network and len(caught.value.costs) == 1


def test_labels_and_data_may_be_of_any_kind_of_number_and_lists_that_change_afterwards():
    network, X, Y = case([2, 3, 1], 4)
    exact = [[Fraction(x) for x in row] for row in X]

    def after_step(step, J, network):
        exact[0][0] = "gone"

    assert train(network, exact, [[bool(y) for y in Y[0]]], 0.5, 5, after_step) == train(network, X, Y, 0.5, 5)


# Data at the edge.


def test_a_saturated_wrong_answer_costs_its_true_value_and_goes_on_learning():
    network = Network(W={1: [[800.0]]}, B={1: [[0.0]]})
    trained, costs = train(network, [[1.0]], [[0]], gamma=100.0, steps=6)

    # a is exactly 1, dJ/dz = 1 - 0: each step takes 100 off weight and bias, and so 200 off z, until z is 0
    assert costs[:5] == pytest.approx([800.0, 600.0, 400.0, 200.0, 0.6931471805599453])
    assert trained.W[1][0][0] < 400.0


@pytest.mark.parametrize("z", [1e300, -1e300])
def test_the_largest_preactivations_train(z):
    network = Network(W={1: [[z]]}, B={1: [[0.0]]})
    trained, costs = train(network, [[1.0, 1.0]], [[0, 1]], gamma=1e299, steps=3)

    assert costs[0] == 5e299  # one of the two is wrong by 1e300
    assert abs(trained.W[1][0][0]) < 1e300
    assert all(isfinite(entry) for entry in parameters(trained))


@pytest.mark.parametrize("form", [backward_scalar, backward_matrix])
def test_one_datapoint_is_learnt(form):
    network, _, _ = case([2, 3, 1], 4)
    X, Y = [[0.5], [-1.0]], [[1]]
    trained, costs = train(network, X, Y, gamma=1.0, steps=200, form=form)

    assert costs[-1] < 0.02 < costs[0]
    assert predict(trained, X) == [[1]]
    assert check_gradients(trained, X, Y).max_error < 1e-8


@pytest.mark.parametrize("label", [0, 1])
def test_one_class_is_learnt(label):
    network, X, _ = case([2, 3, 1], 4)
    trained, costs = train(network, X, [[label] * 4], gamma=1.0, steps=100)

    assert costs[-1] < 0.05 < costs[0]
    assert predict(trained, X) == [[label] * 4]


@pytest.mark.parametrize("constant", [0.0, 3.0, 1e6])
def test_constant_features_are_no_obstacle(constant):
    network = Network.random([2, 3, 1], seed=0, f={1: "tanh", 2: "sigmoid"})
    X, Y = [[constant] * 4, [-1.0, 1.0, -0.5, 0.5]], [[0, 1, 0, 1]]
    trained, costs = train(network, X, Y, gamma=0.1, steps=50)

    assert all(isfinite(J) for J in costs) and costs[-1] <= costs[0] < inf
    assert all(isfinite(entry) for entry in parameters(trained))
    if constant == 0.0:
        assert [row[0] for row in trained.W[1]] == [row[0] for row in network.W[1]]  # it carries nothing


def test_exclusive_or_is_learnt():
    X, Y = [[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]], [[0, 1, 1, 0]]
    network = Network.random([2, 3, 1], seed=0, f={1: "tanh", 2: "sigmoid"})
    trained, costs = train(network, X, Y, gamma=1.0, steps=1000)

    assert costs[-1] < 0.05
    assert predict(trained, X) == Y
