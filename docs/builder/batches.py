"""The numbers and the figure of the section on batches: what is exact about them, what is noise, and what they buy.

`python3 -m builder.batches` prints them as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import combinations, islice
from math import ceil, fsum, hypot, sqrt

from builder.axes import Axes
from builder.drawing import WIDTH, formula, line, number, picture
from builder.figures import cross, listed
from builder.learnt import Learnt, learnt
from builder.planes import spots, spotted
from builder.values import power
from purenn.backward_matrix import backward_pass
from purenn.batches import batches
from purenn.cli import parse
from purenn.data import Data
from purenn.descent import train
from purenn.explaining import worked
from purenn.forward import cost, forward_pass
from purenn.matrix import Matrix
from purenn.network import Network

NAMES = ("batch-gradients",)

PORTION = 2  # how many of the worked net's datapoints are in a batch
SIZES = (1, 4, 16, 64)
PASSES = (1, 5, 20)
DRAWS = 200  # batches, at least, over which a distance is averaged
DOTS = 60  # batches in each part of the figure
MIDDLE = 16  # the size of which the text speaks


def gradient(network: Network, X: Matrix, Y: Matrix) -> list[float]:
    """Return the derivatives of J with respect to all weights, and then all biases, from layer 1 on."""
    found = backward_pass(network, forward_pass(network, X), Y)
    matrices = [layers[l] for layers in (found.dJ_dW, found.dJ_dB) for l in network.W]
    return [each for matrix in matrices for row in matrix for each in row]


def numbers() -> dict[str, str]:
    """Return every number and the figure, as the page shows them."""
    unit = learnt("--layers", "none")
    return {
        **of_the_worked_net(),
        **of_the_noise(unit),
        **of_training(unit),
        "batch-gradients": batch_gradients(unit.networks[0], unit.training, (4, 16, 64)),
    }


def of_the_worked_net() -> dict[str, str]:
    """Return what the batches of one pass, and of all ways to draw one, make of the derivatives at fixed parameters."""
    network, exact = Network(worked.W, worked.B), gradient(Network(worked.W, worked.B), worked.X, worked.Y)
    numbered = [[j + 1.0 for j in range(worked.m)]]
    one_pass = range(ceil(worked.m / PORTION))
    places = [[int(j) for j in X[0]] for X, _ in islice(batches(numbered, numbered, PORTION, 0), len(one_pass))]
    found: dict[str, str] = {}
    for k in one_pass:
        found |= {f"worked_{k + 1}_datapoints": listed(places[k]), f"worked_{k + 1}_size": str(len(places[k]))}
    gradients = [of_datapoints(network, each) for each in places]
    weighted = [mean(entries, [len(each) for each in places]) for entries in zip(*gradients, strict=True)]
    ways = [of_datapoints(network, each) for each in combinations(range(1, worked.m + 1), PORTION)]
    over_ways = [mean(entries, [1] * len(ways)) for entries in zip(*ways, strict=True)]
    firsts = [each[0] for each in ways]
    gaps = [abs(x - y) for means in (weighted, over_ways) for x, y in zip(means, exact, strict=True)]
    return found | {
        **{f"worked_{k + 1}_derivative": number(gradients[k][0], ".4f") for k in one_pass},
        "portion": str(PORTION),
        "worked_datapoints": str(worked.m),
        "worked_unweighted": number(sum(each[0] for each in gradients) / len(gradients), ".4f"),
        "worked_mean": number(weighted[0], ".4f"),
        "worked_exact": number(exact[0], ".4f"),
        "worked_ways": str(len(ways)),
        "worked_ways_mean": number(over_ways[0], ".4f"),
        "worked_ways_least": number(min(firsts), ".4f"),
        "worked_ways_largest": number(max(firsts), ".4f"),
        "worked_parameters": str(len(exact)),
        "worked_gap": power(max(gaps)),
    }


def of_datapoints(network: Network, places: Iterable[int]) -> list[float]:
    """Return the gradient of the worked net's J over the datapoints at some places, counted from 1."""
    X, Y = ([[row[j - 1] for j in places] for row in matrix] for matrix in (worked.X, worked.Y))
    return gradient(network, X, Y)


def mean(values: tuple[float, ...], weights: list[int]) -> float:
    """Return the mean of some values, each counted as often as its weight says."""
    return fsum(value * weight for value, weight in zip(values, weights, strict=True)) / sum(weights)


def of_the_noise(unit: Learnt) -> dict[str, str]:
    """Return how far the gradients of batches are from the gradient, before training and after it."""
    found = {"steps": str(len(unit.costs)), "draws": str(DRAWS), "middle": str(MIDDLE),
             "share": f"{MIDDLE / len(unit.training.Y[0]):.1%}"}  # fmt: skip
    for when, network in (("start", unit.networks[0]), ("end", unit.network)):
        length = hypot(*gradient(network, unit.training.X, unit.training.Y))
        noises = {size: noise(network, unit.training, size) for size in SIZES}
        found |= {f"noise_{size}_{when}": f"{each:.3f}" for size, each in noises.items()}
        found |= {f"length_{when}": f"{length:.3f}", "noise_times": f"{noises[MIDDLE] / length:.0f}"}
    return found


def noise(network: Network, data: Data, size: int) -> float:
    """Return the root of the mean squared distance from a batch's gradient to the gradient of J, over many batches."""
    exact = gradient(network, data.X, data.Y)
    away = [hypot(*(x - y for x, y in zip(each, exact, strict=True))) for each in drawn(network, data, size, DRAWS)]
    return sqrt(fsum(each * each for each in away) / len(away))


def drawn(network: Network, data: Data, size: int, count: int) -> list[list[float]]:
    """Return the gradients of so many batches of a size, without the smaller ones that end a pass."""
    whole = (batch for batch in batches(data.X, data.Y, size, 0) if len(batch[1][0]) == size)
    return [gradient(network, *batch) for batch in islice(whole, count)]


def of_training(unit: Learnt) -> dict[str, str]:
    """Return J on all the training data after some passes in batches, and without."""
    m, gamma = len(unit.training.Y[0]), parse([]).gamma
    found = {"datapoints": str(m), "gamma": f"{gamma:g}"}
    found |= dict(zip(("few", "some", "many"), map(str, PASSES), strict=True))
    for size in (None, *SIZES):
        name, updates = size or "all", ceil(m / (size or m))
        found[f"updates_{name}"] = str(updates)
        reached = trained(unit, gamma, PASSES[-1] * updates, size)
        for passes in PASSES:
            J = cost(network := reached[passes * updates], forward_pass(network, unit.training.X), unit.training.Y)
            found[f"J_{name}_{passes}"] = f"{J:.3f}"
    return found


def trained(unit: Learnt, gamma: float, steps: int, size: int | None) -> list[Network]:
    """Return the network before training in batches and after each step."""
    X, Y, *_ = unit.training
    found = [unit.networks[0]]
    train(found[0], X, Y, gamma, steps, lambda _, J, network: found.append(network), batch_size=size)
    return found


def batch_gradients(network: Network, data: Data, sizes: tuple[int, ...]) -> str:
    """Return the derivatives with respect to two weights of a unit, for many batches of each size, and for all data."""
    exact = gradient(network, data.X, data.Y)
    clouds = [[each[:2] for each in drawn(network, data, size, DOTS)] for size in sizes]
    reach = 1.05 * max(abs(each[k] - exact[k]) for cloud in clouds for each in cloud for k in (0, 1))
    gap, left, top = 14, 46, 58
    width = (WIDTH - 14 - left - gap * (len(sizes) - 1)) / len(sizes)
    parts, told = [], []
    for k, (size, cloud) in enumerate(zip(sizes, clouds, strict=True)):
        start = left + (width + gap) * k
        axes = Axes(start, start + width, top, top + width, *((each - reach, each + reach) for each in exact[:2]))
        ticks = [[tick for tick in (-1, 0, 1) if low < tick < high] for low, high in (axes.x, axes.y)]
        x, y = axes.place(*exact[:2])
        parts += [
            axes.vertical(ticks[1], marks=[number(tick, "g") if k == 0 else "" for tick in ticks[1]]),
            axes.horizontal(ticks[0]),
            line(start, top, start, axes.bottom, "line thin"),
            line(x, top, x, axes.bottom, "line soft dashed thin"),
            line(start, y, axes.right, y, "line soft dashed thin"),
            spots(spotted([axes.place(*each) for each in cloud]), 1, 4),
            cross(x, y),
            formula(start + width / 2, top - 12, rf"\text{{{size} at a time}}", role="strong"),
        ]
        spread = max(hypot(each[0] - exact[0], each[1] - exact[1]) for each in cloud)
        told.append(f"{spread:.2f} away for batches of {size}")
    return picture(
        "batch-gradients",
        "The gradients of batches around the gradient",
        f"{len(sizes)} fields side by side. In each stands a cross, at the derivatives of J with respect to two "
        f"weights over all {len(data.Y[0])} datapoints, {exact[0]:.2f} and {exact[1]:.2f}. Around it are {DOTS} dots: "
        f"the same derivatives, each over one batch. The dot furthest from the cross is {listed(told)}.",
        top + width + 46,
        formula(6, 18, r"∂J/∂w_{1,2}^{(1)}", "start"),
        formula((left + WIDTH - 14) / 2, top + width + 40, r"∂J/∂w_{1,1}^{(1)}"),
        *parts,
    )


if __name__ == "__main__":
    print(json.dumps(numbers()))
