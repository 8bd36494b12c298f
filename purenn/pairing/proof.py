"""The proof: what each tagged line computes, and what its function is named for, against the judge, for every index.

Names are symbols, so nothing here knows an equation. A function is called with the true value of whatever each of its
parameters is named for. A probe compiled in behind the tagged line, or behind the loops that gather into it, hands
over the line's value while the function runs; the left side of the line, as read back, says what it has to be.
"""

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from typing import Any

from purenn.matrix import ShapeError, brief, shape
from purenn.pairing.expression import Equation, Gradient, Layout, Node, Symbol
from purenn.pairing.judge import RECORDS, ZS, At, Judge, nets
from purenn.pairing.reading import Reader, read
from purenn.pairing.scope import ReadingError, root_name
from purenn.pairing.symbols import CONTAINER, INDEX_LETTERS, symbol
from purenn.pairing.tags import HEADED, PairingError, Source, Tag, place
from purenn.pairing.walks import free_letters, is_term, walk

TOLERANCE = 1e-8
Calls = Callable[[Mapping[str, Any], Any], Any]  # a probe: given the names around a line, and its value


@dataclass(frozen=True)
class Failure:
    """A value that is not the true one: what says which value, at where, with the indices from 0."""

    tag: Tag
    net: str
    at: At
    what: str
    found: str
    expected: str

    def __str__(self) -> str:
        counted = {name: value + 1 if name in INDEX_LETTERS else value for name, value in self.at.items()}
        where = "".join(f", {name}={value}" for name, value in counted.items())
        return (f"{place(self.tag)}: {self.tag.name} on {self.net}{where}: {self.what} is {self.found}, "
                f"expected {self.expected}")


def prove(tags: Iterable[Tag], namespace: Mapping[str, Any] | None = None, claims: Mapping[str, Equation] | None = None,
          judges: Sequence[Judge] | None = None) -> Iterator[Failure]:
    """Yield every failure of some tagged lines, each as soon as it is found: take one to stop at the first.

    namespace holds what their functions use, if it is not to be had by running the source that the tags stand in.
    claims, by the names of the tags, say what a line has to compute, if that is not what the line itself says.
    """
    for tag in tags:
        equation = (claims or {}).get(tag.name) or read(tag)
        proof = Proof(tag, equation, namespace)
        for judge in all_judges() if judges is None else judges:
            yield from proof.failures(judge)


@cache
def all_judges() -> list[Judge]:
    """Return a judge for each net; they keep what they measured."""
    return [Judge(net) for net in nets()]


@cache
def namespace_of(source: Source) -> Mapping[str, Any]:
    """Return the names of a module after running its text."""
    found: dict[str, Any] = {"__name__": source.file.removesuffix(".py").replace("/", ".")}
    exec(compile(source.tree, source.file, "exec"), found)
    return found


class Proof:
    """The proof of one tagged line."""

    def __init__(self, tag: Tag, equation: Equation, namespace: Mapping[str, Any] | None) -> None:
        if tag.function is None:
            raise PairingError(f"{place(tag)}: found {tag.name} outside a function, expected it in one, to be called")
        arguments = tag.function.args
        self.tag, self.equation, self.left = tag, equation, equation.sides[0]
        self.names = [argument.arg for argument in arguments.args[: len(arguments.args) - len(arguments.defaults)]]
        self.letters = free_letters(self.left)
        self.named = named_for_its_value(tag)
        self.layouts = layouts_of(tag) if any(isinstance(side, Layout) for side in equation.sides) else []
        self.function = probed(tag, self.letters, namespace or namespace_of(tag.source), self.see)

    def failures(self, judge: Judge) -> Iterator[Failure]:
        """Yield what is wrong on one net."""
        self.judge, self.found, self.seen, self.reached = judge, list[Failure](), 0, list[At]()
        fixed = {name: judge.argument(name, {}) for name in self.names
                 if name in RECORDS or CONTAINER.fullmatch(name)}
        for at in self.places():
            try:
                value = self.function(*(fixed[name] if name in fixed else judge.argument(name, at)
                                        for name in self.names))
                self.check_returned(value, at)
                self.check_layouts(at)
            except Exception as error:  # a wrong line may raise anything
                self.found.append(Failure(self.tag, judge.net.name, at, "the value", f"none but {error!r}", "one"))
            yield from self.found
            self.found.clear()
        missed = [at for at in self.entries() if at not in self.reached]
        if missed or not self.seen:
            where: At = missed[0] if missed else {}
            yield Failure(self.tag, judge.net.name, where, "the line", "never reached", "run for every index")

    def places(self) -> Iterator[dict[str, Any]]:
        """Yield every combination of the layer and the indices that the function takes, where the net has them."""
        letters = [name for name in self.names if name in INDEX_LETTERS]
        symbols = [node for node in walk(self.equation) if isinstance(node, Symbol)]
        layers: list[dict[str, Any]] = [{}]
        if "l" in self.names:
            candidates = [{"l": l} for l in range(1, self.judge.L + 1)]
            layers = [layer for layer in candidates if all(self.judge.has(symbol, layer) for symbol in symbols)]
        for layer in layers:
            for indices in product(*(self.judge.range_of(letter, layer) for letter in letters)):
                at = layer | dict(zip(letters, indices, strict=True))
                yield from ({**at, "z": z} for z in ZS) if "z" in self.names else [at]

    def entries(self) -> Iterator[At]:
        """Yield the layer and the letters of the left side for which the line has to run.

        None for a function of one number: each of its branches runs for some z.
        """
        if "z" in self.names:
            return
        symbols = [node for node in walk(self.equation) if isinstance(node, Symbol)]
        loops_over_l = any(getattr(loop.target, "id", "") == "l" for loop in self.tag.loops)
        layers = [{"l": l} for l in range(1, self.judge.L + 1)] if loops_over_l else [{}]
        for at in ({**at, **layer} for at in self.places() for layer in layers):
            if all(self.judge.has(symbol, at) for symbol in symbols):
                letters = sorted(self.letters)
                ranges = [[at[each]] if each in at else self.judge.range_of(each, at) for each in letters]
                for indices in product(*ranges):
                    yield {name: at[name] for name in ("l",) if name in at} | dict(zip(letters, indices, strict=True))

    def see(self, names: Mapping[str, Any], value: Any) -> Any:
        """Take the line's value, of an assert that of each side, and the names around it, as the function runs."""
        self.seen += 1
        at = {name: names[name] for name in ("l", "z", *sorted(self.letters)) if name in names}
        self.reached.append(at)
        expected = self.judge.left_side(self.equation, at)
        for side in value if isinstance(value, tuple) else (value,):
            self.check(at, "the line's value", side, expected)
        return value

    def check_returned(self, value: Any, at: At) -> None:
        """Check what the function returned, if it is named for a symbol: its value, or that of the whole it is part of.

        A function that runs over the indices itself returns a whole matrix; one that runs over the layers, a record.
        A function of any other name tells a story, of which the tagged line is a part.
        """
        base = self.left.bottom if isinstance(self.left, Gradient) else self.left
        record = getattr(value, base.letter.upper(), None) if isinstance(base, Symbol) else None
        if record is None and not self.named:
            return
        if record is None:
            equation = self.equation if self.letters <= set(at) else whole(self.equation)
            self.check(at, "what the function returns", value, self.judge.left_side(equation, at))
            return
        assert isinstance(base, Symbol) and base.layer
        for l in range(1, self.judge.L + 1) if base.layer.base else [0]:
            found = record[self.judge.layer(base.layer, {"l": l})]
            self.check({"l": l}, "what the function returns", found,
                       self.judge.left_side(whole(self.equation), {"l": l}))

    def check_layouts(self, at: At) -> None:
        """Check every matrix of symbols that the line writes out, cell by cell."""
        for layout in self.layouts:
            self.check(at, "the matrix written out", self.judge.value(layout, at),
                       self.judge.left_side(self.equation, at))

    def check(self, at: At, what: str, found: Any, expected: Any) -> None:
        """Note a failure unless found is expected."""
        if difference := apart(found, expected):
            self.found.append(Failure(self.tag, self.judge.net.name, at, what, *difference))


def apart(found: Any, expected: Any) -> tuple[str, str] | None:
    """Return what differs, found and expected, at the worst entry of two matrices, or None if nothing does."""
    if not isinstance(expected, list):
        close = isinstance(found, int | float) and abs(found - expected) <= TOLERANCE
        return None if close else (shown(found), shown(expected))
    try:
        (n, m), (rows, columns) = shape(found), shape(expected)
    except ShapeError as error:
        return str(error), "a matrix"
    if (n, m) != (rows, columns):
        return f"a {n}x{m} matrix", f"{rows}x{columns}"
    gaps = [(abs(found[r][c] - expected[r][c]), r, c) for r in range(n) for c in range(m)]
    gap, r, c = max(gaps, key=lambda each: each[0] if each[0] == each[0] else float("inf"))
    if gap <= TOLERANCE:
        return None
    return f"{shown(found[r][c])} in row {r + 1}, column {c + 1}", shown(expected[r][c])


def shown(value: Any) -> str:
    """Return a value as a message shows it: a number with no more digits than difference quotients have."""
    return f"{value:.10g}" if isinstance(value, int | float) else brief(value)


def named_for_its_value(tag: Tag) -> bool:
    """Return whether the name of a tag's function ends in a symbol, as hidden_dJ_dA and sigmoid do."""
    try:
        Reader(tag, tag.statement).value_named()
    except ReadingError:
        return False
    return True


def whole(equation: Equation) -> Equation:
    """Return an equation whose left side is the whole matrix of what it was an entry, row or column of."""
    left = equation.sides[0]
    base = left.bottom if isinstance(left, Gradient) else left
    assert isinstance(base, Symbol)
    matrix: Node = symbol(base.letter.lower(), base.layer)
    if isinstance(left, Gradient):
        matrix = replace(left, bottom=matrix)
    return replace(equation, sides=(matrix, *equation.sides[1:]))


def layouts_of(tag: Tag) -> list[Layout]:
    """Return the matrices of symbols that a line writes out, as far as it can be read."""
    try:
        sides = read(tag).sides
    except ReadingError:
        return []
    return [side for side in sides if isinstance(side, Layout) and not side.diagonal and is_term(side.entry)]


# ---------------------------------------------------------------- the probe


def probed(tag: Tag, letters: set[str], namespace: Mapping[str, Any], probe: Calls) -> Callable[..., Any]:
    """Return a tag's function, compiled anew with a call of the probe; letters are those of the left side."""
    assert tag.function is not None
    first, last = tag.function.lineno, tag.function.end_lineno
    tree = ast.parse("\n".join(tag.source.lines[first - 1 : last]))
    ast.increment_lineno(tree, first - 1)
    add_probe(tree.body, tag, letters)
    found = {**namespace, "probe": probe}
    exec(compile(tree, tag.file, "exec", optimize=0), found)
    function: Callable[..., Any] = found[tag.function.name]
    return function


def add_probe(body: list[ast.stmt], tag: Tag, letters: set[str]) -> None:
    """Put a call of the probe into body: behind the tagged statement, or the outermost loop that gathers into it.

    That is a loop over an index letter that the left side does not have.
    """
    at, node = next((at, node) for at, node in enumerate(body) if tag.line <= (node.end_lineno or node.lineno))
    gathers = isinstance(node, ast.For) and root_name(node.target) in INDEX_LETTERS - letters
    if isinstance(node, HEADED) and not gathers:
        blocks = [getattr(node, name, []) for name in ("body", "orelse")]
        add_probe(next(block for block in blocks if block and tag.line <= (block[-1].end_lineno or 0)), tag, letters)
    elif isinstance(node, ast.Return):
        body[at] = ast.parse(f"return probe(locals(), {value_of(tag.statement)})").body[0]
    else:
        body.insert(at + 1, ast.parse(f"probe(locals(), {value_of(tag.statement)})").body[0])


def value_of(statement: ast.stmt) -> str:
    """Return the expression for what a statement computes: of an assert, a pair of its sides."""
    match statement:
        case ast.Return(value=ast.expr() as value):
            return ast.unparse(value)
        case ast.Assert(test=ast.Compare(left=left, comparators=others)):
            return ast.unparse(ast.Tuple([left, *others], ast.Load()))
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=target))):
            return root_name(target)
        case ast.Assign(targets=[target]) | ast.AugAssign(target=target) | ast.AnnAssign(target=target):
            return ast.unparse(target)
    raise PairingError(f"line {statement.lineno}: `{ast.unparse(statement)}` computes no value, expected one to prove")
