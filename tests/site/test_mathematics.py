"""LaTeX becomes MathML, and a formula that cannot is named."""

import re

import pytest

pytest.importorskip("math_core", reason="the site's builder needs math-core")

from builder.mathematics import FormulaError, in_heading, in_page, line_of, to_mathml


def test_a_fraction_has_a_line_of_one_pixel():
    assert '<mfrac linethickness="1px">' in to_mathml(r"\frac{a}{b}", display=False)


def test_the_elementwise_product_is_not_drawn_large():
    assert 'largeop="false">⊙</mo>' in to_mathml(r"\mathbf{A}\odot\mathbf{B}", display=True)


@pytest.mark.parametrize("inside", ["l", "l+1", "l - 1"])
def test_simple_brackets_do_not_stretch(inside):
    assert to_mathml(rf"a^{{\left({inside}\right)}}", display=False) == to_mathml(f"a^{{({inside})}}", display=False)


def test_brackets_around_a_fraction_stretch():
    assert '<mo stretchy="false">(' not in to_mathml(r"\left(\frac{a}{b}\right)", display=True)


def test_a_row_break_before_the_end_draws_no_row():
    assert to_mathml("\\begin{matrix}a\\\\b\\\\ \\end{matrix}", display=True).count("<mtr>") == 2


def test_a_slip_is_marked_and_nothing_else_has_a_class():
    mathml = to_mathml(r"a_{\term{slip}{i},j}+\term{slip}{\frac{1}{m}}", display=True)
    assert re.findall('class="([^"]*)"', mathml) == ["term slip"] * 2
    assert '<mrow class="term slip"><mi>i</mi></mrow><mo rspace="0">,</mo>' in mathml
    assert "color" not in mathml


def test_nothing_but_a_slip_can_be_marked():
    with pytest.raises(FormulaError, match="term"):
        to_mathml(r"\term{w}{w}", display=True)


@pytest.mark.parametrize("latex", [r"\frac{a", r"\nosuch{a}", "a_b_c", r"\begin{matrix}a"])
def test_a_formula_that_is_refused_is_shown(latex):
    with pytest.raises(FormulaError) as caught:
        to_mathml(latex, display=True)
    assert latex in str(caught.value)
    assert caught.value.latex == latex


def test_the_formulas_of_a_page():
    page = r'<p>x <span class="arithmatex">\(a&lt;b\)</span></p><div class="arithmatex">\[' "\nc\n" r"\]</div>"
    html = in_page(page)
    assert "<mi>a</mi><mo>&lt;</mo><mi>b</mi>" in html
    assert '<math display="block"><mi>c</mi></math>' in html
    assert "arithmatex" not in html


@pytest.mark.parametrize("text", ["(@)", "@.", "(@", "@)?", "“@”,", "@-"])
def test_a_mark_beside_a_formula_stays_with_it(text):
    page = f"<p>a {text} b, <em>@ d</em>, @ c</p>".replace("@", r'<span class="arithmatex">\(x\)</span>')
    kept = text.replace("@", "<math><mi>x</mi></math>")
    assert in_page(page) == (
        f'<p>a <span class="held">{kept}</span> b, <em><math><mi>x</mi></math> d</em>, <math><mi>x</mi></math> c</p>'
    )


def test_a_mark_behind_emphasis_that_ends_in_a_formula_stays_with_the_formula():
    html = in_page(r'<p><em>of <span class="arithmatex">\(x\)</span></em>, or</p>')
    assert html == '<p><em>of <span class="held"><math><mi>x</mi></math>,</span></em> or</p>'


def test_a_displayed_formula_may_break_before_a_relation_of_its_own():
    html = in_page(r'<div class="arithmatex">\[a_{x=1}=\frac{b=c}{d}\approx e,\qquad f\]</div>')
    pieces = re.findall(r'<math displaystyle="true">(.*?)</math>', html)
    assert len(pieces) == 4 and html.count("<wbr>") == 3
    assert [piece[:4] for piece in pieces] == ["<msu", "<mo>", "<mo>", "<mi>"]
    assert "b" in pieces[1] and "≈" in pieces[2] and pieces[2].endswith("/>")


def test_a_long_formula_in_running_text_may_break_after_a_relation_of_its_own():
    html = in_page(r'<p>(<span class="arithmatex">\(a_{x=1}+b+c+d+e+f+g=\frac{b=c}{d}&lt;e\)</span>).</p>')
    pieces = html.removeprefix("<p>").removesuffix("</p>").split("<wbr>")
    assert [piece[:20] for piece in pieces] == ['<span class="held">(', "<math><mfrac linethi", '<span class="held"><']
    assert [piece.count("<mo>=") + piece.count("<mo>&lt;") for piece in pieces] == [1, 1, 0]
    assert pieces[0].endswith("<mo>=</mo></math></span>")
    assert pieces[2] == '<span class="held"><math><mi>e</mi></math>).</span>'


def test_a_formula_in_a_heading():
    assert in_heading(r"The weights \(W\)") == "The weights <math><mi>W</mi></math>"


@pytest.mark.parametrize(("latex", "line"), [("b", 3), ("\nc\n", 6), ("nowhere", 1)])
def test_the_line_on_which_a_formula_stands(latex, line):
    assert line_of(latex, "about b\n\n$a$ and $b$\n\n$$\nc\n$$\n") == line
