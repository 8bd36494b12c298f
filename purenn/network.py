"""The network: n[l] units in each layer l, from the data (0) to the output (L), their weights, biases, activations."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from purenn.activation import ACTIVATIONS, Activation
from purenn.checking import (
    check_alike,
    checked_activations,
    checked_cost,
    checked_parameters,
    checked_sizes,
    finite_matrix,
    whole,
)
from purenn.matrix import Layers, zeros
from purenn.record import Value, describe

COSTS = {"sigmoid": "cross-entropy", "softmax": "cross-entropy", "linear": "squared-error"}  # by the last activation


class Network(Value):
    """A feed-forward network: for two classes, labelled 0 and 1, for several, or for amounts.

    W[l] (n[l], n[l - 1]) holds the weights of layer l, B[l] (n[l], 1) its biases, f[l] its activation function and
    f_prime[l] the derivative of that; l runs from 1 to L, and activations[l] is the name of f[l].
    The argument f names the activations: "tanh" for all hidden layers, or {1: "tanh", 2: "sigmoid"} for each layer.
    The last may be "softmax", over all its units together: no function of one number, and so not in f or f_prime.
    It decides the cost, if none is named: "sigmoid" (if f does not name it) and "softmax" mean "cross-entropy",
    "linear" means "squared-error", which may follow any function of one number.
    No part can be exchanged for another; the entries of W and B may be changed, and every pass uses them as they are.
    Raises: ValueError for layers that miss or do not meet, an entry that is not finite, a name not known.
    """

    W: Layers
    B: Layers
    activations: dict[int, str]
    f: dict[int, Activation]
    f_prime: dict[int, Activation]
    cost: str

    def __init__(
        self, W: Layers, B: Layers, f: Mapping[int, str] | str | None = None, cost: str | None = None
    ) -> None:
        W, B = checked_parameters(W, B)
        L = len(W)
        activations = checked_activations(f, L, ACTIVATIONS, {**COSTS, **ACTIVATIONS})
        self.set(W, B, activations, checked_cost(cost, activations[L], len(W[L]), COSTS))

    def set(self, W: Layers, B: Layers, activations: dict[int, str], cost: str) -> None:
        """Set every attribute, once."""
        names = {l: name for l, name in activations.items() if name != "softmax"}
        f, f_prime = ({l: ACTIVATIONS[name][k] for l, name in names.items()} for k in (0, 1))
        self.fill(W=W, B=B, activations=activations, f=f, f_prime=f_prime, cost=cost)

    @classmethod
    def random(
        cls, n: Sequence[int], seed: int = 0, f: Mapping[int, str] | str | None = None, cost: str | None = None
    ) -> "Network":
        """Return a network of the sizes n, with zero biases and normal weights of deviation 1 / sqrt(n[l - 1]).

        Equal weights would stay equal for ever; with inputs of size about 1, the scale keeps preactivations so too.

        >>> Network.random([4, 3, 1], seed=0, f="tanh").activations
        {1: 'tanh', 2: 'sigmoid'}
        """
        n = checked_sizes(n)
        draw = Random(whole("Network.random: seed", seed))
        W, B = {}, {}
        for l in range(1, len(n)):
            deviation = 1 / n[l - 1] ** 0.5
            W[l] = [[draw.gauss(0, deviation) for h in range(n[l - 1])] for i in range(n[l])]
            B[l] = zeros(n[l], 1)
        return cls(W, B, f, cost)

    def with_parameters(self, function: str, W: Layers, B: Layers) -> "Network":
        """Return this network with other weights and biases, of the same shapes.

        Raises: NotFiniteError, on behalf of the function named, for an entry that is no finite number.
        """
        for l in self.W:
            check_alike(function, "shape", self.W[l], W[l])
            check_alike(function, "shape", self.B[l], B[l])
        network = Network.__new__(type(self))
        W = {l: finite_matrix(f"{function}: W[{l}]", W[l]) for l in self.W}
        B = {l: finite_matrix(f"{function}: B[{l}]", B[l]) for l in self.B}
        network.set(W, B, self.activations, self.cost)
        return network

    @property
    def L(self) -> int:
        """The number of layers, without layer 0."""
        return len(self.W)

    @property
    def n(self) -> list[int]:
        """The number of units of each layer, from layer 0 on."""
        return [len(self.W[1][0]), *map(len, self.W.values())]

    def parts(self) -> tuple[Any, ...]:
        """Return the arguments that make an equal network."""
        return dict(self.W), dict(self.B), dict(self.activations), self.cost

    def __repr__(self) -> str:
        cost = "" if self.cost == COSTS.get(self.activations[self.L]) else f", {self.cost}"
        return f"Network {self.n}, {' '.join(self.activations.values())}{cost}\n{describe(W=self.W, B=self.B)}"
