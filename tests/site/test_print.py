"""On paper a page is light, whole and quiet; and the whole book is one page."""

import re
import shutil
import subprocess
from collections import Counter

import pytest

A4 = {"width": 643, "height": 960}  # in CSS pixels, without the margins

# What of a page lies beyond the paper's right edge, or is cut off inside a box.
BEYOND = """() => {
  const edge = document.documentElement.clientWidth + 1, found = [];
  for (const each of document.querySelectorAll(".md-content *")) {
    const box = each.getBoundingClientRect(), style = getComputedStyle(each);
    if (!box.width || each.matches(".eq, .eq *, pre span, svg *")) continue;
    if (box.right > edge) found.push(`beyond: ${each.outerHTML.slice(0, 120)}`);
    if (style.overflowX !== "visible" && each.scrollWidth > each.clientWidth + 1)
      found.push(`cut: ${each.outerHTML.slice(0, 120)}`);
  }
  return found;
}"""
GONE = ".md-header, .md-sidebar, .md-footer, .md-search, .headerlink, .md-content button, .sliders"


@pytest.mark.parametrize("name", ["loss", "hidden-layers", "errata", "other-books", "source/purenn.check"])
def test_a_page_fits_on_paper(server, visit, name):
    page = visit(f"{server}{name}.html", A4, color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(BEYOND) == []
    colours = "['html', 'body'].map((name) => getComputedStyle(document.querySelector(name)).backgroundColor)"
    assert page.evaluate(colours) == ["rgb(255, 255, 255)"] * 2
    assert page.evaluate("getComputedStyle(document.querySelector('.md-content p')).color") == "rgb(35, 33, 29)"
    visible = "(all) => [...document.querySelectorAll(all)].filter((each) => each.checkVisibility()).length"
    assert page.evaluate(visible, GONE) == 0


def test_a_long_line_of_source_goes_on_under_itself(server, visit):
    page = visit(server + "source/purenn.check.html", A4)
    page.emulate_media(media="print")
    indents = """() => [...document.querySelectorAll(".source .line")].map((line) => {
      const range = document.createRange();
      range.selectNodeContents(line);
      const text = [...range.getClientRects()].filter((box) => box.width > 1);
      return [text[0].left, Math.max(...text.map((box) => box.bottom)) - text[0].top,
        Math.min(...text.filter((box) => box.top > text[0].bottom - 2).map((box) => box.left))];
    })"""
    wrapped = [(first, under) for first, height, under in page.evaluate(indents) if height > 20]
    assert len(wrapped) > 5 and all(under > first + 50 for first, under in wrapped)


def test_folded_parts_stay_folded_on_paper_unless_opened(server, visit, tmp_path):
    if not shutil.which("pdftotext"):
        pytest.skip("there is no pdftotext")
    page = visit(server + "compacting.html")
    page.evaluate("document.querySelector('.md-content details.task-answer').open = true")
    before = page.eval_on_selector_all("details", "folds => folds.map((fold) => fold.open)")
    assert before.count(True) == 1
    page.pdf(path=tmp_path / "page.pdf", format="A4", prefer_css_page_size=True)
    assert page.eval_on_selector_all("details", "folds => folds.map((fold) => fold.open)") == before
    said = subprocess.run(["pdftotext", tmp_path / "page.pdf", "-"], capture_output=True, text=True, check=True).stdout
    assert said.count("The answer") == 1 and "Worked numbers" not in said and "Search" not in said


def words(html):
    return " ".join(re.sub(r"(?s)<script.*?</script>|<[^>]*>", "", html).split())


def test_the_whole_book_is_one_page(site, server, visit):
    text = (site / "book.html").read_text(encoding="utf-8")
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert [id for id, count in Counter(ids).items() if count > 1] == []
    within = re.findall(r'href="#([^"]*)"', text)
    assert len(within) > 500 and set(within) <= set(ids)
    named = re.findall(r'\s(?:for|aria-(?:labelledby|describedby))="([^"]+)"', text)
    assert {name for names in named for name in names.split()} <= set(ids)
    pages = {path.stem: path.read_text(encoding="utf-8") for path in site.glob("*.html")}
    chapters = re.findall(r'<article class="[^"]*chapter" id="([^"]*)"', text)
    assert chapters[-1] == "errata" and "stepper" not in chapters
    assert chapters.index("index") < chapters.index("one-unit") < chapters.index("hidden-layers") < len(pages)
    assert not re.findall(rf'href="(?:{"|".join(chapters)})\.html', text.split("</header>", 1)[1])
    # Every card is there at its home, once, and once more only where a page repeats it.
    cards = Counter(re.findall(r'\sid="(\S+?--eq-[\w-]+)"', text))
    shown = [f"{name}--{id}" for name in chapters for id in re.findall(r'\sid="(eq-[\w-]+)"', pages[name])]
    assert cards == Counter(shown) and len({card.split("--")[1] for card in cards}) >= 74
    said = words(text)
    texts = {name: words(re.findall(r"(?s)<article.*?>(.*)</article>", pages[name])[0]) for name in chapters}
    assert [name for name in chapters if texts[name] not in said] == []

    page = visit(server + "book.html", color_scheme="dark", java_script_enabled=False)
    assert page.asked and all("/assets/" in each or each.endswith("book.html") for each in page.asked)
    page = visit(server + "book.html", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(22, 23, 27)"
    page.click(".contents a:has-text('The loss')")
    assert page.url.endswith("#loss")
    assert -1 < page.evaluate("document.getElementById('loss').getBoundingClientRect().top") < 200
    for width in (1400, 768, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0
    scripts = page.evaluate("[...document.scripts].map((each) => each.getAttribute('src'))")
    assert set(scripts) == {None, "assets/boxes.js"}


def test_the_foot_of_a_page_leads_to_the_whole_book(site):
    for name in ("index.html", "source/purenn.matrix.html"):
        page = (site / name).read_text(encoding="utf-8")
        assert re.search(r'href="(\.\./)?book\.html">The whole book', page)
    assert '"book.html' not in (site / "assets" / "search-index.js").read_text(encoding="utf-8")
