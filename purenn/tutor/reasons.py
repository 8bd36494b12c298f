"""Why a learner's function stopped, in words for a person: what the line held when it did."""

import ast
from collections.abc import Iterator
from contextlib import suppress
from types import FrameType, TracebackType
from typing import Any


def place_of(error: BaseException, path: str) -> tuple[int, FrameType | None]:
    """Return the last line of a file in a traceback, with its frame; 0 if the file is not in it."""
    found: tuple[int, FrameType | None] = (0, None)
    back: TracebackType | None = error.__traceback__
    while back:
        if back.tb_frame.f_code.co_filename == path:
            found = back.tb_lineno, back.tb_frame
        back = back.tb_next
    return found


def described(error: BaseException) -> str:
    """Return an error in one line; a learner's own kind may have no words, or fail to say them."""
    try:
        words = " ".join(str(error).split())
    except Exception:
        words = ""
    return f"{type(error).__name__}: {words}"[:200].rstrip(": ")


def reason(error: BaseException, frame: FrameType | None, line: int, tree: ast.Module) -> str:
    """Return what stopped a function at a line of its file, as a sentence."""
    plain = described(error)
    if frame is None:
        return plain
    expressions = (node for node in ast.walk(tree) if isinstance(node, ast.expr))
    nodes = [node for node in expressions if node.lineno <= line <= (node.end_lineno or 0)]
    values = Values(frame)
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    if isinstance(error, TypeError) and (found := next(filter(None, map(values.of_a_list, calls)), "")):
        return found
    if is_deeper(error, frame):
        return plain
    match error:
        case IndexError() | KeyError():
            set_anew = [each for node in ast.walk(tree) if isinstance(node, ast.Assign) for each in node.targets]
            read = (node for node in reversed(nodes) if node not in set_anew)
            told: Iterator[str] = (values.outside(node) for node in read if isinstance(node, ast.Subscript))
        case TypeError():
            told = map(values.unfit, (node for node in nodes if isinstance(node, ast.BinOp | ast.Call)))
        case AttributeError() if isinstance(error.obj, list):
            return f"a list has no .{error.name}; purenn.matrix has transpose, matmul, hadamard, scale and more"
        case _:
            return plain
    return next(filter(None, told), plain)


def is_deeper(error: BaseException, frame: FrameType) -> bool:
    """Say whether an error was raised in a function of another file, which the frame has called."""
    back = error.__traceback__
    while back and back.tb_next:
        back = back.tb_next
    return back is not None and back.tb_frame is not frame


class Values:
    """The values that expressions have in a frame."""

    def __init__(self, frame: FrameType) -> None:
        self.globals, self.locals = frame.f_globals, dict(frame.f_locals)

    def of(self, node: ast.expr) -> Any:
        """Return the value of names, numbers, sums and subscripts; anything else is not run again."""
        if not all(isinstance(each, HARMLESS) for each in ast.walk(node)):
            raise ValueError("not to be run again")
        return eval(compile(ast.Expression(node), "?", "eval"), self.globals, self.locals)

    def outside(self, node: ast.Subscript) -> str:
        """Return which index is not there, if this is the subscript that failed."""
        try:
            held, index = self.of(node.value), self.of(node.slice)
        except Exception:  # it stands in a comprehension's own frame, or would do something
            return ""
        name, asked = ast.unparse(node.value), ast.unparse(node.slice)
        if isinstance(held, list | tuple) and isinstance(index, int) and not -len(held) <= index < len(held):
            what = "rows" if held and isinstance(held[0], list) else "entries"
            count = f"{len(held)} {what}, counted from 0 to {len(held) - 1}" if held else f"no {what} yet"
        elif isinstance(held, dict) and index not in held:
            count = f"the layers {', '.join(map(str, held)) or 'none'}"
        else:
            return ""
        return f"{name} has {count}, " + (f"not {index}" if asked == str(index) else f"and {asked} is {index}")

    def of_a_list(self, node: ast.Call) -> str:
        """Return what is called with a list in place of a number, if it is a function of a layer."""
        with suppress(Exception):  # as in outside
            name, (argument,) = node.func, node.args
            if isinstance(name, ast.Subscript) and isinstance(self.of(name.value), dict):
                held = self.of(argument)
                told = f"{ast.unparse(name)} takes one number; {ast.unparse(argument)} is"
                return f"{told} {kind_of(held)}" if isinstance(held, list) else ""
        return ""

    def unfit(self, node: ast.BinOp | ast.Call) -> str:
        """Return which side of an operator is a list, or what is called that is no function, if that failed."""
        if isinstance(node, ast.Call):
            with suppress(Exception):  # as below
                if isinstance(self.of(node.func), dict):
                    return f"{ast.unparse(node.func)} holds a function for each layer, and is none itself"
            return ""
        try:
            sides = [(ast.unparse(part), self.of(part)) for part in (node.left, node.right)]
        except Exception:  # as above
            return ""
        lists = [f"{name} is {kind_of(held)}" for name, held in sides if isinstance(held, list)]
        sign = OPERATORS.get(type(node.op), "operator")
        return f"{' and '.join(lists)}; Python has no {sign} for that" if lists else ""


HARMLESS = (ast.Name, ast.Constant, ast.Subscript, ast.BinOp, ast.UnaryOp, ast.operator, ast.unaryop, ast.expr_context)
OPERATORS: dict[type[ast.operator], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.MatMult: "@", ast.Pow: "**", ast.FloorDiv: "//",
}  # fmt: skip


def kind_of(held: list[Any]) -> str:
    """Return what a list is, in words."""
    if held and isinstance(held[0], list):
        return f"a matrix of {len(held)} row{'s' if len(held) != 1 else ''}"
    return f"a list of {len(held)} number{'s' if len(held) != 1 else ''}"
