"""What a page holds for those who do not see it as it is printed: readers of the screen, and translators."""

from __future__ import annotations

import html
import re
from unicodedata import normalize
from xml.etree import ElementTree

from builder.mathematics import FORMULA, tree

# How the signs are said that a reader of the screen would leave out, or call by what they look like.
_SAID = {
    "−": "minus", "∂": "d", "⊙": "elementwise times", "←": "becomes", "∑": "sum", "⋅": "times", "×": "by",
    "\u2061": "of", "\u2062": "",
}  # fmt: skip
_HEAD = re.compile(r"<th((?: [^>]*)?)>(?:\s*|(<math(?:(?!</math>).)*</math>))</th>", re.DOTALL)
_SCRIPT = re.compile(r"(<script.*?</script>)", re.DOTALL)
_UNTRANSLATED = re.compile(r'<(math|code|span class="eq-id")(?=[ >])')


def served(page: str) -> str:
    """Return the HTML of a page whose heads have names, and whose formulas and code translators leave alone."""
    parts = _SCRIPT.split(page)
    parts[::2] = (_UNTRANSLATED.sub(r'<\1 translate="no"', _HEAD.sub(_named, part)) for part in parts[::2])
    return "".join(parts)


def spoken(mathml: str) -> str:
    """Return a formula in words.

    >>> spoken("<math><msubsup><mi>w</mi><mrow><mi>i</mi><mo>,</mo><mi>h</mi></mrow>"
    ...        "<mrow><mo>(</mo><mi>l</mi><mo>)</mo></mrow></msubsup></math>")
    'w sub i h of layer l'
    """
    return " ".join(_words(tree(mathml)).split())


def words(content: str) -> str:
    """Return HTML as one line of text, its formulas in words."""
    said = FORMULA.sub(lambda found: html.escape(spoken(found[0])), content)
    return " ".join(re.sub(r"<[^>]*>", " ", said).split())


def _named(head: re.Match[str]) -> str:
    """Return the head of a column or a row, named if it is a formula; one that holds nothing is a plain cell."""
    if head[2] is None:
        return f"<td{head[1]}></td>"
    return f'<th{head[1]} aria-label="{html.escape(spoken(head[2]))}">{head[2]}</th>'


def _words(node: ElementTree.Element) -> str:
    if not len(node):
        text = normalize("NFKC", (node.text or "").strip())
        return _SAID.get(text, text) if node.tag == "mo" or text == "∂" else text
    if node.tag == "mfrac":
        return "{} over {}".format(*map(_words, node))
    if node.tag == "mover":
        return f"vector {_words(node[0])}"
    if node.tag in ("munder", "munderover"):
        return " ".join(map("{} {}".format, ("", "from", "to"), map(_words, node))) + " of"
    if node.tag in ("msub", "msubsup", "msup"):
        below = f" sub {_words(node[1]).replace(' ,', '')}" if node.tag != "msup" else ""
        return _words(node[0]) + below + (_above(node[-1]) if node.tag != "msub" else "")
    return " ".join(map(_words, node))


def _above(node: ElementTree.Element) -> str:
    """Return what stands above a symbol: the label of a layer, a prime, a transpose, or a power."""
    text = "".join(node.itertext())
    mark = next((said for sign, said in {"T": " transposed", "′": " prime"}.items() if text.endswith(sign)), "")
    if text.startswith("("):
        return f" of layer {_words(node).strip('( T′)')}{mark}"
    return mark or f" to the power of {_words(node)}"
