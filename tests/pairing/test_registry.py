"""Page and code hold the same equations and say the same; where they do not, the message says where."""

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from purenn.pairing.normal import normal_form
from purenn.pairing.pages import CHAPTERS, blocks_in, pages_folder
from purenn.pairing.registry import Entry, package_sources, registry
from purenn.pairing.tags import PairingError, Source

ROOT = Path(__file__).parents[2]
INVENTORY = ROOT.parent / "shared" / "source" / "equations.md"
ENTRIES = registry()


@pytest.mark.parametrize("id", ENTRIES)
def test_every_line_reads_back_to_the_equation_of_its_page(id):
    ENTRIES[id].check()


def test_every_displayed_equation_of_the_article_has_its_one_row():
    article = Counter(number for entry in ENTRIES.values() for number in entry.block.article)

    assert article == Counter(f"D{k}" for k in range(1, 44))


def test_numbers_follow_the_book():
    assert [entry.number for entry in ENTRIES.values()] == list(range(1, len(ENTRIES) + 1))
    chapters = [CHAPTERS.index(Path(entry.block.file).stem) for entry in ENTRIES.values()]
    assert chapters == sorted(chapters)


def test_json_names_a_tagged_line_for_every_equation():
    command = [sys.executable, "-S", "-m", "purenn", "equations", "--json"]
    rows = json.loads(subprocess.run(command, cwd=ROOT, capture_output=True).stdout)

    assert [row["id"] for row in rows] == list(ENTRIES)
    for row in rows:
        for line in row["lines"]:
            text = (ROOT / line["file"]).read_text(encoding="utf-8").splitlines()[line["line"] - 1]
            assert re.search(rf"# eq: .*(?<![\w.-]){re.escape(row['id'])}(?![\w-])", text)


# What the inventory holds in another form than the page, and why.
OTHERWISE = {
    "output.dA-dZ-diagonal": "a keeps both its indices (E20)",
    "output.dJ-dB": "the inventory adds dZ/dB, which is output.dZ-dB here",
    "compact.dJ-dB": "the inventory adds the sum for one unit, which is hidden.dJ-db here",
    "loss.from-preactivations": "the inventory abbreviates z_j",
    "forward.A": "the inventory adds the word elementwise",
    "hidden.dJ-db-chain": "the inventory adds the shapes",
    "hidden.dz-db-element": "the inventory leaves the range of g out",
    "hidden.dz-db-column": "the inventory writes the column of ones out",
    "compact.dJ-dz-element": "f carries its layer (E36)",
    "compact.dJ-dZ": "f carries its layer (E36)",
    "compact.dJ-dW": "f carries its layer (E36)",
    "forward.input": "the inventory adds the shape",
}


@pytest.mark.skipif(not INVENTORY.exists(), reason="the article's inventory is not beside the repository")
def test_pages_hold_the_corrected_equations_of_the_inventory():
    inventory = corrected(INVENTORY.read_text(encoding="utf-8"))
    inventory |= corrected((INVENTORY.parent / "errata.md").read_text(encoding="utf-8"))
    missing = set(ENTRIES) - set(inventory)

    assert missing == {
        "hidden.dJ-da-sum", "hidden.dJ-dz-product", "hidden.dJ-dw-sum", "hidden.dz-dw-delta",  # sums not displayed
        "output.dZ-dB", "output.dJ-dz-element",  # parts of D10 and of output.dJ-dZ
        "update.matrix-weights", "update.matrix-biases",  # update.matrix, one equation a row
    }  # fmt: skip
    pages = {id: normal_form(ENTRIES[id].block.latex) for id in ENTRIES if id in inventory}
    assert {id for id, page in pages.items() if page != normal_form(inventory[id])} == set(OTHERWISE)


def corrected(text: str) -> dict[str, str]:
    """Return the corrected LaTeX, or else the printed, of each section that names an id."""
    sections = re.split(r"^#{3,4} ", text, flags=re.M)[1:]
    found = {}
    for section in sections:
        id = re.match(r"(?:\d+\. )?`([\w.-]+)`", section)
        fenced = re.findall(r"(corrected:\n)?```latex\n(.*?)\n```", section, re.S)
        if id and fenced:
            found[id[1]] = next((latex for head, latex in fenced if head), fenced[0][1])
    return found


# ---------------------------------------------------------------- page and code may not disagree


def chapter(id: str) -> tuple[Path, str]:
    path = pages_folder() / f"{Path(ENTRIES[id].block.file).stem}.md"
    return path, path.read_text(encoding="utf-8")


@pytest.mark.parametrize("id", ENTRIES)
def test_no_two_indices_of_a_page_can_be_swapped(id):
    _, text = chapter(id)
    block = ENTRIES[id].block
    for swapped in index_swaps(block.latex):
        (changed,) = [each for each in blocks_in(text.replace(block.latex, swapped), block.file) if each.id == id]
        with pytest.raises(PairingError) as error:
            Entry(1, changed, ENTRIES[id].tags).check()
        assert block.file in str(error.value) and ENTRIES[id].tags[0].file in str(error.value)


def index_swaps(equation: str) -> list[str]:
    """Return the equation with each pair of different indices of one subscript swapped."""
    swapped = []
    for match in re.finditer(r"_\{(\w),(\w)\}", equation):
        if match[1] != match[2]:
            swapped.append(f"{equation[: match.start()]}_{{{match[2]},{match[1]}}}{equation[match.end() :]}")
    return swapped


def test_the_swaps_are_many():
    assert sum(len(index_swaps(entry.block.latex)) for entry in ENTRIES.values()) > 130


def test_the_message_shows_both_sides_and_where():
    block = ENTRIES["hidden.dJ-da-sum"].block
    page = f"/// eq | x.y\n    title: T\n    kind: layout\n    says: S\n\n{index_swaps(block.latex)[1]}\n///"
    (changed,) = blocks_in(page, "p.md")

    with pytest.raises(PairingError) as error:
        Entry(48, changed, ENTRIES["hidden.dJ-da-sum"].tags).check()

    message = str(error.value)
    assert "p.md:1" in message and "purenn/backward_scalar.py:" in message
    assert "w_{i,p}" in message and "w_{p,i}" in message


def edited(file: str, old: str, new: str) -> list[Source]:
    """Return the package's modules with one piece of one of them changed."""
    sources = package_sources()
    (found,) = [source for source in sources if source.file == file]
    assert found.text.count(old) == 1
    return [source if source is not found else Source(file, found.text.replace(old, new)) for source in sources]


@pytest.mark.parametrize(
    ("new", "message"),
    [
        ("", "found the equation `hidden.dJ-da-sum`, expected an id such as"),
        ("  # eq: hidden.dJ-db", "backward_scalar.py"),
        ("  # eq: hidden.dJ-da-summ", "found the tag `hidden.dJ-da-summ`, expected an id such as hidden.dJ-da-sum"),
        ("  # eq hidden.dJ-da-sum", "expected `# eq: section.name`"),
        ("  # eq: hidden.dJ-da-sum, step 2", "expected a step 1 before it"),
    ],
)
def test_a_tag_removed_doubled_or_misspelt_is_an_error_that_says_where(new, message):
    sources = edited("purenn/backward_scalar.py", "  # eq: hidden.dJ-da-sum", new)

    with pytest.raises(PairingError, match=r"(docs|purenn)/[\w-]+\.(md|py):\d+: ") as error:
        registry(sources)

    assert message in str(error.value)


def test_a_page_that_holds_an_equation_twice_is_an_error(tmp_path):
    for name in CHAPTERS:
        text = (pages_folder() / f"{name}.md").read_text(encoding="utf-8")
        (tmp_path / f"{name}.md").write_text(text if name != "loss" else text + text, encoding="utf-8")

    with pytest.raises(PairingError, match=r"docs/loss.md:\d+: found a second block of loss.cross-entropy"):
        registry(pages=tmp_path)


@pytest.mark.parametrize(
    ("block", "message"),
    [
        ("/// eq | a.b\n    title: T\n    kind: layout\n    says: S\n\nx", "is not ended"),
        ("/// eq\n///", "expected `/// eq | section.name`"),
        ("/// eq | a.b\n    kind: layout\n    says: S\n\nx\n///", "has no `title:`"),
        ("/// eq | a.b\n    title: T\n    kind: story\n    says: S\n\nx\n///", "is of kind `story`"),
        ("/// eq | a.b\n    title: T\n    title: T\n    kind: layout\n    says: S\n\nx\n///", "says `title:` twice"),
        ("/// eq | a.b\n    title: T\n    kind: layout\n    says: S\n///", "holds no equation"),
    ],
)
def test_a_malformed_block_is_an_error_with_its_line(block, message):
    with pytest.raises(PairingError) as error:
        blocks_in(f"# A page\n\n{block}", "docs/page.md")

    assert message in str(error.value) and str(error.value).startswith("docs/page.md:3")


def test_the_chapters_go_with_the_installed_package(monkeypatch, tmp_path):
    import purenn.pairing.pages as pages

    package = tmp_path / "purenn"
    monkeypatch.setattr(pages, "__file__", str(package / "pairing" / "pages.py"))

    assert pages.pages_folder() == package / "pages"
