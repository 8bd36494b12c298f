"""A step against the gradient: new = old - gamma * gradient, for every weight and every bias."""

import pytest

from purenn import Network, gradient_descent_step, scalar_gradient_descent_step
from purenn.gradients import Gradients

W = {1: [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], 2: [[1.0, 2.0, 3.0]]}  # 2 units feed 3, 3 feed 1
B = {1: [[1.0], [2.0], [3.0]], 2: [[4.0]]}
dJ_dW = {1: [[2.0, 0.0], [0.0, -2.0], [4.0, 8.0]], 2: [[-2.0, 0.0, 6.0]]}
dJ_dB = {1: [[4.0], [0.0], [-4.0]], 2: [[2.0]]}
GRADIENTS = Gradients({}, {}, dJ_dW, dJ_dB)


@pytest.mark.equation("update.weights", "update.matrix-weights")
@pytest.mark.parametrize("step", [gradient_descent_step, scalar_gradient_descent_step])
def test_every_weight_steps_against_its_gradient(step):
    new = step(Network(W, B), GRADIENTS, gamma=0.5)

    # w_11 of layer 1: 1 - 0.5 * 2; w_22: 4 - 0.5 * -2
    assert new.W[1] == [[0.0, 2.0], [3.0, 5.0], [3.0, 2.0]]
    assert new.W[2] == [[2.0, 2.0, 0.0]]


@pytest.mark.equation("update.biases", "update.matrix-biases")
@pytest.mark.parametrize("step", [gradient_descent_step, scalar_gradient_descent_step])
def test_every_bias_steps_against_its_gradient(step):
    new = step(Network(W, B), GRADIENTS, gamma=0.25)

    # b_1 of layer 1: 1 - 0.25 * 4; b_3: 3 - 0.25 * -4
    assert new.B == {1: [[0.0], [2.0], [4.0]], 2: [[3.5]]}


@pytest.mark.parametrize("step", [gradient_descent_step, scalar_gradient_descent_step])
def test_a_step_leaves_the_old_network_as_it_was(step):
    network = Network(W, B)
    step(network, GRADIENTS, gamma=0.5)
    assert (network.W, network.B) == (W, B)
