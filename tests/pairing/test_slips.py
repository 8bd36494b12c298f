"""`slips ID`: each way to get an equation wrong, what it says, where it shows, and what its errors have in common."""

import os
import re
import subprocess
import sys
import unicodedata
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest

from purenn import matrix
from purenn.cli import main
from purenn.explaining.slips import (
    NETS,
    PRINTED,
    Value,
    Way,
    claims_around,
    in_common,
    marked,
    pages,
    situations,
    ways,
)
from purenn.notation.text import text
from purenn.pairing.mutants import mutants_of
from purenn.pairing.proof import Proof, namespace_of
from purenn.pairing.registry import registry
from purenn.pairing.straight import turns
from purenn.pairing.values import output_of

ROOT = Path(__file__).parents[2]
ENTRIES = registry()
SOME = ["hidden.dJ-da-sum", "compact.dJ-dW", "output.dJ-dz-element"]  # the others are tried with the long tests
ALL = [pytest.param(id, marks=() if id in SOME else pytest.mark.long) for id in ENTRIES]


@cache
def found(id: str) -> list[Way]:
    return ways(ENTRIES[id].tags)


@cache
def told(id: str, width: int = 80, ascii: bool = False) -> list[str]:
    return [line for page in pages(ENTRIES[id], found(id), ascii, width) for line in page]


def way(id: str, code: str) -> str:
    """Return what is told of a wrong line, on one line."""
    sections = re.split(r"\n\n *\d+\. ", "\n".join(told(id)))
    (section,) = [each for each in sections if f"{code}\n" in each]
    return re.sub(r"\s+", " ", section)


# ---- what a wrong line says, where it shows, and its pattern


@pytest.mark.parametrize(("id", "code", "said"), [
    ("hidden.dJ-da-sum", "dJ_da_ij += W[l + 1][i][p] * dJ_dZ[l + 1][p][j]", [
        "It says: ∂J/∂aᵢⱼ⁽ˡ⁾ = Σₚ wᵢₚ⁽ˡ⁺¹⁾ · ∂J/∂zₚⱼ⁽ˡ⁺¹⁾", "Seen with equal sizes at l = 1",
        "Hides with symmetric weights at l = 1", "Pattern with equal sizes: all off",
        "the worked net; equal sizes, symmetric weights at l = 2: IndexError: list index out of range",
    ]),
    ("hidden.dJ-da-sum", "dJ_da_ij += W[l + 1][p][i] * dJ_dZ[l + 1][p][0]", [
        "Hides with one datapoint", "Pattern with different sizes: only the first column is right",
    ]),
    ("hidden.dJ-da-sum", "for i in range(n[l] - 1):", ["only the last row is off; what is off is 0"]),
    ("hidden.dJ-da-sum", "for p in range(1):", [
        "another range: found p up to 1, expected p up to n⁽ˡ⁺¹⁾", "Seen with all five at l = 1",
        "Hides with all five at l = 2",
    ]),
    ("output.dJ-dz-element", "dJ_dZ[0][j] = (1) * (A[L][0][j] - Y[0][j])", [
        "Hides with one datapoint", "every entry is m = 5 times too large",
    ]),
    ("output.dJ-dz-element", "dJ_dZ[0][j] = (-1 / m) * (A[L][0][j] - Y[0][j])", [
        "Seen with all five Pattern with different sizes: every entry has the wrong sign",
    ]),
    ("compact.dJ-dW", "dJ_dW = hadamard(dJ_dA[l], matmul(activation_factor, transpose(A[l - 1])))", [
        "As printed in the article (erratum E14).", "Seen with equal sizes, symmetric weights",
        "Stops with the worked net at l = 1: ShapeError: hadamard: left is 3x5 but right is 3x4, expected equal shapes",
    ]),
])  # fmt: skip
def test_a_wrong_line_says_what_it_says_and_where_it_shows(id, code, said):
    for each in said:
        assert each in way(id, code)


def test_the_one_function_of_the_worked_net_hides_the_layer_of_f():
    said = way("output.dJ-dW-fprime", "activation_factor = elementwise(f_prime[L - 1], Z[L])")
    assert "Seen with different sizes, equal sizes, one datapoint, symmetric weights Hides with the worked net" in said


@pytest.mark.parametrize("id", ALL)
def test_what_is_told_of_a_net_is_what_the_proof_finds_there(id):
    for each in found(id):
        mutant = each.mutants[0]
        nets = situations(*output_of(*claims_around(mutant.original).values()))
        names = {**vars(matrix), **namespace_of(mutant.original.source)}
        bent, proof = any(turns(mutant.tag)), Proof([mutant.tag], names, claims_around(mutant.original))
        for name, outcomes, situation in zip(NETS, each.outcomes, nets, strict=True):
            before = proof.seen[mutant.tag]
            fails = bent or any(proof.failures(situation.judge)) or proof.seen[mutant.tag] == before
            hides = {outcome.verdict for outcome in outcomes.values()} == {"hides"}
            assert hides != fails, (mutant.name, name)


@pytest.mark.parametrize("id", ALL)
def test_every_mutant_of_an_equation_is_told_once_in_lines_of_at_most_80_columns(id):
    made = [mutant.name for tag in ENTRIES[id].tags for mutant in mutants_of(tag)]
    assert sorted(mutant.name for each in found(id) for mutant in each.mutants) == sorted(made)

    wide = [line for line in told(id) for part in line.split("\n")
            if sum(not unicodedata.combining(letter) for letter in part) > 80]  # fmt: skip
    assert wide == []


@pytest.mark.parametrize("id", ALL)
def test_lines_that_say_the_same_are_one_way(id):
    for each in found(id):
        assert len({text(says) for mutant in each.mutants if (says := each.equation)}) <= 1
    kinds = [(each.mutants[0].original.name, each.equation, repr(each.outcomes), each.rule, each.mutants[0].beside)
             for each in found(id)]  # fmt: skip
    assert len(kinds) == len(set(kinds))


def test_only_what_differs_is_marked():
    (tag,) = ENTRIES["hidden.dJ-da-sum"].tags
    lines = {mutant.code: list(marked(mutant, "", 80)) for mutant in mutants_of(tag)}
    for code, below in [
        ("dJ_da_ij += W[l + 1][i][p] * dJ_dZ[l + 1][p][j]", "                     ^  ^"),
        ("dJ_da_ij += W[l + 1][p][i] * dJ_dZ[l + 2][p][j]", "                                       ^"),
        ("dJ_da_ij -= W[l + 1][p][i] * dJ_dZ[l + 1][p][j]", "         ^^"),
        ("dJ_da_jj += W[l + 1][p][i] * dJ_dZ[l + 1][p][i]", "^^^^^^^^                                     ^"),
        ("for p in range(n[l + 1] - 1):", "                        ^^^"),
    ]:
        assert lines[code] == [code, below]


def test_a_long_wrong_line_is_cut_between_words_with_its_marks():
    (tag,) = ENTRIES["output.dJ-dA"].tags
    mutant = next(mutant for mutant in mutants_of(tag) if "one_minus(A[L + 1])" in mutant.code)
    assert list(marked(mutant, "  1. ", 80))[1:] == ["         one_minus(A[L + 1]))))", "                     ^^^^^"]


@pytest.mark.parametrize(("erratum", "name"), PRINTED)
def test_the_slips_in_print_are_listed_with_their_equations(erratum, name):
    id = re.split(r",| \|", name)[0]
    assert erratum in ENTRIES[id].block.errata
    assert name in {mutant.name for tag in ENTRIES[id].tags for mutant in mutants_of(tag)}


# ---- what errors have in common


def values(found: list[list[float]], true: list[list[float]], l: int = 1) -> list[Value]:
    return [Value({"l": l, "row": r, "column": c}, x, y, 10.0) for r, pair in enumerate(zip(found, true, strict=True))
            for c, (x, y) in enumerate(zip(*pair, strict=True))]  # fmt: skip


TRUE = [[1.0, 2.0, 4.0], [3.0, 5.0, 7.0], [6.0, 8.0, 9.5]]


@pytest.mark.parametrize(("wrong", "said"), [
    ([[-x for x in row] for row in TRUE], "every entry has the wrong sign"),
    ([[5 * x for x in row] for row in TRUE], "every entry is m = 5 times too large"),
    ([[x / 5 for x in row] for row in TRUE], "every entry is m = 5 times too small"),
    ([[3 * x for x in row] for row in TRUE], "every entry is 3 times what it should be"),
    ([[0.0] * 3] * 3, "every entry is 0"),
    ([list(row) for row in zip(*TRUE, strict=True)], "only the diagonal is right"),
    ([*TRUE[:2], [1.0, 1.5, 2.0]], "only the last row is off"),
    ([*TRUE[:2], [0.0, 0.0, 0.0]], "only the last row is off; what is off is 0"),
    ([[row[0]] * 3 for row in TRUE], "only the first column is right"),
    ([[9.0, 2.0, 4.0], [3.0, 9.0, 7.0], [6.0, 8.0, 9.9]], "only the diagonal is off"),
    ([[1.0, 2.0, 4.0], [3.0, 5.0, 8.0], [6.0, 9.0, 9.5]], "2 of 9 entries are off, and none in the first row"),
    ([[x + 1 for x in row] for row in TRUE], "all off"),
    ([[float("nan")] * 3] * 3, "all off"),
])  # fmt: skip
def test_what_wrong_entries_have_in_common(wrong, said):
    assert in_common(values(wrong, TRUE), m=5) == said


def test_rows_and_columns_in_each_others_place_are_told():
    true = [[1.0, 2.0], [3.0, 5.0]]
    assert in_common(values([[2.0, 3.0], [1.0, 7.0]], true), m=5) == "all off"
    moved = [Value({"row": r, "column": c}, x, y, 1.0) for r, c, x, y in [(0, 1, 3.0, 2.0), (1, 0, 2.0, 3.0)]]
    assert in_common(moved, m=5) == "rows and columns have changed places"


def test_a_layer_that_is_off_alone_is_told():
    assert in_common([*values(TRUE, TRUE, l=1), *values([[9.0, 8.0]], [[1.0, 3.0]], l=3)], m=5) == (
        "only layer 3 is off"
    )


# ---- the command


def test_the_command_shows_every_page_where_there_is_no_terminal(capsys):
    assert main(["slips", "loss.squared-error"]) == 0

    said = capsys.readouterr().out
    assert said.splitlines() == [part for line in told("loss.squared-error") for part in line.split("\n")]
    assert re.findall(r"^[A-Z][a-z/1 ]*$", said, re.MULTILINE) == [
        "A sign is the other way round", "The factor 1/m is missing", "A number is another one",
        "The sum ends one too early", "The sum has its first term only", "An index is 1 throughout",
    ]  # fmt: skip


def test_plain_letters_where_the_stream_has_no_others():
    assert "".join(told("hidden.dJ-da-sum", ascii=True)).isascii()


@pytest.mark.parametrize("typed", ["hidden.dJ-dasum", ""])
def test_what_is_no_equation_is_one_line(capsys, typed):
    assert main(["slips", typed]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.session
@pytest.mark.parametrize(("key", "more"), [(b"q\n", False), (b"\n", True), (b"\x04", False)])
def test_a_person_at_a_terminal_turns_the_pages(key, more):
    pty = pytest.importorskip("pty")
    screen, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "purenn", "slips", "loss.squared-error"], stdin=terminal, stdout=terminal,
        stderr=terminal, cwd=ROOT, env={**os.environ, "LINES": "30", "COLUMNS": "80", "TERM": "xterm"},
    )  # fmt: skip
    os.close(terminal)
    said = b""
    try:
        while b"leave " not in said:
            said += os.read(screen, 4096)
        assert b"A sign is the other way round" not in said
        os.write(screen, key)
        said = b""
        with suppress(OSError):  # the end, on Linux
            while not said.count(b"leave "):
                said += os.read(screen, 4096)
        assert (b"A sign is the other way round" in said) == more
        if more:
            os.write(screen, b"q\n")
        assert process.wait(timeout=60) == 0
    finally:
        process.kill()
        os.close(screen)
