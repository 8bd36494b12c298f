"""The four roads to a gradient, as figures, tables and numbers: what each costs, and how far it errs.

`python3 -m builder.four_roads` prints them as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from math import ceil, floor, log2, log10

from builder import taped
from builder.axes import Axes
from builder.drawing import WIDTH, Point, circle, line, path, picture, words
from builder.figures import listed
from builder.graph import BACKWARD, FORWARD
from builder.values import power
from purenn.roads import gradients, measuring

NAMES = ("tape", "step-widths", "road-costs")
ROLES = (FORWARD, BACKWARD, "third")  # the colours of the kinds of differences, in their order
LOOKS = {  # of the roads: unbroken for one way back, dashed for a pass for each weight, dotted for no names
    "by hand": FORWARD,
    "by rules, with names": "third",
    "by tape": BACKWARD,
    "by dual numbers": f"{FORWARD} dashed",
    "forward differences": "third dashed",
    "central differences": f"{BACKWARD} dashed",
    "complex step": "second dashed",
    "by rules, written out": "dotted",
}

Points = Sequence[tuple[float, float]]


def powers(low: float, high: float, name: str, every: int = 1) -> tuple[list[int], str, list[str]]:
    """Return the powers of ten between two as an axis takes them: exponents, the name of the axis, and marks."""
    ticks = list(range(ceil(low), floor(high) + 1, every))
    return ticks, name, [f"10^{{{each}}}" for each in ticks]


def apart(heights: Sequence[float], gap: float) -> list[float]:
    """Return heights, moved as little as it takes to be so far apart, in their own order.

    >>> apart([10, 12, 40], 10)
    [6.0, 16.0, 40]
    """
    order = sorted(range(len(heights)), key=heights.__getitem__)
    found = list(heights)
    for _ in order:
        for upper, lower in pairwise(order):
            if (near := gap - (found[lower] - found[upper])) > 0:
                found[upper] -= near / 2
                found[lower] += near / 2
    return found


def routes(axes: Axes, points: Points) -> list[Point]:
    """Return where points stand whose numbers are taken as powers of ten."""
    return [axes.place(log10(x), log10(y)) for x, y in points]


def best(points: Points) -> tuple[float, float]:
    """Return the step at which the error is least, and that error."""
    return min(points, key=lambda each: each[1])


def step_widths(errors: Mapping[str, Points]) -> str:
    """Return the error of each kind of difference over its step, with the name of each by its best step."""
    places = [place for points in errors.values() for place in points]
    low = floor(log10(min(error for _, error in places if error)))
    steps = [log10(step) for step, _ in places]
    axes = Axes(56, WIDTH - 14, 44, 300, (min(steps), max(steps)), (low, 1))
    parts = []
    for (name, points), role in zip(errors.items(), ROLES, strict=False):
        route = routes(axes, [(step, max(error, 10.0**low)) for step, error in points])  # an error may be 0
        step, error = best(points)
        x, y = axes.place(log10(step), log10(max(error, 10.0**low)))
        parts.append(path(route, f"line curve {role}"))
        if points[0][1] < 10 * max(error, 10.0**low):  # the smallest step is as good as any: no V
            parts.append(words(route[0][0] + 8, route[0][1] - 8, name, "start", role))
        else:
            parts.append(circle(x, y, 4, f"dot {role}"))
            above = role == ROLES[0]  # since the other V passes below it
            parts.append(words(x, y - 24, name, "middle", role) if above else words(x - 12, y + 16, name, "end", role))
    said = [f"{name} are best at a step of {step:.0e}, with an error of {error:.0e}"
            for name, points in errors.items() for step, error in [best(points)]]  # fmt: skip
    return picture(
        "step-widths",
        "The error of a derivative over the width of the step",
        f"Both scales are of powers of ten. Forward and central differences make a V: with smaller steps the error "
        f"falls, then it rises. The complex step falls, and stays low. {listed(said)}.",
        axes.bottom + 46,
        axes.vertical(*powers(low, 1, r"\text{error}", 4)),
        axes.horizontal(*powers(*axes.x, r"\text{step }ε", 4)),
        *parts,
    )


def road_costs(products: Mapping[str, Points]) -> str:
    """Return the multiplications of each road over the number of parameters, with its name at the end of its line."""
    sizes = [size for size, _ in next(iter(products.values()))]
    counts = [count for points in products.values() for _, count in points]
    low, high = floor(log10(min(counts))), log10(max(counts))
    axes = Axes(52, 270, 44, 320, (log10(sizes[0]), log10(sizes[-1])), (low, high))
    lines = [routes(axes, points) for points in products.values()]
    parts, names = [], apart([route[-1][1] for route in lines], 20)
    for name, route, height in zip(products, lines, names, strict=True):
        (x, y), role = route[-1], LOOKS[name]
        parts += [path(route, f"line curve {role}"), *(circle(*place, 3, f"dot {role}") for place in route)]
        parts += [line(x + 6, y, x + 18, height, f"line thin {role}"), words(x + 22, height + 5, name, "start", role)]
    said = [f"{name} takes from {points[0][1]:,.0f} to {points[-1][1]:,.0f}" for name, points in products.items()]
    return picture(
        "road-costs",
        "The multiplications of each road over the number of parameters",
        f"Networks of {sizes[0]:,} to {sizes[-1]:,} parameters, on scales of powers of ten. {listed(said)}.",
        axes.bottom + 46,
        axes.vertical(*powers(*axes.y, r"\text{multiplications}")),
        axes.horizontal([log10(x) for x in sizes], r"\text{parameters}", [f"{x:,}" for x in sizes]),
        *parts,
    )


# ---- tables and numbers


@cache
def worked_rows() -> list[measuring.Row]:
    """Return all roads on the worked net."""
    return measuring.measured(measuring.worked_task(), timed=False).rows


@cache
def costs() -> dict[str, list[tuple[int, int]]]:
    """Return the parameters of the worked net, and of networks that grow, with the multiplications of each road."""
    tasks = [measuring.worked_task(), *map(measuring.drawn_task, measuring.SIZES)]
    sizes = [len(gradients.flat(task.network.W, task.network.B)) for task in tasks]
    return {
        name: [(size, measuring.counted(road, task).products) for size, task in zip(sizes, tasks, strict=True)]
        for name, road in gradients.ROADS.items()
    }


@cache
def errors() -> dict[str, Points]:
    """Return the error of each kind of difference by the width of its step, the smallest step first."""
    kinds = {"forward": "forward", "central": "central", "complex": "complex step"}
    widths = sorted(measuring.widths(measuring.worked_task()))
    return {name: [(each.step, getattr(each, kind)) for each in widths] for kind, name in kinds.items()}


def roads_drawn() -> dict[str, list[tuple[int, int]]]:
    """Return the costs with the two forms by hand, which multiply the same numbers, as one."""
    found = {name.partition(", matrix")[0]: points for name, points in costs().items()}
    if found.pop("by hand, scalar form") != found["by hand"]:
        raise ValueError("found other multiplications in the scalar form than in the matrix form, expected the same")
    return found


def derivatives() -> str:
    """Return the derivative that each road finds, and the largest error of all of its derivatives."""
    rows = [f"| {row.road} | {row.slope:.16f} | {power(row.error)} |".replace("-0.", "−0.") for row in worked_rows()]
    return "\n".join(["| road | derivative | largest error |", "|---|---|---|", *rows])


def account() -> str:
    """Return what each road costs on the worked network."""
    rows = [f"| {row.road} | {row.products:,} | {row.kept:,} |" for row in worked_rows()]
    return "\n".join(["| road | multiplications | kept |", "|---|--:|--:|", *rows])


def best_steps() -> str:
    """Return the best step of each kind of difference that has one, and the error there."""
    rows = ["| difference | best step | error |", "|---|---|---|"]
    for name, points in errors().items():
        step, error = best(points)
        if name != "complex step":
            rows.append(f"| {name} | {ten_to(step)} | {power(error)} |")
    return "\n".join(rows)


def ten_to(step: float) -> str:
    """Return a power of ten as a formula."""
    return f"$10^{{{log10(step):.0f}}}$"


def two_to(step: float) -> str:
    """Return a power of two as a formula."""
    return f"$2^{{{log2(step):.0f}}}$"


def numbers() -> dict[str, str]:
    """Return every value, table and figure of the page."""
    (small, tape), (large, grown_tape) = costs()["by tape"][0], costs()["by tape"][-1]
    (_, hand), (_, grown_hand) = costs()["by hand, scalar form"][0], costs()["by hand, scalar form"][-1]
    (_, passes), (_, grown_passes) = costs()["by dual numbers"][0], costs()["by dual numbers"][-1]
    written_out = costs()["by rules, written out"]
    step, error = errors()["complex step"][0]
    shown = {name: [each for each in points if each[0] > 1e-17] for name, points in errors().items()}
    return {
        **taped.numbers(),
        "derivatives": derivatives(),
        "account": account(),
        "best-steps": best_steps(),
        "parameters": str(small),
        "reference-digits": str(gradients.DIGITS),
        "passes-products": f"{passes:,}",
        "tape-products": f"{tape:,}",
        "written-out": f"{written_out[0][1]:,}",
        "with-names": f"{costs()['by rules, with names'][0][1]:,}",
        "tape-factor": f"{grown_tape / grown_hand:.1f}",
        "grown-parameters": f"{large / small:.2f}",
        "grown-square": f"{(large / small) ** 2:.2f}",
        "grown-written-out": f"{written_out[-1][1] / written_out[0][1]:.0f}",
        "grown-hand": f"{grown_hand / hand:.1f}",
        "grown-passes": f"{grown_passes / passes:.1f}",
        "forward-step": two_to(gradients.FORWARD_STEP),
        "central-step": two_to(gradients.CENTRAL_STEP),
        "complex-step": two_to(gradients.COMPLEX_STEP),
        "smallest-step": ten_to(step),
        "error-there": power(error),
        "step-widths": step_widths(shown),
        "road-costs": road_costs(roads_drawn()),
    }


if __name__ == "__main__":
    print(json.dumps(numbers()))
