"""The forward pass: from the data to the output, layer by layer, keeping every Z and A.

Twice: in matrix form, which training uses, and scalar by scalar, with the indices of the equations.
i counts the units of layer l, h those of layer l - 1, j the datapoints.
Source: the book, "Forward pass".
"""

from math import isnan
from typing import NamedTuple

from purenn.loss import cross_entropy_from_z, squared_error
from purenn.matrix import Layers, Matrix, ShapeError, add, elementwise, matmul, ones, shape, zeros
from purenn.network import Network, describe


class Run(NamedTuple):
    """What a forward pass computed: preactivations Z[1] ... Z[L] and activations A[0] ... A[L], where A[0] is X."""

    Z: Layers
    A: Layers

    def __repr__(self) -> str:
        return f"Run\n{describe(Z=self.Z, A=self.A)}"


def forward_pass(network: Network, X: Matrix) -> Run:
    """Return every preactivation and activation of network on the datapoints X.

    Shapes: X (n[0], m), a row for each feature and a column for each datapoint -> Z[l], A[l] (n[l], m).
    Raises: ValueError if X does not fit the network or holds anything but finite numbers.
    """
    network.check_X("forward_pass", X)
    return propagate(network, X)


def propagate(network: Network, A_start: Matrix, start: int = 0) -> Run:
    """Return the forward pass in matrix form through the layers above layer start, whose activations are A_start.

    Shapes: A_start (n[start], m) -> Z[l], A[l] (n[l], m) for l > start.
    """
    W, B, f, m = network.W, network.B, network.f, len(A_start[0])
    Z, A = run = Run({}, {start: A_start})
    for l in range(start + 1, network.L + 1):
        Z[l] = add(matmul(W[l], A[l - 1]), matmul(B[l], ones(1, m)))  # eq: forward.Z
        A[l] = elementwise(f[l], Z[l])  # eq: forward.A
    return run


def scalar_forward_pass(network: Network, X: Matrix) -> Run:
    """Return what forward_pass returns, computed one scalar at a time.

    Shapes: X (n[0], m) -> Z[l], A[l] (n[l], m).
    Raises: ValueError if X does not fit the network or holds anything but finite numbers.
    """
    network.check_X("scalar_forward_pass", X)
    n, W, B, f, m = network.n, network.W, network.B, network.f, len(X[0])
    Z, A = run = Run({}, {})
    A[0] = X  # eq: forward.input
    for l in range(1, network.L + 1):
        Z[l], A[l] = zeros(n[l], m), zeros(n[l], m)
        for i in range(n[l]):
            for j in range(m):
                z_ij = B[l][i][0]
                for h in range(n[l - 1]):
                    z_ij += W[l][i][h] * A[l - 1][h][j]  # eq: forward.z-element
                Z[l][i][j] = z_ij
                A[l][i][j] = f[l](Z[l][i][j])  # eq: hidden.activation
    return run


def cost(network: Network, run: Run, Y: Matrix) -> float:
    """Return J of a run: cross-entropy after a sigmoid output, squared error after a linear one.

    Shapes: Y (1, m) -> a number.
    Source: the book, "Loss".
    """
    if network.activations[network.L] == "sigmoid":
        return cross_entropy_from_z(run.Z[network.L], Y)
    return squared_error(run.A[network.L], Y)


def predict(network: Network, X: Matrix) -> Matrix:
    """Return the label, 0 or 1, that network gives each datapoint: 1 where its output is at least 0.5.

    Shapes: X (n[0], m) -> (1, m).
    Raises: ValueError if X does not fit the network, or its output is linear and so no probability.
    """
    if network.activations[network.L] != "sigmoid":
        raise ValueError("predict: the last layer is linear, expected sigmoid; a linear output is the prediction")
    network.check_X("predict", X)
    (outputs,) = propagate(network, X).A[network.L]
    if any(map(isnan, outputs)):
        raise ValueError("predict: an output is not a number, expected one from 0 to 1; the numbers are too large")
    return [[1 if a >= 0.5 else 0 for a in outputs]]


def check_run(function: str, network: Network, run: Run) -> int:
    """Return m, the number of datapoints, or raise ShapeError unless run has the layers and shapes of network."""
    m = shape(run.A.get(0, []), f"{function}: run.A[0]")[1]
    for name, layers, first in (("Z", run.Z, 1), ("A", run.A, 0)):
        found = {l: shape(matrix, f"{function}: run.{name}[{l}]") for l, matrix in layers.items()}
        expected = {l: (network.n[l], m) for l in range(first, network.L + 1)}
        if found != expected:
            raise ShapeError(f"{function}: run.{name} has the shapes {found}, expected {expected}")
    return m
