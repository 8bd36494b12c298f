"""The pages that show the package's own source, so that a card can point at its line."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterable, Mapping

from builder.highlight import highlight

_PLACE = re.compile(r'(?<=<div class="source">)(<pre [^>]* aria-label="([^"]*)"><code>)')


def page_of(file: str) -> str:
    """Return where the page of a source file stands among the site's pages.

    >>> page_of("purenn/pairing/tags.py")
    'source/purenn.pairing.tags.md'
    """
    return f"source/{file.removesuffix('.py').replace('/', '.')}.md"


def page(file: str, text: str) -> str:
    """Return the page of a source file as Markdown, with a place for the code.

    Above it stand the names of its functions and classes, each leading to its line.
    """
    module = ast.parse(text)
    said = json.dumps(f"{file}: {sentence(module)}", ensure_ascii=False)
    names = ", ".join(
        f'<a href="#L{node.lineno}"><code>{node.name}</code></a>'
        for node in module.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    )
    return (
        f"---\ntitle: {file}\ndescription: {said}\n---\n\n# `{file}`\n\n"
        f'<p class="source-names">{names}</p>\n\n'
        '<div class="source"><pre class="highlight" role="group" '
        f'aria-label="{file}"><code></code></pre></div>\n'
    )


def sentence(node: ast.Module | ast.ClassDef | ast.FunctionDef) -> str:
    """Return the first line of a docstring."""
    return (ast.get_docstring(node) or "").split("\n")[0]


def fill(page: str, code: Callable[[str], str]) -> str:
    """Return the HTML of a page with the code of a source file in its place; what reads Markdown need not read that."""
    return _PLACE.sub(lambda found: found[1] + code(found[2]), page)


def rows(text: str, equations: Mapping[str, str]) -> str:
    """Return the lines of a source file as HTML; `equations` gives the address of each equation's card."""
    return "".join(
        f'<span class="line" id="L{number}"><a class="line-number" href="#L{number}" tabindex="-1" '
        f'aria-label="line {number}" data-line="{number}"></a>{_linked(line, equations)}\n</span>'
        for number, line in enumerate(highlight(text.rstrip("\n")), start=1)
    )


def index(files: Iterable[tuple[str, str]]) -> str:
    """Return the page that lists the source files, each with the first sentence of its docstring."""
    rows = "\n".join(
        f"[`{file}`]({page_of(file).removeprefix('source/')})\n:   {sentence}\n" for file, sentence in files
    )
    said = "Every module of the package, as the cards of this book quote it."
    return f"---\ndescription: {said}\n---\n\n# Source\n\n{said}\n\n{rows}"


def _linked(line: str, equations: Mapping[str, str]) -> str:
    """Return a highlighted line in which every id of its tag leads to that equation's card."""
    head, mark, tag = line.partition("# eq: ")
    if not mark:
        return line
    return head + mark + re.sub(
        r"[a-z][a-z0-9]*\.[\w-]+",
        lambda found: f'<a href="{equations[found[0]]}">{found[0]}</a>' if found[0] in equations else found[0],
        tag,
    )  # fmt: skip
