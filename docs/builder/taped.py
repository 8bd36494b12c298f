"""A recorded tape as a figure and a table: where its sums are those of the book.

The worked net is recorded as a framework does it, up to the cross-entropy of the outputs, and the tape is walked back.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from builder.blocks import address
from builder.digits import numeral
from builder.drawing import Point, arrow, circle, formula, path, picture
from builder.figures import listed
from builder.graph import BACKWARD, FORWARD, ball, below, joined, key
from builder.values import power
from purenn import backward_scalar, tape
from purenn.explaining import worked
from purenn.forward import scalar_forward_pass
from purenn.gradients import Gradients
from purenn.network import Network
from purenn.pairing.registry import registry
from purenn.roads import gradients, measuring
from purenn.roads.numbers import Kind
from purenn.tape import Traced


def cross_entropy(task: gradients.Task, kind: Kind, run: Any, Y: Any) -> Any:
    """Return J as the book prints it, of the outputs."""
    penalties = [kind.ln(a if y else 1.0 - a) for a, y in zip(run.A[task.network.L][0], Y[0], strict=True)]
    return sum(penalties[1:], penalties[0]) * (-1 / len(penalties))


@cache
def recorded() -> gradients.Recorded:
    """Return the worked net, recorded and walked back."""
    return gradients.recorded(measuring.worked_task(), cost=cross_entropy)


class Term(NamedTuple):
    """What one operation hands back to a number that it read: the slope times its own gradient."""

    by: Traced
    slope: float

    @property
    def handed(self) -> float:
        """What is handed back."""
        return self.slope * self.by.gradient


def terms(number: Traced) -> list[Term]:
    """Return what comes back to a number, a term for each operation that read it, in the order of the tape."""
    return [Term(each, slope) for each in number.tape for read, slope in each.reads if read is number]


def bent(start: Point, bend: float, end: Point) -> list[str]:
    """Return two arrows, forward to an end and back to a start, which go side by side, level from a bend on."""
    (x, y), (to_x, to_y) = start, end
    length = ((bend - x) ** 2 + (to_y - y) ** 2) ** 0.5
    edge_x, edge_y = x + 30 * (bend - x) / length, y + 30 * (to_y - y) / length
    above, below = to_y - 4, to_y + 4
    return [
        path([(edge_x, edge_y - 4), (bend, above), (to_x - 6, above)], f"line {FORWARD}"),
        arrow(to_x - 8, above, to_x, above, f"line {FORWARD}"),
        path([(to_x, below), (bend, below)], f"line {BACKWARD}"),
        arrow(bend, below, edge_x, edge_y + 4, f"line {BACKWARD}"),
    ]


def figure() -> str:
    """Return the part of the tape around an activation and a weight that are multiplied with each other."""
    found = recorded()
    a, w = found.run.A[1][0][0], found.W[2][0][0]
    by_units, by_datapoints = terms(a), terms(w)
    rows = [by_units[1], *by_datapoints]  # the first unit's product with the first datapoint is one of both
    places = [(2, 1), *((1, j) for j in range(1, worked.m + 1))]
    left, bend, middle, right, top, step = 38.0, 146.0, 246.0, 412.0, 44.0, 58.0
    a_y, w_y = top + step / 2 - 6, top + 3.1 * step
    label, lines, pieces = (bend + middle) / 2 - 6, [], []
    for k, (term, (p, j)) in enumerate(zip(rows, places, strict=True)):
        y = top + step * k
        if j == 1:  # it multiplies the activation
            aside = 7 if p == 1 else 0  # since the weight is multiplied there too
            lines += bent((left, a_y), bend, (middle - 18, y - aside))
            pieces.append(formula(label, y - aside - 9, numeral(by_units[p - 1].handed), role=BACKWARD))
        if p == 1:
            aside = 7 if j == 1 else 0
            lines += bent((left, w_y), bend, (middle - 18, y + aside))
            pieces.append(formula(label, y + aside + 21, numeral(term.handed), role=BACKWARD))
        if (p, j) != (1, 1):
            other = found.W[2][p - 1][0] if p > 1 else found.run.A[1][0][j - 1]
            pieces.append(formula(middle, y + 31, numeral(other.value), role=FORWARD))
        pieces += [
            circle(middle, y, 14), formula(middle, y + 5, "×"),
            joined(middle + 18, y, right - 26, y, back=1),
            formula((middle + right) / 2 - 4, y - 9, numeral(term.by.value), role=FORWARD),
            formula((middle + right) / 2 - 4, y + 21, numeral(term.by.gradient), role=BACKWARD),
            ball(right, y, f"z_{{{p},{j}}}^{{(2)}}", 23),
        ]  # fmt: skip
    pieces += [ball(left, a_y, "a_{1,1}^{(1)}", 25), below(left, a_y + 4, a.value, a.gradient)]
    pieces += [ball(left, w_y, "w_{1,1}^{(2)}", 25), below(left, w_y + 4, w.value, w.gradient)]
    bottom = top + step * len(rows)
    return picture(
        "tape",
        "A part of the recorded tape",
        f"The activation of unit 1 of layer 1 at datapoint 1, {numeral(a.value)}, was read by {len(by_units)} "
        f"multiplications, one for each unit of layer 2. They hand back "
        f"{listed([numeral(each.handed) for each in by_units])}, which add up to {numeral(a.gradient)}. The weight "
        f"that leads from it to unit 1, {numeral(w.value)}, was read by {len(by_datapoints)}, one for each datapoint. "
        f"They hand back {listed([numeral(each.handed) for each in by_datapoints])}, which add up to "
        f"{numeral(w.gradient)}.",
        bottom + 16,
        *lines,
        *pieces,
        key(bottom + 10, back=True),
    )


class Node(NamedTuple):
    """A number on the tape: its symbol, what the book's equation finds for it, and the equation."""

    latex: str
    number: Traced
    by_hand: float
    equation: str


def way_back() -> list[Node]:
    """Return the numbers between J and the first weight, and its unit's bias, at the first datapoint."""
    found, hand = recorded(), by_hand()
    L, nodes = worked.L, list[Node]()
    for l, i in ((L, 1), (2, 1), (2, 2), (1, 1)):
        at, r = rf"_{{{i},1}}^{{({l})}}", i - 1
        da, dz = "hidden.dJ-da-sum", "hidden.dJ-dz-product"
        if l == L:
            da, dz = "loss.dJ-da-element", "output.dJ-dz-element"
        nodes.append(Node(f"a{at}", found.run.A[l][r][0], hand.dJ_dA[l][r][0], da))
        nodes.append(Node(f"z{at}", found.run.Z[l][r][0], hand.dJ_dZ[l][r][0], dz))
    nodes.append(Node("w_{1,1}^{(1)}", found.W[1][0][0], hand.dJ_dW[1][0][0], "hidden.dJ-dw-sum"))
    nodes.append(Node("b_1^{(1)}", found.B[1][0][0], hand.dJ_dB[1][0][0], "hidden.dJ-db"))
    return nodes


@cache
def by_hand() -> Gradients:
    """Return what the derived equations find on the worked net, one scalar at a time."""
    network = Network(worked.W, worked.B)
    return backward_scalar.backward_pass(network, scalar_forward_pass(network, worked.X), worked.Y)


def nodes_table(homes: Mapping[str, str]) -> str:
    """Return the way back as a table in Markdown; `homes` gives the page of each equation."""
    rows = ["| number | read | by tape | by hand | equation |", "|---|---|---|---|---|"]
    for node in way_back():
        link = f"[{node.equation}]({homes[node.equation]}#{address(node.equation)})"
        times = len(terms(node.number))
        rows.append(f"| ${node.latex}$ | {'once' if times == 1 else f'{times} times'} | "
                    f"{numeral(node.number.gradient)} | {numeral(node.by_hand)} | {link} |")  # fmt: skip
    return "\n".join(rows)


def added(number: Traced) -> str:
    """Return what comes back to a number as a sum."""
    first, *others = (each.handed for each in terms(number))
    rest = "".join(f" {'+' if each >= 0 else '−'} {numeral(abs(each))}" for each in others)
    return f"{numeral(first)}{rest} = {numeral(number.gradient)}"


def furthest() -> float:
    """Return how far the tape and the derived equations are apart, over every number that has a gradient."""
    found, hand = recorded(), by_hand()
    pairs = [(found.run.A, hand.dJ_dA), (found.run.Z, hand.dJ_dZ), (found.W, hand.dJ_dW), (found.B, hand.dJ_dB)]
    apart = 0.0
    for mine, theirs in pairs:
        for l in theirs:
            for row, derivatives in zip(mine[l], theirs[l], strict=True):
                apart = max(apart, *(abs(a.gradient - b) for a, b in zip(row, derivatives, strict=True)))
    return apart


def numbers() -> dict[str, str]:
    """Return what the page says of the tape, and its figure."""
    found = recorded()
    return {
        "tape-lines": str(len(Path(tape.__file__).read_text(encoding="utf-8").splitlines())),
        "tape-numbers": str(len(found.J.tape)),
        "tape-apart": power(furthest()),
        "tape": figure(),
        "units-sum": added(found.run.A[1][0][0]),
        "datapoints-sum": added(found.W[2][0][0]),
        "nodes": nodes_table({id: entry.block.file.removeprefix("docs/") for id, entry in registry().items()}),
    }
