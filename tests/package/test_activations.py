"""An activation function squeezes a preactivation z; its derivative says how steep it is there."""

from math import e, exp, isfinite

import pytest

from purenn.activation import ACTIVATIONS, linear, linear_prime, sigmoid, sigmoid_prime

LN_3 = 1.0986122886681098


@pytest.mark.parametrize("z", [-2.0, -0.5, 0.25, 3.0])
def test_both_spellings_are_one_number(z):
    assert sigmoid(z) == pytest.approx(1 / (1 + e**-z), rel=1e-15)
    assert sigmoid(z) == pytest.approx(e**z / (1 + e**z), rel=1e-15)
    assert sigmoid_prime(z) == pytest.approx(e**-z / (1 + e**-z) ** 2, rel=1e-14)


def test_linear_is_no_activation_at_all():
    assert (linear(-7.5), linear_prime(-7.5)) == (-7.5, 1.0)


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("z", [-6.0, -1.5, -0.01, 0.3, 4.0])  # at 0 a function may have a corner
def test_the_derivative_is_that_of_finite_differences(name, z):
    f, f_prime = ACTIVATIONS[name]
    assert f_prime(z) == pytest.approx((f(z + 1e-6) - f(z - 1e-6)) / 2e-6, abs=1e-9)


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("z", [1e300, 750.0, 37.0, 1e-300, -1e-300, -37.0, -710.0, -750.0, -1e300])
def test_no_preactivation_is_too_large(name, z):
    f, f_prime = ACTIVATIONS[name]
    assert isfinite(f(z)) and isfinite(f_prime(z))


def test_far_out_the_sigmoid_saturates():
    assert (sigmoid(1e300), sigmoid(-1e300)) == (1.0, 0.0)
    assert (sigmoid_prime(1e300), sigmoid_prime(-1e300)) == (0.0, 0.0)
    assert sigmoid(-700.0) == exp(-700.0)  # tiny, and still right to the last digit


def test_the_formula_with_one_branch_overflows_where_ours_does_not():
    with pytest.raises(OverflowError):
        1 / (1 + exp(710.0))  # z = -710
    assert 0 < sigmoid(-710.0) < 1e-300
