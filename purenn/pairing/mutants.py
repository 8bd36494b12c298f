"""Wrong versions of every tagged line, made by rule from the parsed source.

A line says its equation together with the loops around it and the local names that it reads, so these are changed
too. A rule knows forms of Python and the helpers of the package; none knows an equation.
"""

import ast
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from purenn.notation.expression import Span
from purenn.notation.symbols import CONTAINER, INDEX_LETTERS, ONE_VALUE
from purenn.pairing.scope import is_zero, root_name
from purenn.pairing.tags import Source, Tag, names_set, statement_ending_at, tags_in

WORD_ENDS = "[(]), "
Edits = list[tuple[ast.expr | ast.stmt | Span, str]]  # pieces of source, and what is put there


class Mutant(NamedTuple):
    """A tagged line gone wrong: the rule, the changed line's text, the tag as it was and as it is now.

    beside says that the change is in a local symbol set above, which is no part of what the tagged line says; marks,
    from where to where in the text the changed words stand.
    """

    rule: str
    code: str
    original: Tag
    tag: Tag
    beside: bool
    marks: tuple[tuple[int, int], ...] = ()

    @property
    def name(self) -> str:
        """The name by which an exception is listed."""
        return f"{self.tag.name} | {self.code}"

    @property
    def function(self) -> ast.FunctionDef:
        """The function, as it was, that holds the line."""
        assert self.original.function is not None
        return self.original.function


def mutants_of(tag: Tag) -> list[Mutant]:
    """Return every wrong version of a tagged line, each text once."""
    found: dict[str, Mutant] = {}
    for part in parts_of(tag):
        beside = part is not tag.statement and is_symbol(part) and not is_start(part, tag)
        for rule, edits in changes(part, tag):
            mutant = changed(tag, rule, edits, beside)
            found.setdefault(mutant.tag.source.text, mutant)
    return list(found.values())


def parts_of(tag: Tag) -> list[ast.AST]:
    """Return what a line's equation stands in: its statement, the loops around it, the local names that it reads."""
    source, lines = tag.source, set(tag.context()) - {around(tag).lineno}
    tagged = {other.line for other in tags_in(source)}  # these have mutants of their own
    settings = [each for each in source.settings.get(tag.function, []) if each.lineno in lines - tagged]
    read = [each for each in settings if each is not tag.statement and not is_zero(getattr(each, "value", None))]
    blocks = [block for each in (tag.statement, *read) for block in source.blocks_of(each)]
    loops = [block for block in blocks if isinstance(block, ast.For) and root_name(block.target) in INDEX_LETTERS]
    called = {node.id for node in ast.walk(tag.statement) if isinstance(node, ast.Name)}
    nested = [each for each in around(tag).body if isinstance(each, ast.FunctionDef) and each.name in called]
    lengths = {"m", "n"}
    return [
        tag.statement,
        *(each for each in read if not lengths & names_set(each)),
        *(loop.iter for loop in dict.fromkeys(loops)),
        *(each.body[-1] for each in nested),
    ]  # fmt: skip


def around(tag: Tag) -> ast.FunctionDef:
    """Return the function that a tagged line stands in."""
    assert tag.function is not None
    return tag.function


def is_symbol(part: ast.AST) -> bool:
    """Return whether a part sets a local value that carries its letters, such as dz_kj_dw_ih."""
    return any(isinstance(each, ast.Name) and ONE_VALUE.fullmatch(each.id) for each in getattr(part, "targets", []))


def is_start(part: ast.AST, tag: Tag) -> bool:
    """Return whether a part sets what the tagged line adds to."""
    target = getattr(tag.statement, "target", None)
    return any(ast.unparse(each) == ast.unparse(target) for each in getattr(part, "targets", []) if target)


def changed(tag: Tag, rule: str, edits: Edits, beside: bool) -> Mutant:
    """Return the mutant that some edits make: a source that holds the function alone, on its lines."""
    function = around(tag)
    lines = list(tag.source.lines[: function.end_lineno])
    lines[: function.lineno - 1] = [""] * (function.lineno - 1)
    spans = [(node if isinstance(node, Span) else tag.source.span(node), new) for node, new in edits]
    for span, new in sorted(spans, key=lambda each: (each[0].line, each[0].column), reverse=True):
        line = lines[span.line - 1]
        lines[span.line - 1] = line[: span.column] + new + line[span.end_column :]
    source = Source(tag.file, "\n".join(lines))
    at = spans[0][0].line - 1
    code, indent = lines[at].split("#")[0].strip(), len(lines[at]) - len(lines[at].lstrip())
    tagged = Tag(tag.id, tag.step, source, tag.line, statement_ending_at(source, tag.line))
    found = marks(tag.source.lines[at], lines[at], [each for each in spans if each[0].line == at + 1])
    return Mutant(rule, code, tag, tagged, beside, tuple((start - indent, end - indent) for start, end in found))


def marks(old: str, new: str, edits: list[tuple[Span, str]]) -> list[tuple[int, int]]:
    """Return from where to where in a changed line the words stand that the edits changed."""
    found: dict[tuple[int, int], None] = {}
    longer = 0
    for span, put in sorted(edits, key=lambda each: each[0].column):
        taken, start = old[span.column : span.end_column], span.column + longer
        before = alike(taken, put)
        after = alike(taken[before:][::-1], put[before:][::-1])
        words = (start + before, start + len(put) - after)
        if not new[slice(*words)].strip():  # something is gone
            words = start, start + len(put)
        found[whole_words(new, *words)] = None
        longer += len(put) - len(taken)
    return list(found)


def whole_words(line: str, start: int, end: int) -> tuple[int, int]:
    """Return from where to where the whole words of a piece of a line stand."""
    while start and line[start - 1] not in WORD_ENDS:
        start -= 1
    while end < len(line) and line[end] not in WORD_ENDS:
        end += 1
    return end - len(line[start:end].lstrip()), end


def alike(one: str, other: str) -> int:
    """Return how many letters two texts begin with alike."""
    return next((k for k, (x, y) in enumerate(zip(one, other, strict=False)) if x != y), min(len(one), len(other)))


# ---------------------------------------------------------------- the rules


def changes(part: ast.AST, tag: Tag) -> Iterator[tuple[str, Edits]]:
    """Yield a rule and its edits for every place of a part at which the rule applies."""
    single = single_matrices(tag)
    layers = [node.slice for node in ast.walk(part) if isinstance(node, ast.Subscript) and is_layer(node, single)]
    inside = {id(inner) for node in ast.walk(part) if isinstance(node, ast.Subscript) for inner in ast.walk(node.slice)}
    letters = [node for node in ast.walk(part) if isinstance(node, ast.Name) and node.id in INDEX_LETTERS]
    for (one, letter), (other, another) in combinations(letter_places(part, tag), 2):
        if letter != another:
            yield "two indices swapped", [(one, another), (other, letter)]
    for layer in layers:
        yield "a layer shifted by one", [(layer, shifted(layer, 1))]
        yield "a layer shifted by one", [(layer, shifted(layer, -1))]
    for name in letters:
        if isinstance(name.ctx, ast.Load):
            for new in sorted(letters_in(around(tag)) - {name.id}):
                yield "another letter", [(name, new)]
            yield "the first for every index", [(name, "0")]
    for node in ast.walk(part):
        if id(node) not in inside:
            yield from at_node(node, tag)


def letter_places(part: ast.AST, tag: Tag) -> Iterator[tuple[Span, str]]:
    """Yield the place of each index letter of a part, in brackets or in a name that carries it, and the letter."""
    for node in ast.walk(part):
        if isinstance(node, ast.Name):
            span, match = tag.source.span(node), ONE_VALUE.fullmatch(node.id)
            starts = [match.start(group) for group in ("top_at", "at") if match[group]] if match else []
            places = [at for start in starts for at in (start, start + 1) if node.id[at:at + 1] in INDEX_LETTERS]
            for at in [0] if node.id in INDEX_LETTERS else places:
                yield Span(span.line, span.column + at, span.line, span.column + at + 1), node.id[at]


def at_node(node: ast.AST, tag: Tag) -> Iterator[tuple[str, Edits]]:
    """Yield the changes that a single node outside subscripts allows."""
    source = tag.source

    def text(inner: ast.expr) -> str:
        return source.piece(source.span(inner))

    match node:
        case ast.Call(func=ast.Name(id="transpose"), args=[inner]):
            yield "a transpose dropped", [(node, text(inner))]
        case ast.Call(func=ast.Name(id="matmul"), args=[ast.Call(func=ast.Name(id="hadamard"), args=[a, b]), c]):
            yield "⊙ grouped the other way", [(node, f"hadamard({text(a)}, matmul({text(b)}, {text(c)}))")]
        case ast.Call(func=ast.Name(id="row" | "column" as old) as name):
            yield "a row taken for a column", [(name, "column" if old == "row" else "row")]
        case ast.Call(func=ast.Name(id="ones"), args=[a, b]):
            yield "a row taken for a column", [(a, text(b)), (b, text(a))]
        case ast.Call(func=ast.Name(id="add" | "subtract" as old) as name):
            yield "a sign flipped", [(name, "subtract" if old == "add" else "add")]
        case ast.Call(func=ast.Name(id="range"), args=[size]):
            yield "a sum cut short", [(size, f"{text(size)} - 1")]
            yield "a sum dropped", [(size, "1")]
        case ast.BinOp(left=ast.Constant(value=1), op=ast.Div(), right=ast.Name(id="m")):
            yield "a 1/m dropped", [(node, "1")]
            yield "a sign flipped", [(node, "-1 / m")]
        case ast.BinOp(left=ast.Name(id="m") as left, op=ast.Mult()):
            yield "a 1/m dropped", [(left, "1")]
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub(), right=right):
            yield "a sign flipped", [sign_between(left, right, source)]
        case ast.UnaryOp(op=ast.USub()):
            yield "a sign flipped", [(first_letter(node, source), "+")]
        case ast.AugAssign(target=target, value=value):
            yield "a sign flipped", [sign_between(target, value, source)]
        case ast.List(elts=[ast.ListComp(elt=entry) as inner]):
            loop = text(inner)[1 + len(text(entry)) : -1]
            yield "a row taken for a column", [(node, f"[[{text(entry)}]{loop}]")]
        case ast.ListComp(elt=ast.List(elts=[entry]) as inner):
            loop = text(node)[1 + len(text(inner)) : -1]
            yield "a row taken for a column", [(node, f"[[{text(entry)}{loop}]]")]
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            yield "another number", [(node, repr(value + 1))]
        case ast.Name(id=name, ctx=ast.Load()) if name in OTHERS:
            for other in OTHERS[name]:
                if other in names_in(around(tag)):
                    yield "another symbol", [(node, other)]


def sign_between(left: ast.expr, right: ast.expr, source: Source) -> tuple[Span, str]:
    """Return the place of the sign between two operands on one line, and the other sign."""
    line, start, end = left.lineno, source.span(left).end_column, source.span(right).column
    at, sign = next((at, sign) for at, sign in enumerate(source.lines[line - 1]) if start <= at < end and sign in "+-")
    return Span(line, at, line, at + 1), "-" if sign == "+" else "+"


def first_letter(node: ast.expr, source: Source) -> Span:
    """Return the place of a node's first letter."""
    span = source.span(node)
    return Span(span.line, span.column, span.line, span.column + 1)


OTHERS = {
    "A": ["Z", "W"], "Z": ["A"], "W": ["A"], "dJ_dA": ["dJ_dZ"], "dJ_dZ": ["dJ_dA"], "dJ_dW": ["dJ_dB", "W"],
    "dJ_dB": ["dJ_dW", "B"], "f": ["f_prime"], "f_prime": ["f"],
}  # fmt: skip


def single_matrices(tag: Tag) -> set[str]:
    """Return the local names in a tag's function that hold one matrix, and not one for each layer."""
    settings = tag.source.settings.get(tag.function, [])
    return {root_name(each.targets[0]) for each in settings if isinstance(each, ast.Assign)
            and isinstance(each.targets[0], ast.Name) and isinstance(each.value, ast.Call | ast.ListComp | ast.List)}


def is_layer(node: ast.Subscript, single: set[str]) -> bool:
    """Return whether the brackets of a subscript hold a layer."""
    name = node.value.id if isinstance(node.value, ast.Name) and node.value.id not in single else ""
    match = CONTAINER.fullmatch(name)
    holds = name in ("n", "f", "f_prime") or (match is not None and not match["layer"] and name not in "XY")
    named = {inner.id for inner in ast.walk(node.slice) if isinstance(inner, ast.Name)}
    return holds and (named <= {"l", "L"} if named else isinstance(node.slice, ast.Constant))


def shifted(layer: ast.expr, steps: int) -> str:
    """Return the text of a layer that is so many higher."""
    match layer:
        case ast.Constant(value=int(number)):
            return str(number + steps)
        case ast.BinOp(left=left, op=op, right=ast.Constant(value=int(number))):
            steps += number if isinstance(op, ast.Add) else -number
            layer = left
    return f"{ast.unparse(layer)} {'+' if steps > 0 else '-'} {abs(steps)}" if steps else ast.unparse(layer)


def names_in(function: ast.FunctionDef) -> set[str]:
    """Return the parameters and local names of a function."""
    nodes = list(ast.walk(function))
    stored = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return stored | {node.arg for node in nodes if isinstance(node, ast.arg)}


def letters_in(function: ast.FunctionDef) -> set[str]:
    """Return the index letters that a function has values for."""
    return names_in(function) & INDEX_LETTERS
