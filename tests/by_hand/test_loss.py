"""The cost J is one number: how much the output of the last layer surprises the labels, per datapoint."""

from math import inf, log

import pytest

from purenn import backward_scalar, derivation
from purenn.loss import cross_entropy, cross_entropy_from_z, squared_error


@pytest.mark.equation("loss.cross-entropy")
def test_cross_entropy():
    A_L = [[1 / 2, 1 / 4, 3 / 4]]
    Y = [[1, 0, 1]]  # so the true labels were given one half, three quarters and three quarters

    # J: -(1/3) * (ln(1/2) + ln(3/4) + ln(3/4)) = -(1/3) * ln(9/32)
    assert cross_entropy(A_L, Y) == pytest.approx(-log(9 / 32) / 3, rel=1e-15)
    # sure and right, with a factor of 0 at each logarithm of 0, so there is nothing to pay
    assert cross_entropy([[1.0, 0.0]], [[1, 0]]) == 0.0
    # sure and wrong
    assert cross_entropy([[0.0, 0.5]], [[1, 0]]) == inf


@pytest.mark.equation("loss.dJ-da-element")
def test_the_derivative_with_respect_to_one_output_in_two_forms():
    A, Y = {2: [[0.5, 0.75, 0.5, 0.25]]}, [[1, 0, 0, 1]]  # 4 datapoints

    # y = 1, a = 0.5: -(1/4) * (1 / 0.5 - 0 / 0.5) = -0.5; y = 0, a = 0.75: -(1/4) * (0 / 0.75 - 1 / 0.25) = 1
    # y = 0, a = 0.5: -(1/4) * (0 / 0.5 - 1 / 0.5) = 0.5; y = 1, a = 0.25: -(1/4) * (1 / 0.25 - 0 / 0.75) = -1
    assert backward_scalar.output_dJ_dA(A, Y, L=2) == [[-0.5, 1.0, 0.5, -1.0]]
    # as one quotient: (0.5 - 1) / (4 * 0.5 * 0.5) = -0.5; (0.75 - 0) / (4 * 0.75 * 0.25) = 1
    assert derivation.every_output(A, Y, L=2) == [[-0.5, 1.0, 0.5, -1.0]]


@pytest.mark.equation("loss.squared-error")
def test_squared_error():
    # errors 1, -2 and 3
    # J: (1/3) * ((2 - 1) ** 2 + (0 - 2) ** 2 + (4 - 1) ** 2) = 14/3
    assert squared_error([[2.0, 0.0, 4.0]], [[1.0, 2.0, 1.0]]) == pytest.approx(14 / 3, rel=1e-15)


@pytest.mark.equation("loss.squared-dJ-da")
def test_the_derivative_of_the_squared_error_with_respect_to_one_output():
    A, Y = {2: [[2.0, 0.0, 4.0, 1.5]]}, [[1.0, 2.0, 1.0, 1.5]]  # 4 datapoints

    # datapoint 2: (2/4) * (0 - 2) = -1; datapoint 3: (2/4) * (4 - 1) = 1.5
    assert backward_scalar.squared_output_dJ_dA(A, Y, L=2) == [[0.5, -1.0, 1.5, 0.0]]


@pytest.mark.equation("loss.from-preactivations")
def test_cross_entropy_from_preactivations():
    Z_L = [[0.0, 800.0, -800.0, 800.0]]
    Y = [[1, 0, 1, 1]]

    # ln 2 for the undecided one, 800 for each that is certain and wrong, nothing for the one that is right
    # J: (1/4) * (ln(2) + 0 + 800 + 800 + 0) = (1/4) * ln(2) + 400
    assert cross_entropy_from_z(Z_L, Y) == pytest.approx(log(2) / 4 + 400, rel=1e-15)
