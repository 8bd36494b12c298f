"""Every equation of the book follows from the forward equations by rules, line by line."""

import json
import re
from dataclasses import replace
from functools import cache

import pytest

from purenn.notation.expression import Equation, Number
from purenn.notation.text import text
from purenn.notation.walks import is_operation, operation, put_for, walk
from purenn.pairing.derive.derive import UnderivedError, derivation, derivations, tried
from purenn.pairing.derive.proving import refused
from purenn.pairing.derive.steps import Derivation, Step
from purenn.pairing.registry import registry
from purenn.pairing.values import last_layer, output_of

EQUATIONS = {id: entry.equation for id, entry in registry().items()}

# By which rules the right sides of an equation come out. "matrix" is a line about one entry, said of all of them;
# "written out", "row times column" and "reordered" are the book's own spelling of a line.
SIDES = {
    "forward.z-row": "matrix",
    "forward.Z": "matrix",
    "forward.A": "matrix",
    "forward.sigmoid-prime": "same, algebra, algebra",
    "forward.tanh-prime": "algebra, algebra",
    "forward.linear-prime": "same",
    "forward.relu-prime": "same",
    "loss.dJ-da-element": "switch, reordered",
    "loss.squared-dJ-da": "reordered",
    "loss.from-preactivations": "cases",
    "output.dJ-dW-chain": "matrix",
    "output.dJ-dA": "matrix",
    "output.dA-dZ-diagonal": "matrix",
    "output.dZ-dW": "matrix",
    "output.dJ-dz-element": "reordered",
    "output.dJ-dZ": "matrix, matrix",
    "output.dJ-dW": "matrix, matrix",
    "output.dJ-dW-three-layer": "matrix, matrix",
    "output.dJ-dW-fprime": "matrix, matrix",
    "output.dZ-dB": "matrix",
    "output.dJ-dB": "matrix, written out",
    "output.squared-dJ-dA": "matrix",
    "hidden.naive-chain": "chain",
    "hidden.dJ-dw11-chain": "row times column",
    "hidden.dJ-dw-chain": "row times column",
    "hidden.dz-dw-element-solve": "put in, switch",
    "hidden.dz-dw-delta": "same",
    "hidden.dz-dw-column": "written out",
    "hidden.dz-dw": "matrix",
    "hidden.dJ-dw": "row times column",
    "hidden.dJ-dw-sum": "put in",
    "hidden.dJ-dz-chain": "switch",
    "hidden.da-dz": "same",
    "hidden.dJ-dz-product": "put in",
    "hidden.dJ-da-chain": "row times column",
    "hidden.dz-da-element-solve": "put in, switch",
    "hidden.dz-da": "written out, written out",
    "hidden.dJ-da": "row times column, row times column",
    "hidden.dJ-da-sum": "reordered",
    "hidden.dz-db-element": "put in, same",
    "hidden.dz-db-column": "matrix",
    "hidden.dJ-db-chain": "row times column",
    "hidden.dJ-db": "put in",
    "compact.dJ-dA-product-expanded": "written out",
    "compact.dJ-dA": "matrix",
    "compact.dJ-dA-prev": "matrix",
    "compact.dJ-dz-element": "switch, put in",
    "compact.dJ-dZ": "matrix",
    "compact.dJ-dw-element": "row times column",
    "compact.dJ-dW": "matrix, matrix",
    "compact.dJ-dB": "written out",
    "compact.dJ-dB-matmul": "matrix, written out",
    "several.from-preactivations": "algebra",
    "several.dJ-da-element": "switch",
    "several.da-dz": "put back",
    "several.dJ-dz-chain": "switch",
    "several.collapse": "algebra, algebra",
    "several.dJ-dz-element": "reordered",
    "several.dJ-dA": "matrix",
    "several.dJ-dZ": "matrix",
    "several.sigmoid-preactivations": "cases",
    "several.sigmoid-dJ-da-element": "switch",
    "several.sigmoid-dJ-dA": "matrix",
    "several.squared-dJ-da-element": "reordered",
    "several.squared-dJ-dA": "matrix",
}

ONE_UNIT, SIGMA = "the last layer has one unit", "the last layer's function is σ"
SOFTMAX, LABELS = "the last layer's function is a softmax", "the labels of a datapoint add up to 1"
TOLD = {
    "forward.linear-prime": ("linear(z) = z",),
    "forward.relu-prime": ("z is not 0, where ReLU has its corner",),
    "loss.from-preactivations": (ONE_UNIT, SIGMA, "z is 0 or more, or less than 0"),
    "output.dJ-dW-three-layer": ("L = 3", ONE_UNIT, SIGMA),
    **dict.fromkeys(["output.dA-dZ-diagonal", "output.dJ-dz-element", "output.dJ-dZ", "output.dJ-dW"],
                    (ONE_UNIT, SIGMA)),
    **dict.fromkeys(["loss.dJ-da-element", "loss.squared-dJ-da", "output.dJ-dW-chain", "output.dJ-dA", "output.dZ-dW",
                     "output.dJ-dW-fprime", "output.dZ-dB", "output.dJ-dB", "output.squared-dJ-dA"], (ONE_UNIT,)),
    **dict.fromkeys(["several.from-preactivations", "several.da-dz", "several.dJ-dz-chain", "several.collapse"],
                    (SOFTMAX,)),
    **dict.fromkeys(["several.dJ-dz-element", "several.dJ-dZ"], (SOFTMAX, LABELS)),
    "several.sigmoid-preactivations": (SIGMA, "z is 0 or more, or less than 0"),
}  # fmt: skip


@cache
def book() -> dict[str, Derivation]:
    """Return the derivations of the whole book."""
    return derivations(registry())


def test_every_computation_and_expansion_is_derived_and_no_other():
    kinds = {id: entry.block.kind for id, entry in registry().items()}
    assert {id: each.kind for id, each in book().items()} == kinds
    assert {id for id, each in book().items() if each.derived} == set(SIDES)
    assert all(kinds[id] in ("computation", "expansion") for id in SIDES)
    assert {(kinds[id], each.derived, each.steps) for id, each in book().items() if id not in SIDES} == {
        ("definition", None, ()), ("layout", None, ())}  # fmt: skip


@pytest.mark.parametrize("id", SIDES)
def test_which_line_is_which_side(id):
    marked = [step for step in book()[id].steps if step.side is not None]

    assert [step.side for step in marked] == list(range(len(EQUATIONS[id].sides)))
    assert ", ".join(step.rule for step in marked[1:]) == SIDES[id]
    assert not any(step.aside for step in marked)


def test_sides_stand_in_a_derivation_as_the_book_has_them():
    for id in SIDES:
        for step in book()[id].steps:
            if step.side is not None and (id, step.side) not in REORDERED:
                assert text(step.node) == text(EQUATIONS[id].sides[step.side]), id


REORDERED = {("hidden.dz-da-element-solve", 1), ("hidden.dz-db-element", 1)}  # the letter of a sum is another one


def test_what_the_program_is_told():
    assert {id: each.told for id, each in book().items() if each.told} == TOLD


def test_no_fact_is_the_equation_itself():
    for id, facts in ((id, each.told) for id, each in book().items() if each.steps):
        said = {text(side) for side in EQUATIONS[id].sides[1:]}
        assert not any(fact.partition(" = ")[2] in said or fact.partition(" is ")[2] in said for fact in facts), id


@pytest.mark.parametrize("id", SIDES)
def test_each_line_is_proven_by_numbers(id):
    only, (last, several) = last_layer(EQUATIONS[id]), output_of(EQUATIONS[id])
    for each in [last] if only or several else ["sigmoid", "linear"]:
        assert refused(book()[id].steps, each, several) is None


@pytest.mark.parametrize("id", ["forward.tanh-prime", "loss.dJ-da-element", "hidden.dJ-da", "compact.dJ-dW"])
def test_numbers_refuse_each_line_gone_wrong(id):
    steps = book()[id].steps
    for k, step in enumerate(steps[1:], 1):
        wrong = replace(step, node=operation("negative", step.node))
        if not (step.aside and not step.rule) and step.sign == "=":  # the first of an aside begins anew
            refusal = refused([*steps[:k], wrong, *steps[k + 1 :]], last_layer(EQUATIONS[id]) or "sigmoid")
            assert refusal is not None and refusal.step == wrong


def test_numbers_refuse_what_is_no_number():
    nan = operation("minus", *[operation("times", Number("1e200"), Number("1e200"))] * 2)

    assert refused([Step(EQUATIONS["hidden.dJ-da-sum"].sides[0]), Step(nan, "said")], "sigmoid") is not None


@pytest.mark.parametrize("id", ["compact.dJ-dA", "compact.dJ-dw-element", "hidden.dJ-da-sum"])
def test_what_is_a_line_by_algebra_alone_says_so(id):
    left, right = EQUATIONS[id].sides
    half = operation("fraction", Number("2"), Number("2"))
    twice = operation("times" if id != "compact.dJ-dA" else "scale", half, right)

    steps = derivation(id, {**EQUATIONS, id: replace(EQUATIONS[id], sides=(left, twice))}).steps

    assert (steps[-1].node, steps[-1].rule, steps[-1].side) == (twice, "algebra", 1)


@pytest.mark.parametrize("instead", [lambda larger: larger.parts[0], lambda larger: Number("0")])
def test_what_has_cases_must_follow_in_both(instead):
    left, right = EQUATIONS["loss.from-preactivations"].sides
    (larger,) = {each for each in walk(right) if is_operation(each, "max")}  # z where z is 0 or more, else 0
    one_sided = Equation((left, put_for(right, larger, instead(larger))))

    with pytest.raises(UnderivedError):
        derivation("loss.from-preactivations", {**EQUATIONS, "loss.from-preactivations": one_sided})


def of_the_output():
    return EQUATIONS["loss.dJ-da-element"].sides[1]


@pytest.mark.parametrize("wrong", [
    lambda: EQUATIONS["output.dJ-dz-element"].sides[0],  # which says nothing of itself
    of_the_output,  # a line, but of an aside
    lambda: operation("fraction", operation("times", Number("2"), of_the_output()), Number("2")),
])  # fmt: skip
def test_neither_the_left_side_nor_a_line_of_an_aside_is_a_right_side(wrong):
    left, _ = EQUATIONS["output.dJ-dz-element"].sides

    with pytest.raises(UnderivedError):
        derivation("output.dJ-dz-element", {**EQUATIONS, "output.dJ-dz-element": Equation((left, wrong()))})


def test_what_cannot_be_derived_is_listed_as_such():
    entries = registry()
    left, right = EQUATIONS["hidden.dJ-da-sum"].sides
    entries["hidden.dJ-da-sum"].__dict__["equation"] = Equation((left, operation("negative", right)))

    assert {each.id for each, error in tried(entries) if error and each.derived is False} == {"hidden.dJ-da-sum"}
    assert derivations(entries, ["compact.dJ-dA"])["compact.dJ-dA"] == book()["compact.dJ-dA"]


def test_the_record_of_a_derivation_is_made_for_machines():
    record = json.loads(json.dumps(book()["output.dJ-dZ"].record(), ensure_ascii=False))

    assert record == {"id": "output.dJ-dZ", "kind": "computation", "derived": True, "told": [ONE_UNIT, SIGMA],
                      "steps": len(book()["output.dJ-dZ"].steps)}  # fmt: skip
    layout = json.loads(json.dumps(book()["output.A-layout"].record()))
    assert layout == {"id": "output.A-layout", "kind": "layout", "derived": None, "steps": 0, "told": []}


def test_what_is_refused_names_the_page_and_the_line_of_code():
    entries = registry()
    left, right = EQUATIONS["hidden.dJ-da-sum"].sides
    entries["hidden.dJ-da-sum"].__dict__["equation"] = Equation((left, operation("negative", right)))

    with pytest.raises(UnderivedError) as caught:
        derivations(entries)

    where = r"hidden\.dJ-da-sum: .*\.md:\d+ against purenn/backward_scalar\.py:\d+: "
    assert re.match(where + "found −Σₚ .*, which is no line of the derivation of ∂J/∂aᵢⱼ⁽ˡ⁾", str(caught.value))


def test_a_derivation_reads_no_right_side_but_the_definitions():
    """With all other right sides blank, each equation is derived as before."""
    for id in SIDES:
        alone = {other: equation for other, equation in EQUATIONS.items()
                 if other == id or book()[other].kind == "definition"}  # fmt: skip
        if SIGMA in TOLD.get(id, ()) and id != "loss.from-preactivations":  # by σ′, which is derived before it
            alone["forward.sigmoid-prime"] = EQUATIONS["forward.sigmoid-prime"]
        assert derivation(id, alone) == book()[id], id
