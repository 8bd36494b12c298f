"""What a run of the command line learns, kept step by step, for the numbers and figures of a page."""

from __future__ import annotations

from typing import NamedTuple

from purenn.cli import parse, suited
from purenn.data import Data, Table, accuracy, hits_and_misses, predict
from purenn.descent import train
from purenn.forward import cost, forward_pass
from purenn.matrix import Matrix
from purenn.network import Network
from purenn.real_data.job import steps_of
from purenn.real_data.report import some_of
from purenn.real_data.subjects import prepare, subject_of


class Learnt(NamedTuple):
    """A run: its data, the parts of it, the network before any step and after each, the cost before each step.

    answer is the mean and the scale of what is learnt, where these are amounts; raw is the unseen part as it was given.
    """

    data: Data
    training: Data
    unseen: Data
    networks: list[Network]
    costs: list[float]
    answer: tuple[float, float]
    raw: Data

    @property
    def network(self) -> Network:
        """The network at the end."""
        return self.networks[-1]

    @property
    def checked(self) -> Data:
        """The training datapoints at which the run checks its gradients."""
        some = some_of(self.network, self.training)
        assert some
        return some

    def cost(self, part: Data, step: int = -1) -> float:
        """Return J on a part of the data after so many steps; without a number, after the last."""
        network = self.networks[step]
        return cost(network, forward_pass(network, part.X), part.Y)

    def said(self, part: Data) -> Matrix:
        """Return the label that each datapoint of a part is given at the end."""
        return predict(self.network, part.X)

    def accuracy(self, part: Data) -> float:
        """Return the share of a part that is right at the end."""
        return accuracy(self.said(part), part.Y)

    def table(self, part: Data, step: int = -1) -> Table:
        """Return the table of a part of the data after so many steps."""
        return hits_and_misses(predict(self.networks[step], part.X), part.Y)

    def right(self, part: Data, step: int = -1) -> int:
        """Return how many datapoints of a part are right after so many steps."""
        table = self.table(part, step)
        return table.hits + table.correct_rejections


def learnt(*arguments: str) -> Learnt:
    """Return the run of `python3 -m purenn` with these arguments."""
    options = parse(list(arguments))
    subject = subject_of(options)
    options = suited(options, subject.options)
    run = prepare(options, subject)
    networks = [run.network]
    _, costs = train(
        run.network, run.training.X, run.training.Y, options.gamma, steps_of(options, len(run.training.Y[0])),
        lambda step, J, network: networks.append(network), batch_size=options.batch, seed=options.seed,
    )  # fmt: skip
    return Learnt(run.data, run.training, run.unseen, networks, costs, run.answer, run.raw)
