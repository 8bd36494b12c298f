"""The embedded data set, and what data needs before and after training: splitting, standardising, counting.

Breast Cancer Wisconsin (Diagnostic), W. Wolberg, O. Mangasarian, N. Street, W. Street (1993),
UCI Machine Learning Repository, doi 10.24432/C5DW2B, licence CC BY 4.0. Each of the 569 datapoints is a tumour:
30 measurements of the cell nuclei in an image of it, and the diagnosis.
"""

from math import fsum, hypot, sqrt
from random import Random
from typing import NamedTuple

from purenn.loss import check_labels
from purenn.matrix import Matrix, ShapeError, shape


class Data(NamedTuple):
    """Features X (n, m), labels Y (1, m) and the names of the n features."""

    X: Matrix
    Y: Matrix
    features: list[str]


class Table(NamedTuple):
    """Hits and misses of predicted labels: how many of each label were predicted as which."""

    true_1: int
    missed_1: int
    true_0: int
    missed_0: int

    @property
    def accuracy(self) -> float:
        """The share of labels predicted right."""
        return (self.true_1 + self.true_0) / sum(self)


def load_breast_cancer() -> Data:
    """Return the embedded data: 30 features of 569 tumours, label 1 for malignant and 0 for benign."""
    from importlib.resources import files  # slow to import, and only needed here

    lines = files("purenn").joinpath("breast_cancer_wisconsin.csv").read_text(encoding="utf-8").splitlines()
    *features, _ = lines[0].split(",")
    records = [line.split(",") for line in lines[1:]]
    X = [[float(record[i]) for record in records] for i in range(len(features))]
    Y = [[1.0 if record[-1] == "malignant" else 0.0 for record in records]]
    return Data(X, Y, features)


def split(data: Data, seed: int = 0) -> tuple[Data, Data]:
    """Return a training part and an unseen part, every fifth datapoint, with the same share of each label.

    The datapoints of each label are shuffled, then every fifth is set aside.

    Shapes: X (n, m) -> (n, 4 m / 5) and (n, m / 5), rounded up in the second.
    """
    (n, m), (n_Y, m_Y) = shape(data.X, "split: X"), shape(data.Y, "split: Y")
    if (n_Y, m_Y) != (1, m):
        raise ShapeError(f"split: X is {n}x{m} but Y is {n_Y}x{m_Y}, expected 1x{m}")
    check_labels("split", data.Y)
    if m < 2:
        raise ValueError(f"split: found {m} datapoint, expected at least one for each part")
    draw = Random(seed)
    order: list[int] = []
    for label in (1, 0):
        places = [j for j, y in enumerate(data.Y[0]) if y == label]
        draw.shuffle(places)
        order += places
    unseen = order[::5]
    training = [j for k, j in enumerate(order) if k % 5]
    return choose(data, training), choose(data, unseen)


def choose(data: Data, places: list[int]) -> Data:
    """Return the datapoints at the places named, in that order."""
    X = [[entries[j] for j in places] for entries in data.X]
    return Data(X, [[data.Y[0][j] for j in places]], data.features)


def means_and_scales(X: Matrix) -> list[tuple[float, float]]:
    """Return the mean and the standard deviation of each feature; a constant feature gets the scale 1.

    Shapes: X (n, m) -> n pairs.
    """
    _, m = shape(X, "means_and_scales: X")
    pairs = []
    for entries in X:
        mean = fsum(entries) / m
        deviation = hypot(*(x - mean for x in entries)) / sqrt(m)  # which squares nothing that overflows
        pairs.append((mean, deviation if max(entries) > min(entries) else 1.0))
    return pairs


def standardise(X: Matrix, pairs: list[tuple[float, float]]) -> Matrix:
    """Return X with each feature less its mean, over its scale; learn both from the training part alone.

    Shapes: X (n, m), n pairs -> (n, m).

    >>> standardise([[1.0, 3.0], [5.0, 5.0]], means_and_scales([[1.0, 3.0], [5.0, 5.0]]))
    [[-1.0, 1.0], [0.0, 0.0]]
    """
    n, m = shape(X, "standardise: X")
    if len(pairs) != n:
        raise ShapeError(f"standardise: X is {n}x{m} but there are {len(pairs)} pairs, expected {n}")
    return [[(x - mean) / scale for x in entries] for entries, (mean, scale) in zip(X, pairs, strict=True)]


def hits_and_misses(labels: Matrix, Y: Matrix) -> Table:
    """Return how many labels of each kind were predicted right and wrong.

    Shapes: labels (1, m), Y (1, m).

    >>> hits_and_misses([[1, 0, 0, 1]], [[1, 1, 0, 0]])
    Table(true_1=1, missed_1=1, true_0=1, missed_0=1)
    """
    (n, m), (n_Y, m_Y) = shape(labels, "hits_and_misses: labels"), shape(Y, "hits_and_misses: Y")
    if (n, m) != (n_Y, m_Y) or n != 1:
        raise ShapeError(f"hits_and_misses: labels is {n}x{m} and Y {n_Y}x{m_Y}, expected 1xm for both")
    check_labels("hits_and_misses", labels)
    check_labels("hits_and_misses", Y)
    pairs = list(zip(labels[0], Y[0], strict=True))
    return Table(pairs.count((1, 1)), pairs.count((0, 1)), pairs.count((0, 0)), pairs.count((1, 0)))
