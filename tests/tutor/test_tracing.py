"""A traced number remembers how it was computed, and in which line."""

from purenn.notation.expression import Symbol
from purenn.notation.text import text
from purenn.tutor.tracing import Source, Traced


def test_a_traced_number_remembers_how_it_was_computed():
    a, b = (Traced(x, Symbol(letter, "scalar"), Source("")) for letter, x in (("a", 2.0), ("b", 4.0)))

    assert text((1 - a * b / 2).node) == "1.0 − (a · b)/2.0"
