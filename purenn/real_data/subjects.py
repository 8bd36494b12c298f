"""What can be learnt: data sets of the package and tables of one's own; made ready for training."""

import argparse
import os
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from purenn.data import (
    SIDE,
    Data,
    TableError,
    load_breast_cancer,
    load_digits,
    means_and_scales,
    read_csv,
    ring,
    split,
    standardise,
)
from purenn.data.preparing import standardise_parts
from purenn.matrix import Matrix
from purenn.network import Network

LARGE = 1000  # datapoints, from which on a table is learnt in batches
FARTHEST = 1e50  # standard deviations: farther values would leave the finite numbers on their way through the layers


class Subject(NamedTuple):
    """What to learn from: the data, the words that tell of it, and the options that suit it where they are its own."""

    load: Callable[[], Data]
    source: str
    datapoints: str
    features: str
    options: dict[str, str]
    side: int = 0  # pixels in a row, where a datapoint is an image


SUBJECTS = {
    "tumours": Subject(
        load_breast_cancer,
        "Breast Cancer Wisconsin (Diagnostic), UCI, doi 10.24432/C5DW2B, CC BY 4.0",
        "tumours", "measurements", {"--steps": "200"},
    ),
    "ring": Subject(
        ring, "A disc in a plane, and a ring around it, drawn at random by purenn.ring",
        "points", "coordinates", {"--layers": "3", "--gamma": "5", "--steps": "200"},
    ),
    "digits": Subject(
        load_digits, "Optical Recognition of Handwritten Digits, UCI, doi 10.24432/C50P49, CC BY 4.0",
        "images", "pixels", {"--layers": "32", "--batch": "32", "--passes": "10"}, SIDE,
    ),
}  # fmt: skip


def is_table(name: str) -> bool:
    """Say whether a name of data is that of a table of one's own: a file, or spelt like one."""
    return name not in SUBJECTS and (os.path.exists(name) or os.sep in name or "." in name)


def subject_of(options: argparse.Namespace) -> Subject:
    """Return what the options say is to be learnt, a table having been read.

    Raises: TableError for a table that cannot be.
    """
    if not is_table(options.data):
        return SUBJECTS[options.data]
    data = read_csv(options.data, options.label, options.missing, options.leave_out or (), bool(options.amounts))
    own = {"--layers": str(max(8, len(data.classes))), "--gamma": "1" if data.classes else "0.1"}
    own |= {"--batch": "32", "--passes": "10"} if len(data.Y[0]) >= LARGE else {"--steps": "200"}
    return Subject(lambda: data, options.data, "datapoints", "features" if len(data.X) > 1 else "feature", own)


class Prepared(NamedTuple):
    """Data as it is, its standardised parts for training and unseen, the network to be trained.

    pairs are the mean and the scale of each feature of the training part, and answer those of its labels if they are
    amounts; raw is the unseen part before it was standardised.
    """

    data: Data
    training: Data
    unseen: Data
    network: Network
    pairs: list[tuple[float, float]]
    answer: tuple[float, float]
    raw: Data


def prepare(options: argparse.Namespace, subject: Subject | None = None) -> Prepared:
    """Return what training needs, of the subject, or of the data that the options name.

    Raises: ValueError for a table whose training part lacks all values of a feature; TableError, another, if a value is
    out of all reach.
    """
    data = (subject or SUBJECTS[options.data]).load()
    parts = split(data, options.seed)
    (training, unseen, pairs), answer = standardise_parts(*parts), (0.0, 1.0)
    if not data.classes:
        (answer,) = means_and_scales(training.Y)
        training, unseen = (part._replace(Y=standardise(part.Y, [answer])) for part in (training, unseen))
    for part, raw in zip((training, unseen), parts, strict=True):
        named = [*zip(data.features, raw.X, strict=True), *((data.label, row) for row in raw.Y)]
        for i, j, far in beyond_reach([*part.X, *part.Y]):
            name, values = named[i]
            raise TableError(f"{options.data}: column {name!r} has {values[j]:g}, {far}")
    network = network_for(data, options.layers, options.hidden, options.seed)
    return Prepared(data, training, unseen, network, pairs, answer, parts[1])


def network_for(data: Data, layers: Sequence[int], hidden: str = "sigmoid", seed: int = 0) -> Network:
    """Return an untrained network with such hidden layers, whose last layer suits what is to be learnt."""
    n = [len(data.X), *layers, len(data.Y)]
    last = "linear" if not data.classes else "sigmoid" if len(data.Y) == 1 else "softmax"
    f = {**dict.fromkeys(range(1, len(n) - 1), hidden), len(n) - 1: last}
    return Network.random(n, seed, f)


def beyond_reach(standardised: Matrix) -> Iterator[tuple[int, int, str]]:
    """Yield the place of each value so far from all others that no network could make use of it, and how far it is."""
    for i, row in enumerate(standardised):
        for j, x in enumerate(row):
            if not abs(x) <= FARTHEST:
                far = f"{abs(x):.0e} standard deviations from the mean of the training part"
                yield i, j, f"{far}, expected at most {FARTHEST:.0e}; is it a slip?"


def count_parameters(network: Network) -> int:
    """Return the number of weights and biases."""
    return sum(network.n[l] * (network.n[l - 1] + 1) for l in range(1, network.L + 1))
