"""One row of Z: the weights of one unit against the activations of all datapoints, and the slope of the sigmoid."""

import pytest

from purenn.derivation import forward_z_row, sigmoid_prime


@pytest.mark.equation("forward.z-row")
def test_a_row_of_Z_takes_a_row_of_W_and_one_bias():
    W = {1: [[7.0, 7.0, 7.0], [2.0, 0.0, -1.0]]}  # 3 units feed 2
    B = {1: [[7.0], [0.5]]}
    A = {0: [[1.0, 2.0, 3.0, 4.0], [9.0, 8.0, 7.0, 6.0], [1.0, 0.0, 1.0, 5.0]]}  # 4 datapoints

    z_2 = forward_z_row(W, B, A, l=1, i=1)

    # twice the first row of A, less its third, plus 0.5
    assert z_2 == [[1.5, 4.5, 5.5, 3.5]]


def test_the_slope_of_the_sigmoid_as_a_quotient_is_finite_and_the_same_on_both_sides():
    # at e^-z = 3 the slope is 3 / (1 + 3)^2
    assert sigmoid_prime(-1.0986122886681098) == pytest.approx(3 / 16, abs=1e-15)
    assert sigmoid_prime(1.0986122886681098) == pytest.approx(3 / 16, abs=1e-15)
    assert sigmoid_prime(-1e308) == sigmoid_prime(1e308) == 0.0
