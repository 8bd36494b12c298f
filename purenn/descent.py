"""Gradient descent with the learning rate gamma: all gradients are computed before any parameter changes."""

from collections.abc import Callable
from itertools import islice
from math import isfinite, nan

from purenn import backward_matrix
from purenn.batches import batches
from purenn.checking import DivergenceError, NotFiniteError, check_step, check_training, data_for, labels_for, whole
from purenn.forward import Run, cost, propagate
from purenn.gradients import Gradients
from purenn.matrix import Matrix, scale, subtract, zeros
from purenn.network import Network
from purenn.record import BackwardForm


def gradient_descent_step(network: Network, gradients: Gradients, gamma: float) -> Network:
    """Return a new network, one step against the gradients.

    Raises: ValueError if gamma is no finite positive number, or a parameter stops being finite.
    """
    check_step("gradient_descent_step", network, gradients, gamma)
    W, B, dJ_dW, dJ_dB = network.W, network.B, gradients.dJ_dW, gradients.dJ_dB
    W_new, B_new = {}, {}
    for l in range(1, network.L + 1):
        W_new[l] = subtract(W[l], scale(gamma, dJ_dW[l]))  # eq: update.matrix-weights
        B_new[l] = subtract(B[l], scale(gamma, dJ_dB[l]))  # eq: update.matrix-biases
    return network.with_parameters("gradient_descent_step", W_new, B_new)


def scalar_gradient_descent_step(network: Network, gradients: Gradients, gamma: float) -> Network:
    """Return what gradient_descent_step returns, computed one parameter at a time."""
    check_step("scalar_gradient_descent_step", network, gradients, gamma)
    n, W, B = network.n, network.W, network.B
    dJ_dW, dJ_dB = gradients.dJ_dW, gradients.dJ_dB
    W_new, B_new = {}, {}
    for l in range(1, network.L + 1):
        W_new[l], B_new[l] = zeros(n[l], n[l - 1]), zeros(n[l], 1)
        for i in range(n[l]):
            for h in range(n[l - 1]):
                W_new[l][i][h] = W[l][i][h] - gamma * dJ_dW[l][i][h]  # eq: update.weights
            B_new[l][i][0] = B[l][i][0] - gamma * dJ_dB[l][i][0]  # eq: update.biases
    return network.with_parameters("scalar_gradient_descent_step", W_new, B_new)


def train(
    network: Network, X: Matrix, Y: Matrix, gamma: float, steps: int,
    after_step: Callable[[int, float, Network], None] | None = None, form: BackwardForm = backward_matrix,
    batch_size: int | None = None, seed: int = 0,
) -> tuple[Network, list[float]]:
    """Return the network after so many steps of gradient descent, and the cost before each of them.

    X has a row for each feature and a column for each datapoint; features of very different size want standardise.
    After each step, after_step is given its number from 1, the cost it set out from and the network it reached.
    form computes the gradients: backward_scalar, or a module of your own with a function backward_pass.
    With a batch_size, each step sees only so many datapoints, and its cost is theirs: a pass takes all of them once, in
    an order drawn from seed, the last batch being what is left. A batch of all m adds up the same terms as a step
    without batch_size, but in another order, so the last digits may differ.

    Shapes: X (n[0], m), Y (n[L], m).
    Raises: ValueError for arguments that do not do, or numbers too large for a finite J before any step;
    DivergenceError if J or a parameter stops being finite.
    """
    X = data_for("train", network, X)
    Y = labels_for("train", network, Y, len(X[0]))
    check_training("train", network, gamma, form, batch_size, len(X[0]))
    dealt = islice(batches(X, Y, batch_size, whole("train: seed", seed)), whole("train: steps", steps, 0))
    costs: list[float] = []
    last_finite = network
    _, J, what = run_and_cost(network, X, Y)
    if not isfinite(J):
        raise ValueError(f"train: {what} is not finite before any step; make the data or the parameters smaller")
    for step, (X, Y) in enumerate(dealt, start=1):
        run, J, what = run_and_cost(network, X, Y)
        if not isfinite(J):
            raise DivergenceError(step, last_finite, costs, gamma, f"{what} is not finite")
        last_finite = network
        costs.append(J)
        gradients = form.backward_pass(network, run, Y)
        try:
            network = gradient_descent_step(network, gradients, gamma)
        except NotFiniteError as error:
            raise DivergenceError(step, last_finite, costs, gamma, "a parameter is not finite") from error
        if after_step:
            after_step(step, J, network)
    return network, costs


def run_and_cost(network: Network, X: Matrix, Y: Matrix) -> tuple[Run, float, str]:
    """Return the run, its J, and what is to blame if that is not finite: J itself, or an output, where J is NaN."""
    run = propagate(network, X)
    try:
        return run, cost(network, run, Y), "J"
    except NotFiniteError:
        return run, nan, "an output"
