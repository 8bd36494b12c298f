"""Every page says what it is, to a reader, a search engine and whoever follows a link to it that has gone stale."""

import re
import shutil
import subprocess
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from xml.etree import ElementTree

import pytest
from conftest import ROOT, require_builder
from seen import NARROW, WIDE

PUBLISHED = "https://a.example/book/"


def heads(site):
    """Return the head of every page of the site, by its name."""
    texts = {path.relative_to(site).as_posix(): path.read_text(encoding="utf-8") for path in site.rglob("*.html")}
    return {name: text[: text.index("</head>")] for name, text in texts.items()}


def said(head, pattern):
    return re.findall(pattern, head)


def test_every_page_has_a_title_and_a_description_of_its_own(site):
    titles, descriptions = {}, {}
    for name, head in heads(site).items():
        [title], [description] = said(head, "<title>(.*)</title>"), said(head, '"description" content="(.*)">')
        assert said(head, '<meta property="og:title" content="(.*)">') == [title]
        assert said(head, '<meta property="og:description" content="(.*)">') == [description]
        assert len(said(head, '<meta property="og:type"')) == 1 and "og:url" not in head and "canonical" not in head
        assert title.endswith(" · purenn") or (name == "index.html" and title.startswith("purenn: every equation"))
        assert description.endswith(".") and description.count(". ") == 0 and len(description) < 170, description
        assert titles.setdefault(title, name) == name and descriptions.setdefault(description, name) == name
    assert titles["The loss · purenn"] == "loss.html"


def test_a_book_without_an_address_has_no_sitemap(site):
    assert (site / "robots.txt").read_text(encoding="utf-8").split() == ["User-agent:", "*", "Allow:", "/"]
    assert not list(site.glob("sitemap*"))


def test_a_book_with_an_address_says_it_on_every_page(tmp_path):
    """Two pages are enough for that: the book's frame around pages of the test's own, built without the book."""
    require_builder()
    shutil.copytree(ROOT / "docs/theme", tmp_path / "docs/theme")
    (tmp_path / "docs/deep").mkdir()
    for name in ("index", "deep/loss"):
        (tmp_path / f"docs/{name}.md").write_text(f"---\ntitle: {name}\n---\n\n# A page\n", encoding="utf-8")
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    settings = re.sub(r"(?m)^(nav|not_in_nav|watch|hooks):.*\n(?:[ \n].*\n*)*", "", settings)
    (tmp_path / "mkdocs.yml").write_text(settings, encoding="utf-8")
    environment = {"SITE_URL": PUBLISHED, "REPO_URL": "https://a.example/code", "NO_MKDOCS_2_WARNING": "1"}
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "-q"], cwd=tmp_path, env=environment, check=True)
    site = tmp_path / "site"
    addresses = {name: PUBLISHED + name for name in ("index.html", "deep/loss.html")}
    assert heads(site).keys() == {"404.html", *addresses}
    for name, head in heads(site).items():
        at = [addresses[name]] if name in addresses else []
        assert said(head, '<link rel="canonical" href="(.*)">') == at
        assert said(head, '<meta property="og:url" content="(.*)">') == at
    listed = ElementTree.parse(site / "sitemap.xml").iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")
    assert sorted(each.text for each in listed) == sorted(addresses.values())
    assert f"Sitemap: {PUBLISHED}sitemap.xml" in (site / "robots.txt").read_text(encoding="utf-8")
    lost = (site / "404.html").read_text(encoding="utf-8")
    assert 'href="/book/assets/book.css"' in lost and 'href="/book/equations.html"' in lost
    assert '<a href="https://a.example/code">Repository</a>' in lost


def test_a_page_asks_only_for_what_it_uses(site):
    def asked(name):
        page = (site / name).read_text(encoding="utf-8")
        return set(re.findall(r'(?:href|src)="(?:\.{1,2}/)*assets/([\w/.-]+\.(?:css|js))"', page))

    everywhere = asked("404.html")
    assert {"book.css", "theme.css"} <= everywhere and not {"cards.css", "tasks.css", "stepper.css"} & everywhere
    assert asked("source/purenn.matrix.html") == everywhere
    assert {"cards.css", "terms.js", "tasks.css", "tasks.js", "typed.js"} <= asked("hidden-layers.html")
    for name in ("index.html", "hidden-layers.html", "notation.html"):
        assert not [each for each in asked(name) if each.startswith("stepper") or each in ("blanks.js", "figures.js")]
    assert {"blanks.css", "blanks.js", "typed.js"} <= asked("one-step.html")
    assert "figures.js" in asked("gradient-descent.html") and "figures.css" in asked("one-unit.html")
    assert {"stepper.css", "typed.js"} <= asked("stepper.html")


@pytest.fixture(scope="module")
def under_a_path(site):
    """The address of a server on which the book stands under /book/, and every other address is a page of its own."""

    class Server(SimpleHTTPRequestHandler):
        def send_head(self):
            self.path = self.path.removeprefix("/book") if self.path.startswith("/book/") else "/nowhere"
            return super().send_head()

        def send_error(self, code, message=None, explain=None):
            self.send_response(code)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            if self.command == "GET":
                self.wfile.write((site / "404.html").read_bytes())

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Server, directory=str(site))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/book/"
        server.shutdown()


@pytest.mark.parametrize("lost", ["hidden-layer.html", "a/b/hidden-layer.html?x=1"])
def test_an_address_that_leads_nowhere_leads_on(under_a_path, visit, lost):
    page = visit(under_a_path + lost)
    assert page.inner_text(".lost") == "/book/" + lost.split("?")[0]
    assert page.evaluate("getComputedStyle(document.querySelector('.md-content h1')).fontWeight") == "600"
    assert page.eval_on_selector_all(".md-content li a", "links => links.map((link) => link.href)") == [
        under_a_path + name for name in ("index.html", "equations.html")
    ]
    assert page.input_value("#lost-words") == "hidden layer"
    page.click(".lost-search button")
    page.wait_for_selector(".md-search-result__item a")
    first = page.eval_on_selector(".md-search-result__item a", "link => link.href")
    assert first.startswith(under_a_path) and "/a/" not in first


def test_the_search_finds_pages_from_an_address_that_leads_nowhere(under_a_path, visit):
    page = visit(under_a_path + "a/b/c.html")
    page.fill(".md-search__input", "hidden layers")
    page.wait_for_selector(".md-search-result__item a")
    address = page.eval_on_selector(".md-search-result__item a", "link => link.href")
    assert address.startswith(under_a_path) and "/a/" not in address


def test_the_name_of_the_book_stands_free_in_the_drawer(server, visit):
    page = visit(server + "loss.html", NARROW)
    for width in (390, 768):
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 844})
            page.click("label.md-header__button[for=__drawer]")
            page.wait_for_timeout(400)
            at = "document.elementsFromPoint({x}, {y}).map((each) => each.className || each.tagName)"
            title = page.locator(".md-nav__title[for=__drawer]")
            box = title.bounding_box()
            over = page.evaluate(at.format(x=box["x"] + 30, y=box["y"] + box["height"] / 2))
            assert "md-nav__title" in over[0] and not page.is_visible(".md-nav .md-logo")
            assert title.inner_text().strip() == "purenn"
            heights = page.eval_on_selector_all(
                ".md-nav--primary > .md-nav__list > .md-nav__item > .md-nav__link:not([hidden])",
                "links => links.map((link) => link.getBoundingClientRect().height).filter(Boolean)",
            )
            assert min(heights) >= 24
            page.mouse.click(width - 20, 400)
            page.wait_for_timeout(300)


def test_the_foot_of_a_page_names_version_licence_and_how_to_cite(server, visit):
    from purenn import __version__

    page = visit(server + "source/index.html", WIDE)
    foot = page.inner_text(".md-copyright")
    assert f"purenn {__version__}" in foot and "MIT licence" in foot and "Repository" not in foot
    page.click("text=How to cite it")
    assert page.url.endswith("/index.html#to-cite")
    assert "the purenn maintainers" in page.inner_text("#to-cite + p")
