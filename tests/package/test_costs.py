"""The cost J is one number: how much the output of the last layer surprises the labels, per datapoint."""

from math import e, exp, inf, log, log10

import pytest

from purenn.activation import sigmoid
from purenn.loss import cross_entropy, cross_entropy_from_z, xlogy


def test_a_saturated_answer_beside_an_undecided_one_is_not_lost():
    assert cross_entropy_from_z([[0.0, 1e300]], [[1, 1]]) == pytest.approx(log(2) / 2, rel=1e-15)


def test_both_forms_are_one_number():
    Z_L, Y = [[-3.0, -0.5, 0.25, 2.0, 30.0]], [[0, 1, 1, 0, 1]]
    A_L = [[sigmoid(z) for z in Z_L[0]]]

    assert cross_entropy(A_L, Y) == pytest.approx(cross_entropy_from_z(Z_L, Y), rel=1e-15)


def test_the_logarithm_is_the_natural_one():
    # Erratum E19: with base 10 the cost, and so each of its derivatives, is smaller by ln 10.
    J = cross_entropy([[1 / e]], [[1]])
    assert J == 1.0
    assert -log10(1 / e) == pytest.approx(J / 2.302585, rel=1e-6)


def test_the_sum_covers_both_terms():
    # Erratum E19: the brackets are not printed. Read without them, the second term stands once, for a j of its own.
    a, y, m = [0.9, 0.2, 0.6], [1, 0, 0], 3
    first_terms = sum(y[j] * log(a[j]) for j in range(m))
    second_terms = [(1 - y[j]) * log(1 - a[j]) for j in range(m)]

    assert cross_entropy([a], [y]) == pytest.approx(-(log(0.9) + log(0.8) + log(0.4)) / 3, rel=1e-14)  # 0.4149
    assert -(first_terms + second_terms[0]) / m == pytest.approx(0.0351, abs=1e-4)
    assert -(first_terms + second_terms[-1]) / m == pytest.approx(0.3405, abs=1e-4)


@pytest.mark.parametrize("y", [0, 1])
@pytest.mark.parametrize("z", [-4.0, -0.3, 0.0, 0.7, 5.0])
def test_the_derivative_with_respect_to_z_is_a_minus_y(z, y):
    above, below = cross_entropy_from_z([[z + 1e-6]], [[y]]), cross_entropy_from_z([[z - 1e-6]], [[y]])
    assert (above - below) / 2e-6 == pytest.approx(sigmoid(z) - y, abs=1e-9)


@pytest.mark.parametrize("y", [0, 1])
@pytest.mark.parametrize("a", [0.1, 0.5, 0.8])
def test_the_derivative_with_respect_to_a_is_negative_exactly_where_the_label_is_1(a, y):
    # Erratum E01, the missing minus: more activation lowers the cost of a datapoint labelled 1.
    derivative = (cross_entropy([[a + 1e-6]], [[y]]) - cross_entropy([[a - 1e-6]], [[y]])) / 2e-6
    assert derivative == pytest.approx(-1 / a if y == 1 else 1 / (1 - a), abs=1e-7)


def test_a_saturated_wrong_answer_costs_its_true_value():
    assert cross_entropy_from_z([[800.0]], [[0]]) == 800.0
    assert cross_entropy_from_z([[-800.0]], [[1]]) == 800.0
    assert cross_entropy_from_z([[1e300]], [[0]]) == 1e300
    assert cross_entropy_from_z([[1e300, -1e300]], [[1, 0]]) == 0.0


def test_the_printed_form_is_infinite_where_a_true_label_is_given_the_probability_0():
    assert sigmoid(800.0) == 1.0
    assert cross_entropy([[1.0, 0.5]], [[0, 1]]) == inf
    assert cross_entropy([[0.0]], [[1]]) == inf


def test_a_certain_and_right_answer_costs_nothing():
    # 0 ln 0 counts 0
    assert cross_entropy([[1.0, 0.0]], [[1, 0]]) == 0.0
    assert str(cross_entropy([[1.0, 0.0]], [[1, 0]])) == "0.0"  # and not -0.0
    assert (xlogy(0, 0), xlogy(2, e), xlogy(1, 0)) == (0.0, 2.0, -inf)


def test_a_small_cost_is_not_rounded_away():
    # ln(1 + e^-40) is e^-40; the printed form has lost it, because 1 - e^-40 rounds to 1
    assert cross_entropy_from_z([[-40.0]], [[0]]) == pytest.approx(e**-40, rel=1e-12, abs=0)
    assert cross_entropy([[sigmoid(-40.0)]], [[0]]) == 0.0


@pytest.mark.parametrize(("z", "y"), [(40.0, 1), (-40.0, 0)])
def test_the_penalty_of_a_network_that_is_sure_and_right_is_not_lost(z, y):
    assert cross_entropy_from_z([[z]], [[y]]) == pytest.approx(exp(-40), rel=1e-15)  # ln(1 + x) is x, where x is tiny
