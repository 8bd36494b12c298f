"""The numbers and figures of the ring, by the names that a page calls them by: what `--data ring` learns, and how.

`python3 -m builder.ring` prints them as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import accumulate, pairwise
from math import cos, hypot, pi, sin
from statistics import fmean

from builder.drawing import number
from builder.figures import listed
from builder.learnt import Learnt, learnt
from builder.planes import EVERY, Place, cube, hidden_units, one_unit, reaches_edge, training
from purenn.activation import sigmoid
from purenn.cli import parse
from purenn.data import DISC, RING, Data
from purenn.real_data.subjects import count_parameters

NAMES = ("ring-one-unit", "ring-training", "ring-cube", "ring-units")

UNITS, SEEDS = (1, 2, 3, 4), (0, 1, 2)
DIRECTIONS = 180  # in which a line is sought that parts the points


def best_line(data: Data) -> tuple[int, Place]:
    """Return how many points the best of many straight lines has right, and the line: u, v and how far it is.

    It says 1 where u x_1 + v x_2 is larger than that.
    """
    best = (0, (0.0, 0.0, 0.0))
    for k in range(2 * DIRECTIONS):
        u, v = cos(pi * k / DIRECTIONS), sin(pi * k / DIRECTIONS)
        far = sorted((u * x + v * y, label) for x, y, label in zip(*data.X, data.Y[0], strict=True))
        rights = accumulate([1 - 2 * int(label) for _, label in far], initial=int(sum(data.Y[0])))
        ends = [far[0][0] - 1, *(x for x, _ in far), far[-1][0] + 1]
        for right, (before, after) in zip(rights, pairwise(ends), strict=True):
            best = max(best, (right, (u, v, (before + after) / 2)))
    return best


def numbers() -> dict[str, str]:
    """Return every number and figure of the ring, as a page shows it."""
    runs = {n: [learnt("--data", "ring", "--layers", str(n), "--seed", str(seed)) for seed in SEEDS] for n in UNITS}
    run, one = runs[3][0], learnt("--data", "ring", "--layers", "none")
    best = best_line(run.training)
    return {
        **of_the_data(run),
        **of_one_unit(one, best),
        **of_the_run(run),
        **of_the_fourth_unit(runs[4][0]),
        **{name: text for n in UNITS for name, text in of_the_starts(n, runs[n]).items()},
        "ring-one-unit": one_unit(one, best),
        "ring-training": training(run),
        "ring-cube": cube(run),
        "ring-units": hidden_units([runs[n][0] for n in UNITS]),
    }


def of_the_data(run: Learnt) -> dict[str, str]:
    """Return the numbers of the data and of the command that learns it."""
    options = parse(["--data", "ring"])
    *widths, last = map(str, run.network.n)
    around = [hypot(*x) for *x, label in zip(*run.training.X, *run.training.Y, strict=True) if label == 0]
    return {
        "distance": f"{fmean(around):.1f}",
        "points": str(len(run.data.Y[0])),
        "inside": str(int(sum(run.data.Y[0]))),
        "around": str(run.data.Y[0].count(0.0)),
        "disc": f"{DISC[1]:g}",
        "nearest": f"{RING[0]:g}",
        "farthest": f"{RING[1]:g}",
        "training": str(len(run.training.Y[0])),
        "unseen": str(len(run.unseen.Y[0])),
        "gamma": f"{options.gamma:g}",
        "steps": str(options.steps),
        "layers": f"{', '.join(widths)} and {last}",
        "parameters": str(count_parameters(run.network)),
    }


def of_one_unit(run: Learnt, best: tuple[int, Place]) -> dict[str, str]:
    """Return what a single unit, and the best of many straight lines, make of the training points."""
    m = len(run.training.Y[0])
    return {
        "one_right": str(run.right(run.training)),
        "one_cost": f"{run.cost(run.training):.4f}",
        "one_largest_weight": f"{max(map(abs, run.network.W[1][0])):.2f}",
        "directions": str(DIRECTIONS),
        "line_right": str(best[0]),
        "line_accuracy": f"{best[0] / m:.1%}",
    }


def of_the_run(run: Learnt) -> dict[str, str]:
    """Return what three hidden units make of the points, and the weights with which the output takes them together."""
    rights = [run.right(run.training, step) for step in range(len(run.networks))]
    open_at = [step for step in range(0, len(run.networks), EVERY) if reaches_edge(run.networks[step])]
    (w,), ((b,),) = run.network.W[2], run.network.B[2]
    return {
        "cost_last": f"{run.cost(run.training):.4f}",
        "right_first": str(rights[0]),
        "unseen_right": str(run.right(run.unseen)),
        "closed_from": str(open_at[-1] + EVERY),
        "all_right_from": str(max(step for step, right in enumerate(rights) if right < len(run.training.Y[0])) + 1),
        "output_weights": listed([number(each, ".1f") for each in w]),
        "output_bias": number(b, ".1f"),
        "none_on": f"{sigmoid(b):.3f}",
        "one_on": f"{max(sigmoid(b + each) for each in w):.3f}",
    }


def of_the_fourth_unit(run: Learnt) -> dict[str, str]:
    """Return the smallest weight in the output, in size, of four hidden units, and the next one."""
    least, following, *_ = sorted(map(abs, run.network.W[2][0]))
    return {"units_4_least": f"{least:.1f}", "units_4_next": f"{following:.1f}"}


def of_the_starts(n: int, runs: Sequence[Learnt]) -> dict[str, str]:
    """Return what so many hidden units make of the points from several starts."""
    rights = [run.right(run.training) for run in runs]
    return {
        f"units_{n}_right": span(rights, "d"),
        f"units_{n}_unseen": span([run.right(run.unseen) for run in runs], "d"),
        f"units_{n}_cost": span([run.cost(run.training) for run in runs], ".2f"),
        f"units_{n}_solved": f"{rights.count(len(runs[0].training.Y[0]))} of {len(runs)}",
    }


def span(values: Sequence[float], form: str) -> str:
    """Return the smallest and the largest of some values, or the one that all of them show.

    >>> span([3, 1, 2], "d"), span([0.5, 0.501], ".2f")
    ('1 to 3', '0.50')
    """
    low, high = format(min(values), form), format(max(values), form)
    return low if low == high else f"{low} to {high}"


if __name__ == "__main__":
    print(json.dumps(numbers()))
