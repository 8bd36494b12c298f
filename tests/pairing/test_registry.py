"""Page and code hold the same equations and say the same; where they do not, the message says where."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from zipfile import ZipFile

import pytest

from purenn.explaining.finding import find, matching, symbols_of
from purenn.notation.expression import PairingError
from purenn.pairing.pages import CHAPTERS, blocks_in, pages_folder
from purenn.pairing.registry import Entry, package_sources, registry
from purenn.pairing.tags import Source

ROOT = Path(__file__).parents[2]
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
        ("  # eq: hidden.dJ-da-sum, step 2", "steps 1, 2 and so on once each"),
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


BLOCK = "/// eq | {id}\n    title: T\n    kind: layout\n    says: S\n\nx\n///\n"


@pytest.mark.parametrize(
    "hides",
    [
        "```\n{}```\n", "~~~~ python\n```\n{}~~~~\n", "    ```\n{}    ```\n", "````\n```\n{}````\n",
        "<!--\n{}-->\n", "so <!-- and\nso\n{}so --> on\n", "<!-- a --> b <!-- c\n```\n{}-->\n",
    ],
)  # fmt: skip
def test_a_block_in_a_fence_or_a_comment_is_none(hides):
    text = hides.format(BLOCK.format(id="a.hidden")) + BLOCK.format(id="b.shown")

    assert [block.id for block in blocks_in(text, "docs/page.md")] == ["b.shown"]


@pytest.mark.parametrize(
    "before", ["`<!--` opens\n", "<!-- a -->\n", "```x``` y\n", "```\n<!--\n```\n", "~~~\n```\n~~~\n"]
)
def test_what_is_neither_fence_nor_comment_hides_no_block(before):
    assert [block.id for block in blocks_in(before + BLOCK.format(id="b.shown"), "docs/page.md")] == ["b.shown"]


def test_a_block_with_nothing_in_it_holds_no_equation():
    assert blocks_in("/// eq | a.once-more\n\n///\n" + BLOCK.format(id="b.shown"), "p.md")[0].id == "b.shown"


# ---------------------------------------------------------------- the package in a wheel or a zip


def zipped(path: Path, *folders: tuple[str, str]) -> Path:
    """Return a zip of folders of the repository, each under a name of its own."""
    with ZipFile(path, "w") as archive:
        for folder, name in folders:
            for file in (ROOT / folder).rglob("*"):
                if file.suffix in {".py", ".csv", ".md"}:
                    archive.write(file, f"{name}/{file.relative_to(ROOT / folder)}")
    return path


def run_zipped(path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(path), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "purenn", *arguments]
    return subprocess.run(command, cwd=path.parent, env=environment, input="q\n", capture_output=True, encoding="utf-8")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    return zipped(folder / "purenn.whl", ("purenn", "purenn"), ("docs", "purenn/pages"))


@pytest.mark.long
@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (["equations"], "hidden.dJ-da-sum"),
        (["explain", "hidden.naive-chain"], "  E09  "),
        (["step", "hidden.dJ-da-sum"], "->                dJ_da_ij += W[l + 1][p][i] * dJ_dZ[l + 1][p][j]\n"),
    ],
)
def test_the_book_is_found_in_a_wheel_that_is_not_unpacked(wheel, arguments, shown):
    done = run_zipped(wheel, *arguments)

    assert (done.returncode, done.stderr) == (0, "")
    assert shown in done.stdout


@pytest.mark.long
def test_a_package_without_its_pages_says_what_is_missing(tmp_path):
    done = run_zipped(zipped(tmp_path / "purenn.zip", ("purenn", "purenn")), "equations")

    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "docs/forward-pass.md is not there, neither beside the package nor as purenn/pages in it" in done.stderr


# ---------------------------------------------------------------- found by what a person types


@pytest.mark.parametrize("typed", ["hidden.dJ-da-sum", "HIDDEN.dj-DA-sum", str(ENTRIES["hidden.dJ-da-sum"].number)])
def test_an_equation_is_found_by_id_and_number(typed):
    assert find(typed, ENTRIES) is ENTRIES["hidden.dJ-da-sum"]


@pytest.mark.parametrize("typed", ["D32", "d32"])
def test_an_equation_is_found_by_the_number_that_the_article_gives_it(typed):
    (wanted,) = [entry for entry in ENTRIES.values() if "D32" in entry.block.article]
    assert find(typed, ENTRIES) is wanted


def test_an_equation_is_found_by_title_chapter_sentence_and_symbol():
    bias = {entry.id for entry in matching(ENTRIES, ["BIAS"])}
    assert {"update.biases", "hidden.dJ-db", "compact.dJ-dB"} <= bias and "hidden.dJ-da-sum" not in bias

    loss = matching(ENTRIES, ["loss"])
    assert {entry.id for entry in ENTRIES.values() if entry.block.file == "docs/loss.md"} <= {each.id for each in loss}

    both = matching(ENTRIES, ["gradient", "descent", "matrix"])
    assert "update.matrix-weights" in {each.id for each in both} and len(both) < 6

    assert "compact.dJ-dA" in {each.id for each in matching(ENTRIES, ["∂J/∂A"])}
    assert "compact.dJ-dA" in {each.id for each in matching(ENTRIES, ["dJ_dZ[l + 1]"])}
    assert {"output.dJ-dA"} <= {each.id for each in matching(ENTRIES, ["E37"])}
    assert all("dJ/dA" in symbols_of(entry) for entry in matching(ENTRIES, ["dJ/dA"]))  # a is not A


def test_several_equations_are_listed_in_one_short_line():
    with pytest.raises(PairingError) as error:
        find("bias", ENTRIES)

    found, message = matching(ENTRIES, ["bias"]), str(error.value)
    assert message.startswith(f"{len(found)} equations have 'bias': {found[0].number} {found[0].id}, ")
    assert f"and {len(found) - 6} more (`python3 -m purenn equations bias`)" in message
    assert len(message) < 300 and "\n" not in message


@pytest.mark.parametrize("typed", ["", "  ", "?", "nothing-like-it-at-all"])
def test_what_no_equation_has_is_refused(typed):
    with pytest.raises(PairingError, match=r"there is no equation '.*'; "):
        find(typed, ENTRIES)


def test_every_line_that_a_page_names_is_a_tagged_one():
    lines = {(tag.file, tag.line) for entry in ENTRIES.values() for tag in entry.tags}
    named = [(found[1], int(found[2])) for page in sorted(ROOT.glob("docs/*.md"))
             for found in re.finditer(r"\b(purenn/(?!mine\b)\w+\.py):(\d+)", page.read_text(encoding="utf-8"))]
    assert len(named) >= 8 and set(named) <= lines
