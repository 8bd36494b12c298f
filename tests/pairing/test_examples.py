"""The worked examples: one for each equation, in the book's order, which fail when its line is wrong and add up.

Each check takes source text, so that a lie can be planted in it and be found.
"""

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from math import isclose, log
from pathlib import Path
from typing import Any

import pytest

from purenn.pairing.mutants import Mutant, changed, mutants_of
from purenn.pairing.registry import registry
from purenn.pairing.tags import Tag

FOLDER = Path(__file__).parents[1] / "by_hand"
ENTRIES = registry()
CHAPTERS: dict[str, list[str]] = {}  # the ids of each chapter's equations, by the name of its file of examples
for entry in ENTRIES.values():
    CHAPTERS.setdefault(f"test_{Path(entry.block.file).stem.replace('-', '_')}.py", []).append(entry.id)
TEXTS = {path.name: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.py"))}


# ---------------------------------------------------------------- each equation has its one example, in order


def marked_equations(function: ast.FunctionDef) -> list[str]:
    """Return the ids in the mark `@pytest.mark.equation(...)` of a test."""
    marks = [mark for mark in function.decorator_list if ast.unparse(mark).startswith("pytest.mark.equation(")]
    return [argument.value for mark in marks for argument in mark.args]


def ids_in(text: str) -> list[list[str]]:
    """Return the ids that each test of a file is marked with, in its order."""
    functions = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    return [marked_equations(function) for function in functions]


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_equation_of_a_chapter_has_its_one_example_in_the_order_of_the_book(name):
    assert ids_in(TEXTS[name]) == [[id] for id in CHAPTERS[name]]


def test_nothing_else_is_among_the_examples():
    assert set(TEXTS) == set(CHAPTERS)


@pytest.mark.parametrize("name", CHAPTERS)
def test_marks_that_change_places_are_out_of_order(name):
    for one, other in zip(CHAPTERS[name], CHAPTERS[name][1:], strict=False):
        swapped = TEXTS[name].replace(f'"{one}")\ndef', "ONE").replace(f'"{other}")\ndef', f'"{one}")\ndef')
        assert ids_in(swapped.replace("ONE", f'"{other}")\ndef')) != [[id] for id in CHAPTERS[name]]


# ---------------------------------------------------------------- an example fails when its line is wrong


def example_in(text: str, id: str) -> Callable[[], None]:
    """Return the example of an equation, from the text of its file."""
    names: dict[str, Any] = {"__name__": "examples"}
    tree = ast.parse(text)
    exec(compile(tree, "examples.py", "exec"), names)
    (name,) = [node.name for node in tree.body if isinstance(node, ast.FunctionDef) and id in marked_equations(node)]
    found: Callable[[], None] = names[name]
    return found


def shaken(tag: Tag) -> Mutant:
    """Return the mutant whose line gives 1 more than it should, in every entry."""
    match tag.statement:
        case ast.Expr(value=ast.Call(args=[ast.List(elts=[value])])) | ast.Expr(value=ast.Call(args=[value])):
            pass
        case statement:
            value = statement.value
    more = "(lambda v: [[x + 1 for x in r] for r in v] if isinstance(v, list) else v + 1)"
    return changed(tag, "another value", [(value, f"{more}({tag.source.piece(tag.source.span(value))})")], False)


@cache
def code_of(mutant: Mutant) -> Any:
    """Return the compiled body of a mutant's function."""
    names: dict[str, Any] = {}
    header = "from __future__ import annotations\n"  # its annotations name what the module has imported
    first, rest = mutant.tag.source.text.split("\n", 1)
    assert first == ""
    exec(compile(header + rest, mutant.tag.file, "exec"), names)
    return names[mutant.tag.function.name].__code__


def outcome(example: Callable[[], None], mutant: Mutant) -> str:
    """Return what an example does when the package runs a wrong version of a line: fails, passes or stops."""
    tag = mutant.original
    function = getattr(import_module(tag.file.removesuffix(".py").replace("/", ".")), tag.function.name)
    right = function.__code__
    try:
        function.__code__ = code_of(mutant)
        example()
    except AssertionError:
        return "fails"
    except Exception:  # a wrong line may raise anything, which shows nothing of what the example asserts
        return "stops"
    finally:
        function.__code__ = right
    return "passes"


def chapter_of(id: str) -> str:
    """Return the text of the file that holds an equation's example."""
    return next(TEXTS[name] for name, ids in CHAPTERS.items() if id in ids)


# A line whose every quiet slip is right.
EQUAL = {"forward.sigmoid-prime, step 1": "the derivative is the same on both sides of 0"}


@pytest.mark.long
@pytest.mark.parametrize("id", ENTRIES)
def test_an_example_fails_when_any_of_its_lines_is_wrong(id):
    example = example_in(chapter_of(id), id)
    example()

    for tag in ENTRIES[id].tags:
        assert outcome(example, shaken(tag)) == "fails", tag.name
        slips = [outcome(example, mutant) for mutant in mutants_of(tag) if not mutant.beside]
        assert "fails" in slips or "passes" not in slips or tag.name in EQUAL, tag.name


@pytest.mark.long
@pytest.mark.parametrize("id", ENTRIES)
def test_an_emptied_example_sees_nothing(id):
    """Each assert a == b becomes a == a."""
    example = example_in(re.sub(r"assert (.+?) == .+", r"assert \1 == \1", chapter_of(id)), id)
    example()

    for tag in ENTRIES[id].tags:
        assert outcome(example, shaken(tag)) == "passes"


# ---------------------------------------------------------------- the pencil's sums are right


ARITHMETIC = re.compile(r"\d\)* [-+*/] \(*-?\d|\d/\d")  # what has to be part of a sum
NAMES = {"ln": log}
Comment = tuple[int, str, ast.Assert | None]  # its line, its words, and the assert in the line below


def comments_in(text: str) -> list[Comment]:
    """Return the comments of a file that hold a sum."""
    asserts = {node.lineno: node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Assert)}
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return [(token.start[0], token.string, asserts.get(token.start[0] + 1)) for token in tokens
            if token.type == tokenize.COMMENT and ARITHMETIC.search(token.string)]


def chains(words: str) -> Iterator[tuple[str, list[float | None]]]:
    """Yield each part of `label: side = side = side; label: side = ...`: its label, and what its sides come to."""
    for part in words.lstrip("# ").split("; "):
        label, _, sides = part.rpartition(": ")
        yield label, [value(side) for side in sides.split(" = ")]


def value(side: str) -> float | None:
    """Return the value of a side that is a sum of plain numbers, or None."""
    try:
        tree = ast.parse(side.strip(), mode="eval")
    except SyntaxError:
        return None
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return float(eval(compile(tree, "comment", "eval"), dict(NAMES))) if names <= NAMES.keys() else None


def wrong(comment: Comment) -> str:
    """Return what is wrong with the sums of a comment, or nothing: what does not parse, or does not agree."""
    line, words, below = comment
    for label, sides in chains(words):
        values = [each for each in sides if each is not None]
        if ARITHMETIC.search(label):
            return f"line {line}: found a sum in the label `{label}`, expected it behind the colon"
        if len(values) < 2 or not all(isclose(each, values[0], abs_tol=1e-12) for each in values):
            return f"line {line}: found {values} in `{words}`, expected two sides or more, and all the same"
        if below and not any(isclose(values[0], each) for each in asserted(below, label)):
            return f"line {line}: found {values[0]}, expected what the line below asserts there"
    return ""


def asserted(statement: ast.Assert, label: str) -> list[float]:
    """Return the numbers of the right side of an assert: those that are written there, and what they come to.

    A label such as `unit 2, datapoint 3` names a place: the only number is then the one that is asserted there.
    """
    assert isinstance(statement.test, ast.Compare)
    left, right = statement.test.left, statement.test.comparators[-1]
    if place := re.fullmatch(r"(?:unit|weight) (\d), (?:datapoint )?(\d)", label):
        r, c = int(place[1]) - 1, int(place[2]) - 1
        if isinstance(right, ast.List):
            right = right.elts[r].elts[c]
        elif isinstance(left, ast.Subscript) and not ast.unparse(left).endswith(f"[{r}][{c}]"):
            return []
    if isinstance(right, ast.Call):  # pytest.approx
        right = right.args[0]
    sides = [ast.unparse(right).replace("log", "ln")] if not isinstance(right, ast.List | ast.Dict) else []
    sides += [ast.unparse(node) for node in ast.walk(right) if isinstance(node, ast.UnaryOp | ast.Constant)]
    return [each for side in sides if (each := value(side)) is not None]


@pytest.mark.parametrize("name", TEXTS)
def test_the_sums_in_the_comments_add_up(name):
    assert [complaint for comment in comments_in(TEXTS[name]) if (complaint := wrong(comment))] == []


def falsified(comment: Comment) -> Iterator[Comment]:
    """Yield a comment with one number of a sum changed, so that its side comes to another value."""
    line, words, below = comment
    for match in re.finditer(r"(?<![\w.])\d+(?:\.\d+)?", words):
        changed = f"{words[: match.start()]}{float(match[0]) + 1}{words[match.end() :]}"
        if [sides for _, sides in chains(changed)] != [sides for _, sides in chains(words)]:
            yield line, changed, below


def test_no_number_of_a_sum_can_be_changed():
    lies = [lie for text in TEXTS.values() for comment in comments_in(text) for lie in falsified(comment)]

    assert [lie for lie in lies if not wrong(lie)] == []
    assert len(lies) > 400
