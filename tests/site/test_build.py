"""The whole book builds without a network, and what is wrong in a page stops it with the page's file and line."""

import re

import pytest


def test_the_book_is_built_and_its_builder_is_not_published(site):
    names = {path.relative_to(site).as_posix() for path in site.rglob("*")}
    assert {"index.html", "wide.html", "source/index.html", "assets/site-math.woff2"} <= names
    assert {"assets/site-math-OFL-1.1.txt", "source/purenn.backward_scalar.html"} <= names
    assert not [name for name in names if "builder" in name or name.startswith("theme") or name.endswith(".py")]


def test_no_page_names_the_programs_or_asks_another_host(site):
    for path in site.rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        assert 'name="generator"' not in page
        assert not re.findall(r'(?:src|href)="(?:https?:)?//[^"]*"', page), path
        assert "arithmatex" not in page and "eq-place" not in page


def test_numbers_follow_the_chapter_and_an_equation_shown_again_leads_home(site):
    page = (site / "wide.html").read_text(encoding="utf-8")
    assert "Equation 7.1" in page
    assert 'href="index.html#eq-hidden-dJ-da-sum"' in page


def test_a_card_points_at_its_line_and_the_line_at_its_card(site):
    page = (site / "index.html").read_text(encoding="utf-8")
    line = re.search(r'href="source/purenn\.backward_scalar\.html#(L\d+)"', page)
    assert line is not None
    code = (site / "source/purenn.backward_scalar.html").read_text(encoding="utf-8")
    tagged = code[code.index(f'id="{line[1]}"') :].split("\n")[0]
    assert '<a href="../index.html#eq-hidden-dJ-da-sum">hidden.dJ-da-sum</a>' in tagged


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Text $\\nosuch{a}$\n", "docs/wide.md:6: the formula cannot be converted"),
        ("/// eq | hidden.unheard\nx\n///\n", "docs/wide.md:6: equation hidden.unheard: no line of the package"),
        ("/// eq | hidden.dJ-dw-sum\n\\frac{\n///\n", "docs/wide.md:6: equation hidden.dJ-dw-sum: the formula"),
        ("/// eq | hidden.dJ-dw-sum\nx\n", "docs/wide.md:6: the block of equation hidden.dJ-dw-sum is not closed"),
        ("/// eq | hidden.dJ-da-sum\nx\n///\n", "docs/wide.md:6: equation hidden.dJ-da-sum is held by index.md:"),
        ("[there](#eq-nowhere)\n", "eq-nowhere"),
    ],
)
def test_what_is_wrong_in_a_page_stops_the_build(workshop, text, message):
    workshop.write("docs/wide.md", f"---\nchapter: 7\n---\n\n# Title\n{text}")
    built = workshop.build()
    assert built.returncode != 0
    assert message in built.stderr
    assert "Traceback" not in built.stderr
