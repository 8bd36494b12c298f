"""The blanks of a calculation in a real browser: right and wrong answers, by keyboard, and without JavaScript."""

import pytest
from seen import NARROW, WIDE

pytest.importorskip("math_core", reason="the site's builder needs math-core")
from builder.digits import numeral
from builder.step_page import BLANKS, quantities

FIRST, SECOND = "z-1-3", "a-1-3"


@pytest.fixture
def page(visit, site):
    return visit((site / "one-step.html").as_uri())


def field(page, key):
    return page.get_by_role("textbox", name=quantities()[key].words, exact=True)


def says(page, key):
    work = page.locator(".work").filter(has=page.locator(f'[data-key="{key}"]'))
    return work.locator(".blank-says").inner_text()


def blank(page, key):
    return page.locator(f'.blank[data-key="{key}"]')


def used(page, key):
    return page.locator(f'.use[data-of="{key}"]').all_inner_texts()


def test_every_blank_is_a_field_with_a_name(page):
    for key in BLANKS:
        assert field(page, key).is_visible()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("many", "Write a number"),
        ("-0.4483", "the sign is not"),
        ("0.45", "Right so far"),
        ("0.4484", "the last digit differs"),
        ("0.9", "Not yet"),
    ],
)
def test_a_wrong_answer_is_told_what_is_wrong_with_it(page, text, message):
    field(page, "dz-2-2").fill(text)
    field(page, "dz-2-2").press("Enter")
    assert message in says(page, "dz-2-2")
    assert field(page, "dz-2-2").get_attribute("aria-invalid") == "true"
    assert "0.4483" not in used(page, "dz-2-2")


@pytest.mark.parametrize("text", ["0.4483", "0,4483", "+.4483", " 0.44829 ", "4.483e-1", "0.44829/1"])
def test_a_right_answer_stands_wherever_its_number_is_used(page, text):
    field(page, "dz-2-2").fill(text)
    field(page, "dz-2-2").press("Enter")
    assert "Right" in says(page, "dz-2-2")
    assert blank(page, "dz-2-2").inner_text() == "0.4483"
    assert len(used(page, "dz-2-2")) > 3 and set(used(page, "dz-2-2")) == {"0.4483"}
    assert page.said == []


@pytest.mark.parametrize("text", ["-0.675", "−0.675"])
def test_a_minus_may_be_typed_or_pasted(page, text):
    field(page, "dz-3-1").fill(text)
    field(page, "dz-3-1").press("Enter")
    assert set(used(page, "dz-3-1")) == {"−0.675", "(−0.675)"}


def test_the_keyboard_goes_from_blank_to_blank(page):
    field(page, FIRST).focus()
    page.keyboard.type("0.33")
    page.keyboard.press("Enter")
    assert field(page, SECOND).evaluate("field => field === document.activeElement")
    page.keyboard.type("0.5")
    page.keyboard.press("Tab")
    assert "Right so far" not in says(page, FIRST)  # one digit, and not that of the answer
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type("0.5818")
    page.keyboard.press("Enter")
    assert blank(page, SECOND).evaluate("blank => blank === document.activeElement")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.work') !== null")


def test_a_field_that_is_left_with_the_tab_key_is_checked(page):
    field(page, FIRST).fill("0.33")
    field(page, FIRST).press("Tab")
    assert blank(page, FIRST).inner_text() == "0.33"
    assert page.said == []


def test_an_empty_field_is_not_wrong(page):
    field(page, FIRST).press("Enter")
    assert says(page, FIRST) == "" and field(page, FIRST).get_attribute("aria-invalid") is None


def test_all_blanks_can_be_filled_in_at_once(page):
    page.get_by_role("button", name="Fill in all the blanks").click()
    assert page.locator(".blank input").count() == 0
    for key in BLANKS:
        assert blank(page, key).inner_text() == numeral(quantities()[key].value)
        assert {text.strip("()") for text in used(page, key)} <= {numeral(quantities()[key].value)}
    assert page.said == []


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_nothing_overflows_when_a_wrong_answer_is_told(visit, site, viewport):
    page = visit((site / "one-step.html").as_uri(), viewport)
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    field(page, FIRST).fill("9")
    field(page, FIRST).press("Enter")
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def test_without_javascript_the_answers_are_folded_below(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "one-step.html").as_uri())
    assert page.locator(".blank").all_inner_texts() == ["?"] * len(BLANKS)
    work = page.locator(".work").filter(has=page.locator(f'[data-key="{FIRST}"]'))
    assert "0.5818" not in work.inner_text()
    work.locator("summary").click()
    assert "0.33" in work.locator("details").inner_text() and "0.5818" in work.locator("details").inner_text()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_where_all_blanks_are_filled_in(visit, site, axe, scheme):
    page = visit((site / "one-step.html").as_uri(), color_scheme=scheme)
    page.get_by_role("button", name="Fill in all the blanks").click()
    assert axe(page) == []
