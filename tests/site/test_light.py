"""What a reader has to wait for: the font of the formulas holds what they show, and no page is heavy or slow."""

import gzip
import posixpath
import re
from functools import cache
from statistics import median

import pytest

pytest.importorskip("math_core", reason="the site's builder needs math-core")

from builder import font

CSS = 'a { color: red } @font-face { unicode-range:\n U+20-7E, U+210E,\n U+1D44E; } b { margin: 0 }'


def test_the_font_has_what_its_range_names():
    assert font.characters(CSS) == {*map(chr, range(0x20, 0x7F)), "ℎ", "𝑎"}


@pytest.mark.parametrize(("formula", "seen"), [
    ("<math><mi>a</mi><mo>&lt;</mo>\n<mi mathvariant='normal'>b</mi></math> c", "𝑎<b"),
    ("<math><mi>h</mi></math><math>+</math>", "ℎ+"),
    ("<math><mi>exp</mi><mi>∂</mi><mi>γ</mi><mi>𝐀</mi></math>", "exp𝜕𝛾𝐀"),
    ("<math><semantics><mn>1</mn><annotation encoding='x'>\\one</annotation></semantics></math>", "1"),
])  # fmt: skip
def test_what_a_formula_shows(formula, seen):
    assert font.shown(formula) == set(seen)


def test_a_formula_that_the_font_lacks_is_named(tmp_path):
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "book.css").write_text(CSS, encoding="utf-8")
    (tmp_path / "one.html").write_text("≫ <math><mi>a</mi></math>", encoding="utf-8")
    font.check(tmp_path)
    (tmp_path / "two.html").write_text("<math><mi>a</mi><mo>≫</mo></math>", encoding="utf-8")
    with pytest.raises(font.FontError, match=r"two.html: its formulas show ≫ \(U\+226B, MUCH GREATER-THAN\), which"):
        font.check(tmp_path)


def test_the_font_holds_its_range_and_tall_forms_and_nothing_else(visit, server, site):
    page = visit(server + "loss.html")
    named = font.characters((site / "assets" / "book.css").read_text(encoding="utf-8"))
    seen = sorted(character for character in named if character.isprintable() and not character.isspace())
    page.evaluate("""text => {
        document.body.innerHTML = `<p id="all" style="font: 1rem 'Site Math', monospace"></p>
            <math display="block"><mrow id="row"><mo>[</mo>
            <mtable>${"<mtr><mtd><mi>x</mi></mtd></mtr>".repeat(6)}</mtable><mo>]</mo></mrow>
            <mover><mi>x</mi><mo>∑</mo></mover><mo id="large">∑</mo></math>`;
        document.getElementById("all").textContent = text;
        return document.fonts.ready.then(() => true);
    }""", "".join(seen))  # fmt: skip
    chromium = page.context.new_cdp_session(page)
    chromium.send("DOM.enable")
    chromium.send("CSS.enable")
    root = chromium.send("DOM.getDocument")["root"]["nodeId"]
    node = chromium.send("DOM.querySelector", {"nodeId": root, "selector": "#all"})["nodeId"]
    fonts = chromium.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    assert [each["isCustomFont"] for each in fonts] == [True], fonts
    assert fonts[0]["glyphCount"] == len(seen)
    height = "([...all]) => all.map(each => each.getBoundingClientRect().height)"
    row, left, right = page.eval_on_selector_all("#row, #row > mo", height)
    assert left == right and row * 0.95 < left
    small, large = page.eval_on_selector_all("mover mo, #large", height)
    assert large > 1.5 * small
    assert (site / "assets" / "site-math.woff2").stat().st_size <= 65_000


ASKED = re.compile(r'<(?:link|script)\b[^>]*?\b(?:href|src)="([^"#:]+\.(?:css|js|png|svg|ico))"')
FONT = "assets/site-math.woff2"


def asked(site, name):
    """What a browser asks for with a page, itself included, before anything is searched for."""
    page = re.sub(r"(?s)<noscript>.*?</noscript>", "", (site / name).read_text(encoding="utf-8"))
    return {name, FONT, *(posixpath.normpath(file) for file in ASKED.findall(page))}


@pytest.mark.parametrize("name", ["hidden-layers.html", "stepper.html"])
def test_a_page_asks_for_what_it_names_and_no_other_host(visit, server, site, name):
    page = visit(server + name)
    page.wait_for_load_state("networkidle")
    files = {url.removeprefix(server).partition("?")[0] for url in page.asked if not url.startswith("data:")}
    icon = {"assets/favicon.svg"}  # which the browser asks for when it has the time
    assert files | icon == asked(site, name)


def test_every_page_is_light(site):
    aside = {"404.html", "book.html"}  # the one has addresses of its own, the other is all pages at once, to be printed
    names = [path.name for path in site.glob("*.html") if path.name not in aside]
    weigh = cache(lambda file: len(gzip.compress((site / file).read_bytes())))
    weights = {name: sum(map(weigh, asked(site, name))) for name in names}
    assert {name: weight for name, weight in weights.items() if weight > 250_000} == {}
    assert median(weights.values()) <= 200_000


TOUCHED = """
    window.touched = new Set();
    new MutationObserver(changes => {
        for (const { target } of changes) if (target.matches(".eq math *, .eq .term")) window.touched.add(target);
    }).observe(document, { subtree: true, attributes: true });
"""


def test_the_longest_chapter_is_small_and_no_script_begins_with_all_its_terms(visit, server):
    page = visit(server + "404.html")
    page.add_init_script(TOUCHED)
    page.goto(server + "hidden-layers.html")
    cards = page.locator(".eq").count()
    assert page.evaluate("window.touched.size") <= cards
    assert page.locator("*").count() <= 14_000
