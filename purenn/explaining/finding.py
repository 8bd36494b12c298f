"""An equation, found by what a person types: its id, its number, D32, words that are said of it, or its symbols."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from purenn.notation.expression import PairingError
from purenn.notation.text import text
from purenn.pairing.registry import Entry


def words_of(entry: Entry) -> str:
    """Return all that is said of an equation, in small letters."""
    block = entry.block
    return " ".join((entry.id, block.title, block.chapter, block.says, *block.article, *block.errata)).casefold()


def symbols_of(entry: Entry) -> str:
    """Return an equation as it is printed, with and without Unicode, and as it is coded."""
    return " ".join([text(entry.equation), text(entry.equation, ascii=True), *(tag.code for tag in entry.tags)])


def matching(entries: Mapping[str, Entry], words: Sequence[str]) -> list[Entry]:
    """Return the equation whose id, number or article number is the only word, or all that contain every word.

    The case of a letter counts in symbols alone.
    """
    if len(words) == 1:
        word = words[0].casefold()
        for entry in entries.values():
            if word in (entry.id.casefold(), str(entry.number), *map(str.casefold, entry.block.article)):
                return [entry]
    return [entry for entry in entries.values()
            if all(word.casefold() in words_of(entry) or word in symbols_of(entry) for word in words)]


def find(typed: str, entries: Mapping[str, Entry]) -> Entry:
    """Return the one equation that matches what a person typed.

    Raises: PairingError that lists those that match, or suggests the nearest ids.
    """
    found = matching(entries, typed.split()) if typed.split() else []
    if len(found) == 1:
        return found[0]
    if found:
        more = f" and {len(found) - 6} more (`python3 -m purenn equations {typed}`)" if len(found) > 6 else ""
        some = ", ".join(f"{entry.number} {entry.id}" for entry in found[:6])
        raise PairingError(f"{len(found)} equations have {typed!r}: {some}{more}; expected one of them")
    near = get_close_matches(typed, entries, n=3, cutoff=0.4)
    hint = f"the nearest are {', '.join(near)}" if near else "`python3 -m purenn equations` lists all"
    raise PairingError(f"there is no equation {typed!r}; {hint}")
