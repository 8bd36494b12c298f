"""The table of operators: each row spells, prints and computes one and the same thing."""

import ast
import math
import re
from xml.etree import ElementTree

import pytest

from purenn import loss, matrix
from purenn.notation.expression import Node, Operation, Symbol
from purenn.notation.latex import latex
from purenn.notation.mathml import mathml
from purenn.notation.operators import OPERATORS, SPELLINGS, operands
from purenn.notation.parsing import parse
from purenn.notation.shapes import EXPECTED
from purenn.notation.text import text

ROWS = [(name, spelling) for name, row in OPERATORS.items() for spelling in row.python]
NUMBERS = {"a": 0.75, "b": 1.25}
HELPERS = {**vars(math), **vars(matrix), **vars(loss)}
a, b = Symbol("a", "scalar"), Symbol("b", "scalar")


def computed(spelling: str) -> float:
    """Run a spelling on numbers, or on matrices of one entry where the helper takes these."""
    code = compile(ast.parse(spelling, mode="eval"), spelling, "eval")
    whole = {name: [[value]] for name, value in NUMBERS.items()}
    for values in (NUMBERS, whole, {**whole, "a": NUMBERS["a"]}):
        try:
            found = eval(code, {**HELPERS, **values})
        except (TypeError, ValueError):
            continue
        return found[0][0] if isinstance(found, list) else found
    raise AssertionError(f"{spelling} runs on neither numbers nor matrices")


def built(spelling: str) -> Node:
    """Return the tree that a spelling is read as."""
    build, parts = operands(ast.parse(spelling, mode="eval").body)
    return build(*({"a": a, "b": b}[part.id] for part in parts))


def value(node: Node) -> float:
    """Work a tree out by the values of its rows."""
    if isinstance(node, Operation):
        return OPERATORS[node.operator].value(*map(value, node.parts))
    return NUMBERS[node.letter] if isinstance(node, Symbol) else float(node.text)


@pytest.mark.parametrize(("name", "spelling"), ROWS)
def test_a_row_computes_what_its_spelling_does(name, spelling):
    assert value(built(spelling)) == pytest.approx(computed(spelling), rel=1e-15)
    assert built(spelling).operator == name


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_spelling_of_several_operators_computes_what_it_says(spelling):
    assert value(built(spelling)) == pytest.approx(computed(spelling), rel=1e-15)


@pytest.mark.parametrize("name", OPERATORS)
def test_a_row_prints_each_of_its_parts_once_in_order_everywhere(name):
    row = OPERATORS[name]
    parts = (a, b)[: row.latex.count("%s")]
    node = Operation(name, parts)
    for written in (latex(node), text(node), mathml(node)):
        letters = re.findall(r"(?<![A-Za-z])[ab](?![A-Za-z])", written)
        assert letters == ["a", "b"][: len(parts)], written
    ElementTree.fromstring(mathml(node).replace("&#8290;", "").replace("&#8289;", ""))  # is well formed
    assert parse(latex(node))
    assert len({row.latex.count("%s"), row.text.replace("ᵀ", "").count("%s"), row.mathml.count("%s")}) == 1
    assert row.shape in {*EXPECTED, "same"} and row.scalar in {"", *OPERATORS}
