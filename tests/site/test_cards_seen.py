"""The cards as a browser lays them out: nothing cut in silence, on any screen or on paper; headings; keys."""

import re
import shutil
import subprocess
from base64 import b64encode
from pathlib import Path

import pytest
from seen import NARROW, WIDE

CHAPTERS = ["index", "forward-pass", "loss", "output-layer", "hidden-layers", "compacting", "gradient-descent"]
WIDTHS = [1400, 1024, 768, 640, 390, 320]  # 640 is 1280 at 200 %
A4 = 718  # pixels between the margins of a sheet

# Every piece of a card that is cut off where nothing shows it. A box that scrolls shows it by its shaded edges, if what
# it holds begins in sight; on paper nothing scrolls.
CUT = """paper => {
    const cut = [], known = new Map(), range = document.createRange();
    for (const solution of document.querySelectorAll(".eq-solution")) solution.open = true;
    for (const box of document.querySelectorAll(".formula, .eq-lines")) box.scrollLeft = 0;
    function clips(piece) { // the boxes around a piece that cut it off, from the innermost
        const box = piece.parentElement;
        if (!box) return [{ left: 0, right: innerWidth, shows: false }];
        if (known.has(box)) return known.get(box);
        const style = getComputedStyle(box), { left, right } = box.getBoundingClientRect();
        const scrolls = /auto|scroll/.test(style.overflowX) && box.scrollWidth > box.clientWidth;
        const shows = scrolls && !paper && style.backgroundAttachment.includes("local");
        const cuts = style.overflowX !== "visible" && style.display !== "inline";
        const found = cuts || box.matches(".eq-formula, .eq-codes") ? [{ left, right, shows }] : [];
        known.set(box, [...found, ...clips(box)]);
        return known.get(box);
    }
    for (const piece of document.querySelectorAll(
        ".eq-formula :is(mi, mo, mn), .eq-shapes li, .line, .eq-grid td, .eq-name, .eq-id, .eq-head a, .eq-says"
    )) {
        if (!piece.checkVisibility()) continue;
        range.selectNodeContents(piece);
        for (const rect of (piece.matches(".line") ? range : piece).getClientRects()) for (const box of clips(piece)) {
            const out = rect.right > box.right + 1;
            if (rect.left < box.left - 1 || (out && !box.shows)) cut.push(piece.closest("[id]").id + piece.textContent);
            if (out) break;
        }
    }
    if (paper) for (const box of document.querySelectorAll(".eq :is(.formula, .eq-lines, .eq-grid)")) {
        if (getComputedStyle(box).overflowX !== "visible") cut.push(box.className);
    }
    return cut;
}"""


@pytest.mark.parametrize("name", CHAPTERS)
def test_no_equation_and_no_line_of_code_is_cut_without_a_sign(visit, site, name):
    page = visit((site / f"{name}.html").as_uri())
    assert page.locator(".eq").count() > 0
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(CUT, False) == [], width
    page.set_viewport_size(WIDE)
    page.evaluate("document.documentElement.style.fontSize = '250%'")  # of 125 %: text alone at 200 %
    assert page.evaluate(CUT, False) == []
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.evaluate("for (const fold of document.querySelectorAll('.eq-fold')) fold.open = true")
    page.set_viewport_size({"width": A4, "height": 1000})
    page.emulate_media(media="print")
    assert page.evaluate(CUT, True) == []


def test_what_is_cut_on_a_screen_has_a_shaded_edge_and_is_a_stop_of_the_tab_key(visit, site):
    page = visit((site / "hidden-layers.html").as_uri(), NARROW)
    page.evaluate("for (const fold of document.querySelectorAll('.md-content details')) fold.open = true")
    page.evaluate("for (const card of document.querySelectorAll('.eq')) card.style.contentVisibility = 'visible'")
    for width in (320, 1400):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(100)
        boxes = page.eval_on_selector_all(
            ".formula, .eq-lines, .eq-grid, .task-grid, .md-typeset__scrollwrap, .md-content pre > code",
            """boxes => boxes.map(box => [box.className, box.scrollWidth > box.clientWidth + 1, box.tabIndex === 0,
                getComputedStyle(box).backgroundAttachment.startsWith("local, local, scroll")])""",
        )
        assert {scrolls for _, scrolls, _, _ in boxes} == {True, False}
        assert [box for box in boxes if box[1] is not box[2]] == []
        assert [box for box in boxes if not box[3]] == []


def test_worked_numbers_that_scroll_are_a_stop_of_the_tab_key_at_every_place(visit, site):
    page = visit((site / "hidden-layers.html").as_uri(), {"width": 320, "height": 700})
    page.evaluate("for (const fold of document.querySelectorAll('.md-content details')) fold.open = true")
    card = page.locator("#eq-hidden-Z-layout")
    card.scroll_into_view_if_needed()
    for layer in ("2", "1"):
        card.locator(".eq-numbers select").first.select_option(layer)
        grid = card.locator(".eq-grid")
        page.wait_for_timeout(100)
        assert grid.evaluate("box => box.scrollWidth > box.clientWidth && box.tabIndex === 0"), layer
        assert grid.get_attribute("aria-label") == grid.locator("caption").inner_text()


def test_the_boxes_with_shaded_edges_are_those_that_the_tab_key_stops_at():
    assets = Path(__file__).parents[2] / "docs" / "assets"
    css, script = ((assets / name).read_text(encoding="utf-8") for name in ("book.css", "boxes.js"))
    shaded = re.search(r":is\(([^)]*drawing-box[^)]*)\)", css)
    stops = re.search(r"const BOXES = ((?:[^;])*);", script)
    assert shaded is not None and stops is not None
    listed = "".join(re.findall(r'"([^"]*)"', stops[1]))
    assert sorted(re.split(r",\s*", shaded[1].strip())) == sorted(re.split(r",\s*", listed.strip()))


# What scrolls and has another ground than what it stands on.
PATCHES = """() => [...document.querySelectorAll(
    ".formula, .eq-lines, .eq-grid, .work-table, .task-grid, .drawing-box, .task-choice, .source pre > code"
)].filter(box => {
    const ground = each => getComputedStyle(each).backgroundColor;
    let behind = box.parentElement;
    while (behind.parentElement && ground(behind) === "rgba(0, 0, 0, 0)") behind = behind.parentElement;
    return box.checkVisibility() && ground(box) !== ground(behind);
}).map(box => box.className)"""


@pytest.mark.parametrize("name", ["loss", "one-step", "stepper"])
def test_what_scrolls_has_the_ground_that_it_stands_on(visit, site, name):
    page = visit((site / f"{name}.html").as_uri())
    for choice in page.locator(".task-option input").all()[:1]:
        choice.check()
    assert page.evaluate(PATCHES) == []


def test_source_that_is_cut_on_a_screen_has_a_shaded_edge(visit, site):
    page = visit((site / "source/purenn.matrix.html").as_uri(), NARROW)
    code = page.locator(".source pre > code")
    assert code.evaluate("code => code.scrollWidth > code.clientWidth && code.tabIndex === 0")
    assert code.evaluate("code => getComputedStyle(code).backgroundAttachment").startswith("local, local, scroll")


# Whether the left edge of a picture, and its right one, has the colour of its middle.
PLAIN = """png => new Promise(done => {
    const image = new Image();
    image.onload = () => {
        const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
        const paper = canvas.getContext("2d");
        paper.drawImage(image, 0, 0);
        const [left, middle, right] = [1, image.width / 2, image.width - 2].map(
            x => String(paper.getImageData(x, image.height / 2, 1, 1).data));
        done([left === middle, right === middle]);
    };
    image.src = `data:image/png;base64,${png}`;
})"""


@pytest.mark.parametrize("colours", ["none", "active"])
def test_the_shade_goes_where_the_end_is_in_sight(visit, site, colours):
    page = visit((site / "loss.html").as_uri(), NARROW, forced_colors=colours)
    page.add_style_tag(content="#eq-loss-cross-entropy math { opacity: 0; }")
    box = page.locator("#eq-loss-cross-entropy .formula")
    box.scroll_into_view_if_needed()
    plain = []
    for end in (0, 1e4):
        box.evaluate("(box, end) => { box.scrollLeft = end; }", end)
        plain.append(page.evaluate(PLAIN, b64encode(box.screenshot()).decode()))
    assert plain == [[True, False], [False, True]]


def test_every_card_has_a_heading_below_that_of_its_section(visit, site):
    page = visit((site / "hidden-layers.html").as_uri())
    levels = page.eval_on_selector_all(
        ".md-content :is(h1, h2, h3, h4, h5)", "all => all.map(each => [Number(each.tagName[1]), each.className])"
    )
    cards, above = [], 0
    for level, name in levels:
        cards += [(level, above)] if name == "eq-name" else []
        above = above if name else level
    assert len(cards) == page.locator(".eq").count() > 20 and all(level == above + 1 for level, above in cards)
    assert page.locator(".md-nav [href^='#eq-']").count() == 0
    name = re.compile(r"Equation \d+ The derivative with respect to one weight, as a sum")
    card = page.get_by_role("region", name=name)
    assert card.get_attribute("id") == "eq-hidden-dJ-dw-sum"
    assert card.get_by_role("heading", level=3).is_visible()


@pytest.mark.parametrize(("name", "most"), [("hidden-layers", 210), ("loss", 95)])
def test_a_card_is_one_stop_of_the_tab_key(visit, site, name, most):
    page = visit((site / f"{name}.html").as_uri())
    stops = []
    while (card := press_tab(page)) is not None:
        stops.append(card)
        assert len(stops) <= most
    cards = [card for card in stops if card]
    seen = page.eval_on_selector_all(".eq", "all => all.filter(each => each.checkVisibility()).map(each => each.id)")
    assert cards == seen


def press_tab(page):
    """Press Tab, and return the card that is then focused, "" if none is, and None at the end of the page."""
    page.keyboard.press("Tab")
    return page.evaluate("""() => {
        const here = document.activeElement;
        return here === document.body ? null : (here.closest(".eq") || { id: "" }).id;
    }""")


def test_the_arrow_keys_lead_to_all_that_a_card_offers(visit, site):
    page = visit((site / "hidden-layers.html").as_uri())
    page.locator("#eq-hidden-dJ-dw .eq-head a").first.focus()
    said = "document.activeElement.textContent.trim()"
    rows = []
    for _ in range(9):
        rows.append(page.evaluate(said))
        page.keyboard.press("ArrowDown")
    last = ["In the article"] * 3  # from there the page scrolls on
    assert rows.pop(1).startswith("purenn/derivation.py, line ")
    assert rows == ["#", "dJ_dw_ih", "Worked numbers", "Derived", "The test", *last]
    page.keyboard.press("Enter")
    assert page.locator("#eq-hidden-dJ-dw .eq-origin").is_visible()
    for _ in range(4):
        page.keyboard.press("ArrowUp")
    assert page.evaluate(said) == "dJ_dw_ih"
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.matches('.term.lit[role=button]')")


@pytest.mark.parametrize("start", ["body", "#eq-loss-squared-error .term"])
def test_no_letter_leaves_the_page_or_opens_the_search(visit, site, start):
    page = visit((site / "loss.html").as_uri())
    page.locator("#eq-loss-squared-error .eq-head a").first.focus()
    page.locator(f"{start} >> visible=true").last.focus()
    for letter in ("p", "n", "s", "f", "/", ",", "."):
        page.keyboard.press(letter)
    page.wait_for_timeout(100)
    assert page.url.partition("#")[0].endswith("/loss.html")
    assert not page.locator("[data-md-toggle=search]").is_checked()
    page.get_by_role("textbox", name="Search").focus()
    page.keyboard.type("spin")
    assert page.get_by_role("textbox", name="Search").input_value() == "spin"


def test_a_marked_term_stands_where_a_plain_one_does(visit, site):
    page = visit((site / "forward-pass.html").as_uri())
    widths = page.eval_on_selector_all(".eq math", """all => all.map(math => {
        const plain = math.cloneNode(true), width = each => each.getBoundingClientRect().width;
        for (const term of plain.querySelectorAll(".term")) term.replaceWith(...term.childNodes);
        math.after(plain);
        for (const each of [math, plain]) each.style.display = "inline-block math";
        return [width(math), width(plain), math.textContent];
    })""")
    assert len(widths) > 20
    assert [each for each in widths if abs(each[0] - each[1]) > 0.1] == []


def test_an_address_leads_exactly_under_the_header_and_nothing_moves_on_the_way(visit, site):
    page = visit((site / "hidden-layers.html").as_uri(), reduced_motion="reduce")
    page.evaluate("""() => {
        window.moved = 0;
        new PerformanceObserver(list => { for (const shift of list.getEntries()) window.moved += shift.value; })
            .observe({ type: "layout-shift", buffered: true });
    }""")
    under = """id => document.getElementById(id).getBoundingClientRect().top
        - document.querySelector(".md-header").getBoundingClientRect().bottom"""
    for id in ("eq-hidden-dz-dw-delta", "eq-hidden-dJ-db", "eq-hidden-dz-da"):
        page.wait_for_timeout(700)  # the theme writes the section's address once the page rests
        page.evaluate("id => { location.hash = id; }", id)
        page.wait_for_function(f"id => Math.abs(({under})(id)) < 25", arg=id)
        assert 10 <= page.evaluate(under, id) <= 25
    for _ in range(30):
        page.mouse.wheel(0, -800)
        page.wait_for_timeout(20)
    assert page.evaluate("window.moved") <= 0.02
    assert page.locator(".eq").first.evaluate("card => getComputedStyle(card).contentVisibility") == "auto"


def test_paper_has_every_card_whole(visit, site, tmp_path):
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not here; it comes with poppler")
    page = visit((site / "loss.html").as_uri())
    page.pdf(path=tmp_path / "loss.pdf", format="A4")
    command = ["pdftotext", tmp_path / "loss.pdf", "-"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    lines = page.locator(".eq-codes .tagged").all_text_contents() + page.locator(".eq-name").all_text_contents()
    assert [word for line in lines for word in line.split() if word not in text] == []
