"""One unit, and a chain of units, worked out: the numbers of the first chapter.

As on the page of one step, a number is computed from those that are shown, and shown with four significant digits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from math import log

from builder.digits import numeral, rounded
from builder.mathematics import to_mathml
from builder.one_step import Forward, backward, forward
from builder.step_page import BACKWARD, FORWARD, coloured, derivative_of, table, work
from purenn.activation import sigmoid
from purenn.matrix import Layers

GAMMA, NUDGE = 0.5, 0.01


@dataclass(frozen=True)
class Unit:
    """A unit with two inputs, and the label of its one datapoint, which is 1."""

    x_1: float
    x_2: float
    w_1: float
    w_2: float
    b: float

    @property
    def z(self) -> float:
        """The preactivation."""
        return self.w_1 * self.x_1 + self.w_2 * self.x_2 + self.b

    @property
    def J(self) -> float:
        """The cost, with all digits."""
        return -log(sigmoid(self.z))


UNIT = Unit(x_1=2.0, x_2=1.5, w_1=0.5, w_2=-0.8, b=-0.6)
CHAIN_X, CHAIN_Y = 1.2, 0.0
CHAIN_W: Layers = {1: [[0.5]], 2: [[0.8]], 3: [[1.2]]}
CHAIN_B: Layers = {1: [[0.1]], 2: [[-0.4]], 3: [[0.2]]}


@dataclass(frozen=True)
class Learning:
    """What a unit computes, and the derivatives of J, each from the numbers as they are shown."""

    z: float
    a: float
    J: float
    dJ_da: float
    da_dz: float
    dJ_dz: float
    gradient: Mapping[str, float]  # for each parameter


def learning(unit: Unit) -> Learning:
    """Return a unit's forward pass and its way back."""
    z = rounded(unit.z)
    a = rounded(sigmoid(z))
    dJ_da, da_dz = rounded(-1 / a), rounded(a * (1 - a))
    dJ_dz = rounded(dJ_da * da_dz)
    gradient = {name: rounded(dJ_dz * dz) for name, dz in (("w_1", unit.x_1), ("w_2", unit.x_2), ("b", 1.0))}
    return Learning(z, a, rounded(-log(a)), dJ_da, da_dz, dJ_dz, gradient)


def taught(unit: Unit) -> Unit:
    """Return a unit after one step of gradient descent."""
    gradient = learning(unit).gradient
    return replace(unit, **{name: rounded(getattr(unit, name) - GAMMA * each) for name, each in gradient.items()})


@cache
def chain() -> tuple[Forward, dict[int, float], dict[int, float], dict[int, float]]:
    """Return the chain's forward pass and, for each layer, the derivatives with respect to z, a and w."""
    run = forward(CHAIN_W, CHAIN_B, [CHAIN_X], CHAIN_Y)
    back = backward(CHAIN_W, run, CHAIN_Y)
    dJ_dz, dJ_da = ({l: each[0] for l, each in layers.items()} for layers in (back.dJ_dz, back.dJ_da))
    return run, dJ_dz, dJ_da, {l: rows[0][0] for l, rows in back.dJ_dW.items()}


# ---- tables


def moved_table() -> str:
    """Return J after each number of the unit has been moved a little, all others as they were."""
    rows = []
    for name in ("w_1", "w_2", "b"):
        old = getattr(UNIT, name)
        J = replace(UNIT, **{name: old + NUDGE}).J
        change = J - UNIT.J
        cells = [numeral(old), digits(J), digits(change), coloured(numeral(change / NUDGE), BACKWARD)]
        rows.append((f"{'bias' if name == 'b' else 'weight'} {formula(name)}", cells))
    name = formula("J")
    heads = ["was", f"new {name}", f"change<br>of {name}", f"change of {name}<br>÷ {numeral(NUDGE)}"]
    return work(table("moved", heads, rows, "What J becomes when one number moves"))


def digits(number: float) -> str:
    """Return a number with six decimals, and a true minus."""
    return f"{number:.6f}".replace("-", "−")


def chain_table() -> str:
    """Return the derivatives along the chain, from the last layer to the first."""
    run, dJ_dz, _, dJ_dw = chain()
    rows = [
        (f"layer {l}", [coloured(numeral(dJ_dz[l]), BACKWARD), coloured(numeral(run.a[l - 1][0]), FORWARD),
                        coloured(numeral(dJ_dw[l]), BACKWARD)])
        for l in sorted(dJ_dw, reverse=True)
    ]  # fmt: skip
    heads = [
        f"came back {formula(derivative_of('z^{(l)}'))}",
        f"times {formula('a^{(l-1)}')},<br>in layer 1 {formula('x')}",
        f"makes {formula(derivative_of('w^{(l)}'))}",
    ]
    return work(table("", heads, rows, "The way back through the chain"))


def formula(latex: str) -> str:
    """Return a formula in the line."""
    return to_mathml(latex, display=False)


@cache
def numbers() -> dict[str, str]:
    """Return what the page of the first chapter calls for."""
    first, second = learning(UNIT), learning(taught(UNIT))
    return {
        "moved": moved_table(),
        "chain": chain_table(),
        "nudge": numeral(NUDGE),
        "cost": numeral(first.J),
        "cost-new": numeral(second.J),
        "dJ-da": numeral(first.dJ_da),
        "da-dz": numeral(first.da_dz),
        "output": numeral(first.a),
        "output-new": numeral(second.a),
    }
