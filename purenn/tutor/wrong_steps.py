"""A whole step of gradient descent, and how it goes wrong: each known way as a program, by the name of the mistake."""

from collections.abc import Callable, Mapping
from typing import Any

from purenn.activation import Activation
from purenn.matrix import Layers, Matrix, elementwise, hadamard, matmul, one_minus, ones, scale, subtract, transpose

Slope = Callable[[int], Matrix]


def step(W: Layers, B: Layers, Z: Layers, A: Layers, Y: Matrix, f_prime: Mapping[int, Activation], gamma: float, L: int,
         sign: float = 1.0, mean: int = 1, early: bool = False, slope: str = "z", output: str = "none",
         back: bool = True, inputs: str = "A", below: int = 1, rate: bool = True, means: str = "",
         changed: str = "WB", last: int = 1) -> tuple[Layers, Layers]:  # fmt: skip
    """Return W and B after a step; each argument after L is a way to get it wrong, and its default is the right way.

    mean is how often 1/m comes in, means names what divides by m once more; early hands back through weights that are
    new already; slope and output say by what is multiplied below and at the output; below counts how far down the
    inputs stand; changed names what is changed, down to the layer last.
    """
    m, moved = len(Y[0]), gamma * sign if rate else sign
    slopes: dict[str, Slope] = {
        "z": lambda l: elementwise(f_prime[l], Z[l]), "a": lambda l: elementwise(f_prime[l], A[l]),
        "a (1 - a)": lambda l: hadamard(A[l], one_minus(A[l])), "next f": lambda l: elementwise(f_prime[l + 1], Z[l]),
        "next": lambda l: elementwise(f_prime[l + 1], Z[l + 1]), "none": lambda l: elementwise(lambda z: 1.0, Z[l]),
    }  # fmt: skip
    new_W, new_B = dict(W), dict(B)
    dJ_dZ = hadamard(scale(1 / m**mean, subtract(A[L], Y)), slopes[output](L))
    for l in range(L, last - 1, -1):
        if "W" in changed:
            below_it = {"A": A, "Z": {**Z, 0: A[0]}}[inputs][l - below]
            new_W[l] = subtract(W[l], scale(moved / (m if "W" in means else 1), matmul(dJ_dZ, transpose(below_it))))
        if "B" in changed:
            new_B[l] = subtract(B[l], scale(moved / (m if "B" in means else 1), matmul(dJ_dZ, ones(m, 1))))
        if l > 1:
            through = (new_W if early else W)[l]
            dJ_dZ = hadamard(matmul(transpose(through) if back else through, dJ_dZ), slopes[slope](l - 1))
    return new_W, new_B


WRONG: list[tuple[str, dict[str, Any]]] = [
    ("updated too early", dict(early=True)),
    ("sign", dict(sign=-1.0)),
    ("1/m missing", dict(mean=0)),
    *(("1/m twice", dict(means=means)) for means in ("WB", "W", "B")),
    ("at a instead of z", dict(slope="a")),
    ("sigmoid only", dict(slope="a (1 - a)")),
    *(("layer shifted", dict(slope=slope)) for slope in ("next", "next f")),
    *(("missing factor", how) for how in (dict(slope="none"), dict(rate=False))),
    *(("extra factor", dict(output=output)) for output in ("z", "a", "a (1 - a)")),
    ("layer shifted", dict(below=0)),
    ("other symbol", dict(inputs="Z")),
    ("indices swapped", dict(back=False)),
    ("range short", dict(last=2)),
    *(("term missing", dict(changed=changed)) for changed in "WB"),
]
