"""Numbers in running text: labels, years, or values put in, each beside the words that tell it from its like."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from builder.prose import Piece

from holding.formulas import LABEL
from purenn.pairing.registry import Entry

NAME = re.compile(r"[A-Z]{2,}\d+[a-z]?")  # such as CS231n
YEAR = re.compile(r"(?:1[89]|20)\d\d(?:-\d\d-\d\d)?")


def faults(pieces: Sequence[Piece], entries: Mapping[str, Entry]) -> Iterator[tuple[int, str]]:
    """Yield the line of every number in running text that is neither computed nor a label, and what is wrong.

    What a card says may name the numbers of its equation.
    """
    said = {piece.block: entries[piece.about].block.latex for piece in pieces if piece.kind == "says"}
    for piece in pieces:
        if piece.kind != "number" or re.search(rf"(?<!\d){re.escape(piece.text)}(?!\d)", said.get(piece.block, "")):
            continue
        if not (LABEL.search(piece.before) or YEAR.fullmatch(piece.text) or NAME.fullmatch(piece.text)):
            yield piece.line, f"found the number {piece.text} typed after `…{piece.before[-30:]}`, expected {{{{ … }}}}"


WORD = re.compile(r"[a-z]{2,}|\d")
IN_WORDS = dict(enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]))


def put_in(pieces: Iterable[Piece]) -> dict[str, set[str]]:
    """Return the names of the values that pages put in, by their group."""
    found: dict[str, set[str]] = {}
    for piece in pieces:
        if piece.kind == "value" and "." in piece.text:
            found.setdefault(piece.text.partition(".")[0], set()).add(piece.text.partition(".")[2])
    return found


def swapped(pieces: Sequence[Piece], groups: Mapping[str, set[str]]) -> Iterator[tuple[int, str]]:
    """Yield each value put into a sentence that speaks of another one: run.cost_unseen where it says training.

    Two values of a group whose names differ in a single word are told apart by it, where the page speaks of both: of
    the two words, its own must stand nearest.
    """
    words = {word for piece in pieces for word in WORD.findall(unfilled(f"{piece.before} {piece.after}"))}
    for piece in (each for each in pieces if each.kind == "value" and "." in each.text):
        group, _, name = piece.text.partition(".")
        for other in sorted(groups.get(group, ())):
            mine, its = (spoken(each) for each in (name, other))
            differ = [pair for pair in zip(mine, its, strict=False) if pair[0] != pair[1]]
            if len(mine) == len(its) and len(differ) == 1 and {*differ[0]} <= words:
                near, far = (distance(piece, word) for word in differ[0])
                if far < near and far < (8 if len(mine) > 1 else 3 * ("|" not in piece.before)):
                    yield piece.line, f"found {{{{ {piece.text} }}}} where the sentence says {differ[0][1]}"


def unfilled(text: str) -> str:
    """Return text in small letters, without the names of the values that are put in."""
    return re.sub(r"\{\{.*?\}\}", "", text).lower()


def spoken(name: str) -> list[str]:
    """Return the words of a value's name, as a sentence has them."""
    return [IN_WORDS[int(word)] if word.isdigit() else word for word in WORD.findall(name)]


def distance(piece: Piece, word: str) -> float:
    """Return how many words stand between a value and a word of its sentence; many, if the word is not there."""
    before, after = unfilled(piece.before), unfilled(piece.after)
    if "|" in before:  # in a table: the head of its column, and of its row
        before, after = " ".join(before.split("|")[:2]), ""
    ahead, behind = WORD.findall(re.split(r"[.;?!] ", before)[-1]), WORD.findall(re.split(r"[.;?!](?: |$)", after)[0])
    return min([*(k for k, each in enumerate(reversed(ahead)) if each == word),
                *(k + 0.5 for k, each in enumerate(behind) if each == word), 1000.0])
