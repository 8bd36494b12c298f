"""What a learner's file holds: read, decoded, and looked over for what keeps it from being run."""

import ast
import os
import tokenize
import warnings
from difflib import get_close_matches
from io import BytesIO, TextIOWrapper

from purenn.notation.expression import PairingError
from purenn.tutor.exercises import Exercise

LARGEST = 1_000_000  # bytes that a file may hold


class WrongFileError(PairingError):
    """A file that cannot be read at all."""


def read(path: str) -> bytes:
    """Return what a file holds.

    Raises: WrongFileError if there is none, or it is no file to be read.
    """
    if not os.path.isfile(path) and os.path.exists(path):
        raise WrongFileError(f"{path} is {'a folder' if os.path.isdir(path) else 'a device'}, expected a file")
    try:
        with open(path, "rb") as file:
            held = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise WrongFileError(f"there is no file {path or repr(path)}") from None
    except (OSError, ValueError) as error:
        raise WrongFileError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from None
    if len(held) > LARGEST:
        raise WrongFileError(f"{path} is larger than {LARGEST // 1_000_000} MB, expected one function")
    return held


def decoded(held: bytes) -> tuple[str, str]:
    """Return the text of a file and what is wrong with it, of which one is empty."""
    if b"\0" in held:
        return "", f"Line {line_at(held, held.index(0))} holds a NUL byte, expected a file of text."
    try:
        encoding = tokenize.detect_encoding(BytesIO(held).readline)[0]
        return TextIOWrapper(BytesIO(held), encoding).read(), ""
    except UnicodeDecodeError as error:
        line, byte = line_at(held, error.start), held[error.start]
        return "", f"Line {line} holds the byte {byte:#04x}, which is no {error.encoding}; save the file as UTF-8."
    except (SyntaxError, LookupError) as error:
        return "", f"Its encoding cannot be told ({error}); save the file as UTF-8."


def line_at(held: bytes, position: int) -> int:
    """Return the number of the line in which a byte stands."""
    return held.count(b"\n", 0, position) + 1


def trouble(source: str, exercise: Exercise) -> list[str]:
    """Return what keeps a source from being run, in lines, if anything does."""
    name = exercise.function
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
            compile(source, "<a learner's file>", "exec", dont_inherit=True)
    except SyntaxError as error:
        return misspelt(error)
    except (MemoryError, RecursionError, ValueError):
        return ["Python cannot read it: it is nested too deeply."]
    bound = {each for node in ast.walk(tree) for each in names_bound(node)}
    if name in bound or "*" in bound:
        return []
    if not tree.body:
        return [f"It is empty, expected {exercise.signature}."]
    near = get_close_matches(name, sorted(bound), n=1)
    instead = f"but {near[0]}: is that it?" if near else f"expected {exercise.signature}."
    return [f"It has no function {name}, {instead}"]


def misspelt(error: SyntaxError) -> list[str]:
    """Return where a source is no Python, with a caret below the place."""
    lines = [f"Line {error.lineno} is no Python: {error.msg}."]
    if error.text and error.lineno:
        text = error.text.rstrip("\n").expandtabs(1)
        start = max(0, min((error.offset or 1) - 1, len(text)) - 60)
        lines += ["", f"    {text[start:start + 72]}", " " * (4 + max((error.offset or 1) - 1 - start, 0)) + "^"]
    return lines


def calls_debugger(source: str) -> bool:
    """Say whether a source stops in a debugger by itself."""
    if "breakpoint" not in source and "set_trace" not in source:
        return False
    nodes = [node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return any(getattr(node, "id", getattr(node, "attr", "")) in ("breakpoint", "set_trace") for node in nodes)


def is_blank(source: str, name: str) -> bool:
    """Say whether a source leaves the body of a function empty."""
    bound = [each for each in ast.parse(source).body for node in ast.walk(each) if name in names_bound(node)]
    return bool(bound) and isinstance(bound[-1], ast.FunctionDef) and all(map(says_nothing, bound[-1].body))


def names_bound(node: ast.AST) -> list[str]:
    """Return the names that a piece of code gives a value, if it is the piece that does so."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Name(id=name, ctx=ast.Store()):
            return [name]
        case ast.alias(name=name, asname=other):
            return [other or name]
    return []


def says_nothing(statement: ast.stmt) -> bool:
    """Say whether a statement is a docstring, `pass`, `...` or `raise NotImplementedError`."""
    match statement:
        case ast.Pass() | ast.Expr(ast.Constant()):
            return True
        case ast.Raise(ast.Name("NotImplementedError") | ast.Call(ast.Name("NotImplementedError"))):
            return True
    return False
