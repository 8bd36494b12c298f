"""What a network says of datapoints, and how often it is right."""

from math import isnan
from typing import NamedTuple

from purenn.checking import check_labels, data_for, finite_matrix, paired_columns
from purenn.forward import propagate
from purenn.matrix import Matrix
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
