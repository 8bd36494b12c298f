"""What the page on NumPy, PyTorch and many machines shows: lines of docs/beyond/ beside purenn's, and numbers.

What needs NumPy or PyTorch is shown as code alone, since the build has neither; tests run it.
`python3 -m builder.beyond` prints them as JSON.
"""

from __future__ import annotations

import ast
import json
from array import array
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from random import Random
from struct import calcsize
from sys import getsizeof
from time import process_time
from typing import NamedTuple

from builder.blocks import address
from builder.counts import COSTS, backward, forward
from builder.values import power
from docs.beyond import shares
from purenn.matrix import matmul
from purenn.pairing.registry import package_sources, registry
from purenn.pairing.tags import Source, tags_in

FOLDER = Path(__file__).parents[1] / "beyond"
TWIN = "matrix_twin.py"
SHOWN = {  # the functions that the page shows whole
    "shares.py": ("cut", "of_a_share", "mean"),
    "autograd.py": ("differentiated", "cost"),
    "many_machines.py": ("added_up", "joined"),
}
WIDTH = 100  # of the matrices whose product is timed
LARGE_M = 60_000


def source(file: str) -> Source:
    """Return a file of docs/beyond/."""
    return Source(f"docs/beyond/{file}", (FOLDER / file).read_text(encoding="utf-8"))


class Twins(NamedTuple):
    """A line of NumPy, with purenn's lines that it stands for, and their equations."""

    numpy: str
    lists: list[str]
    ids: list[str]


def twins() -> Iterator[Twins]:
    """Yield each tagged line of NumPy; the tags pair it with purenn's."""
    ours = {tag.name: tag.code for module in package_sources() for tag in tags_in(module)}
    for _, group in groupby(tags_in(source(TWIN)), lambda tag: tag.line):
        tags = list(group)
        yield Twins(tags[0].code, list(dict.fromkeys(ours[tag.name] for tag in tags)), [tag.id for tag in tags])


def twin_table() -> str:
    """Return these lines side by side as a table in Markdown, linked to their equations."""
    homes = {id: entry.block.file.removeprefix("docs/") for id, entry in registry().items()}
    rows = ["| lists of lists | NumPy | equation |", "|---|---|---|"]
    for numpy, lists, ids in twins():
        links = [f"[{id}]({homes[id]}#{address(id)})" for id in ids]
        rows.append(f"| {'<br>'.join(f'`{each}`' for each in lists)} | `{numpy}` | {'<br>'.join(links)} |")
    return "\n".join(rows)


def function(file: str, name: str) -> str:
    """Return a function of docs/beyond/ as a block of code in Markdown."""
    found = source(file)
    node = next(each for each in found.tree.body if isinstance(each, ast.FunctionDef) and each.name == name)
    return "\n".join(["```python", *found.lines[node.lineno - 1 : node.end_lineno], "```"])


def shares_table() -> str:
    """Return J and one derivative of the shares, of their means and of all datapoints as a table in Markdown."""
    rows = [f"| {name} | {J:.12f} | {slope:.12f} |".replace("-", "−") for name, (J, slope) in shares.compared().items()]
    return "\n".join([r"| | $J$ | its derivative with respect to $w_{1,1}^{(1)}$ |", "|---|--:|--:|", *rows])


def time_of_a_product() -> float:
    """Return the processor time of one multiplication within a product of matrices, in seconds: the least of some."""
    draw = Random(0)
    left, right = ([[draw.random() for _ in range(WIDTH)] for _ in range(WIDTH)] for _ in range(2))
    times = []
    for _ in range(7):
        start = process_time()
        matmul(left, right)
        times.append(process_time() - start)
    return min(times) / WIDTH**3


def numbers() -> dict[str, str]:
    """Return every value, table and block of code of the page."""
    n, time = COSTS[-1], time_of_a_product()
    products, entries = LARGE_M * (forward(n) + backward(n)), LARGE_M * n[0]
    place = calcsize("P")
    in_list = place + getsizeof(0.5)
    return {
        "width": str(WIDTH),
        "products": f"{WIDTH**3:,}",
        "product-time": f"{time * 1e9:.0f}",
        "large-n": f"{', '.join(map(str, n[:-1]))} and {n[-1]}",
        "large-m": f"{LARGE_M:,}",
        "step-products": power(products),
        "step-time": f"{products * time / 60:.0f}",
        "address-size": str(place),
        "list-bytes": str(in_list),
        "array-bytes": str(array("d").itemsize),
        "list-memory": f"{entries * in_list / 1e9:.1f}",
        "array-memory": f"{entries * array('d').itemsize / 1e9:.1f}",
        "twin": twin_table(),
        "sizes": " and ".join(map(str, shares.SIZES)),
        "shares": shares_table(),
        **{name.replace("_", "-"): function(file, name) for file, names in SHOWN.items() for name in names},
    }


if __name__ == "__main__":
    print(json.dumps(numbers()))
