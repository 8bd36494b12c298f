"""The figures of the book, each a plain function of data to SVG.

Their numbers are the worked net's, or those of the run on the real data; none is typed here.
`python3 -m builder.figures` prints those of the worked net as JSON, `python3 -m builder.run` those of the run.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import ceil, floor, log

from builder.drawing import (
    WIDTH,
    Point,
    arrow,
    box,
    brackets,
    circle,
    formula,
    group,
    line,
    number,
    path,
    picture,
    words,
)

Matrix = Sequence[Sequence[float]]

NAMES = (
    *("three-layer-network", "weight-moves-row", "pathway", "backward-flow", "diagonal-jacobian"),
    *("cost-curve", "errors"),
)


def three_layer_network(W: Mapping[int, Matrix]) -> str:
    """Return the network of these weights: every unit, and every weight as a line that shows its sign and size."""
    L = max(W)
    n = [len(W[1][0]), *(len(W[l]) for l in range(1, L + 1))]
    radius, step = 21, 58
    middle = 74 + step * (max(n) - 1) / 2
    bottom = 74 + step * (max(n) - 1) + radius
    places = [column(34 + (WIDTH - 68) * l / L, middle, n[l], step) for l in range(L + 1)]
    largest = max(abs(w) for weights in W.values() for row in weights for w in row)
    lines, units, labels = [], [], []
    for l in range(L + 1):
        x = places[l][0][0]
        labels += [words(x, 18, f"layer {l}"), words(x, 35, {0: "data", L: "output"}.get(l, "hidden"), role="soft")]
        labels.append(formula(x, bottom + 28, f"n^{{({l})}} = {n[l]}"))
        for i, place in enumerate(places[l], start=1):
            units.append(circle(*place, radius))
            units.append(formula(x, place[1] + 5, f"a_{{{i},j}}^{{({l})}}" if l else f"x_{{{i},j}}"))
    for l in range(1, L + 1):
        labels.append(formula((places[l][0][0] + places[l - 1][0][0]) / 2, bottom + 28, rf"\mathbf{{W}}^{{({l})}}"))
        for i, place in enumerate(places[l]):
            for h, below in enumerate(places[l - 1]):
                w = W[l][i][h]
                hint = f"layer {l}, unit {i + 1}, from unit {h + 1}: weight {number(w, '.1f')}"
                lines.append(line(*below, *place, sign(w), hint, stroke_width=0.7 + 3 * abs(w) / largest))
    key = bottom + 60
    signs = [w >= 0 for weights in W.values() for row in weights for w in row]
    return picture(
        "three-layer-network",
        f"A network of {L} layers",
        f"From left to right stand layers of {listed(n)} units. Every unit is joined to each unit of the layer before "
        f"it. Of the {len(signs)} weights {signs.count(True)} are positive, with a solid line, and "
        f"{signs.count(False)} are negative, with a dashed one. The larger a weight, the thicker its line.",
        key + 10,
        group(*lines),
        *units,
        *labels,
        line(14, key - 4, 44, key - 4, sign(1), stroke_width=2.2),
        words(51, key, "positive weight", "start", "soft"),
        line(164, key - 4, 194, key - 4, sign(-1), stroke_width=2.2),
        words(201, key, "negative weight", "start", "soft"),
        words(426, key, "thicker: larger", "end", "soft"),
    )


def weight_moves_row(place: tuple[int, int, int], w: tuple[float, float], Z: tuple[Matrix, Matrix], inputs: int) -> str:
    """Return a layer's preactivations with one of its weights at w[0], and again at w[1]; what differs is picked out.

    `place` is the layer, the unit i and the unit h of that weight, counted from 1; `inputs` is n of the previous layer.
    """
    l, i, h = place
    moved = [list(before) != list(after) for before, after in zip(*Z, strict=True)]
    height = 78 + 38 * len(moved)
    panels = []
    for k, (name, role) in enumerate((("before", "index"), ("after", "written"))):
        head = group(
            words(14, height * k + 20, name, "start", "strong"),
            formula(150, height * k + 20, f"w_{{{i},{h}}}^{{({l})}} = {number(w[k], '.1f')}", "start", role),
            formula(WIDTH - 8, height * k + 20, rf"\mathbf{{Z}}^{{({l})}}", "end"),
        )
        middle = height * k + 58 + 19 * (len(moved) - 1)
        panels.append(group(head, units_with_rows((i, h), Z[k], moved, inputs, middle, role), panel=name))
    return picture(
        "weight-moves-row",
        "One weight moves one row",
        f"The same forward pass twice: with the weight from unit {h} of layer {l - 1} to unit {i} of layer {l} at "
        f"{w[0]:g}, and at {w[1]:g}. In the {len(moved)} rows of the preactivations of layer {l} every number is "
        f"the same, except in row {listed([r + 1 for r, each in enumerate(moved) if each])}.",
        2 * height - 14,
        *panels,
    )


def units_with_rows(
    place: tuple[int, int], Z: Matrix, moved: Sequence[bool], inputs: int, middle: float, role: str
) -> str:
    """Return the units of a layer, each beside its row of preactivations, a weight and the rows it moved in colour.

    `place` is unit i and unit h of that weight, counted from 1; `middle` is the height around which all this stands.
    """
    i, h = place
    left, right = 150, WIDTH - 8
    below, units = column(24, middle, inputs, 30), column(100, middle, len(Z), 38)
    others = [(start, end) for start in below for end in units if (start, end) != (below[h - 1], units[i - 1])]
    rows = []
    for r, (x, y) in enumerate(units):
        colour = role if moved[r] else ""
        band = box(left + 5, y - 15, right - left - 10, 30, f"band {role}") if colour else ""
        rows.append(circle(x, y, 13, f"unit {colour}".strip()) + formula(x, y + 5, str(r + 1)))
        cells = row_of(Z[r], left + 4, right - 4, y + 5, colour)
        rows.append(group(band, cells, role="row", row=r + 1, moved=str(moved[r]).lower()))
    return group(
        *(line(*start, *end, "ghost") for start, end in others),
        line(*below[h - 1], *units[i - 1], f"line {role}", stroke_width=2.6),
        *(circle(*start, 7) for start in below),
        brackets(left, units[0][1] - 19, right, units[-1][1] + 19),
        *rows,
    )


def pathway() -> str:
    """Return an arbitrary path through the network: from unit h by unit i and unit p to the cost."""
    rows, xs = (68.0, 146.0, 224.0), (46.0, 186.0, 330.0)
    h, i, p, J = (xs[0], rows[0]), (xs[1], rows[1]), (xs[2], rows[2]), (416.0, rows[1])
    ends = (h[0] + 24, h[1] + 10), (i[0] - 46, i[1] - 8), (i[0] + 46, i[1] + 8), (p[0] - 24, p[1] - 10)
    ghosts = [
        line(x, y, x_next, y_next, "ghost")
        for x, x_next in pairwise(xs) for y in rows for y_next in rows
        if ((x, y), (x_next, y_next)) not in ((h, i), (i, p))
    ] + [line(xs[2], y, *J, "ghost") for y in rows[:2]]  # fmt: skip
    others = [circle(x, y, 9, "unit faint") for x in xs for y in rows if (x, y) not in (h, i, p)]
    heads = [formula(x, 20, rf"\text{{layer }}{l}") for x, l in zip(xs, ("l-1", "l", "l+1"), strict=True)]
    dots = [formula(x, 268, "⋮", role="soft") for x in xs]
    return picture(
        "pathway",
        "A path through the network",
        "A line leads from the activation of unit h in layer l minus 1, along the weight w i h, to the preactivation "
        "of unit i in layer l; there to the activation of unit i; along the weight w p i to the preactivation of "
        "unit p in layer l plus 1; and from there through the later layers to the cost J.",
        276,
        *ghosts,
        box(h[0] + 64, h[1] + 12, 34, 25, "paper"),
        box(i[0] + 84, i[1] + 14, 46, 25, "paper"),
        box(i[0] - 14, i[1] - 46, 28, 22, "paper"),
        *others,
        *heads,
        *dots,
        arrow(*ends[0], *ends[1], "line first", stroke_width=2),
        arrow(*ends[2], *ends[3], "line first", stroke_width=2),
        arrow(p[0] + 20, p[1] - 18, J[0] - 7, J[1] + 17, "line first dotted", stroke_width=2),
        circle(*h, 25),
        formula(h[0], h[1] + 5, "a_{h,j}^{(l-1)}"),
        box(i[0] - 46, i[1] - 23, 92, 46, "unit", 23),
        line(i[0], i[1] - 23, i[0], i[1] + 23, "line thin"),
        formula(i[0] - 21, i[1] + 5, "z_{i,j}^{(l)}"),
        formula(i[0] + 20, i[1] + 5, "a_{i,j}^{(l)}"),
        formula(i[0], i[1] - 31, "f^{(l)}"),
        circle(*p, 25),
        formula(p[0], p[1] + 5, "z_{p,j}^{(l+1)}"),
        circle(*J, 17),
        formula(J[0], J[1] + 5, "J"),
        formula(h[0] + 67, h[1] + 29, "w_{i,h}^{(l)}", "start", "first"),
        formula(i[0] + 87, i[1] + 31, "w_{p,i}^{(l+1)}", "start", "first"),
    )


def backward_flow(l: int, i: int, j: int, w: Sequence[float], dJ_dz: Sequence[float]) -> str:
    """Return what flows back into unit i of layer l for datapoint j, both counted from 1.

    For every unit p of the next layer, w holds its weight on unit i, and dJ_dz the derivative of J at its z.
    """
    step, above, left, right = 84, l + 1, 128, 306
    middle = 68 + step * (len(w) - 1) / 2
    dJ_da = rf"\written{{∂J/∂a_{{{i},{j}}}^{{({l})}}}}"
    parts, symbols, numbers = [], [], []
    for p, (_, y) in enumerate(column(0, middle, len(w), step), start=1):
        weight, back = rf"\first{{w_{{{p},{i}}}^{{({above})}}}}", rf"\second{{∂J/∂z_{{{p},{j}}}^{{({above})}}}}"
        symbols.append(rf"{weight} · {back}")
        numbers.append(rf"\first{{{number(w[p - 1], '.4g')}}} · \second{{{bracketed(dJ_dz[p - 1])}}}")
        end = middle + 12 * (p - (len(w) + 1) / 2)
        parts += [
            arrow(right, y, left, end, "line first", stroke_width=2),
            box(right, y - 29, 126, 58, "unit second", 8),
            formula(right + 63, y - 5, back),
            formula(right + 63, y + 18, number(dJ_dz[p - 1], ".4g"), role="second"),
            formula((left + right) / 2, (y + end) / 2 - 10 if y <= middle else (y + end) / 2 + 24,
                    rf"{weight} = \first{{{number(w[p - 1], '.4g')}}}"),
        ]  # fmt: skip
    products = [number(a * b, ".4g") if k == 0 else plus(a * b) for k, (a, b) in enumerate(zip(w, dJ_dz, strict=True))]
    total = number(sum(a * b for a, b in zip(w, dJ_dz, strict=True)), ".4g")
    y = middle + step * (len(w) - 1) / 2 + 68
    return picture(
        "backward-flow",
        "What flows back into one unit",
        f"Arrows lead from the {len(w)} units of layer {above} back to unit {i} of layer {l}, for datapoint {j}. The "
        f"derivatives of the cost there are {listed([f'{each:.4g}' for each in dJ_dz])}, the weights "
        f"{listed([f'{each:.4g}' for each in w])}. The products add up to {total}.",
        y + 60,
        formula(71, 20, rf"\text{{layer }}{l}\text{{, unit }}{i}"),
        formula(right + 63, 20, rf"\text{{layer }}{above}"),
        *parts,
        box(14, middle - 29, 114, 58, "unit written", 8),
        formula(71, middle - 5, dJ_da),
        formula(71, middle + 18, total, role="written"),
        formula(85, y, dJ_da, "end"),
        formula(92, y, f"= {' + '.join(symbols)}", "start"),
        formula(92, y + 25, f"= {' + '.join(numbers)}", "start"),
        formula(92, y + 50, rf"= {' '.join(products)} = \written{{{total}}}", "start"),
    )


def diagonal_jacobian(l: int, dJ_dA: Sequence[float], dA_dZ: Matrix, dJ_dZ: Sequence[float]) -> str:
    """Return the row dJ_dA times the Jacobian dA_dZ, each entry over the only derivative that it meets."""
    left, right, step, top = 106, WIDTH - 4, 33, 70
    m = len(dA_dZ)
    width = (right - left - 8) / m
    bottom = top + step * m
    rows = []
    for r, entries in enumerate(dA_dZ):
        y = top + step * r
        cells = [
            (box(left + 4 + width * c + 2, y + 2, width - 4, step - 4, "band second") if value else "")
            + formula(left + 4 + width * (c + 0.5), y + step / 2 + 5, number(value, ".3f") if value else "0",
                      role="second" if value else "soft")
            for c, value in enumerate(entries)
        ]  # fmt: skip
        rows.append(group(*cells, role="row", row=r + 1))
    above, below = top - 30, bottom + 38
    return picture(
        "diagonal-jacobian",
        "A row times a diagonal Jacobian",
        f"The Jacobian of {m} activations with respect to their {m} preactivations holds "
        f"{listed([number(dA_dZ[k][k], '.3f') for k in range(m)])} on its diagonal and 0 everywhere else. The row of "
        "gradients above it, times it, is the row below it: every entry is multiplied by the diagonal entry of its "
        "column.",
        below + 22,
        formula(left - 12, above + 5, rf"\first{{∂J/∂\mathbf{{A}}^{{({l})}}}}", "end"),
        formula(2, (top + bottom) / 2 + 5, "×", "start", "soft"),
        formula(
            left - 12, (top + bottom) / 2 + 5, rf"\second{{∂\mathbf{{A}}^{{({l})}}/∂\mathbf{{Z}}^{{({l})}}}}", "end"
        ),
        formula(2, below + 5, "=", "start", "soft"),
        formula(left - 12, below + 5, rf"\written{{∂J/∂\mathbf{{Z}}^{{({l})}}}}", "end"),
        *(brackets(left, y - 16, right, y + 16) for y in (above, below)),
        brackets(left, top - 3, right, bottom + 3),
        row_of(dJ_dA, left + 4, right - 4, above + 5, "first", ".3f"),
        *rows,
        row_of(dJ_dZ, left + 4, right - 4, below + 5, "written", ".3f"),
    )


def cost_curve(costs: Sequence[float], base: float) -> str:
    """Return the cost before each step, over the steps, its first and last value, and the base rate's cost."""
    left, right, top, bottom = 46, WIDTH - 12, 34, 236
    highest = ceil(5 * max(*costs, base)) / 5

    def place(step: float, J: float) -> Point:
        return left + (right - left) * step / len(costs), bottom - (bottom - top) * J / highest

    ticks = [k * highest / 5 for k in range(6)]
    steps = [len(costs) * k // 4 for k in range(5)]
    first, last, guess = place(1, costs[0]), place(len(costs), costs[-1]), place(0, base)[1]
    return picture(
        "cost-curve",
        "The cost over the steps",
        f"The cost J before each of {len(costs)} steps of gradient descent. It starts at {costs[0]:.4g} and is "
        f"{costs[-1]:.4g} before the last step. A line marks {base:.3f}, the cost of saying the base rate to all.",
        bottom + 44,
        *(line(left, place(0, J)[1], right, place(0, J)[1], "ghost") for J in ticks[1:]),
        line(left, guess, right, guess, "line soft dashed"),
        formula(right, guess - 7, rf"\text{{saying the base rate to all: }}J = {base:.3f}", "end", "soft"),
        line(left, bottom, right, bottom, "line thin"),
        *(line(place(step, 0)[0], bottom, place(step, 0)[0], bottom + 5, "line thin") for step in steps),
        *(formula(left - 8, place(0, J)[1] + 5, f"{J:.1f}", "end", "soft") for J in ticks),
        *(formula(place(step, 0)[0], bottom + 20, str(step), role="soft") for step in steps),
        formula(left - 8, top - 16, "J", "end"),
        words((left + right) / 2, bottom + 40, "step"),
        path([place(step, J) for step, J in enumerate(costs, start=1)], "line written curve"),
        circle(*first, 3.5, "dot written"),
        circle(*last, 3.5, "dot written"),
        formula(first[0] + 10, first[1] - 2, number(costs[0], ".4f"), "start", "written"),
        formula(right, last[1] - 10, number(costs[-1], ".4f"), "end", "written"),
    )


def errors(outputs: Sequence[float], labels: Sequence[float]) -> str:
    """Return every output as a dot, in a row for each label, with those on the wrong side of 0.5 as crosses.

    Outputs crowd near 0 and 1, so they stand where their preactivations are, on a scale that is wide at both ends.
    """
    left, right, top = 8.0, WIDTH - 8.0, 32.0
    edge = max(5.0, *(abs(preactivation(a)) for a in outputs)) + 0.2

    def place(a: float) -> float:
        return (left + right) / 2 + (right - left) / 2 * preactivation(a) / edge

    rows, y = [], top
    counts = {}
    for label, name in ((1, "malignant"), (0, "benign")):
        chosen = sorted(a for a, y in zip(outputs, labels, strict=True) if y == label)
        wrong = [a for a in chosen if (a >= 0.5) != (label == 1)]
        counts[name] = f"{len(chosen) - len(wrong)} right, {len(wrong)} wrong"
        dots = piled([place(a) for a in chosen if a not in wrong], place(0.5))
        y += max([68, *(18 - height for _, height in dots)])
        x, anchor = (left, "start") if label else (right, "end")
        rows.append(
            group(
                line(left, y, right, y, "line thin"),
                *(circle(x, y + height, 2.2, "dot") for x, height in dots),
                *(cross(place(a), y - 8) for a in wrong),
                *(formula(place(a), y - 16, number(a), role="written") for a in wrong),
                words(x, y - 50, name, anchor, "strong"),
                words(x, y - 34, counts[name], anchor, "soft"),
                role="row", label=label,
            )
        )  # fmt: skip
        y += 6
    ticks = [a for a in (0.01, 0.1, 0.5, 0.9, 0.99) if abs(preactivation(a)) < edge]
    return picture(
        "errors",
        "The outputs for the unseen tumours",
        f"Two rows of dots, one for each tumour, placed by the output of the network. Of the malignant tumours "
        f"{counts['malignant']}: those below 0.5. Of the benign ones {counts['benign']}: those from 0.5 on.",
        y + 46,
        *(line(place(a), top, place(a), y, "ghost") for a in ticks),
        line(place(0.5), 4, place(0.5), y, "line soft dashed"),
        words(place(0.5) - 10, 18, "said benign", "end"),
        words(place(0.5) + 10, 18, "said malignant", "start"),
        *rows,
        *(formula(place(a), y + 14, f"{a:g}", role="soft") for a in ticks),
        formula(place(0.5), y + 38, r"\text{output }a^{(L)}\text{, spaced by its }z^{(L)}"),
    )


def preactivation(a: float) -> float:
    """Return the z that the sigmoid turns into a; an output that rounds to 0 or 1 counts as the nearest that does not.

    >>> preactivation(0.5)
    0.0
    """
    a = min(max(a, 2.0**-53), 1 - 2.0**-53)
    return log(a / (1 - a))


def piled(xs: Sequence[float], middle: float, step: float = 5) -> list[Point]:
    """Return a place for a dot near each x, on its side of the middle; those that would coincide are piled up."""
    piles = Counter(floor((x - middle) / step) for x in xs)
    return [(middle + step * (pile + 0.5), -step * (k + 0.8)) for pile, count in piles.items() for k in range(count)]


def cross(x: float, y: float) -> str:
    """Return a cross."""
    return "".join(line(x - 4, y - 4 * turn, x + 4, y + 4 * turn, "line written", stroke_width=1.8) for turn in (1, -1))


def row_of(entries: Sequence[float], left: float, right: float, y: float, role: str = "", form: str = ".2f") -> str:
    """Return the entries of a row, each in the middle of its column between left and right."""
    width = (right - left) / len(entries)
    return "".join(
        formula(left + width * (c + 0.5), y, number(value, form), role=role) for c, value in enumerate(entries)
    )


def bracketed(value: float) -> str:
    """Return a factor, in brackets if it starts with a minus sign."""
    return f"({number(value, '.4g')})" if value < 0 else number(value, ".4g")


def plus(value: float) -> str:
    """Return a further term of a sum, with its sign before it."""
    return f"{'−' if value < 0 else '+'} {abs(value):.4g}"


def column(x: float, middle: float, count: int, step: float) -> list[Point]:
    """Return the places of so many units, one above the other."""
    return [(x, middle + step * (k - (count - 1) / 2)) for k in range(count)]


def sign(w: float) -> str:
    """Return the class of a weight's line."""
    return "weight plus" if w >= 0 else "weight minus"


def listed(items: Sequence[object]) -> str:
    """Return items as they are listed in a sentence.

    >>> listed([4, 3, 1])
    '4, 3 and 1'
    """
    *most, last = map(str, items)
    return f"{', '.join(most)} and {last}" if most else last


def worked() -> dict[str, str]:
    """Return the figures of the worked net, by name."""
    from purenn.explaining.worked import L, WorkedNet, X, n
    from purenn.forward import forward_pass
    from purenn.matrix import diagonal, elementwise

    net = WorkedNet()
    network, Z, gradients = net.network, net.run.Z, net.gradients
    network_drawn = three_layer_network(network.W)
    weights_on_unit_2 = [network.W[2][p][1] for p in range(n[2])]
    next_derivatives = [gradients.dJ_dZ[2][p][0] for p in range(n[2])]
    Jacobian = diagonal(elementwise(network.f_prime[L], Z[L])[0])
    old = network.W[1][0][0]
    network.W[1][0][0] = new = old + 1
    moved = forward_pass(network, X).Z[1]
    return {
        "three-layer-network": network_drawn,
        "weight-moves-row": weight_moves_row((1, 1, 1), (old, new), (Z[1], moved), n[0]),
        "pathway": pathway(),
        "backward-flow": backward_flow(1, 2, 1, weights_on_unit_2, next_derivatives),
        "diagonal-jacobian": diagonal_jacobian(L, gradients.dJ_dA[L][0], Jacobian, gradients.dJ_dZ[L][0]),
    }


if __name__ == "__main__":
    print(json.dumps(worked()))
