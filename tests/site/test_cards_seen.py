"""The cards as a browser lays them out: nothing cut in silence, on any screen or on paper."""

import pytest
from seen import WIDE

CHAPTERS = ["index", "forward-pass", "loss", "output-layer", "hidden-layers", "compacting", "gradient-descent"]
WIDTHS = [1400, 1280, 1024, 768, 640, 390, 320]  # 640 is 1280 at 200 %
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
