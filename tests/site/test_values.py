"""What stands in {{ }} is computed, once for each state of the sources; links and options name errata that exist."""

import json
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("math_core", reason="the site's builder needs math-core")
pytest.importorskip("pygments", reason="the site's builder needs pygments")

from builder.blocks import PageError
from builder.book import Text, check_errata
from builder.values import RunError, computed, fill

from purenn.pairing.pages import errata_in
from purenn.pairing.registry import registry
from purenn.pairing.tags import PairingError

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


def test_every_name_on_the_page_of_the_run_is_one_that_the_run_gives():
    numbers = computed("run", ROOT)
    page = (ROOT / "docs" / "on-real-data.md").read_text(encoding="utf-8")
    assert "{{" not in fill(page, {"run": lambda: numbers}, "on-real-data.md")
    assert int(numbers["malignant"]) + int(numbers["benign"]) == int(numbers["tumours"]) == 569
    table = [int(numbers[name]) for name in ("true_1", "missed_1", "true_0", "missed_0")]
    assert sum(table) == int(numbers["unseen"])
    assert float(numbers["cost_training"]) < float(numbers["cost_first"])


def test_every_erratum_has_its_section_and_every_name_of_one_leads_there():
    texts = [Text(path.name, path.read_text(encoding="utf-8")) for path in (ROOT / "docs").glob("*.md")]
    check_errata(texts, registry())


@pytest.mark.parametrize(
    ("errata", "text", "message"),
    [
        (ALL.replace("### E07.", "### 7."), "", "errata.md:1: found no section of E07"),
        (ALL, "see [E05](errata.md#e06)", "page.md:3: found [E05](errata.md#e06), expected a link such as"),
        (ALL, "see [E45](errata.md#e45)", "page.md:3: found [E45](errata.md#e45)"),
        (ALL.replace("{#e07}", "{#e08}"), "", "docs/errata.md:7: found the heading of E07, expected it to end in {#e0"),
        (ALL + "### E07. Again {#e07}\n", "", "docs/errata.md:45: found E07 again, expected only docs/errata.md:7"),
    ],
)
def test_what_names_no_erratum_is_refused(errata, text, message):
    with pytest.raises((PageError, PairingError)) as refused:
        check_errata([Text("errata.md", errata), Text("page.md", f"one\n\n{text}")], {})
    assert message in str(refused.value)


def test_an_equation_that_names_no_erratum_is_refused():
    entry = registry()["hidden.naive-chain"]
    entry = replace(entry, block=replace(entry.block, errata=("E09", "E45")))
    with pytest.raises(PairingError, match=r"docs/hidden-layers.md:\d+: found the erratum E45"):
        check_errata([Text("errata.md", ALL)], {entry.id: entry})


def test_titles_are_read_from_the_headings():
    (erratum,) = errata_in("text\n### E05. Column 1 for every datapoint {#e05}\n", "docs/errata.md")
    assert (erratum.title, erratum.place) == ("Column 1 for every datapoint", "docs/errata.md:2")
