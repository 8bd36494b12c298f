"""One equation explained on a terminal: what it says, its code, the worked net's numbers, its test, its errata."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from importlib.resources.abc import Traversable
from itertools import groupby, pairwise, product
from pathlib import Path
from shutil import get_terminal_size
from textwrap import wrap
from typing import NamedTuple

from purenn.explaining.fitting import check_true
from purenn.explaining.numbers import Calculation, Calculator, Place, shown
from purenn.explaining.worked import WorkedNet, about, called, functions_in, in_command
from purenn.notation.expression import Apply, Equation, Function, Gradient, Node, Operation, PairingError, Symbol
from purenn.notation.printing import Mark
from purenn.notation.sizes import Layer
from purenn.notation.text import PLAIN, shape_text, text
from purenn.notation.walks import operation, walk
from purenn.pairing.judge import Net
from purenn.pairing.pages import Erratum, errata, pages_folder
from purenn.pairing.registry import Entry
from purenn.pairing.tags import Source, Tag, names_set, place
from purenn.pairing.values import output_of

OUTPUTS = {  # what is unusual in the last layer of the worked net, by its function and whether it has several units
    ("linear", False): "linear, and its labels are amounts",
    ("softmax", True): "a softmax of three units",
    ("sigmoid", True): "three sigmoid units",
    ("linear", True): "three linear units, and its labels are amounts",
}
SAID = {  # of f, by its name
    "sigmoid": "f is the sigmoid: f(z) = 1/(1 + e^(−z)), f′(z) = f(z) · (1 − f(z))",
    "tanh": "f is tanh: f(z) = (e^(z) − e^(−z))/(e^(z) + e^(−z)), f′(z) = 1 − f(z)²",
    "relu": "f is ReLU: f(z) = max(z, 0), f′(z) = [z > 0]",
    "linear": "f is linear: f(z) = z, f′(z) = 1",
}
BEFORE_SIGN = re.compile(r"(?:[=+−⊙←-]|\(\*\)|<-) ")
AFTER_SIGN = re.compile(r"(?:^| )[=+−⊙←·*/-] $|(?:^|[ ([])Σ\S* $")


def explain(
    entry: Entry, typed: Place, ascii: bool = False, width: int | None = None,
    tests: Path | None = None, pages: Traversable | None = None, given: Net | None = None,
) -> Iterator[str]:  # fmt: skip
    """Yield the lines that explain an equation at a place, the first of those that are as typed, on the net given.

    Raises: PairingError if there is none, or the equation does not hold there.
    """
    width, block, calculator = width or terminal_width(), entry.block, Calculator(given)
    if given:
        calculator.net.take_z(next((l for l, name in given.f.items() if name in functions_in(entry.equation)), 1))
    at = first_place(entry, typed, places(entry, calculator))
    worked = calculator.calculate(entry.equation, at)
    if given:
        check_true(entry, worked, calculator)
    article = f"; the article's {', '.join(block.article)}" if block.article else ""
    yield from prose(f"{entry.number}. {block.title}   {entry.id}", width, "", "    ")
    yield from prose(f"{block.chapter}, {block.place}{article}", width, "    ")
    yield ""
    yield from wrapped(text(entry.equation, ascii), "  ", width)
    yield ""
    yield from prose(block.says.translate(PLAIN) if ascii else block.says, width)
    shapes = ", ".join(f"{text(term, ascii)} {shape_text(shape, ascii)}" for term, shape in entry.term_shapes().items())
    yield from prose(f"Shapes: {shapes or 'all are numbers'}", width)
    for function in dict.fromkeys(tag.function for tag in entry.tags):
        yield ""
        yield from code([tag for tag in entry.tags if tag.function is function], width)
    yield ""
    yield from numbers(entry, at, worked, calculator, ascii, width)
    yield ""
    yield from example(entry.id, tests)
    if block.errata:
        yield from ["", "Errata of the article:"]
    sections = errata(pages or pages_folder())
    for number in block.errata:
        away = Erratum(number, "docs/errata.md is not at hand", None, "it stands in the repository")
        told = sections.get(number, away)
        yield from prose(f"{number}  {told.title}", width, "  ", "       ")
        yield f"       {told.place}"


# ---- where


def parse_place(typed: str) -> Place:
    """Return what a person typed, such as l=1,i=2,j=1; L is the layer too.

    Raises: PairingError if it is not of that form.

    >>> parse_place("l=1,i=2"), parse_place("L=3")
    ({'l': 1, 'i': 2}, {'l': 3})
    """
    place: Place = {}
    for part in typed.split(",") if typed else []:
        match = re.fullmatch(r"\s*([lLihgkpjrc])\s*=\s*(\d{1,9})\s*", part)
        if match is None:
            expected = "one of l, i, h, g, k, p, j, r, c and a number, such as i=2"
            raise PairingError(f"--at: found {part!r}, expected {expected}")
        letter = match[1].replace("L", "l")
        if letter in place:
            raise PairingError(f"--at: found {match[1]} twice, expected it once")
        place[letter] = int(match[2])
    return place


def layer_letter(equation: Equation) -> str:
    """Return how an equation calls its layer: l, L, or not at all."""
    bases = {node.layer.base for node in walk(equation) if isinstance(node, Symbol | Function) and node.layer}
    return next((base for base in "lL" if base in bases), "")


def places(entry: Entry, calculator: Calculator) -> Iterator[Place]:
    """Yield every place at which an equation can be worked out, the lowest first."""
    for l in calculator.layers(entry.equation):
        letters = calculator.letters(entry.equation, l)
        for indices in product(*(range(1, size + 1) for size in letters.values())):
            layer = {"l": l} if layer_letter(entry.equation) else {}
            yield {**layer, **dict(zip(letters, indices, strict=True))}


def first_place(entry: Entry, typed: Place, places: Iterable[Place]) -> Place:
    """Return the first of the places of an equation that is as typed.

    Raises: PairingError, saying what there is, if none is.
    """
    places = list(places)
    named = {"l": layer_letter(entry.equation) or "l"}
    for letter in sorted(typed, key="l".__ne__):  # l first: the other letters run up to sizes of its layer
        name, known = named.get(letter, letter), dict.fromkeys(each for place in places for each in place)
        if letter not in known:
            expected = ", ".join(named.get(each, each) for each in known) or "no --at"
            raise PairingError(f"--at: {entry.id} has no {name} to choose, expected {expected}")
        there = sorted({place[letter] for place in places if letter in place})
        if typed[letter] not in there:
            found = f"{name}={typed[letter]}" + (f" at l={typed['l']}" if letter != "l" and "l" in typed else "")
            expected = f"{name} from {there[0]} to {there[-1]}" if len(there) > 1 else f"{name}={there[0]}"
            raise PairingError(f"--at: found {found}, expected {expected} for {entry.id}")
        places = [place for place in places if place.get(letter) == typed[letter]]
    return places[0]


def place_text(entry: Entry, at: Place) -> str:
    """Return a place as a person types it, without a layer that the equation does not name."""
    names = {"l": layer_letter(entry.equation)}
    return ",".join(f"{names.get(each, each)}={index}" for each, index in at.items() if names.get(each, each))


# ---- code


def code(tags: Sequence[Tag], width: int) -> Iterator[str]:
    """Yield where tagged lines of one function stand, and that function with what it imports, ready to be run."""
    for tag in tags:
        yield place(tag) + (f", step {tag.step}" if tag.step else "")
    yield from ("  " + folded(line, width - 2) for line in imports(tags[0]))
    for line in lines_of(tags[0]):
        marks = [f"  # <- step {tag.step}" if tag.step else "  # <-" for tag in tags if tag.line == line]
        yield folded(f"  {without_tag(tags[0], line)}{''.join(marks)}", width).rstrip()


def lines_of(tag: Tag) -> list[int]:
    """Return the lines of the function around a tag, without its docstring."""
    function = tag.function
    assert function is not None and function.end_lineno is not None
    first = function.body[0]
    said = range(first.lineno, (first.end_lineno or 0) + 1) if ast.get_docstring(function) else ()
    return [line for line in range(function.lineno, function.end_lineno + 1) if line not in said]


def context(tag: Tag, width: int, dots: str = "…") -> Iterator[str]:
    """Yield the lines that a tagged line needs, itself last; dots stand where others are left out."""
    needed, left_out = tag.context(), False
    for line in lines_of(tag):
        written = without_tag(tag, line)
        if line in needed:
            yield folded(f"  {written}", width)
        elif written and not left_out and line < tag.line:
            yield "  " + " " * (len(written) - len(written.lstrip())) + dots
        left_out = line not in needed


def imports(tag: Tag) -> Iterator[str]:
    """Yield an import of the names that the function around a tag takes from its module, if there are any."""
    assert tag.function is not None
    module = import_module(tag.file.removesuffix(".py").replace("/", "."))
    read = {node.id for node in ast.walk(tag.function) if isinstance(node, ast.Name)}
    if names := sorted(read & vars(module).keys() - {tag.function.name}):
        yield f"from {module.__name__} import ({', '.join(names)})"


def without_tag(tag: Tag, line: int) -> str:
    """Return a physical line of a tag's function, less the function's own indent and any tag."""
    indent = tag.function.col_offset if tag.function else 0
    return re.sub(r"\s*# eq: .*", "", tag.source.lines[line - 1][indent:])


# ---- numbers


def numbers(
    entry: Entry, at: Place, worked: Calculation, calculator: Calculator, ascii: bool, width: int
) -> Iterator[str]:
    """Yield an equation with the worked net's numbers in it."""
    where = f", at {place_text(entry, at)}" if place_text(entry, at) else ""
    net = calculator.on(entry.equation)
    own = in_command(net.given) or f" {entry.id}" * (output_of(entry.equation) in OUTPUTS)
    m = f"{net.m} datapoint{'s' * (net.m > 1)}"
    yield from prose(f"On {called(net.given)}, layers of {net.n} units and {m}{where}:", width, "")
    yield from working(calculator, worked, entry.equation.sign, ascii, width)
    for remark in remarks(entry.equation, at, ascii, net):
        yield from wrapped(f"({remark})", "  ", width)
    yield from prose(
        "(four significant digits, so your last one may differ by one; indices count from 1 as printed, from 0 in the "
        f"code; `python3 -m purenn net{own}` prints all numbers)", width
    )  # fmt: skip


def remarks(equation: Equation, at: Mapping[str, int], ascii: bool = False,
            net: WorkedNet | None = None) -> Iterator[str]:  # fmt: skip
    """Yield what a reader must know of a net to follow a calculation at a place, or at one with the same letters.

    Of a net that was read from a file, the functions of all layers and the cost are told.
    """
    own = net if net and net.given.file else None
    if "r" in at:
        yield "r is the row, c the column"
    if any(isinstance(node, Symbol) and node.letter == "z" and node.layer is None for node in walk(equation)):
        layer = Layer("", own.z_layer if own else 1)
        yield f"z is here {text(Symbol('z', 'scalar', layer, (1, 1)), ascii)} of that net"
    if own:
        yield about(own)
    elif output_of(equation) in OUTPUTS:
        yield f"its last layer is here {OUTPUTS[output_of(equation)]}"
    functions = [node.function for node in walk(equation) if isinstance(node, Apply) and node.function.name == "f"]
    for name in {own.names[own.layer(each.layer, at)] if own else "sigmoid" for each in functions}:
        yield SAID[name].translate(PLAIN) if ascii else SAID[name]


def working(calculator: Calculator, worked: Calculation, sign: str, ascii: bool, width: int) -> Iterator[str]:
    """Yield the left side of a calculation, and under it each step of every other side with its value."""
    dots = "..." if ascii else "…"
    sides = [([without_zeros(step, calculator, dots) for step in steps], value) for steps, value in worked.sides]
    for before, line in written(Calculation(worked.place, worked.left, sides), sign, ascii):
        yield from wrapped(line, f"    {before} " if before else "  ", width)


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


def without_zeros(node: Node, calculator: Calculator, dots: str) -> Node:
    """Return node with terms of a longer sum that follow each other and are 0 told by their number alone."""
    if isinstance(node, Gradient):
        return node
    terms: list[tuple[str, Node]] = []
    first = node
    while isinstance(first, Operation) and first.operator in ("plus", "minus"):
        terms.insert(0, (first.operator, first.parts[1]))
        first = first.parts[0]
    if not terms:
        return calculator.changed(node, lambda each: without_zeros(each, calculator, dots))
    kept: list[tuple[str, Node]] = []
    for zero, group in groupby([("plus", first), *terms], lambda term: calculator.evaluate(term[1]) == 0):
        run = [(sign, without_zeros(term, calculator, dots)) for sign, term in group]
        told = Symbol(f"{dots} {len(run)} terms that are 0", "scalar")
        kept += [("plus", told)] if zero and len(run) > 1 and len(terms) > 1 else run
    (_, whole), *others = kept
    for sign, term in others:
        whole = operation(sign, whole, term)
    return whole


# ---- lines no wider than the terminal


def terminal_width() -> int:
    """Return how wide a line may be: the terminal's width, from 40 to 80."""
    return max(40, min(80, get_terminal_size().columns))


def prose(line: str, width: int, first: str = "  ", further: str | None = None) -> list[str]:
    """Return a sentence in lines, broken between words."""
    return wrap(line, width, initial_indent=first, subsequent_indent=first if further is None else further,
                break_long_words=False, break_on_hyphens=False)


def folded(line: str, width: int) -> str:
    """Return a line of code, folded in its brackets where it is wider, so that it can still be run."""
    indent = " " * (len(line) - len(line.lstrip()))
    return "\n".join(wrapped(line.strip(), indent, width, indent + 8 * " ", inside=True))


def wrapped(line: str, head: str, width: int, further: str = "", inside: bool = False) -> Iterator[str]:
    """Yield a long equation in lines of at most width, or code, which is broken inside brackets alone."""
    further = further or " " * len(head)
    first, *others = pieces(line, width - len(further), inside)
    current = head + first
    for piece in others:
        if len(current) + 1 + len(piece) > width:
            yield current
            current = further + piece
        else:
            current += f" {piece}"
    yield current


def pieces(line: str, room: int, inside: bool = False) -> Iterator[str]:
    """Yield the pieces of a line: cut outside of brackets first, before a sign or after a row, as far as needed.

    With inside, for code, it is only cut after a comma in brackets.
    """
    depth, quoted, ranks = 0, False, dict[int, tuple[int, int]]()
    for at, letter in enumerate(line.partition("#")[0]):
        quoted ^= letter == '"'
        depth += (letter in "([{") - (letter in ")]}")
        comma = depth > 0 and line[at - 1] == "," and not quoted
        if letter == " " and (comma if inside else not AFTER_SIGN.search(line, 0, at + 1)):
            ranks[at] = depth, 0 if BEFORE_SIGN.match(line, at + 1) or line[at - 1] == ";" else 1
    if len(line) <= room or not ranks:
        yield line
        return
    cuts = [-1, *(at for at, rank in ranks.items() if rank == min(ranks.values())), len(line)]
    for start, end in pairwise(cuts):
        yield from pieces(line[start + 1 : end], room, inside)


# ---- the test


def example(id: str, tests: Path | None = None) -> Iterator[str]:
    """Yield the test that is the example of an equation."""
    folder = tests or Path(__file__).parent.parent.parent / "tests" / "by_hand"
    if not folder.is_dir():
        yield "Its example test is not installed with the package; it stands in the repository, under tests/by_hand."
        return
    found = find_example(id, folder)
    if found is None:
        raise PairingError(f"{id}: found no test marked with it under tests/by_hand, expected one example")
    yield f"Its example: {found.path.relative_to(folder.parent.parent)}:{found.line}, {found.name}"
    yield from ("  " + line for _, line in found.lines)


class Example(NamedTuple):
    """The test of an equation: its file, name and line, and its numbered lines after those of the values it reads."""

    path: Path
    name: str
    line: int
    lines: list[tuple[int, str]]


@cache
def example_source(file: str, text: str) -> Source:
    """Return a module of examples, parsed once for all of them."""
    return Source(file, text)


def find_example(id: str, folder: Path) -> Example | None:
    """Return the test marked with an equation, in the folder of the worked examples."""
    for path in sorted(folder.glob("test_*.py")):
        source = example_source(path.name, path.read_text(encoding="utf-8"))
        for node in source.tree.body if f'"{id}"' in source.text else ():
            marks = [ast.unparse(mark) for mark in getattr(node, "decorator_list", ())]
            if any("mark.equation(" in mark and f"'{id}'" in mark for mark in marks):
                assert isinstance(node, ast.FunctionDef)
                names = [name for name in ast.walk(node) if isinstance(name, ast.Name)]
                read = {name.id for name in names} - {name.id for name in names if isinstance(name.ctx, ast.Store)}
                values: list[ast.Assign] = []
                for each in reversed(source.tree.body):  # a value may be made of others above it
                    if isinstance(each, ast.Assign) and names_set(each) & read:
                        values.insert(0, each)
                        read |= {name.id for name in ast.walk(each.value) if isinstance(name, ast.Name)}
                spans = [(each.lineno, each.end_lineno) for each in values]
                spans.append((min(mark.lineno for mark in node.decorator_list), node.end_lineno))
                numbered = list(enumerate(source.lines, start=1))
                quoted = [line for first, last in spans for line in numbered[first - 1 : last]]
                return Example(path, node.name, node.lineno, quoted)
    return None
