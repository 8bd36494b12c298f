"""The network: its sizes, weights, biases and activations, and what may enter it.

n[l] is the number of units of layer l; layer 0 is the data, layer L the output.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from math import isfinite
from random import Random
from typing import Any

from purenn.activation import ACTIVATIONS
from purenn.loss import check_labels
from purenn.matrix import Layers, Matrix, ShapeError, brief, shape, zeros

LAST = ("sigmoid", "linear")  # of the last layer: the former means cross-entropy, the latter squared error


class Network:
    """A feed-forward network with one output unit.

    W[l] (n[l], n[l - 1]) holds the weights of layer l, B[l] (n[l], 1) its biases, f[l] its activation function and
    f_prime[l] the derivative of that; l runs from 1 to L, and activations[l] is the name of f[l].

    Raises: ValueError for missing layers, shapes that do not meet, an entry that is no finite number, or an
    activation that is not known; the last layer takes "sigmoid" (cross-entropy) or "linear" (squared error).
    Source: the book, "Notation".
    """

    def __init__(self, W: Layers, B: Layers, f: Mapping[int, str] | None = None) -> None:
        check_layers("W", W, len(W) if isinstance(W, Mapping) else 0)
        self.L = len(W)
        check_layers("B", B, self.L)
        self.activations = dict.fromkeys(W, "sigmoid") if f is None else f
        check_layers("f", self.activations, self.L)
        self.n = [shape(W[1], "Network: W[1]")[1]]
        for l in range(1, self.L + 1):
            self.n.append(check_parameters(W[l], B[l], l, self.n[l - 1]))
            check_activation(self.activations[l], l, self.L)
        if self.n[self.L] != 1:
            raise ShapeError(f"Network: layer {self.L} has {self.n[self.L]} units, expected 1 in the last layer")
        self.W = {l: [entries[:] for entries in W[l]] for l in range(1, self.L + 1)}
        self.B = {l: [entries[:] for entries in B[l]] for l in range(1, self.L + 1)}
        self.activations = {l: self.activations[l] for l in range(1, self.L + 1)}
        self.f = {l: ACTIVATIONS[name][0] for l, name in self.activations.items()}
        self.f_prime = {l: ACTIVATIONS[name][1] for l, name in self.activations.items()}

    @classmethod
    def random(cls, n: Sequence[int], seed: int = 0, f: Mapping[int, str] | None = None) -> "Network":
        """Return a network of the sizes n, with zero biases and normal weights of deviation 1 / sqrt(n[l - 1]).

        Equal weights would stay equal for ever; the scale keeps preactivations near 1 whatever the width.

        Raises: ValueError for fewer than two sizes, one that is no whole number >= 1, or a seed that is none.

        >>> Network.random([4, 3, 1], seed=0).n
        [4, 3, 1]
        """
        if not isinstance(n, Sequence) or len(n) < 2:
            raise ValueError(f"Network.random: n is {brief(n)}, expected a list of at least two layer sizes")
        for l, size in enumerate(n):
            if not is_whole(size) or size < 1:
                raise ValueError(f"Network.random: n[{l}] is {brief(size)}, expected a whole number >= 1")
        if not is_whole(seed):
            raise ValueError(f"Network.random: seed is {brief(seed)}, expected a whole number")
        draw = Random(seed)
        W, B = {}, {}
        for l in range(1, len(n)):
            deviation = 1 / n[l - 1] ** 0.5
            W[l] = [[draw.gauss(0, deviation) for h in range(n[l - 1])] for i in range(n[l])]
            B[l] = zeros(n[l], 1)
        return cls(W, B, f)

    def check_X(self, function: str, X: Matrix) -> None:
        """Raise ValueError, on behalf of the function named, unless X (n[0], m) holds finite numbers."""
        n, m = shape(X, f"{function}: X")
        if n != self.n[0]:
            raise ShapeError(f"{function}: X is {n}x{m}, expected {self.n[0]} rows, one for each feature")
        check_finite(f"{function}: X", X)

    def check_Y(self, function: str, Y: Matrix, m: int) -> None:
        """Raise ValueError, on behalf of the function named, unless Y (1, m) suits the cost of the last layer."""
        if shape(Y, f"{function}: Y") != (1, m):
            raise ShapeError(f"{function}: Y is {len(Y)}x{len(Y[0])}, expected 1x{m}, a label for each datapoint")
        check_finite(f"{function}: Y", Y)
        if self.activations[self.L] == "sigmoid":
            check_labels(function, Y)

    def __repr__(self) -> str:
        sizes = ", ".join(f"{size}" for size in self.n)
        functions = " ".join(self.activations.values())
        return f"Network [{sizes}], {functions}\n{describe(W=self.W, B=self.B)}"


def check_layers(name: str, layers: Mapping[int, Any], L: int) -> None:
    """Raise ValueError unless layers is keyed by 1 to L."""
    if not isinstance(layers, Mapping) or not layers:
        raise ValueError(f"Network: {name} is {brief(layers)}, expected a mapping from layer 1 to L")
    if set(layers) != set(range(1, L + 1)):
        raise ValueError(f"Network: {name} has the layers {brief(list(layers))}, expected {list(range(1, L + 1))}")


def check_parameters(W_l: Matrix, B_l: Matrix, l: int, inputs: int) -> int:
    """Return the number of units of layer l, after checking that its parameters are finite and fit the inputs."""
    n, n_before = shape(W_l, f"Network: W[{l}]")
    if n_before != inputs:
        raise ShapeError(f"Network: W[{l}] is {n}x{n_before} but layer {l - 1} has {inputs} units")
    if shape(B_l, f"Network: B[{l}]") != (n, 1):
        raise ShapeError(f"Network: B[{l}] is {len(B_l)}x{len(B_l[0])} but W[{l}] is {n}x{n_before}, expected {n}x1")
    check_finite(f"Network: W[{l}]", W_l)
    check_finite(f"Network: B[{l}]", B_l)
    return n


def check_activation(name: str, l: int, L: int) -> None:
    """Raise ValueError unless layer l of L may have the activation named."""
    known = list(LAST if l == L else ACTIVATIONS)
    if name not in known:
        place = "the last layer" if l == L else f"layer {l}"
        raise ValueError(f"Network: f[{l}] is {brief(name)}, expected one of {known} in {place}")


def check_finite(name: str, matrix: Matrix) -> None:
    """Raise ValueError, naming the place, if matrix holds anything but finite numbers."""
    for i, entries in enumerate(matrix):
        with suppress(TypeError, OverflowError):
            if isfinite(sum(entries, 0.0)):  # quickly: a single infinity or NaN would be in the sum
                continue
        for j, entry in enumerate(entries):
            if not is_finite(entry):
                raise ValueError(f"{name}[{i}][{j}] is {brief(entry)}, expected a finite number")


def is_finite(entry: object) -> bool:
    """Say whether entry is a number that a float can hold."""
    try:
        return isfinite(1.0 * entry)  # type: ignore[operator]  # a Decimal, say, would not multiply a float
    except (TypeError, OverflowError):
        return False


def is_whole(value: object) -> bool:
    """Say whether value is a whole number, which True and 2.0 are not."""
    return isinstance(value, int) and not isinstance(value, bool)


def describe(**layers: Layers) -> str:
    """Return one line for each matrix of each kind of layers: its name, its shape, its first entries."""
    lines = []
    for name, matrices in layers.items():
        for l, matrix in matrices.items():
            n, m = shape(matrix)
            start = ", ".join(f"{entry:.4g}" for entry in matrix[0][:4])
            more = ", ..." if m > 4 else ""
            lines.append(f"  {name}[{l}] {n}x{m}  [[{start}{more}]{', ...' if n > 1 else ''}]")
    return "\n".join(lines)
