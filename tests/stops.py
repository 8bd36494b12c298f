"""What a line computes while its function runs, as a debugger would show it each time the line is done."""

import ast
import sys
from collections.abc import Callable
from copy import deepcopy
from types import FrameType
from typing import Any

from purenn.pairing.registry import package_sources
from purenn.pairing.scope import root_name
from purenn.pairing.tags import Tag, collect

LINES = {tag.name: tag for tags in collect(package_sources()).values() for tag in tags}


def values_at(name: str, function: Callable[..., Any], *arguments: Any, **named: Any) -> list[Any]:
    """Return what the line of an equation, or of one of its steps, sets each time it runs in a call of function."""
    target, first = written(LINES[name]), LINES[name].statement.lineno
    values: list[Any] = []
    running = False

    def watch(frame: FrameType, event: str, _: object) -> Any:
        nonlocal running
        if frame.f_code is not function.__code__:
            return None
        if event in ("line", "return") and running and (event == "return" or frame.f_lineno != first):
            values.append(deepcopy(eval(target, frame.f_globals, frame.f_locals)))
        if event == "line":
            running = frame.f_lineno == first
        return watch

    before = sys.gettrace()
    sys.settrace(watch)
    try:
        function(*arguments, **named)
    finally:
        sys.settrace(before)
    return values


def written(tag: Tag) -> str:
    """Return the text of what a tagged line writes: of an assert, the last of its sides."""
    match tag.statement:
        case ast.Assign(targets=[target]) | ast.AugAssign(target=target) | ast.AnnAssign(target=target):
            return ast.unparse(target)
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=target, attr="append"))):
            return root_name(target)
        case ast.Assert(test=ast.Compare(comparators=[*_, last])):
            return ast.unparse(last)
    raise ValueError(f"{tag.name}: `{tag.code}` writes nothing, expected a line that does")
