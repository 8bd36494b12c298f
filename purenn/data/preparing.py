"""What data needs before training: labels in their form, a part kept unseen, and features on one scale."""

from collections.abc import Iterable
from math import frexp, fsum, hypot, isfinite, isnan, ldexp, nan, sqrt, ulp
from random import Random
from typing import Any, NamedTuple

from purenn.checking import as_float, check_labels, finite_matrix, whole
from purenn.matrix import Matrix, ShapeError, shape
from purenn.messages import brief


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
    """Return a training part and an unseen part, every fifth datapoint, with the same share of each class.

    The datapoints of each class are shuffled, then every fifth is set aside. The only datapoint of a class goes into
    the training part: unseen it could not be learnt. Amounts are shuffled all together, and so are labels of several
    units that are no classes. A missing value, which is NaN in X, is given the mean that its feature has in the
    training part, in both parts: of the unseen part not even a mean may be used.

    Raises: ValueError for data that is no Data of finite numbers, has too few datapoints for two parts, or a feature
    without any value in the training part.
    """
    if not isinstance(data, Data):
        raise ValueError(f"split: data is {brief(data)}, expected Data(X, Y, features)")
    X, gaps = with_gaps("split: X", data.X)
    data = data._replace(X=X, Y=finite_matrix("split: Y", data.Y))
    (n, m), (n_Y, m_Y) = shape(X), shape(data.Y)
    if m_Y != m:
        raise ShapeError(f"split: X is {n}x{m} but Y is {n_Y}x{m_Y}, expected {n_Y}x{m}")
    draw = Random(whole("split: seed", seed))
    order: list[int] = []
    alone: list[int] = []
    for places in groups(data.Y):
        draw.shuffle(places)
        (order if len(places) > 1 else alone).extend(places)
    if not order:
        raise ValueError(f"split: found {m} datapoint{'s' * (m > 1)}, none for the unseen part, expected more")
    unseen = choose(data, order[::5])
    training = choose(data, [j for k, j in enumerate(order) if k % 5] + alone)
    if gaps:
        pairs = [pair_of_known(i, entries, data.features) for i, entries in enumerate(training.X)]
        training, unseen = (part._replace(X=fill(part.X, pairs)) for part in (training, unseen))
    return training, unseen


def groups(Y: Matrix) -> list[list[int]]:
    """Return the places of each class; all places as one group if the columns of Y are no classes."""
    n = len(Y)
    kinds = [tuple(float(k == i) for k in range(n)) for i in range(n)] + [(0.0,)] * (n == 1)
    places: dict[tuple[float, ...], list[int]] = {kind: [] for kind in kinds}
    for j, column in enumerate(zip(*Y, strict=True)):
        places.setdefault(column, []).append(j)
    return list(places.values()) if len(places) == len(kinds) else [list(range(len(Y[0])))]


def with_gaps(name: str, X: Matrix) -> tuple[Matrix, bool]:
    """Return a copy of X, in which NaN stands for a missing value, after checking the others; and whether one is."""
    shape(X, name)
    own = finite_matrix(name, [[0.0 if is_gap(x) else x for x in entries] for entries in X])
    gaps = [(i, j) for i, entries in enumerate(X) for j, x in enumerate(entries) if is_gap(x)]
    for i, j in gaps:
        own[i][j] = nan
    return own, bool(gaps)


def is_gap(value: Any) -> bool:
    """Say whether value is a missing one, NaN."""
    return isinstance(value, float) and isnan(value)


def pair_of_known(i: int, entries: list[float], features: list[str]) -> tuple[float, float]:
    """Return the mean and the scale of those values of feature i, in the training part, that are not missing."""
    known = [x for x in entries if not isnan(x)]
    if not known:
        name = f" ({features[i]})" if i < len(features) else ""
        raise ValueError(f"split: X[{i}]{name} has no value in the training part, expected one; leave it out")
    return means_and_scales([known])[0]


def fill(X: Matrix, pairs: list[tuple[float, float]]) -> Matrix:
    """Return X with each missing value, which is NaN, replaced by the mean of its feature.

    Shapes: X (n, m), pairs (n, 2) -> (n, m).
    Raises: ValueError as standardise does, except for the missing values.

    >>> fill([[1.0, float("nan")], [5.0, 6.0]], pairs=[(2.5, 1.0), (5.5, 0.5)])
    [[1.0, 2.5], [5.0, 6.0]]
    """
    X, _ = with_gaps("fill: X", X)
    own = checked_pairs("fill: pairs", pairs, len(X))
    return [[mean if isnan(x) else x for x in entries] for entries, (mean, _) in zip(X, own, strict=True)]


def choose(data: Data, places: list[int]) -> Data:
    """Return the datapoints at the places named, in that order.

    Raises: ValueError for a place that is no whole number from 0 to m - 1.
    """
    m = shape(data.Y, "choose: Y")[1]
    for k, j in enumerate(places):
        if whole(f"choose: places[{k}]", j, 0) >= m:
            raise ValueError(f"choose: places[{k}] is {j}, expected at most {m - 1}, as there are {m} datapoints")
    X, Y = ([[entries[j] for j in places] for entries in matrix] for matrix in (data.X, data.Y))
    return data._replace(X=X, Y=Y)


def one_hot(numbers: Matrix, n: int | None = None) -> Matrix:
    """Return a column for each of the class numbers, with a 1 in the row of that number and 0 in the others.

    There are n rows, or, if n is not given, as many as the largest number asks for.

    Shapes: numbers (1, m) -> (n, m).
    Raises: ValueError for a number that is none of 0 to n - 1, or fewer than two classes.

    >>> one_hot([[2, 0, 1, 2]])
    [[0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0], [1.0, 0.0, 0.0, 1.0]]
    """
    rows, m = shape(numbers, "one_hot: numbers")
    if rows != 1:
        raise ShapeError(f"one_hot: numbers is {rows}x{m}, expected 1x{m * rows if m == 1 else m}, one row of numbers")
    own = class_numbers("one_hot", "numbers", numbers)
    if n is None and max(own) == 0:
        raise ValueError("one_hot: numbers holds class 0 alone, expected two classes at least; say how many as n")
    classes = max(own) + 1 if n is None else whole("one_hot: n", n, 2)
    for j, number in enumerate(own):
        if number >= classes:
            raise ValueError(f"one_hot: numbers[0][{j}] is {number}, expected a class from 0 to {classes - 1}")
    return [[float(number == i) for number in own] for i in range(classes)]


def class_numbers(function: str, name: str, labels: Matrix) -> list[int]:
    """Return the class number of each datapoint: as a single row says it, or the row of the 1 in its column.

    Raises: ValueError for a number that is not whole or below 0, or a column without exactly one 1 and else 0.
    """
    labels = finite_matrix(f"{function}: {name}", labels)
    if len(labels) > 1:
        check_labels(function, name, labels, "classes")
        return [column.index(1) for column in zip(*labels, strict=True)]
    for j, number in enumerate(labels[0]):
        if number < 0 or number != int(number):
            raise ValueError(f"{function}: {name}[0][{j}] is {brief(number)}, expected the number of a class, from 0")
    return list(map(int, labels[0]))


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
    own = checked_pairs("standardise: pairs", pairs, len(X))
    return [[distance(x, mean, scale) for x in entries] for entries, (mean, scale) in zip(X, own, strict=True)]


def standardise_parts(training: Data, unseen: Data) -> tuple[Data, Data, list[tuple[float, float]]]:
    """Return both parts with their features standardised by the training part alone, and its means and scales."""
    pairs = means_and_scales(training.X)
    training, unseen = (part._replace(X=standardise(part.X, pairs)) for part in (training, unseen))
    return training, unseen, pairs


def checked_pairs(name: str, pairs: Any, n: int) -> Matrix:
    """Return a copy of pairs, after checking that there are a mean and a scale, not 0, for each of n features."""
    if not isinstance(pairs, Iterable):
        raise ShapeError(f"{name} is {brief(pairs)}, expected {n} pairs of a mean and a scale")
    own = [checked_pair(f"{name}[{i}]", pair) for i, pair in enumerate(pairs)]
    if len(own) != n:
        raise ShapeError(f"{name} has {len(own)} pairs, expected {n}, one for each feature")
    return own


def checked_pair(name: str, pair: Any) -> list[float]:
    """Return a copy of a mean and a scale, after checking that they are finite, and that the scale is not 0."""
    numbers = list(pair) if isinstance(pair, Iterable) and not isinstance(pair, str) else []
    if len(numbers) != 2:
        raise ShapeError(f"{name} is {brief(pair)}, expected two numbers, a mean and a scale")
    for k, number in enumerate(own := list(map(as_float, numbers))):
        if not isfinite(number):
            raise ValueError(f"{name}[{k}] is {brief(numbers[k])}, expected a finite number")
    if own[1] == 0:
        raise ValueError(f"{name}[1] is 0, expected a scale to divide by")
    return own


def distance(x: float, mean: float, scale: float) -> float:
    """Return (x - mean) / scale, halving all three where the difference is too large for a float."""
    return (x - mean) / scale if isfinite(x - mean) else (x / 2 - mean / 2) / (scale / 2)
