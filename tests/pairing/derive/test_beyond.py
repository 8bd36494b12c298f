"""What the book does not say: the same rules lead there too, or refuse it."""

from dataclasses import replace

import pytest

from purenn.notation.expression import Equation, Number, Symbol
from purenn.notation.operators import OPERATORS
from purenn.notation.parsing import parse
from purenn.notation.sizes import Layer
from purenn.pairing.derive.derive import Derivation, UnderivedError, derivation
from purenn.pairing.derive.proving import refused
from purenn.pairing.derive.starting import shifted
from purenn.pairing.registry import registry

EQUATIONS = {id: entry.equation for id, entry in registry().items()}
ONE_UNIT = "the last layer has one unit"


def derived(equation: str | Equation) -> Derivation:
    """Return the derivation of an equation that is none of the book's."""
    if isinstance(equation, str):
        (equation,) = parse(equation)
    return derivation("new", {**EQUATIONS, "new": equation})


def check(equation: str | Equation, last: str = "sigmoid") -> tuple[str, ...]:
    """Assert that each line is proven by numbers and each side stands once, in order; return what is told."""
    found = derived(equation)
    assert found.derived
    assert refused(found.steps, last) is None
    sides = [step.side for step in found.steps if step.side is not None]
    assert sides == list(range(len(sides))) and len(sides) > 1
    return found.told


@pytest.mark.parametrize("latex", [
    r"\tanh'(z)=1-\tanh(z)^2", r"\tanh'(z)=\left(1-\tanh(z)\right)\left(1+\tanh(z)\right)",
    r"\sigma'(z)=\sigma(z)-\sigma(z)^2", r"\sigma'(z)=\frac{1}{2+e^z+e^{-z}}",
])  # fmt: skip
def test_other_forms_of_a_slope_follow(latex):
    assert check(latex) == ()


@pytest.mark.parametrize("latex", [
    r"\tanh'(z)=1-\tanh(z)", r"\tanh'(z)=1+\tanh(z)^2", r"\sigma'(z)=\sigma(z)", r"\sigma'(z)=1-\sigma(z)^2",
])  # fmt: skip
def test_wrong_forms_of_a_slope_are_refused(latex):
    with pytest.raises(UnderivedError, match="which is no line of the derivation"):
        derived(latex)


def test_the_squared_error_with_a_linear_output():
    told = ONE_UNIT, "the last layer's function is linear"
    number = r"\frac{\partial J}{\partial z_{1,j}^{(L)}}=\frac{2}{m}\left(a_{1,j}^{(L)}-y_j\right)"
    assert check(number, "linear") == told
    twice = EQUATIONS["output.squared-dJ-dA"]  # of a linear output, both derivatives are the same
    dJ_dZ = replace(twice, sides=(EQUATIONS["output.dJ-dZ"].sides[0], twice.sides[1]))
    assert check(dJ_dZ, "linear") == told
    with pytest.raises(UnderivedError):
        derived(number.replace("-y", "+y"))


def test_relu_away_from_its_corner():
    *_, last = derivation("forward.relu-prime", EQUATIONS).steps

    assert last.node.operator == "positive" and last.side == 1
    assert [OPERATORS["positive"].value(z) for z in (-2.0, 3.0)] == [0.0, 1.0]
    for wrong in (Number("1"), Symbol("z", "scalar")):
        with pytest.raises(UnderivedError, match=r"no line of the derivation of ReLU′\(z\)"):
            derived(Equation((EQUATIONS["forward.relu-prime"].sides[0], wrong)))


@pytest.mark.parametrize("id", [
    "hidden.dJ-da-sum", "compact.dJ-dA", "hidden.dJ-dw-sum", "compact.dJ-dW", "hidden.da-dz", "hidden.dz-da",
    "compact.dJ-dB", "forward.Z", "compact.dJ-dz-element"])  # fmt: skip
def test_an_equation_at_a_layer_by_its_number_is_that_of_any_layer(id):
    """Layer 2 of 4 is no last layer, unless the cost is spelt out."""
    at_2 = shifted(EQUATIONS[id], Layer("l"), Layer("", 2))
    assert check(at_2) == ()
    steps, of_any = derived(at_2).steps, derivation(id, EQUATIONS).steps
    assert [shifted(step.node, Layer("", 2), Layer("l")) for step in steps] == [step.node for step in of_any]


def test_a_layer_by_its_number_beside_the_labels_is_the_last_one():
    at_4 = shifted(EQUATIONS["output.dJ-dz-element"], Layer("L"), Layer("", 4))
    assert check(at_4) == ("L = 4", ONE_UNIT, "the last layer's function is σ")


def test_a_side_that_says_again_what_one_before_it_said_is_a_line_of_its_own():
    left, right = EQUATIONS["hidden.dJ-dz-chain"].sides
    again = replace(right, parts=right.parts[::-1])
    told = check(Equation((left, right, again, *EQUATIONS["hidden.dJ-dz-product"].sides[1:])))

    assert told == ()
    assert check(Equation((left, right, right))) == check(Equation((left, again, right))) == ()


def test_a_side_out_of_order_is_refused():
    chain = EQUATIONS["compact.dJ-dz-element"]
    with pytest.raises(UnderivedError, match=r"found ∂J/∂aᵢⱼ⁽ˡ⁾ · ∂aᵢⱼ⁽ˡ⁾/∂zᵢⱼ⁽ˡ⁾, which is no line"):
        derived(Equation((chain.sides[0], chain.sides[2], chain.sides[1])))
