r"""What the one table of symbols knows, for the text of a page: the shape of any symbol, and the tables of notation.

>>> SHAPES["dJ_dZ[l + 1]"], SHAPES["z_j[l]"], SHAPES["W[2]"], SHAPES["transpose(A[L-1])"]
('$n^{(l+1)}\\times m$', '$n^{(l)}\\times 1$', '$2\\times 3$', '$m\\times n^{(L-1)}$')
>>> print(tables()["gradients"].splitlines()[-1])
| $\frac{\partial J}{\partial \mathbf{B}^{(l)}}$ | `dJ_dB[l]` | $n^{(l)}\times 1$ |
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from purenn.explaining import worked
from purenn.notation.expression import Function, Gradient, Node, Ones, Operation, Symbol
from purenn.notation.latex import LaTeX
from purenn.notation.shapes import NUMBER, MisfitError, Shapes
from purenn.notation.sizes import ONE, Index, Layer, M, Size
from purenn.notation.symbols import UNIT_LAYERS, axes, container, lettered, one_value, refuse, symbol

_SPELLING = re.compile(r"(?P<name>\w+)(?:\[(?:(?P<base>[lL])(?: ?(?P<steps>[+-]) ?(?P<by>\d))?|(?P<number>\d+))\])?")
_TRANSPOSED = re.compile(r"transpose\((?P<inner>.+)\)")
_L = Layer("l")
OF_SEVERAL = "Y of several"  # units in the last layer: the labels, which lie as the outputs do
_LABELS = symbol("y", Layer("L"))
HOLDS = {"X": "data", "Y": "labels", "W": "weights", "B": "biases", "Z": "preactivations", "A": "activations"}
_OF_LAYERS = "AZWB"  # those of which every layer has its own, and whose gradients the backward pass finds
_FIRST = "hip"  # of the letters that count one kind of unit, those that are taken first
_ENTRY = {
    "W": "the weight into unit $i$, from unit $h$ of the previous layer",
    "B": "the bias of unit $i$",
    "Z": "the preactivation of unit $i$ at datapoint $j$",
    "A": "the activation of unit $i$ at datapoint $j$",
    "Y": "the label of datapoint $j$",
}
_VECTOR = {
    ("W", "i"): "weights into unit $i$",
    ("Z", "i"): "unit $i$ at every datapoint",
    ("Z", "j"): "every unit at datapoint $j$",
    ("A", "i"): "unit $i$ at every datapoint",
    ("A", "j"): "every unit at datapoint $j$",
}
_PRINT = LaTeX()
_F = Function("f", _L)
_NUMBERS: tuple[tuple[Node | str, str, str], ...] = (
    (_PRINT.size(M), "m", "how many datapoints there are"),
    (_PRINT.letter("L"), "L", "how many layers there are, and so the number of the last one"),
    (_PRINT.letter("l"), "l", "the layer in question"),
    (
        _PRINT.size(Size("n", _L)),
        "n[l]",
        "how many units that layer has; layer 0 has one for each feature",
    ),
    (_PRINT.letter("J"), "J", "the cost: how wrong the network is on all datapoints"),
    (_PRINT.letter("gamma"), "gamma", "the learning rate, a positive number: how far one step of training goes"),
    (_F, "f[l]", "the activation function of that layer"),
    (replace(_F, prime=True), "f_prime[l]", "its derivative, always taken at a preactivation"),
    (_PRINT.letter("sigma"), "sigmoid", "the sigmoid, the activation function in most of this book"),
    (symbol("c", None, (1, "j")), "c_j", "what the softmax takes from every preactivation of a datapoint"),
)
_MARKS: tuple[tuple[Node | str, str, str], ...] = (
    ("^{(l)}", "[l]", "belongs to that layer; a label in brackets, never a power"),
    (Operation("transpose", (Symbol("A", "matrix", _L + -1),)), "transpose(A[l - 1])",
     "transposed, rows become columns; the T is no part of the layer's number"),
    ("'", "sigmoid_prime", "the derivative of a function of one number"),
    (Gradient(Symbol("J", "scalar"), Symbol("w", "scalar", _L, ("i", "h"))), "dJ_dw_ih",
     "the derivative of $J$ with respect to this weight, all other weights and biases held still"),
    (Ones(ONE, M), "ones(1, m)", "a row of ones"),
    (Ones(M, ONE), "ones(m, 1)", "a column of ones"),
    (Symbol("delta", "scalar", None, ("k", "i")), "1 if k == i else 0", "one if the letters are equal, zero otherwise"),
    (r"\ln", "log", "the natural logarithm, which the article writes log"),
    (_PRINT.sum_sign("j", _PRINT.size(M)), "for j in range(m)", "the sum of what follows, over all datapoints"),
    (r"\leftarrow", "=", "the left side is given the value on the right"),
)  # fmt: skip
_UNITS = {-1: "of the previous layer", 0: "of the layer in question", 1: "of the next layer"}


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


# ---- shapes


def sizes(spelling: str) -> tuple[str, ...]:
    """Return the numbers of rows and columns, in LaTeX; the last layer has one unit, but for `Y of several`.

    Raises: SymbolError if the spelling is no matrix, row or column of the book, or of the worked net.
    """
    if transposed := _TRANSPOSED.fullmatch(spelling):
        return sizes(transposed["inner"])[::-1]
    if spelling == OF_SEVERAL:
        return tuple(map(_PRINT.size, Shapes().shape(_LABELS)))
    match = _SPELLING.fullmatch(spelling) or refuse(_no(spelling, "a symbol"))
    layer = Layer(match["base"] or "", int(match["number"] or f"{match['steps'] or ''}{match['by'] or 0}"))
    node = _with_layer(spelling, match["name"], layer) if "[" in spelling else _without_layer(spelling)
    try:
        shape = Shapes(single=[Layer("L")]).shape(node)
    except MisfitError as error:
        refuse(f"`{spelling}` has no shape: found {error.found}, expected {error.expected}")
    if shape == NUMBER:
        refuse(f"`{spelling}` is a number, expected a matrix, a row or a column")
    return tuple(map(_in_the_worked_net if match["number"] else _PRINT.size, shape))


def shape_of(node: Node) -> str:
    """Return the shape of a symbol, as a formula; the last layer has one unit, but for a matrix of labels."""
    rows, columns = map(_PRINT.size, Shapes(single=[] if node == _LABELS else [Layer("L")]).shape(node))
    return rf"${rows}\times {columns}$"


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
    node = container(spelling, None) or one_value(spelling, _L) or refuse(_no(spelling, "a symbol"))
    if (isinstance(node, Symbol) and node.letter.lower() not in "xy") or spelling.startswith("dJ_d"):
        refuse(_no(spelling, f"{spelling}[l]"))
    return node


def _in_the_worked_net(size: Size) -> str:
    if size == ONE:
        return "1"
    return str(worked.m if size.layer is None else worked.n[size.layer.offset])


def _no(spelling: str, expected: str) -> str:
    return f"found `{spelling}`, expected {expected}"


# ---- tables


def tables() -> dict[str, str]:
    """Return the tables of letters and shapes, and that of the worked net, in Markdown."""
    return {
        "matrices": _table("symbol | in code | shape | what it holds", [*map(_matrix, HOLDS), _labels()]),
        "gradients": _table("symbol | in code | shape", map(_gradient, _OF_LAYERS)),
        "entries": _table("symbol | in code | what it is", [*map(_entry, _ENTRY), _label()]),
        "vectors": _table("symbol | in code | shape | what it is", (_vector(*key) for key in _VECTOR)),
        "indices": _table("letter | counts | from 1 to", _indices()),
        "numbers": _table("symbol | in code | what it is", map(_named, _NUMBERS)),
        "marks": _table("mark | in code | meaning", map(_named, _MARKS)),
        "worked": _table("layer | units | weights | biases | activations", _layers()),
    }


def _table(head: str, rows: Iterable[Sequence[str]]) -> str:
    dashes = "|".join("---" for _ in head.split("|"))
    return "\n".join([f"| {head} |", f"|{dashes}|", *(f"| {' | '.join(row)} |" for row in rows)])


def _matrix(name: str) -> list[str]:
    code = _code(name)
    return [_printed(container(name, _L)), f"`{code}`", SHAPES[code], HOLDS[name]]


def _labels() -> list[str]:
    return [_printed(_LABELS), "`Y`", SHAPES[OF_SEVERAL], "labels, where the last layer has several units"]


def _label() -> list[str]:
    """Return the row of one label of several units."""
    return [_printed(symbol("y", Layer("L"), ("i", "j"))), "`Y[i][j]`", "the label of unit $i$ at datapoint $j$, "
            "where the last layer has several units"]  # fmt: skip


def _gradient(name: str) -> list[str]:
    code = f"dJ_d{_code(name)}"
    return [_printed(container(f"dJ_d{name}", _L)), f"`{code}`", SHAPES[code]]


def _entry(name: str) -> list[str]:
    letters = [_letter(size) for size in axes(name.lower(), None if name == "Y" else _L)]
    node = container(name, _L, (letters[0] or 1, letters[1] or 1))
    return [_printed(node), f"`{_code(name)}[{letters[0] or 0}][{letters[1] or 0}]`", _ENTRY[name]]


def _vector(name: str, letter: str) -> list[str]:
    node = replace(lettered(name.lower(), letter, _L), layer=_L)
    code, shape = f"{node.kind}({_code(name)}, {letter})", SHAPES[f"{name.lower()}_{letter}[l]"]
    return [_printed(node), f"`{code}`", shape, _VECTOR[name, letter]]


def _indices() -> Iterator[list[str]]:
    for offset, which in _UNITS.items():
        letters = sorted((each for each in UNIT_LAYERS if UNIT_LAYERS[each] == offset), key=_FIRST.find, reverse=True)
        size = Size("n", _L + offset)
        named = ", and ".join([f"${letters[0]}$", *(f"${each}$ for a second one" for each in letters[1:])])
        yield [named, f"units {which}, ${_PRINT.letter('l')}$" if not offset else f"units {which}", _size(size)]
    yield ["$j$", "datapoints", _size(M)]


def _layers() -> Iterator[list[str]]:
    for l, units in enumerate(worked.n):
        yield [str(l), str(units), *(SHAPES[f"{name}[{l}]"] if l else "" for name in "WB"), SHAPES[f"A[{l}]"]]


def _named(row: tuple[Node | str, str, str]) -> list[str]:
    printed, codes, what = row
    return [f"${printed}$" if isinstance(printed, str) else _printed(printed), f"`{codes}`", what]


def _code(name: str) -> str:
    return f"{name}[l]" if name in _OF_LAYERS else name


def _letter(size: Size) -> Index | None:
    """Return the letter that runs over an axis, or None for an axis of one place."""
    if size == ONE:
        return None
    return "j" if size.layer is None else next(each for each in _FIRST if UNIT_LAYERS[each] == size.layer.offset)


def _size(size: Size) -> str:
    return f"${_PRINT.size(size)}$"


def _printed(node: Node | None) -> str:
    assert node is not None
    return f"${_PRINT.show(node)}$"
