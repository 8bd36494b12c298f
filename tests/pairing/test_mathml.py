"""Every equation as MathML: what a browser lays out, and a screen reader reads, as it is meant."""

from xml.etree import ElementTree

import pytest

from purenn.notation.expression import Apply, Equation, Function, Gradient, Number, Operation, Sum, Symbol
from purenn.notation.mathml import MathML, mathml, shape_mathml
from purenn.notation.sizes import Axis, Layer, M, Size
from purenn.pairing.registry import registry

EQUATIONS = registry()
PARTS = {"mfrac": 2, "msub": 2, "msup": 2, "msubsup": 3, "mover": 2, "munderover": 3}
LETTERS = {"mi", "mn", "mo"}
a_hj, m = Symbol("a", "scalar", Layer("l", -1), ("h", "j")), Symbol("m", "scalar")


@pytest.mark.parametrize("id", EQUATIONS)
def test_every_letter_and_sign_stands_in_an_element_of_its_own(id):
    for element in ElementTree.fromstring(mathml(EQUATIONS[id].equation)).iter():
        assert bool(element.text) is (element.tag in LETTERS) and not element.tail, element.tag
        assert len(element) == PARTS.get(element.tag, len(element)), element.tag


def test_a_symbol_has_its_indices_below_and_its_layer_above():
    sub, sup = '<mi>h</mi><mo rspace="0">,</mo><mi>j</mi>', '<mi>l</mi><mo lspace="0" rspace="0">−</mo><mn>1</mn>'
    brackets = '<mo stretchy="false">(</mo>', '<mo stretchy="false">)</mo>'
    assert MathML().show(a_hj) == f"<msubsup><mi>a</mi><mrow>{sub}</mrow><mrow>{sup.join(brackets)}</mrow></msubsup>"


def test_what_cannot_be_seen_is_said():
    times, applied = "\u2062", "\u2061"
    f_of_m = Apply(Function("f"), (m,))
    shown = ElementTree.fromstring(mathml(Operation("times", (Operation("ln", (m,)), f_of_m))))
    assert "".join(shown.itertext()) == f"ln{applied}(m){times}f{applied}(m)"


def test_brackets_stretch_only_around_what_is_tall():
    f_of = [MathML().show(Apply(Function("f"), (node,))) for node in (m, a_hj)]
    assert ["<mo>(</mo>" in shown for shown in f_of] == [False, True]


def test_terms_and_the_signs_of_sums_are_marked_where_they_stand():
    def mark(written, node):
        return f"<mrow {type(node).__name__}>{written}</mrow>"

    derivative = Gradient(Symbol("J", "scalar"), m)
    sides = m, Operation("times", (Number("2"), Sum(Axis("j", M), derivative)))
    shown = mathml(Equation(sides), mark)
    assert [shown.count(f"<mrow {kind}>") for kind in ("Symbol", "Gradient", "Sum", "Number")] == [1, 1, 1, 0]
    assert "<mrow Sum><munderover>" in shown and "<mrow Gradient><mfrac" in shown


def test_a_shape_is_its_sizes():
    shown = ElementTree.fromstring(shape_mathml((Size("n", Layer("L")), M)))
    assert "".join(shown.itertext()) == "n(L)×m"
