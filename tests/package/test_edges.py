"""Bad input is refused where it enters, by a ValueError that names the function and what was found where."""

from decimal import Decimal
from fractions import Fraction
from math import inf, nan
from random import Random
from re import escape

import pytest
from cases import case

from purenn import (
    DivergenceError,
    Network,
    ShapeError,
    backward_matrix,
    backward_scalar,
    check_gradients,
    cost,
    cross_entropy,
    cross_entropy_from_z,
    forward_pass,
    gradient_descent_step,
    predict,
    scalar_forward_pass,
    scalar_gradient_descent_step,
    squared_error,
    train,
)
from purenn.data import Data, choose, hits_and_misses, means_and_scales, split, standardise
from purenn.forward import Run
from purenn.gradients import Gradients
from purenn.matrix import diagonal, matmul, shape, transpose

network, X, Y = case([2, 3, 1], 4)
run = forward_pass(network, X)
regression = Network(network.W, network.B, f={1: "tanh", 2: "linear"})

NO_NUMBERS = [nan, inf, -inf, None, "1.0", "x", 1j, [1.0], (), Decimal(1), 10**400]
NO_MATRICES = [
    ([[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0]], "ragged: row 1 has 3 entries but row 0 has 4"),
    ([], "empty"),
    ([[]], "empty"),
    ([[], []], "empty"),
    ([1.0, 2.0], "1.0 for row 0"),
    ([[1.0], 2.0], "2.0 for row 1"),
    (["ab", "cd"], "'ab' for row 0"),
    (((1.0, 2.0), (3.0, 4.0)), "((1.0, 2.0), (3.0, 4.0))"),
    (5, "5"),
    ("[[1.0]]", "'[[1.0]]'"),
    (None, "None"),
    ({0: [1.0]}, "{0: [1.0]}"),
]


def complains(*words):
    """A ValueError whose message begins with the first words and holds the others after them, in order."""
    return pytest.raises(ValueError, match="^" + ".*".join(map(escape, words)))


def with_entry(matrix, i, j, entry):
    return [[entry if (k, h) == (i, j) else old for h, old in enumerate(row)] for k, row in enumerate(matrix)]


# ---- the data

TAKE_X = {
    "forward_pass": lambda X: forward_pass(network, X),
    "scalar_forward_pass": lambda X: scalar_forward_pass(network, X),
    "predict": lambda X: predict(network, X),
    "train": lambda X: train(network, X, Y, gamma=1.0, steps=1),
    "check_gradients": lambda X: check_gradients(network, X, Y),
}
TAKE_Y = {
    "train": lambda network, Y: train(network, X, Y, gamma=1.0, steps=1),
    "backward_pass": lambda network, Y: backward_matrix.backward_pass(network, run, Y),
    "backward_pass ": lambda network, Y: backward_scalar.backward_pass(network, run, Y),
    "check_gradients": lambda network, Y: check_gradients(network, X, Y),
}


@pytest.mark.parametrize("function", TAKE_X)
@pytest.mark.parametrize("matrix, complaint", NO_MATRICES)
def test_X_must_be_a_matrix(function, matrix, complaint):
    with complains(f"{function.strip()}: X ", complaint):
        TAKE_X[function](matrix)


@pytest.mark.parametrize("function", TAKE_X)
@pytest.mark.parametrize("entry", NO_NUMBERS, ids=lambda entry: repr(entry)[:8])
def test_X_must_hold_finite_numbers(function, entry):
    with complains(f"{function.strip()}: X[1][2] is ", repr(entry)[:20], "finite number"):
        TAKE_X[function](with_entry(X, 1, 2, entry))


@pytest.mark.parametrize("function", TAKE_X)
def test_X_must_have_a_row_for_each_feature(function):
    with complains(f"{function.strip()}: X is 3x4", "2"):
        TAKE_X[function]([*X, [0.0] * 4])


@pytest.mark.parametrize("function", TAKE_Y)
@pytest.mark.parametrize("matrix, complaint", NO_MATRICES)
def test_Y_must_be_a_matrix(function, matrix, complaint):
    with complains(f"{function.strip()}: Y ", complaint):
        TAKE_Y[function](network, matrix)


@pytest.mark.parametrize("function", TAKE_Y)
@pytest.mark.parametrize("labels, size", [([[1, 0, 1]], "1x3"), ([[1], [0], [1], [1]], "4x1"), ([[1] * 4] * 2, "2x4")])
def test_Y_must_have_a_label_for_each_datapoint(function, labels, size):
    with complains(f"{function.strip()}: Y is {size}", "1x4"):
        TAKE_Y[function](network, labels)


@pytest.mark.parametrize("function", TAKE_Y)
@pytest.mark.parametrize("last", [network, regression], ids=["sigmoid", "linear"])
@pytest.mark.parametrize("entry", NO_NUMBERS, ids=lambda entry: repr(entry)[:8])
def test_Y_must_hold_finite_numbers(function, last, entry):
    with complains(f"{function.strip()}: Y[0][2] is ", repr(entry)[:20]):
        TAKE_Y[function](last, [[1, 0, entry, 0]])


@pytest.mark.parametrize("function", TAKE_Y)
@pytest.mark.parametrize("label", [2, -1, 0.5, 1.0000001])
def test_a_label_is_0_or_1_under_cross_entropy_and_any_number_under_squared_error(function, label):
    with complains(f"{function.strip()}: Y[0][3] is {label}", "0", "1"):
        TAKE_Y[function](network, [[0, 1, 0, label]])
    TAKE_Y[function](regression, [[0, 1, 0, label]])


# ---- the network


@pytest.mark.parametrize("matrix, complaint", NO_MATRICES)
def test_weights_and_biases_must_be_matrices(matrix, complaint):
    with complains("Network: W[2] ", complaint):
        Network({1: network.W[1], 2: matrix}, network.B)
    with complains("Network: B[1] ", complaint):
        Network(network.W, {1: matrix, 2: network.B[2]})


@pytest.mark.parametrize("entry", NO_NUMBERS, ids=lambda entry: repr(entry)[:8])
def test_weights_and_biases_must_be_finite_numbers(entry):
    with complains("Network: W[1][2][0] is ", repr(entry)[:20], "finite number"):
        Network({1: with_entry(network.W[1], 2, 0, entry), 2: network.W[2]}, network.B)
    with complains("Network: B[1][2][0] is ", repr(entry)[:20], "finite number"):
        Network(network.W, {1: with_entry(network.B[1], 2, 0, entry), 2: network.B[2]})


def test_the_layers_must_meet():
    with complains("Network: W[2] is 1x2", "layer 1 has 3 units"):
        Network({1: network.W[1], 2: [[1.0, 2.0]]}, network.B)


@pytest.mark.parametrize("bias, size", [([[0.0], [0.0]], "2x1"), ([[0.0, 0.0, 0.0]], "1x3"), ([[0.0] * 4] * 3, "3x4")])
def test_a_bias_belongs_to_each_unit_and_is_not_broadcast(bias, size):
    with complains(f"Network: B[1] is {size}", "3x1"):
        Network(network.W, {1: bias, 2: network.B[2]})


def test_the_last_layer_may_have_several_units_and_a_softmax_has_to():
    several = {1: network.W[1]}, {1: network.B[1]}
    assert Network(*several).n == [2, 3]
    assert Network(*several, {1: "softmax"}).n == [2, 3]
    with complains("Network: the last layer has a softmax and one unit", "expected two or more"):
        Network(network.W, network.B, {1: "tanh", 2: "softmax"})


@pytest.mark.parametrize(
    "layers, found",
    [
        ({}, "{}"),
        ([[[1.0]]], "[[[1.0]]]"),
        (None, "None"),
        ({0: [[1.0]]}, "[0]"),
        ({1: [[1.0]], 3: [[1.0]]}, "[1, 3]"),
        ({2: [[1.0]]}, "[2]"),
    ],
)
def test_no_layer_may_be_missing(layers, found):
    with complains("Network: W ", found):
        Network(layers, {1: [[0.0]]})
    with complains("Network: B ", found):
        Network({1: [[1.0]]}, layers)


def test_biases_of_fewer_layers_than_weights_are_refused():
    with complains("Network: B has the layers [1]", "[1, 2]"):
        Network(network.W, {1: network.B[1]})


@pytest.mark.parametrize(
    "f, found", [({1: "tanh"}, "{1: 'tanh'}"), ({}, "{}"), (["tanh", "sigmoid"], "['tanh'"), ("tahn", "'tahn'")]
)
def test_an_activation_must_be_named_for_all_hidden_layers_or_for_every_layer(f, found):
    with complains("Network: f is ", found, "'tanh'", "for all hidden layers", '{1: "tanh", 2: "sigmoid"}'):
        Network(network.W, network.B, f)
    with complains("Network: f is ", found):
        Network.random([2, 3, 1], 0, f)


@pytest.mark.parametrize("name", ["no-function", "Sigmoid", "", None, 1, ["tanh"], abs])
def test_an_activation_must_be_known(name):
    with complains("Network: f[1] is ", repr(name)[:20], "'sigmoid', 'tanh', 'linear'", "layer 1"):
        Network(network.W, network.B, {1: name, 2: "sigmoid"})


@pytest.mark.parametrize("last, usual", [("sigmoid", "cross-entropy"), ("softmax", "cross-entropy"),
                                         ("linear", "squared-error"), ("tanh", None), ("relu", None)])  # fmt: skip
@pytest.mark.parametrize("named", [None, "cross-entropy", "squared-error", "squared error", "", 1, ["squared-error"]])
def test_the_last_layer_decides_the_cost_and_the_squared_error_may_be_named(last, usual, named):
    allowed = {usual} if last == "softmax" else {usual, "squared-error"}
    W, B = {1: [[1.0, 2.0], [3.0, 4.0]]}, {1: [[0.0], [0.0]]}
    if (usual if named is None else named) in [each for each in allowed if each]:
        assert Network(W, B, {1: last}, named).cost == (named or usual)
        return
    expected = [repr(each) for each in ("squared-error", "cross-entropy") if each in allowed]
    with complains(f"Network: cost is {named!r}, expected {' or '.join(expected)} after a {last}"):
        Network(W, B, {1: last}, named)


def test_a_softmax_stands_in_the_last_layer_alone():
    with complains("Network: f[1] is 'softmax', expected one of", "in layer 1"):
        Network(network.W, network.B, {1: "softmax", 2: "sigmoid"})
    with complains("Network: f is 'softmax', expected one of", "for all hidden layers"):
        Network(network.W, network.B, "softmax")


@pytest.mark.parametrize("n", [[], [3], (), 3, None, "31", {3, 1}, iter([3, 1])])
def test_a_network_has_at_least_two_sizes(n):
    with complains("Network.random: n"):
        Network.random(n)


@pytest.mark.parametrize("size", [0, -2, 2.0, 2.5, "3", None, True, nan])
def test_a_size_is_a_whole_number_of_at_least_1(size):
    with complains(f"Network.random: n[1] is {size!r}", "whole number"):
        Network.random([4, size, 1])


@pytest.mark.parametrize("seed", [None, "0", 1.5, [0]])
def test_a_seed_is_a_whole_number(seed):
    with complains(f"Network.random: seed is {seed!r}", "whole number"):
        Network.random([2, 1], seed)


# ---- gamma and steps

GRADIENTS = backward_matrix.backward_pass(network, run, Y)
TAKE_GAMMA = {
    "train": lambda gamma: train(network, X, Y, gamma, steps=0),
    "gradient_descent_step": lambda gamma: gradient_descent_step(network, GRADIENTS, gamma),
    "scalar_gradient_descent_step": lambda gamma: scalar_gradient_descent_step(network, GRADIENTS, gamma),
}


@pytest.mark.parametrize("function", TAKE_GAMMA)
@pytest.mark.parametrize("gamma", [0, 0.0, -0.5, *NO_NUMBERS], ids=lambda gamma: repr(gamma)[:8])
def test_gamma_is_a_finite_positive_number(function, gamma):
    with complains(f"{function}: gamma is ", repr(gamma)[:20], "finite positive number"):
        TAKE_GAMMA[function](gamma)


@pytest.mark.parametrize("steps", [-1, 2.0, 2.5, "10", None, True, nan, inf, [3]])
def test_steps_are_a_whole_number_of_at_least_0(steps):
    with complains(f"train: steps is {steps!r}", "whole number"):
        train(network, X, Y, gamma=1.0, steps=steps)


# ---- outputs, runs and gradients that do not fit

COSTS = {"cross_entropy": cross_entropy, "cross_entropy_from_z": cross_entropy_from_z, "squared_error": squared_error}


@pytest.mark.parametrize("function", COSTS)
@pytest.mark.parametrize(
    "output, labels, sizes",
    [
        ([[0.5, 0.5]], [[1]], ("1x2", "1x1")),
        ([[0.5]], [[1, 0]], ("1x1", "1x2")),
        ([[0.5], [0.5]], [[1], [0]], ("2x1", "2x1")),
        ([[0.5, 0.5]], [[1], [0]], ("1x2", "2x1")),
    ],
)
def test_a_cost_pairs_one_output_with_one_label(function, output, labels, sizes):
    with complains(f"{function}: ", *sizes):
        COSTS[function](output, labels)


@pytest.mark.parametrize("function", COSTS)
@pytest.mark.parametrize("matrix, complaint", NO_MATRICES)
def test_a_cost_is_of_two_matrices(function, matrix, complaint):
    with complains(f"{function}: ", complaint):
        COSTS[function](matrix, [[1]])
    with complains(f"{function}: Y ", complaint):
        COSTS[function]([[0.5]], matrix)


@pytest.mark.parametrize("a", [1.0000001, -0.1, 2])
def test_an_activation_outside_0_to_1_has_no_cross_entropy(a):
    with complains(f"cross_entropy: A_L[0][1] is {a}", "0 to 1"):
        cross_entropy([[0.5, a]], [[1, 0]])


@pytest.mark.parametrize("function", COSTS)
@pytest.mark.parametrize("entry", NO_NUMBERS, ids=lambda entry: repr(entry)[:8])
def test_a_cost_is_of_finite_numbers(function, entry):
    name = "Z_L" if function.endswith("z") else "A_L"
    with complains(f"{function}: {name}[0][1] is ", repr(entry)[:20], "finite number"):
        COSTS[function]([[0.5, entry]], [[1, 0]])
    with complains(f"{function}: Y[0][0] is ", repr(entry)[:20], "finite number"):
        COSTS[function]([[0.5, 0.5]], [[entry, 0]])


@pytest.mark.parametrize("function", ["cross_entropy", "cross_entropy_from_z"])
@pytest.mark.parametrize("label", [2, 0.5, -1, nan, None, "1"])
def test_cross_entropy_takes_labels_0_and_1(function, label):
    with complains(f"{function}: Y[0][1] is {label!r}"):
        COSTS[function]([[0.5, 0.5]], [[1, label]])


def test_the_cost_of_a_run_refuses_labels_of_other_datapoints():
    with complains("cost: Y is 1x3", "1x4"):
        cost(network, run, [[1, 0, 1]])


@pytest.mark.parametrize("form", [backward_scalar, backward_matrix])
@pytest.mark.parametrize(
    "sizes, words",
    [
        ([2, 4, 1], ".A[1] is 4x4, expected 3x4"),  # wider
        ([2, 2, 1], ".A[1] is 2x4, expected 3x4"),  # narrower
        ([3, 3, 1], ".A[0] is 3x4, expected 2x4"),  # other data
        ([2, 1], " is Run"),  # a layer short
        ([2, 3, 1, 1], ".A has the layers [0, 1, 2, 3], expected [0, 1, 2]"),  # a layer more
    ],
)
def test_a_run_of_another_network_is_refused(form, sizes, words):
    other = Network.random(sizes)
    other_run = forward_pass(other, [[1.0] * 4] * sizes[0])

    with complains("backward_pass: run", words):
        form.backward_pass(network, other_run, Y)


@pytest.mark.parametrize("form", [backward_scalar, backward_matrix])
def test_a_run_whose_layers_have_different_numbers_of_datapoints_is_refused(form):
    short = forward_pass(network, [row[:3] for row in X])
    with complains("backward_pass: run.A[1] is 3x3, expected 3x4"):
        form.backward_pass(network, Run(run.Z, {**run.A, 1: short.A[1]}), Y)


@pytest.mark.parametrize("step", [gradient_descent_step, scalar_gradient_descent_step])
@pytest.mark.parametrize(
    "sizes, words",
    [([2, 4, 1], "[1] is 4x2, expected 3x2"), ([2, 2, 1], "[1] is 2x2, expected 3x2"), ([2, 1], " has the layers [1]")],
)
def test_gradients_of_another_network_are_refused(step, sizes, words):
    other = Network.random(sizes)
    gradients = backward_matrix.backward_pass(other, forward_pass(other, X), Y)
    with complains(f"{step.__name__}: gradients.dJ_dW{words}"):
        step(network, gradients, 0.5)


@pytest.mark.parametrize("step", [gradient_descent_step, scalar_gradient_descent_step])
def test_a_step_that_leaves_the_finite_numbers_is_refused(step):
    derivatives = {l: [[1e308 for _ in row] for row in network.W[l]] for l in network.W}
    with complains(f"{step.__name__}: W[1][0][0] is -inf"):
        step(network, Gradients({}, {}, derivatives, GRADIENTS.dJ_dB), 10.0)


# ---- the data set's helpers


def test_a_split_needs_a_label_for_each_datapoint():
    with complains("split: X is 2x4 but Y is 1x3"):
        split(Data(X, [[1, 0, 1]], ["a", "b"]))
    with complains("split: X is 2x4 but Y is 1x5"):
        split(Data(X, [[1, 0, 1, 0, 1]], ["a", "b"]))


def test_standardising_needs_a_mean_and_a_scale_for_each_feature():
    with complains("standardise: pairs has 1 pairs", "expected 2, one for each feature"):
        standardise(X, [(0.0, 1.0)])


@pytest.mark.parametrize("matrix, complaint", NO_MATRICES)
def test_the_helpers_take_matrices(matrix, complaint):
    with complains("means_and_scales: X ", complaint):
        means_and_scales(matrix)
    with complains("standardise: X ", complaint):
        standardise(matrix, [(0.0, 1.0)])
    with complains("hits_and_misses: labels ", complaint):
        hits_and_misses(matrix, [[1]])
    with complains("split: Y ", complaint):
        split(Data([[1.0]], matrix, []))


@pytest.mark.parametrize(
    "pairs, words",
    [
        (None, "pairs is None, expected 2 pairs of a mean and a scale"),
        ([(0.0, 1.0), 3], "pairs[1] is 3, expected two numbers, a mean and a scale"),
        ([(0.0, 1.0), (0.0,)], "pairs[1] is (0.0,), expected two numbers, a mean and a scale"),
        ([(0.0, "a"), (0.0, 1.0)], "pairs[0][1] is 'a'"),
    ],
)
def test_what_is_no_pair_of_a_mean_and_a_scale_is_named(pairs, words):
    with complains(f"standardise: {words}"):
        standardise(X, pairs)


@pytest.mark.parametrize("place, words", [(4, "4, expected at most 3"), (-1, "-1, expected"), (1.0, "1.0, exp")])
def test_a_place_is_that_of_a_datapoint(place, words):
    with complains(f"choose: places[1] is {words}"):
        choose(Data(X, Y, ["a", "b"]), [0, place])


def test_a_run_without_the_preactivations_of_its_output_has_no_cross_entropy():
    with complains("cost: run is Run", "expected what forward_pass(network, X) returns"):
        cost(network, Run({}, {2: run.A[2]}), Y)
    assert cost(regression, Run({}, {2: Y}), Y) == 0


@pytest.mark.parametrize("name", ["linear", "tanh", "sigmoid"])
def test_a_single_activation_names_that_of_no_layer_where_none_is_hidden(name):
    with complains(f"Network: f is '{name}' for all hidden layers, but there is none", 'f={1: "linear"}'):
        Network.random([2, 1], f=name)
    assert Network.random([2, 1], f={1: "linear"}).cost == "squared-error"


def test_hits_and_misses_pairs_one_label_with_one():
    with complains("hits_and_misses: labels is 1x2 and Y 1x3"):
        hits_and_misses([[1, 0]], [[1, 0, 1]])


# ---- and what all these errors have in common


def test_the_kinds_of_error():
    assert issubclass(ShapeError, ValueError)
    assert issubclass(DivergenceError, ArithmeticError)  # no input was bad; the numbers ran away


def test_a_message_stays_short_whatever_was_given():
    with pytest.raises(ValueError) as caught:
        forward_pass(network, with_entry(X, 0, 0, "long " * 1000))
    assert len(str(caught.value)) < 120


def test_a_finite_difference_that_is_no_number_is_no_agreement():
    report = check_gradients(Network({1: [[1e200]]}, {1: [[0.0]]}, {1: "linear"}), [[1.0, 1.0]], [[0, 0]])

    assert report.entries == 0 and not report.max_error < 1e-8


def test_gradients_of_another_shape_are_no_divergence():
    class Transposed:
        @staticmethod
        def backward_pass(network, run, Y):
            gradients = backward_matrix.backward_pass(network, run, Y)
            return gradients._replace(dJ_dW={l: transpose(matrix) for l, matrix in gradients.dJ_dW.items()})

    with pytest.raises(ShapeError, match=r"^gradient_descent_step: gradients.dJ_dW\[1\] is 2x3, expected 3x2"):
        train(Network.random([2, 3, 1]), [[0.1, 0.2], [0.3, 0.4]], [[0, 1]], 0.1, 1, form=Transposed)


def test_an_output_that_is_no_number_predicts_nothing():
    with pytest.raises(ValueError, match=r"^predict: an output is not a number"):
        predict(Network({1: [[1e200, 1e200]]}, {1: [[0.0]]}), [[1e200], [-1e200]])


def test_a_run_without_layers_is_refused():
    with complains("backward_pass: run is Run"):
        backward_matrix.backward_pass(Network.random([2, 1]), Run({}, {}), [[0, 1]])


def test_a_diagonal_of_nothing_is_refused():
    with pytest.raises(ShapeError, match=r"^diagonal: entries is empty"):
        diagonal([])


@pytest.mark.parametrize(
    ("labels", "found"), [([[1]], "1 datapoint,"), ([[2.5]], "1 datapoint,"), ([[1, 0]], "2 datapoints,")]
)
def test_labels_that_cannot_be_split_are_refused(labels, found):
    with pytest.raises(ValueError, match=rf"^split: found {found}"):
        split(Data([[0.0] * len(labels[0])], labels, ["x"]), seed=0)


def test_labels_that_are_no_labels_are_not_counted():
    with pytest.raises(ValueError, match=r"^hits_and_misses: labels\[0\]\[0\] is 2"):
        hits_and_misses([[2]], [[1]])


# ---- the likely cause


class Array:
    """What has rows but is no list, as NumPy's arrays."""

    def __init__(self, rows):
        self.rows = rows

    def __len__(self):
        return len(self.rows)

    def __repr__(self):
        return "array([[1.0, 2.0],\n       [3.0, 4.0]])"

    def tolist(self):
        return self.rows


DATAPOINTS_IN_ROWS = transpose(X)  # 4 datapoints of 2 features


@pytest.mark.parametrize("function", TAKE_X)
def test_datapoints_in_rows_are_to_be_transposed(function):
    with complains(f"{function.strip()}: X is 4x2, expected 2 rows", "its rows are the datapoints: transpose it"):
        TAKE_X[function](DATAPOINTS_IN_ROWS)
    with complains(f"{function.strip()}: X is 3x4, expected 2 rows, one for each feature") as caught:
        TAKE_X[function]([*X, X[0]])
    assert "transpose" not in str(caught.value)


@pytest.mark.parametrize("function", TAKE_X)
def test_an_array_is_to_be_made_a_list(function):
    with complains(f"{function.strip()}: X is array([[1.0, 2.0], [3.0, 4.0]])", "expected a list of rows; .tolist()"):
        TAKE_X[function](Array(X))
    with complains(f"{function.strip()}: X has array(", "for row 1, expected a list of numbers; .tolist()"):
        TAKE_X[function]([X[0], Array(X[1])])


@pytest.mark.parametrize("function", TAKE_Y)
def test_a_flat_Y_is_to_be_put_into_brackets_and_a_column_to_be_transposed(function):
    with complains(f"{function.strip()}: Y has 1 for row 0", "a single row is written [[...]]"):
        TAKE_Y[function](network, [1, 0, 1, 0])
    with complains(f"{function.strip()}: Y is 4x1, expected 1x4", "transpose it"):
        TAKE_Y[function](network, [[1], [0], [1], [0]])


TAKE_NETWORK = {
    "forward_pass": lambda network: forward_pass(network, X),
    "scalar_forward_pass": lambda network: scalar_forward_pass(network, X),
    "predict": lambda network: predict(network, X),
    "cost": lambda network: cost(network, run, Y),
    "backward_pass": lambda network: backward_scalar.backward_pass(network, run, Y),
    "backward_pass ": lambda network: backward_matrix.backward_pass(network, run, Y),
    "gradient_descent_step": lambda network: gradient_descent_step(network, GRADIENTS, 0.1),
    "scalar_gradient_descent_step": lambda network: scalar_gradient_descent_step(network, GRADIENTS, 0.1),
    "train": lambda network: train(network, X, Y, 0.1, 1),
    "check_gradients": lambda network: check_gradients(network, X, Y),
}


@pytest.mark.parametrize("function", TAKE_NETWORK)
@pytest.mark.parametrize("other", [None, [2, 3, 1], "network", run], ids=["None", "sizes", "text", "run"])
def test_what_is_no_network_is_refused(function, other):
    with complains(f"{function.strip()}: network is ", "expected a Network"):
        TAKE_NETWORK[function](other)


@pytest.mark.parametrize("other", [None, X, (run.Z, run.A), tuple(run), network, {"Z": 1}])
def test_what_is_no_run_is_refused(other):
    for take in (cost, backward_scalar.backward_pass, backward_matrix.backward_pass):
        with complains(f"{take.__name__}: run is ", "expected what forward_pass(network, X) returns"):
            take(network, other, Y)


@pytest.mark.parametrize("step", [gradient_descent_step, scalar_gradient_descent_step])
@pytest.mark.parametrize("other", [None, {}, tuple(GRADIENTS), network.W, run])
def test_what_is_no_record_of_gradients_is_refused(step, other):
    with complains(f"{step.__name__}: gradients is ", "without dJ_dW, expected what backward_pass returns"):
        step(network, other, 0.1)


@pytest.mark.parametrize("form", ["scalar", "matrix"])
def test_the_name_of_a_form_is_no_form(form):
    with complains(f"train: form is '{form}', expected a module", f"from purenn import backward_{form}"):
        train(network, X, Y, 0.1, 1, form=form)


@pytest.mark.parametrize("form", [None, 3, network, backward_matrix.backward_pass])
def test_a_form_has_a_backward_pass(form):
    with complains("train: form is ", "expected a module with a function backward_pass"):
        train(network, X, Y, 0.1, 1, form=form)


@pytest.mark.parametrize("number", [10**400, -(10**5000)], ids=["10^400", "-10^5000"])
def test_whole_numbers_beyond_a_float_are_refused_with_their_place(number):
    for take in TAKE_X.values():
        with complains("", "X[0][3] is ", "expected a finite number"):
            take(with_entry(X, 0, 3, number))
    with complains("Network: B[2][0][0] is ", "expected a finite number"):
        Network(network.W, {**network.B, 2: [[number]]})
    with complains("train: gamma is ", "expected a finite positive number"):
        train(network, X, Y, abs(number), 1)
    with complains("matmul: right[1][0] is ", "expected a number"):
        matmul([[1.0, 2.0]], [[1.0], [number]])
    with complains("Network.random: n[0] is ", "whole number"):
        Network.random([-abs(number), 1])


# ---- matrices that do not meet, function by function and form by form

A, B, C = [[1.0, 2.0]], [[1.0], [100.0], [1000.0]], [[1.0, 2.0, 3.0]]
MISFITS = {
    "output_dJ_dA": [({2: [[0.1, 0.2]]}, [[1]], 2), ({2: [[0.1], [0.2]]}, [[1], [0]], 2), ({2: [[0.5]]}, [[1, 0]], 2)],
    "output_dJ_dZ": [({2: [[0.1, 0.2]]}, [[1]], 2), ({2: [[0.1], [0.2]]}, [[1], [0]], 2), ({2: [[0.5]]}, [[1, 0]], 2)],
    "squared_output_dJ_dA": [({2: [[0.1, 0.2]]}, [[1]], 2), ({2: [[0.1], [0.2]]}, [[1], [0]], 2)],
    "hidden_dJ_dA": [
        ({2: A}, {2: B}, 1), ({2: B}, {2: A}, 1), ({2: []}, {2: A}, 1), ({2: [[1.0, 2.0], [3.0]]}, {2: A}, 1),
    ],
    "layer_dJ_dZ": [({1: A}, {1: C}, network.f_prime, 1), ({1: C}, {1: A}, network.f_prime, 1)],
    "layer_dJ_dW": [({1: A}, {0: C}, 1), ({1: C}, {0: A}, 1), ({1: A}, {0: [[]]}, 1)],
    "layer_dJ_dB": [({1: [[1.0, 2.0], [3.0]]}, 1), ({1: 5.0}, 1)],
}  # fmt: skip


@pytest.mark.parametrize("form", [backward_scalar, backward_matrix])
@pytest.mark.parametrize("name", MISFITS)
def test_matrices_that_do_not_meet_are_refused_by_both_forms(form, name):
    for arguments in MISFITS[name]:
        with pytest.raises(ShapeError):
            getattr(form, name)(*arguments)


def test_both_forms_refuse_the_same_of_many_random_sizes():
    draw = Random(0)

    def drawn(n, m):
        return [[draw.uniform(-1, 1) for j in range(m)] for i in range(n)]

    met = 0
    for _ in range(300):
        sizes = [(draw.randint(1, 3), draw.randint(1, 3)) for _ in range(2)]
        left, right = (drawn(*size) for size in sizes)
        for name, arguments in [
            ("hidden_dJ_dA", ({2: left}, {2: right}, 1)),
            ("layer_dJ_dZ", ({1: left}, {1: right}, network.f_prime, 1)),
            ("layer_dJ_dW", ({1: left}, {0: right}, 1)),
            ("output_dJ_dZ", ({2: left}, right, 2)),
        ]:
            found = []
            for form in (backward_scalar, backward_matrix):
                try:
                    found.append(shape(getattr(form, name)(*arguments)))
                except ShapeError:
                    found.append(None)
            assert found[0] == found[1], (name, sizes)
            met += found[0] is not None
    assert met > 100


# ---- a network edited in place


EDITS = {
    "a row more": (lambda W, B: W[1].append([1.0, 2.0]), "B[1] is 3x1 but W[1] is 4x2, expected 4x1"),
    "a row less": (lambda W, B: W[1].pop(), "B[1] is 3x1 but W[1] is 2x2, expected 2x1"),
    "ragged": (lambda W, B: W[1][2].append(1.0), "W[1] is ragged: row 2 has 3 entries but row 0 has 2"),
    "empty": (lambda W, B: W[1].clear(), "W[1] is empty"),
    "a unit more": (lambda W, B: (W[1].append([1.0, 2.0]), B[1].append([0.0])), "W[2] is 1x3 but layer 1 has 4 units"),
    "no bias": (lambda W, B: W[2].append([1.0] * 3), "B[2] is 1x1 but W[2] is 2x3, expected 2x1"),
    "no list": (lambda W, B: B[1].__setitem__(0, 5.0), "B[1] has 5.0 for row 0"),
    "text": (lambda W, B: W[1][2].__setitem__(1, "a"), "W[1][2][1] is 'a', expected a number"),
    "nothing": (lambda W, B: B[2][0].__setitem__(0, None), "B[2][0][0] is None, expected a number"),
}


@pytest.mark.parametrize("function", [name for name in TAKE_NETWORK if name != "cost"])  # which looks at the run alone
@pytest.mark.parametrize("edit", EDITS)
def test_a_network_edited_to_a_misfit_is_refused_alike_by_all(function, edit):
    edited = Network(network.W, network.B)
    change, words = EDITS[edit]
    change(edited.W, edited.B)

    with complains(f"{function.strip()}: network.{words}"):
        TAKE_NETWORK[function](edited)


@pytest.mark.parametrize("edit, line", [
    ("nothing", "  B[2] 1x1  [[None]]"),
    ("ragged", "  W[1] is ragged: row 2 has 3 entries but row 0 has 2"),
])  # fmt: skip
def test_a_network_edited_to_a_misfit_can_still_be_shown(edit, line):
    edited = Network(network.W, network.B)
    EDITS[edit][0](edited.W, edited.B)

    assert line in repr(edited).splitlines()


def test_text_and_numbers_no_float_can_hold_are_shown_as_they_are():
    edited = Network({1: [[1.0, 2.0]]}, {1: [[0.0]]})
    edited.W[1][0][:] = ["a", 10**400]

    assert "W[1] 1x2  [['a', 1000" in repr(edited)


@pytest.mark.parametrize("number", [Fraction(1, 2), True, 1, nan, inf])
def test_numbers_of_any_kind_may_be_put_into_a_network(number):
    edited = Network(network.W, network.B)
    edited.W[1][0][0] = number

    assert forward_pass(edited, X).Z[1][1] == run.Z[1][1]
    assert repr(forward_pass(edited, X)) == repr(scalar_forward_pass(edited, X))
