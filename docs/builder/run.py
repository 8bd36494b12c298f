"""The numbers and figures of the runs on the tumours, by the names that a page calls them by.

`python3 -m builder.run` prints them as JSON.
"""

from __future__ import annotations

import json
from itertools import pairwise
from math import isfinite, log
from typing import NamedTuple

from builder.figures import cost_curve, errors
from builder.learnt import Learnt, learnt
from builder.values import power
from purenn import backward_matrix, backward_scalar
from purenn.check import Differences, Report, compare
from purenn.checking import DivergenceError
from purenn.cli import parse
from purenn.data import hits_and_misses, predict, split
from purenn.descent import train
from purenn.forward import forward_pass
from purenn.gradients import Gradients
from purenn.real_data.subjects import SUBJECTS, count_parameters, prepare

GAMMAS = {"small": "0.03", "good": "1", "large": "10", "too_large": "100"}  # each tried with a single unit
GAMMA_STEPS = 60
RAW_STEPS = 30  # by then the network on raw features has stopped to learn
LARGE = 100  # the size of a preactivation at which a sigmoid is flat
BOUNDARIES = {"half": 0.5, "fifth": 0.2, "tenth": 0.1, "low": 0.03}  # from which output on a tumour is called malignant


def numbers() -> dict[str, str]:
    """Return every number and figure of the runs, as a page shows it."""
    run, unit = learnt(), learnt("--layers", "none")
    outputs = forward_pass(run.network, run.unseen.X).A[run.network.L][0]
    return {
        **of_the_data(run),
        **of_the_training(run),
        **of_the_boundaries(outputs, run.unseen.Y[0]),
        **of_the_check(run),
        **of_raw_features(),
        **of_one_unit(unit),
        **of_the_gammas(unit),
        **of_unbounded_layers(),
        "cost-curve": cost_curve(run.costs, base_cost(run)),
        "errors": errors(outputs, run.unseen.Y[0]),
    }


def of_the_data(run: Learnt) -> dict[str, str]:
    """Return what the data is, and what those would score who know nothing but the share of the labels."""
    m, malignant = len(run.data.Y[0]), int(sum(run.data.Y[0]))
    *_, doi, licence = SUBJECTS["tumours"].source.split(", ")
    share = sum(run.training.Y[0]) / len(run.training.Y[0])
    return {
        "doi": doi.removeprefix("doi "),
        "licence": licence,
        "tumours": str(m),
        "features": str(len(run.data.X)),
        "malignant": str(malignant),
        "benign": str(m - malignant),
        "first_area": f"{run.data.X[run.data.features.index('mean_area')][0]:g}",
        "first_smoothness": f"{run.data.X[run.data.features.index('mean_smoothness')][0]:g}",
        "training": str(len(run.training.Y[0])),
        "unseen": str(len(run.unseen.Y[0])),
        "base_share": f"{share:.3f}",
        "base_cost": f"{base_cost(run):.3f}",
        "base_accuracy": f"{run.unseen.Y[0].count(0.0) / len(run.unseen.Y[0]):.1%}",
        "one_tumour": f"{100 / len(run.unseen.Y[0]):.1f}",
    }


def base_cost(run: Learnt) -> float:
    """Return J on the training part if the output is the share of label 1 in it, for every datapoint."""
    share = sum(run.training.Y[0]) / len(run.training.Y[0])
    return -share * log(share) - (1 - share) * log(1 - share)


def of_the_training(run: Learnt) -> dict[str, str]:
    """Return how the network of the default run is trained, and how it does."""
    options = parse([])
    *widths, last = map(str, run.network.n)
    return {
        "layers": f"{', '.join(widths)} and {last}",
        "parameters": str(count_parameters(run.network)),
        "steps": str(options.steps),
        "gamma": f"{options.gamma:g}",
        "cost_first": f"{run.costs[0]:.4f}",
        "cost_training": f"{run.cost(run.training):.4f}",
        "cost_unseen": f"{run.cost(run.unseen):.4f}",
        "accuracy_training": f"{run.table(run.training).accuracy:.1%}",
        "accuracy_unseen": f"{run.table(run.unseen).accuracy:.1%}",
        **{name: str(count) for name, count in run.table(run.unseen)._asdict().items()},
    }


def of_the_boundaries(outputs: list[float], labels: list[float]) -> dict[str, str]:
    """Return, for each boundary, how the unseen tumours are told apart if it takes the place of 0.5."""
    found: dict[str, str] = {}
    for name, boundary in BOUNDARIES.items():
        table = hits_and_misses([[1.0 if a >= boundary else 0.0 for a in outputs]], [labels])
        found |= {
            f"{name}_boundary": f"{boundary:g}",
            f"{name}_misses": str(table.misses),
            f"{name}_false_alarms": str(table.false_alarms),
        }
    missed = sorted(a for a, y in zip(outputs, labels, strict=True) if y == 1 and a < 0.5)
    return found | {"missed_outputs": " and ".join(f"{a:.3f}" for a in missed)}


# ---- the gradient check


class Entry(NamedTuple):
    """One entry of a gradient: how large it is, and the largest gap between any two of its three values."""

    size: float
    gap: float


def of_the_check(run: Learnt) -> dict[str, str]:
    """Return how far the three ways to a gradient are apart, at the trained network."""
    report, entries = checked(run)
    sizes = [entry.size for entry in entries if entry.size]
    return {
        "check_tumours": str(len(run.checked.Y[0])),
        "check_entries": str(report.entries),
        "check_max_error": power(report.max_error),
        "check_absolute": power(max(entry.gap for entry in entries)),
        "check_relative": power(max(entry.gap / entry.size for entry in entries if entry.size)),
        "check_smallest": power(min(sizes)),
        "check_largest": f"{max(sizes):.2f}",
    }


def checked(run: Learnt) -> tuple[Report, list[Entry]]:
    """Return what check_gradients returns, and every entry that it could compare."""
    network, some = run.network, run.checked
    forward = forward_pass(network, some.X)
    derived = [form.backward_pass(network, forward, some.Y) for form in (backward_scalar, backward_matrix)]
    measured = Differences(network, forward, some.Y).measure()
    rows, entries = [], []
    for l in range(network.L, 0, -1):
        for name in Gradients._fields:
            versions = [getattr(each, name)[l] for each in derived]
            rows.append(compare(name, l, versions, measured[name][l]))
            for i, quotients in enumerate(measured[name][l]):
                values = [[*(by[i][j] for by in versions), found.value] for j, found in enumerate(quotients) if found]
                entries += [Entry(abs(each[-1]), max(each) - min(each)) for each in values if all(map(isfinite, each))]
    return Report(("scalar form", "matrix form"), rows), entries



# ---- other runs


def of_raw_features() -> dict[str, str]:
    """Return what becomes of the network if the features are left as they are."""
    options = parse([])
    data, _, _, start, *_ = prepare(options)
    training, unseen = split(data, options.seed)
    network, costs = train(start, training.X, training.Y, options.gamma, RAW_STEPS)
    z = [each for row in forward_pass(start, training.X).Z[1] for each in row]
    outputs = forward_pass(network, training.X).A[network.L][0]
    return {
        "raw_steps": str(RAW_STEPS),
        "raw_large": str(LARGE),
        "raw_share": f"{sum(abs(each) >= LARGE for each in z) / len(z):.0%}",
        "raw_cost": f"{costs[-1]:.3f}",
        "raw_output": f"{sum(outputs) / len(outputs):.3f}",
        "raw_spread": power(max(outputs) - min(outputs)),
        "raw_hits": str(hits_and_misses(predict(network, unseen.X), unseen.Y).hits),
    }


def of_one_unit(unit: Learnt) -> dict[str, str]:
    """Return what a single sigmoid unit makes of the tumours."""
    return {
        "unit_parameters": str(count_parameters(unit.network)),
        "unit_cost_unseen": f"{unit.cost(unit.unseen):.4f}",
        "unit_accuracy_unseen": f"{unit.table(unit.unseen).accuracy:.1%}",
    }


def of_the_gammas(unit: Learnt) -> dict[str, str]:
    """Return how a single unit learns with several learning rates, and as few steps each."""
    found = {"gamma_steps": str(GAMMA_STEPS), "gamma_first": f"{unit.costs[0]:.3f}"}
    for name, gamma in GAMMAS.items():
        run = unit if float(gamma) == parse([]).gamma else learnt(
            "--layers", "none", "--gamma", gamma, "--steps", str(GAMMA_STEPS)
        )  # fmt: skip
        costs = [*run.costs[:GAMMA_STEPS], run.cost(run.training, GAMMA_STEPS)]
        found |= {
            f"gamma_{name}": gamma,
            f"gamma_{name}_highest": f"{max(costs):.3f}",
            f"gamma_{name}_last": f"{costs[-1]:.3f}",
            f"gamma_{name}_rises": str(sum(after > before for before, after in pairwise(costs))),
        }
    return found


def of_unbounded_layers() -> dict[str, str]:
    """Return at which step training fails if the hidden layers are linear and gamma is larger than they can bear."""
    options = parse(["--hidden", "linear", "--gamma", "3"])
    _, training, _, start, *_ = prepare(options)
    try:
        train(start, training.X, training.Y, options.gamma, options.steps)
    except DivergenceError as error:
        return {"linear_gamma": f"{options.gamma:g}", "linear_step": str(error.step)}
    raise AssertionError("linear hidden layers were expected to diverge")


if __name__ == "__main__":
    print(json.dumps(numbers()))
