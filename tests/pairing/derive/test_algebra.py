"""Two ways of being the same, on random expressions: what is equal is worth the same, and what is not is not."""

from random import Random

import pytest
from wrong_versions import wrong_versions

from purenn.notation.expression import Node, Number, Operation, PairingError, Sum, Symbol
from purenn.notation.parsing import parse
from purenn.notation.sizes import Axis, Layer, Size
from purenn.notation.text import text
from purenn.notation.walks import operation
from purenn.pairing.derive.algebra import arranged, is_arranged, is_equal, normal, tree
from purenn.pairing.worth import World, WorthError

UNITS = Size("n", Layer("l"))


class Numbers(World):
    """Every symbol is a random number of its own."""

    def __init__(self, seed: int) -> None:
        super().__init__({"i": 1, "j": 0})
        self.seed = seed

    def symbol(self, node):
        indices = [self.at[index] if isinstance(index, str) else index for index in node.indices]
        return Random(f"{self.seed}{node.letter}{indices}").uniform(0.3, 0.9)

    def size(self, node):
        return 3


def of(latex: str) -> Node:
    """Return what a formula says."""
    (found,) = parse(latex)
    return found


def drawn(draw: Random, depth: int, letters: str = "ij") -> Node:
    """Return a random expression."""
    if depth == 0:
        entry = Symbol(draw.choice("az"), "scalar", Layer("l"), (draw.choice(letters), draw.choice(letters)))
        return draw.choice([entry, entry, Number(str(draw.randint(1, 3))), of("y"), of("m")])
    match draw.randrange(9):
        case 0:
            return operation("negative", drawn(draw, depth - 1, letters))
        case 1:
            return operation("power", drawn(draw, depth - 1, letters), Number(str(draw.choice([2, 3]))))
        case 2:
            return operation("exp", drawn(draw, 0, letters))
        case 3 if "r" not in letters:
            return Sum(Axis("r", UNITS), drawn(draw, depth - 1, letters + "r"))
    name = draw.choice(["plus", "minus", "times", "times", "fraction"])
    return operation(name, drawn(draw, depth - 1, letters), drawn(draw, depth - 1, letters))


def mixed(draw: Random, node: Node) -> Node:
    """Return an expression in another order, with other brackets and another bound letter."""
    match node:
        case Operation("plus" | "times" as name, (left, right)):
            left, right = mixed(draw, left), mixed(draw, right)
            if draw.random() < 0.3 and isinstance(left, Operation) and left.operator == name:
                return operation(name, left.parts[0], operation(name, left.parts[1], right))
            return operation(name, right, left) if draw.random() < 0.5 else operation(name, left, right)
        case Operation("minus", (left, right)) if draw.random() < 0.5:
            return operation("plus", operation("negative", mixed(draw, right)), mixed(draw, left))
        case Operation(name, parts):
            return Operation(name, tuple(mixed(draw, part) for part in parts))
        case Sum(axis, body):
            return Sum(axis, mixed(draw, body))
    return node


def worth(node: Node) -> list[float]:
    """Return what an expression is worth in three worlds."""
    return [Numbers(seed).of(node) for seed in range(3)]


def expressions(count: int) -> list[Node]:
    """Return random expressions that have a value of a size that differences show in."""
    draw, found = Random(11), []
    while len(found) < count:
        node = drawn(draw, draw.choice([1, 2, 3]))
        try:
            if all(1e-3 < abs(value) < 1e3 for value in worth(node)):
                found.append(node)
        except (WorthError, ZeroDivisionError, OverflowError):
            continue
    return found


def test_a_normal_form_and_the_expression_made_of_it_keep_the_value():
    for node in expressions(150):
        assert worth(tree(normal(node))) == pytest.approx(worth(node), rel=1e-7), text(node)
        assert is_equal(node, tree(normal(node)))


def test_another_order_is_the_same_in_both_ways():
    draw = Random(3)
    for node in expressions(150):
        other = mixed(draw, node)
        assert worth(other) == pytest.approx(worth(node), rel=1e-9)
        assert is_arranged(node, other), f"{text(node)} and {text(other)}"
        assert is_equal(node, other)


def test_what_is_the_same_is_worth_the_same():
    """Neither way takes a wrong version for the right one."""
    told_apart = 0
    for node in expressions(25):
        for wrong in wrong_versions(node):
            try:
                apart = worth(wrong) != pytest.approx(worth(node), rel=1e-9)
            except (WorthError, ZeroDivisionError, OverflowError, KeyError):  # a free letter of a lost sum
                continue
            if apart:
                assert not is_arranged(node, wrong), f"{text(node)} and {text(wrong)}"
                assert not is_equal(node, wrong), f"{text(node)} and {text(wrong)}"
                told_apart += 1
    assert told_apart > 250


@pytest.mark.parametrize(("one", "other"), [
    (r"\frac{1}{1+e^{-z}}", r"\frac{e^z}{1+e^z}"), (r"e^{2z}", "e^ze^z"), ("e^{z-a}", r"\frac{e^z}{e^a}"),
    (r"\ln\left(az\right)", r"\ln\left(a\right)+\ln\left(z\right)"), (r"\ln\left(e^z\right)", "z"), ("e^{0z}", "1"),
    (r"\ln\left(\frac{a}{1+z}\right)", r"\ln\left(a\right)-\ln\left(1+z\right)"), ("a-a", "0"),
    ("(a+z)^2", "a^2+2az+z^2"),
    (r"\frac{a^2-z^2}{a-z}", "a+z"), (r"\frac{1}{a}+\frac{1}{z}", r"\frac{a+z}{az}"),
    (r"\frac{\frac{a}{z}}{\frac{z}{a}}", r"\frac{a^2}{z^2}"),
    (r"\sum_{j}(a_{1,j}^{(L)}-y_j)", r"\sum_{j}a_{1,j}^{(L)}-\sum_{j}y_j"), (r"\sum_{j}my_j", r"m\sum_{j}y_j"),
])  # fmt: skip
def test_what_is_equal_by_algebra(one, other):
    assert is_equal(of(one), of(other))


@pytest.mark.parametrize(("one", "other"), [
    ("e^{a+z}", "e^a+e^z"), (r"\ln\left(a+z\right)", r"\ln\left(a\right)+\ln\left(z\right)"), ("(a+z)^2", "a^2+z^2"),
    (r"\frac{1}{a+z}", r"\frac{1}{a}+\frac{1}{z}"), ("e^{2z}", "2e^z"), ("z", "a"), ("0", "1"), ("e^{z}", "z"),
    (r"\sum_{j}y_j^2", r"\left(\sum_{j}y_j\right)^2"), (r"\sum_{j}1", "1"),
])  # fmt: skip
def test_what_is_not_equal_by_algebra(one, other):
    assert not is_equal(of(one), of(other))
    assert not is_arranged(of(one), of(other))


@pytest.mark.parametrize("number", ["e", "nan", "1e9999"])
def test_what_is_no_fraction_is_not_looked_into(number):
    assert is_equal(Number(number), Number(number)) and not is_equal(Number(number), Number("1"))


@pytest.mark.parametrize("exponent", ["1000000000", "-100000", "²", "0.5"])
def test_of_a_power_that_is_not_small_nothing_is_multiplied_out(exponent):
    z = Symbol("z", "scalar")
    power = operation("power", z, Number(exponent))

    assert is_equal(power, power) and not is_equal(power, operation("times", z, power))
    assert not is_equal(operation("exp", operation("times", Number("100000"), z)), operation("exp", z))


def test_a_division_by_0_is_refused_in_words():
    with pytest.raises(PairingError, match=r"^found a division by 0$"):
        normal(of(r"\frac{1}{a-a}"))


def matrix(letter: str) -> Symbol:
    """Return a matrix of layer l."""
    return Symbol(letter, "matrix", Layer("l"))


A, B, W, Z = map(matrix, "ABWZ")
TWO = Number("2")


@pytest.mark.parametrize(("one", "other"), [
    (operation("hadamard", A, Z), operation("hadamard", Z, A)),
    (operation("matmul", operation("scale", TWO, W), A), operation("scale", TWO, operation("matmul", W, A))),
    (operation("matmul", operation("matmul", W, A), Z), operation("matmul", W, operation("matmul", A, Z))),
    (operation("matmul", operation("negative", W), A), operation("negative", operation("matmul", W, A))),
    (operation("hadamard", operation("fraction", A, Z), B), operation("hadamard", B, operation("fraction", A, Z))),
])  # fmt: skip
def test_matrices_in_another_order(one, other):
    assert is_arranged(one, other)


@pytest.mark.parametrize(("one", "other"), [
    (operation("matmul", A, Z), operation("matmul", Z, A)), (operation("matmul", A, Z), operation("hadamard", A, Z)),
    (operation("transpose", A), A), (operation("fraction", A, Z), operation("fraction", Z, A)),
    (operation("matmul", operation("hadamard", operation("fraction", A, Z), B), W),
     operation("hadamard", operation("fraction", A, Z), operation("matmul", B, W))),
    (operation("matmul", operation("hadamard", operation("fraction", A, Z), B), W),
     operation("matmul", B, operation("hadamard", operation("fraction", A, Z), W))),
    (operation("matmul", operation("hadamard", operation("fraction", A, Z), B), operation("hadamard", W, B)),
     operation("matmul", B, operation("hadamard", operation("hadamard", operation("fraction", A, Z), W), B))),
    (operation("matmul", operation("hadamard", operation("fraction", A, Z), B),
               operation("hadamard", operation("fraction", A, W), B)),
     operation("matmul", operation("hadamard", operation("fraction", A, W), B),
               operation("hadamard", operation("fraction", A, Z), B))),
])  # fmt: skip
def test_matrices_that_are_not_the_same_in_any_order(one, other):
    assert not is_arranged(one, other), arranged(one)


def test_bound_letters_have_no_name_of_their_own():
    def summed(*axes, body):
        return summed(*axes[:-1], body=Sum(Axis(*axes[-1]), body)) if axes else body

    def entry(letter, *indices):
        return Symbol(letter, "scalar", Layer("l"), indices)

    before = Size("n", Layer("l", -1))
    product = operation("times", entry("w", "i", "h"), entry("w", "k", "g"))
    twice = summed(("h", before), ("g", before), body=product)
    assert is_arranged(twice, summed(("g", before), ("h", before), body=product))
    assert not is_arranged(Sum(Axis("h", before), entry("w", "i", "h")), Sum(Axis("i", UNITS), entry("w", "i", "h")))
    assert not is_arranged(Sum(Axis("h", before), entry("w", "i", "h")), Sum(Axis("h", UNITS), entry("w", "i", "h")))
    once = Sum(Axis("h", before), operation("times", entry("w", "i", "h"), entry("w", "k", "h")))
    assert not is_arranged(twice, Sum(Axis("g", before), once))
