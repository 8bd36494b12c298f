"""A derivation on a terminal: every line with the rule by which it follows, what is worked out aside set apart."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from unicodedata import combining

from purenn.explaining.explain import prose, wrapped
from purenn.notation.text import PLAIN, text
from purenn.pairing.derive.steps import Derivation, Step
from purenn.pairing.registry import Entry
from purenn.pairing.tags import place

KINDS = {
    "computation": "says what a value is worked out from",
    "expansion": "writes a derivative out by the chain rule",
    "layout": "writes out what its left side means, and there is nothing to derive",
    "definition": "is what the derivations start from, and derived from nothing",
}
BESIDES = "Told, besides the rules and the letters"
FORMS = ("first", "second", "third")


def derived(entry: Entry, derivation: Derivation, ascii: bool, width: int) -> Iterator[str]:
    """Yield the lines that show how an equation follows by rules."""
    yield from prose(f"{entry.number}. {entry.block.title}   {entry.id}", width, "", "    ")
    yield ""
    if not derivation.steps:
        yield from wrapped(text(entry.equation, ascii), "  ", width)
        yield ""
        yield from prose(f"This is a {derivation.kind}: it {KINDS[derivation.kind]}.", width)
        return
    for part in forms(derivation).parts():
        for step in part:
            yield from line(step, ascii, width)
        yield ""
    *before, last = dict.fromkeys(map(place, entry.tags))
    places = f"{', '.join(before)} and {last}" if before else last
    yield from prose(f"That is equation {entry.number} of the book, and {places}.", width)
    yield from prose(f"{BESIDES}: {plain('; '.join(derivation.told) or 'nothing', ascii)}.", width)


def forms(derivation: Derivation) -> Derivation:
    """Return a derivation that also says which lines the book prints on its way to the last one."""
    last = max((step.side or 0 for step in derivation.steps), default=0)

    def said(step: Step) -> Step:
        if not step.side or step.side == last:
            return step
        return replace(step, why=f"{step.why}: the book's {FORMS[step.side - 1]} form")

    return replace(derivation, steps=tuple(map(said, derivation.steps)))


def line(step: Step, ascii: bool, width: int) -> Iterator[str]:
    """Yield one line of a derivation, broken where it is too long, with its rule at the right edge."""
    margin = "  | " if step.aside else "  "
    sign = "= " if step.sign == "=" and not step.begins else "  "
    *before, last = wrapped(text(step.node, ascii), margin + sign, width, f"{margin}  ")
    yield from before
    words = plain(step.why, ascii)
    room = width - columns(last)
    if len(words) + 2 <= room:
        yield (last + words.rjust(room)).rstrip()
        return
    yield last
    for words_line in prose(words, width - len(margin), ""):
        yield margin + words_line.rjust(width - len(margin))


def columns(line: str) -> int:
    """Return how many columns a line takes; an arrow stands on the letter before it."""
    return sum(not combining(letter) for letter in line)


def plain(words: str, ascii: bool) -> str:
    """Return words, in letters that any stream can encode if it has to be."""
    return words.translate(PLAIN) if ascii else words


def table(
    entries: Mapping[str, Entry], derivations: Mapping[str, Derivation], ascii: bool, width: int
) -> Iterator[str]:
    """Yield a line for each equation: its kind, whether it is derived and how, what was told; then what that means."""
    facts = list(dict.fromkeys(fact for each in derivations.values() for fact in each.told))
    yield row("", "equation", "kind", "derived", "lines", "told")
    for id, each in derivations.items():
        told = ",".join(map(str, sorted(facts.index(fact) + 1 for fact in each.told)))
        said = {True: "yes", False: "no", None: "-"}[each.derived]
        yield row(str(entries[id].number), id, each.kind, said, str(len(each.steps) or "-"), told or "-")
    yield ""
    for kind, says in KINDS.items():
        yield from prose(says, width, f"     {kind:<13}", " " * 18)
    yield ""
    yield from prose(f"{BESIDES}, by their numbers in the last column:", width, "")
    for number, fact in enumerate(facts, start=1):
        yield from prose(plain(fact, ascii), width, f"{number:>3}  ", " " * 5)


def row(number: str, id: str, kind: str, said: str, lines: str, told: str) -> str:
    """Return a row of the table."""
    return f"{number:>3}  {id:<31}{kind:<13}{said:<9}{lines:>5}  {told}".rstrip()
