"""What the cards say of themselves, and the links: held to the equations, to one list of the article, and to errata.md.

The list is article.txt beside this module.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from builder.blocks import PageError, address
from builder.prose import Piece

from purenn.notation.parsing import parse
from purenn.pairing.kinds import kind_of
from purenn.pairing.registry import Entry
from purenn.pairing.tags import ID

ERRATA = "errata.md"
_NUMBERED = re.compile(r"equations?(?: \d+(?:,| and| to)?)*$", re.IGNORECASE)  # what stands before an equation's number
# What differs from the corrected form: the slip, and what another erratum is about.
_MARK = re.compile(r"\\(?:term\{slip\}|also)\{((?:[^{}]|\{(?:[^{}]|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})*\})*)\}")
_GAP = r"\gap"
_DROPPED = {r"\left", r"\right", r"\cdot", r"\bullet", r"\,", r"\;", "\\ ", r"\quad", "{", "}"}


class Article(NamedTuple):
    """The list: by a card's id the equation that it shows and its errata; by D20 its forms; by E05 its equations."""

    shown: dict[str, str]
    errata: dict[str, list[str]]
    corrected: dict[str, str]
    printed: dict[str, str]
    named: dict[str, set[str]]


def article() -> Article:
    """Return what article.txt says."""
    found, number = Article({}, {}, {}, {}, {}), ""
    for line in Path(__file__).with_name("article.txt").read_text(encoding="utf-8").splitlines():
        head, *rest = line.split()
        if line.startswith(" "):
            forms = found.printed if head == "printed" else found.corrected
            forms[number] = line.strip().removeprefix("printed ")
        elif head.startswith("E"):
            found.named.setdefault(head, set()).update(rest)
        elif head != "#":
            number, (id, *codes) = head, rest
            found.errata[id] = sorted(codes)
            if head != "-":
                found.shown[id] = number
                for code in codes:
                    found.named.setdefault(code, set()).add(number)
    return found


def card_faults(entries: Mapping[str, Entry], listed: Article) -> Iterator[PageError]:
    """Yield each card whose kind, article number, errata or equation is another than the machine or the list has."""
    for id, entry in entries.items():
        block, number = entry.block, listed.shown.get(id, "")
        page, codes = block.file.removeprefix("docs/"), " ".join(listed.errata.get(id, []))
        for option, found, wanted in (
            ("kind", block.kind, kind_of(entry.equation)),
            ("article", " ".join(block.article), number),
            ("errata", " ".join(block.errata), codes),
        ):
            if found != wanted:
                yield PageError(page, block.line, f"found `{option}: {found}` at {id}, expected `{option}: {wanted}`")
        if number and parse(block.latex) != parse(listed.corrected[number]):
            expected = f"{number} of the article as corrected, `{listed.corrected[number]}`"
            yield PageError(page, block.line, f"found `{block.latex}` at {id}, expected {expected}")
    titles = Counter(entry.block.title for entry in entries.values())
    for entry in (entry for entry in entries.values() if titles[entry.block.title] > 1):
        found = f"found the title `{entry.block.title}` at two cards, expected one at each"
        yield PageError(entry.block.file.removeprefix("docs/"), entry.block.line, found)
    for id in listed.errata.keys() - entries.keys():
        yield PageError("holding/article.txt", 1, f"found {id}, expected the id of a card")


def link_faults(pieces: Iterable[Piece], page: str, entries: Mapping[str, Entry]) -> Iterator[PageError]:
    """Yield each link whose text names another equation, erratum or file than the one that it leads to.

    A text in words has one in common with what the card says of itself.
    """
    cards = {address(id): f"{id} {entry.block.title} {entry.block.says}" for id, entry in entries.items()}
    for piece in (piece for piece in pieces if piece.kind == "link"):
        text, (path, _, place) = piece.text.strip("`"), piece.about.partition("#")
        wanted = path, place
        if text in entries:
            wanted = entries[text].block.file.removeprefix("docs/"), address(text)
        elif ID.fullmatch(text) and place.startswith("eq-"):
            wanted = "an id of an equation", ""
        elif re.fullmatch(r"E\d\d", text):
            wanted = ERRATA, text.lower()
        elif text.startswith("purenn/") and path.startswith("source/"):
            wanted = f"source/{text.removesuffix('.py').replace('/', '.')}.md", ""
        elif place in cards and not _stems(text) & _stems(cards[place]):
            wanted = "an equation that these words name", ""
        if wanted not in ((path, place), (path or page, place)):
            found, expected = f"[{piece.text}]({piece.about})", "#".join(filter(None, wanted))
            yield PageError(page, piece.line, f"found {found}, expected it to lead to {expected}")


def _stems(text: str) -> set[str]:
    """Return how the words of a text begin that say something."""
    return {word[:5] for word in re.findall("[a-z]{3,}", text.lower())} - {"the", "and", "that", "for", "with", "one"}


def errata_faults(pieces: list[Piece], entries: Mapping[str, Entry], listed: Article) -> Iterator[PageError]:
    """Yield what the page of errata says otherwise than the list and the cards do."""
    code, section = "", list[Piece]()
    for piece in pieces:
        if piece.kind == "heading":
            code, section = piece.about.upper(), []
        slip = re.fullmatch(r"errata\.(e\d\d)\w*", piece.text) if piece.kind == "value" else None
        if slip and slip[1].upper() != code:
            yield PageError(ERRATA, piece.line, f"found {{{{ {piece.text} }}}} at {code}, expected what that slip does")
        linked = entries.get(piece.text) if piece.kind == "link" and re.fullmatch(r"E\d\d", code) else None
        if linked and code not in linked.block.errata:
            yield PageError(ERRATA, piece.line, f"found {linked.id} at {code}, expected `errata: {code}` at its card")
        if piece.kind == "number" and _NUMBERED.search(piece.before) and code.startswith("E"):
            numbers = listed.named.get(code, set())
            if f"D{piece.text}" not in numbers:
                known = ", ".join(sorted(numbers, key=lambda number: int(number[1:])))
                yield PageError(ERRATA, piece.line, f"found equation {piece.text} at {code}, expected one of {known}")
        section.append(piece)
        if piece.kind == "display":
            for printed in [each for each in section[:-1] if each.kind == "display"][-1:]:
                if _MARK.search(printed.text):
                    yield from _slip_faults(section, section.index(printed), code, entries, listed)


def _slip_faults(
    section: list[Piece], at: int, code: str, entries: Mapping[str, Entry], listed: Article
) -> Iterator[PageError]:
    """Yield what is wrong with a form as printed and the corrected one: they must differ just where it is marked."""
    printed, between, corrected = section[at], section[at + 1 : -1], section[-1]
    named = corrected.text.strip("{} ").removeprefix("equation.")
    right = entries[named].block.latex if named in entries else corrected.text
    kept = f" {spelt(_MARK.sub(lambda _: rf'{_GAP} ', printed.text))} ".split(f" {_GAP} ")
    match = re.fullmatch("( (?:.*? )??)".join(map(re.escape, kept)), f" {spelt(right)} ")
    there = match.groups() if match else ()
    same = [mark[1] for mark, other in zip(_MARK.finditer(printed.text), there, strict=False)
            if spelt(mark[1]) == other.strip()]  # fmt: skip
    if match is None or same:
        what = f"`{same[0]}` to be no slip" if same else f"`{right}`, but for what is marked as a slip"
        yield PageError(ERRATA, printed.line, f"found `{printed.text}`, expected {what}")
    quoted = any(each.kind == "number" and each.before.startswith("As printed") for each in section[:at])
    quotes = [listed.printed[number] for number in listed.named.get(code, ()) if number in listed.printed and quoted]
    links = [each for each in between if each.kind == "link" and each.before.endswith(("in", "and"))]
    shown = [entries[each.text].block.latex for each in links if each.text in entries]
    for piece, part, wholes in ((printed, _MARK.sub(r"{\1}", printed.text), quotes), (corrected, right, shown)):
        if wholes and not any(_holds(whole, part) for whole in wholes):
            yield PageError(ERRATA, piece.line, f"found `{part}`, expected a part of `{'` or of `'.join(wholes)}`")


def spelt(latex: str) -> str:
    """Return LaTeX without what is a matter of spelling: spaces, braces, forms of brackets, signs of products."""
    tokens = [token for token in re.findall(r"\\[A-Za-z]+|\\.|\S", latex) if token not in _DROPPED]
    text = " ".join(tokens).replace("[", "(").replace("]", ")").replace("'", r"^ \prime")
    return re.sub(r"\\\\ (?=\\end)|\^ (?=T)", "", text)


def _holds(whole: str, part: str) -> bool:
    """Return whether an equation holds a part of it, or a row of a matrix that is shown as a matrix of its own."""
    form, row = f" {spelt(part)} ", re.escape(spelt(r"\begin{matrix}@\end{matrix}")).replace("@", "(.*)")
    if alone := re.fullmatch(rf" \( {row} \) ", form):
        form = f" {alone[1].strip()} "
    return form in f" {spelt(whole)} "
