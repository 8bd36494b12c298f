"""The forward pass: from the data to the output, layer by layer, keeping every Z and A.

Twice: in matrix form, which training uses, and scalar by scalar, with the indices of the equations.
i counts the units of layer l, h those of layer l - 1, j the datapoints.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from purenn import several
from purenn.activation import Activation
from purenn.checking import check_run, data_for, labels_for
from purenn.loss import cross_entropy_from_z, squared_error
from purenn.matrix import Layers, Matrix, add, elementwise, matmul, ones, zeros
from purenn.network import Network
from purenn.record import describe


class Run(NamedTuple):
    """What a forward pass computed: preactivations Z[1] ... Z[L] and activations A[0] ... A[L], where A[0] is X."""

    Z: Layers
    A: Layers

    def __repr__(self) -> str:
        return f"Run\n{describe(Z=self.Z, A=self.A)}"


def forward_pass(network: Network, X: Matrix) -> Run:
    """Return every preactivation and activation of network on the datapoints X, of which run.A[0] is a copy.

    X has a row for each feature and a column for each datapoint; a square X the wrong way round cannot be noticed.
    Shapes: X (n[0], m) -> Z[l], A[l] (n[l], m).
    Raises: ValueError if X does not fit the network or holds anything but finite numbers.
    """
    return propagate(network, data_for("forward_pass", network, X))


def propagate(network: Network, A_start: Matrix, start: int = 0) -> Run:
    """Return the forward pass in matrix form through the layers after layer start, whose activations are A_start."""
    W, B, f, m = network.W, network.B, network.f, len(A_start[0])
    Z, A = run = Run({}, {start: A_start})
    for l in range(start + 1, network.L + 1):
        Z[l] = add(matmul(W[l], A[l - 1]), matmul(B[l], ones(1, m)))  # eq: forward.Z
        if l in f:
            A[l] = elementwise(f[l], Z[l])  # eq: forward.A
        else:
            A[l] = several.softmax(Z, l)
    return run


def scalar_forward_pass(network: Network, X: Matrix) -> Run:
    """Return what forward_pass returns, computed one scalar at a time."""
    X = data_for("scalar_forward_pass", network, X)
    return scalar_propagate(network.n, network.W, network.B, network.f, X)


def scalar_propagate(n: Sequence[int], W: Layers, B: Layers, f: Mapping[int, Activation], X: Matrix) -> Run:
    """Return the forward pass in scalar form, unchecked, in any numbers that add and multiply, with f of their own."""
    m = len(X[0])
    Z, A = run = Run({}, {})
    A[0] = X  # eq: forward.input
    for l in range(1, len(n)):
        Z[l], A[l] = zeros(n[l], m), zeros(n[l], m)
        for i in range(n[l]):
            for j in range(m):
                z_ij = B[l][i][0]
                for h in range(n[l - 1]):
                    z_ij += W[l][i][h] * A[l - 1][h][j]  # eq: forward.z-element
                Z[l][i][j] = z_ij
                if l in f:
                    A[l][i][j] = f[l](Z[l][i][j])  # eq: hidden.activation
        if l not in f:
            A[l] = several.softmax(Z, l)
    return run


def cost(network: Network, run: Run, Y: Matrix) -> float:
    """Return J of a run: the mean over datapoints of the cross-entropy or the squared error of all output units.

    Shapes: Y (n[L], m) -> a number.
    Raises: ValueError if run or Y does not fit the network, or an output is no finite number.
    """
    Y, L = labels_for("cost", network, Y, check_run("cost", network, run, only_output=True)), network.L
    if len(Y) > 1:
        return several.cost(network.cost, network.activations[L], run.Z[L], run.A[L], Y)
    if network.cost == "cross-entropy":
        return cross_entropy_from_z(run.Z[L], Y)
    return squared_error(run.A[L], Y)
