"""The dark colours once more, for a page without scripts, which follows the system by itself."""

from __future__ import annotations

import re

_DARK = re.compile(r'\[data-md-color-scheme="slate"\] \{(.*?)\}', re.DOTALL)


def without_scripts(css: str) -> str:
    """Return the style sheet that gives a page without scripts the dark colours of the book's own sheet."""
    found = _DARK.search(css)
    assert found, "book.css has no dark colours"
    return f".no-js body {{{found[1].rstrip()}\n  color-scheme: dark;\n}}\n"
