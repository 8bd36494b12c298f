"""Numbers put in: at every place of the worked net, every side of every equation has the value of its left side."""

from itertools import product

import pytest

from purenn.descent import gradient_descent_step
from purenn.explaining.explain import written
from purenn.explaining.numbers import Calculator, shown
from purenn.explaining.worked import L, WorkedNet, gamma, m, n
from purenn.notation.expression import Apply, Node, Number, Sum
from purenn.notation.text import text
from purenn.notation.walks import walk
from purenn.pairing.registry import registry

ENTRIES = registry()
CALCULATOR = Calculator()


def places(id: str) -> list[dict[str, int]]:
    """Return every place at which an equation can be worked out."""
    found = []
    for l in CALCULATOR.layers(ENTRIES[id].equation):
        letters = CALCULATOR.letters(ENTRIES[id].equation, l)
        for indices in product(*(range(1, size + 1) for size in letters.values())):
            found.append({"l": l, **dict(zip(letters, indices, strict=True))})
    return found


@pytest.mark.long
@pytest.mark.parametrize("id", [id for id, entry in ENTRIES.items() if entry.equation.sign == "="])
def test_every_side_has_the_value_of_the_left_one(id):
    for place in places(id):
        worked = CALCULATOR.calculate(ENTRIES[id].equation, place)
        for _, value in worked.sides:
            assert value == pytest.approx(CALCULATOR.evaluate(worked.left), abs=1e-8)


@pytest.mark.parametrize(("id", "kind"), [("update.weights", "W"), ("update.biases", "B"),
                                          ("update.matrix-weights", "W"), ("update.matrix-biases", "B")])  # fmt: skip
def test_an_update_has_the_value_of_the_new_network(id, kind):
    new = getattr(gradient_descent_step(CALCULATOR.net.network, CALCULATOR.net.gradients, gamma), kind)
    for place in places(id):
        ((_, value),) = CALCULATOR.calculate(ENTRIES[id].equation, place).sides
        assert value == new[place["l"]][place.get("i", 1) - 1][place.get("h", 1) - 1]


def test_a_sum_is_written_out_term_by_term():
    worked = CALCULATOR.calculate(ENTRIES["hidden.dJ-da-sum"].equation, {"l": 1, "i": 2, "j": 1})

    ((steps, value),) = worked.sides
    assert text(worked.left) == "∂J/∂a₂₁⁽¹⁾"
    assert [text(step) for step in steps] == [
        "w₁₂⁽²⁾ · ∂J/∂z₁₁⁽²⁾ + w₂₂⁽²⁾ · ∂J/∂z₂₁⁽²⁾",
        "(−2.2) · (−0.08291) + 2.7 · 0.08966",
    ]
    assert value == pytest.approx(-2.2 * -0.08291 + 2.7 * 0.08966, abs=1e-4)


def test_a_matrix_equation_is_followed_at_one_entry():
    worked = CALCULATOR.calculate(ENTRIES["compact.dJ-dA"].equation, {"l": 1, "i": 2, "j": 1})

    assert [text(step) for step in worked.sides[0][0]] == [
        "w₁₂⁽²⁾ · ∂J/∂z₁₁⁽²⁾ + w₂₂⁽²⁾ · ∂J/∂z₂₁⁽²⁾",
        "(−2.2) · (−0.08291) + 2.7 · 0.08966",
    ]


def test_any_row_and_column_of_a_jacobian_can_be_picked():
    equation = ENTRIES["output.dA-dZ-diagonal"].equation
    values = [[CALCULATOR.calculate(equation, {"l": L, "r": r, "c": c}).sides[0][1] for c in (1, 2)] for r in (1, 2)]

    assert CALCULATOR.letters(equation, L) == {"r": m, "c": m}
    assert values[0][1] == values[1][0] == 0 < values[0][0] != values[1][1]


def test_a_number_knows_the_term_that_it_was_put_in_for():
    worked = CALCULATOR.calculate(ENTRIES["hidden.dJ-da-sum"].equation, {"l": 1, "i": 2, "j": 1})

    def named(written: str, term: Node) -> str:
        return f"{written}={text(term.of)}" if isinstance(term, Number) else written

    (((_, numbers), _),) = worked.sides
    assert text(numbers, mark=named) == (
        "(−2.2=w₁₂⁽²⁾) · (−0.08291=∂J/∂z₁₁⁽²⁾) + 2.7=w₂₂⁽²⁾ · 0.08966=∂J/∂z₂₁⁽²⁾"
    )


def test_a_number_that_stands_alone_is_said_once():
    worked = CALCULATOR.calculate(ENTRIES["hidden.z-column-layout"].equation, {"l": 1, "p": 1, "j": 1})

    assert list(written(worked, "=")) == [("", "z₁₁⁽²⁾"), ("=", "z₁₁⁽²⁾"), ("=", "−0.264")]


def test_no_step_keeps_a_sum_sign_and_the_last_no_function():
    for id in ENTRIES:
        for steps, _ in CALCULATOR.calculate(ENTRIES[id].equation, places(id)[0]).sides:
            assert not any(isinstance(node, Sum) for step in steps for node in walk(step))
            assert len(steps) < 3 or not any(isinstance(node, Apply) for node in walk(steps[-1])), id


def test_the_worked_net_suits_a_pocket_calculator():
    sizes = [*n, m]
    assert len(set(sizes)) == len(sizes)
    gradients = [
        abs(entry)
        for layers in WorkedNet().gradients
        for l in range(1, L + 1)
        for entries in layers[l]
        for entry in entries
    ]
    assert min(gradients) > 0.05 and max(gradients) < 0.7


@pytest.mark.parametrize(("value", "says"), [(0.0829149, "0.08291"), (-2.7, "−2.7"), (1.5e-5, "0.000015"), (5.0, "5")])
def test_numbers_are_shown_with_four_digits(value, says):
    assert text(shown(value)) == says
    assert isinstance(shown(abs(value)), Number)
