"""The forward pass: from the data to the output, layer by layer, keeping every Z and A.

Twice: in matrix form, which training uses, and scalar by scalar, with the indices of the equations.
i counts the units of layer l, h those of layer l - 1, j the datapoints.
Source: the book, "Forward pass".
"""

from collections.abc import Mapping
from typing import NamedTuple

from purenn.activation import Activation
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


def propagate(network: Network, A_l: Matrix, l: int = 0) -> Run:
    """Return the forward pass through the layers above layer l, whose activations are A_l.

    Shapes: A_l (n[l], m) -> Z[k], A[k] (n[k], m) for k > l.
    """
    Z: dict[int, Matrix] = {}
    A = {l: A_l}
    for above in range(l + 1, network.L + 1):
        Z[above] = layer_Z(network.W, network.B, A, above)
        A[above] = layer_A(network.f, Z, above)
    return Run(Z, A)


def layer_Z(W: Layers, B: Layers, A: Layers, l: int) -> Matrix:
    """Return the preactivations of layer l: every weighted sum of the layer below, plus the bias of its unit.

    Shapes: W[l] (n[l], n[l - 1]), B[l] (n[l], 1), A[l - 1] (n[l - 1], m) -> (n[l], m).
    """
    m = len(A[l - 1][0])
    return add(matmul(W[l], A[l - 1]), matmul(B[l], ones(1, m)))  # eq: forward.Z


def layer_A(f: Mapping[int, Activation], Z: Layers, l: int) -> Matrix:
    """Return the activations of layer l.

    Shapes: Z[l] (n[l], m) -> (n[l], m).
    """
    return elementwise(f[l], Z[l])  # eq: forward.A


def scalar_forward_pass(network: Network, X: Matrix) -> Run:
    """Return what forward_pass returns, computed one scalar at a time.

    Shapes: X (n[0], m) -> Z[l], A[l] (n[l], m).
    Raises: ValueError if X does not fit the network or holds anything but finite numbers.
    """
    network.check_X("scalar_forward_pass", X)
    Z: dict[int, Matrix] = {}
    A: dict[int, Matrix] = {}
    A[0] = X  # eq: forward.input
    for l in range(1, network.L + 1):
        Z[l] = scalar_layer_Z(network.W, network.B, A, l)
        A[l] = scalar_layer_A(network.f, Z, l)
    return Run(Z, A)


def scalar_layer_Z(W: Layers, B: Layers, A: Layers, l: int) -> Matrix:
    """Return the preactivations of layer l, one weighted sum at a time.

    Shapes: W[l] (n[l], n[l - 1]), B[l] (n[l], 1), A[l - 1] (n[l - 1], m) -> (n[l], m).
    """
    n = {l - 1: len(A[l - 1]), l: len(W[l])}
    m = len(A[l - 1][0])
    Z = zeros(n[l], m)
    for i in range(n[l]):
        for j in range(m):
            z_ij = B[l][i][0]
            for h in range(n[l - 1]):
                z_ij += W[l][i][h] * A[l - 1][h][j]  # eq: forward.z-element
            Z[i][j] = z_ij
    return Z


def scalar_layer_A(f: Mapping[int, Activation], Z: Layers, l: int) -> Matrix:
    """Return the activations of layer l, one unit and one datapoint at a time.

    Shapes: Z[l] (n[l], m) -> (n[l], m).
    """
    n = {l: len(Z[l])}
    m = len(Z[l][0])
    A = {l: zeros(n[l], m)}
    for i in range(n[l]):
        for j in range(m):
            A[l][i][j] = f[l](Z[l][i][j])  # eq: hidden.activation
    return A[l]


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
    return [[1 if a >= 0.5 else 0 for a in outputs]]


def check_run(function: str, network: Network, run: Run) -> int:
    """Return m, the number of datapoints, after checking that run has the shapes of network.

    Raises: ShapeError, on behalf of the function named.
    """
    m = shape(run.A[0], f"{function}: run.A[0]")[1]
    for l in range(network.L + 1):
        expected = (network.n[l], m)
        for name, layers in [("A", run.A), ("Z", run.Z)]:
            if (name, l) != ("Z", 0) and shape(layers[l], f"{function}: run.{name}[{l}]") != expected:
                found = f"{len(layers[l])}x{len(layers[l][0])}"
                raise ShapeError(f"{function}: run.{name}[{l}] is {found}, expected {expected[0]}x{m}")
    return m
