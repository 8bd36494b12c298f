"""The ways to get an equation wrong: each rule finds its slips, and no slip is the right equation."""

import pytest

from purenn.notation.expression import Symbol
from purenn.notation.text import text
from purenn.notation.walks import operation, walk
from purenn.tutor.brackets import rebracketed
from purenn.tutor.exercises import EXERCISES, STEP
from purenn.tutor.mistakes import Run, fits, formula
from purenn.tutor.situations import Formulas, Situation
from purenn.tutor.slips import ANY, Slips, book, places

EQUATIONS = [id for id in EXERCISES if id != STEP]
SLIPS = [
    ("update.weights", "sign", "wᵢₕ⁽ˡ⁾ + γ · ∂J/∂wᵢₕ⁽ˡ⁾"),
    ("output.dJ-dz-element", "1/m missing", "1 · (a₁ⱼ⁽ᴸ⁾ − yⱼ)"),
    ("hidden.dJ-db", "1/m twice", "(Σⱼ ∂J/∂zᵢⱼ⁽ˡ⁾)/m"),
    ("forward.z-element", "size factor", "(Σₕ wᵢₕ⁽ˡ⁾ · aₕⱼ⁽ˡ⁻¹⁾)/n⁽ˡ⁻¹⁾ + bᵢ⁽ˡ⁾"),
    ("hidden.dJ-db", "no accumulation", "∂J/∂zᵢₘ⁽ˡ⁾"),
    ("hidden.dJ-db", "range short", "Σⱼ ∂J/∂zᵢⱼ⁽ˡ⁾ − ∂J/∂zᵢₘ⁽ˡ⁾"),
    ("forward.z-element", "term in the wrong loop", "Σₕ [wᵢₕ⁽ˡ⁾ · aₕⱼ⁽ˡ⁻¹⁾ + bᵢ⁽ˡ⁾]"),
    ("hidden.dJ-dz-product", "extra sum", "Σⱼ ∂J/∂aᵢⱼ⁽ˡ⁾ · f⁽ˡ⁾′(zᵢⱼ⁽ˡ⁾)"),
    ("hidden.dJ-da-sum", "indices swapped", "Σₚ wᵢₚ⁽ˡ⁺¹⁾ · ∂J/∂zₚⱼ⁽ˡ⁺¹⁾"),
    ("hidden.dJ-db", "wrong axis", "Σⱼ ∂J/∂zⱼᵢ⁽ˡ⁾"),
    ("hidden.dJ-dz-product", "at a instead of z", "∂J/∂aᵢⱼ⁽ˡ⁾ · f⁽ˡ⁾′(aᵢⱼ⁽ˡ⁾)"),
    ("forward.sigmoid-prime", "at a instead of z", "z · (1 − z)"),
    ("forward.sigmoid-prime", "applied twice", "σ(σ(z)) · (1 − σ(σ(z)))"),
    ("hidden.activation", "argument", "f⁽ˡ⁾(−zᵢⱼ⁽ˡ⁾)"),
    ("hidden.dJ-dw-sum", "layer shifted", "Σⱼ ∂J/∂zᵢⱼ⁽ˡ⁾ · aₕⱼ⁽ˡ⁾"),
    ("update.weights", "other symbol", "∂J/∂wᵢₕ⁽ˡ⁾ − γ · ∂J/∂wᵢₕ⁽ˡ⁾"),
    ("hidden.dJ-da-sum", "wrong letter", "Σₚ wₚᵢ⁽ˡ⁺¹⁾ · ∂J/∂zₚᵢ⁽ˡ⁺¹⁾"),
    ("hidden.dJ-dw-sum", "constant index", "Σⱼ ∂J/∂zᵢⱼ⁽ˡ⁾ · a₁ⱼ⁽ˡ⁻¹⁾"),
    ("forward.z-element", "index shifted", "Σₕ wᵢₕ⁽ˡ⁾ · a[h−1,j]⁽ˡ⁻¹⁾ + bᵢ⁽ˡ⁾"),
    ("forward.z-element", "term missing", "Σₕ wᵢₕ⁽ˡ⁾ · aₕⱼ⁽ˡ⁻¹⁾"),
    ("output.dJ-dz-element", "extra term", "1/m · (a₁ⱼ⁽ᴸ⁾ − yⱼ) + yⱼ"),
    ("update.weights", "grouping", "(wᵢₕ⁽ˡ⁾ − γ) · ∂J/∂wᵢₕ⁽ˡ⁾"),
    ("hidden.dJ-dz-product", "grouping", "Σₖ ∂J/∂aᵢₖ⁽ˡ⁾ · f⁽ˡ⁾′(zⱼₖ⁽ˡ⁾)"),
    ("hidden.dJ-da-sum", "grouping", "wⱼᵢ⁽ˡ⁺¹⁾ · ∂J/∂zᵢⱼ⁽ˡ⁺¹⁾"),
    ("update.weights", "missing factor", "wᵢₕ⁽ˡ⁾ − ∂J/∂wᵢₕ⁽ˡ⁾"),
    ("output.dJ-dz-element", "extra factor", "1/m · (a₁ⱼ⁽ᴸ⁾ − yⱼ) · a₁ⱼ⁽ᴸ⁾ · (1 − a₁ⱼ⁽ᴸ⁾)"),
    ("forward.Z", "extra function", "f⁽ˡ⁾(Σₕ wᵢₕ⁽ˡ⁾ · aₕⱼ⁽ˡ⁻¹⁾ + bᵢ⁽ˡ⁾)"),
    ("loss.cross-entropy", "factor", "c · (−1/m · Σⱼ [yⱼ · ln(a₁ⱼ⁽ᴸ⁾) + (1 − yⱼ) · ln(1 − a₁ⱼ⁽ᴸ⁾)])"),
    ("hidden.dJ-db", "start value", "Σⱼ ∂J/∂zᵢⱼ⁽ˡ⁾ + c"),
]


def slips_of(id):
    """Every slip of an exercise, the name with the tree."""
    for tree in book(EXERCISES[id]).trees:
        slips = Slips(EXERCISES[id], tree)
        yield from (found for k in range(len(slips.rules)) for found in slips.by_rule(k))


@pytest.mark.parametrize(("id", "mistake", "says"), SLIPS, ids=[f"{id}-{mistake}" for id, mistake, _ in SLIPS])
def test_a_rule_finds_its_slip(id, mistake, says):
    assert (mistake, says) in [(name, text(tree)) for name, tree, _, _ in slips_of(id)]


@pytest.mark.parametrize("id", EQUATIONS)
def test_what_a_slip_changed_stands_in_the_book_and_what_it_put_there_in_the_wrong_equation(id):
    trees = book(EXERCISES[id]).trees
    for mistake, wrong, old, new in slips_of(id):
        in_the_book = [node for tree in trees for node, _, _ in places(tree)]
        assert [node for node in old if node not in in_the_book] == [], (mistake, text(wrong))
        in_it = [node for node, _, _ in places(wrong)]
        assert [node for node in new if node not in in_it] == [], (mistake, text(wrong))


@pytest.mark.parametrize("id", [
    pytest.param(id, marks=() if k % 6 == 0 else pytest.mark.long) for k, id in enumerate(EQUATIONS)
])  # fmt: skip
def test_the_book_has_its_own_values_and_hardly_a_slip_has_them(id):
    exercise = EXERCISES[id]
    _, letters, trees = book(exercise)
    run = run_of(exercise, trees[0], letters)
    assert all(fits(formula(letters, tree), [run]) for tree in trees)
    wrong = [found for found in slips_of(id) if ANY not in walk(found[1])]  # which may be 1
    hiding = [(name, text(tree)) for name, tree, _, _ in wrong if fits(formula(letters, tree), [run])]
    assert len(hiding) <= len(wrong) / 10, hiding  # a sum round the end of its letter, y * y for labels of 0 and 1


def run_of(exercise, tree, letters):
    """What the book's equation gives in a situation whose sizes all differ."""
    situation = Situation([4, 2, 5, 3, 6, 1], 7)
    at = {"l": 2 if "l" in exercise.parameters else 5, "z": 0.8}
    rows, columns = (situation.range_of(letter, at) if letter in "ihj" else range(1) for letter in letters)
    found = [[Formulas(situation, {**at, letters[0]: r, letters[1]: c}).of(tree) for c in columns] for r in rows]
    return Run(situation, at, found, len(rows), len(columns))


def test_brackets_are_forgotten_and_put_where_none_belong():
    a, y, m = (Symbol(letter, "scalar") for letter in "aym")
    mean = operation("times", operation("fraction", operation("minus", a, y), m), y)

    assert [text(each) for each in rebracketed(mean)] == [
        "a − y/m · y", "(a − y)/(m · y)", "y · (a − y)/m",
    ]  # fmt: skip
