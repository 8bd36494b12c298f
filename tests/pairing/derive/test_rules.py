"""Each rule of differentiation by numbers, on an expression of its own; and each rule, broken, is caught by that."""

from random import Random

import pytest

from purenn.notation.expression import Apply, Gradient, Node, Number, Operation, Sum, Symbol
from purenn.notation.parsing import parse
from purenn.notation.sizes import Axis, Layer, Size
from purenn.notation.symbols import LABELLED
from purenn.notation.text import text
from purenn.notation.walks import delta, free_letters, operation, with_index
from purenn.pairing.derive.rules import RULES, STROKES, aligned, settled, strokes, switches, without
from purenn.pairing.judge import FUNCTIONS, derivative_at, value
from purenn.pairing.worth import World

UNITS = Size("n", Layer("l"))
R, K = Axis("r", UNITS), Axis("k", UNITS)


class Numbers(World):
    """Every symbol is a random number of its own, but labels have a 1; a symbol's derivative in another is 1 or 0."""

    def symbol(self, node):
        match node:
            case Symbol("delta", indices=(one, other)):
                return float(self.index(one) == self.index(other))
            case Gradient(top, bottom):
                return float(self.numbered(top) == self.numbered(bottom))
            case Symbol("y", indices=(k, _)):
                return float(self.index(k) == 2)
        return Random(repr(self.numbered(node))).uniform(-0.9, 0.9)

    def numbered(self, node):
        return Symbol(node.letter, node.kind, node.layer, tuple(map(self.index, node.indices)))

    def index(self, index):
        return self.at[index] + 1 if isinstance(index, str) else index

    def size(self, node):
        return 3

    def function(self, node, z):
        return (derivative_at if node.prime else value)(FUNCTIONS["tanh"], z)


def of(latex: str) -> Node:
    """Return what a formula says."""
    (found,) = parse(latex)
    return found


def entry(letter: str, *indices: str | int) -> Symbol:
    """Return an entry of layer l."""
    return Symbol(letter, "scalar", Layer("l"), indices)


def d(body: Node, x: Node) -> Gradient:
    """Return the derivative of an expression with respect to a number."""
    return Gradient(body, x)


def places(node: Node) -> list[dict[str, int]]:
    """Return values of the free letters: all the same, all different, and others."""
    letters = sorted(free_letters(node))
    return [
        {letter: (first + step * k) % 3 for k, letter in enumerate(letters)} for first in (0, 1) for step in (0, 1, 2)
    ]


def check_equal(before: Node, after: Node) -> None:
    """Assert that two expressions are worth the same at several places."""
    for at in places(operation("plus", before, after)):
        assert Numbers(at).of(after) == pytest.approx(Numbers(at).of(before), abs=1e-8), (
            f"{text(before)} = {text(after)}"
        )


A, Z, W = entry("a", "i", "j"), entry("z", "i", "j"), entry("w", "i", "h")
A_OF_K, A_OF_R = entry("a", "k", "j"), entry("a", "r", "j")
ONE_MORE = of("1+a^2")

EXAMPLES = {  # before a rule; it must change each, and none of them in value
    "constant": [d(of("3"), A), d(operation("times", W, Z), A), d(entry("b", "i"), W)],
    "same": [d(A, A), d(A_OF_K, A), d(entry("a", "k", "s"), A), d(entry("w", 1, "g"), entry("w", "i", "h"))],
    "sum": [d(of("a+a^2"), of("a")), d(of("a-a^2"), of("a")), d(of("-a^2"), of("a")), d(of("z-a"), of("a")),
            d(Sum(R, operation("times", A_OF_R, A_OF_R)), A)],
    "factor": [d(of("z a^2"), of("a")), d(of("a^2z"), of("a")), d(of(r"\frac{a^2}{z}"), of("a"))],
    "product": [d(of("(1+a)(2-a^2)"), of("a")), d(of("a a"), of("a"))],
    "quotient": [d(of(r"\frac{a^2}{1+a^2}"), of("a")), d(of(r"\frac{z}{2+a}"), of("a"))],
    "power": [d(of("(1+2a)^3"), of("a")), d(of("(1+2a)^2"), of("a")),
              d(operation("power", of("2+a"), Number("-2")), of("a"))],
    "exp": [d(of("e^{2a}"), of("a")), d(of("e^{-a}"), of("a"))],
    "ln": [d(of(r"\ln\left(2+a^2\right)"), of("a"))],
    "corner": [d(of(r"\max\left(2a, 0\right)"), of("a")), d(of(r"\max\left(-2a, 0\right)"), of("a"))],
    "function": [d(of("f^{(l)}(2a)"), of("a"))],
    "tidy": [*map(of, ("0z", "z0", "1z", "z1", r"a\frac{1}{z}", "a(-z)", r"\frac{-a}{z}", "a+0", "a-0", "0+a", "0-a",
                       "a+(-z)", "a-(-z)", r"\frac{0}{z}", "-(-a)")), Sum(R, Number("0"))],
    "switch": [Sum(R, operation("times", delta("r", "i"), A_OF_R)), Sum(R, operation("times", A_OF_R, delta(2, "r"))),
               Sum(R, operation("minus", delta("r", "i"), operation("times", A_OF_R, delta("r", "i")))),
               Sum(R, operation("fraction", delta("r", "i"), A_OF_R)), Sum(R, operation("negative", delta("r", "i"))),
               Sum(R, Sum(K, operation("times", operation("times", delta("r", "i"), A_OF_R), A_OF_K)))],
    "labels": [Sum(K, Symbol("y", "scalar", LABELLED, ("k", "j")))],
}  # fmt: skip


def wrong_constant(node):
    found = RIGHT["constant"](node)
    return Number("1") if found and isinstance(node.top, Symbol) and node.top.letter == "b" else found


def lost(name, part):
    """Return a rule that forgets one part of what it makes."""

    def change(node):
        found = RIGHT[name](node)
        return found.parts[part] if isinstance(found, Operation) else found

    return change


def other(name, operators):
    """Return a rule that makes another operator of one that it makes."""

    def change(node):
        found = RIGHT[name](node)
        return (
            Operation(operators.get(found.operator, found.operator), found.parts)
            if isinstance(found, Operation)
            else found
        )

    return change


def wrong_same(node):
    return Number("1") if RIGHT["same"](node) else None


def wrong_sum(node):
    found = RIGHT["sum"](node)
    return found.body if isinstance(found, Sum) else found


def wrong_quotient(node):
    found = RIGHT["quotient"](node)
    if found:
        top, bottom = found.parts
        return operation("fraction", Operation("minus", top.parts[::-1]), bottom)


def without_square(node):
    found = RIGHT["quotient"](node)
    return found and operation("fraction", found.parts[0], found.parts[1].parts[0])


def same_power(node):
    found = RIGHT["power"](node)
    return found and operation("times", node.top, found.parts[1])


def wrong_ln(node):
    match node:
        case Gradient(Operation("ln", (inner,)), x):
            return operation("times", Gradient(inner, x), inner)


def without_prime(node):
    found = RIGHT["function"](node)
    return found and operation("times", node.top, found.parts[1])


def switch_with_sum(node):
    found = RIGHT["switch"](node)
    return found and Sum(node.axis, found)


def switch_with_letter(node):
    for each, _ in switches(node.body, node.axis.letter) if isinstance(node, Sum) else ():
        return without(node.body, each) and with_index(without(node.body, each), node.axis.letter, 1)


RIGHT = {name: rule.change for name, rule in RULES.items()}
WRONG = [
    ("constant", "a bias has slope 1 in a weight", wrong_constant),
    ("same", "every entry changes with every other", wrong_same),
    ("sum", "a minus lost", other("sum", {"minus": "plus"})),
    ("sum", "the sum lost", wrong_sum),
    ("sum", "the sign lost", lost("sum", 0)),
    ("factor", "the factor lost", lost("factor", 1)),
    ("factor", "a bottom that is a factor", other("factor", {"fraction": "times"})),
    ("product", "a term lost", lost("product", 0)),
    ("product", "the other term lost", lost("product", 1)),
    ("product", "a minus between the terms", other("product", {"plus": "minus"})),
    ("quotient", "the other way round", wrong_quotient),
    ("quotient", "over the bottom itself", without_square),
    ("power", "without the inner slope", lost("power", 0)),
    ("power", "the power as it was", same_power),
    ("exp", "without the inner slope", lost("exp", 0)),
    ("ln", "times it", wrong_ln),
    ("ln", "the inner slope alone", lost("ln", 0)),
    ("corner", "the inner slope alone", lost("corner", 1)),
    ("corner", "without the inner slope", lost("corner", 0)),
    ("function", "without the inner slope", lost("function", 0)),
    ("function", "the function for its slope", without_prime),
    ("tidy", "the sign of a difference lost", other("tidy", {"minus": "plus"})),
    ("tidy", "a minus lost", lost("tidy", 0)),
    ("tidy", "0 times a number is that number", lambda node: of("z") if node == of("0z") else RIGHT["tidy"](node)),
    ("switch", "the sum kept", switch_with_sum),
    ("switch", "the first term whichever it is", switch_with_letter),
    ("labels", "as many as there are", lambda node: Number("3") if RIGHT["labels"](node) else None),
]  # fmt: skip


def check_rule(name: str) -> None:
    """Assert that a rule changes each of its examples, and none in value."""
    for before in EXAMPLES[name]:
        after = RULES[name].change(before)
        assert after is not None and after != before, text(before)
        check_equal(before, after)


@pytest.mark.parametrize("name", RULES)
def test_a_rule_keeps_the_value(name):
    check_rule(name)


@pytest.mark.parametrize(
    ("name", "change"), [pytest.param(name, change, id=f"{name}: {what}") for name, what, change in WRONG]
)
def test_a_rule_broken_on_purpose_is_caught_by_its_own_check(monkeypatch, name, change):
    monkeypatch.setitem(RULES, name, RULES[name]._replace(change=change))

    with pytest.raises(AssertionError, match=" = "):  # by the numbers on both sides
        check_rule(name)


def test_no_rule_is_without_a_broken_one_and_each_is_used():
    assert {name for name, _, _ in WRONG} == set(EXAMPLES) == set(RULES)
    assert {name for names in STROKES for name in names} == set(RULES) - {"labels"}  # which is no differentiation


@pytest.mark.parametrize("latex", [
    r"\frac{\left(1+a\right)^3e^{-2a}}{2+a^2}", r"\ln\left(1+e^{a}\right)f^{(l)}(a^2)",
    r"z\left(3-a\right)^2-\frac{a}{z}", r"f^{(l)}(f^{(l)}(2a))\max\left(1+a, 0\right)",
    r"\frac{1}{1+e^{-a}}\left(1-\frac{1}{1+e^{-a}}\right)", "z",
])  # fmt: skip
def test_strokes_lead_to_a_line_without_derivatives(latex):
    before = d(of(latex), of("a"))
    found = [before]
    for name, after in strokes(before):
        assert name in RULES
        check_equal(found[-1], after)
        found.append(after)

    assert "∂" not in text(found[-1])


def test_a_rule_that_does_not_apply_leaves_a_node_alone():
    assert RULES["power"].change(d(operation("power", of("a"), Number("0.5")), of("a"))) is None
    assert RULES["factor"].change(d(of("a a"), of("a"))) is None
    assert RULES["corner"].change(d(operation("max", of("0"), of("a")), of("a"))) is None


# ---------------------------------------------------------------- what stands where


def test_a_number_stands_in_the_row_and_in_the_matrix_that_hold_it():
    """Nothing is constant that has x among its entries."""
    for whole in (Symbol("w", "row", Layer("l"), ("i",)), Symbol("W", "matrix", Layer("l"))):
        assert RULES["constant"].change(d(whole, W)) is None
        assert RULES["same"].change(d(whole, W)) is None
    assert RULES["constant"].change(d(Symbol("W", "matrix", Layer("l", 1)), W)) == Number("0")


# ---------------------------------------------------------------- switches and the letters of sums


def test_a_switch_takes_no_letter_into_a_sum_over_it():
    """Σ_k δ_kr Σ_r a_k a_r is a_r Σ_s a_s, of which a hasty one makes Σ_r a_r²."""
    inner = Sum(R, operation("times", A_OF_K, A_OF_R))
    before = Sum(K, operation("times", delta("k", "r"), inner))

    assert RULES["switch"].change(before) is None  # the switch compares with a letter that is bound there too
    free = Sum(K, operation("times", delta("k", "i"), Sum(Axis("i", UNITS), operation("times", A_OF_K, A))))
    changed = settled(free, RULES["switch"].change)
    check_equal(free, changed)


def test_a_switch_of_an_inner_sum_over_the_same_letter_is_not_the_outer_one():
    before = Sum(R, Sum(R, operation("times", delta("r", "i"), A_OF_R)))
    assert RULES["switch"].change(before) is None

    after = settled(before, lambda node: RULES["switch"].change(node))
    check_equal(before, after)


def test_a_switch_that_only_some_terms_carry_stays():
    body = operation("plus", operation("times", delta("r", "i"), A_OF_R), A_OF_R)
    assert RULES["switch"].change(Sum(R, body)) is None
    assert without(body, delta("r", "i")) is None
    assert without(Apply(of("f^{(l)}(a)").function, (delta("r", "i"),)), delta("r", "i")) is None


def test_aligned_puts_one_letter_for_both_of_a_switch():
    before = operation("times", delta("k", "i"), operation("times", A_OF_K, A))
    after = aligned(before)

    assert {text(after)} == {text(aligned(operation("times", delta("k", "i"), operation("times", each, each))))
                             for each in (A_OF_K, A)}  # fmt: skip
    check_equal(before, after)


def test_aligned_leaves_a_switch_inside_its_sum():
    for before in (Sum(R, operation("times", delta("r", "i"), A_OF_R)), operation("plus", delta("r", "i"), A_OF_R)):
        assert aligned(before) == before
