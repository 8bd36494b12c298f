r"""LaTeX, as the pages write it, parsed into the tree of an equation.

Two spellings of one formula give one tree: alike are `\left(` and `(`, square and round brackets, `\cdot`, `\bullet`
and juxtaposition, the ways to write a transpose or a prime, spacing, and braces that group nothing. A product is
"times" whatever its factors are, and binds tighter than an elementwise one; "by" is the sign of shapes, of which no
line of code has one.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, TypeGuard

from purenn.notation.expression import (
    Apply,
    Equation,
    Function,
    Gradient,
    Layout,
    Node,
    Number,
    Ones,
    Operation,
    PairingError,
    Sum,
    Symbol,
    Written,
)
from purenn.notation.latex import NAMES
from purenn.notation.printing import DOTS as PRINTED_DOTS
from purenn.notation.printing import positions
from purenn.notation.sizes import Axis, Index, Layer, M, Size
from purenn.notation.symbols import INDEX_LETTERS, LABELLED, UNIT_LAYERS
from purenn.notation.text import text
from purenn.notation.walks import children, mapped, operation, walk, with_index

TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|\S", re.DOTALL)
DROPPED = {r"\left", r"\right", r"\,", r"\;", r"\:", r"\!", "\\ ", r"\displaystyle", r"\mathstrut"}
ALIKE = {r"\lvert": "|", r"\rvert": "|", r"\vert": "|", r"\top": "T", r"\intercal": "T",
         r"\gets": r"\leftarrow", r"\leq": r"\le", r"\geq": r"\ge", r"\bullet": r"\cdot"}
SIGNS = {"=": "=", r"\approx": "≈", "<": "<", ">": ">", r"\le": "≤", r"\ge": "≥", r"\leftarrow": "←", r"\ne": "≠"}
CLOSING = {"(": ")", "[": "]"}
BETWEEN = {",", r"\quad", r"\qquad", r"\text", r"\ldots"}  # what parts one statement from the next
DOTS = {r"\cdots", r"\vdots", r"\ddots"}
LETTERS = {spelling: name for name, spelling in NAMES.items()} | {r"\varepsilon": "epsilon", r"\Delta": "Delta"}
FUNCTIONS = {"f", "sigma", "tanh", "linear", "ReLU"}
LABEL = re.compile(r"\(([lL])?([+-]?\d+)?\)")
FRESH = "↓", "→"  # the letters along the axes of a matrix with dots, which no page has


class ParseError(PairingError):
    """LaTeX that is no formula of the book."""


def parse(latex: str) -> list[Node]:
    r"""Return what each statement of a formula says: an equation, or an expression without a sign.

    Raises: ParseError if it cannot be read.

    >>> parse(r"{\mathbf{A}^{\left(l\right)}}^T \cdot f'(z)") == parse(r"\mathbf A^{(l)T}f^{\prime}(z)")
    True
    """
    parser = Parser(TOKEN.findall(latex))
    try:
        return parser.statements()
    except ParseError as error:
        raise ParseError(f"{error} in the LaTeX `{latex.strip()}`") from None


def compare(page: str, code: str, where: str) -> None:
    """Check that the page's LaTeX and the one read back from the code are one formula.

    Raises: PairingError that shows both, and the first part in which they differ.
    """
    try:
        ours, theirs = parse(page), parse(code)
    except ParseError as error:
        raise PairingError(f"{where}: {error}\n  page: {page}\n  code: {code}") from None
    if ours != theirs:
        one, other = map(text, first_difference(Equation(tuple(ours)), Equation(tuple(theirs))))
        raise PairingError(f"{where}: the page's equation is not what the code says\n  page: {page}\n  code: {code}\n"
                           f"  they part where the page has\n  page: {one}\n  code: {other}")


def first_difference(ours: Node, theirs: Node) -> tuple[Node, Node]:
    """Return the smallest parts of two different trees, at one place, that differ."""
    pairs = [*zip(children(ours), children(theirs), strict=False)]
    alike = type(ours) is type(theirs) and [*map(type, children(ours))] == [*map(type, children(theirs))]
    return next((first_difference(*pair) for pair in pairs if alike and pair[0] != pair[1]), (ours, theirs))


class Parser:
    """Takes tokens one by one; each method reads one kind of piece off their front."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self.tokens = [ALIKE.get(token, token) for token in tokens if token not in DROPPED]
        self.at = 0

    @property
    def next(self) -> str:
        """The token that comes next, empty at the end."""
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, expected: str = "") -> str:
        """Return the next token, which must be the expected one, and go past it."""
        token = self.next
        if not token or (expected and token != expected):
            raise ParseError(f"found {token or 'the end'}, expected {expected or 'more'}")
        self.at += 1
        return token

    def taken(self, *wanted: str) -> bool:
        """Go past the next token if it is a wanted one, and say whether it was."""
        found = self.next in wanted
        self.at += found
        return found

    def group(self) -> list[str]:
        """Return the tokens of an argument: those between braces, or a single one, of a number its first digit."""
        token = self.take()
        if token != "{":
            if token.isdigit() and len(token) > 1:
                self.at -= 1
                self.tokens[self.at] = token[1:]
            if token in (r"\vec", r"\mathbf"):
                return [token, *self.group()]
            return [token if token[0] == "\\" else token[0]]
        start, depth = self.at, 1
        while depth:
            depth += {"{": 1, "}": -1}.get(self.take(), 0)
        return self.tokens[start : self.at - 1]

    def inside(self, tokens: Sequence[str], read: "Callable[[Parser], Node]") -> Node:
        """Return what is read from some tokens, all of them."""
        parser = Parser(tokens)
        found = read(parser)
        if parser.next:
            raise ParseError(f"found {parser.next}, expected nothing more")
        return found

    # ------------------------------------------------------------------ statements, sums, products

    def statements(self) -> list[Node]:
        """Return every statement."""
        found = self.statement()
        while self.next in BETWEEN:
            if self.take() == r"\text":
                self.group()
            elif self.next and self.next not in BETWEEN:
                found += self.statement()
        if self.next:
            raise ParseError(f"found {self.next}, expected the end")
        return found

    def statement(self) -> list[Node]:
        """Return an expression, an equation, or where signs of several kinds stand in a row one for each of them."""
        sides, signs = [self.sum()], list[str]()
        while self.next in SIGNS:
            signs.append(SIGNS[self.take()])
            sides.append(self.sum())
        if len(set(signs)) > 1:
            return [Equation(pair, sign) for pair, sign in zip(pairwise(sides), signs, strict=True)]
        return [Equation(tuple(sides), signs[0])] if signs else sides

    def sum(self) -> Node:
        """Return terms that are added and subtracted."""
        found = self.signed()
        while self.next in ("+", "-"):
            name = {"+": "plus", "-": "minus"}[self.take()]
            found = operation(name, found, self.term())
        return found

    def signed(self) -> Node:
        """Return the first term of a sum, which may have a minus."""
        return operation("negative", self.term()) if self.taken("-") else self.term()

    def term(self) -> Node:
        """Return factors, multiplied entry by entry where the sign says so; products on both sides come first."""
        found = self.product()
        while self.taken(r"\odot"):
            found = operation("hadamard", found, self.product())
        return found

    def product(self) -> Node:
        """Return factors side by side."""
        found = self.factor()
        while True:
            if self.taken(r"\times"):
                found = operation("by", *(found.parts if is_by(found) else (found,)), self.factor())
            elif self.taken("/"):
                found = operation("fraction", found, self.factor())
            elif self.taken(r"\cdot") or self.begins_a_factor():
                found = operation("times", found, self.factor())
            else:
                return found

    def begins_a_factor(self) -> bool:
        """Say whether the next token begins another factor of a product."""
        ends = {"", ")", "]", "}", "|", "+", "-", "&", r"\\", r"\odot", r"\end", *SIGNS, *BETWEEN}
        return self.next not in ends

    # ------------------------------------------------------------------ factors

    def factor(self) -> Node:
        """Return one factor with its scripts."""
        token = self.take()
        if read := COMMANDS.get(token):
            return read(self)
        if token[0].isdigit():
            return self.scripted(Number(token))
        name = LETTERS.get(token, token)
        if name in FUNCTIONS:
            return self.function(name)
        if name == "e" and self.taken("^"):
            return operation("exp", self.inside(self.group(), Parser.sum))
        if name.isalpha():
            return self.scripted(Symbol(name, "scalar"))
        raise ParseError(f"found {token}, expected a symbol, a number or a bracket")

    def braces(self) -> Node:
        """Return what braces hold, with its scripts."""
        self.at -= 1
        return self.scripted(self.inside(self.group(), Parser.sum))

    def brackets(self) -> Node:
        """Return what brackets hold, with its scripts; of a condition, 1 where it holds and 0 elsewhere."""
        opened = self.tokens[self.at - 1]
        found = self.sum()
        if self.taken(">"):
            self.take("0")
            found = operation("positive", found)
        self.take(CLOSING[opened])
        if self.next == "_":
            raise ParseError("found indices after a bracket, expected none there")
        return self.scripted(found)

    def fraction(self) -> Node:
        """Return a fraction, or a derivative, which is written like one."""
        over, under = self.group(), self.group()
        if over[:1] == under[:1] == [r"\partial"]:
            return Gradient(self.inside(over[1:], Parser.product), self.inside(under[1:], Parser.factor))
        return self.scripted(operation("fraction", *(self.inside(part, Parser.sum) for part in (over, under))))

    def derivative(self) -> Node:
        """Return a derivative in one line."""
        top = self.factor()
        self.take("/")
        self.take(r"\partial")
        return Gradient(top, self.factor())

    def root(self) -> Node:
        """Return a square root."""
        return self.scripted(operation("power", self.inside(self.group(), Parser.sum), Number("0.5")))

    def absolute(self) -> Node:
        """Return what stands between two bars."""
        found = self.sum()
        self.take("|")
        return self.scripted(operation("absolute", found))

    def logarithm(self) -> Node:
        """Return a logarithm, whose argument may have no brackets; a power after brackets is the logarithm's."""
        if not self.taken("("):
            return operation("ln", self.factor())
        found = self.sum()
        self.take(")")
        return self.scripted(operation("ln", found))

    def maximum(self) -> Node:
        """Return the larger of two."""
        self.take("(")
        first = self.sum()
        self.take(",")
        second = self.sum()
        self.take(")")
        return self.scripted(operation("max", first, second))

    def name(self) -> Node:
        """Return a function, or a symbol, whose name has several letters."""
        name = "".join(self.group())
        return self.function(name) if name in FUNCTIONS else self.scripted(Symbol(name, "scalar"))

    def marked(self) -> Node:
        """Return what a mark is put on."""
        self.group()
        self.take("{")
        return self.braces()

    def typed(self, kind: str) -> Node:
        """Return a bold or an arrowed symbol."""
        name = "".join(self.group())
        if name == "1":
            self.take("_")
            sizes = self.inside(self.group(), Parser.product)
            if not is_by(sizes) or len(sizes.parts) != 2:
                raise ParseError("found ones without a shape, expected rows and columns below")
            return Ones(*map(as_size, sizes.parts))
        return self.scripted(Symbol(name, kind, LABELLED if (name, kind) == ("Y", "matrix") else None))

    def function(self, name: str) -> Node:
        """Return a function, applied if brackets follow."""
        layer, prime = None, False
        while self.next in ("'", "^"):
            if self.taken("'"):
                prime = True
            elif self.take():
                label, rest = layer_label(self.group())
                layer, prime = layer or label, prime or rest == [r"\prime"]
                if rest not in ([], [r"\prime"]):
                    raise ParseError(f"found {''.join(rest)} above {name}, expected a layer or a prime")
        found = Function(name, layer, prime)
        if not self.taken("("):
            return found
        argument = self.sum()
        self.take(")")
        return self.scripted(Apply(found, (argument,)))

    def scripted(self, base: Node) -> Node:
        """Return what stands below and above a base put to it: indices, a layer, a T, a power."""
        power: list[Node] = []
        transposed = False
        while self.next in ("_", "^"):
            if self.take() == "_":
                if not isinstance(base, Symbol) or base.indices:
                    raise ParseError(f"found indices {''.join(self.group())}, expected none here")
                base = indexed(base, tuple(self.index(part) for part in parted(self.group())))
                continue
            label, rest = layer_label(self.group())
            if label and (not isinstance(base, Symbol) or base.layer):
                raise ParseError(f"found the layer ({label}), expected none here")
            base = replace(base, layer=label) if label and isinstance(base, Symbol) else base
            if power and rest and rest != ["T"]:
                raise ParseError("found a second power, expected one")
            transposed = transposed or rest == ["T"]
            power += [self.inside(rest, Parser.sum)] if rest and rest != ["T"] else []
        if self.next == "'":
            raise ParseError("found a prime, expected one at a function only")
        if power and isinstance(base, Symbol) and base.kind != "scalar":
            raise ParseError(f"found a power of {base.letter}, expected only a layer or a T")
        base = operation("transpose", base) if transposed else base
        return operation("power", base, *power) if power else base

    def index(self, tokens: list[str]) -> Index:
        """Return an index: a letter, a number, or the size of an axis for its last one."""
        if len(tokens) == 1 and (tokens[0].isdigit() or (tokens[0].islower() and tokens[0] != "m")):
            return int(tokens[0]) if tokens[0].isdigit() else tokens[0]
        return as_size(self.inside(tokens, Parser.factor))

    def sigma(self) -> Node:
        """Return a sum; without limits, its letter runs as far as it does everywhere."""
        letter, size = "", None
        while self.next in ("_", "^"):
            if self.take() == "^":
                size = as_size(self.inside(self.group(), Parser.factor))
            else:
                letter, *start = self.group()
                if start not in ([], ["=", "1"]):
                    raise ParseError(f"found a sum from {''.join(start)}, expected it from =1")
        return Sum(Axis(letter, size or reach(letter)), self.product())

    def matrix(self) -> Node:
        """Return a matrix written out, of entries that all stand there or with dots."""
        self.group()
        cells: list[list[Node | str]] = [[]]
        while not self.taken(r"\end"):
            if self.taken(r"\\"):
                cells += [[]] if self.next != r"\end" else []
            elif not self.taken("&"):
                cells[-1].append(self.take() if self.next in DOTS else self.sum())
        self.group()
        if len({len(row) for row in cells}) != 1:
            raise ParseError("found rows of several lengths, expected a matrix")
        if any(isinstance(cell, str) for row in cells for cell in row):
            return layout(cells)
        return Written(tuple(cell for row in cells for cell in row if isinstance(cell, Node)), len(cells[0]))


COMMANDS: dict[str, Callable[[Parser], Node]] = {
    "(": Parser.brackets, "[": Parser.brackets, "{": Parser.braces, "|": Parser.absolute, r"\frac": Parser.fraction,
    r"\sqrt": Parser.root,
    r"\partial": Parser.derivative, r"\ln": Parser.logarithm, r"\max": Parser.maximum, r"\mathrm": Parser.name,
    r"\term": Parser.marked, r"\sum": Parser.sigma, r"\begin": Parser.matrix,
    r"\mathbf": lambda parser: parser.typed("matrix"), r"\vec": lambda parser: parser.typed("row"),
}  # fmt: skip


def is_by(node: Node) -> TypeGuard[Operation]:
    """Say whether node is a shape."""
    return isinstance(node, Operation) and node.operator == "by"


def layer_label(tokens: list[str]) -> tuple[Layer | None, list[str]]:
    """Return the layer in the tokens above a symbol, and the tokens that are left."""
    end = tokens.index(")") + 1 if tokens[:1] == ["("] and ")" in tokens else 0
    found = LABEL.fullmatch("".join(tokens[:end]))
    if found is None or found[0] == "()":
        return None, tokens
    return Layer((found[1] or ""), int(found[2] or 0)), tokens[end:]


def indexed(symbol: Symbol, indices: tuple[Index, ...]) -> Symbol:
    """Return a symbol with its indices; an arrow with a datapoint's letter is a column."""
    kind = "column" if symbol.kind == "row" and indices == ("j",) else symbol.kind
    layer = LABELLED if symbol.letter == "y" and len(indices) == 2 else symbol.layer
    return replace(symbol, indices=indices, kind=kind, layer=layer)


def parted(tokens: list[str]) -> list[list[str]]:
    """Return the tokens between commas that no braces enclose."""
    parts: list[list[str]] = [[]]
    depth = 0
    for token in tokens:
        depth += {"{": 1, "}": -1}.get(token, 0)
        if token == "," and not depth:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def as_size(node: Node) -> Size:
    """Return the size of an axis that an expression is."""
    match node:
        case Symbol("n", "scalar", Layer() as layer, ()):
            return Size("n", layer)
        case Symbol("m", "scalar", None, ()):
            return M
        case Number(text) | Symbol(text, "scalar", None, ()):
            return Size(text)
    raise ParseError("found something else, expected a size such as m or n of a layer")


def reach(letter: str) -> Size:
    """Return how far a letter runs around layer l; of a letter without a role, nobody knows."""
    if letter in UNIT_LAYERS:
        return Size("n", Layer("l", UNIT_LAYERS[letter]))
    return M if letter in INDEX_LETTERS else Size("?")


def layout(cells: list[list[Node | str]]) -> Layout:
    """Return the matrix of which dots leave most entries out.

    Raises: ParseError if those that are there do not follow each other.
    """
    down, across = len(cells) > 1, len(cells[0]) > 1
    diagonal = down and across and cells[0][1] == Number("0")
    entry = followed(cells[0][0], cells[1][1 if diagonal else 0], FRESH[0]) if down else cells[0][0]
    entry = followed(entry, cells[0][1], FRESH[1]) if across and not diagonal else entry
    rows = Axis(FRESH[0], size_at(entry, FRESH[0], cells[-1][-1 if diagonal else 0])) if down else None
    columns = Axis(FRESH[1], size_at(entry, FRESH[1], cells[0][-1])) if across and not diagonal else None
    if not isinstance(entry, Node) or cells != list(written_out(entry, rows, columns, diagonal)):
        raise ParseError("found a matrix whose entries do not follow each other, expected 1, 2, dots, the last")
    return Layout(entry, rows, rows if diagonal else columns, diagonal)


def followed(first: Any, second: Any, letter: str) -> Any:
    """Return an entry with a letter for each 1 that is a 2 in the next entry."""
    if isinstance(first, Symbol) and isinstance(second, Symbol):
        pairs = zip(first.indices, second.indices, strict=False)
        return replace(first, indices=tuple(letter if pair == (1, 2) else pair[0] for pair in pairs))
    others = children(second) if isinstance(second, Node) else iter(())

    def change(piece: Any) -> Any:
        return followed(piece, next(others, piece), letter) if isinstance(piece, Node) else piece

    return mapped(first, change)


def size_at(entry: Any, letter: str, last: Any) -> Size:
    """Return the index that the last entry has for a letter."""
    pairs = zip(walk(entry), walk(last), strict=False) if isinstance(last, Node) else []
    found = {index for one, other in pairs if isinstance(one, Symbol) and isinstance(other, Symbol)
             for at, index in zip(one.indices, other.indices, strict=False) if at == letter}  # fmt: skip
    if len(found) != 1 or not isinstance(next(iter(found)), Size):
        raise ParseError("found a matrix that does not end with the size of an axis, expected one")
    return next(size for size in found if isinstance(size, Size))


def written_out(entry: Node, rows: Axis | None, columns: Axis | None, diagonal: bool) -> Iterator[list[Node | str]]:
    """Yield the rows of a matrix with dots as they are written."""
    for at in positions(rows):
        row: list[Node | str] = []
        for beside in positions(rows if diagonal else columns):
            if PRINTED_DOTS in (at, beside):
                row.append(r"\ddots" if at == beside else r"\vdots" if at == PRINTED_DOTS else r"\cdots")
            elif diagonal and at != beside:
                row.append(Number("0"))
            else:
                cell = with_index(entry, FRESH[0], at) if at else entry
                row.append(with_index(cell, FRESH[1], beside) if beside and not diagonal else cell)
        yield row
