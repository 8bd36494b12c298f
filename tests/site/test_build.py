"""The whole book builds without a network, and what is wrong in a page stops it with the page's file and line."""

import json
import re
from pathlib import Path
from typing import NamedTuple

import pytest

from purenn.notation.expression import PairingError
from purenn.pairing.registry import package_sources, registry
from purenn.pairing.tags import Source

ROOT = Path(__file__).parents[2]
# What a page would load from another host, at once and without being asked; a link that a reader may follow is none.
LOADED = re.compile(r"""<(?!a\s)[a-z]+\s[^>]*(?:src|srcset|href|data|poster)\s*=\s*["']?(?:https?:)?//[^>]*>""", re.I)
LOADING = re.compile(r"""(?:url\(|@import|\bfetch\(|\bimport\()\s*["'`]?(?:https?:)?//[^"'`)]*""")


def test_the_book_is_built_and_its_builder_is_not_published(site):
    names = {path.relative_to(site).as_posix() for path in site.rglob("*")}
    assert {"index.html", "loss.html", "source/index.html", "assets/site-math.woff2"} <= names
    assert {"assets/site-math-OFL-1.1.txt", "source/purenn.backward_scalar.html"} <= names
    assert not [name for name in names if "builder" in name or name.startswith("theme") or name.endswith(".py")]


@pytest.mark.parametrize(("page", "asks"), [
    ('<a class="x" href="https://a.org/">', False), ('<svg xmlns="http://www.w3.org/2000/svg">', False),
    ('<script src="//a.org/x.js">', True), ('<link rel="stylesheet" href="https://a.org/x.css">', True),
    ("<style>@import 'https://a.org/x.css'</style>", True), ("<style>a { background: url(//a.org/x) }</style>", True),
    ('<script>fetch("https://a.org/x")</script>', True), ('<img\nsrc=https://a.org/x.png>', True),
])  # fmt: skip
def test_a_link_to_follow_is_no_request(page, asks):
    assert bool(LOADED.findall(page) or LOADING.findall(page)) == asks


def test_no_page_names_the_programs_or_asks_another_host(site):
    for path in site.rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        assert 'name="generator"' not in page
        assert not LOADED.findall(page) and not LOADING.findall(page), path
        assert "arithmatex" not in page and "eq-place" not in page


def test_an_equation_shown_again_leads_home(site):
    page = (site / "index.html").read_text(encoding="utf-8")
    assert re.search(r'href="hidden-layers\.html#eq-hidden-dJ-da-sum">Equation \d+</a>', page)


def test_a_card_points_at_its_line_and_the_line_at_its_card(site):
    page = (site / "index.html").read_text(encoding="utf-8")
    line = re.search(r'href="source/purenn\.backward_scalar\.html#(L\d+)"', page)
    assert line is not None
    code = (site / "source/purenn.backward_scalar.html").read_text(encoding="utf-8")
    tagged = code[code.index(f'id="{line[1]}"') :].split("\n")[0]
    assert '<a href="../hidden-layers.html#eq-hidden-dJ-da-sum">hidden.dJ-da-sum</a>' in tagged


@pytest.fixture(scope="module")
def entries():
    pytest.importorskip("math_core", reason="the site's builder needs math-core")
    return registry()


@pytest.mark.parametrize(("text", "message"), [
    ("/// eq | hidden.unheard\n///\n", "wide.md:6: no chapter holds the equation hidden.unheard"),
    ("/// eq | hidden.dJ-da-sum\nx\n///\n", "wide.md:6: docs/hidden-layers.md:"),
    ("/// figure | unheard\nx\n///\n", "wide.md:6: there is no figure 'unheard', expected one of three-layer"),
])  # fmt: skip
def test_a_block_that_the_book_has_not_is_named(entries, text, message):
    from builder import blocks, book

    with pytest.raises(blocks.PageError, match=re.escape(message)):
        book.read([book.Text("wide.md", text, 6)], entries, ROOT)


def test_an_equation_to_which_no_rule_leads_stops_the_build_though_page_and_line_agree(tmp_path):
    pytest.importorskip("math_core", reason="the site's builder needs math-core")
    from builder import book

    code = {source.file: source.text for source in package_sources()}
    old, new = "(2 / m) * (A[L][0][j] - Y[0][j])  # eq: loss.sq", "(1 / m) * (A[L][0][j] - Y[0][j])  # eq: loss.sq"
    code["purenn/backward_scalar.py"] = code["purenn/backward_scalar.py"].replace(old, new)
    for page in (ROOT / "docs").glob("*.md"):
        text = page.read_text(encoding="utf-8").replace(r"=\frac{2}{m}\left(a_{1,j}", r"=\frac{1}{m}\left(a_{1,j}")
        (tmp_path / page.name).write_text(text, encoding="utf-8")
    entries = registry([Source(file, text) for file, text in code.items()], tmp_path)
    entries["loss.squared-dJ-da"].check()
    message = r"loss\.squared-dJ-da: docs/loss\.md:\d+ against purenn/backward_scalar\.py:\d+: .* which is no line of"
    with pytest.raises(PairingError, match=message):
        book.read([], entries, ROOT)


@pytest.mark.parametrize(("text", "message"), [
    ("Text $\\nosuch{a}$\n", r"docs/wide.md:6: found \nosuch, expected a symbol"),
    ("It has {{ errata.nosuch }}.\n", "docs/wide.md:6: found {{ errata.nosuch }}, expected one of e01"),
    ('<a href="loss.html#eq-nowhere">there</a>\n', "docs/wide.md:6: the link loss.html#eq-nowhere leads"),
])  # fmt: skip
def test_what_is_wrong_in_a_page_stops_the_build(workshop, text, message):
    """When all pages have been read, when one is turned into HTML, and when the site has been built."""
    workshop.write("docs/wide.md", f"---\ntitle: x\n---\n\n# Title\n{text}")
    refused(workshop, message)


def test_a_line_that_no_longer_says_its_equation_stops_the_build(workshop):
    workshop.change("purenn/backward_scalar.py", "W[l + 1][p][i] * dJ", "W[l + 1][i][p] * dJ")
    refused(workshop, "hidden.dJ-da-sum: docs/hidden-layers.md:")


def test_a_line_without_its_tag_stops_the_build(workshop):
    workshop.change("purenn/backward_scalar.py", "  # eq: hidden.dJ-da-sum", "")
    refused(workshop, "found the equation `hidden.dJ-da-sum`")


def test_an_equation_that_no_printer_knows_stops_the_build(workshop):
    workshop.change("docs/hidden-layers.md", "=\\sum_{p=1}", "=\\nosuch_{p=1}")
    refused(workshop, "docs/hidden-layers.md:")


def test_a_link_that_leads_nowhere_stops_a_quiet_build_too(workshop):
    workshop.write("docs/wide.md", "# Title\n[there](#eq-nowhere)\n")
    refused(workshop, "#eq-nowhere", "--quiet")


def refused(workshop, message, *options):
    built = workshop.build(*options)
    assert built.returncode != 0
    assert message in built.stderr
    assert "Traceback" not in built.stderr


def test_the_errata_show_what_both_versions_give(site):
    page = (site / "errata.html").read_text(encoding="utf-8")
    assert "{{" not in page
    assert [anchor for anchor in (f"e{number:02}" for number in range(1, 45)) if f'id="{anchor}"' not in page] == []
    assert '<mrow class="term slip">' in page
    assert "hadamard: left is 2x5 but right is 2x3" in page


def test_a_second_build_in_one_process_shows_what_has_changed(workshop, site):
    code = """
from pathlib import Path

def change(file, old, new):
    text = Path(file).read_text(encoding="utf-8")
    assert old in text
    Path(file).write_text(text.replace(old, new, 1), encoding="utf-8")

cli(["build", "--strict"], standalone_mode=False)
change("purenn/explaining/worked.py", "gamma = 0.5", "gamma = 0.4375")
change("purenn/explaining/worked.py", "2: [[2.7, -2.2,", "2: [[2.7, -2.1,")
change("purenn/backward_scalar.py", "def hidden_dJ_dA", "# moved by one line\\ndef hidden_dJ_dA")
cli(["build"], standalone_mode=False)
"""
    done = workshop.python(code)
    assert done.returncode == 0, done.stderr
    before, after = seen(site), seen(workshop.folder / "site")

    assert (before.gamma, after.gamma) == (False, True)
    assert after.W[0] == [2.7, -2.1, -2.0] != before.W[0]
    assert after.line == before.line + 1
    for form in ("scalar", "matrix"):
        assert [step[:-1] for step in after.forms[form]] == [step[:-1] for step in before.forms[form]]
        assert [step[-1] for step in after.forms[form]] != [step[-1] for step in before.forms[form]]


class Seen(NamedTuple):
    """What a built site shows of what is changed: the learning rate, the stepper's record, and a line."""

    gamma: bool
    forms: dict
    W: list
    line: int


def seen(site):
    page = (site / "stepper.html").read_text(encoding="utf-8")
    record = json.loads(re.search(r'<script type="application/json" id="st-record">(.*?)</script>', page)[1])
    line = re.search(r"purenn/backward_scalar.py, line (\d+)</a> <span>in <code[^>]*>hidden_dJ_dA</code>", page)[1]
    descent = (site / "gradient-descent.html").read_text(encoding="utf-8")
    return Seen("0.4375" in descent, record["forms"], record["given"]["W"]["2"], int(line))
