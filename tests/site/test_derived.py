"""The derivation on a card: its lines and rules, alone without a script, step by step with keys and buttons."""

import re
from dataclasses import replace

import pytest
from derivations import OF_MATRICES, WITH_ASIDE, formula
from seen import NARROW, WIDE

pytest.importorskip("math_core", reason="the site's builder needs math-core")

from builder.derived import fold

from purenn.pairing.derive.steps import Derivation, Step

CHAPTERS = ["forward-pass", "loss", "output-layer", "hidden-layers", "compacting"]
CARDS = {"forward.z-element": "forward-pass.html#eq-forward-z-element"}
CARD = "#eq-hidden-dJ-dw-sum"
LINES = "[...document.querySelectorAll(`${card} .eq-derived li`)].filter(each => !each.querySelector('ol'))"
SEEN = f"card => {LINES}.filter(each => each.checkVisibility({{ visibilityProperty: true }})).length"
CURRENT = f"card => {LINES}.findIndex(each => each.ariaCurrent === 'step')"


def plain(markup: str) -> str:
    """Return HTML without what keeps its lines from breaking."""
    return markup.replace("\N{NO-BREAK SPACE}", " ").replace("\N{WORD JOINER}", "")


def test_a_fold_has_each_step_with_its_rule_and_the_aside_as_a_list_of_its_own():
    body = plain(fold(WITH_ASIDE, CARDS).body)
    main, aside = re.fullmatch(r'<div class="eq-derived"><ol>(.*?)<li><ol>(.*?)</ol></li>.*</div>', body).groups()

    assert main == (
        '<li class="unsigned">∂J/∂aᵢⱼ⁽ˡ⁾</li>'
        "<li>= Σₚ Σₛ ∂J/∂zₚₛ⁽ˡ⁺¹⁾ · ∂zₚₛ⁽ˡ⁺¹⁾/∂aᵢⱼ⁽ˡ⁾<span>chain rule: all that reads it</span></li>"
    )
    assert aside.startswith('<li class="unsigned">∂zₚₛ⁽ˡ⁺¹⁾/∂aᵢⱼ⁽ˡ⁾</li><li>= ∂(Σₖ')
    by = '<a href="forward-pass.html#eq-forward-z-element">forward.z-element</a>'
    assert aside.split("</li>")[1].endswith(f"<span>by {by}</span>")
    assert aside.endswith("<li>= wₚᵢ⁽ˡ⁺¹⁾ · δₛⱼ<span>the switch picks one term</span></li>")
    assert body.endswith("Told, besides the rules and the letters: the last layer has one unit.</p></div>")
    assert body.count("<li") == len(WITH_ASIDE.steps) + 1


def test_an_entry_and_its_matrix_have_no_sign():
    body = plain(fold(OF_MATRICES, CARDS, "by-rules.html").body)

    assert '<li class="unsigned">∂J/∂aᵢⱼ⁽ˡ⁾<span>one entry of it</span></li>' in body
    assert '<li class="unsigned">W⁽ˡ⁺¹⁾ᵀ · ∂J/∂Z⁽ˡ⁺¹⁾<span>all entries at once</span></li>' in body
    assert "<span>by hidden.dJ-da-sum</span>" in body
    assert '<a href="by-rules.html">a program that knows the rules</a>. Told' in body and body.endswith(
        "besides the rules and the letters: nothing.</p></div>"
    )


def test_a_line_breaks_before_a_sign_alone():
    lines = re.findall(r"<li[^>]*>([^<]*)", fold(WITH_ASIDE, CARDS).body)

    first, second = lines[1].split(" ")

    assert first.split("\N{NO-BREAK SPACE}") == ["=", "Σₚ", "Σₛ", "∂J/\N{WORD JOINER}∂zₚₛ⁽ˡ⁺¹⁾"]
    assert second.split("\N{NO-BREAK SPACE}") == ["·", "∂zₚₛ⁽ˡ⁺¹⁾/\N{WORD JOINER}∂aᵢⱼ⁽ˡ⁾"]


def test_an_index_of_which_unicode_has_no_small_letter_is_marked():
    line = Step(formula(r"\sum_{g=1}^{n^{(l-1)}}w_{k,g}^{(l)}\delta_{g,h}"), "put in", "put in")
    body = plain(fold(Derivation("hidden.dJ-dw", "computation", True, (line,)), CARDS).body)

    low = "<sub>g</sub>"
    assert f"<li><div>= Σ{low} wₖ{low}⁽ˡ⁾ · δ{low}ₕ</div><span>put in</span></li>" in body


def test_a_line_that_the_book_prints_on_its_way_is_said_to_be_one():
    *before, last = WITH_ASIDE.steps
    steps = (*before[:-1], replace(before[-1], side=1), replace(last, side=2))

    assert "picks one term: the book&#x27;s first form</span>" in fold(replace(WITH_ASIDE, steps=steps), CARDS).body


def opened(page):
    """Open the derivation of the card by the keyboard, and return how many lines it has."""
    page.locator(f"{CARD} summary", has_text="Derived").focus()
    page.keyboard.press("Enter")
    page.locator(f"{CARD} .eq-going").wait_for()
    return page.evaluate(f"card => {LINES}.length", CARD)


def test_without_a_script_all_steps_stand_there(visit, site):
    page = visit((site / "hidden-layers.html").as_uri(), java_script_enabled=False)
    card = page.locator(CARD)
    card.locator("summary", has_text="Derived").click()
    lines = card.locator(".eq-derived li:not(:has(ol))")

    assert lines.count() > 2
    assert all(line.is_visible() for line in lines.all())
    assert card.locator("button").count() == 0


def test_the_keys_go_through_the_steps_and_back(visit, site):
    page = visit((site / "hidden-layers.html").as_uri())
    lines = opened(page)
    status = page.locator(f"{CARD} .eq-going [role=status]")
    assert (page.evaluate(SEEN, CARD), page.evaluate(CURRENT, CARD)) == (lines, -1)
    assert status.text_content() == f"all {lines} steps"
    for k in range(lines):
        page.keyboard.press("ArrowRight")
        assert (page.evaluate(SEEN, CARD), page.evaluate(CURRENT, CARD)) == (k + 1, k)
        said = f"step {k + 1} of {lines}" if k < lines - 1 else f"all {lines} steps"
        heard = page.inner_html(f"{CARD} [aria-current]").replace("<span>", ", ")
        assert status.text_content() == f"{said}: {re.sub('<[^>]*>', '', heard).replace('&nbsp;', chr(0xA0))}"
    page.keyboard.press("ArrowRight")
    assert (page.evaluate(SEEN, CARD), page.evaluate(CURRENT, CARD)) == (lines, lines - 1)
    for k in reversed(range(lines)):
        assert (page.evaluate(SEEN, CARD), page.evaluate(CURRENT, CARD)) == (k + 1, k)
        page.keyboard.press("ArrowLeft")
    assert (page.evaluate(SEEN, CARD), page.evaluate(CURRENT, CARD)) == (1, 0)


def test_from_all_steps_a_key_leads_back_too(visit, site):
    page = visit((site / "hidden-layers.html").as_uri())
    lines = opened(page)
    page.keyboard.press("ArrowLeft")
    assert (page.evaluate(SEEN, CARD), page.evaluate(CURRENT, CARD)) == (lines - 1, lines - 2)


def test_up_and_down_and_from_a_closed_fold_every_arrow_lead_on_through_the_card(visit, site):
    page = visit((site / "hidden-layers.html").as_uri())
    lines = opened(page)
    focused = "document.activeElement.textContent"
    page.keyboard.press("ArrowDown")
    assert page.evaluate(focused) == "The test"
    page.keyboard.press("ArrowUp")
    assert (page.evaluate(focused), page.evaluate(SEEN, CARD)) == ("Derived", lines)
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    assert page.evaluate(focused) == "The test"


def test_buttons_with_words_do_the_same_by_touch_and_end_where_the_steps_do(visit, site):
    page = visit((site / "hidden-layers.html").as_uri(), NARROW, has_touch=True, is_mobile=True)
    lines = opened(page)
    buttons = page.locator(f"{CARD} .eq-going button")
    for name, seen, off in (
        ("from the start", 1, ["previous step"]), ("next step", 2, []), ("next step", 3, []), ("previous step", 2, []),
        ("all steps", lines, ["all steps"]), ("previous step", lines - 1, []), ("next step", lines, ["all steps"]),
        ("from the start", 1, ["previous step"]),
    ):  # fmt: skip
        buttons.get_by_text(name, exact=True).tap()
        assert page.evaluate(SEEN, CARD) == seen, name
        assert [each.text_content() for each in buttons.all() if each.is_disabled()] == off, name
    assert not page.locator(f"{CARD} .eq-keys").is_visible()


def test_its_lines_are_of_one_font_and_an_arrow_stands_on_its_letter(visit, server):
    page = visit(server + "hidden-layers.html")
    opened(page)
    page.evaluate("""card => {
        const line = document.querySelector(`${card} .eq-derived li`);
        line.innerHTML = "<div>z⃗ᵢ⁽ˡ⁾ = Σ<sub>g</sub> wₖ<sub>g</sub>⁽ˡ⁺¹⁾ · δ<sub>g</sub>ₕ · aⱼ₁₂⁽ᴸ⁻²⁾ᵀ</div>";
        line.id = "line";
    }""", CARD)  # fmt: skip
    chromium = page.context.new_cdp_session(page)
    chromium.send("DOM.enable")
    chromium.send("CSS.enable")
    root = chromium.send("DOM.getDocument")["root"]["nodeId"]
    node = chromium.send("DOM.querySelector", {"nodeId": root, "selector": "#line"})["nodeId"]
    (font,) = chromium.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    text = page.locator("#line").text_content().replace("g", "")  # what stands in it, but for its marks
    assert (font["isCustomFont"], font["glyphCount"]) == (True, len(text) - 1)  # the arrow with its letter is one
    wide = "([...all]) => all.map(each => each.getBoundingClientRect().width)"
    page.evaluate("card => document.querySelector(`${card} .eq-derived li`).innerHTML = '<sub>g</sub><i>g</i>'", CARD)
    small, large = page.eval_on_selector_all("#line > *", wide)
    assert small < 0.9 * large


def test_paper_has_all_steps_and_no_buttons(visit, site):
    page = visit((site / "hidden-layers.html").as_uri())
    lines = opened(page)
    page.keyboard.press("ArrowRight")
    assert page.evaluate(SEEN, CARD) == 1 < lines
    page.emulate_media(media="print")
    assert page.evaluate(SEEN, CARD) == lines
    assert not page.locator(f"{CARD} .eq-going").is_visible()


def test_in_a_few_colours_a_line_shows_which_step_it_is(visit, site):
    page = visit((site / "hidden-layers.html").as_uri(), forced_colors="active")
    opened(page)
    page.keyboard.press("ArrowRight")
    outline = "each => getComputedStyle(each).outlineStyle"
    assert page.locator(f"{CARD} [aria-current=step]").evaluate(outline) == "solid"
    colour = "each => getComputedStyle(each).color"
    off, on = (page.locator(f"{CARD} button[aria-disabled={off}]").evaluate(colour) for off in ("true", "false"))
    assert off != on


@pytest.mark.parametrize("name", CHAPTERS)
def test_no_derivation_is_wider_than_its_card(visit, site, name):
    page = visit((site / f"{name}.html").as_uri())
    page.evaluate("""() => {
        for (const card of document.querySelectorAll(".eq")) card.style.contentVisibility = "visible";
        for (const box of document.querySelectorAll(".eq-derived")) box.closest("details").open = true;
    }""")
    assert page.locator(".eq-derived").count() > 0
    for width in (WIDE["width"], NARROW["width"], 320):
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.eval_on_selector_all(".eq-derived", """all =>
            all.filter(box => box.scrollWidth > box.clientWidth).map(box => box.closest(".eq").id)""")
        assert wide == [], width
