"""An equation explained on a terminal: its lines, its numbers, its example, its errata."""

import ast
import builtins
import dis
import re
import textwrap
import types
from functools import cache
from pathlib import Path

import pytest

from purenn.cli import main
from purenn.explaining.explain import (
    code,
    context,
    example,
    explain,
    find_example,
    folded,
    parse_place,
    pieces,
    prose,
    wrapped,
)
from purenn.explaining.finding import find
from purenn.explaining.worked import WorkedNet
from purenn.notation.expression import PairingError
from purenn.pairing.pages import errata, pages_folder
from purenn.pairing.registry import registry
from purenn.pairing.tags import Tag

ENTRIES = registry()
ROOT = Path(__file__).parents[2]


@cache
def explained(id: str, at: str = "", **settings: object) -> list[str]:
    """Return the lines that explain an equation."""
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


def before_the_example(lines: list[str]) -> list[str]:
    return lines[: [line.startswith("Its example:") for line in lines].index(True)]


@pytest.mark.long
@pytest.mark.parametrize("id", ENTRIES)
def test_every_equation_can_be_explained_at_any_width(id):
    width = 40 + ENTRIES[id].number  # a width of its own for each
    said = without_code(id, width)

    assert [line for line in said if len(line) > width] == []
    formulas = [line for line in said if line not in prose(ENTRIES[id].block.says, width)]
    assert [line for line in formulas if re.search(r"(^| )([=+−⊙←·*/-]|Σ\S?|\(1)$", line)] == []
    assert " ".join(said).split() == " ".join(without_code(id, 120)).split()  # broken between words, and no less said


def without_code(id: str, width: int) -> list[str]:
    """Return the lines of an explanation before its example that are no code."""
    functions = {tag.function for tag in ENTRIES[id].tags}
    groups = [[tag for tag in ENTRIES[id].tags if tag.function is function] for function in functions]
    coded = {line for tags in groups for line in code(tags, width)}
    return [line for line in before_the_example(explained(id, width=width)) if line not in coded]


@pytest.mark.long
@pytest.mark.parametrize("id", ENTRIES)
def test_every_equation_can_be_explained_in_ascii(id):
    assert "".join(before_the_example(explained(id, ascii=True))).isascii()


def test_the_width_is_that_of_the_terminal(monkeypatch):
    for columns, width in [(10, 40), (63, 63), (300, 80)]:
        monkeypatch.setenv("COLUMNS", str(columns))
        assert explained.__wrapped__("output.dJ-dW-chain") == explained("output.dJ-dW-chain", width=width)
    assert explained("output.dJ-dW-chain", width=63) != explained("output.dJ-dW-chain", width=80)


def test_a_long_equation_is_broken_where_a_reader_would():
    matrix = "[a, b, c; d, e, f; g, h, i]"
    assert list(pieces(matrix, 40)) == [matrix]
    assert list(pieces(matrix, 20)) == ["[a, b, c;", "d, e, f;", "g, h, i]"]
    assert list(pieces("aaaa · bbbb + cccc · dddd", 11)) == ["aaaa · bbbb", "+ cccc", "· dddd"]
    assert list(pieces("−1/m · (yy · ln(a) + (1 − yy) · ln(1 − a))", 24)) == [
        "−1/m", "· (yy · ln(a)", "+ (1 − yy) · ln(1 − a))"
    ]  # fmt: skip
    assert list(wrapped("w" * 40 + " - " + "z" * 40, "= ", 80)) == ["= " + "w" * 40, "  - " + "z" * 40]
    assert max(map(len, explained("loss.cross-entropy", width=60)[:40])) <= 120


def test_code_is_folded_in_brackets_alone():
    assert folded("  def f(left: Matrix, right: Matrix) -> Matrix:", 30) == (
        "  def f(left: Matrix,\n          right: Matrix) -> Matrix:"
    )
    for whole in ("a = b + c, d, e, f", 'f("a, b, c, d, e")', "x  # f(a, b, c, d)", "W[l + 1][p][i] + W[l + 1][p][i]"):
        assert folded(whole, 10) == whole


def test_terms_that_are_0_are_told_by_their_number():
    text = "\n".join(explained("output.dJ-dW-chain", width=80))

    assert "(−0.6153) · 0.2194 + … 4 terms that are 0" in text
    assert "(… 2 terms that are 0 + (−0.6936) · 0.2052 + … 2 terms that are 0)" in text.replace("\n      ", " ")
    assert "∂a₁₁⁽³⁾/∂z₁₁⁽³⁾ + … 4 terms that are 0" in text.replace("\n      ", " ")
    assert "terms that are 0" not in "\n".join(explained("loss.cross-entropy"))  # none beside another
    assert "+ ... 4 terms that are 0" in "\n".join(explained("output.dJ-dW-chain", ascii=True))


# ---- what it prints can be copied and run


def copied(tags: list[Tag], width: int) -> tuple[dict[str, object], str]:
    """Return what running the printed code of one function defines, and that code."""
    printed = textwrap.dedent("\n".join(line for line in code(tags, width) if line.startswith("  ") or not line))
    names: dict[str, object] = {}
    exec(printed, names)
    return names, printed


def globals_read(code: types.CodeType) -> set[str]:
    """Return the names that some code takes from its module."""
    own = {each.argval for each in dis.get_instructions(code) if each.opname in ("LOAD_GLOBAL", "LOAD_NAME")}
    return own.union(*(globals_read(each) for each in code.co_consts if isinstance(each, types.CodeType)))


@pytest.mark.long
@pytest.mark.parametrize("width", [40, 80])
@pytest.mark.parametrize("id", ENTRIES)
def test_the_printed_function_is_whole_and_every_name_in_it_defined(id, width):
    for tag in ENTRIES[id].tags:
        names, printed = copied([tag], width)
        function = names[tag.function.name]

        assert globals_read(function.__code__) <= names.keys() | vars(builtins).keys()
        twin = ast.parse(printed).body[-1]
        original = ast.parse(ast.unparse(tag.function)).body[0]
        if ast.get_docstring(original):
            del original.body[0]
        assert ast.dump(twin) == ast.dump(original)


def test_a_printed_function_computes_what_the_net_has():
    names, printed = copied(ENTRIES["hidden.dJ-da-sum"].tags, 60)
    net = WorkedNet()

    assert "# <-\n" in printed and printed.count("# <-") == 1
    assert names["hidden_dJ_dA"](net.network.W, net.gradients.dJ_dZ, l=1) == [
        pytest.approx(row) for row in net.gradients.dJ_dA[1]
    ]


def test_dots_stand_where_lines_are_left_out():
    (tag,) = ENTRIES["update.weights"].tags
    shown, every = list(context(tag, 80)), tag.function

    assert "".join(shown).count("…") >= 1 or len(shown) == every.end_lineno - every.lineno
    assert shown[-1].strip() == "W_new[l][i][h] = W[l][i][h] - gamma * dJ_dW[l][i][h]"
    assert list(context(tag, 80, "...")) == [line.replace("…", "...") for line in shown]


@pytest.mark.long
@pytest.mark.parametrize("id", ENTRIES)
def test_the_example_named_is_a_test_marked_with_the_equation(id):
    (line,) = [line for line in example(id) if line.startswith("Its example:")]
    file, number, name = re.fullmatch(r"Its example: (tests/by_hand/\w+\.py):(\d+), (\w+)", line).groups()

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
    assert "  E34  docs/errata.md is not at hand" in explained("hidden.naive-chain", pages=tmp_path)
    assert "Errata" not in "\n".join(explained("hidden.Z-layout"))


def test_examples_that_are_not_at_hand(tmp_path):
    (tmp_path / "test_other.py").write_text("", encoding="utf-8")
    with pytest.raises(PairingError, match=r"hidden\.dJ-da-sum: found no test marked with it"):
        explained("hidden.dJ-da-sum", tests=tmp_path)


def test_only_a_worked_example_is_the_example_of_an_equation(tmp_path):
    marked = "@pytest.mark.equation('x.z', \"x.y\")\ndef test_y():\n    pass\n"
    (tmp_path / "deeper").mkdir()
    (tmp_path / "deeper" / "test_y.py").write_text(marked, encoding="utf-8")
    assert find_example("x.y", tmp_path) is None

    (tmp_path / "test_y.py").write_text(marked, encoding="utf-8")
    assert find_example("x.y", tmp_path).lines == list(enumerate(marked.splitlines(), start=1))


def test_an_unknown_id_suggests_the_nearest():
    with pytest.raises(PairingError, match=r"no equation 'hidden\.dJ-da-summ'; the nearest are hidden\.dJ-da-sum"):
        find("hidden.dJ-da-summ", ENTRIES)
    with pytest.raises(PairingError, match="purenn equations` lists all"):
        find("?", ENTRIES)


@pytest.mark.parametrize(
    ("id", "at", "message"),
    [
        ("hidden.dJ-da-sum", "l=3", "found l=3, expected l from 1 to 2 for hidden.dJ-da-sum"),
        ("hidden.dJ-da-sum", "l=1,i=4", "found i=4 at l=1, expected i from 1 to 3 for hidden.dJ-da-sum"),
        ("hidden.dJ-da-sum", "i=0", "found i=0, expected i from 1 to 3 for hidden.dJ-da-sum"),
        ("hidden.dJ-da-sum", "h=1", "hidden.dJ-da-sum has no h to choose, expected l, i, j"),
        ("hidden.dJ-da-sum", "i", "found 'i', expected one of l, i, h, g, k, p, j, r, c and a number, such as i=2"),
        ("hidden.dJ-da-sum", "i=1,i=2", "found i twice, expected it once"),
        ("hidden.dJ-da-sum", "l=1,L=2", "found L twice, expected it once"),
        ("output.dJ-dA", "L=2", "found L=2, expected L=3 for output.dJ-dA"),
        ("output.dJ-dA", "h=2", "output.dJ-dA has no h to choose, expected L, j"),
        ("forward.sigmoid", "l=3", "forward.sigmoid has no l to choose, expected no --at"),
    ],
)
def test_a_place_that_does_not_exist_is_refused_with_those_that_do(id, at, message):
    with pytest.raises(PairingError, match=re.escape(f"--at: {message}") + "$"):
        explained(id, at)


@pytest.mark.parametrize(
    ("id", "at", "shown"),
    [
        ("output.dJ-dA", "L=3,j=2", ", at L=3,j=2:"),
        ("output.dJ-dA", "l=3", ", at L=3,j=1:"),
        ("hidden.dJ-da-sum", "", ", at l=1,i=1,j=1:"),
        ("hidden.dJ-da-sum", "l=2", ", at l=2,i=1,j=1:"),
        ("forward.sigmoid", "", " and 5 datapoints:"),
    ],
)
def test_the_place_is_the_first_as_typed_and_told_in_the_equation_s_letters(id, at, shown):
    assert shown in " ".join(explained(id, at))


def test_the_chapter_is_named():
    assert "    Hidden layers, docs/hidden-layers.md:" in "\n".join(explained("hidden.dJ-da-sum"))


@pytest.mark.parametrize(
    ("id", "of", "functions"),
    [
        ("hidden.dJ-da-sum", [], "sigmoid; J: the cross-entropy"),
        ("loss.squared-dJ-da", ["loss.squared-dJ-da"], "linear; J: the squared error"),
        ("several.collapse", ["several.collapse"], "softmax; J: the cross-entropy over classes"),
        ("several.squared-error", ["several.squared-error"], "linear; J: the squared error over 3 units"),
    ],
)
def test_the_command_for_all_numbers_prints_those_of_the_net_that_is_explained(id, of, functions, capsys):
    told = " ".join(" ".join(explained(id)).split())
    (words,) = re.findall(r"`python3 -m purenn ([^`]*)` prints all numbers", told)
    assert words.split() == ["net", *of]
    (sizes,) = re.findall(r"On the worked net, layers of (\[.*?\]) units and 5 datapoints", told)

    assert main(words.split()) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == f"The worked net: {sizes} units, 5 datapoints"
    assert printed[1] == f"f: sigmoid, sigmoid, {functions}"


def test_exit_statuses(capsys):
    assert main(["explain", "hidden.dJ-da-sum", "--at", "l=2,i=1,j=3"]) == 0
    assert "l=2,i=1,j=3" in capsys.readouterr().out

    assert main(["explain", "hidden.nosuch"]) == 2
    captured = capsys.readouterr()
    assert captured.out == "" and captured.err.startswith("purenn: there is no equation 'hidden.nosuch'")
    assert captured.err.count("\n") == 1

    assert main(["explain", "hidden.dJ-da-sum", "--at", "i=9"]) == 2
    assert "expected i from 1 to 3" in capsys.readouterr().err
