"""The built book in a real browser: from a folder and from a server, narrow and wide, by mouse, keyboard and tap."""

import re
from pathlib import Path

import pytest
from seen import NARROW, WIDE

ROOT = Path(__file__).parents[2]
PAGES = [
    "index.html", "compacting.html", "errata.html", "forward-pass.html", "hidden-layers.html", "stepper.html",
    "one-step.html", "source/purenn.backward_scalar.html",
]  # fmt: skip
CARD = "#eq-hidden-dJ-da-sum"
WEIGHT = ".term.first"


def lit(page):
    return page.eval_on_selector_all(".term.lit", "terms => terms.map(term => term.classList[1])")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_nothing_moves_overflows_complains_or_comes_from_elsewhere(visit, server, name, viewport):
    page = visit(server + name, viewport)
    shifts = page.evaluate(
        """() => new Promise(done => {
            let sum = 0;
            new PerformanceObserver(list => { for (const shift of list.getEntries()) sum += shift.value; })
                .observe({ type: "layout-shift", buffered: true });
            setTimeout(() => done(sum), 150);
        })"""
    )
    assert shifts <= 0.02
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    assert page.said == []
    assert [url for url in page.asked if not url.startswith((server, "data:"))] == []


def test_the_mathematical_font_is_used(visit, server):
    page = visit(server + "loss.html")
    assert page.evaluate("document.fonts.check('16px \"Site Math\"')")
    assert [url for url in page.asked if url.endswith("site-math.woff2")] == [server + "assets/site-math.woff2"]


@pytest.mark.parametrize("side", [".eq-codes", ".eq-formula .formula"])
def test_a_term_lights_up_on_both_sides_under_the_pointer(visit, site, side):
    page = visit((site / "index.html").as_uri())
    assert lit(page) == []
    page.locator(f"{CARD} {side} {WEIGHT}").hover()
    assert lit(page) == ["first"] * 2  # the equation, the code
    page.mouse.move(5, 5)
    assert lit(page) == []


def test_a_summation_lights_up_with_its_loop(visit, site):
    page = visit((site / "index.html").as_uri())
    page.locator(f"{CARD} .eq-codes [data-term=p]").hover()
    assert lit(page) == ["index"] * 2  # the sign with what stands below and above it, and the loop


def test_the_keyboard_goes_from_term_to_term(visit, site):
    page = visit((site / "index.html").as_uri())
    page.locator(f"{CARD} .eq-head a").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert set(lit(page)) == {"index"}
    page.keyboard.press("ArrowRight")
    assert set(lit(page)) == {"written"}
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    assert set(lit(page)) == {"written"}, "what was pressed stays lit"
    assert page.locator(f"{CARD} [aria-pressed=true]").count() == 1


@pytest.mark.parametrize("side", [".eq-codes", ".eq-formula .formula"])
def test_a_tap_lights_a_term_until_the_next(visit, site, side):
    page = visit((site / "index.html").as_uri(), NARROW, has_touch=True, is_mobile=True)
    weight = page.locator(f"{CARD} {side} {WEIGHT}")
    weight.tap()
    assert set(lit(page)) == {"first"}
    weight.tap()
    assert lit(page) == []
    weight.tap()
    page.locator("h1").tap()
    assert lit(page) == []


def test_the_address_of_an_equation_leads_to_its_card(visit, site):
    page = visit((site / "index.html").as_uri() + CARD)
    box = page.locator(CARD).bounding_box()
    assert 0 <= box["y"] < WIDE["height"] / 2


def test_side_by_side_when_wide_and_one_above_the_other_when_narrow(visit, site):
    for viewport, beside in ((WIDE, True), (NARROW, False)):
        page = visit((site / "index.html").as_uri(), viewport)
        left = page.locator(f"{CARD} .eq-formula").bounding_box()
        right = page.locator(f"{CARD} .eq-codes").bounding_box()
        assert (right["x"] >= left["x"] + left["width"] - 1) is beside
        assert (right["y"] >= left["y"] + left["height"] - 1) is not beside


def test_a_wide_formula_scrolls_inside_its_box(visit, site):
    page = visit((site / "forward-pass.html").as_uri(), NARROW)
    box = page.locator(".md-content__inner > .formula:has(mtable)").last
    assert box.evaluate("box => box.scrollWidth > box.clientWidth")
    assert box.get_attribute("tabindex") == "0"


def test_a_page_can_be_read_without_scripts(visit, site):
    page = visit((site / "index.html").as_uri(), java_script_enabled=False)
    assert page.locator(f"{CARD} math").first.is_visible()
    assert page.locator(f"{CARD} .tagged").first.is_visible()


TANGENT = "#figure-sigmoid-tangent"


def reading(page):
    """What the drawing and a screen reader say, once the tangent has moved."""
    shown = page.locator(f"{TANGENT} [data-part=slope-said]").text_content()
    return shown, page.locator(f"{TANGENT} input").get_attribute("aria-valuetext")


def test_the_keyboard_moves_a_figure(visit, site):
    page = visit((site / "forward-pass.html").as_uri(), reduced_motion="reduce")
    assert reading(page) == ("0.1966", "z = 1.0: activation 0.7311, derivative 0.1966")
    slider = page.get_by_role("slider", name="move along z")
    slider.focus()
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    assert reading(page) == ("0.2500", "z = 0.0: activation 0.5000, derivative 0.2500")
    page.keyboard.press("End")
    assert reading(page) == ("0.0025", "z = 6.0: activation 0.9975, derivative 0.0025")
    assert page.said == []


def test_the_pointer_moves_a_figure_in_the_drawing_and_on_the_slider(visit, site):
    page = visit((site / "forward-pass.html").as_uri())
    drawing, slider = page.locator(f"{TANGENT} svg"), page.locator(f"{TANGENT} input")
    drawing.scroll_into_view_if_needed()
    box = drawing.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + 80)
    assert reading(page)[0] == "0.1966", "a pointer that passes moves nothing"
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 236 / 440, box["y"] + 80)
    page.mouse.up()
    assert reading(page)[0] == "0.2500"
    page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + 80)
    assert reading(page)[0] == "0.2500"
    slider.click(position={"x": 2, "y": 10})
    assert reading(page)[1] == "z = −6.0: activation 0.0025, derivative 0.0025"


def test_a_finger_moves_a_figure(visit, site):
    page = visit((site / "forward-pass.html").as_uri(), NARROW, has_touch=True, is_mobile=True)
    drawing = page.locator(f"{TANGENT} svg")
    drawing.tap(position={"x": drawing.bounding_box()["width"] * 236 / 440, "y": 80})
    assert reading(page)[0] == "0.2500"


def test_two_sliders_move_one_figure(visit, site):
    page = visit((site / "forward-pass.html").as_uri())
    flat = page.locator("#figure-weight-and-bias [data-part=flat]")
    assert flat.get_attribute("visibility") == "hidden"
    page.get_by_role("slider", name="weight w").fill("8")
    page.get_by_role("slider", name="bias b").fill("8")
    assert flat.get_attribute("visibility") == "visible"
    assert float(flat.get_attribute("y1")) == 117  # half way between 0 and 1


def test_a_figure_tells_its_story_without_scripts(visit, site):
    page = visit((site / "forward-pass.html").as_uri(), java_script_enabled=False)
    assert page.locator(f"{TANGENT} svg").is_visible()
    assert page.locator(f"{TANGENT} [data-part=slope-said]").text_content() == "0.1966"
    assert not page.locator(f"{TANGENT} input").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_where_a_term_is_lit(visit, site, axe, scheme):
    page = visit((site / "index.html").as_uri() + CARD, color_scheme=scheme, reduced_motion="reduce")
    page.locator(f"{CARD} .eq-codes {WEIGHT}").click()
    assert axe(page) == []


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("step", ["scalar/hidden.dJ-da-sum/l=1", "matrix/compact.dJ-dA/l=1,i=2,j=1"])
def test_axe_finds_nothing_where_the_stepper_asks_what_if(visit, site, axe, viewport, scheme, step):
    address = f"{(site / 'stepper.html').as_uri()}#{step}"
    page = visit(address, viewport, color_scheme=scheme, reduced_motion="reduce")
    page.locator(".st-ask").click()
    assert axe(page) == []


def colours(scheme):
    css = (ROOT / "docs/assets/book.css").read_text(encoding="utf-8")
    block = re.search(rf'\[data-md-color-scheme="{scheme}"\] {{\s+--paper.*?}}', css, re.DOTALL)
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block[0]))


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["default", "slate"])
def test_every_ink_can_be_read_on_every_ground_it_stands_on(scheme):
    colour = colours(scheme)
    grounds = ["paper", "card", "well"]
    roles = ["written", "first", "second", "third", "index"]
    pairs = [(ink, ground) for ink in ("ink", "soft", *roles) for ground in grounds]
    pairs += [(role, f"{role}-tint") for role in roles]
    pairs += [("ink", "mark"), ("soft", "mark")]
    for ink, ground in pairs:
        dark, light = sorted([luminance(colour[ink]), luminance(colour[ground])])
        assert (light + 0.05) / (dark + 0.05) >= 4.5, f"{ink} on {ground}"
