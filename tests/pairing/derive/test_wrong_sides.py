"""No wrong right side follows from the forward equations, and no wrong forward equation gives the book."""

from collections import Counter
from dataclasses import replace
from functools import cache
from random import Random

import pytest
from wrong_versions import wrong_versions

from purenn.notation.expression import Equation, Node, PairingError
from purenn.notation.text import text
from purenn.pairing.derive.derive import derivation
from purenn.pairing.derive.proving import refused
from purenn.pairing.derive.steps import Step
from purenn.pairing.registry import registry
from purenn.pairing.values import is_several

EQUATIONS = {id: entry.equation for id, entry in registry().items()}
DERIVED = [id for id in EQUATIONS if derivation(id, EQUATIONS).derived]
SAME = {  # slips that leave the mathematics as it is, where they survive
    "sides swapped": "a product of numbers, or an elementwise one, is the same in another order",
    "letters swapped": "a switch compares its two letters with each other",
}
OTHERWISE = {  # what else survives, by id, side and slip: true, and a line of the derivation that it is told apart by
    ("hidden.dz-db-element", 1, "a term dropped"): "∂b/∂b is a later line, where the sum that does not change is gone",
    ("output.dJ-dz-element", 1, "another number"): "linear",
    ("output.dJ-dz-element", 1, "twice"): "linear",
    ("output.dJ-dZ", 2, "another number"): "linear",
    ("output.dJ-dW", 2, "another number"): "linear",
    ("output.dJ-dW-three-layer", 2, "another number"): "linear",
    ("several.collapse", 2, "a factor dropped"): "the sum of the labels, which is dropped, is 1",
    ("several.dJ-dz-element", 1, "another number"): "linear",
    ("several.dJ-dz-element", 1, "twice"): "linear",
    ("several.dJ-dZ", 1, "another number"): "linear",
    **{(f"several.sigmoid-{id}", 1, "a term dropped"): "it is that of a softmax, as its function's name then is not"
       for id in ("dJ-da-element", "dJ-dA")},
}
LINEAR = "the last layer's function is linear"  # a 2 beside the labels says that the cost is the squared error


def outcome(id: str, equations: dict[str, Equation]) -> str:
    """Return "" if an equation is derived, or the message that refuses it."""
    try:
        found = derivation(id, equations)
    except PairingError as error:
        return str(error)
    return "" if found.derived else f"found a {found.kind}, which the page does not say"


def is_true(left: Node, right: Node) -> bool:
    """Say whether numbers agree with an equation under one of the costs."""
    steps = [Step(left), Step(right, "said")]
    if is_several(Equation((left, right))):
        return any(refused(steps, last, several=True) is None for last in ("softmax", "sigmoid", "linear"))
    return any(refused(steps, last) is None for last in ("sigmoid", "linear"))


def wrong_sides() -> list[tuple[str, int, str, Node]]:
    """Return every wrong right side of the book: the id, which side, the slip, what then stands there."""
    return [(id, k, slip, wrong) for id in DERIVED for k, side in enumerate(EQUATIONS[id].sides) if k
            for wrong, slip in wrong_versions(side).items()]  # fmt: skip


def with_side(id: str, k: int, side: Node) -> dict[str, Equation]:
    """Return the book with another side in one equation."""
    sides = EQUATIONS[id].sides
    return {**EQUATIONS, id: replace(EQUATIONS[id], sides=(*sides[:k], side, *sides[k + 1 :]))}


def check_wrong_side(id: str, k: int, slip: str, wrong: Node) -> bool:
    """Return whether a wrong side is refused, in one line that says what stands there; what survives must be true."""
    book = with_side(id, k, wrong)
    if message := outcome(id, book):
        assert message.startswith("found ") and "\n" not in message, message
        return True
    assert is_true(EQUATIONS[id].sides[0], wrong), f"{id}: {text(wrong)}"
    reason = OTHERWISE.get((id, k, slip)) or SAME.get(slip)
    assert reason, f"{id}, side {k}, {slip}: {text(wrong)} survives without a reason"
    assert (LINEAR in derivation(id, book).told) == (reason == "linear")
    return False


@pytest.mark.long
def test_every_wrong_right_side_is_refused_or_the_same_mathematics():
    sides = wrong_sides()
    caught = Counter(check_wrong_side(*side) for side in sides)

    assert len(sides) > 2000
    assert {slip for _, _, slip, _ in sides} >= {*SAME, "a transpose dropped", "a prime", "another layer", "twice"}
    assert caught[True] > 0.97 * len(sides)  # of the rest, each is the same mathematics


def test_some_wrong_right_sides_are_refused():
    for side in Random(1).sample(wrong_sides(), 60):
        check_wrong_side(*side)


def test_what_survives_on_a_list_does_survive():
    for id, k, slip in OTHERWISE:
        assert any(not outcome(id, with_side(id, k, wrong)) for wrong, each in
                   wrong_versions(EQUATIONS[id].sides[k]).items() if each == slip)  # fmt: skip


@pytest.mark.long
def test_the_right_side_of_another_equation_is_refused():
    """Of a whole matrix the row, of a derivative in w that in b: what is true elsewhere is not a line here."""
    sides = [(id, side) for id in DERIVED for side in EQUATIONS[id].sides[1:]]
    for id in ("forward.Z", "hidden.dJ-dw-sum", "hidden.dJ-da-sum", "compact.dJ-dW", "output.dJ-dZ"):
        for other, side in sides:
            if not outcome(id, with_side(id, 1, side)) and other != id:
                assert is_true(EQUATIONS[id].sides[0], side), f"{id} by {other}: {text(side)}"


# ---------------------------------------------------------------- forward equations

FORWARD = ["forward.z-element", "hidden.activation", "loss.cross-entropy", "loss.squared-error", "forward.sigmoid",
           "forward.tanh", "forward.relu"]  # fmt: skip
AFTER = {"forward.sigmoid": "forward.sigmoid-prime", "forward.tanh": "forward.tanh-prime",
         "forward.relu": "forward.relu-prime", "hidden.activation": "forward.A", "forward.z-element": "forward.Z",
         "loss.cross-entropy": "loss.dJ-da-element", "loss.squared-error": "loss.squared-dJ-da"}  # fmt: skip


@cache
def wrong_starts() -> list[tuple[str, int, str, Node]]:
    """Return every wrong right side of a forward equation, or of the definition of a function."""
    return [(id, k, slip, wrong) for id in FORWARD for k, side in enumerate(EQUATIONS[id].sides) if k
            for wrong, slip in wrong_versions(side).items()]  # fmt: skip


def unmet(book: dict[str, Equation], first: str) -> str:
    """Return the message of the first equation that is not derived, trying the nearest one first; "" if all are."""
    return next((message for id in (first, *DERIVED) if (message := outcome(id, book))), "")


@pytest.mark.long
def test_every_wrong_forward_equation_leaves_an_equation_underived():
    survivors = []
    for id, k, slip, wrong in wrong_starts():
        message = unmet(with_side(id, k, wrong), AFTER[id])
        assert "\n" not in message
        if not message:
            survivors.append((id, slip))

    assert len(wrong_starts()) > 280
    assert Counter(survivors) == {
        ("forward.z-element", "sides swapped"): 1, ("loss.cross-entropy", "sides swapped"): 3,
        ("loss.squared-error", "sides swapped"): 1, ("forward.tanh", "sides swapped"): 4,
        ("loss.squared-error", "a difference the other way round"): 1}  # fmt: skip
