"""axe-core on every page, all folds open: light and dark, wide and narrow, and in the colours of a reader's choice."""

import re
from collections import defaultdict
from pathlib import Path

import pytest
from seen import NARROW, WIDE

ROOT = Path(__file__).parents[2]
PAGES = re.findall(r"(?m)^  - .*?([\w/-]+)\.md$", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
SOURCES = ["source/purenn.backward_scalar", "source/purenn.matrix"]
SIZES = ["scrollable-region-focusable", "target-size"]
MODES = [(WIDE, "light", "none"), (NARROW, "dark", "none"), (NARROW, "light", "active")]

# All folds open, and all cards laid out as they are once they come into sight.
UNFOLD = """() => {
    for (const fold of document.querySelectorAll("details")) fold.open = true;
    for (const card of document.querySelectorAll(".eq")) card.style.contentVisibility = "visible";
}"""

# The page has been drawn again, and its scripts have seen how.
DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50))))"

# One piece of text for each pair of ink and ground, size and weight that is not known yet: no other text can have
# another contrast. The pieces are kept for axe, and their pairs returned.
PAIRS = """known => {
    const grounds = new Map([[null, ""]]), pairs = new Map(), walk = document.createTreeWalker(document.body, 4);
    function ground(piece) {
        if (grounds.has(piece)) return grounds.get(piece);
        const { backgroundColor: colour, backgroundImage: image, opacity } = getComputedStyle(piece);
        const behind = colour.startsWith("rgb(") ? "" : ground(piece.parentElement);
        grounds.set(piece, colour === "rgba(0, 0, 0, 0)" && image === "none" && opacity === "1"
            ? behind : `${behind} ${colour} ${image} ${opacity}`);
        return grounds.get(piece);
    }
    while (walk.nextNode()) {
        const piece = walk.currentNode.parentElement;
        if (!walk.currentNode.data.trim() || !piece.checkVisibility()) continue;
        const { color, fontSize, fontWeight } = getComputedStyle(piece);
        const pair = [color, fontSize, fontWeight, ground(piece)].join();
        if (!pairs.has(pair)) pairs.set(pair, piece);
    }
    for (const pair of known) pairs.delete(pair);
    window.fresh = [...pairs.values()];
    return [...pairs.keys()];
}"""


def test_the_pages_are_those_of_the_book(site):
    assert len(PAGES) > 15 and all((site / f"{name}.html").exists() for name in [*PAGES, *SOURCES])


@pytest.fixture(scope="module")
def known():
    """The pairs of each mode that are in order on a page."""
    return defaultdict(set)


def contrast(page, axe, known):
    """Return what axe-core complains of in the pairs that are not known yet, which are known if that is nothing."""
    fresh = page.evaluate(PAIRS, list(known))
    found = axe(page, {"runOnly": ["color-contrast"]}, "() => window.fresh") if fresh else []
    known.update([] if found else fresh)
    return found


@pytest.mark.parametrize("name", [*PAGES, *SOURCES, "404"])
def test_axe_finds_nothing(visit, site, axe, known, name):
    page = visit((site / f"{name}.html").as_uri(), reduced_motion="reduce")
    page.evaluate(UNFOLD)
    page.evaluate(DRAWN)
    assert axe(page, {"rules": {"color-contrast": {"enabled": False}, "target-size": {"enabled": True}}}) == []
    for viewport, scheme, forced in MODES:
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=scheme, forced_colors=forced)
        assert contrast(page, axe, known[viewport["width"], scheme, forced]) == [], (viewport, scheme, forced)
    page.evaluate(DRAWN)
    assert axe(page, {"runOnly": SIZES}) == []


def test_axe_finds_nothing_where_the_whole_book_is_one_page(visit, site, axe, known):
    page = visit((site / "book.html").as_uri())
    page.evaluate(DRAWN)
    whole = ["cat.aria", "cat.keyboard", "cat.name-role-value", "cat.semantics", "cat.structure", "cat.tables"]
    assert axe(page, {"runOnly": {"type": "tag", "values": whole}}) == []
    assert contrast(page, axe, known[WIDE["width"], "light", "none"]) == []
