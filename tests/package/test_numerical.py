"""The slope of a function, found by moving one number up and down and looking."""

import pytest

from purenn.numerical import derivative, gradient


def test_the_slope_of_a_square_by_hand():
    # (3 + s)^2 - (3 - s)^2 = 12 s, over 2 s: exactly 6, as s is a power of two
    cells = [3.0]
    assert derivative(lambda: cells[0] ** 2, cells, 0) == 6.0


def test_a_slope_for_each_entry():
    M = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]
    assert gradient(lambda: 2 * M[0][1] + M[2][0] * M[2][1], M) == [[0.0, 2.0], [0.0, 0.0], [6.0, 5.0]]


@pytest.mark.parametrize("x", [1e-300, 0.1, 1e5, 1e16, -1e150, 1e300])
def test_every_number_is_moved_far_enough_to_feel_it(x):
    cells = [x]
    assert derivative(lambda: 4 * cells[0], cells, 0) == 4.0


def test_the_number_is_put_back_even_when_the_function_fails():
    cells = [3.0]
    with pytest.raises(ZeroDivisionError):
        derivative(lambda: 1 / 0, cells, 0)
    assert cells == [3.0]
