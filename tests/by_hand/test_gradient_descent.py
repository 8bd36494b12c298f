"""A step against the gradient: new = old - gamma * gradient, for every weight and every bias."""

import pytest

from purenn import Network, gradient_descent_step, scalar_gradient_descent_step
from purenn.gradients import Gradients

W = {1: [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], 2: [[1.0, 2.0, 3.0]]}  # 2 units feed 3, 3 feed 1
B = {1: [[1.0], [2.0], [3.0]], 2: [[4.0]]}
dJ_dW = {1: [[2.0, 0.0], [0.0, -2.0], [4.0, 8.0]], 2: [[-2.0, 0.0, 6.0]]}
dJ_dB = {1: [[4.0], [0.0], [-4.0]], 2: [[2.0]]}
GRADIENTS = Gradients({}, {}, dJ_dW, dJ_dB)


@pytest.mark.equation("update.weights")
def test_every_weight_steps_against_its_gradient():
    network = Network(W, B, f="tanh")
    new = scalar_gradient_descent_step(network, GRADIENTS, gamma=0.5)

    # w_11 of layer 1: 1 - 0.5 * 2 = 0; w_22: 4 - 0.5 * -2 = 5
    assert new.W[1] == [[0.0, 2.0], [3.0, 5.0], [3.0, 2.0]]
    # w_13 of layer 2: 3 - 0.5 * 6 = 0
    assert new.W[2] == [[2.0, 2.0, 0.0]]
    # with the same functions, and the old network as it was
    assert new.f == network.f
    assert network == Network(W, B, f="tanh")


@pytest.mark.equation("update.biases")
def test_every_bias_steps_against_its_gradient():
    B_new = scalar_gradient_descent_step(Network(W, B), GRADIENTS, gamma=0.25).B

    # b_1 of layer 1: 1 - 0.25 * 4 = 0; b_3: 3 - 0.25 * -4 = 4
    assert B_new == {1: [[0.0], [2.0], [4.0]], 2: [[3.5]]}


@pytest.mark.equation("update.matrix-weights")
def test_all_weights_of_a_layer_at_once():
    network = Network(W, B, f="tanh")
    new = gradient_descent_step(network, GRADIENTS, gamma=0.5)

    # w_32 of layer 1: 6 - 0.5 * 8 = 2
    assert new.W == {1: [[0.0, 2.0], [3.0, 5.0], [3.0, 2.0]], 2: [[2.0, 2.0, 0.0]]}
    # with the same functions, and the old network as it was
    assert new.f == network.f
    assert network == Network(W, B, f="tanh")


@pytest.mark.equation("update.matrix-biases")
def test_all_biases_of_a_layer_at_once():
    B_new = gradient_descent_step(Network(W, B), GRADIENTS, gamma=0.25).B

    # b_1 of layer 2: 4 - 0.25 * 2 = 3.5
    assert B_new == {1: [[0.0], [2.0], [4.0]], 2: [[3.5]]}
