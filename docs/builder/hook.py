"""What mkdocs calls while it builds: each function hands over to a station of builder.building."""

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

sys.path.insert(0, str(Path(__file__).parents[1]))  # for builder
sys.path.insert(0, str(Path(__file__).parents[2]))  # for purenn, as it stands beside these pages

from builder import building, frame, values, whole

_now: building.Building


def on_startup(command: str, dirty: bool) -> None:
    """Let mkdocs count its warnings under --quiet too, or --strict would pass over links that lead nowhere."""
    log = logging.getLogger("mkdocs")
    log.setLevel(min(log.level, logging.WARNING))


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Let the pages say which version of the package they are about."""
    config.extra["release"] = import_module("purenn").__version__
    return config


def on_pre_build(config: MkDocsConfig) -> None:
    """Import the builder and the package afresh, so that `mkdocs serve` shows what their files say now."""
    begun = values.begun
    sys.path[:0] = [str(Path(__file__).parents[k]) for k in (2, 1)]  # mkdocs takes away what a hook adds
    for name in [name for name in sys.modules if name.split(".")[0] in ("builder", "holding", "purenn")]:
        del sys.modules[name]
    for name in ("building", "frame", "values", "whole"):
        globals()[name] = import_module(f"builder.{name}")
    values.begun.update(begun)  # or what the last build began would be lost, and never ended


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Read every page, and add those that are made."""
    global _now
    found = {file.src_uri: file.content_string for file in files.documentation_pages()}
    with _errors_of_mkdocs():
        _now = building.Building(found, Path(config.config_file_path).parent)
    for path, content in _now.made_pages().items():
        files.append(File.generated(config, path, content=content))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Hand over the text of a page."""
    with _errors_of_mkdocs():
        return _now.markdown(markdown, page.file.src_uri)


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Hand over the HTML that Markdown made of it, and its headings."""
    for item in page.toc:
        _hand_over(item)
    with _errors_of_mkdocs():
        return _now.content(html, page.file.src_uri)


def on_page_context(context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Navigation) -> dict[str, Any]:
    """Give the page of the whole book its chapters."""
    if page.file.src_uri == whole.PAGE:
        with _errors_of_mkdocs():
            context["chapters"] = _now.chapters(_chapter(each) for each in nav.pages)
    return context


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Hand over the page in its frame."""
    with _errors_of_mkdocs():
        return _now.served(output, page.file.src_uri)


def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> str:
    """Hand over the frame of 404.html."""
    return frame.only_used(output_content)


def on_post_build(config: MkDocsConfig) -> None:
    """Hand over the site."""
    with _errors_of_mkdocs():
        _now.finish(Path(config.site_dir))


@contextmanager
def _errors_of_mkdocs() -> Iterator[None]:
    """Let what is wrong in a page or a line of code end the build with its message alone."""
    try:
        yield
    except building.WRONG as wrong:
        raise PluginError(building.said(wrong)) from None


def _hand_over(item: AnchorLink) -> None:
    item.title = _now.heading(item.title)
    for child in item.children:
        _hand_over(child)


def _chapter(page: Page) -> whole.Chapter:
    sections = [(item.id, item.title) for top in page.toc for item in top.children]
    return whole.Chapter(page.url, str(page.title), page.content or "", sections)
