"""What each road costs and how far it can be trusted, measured: records of numbers, which others print and draw."""

from collections.abc import Iterator
from decimal import Decimal
from math import nan
from time import process_time
from typing import NamedTuple

from purenn.explaining import worked
from purenn.network import Network
from purenn.pairing.judge import net
from purenn.roads.gradients import (
    ROADS,
    Gradient,
    Road,
    Task,
    by_central_differences,
    by_complex_step,
    by_forward_differences,
    reference,
)
from purenn.roads.numbers import Counts, counting, uncounted

SIZES = [[8, 4, 3, 1], [10, 5, 3, 1]]  # of the growing networks, after the worked one
WIDTHS = [10.0**-k for k in (*range(1, 17), 20, 100)]  # of a step, the last ones too small to move a float
UNIT = "by hand, matrix form"  # the first of the roads, whose time the others are multiples of
AGAIN = 0.05  # seconds: what takes less is timed again


class Row(NamedTuple):
    """One road on one network.

    `slope` is its gradient of the first weight, `error` the largest error of any entry as a share of the largest entry.
    `products` are its multiplications and divisions, `sums` its additions, with those that only check, and `kept` the
    numbers that it holds at once beside parameters and data; the work inside an activation function is none of these.
    `time` is a multiple of the matrix form's, or not a number if nothing was timed.
    """

    road: str
    slope: float
    error: float
    products: int
    sums: int
    kept: int
    time: float


class Table(NamedTuple):
    """All roads on one network of the sizes n and m datapoints; slope is the true gradient of the first weight."""

    n: list[int]
    m: int
    parameters: int
    slope: Decimal
    rows: list[Row]


class Width(NamedTuple):
    """The error of each kind of differences at one width of the step, as in Row."""

    step: float
    forward: float
    central: float
    complex: float


def worked_task() -> Task:
    """Return the worked net with its data."""
    return Task(Network(worked.W, worked.B), worked.X, worked.Y)


def drawn_task(n: list[int]) -> Task:
    """Return a network of the sizes n with as many datapoints as the worked net has."""
    drawn = net(n, worked.m)
    return Task(Network(drawn.W, drawn.B, drawn.f), drawn.X, drawn.Y)


def tables(timed: bool = True) -> Iterator[Table]:
    """Yield all roads on the worked net, and on networks that grow."""
    yield measured(worked_task(), timed)
    for n in SIZES:
        yield measured(drawn_task(n), timed)


def measured(task: Task, timed: bool = True) -> Table:
    """Return all roads on one network."""
    true, rows, unit = reference(task), list[Row](), nan
    given = len(true) + (len(task.X) + 1) * len(task.X[0])  # the parameters, the data and the labels
    for name, road in ROADS.items():
        counts = counted(road, task)
        found, time = clocked(road, task) if timed else (road(task), nan)
        unit = time if name == UNIT else unit
        kept = counts.most - given
        rows.append(Row(name, found[0], error(found, true), counts.products, counts.sums, kept, time / unit))
    return Table(task.network.n, len(task.X[0]), len(true), true[0], rows)


def widths(task: Task) -> list[Width]:
    """Return the errors of differences on one network, at every width of the step."""
    true = reference(task)
    kinds = by_forward_differences, by_central_differences, by_complex_step
    return [Width(step, *(error(road(task, uncounted, step), true) for road in kinds)) for step in WIDTHS]


def counted(road: Road, task: Task) -> Counts:
    """Return what a road counts when it goes on numbers that count."""
    counts = Counts()
    road(task, counting(counts))
    return counts


def error(found: Gradient, true: Gradient) -> float:
    """Return the largest error of any entry, as a share of the largest entry if that is not 0."""
    largest = max(map(abs, true)) or 1
    return float(max(abs(Decimal(x) - y) for x, y in zip(found, true, strict=True)) / largest)


def clocked(road: Road, task: Task) -> tuple[Gradient, float]:
    """Return what a road finds, and its seconds of the processor, the mean of as many runs as a clock can tell."""
    times, spent, start = 0, 0.0, process_time()
    while spent < AGAIN:
        found = road(task)
        times, spent = times + 1, process_time() - start
    return found, spent / times
