"""Gradient descent: the update of every parameter against its gradient, and the loop that repeats it.

gamma is the learning rate. Every gradient of a step is computed before any parameter changes.
Source: the book, "Gradient descent".
"""

from collections.abc import Callable
from math import isfinite
from typing import Protocol

from purenn import backward_matrix
from purenn.forward import Run, cost, propagate
from purenn.gradients import Gradients
from purenn.matrix import Matrix, ShapeError, brief, scale, shape, subtract, zeros
from purenn.network import Network, is_finite, is_whole


class BackwardForm(Protocol):
    """A module with a backward pass: backward_scalar or backward_matrix."""

    def backward_pass(self, network: Network, run: Run, Y: Matrix) -> Gradients: ...


class DivergenceError(ArithmeticError):
    """Training left the finite numbers.

    step is the step that failed, network the last network whose cost is finite, costs the costs up to it.
    """

    def __init__(self, step: int, network: Network, costs: list[float], gamma: float, reason: str) -> None:
        super().__init__(f"train: {reason} at step {step} with gamma {gamma:g}, expected finite; try a smaller gamma")
        self.step, self.network, self.costs = step, network, costs


def gradient_descent_step(network: Network, gradients: Gradients, gamma: float) -> Network:
    """Return a new network, one step against the gradients.

    Raises: ValueError if gamma is no finite positive number, or a parameter stops being finite.
    Source: the book, "Gradient descent"; erratum E41.
    """
    check_gamma("gradient_descent_step", gamma)
    check_shapes("gradient_descent_step", network, gradients)
    W, B, (_, _, dJ_dW, dJ_dB) = network.W, network.B, gradients
    W_new, B_new = {}, {}
    for l in range(1, network.L + 1):
        W_new[l] = subtract(W[l], scale(gamma, dJ_dW[l]))  # eq: update.matrix-weights
        B_new[l] = subtract(B[l], scale(gamma, dJ_dB[l]))  # eq: update.matrix-biases
    return Network(W_new, B_new, network.activations)


def scalar_gradient_descent_step(network: Network, gradients: Gradients, gamma: float) -> Network:
    """Return what gradient_descent_step returns, computed one parameter at a time.

    Raises: ValueError if gamma is no finite positive number, or a parameter stops being finite.
    Source: the book, "Gradient descent"; erratum E41.
    """
    check_gamma("scalar_gradient_descent_step", gamma)
    check_shapes("scalar_gradient_descent_step", network, gradients)
    n, W, B, (_, _, dJ_dW, dJ_dB) = network.n, network.W, network.B, gradients
    W_new, B_new = {}, {}
    for l in range(1, network.L + 1):
        W_new[l], B_new[l] = zeros(n[l], n[l - 1]), zeros(n[l], 1)
        for i in range(n[l]):
            for h in range(n[l - 1]):
                W_new[l][i][h] = W[l][i][h] - gamma * dJ_dW[l][i][h]  # eq: update.weights
            B_new[l][i][0] = B[l][i][0] - gamma * dJ_dB[l][i][0]  # eq: update.biases
    return Network(W_new, B_new, network.activations)


def train(
    network: Network,
    X: Matrix,
    Y: Matrix,
    gamma: float,
    steps: int,
    after_step: Callable[[int, float, Network], None] | None = None,
    form: BackwardForm = backward_matrix,
) -> tuple[Network, list[float]]:
    """Return the network after so many steps of gradient descent, and the cost before each of them.

    After each step, after_step is given its number from 1, the cost it set out from and the network it reached.

    Shapes: X (n[0], m), Y (1, m).
    Raises: ValueError for data, gamma or steps that do not do; DivergenceError if J or a parameter stops being finite.
    Source: the book, "Gradient descent".
    """
    network.check_X("train", X)
    network.check_Y("train", Y, shape(X)[1])
    check_gamma("train", gamma)
    if not is_whole(steps) or steps < 0:
        raise ValueError(f"train: steps is {brief(steps)}, expected a whole number >= 0")
    costs: list[float] = []
    last_finite = network
    for step in range(1, steps + 1):
        run = propagate(network, X)
        J = cost(network, run, Y)
        if not isfinite(J):
            raise DivergenceError(step, last_finite, costs, gamma, f"J is {J}")
        last_finite = network
        costs.append(J)
        gradients = form.backward_pass(network, run, Y)
        try:
            network = gradient_descent_step(network, gradients, gamma)
        except ShapeError:  # of another form than ours
            raise
        except ValueError as error:
            raise DivergenceError(step, last_finite, costs, gamma, "a parameter is not finite") from error
        if after_step:
            after_step(step, J, network)
    return network, costs


def check_gamma(function: str, gamma: float) -> None:
    """Raise ValueError, on behalf of the function named, unless gamma is a finite positive number."""
    if not is_finite(gamma) or gamma <= 0:
        raise ValueError(f"{function}: gamma is {brief(gamma)}, expected a finite positive number")


def check_shapes(function: str, network: Network, gradients: Gradients) -> None:
    """Raise ShapeError, on behalf of the function named, unless gradients has the layers and shapes of network."""
    for name, slopes, parameters in (("dJ_dW", gradients.dJ_dW, network.W), ("dJ_dB", gradients.dJ_dB, network.B)):
        found, expected = ({l: shape(matrix) for l, matrix in layers.items()} for layers in (slopes, parameters))
        if found != expected:
            raise ShapeError(f"{function}: {name} has the shapes {found}, expected {expected}")
