"""A card shows the equation and the code from plain data; the text of the code is never changed."""

import html
import re
from functools import partial

import pytest

pytest.importorskip("math_core", reason="the site's builder needs math-core")
pytest.importorskip("pygments", reason="the site's builder needs pygments")

from builder import blocks, source
from builder.card import Card, Code, Fold, Line, Shape, code_block, render
from builder.highlight import Piece, highlight

LINE = "        total += W[l][i] * Z[l]"
CARD = Card(
    id="hidden.dJ-dA",
    says="More & more $z$.",
    origin="displayed equation 3",
    errata=("E07",),
    errata_page="errata.html",
    formula='<math><mrow class="term first" data-term="w"><mi>w</mi></mrow></math>',
    number="42",
    roles={"t": "written", "w": "first"},
    shapes=(Shape("", ""), Shape("<math><mi>W</mi></math>", "<math><mi>n</mi></math>")),
    codes=(
        Code("purenn/x.py", "f<g>", (
            Line(7, "    for i in range(n):"),
            Line(9, LINE, (Piece(8, 13, "t"), Piece(17, 24, "w")), tagged=True),
        )),
    ),
    folds=(Fold("Worked <numbers>", "<p>36</p>"),),
)  # fmt: skip


def words(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def test_highlighting_keeps_every_character():
    code = 'def f(x: int) -> str:\n    """Say <b>.\n\n    & more"""\n    return f"{x} <"  # eq: a.b\n'
    assert words("\n".join(highlight(code))) == code


def test_a_docstring_keeps_its_class_on_each_of_its_lines():
    second, third = highlight('def f():\n    """One.\n    Two."""')[1:]
    assert 'class="sd"' in second and 'class="sd"' in third


def test_only_what_is_drawn_otherwise_has_a_span_and_each_run_has_one():
    assert highlight('x = [1.0, len("a.b")]  # c') == [
        'x = [1.0, len(<span class="s2">"a.b"</span>)]  <span class="c1"># c</span>'
    ]


def test_an_arrow_is_one_piece_that_no_line_breaks():
    assert highlight("def f() -> int: ...") == [
        '<span class="k">def</span> <span class="nf">f</span>() <span class="arrow">-&gt;</span> int: ...'
    ]


def test_pieces_are_marked_and_may_hold_each_other():
    (line,) = highlight("f(Z[l]) + 1", [Piece(0, 7, "f"), Piece(2, 6, "z")], {"z": "second"})
    assert words(line) == "f(Z[l]) + 1"
    assert line == '<span class="term" data-term="f">f(<span class="term second" data-term="z">Z[l]</span>)</span> + 1'


def test_code_stands_without_the_indentation_its_lines_share():
    assert words(code_block(CARD.codes[0].lines, {}, "code")) == "for i in range(n):\n    total += W[l][i] * Z[l]\n"


def test_a_card_shows_everything_it_was_given():
    markup = render(CARD, lambda file, line: f"../source/{file}#L{line}", blocks.Heading(2, "What we want"))
    assert 'id="eq-hidden-dJ-dA"' in markup and 'href="#eq-hidden-dJ-dA"' in markup
    assert "Equation 42" in markup
    assert '<p class="eq-says">More &amp; more <span class="held"><math><mi>z</mi></math>.</span></p>' in markup
    assert '<summary>In the article</summary><p class="eq-origin">displayed equation 3; corrected here: <a' in markup
    assert 'href="../source/purenn/x.py#L9"' in markup
    assert '<a href="errata.html#e07">E07</a>' in markup
    assert "f&lt;g&gt;" in markup
    assert "each side is a number" in words(markup) and "W is n" in words(markup)
    assert '<span class="term first" data-term="w">W[l][i]</span>' in markup
    assert markup.count('data-term="w"') == 2  # the equation, the code
    assert "<summary>Worked &lt;numbers&gt;</summary><p>36</p></details>" in markup


def test_a_card_that_is_shown_again_leads_to_its_home():
    again = Card(CARD.id, CARD.formula, CARD.codes, number="27", title="A & B", home="hidden.html#eq-hidden-dJ-dA")
    markup = render(again, lambda *_: "", blocks.Heading(2, "What we want"))
    assert '<a href="hidden.html#eq-hidden-dJ-dA">Equation 27</a>' in markup
    assert "A &amp; B" in markup


def test_a_card_has_a_heading_below_the_one_above_it_and_does_not_say_the_same():
    card = Card(CARD.id, CARD.formula, CARD.codes, number="27", title="A & B")
    places = "".join(f'<h{level}>{title}<a class="headerlink">#</a></h{level}><div class="eq-place" id="" data-eq="x">'
                     "</div>" for level, title in ((2, "Other"), (3, "A &amp; <em>B</em>")))  # fmt: skip
    markup = blocks.fill(places, {"x": partial(render, card, lambda *_: "")})
    name = '<span id="eq-hidden-dJ-dA-name">Equation 27 <span class="eq-title%s">A &amp; B</span></span>'
    assert f'<h3 class="eq-name">{name % ""} <span' in markup
    assert f'<h4 class="eq-name">{name % " unseen"} <span' in markup
    assert markup.count('aria-labelledby="eq-hidden-dJ-dA-name"') == 2


def test_a_source_page_numbers_its_lines_and_links_its_tags():
    text = "a = 1  # eq: a.b, step 2; c.d\nb = 2\n"
    rows = source.rows(text, {"a.b": "../one.html#eq-a-b"})
    markup = source.fill(source.page("purenn/x.py", text), {"purenn/x.py": rows}.__getitem__)
    assert 'id="L2"' in markup and 'id="L3"' not in markup
    assert '<a href="../one.html#eq-a-b">a.b</a>, step 2; c.d' in markup
