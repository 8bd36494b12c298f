"""Two data sets, and what data needs before and after training: splitting, standardising, counting.

Breast Cancer Wisconsin (Diagnostic), W. H. Wolberg, W. N. Street, O. L. Mangasarian (1993),
UCI Machine Learning Repository, doi 10.24432/C5DW2B, licence CC BY 4.0. Each of the 569 datapoints is a tumour:
30 measurements of the cell nuclei in an image of it, and the diagnosis. The ring is made here, of two features.
"""

from collections.abc import Iterable
from math import cos, frexp, fsum, hypot, isfinite, isnan, ldexp, sin, sqrt, tau, ulp
from random import Random
from typing import Any, NamedTuple

from purenn.checking import check_labels, data_for, finite_matrix, paired_columns, whole
from purenn.forward import propagate
from purenn.matrix import Matrix, ShapeError, brief, shape
from purenn.network import Network

DISC, RING = (0.0, 1.0), (1.6, 2.4)  # how near to the middle, and how far from it, their points lie


class Data(NamedTuple):
    """Features X (n, m), labels Y (1, m) and the names of the n features."""

    X: Matrix
    Y: Matrix
    features: list[str]


class Table(NamedTuple):
    """How many datapoints were told right and wrong: a miss is a 1 called 0, a false alarm a 0 called 1."""

    hits: int
    misses: int
    correct_rejections: int
    false_alarms: int

    @property
    def accuracy(self) -> float:
        """The share of labels predicted right."""
        return (self.hits + self.correct_rejections) / sum(self)


def load_breast_cancer() -> Data:
    """Return the embedded data: 30 features of 569 tumours, label 1 for malignant and 0 for benign."""
    from importlib.resources import files  # slow to import, and only needed here

    lines = files("purenn").joinpath("breast_cancer_wisconsin.csv").read_text(encoding="utf-8").splitlines()
    *features, _ = lines[0].split(",")
    records = [line.split(",") for line in lines[1:]]
    X = [[float(record[i]) for record in records] for i in range(len(features))]
    Y = [[1.0 if record[-1] == "malignant" else 0.0 for record in records]]
    return Data(X, Y, features)


def ring(m: int = 150, seed: int = 0) -> Data:
    """Return m points of a plane, by turns from a disc, with label 1, and from a ring around it, with label 0.

    Within each the points are drawn evenly over the area. No straight line parts the two labels.

    Raises: ValueError if m is no whole number >= 2, or seed no whole number.
    """
    draw = Random(whole("ring: seed", seed))
    points, labels = [], []
    for j in range(whole("ring: m", m, 2)):
        nearest, farthest = RING if j % 2 else DISC
        radius, angle = sqrt(draw.uniform(nearest**2, farthest**2)), draw.uniform(0.0, tau)
        points.append([radius * cos(angle), radius * sin(angle)])
        labels.append(0.0 if j % 2 else 1.0)
    return Data([[point[i] for point in points] for i in range(2)], [labels], ["x_1", "x_2"])


def split(data: Data, seed: int = 0) -> tuple[Data, Data]:
    """Return a training part and an unseen part, every fifth datapoint, with the same share of each label.

    The datapoints of each label are shuffled, then every fifth is set aside. The only datapoint of a label goes into
    the training part: unseen it could not be learnt. Labels other than 0 and 1, amounts, are shuffled all together.

    Raises: ValueError for data that is no Data of finite numbers, or has too few datapoints for two parts.
    """
    if not isinstance(data, Data):
        raise ValueError(f"split: data is {brief(data)}, expected Data(X, Y, features)")
    data = data._replace(X=finite_matrix("split: X", data.X), Y=finite_matrix("split: Y", data.Y))
    (n, m), (n_Y, m_Y) = shape(data.X), shape(data.Y)
    if (n_Y, m_Y) != (1, m):
        raise ShapeError(f"split: X is {n}x{m} but Y is {n_Y}x{m_Y}, expected 1x{m}")
    draw = Random(whole("split: seed", seed))
    order: list[int] = []
    alone: list[int] = []
    for places in groups(data.Y[0]):
        draw.shuffle(places)
        (order if len(places) > 1 else alone).extend(places)
    if not order:
        raise ValueError(f"split: found {m} datapoint{'s' * (m > 1)}, none for the unseen part, expected more")
    unseen = order[::5]
    training = [j for k, j in enumerate(order) if k % 5] + alone
    return choose(data, training), choose(data, unseen)


def groups(labels: list[float]) -> list[list[int]]:
    """Return the places of each label, of 1 and of 0; if there are others, all places as one group."""
    if set(labels) <= {0, 1}:
        return [[j for j, y in enumerate(labels) if y == label] for label in (1, 0)]
    return [list(range(len(labels)))]


def choose(data: Data, places: list[int]) -> Data:
    """Return the datapoints at the places named, in that order.

    Raises: ValueError for a place that is no whole number from 0 to m - 1.
    """
    m = shape(data.Y, "choose: Y")[1]
    for k, j in enumerate(places):
        if whole(f"choose: places[{k}]", j, 0) >= m:
            raise ValueError(f"choose: places[{k}] is {j}, expected at most {m - 1}, as there are {m} datapoints")
    X = [[entries[j] for j in places] for entries in data.X]
    return Data(X, [[data.Y[0][j] for j in places]], data.features)


def means_and_scales(X: Matrix) -> list[tuple[float, float]]:
    """Return the mean and the standard deviation of each feature; one that is constant, but for rounding, gets 1.

    Shapes: X (n, m) -> (n, 2).
    Raises: ValueError, naming the place, for an entry that is no finite number.
    """
    pairs = []
    for entries in finite_matrix("means_and_scales: X", X):
        largest = max(map(abs, entries))
        power = frexp(largest)[1]  # as large numbers as floats can hold are added up after division by 2^power
        small = [ldexp(x, -power) for x in entries]
        mean = fsum(small) / len(small)
        deviation = ldexp(hypot(*(x - mean for x in small)) / sqrt(len(small)), power)
        pairs.append((ldexp(mean, power), deviation if deviation > 4 * ulp(largest) else 1.0))
    return pairs


def standardise(X: Matrix, pairs: list[tuple[float, float]]) -> Matrix:
    """Return X with each feature less its mean, over its scale; learn both from the training part alone.

    Shapes: X (n, m), pairs (n, 2) -> (n, m).
    Raises: ValueError for an entry of either that is no finite number, or a scale of 0.

    >>> standardise([[1.0, 3.0], [5.0, 5.0]], means_and_scales([[1.0, 3.0], [5.0, 5.0]]))
    [[-1.0, 1.0], [0.0, 0.0]]
    """
    X = finite_matrix("standardise: X", X)
    rows: Any = pairs
    if isinstance(pairs, Iterable):
        rows = [list(pair) if isinstance(pair, Iterable) else pair for pair in pairs]
    pairs_found = finite_matrix("standardise: pairs", rows)
    if shape(pairs_found) != (len(X), 2):
        raise ShapeError(f"standardise: X is {len(X)}x{len(X[0])} but there are {len(rows)} pairs, expected {len(X)}")
    for i, (_, scale) in enumerate(pairs_found):
        if scale == 0:
            raise ValueError(f"standardise: pairs[{i}][1] is 0, expected a scale to divide by")
    return [[distance(x, mean, scale) for x in entries] for entries, (mean, scale) in zip(X, pairs_found, strict=True)]


def distance(x: float, mean: float, scale: float) -> float:
    """Return (x - mean) / scale, halving all three where the difference is too large for a float."""
    return (x - mean) / scale if isfinite(x - mean) else (x / 2 - mean / 2) / (scale / 2)


def predict(network: Network, X: Matrix) -> Matrix:
    """Return the label, 0 or 1, that network gives each datapoint: 1 where its output is at least 0.5.

    The outputs themselves, which are probabilities, are forward_pass(network, X).A[network.L].

    Shapes: X (n[0], m) -> (1, m).
    Raises: ValueError if X does not fit the network, or its output is linear and so no probability.
    """
    X = data_for("predict", network, X)
    if network.cost != "cross-entropy":
        raise ValueError("predict: the last layer is linear, expected sigmoid; a linear output is the prediction")
    (outputs,) = propagate(network, X).A[network.L]
    if any(map(isnan, outputs)):
        raise ValueError("predict: an output is not a number, expected one from 0 to 1; the numbers are too large")
    return [[1 if a >= 0.5 else 0 for a in outputs]]


def hits_and_misses(labels: Matrix, Y: Matrix) -> Table:
    """Return how many datapoints of each label were given the right one and the wrong one.

    Shapes: labels (1, m), Y (1, m).

    >>> hits_and_misses([[1, 0, 0, 1]], [[1, 1, 0, 0]])
    Table(hits=1, misses=1, correct_rejections=1, false_alarms=1)
    """
    labels, Y = finite_matrix("hits_and_misses: labels", labels), finite_matrix("hits_and_misses: Y", Y)
    paired_columns("hits_and_misses", labels, Y, "labels")
    check_labels("hits_and_misses", "labels", labels)
    check_labels("hits_and_misses", "Y", Y)
    pairs = list(zip(labels[0], Y[0], strict=True))
    return Table(pairs.count((1, 1)), pairs.count((0, 1)), pairs.count((0, 0)), pairs.count((1, 0)))
