"""What mkdocs calls while it builds: each function hands over to a plain one."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink
from mkdocs.utils import get_relative_url
from mkdocs.utils.meta import get_data

sys.path.insert(0, str(Path(__file__).parents[1]))  # for builder
sys.path.insert(0, str(Path(__file__).parents[2]))  # for purenn, as it stands beside these pages

from holding import code, pages

from builder import (
    blocks,
    book,
    computed,
    costs,
    counts,
    font,
    frame,
    links,
    mathematics,
    notation_tables,
    one_unit,
    readers,
    step_page,
    stepper,
    values,
    whole,
)
from purenn.notation.expression import PairingError
from purenn.pairing.registry import registry

_state: dict[str, Any] = {}
_texts: dict[str, book.Text] = {}
_contents: dict[str, str] = {}


def on_pre_build(config: MkDocsConfig) -> None:
    """Import the builder and the package afresh, so that `mkdocs serve` shows what their files say now."""
    begun = values.begun
    sys.path[:0] = [str(Path(__file__).parents[k]) for k in (2, 1)]  # mkdocs takes away what a hook adds
    for name in [name for name in sys.modules if name.split(".")[0] in ("builder", "holding", "purenn")]:
        del sys.modules[name]
    for name in ("blocks", "book", "computed", "costs", "counts", "font", "frame", "links", "mathematics",
                 "notation_tables", "one_unit", "readers", "step_page", "stepper", "values", "whole"):  # fmt: skip
        globals()[name] = import_module(f"builder.{name}")
    for name in ("code", "pages"):
        globals()[name] = import_module(f"holding.{name}")
    values.begun.update(begun)  # or what the last build began would be lost, and never ended
    globals().update(registry=import_module("purenn.pairing.registry").registry)
    globals().update(PairingError=import_module("purenn.notation.expression").PairingError)


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Let the pages say which version of the package they are about."""
    config.extra["release"] = import_module("purenn").__version__
    return config


def on_startup(command: str, dirty: bool) -> None:
    """Let mkdocs count its warnings under --quiet too, or --strict would pass over links that lead nowhere."""
    log = logging.getLogger("mkdocs")
    log.setLevel(min(log.level, logging.WARNING))


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Read every page, and add the pages that show the source."""
    _texts.clear()
    _contents.clear()
    for name in (*book.DRAWN, "errata"):
        values.begin(name, _root(config))
    for file in files.documentation_pages():
        content = file.content_string
        markdown, _ = get_data(content)
        first_line = content.count("\n", 0, len(content) - len(markdown)) + 1
        _texts[file.src_uri] = book.Text(file.src_uri, markdown, first_line)
    with _errors_of_mkdocs():
        _state["book"] = book.read(_texts.values(), registry(pages=Path(config.docs_dir)), _root(config))
        _state["held"] = pages.Hold(_texts.values(), _state["book"].entries, _root(config))
        _state["held"].check()
        book.check_errata(_texts.values())
    for path, content in book.made_pages(_state["book"], _root(config), _link).items():
        files.append(File.generated(config, path, content=content))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Put the computed values into the text, and keep a place for every card and every figure."""
    path = page.file.src_uri
    with _errors_of_mkdocs():
        markdown = computed.fill(code.shown(markdown), _state["held"].book, path, _first_line(path))
        markdown = values.fill(markdown, _groups(config), path, _first_line(path))
    return blocks.with_places(markdown, path)


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Turn the formulas into MathML and put the cards in their places."""
    path = page.file.src_uri
    for item in page.toc:
        _formulas_in_toc(item)
    # The Tab key meets the address of each section in the table of contents already.
    html = html.replace('<a class="headerlink"', '<a class="headerlink" tabindex="-1"')
    with _errors_of_mkdocs():
        html = book.formulas(html, _texts.get(path) or book.Text(path, page.markdown or ""))
        html = blocks.fill(html, book.cards(_state["book"], path, lambda other: _link(other, path)))
        html = blocks.fill_tasks(html, book.task_parts(_state["book"], path, lambda other: _link(other, path)))
        html = stepper.fill(html, _state["book"].entries, lambda other: _link(other, path))
    _contents[path] = html
    return html


def on_page_context(context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Navigation) -> dict[str, Any]:
    """Give the page of the whole book its chapters."""
    if page.file.src_uri == whole.PAGE:
        context["chapters"] = whole.chapters(_chapter(each) for each in nav.pages)
    return context


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Mend the small things in the theme's frame around every page, and put in what is large."""
    path = page.file.src_uri
    html = book.with_source(frame.only_used(_drawn(output)), _state["book"], lambda other: _link(other, path))
    return readers.served(html)


def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> str:
    """Do the same for 404.html."""
    return frame.only_used(output_content)


def on_post_build(config: MkDocsConfig) -> None:
    """Write what the search loads, and check what was built."""
    index = book.search_index(_state["book"], {path: _contents[path] for path in _texts if path in _contents}, _url)
    (Path(config.site_dir) / "assets" / "search-index.js").write_text(index, encoding="utf-8")
    with _errors_of_mkdocs():
        values.check_shown(_groups(config), [text.markdown for text in _texts.values()])
        links.check(Path(config.site_dir), {path: (text.markdown, text.first_line) for path, text in _texts.items()})
        font.check(Path(config.site_dir))


def _groups(config: MkDocsConfig) -> values.Groups:
    return {
        "equation": lambda: {id: entry.block.latex for id, entry in _state["book"].entries.items()},
        "errata": lambda: values.computed("errata", _root(config)),
        "run": lambda: values.computed("run", _root(config)),
        "mazur": lambda: values.computed("mazur", _root(config)),
        "ring": lambda: values.computed("ring", _root(config)),
        "held": lambda: {name: f"{count:,}" for name, count in _state["held"].counts.items()},
        "shape": lambda: notation_tables.SHAPES,
        "table": notation_tables.tables,
        "worked": stepper.words,
        "unit": one_unit.numbers,
        "step": step_page.numbers,
        "count": counts.numbers,
        "curve": costs.numbers,
    }


def _first_line(path: str) -> int:
    return _texts[path].first_line if path in _texts else 1


@contextmanager
def _errors_of_mkdocs() -> Iterator[None]:
    """Let what is wrong in a page or a line of code end the build with its message alone."""
    try:
        yield
    except blocks.PageError as error:
        raise PluginError(f"docs/{error}") from None
    except (PairingError, values.RunError, font.FontError) as error:
        raise PluginError(str(error)) from None


def _chapter(page: Page) -> whole.Chapter:
    sections = [(item.id, item.title) for top in page.toc for item in top.children]
    return whole.Chapter(page.url, str(page.title), _drawn(page.content or ""), sections)


def _drawn(html: str) -> str:
    with _errors_of_mkdocs():
        return blocks.fill_figures(html, _state["book"].drawings)


def _formulas_in_toc(item: AnchorLink) -> None:
    item.title = mathematics.in_heading(item.title)
    for child in item.children:
        _formulas_in_toc(child)


def _link(to: str, here: str) -> str:
    return get_relative_url(_url(to), _url(here))


def _url(path: str) -> str:
    return path.removesuffix(".md") + ".html"


def _root(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path).parent
