"""A whole step of gradient descent, and how it goes wrong: each known way as a program, by the name of the mistake."""

from collections.abc import Mapping
from typing import Any

from purenn.activation import Activation
from purenn.matrix import Layers, Matrix, elementwise, hadamard, matmul, ones, scale, subtract, transpose


def step(W: Layers, B: Layers, Z: Layers, A: Layers, Y: Matrix, f_prime: Mapping[int, Activation], gamma: float, L: int,
         sign: float = 1.0, mean: int = 1, early: bool = False, at: str = "Z", slope: bool = True, slope_of: int = 0,
         back: bool = True, below: int = 1, rate: bool = True, biases: bool = True, weights: bool = True, last: int = 1,
         output: str = "") -> tuple[Layers, Layers]:  # fmt: skip
    """Return W and B after a step; each argument after L is a way to get it wrong, and its default is the right way.

    mean is how often 1/m comes in; early hands back through weights that are new already; slope_of takes f' of another
    layer; below counts how far down the activations are taken from; last is the lowest layer that is changed.
    """
    m, moved = len(Y[0]), gamma * sign if rate else sign
    new_W, new_B = dict(W), dict(B)
    dJ_dZ = scale(1 / m**mean, subtract(A[L], Y))
    if output:
        dJ_dZ = hadamard(dJ_dZ, elementwise(f_prime[L], {"Z": Z, "A": A}[output][L]))
    for l in range(L, 0, -1):
        if l >= last:
            if weights:
                new_W[l] = subtract(W[l], scale(moved, matmul(dJ_dZ, transpose(A[l - below]))))
            if biases:
                new_B[l] = subtract(B[l], scale(moved, matmul(dJ_dZ, ones(m, 1))))
        if l > 1:
            through = (new_W if early else W)[l]
            dJ_dZ = matmul(transpose(through) if back else through, dJ_dZ)
            if slope:
                points = {"Z": Z, "A": A}[at][l - 1]
                dJ_dZ = hadamard(dJ_dZ, elementwise(f_prime[l - 1 + slope_of], points))
    return new_W, new_B


WRONG: list[tuple[str, dict[str, Any]]] = [
    ("updated too early", dict(early=True)),
    ("sign", dict(sign=-1.0)),
    ("1/m missing", dict(mean=0)),
    ("1/m twice", dict(mean=2)),
    ("at a instead of z", dict(at="A")),
    ("missing factor", dict(slope=False)),
    ("missing factor", dict(rate=False)),
    ("layer shifted", dict(slope_of=1)),
    ("layer shifted", dict(below=0)),
    ("indices swapped", dict(back=False)),
    ("extra factor", dict(output="Z")),
    ("extra factor", dict(output="A")),
    ("range short", dict(last=2)),
    ("term missing", dict(biases=False)),
    ("term missing", dict(weights=False)),
]
