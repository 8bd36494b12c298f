"""Whether the shape that a sentence puts in, {{ shape.W[l] }}, is that of the symbol that the sentence speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

from builder.notation_tables import SHAPES, shape_of
from builder.prose import Piece

from purenn.notation.expression import Gradient, Symbol
from purenn.notation.parsing import ParseError, parse
from purenn.notation.walks import walk

NAMED = {"label": "Y", "feature": "X", "weight": "W", "bias": "B", "biase": "B", "activation": "A",
         "preactivation": "Z"}  # fmt: skip
MENTION = re.compile(rf"\$(?P<formula>[^$]+)\$|`(?P<code>[^`]+)`|\b(?P<noun>{'|'.join(NAMED)})s?\b", re.IGNORECASE)
CODE = re.compile(r"(?:[dJ]_?d)?(?P<letter>[WBZAXYwbzaxy])(?:_\w+)?(?:\[(?P<layer>[^\]]*)\])?(?!\w)")


def misshapen(pieces: Sequence[Piece]) -> Iterator[tuple[int, str]]:
    """Yield each shape that is not of what is named last in its sentence, or else next there, or last in its block."""
    for piece in pieces:
        if piece.kind != "value" or not piece.text.startswith("shape."):
            continue
        spelling = piece.text.removeprefix("shape.")
        before, after = (re.sub(r"\{\{.*?\}\}", "", text) for text in (piece.before, piece.after))
        for said in (spoken(re.split(r"[.;:?!] ", before)[-1])[::-1], spoken(re.split(r"[.;:?!,](?: |$)", after)[0]),
                     spoken(before)[::-1]):
            if said:
                if not any(fits(spelling, *each) for each in said[0]):
                    yield piece.line, f"found {{{{ {piece.text} }}}} where another shape is spoken of"
                break


def spoken(text: str) -> list[list[tuple[str, str]]]:
    """Return what a text names, in order: the letters of each mention, with their shapes where it has them."""
    found = []
    for each in MENTION.finditer(text):
        if each["noun"]:
            found.append([(NAMED[each["noun"].lower()].lower(), "")])
        elif each["code"]:
            found.append([(name["letter"].lower(), shape_in(name[0])) for name in [*CODE.finditer(each["code"])][:1]])
        else:
            with suppress(ParseError):
                nodes = [node for side in parse(each["formula"]) for node in walk(side)]
                named = [(getattr(node, "letter", "?").lower(), of_node(node)) for node in nodes
                         if isinstance(node, Symbol | Gradient)]
                found.append([(letter, shape) for letter, shape in named if letter in "wbzaxy?"])
    return [each for each in found if each]


def shape_in(spelling: str) -> str:
    """Return the shape of a symbol as the code spells it, or nothing."""
    with suppress(ValueError):
        return SHAPES[spelling] if not re.search(r"\[\d", spelling) else ""
    return ""


def of_node(node: Symbol | Gradient) -> str:
    """Return the shape of a symbol or a derivative, that of its matrix for an entry, or nothing."""
    if isinstance(node, Symbol) and node.kind == "scalar":
        node = replace(node, letter=node.letter.upper(), kind="matrix", indices=())
    with suppress(ValueError):
        layers = [each.layer for each in walk(node) if isinstance(each, Symbol) and each.layer]
        return shape_of(node) if all(layer.base for layer in layers) else ""
    return ""


def fits(spelling: str, letter: str, shape: str) -> bool:
    """Say whether a shape may be that of what is named: of the same letter, if layers are left out, or the same."""
    own = shape_in(spelling)
    if own and shape:
        return own == shape
    return any(name["letter"].lower() == letter for name in CODE.finditer(spelling))
