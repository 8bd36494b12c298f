"""One equation explained on a terminal: what it says, its line, the worked net's numbers, its test, its errata."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources.abc import Traversable
from pathlib import Path
from textwrap import wrap
from typing import NamedTuple

from purenn.pairing.expression import Apply, Equation, Symbol
from purenn.pairing.numbers import Calculation, Calculator, Place, shown
from purenn.pairing.pages import Erratum, errata, pages_folder
from purenn.pairing.printing import Mark
from purenn.pairing.registry import Entry
from purenn.pairing.sizes import Layer
from purenn.pairing.tags import PairingError, Tag, names_set
from purenn.pairing.text import PLAIN, shape_text, text
from purenn.pairing.walks import walk
from purenn.pairing.worked import m, n

WIDTH = 80
# Where a long equation may go on in the next line: before a sign, else after a row of a matrix, else elsewhere.
BREAKS = (r" (?=(?:[=+−⊙←-]|\(\*\)|<-) )", r"(?<=;) ", r"(?<=,) | (?=[·*] )")


def parse_place(typed: str) -> Place:
    """Return what a person typed, such as l=1,i=2,j=1.

    Raises: PairingError if it is not of that form.

    >>> parse_place("l=1,i=2")
    {'l': 1, 'i': 2}
    """
    place: Place = {}
    for part in typed.split(",") if typed else []:
        match = re.fullmatch(r"\s*([lihgkpj])\s*=\s*(\d{1,9})\s*", part)
        if match is None:
            raise PairingError(f"--at: found {part!r}, expected one of l, i, h, g, k, p, j and a number, such as i=2")
        if match[1] in place:
            raise PairingError(f"--at: found {match[1]} twice, expected it once")
        place[match[1]] = int(match[2])
    return place


def checked_place(entry: Entry, place: Place, calculator: Calculator) -> Place:
    """Return a place where an equation can be worked out, with l put in if it was left out.

    Raises: PairingError if the equation has no such letter or the worked net no such index; says which there are.
    """
    layers = calculator.layers(entry.equation)
    l = place.get("l", layers[0])
    if l not in layers:
        known = " or ".join(map(str, layers))
        raise PairingError(f"--at: {entry.id} has no l={l} on the worked net, expected l={known}")
    letters = calculator.letters(entry.equation, l)
    for letter, index in place.items():
        if letter != "l" and letter not in letters:
            known = ", ".join(f"{each} from 1 to {size}" for each, size in letters.items()) or "no letters"
            raise PairingError(f"--at: {entry.id} has no {letter} to choose, expected {known}")
        if letter != "l" and not 1 <= index <= letters[letter]:
            raise PairingError(f"--at: found {letter}={index} at l={l}, expected {letter} from 1 to {letters[letter]}")
    return {**place, "l": l}


def explain(
    entry: Entry, place: Place, ascii: bool = False, tests: Path | None = None, pages: Traversable | None = None
) -> Iterator[str]:
    """Yield the lines that explain an equation at a place."""
    calculator = Calculator()
    place = checked_place(entry, place, calculator)
    article = f"  (the article's {', '.join(entry.block.article)})" if entry.block.article else ""
    heading = f"{entry.number}. {entry.block.title}   {entry.id}{article}"
    yield from wrap(heading, WIDTH, subsequent_indent="    ", break_on_hyphens=False)
    yield ""
    yield from wrapped(text(entry.equation, ascii), "  ")
    yield ""
    yield from wrap(entry.block.says, WIDTH - 2, initial_indent="  ", subsequent_indent="  ")
    shapes = ", ".join(f"{text(term, ascii)} {shape_text(shape, ascii)}" for term, shape in entry.term_shapes().items())
    yield from wrap(f"Shapes: {shapes or 'all are numbers'}", WIDTH - 2, initial_indent="  ", subsequent_indent="  ")
    for tag in entry.tags:
        yield ""
        yield from code(tag)
    yield ""
    yield from numbers(calculator.calculate(entry.equation, place), entry.equation, ascii)
    yield ""
    yield from example(entry.id, tests)
    if entry.block.errata:
        yield ""
        yield "Errata of the article:"
        yield from errata_lines(entry.block.errata, errata(pages or pages_folder()))


def errata_lines(numbers: Iterable[str], sections: Mapping[str, Erratum]) -> Iterator[str]:
    """Yield the title of each erratum and where it is told; its number alone where the page is not at hand."""
    for number in numbers:
        if number in sections:
            yield f"  {number}  {sections[number].title}"
            yield f"       {sections[number].place}"
        else:
            yield f"  {number}  docs/errata.md is not installed here; it stands in the repository"


def code(tag: Tag) -> Iterator[str]:
    """Yield where a tagged line stands, and the line with the loops and local names that it needs."""
    step = f", step {tag.step}" if tag.step else ""
    yield f"{tag.file}:{tag.line}{step}"
    for line in tag.context():
        yield folded("  " + without_tag(tag, line))


def folded(line: str) -> str:
    """Return a line of code, folded where it is longer than WIDTH; what is folded stands further in."""
    indent = " " * (len(line) - len(line.lstrip()) + 8)
    return "\n".join(wrap(line, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False))


def without_tag(tag: Tag, line: int) -> str:
    """Return a physical line of a tag's function, less the function's own indent and any tag."""
    indent = tag.function.col_offset if tag.function else 0
    return re.sub(r"\s*# eq: .*", "", tag.source.lines[line - 1][indent:])


def numbers(worked: Calculation, equation: Equation, ascii: bool) -> Iterator[str]:
    """Yield an equation with the worked net's numbers in it."""
    at = ",".join(f"{letter}={index}" for letter, index in worked.place.items())
    yield from wrap(f"On the worked net, layers of {n} units and {m} datapoints, at {at}:", WIDTH)
    yield from working(worked, equation.sign, ascii)
    yield from (f"  ({remark})" for remark in remarks(equation, ascii))
    remark = (
        "(four significant digits, so your last one may differ by one; indices count from 1 as printed, "
        "from 0 in the code; `python3 -m purenn net` prints all numbers)"
    )
    yield from wrap(remark, WIDTH, initial_indent="  ", subsequent_indent="  ")


def remarks(equation: Equation, ascii: bool = False) -> Iterator[str]:
    """Yield what a reader must know of the worked net to follow a calculation."""
    if any(isinstance(node, Symbol) and node.letter == "z" and node.layer is None for node in walk(equation)):
        yield f"z is here {text(Symbol('z', 'scalar', Layer('', 1), (1, 1)), ascii)} of that net"
    if any(isinstance(node, Apply) and node.function.name == "f" for node in walk(equation)):
        sigmoid = "f(z) = 1/(1 + e^(−z)), f′(z) = f(z) · (1 − f(z))"
        yield f"f is the sigmoid: {sigmoid.translate(PLAIN) if ascii else sigmoid}"


def working(worked: Calculation, sign: str, ascii: bool) -> Iterator[str]:
    """Yield the left side of a calculation, and under it each step of every other side with its value."""
    for before, line in written(worked, sign, ascii):
        yield from wrapped(line, f"    {before} " if before else "  ")


def written(worked: Calculation, sign: str, ascii: bool = False, mark: Mark | None = None) -> Iterator[tuple[str, str]]:
    """Yield the lines of a calculation, each after its sign: the left side, the steps of every other side, its value.

    mark is given each term, or the number put in for one.
    """
    yield "", text(worked.left, ascii, mark)
    sign = sign.translate(PLAIN) if ascii else sign
    for steps, value in worked.sides:
        for step in steps:
            yield sign, text(step, ascii, mark)
        yield "=", text(shown(value, worked.left), ascii, mark)


def wrapped(line: str, head: str) -> Iterator[str]:
    """Yield a long equation in lines of at most WIDTH."""
    indent = " " * len(head)
    first, *others = pieces(line, WIDTH - len(head))
    current = head + first
    for piece in others:
        if len(current) + 1 + len(piece) > WIDTH:
            yield current
            current = indent + piece
        else:
            current += " " + piece
    yield current


def pieces(line: str, room: int, breaks: Sequence[str] = BREAKS) -> Iterator[str]:
    """Yield the pieces of a line between its breaks; those that need more room are cut at the next kind of break."""
    for piece in re.split(breaks[0], line):
        if len(piece) > room and breaks[1:]:
            yield from pieces(piece, room, breaks[1:])
        else:
            yield piece


def tests_folder() -> Path | None:
    """Return the folder of the tests beside the package, or None where only the package is installed."""
    folder = Path(__file__).parent.parent.parent / "tests"
    return folder if any(folder.rglob("test_*.py")) else None


def example(id: str, tests: Path | None = None) -> Iterator[str]:
    """Yield the test that is the example of an equation."""
    folder = tests or tests_folder()
    if folder is None:
        yield "Its example test is not installed with the package; it stands in the repository, under tests/."
        return
    found = find_example(id, folder)
    if found is None:
        raise PairingError(f"{id}: found no test marked with it under tests/, expected one example")
    yield f"Its example: {found.path.relative_to(folder.parent)}:{found.line}, {found.name}"
    yield from ("  " + line for _, line in found.lines)


class Example(NamedTuple):
    """The test of an equation: its file, name and line, and its numbered lines after those of the values it reads."""

    path: Path
    name: str
    line: int
    lines: list[tuple[int, str]]


def find_example(id: str, folder: Path) -> Example | None:
    """Return the test marked with an equation."""
    for path in sorted(folder.rglob("test_*.py")):
        source = path.read_text(encoding="utf-8")
        if f'"{id}"' not in source:
            continue
        module = ast.parse(source)
        for node in module.body:
            if isinstance(node, ast.FunctionDef) and id in marked_equations(node):
                names = [name for name in ast.walk(node) if isinstance(name, ast.Name)]
                read = {name.id for name in names} - {name.id for name in names if isinstance(name.ctx, ast.Store)}
                values = [each for each in module.body if isinstance(each, ast.Assign) and names_set(each) & read]
                start = min([node.lineno, *(mark.lineno for mark in node.decorator_list)])
                spans = [(each.lineno, each.end_lineno) for each in values] + [(start, node.end_lineno)]
                lines = list(enumerate(source.splitlines(), start=1))
                quoted = [line for first, last in spans for line in lines[first - 1 : last]]
                return Example(path, node.name, node.lineno, quoted)
    return None


def marked_equations(function: ast.FunctionDef) -> list[str]:
    """Return the ids in the marks `@pytest.mark.equation(...)` of a test."""
    calls = [mark for mark in function.decorator_list if isinstance(mark, ast.Call)]
    marks = [call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "equation"]
    return [str(value.value) for mark in marks for value in mark.args if isinstance(value, ast.Constant)]
