"""The `Shapes:` lines of docstrings, parsed and run: `Shapes: W[l + 1] (n[l + 1], n[l]), Y (1, m) -> (n[l], m).`

An item is a name, of one layer or not, and its sizes, or `a number`; several names may share theirs. What follows the
arrow is the shape of what is returned, or an item for each of its parts, or `see` and the class that says so.
"""

import inspect
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple, get_type_hints

import pytest
from nets import Case

import purenn
from purenn.matrix import Layers, Matrix

PACKAGE = Path(purenn.__file__).parent
MODULES = sorted(".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
                 for folder in (PACKAGE, PACKAGE / "data", PACKAGE / "pairing") for path in folder.glob("*.py")
                 if path.stem[0] != "_")
NAMED = re.compile(r"([A-Za-z]\w*)(?:\[([^]]+)\])?")
SIZE = re.compile(r"[a-z]|\d+|n\[(?:[lL]|start|\d)(?: [-+] \d)?\]")
NUMBER = "a number"


class Item(NamedTuple):
    """What has a shape: a name or none, the layer in its brackets or none, and its sizes, none for a number."""

    name: str
    layer: str
    sizes: tuple[str, ...]


class Line(NamedTuple):
    """A line as it is parsed: what is given, and what is returned, or the class to see."""

    given: list[Item]
    returned: list[Item]
    see: str


class UnreadableError(ValueError):
    """A line that is not of the form above."""


# ---------------------------------------------------------------- parsing


def shapes_line(docstring: str | None) -> str:
    """Return what a docstring says behind `Shapes:`, on one line, or nothing."""
    match = re.search(r"^ *Shapes: (.*?\.)$", docstring or "", re.MULTILINE | re.DOTALL)
    return " ".join(match[1].split()) if match else ""


def parsed(text: str) -> Line:
    """Return a line as it is parsed."""
    given, arrow, returned = text.removesuffix(".").partition(" -> ")
    if returned.startswith("see "):
        return Line(items(given), [], returned.removeprefix("see "))
    return Line(items(given), items(returned) if arrow else [], "")


def items(text: str) -> list[Item]:
    """Return the items of a list; a name alone shares the sizes of the one behind it."""
    found: list[Item] = []
    waiting: list[tuple[str, str]] = []
    for part in re.split(r", (?![^(]*\))", text.replace(" and ", ", ")):
        match = re.fullmatch(r"(?:(\w+(?:\[[^]]+\])?)(?: |$))?(\(.*\)|a number)?", part)
        if match is None or not (match[1] or match[2]):
            raise UnreadableError(f"found `{part}`, expected a name and its shape")
        if match[1]:
            name = NAMED.fullmatch(match[1])
            waiting.append((name[1], name[2] or ""))
        if match[2]:
            sizes = () if match[2] == NUMBER else tuple(match[2][1:-1].split(", "))
            if unknown := [size for size in sizes if not SIZE.fullmatch(size)]:
                raise UnreadableError(f"found the size `{unknown[0]}` in `{part}`, expected n[l], m or the like")
            found += [Item(*each, sizes) for each in waiting or [("", "")]]
            waiting = []
    if waiting:
        raise UnreadableError(f"found `{waiting[-1][0]}` without a shape")
    return found


# ---------------------------------------------------------------- running


class Watched(dict[int, Matrix]):
    """Layers that note which of them are read."""

    def __init__(self, layers: Layers) -> None:
        super().__init__(layers)
        self.read: set[int] = set()

    def __getitem__(self, l: int) -> Matrix:
        self.read.add(l)
        return super().__getitem__(l)


def values_of(net: Case, l: int) -> dict[str, Any]:
    """Return a value for every name that a parameter may have, at a layer; the indices are 0."""
    L, run = net.L, net.run
    layers = {"W": net.W, "B": net.B, "Z": run.Z, "A": run.A, "dJ_dA": net.dJ_dA, "dJ_dZ": net.dJ_dZ}
    return {
        **{name: Watched(each) for name, each in layers.items()}, **dict.fromkeys("ihjkp", 0),
        "network": net.network, "run": run, "X": net.X, "Y": net.Y, "L": L, "l": l, "f_prime": net.f_prime,
        "A_L": run.A[L], "Z_L": run.Z[L], "A_start": net.X, "labels": net.Y, "gamma": 0.1, "steps": 2,
        "function": lambda *_: 0.0,
    }  # fmt: skip


def shape_of(value: Any) -> tuple[int, ...]:
    """Return the sizes of lists in lists, none for a number."""
    return (len(value), *shape_of(value[0])) if isinstance(value, list | tuple) else ()


def is_matrix(value: Any) -> bool:
    """Return whether a value is a list of lists."""
    return isinstance(value, list) and value != [] and isinstance(value[0], list)


class Sizes:
    """The sizes on a net: n of a layer, m, and letters that stand for what they are first found to be."""

    def __init__(self, net: Case, text: str, l: int) -> None:
        self.known: dict[str, Any] = {"m": net.m, "l": l, "L": net.L, "start": 0}
        if "n[" in text or "-> see" in text:
            self.known["n"] = net.n
        self.fresh = count(6)

    def of(self, item: Item, actual: tuple[int, ...] = (), **more: Any) -> tuple[int, ...]:
        """Return the sizes of an item; letters that are not known yet take those of the actual shape, or new ones."""
        for at, size in enumerate(item.sizes):
            if size.isalpha() and size not in self.known:
                self.known[size] = actual[at] if at < len(actual) else next(self.fresh)
        return tuple(eval(size, {}, {**self.known, **more}) for size in item.sizes)


def wrong(function: Callable[..., Any], text: str, net: Case, l: int) -> Iterator[str]:
    """Yield what a line says wrong of its function, called on a net at a layer."""
    line, values, sizes = parsed(text), values_of(net, l), Sizes(net, text, l)
    hints = get_type_hints(function)
    names = [name for name, parameter in inspect.signature(function).parameters.items()
             if parameter.default is parameter.empty]
    yield from (f"`{name}` is not said" for name in names
                if hints.get(name) in (Layers, Matrix) and name not in {item.name for item in line.given})
    said: dict[str, set[int]] = {}
    for item in line.given:
        if item.name not in names:
            yield f"`{item.name}` is no parameter"
            return
        value = values.setdefault(item.name, [])
        if item.layer:
            said.setdefault(item.name, set()).add(eval(item.layer, {}, sizes.known))
            value = dict(value).get(eval(item.layer, {}, sizes.known))
        if value == []:
            r, c = sizes.of(item)
            value = values[item.name] = [[1.0 + row + column for column in range(c)] for row in range(r)]
        if value is None or sizes.of(item, shape_of(value)) != shape_of(value):
            yield f"`{item.name}` is {value and shape_of(value)}, said to be {item.sizes}"
            return
    result = function(*(values[name] for name in names))
    for name in names:
        if isinstance(values[name], Watched) and values[name].read != said.get(name, set()):
            yield f"of `{name}` the layers {values[name].read} are read, said are {said.get(name)}"
    yield from wrong_result(result, line, sizes)


def wrong_result(result: Any, line: Line, sizes: Sizes) -> Iterator[str]:
    """Yield what a line says wrong of what is returned."""
    expected = line.returned
    if line.see:
        if type(result).__name__ != line.see:
            yield f"returned is {type(result).__name__}, said is {line.see}"
            return
        expected = items(inspect.getdoc(type(result)).splitlines()[-1].removesuffix("."))
    if not expected:
        parts = result if isinstance(result, tuple) else [result]
        if isinstance(result, list | int | float) or any(is_matrix(part) or isinstance(part, dict) for part in parts):
            yield "what is returned is not said"
        return
    names = [item.name for item in expected]
    fields = list(getattr(result, "_fields", names))
    parts = [result] if names == [""] else list(result)
    if names != fields or len(parts) != len(names):
        yield f"returned are {len(parts)} parts, {fields}, said are {names}"
        return
    for item, part in zip(expected, parts, strict=True):
        if item.layer not in ("", "l"):
            yield f"returned is every layer l of {item.name}, said is {item.layer}"
        for l, matrix in part.items() if item.layer else [(sizes.known["l"], part)]:
            if shape_of(matrix) != sizes.of(item, shape_of(matrix), l=l):
                yield f"returned is {item.name} {shape_of(matrix)}, said is {item.sizes}"


NETS = [Case([4, 3, 2, 1], 5), Case([2, 4, 3, 1], 6), Case([3, 5, 2, 4, 1], 7), Case([2, 3, 1], 1)]
SEVERAL = [Case([4, 2, 3], 5, {1: "tanh", 2: "softmax"}), Case([2, 5, 4], 3, {1: "tanh", 2: "softmax"})]
THREE = {"three_layer_output_weights"}  # for networks of three layers alone
FUNCTIONS = [
    function for module in MODULES for _, function in inspect.getmembers(import_module(module), inspect.isfunction)
    if function.__module__ == module and "Shapes:" in (function.__doc__ or "")
]  # fmt: skip


def complaints(function: Callable[..., Any], text: str) -> list[str]:
    """Return what a line says wrong of its function, at every layer of nets, of several outputs if it is."""
    found = []
    for net in SEVERAL if "several" in function.__module__ else NETS:
        layers = range(1, net.L + 1)
        if re.search(r"\[l \+ 1\]", shapes_line(function.__doc__)):
            layers = range(1, net.L)
        if "l" not in inspect.signature(function).parameters:
            layers = range(1, 2)
        if function.__name__ in THREE and net.L != 3:
            continue
        for l in layers:
            try:
                found += wrong(function, text, net, l)
            except (UnreadableError, LookupError, ValueError, TypeError) as error:
                found.append(f"{type(error).__name__}: {error}")
    return found


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: f"{function.__module__}.{function.__name__}")
def test_the_shapes_of_a_docstring_are_those_of_its_function(function):
    text = shapes_line(function.__doc__)

    assert text, "expected the line to end with a full stop"
    assert complaints(function, text) == []


# ---------------------------------------------------------------- a line that lies is found


def falsified(text: str) -> Iterator[str]:
    """Yield a line with one thing changed: two sizes swapped, a layer, a number made a matrix, an item left out."""
    for match in re.finditer(r"\((.+?), (.+?)\)(?=[,.]| ->)", text):
        if match[1] != match[2]:
            yield f"{text[: match.start()]}({match[2]}, {match[1]}){text[match.end() :]}"
    for match in re.finditer(r"\[[lL]( [-+] 1)?\]", text):
        others = {"[l]", "[l - 1]", "[l + 1]"} if "l" in match[0] else {"[L]", "[L - 1]", "[L - 2]"}
        yield from (text[: match.start()] + other + text[match.end() :] for other in sorted(others - {match[0]}))
    for match in re.finditer(r"a number", text):
        yield f"{text[: match.start()]}(1, 1){text[match.end() :]}"
    given, arrow, returned = text.partition(" -> ")
    for part in re.findall(r"\w+(?:\[[^]]+\])? \([^)]+\)", given):
        yield given.replace(part, "").strip(", ").replace(", , ", ", ") + arrow + returned
    if arrow and not returned.startswith("see"):
        yield f"{given}."


@pytest.mark.long
@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: f"{function.__module__}.{function.__name__}")
def test_a_line_that_lies_is_found(function):
    lies = list(falsified(shapes_line(function.__doc__)))

    assert lies
    assert [lie for lie in lies if not complaints(function, lie)] == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("A[l] n by m -> (1, m).", "found `A[l] n by m`"),
        ("A[l] (n of l, m).", "found the size `n of l`"),
        ("A[l], B[l].", "found `B` without a shape"),
        ("A[l] (n[l], m), a row for each unit -> (1, m).", "found `a row for each unit`"),
    ],
)
def test_a_line_that_cannot_be_read_is_an_error(text, message):
    with pytest.raises(UnreadableError) as error:
        parsed(text)

    assert str(error.value).startswith(message)
