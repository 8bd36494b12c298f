"""Straight lines: nothing stands around a tagged line that could keep it from running, or change what it reads."""

import ast
from collections.abc import Iterator

from purenn.notation.operators import function_name
from purenn.notation.symbols import CONTAINER, INDEX_LETTERS, ONE_VALUE
from purenn.pairing.scope import is_zero, root_name
from purenn.pairing.tags import Source, Tag

TURNS = (ast.While, ast.Try, ast.With, ast.Match, ast.Break, ast.Continue, ast.Yield, ast.YieldFrom, ast.NamedExpr,
         ast.Global, ast.Nonlocal, ast.Delete, ast.Import, ast.ImportFrom, ast.ClassDef, ast.BoolOp)  # fmt: skip


def turns(tag: Tag) -> Iterator[tuple[ast.AST, str]]:
    """Yield what may turn a tagged line's function from what the line says, with what is expected in its place."""
    function, source = tag.function, tag.source
    assert function is not None
    if not isinstance(source.parents[function], ast.Module):
        yield function, "a function of the module, which others can call"
    for decorator in function.decorator_list:
        yield decorator, "the function as it stands"
    for node in ast.walk(source.tree):
        if node is not function and function.name in names_bound(node) and not source.function_of(node):
            yield node, f"one {function.name} in the module"
    for node in ast.walk(function):
        yield from ((node, expected) for expected in bends(node, function, source))
    for statement in source.settings.get(function, []):
        if not is_tagged(statement, source):
            yield from ((statement, f"{name} as it is") for name in symbols_changed(statement, function))


def bends(node: ast.AST, function: ast.FunctionDef, source: Source) -> Iterator[str]:
    """Yield what is expected in place of a single node, if it may turn a function aside."""
    match node:
        case ast.If(test=test, body=body, orelse=others):
            refuses = not others and all(isinstance(each, ast.Raise) for each in body)
            asks = names_in(test) in ({"z"}, {"l", "f"})  # a function of one number, and whether the layer has one
            if not refuses and not asks:
                yield "nothing but loops"
        case ast.IfExp(test=test):
            if names_in(test) - INDEX_LETTERS and names_in(test) != {"z"}:
                yield "a choice by indices, or by z, alone"
        case ast.Return():
            if node is not function.body[-1] and source.function_of(node) is function and not is_tagged(node, source):
                yield "every way to end in a tagged line"
        case ast.Name(ctx=ast.Store()) | ast.Subscript(ctx=ast.Store()):
            own = isinstance(source.parents[node], ast.comprehension)  # a letter that is gone when it is over
            if root_name(node) in {argument.arg for argument in function.args.args} and not own:
                yield f"{root_name(node)} as it was given"
        case _ if isinstance(node, TURNS):
            yield "nothing but loops"


def is_tagged(statement: ast.stmt, source: Source) -> bool:
    """Say whether a statement ends in a tag."""
    return "# eq: " in source.lines[(statement.end_lineno or statement.lineno) - 1]


def names_bound(node: ast.AST) -> set[str]:
    """Return the names that a single node of a module binds."""
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return {name}
        case ast.alias(name=name, asname=other):
            return {other or name}
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            return {name}
    return set()


def names_in(node: ast.AST) -> set[str]:
    """Return the names in node."""
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def symbols_changed(statement: ast.stmt, function: ast.FunctionDef) -> Iterator[str]:
    """Yield the symbols that a statement sets to anything but zeros, a value gathered, themselves or a parameter."""
    given = {argument.arg for argument in function.args.args}
    for target in getattr(statement, "targets", [getattr(statement, "target", None)]):
        for one, value in pairs(target, getattr(statement, "value", None)):
            name, source = root_name(one), root_name(value)
            stored = isinstance(one, ast.Subscript) and isinstance(value, ast.Name) and ONE_VALUE.fullmatch(value.id)
            record = isinstance(value, ast.Call) and root_name(value.func)[:1].isupper()
            proven = isinstance(value, ast.Call) and function_name(value) == "softmax"  # by its own tag
            kept = stored or record or proven or is_start(value) or source == name or source in given
            if not kept and (CONTAINER.fullmatch(name) or name in ("f", "f_prime", "gamma")):
                yield name


def is_start(value: ast.expr | None) -> bool:
    """Say whether an expression is 0, an empty start, or layers, pairs or a tensor of those."""
    return is_start(value.elt) if isinstance(value, ast.ListComp) else is_zero(value)


def pairs(target: ast.expr | None, value: ast.expr | None) -> Iterator[tuple[ast.expr | None, ast.expr | None]]:
    """Yield each name or cell that an assignment sets, with what it is set to."""
    if not isinstance(target, ast.Tuple):
        yield target, value
        return
    values = value.elts if isinstance(value, ast.Tuple) else [value] * len(target.elts)
    for one, other in zip(target.elts, values, strict=True):
        yield from pairs(one, other)
