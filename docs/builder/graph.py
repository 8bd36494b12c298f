"""Computational graphs as figures: values go forward in one colour, gradients come back in another.

A unit is a pill, its preactivation on the left and its activation on the right; below stand the value of each and,
where the way back is shown, the derivative of J with respect to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from builder.digits import numeral
from builder.drawing import WIDTH, arrow, box, circle, formula, line, picture, words
from builder.figures import column, listed
from builder.one_step import Step, step
from builder.one_unit import CHAIN_B, CHAIN_W, CHAIN_X, UNIT, chain, learning

NAMES = ("one-unit", "one-unit-back", "chain", "graph", "paths")
FORWARD, BACKWARD = "first", "written"
RADIUS, TALL = 20, 42  # of a circle, and the height of a pill


def pill(x: float, y: float, width: float, names: tuple[str, str]) -> str:
    """Return a unit around a place: the names of its preactivation and its activation."""
    return (
        box(x - width / 2, y - TALL / 2, width, TALL, "unit", TALL / 2)
        + line(x, y - TALL / 2, x, y + TALL / 2, "line thin")
        + formula(x - width / 4 + 1, y + 5, names[0])
        + formula(x + width / 4 - 1, y + 5, names[1])
    )


def ball(x: float, y: float, name: str, radius: float = RADIUS) -> str:
    """Return a number of the graph that is no unit's."""
    return circle(x, y, radius) + formula(x, y + 5, name)


def below(x: float, y: float, number: float, gradient: float | None = None) -> str:
    """Return a value, and a gradient, below a place."""
    found = formula(x, y + TALL / 2 + 18, numeral(number), role=FORWARD)
    return found + ("" if gradient is None else formula(x, y + TALL / 2 + 37, numeral(gradient), role=BACKWARD))


def joined(x1: float, y1: float, x2: float, y2: float, back: float) -> str:
    """Return an arrow forward and, on demand, one back beside it, which goes so far of the whole way."""
    if not back:
        return arrow(x1, y1, x2, y2, f"line {FORWARD}", stroke_width=1.6)
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    dx, dy = -4 * (y2 - y1) / length, 4 * (x2 - x1) / length
    return arrow(x1 - dx, y1 - dy, x2 - dx, y2 - dy, f"line {FORWARD}", stroke_width=1.6) + arrow(
        x2 + dx, y2 + dy, x2 + dx + back * (x1 - x2), y2 + dy + back * (y1 - y2), f"line {BACKWARD}", stroke_width=1.6
    )


def key(y: float, back: bool) -> str:
    """Return what the colours mean."""
    if not back:
        return ""
    return (
        arrow(14, y - 5, 40, y - 5, f"line {FORWARD}", stroke_width=1.6)
        + words(48, y, "values, forward", "start", "soft")
        + arrow(240, y - 5, 214, y - 5, f"line {BACKWARD}", stroke_width=1.6)
        + words(248, y, "derivatives of J, back", "start", "soft")
    )


def one_unit(back: bool = False) -> str:
    """Return the unit of the first chapter with its numbers, forward or both ways."""
    found, inputs, middle = learning(UNIT), ((34.0, 52.0), (34.0, 190.0)), 112.0
    unit, J, width = 240.0, 392.0, 132.0
    gradient = found.gradient
    ends = [(unit - width / 2 - 3, middle - 7), (unit - width / 2 - 3, middle + 7)]
    pieces = []
    for k, ((x, y), end) in enumerate(zip(inputs, ends, strict=True), start=1):
        w = getattr(UNIT, f"w_{k}")
        slope = (end[1] - y) / (end[0] - x)
        start = (x + RADIUS + 4, y + slope * (RADIUS + 4))
        pieces += [
            joined(*start, *end, 0.5 * back),
            ball(x, y, f"x_{{{k}}}"),
            below(x, y, getattr(UNIT, f"x_{k}")),
            labelled((x + end[0]) / 2 + 12, y + (-6 if k == 1 else 6), f"w_{{{k}}}", w, gradient[f"w_{k}"], back),
        ]
    pieces += [
        joined(unit - width / 4, middle - TALL / 2 - 25, unit - width / 4, middle - TALL / 2 - 2, float(back)),
        labelled(unit - width / 4, middle - TALL / 2 - 50, "b", UNIT.b, gradient["b"], back),
        pill(unit, middle, width, ("z", "a")),
        below(unit - width / 4, middle, found.z, found.dJ_dz if back else None),
        below(unit + width / 4, middle, found.a, found.dJ_da if back else None),
        joined(unit + width / 2 + 3, middle, J - RADIUS - 3, middle, float(back)),
        ball(J, middle, "J"),
        below(J, middle, found.J),
        formula(J, middle - RADIUS - 12, "y = 1"),
    ]
    way_back = " Back go the derivatives of J: " if back else ""
    derivatives = [("a", found.dJ_da), ("z", found.dJ_dz), *gradient.items()] if back else []
    return picture(
        "one-unit-back" if back else "one-unit",
        "One unit, there and back" if back else "One unit",
        f"Two inputs, {numeral(UNIT.x_1)} and {numeral(UNIT.x_2)}, with the weights {numeral(UNIT.w_1)} and "
        f"{numeral(UNIT.w_2)}, and the bias {numeral(UNIT.b)} make the preactivation {numeral(found.z)}, the "
        f"activation {numeral(found.a)} and, as the label is 1, the cost {numeral(found.J)}.{way_back}"
        f"{listed([f'{numeral(each)} with respect to {name}' for name, each in derivatives]) if back else ''}",
        262 if back else 234,
        *pieces,
        key(254, back),
    )  # fmt: skip


def labelled(x: float, y: float, name: str, number: float, gradient: float, back: bool) -> str:
    """Return a parameter with its value and, on demand, its derivative under it."""
    found = formula(x, y, rf"{name} = \first{{{numeral(number)}}}")
    return found + (formula(x, y + 19, numeral(gradient), role=BACKWARD) if back else "")


def chain_of_units() -> str:
    """Return the chain of the first chapter: one unit in each layer, with its numbers both ways."""
    run, dJ_dz, dJ_da, _ = chain()
    width, middle, L = 100.0, 74.0, len(CHAIN_W)
    centres = {l: 101.0 + 116 * (l - 1) for l in CHAIN_W}
    x, J = 17.0, WIDTH - 22.0
    stops = [x + 16, *(edge for c in centres.values() for edge in (c - width / 2, c + width / 2)), J - 15]
    pieces = [
        joined(start + 2, middle, end - 2, middle, back=float(k > 0))
        for k, (start, end) in enumerate(zip(stops[::2], stops[1::2], strict=True))
    ]  # fmt: skip
    pieces += [ball(x, middle, "x", 15), below(x, middle, CHAIN_X), ball(J, middle, "J", 15), below(J, middle, run.J)]
    for l, centre in centres.items():
        left, right = centre - width / 4, centre + width / 4
        pieces += [
            pill(centre, middle, width, (f"z^{{({l})}}", f"a^{{({l})}}")),
            below(left, middle, run.z[l][0], dJ_dz[l]),
            below(right, middle, run.a[l][0], dJ_da[l]),
            formula(centre, 20, rf"w^{{({l})}} = \first{{{numeral(CHAIN_W[l][0][0])}}}"),
            formula(centre, 41, rf"b^{{({l})}} = \first{{{numeral(CHAIN_B[l][0][0])}}}"),
        ]
    return picture(
        "chain",
        "One unit in each layer",
        f"A feature, {numeral(CHAIN_X)}, goes through {L} units in a row to the cost, {numeral(run.J)}. The "
        f"derivatives of J with respect to the preactivations, from the last to the first, are "
        f"{listed([numeral(dJ_dz[l]) for l in sorted(dJ_dz, reverse=True)])}.",
        172,
        *pieces,
        key(164, back=True),
    )


def diamond(taken: Step) -> str:
    """Return how one activation of layer 1 reaches J through both units of layer 2, with the numbers of a step."""
    width, rows, middle = 106.0, (72.0, 222.0), 147.0
    start, units, last, J = 28.0, 172.0, 324.0, 420.0
    before, back = taken.before, taken.back
    pieces = []
    for i, y in enumerate(rows, start=1):
        toward = 1 if i == 1 else -1
        left, right = units - width / 2 - 2, units + width / 2 + 2
        pieces += [
            joined(start + 20, middle - toward * 12, left, y + toward * 8, back=1),
            joined(right, y + toward * 8, last - width / 2 + 3, middle - toward * 14, back=1),
            formula(64, y + (-2 if i == 1 else 12), f"w_{{{i},1}}^{{(2)}}"),
            formula(64, y + (18 if i == 1 else 32), numeral(taken.W[2][i - 1][0]), role=FORWARD),
            formula(288 if i == 1 else 264, y - (8 if i == 1 else -30), f"w_{{1,{i}}}^{{(3)}}"),
            formula(288 if i == 1 else 264, y + (12 if i == 1 else 50), numeral(taken.W[3][0][i - 1]), role=FORWARD),
            pill(units, y, width, (f"z_{{{i},1}}^{{(2)}}", f"a_{{{i},1}}^{{(2)}}")),
            below(units - width / 4 - 3, y, before.z[2][i - 1], back.dJ_dz[2][i - 1]),
            below(units + width / 4 + 3, y, before.a[2][i - 1], back.dJ_da[2][i - 1]),
        ]
    shared = last - width / 4
    pieces += [
        box(shared - 27, middle + TALL / 2 + 23, 54, 20, f"band {BACKWARD}", 4),
        pill(last, middle, width, ("z_{1,1}^{(3)}", "a_{1,1}^{(3)}")),
        below(shared, middle, before.z[3][0], back.dJ_dz[3][0]),
        below(last + width / 4, middle, before.a[3][0], back.dJ_da[3][0]),
        joined(last + width / 2 + 2, middle, J - 19, middle, back=1),
        ball(J, middle, "J", 17),
        below(J, middle, before.J),
        ball(start, middle, "a_{1,1}^{(1)}", 24),
        below(start + 2, middle + 2, before.a[1][0], back.dJ_da[1][0]),
        words(shared + 32, middle + TALL / 2 + 60, "computed once", role=BACKWARD),
    ]
    return picture(
        "graph",
        "A part of the worked network as a graph",
        f"The activation of unit 1 of layer 1, {numeral(before.a[1][0])}, goes by the weights "
        f"{numeral(taken.W[2][0][0])} and {numeral(taken.W[2][1][0])} to both units of layer 2, and from "
        f"those to the output and to the cost, {numeral(before.J)}. Back comes {numeral(back.dJ_dz[3][0])} at the "
        "preactivation of the output, computed "
        f"once; from it follow {numeral(back.dJ_da[2][0])} and {numeral(back.dJ_da[2][1])} at the activations of layer "
        f"2, and {numeral(back.dJ_da[1][0])} at the activation of layer 1.",
        318,
        *pieces,
        key(310, back=True),
    )


def paths(n: Sequence[int]) -> str:
    """Return a network with the number of paths on which each unit is reached from one feature."""
    L, radius, spread = len(n) - 1, 18.0, 58.0
    middle = 66 + spread * (max(n) - 1) / 2
    bottom = 66 + spread * (max(n) - 1) + radius
    places = [column(40 + (WIDTH - 76) * l / L, middle, n[l], spread) for l in range(L + 1)]
    edges = [
        line(*place, *other, f"line {FORWARD}" if l or k == 0 else "ghost", stroke_width=1.2)
        for l in range(L) for k, place in enumerate(places[l]) for other in places[l + 1]
    ]  # fmt: skip
    reached = {0: [1] + [0] * (n[0] - 1)}
    lines_so_far, paths_so_far = [0], [1]
    for l in range(1, L + 1):
        reached[l] = [sum(reached[l - 1])] * n[l]
        lines_so_far.append(lines_so_far[-1] + (1 if l == 1 else n[l - 1]) * n[l])
        paths_so_far.append(sum(reached[l]))
    units = [
        circle(*place, radius, "unit" if reached[l][k] else "unit faint")
        + (formula(place[0], place[1] + 5, str(reached[l][k])) if reached[l][k] else "")
        for l in range(L + 1) for k, place in enumerate(places[l])
    ]  # fmt: skip
    names = ["features", *(f"layer {l}" for l in range(1, L)), "output"]
    heads = [words(places[l][0][0], 22, name) for l, name in enumerate(names)]
    counted = [
        formula(places[l][0][0], y, str(so_far[l]), role=role)
        for y, so_far, role in ((bottom + 34, lines_so_far, ""), (bottom + 58, paths_so_far, FORWARD))
        for l in range(1, L + 1)
    ]
    return picture(
        "paths",
        "Paths and lines",
        f"Layers of {listed(n)} units, the features included. From one feature {lines_so_far[-1]} lines lead on, but "
        f"{paths_so_far[-1]} paths lead to the output. In each unit stands on how many paths it is reached: "
        f"{listed([reached[l][0] for l in range(L + 1)])}.",
        bottom + 70,
        *edges,
        *units,
        *heads,
        words(8, bottom + 34, "lines so far", "start", "soft"),
        words(8, bottom + 58, "paths so far", "start", "soft"),
        *counted,
    )


@cache
def drawings() -> dict[str, str]:
    """Return the figures of this module, by name."""
    return {
        "one-unit": one_unit(),
        "one-unit-back": one_unit(back=True),
        "chain": chain_of_units(),
        "graph": diamond(step()),
        "paths": paths((3, 3, 3, 3, 1)),
    }
