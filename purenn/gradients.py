"""The record of gradients that a backward pass returns."""

from typing import NamedTuple

from purenn.matrix import Layers
from purenn.record import describe


class Gradients(NamedTuple):
    """The gradients of J, each in the shape of what it is taken with respect to, for the layers 1 to L.

    dJ_dA[l] and dJ_dZ[l] (n[l], m), dJ_dW[l] (n[l], n[l - 1]), dJ_dB[l] (n[l], 1).
    """

    dJ_dA: Layers
    dJ_dZ: Layers
    dJ_dW: Layers
    dJ_dB: Layers

    def __repr__(self) -> str:
        return f"Gradients\n{describe(**self._asdict())}"
