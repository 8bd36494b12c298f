"""Three judges of one gradient: scalar by scalar, all at once, and by moving each number and looking at J."""

import re
import sys
from copy import deepcopy
from fractions import Fraction
from math import isfinite
from threading import Thread
from types import SimpleNamespace

import pytest
from cases import CASES, Mine, case

from purenn import (
    Network,
    backward_matrix,
    backward_scalar,
    check,
    check_gradients,
    cost,
    forward_pass,
    train,
)
from purenn.check import Differences, Report, Row, finite_differences
from purenn.forward import propagate
from purenn.gradients import Gradients
from purenn.matrix import hadamard, matmul, scale, shape, subtract, transpose
from purenn.tutor.exercises import EXERCISES

SIZES = [[2, 3, 1], [3, 5, 4, 1], [6, 2, 1], [4, 4, 4, 1]]
# of hidden layers, of the last
FUNCTIONS = [("sigmoid", "sigmoid"), ("tanh", "linear"), ("linear", "sigmoid"), ("relu", "sigmoid"), ("relu", "linear")]
RANDOM = {
    f"{n} seed {seed}": case(n, 3 + seed, *FUNCTIONS[seed % 5], seed=seed) for seed, n in enumerate(SIZES * 3)
}

nets = pytest.mark.parametrize("network, X, Y", [*CASES.values(), *RANDOM.values()], ids=[*CASES, *RANDOM])


def entries(gradients: Gradients):
    """Every entry of every gradient, and its place."""
    for name, layers in gradients._asdict().items():
        for l, matrix in layers.items():
            for i, row in enumerate(matrix):
                for j, entry in enumerate(row):
                    yield (name, l, i, j), entry


@nets
def test_scalar_form_and_matrix_form_agree(network, X, Y):
    run = forward_pass(network, X)
    scalar = backward_scalar.backward_pass(network, run, Y)
    matrix = backward_matrix.backward_pass(network, run, Y)

    if sys.version_info < (3, 12):  # later ones compensate what sum rounds off
        assert scalar == matrix
    for name in Gradients._fields:
        for l in range(1, network.L + 1):
            left, right = getattr(scalar, name)[l], getattr(matrix, name)[l]
            largest = max(abs(entry) for row in right for entry in row)
            assert shape(left) == shape(right)
            for row, other in zip(left, right, strict=True):
                assert row == pytest.approx(other, rel=0, abs=1e-12 * largest)


@nets
def test_both_agree_with_finite_differences_to_1e_8_absolute(network, X, Y):
    run = forward_pass(network, X)
    measured = dict(entries(finite_differences(network, run, Y)))
    assert len(measured) == sum(network.n[l] * (2 * len(X[0]) + network.n[l - 1] + 1) for l in network.W)

    for form in (backward_scalar, backward_matrix):
        derived = dict(entries(form.backward_pass(network, run, Y)))
        assert derived.keys() == measured.keys()
        gaps = {place: abs(derived[place] - measured[place]) for place in derived}
        assert {place: gap for place, gap in gaps.items() if not gap <= 1e-8} == {}


def test_one_weight_moved_by_hand():
    # The judge itself, without any code of the check: move w_12 of layer 2 and look at J.
    network, X, Y = CASES["[2,4,3,1] m=5"]

    def J(w):
        W = {l: [row[:] for row in network.W[l]] for l in network.W}
        W[2][0][1] = w
        moved = Network(W, network.B, network.activations)
        return cost(moved, forward_pass(moved, X), Y)

    w = network.W[2][0][1]
    derivative = (J(w + 1e-6) - J(w - 1e-6)) / 2e-6
    gradients = backward_matrix.backward_pass(network, forward_pass(network, X), Y)

    assert abs(derivative) > 1e-3
    assert gradients.dJ_dW[2][0][1] == pytest.approx(derivative, rel=0, abs=1e-9)


@pytest.mark.long
@nets
def test_the_check_says_so(network, X, Y):
    before = repr(network), network.W, network.B, [row[:] for row in X]
    report = check_gradients(network, X, Y)

    assert report.max_error < 1e-8
    assert report.entries == sum(row.entries for row in report.rows)
    assert [(row.name, row.l) for row in report.rows] == [
        (name, l) for l in range(network.L, 0, -1) for name in ("dJ_dA", "dJ_dZ", "dJ_dW", "dJ_dB")
    ]
    assert (repr(network), network.W, network.B, X) == before


def test_the_report_prints_a_line_for_each_gradient_with_the_three_values_at_its_worst_entry():
    report = check_gradients(*CASES["[5,1] m=3"])
    lines = repr(report).splitlines()

    assert [line.split()[0] for line in lines[1:]] == [row.where for row in report.rows]
    for line, row in zip(lines[1:], report.rows, strict=True):
        assert [float(value) for value in line.split()[1:4]] == pytest.approx([*row.derived, row.differences], rel=1e-7)


def test_three_judges_in_full_agreement_are_shown_at_the_first_entry():
    # weights of 0 and a balanced label: every derivative of the hidden layer is exactly 0 for all three
    network = Network({1: [[0.0], [0.0]], 2: [[0.0, 0.0]]}, {1: [[0.0], [0.0]], 2: [[0.0]]})
    row = check_gradients(network, [[1.0, -1.0]], [[1, 0]]).rows[4]

    assert row.where == "dJ_dA[1][0][0]"
    assert (row.derived, row.differences, row.error, row.entries) == ((0.0, 0.0), 0.0, 0.0, 4)


def test_the_check_leaves_every_number_of_the_network_as_it_was():
    network, X, Y = case([2, 3, 1], 4)
    W, B = ({l: [row[:] for row in layers[l]] for l in layers} for layers in (network.W, network.B))
    check_gradients(network, X, Y)

    assert (network.W, network.B) == (W, B)


# Slips of the kind the errata list, each put in on purpose into one form. The check must name the place.


def precedence_lost(dJ_dA, Z, f_prime, l):
    return hadamard(dJ_dA[l], dJ_dA[l])


def sign_flipped(A, Y, L):
    return scale(1 / len(Y[0]), subtract(Y, A[L]))


def last_datapoint_forgotten(dJ_dZ, A, l):
    return matmul([row[:-1] for row in dJ_dZ[l]], transpose([row[:-1] for row in A[l - 1]]))


def mean_taken_twice(dJ_dZ, l):
    return [[sum(row) / len(row)] for row in dJ_dZ[l]]


@pytest.mark.parametrize("form", [backward_scalar, backward_matrix])
@pytest.mark.parametrize(
    "function, slip, first_wrong",
    [
        ("layer_dJ_dZ", precedence_lost, ("dJ_dZ", 1)),
        ("output_dJ_dZ", sign_flipped, ("dJ_dZ", 2)),
        ("layer_dJ_dW", last_datapoint_forgotten, ("dJ_dW", 2)),
        ("layer_dJ_dB", mean_taken_twice, ("dJ_dB", 2)),
    ],
)
def test_a_slip_in_one_form_is_caught_at_its_place(monkeypatch, form, function, slip, first_wrong):
    network, X, Y = case([3, 3, 1], 5, "tanh")
    monkeypatch.setattr(form, function, slip)
    report = check_gradients(network, X, Y)

    wrong = [(row.name, row.l) for row in report.rows if row.error > 1e-6]
    assert wrong[0] == first_wrong
    assert report.max_error > 1e-3
    assert report.worst.error == report.max_error
    assert (report.worst.name, report.worst.l) in wrong
    name, l, i, j = report.worst[:4]
    assert report.worst.where == f"{name}[{l}][{i}][{j}]"
    scalar, matrix = report.worst.derived
    assert abs(scalar - matrix) > 1e-3


@pytest.mark.parametrize("form", [backward_scalar, backward_matrix])
def test_a_transpose_lost_where_the_weights_are_square_is_caught(monkeypatch, form):
    network, X, Y = case([2, 3, 3, 1], 5, "tanh")  # three units feed three: the shape cannot tell
    right = form.hidden_dJ_dA

    def slip(W, dJ_dZ, l):
        return matmul(W[l + 1], dJ_dZ[l + 1]) if l == 1 else right(W, dJ_dZ, l)

    monkeypatch.setattr(form, "hidden_dJ_dA", slip)
    report = check_gradients(network, X, Y)

    wrong = [(row.name, row.l) for row in report.rows if row.error > 1e-6]
    assert wrong == [("dJ_dA", 1), ("dJ_dZ", 1), ("dJ_dW", 1), ("dJ_dB", 1)]  # and all that follows from it


def test_the_worst_entry_is_the_one_that_was_changed(monkeypatch):
    network, X, Y = case([2, 4, 1], 5)
    right = backward_matrix.layer_dJ_dW

    def slip(dJ_dZ, A, l):
        dJ_dW = right(dJ_dZ, A, l)
        if l == 1:
            dJ_dW[3][1] += 0.25
        return dJ_dW

    monkeypatch.setattr(backward_matrix, "layer_dJ_dW", slip)
    report = check_gradients(network, X, Y)

    assert report.worst.where == "dJ_dW[1][3][1]"
    scalar, matrix = report.worst.derived
    assert matrix - scalar == pytest.approx(0.25)
    assert report.max_error == pytest.approx(0.25 / abs(matrix))  # which is now the largest entry of that gradient


def test_a_slip_in_both_forms_is_caught_by_the_differences(monkeypatch):
    network, X, Y = case([2, 4, 1], 5)
    for form in (backward_scalar, backward_matrix):
        monkeypatch.setattr(form, "output_dJ_dZ", sign_flipped)
    report = check_gradients(network, X, Y)

    assert report.max_error > 1e-2
    scalar, matrix = report.worst.derived
    assert scalar == pytest.approx(matrix) != report.worst.differences


def test_a_gradient_that_is_not_a_number_is_caught(monkeypatch):
    network, X, Y = case([2, 4, 1], 5)
    monkeypatch.setattr(backward_scalar, "layer_dJ_dB", lambda dJ_dZ, l: [[float("nan")] for _ in dJ_dZ[l]])

    report = check_gradients(network, X, Y)
    assert report.max_error == float("inf")
    assert report.worst.name == "dJ_dB"


def test_saturated_outputs_are_checked_as_far_as_J_has_a_derivative_there():
    network = Network(W={1: [[1.0]]}, B={1: [[0.0]]})
    report = check_gradients(network, [[800.0, -800.0, 800.0, 1.0]], [[0, 0, 1, 1]])
    rows = {row.name: row for row in report.rows}

    assert report.max_error < 1e-6
    assert (rows["dJ_dA"].entries, rows["dJ_dA"].left_out) == (1, 3)  # three activations are exactly 0 or 1
    assert (rows["dJ_dZ"].entries, report.left_out, report.unjudged) == (4, 3, 0)
    assert all(isfinite(number) for row in report.rows for number in (*row.derived, row.differences))
    assert repr(report).splitlines()[-1] == "dJ_dA[1]: 3 of 4 left out, the output being nearly 0 or 1"


@pytest.mark.parametrize("z", [-60.0, -40.0, -20.0, -10.0, 10.0, 20.0, 25.0, 30.0, 36.0, 40.0])
@pytest.mark.parametrize("y", [0, 1])
def test_a_nearly_saturated_output_is_no_false_alarm(z, y):
    # Steps have to be small where a is near 1, and yet doubles near 1 are 1e-16 apart.
    network = Network(W={1: [[1.0]]}, B={1: [[0.0]]})

    assert check_gradients(network, [[z, 0.5]], [[y, 1]]).max_error < 1e-8


def test_the_printed_quotient_is_infinite_where_the_output_is_certain_and_wrong():
    network = Network(W={1: [[1.0]]}, B={1: [[0.0]]})
    for form in (backward_scalar, backward_matrix):
        run = forward_pass(network, [[800.0, -800.0, 800.0]])
        gradients = form.backward_pass(network, run, [[0, 1, 1]])

        # raise a: the first gets worse, the second better; the third is right
        assert gradients.dJ_dA[1] == [[float("inf"), float("-inf"), -1 / 3]]
        assert gradients.dJ_dZ[1] == [[1 / 3, -1 / 3, 0.0]]


def test_a_row_of_which_nothing_can_be_compared_is_no_row_of_numbers():
    report = check_gradients(Network({1: [[1.0]]}, {1: [[0.0]]}), [[800.0, -800.0]], [[0, 0]])

    assert [line.split("[")[0] for line in repr(report).splitlines()[1:]] == ["dJ_dZ", "dJ_dW", "dJ_dB", "dJ_dA"]
    assert "nan" not in repr(report)
    assert report.max_error < 1e-8


def test_numbers_too_large_to_feel_a_small_step_are_moved_further():
    # 1e300 + 1e-6 is 1e300. The output is wrong by 1e300, and its derivatives are as plain as ever: 1/3 (1 - 0).
    network = Network(W={1: [[1e300]]}, B={1: [[0.0]]})
    report = check_gradients(network, [[1.0, 2.0, -1.0]], [[0, 0, 1]])

    assert report.max_error < 1e-8
    assert max(map(len, repr(report).splitlines())) <= 80


# A wrong gradient and a difference that cannot judge are two things.


def scaled(X, *factors):
    """X with every feature in another unit."""
    return [[factor * x for x in row] for factor, row in zip(factors, X, strict=True)]


def doubled(form, monkeypatch, name, layer):
    """Make one function of a form give twice what it should in one layer."""
    right = getattr(form, name)

    def wrong(*arguments):
        return scale(2.0, right(*arguments)) if arguments[-1] == layer else right(*arguments)

    monkeypatch.setattr(form, name, wrong)


UNITS = [(1.0, 1.0, 1.0), (1e-6, 1e-6, 1e-6), (1e6, 1e6, 1e6), (1e-6, 1.0, 1e9), (1e-150, 1e-150, 1e-150)]


@pytest.mark.long
@pytest.mark.parametrize("units", UNITS, ids=str)
@pytest.mark.parametrize("hidden, last", FUNCTIONS)
def test_a_right_gradient_is_no_alarm_whatever_the_unit_of_a_feature(units, hidden, last):
    network, X, Y = case([3, 4, 2, 1], 7, hidden, last)

    report = check_gradients(network, scaled(X, *units), Y)
    assert report.max_error < 1e-8


@pytest.mark.long
@pytest.mark.parametrize("units", UNITS, ids=str)
def test_small_weights_that_fit_large_features_are_judged_too(units):
    network, X, Y = case([3, 4, 2, 1], 7)
    fitting = [[w / unit for w, unit in zip(row, units, strict=True)] for row in network.W[1]]
    report = check_gradients(Network({**network.W, 1: fitting}, network.B), scaled(X, *units), Y)

    assert report.max_error < 1e-8
    assert report.unjudged == report.left_out == 0


def test_the_case_of_one_weight_and_features_of_a_million():
    report = check_gradients(Network({1: [[1e-6]]}, {1: [[0.0]]}), [[1e6, -1e6, 2e6]], [[1, 0, 0]])

    assert report.max_error < 1e-8 and report.unjudged == 0


@pytest.mark.parametrize("form", [backward_scalar, backward_matrix])
@pytest.mark.parametrize("unit", [1e-9, 1e-6, 1.0])
def test_a_factor_of_2_is_an_alarm_however_small_the_gradient(monkeypatch, form, unit):
    network, X, Y = case([3, 4, 2, 1], 7)
    doubled(form, monkeypatch, "layer_dJ_dW", 1)
    report = check_gradients(network, scaled(X, unit, unit, unit), Y)

    assert report.worst.name == "dJ_dW" and report.worst.l == 1
    assert report.max_error == pytest.approx(0.5)  # half of the largest, which is the wrong one


def test_a_factor_of_2_in_both_forms_is_an_alarm_however_small_the_gradient(monkeypatch):
    network, X, Y = case([3, 4, 2, 1], 7)
    for form in (backward_scalar, backward_matrix):
        doubled(form, monkeypatch, "layer_dJ_dW", 1)

    assert check_gradients(network, scaled(X, 1e-6, 1e-6, 1e-6), Y).max_error == pytest.approx(0.5)


def test_where_no_difference_can_judge_it_says_so():
    # unit 2 adds 1 to an output of 1e18, which does not notice: 1e18 + 1 is 1e18
    W, B = {1: [[1e18], [1.0]], 2: [[1.0, 1.0]]}, {1: [[0.0], [0.0]], 2: [[0.0]]}
    network = Network(W, B, {1: "linear", 2: "linear"})
    report = check_gradients(network, [[1.0, 1.0]], [[0.0, 0.0]])
    rows = {(row.name, row.l): row for row in report.rows}

    assert report.max_error < 1e-8
    assert rows["dJ_dA", 1].unjudged >= 2  # those of unit 2 at both datapoints
    assert "dJ_dA[1]: differences cannot judge" in repr(report)


EXCLUSIVE_OR = [[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]], [[0, 1, 1, 0]]


def test_a_right_gradient_at_a_corner_is_no_alarm_but_said_to_be_unjudged():
    # all biases are 0, and so is every z of the hidden layer at the first datapoint: on the corner itself
    report = check_gradients(Network.random([2, 3, 1], f="relu"), *EXCLUSIVE_OR)
    unjudged = {(row.name, row.l): row.unjudged for row in report.rows if row.unjudged}

    assert report.max_error < 1e-8
    assert unjudged == {("dJ_dZ", 1): 3, ("dJ_dB", 1): 3}  # a weight does not move z there, as its x is 0
    assert "dJ_dZ[1]: differences cannot judge 3 of 12 entries" in repr(report)


@pytest.mark.parametrize("z", [0.0, 1e-9, -1e-9, 1e-7, 1e-6, -1e-6, 1e-5, 1e-4, 1e-3])
@pytest.mark.parametrize("last", ["sigmoid", "linear"])
def test_near_a_corner_steps_are_taken_on_this_side_of_it_or_nothing_is_judged(z, last):
    network = Network({1: [[1.0], [0.5]], 2: [[1.0, 0.7]]}, {1: [[z], [0.3]], 2: [[0.1]]}, {1: "relu", 2: last})
    report = check_gradients(network, [[0.0, 1.0]], [[0, 1]])

    assert report.max_error < 1e-8
    assert report.unjudged == (2 if abs(z) < 1e-4 else 0)  # those of z and of its bias


@pytest.mark.parametrize("form", [backward_scalar, backward_matrix])
def test_a_wrong_gradient_beside_a_corner_is_an_alarm(monkeypatch, form):
    doubled(form, monkeypatch, "layer_dJ_dW", 1)
    assert check_gradients(Network.random([2, 3, 1], f="relu"), *EXCLUSIVE_OR).max_error == pytest.approx(0.5)


def test_a_gradient_that_cancels_to_rounding_is_no_alarm():
    # two datapoints, as far off on either side: the bias has a derivative of 0 but for rounding
    network = Network({1: [[0.3]], 2: [[0.7]]}, {1: [[0.0]], 2: [[-0.35]]}, f="tanh")
    X, Y = [[1e-9, -1e-9]], [[0, 1]]

    assert check_gradients(network, X, Y).max_error < 1e-8


@pytest.mark.long
def test_a_trained_network_is_judged_like_any_other():
    network, X, Y = case([2, 3, 1], 4, "tanh")
    trained, costs = train(network, X, Y, gamma=2.0, steps=2000)

    assert costs[-1] < 1e-3
    assert check_gradients(trained, X, Y).max_error < 1e-8


@pytest.mark.parametrize("net", CASES)
def test_the_terms_that_differences_are_taken_of_are_those_of_the_cost(net):
    network, X, Y = CASES[net]
    run = forward_pass(network, X)
    terms = Differences(network, run, Y).terms_from_Z(network.L, 0, run.Z[network.L][0])

    assert sum(terms) / len(terms) == pytest.approx(cost(network, run, Y), rel=1e-12)


# The first wrong gradient of a form, and what a learner can do about it.


def twice_as_large(network, X, Y, *wrong):
    """The right gradients, but for some, each named with its layer, which are twice as large."""
    right = backward_matrix.backward_pass(network, forward_pass(network, X), Y)._asdict()
    for name, l in wrong:
        right[name][l] = scale(2.0, right[name][l])
    return right


@pytest.mark.parametrize(("last", "wrong", "first", "exercise"), [
    ("sigmoid", [("dJ_dW", 1)], "dJ_dW[1]", "hidden.dJ-dw-sum"),
    ("sigmoid", [("dJ_dB", 1), ("dJ_dW", 2)], "dJ_dW[2]", "hidden.dJ-dw-sum"),
    ("sigmoid", [("dJ_dW", 2), ("dJ_dZ", 2)], "dJ_dZ[2]", "hidden.dJ-dz-product"),
    ("sigmoid", [("dJ_dA", 2), ("dJ_dZ", 2)], "dJ_dA[2]", "hidden.dJ-da-sum"),
    ("sigmoid", [("dJ_dA", 1), ("dJ_dB", 3)], "dJ_dB[3]", "hidden.dJ-db"),
    ("sigmoid", [("dJ_dZ", 3), ("dJ_dW", 3)], "dJ_dZ[3]", "output.dJ-dz-element"),
    ("sigmoid", [("dJ_dW", 3)], "dJ_dW[3]", "output.dJ-dW"),
    ("sigmoid", [("dJ_dA", 3)], "dJ_dA[3]", "loss.dJ-da-element"),
    ("linear", [("dJ_dZ", 3)], "dJ_dZ[3]", "hidden.dJ-dz-product"),
    ("linear", [("dJ_dA", 3)], "dJ_dA[3]", ""),
])  # fmt: skip
def test_the_first_wrong_gradient_of_a_form_is_named_with_its_exercise(last, wrong, first, exercise):
    network, X, Y = case([2, 4, 3, 1], 5, "tanh", last)
    report = check_gradients(network, X, Y, form=Mine(**twice_as_large(network, X, Y, *wrong)))

    said = repr(report).partition("\nThe first")[2].splitlines()
    expected = [f" wrong gradient is {first};", f"python3 -m purenn try {exercise} looks at one such function alone."]
    assert said == (expected if exercise else [f" wrong gradient is {first}."])
    assert max(map(len, repr(report).splitlines())) <= 80


def test_nothing_is_named_where_a_form_is_right_or_none_is_given():
    network, X, Y = case([2, 4, 3, 1], 5, "tanh")

    assert "first wrong" not in repr(check_gradients(network, X, Y, form=Mine()))
    row = Row("dJ_dW", 1, 0, 0, (1.0, 2.0), 1.0, 0.5, 4, 0, 0, "hidden.dJ-dw-sum")
    assert "first wrong" not in repr(Report(("scalar form", "matrix form"), [row]))


def test_a_gradient_that_is_no_number_is_the_first_that_is_wrong():
    network, X, Y = case([2, 3, 1], 4, "tanh")
    right = backward_matrix.backward_pass(network, forward_pass(network, X), Y).dJ_dZ
    report = check_gradients(network, X, Y, form=Mine(dJ_dZ={**right, 1: [[float("nan")] * 4] * 3}))

    assert (report.first_wrong.name, report.first_wrong.l) == ("dJ_dZ", 1)


def test_every_gradient_has_its_exercise():
    for name, ids in check.EQUATIONS.items():
        assert [EXERCISES[id].returns.partition("[")[0] for id in ids] == [name, name]


def test_a_report_in_which_nothing_could_be_judged_is_no_pass():
    row = Row("dJ_dW", 1, 0, 0, (1.0, 1.0), 0.0, 0.0, 0, 4, 0)

    assert not Report(("scalar form", "matrix form"), [row]).max_error < 1e-8


# What it costs, and that it touches nothing.


@pytest.mark.long
def test_the_work_grows_with_the_datapoints_and_not_with_their_square(monkeypatch):
    network, X, Y = case([5, 8, 4, 1], 40)
    columns = []

    def counting(network, A, start=0):
        columns.append(len(A[0]))
        return propagate(network, A, start)

    monkeypatch.setattr(check, "propagate", counting)
    counts = []
    for m in (10, 40):
        columns.clear()
        check_gradients(network, [row[:m] for row in X], [Y[0][:m]])
        counts.append(sum(columns))

    assert 3 < counts[1] / counts[0] < 5


def test_progress_is_told_up_to_the_last_number_and_sees_the_network_as_it_was():
    network, X, Y = case([2, 3, 1], 4)
    before, told = deepcopy(network), []

    def progress(done, total):
        told.append((done, total))
        assert network == before

    check_gradients(network, X, Y, progress=progress)

    assert [done for done, _ in told] == sorted({done for done, _ in told})
    assert {total for _, total in told} == {told[-1][0]}


@pytest.mark.long
def test_training_beside_a_check_of_the_same_network_is_training_alone():
    network, X, Y = case([3, 5, 1], 6)
    alone = train(network, X, Y, 0.5, 40)
    checked, beside = [], []
    threads = [
        Thread(target=lambda: checked.append(check_gradients(network, X, Y).max_error)),
        Thread(target=lambda: checked.append(check_gradients(network, X, Y).max_error)),
        Thread(target=lambda: beside.extend(train(network, X, Y, 0.5, 40) for _ in range(5))),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert beside == [alone] * 5
    assert max(checked) < 1e-8


# A form of one's own.


def test_a_form_of_my_own_stands_beside_the_differences():
    network, X, Y = case([2, 3, 1], 4)
    report = check_gradients(network, X, Y, form=Mine())

    assert report.forms == ("Mine",)
    assert report.max_error < 1e-8
    assert repr(report).splitlines()[0].split() == ["worst", "entry", "Mine", "differences", "error"]
    assert all(len(row.derived) == 1 for row in report.rows)
    assert check_gradients(network, X, Y, form=backward_scalar).forms == ("backward_scalar",)


@pytest.mark.parametrize("length", [1, 14, 15, 36, 50])
def test_the_name_of_a_form_is_shown_whole_as_far_as_80_columns_hold_it(length):
    named = type("N" * length, (Mine,), {})
    lines = repr(check_gradients(*case([2, 3, 1], 4), form=named())).splitlines()

    assert lines[0].split()[2] == "N" * min(length, 36)
    assert {len(line) for line in lines} == {max(58, 44 + min(length, 36))}


def zeroes_the_activations(network, run, Y):
    run.A[1][:] = [[0.0] * len(row) for row in run.A[1]]


def doubles_the_weights(network, run, Y):
    for row in network.W[2]:
        row[:] = [2.0 * w for w in row]


def flips_the_labels(network, run, Y):
    Y[0][:] = [1 - y for y in Y[0]]


@pytest.mark.parametrize("spoil", [zeroes_the_activations, doubles_the_weights, flips_the_labels])
def test_what_a_form_does_to_what_it_is_given_spoils_no_check(spoil):
    class Spoiling(Mine):
        def backward_pass(self, network, run, Y):
            gradients = super().backward_pass(network, run, Y)
            spoil(network, run, Y)
            return gradients

    network, X, Y = case([2, 3, 1], 4)
    before = deepcopy((network, X, Y))
    report = check_gradients(network, X, Y, form=Spoiling())

    assert (report.max_error < 1e-8, report.unjudged) == (True, 0)
    assert (network, X, Y) == before


@pytest.mark.parametrize("number", [Fraction, int])
@pytest.mark.parametrize("last", ["sigmoid", "linear"])
def test_labels_that_train_takes_are_taken_by_the_check(number, last):
    network, X, Y = case([2, 3, 1], 4, last=last)
    Y = [[number(round(y)) for y in Y[0]]]

    assert check_gradients(network, X, Y).max_error < 1e-8


def test_a_slip_in_my_own_form_is_found_at_its_place():
    network, X, Y = case([2, 3, 1], 4)
    right = backward_matrix.backward_pass(network, forward_pass(network, X), Y).dJ_dW
    report = check_gradients(network, X, Y, form=Mine(dJ_dW={**right, 1: scale(2.0, right[1])}))

    assert report.worst.where.startswith("dJ_dW[1]") and report.max_error == pytest.approx(0.5)


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"dJ_dB": None}, "without dJ_dB"),
        ({"dJ_dW": {2: [[1.0, 2.0, 3.0]]}}, "dJ_dW has the layers [2], expected [1, 2]"),
        ({"dJ_dB": {1: [[1.0, 2.0, 3.0]], 2: [[1.0]]}}, "dJ_dB[1] is 1x3, expected 3x1"),
        ({"dJ_dA": {1: [1.0, 2.0, 3.0], 2: [[1.0]]}}, "dJ_dA[1] has 1.0 for row 0"),
        ({"dJ_dZ": [[1.0]]}, "dJ_dZ is [[1.0]]"),
    ],
)
def test_a_gradient_that_is_missing_or_of_another_shape_is_named(changes, words):
    network, X, Y = case([2, 3, 1], 4)
    with pytest.raises(ValueError, match=f"^check_gradients: .*{re.escape(words)}"):
        check_gradients(network, X, Y, form=Mine(**changes))


@pytest.mark.parametrize("form", ["scalar", 3, SimpleNamespace(), SimpleNamespace(backward_pass=1)])
def test_a_form_without_a_backward_pass_is_refused(form):
    network, X, Y = case([2, 3, 1], 4)
    with pytest.raises(ValueError, match=r"^check_gradients: form is .*backward_pass"):
        check_gradients(network, X, Y, form=form)
