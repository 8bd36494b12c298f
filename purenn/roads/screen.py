"""The command `roads`: what is measured of each road, as pages of lines for a terminal."""

from collections.abc import Iterator

from purenn.explaining.explain import prose
from purenn.notation.expression import Gradient, Symbol
from purenn.notation.sizes import Layer
from purenn.notation.text import text
from purenn.roads.gradients import DIGITS
from purenn.roads.measuring import Table, Width, tables, widths, worked_task

WEIGHT = Gradient(Symbol("J", "scalar"), Symbol("w", "scalar", Layer("", 1), (1, 1)))
COLUMNS = {
    "error": "the largest of any entry of the gradient, as a share of its largest entry",
    "products": "multiplications and divisions, counted by the numbers themselves; a complex one counts as four",
    "kept": "numbers held at once, beside the parameters and the data",
    "time": "as a multiple of the matrix form's",
}


def pages(ascii: bool, width: int) -> Iterator[list[str]]:
    """Yield a page for each network, as soon as it is measured, and one for the step of differences."""
    symbol = text(WEIGHT, ascii)
    legend = [line for name, says in COLUMNS.items() for line in prose(says, width, f"  {name:<10}", " " * 12)]
    yield [*prose("Four roads to one gradient: by hand, by rules, by tape, by differences", width, ""), "", *legend]
    for table in tables():
        yield ["", *table_lines(table, symbol, width)]
    yield ["", *width_lines(widths(worked_task()), width)]


def table_lines(table: Table, symbol: str, width: int) -> list[str]:
    """Return the roads on one network, a line for each."""
    about = f"{table.n} units, {table.m} datapoints, {table.parameters} weights and biases"
    head = f"  {'':<22}{symbol:>17}{'error':>10}{'products':>10}{'kept':>7}{'time':>8}"
    true = f"  {f'decimal, {DIGITS} digits':<22}{table.slope:>17.13f}"
    rows = [f"  {row.road:<22}{row.slope:>17.13f}{row.error:>10.1e}{row.products:>10}{row.kept:>7}{row.time:>8.1f}"
            for row in table.rows]  # fmt: skip
    return [*prose(about, width, ""), head, true, *rows]


def width_lines(found: list[Width], width: int) -> list[str]:
    """Return the error of differences at each width of the step, with a mark at the best of each kind."""
    best = [min(column) for column in list(zip(*found, strict=True))[1:]]
    about = "The error of differences on the first network, as the step shrinks; * is the smallest"
    lines = [f"  {'step':<8}{'forward':>11}{'central':>11}{'complex':>11}"]
    for step, *errors in found:
        marked = (f"{error:>10.1e}{'*' if error == least else ' '}" for error, least in zip(errors, best, strict=True))
        lines.append(f"  {step:<8.0e}{''.join(marked)}".rstrip())
    lines += prose("A long step leaves the straight line; a short one leaves few digits of what it subtracts. The "
                   "complex step subtracts nothing.", width)  # fmt: skip
    return [*prose(about, width, ""), *lines]
