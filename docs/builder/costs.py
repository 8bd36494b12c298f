"""Figures of the cost: along one weight, over two parameters, on the way down; and of its gradients on the way back.

builder.curves prints them with its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import accumulate, takewhile
from math import dist, floor, log10
from random import Random
from statistics import fmean

from builder.axes import Axes, spread
from builder.contours import level_lines, simplified
from builder.drawing import (
    WIDTH,
    Point,
    arrow,
    box,
    brackets,
    circle,
    clipped,
    formula,
    line,
    listed,
    number,
    path,
    picture,
    words,
)
from builder.figures import row_of
from builder.moving import Frame, Slider, ends, moved, moving, part, reading
from builder.values import power
from purenn.backward_matrix import backward_pass
from purenn.descent import train
from purenn.explaining import worked
from purenn.forward import cost, forward_pass
from purenn.loss import cross_entropy_from_z
from purenn.matrix import Matrix, matmul, scale, transpose
from purenn.network import Network


class OneWeight:
    """J of the worked net as a function of its weight w_{1,1}^{(1)}, and its derivative."""

    def __init__(self) -> None:
        self.net = Network({l: [[*row] for row in W] for l, W in worked.W.items()}, worked.B)

    def J(self, w: float) -> float:
        """Return the cost with that weight."""
        self.net.W[1][0][0] = w
        return cost(self.net, forward_pass(self.net, worked.X), worked.Y)

    def derivative(self, w: float) -> float:
        """Return the derivative of the cost with respect to that weight, from a backward pass."""
        self.net.W[1][0][0] = w
        return backward_pass(self.net, forward_pass(self.net, worked.X), worked.Y).dJ_dW[1][0][0]


def cost_along_weight(one: OneWeight, ws: Sequence[float], start: int) -> str:
    """Return J over one weight, here w_{1,1}^{(1)}, with its tangent at one of the values of that weight."""
    axes = Axes(52, WIDTH - 14, 40, 230, (ws[0], ws[-1]), (0.85, 1.15))
    costs, slopes = [*map(one.J, ws)], [*map(one.derivative, ws)]
    frames = []
    for w, J, slope in zip(ws, costs, slopes, strict=True):
        x, y = axes.place(w, J)
        frame: dict[str, float | str] = {"at.x1": x, "at.y1": y, "at.x2": x, "J.cx": x, "J.cy": y}
        frame |= {**ends("tangent", *axes.tangent(w, J, slope, 130))}
        frames.append({**frame, "J-said.text": f"{J:.4f}", "slope-said.text": number(slope, ".4f")})
    now = frames[start]
    svg = picture(
        "cost-along-weight",
        "The cost along one weight",
        f"J of the worked network, when its weight w 1 1 of layer 1 is given values from {ws[0]:g} to {ws[-1]:g} and "
        f"all else stays: a curve with a valley, whose lowest cost drawn is {min(costs):.4f}. A tangent touches it at "
        f"{ws[start]:g}, where J is {costs[start]:.4f} and its derivative {slopes[start]:.4f}.",
        axes.bottom + 48,
        axes.vertical([0.85, 0.95, 1.05, 1.15], "J", [f"{J:.2f}" for J in (0.85, 0.95, 1.05, 1.15)]),
        axes.horizontal([-4, -2, 0, 2, 4], "w_{1,1}^{(1)}"),
        moved("at", line, now, role="line soft dashed thin", y2=axes.bottom),
        path([axes.place(w, J) for w, J in zip(ws, costs, strict=True)], "line curve forward"),
        moved("tangent", line, now, role="line backward", stroke_width=1.6),
        moved("J", circle, now, role="dot forward"),
        reading(WIDTH - 24, 190, "J = ", "J-said", now, "forward", "end"),
        reading(WIDTH - 24, 218, "∂J/∂w_{1,1}^{(1)} = ", "slope-said", now, "backward", "end"),
    )
    says = "{}: J is {J-said}, its derivative {slope-said}"
    slider = Slider("change the weight", [number(w, ".3f") for w in ws], start, says)
    return moving(svg, [slider], {(0,): frames}, (axes.left, axes.right))


def derivative_as_slope(one: OneWeight, w: float, steps: Sequence[float], start: int) -> str:
    """Return J over one weight with a line through two points as far to either side of w as one of the steps."""
    J, slope = one.J, one.derivative(w)
    axes = Axes(52, WIDTH - 14, 40, 230, (-4, 4), (0.85, 1.15))
    frames = []
    for step in steps:
        (x1, y1), (x2, y2) = (axes.place(w + side * step, J(w + side * step)) for side in (-1, 1))
        quotient = (J(w + step) - J(w - step)) / (2 * step)
        middle = (J(w + step) + J(w - step)) / 2
        frame: dict[str, float | str] = {"down.cx": x1, "down.cy": y1, "up.cx": x2, "up.cy": y2}
        frame |= {"low.x1": x1, "low.x2": x1, "low.y1": y1, "high.x1": x2, "high.x2": x2, "high.y1": y2}
        frame |= ends("secant", *axes.tangent(w, middle, quotient, max(130, 1.1 * dist((x1, y1), (x2, y2)))))
        frames.append({**frame, "quotient.text": number(quotient, ".4f")})
    now, right = frames[start], WIDTH - 24
    svg = picture(
        "derivative-as-slope",
        "From a quotient of differences to a derivative",
        f"J of the worked network over its weight w 1 1 of layer 1. A line passes through the two points of the curve "
        f"that are {steps[start]:g} to either side of {w:g}. Its slope is {now['quotient.text']}; that of the tangent "
        f"in the middle, the derivative, is {number(slope, '.4f')}.",
        axes.bottom + 48,
        axes.vertical([0.85, 0.95, 1.05, 1.15], "J", [f"{tick:.2f}" for tick in (0.85, 0.95, 1.05, 1.15)]),
        axes.horizontal([-4, -2, 0, 2, 4], "w_{1,1}^{(1)}"),
        moved("low", line, now, role="line soft dashed thin", y2=axes.bottom),
        moved("high", line, now, role="line soft dashed thin", y2=axes.bottom),
        axes.curve(J, spread(*axes.x, 81), "forward"),
        path(axes.tangent(w, J(w), slope, 130), "line soft dashed"),
        moved("secant", line, now, role="line backward", stroke_width=1.6),
        circle(*axes.place(w, J(w)), 3, "dot soft"),
        moved("down", circle, now, role="dot forward"),
        moved("up", circle, now, role="dot forward"),
        reading(right, 198, r"\text{quotient }= ", "quotient", now, "backward", "end"),
        formula(right, 221, rf"\text{{derivative }}= {number(slope, '.4f')}", "end", "soft"),
    )
    slider = Slider("distance ε", [f"{step:g}" for step in steps], start, "{}: the quotient is {quotient}")
    return moving(svg, [slider], {(0,): frames})


def learning_rates(shown: Sequence[float], rates: Sequence[float], start: int, w: float, steps: int) -> str:
    """Return J = w^2 with the steps taken down it from w: three under each rate shown, more under one of the rates."""
    parts, gap, left = [], 22, 14
    width = (WIDTH - 2 * left - gap * (len(shown) - 1)) / len(shown)
    for k, gamma in enumerate(shown):
        axes = Axes(left + k * (width + gap), left + k * (width + gap) + width, 34, 124, (-5.6, 5.6), (0, 31))
        parts += [
            formula(axes.left + width / 2, 18, f"γ = {gamma:g}"),
            line(axes.left, axes.bottom, axes.right, axes.bottom, "line thin"),
            axes.curve(square, spread(*axes.x, 41), "forward"),
            *steps_on(axes, [*descended(gamma, w, 3)]),
        ]
    axes = Axes(46, WIDTH - 14, 186, 346, (-5.6, 5.6), (0, 31))
    frames = []
    for gamma in rates:
        places = descended(gamma, w, steps)
        inside = len([*takewhile(lambda each: abs(each) < 30, places)])
        route = [axes.place(each, square(each)) for each in places[: inside + 1]]
        frames.append({"route.points": listed(route), "dots.d": dots(route), "last.text": number(places[-1], ".3g")})
    now = frames[start]
    svg = picture(
        "learning-rates",
        "Steps down a parabola under several learning rates",
        f"Above, three parabolas J = w squared with three steps from w = {w:g}. "
        + " ".join(
            f"Under gamma = {gamma:g} w becomes {', '.join(f'{each:.4g}' for each in descended(gamma, w, 3)[1:])}."
            for gamma in shown
        )
        + f" Below, the same with {steps} steps under gamma = {rates[start]:g}: w ends at {now['last.text']}.",
        axes.bottom + 46,
        *parts,
        axes.vertical([0, 10, 20, 30], "J"),
        axes.horizontal([-4, -2, 0, 2, 4], "w"),
        clipped(axes.left, axes.top - 12, axes.right - axes.left, axes.bottom - axes.top + 18,
                axes.curve(square, spread(*axes.x, 61), "forward"),
                part("route", f'<polyline class="line backward thin" points="{now["route.points"]}"/>'),
                part("dots", f'<path class="line backward dots" d="{now["dots.d"]}"/>')),
        reading((axes.left + axes.right) / 2, 214, rf"w\text{{ after {steps} steps: }}", "last", now, "backward",
                "middle"),
    )  # fmt: skip
    says = f"{{}}: w after {steps} steps is {{last}}"
    slider = Slider("learning rate γ", [f"{gamma:.2f}" for gamma in rates], start, says)
    return moving(svg, [slider], {(0,): frames})


def square(w: float) -> float:
    """Return the plainest cost there is."""
    return w * w


def descended(gamma: float, w: float, steps: int) -> list[float]:
    """Return w and what becomes of it in so many steps down J = w^2, whose derivative is 2w.

    >>> [round(w, 3) for w in descended(0.1, 3, 3)]
    [3, 2.4, 1.92, 1.536]
    """
    return [*accumulate(range(steps), lambda w, _: w - gamma * 2 * w, initial=w)]


def steps_on(axes: Axes, places: Sequence[float]) -> list[str]:
    """Return the steps from place to place on J = w^2, as dots joined by a line."""
    route = [axes.place(w, square(w)) for w in places]
    return [path(route, "line backward thin"), *(circle(*each, 3, "dot backward") for each in route)]


def dots(route: Sequence[Point]) -> str:
    """Return a path of dots: lines without length, whose ends are round."""
    return "".join(f"M{x:.1f} {y:.1f}h0" for x, y in route)


def contour(x: Sequence[float], Y: Matrix, begin: Point, rates: Sequence[float], start: int, steps: int) -> str:
    """Return J over the weight and the bias of one unit that hears x, with the way that training takes from begin."""
    axes = Axes(46, WIDTH - 14, 40, 306, (-3.8, 2.4), (-1.1, 3.24))  # one scale, so that right angles stay right

    def J(w: float, b: float) -> float:
        return cross_entropy_from_z([[w * each + b for each in x]], Y)

    ways = [way(x, Y, begin, gamma, steps) for gamma in rates]
    frames = []
    for places in ways:
        route = [axes.place(*place) for place in places]
        frames.append({"route.points": listed(route), "dots.d": dots(route), "J.text": f"{J(*places[-1]):.4f}"})
    now = frames[start]
    svg = picture(
        "contour",
        "The cost over a weight and a bias, and the way down",
        f"Contour lines of J over the weight and the bias of one unit. From weight {begin[0]:g} and bias {begin[1]:g}, "
        f"where J is {J(*begin):.4f}, dots lead in {steps} steps of gradient descent across the lines to weight "
        f"{ways[start][-1][0]:.2f} and bias {ways[start][-1][1]:.2f}, where it is {now['J.text']}.",
        axes.bottom + 46,
        axes.vertical([-1, 0, 1, 2, 3], r"\text{bias }b"),
        axes.horizontal([-3, -2, -1, 0, 1, 2], r"\text{weight }w"),
        clipped(
            axes.left, axes.top, axes.right - axes.left, axes.bottom - axes.top,
            *levels(axes, J, HEIGHTS, labelled=(0.7, 0.8, 1, 1.4, 2)),
            part("route", f'<polyline class="line backward thin" points="{now["route.points"]}"/>'),
            part("dots", f'<path class="line backward dots" d="{now["dots.d"]}"/>'),
        ),
        reading(axes.right, axes.top - 14, rf"\text{{after {steps} steps }}J = ", "J", now, "backward", "end"),
    )  # fmt: skip
    says = f"{{}}: J after {steps} steps is {{J}}"
    slider = Slider("learning rate γ", [f"{gamma:g}" for gamma in rates], start, says)
    return moving(svg, [slider], {(0,): frames})


def levels(
    axes: Axes, J: Callable[[float, float], float], heights: Sequence[float], labelled: Sequence[float]
) -> list[str]:
    """Return the lines on which J has these heights, some of them with their number on it, low on the left."""
    columns, rows = spread(*axes.x, 63), spread(*axes.y, 44)
    grid = [[J(x, y) for x in columns] for y in rows]
    lines, labels = [], []
    for height in heights:
        pieces = [[axes.place(columns[0] + c * (columns[1] - columns[0]), rows[0] + r * (rows[1] - rows[0]))
                   for c, r in piece] for piece in level_lines(grid, height)]  # fmt: skip
        lines += [path(simplified(piece), "line level") for piece in pieces]
        if height in labelled:
            low = axes.place(0, LABELS_AT)[1]
            x, y = min((at for piece in pieces for at in piece), key=lambda at: 100 * abs(at[1] - low) + at[0])
            labels.append(formula(x, y + 4.5, f"{height:g}", role="forward halo"))
    return lines + labels


HEIGHTS = (0.68, 0.7, 0.75, 0.8, 0.9, 1.0, 1.2, 1.4, 1.7, 2.0)  # of the contour lines
LABELS_AT = -0.3  # the bias along which the contour lines have their numbers


def way(x: Sequence[float], Y: Matrix, begin: Point, gamma: float, steps: int) -> list[Point]:
    """Return weight and bias of one unit that hears x, before and after each step of training."""
    places = [begin]
    unit = Network({1: [[begin[0]]]}, {1: [[begin[1]]]})
    train(unit, [[*x]], Y, gamma, steps, lambda _, J, unit: places.append((unit.W[1][0][0], unit.B[1][0][0])))
    return places


def sweep(W: Matrix, dJ_dZ: Matrix, start: int) -> str:
    """Return the transposed weights W, dJ_dZ on top at their right and the product where a row meets a column."""
    W_T, step = transpose(W), 34
    product = matmul(W_T, dJ_dZ)
    rows, inner, m = len(W_T), len(dJ_dZ), len(dJ_dZ[0])
    left, middle, top = (34, 34 + 44 * inner), (230, 230 + 48 * m), (44, 44 + step * inner)
    bottom = top[1] + 22, top[1] + 22 + step * rows
    places = [(i, j) for i in range(rows) for j in range(m)]
    frames: list[Frame] = []
    for k, (i, j) in enumerate(places):
        y, x = bottom[0] + step * i, middle[0] + 48 * j
        frame: dict[str, float | str] = {"row.y": y + 2, "column.x": x + 3, "entry.x": x + 3, "entry.y": y + 2}
        for s in range(inner):
            frame |= {
                f"w{s}.text": factor(W_T[i][s]) if s else number(W_T[i][s], "g"),  # which may start the line
                f"d{s}.text": factor(dJ_dZ[s][j]),
            }
        frame |= {f"a{r}{c}.class": f"formula-text {'backward' if r * m + c <= k else 'faded'}" for r, c in places}
        frames.append({**frame, "sum.text": number(product[i][j], "g")})
    now = frames[start]
    svg = picture(
        "sweep",
        "A row of the transposed weights meets every column",
        f"At the left the transposed weights, {rows} rows of {inner}; at the top the gradient with respect to the "
        f"preactivations of the next layer, {m} columns of {inner}. Where a row and a column meet stands the sum of "
        f"their products: {'; '.join(', '.join(f'{each:g}' for each in row) for row in product)}.",
        bottom[1] + 84,
        moved("row", box, now, x=left[0] + 4, width=left[1] - left[0] - 8, height=30, role="band forward", round=4),
        moved("column", box, now, y=top[0] + 3, width=42, height=top[1] - top[0] - 6, role="band backward", round=4),
        moved("entry", box, now, width=42, height=30, role="unit backward", round=4),
        brackets(left[0], bottom[0], left[1], bottom[1]),
        brackets(middle[0], top[0], middle[1], top[1]),
        brackets(middle[0], bottom[0], middle[1], bottom[1]),
        *(row_of(row, left[0], left[1], bottom[0] + step * (r + 0.5) + 5, "forward", "g") for r, row in enumerate(W_T)),
        *(row_of(row, *middle, top[0] + step * (r + 0.5) + 5, "backward", "g") for r, row in enumerate(dJ_dZ)),
        *(part(f"a{i}{j}", formula(middle[0] + 48 * j + 24, bottom[0] + step * (i + 0.5) + 5,
                                   number(product[i][j], "g"), role=str(now[f"a{i}{j}.class"]).split()[1]))
          for i, j in places),
        formula((left[0] + left[1]) / 2, bottom[0] - 14, r"\forward{\mathbf{W}^{(l+1)T}}"),
        formula(sum(middle) / 2, top[0] - 14, r"\backward{∂J/∂\mathbf{Z}^{(l+1)}}"),
        formula(sum(middle) / 2, bottom[1] + 24, r"\backward{∂J/∂\mathbf{A}^{(l)}}"),
        worked_out(WIDTH / 2, bottom[1] + 66, inner, now),
    )  # fmt: skip
    says = ["sum"] + [f"{{w{s}}} times {{d{s}}}" for s in range(inner)]
    said = f"{{}}: {' plus '.join(says[1:])} is {{sum}}"
    slider = Slider("sweep", [f"row {i + 1}, column {j + 1}" for i, j in places], start, said)
    return moving(svg, [slider], {(0,): frames})


def worked_out(x: float, y: float, count: int, frame: Frame) -> str:
    """Return the sum of so many products, its numbers as they are in a frame."""

    def of(name: str, role: str) -> str:
        return f"{part(name, f'<tspan class={role!r}>')}{frame[f'{name}.text']}</tspan>".replace("'", '"')

    terms = " + ".join(f"{of(f'w{s}', 'forward')} · {of(f'd{s}', 'backward')}" for s in range(count))
    return formula(x, y, "").removesuffix("</text>") + f"{terms} = {of('sum', 'backward')}</text>"


def factor(value: float) -> str:
    """Return a number as it stands in a product, in brackets if it starts with a minus sign."""
    return f"({number(value, 'g')})" if value < 0 else number(value, "g")


def shrinking(sizes: Mapping[str, Sequence[float]]) -> str:
    """Return the mean size of the entries of the gradient in each layer, on a scale of powers, by the activation."""
    depth = len(next(iter(sizes.values())))
    least = floor(min(log10(size) for each in sizes.values() for size in each))
    axes = Axes(56, WIDTH - 20, 40, 240, (1, depth), (least, -1))
    powers = [*range(least + least % 2, 0, 2)]
    lines = []
    for name, each in sizes.items():
        route = [axes.place(l, log10(size)) for l, size in enumerate(each, start=1)]
        lines += [path(route, "line curve backward"), *(circle(*place, 3.5, "dot backward") for place in route)]
        low = each[0] == min(map(min, sizes.values()))
        lines.append(words(route[2][0] + 6 * low, route[2][1] + (26 if low else -14), name, "start", "backward"))
    top = axes.top - 20
    first = {name: f"{each[0] / each[-1]:.1g}" for name, each in sizes.items()}
    return picture(
        "shrinking",
        "How the gradient shrinks on its way back",
        f"The mean size of the entries of the gradient with respect to Z, on a scale of powers of ten, in the {depth} "
        f"layers of two networks with the same weights. From the last layer back to layer 1 it changes by the factor "
        f"{' and '.join(f'{each} with {name}' for name, each in first.items())}.",
        axes.bottom + 46,
        axes.vertical(powers, marks=[f"10^{{{power}}}" for power in powers]),
        axes.horizontal([*range(1, depth + 1)], r"\text{layer }l"),
        formula(axes.left - 44, axes.top - 18, r"\text{mean }|∂J/∂z_{i,j}^{(l)}|", "start"),
        arrow(axes.right, top, axes.right - 90, top, "line backward"),
        words(axes.right - 98, top + 5, "coming back", "end", "backward"),
        *lines,
    )


def mean_sizes(activation: str, depth: int, width: int, m: int, seed: int) -> list[float]:
    """Return the mean size of the entries of dJ_dZ in each layer of a seeded deep network on seeded data.

    Its weights are the square root of 2 times those of Network.random, which suits ReLU: half of its units say 0.
    """
    draw = Random(seed)
    X = [[draw.gauss(0, 1) for _ in range(m)] for _ in range(width)]
    Y: Matrix = [[draw.randrange(2) for _ in range(m)]]
    drawn = Network.random([*[width] * depth, 1], seed, activation)
    net = Network({l: scale(2**0.5, W) for l, W in drawn.W.items()}, drawn.B, drawn.activations)
    dJ_dZ = backward_pass(net, forward_pass(net, X), Y).dJ_dZ
    return [fmean(abs(each) for row in dJ_dZ[l] for each in row) for l in range(1, depth + 1)]


@cache
def deep() -> dict[str, list[float]]:
    """Return the mean sizes in two networks that differ in their activation function alone."""
    return {name: mean_sizes(name.lower(), depth=11, width=16, m=12, seed=1) for name in ("sigmoid", "ReLU")}


def numbers() -> dict[str, str]:
    """Return which part of a gradient's size in the last layer is left in layer 1, by the activation function."""
    left = {name: sizes[0] / sizes[-1] for name, sizes in deep().items()}
    return {"left_sigmoid": power(left["sigmoid"]), "left_relu": f"{left['ReLU']:.2f}"}


def drawn() -> dict[str, str]:
    """Return these figures by name."""
    one, w = OneWeight(), worked.W[1][0][0]
    ws = spread(-4, 4, 65)
    distances = [3.5, 3, 2.5, 2, 1.5, 1, 0.75, 0.5, 0.25, 0.1, 0.01]
    rates = [k / 20 for k in range(1, 24)]
    W = [[1.0, 2.0], [0.0, -2.0], [3.0, 4.0]]
    dJ_dZ = [[2.0, 0.0, 1.0, -1.0], [1.0, -3.0, 0.0, 2.0], [-1.0, 2.0, 0.0, 1.0]]
    return {
        "cost-along-weight": cost_along_weight(one, ws, ws.index(w)),
        "derivative-as-slope": derivative_as_slope(one, w, distances, 4),
        "learning-rates": learning_rates((0.1, 1, 1.1), rates, rates.index(0.9), 3, 10),
        "contour": contour(worked.X[0], worked.Y, (-3, 2), [0.1, 0.25, 0.5, 1, 2, 3, 4], 4, 30),
        "sweep": sweep(W, dJ_dZ, 5),
        "shrinking": shrinking(deep()),
    }
