"""No wrong version of a tagged line goes unseen: reading back or the index check catches it, and so does the proof."""

from collections import Counter
from functools import cache
from typing import NamedTuple

import pytest

from purenn.explaining.slips import PRINTED, claims_around
from purenn.notation.expression import Equation, Node, PairingError
from purenn.notation.latex import latex
from purenn.notation.parsing import parse
from purenn.pairing.indices import IndexCheckError, shapes_of
from purenn.pairing.judge import Judge
from purenn.pairing.mutants import Mutant, mutants_of
from purenn.pairing.proof import Failure, all_judges, namespace_of, prove
from purenn.pairing.reading import read
from purenn.pairing.registry import Entry, registry
from purenn.pairing.tags import Tag

pytestmark = pytest.mark.long

ENTRIES = registry()
TAGS = {(tag.file, tag.line): tag for entry in ENTRIES.values() for tag in reversed(entry.tags)}  # each line once


class Outcome(NamedTuple):
    """What caught a mutant."""

    mutant: Mutant
    read_back: bool
    index_check: bool
    proof: Failure | None


@cache
def outcomes() -> list[Outcome]:
    """Return every mutant with what caught it."""
    found = []
    for tag in TAGS.values():
        equation = read(tag)
        says = parse(latex(equation))  # which is what the page says, or test_registry fails
        for mutant in mutants_of(tag):
            found.append(Outcome(mutant, says_otherwise(mutant.tag, says), *checked(mutant, claims_around(tag))))
    return found


def says_otherwise(tag: Tag, says: list[Node]) -> bool:
    """Return whether a line reads back to something else, or cannot be read."""
    try:
        return parse(latex(read(tag))) != says
    except PairingError:
        return True


def checked(
    mutant: Mutant, claims: dict[str, Equation], judges: list[Judge] | None = None
) -> tuple[bool, Failure | None]:
    """Return whether the index check catches a mutant, and the first failure of its proof."""
    loose = False
    try:
        shapes_of(mutant.tag)
    except IndexCheckError:
        loose = True
    except PairingError:
        pass
    names = namespace_of(mutant.original.source)
    return loose, next(prove([mutant.tag], names, claims, judges), None)


BIAS = "a middle expression: the bias does not change with a weight or an activation"
TERM = "a middle expression: only the term that holds the variable changes, and so does the whole"
WEIGHTED = "a middle expression: the weighted sum does not change with a bias"
SYMMETRIC = "equal: a delta is symmetric"
DELTA = "equal: the delta lets only that index through"
JACOBIAN = "equal: the Jacobian of the softmax is symmetric"

EVEN = [*all_judges()[:5], *(judge for judge in all_judges() if judge.net.n in ([2, 4, 3], [4, 2, 3]))]

# What the proof does not catch, and why.
EXCEPTIONS = {
    f"{line} | {code}": why
    for line, before, after, cases in [
        ("hidden.dz-dw-element-solve, step 1", "return sum(W[l][i][g] * A[l - 1]", "", [
            ("[g][j] for g in range(n[l - 1])) + B[l][0][0]", BIAS),
            ("[g][j] for g in range(n[l - 1])) - B[l][i][0]", BIAS),
            ("[h][j] for g in range(n[l - 1])) + B[l][i][0]", TERM),
        ]),
        ("hidden.dz-da-element-solve, step 1", "return sum(W[l + 1][p]", "", [
            ("[g] * A[l][g][j] for g in range(n[l])) + B[l + 1][0][0]", BIAS),
            ("[g] * A[l][g][j] for g in range(n[l])) - B[l + 1][p][0]", BIAS),
            ("[i] * A[l][g][j] for g in range(n[l])) + B[l + 1][p][0]", TERM),
        ]),
        ("hidden.dz-db-element, step 1", "return sum(", ") + B[l][k][0]", [
            ("W[l][k][0] * A[l - 1][g][j] for g in range(n[l - 1])", WEIGHTED),
            ("W[l][i][g] * A[l - 1][g][j] for g in range(n[l - 1])", WEIGHTED),
            ("W[l][0][g] * A[l - 1][g][j] for g in range(n[l - 1])", WEIGHTED),
            ("A[l][k][g] * A[l - 1][g][j] for g in range(n[l - 1])", WEIGHTED),
            ("W[l][k][g] * A[l - 1][0][j] for g in range(n[l - 1])", WEIGHTED),
            ("W[l][k][g] * A[l - 1][g][0] for g in range(n[l - 1])", WEIGHTED),
            ("W[l][k][g] * A[l - 1][g][g] for g in range(n[l - 1])", WEIGHTED),
            ("W[l][k][g] * A[l - 1][g][i] for g in range(n[l - 1])", WEIGHTED),
            ("W[l][k][g] * A[l - 1][g][k] for g in range(n[l - 1])", WEIGHTED),
            ("W[l][k][g] * A[l - 1][g][j] for g in range(n[l - 1] - 1)", WEIGHTED),
            ("W[l][k][g] * A[l - 1][g][j] for g in range(1)", WEIGHTED),
        ]),
        ("hidden.dz-db-element, step 2", "dz_kj_db_i = ", "", [
            ("1 if i == k else 0", SYMMETRIC),
        ]),
        ("hidden.dz-dw-delta", "dz_ij_dw_ih += ", "[j]", [
            ("(1 if h == g else 0) * A[l - 1][g]", SYMMETRIC),
            ("(1 if g == h else 0) * A[l - 1][h]", DELTA),
        ]),
        ("hidden.naive-chain", "", "", [
            ("dz_kj_dw_ih = A[l - 1][h][j] if i == k else 0", SYMMETRIC),
            ("dJ_dw_ih += dJ_dZ[l][i][j] * dz_kj_dw_ih", DELTA),
        ]),
        ("several.da-dz", "da_kj_dz_ij = A[L]", "[j])", [
            ("[k][j] * ((1 if i == k else 0) - A[L][i]", SYMMETRIC),
            ("[i][j] * ((1 if k == i else 0) - A[L][k]", JACOBIAN),
        ]),
        ("several.collapse, step 1", "through_all += (Y[k][j] / A[L][k][j]) * (A[L]", "[j]))", [
            ("[k][j] * ((1 if i == k else 0) - A[L][i]", SYMMETRIC),
            ("[i][j] * ((1 if k == i else 0) - A[L][k]", JACOBIAN),
        ]),
        ("several.collapse, step 2", "ones += ", "", [
            ("Y[k][0]", "equal: the labels of each datapoint add up to 1"),
        ]),
    ]
    for code, why in [(before + middle + after, why) for middle, why in cases]
}  # fmt: skip


def test_every_mutant_has_a_name_of_its_own():
    names = [outcome.mutant.name for outcome in outcomes()]

    assert len(names) == len(set(names))


def test_reading_back_or_the_index_check_catches_every_mutant():
    """But for those of a local symbol set above the line, which is no part of what the line says."""
    missed = [each.mutant.name for each in outcomes()
              if not each.mutant.beside and not each.read_back and not each.index_check]

    assert missed == []


def misnamed(outcome: Outcome) -> bool:
    """Return whether a mutant gives what it computes to another symbol, which reading back sees to."""
    try:
        return read(outcome.mutant.tag).sides[0] != read(outcome.mutant.original).sides[0]
    except PairingError:
        return False


def test_the_proof_catches_every_mutant_that_is_wrong():
    missed = [outcome for outcome in outcomes() if not outcome.proof]
    named = [outcome for outcome in missed if misnamed(outcome)]

    assert all(outcome.read_back for outcome in named)
    assert {outcome.mutant.name for outcome in missed if outcome not in named} <= set(EXCEPTIONS)


def test_no_exception_is_out_of_date():
    """On nets of even numbers. With others, rounding gives some away, or an index that one of them has not got."""
    made = [outcome.mutant for outcome in outcomes() if outcome.mutant.name in EXCEPTIONS]

    assert {mutant.name for mutant in made} == set(EXCEPTIONS)
    for mutant in made:
        assert not checked(mutant, claims_around(mutant.original), EVEN)[1], mutant.name


def test_the_mutants_leave_the_judges_as_they_were():
    """A wrong line may write into what it is given; a later proof must not fail for that."""
    outcomes()

    assert next(prove(TAGS.values()), None) is None


def test_every_line_and_every_rule_has_its_mutants():
    lines = Counter((outcome.mutant.original.file, outcome.mutant.original.line) for outcome in outcomes())
    rules = Counter(outcome.mutant.rule for outcome in outcomes())

    assert set(lines) == set(TAGS)
    assert set(rules) == {
        "two indices swapped", "a layer shifted by one", "a transpose dropped", "a sign flipped", "a 1/m dropped",
        "⊙ grouped the other way", "a sum cut short", "a sum dropped", "a row taken for a column", "another letter",
        "the first for every index", "another symbol", "another number",
    }  # fmt: skip


def test_the_counts(capsys):
    made = outcomes()
    by_value = sum("none but" not in outcome.proof.found for outcome in made if outcome.proof)
    with capsys.disabled():
        print(f"\nmutants of {len(TAGS)} lines: {len(made)} made, {sum(each.read_back for each in made)} caught by "
              f"reading back, {sum(each.index_check for each in made)} by the index check, "
              f"{sum(bool(each.proof) for each in made)} by proof ({by_value} by a value, the rest stopped), "
              f"{len(EXCEPTIONS)} exceptions")


# ---------------------------------------------------------------- two indices swapped


def swaps() -> list[Mutant]:
    """Return the mutants with two indices swapped in what a line says."""
    made = [outcome.mutant for outcome in outcomes()]
    return [mutant for mutant in made if mutant.rule == "two indices swapped" and not mutant.beside]


def test_two_indices_swapped_are_an_error_that_shows_both_sides_and_where():
    for mutant in swaps():
        entry = ENTRIES[mutant.tag.id]
        tags = [mutant.tag if tag.name == mutant.tag.name else tag for tag in entry.tags]
        with pytest.raises(PairingError) as error:
            Entry(entry.number, entry.block, tags).check()

        message = str(error.value)
        assert f"{mutant.tag.file}:" in message and entry.block.place in message, message
        assert f"  page: {entry.block.latex}\n" in message and "\n  code: " in message, message


def test_the_swaps_are_many():
    assert len(swaps()) > 300


# ---------------------------------------------------------------- the slips in print

@pytest.mark.parametrize(("erratum", "name"), PRINTED)
def test_the_slips_in_print_are_among_the_mutants(erratum, name):
    (outcome,) = [outcome for outcome in outcomes() if outcome.mutant.name == name]

    assert (outcome.read_back or outcome.index_check) and outcome.proof
