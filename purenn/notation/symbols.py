"""The article's symbols as Python names: W[l], dJ_dZ[l + 1], dJ_dw_ih, z_i, n[l], m.

i and k count the units of layer l, g and h those of layer l - 1, p those of layer l + 1, j the datapoints.
"""

import re
from dataclasses import replace
from typing import NoReturn, TypeVar

from purenn.notation.expression import Gradient, Node, Number, Symbol
from purenn.notation.sizes import ONE, Index, Layer, M, Size

UNIT_LAYERS = {"i": 0, "k": 0, "g": -1, "h": -1, "p": 1}  # from the layer l (or L) of the function
INDEX_LETTERS = {*UNIT_LAYERS, "j"}
CONTAINER = re.compile(r"(?:(?P<J>dJ_d)(?P<of>[WBZA])|d(?P<top>[AZ])_d(?P<bottom>[WBZ])|(?P<plain>[WBZAXY]))"
                       r"(?:_(?P<layer>[lL]|previous))?(?P<new>_new)?")
LABELS = {"l": Layer("l"), "L": Layer("L"), "previous": Layer("l", -1)}  # of a matrix: A_L, A_previous
ONE_VALUE = re.compile(r"(?:dJ_d|d(?P<top>[az])_(?P<top_at>[a-z1-9]{1,2})_d)?"
                       r"(?P<letter>[abcwzy])_(?P<at>[a-z1-9]{1,2})")  # fmt: skip
LONE = {"b": 0, "y": 1, "c": 1}  # letters with a single index: that of the row, that of the column
LABELLED = Layer("L")  # of the labels where the last layer has several units, and a row of Y each; it is not printed
T = TypeVar("T")
WITHOUT_LAYER = {"m", "J", "gamma"}


class SymbolError(ValueError):
    """A name or a use of it that no symbol of the article has."""


def axes(letter: str, layer: Layer | None) -> tuple[Size, Size]:
    """Return the sizes of a container's two axes, by its scalar's letter."""
    if letter in ("y", "c") and layer is None:
        return ONE, M
    if letter == "x" or layer is None:
        return Size("n", Layer("")), M
    rows = Size("n", layer)
    return rows, {"w": Size("n", layer + -1), "b": ONE}.get(letter, M)


def is_lone(letter: str, layer: Layer | None) -> bool:
    """Say whether a scalar's symbol has a single index; labels of several units have two, and a layer."""
    return letter in LONE and not (letter == "y" and layer)


def kept(letter: str, pair: tuple[T, T], layer: Layer | None = None) -> tuple[T, ...]:
    """Return what a scalar's symbol keeps of the pair of its row and its column.

    >>> kept("w", ("i", "h")), kept("b", ("i", 1)), kept("y", (1, "j"))
    (('i', 'h'), ('i',), ('j',))
    """
    return (pair[LONE[letter]],) if is_lone(letter, layer) else pair


def places_of(node: Symbol, pair: tuple[T, T]) -> tuple[T, ...]:
    """Return those of the pair of row and column at which the indices of a symbol stand."""
    return {"row": pair[:1], "column": pair[1:]}.get(node.kind) or kept(node.letter, pair, node.layer)


def cell_of(node: Symbol, r: Index = 1, c: Index = 1) -> tuple[Index, Index]:
    """Return the row and the column, in its container, of entry (r, c) of a symbol; of a number, its own."""
    match node.kind, node.indices:
        case "row", (i,):
            return i, c
        case "column", (j,):
            return r, j
        case "scalar", (only,):
            return (only, 1) if LONE[node.letter] == 0 else (1, only)
        case "scalar", (i, j):
            return i, j
    return r, c


def entry_of(node: Symbol, r: Index, c: Index) -> Symbol:
    """Return the scalar that is entry (r, c) of a symbol; a number is its own entry."""
    if node.kind == "scalar":
        return node
    letter = node.letter.lower()
    return Symbol(letter, "scalar", node.layer, kept(letter, cell_of(node, r, c), node.layer))


def symbol(letter: str, layer: Layer | None, indices: tuple[Index, ...] = ()) -> Symbol:
    """Return the symbol of a whole container (no index), or of one of its scalars (two)."""
    if not indices:
        return Symbol(letter.upper(), "matrix", layer) if letter != "y" or layer else Symbol(letter, "row")
    row, column = indices
    if is_lone(letter, layer) and (column, row)[LONE[letter]] != 1:
        refuse("its only column is 0" if letter == "b" else "its only row is 0")
    return Symbol(letter, "scalar", layer, kept(letter, (row, column), layer))


def refuse(why: str) -> NoReturn:
    """Raise the error that says why."""
    raise SymbolError(why)


def container(
    name: str, layer: Layer | None, indices: tuple[Index, ...] = (), labels: Layer | None = None
) -> Node | None:
    """Return what a container such as dJ_dZ holds for a layer, or None if the name is no container.

    labels is the layer of Y, which has one only where the last layer has several units.
    """
    match = CONTAINER.fullmatch(name)
    if match is None:
        return None
    if match["top"]:
        if indices:
            refuse("the article has no symbol for an entry of a Jacobian")
        return Gradient(symbol(match["top"].lower(), layer), symbol(match["bottom"].lower(), layer))
    letter = (match["of"] or match["plain"]).lower()
    inner = symbol(letter, {"x": None, "y": labels}.get(letter, layer), indices)
    return Gradient(Symbol("J", "scalar"), inner) if match["J"] else inner


def one_value(name: str, base: Layer) -> Node | None:
    """Return what a local name such as dz_ij_dw_ih stands for, or None if it carries no letters.

    The layer follows from the letters' roles around the layer `base`.

    >>> one_value("dJ_da_ij", Layer("l")) == Gradient(Symbol("J", "scalar"), symbol("a", Layer("l"), ("i", "j")))
    True
    """
    match = ONE_VALUE.fullmatch(name)
    if match is None:
        return None
    bottom = lettered(match["letter"], match["at"], base)
    if match["top"]:
        top = lettered(match["top"], match["top_at"], base)
        if top.kind == "column" and bottom.layer is not None:
            top = replace(top, layer=bottom.layer + (1 if bottom.letter == "a" else 0))
        return Gradient(top, bottom)
    return Gradient(Symbol("J", "scalar"), bottom) if name.startswith("dJ_d") else bottom


def lettered(letter: str, at: str, base: Layer) -> Symbol:
    """Return a scalar's or vector's symbol from its letter and the letters (or printed numbers) it carries."""
    indices: tuple[Index, ...] = tuple(int(index) if index.isdigit() else index for index in at)
    if unknown := [index for index in indices if isinstance(index, str) and index not in INDEX_LETTERS]:
        refuse(f"{unknown[0]} is no index letter")
    first = indices[0]
    if letter in ("y", "c"):
        return Symbol(letter, "scalar", LABELLED if len(indices) == 2 else None, indices)
    layer = base + UNIT_LAYERS.get(first, 0) if isinstance(first, str) else base
    if letter == "b" or len(indices) == 2:
        return Symbol(letter, "scalar", layer, indices)
    if first == "j":  # an arrow with a datapoint is a column of the next layer
        return Symbol(letter, "column", base + 1, indices)
    return Symbol(letter, "row", layer, indices)


def number(value: object) -> Number:
    """Return a number as it is printed: 1.0 is 1."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        refuse("this is no number")
    return Number(str(value))
