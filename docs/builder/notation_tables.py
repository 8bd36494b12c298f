r"""What the one table of symbols knows, for the text of a page: the shape of any symbol as the code spells it.

>>> SHAPES["dJ_dZ[l + 1]"], SHAPES["z_j[l]"], SHAPES["W[2]"], SHAPES["transpose(A[L-1])"]
('$n^{(l+1)}\\times m$', '$n^{(l)}\\times 1$', '$2\\times 3$', '$m\\times n^{(L-1)}$')
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from purenn.explaining import worked
from purenn.pairing.expression import Node, Symbol
from purenn.pairing.latex import LaTeX
from purenn.pairing.shapes import NUMBER, MisfitError, Shapes
from purenn.pairing.sizes import ONE, Layer, Size
from purenn.pairing.symbols import UNIT_LAYERS, container, one_value, refuse

_SPELLING = re.compile(r"(?P<name>\w+)(?:\[(?:(?P<base>[lL])(?: ?(?P<steps>[+-]) ?(?P<by>\d))?|(?P<number>\d+))\])?")
_TRANSPOSED = re.compile(r"transpose\((?P<inner>.+)\)")


class ShapesBySpelling(Mapping[str, str]):
    """The shape of every symbol, as a formula; of one with its layer's number, in the worked net."""

    examples = ("W[l]", "dJ_dZ[l + 1]", "z_i[l]", "W[2]")

    def __getitem__(self, spelling: str) -> str:
        rows, columns = sizes(spelling)
        return rf"${rows}\times {columns}$"

    def __iter__(self) -> Iterator[str]:
        return iter(self.examples)

    def __len__(self) -> int:
        return len(self.examples)


SHAPES = ShapesBySpelling()


def sizes(spelling: str) -> tuple[str, ...]:
    """Return the numbers of rows and columns, in LaTeX; the last layer has one unit.

    Raises: SymbolError if the spelling is no matrix, row or column of the book, or of the worked net.
    """
    if transposed := _TRANSPOSED.fullmatch(spelling):
        return sizes(transposed["inner"])[::-1]
    match = _SPELLING.fullmatch(spelling) or refuse(_no(spelling, "a symbol"))
    layer = Layer(match["base"] or "", int(match["number"] or f"{match['steps'] or ''}{match['by'] or 0}"))
    node = _with_layer(spelling, match["name"], layer) if "[" in spelling else _without_layer(spelling)
    try:
        shape = Shapes(single=[Layer("L")]).shape(node)
    except MisfitError as error:
        refuse(f"`{spelling}` has no shape: found {error.found}, expected {error.expected}")
    if shape == NUMBER:
        refuse(f"`{spelling}` is a number, expected a matrix, a row or a column")
    return tuple(map(_in_the_worked_net if match["number"] else LaTeX().size, shape))


def _with_layer(spelling: str, name: str, layer: Layer) -> Node:
    """Return the symbol of a layer: a matrix such as W[l], or a row or column such as z_i[l] or z_j[l]."""
    own = name.removeprefix("dJ_d")  # a gradient of J has the shape of its variable
    letter = own.rpartition("_")[2]
    base = layer + -UNIT_LAYERS.get(letter, 0)
    node = container(own, layer) or one_value(own, base) or refuse(_no(spelling, "a symbol"))
    if isinstance(node, Symbol):
        if node.layer is None:
            refuse(_no(spelling, name))
        node = replace(node, layer=layer)  # the article counts a column's from the layer before
    lowest = 0 if own[0] in "Aa" else 1
    if not layer.base and not lowest <= layer.offset <= worked.L:
        refuse(_no(spelling, f"a layer of the worked net, {lowest} to {worked.L}"))
    if letter in UNIT_LAYERS and layer.base and base.offset:
        refuse(_no(spelling, f"{name}[{Layer(layer.base, UNIT_LAYERS[letter])}]"))
    return node


def _without_layer(spelling: str) -> Node:
    """Return X or Y, or a derivative such as dz_p_da_i, whose letters tell the layers."""
    node = container(spelling, None) or one_value(spelling, Layer("l")) or refuse(_no(spelling, "a symbol"))
    if (isinstance(node, Symbol) and node.letter.lower() not in "xy") or spelling.startswith("dJ_d"):
        refuse(_no(spelling, f"{spelling}[l]"))
    return node


def _in_the_worked_net(size: Size) -> str:
    if size == ONE:
        return "1"
    return str(worked.m if size.layer is None else worked.n[size.layer.offset])


def _no(spelling: str, expected: str) -> str:
    return f"found `{spelling}`, expected {expected}"
