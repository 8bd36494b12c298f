"""The figures of the book, each a plain function of data to SVG.

Their numbers are the worked net's, or those of the run on the real data: none is typed here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from builder.drawing import WIDTH, box, circle, formula, group, line, number, path, picture, words

Matrix = Sequence[Sequence[float]]
Point = tuple[float, float]


def three_layer_network(W: Mapping[int, Matrix]) -> str:
    """Return the network of these weights: every unit, and every weight as a line with its sign and size."""
    L = max(W)
    n = [len(W[1][0]), *(len(W[l]) for l in range(1, L + 1))]
    radius, top, step = 21, 64, 60
    middle = top + radius + step * (max(n) - 1) / 2
    places = [column(32 + (WIDTH - 64) * l / L, middle, n[l], step) for l in range(L + 1)]
    largest = max(abs(w) for matrix in W.values() for row in matrix for w in row)
    edges, units, heads = [], [], []
    for l in range(1, L + 1):
        for i, (x, y) in enumerate(places[l]):
            for h, (x_below, y_below) in enumerate(places[l - 1]):
                w = W[l][i][h]
                edges.append(
                    line(
                        x_below, y_below, x, y, f"weight {'plus' if w >= 0 else 'minus'}",
                        f"weight {i + 1},{h + 1} of layer {l}: {w:g}",
                        stroke_width=0.6 + 3.2 * abs(w) / largest,
                    )
                )  # fmt: skip
    bottom = middle + step * (max(n) - 1) / 2 + radius
    for l in range(L + 1):
        for i, (x, y) in enumerate(places[l], start=1):
            symbol = f"a_{{{i},j}}^{{({l})}}" if l else f"x_{{{i},j}}"
            units.append(circle(x, y, radius) + formula(x, y + 4.5, symbol))
        x = places[l][0][0]
        kind = {0: "data", L: "output"}.get(l, "hidden")
        heads.append(words(x, 20, f"layer {l}") + words(x, 37, kind, role="soft"))
        heads.append(formula(x, bottom + 28, f"n^{{({l})}} = {n[l]}", size=13))
        if l:
            between = (x + places[l - 1][0][0]) / 2
            heads.append(formula(between, bottom + 28, f"\\mathbf{{W}}^{{({l})}}", size=13))
    positive = sum(w >= 0 for matrix in W.values() for row in matrix for w in row)
    count = sum(len(matrix) * len(matrix[0]) for matrix in W.values())
    y = bottom + 56
    key = (
        line(30, y - 4, 62, y - 4, "weight plus", stroke_width=2.4) + words(69, y, "positive", "start", "soft", 13)
        + line(136, y - 4, 168, y - 4, "weight minus", stroke_width=2.4) + words(175, y, "negative", "start", "soft", 13)
        + words(410, y, "thick: a large weight", "end", "soft", 13)
    )  # fmt: skip
    return picture(
        "three-layer-network",
        f"A network of {L} layers",
        f"From left to right, layers of {', '.join(map(str, n[:-1]))} and {n[-1]} units. Every unit is joined to every "
        f"unit of the layer before it. Of the {count} weights {positive} are positive, drawn solid, and "
        f"{count - positive} negative, drawn dashed; the largest has size {largest:g}.",
        y + 10,
        group(*edges),
        *units,
        *heads,
        key,
    )


def weight_moves_row(place: tuple[int, int, int], w: tuple[float, float], Z: tuple[Matrix, Matrix], inputs: int) -> str:
    """Return a layer's preactivations with its weight at w[0], and with it at w[1]; what differs is picked out.

    `place` is the layer, the unit i and the unit h of that weight, counted from 1; `inputs` is n of the layer below.
    """
    l, i, h = place
    symbol = f"w_{{{i},{h}}}^{{({l})}}"
    panels = []
    for k, name in enumerate(("before", "after")):
        changed = [[left != right for left, right in zip(*rows, strict=True)] for rows in zip(*Z, strict=True)]
        panels.append(_panel(190 * k, name, place, f"{symbol} = {w[k]:g}", Z[k], changed, inputs))
    rows = [r for r, (left, right) in enumerate(zip(*Z, strict=True), start=1) if list(left) != list(right)]
    return picture(
        "weight-moves-row",
        "One weight moves one row",
        f"Two forward passes. With the weight from unit {h} of layer {l - 1} to unit {i} of layer {l} at {w[0]:g} and "
        f"at {w[1]:g}, the preactivations of layer {l} differ in row {' and '.join(map(str, rows))} only.",
        364,
        *panels,
    )


def _panel(
    top: float, name: str, place: tuple[int, int, int], weight: str, Z: Matrix, changed: list[list[bool]], inputs: int
) -> str:
    """Return the units of a layer, each beside its row of preactivations."""
    l, i, h = place
    step, across, left = 38, 54, 150
    middle = top + 60 + step * (len(Z) - 1) / 2
    below, units = column(22, middle, inputs, 30), column(104, middle, len(Z), step)
    parts = [
        words(10, top + 20, name, "start"),
        formula(left - 6, top + 20, weight, "start", "written" if name == "after" else ""),
    ]
    for p, (x, y) in enumerate(units, start=1):
        for q, (x_below, y_below) in enumerate(below, start=1):
            if (p, q) != (i, h):
                parts.append(line(x_below, y_below, x, y, "ghost"))
    parts.append(line(*below[h - 1], *units[i - 1], "line written", stroke_width=2.6))
    parts += [circle(x, y, 7, "unit") for x, y in below]
    for r, (x, y) in enumerate(units):
        moved = any(changed[r])
        parts.append(circle(x, y, 13, "unit written" if moved else "unit") + formula(x, y + 4.5, str(r + 1)))
        cells = [
            formula(left + across * (j + 0.5), y + 5, number(z), role="written strong" if changed[r][j] else "")
            for j, z in enumerate(Z[r])
        ]
        band = [box(left + 2, y - 15, across * len(Z[r]) - 4, 30, "band written", 3)] if moved else []
        parts.append(group(*band, *cells, role="row", row=r + 1, changed=str(moved).lower()))
    parts.append(brackets(left, units[0][1] - 19, left + across * len(Z[0]), units[-1][1] + 19))
    parts.append(formula(left + across * len(Z[0]), top + 20, f"\\mathbf{{Z}}^{{({l})}}", "end"))
    return group(*parts, role="panel", panel=name)


def column(x: float, middle: float, count: int, step: float) -> list[Point]:
    """Return the places of so many units, one above the other."""
    return [(x, middle + step * (k - (count - 1) / 2)) for k in range(count)]


def brackets(left: float, top: float, right: float, bottom: float) -> str:
    """Return the brackets of a matrix."""
    return "".join(path([(x + 5 * turn, top), (x, top), (x, bottom), (x + 5 * turn, bottom)]) for x, turn in ((left, 1), (right, -1)))


def drawn(names: set[str]) -> dict[str, str]:
    """Return the figures of these names."""
    return {name: NAMES[name]() for name in names}


def _three_layer_network() -> str:
    from purenn.pairing import worked

    return three_layer_network(worked.W)


def _weight_moves_row() -> str:
    from purenn.forward import forward_pass
    from purenn.network import Network
    from purenn.pairing import worked

    network = Network(worked.W, worked.B)
    before, old = forward_pass(network, worked.X).Z[1], network.W[1][0][0]
    network.W[1][0][0] = new = old + 1
    return weight_moves_row((1, 1, 1), (old, new), (before, forward_pass(network, worked.X).Z[1]), worked.n[0])


NAMES = {"three-layer-network": _three_layer_network, "weight-moves-row": _weight_moves_row,
  **dict.fromkeys(("pathway","backward-flow","diagonal-jacobian","cost-curve","errors"), lambda: "<svg></svg>")}
