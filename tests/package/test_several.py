"""Several units in the last layer: what their costs and gradients are worth, at the edges too."""

import sys
from decimal import Decimal, localcontext
from math import exp, inf, isfinite, log
from random import Random
from sys import float_info

import pytest
from cases import CASES, SEVERAL

from purenn import (
    Network,
    ShapeError,
    backward_matrix,
    backward_scalar,
    check_gradients,
    cost,
    forward_pass,
    loss,
    several,
    several_matrix,
    several_scalar,
    train,
)
from purenn.activation import sigmoid
from purenn.matrix import shape

LARGEST = sys.float_info.max
nets = pytest.mark.parametrize("network, X, Y", SEVERAL.values(), ids=SEVERAL)
forms = pytest.mark.parametrize("form", [several_scalar, several_matrix])
COSTS = [several.softmax_cross_entropy_from_z, several.sigmoid_cross_entropy_from_z]


def true_class(z, i):
    """The column z of preactivations and the labels of a single datapoint of class i."""
    return [[each] for each in z], [[float(k == i)] for k in range(len(z))]


def to_60_digits(z, i):
    """The output and the penalty of class i, from the floats z as they are."""
    with localcontext() as context:
        context.prec, context.Emin, context.Emax = 60, -(10**12), 10**12
        exact = [Decimal(each) for each in z]
        others = sum((exact[k] - exact[i]).exp() for k in range(len(z)) if k != i)
        # ln(1 + x) is x - x^2/2 + ..., where 60 digits of 1 + x would lose those of x
        penalty = others - others**2 / 2 if others < Decimal("1e-25") else (1 + others).ln()
        return float(1 / (1 + others)), float(penalty)


# ---- the softmax


def test_a_softmax_at_the_edges_says_what_is_true():
    assert several.softmax({1: [[1e300], [-1e300], [0.0]]}, L=1) == [[1.0], [0.0], [0.0]]
    assert several.softmax({1: [[LARGEST], [LARGEST], [-LARGEST]]}, L=1) == [[0.5], [0.5], [0.0]]
    assert several.softmax({1: [[-LARGEST], [-LARGEST]]}, L=1) == [[0.5], [0.5]]
    (certain,), (small,) = several.softmax({1: [[0.0], [-700.0]]}, L=1)
    assert (certain, small) == (1.0, pytest.approx(exp(-700), rel=1e-15, abs=0))


def test_a_softmax_is_right_to_its_last_digits_and_adds_up_to_1():
    draw = Random(0)
    for _ in range(300):
        n, width = draw.randint(2, 12), draw.choice([1, 8, 64, 512])
        z = [draw.randint(-width * 64, width * 64) / 64 for _ in range(n)]  # so that no difference is rounded
        outputs = [a for (a,) in several.softmax({1: [[each] for each in z]}, L=1)]

        assert sum(outputs) == pytest.approx(1, abs=1e-15)
        for i, a in enumerate(outputs):
            assert a == pytest.approx(to_60_digits(z, i)[0], rel=1e-15, abs=0)


def test_what_is_added_to_all_preactivations_of_a_datapoint_changes_nothing():
    Z = [[0.5, -3.0, 2.0, 7.0], [1.25, 0.0, 2.0, -6.5], [-2.0, 1.5, 2.0, 0.25]]
    moved = [[z + c for z, c in zip(row, [8.0, -64.0, 1024.0, 0.5], strict=True)] for row in Z]

    assert several.softmax({1: moved}, L=1) == several.softmax({1: Z}, L=1)


@pytest.mark.parametrize("gap", [0.0, 0.3, -1.5, 4.0, -20.0, 40.0, -700.0])
def test_a_softmax_of_two_units_is_the_sigmoid_of_their_difference(gap):
    (first,), (second,) = several.softmax({1: [[gap], [0.0]]}, L=1)

    assert first == pytest.approx(sigmoid(gap), rel=4e-16, abs=0)
    assert second == pytest.approx(sigmoid(-gap), rel=4e-16, abs=0)


def test_a_network_whose_softmax_has_two_units_has_the_cost_and_the_gradients_of_one_sigmoid_unit():
    draw = Random(3)
    W, B = {1: [[draw.gauss(0, 1) for _ in range(4)] for _ in range(3)]}, {1: [[draw.gauss(0, 1)] for _ in range(3)]}
    W[2], B[2] = [[draw.gauss(0, 1) for _ in range(3)] for _ in range(2)], [[0.3], [-0.9]]
    X, Y = [[draw.gauss(0, 1) for _ in range(5)] for _ in range(4)], [[1, 0, 0, 1, 1]]
    two = Network(W, B, {1: "tanh", 2: "softmax"})
    one = Network({1: W[1], 2: [[w - v for w, v in zip(*W[2], strict=True)]]}, {1: B[1], 2: [[0.3 - -0.9]]}, "tanh")
    run, one_run = forward_pass(two, X), forward_pass(one, X)
    both = [Y[0], [1 - y for y in Y[0]]]

    assert cost(two, run, both) == pytest.approx(cost(one, one_run, Y), rel=1e-14)
    assert run.A[2][0] == pytest.approx(one_run.A[2][0], rel=1e-14)
    for form in (backward_scalar, backward_matrix):
        ours, single = form.backward_pass(two, run, both), form.backward_pass(one, one_run, Y)
        for name in ("dJ_dZ", "dJ_dW", "dJ_dB"):
            (theirs,) = getattr(single, name)[2]
            assert getattr(ours, name)[2][0] == pytest.approx(theirs, abs=1e-15)
            assert getattr(ours, name)[2][1] == pytest.approx([-entry for entry in theirs], abs=1e-15)
        for name in single._fields:
            for row, other in zip(getattr(ours, name)[1], getattr(single, name)[1], strict=True):
                assert row == pytest.approx(other, abs=1e-15)


# ---- the cost over classes


def test_a_saturated_answer_costs_its_true_value():
    assert several.softmax_cross_entropy_from_z(*true_class([800.0, 0.0, 0.0], 1)) == 800.0
    assert several.softmax_cross_entropy_from_z(*true_class([1e300, -1e300, 0.0], 1)) == 2e300
    assert several.softmax_cross_entropy_from_z(*true_class([1e300, -1e300, 0.0], 2)) == 1e300
    assert several.softmax_cross_entropy_from_z(*true_class([1e300, -1e300, 0.0], 0)) == 0.0
    undecided = several.softmax_cross_entropy_from_z(*true_class([1e300, 1e300, -1e300], 0))
    assert undecided == pytest.approx(log(2), rel=1e-15)
    assert several.softmax_cross_entropy_from_z(*true_class([LARGEST, 0.0, LARGEST], 1)) == LARGEST
    assert several.softmax_cross_entropy_from_z(*true_class([LARGEST, -LARGEST], 0)) == 0.0
    assert several.softmax_cross_entropy_from_z(*true_class([LARGEST, -LARGEST], 1)) == inf  # a float holds no more


def test_a_saturated_answer_beside_an_undecided_one_is_not_lost():
    Z_L, Y = [[0.0, 1e300], [0.0, 0.0], [0.0, -1e300]], [[1, 1], [0, 0], [0, 0]]
    assert several.softmax_cross_entropy_from_z(Z_L, Y) == pytest.approx(log(3) / 2, rel=1e-15)


def test_the_cost_over_classes_is_right_to_its_last_digits_however_small_it_is():
    draw, smallest, largest = Random(1), inf, 0.0
    for _ in range(400):
        n, width = draw.randint(2, 12), draw.choice([1, 8, 64, 512])
        z = [draw.randint(-width * 64, width * 64) / 64 for _ in range(n)]
        for i in range(n):
            _, true = to_60_digits(z, i)
            smallest, largest = min(smallest, true), max(largest, true)
            assert several.softmax_cross_entropy_from_z(*true_class(z, i)) == pytest.approx(true, rel=1e-15, abs=0)
    assert smallest < 1e-200 and largest > 900


def test_the_cost_over_classes_is_finite_wherever_the_penalties_are():
    draw = Random(2)
    for _ in range(300):
        z = [draw.choice([-1, 1]) * 10 ** draw.uniform(-300, 307.5) for _ in range(draw.randint(2, 6))]
        for i in range(len(z)):
            J = several.softmax_cross_entropy_from_z(*true_class(z, i))
            assert isfinite(J) and max(z) - z[i] <= J


@pytest.mark.parametrize("true, costs", [(0, 0.0), (1, 1e300), (2, 1e300)])
def test_training_and_the_gradients_take_a_saturated_softmax(true, costs):
    network = Network({1: [[1e300], [0.0], [0.0]]}, {1: [[0.0]] * 3}, {1: "softmax"})
    Y = [[float(i == true)] for i in range(3)]
    run = forward_pass(network, [[1.0]])

    assert train(network, [[1.0]], Y, gamma=0.5, steps=1)[1] == [costs]
    for form in (backward_scalar, backward_matrix):
        gradients = form.backward_pass(network, run, Y)
        assert gradients.dJ_dZ[1] == [[a - y] for (a,), (y,) in zip([[1.0], [0.0], [0.0]], Y, strict=True)]
        # of the outputs: 0 / 0 counts 0, and 1 / 0 is infinite
        assert gradients.dJ_dA[1] == [[-inf if true == i > 0 else -float(i == true)] for i in range(3)]


def test_the_printed_form_is_infinite_where_the_true_class_is_given_the_probability_0():
    assert several.softmax_cross_entropy([[1.0, 0.5], [0.0, 0.5], [0.0, 0.0]], [[0, 1], [1, 0], [0, 0]]) == inf
    assert str(several.softmax_cross_entropy([[1.0], [0.0]], [[1], [0]])) == "0.0"  # and not -0.0


@nets
def test_both_forms_of_a_cross_entropy_are_one_number(network, X, Y):
    run, L = forward_pass(network, X), network.L
    printed = {"softmax": several.softmax_cross_entropy, "sigmoid": several.sigmoid_cross_entropy}
    if network.cost == "cross-entropy":
        assert printed[network.activations[L]](run.A[L], Y) == pytest.approx(cost(network, run, Y), rel=1e-14)


# ---- labels


@pytest.mark.parametrize("Y, words", [
    ([[1, 0, 1], [0, 0, 0], [0, 0, 0]], r"column 1 of Y has 0 ones, expected one, for the true class"),
    ([[1, 0, 1], [0, 1, 0], [0, 1, 0]], r"column 1 of Y has 2 ones, expected one"),
    ([[1, 0.5, 1], [0, 0.5, 0], [0, 0, 0]], r"Y\[0\]\[1\] is 0.5, expected a label 0 or 1"),
    ([[1, 0, 1], [0, 2, 0], [0, 0, 0]], r"Y\[1\]\[1\] is 2(?:.0)?, expected a label 0 or 1"),
    ([[1, 1, 1], [1, -1, 0], [-1, 1, 0]], r"Y\[1\]\[1\] is -1(?:.0)?, expected a label 0 or 1"),
])  # fmt: skip
def test_labels_of_classes_have_exactly_one_1_for_each_datapoint(Y, words):
    network = Network({1: [[1.0, 2.0], [0.5, 0.0], [3.0, -1.0]]}, {1: [[0.0]] * 3}, {1: "softmax"})
    X = [[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]]
    run = forward_pass(network, X)
    takes = {
        "train": lambda: train(network, X, Y, 0.1, 1), "cost": lambda: cost(network, run, Y),
        "backward_pass": lambda: backward_scalar.backward_pass(network, run, Y),
        "check_gradients": lambda: check_gradients(network, X, Y),
        "softmax_cross_entropy": lambda: several.softmax_cross_entropy(run.A[1], Y),
        "softmax_cross_entropy_from_z": lambda: several.softmax_cross_entropy_from_z(run.Z[1], Y),
    }  # fmt: skip
    for name, take in takes.items():
        with pytest.raises(ValueError, match=f"^{name}: {words}"):
            take()


def test_class_numbers_are_not_labels_and_the_message_says_what_makes_them_so():
    network = Network({1: [[1.0], [0.5], [3.0]]}, {1: [[0.0]] * 3}, {1: "softmax"})
    run = forward_pass(network, [[0.1, 0.2]])
    with pytest.raises(ShapeError, match=r"^cost: Y is 1x2, expected 3x2, .* each output unit; one_hot\(Y\)"):
        cost(network, run, [[0, 2]])
    with pytest.raises(ShapeError, match=r"^cost: Y is 2x3, expected 3x2, .*; transpose it"):
        cost(network, run, [[1, 0, 0], [0, 0, 1]])


def test_questions_may_be_answered_yes_by_any_number_of_units_and_amounts_may_be_anything():
    network = Network({1: [[1.0], [0.5], [3.0]]}, {1: [[0.0]] * 3})
    run = forward_pass(network, [[0.1, 0.2]])
    assert cost(network, run, [[1, 0], [1, 0], [1, 0]]) > 0
    with pytest.raises(ValueError, match=r"^cost: Y\[2\]\[1\] is 0.5, expected a label 0 or 1"):
        cost(network, run, [[1, 0], [1, 0], [1, 0.5]])
    linear = Network(network.W, network.B, {1: "linear"})
    assert cost(linear, run, [[1, 0], [1, -70], [1, 0.5]]) > 0


# ---- one unit


@pytest.mark.parametrize("network, X, Y", CASES.values(), ids=CASES)
def test_on_one_unit_the_lines_of_several_are_bit_for_bit_those_of_one(network, X, Y):
    run, L = forward_pass(network, X), network.L
    if network.cost == "cross-entropy":
        assert several.sigmoid_cross_entropy(run.A[L], Y) == loss.cross_entropy(run.A[L], Y)
        assert several.sigmoid_cross_entropy_from_z(run.Z[L], Y) == loss.cross_entropy_from_z(run.Z[L], Y)
    else:
        assert several.squared_errors(run.A[L], Y) == loss.squared_error(run.A[L], Y)
    for single, form in [(backward_scalar, several_scalar), (backward_matrix, several_matrix)]:
        if network.cost == "cross-entropy":
            assert form.sigmoid_dJ_dA(run.A, Y, L) == single.output_dJ_dA(run.A, Y, L)
            assert form.output_dJ_dZ(run.A, Y, L) == single.output_dJ_dZ(run.A, Y, L)
        else:
            assert form.squared_dJ_dA(run.A, Y, L) == single.squared_output_dJ_dA(run.A, Y, L)


def test_what_several_sigmoid_units_cost_is_what_each_of_them_costs_alone():
    Z_L = [[-3.0, -0.5, 0.25, 800.0], [2.0, 30.0, -1e300, 0.0], [0.5, -40.0, 1e300, 7.0]]
    Y = [[0, 1, 1, 0], [1, 0, 0, 1], [1, 0, 1, 0]]

    alone = [loss.cross_entropy_from_z([z], [y]) for z, y in zip(Z_L, Y, strict=True)]
    assert several.sigmoid_cross_entropy_from_z(Z_L, Y) == pytest.approx(sum(alone), rel=1e-15)
    assert several.sigmoid_cross_entropy_from_z([[1e300], [-1e300]], [[0], [0]]) == 1e300
    assert several.sigmoid_cross_entropy_from_z([[1e300], [-1e300]], [[1], [0]]) == 0.0
    assert several.sigmoid_cross_entropy_from_z([[40.0]], [[1]]) == pytest.approx(exp(-40), rel=1e-15)
    assert several.sigmoid_cross_entropy_from_z([[-40.0], [-800.0]], [[0], [0]]) == pytest.approx(exp(-40), rel=1e-15)


# ---- gradients


@nets
def test_both_forms_and_finite_differences_agree(network, X, Y):
    report = check_gradients(network, X, Y)

    assert report.max_error < 1e-8
    assert report.unjudged == 0 and report.left_out == 0
    sizes = list(zip(network.n, network.n[1:], strict=False))
    assert report.entries == sum(n * h + n + 2 * n * len(X[0]) for h, n in sizes)


@nets
def test_scalar_form_and_matrix_form_agree(network, X, Y):
    run = forward_pass(network, X)
    scalar, matrix = (form.backward_pass(network, run, Y) for form in (backward_scalar, backward_matrix))

    assert shape(run.A[network.L]) == shape(Y)
    if sys.version_info < (3, 12):  # later ones compensate what sum rounds off
        assert scalar == matrix
    for left, right in zip(scalar, matrix, strict=True):
        for l in left:
            for row, other in zip(left[l], right[l], strict=True):
                assert row == pytest.approx(other, rel=1e-12, abs=1e-14)


@nets
def test_training_lowers_the_cost(network, X, Y):
    trained, costs = train(network, X, Y, gamma=0.05, steps=30)

    assert costs == sorted(costs, reverse=True) and costs[-1] < 0.99 * costs[0]
    assert trained.activations == network.activations and trained.cost == network.cost


@forms
@pytest.mark.parametrize("name", ["softmax_dJ_dA", "sigmoid_dJ_dA", "squared_dJ_dA", "output_dJ_dZ"])
def test_matrices_that_do_not_meet_are_refused_by_both_forms(form, name):
    for A_L, Y in [([[0.1], [0.2]], [[1]]), ([[0.5, 0.5]], [[1], [0]]), ([[0.1, 0.2], [0.3, 0.4]], [[1], [0]])]:
        with pytest.raises(ShapeError):
            getattr(form, name)({2: A_L}, Y, 2)


@pytest.mark.parametrize("function", COSTS)
def test_a_cost_pairs_each_output_with_its_label(function):
    with pytest.raises(ShapeError, match=rf"^{function.__name__}: found 2x1 and 3x1, expected the same shape"):
        function([[0.5], [0.5]], [[1], [0], [0]])
    with pytest.raises(ValueError, match=rf"^{function.__name__}: Z_L\[1\]\[0\] is inf, expected a finite number"):
        function([[0.5], [inf]], [[1], [0]])


def test_a_penalty_that_no_float_holds_is_infinite_and_no_nan():
    largest = float_info.max
    assert several.softmax_cross_entropy_from_z([[largest], [largest], [-largest]], [[0], [0], [1]]) == inf


@pytest.mark.parametrize("last", ["softmax", "sigmoid", "linear"])
def test_a_report_sends_nobody_from_several_outputs_to_an_exercise_about_one(last):
    X, Y = [[1.0, 2.0], [0.5, -1.0]], [[1, 0], [0, 1]]
    report = check_gradients(Network.random([2, 3, 2], f={1: "tanh", 2: last}), X, Y)
    told = {(row.name, row.l): row.equation for row in report.rows}

    assert told["dJ_dA", 2] == "" and (told["dJ_dZ", 2] == "") == (last != "linear")
    assert told["dJ_dW", 2] == "hidden.dJ-dw-sum"


def test_finite_differences_keep_the_digits_of_a_small_penalty():
    network = Network({1: [[30.0], [30.0]]}, {1: [[0.0], [0.0]]}, {1: "sigmoid"})
    (_, of_z, *_) = check_gradients(network, [[1.0]], [[1], [1]]).rows

    assert of_z.differences == pytest.approx(-exp(-30) / (1 + exp(-30)), rel=1e-8)  # which a - 1 knows to three digits
