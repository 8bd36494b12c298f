"""The forward pass turns data into an output, layer by layer, and keeps every Z and A on the way."""

from math import exp

import pytest

from purenn import Network, derivation, forward_pass, scalar_forward_pass
from purenn.activation import linear_prime, relu, relu_prime, sigmoid, sigmoid_prime, tanh, tanh_prime

# Two features, three units, one output. Linear units leave whole numbers to follow.
W = {1: [[1.0, 2.0], [0.0, -1.0], [3.0, 1.0]], 2: [[1.0, 2.0, -1.0]]}
B = {1: [[0.5], [0.0], [-1.0]], 2: [[4.0]]}
X = [[1.0, 0.0, 2.0, -1.0], [0.0, 1.0, -1.0, 3.0]]  # 4 datapoints
linear = Network(W, B, f={1: "linear", 2: "linear"})
LN_3 = 1.0986122886681098


@pytest.mark.equation("forward.input")
def test_the_activations_of_layer_0_are_the_data():
    assert scalar_forward_pass(linear, X).A[0] == [[1.0, 0.0, 2.0, -1.0], [0.0, 1.0, -1.0, 3.0]]


@pytest.mark.equation("forward.z-element")
def test_one_preactivation():
    Z = scalar_forward_pass(linear, X).Z

    # unit 1, datapoint 4: w_11 * x_14 + w_12 * x_24 + b_1 = 1 * -1 + 2 * 3 + 0.5 = 5.5
    assert Z[1][0][3] == 5.5


@pytest.mark.equation("hidden.activation")
def test_one_activation():
    W, B = {1: [[100.0], [0.0], [1.0]], 2: [[1.0, 1.0, 0.0]]}, {1: [[0.0], [0.0], [0.0]], 2: [[0.0]]}
    run = scalar_forward_pass(Network(W, B, f={1: "tanh", 2: "linear"}), [[1.0, 0.0]])

    # far out tanh is 1 or -1, at 0 it is 0
    # unit 1, datapoint 1: 100 * 1 + 0 = 100
    assert run.Z[1][0][0] == 100.0
    assert run.A[1][0][0] == 1.0
    # unit 2, datapoint 1: 0 * 1 + 0 = 0
    assert run.Z[1][1][0] == 0.0
    assert run.A[1][1][0] == 0.0


@pytest.mark.equation("forward.sigmoid")
def test_sigmoid():
    # 1 / (1 + 1) = 0.5
    assert sigmoid(0.0) == 0.5
    # where e^-z is a third: 1 / (1 + 1/3) = 3/4
    assert sigmoid(LN_3) == pytest.approx(3 / 4, rel=1e-15)
    # where e^z is a third: (1/3) / (1 + 1/3) = 1/4
    assert sigmoid(-LN_3) == pytest.approx(1 / 4, rel=1e-15)
    # far out, where e^-z is 0: 1 / (1 + 0) = 1
    assert sigmoid(1000.0) == 1.0
    # where e^z is 0: 0 / (1 + 0) = 0
    assert sigmoid(-1000.0) == 0.0


@pytest.mark.equation("forward.tanh")
def test_tanh():
    # (1 - 1) / (1 + 1) = 0
    assert tanh(0.0) == 0.0
    # where e^-2z is a ninth: (1 - 1/9) / (1 + 1/9) = 4/5
    assert tanh(LN_3) == pytest.approx(4 / 5, rel=1e-15)
    # where e^2z is a ninth: (1/9 - 1) / (1/9 + 1) = -4/5
    assert tanh(-LN_3) == pytest.approx(-4 / 5, rel=1e-15)


@pytest.mark.equation("forward.relu")
def test_relu():
    # the larger of z and 0
    assert [relu(z) for z in (-3.0, -0.5, 0.0, 0.5, 3.0)] == [0.0, 0.0, 0.0, 0.5, 3.0]


@pytest.mark.equation("forward.z-row")
def test_a_row_of_Z_takes_a_row_of_W_and_one_bias():
    W = {1: [[7.0, 7.0, 7.0], [2.0, 0.0, -1.0]]}  # 3 units feed 2
    B = {1: [[7.0], [0.5]]}
    A = {0: [[1.0, 2.0, 3.0, 4.0], [9.0, 8.0, 7.0, 6.0], [1.0, 0.0, 1.0, 5.0]]}  # 4 datapoints

    z_2 = derivation.one_unit(W, B, A, l=1, i=1)

    # datapoint 1: 2 * 1 + 0 * 9 - 1 * 1 + 0.5 = 1.5; datapoint 4: 2 * 4 + 0 * 6 - 1 * 5 + 0.5 = 3.5
    assert z_2 == [[1.5, 4.5, 5.5, 3.5]]


@pytest.mark.equation("forward.Z")
def test_all_preactivations_of_a_layer():
    Z = forward_pass(linear, X).Z

    # unit 3, datapoint 4: 3 * -1 + 1 * 3 - 1 = -1
    assert Z[1] == [[1.5, 2.5, 0.5, 5.5], [0.0, -1.0, 1.0, -3.0], [2.0, 0.0, 4.0, -1.0]]
    # unit 1, datapoint 1: 1 * 1.5 + 2 * 0 - 1 * 2 + 4 = 3.5
    assert Z[2] == [[3.5, 4.5, 2.5, 4.5]]


@pytest.mark.equation("forward.A")
def test_the_activation_function_is_applied_to_every_entry():
    # At 0 tanh is 0; far out it is 1 or -1, exactly.
    W, B = {1: [[100.0], [0.0]], 2: [[1.0, 1.0]]}, {1: [[0.0], [0.0]], 2: [[0.0]]}
    run = forward_pass(Network(W, B, f={1: "tanh", 2: "sigmoid"}), [[1.0, 0.0, -1.0]])

    assert run.Z[1] == [[100.0, 0.0, -100.0], [0.0, 0.0, 0.0]]
    assert run.A[1] == [[1.0, 0.0, -1.0], [0.0, 0.0, 0.0]]
    # the sigmoid of 0: 1 / (1 + 1) = 0.5
    assert run.A[2][0][1] == 0.5


@pytest.mark.equation("forward.sigmoid-prime")
def test_the_derivative_of_the_sigmoid():
    # where it is steepest: 1 / (1 + 1) ** 2 = 1/2 * 1/2 = 0.25
    assert sigmoid_prime(0.0) == derivation.sigmoid_prime(0.0) == 0.25
    # where e^-z is a third: (1/3) / (1 + 1/3) ** 2 = 3/16
    assert sigmoid_prime(LN_3) == pytest.approx(3 / 16, rel=1e-15)
    # the same where e^z is a third
    assert sigmoid_prime(-LN_3) == pytest.approx(3 / 16, rel=1e-15)
    # from the sigmoid's value there: 3/4 * (1 - 3/4) = 3/16
    assert derivation.sigmoid_prime(LN_3) == pytest.approx(3 / 16, rel=1e-15)


@pytest.mark.equation("forward.tanh-prime")
def test_the_derivative_of_tanh():
    # 4 * 1 / (1 + 1) ** 2 = 1
    assert tanh_prime(0.0) == 1.0
    # where e^-2z, or e^2z, is a ninth: 4 * (1/9) / (1 + 1/9) ** 2 = 9/25, which is 1 - (4/5) ** 2 = 9/25
    assert tanh_prime(LN_3) == pytest.approx(9 / 25, rel=1e-14)
    assert tanh_prime(-LN_3) == pytest.approx(9 / 25, rel=1e-14)
    # where tanh is rounded to 1, and its derivative is small but not 0
    assert tanh_prime(20.0) == pytest.approx(4 * exp(-40), rel=1e-14)
    # far out, where e^-2z or e^2z is 0: 4 * 0 / (1 + 0) ** 2 = 0
    assert tanh_prime(1000.0) == 0.0
    assert tanh_prime(-1000.0) == 0.0


@pytest.mark.equation("forward.linear-prime")
def test_the_derivative_of_no_activation():
    # z from 2 to 5, and so does a: (5 - 2) / (5 - 2) = 1
    assert linear_prime(2.0) == linear_prime(5.0) == 1.0


@pytest.mark.equation("forward.relu-prime")
def test_the_derivative_of_relu():
    # below 0 nothing passes, above it all of z; the corner counts as below
    assert [relu_prime(z) for z in (-3.0, -0.5, 0.0, 2.0, 5.0)] == [0.0, 0.0, 0.0, 1.0, 1.0]
