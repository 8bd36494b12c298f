"""What a network says of datapoints, and how often it is right."""

from math import isnan
from operator import eq
from typing import NamedTuple

from purenn.checking import check_labels, data_for, finite_matrix, paired_columns
from purenn.data.preparing import class_numbers
from purenn.forward import propagate
from purenn.matrix import Matrix, ShapeError, shape
from purenn.network import Network


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


def predict(network: Network, X: Matrix) -> Matrix:
    """Return the label that network gives each datapoint.

    After softmax it is the number of the class, from 0, whose output is the largest: the first of equals. After one
    sigmoid unit it is 1 where the output is at least 0.5, else 0; several have a row of such labels each.

    Shapes: X (n[0], m) -> (1, m).
    Raises: ValueError if X does not fit the network, or its cost is squared error: its output is the prediction.
    """
    A = outputs("predict", network, X)
    if network.activations[network.L] == "softmax":
        return [[column.index(max(column)) for column in zip(*A, strict=True)]]
    return [[1 if a >= 0.5 else 0 for a in entries] for entries in A]


def probabilities(network: Network, X: Matrix) -> Matrix:
    """Return the outputs of network under cross-entropy: what it gives each class, or the label 1 of each unit.

    Shapes: X (n[0], m) -> (n[L], m).
    Raises: ValueError if X does not fit the network, or its cost is squared error, after which they are amounts.
    """
    return outputs("probabilities", network, X)


def outputs(function: str, network: Network, X: Matrix) -> Matrix:
    """Return the activations of the last layer, after checking that they are probabilities."""
    X = data_for(function, network, X)
    if network.cost != "cross-entropy":
        raise ValueError(f"{function}: the cost is squared error, expected cross-entropy; the output is the prediction")
    A = propagate(network, X).A[network.L]
    if any(isnan(a) for entries in A for a in entries):
        raise ValueError(f"{function}: an output is not a number, expected one from 0 to 1; the numbers are too large")
    return A


def accuracy(labels: Matrix, Y: Matrix) -> float:
    """Return the share of the datapoints that are told right: of several labels, all of them.

    labels is what predict says. Where Y has a row for each class, labels may be the numbers of the classes.

    Shapes: labels (1, m), Y (n, m) -> a number.
    Raises: ValueError if their shapes do not meet, or hold what is no label.

    >>> accuracy([[0, 2, 1, 1]], [[1, 0, 0, 0], [0, 0, 1, 0], [0, 1, 0, 1]])
    0.75
    """
    same_datapoints("accuracy", labels, Y)
    if 1 < len(labels) == len(Y):
        for name, matrix in {"labels": labels, "Y": Y}.items():
            check_labels("accuracy", name, finite_matrix(f"accuracy: {name}", matrix))
        right = list(map(eq, zip(*labels, strict=True), zip(*Y, strict=True)))
    else:
        said, true, _ = said_and_true("accuracy", labels, Y)
        right = list(map(eq, said, true))
    return right.count(True) / len(right)


def confusions(labels: Matrix, Y: Matrix) -> list[list[int]]:
    """Return how many datapoints of each class were said to be of each: a row is what is true, a column what was said.

    Where Y has a row for each of n classes, or is a row of their numbers, the counts are n×n for the n of Y.

    Shapes: labels (1, m), Y (1, m) -> (2, 2).
    Raises: ValueError as accuracy does, or for several labels of one datapoint: there each row is judged by itself.

    >>> confusions([[0, 2, 1, 1]], [[1, 0, 0, 0], [0, 0, 1, 0], [0, 1, 0, 1]])
    [[1, 0, 0], [0, 1, 0], [0, 1, 1]]
    """
    same_datapoints("confusions", labels, Y)
    said, true, n = said_and_true("confusions", labels, Y)
    counts = [[0] * n for _ in range(n)]
    for k, i in zip(said, true, strict=True):
        counts[i][k] += 1
    return counts


def said_and_true(function: str, labels: Matrix, Y: Matrix) -> tuple[list[int], list[int], int]:
    """Return the class numbers that were said, the true ones, and how many classes Y has, two at least.

    Raises: ValueError for a number that was said and is none of them.
    """
    said, true = class_numbers(function, "labels", labels), class_numbers(function, "Y", Y)
    n = len(Y) if len(Y) > 1 else max(1, *true) + 1
    for j, k in enumerate(said):
        if k >= n:
            raise ValueError(f"{function}: labels[0][{j}] is {k}, expected a class from 0 to {n - 1}")
    return said, true, n


def same_datapoints(function: str, labels: Matrix, Y: Matrix) -> None:
    """Raise ShapeError unless labels has a column for each one of Y, and a single row or as many."""
    (n, m), (n_Y, m_Y) = shape(labels, f"{function}: labels"), shape(Y, f"{function}: Y")
    if m != m_Y or n not in (1, n_Y):
        raise ShapeError(f"{function}: labels is {n}x{m} but Y is {n_Y}x{m_Y}, expected 1x{m_Y}, what predict returns")


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
