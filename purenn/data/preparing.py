"""What data needs before training: a part kept unseen, and features on one scale."""

from collections.abc import Iterable
from math import frexp, fsum, hypot, isfinite, ldexp, sqrt, ulp
from random import Random
from typing import Any, NamedTuple

from purenn.checking import finite_matrix, whole
from purenn.matrix import Matrix, ShapeError, brief, shape


class Data(NamedTuple):
    """Features X (n, m), labels Y and their names.

    Two classes: Y (1, m) holds 0 and 1, whose names are classes[0] and classes[1]. More: Y has a row for each class, in
    the order of classes, and one 1 in each column. Amounts: Y (1, m), and classes is empty. label names what is learnt.
    """

    X: Matrix
    Y: Matrix
    features: list[str]
    classes: tuple[str, ...] = ()
    label: str = ""


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
    return data._replace(X=X, Y=[[data.Y[0][j] for j in places]])


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
