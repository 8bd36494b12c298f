"""The theme's frame around every page: what is left out of it."""

from __future__ import annotations

import re

# A script or a stylesheet, by its path under assets/, and what stands on each page that needs it. All need the others.
_NEEDED = {
    r"blanks\.css": r'class="work',
    r"blanks\.js": r'class="blank',
    r"cards\.css": r'class="eq\b',
    r"terms\.js": r'class="eq[ "]',
    r"derived\.js": r'class="eq-derived',
    r"figures\.css": r'<figure|class="drawing',
    r"figures\.js": r'class="moving',
    r"index\.\w+": r'<section class="equation"',
    r"numbers\.js": r'class="eq-numbers',
    r"stepper\b.*": r'id="stepper"',
    r"tasks\.\w+": r'class="task ',
    r"typed\.js": r'class="(?:blank|task )|id="stepper"',
}
_ASSET = re.compile(
    r'\s*(?:<link rel="stylesheet" href="(?:[^"]*/)?assets/([\w./-]+)">'
    r'|<script src="(?:[^"]*/)?assets/([\w./-]+)"></script>)'
)


def only_used(page: str) -> str:
    """Return the HTML of a page without the scripts and stylesheets of parts that it does not have.

    >>> only_used('<link rel="stylesheet" href="assets/tasks.css"><p>')
    '<p>'
    >>> only_used('<link rel="stylesheet" href="assets/tasks.css"><section class="task compute">')
    '<link rel="stylesheet" href="assets/tasks.css"><section class="task compute">'
    """

    def kept(found: re.Match[str]) -> str:
        marks = [mark for name, mark in _NEEDED.items() if re.fullmatch(name, found[1] or found[2])]
        return found[0] if all(re.search(mark, page) for mark in marks) else ""

    return _ASSET.sub(kept, page)
