"""Functions of one number to the last digits, and derivatives found by moving a number up and down and looking."""

from decimal import Decimal, localcontext
from math import ulp

import pytest

from purenn.activation import sigmoid, sigmoid_prime, tanh, tanh_prime
from purenn.numerical import derivative

# Each by its definition, in the exponential that is largest on its side, with sixty digits.
DEFINITIONS = {
    sigmoid: lambda z: 1 / (1 + (-z).exp()),
    sigmoid_prime: lambda z: 1 / ((z / 2).exp() + (-z / 2).exp()) ** 2,
    tanh: lambda z: (z.exp() - (-z).exp()) / (z.exp() + (-z).exp()),
    tanh_prime: lambda z: 4 / (z.exp() + (-z).exp()) ** 2,
}


@pytest.mark.parametrize("function", DEFINITIONS, ids=lambda function: function.__name__)
@pytest.mark.parametrize("z", [1e-300, 1e-17, 1e-8, 0.003, 0.1, 0.7, 1.0, 2.5, 6.0, 18.5, 19.0, 37.0, 40.0, 200.0])
def test_an_activation_and_its_derivative_are_right_to_a_few_last_digits_on_both_sides(function, z):
    for side in (z, -z):
        with localcontext() as context:
            context.prec = 60 if z > 1e-30 else 700
            true = DEFINITIONS[function](Decimal(side))
            assert abs(Decimal(function(side)) - true) <= 4 * Decimal(ulp(float(true)))


def test_the_derivative_of_a_square_by_hand():
    # (3 + s)^2 - (3 - s)^2 = 12 s, over 2 s: exactly 6, as s is a power of two
    cells = [3.0]
    assert derivative(lambda: cells[0] ** 2, cells, 0) == 6.0


@pytest.mark.parametrize("x", [1e-300, 0.1, 1e5, 1e16, -1e150, 1e300])
def test_every_number_is_moved_far_enough_to_feel_it(x):
    cells = [x]
    assert derivative(lambda: 4 * cells[0], cells, 0) == 4.0


def test_the_number_is_put_back_even_when_the_function_fails():
    cells = [3.0]
    with pytest.raises(ZeroDivisionError):
        derivative(lambda: 1 / 0, cells, 0)
    assert cells == [3.0]
