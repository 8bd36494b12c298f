"""An equation explained on a terminal: its lines, its numbers, its example, its errata."""

import re
from pathlib import Path

import pytest

from purenn.cli import main
from purenn.pairing.explain import WIDTH, code, errata_lines, explain, parse_place, pieces, wrapped
from purenn.pairing.pages import Erratum, errata, pages_folder
from purenn.pairing.registry import find, registry
from purenn.pairing.tags import PairingError

ENTRIES = registry()
ROOT = Path(__file__).parents[2]


def explained(id: str, at: str = "", **settings: object) -> list[str]:
    return list(explain(ENTRIES[id], parse_place(at), **settings))


def test_the_parts_of_an_explanation():
    lines = explained("hidden.dJ-da-sum", "l=1,i=2,j=3")
    text = "\n".join(lines)

    assert lines[0].startswith(f"{ENTRIES['hidden.dJ-da-sum'].number}. ") and "hidden.dJ-da-sum" in lines[0]
    assert re.search(r"^purenn/backward_scalar\.py:\d+$", text, re.MULTILINE)
    assert "dJ_da_ij += W[l + 1][p][i] * dJ_dZ[l + 1][p][j]" in text and "# eq:" not in text.split("Its example")[0]
    assert "l=1,i=2,j=3" in text
    assert "= 0.4338" in text  # -2.2 (-0.08579) + 2.7 (0.09078)
    assert "Its example: tests/" in text


@pytest.mark.parametrize("ascii", [False, True])
@pytest.mark.parametrize("id", ENTRIES)
def test_every_equation_can_be_explained_in_80_columns_and_in_ascii(id, ascii):
    lines = explained(id, ascii=ascii)
    before_the_example = lines[: [line.startswith("Its example:") for line in lines].index(True)]
    quoted = {line for tag in ENTRIES[id].tags for line in code(tag)}  # as it stands in the source

    assert [line for line in before_the_example if len(line) > WIDTH and line not in quoted] == []
    assert not ascii or "".join(before_the_example).isascii()


def test_a_long_equation_is_broken_where_a_reader_would():
    matrix = "[a, b, c; d, e, f; g, h, i]"
    assert list(pieces(matrix, 40)) == [matrix]
    assert list(pieces(matrix, 20)) == ["[a, b, c;", "d, e, f;", "g, h, i]"]
    assert list(pieces("aaaa · bbbb + cccc · dddd", 11)) == ["aaaa · bbbb", "+ cccc", "· dddd"]
    assert list(wrapped("w" * 40 + " - " + "z" * 40, "= ")) == ["= " + "w" * 40, "  - " + "z" * 40]


@pytest.mark.parametrize("id", ENTRIES)
def test_the_example_named_is_a_test_marked_with_the_equation(id):
    (line,) = [line for line in explained(id) if line.startswith("Its example:")]
    file, number, name = re.fullmatch(r"Its example: (tests/\w+/\w+\.py):(\d+), (\w+)", line).groups()

    source = (ROOT / file).read_text(encoding="utf-8").splitlines()
    assert source[int(number) - 1].startswith(f"def {name}(")


def test_errata_are_told_by_title_and_place():
    sections = errata(pages_folder())
    lines = explained("hidden.naive-chain")

    assert lines[lines.index("Errata of the article:") + 1 :] == [
        f"  E09  {sections['E09'].title}", f"       {sections['E09'].place}",
        f"  E34  {sections['E34'].title}", f"       {sections['E34'].place}",
    ]  # fmt: skip
    file, line = sections["E09"].place.split(":")
    assert (ROOT / file).read_text(encoding="utf-8").splitlines()[int(line) - 1].startswith("### E09. ")


def test_errata_whose_page_is_not_at_hand(tmp_path):
    assert errata(tmp_path) == {}
    assert "not installed" in explained("hidden.naive-chain", pages=tmp_path)[-1]
    told = errata_lines(["E05"], {"E05": Erratum("E05", "A slip", "docs/errata.md:7")})
    assert list(told) == ["  E05  A slip", "       docs/errata.md:7"]
    assert "Errata" not in "\n".join(explained("hidden.Z-layout"))


def test_examples_that_are_not_at_hand(tmp_path):
    (tmp_path / "test_other.py").write_text("", encoding="utf-8")
    with pytest.raises(PairingError, match=r"hidden\.dJ-da-sum: found no test marked with it"):
        explained("hidden.dJ-da-sum", tests=tmp_path)


def test_an_unknown_id_suggests_the_nearest():
    with pytest.raises(PairingError, match=r"no equation 'hidden\.dJ-da-summ'; the nearest are hidden\.dJ-da-sum"):
        find("hidden.dJ-da-summ", ENTRIES)
    with pytest.raises(PairingError, match="purenn equations` lists all"):
        find("?", ENTRIES)


@pytest.mark.parametrize(
    ("at", "message"),
    [
        ("l=3", "hidden.dJ-da-sum has no l=3 on the worked net, expected l=1 or 2"),
        ("l=1,i=4", "found i=4 at l=1, expected i from 1 to 3"),
        ("i=0", "found i=0 at l=1, expected i from 1 to 3"),
        ("h=1", "hidden.dJ-da-sum has no h to choose, expected i from 1 to 3, j from 1 to 5"),
        ("i", "found 'i', expected one of l, i, h, g, k, p, j and a number, such as i=2"),
        ("i=1,i=2", "found i twice, expected it once"),
    ],
)
def test_a_place_that_does_not_exist_is_refused_with_those_that_do(at, message):
    with pytest.raises(PairingError, match=re.escape(message)):
        explained("hidden.dJ-da-sum", at)


def test_exit_statuses(capsys):
    assert main(["explain", "hidden.dJ-da-sum", "--at", "l=2,i=1,j=3"]) == 0
    assert "l=2,i=1,j=3" in capsys.readouterr().out

    assert main(["explain", "hidden.nosuch"]) == 2
    captured = capsys.readouterr()
    assert captured.out == "" and captured.err.startswith("purenn: there is no equation 'hidden.nosuch'")
    assert captured.err.count("\n") == 1

    assert main(["explain", "hidden.dJ-da-sum", "--at", "i=9"]) == 2
    assert "expected i from 1 to 3" in capsys.readouterr().err
