"""Curves and pictures: figures of what the package computes, some with a slider that moves along it.

Every number is one that a function of the package returned; only what is chosen to be looked at stands here.
`python3 -m builder.curves` prints them as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from math import exp

from builder import costs
from builder.axes import Axes, spread
from builder.drawing import WIDTH, circle, clipped, formula, line, number, path, picture, words
from builder.moving import Frame, Slider, ends, gathered, moved, moving, reading
from purenn.activation import ACTIVATIONS, sigmoid, sigmoid_prime
from purenn.loss import cross_entropy
from purenn.several import softmax
from purenn.several_derivation import one_preactivation

NAMES = (
    *("weight-and-bias", "activations", "sigmoid-tangent", "penalty", "derivative-as-slope", "sweep", "shrinking"),
    *("cost-along-weight", "learning-rates", "contour", "softmax"),
)


def sigmoid_tangent(zs: Sequence[float], start: int) -> str:
    """Return the sigmoid with its tangent at one of the zs, over its derivative with the same place on it."""
    above = Axes(46, WIDTH - 14, 26, 166, (zs[0], zs[-1]), (0, 1))
    below = Axes(46, WIDTH - 14, 216, 286, (zs[0], zs[-1]), (0, 0.25))
    frames = []
    for z in zs:
        a, slope = sigmoid(z), sigmoid_prime(z)
        (x, y), (_, y_below) = above.place(z, a), below.place(z, slope)
        frame: dict[str, float | str] = {"at.x1": x, "at.y1": y, "at.x2": x, "a.cx": x, "a.cy": y}
        frame |= {"slope.cx": x, "slope.cy": y_below, **ends("tangent", *above.tangent(z, a, slope, 150))}
        frames.append({**frame, "a-said.text": f"{a:.4f}", "slope-said.text": f"{slope:.4f}"})
    now, left = frames[start], above.left + 10
    svg = picture(
        "sigmoid-tangent",
        "The sigmoid, its tangent and its derivative",
        f"The sigmoid rises from 0 to 1. Under it stands its derivative, a hill with its top, "
        f"{sigmoid_prime(0):g}, at z = 0. A tangent touches the sigmoid at z = {zs[start]:g}, "
        f"where the derivative is {sigmoid_prime(zs[start]):.4f}.",
        below.bottom + 46,
        above.vertical([0, 0.5, 1]),
        below.vertical([0, 0.25]),
        above.horizontal([]),
        below.horizontal([-6, -4, -2, 0, 2, 4, 6], "z"),
        moved("at", line, now, role="line soft dashed thin", y2=below.bottom),
        above.curve(sigmoid, zs, "forward"),
        below.curve(sigmoid_prime, zs, "backward"),
        moved("tangent", line, now, role="line backward", stroke_width=1.6),
        moved("a", circle, now, role="dot forward"),
        moved("slope", circle, now, role="dot backward"),
        reading(left, 46, "σ(z) = ", "a-said", now, "forward"),
        reading(left, 236, "σ′(z) = ", "slope-said", now, "backward"),
    )
    says = "{}: activation {a-said}, derivative {slope-said}"
    slider = Slider("move along z", [f"z = {number(z, '.1f')}" for z in zs], start, says)
    return moving(svg, [slider], {(0,): frames}, (above.left, above.right))


def penalty(outputs: tuple[float, float]) -> str:
    """Return the penalty of one datapoint over its output, for either label, with an output for each."""
    axes = Axes(46, WIDTH - 14, 40, 250, (0, 1), (0, 4))

    def label_1(a: float) -> float:
        return cross_entropy([[a]], [[1]])

    def label_0(a: float) -> float:
        return cross_entropy([[a]], [[0]])

    # From where the penalty is as high as the figure: a = e^-4 for label 1, and as near to 1 for label 0.
    most = [exp(-axes.y[1] * (1 - share) ** 2) for share in spread(0, 1, 50)]
    least = [1 - a for a in most]
    dots = []
    for a, f, right, anchor in ((outputs[0], label_1, 8, "start"), (outputs[1], label_0, 0, "middle")):
        x, y = axes.place(a, f(a))
        dots += [
            line(x, y, x, axes.bottom, "line soft dashed thin"),
            circle(x, y, 4, "dot forward"),
            formula(x + right, y - (8 if right else 18), number(f(a), ".4f"), anchor, "forward"),
        ]
    return picture(
        "penalty",
        "The penalty of one datapoint",
        f"Two curves over the output a, from 0 to 1. For label 1 the penalty falls from infinity to 0; it is "
        f"{label_1(outputs[0]):.4f} at a = {outputs[0]:g}. For label 0 it rises from 0 to infinity; it is "
        f"{label_0(outputs[1]):.4f} at a = {outputs[1]:g}.",
        axes.bottom + 46,
        axes.vertical([0, 1, 2, 3, 4], r"\text{penalty}"),
        axes.horizontal([0, 0.25, 0.5, 0.75, 1], r"\text{output }a"),
        axes.curve(label_1, most, "forward"),
        axes.curve(label_0, least, "forward"),
        *dots,
        formula(axes.place(0.06, 0)[0], axes.place(0, 3.2)[1], r"\text{label 1: }−\text{ln }a", "start", "forward"),
        formula(axes.place(0.94, 0)[0], axes.place(0, 3.2)[1], r"\text{label 0: }−\text{ln}(1 − a)", "end", "forward"),
    )


def weight_and_bias(ws: Sequence[float], bs: Sequence[float], starts: tuple[int, int]) -> str:
    """Return the activation of a unit with one input over that input, for each of the weights and of the biases."""
    axes = Axes(46, WIDTH - 14, 42, 192, (-6, 6), (0, 1))
    middle, step = axes.place(0, 0)[0], axes.scale[0]
    furthest = axes.x[1] * max(map(abs, ws)) + max(map(abs, bs))
    zs = [-furthest, *spread(-9, 9, 91), furthest]
    curve = path([(z * step, axes.place(0, sigmoid(z))[1]) for z in zs], "line curve forward stretched")
    half = axes.place(0, 0.5)[1]

    def at(w: float, b: float) -> Frame:
        inside = w and axes.x[0] <= -b / w <= axes.x[1]
        x = axes.place(-b / w, 0)[0] if inside else middle
        seen = "visible" if inside else "hidden"
        return {"half.cx": x, "half.visibility": seen, "down.x1": x, "down.x2": x, "down.visibility": seen}

    def of_weight(w: float) -> Frame:
        flat = {"curve.visibility": "visible" if w else "hidden", "flat.visibility": "hidden" if w else "visible"}
        return {**flat, "curve.transform": f"scale({1 / w if w else 1:.5g} 1)"}

    def of_bias(b: float) -> Frame:
        y = axes.place(0, sigmoid(b))[1]
        return {"moved.transform": f"translate({-b * step:.5g})", "flat.y1": y, "flat.y2": y}

    frames = {
        (0,): list(map(of_weight, ws)),
        (1,): list(map(of_bias, bs)),
        (0, 1): [at(w, b) for w in ws for b in bs],
    }
    w, b = (values[start] for values, start in zip((ws, bs), starts, strict=True))
    now = {**of_weight(w), **of_bias(b), **at(w, b)}
    stretched = gathered("curve", now, gathered("moved", now, curve))
    svg = picture(
        "weight-and-bias",
        "What the weight and the bias do to the curve",
        f"The activation of a unit over its one input, from {axes.x[0]:g} to {axes.x[1]:g}. With the weight {w:g} and "
        f"the bias {b:g} it is a sigmoid that passes one half at {-b / w:g}. A fainter one, with the weight 1 and the "
        "bias 0, passes it at 0 and is less steep.",
        axes.bottom + 46,
        axes.vertical([0, 0.5, 1], "a = σ(w x + b)"),
        axes.horizontal([-6, -4, -2, 0, 2, 4, 6], r"\text{input }x"),
        axes.curve(sigmoid, spread(*axes.x, 61), "faint"),
        formula(*axes.place(-1.7, 0.27), "w = 1, b = 0", "end", "soft"),
        moved("down", line, now, role="line soft dashed thin", y1=half, y2=axes.bottom),
        clipped(axes.left, axes.top - 2, axes.right - axes.left, axes.bottom - axes.top + 4,
                f'<g transform="translate({middle:g})">{stretched}</g>',
                moved("flat", line, now, role="line curve forward", x1=axes.left, x2=axes.right)),
        moved("half", circle, now, y=half, role="dot forward"),
    )  # fmt: skip
    sliders = [Slider(name, [number(value, ".1f") for value in values], start)
               for name, values, start in zip(("weight w", "bias b"), (ws, bs), starts, strict=True)]  # fmt: skip
    return moving(svg, sliders, frames)


def activations(zs: Sequence[float], names: Mapping[str, str]) -> str:
    """Return the activation functions of these names side by side, each over its derivative."""
    parts, described, gap = [], [], 18
    width = (WIDTH - 40 - 8 - gap * (len(names) - 1)) / len(names)
    for k, (name, symbol) in enumerate(names.items()):
        f, f_prime = ACTIVATIONS[name]
        left = 40 + (width + gap) * k
        above = Axes(left, left + width, 38, 158, (zs[0], zs[-1]), (-1.15, 2))
        below = Axes(left, left + width, 206, 286, (zs[0], zs[-1]), (0, 1))
        seen = [z for z in zs if f(z) <= above.y[1]]
        halves = [[z for z in zs if z <= 0], [z for z in zs if z > 0]] if name == "relu" else [zs]
        parts += [
            above.vertical([-1, 0, 1, 2], marks=() if k == 0 else [""] * 4),
            below.vertical([0, 0.25, 1], marks=() if k == 0 else [""] * 3),
            line(left, above.place(0, 0)[1], left + width, above.place(0, 0)[1], "line thin"),
            below.horizontal([-3, 0, 3], "z"),
            words(left + width / 2, 18, symbol, "middle", "strong"),
            above.curve(f, seen, "forward"),
            *(below.curve(f_prime, half, "backward") for half in halves),
        ]
        described.append(f"{symbol} goes from {f(zs[0]):.2g} to {f(zs[-1]):.2g}, its derivative is at most "
                         f"{max(map(f_prime, zs)):g}")  # fmt: skip
    x = 40 + width
    return picture(
        "activations",
        "Three activation functions and their derivatives",
        f"Three curves side by side over z from {zs[0]:g} to {zs[-1]:g}, and below each its derivative. "
        f"{'; '.join(described)}.",
        332,
        *parts,
        formula(40 + 6, 54, "f(z)", "start", "forward"),
        formula(x - 4, 226, "f′(z)", "end", "backward"),
    )


def softmax_of_three(zs: Sequence[float], others: tuple[float, float], start: int) -> str:
    """Return the outputs of a softmax of three units over the first preactivation, one of zs; the others stay.

    At each place stands the derivative of every output with respect to that preactivation, too.
    """
    axes, roles = Axes(46, WIDTH - 14, 26, 206, (zs[0], zs[-1]), (0, 1)), ("written", "first", "second")

    def outputs(z: float) -> list[float]:
        return [a for (a,) in softmax({1: [[z], *([other] for other in others)]}, L=1)]

    def slopes(z: float) -> list[float]:
        A = {1: [[a] for a in outputs(z)]}
        return [one_preactivation({1: [[float(k == r)] for k in range(3)]}, A, 1, 0, 0) for r in range(3)]

    frames: list[Frame] = []
    for z in zs:
        frame: dict[str, float | str] = {"at.x1": axes.place(z, 0)[0], "at.x2": axes.place(z, 0)[0]}
        for k, (a, slope) in enumerate(zip(outputs(z), slopes(z), strict=True), start=1):
            frame |= dict(zip((f"dot-{k}.cx", f"dot-{k}.cy"), axes.place(z, a), strict=True))
            frame |= {f"a-{k}.text": number(a, ".3f"), f"slope-{k}.text": number(slope, ".3f")}
        frames.append(frame)
    now, y, parts = frames[start], axes.bottom + 68, []
    for k, role in enumerate(roles, start=1):
        x = axes.left - 32 + (WIDTH - 28) * (k - 1) / 3
        parts += [
            axes.curve(lambda z, k=k: outputs(z)[k - 1], zs, role),  # type: ignore[misc]
            moved(f"dot-{k}", circle, now, role=f"dot {role}"),
            reading(x, y, f"a_{{{k},j}} = ", f"a-{k}", now, role),
            reading(x, y + 26, rf"∂a_{{{k},j}}/∂z_{{1,j}} = ", f"slope-{k}", now, role),
        ]
    said = " and ".join(f"{other:g}" for other in others)
    low, high = outputs(zs[0]), outputs(zs[-1])
    svg = picture(
        "softmax",
        "The softmax of three units, as one preactivation moves",
        f"Three curves over the first preactivation, from {zs[0]:g} to {zs[-1]:g}; the two others stay at {said}. The "
        f"first output rises from {low[0]:.3f} to {high[0]:.3f}, the second falls from {low[1]:.3f} to {high[1]:.3f} "
        f"and the third from {low[2]:.3f} to {high[2]:.3f}.",
        y + 36,
        axes.vertical([0, 0.5, 1], r"\text{outputs}"),
        axes.horizontal([-6, -4, -2, 0, 2, 4, 6], "z_{1,j}"),
        moved("at", line, now, role="line soft dashed thin", y1=axes.top, y2=axes.bottom),
        *parts,
    )
    says = "{}: outputs {a-1}, {a-2} and {a-3}; their derivatives {slope-1}, {slope-2} and {slope-3}"
    slider = Slider("move along z", [f"z = {number(z, '.1f')}" for z in zs], start, says)
    return moving(svg, [slider], {(0,): frames}, (axes.left, axes.right))


def drawn() -> dict[str, str]:
    """Return every figure by its name."""
    return {
        "weight-and-bias": weight_and_bias(spread(-4, 4, 17), spread(-4, 4, 17), (12, 6)),
        "activations": activations(spread(-4, 4, 65), {"sigmoid": "sigmoid", "tanh": "tanh", "relu": "ReLU"}),
        "sigmoid-tangent": sigmoid_tangent([k / 5 for k in range(-30, 31)], 35),
        "penalty": penalty((0.75, 0.5)),
        "softmax": softmax_of_three([k / 5 for k in range(-30, 31)], (1.0, -1.0), 30),
        **costs.drawn(),
    }


if __name__ == "__main__":
    print(json.dumps(drawn()))
