"""What stands in {{ }} is computed, once for each state of the sources; errata have their sections."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from time import sleep

import pytest

pytest.importorskip("math_core", reason="the site's builder needs math-core")
pytest.importorskip("pygments", reason="the site's builder needs pygments")

from builder import mazur, values
from builder.blocks import PageError
from builder.book import Text, check_errata
from builder.notation_tables import SHAPES, tables
from builder.values import RunError, begin, check_shown, computed, fill

from purenn import forward_pass, matrix
from purenn.explaining import worked
from purenn.network import Network
from purenn.notation.expression import PairingError
from purenn.pairing.pages import errata_in

ROOT = Path(__file__).parents[2]
ALL = "".join(f"### E{number:02}. A slip {{#e{number:02}}}\n" for number in range(1, 45))


def test_a_value_may_stand_over_the_end_of_a_line():
    groups = {"run": lambda: {"tumours": "569", "check_entries": "809"}}
    assert fill("{{ run.tumours }} and {{\nrun.check_entries }}.", groups, "page.md") == "569 and 809."


def test_a_group_that_no_page_names_is_not_computed():
    def fails():
        raise AssertionError("asked for")

    assert fill(r"$\frac{{\vec z}}{a}$", {"run": fails}, "page.md") == r"$\frac{{\vec z}}{a}$"


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("{{ run.tumors }}", r"page.md:7: found {{ run.tumors }}, expected one of tumours, steps"),
        ("{{ walk.tumours }}", r"page.md:7: found {{ walk.tumours }}, expected a value of run or errata"),
    ],
)
def test_an_unknown_name_is_refused_with_its_line(place, message):
    groups = {"run": lambda: {"tumours": "569", "steps": "200"}, "errata": dict}
    with pytest.raises(PageError) as refused:
        fill(f"one\n\ntwo {place}", groups, "page.md", first_line=5)
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("spelling", "rows", "columns"),
    [
        ("W[l]", "n^{(l)}", "n^{(l-1)}"), ("transpose(W[l + 1])", "n^{(l)}", "n^{(l+1)}"), ("A[l-1]", "n^{(l-1)}", "m"),
        ("dJ_dZ[l + 1]", "n^{(l+1)}", "m"), ("dJ_dZ[L]", "1", "m"), ("B[l]", "n^{(l)}", "1"), ("Y", "1", "m"),
        ("Y of several", "n^{(L)}", "m"),
        ("X", "n^{(0)}", "m"), ("w_i[l]", "1", "n^{(l-1)}"), ("z_i[l]", "1", "m"), ("z_j[l]", "n^{(l)}", "1"),
        ("z_p[l + 1]", "1", "m"), ("dJ_dz_j[l]", "n^{(l)}", "1"), ("dz_i_dw_i", "m", "n^{(l-1)}"),
        ("W[2]", "2", "3"), ("A[0]", "4", "5"), ("dJ_dB[1]", "3", "1"), ("z_i[2]", "1", "5"), ("z_j[2]", "2", "1"),
    ],
)  # fmt: skip
def test_a_shape_is_that_of_the_symbol_as_the_code_spells_it(spelling, rows, columns):
    assert fill(f"a {{{{ shape.{spelling} }}}} matrix", {"shape": lambda: SHAPES}, "page.md") == (
        rf"a ${rows}\times {columns}$ matrix"
    )


@pytest.mark.parametrize(
    ("spelling", "message"),
    [
        ("Q[l]", "found `Q[l]`, expected a symbol"),
        ("W", "found `W`, expected W[l]"),
        ("Y[l]", "found `Y[l]`, expected Y"),
        ("W[4]", "found `W[4]`, expected a layer of the worked net, 1 to 3"),
        ("W[0]", "found `W[0]`, expected a layer of the worked net, 1 to 3"),
        ("z_p[l]", "found `z_p[l]`, expected z_p[l+1]"),
        ("w_ih[l]", "`w_ih[l]` is a number, expected a matrix, a row or a column"),
        ("dA_dZ[l]", "`dA_dZ[l]` has no shape: found n⁽ˡ⁾×m in n⁽ˡ⁾×m, expected a row in a row"),
    ],
)
def test_what_has_no_shape_is_refused_with_its_line(spelling, message):
    with pytest.raises(PageError) as refused:
        fill(f"one\ntwo {{{{ shape.{spelling} }}}}", {"shape": lambda: SHAPES}, "page.md")
    assert str(refused.value) == f"page.md:2: {{{{ shape.{spelling} }}}}: {message}"


def cells(name):
    return [row.strip("| ").replace("`", "").split(" | ") for row in tables()[name].splitlines()[2:]]


def test_the_code_in_the_tables_of_letters_takes_from_the_worked_net_what_they_say():
    run = forward_pass(Network(worked.W, worked.B), worked.X)
    names = {**vars(matrix), **vars(worked), "Z": run.Z, "A": run.A, "l": 2, "i": 1, "h": 2, "j": 4}
    *entries, of_several = cells("entries")
    assert [eval(code, names) for _, code, _ in entries] == [*(2.2, -0.6, run.Z[2][1][4], run.A[2][1][4], 0)]
    sizes = {"n^{(l)}": 2, "n^{(l-1)}": 3, "n^{(0)}": 4, "m": 5, "1": 1, "n^{(L)}": 3}
    *matrices, labels = cells("matrices")
    for _, code, printed, *_ in matrices + cells("vectors"):
        assert tuple(sizes[size] for size in printed.strip("$").split(r"\times ")) == matrix.shape(eval(code, names))
    names["Y"], names["j"] = worked.ROWS["softmax"], 1
    assert eval(of_several[1], names) == 1 and eval(labels[1], names) is names["Y"]
    assert tuple(sizes[size] for size in labels[2].strip("$").split(r"\times ")) == matrix.shape(names["Y"])


def test_the_table_of_indices_gives_each_letter_its_layer():
    assert [(row[0], row[2]) for row in cells("indices")] == [
        ("$h$, and $g$ for a second one", "$n^{(l-1)}$"),
        ("$i$, and $k$ for a second one", "$n^{(l)}$"),
        ("$p$", "$n^{(l+1)}$"),
        ("$j$", "$m$"),
    ]


@pytest.fixture
def root(tmp_path):
    for name in ("purenn", "docs/builder"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_the_numbers_follow_the_sources(root):
    before = computed("errata", root)
    assert before["e39"] == "1, 1, 1, 1, 1"
    (kept,) = (root / ".cache" / "book").iterdir()

    kept.write_text(json.dumps({"e39": "kept"}), encoding="utf-8")
    assert computed("errata", root) == {"e39": "kept"}  # nothing has changed, so nothing is run

    worked = root / "purenn" / "explaining" / "worked.py"
    worked.write_text(worked.read_text(encoding="utf-8").replace("B = {1: [[0.7]", "B = {1: [[0.9]"), encoding="utf-8")
    after = computed("errata", root)
    assert after["e39"] == before["e39"]
    assert after["e01"] != before["e01"]
    assert len(list((root / ".cache" / "book").iterdir())) == 1


def test_the_numbers_of_another_python_are_not_taken(root, monkeypatch):
    computed("errata", root)
    (kept,) = (root / ".cache" / "book").iterdir()
    kept.write_text(json.dumps({"e39": "kept"}), encoding="utf-8")

    monkeypatch.setattr(sys, "version", f"{sys.version} but another")
    assert computed("errata", root)["e39"] == "1, 1, 1, 1, 1"


def test_a_source_that_fails_is_named(root):
    (root / "purenn" / "matrix.py").write_text("raise ValueError('broken')\n", encoding="utf-8")
    with pytest.raises(RunError, match=r"docs/builder/errata.py: ValueError: broken"):
        computed("errata", root)


def test_a_source_that_ends_without_a_word_is_named(root):
    (root / "purenn" / "matrix.py").write_text("import os\nos._exit(3)\n", encoding="utf-8")
    with pytest.raises(RunError, match=r"docs/builder/errata.py: it ended with 3"):
        computed("errata", root)


def test_what_was_begun_is_ended_when_a_source_changes(root):
    source = root / "docs" / "builder" / "errata.py"
    source.write_text("import time\nprint('read', flush=True)\ntime.sleep(600)\n", encoding="utf-8")
    kept = begin("errata", root)
    assert begin("errata", root) == kept  # which is being computed
    written, process = values.begun[kept]
    while not written.read_text(encoding="utf-8"):  # until then it may read what is written below
        assert process.poll() is None
        sleep(0.01)
    assert written.exists()

    source.write_text("print('{}')\n", encoding="utf-8")
    assert computed("errata", root) == {}
    assert process.returncode
    assert kept not in values.begun
    assert [path.suffix for path in kept.parent.iterdir()] == [".json"]


def test_two_builds_of_one_program_write_to_files_of_their_own(root):
    (root / "docs" / "builder" / "errata.py").write_text("import time\ntime.sleep(600)\n", encoding="utf-8")
    kept = begin("errata", root)
    first, process = values.begun.pop(kept)
    begin("errata", root)
    second, other = values.begun.pop(kept)
    assert first != second
    for each in ((first, process), (second, other)):
        values._forget(*each)
    assert list(kept.parent.iterdir()) == []


def test_what_was_begun_is_not_forgotten_when_the_builder_is_imported_afresh():
    code = (
        "from builder import hook, values\n"
        "before, values.begun[None] = values, 'begun'\n"
        "hook.on_pre_build(None)\n"
        "assert hook.values is not before and hook.values.begun == {None: 'begun'}\n"
    )
    subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": f"{ROOT}:{ROOT / 'docs'}"}, check=True)


def test_every_name_on_the_page_of_the_run_is_one_that_the_run_gives():
    numbers = computed("run", ROOT)
    page = (ROOT / "docs" / "on-real-data.md").read_text(encoding="utf-8")
    assert "{{ run." not in fill(page, {"run": lambda: numbers}, "on-real-data.md")
    assert int(numbers["malignant"]) + int(numbers["benign"]) == int(numbers["tumours"]) == 569
    table = [int(numbers[name]) for name in ("hits", "misses", "correct_rejections", "false_alarms")]
    assert sum(table) == int(numbers["unseen"])
    assert float(numbers["cost_training"]) < float(numbers["cost_first"])


def test_a_value_of_mazur_that_no_page_shows_is_refused():
    page = (ROOT / "docs" / "other-books.md").read_text(encoding="utf-8")
    groups = {"mazur": mazur.numbers}
    check_shown(groups, [page])
    with pytest.raises(PageError, match=r"found {{ mazur\.late_w1 }} on no page"):
        check_shown(groups, [page.replace("mazur.late_w1", "mazur.after")])


def test_every_erratum_has_its_section():
    texts = [Text(path.name, path.read_text(encoding="utf-8")) for path in (ROOT / "docs").glob("*.md")]
    check_errata(texts)


@pytest.mark.parametrize(
    ("errata", "message"),
    [
        (ALL.replace("### E07.", "### 7."), "errata.md:1: found no section of E07"),
        (ALL.replace("{#e07}", "{#e08}"), "docs/errata.md:7: found the heading of E07, expected it to end in {#e0"),
        (ALL + "### E07. Again {#e07}\n", "docs/errata.md:45: found E07 again, expected only docs/errata.md:7"),
    ],
)
def test_what_names_no_erratum_is_refused(errata, message):
    with pytest.raises((PageError, PairingError)) as refused:
        check_errata([Text("errata.md", errata)])
    assert message in str(refused.value)


def test_titles_are_read_from_the_headings():
    (erratum,) = errata_in("text\n### E05. Column 1 for every datapoint {#e05}\n", "docs/errata.md")
    assert (erratum.title, erratum.place) == ("Column 1 for every datapoint", "docs/errata.md:2")
