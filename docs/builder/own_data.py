"""The numbers of the chapter on data of one's own: what a leak does, and what is seen where a network does not learn.

`python3 -m builder.own_data` prints them as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from math import log, sqrt
from operator import mul
from pathlib import Path
from random import Random
from statistics import fmean

from builder.learnt import Learnt, learnt
from purenn.data import (
    Data,
    accuracy,
    choose,
    hits_and_misses,
    load_breast_cancer,
    means_and_scales,
    predict,
    read_csv,
    split,
    standardise,
)
from purenn.data.preparing import standardise_parts
from purenn.data.tables import FEW
from purenn.descent import train
from purenn.forward import cost, forward_pass
from purenn.network import Network
from purenn.real_data.subjects import LARGE, network_for

TABLES = Path(__file__).parents[1] / "tables"
COINS, COIN_FEATURES, CHOSEN, DRAWS = 60, 200, 8, 12  # datapoints, features, those that are kept, and how often
FEW_POINTS, RARE, SMALL_GAMMA, STEPS = 15, 25, "0.001", 100


def numbers() -> dict[str, str]:
    """Return every number and listing of the chapter."""
    rings = read_csv(TABLES / "rings.csv")
    return {
        **listings(),
        "classes_most": str(FEW),
        "large": f"{LARGE:,}",
        **of_chosen_features(),
        **of_borrowed_means(),
        **of_a_column_that_counts(rings),
        **of_few_datapoints(rings),
        **of_the_throws(),
        **of_no_hidden_layer(),
        **of_a_rare_class(),
    }


def listings() -> dict[str, str]:
    """Return the programs that print the tables, and how the tables begin."""
    return {
        **{f"{name}_program": text(f"{name}.py") for name in ("rings", "throws")},
        "rings_head": "\n".join(text("rings.csv").splitlines()[:5]),
        "throws_head": "\n".join(text("throws.csv").splitlines()[:4]),
        "plants_lines": "\n".join(text("plants.csv").splitlines()[:17]),
    }


def text(name: str) -> str:
    """Return the text of a file among the tables, without what is blank at its end."""
    return (TABLES / name).read_text(encoding="utf-8").rstrip()


# ---- what a leak does


def of_chosen_features() -> dict[str, str]:
    """Return how many tosses of a coin seem to be foretold from noise, if the features were chosen by all datapoints.

    Honestly they are chosen by the training part alone. Both are means over several draws.
    """
    leaking, honest = list[float](), list[float]()
    for seed in range(DRAWS):
        draw = Random(seed)
        X = [[draw.gauss(0, 1) for _ in range(COINS)] for _ in range(COIN_FEATURES)]
        data = Data(X, [[float(draw.random() < 0.5) for _ in range(COINS)]], [])
        training, unseen = split(data, seed)
        for found, looked_at in ((leaking, data), (honest, training)):
            best = most_alike(looked_at)
            found.append(told_right(*(part._replace(X=[part.X[i] for i in best]) for part in (training, unseen))))
    return {
        "coins": str(COINS), "coin_features": str(COIN_FEATURES), "chosen": str(CHOSEN), "draws": str(DRAWS),
        "coins_leaking": f"{fmean(leaking):.0%}", "coins_honest": f"{fmean(honest):.0%}",
    }  # fmt: skip


def most_alike(data: Data) -> list[int]:
    """Return the features, all of one scale, that go along with the labels most closely, up or down."""
    ((mean, _),) = means_and_scales(data.Y)
    away = [y - mean for y in data.Y[0]]
    along = [abs(sum(map(mul, row, away))) for row in data.X]
    return sorted(range(len(along)), key=lambda i: -along[i])[:CHOSEN]


def told_right(training: Data, unseen: Data) -> float:
    """Return the share of the unseen datapoints that a single unit tells right."""
    network, _ = train(Network.random([len(training.X), 1]), training.X, training.Y, 1.0, STEPS // 4)
    return accuracy(predict(network, unseen.X), unseen.Y)


def of_borrowed_means() -> dict[str, str]:
    """Return what a single unit makes of unseen tumours if the means and scales are those of all, and if they are not.

    The training part is small, so that means of it are rough.
    """
    data = choose(load_breast_cancer(), list(range(50)))
    parts = split(data)
    found = {"small_training": str(len(parts[0].Y[0]))}
    for name, source in (("leaking", data), ("honest", parts[0])):
        pairs = means_and_scales(source.X)
        training, unseen = (part._replace(X=standardise(part.X, pairs)) for part in parts)
        network, _ = train(Network.random([len(data.X), 1]), training.X, training.Y, 1.0, STEPS)
        found[f"means_{name}"] = f"{cost(network, forward_pass(network, unseen.X), unseen.Y):.3f}"
    return found


# ---- what is seen where a network does not learn


def share_told(training: Data, unseen: Data, hidden: Sequence[int], steps: int) -> tuple[float, float]:
    """Return which share of each of two parts a network with these hidden layers tells right after so many steps."""
    training, unseen, _ = standardise_parts(training, unseen)
    network, _ = train(network_for(training, hidden), training.X, training.Y, 1.0, steps)
    told, others = (accuracy(predict(network, part.X), part.Y) for part in (training, unseen))
    return told, others


def of_a_column_that_counts(rings: Data) -> dict[str, str]:
    """Return what one layer makes of the rings if a column counts the rows of a table that was sorted by place."""
    places = [column.index(1) for column in zip(*rings.Y, strict=True)]
    data = choose(rings, sorted(range(len(places)), key=places.__getitem__))
    counting = data._replace(X=[*data.X, [float(j) for j in range(len(places))]])
    return {
        name: f"{share_told(*split(table), [], STEPS // 2)[1]:.0%}"
        for name, table in (("without_count", data), ("with_count", counting))
    }


def of_few_datapoints(rings: Data) -> dict[str, str]:
    """Return what is learnt of the first points of the rings alone, and how that does on all others."""
    first, others = (choose(rings, list(each)) for each in (range(FEW_POINTS), range(FEW_POINTS, len(rings.Y[0]))))
    told, unseen = share_told(first, others, [8], 5 * STEPS)
    return {"first_points": str(FEW_POINTS), "first_told": f"{told:.0%}", "first_others": f"{unseen:.0%}"}


def of_the_throws() -> dict[str, str]:
    """Return how far off the distances are that are learnt with too small a learning rate, and if the mean is said."""
    run = learnt("--data", str(TABLES / "throws.csv"), "--gamma", SMALL_GAMMA, "--steps", str(STEPS))
    return {"small_gamma_off": f"{off(run):.1f}"}


def off(run: Learnt) -> float:
    """Return the root mean squared error on the unseen part, in the units of what is learnt."""
    return sqrt(run.cost(run.unseen)) * run.answer[1]


def of_no_hidden_layer() -> dict[str, str]:
    """Return what one softmax layer, without a hidden one, makes of the rings."""
    run = learnt("--data", str(TABLES / "rings.csv"), "--layers", "none", "--steps", str(STEPS))
    return {"stuck_cost": f"{run.cost(run.training):.3f}", "chance_cost": f"{log(3):.3f}"}


def of_a_rare_class() -> dict[str, str]:
    """Return what a single unit makes of tumours of which few are malignant, by their texture alone."""
    data = load_breast_cancer()
    places = [[j for j, y in enumerate(data.Y[0]) if y == label] for label in (0, 1)]
    few = choose(data._replace(X=[data.X[data.features.index("mean_texture")]]), [*places[0], *places[1][:RARE]])
    training, unseen, _ = standardise_parts(*split(few))
    network, _ = train(network_for(training, []), training.X, training.Y, 1.0, STEPS)
    table = hits_and_misses(predict(network, unseen.X), unseen.Y)
    return {
        "rare_accuracy": f"{table.accuracy:.0%}",
        "found_of_rare": f"{table.hits} of {table.hits + table.misses}",
    }


if __name__ == "__main__":
    print(json.dumps(numbers()))
