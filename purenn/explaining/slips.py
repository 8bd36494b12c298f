"""The ways to get an equation wrong: each wrong line, what it says, at which nets it shows, what its errors share.

Each wrong line is run on five nets, chosen so that some slips hide on some of them, and every value that it gives is
compared with the independent judge's.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from math import isfinite
from typing import Any, NamedTuple

from purenn import matrix
from purenn.explaining.explain import context, prose, wrapped
from purenn.explaining.worked import worked
from purenn.matrix import shape
from purenn.notation.expression import Equation, Gradient, Node, PairingError, Symbol
from purenn.notation.shapes import MisfitError
from purenn.notation.text import PLAIN, SUPERSCRIPTS, text
from purenn.pairing.indices import IndexCheckError, shapes_of
from purenn.pairing.judge import Judge, net
from purenn.pairing.mutants import Mutant, mutants_of
from purenn.pairing.proof import Claim, Proof, apart, namespace_of
from purenn.pairing.reading import read
from purenn.pairing.registry import Entry
from purenn.pairing.tags import Tag, place, tags_in
from purenn.pairing.values import At, output_of

WORDS = {  # what a reader is told of a rule
    "a transpose dropped": "a transpose is missing",
    "two indices swapped": "two indices have changed places",
    "another symbol": "one symbol stands in another's place",
    "a layer shifted by one": "a layer is off by one",
    "⊙ grouped the other way": "the brackets stand the other way round",
    "a row taken for a column": "a row is taken for a column",
    "a sign flipped": "a sign is the other way round",
    "a 1/m dropped": "the factor 1/m is missing",
    "another number": "a number is another one",
    "another letter": "an index stands in another's place",
    "a sum cut short": "the sum ends one too early",
    "a sum dropped": "the sum has its first term only",
    "the first for every index": "an index is 1 throughout",
}
OFF = 1e-6  # a gap of a larger share than this is no rounding
PRINTED = [  # the slips that stand in the article, by the names of their mutants; E03 and E07 are in a single cell
    ("E01", "output.dJ-dA | return scale(+(1 / m), subtract(divide(Y, A[L]), divide(one_minus(Y), one_minus(A[L]))))"),
    ("E02", "hidden.dz-dw-element-solve, step 1 | "
            "return sum(W[l][i][g] * A[l - 1][i][j] for g in range(n[l - 1])) + B[l][i][0]"),
    ("E04", "compact.dJ-dA-product-expanded | "
            "weights = [[W[l][p][i] for i in range(n[l])] for p in range(n[l + 1])]"),
    ("E05", "hidden.dJ-dz-column-layout | dJ_dz_j = [[dJ_dZ[l + 1][p][0]] for p in range(n[l + 1])]"),
    ("E05", "hidden.dJ-da, step 2 | next_derivatives = [[dJ_dZ[l + 1][p][0]] for p in range(n[l + 1])]"),
    ("E06", "hidden.dJ-dz-column-layout | dJ_dz_j = [[dJ_dZ[l + 1][p][j]] for p in range(n[l])]"),
    ("E06", "hidden.dJ-da, step 2 | next_derivatives = [[dJ_dZ[l + 1][p][j]] for p in range(n[l])]"),
    ("E10", "hidden.A-prev-layout, step 2 | A_previous = [[A_previous[h][j] for j in range(m)] for h in range(n[l])]"),
    ("E12", "output.A-layout | A_L = [[A[L][0][j]] for j in range(m)]"),
    ("E13", "output.dJ-dW-fprime, step 2 | activation_factor = elementwise(f_prime[L], Z[L - 1])"),
    ("E14", "output.dJ-dW, step 2 | "
            "dJ_dW = hadamard(cost_factor, matmul(sigmoid_factor, transpose(A[L - 1])))"),
    ("E14", "output.dJ-dW-fprime, step 2 | "
            "dJ_dW = hadamard(dJ_dA[L], matmul(activation_factor, transpose(A[L - 1])))"),
    ("E14", "compact.dJ-dW, step 2 | dJ_dW = hadamard(dJ_dA[l], matmul(activation_factor, transpose(A[l - 1])))"),
    ("E15", "hidden.dz-da, step 2 | dz_j_da_ij = [[W[l + 1][i][p] for p in range(n[l + 1])]]"),
]


# ---- the nets


NETS = ["different sizes", "equal sizes", "one datapoint", "symmetric weights", "the worked net"]


class Situation(NamedTuple):
    """A net on which slips are tried: what it is, and the judge of it."""

    about: str
    judge: Judge


@cache
def situations(last: str, several: bool = False) -> list[Situation]:
    """Return the nets on which slips are tried, in the order of their names; `last` is the last layer's function."""
    end, three = (2, 3) if several else (1, 1)
    hidden = ["sigmoid", "tanh"]  # no layer has that of its neighbour
    own = worked(last, several)
    equal = net([3, 3, 3, three], 3, hidden, last)
    W = {l: [[rows[max(r, c)][min(r, c)] for c in range(3)] for r in range(3)] for l, rows in equal.W.items() if l < 3}
    drawn = "neighbouring layers have different functions"
    return [
        Situation(f"[4, 2, 3, {end}] units, 5 datapoints; {drawn}",
                  Judge(net([4, 2, 3, end], 5, hidden, last))),
        Situation(f"{equal.n} units, 3 datapoints" + "; the last layer always has one unit" * (not several),
                  Judge(equal)),
        Situation(f"[4, 2, 3, {end}] units, m = 1, the functions of the first",
                  Judge(net([4, 2, 3, end], 1, hidden, last))),
        Situation("all sizes equal, and W[1] and W[2] are their own transposes",
                  Judge(equal._replace(W={**equal.W, **W}))),
        Situation(f"{own.n} units, {own.m} datapoints; one function in all its hidden layers",
                  Judge(own)),
    ]  # fmt: skip


# ---- one wrong line on one net


class Value(NamedTuple):
    """A number that a wrong line gave, and the true one, with what its place is called and counted from 0."""

    at: Mapping[str, int]
    found: float
    true: float
    size: float  # of the largest true one around it

    @property
    def wrong(self) -> bool:
        """Whether it is not the true one."""
        return not abs(self.found - self.true) <= OFF * self.size


class Outcome(NamedTuple):
    """What a wrong line does at a layer of a net: "seen", "hides" or "stops"; and why, or how its values are wrong."""

    verdict: str
    why: str = ""


Outcomes = dict[int, Outcome]  # by layer; 0 where there is no l


class Compared(NamedTuple):
    """What a wrong line gave at a place, beside the true value."""

    what: str
    at: At
    found: Any
    expected: Any
    size: float


class Trial(Proof):
    """A wrong line in place of the right one: what it computes is kept beside the true values."""

    def __init__(self, mutant: Mutant) -> None:
        original = mutant.original
        self.tag, self.told = mutant.tag, ""  # what the wrong numbers have in common, on the first net that shows any
        super().__init__([mutant.tag], {**vars(matrix), **namespace_of(original.source)}, claims_around(original))

    def outcomes(self, judge: Judge) -> Outcomes:
        """Return what the wrong line does on a net, at each of its layers."""
        self.errors, self.compared = dict[int, Exception](), list[Compared]()
        before, self.off = self.seen[self.tag], set[int]()
        for failure in self.failures(judge):
            self.off.add(failure.at.get("l", 0))
        if 0 in self.errors:
            return {0: Outcome("stops", stopped_text(self.errors[0]))}
        if self.seen[self.tag] == before and not self.off:
            return {0: Outcome("seen", "the line is never run")}
        found = {each.at.get("l", 0): Outcome("hides") for each in self.compared}
        self.told = self.told or self.pattern(self.off - self.errors.keys())
        found |= dict.fromkeys(self.off, Outcome("seen", self.told))
        found |= {l: Outcome("stops", stopped_text(each)) for l, each in self.errors.items()}
        return dict(sorted(found.items()))

    def places(self) -> Iterator[dict[str, Any]]:
        """Yield the layers and indices that the function takes, but for a layer that has nothing new to tell."""
        for at in super().places():
            l = at.get("l", 0)
            if l not in self.errors and not (self.told and l in self.off):
                yield at

    def stopped(self, error: Exception, at: At) -> None:
        """Keep what stopped a call."""
        self.errors.setdefault(at.get("l", 0), error)
        super().stopped(error, at)

    def check(self, claim: Claim, at: At, what: str, found: Any, expected: Any) -> None:
        """Keep what was found beside the true value, and note a failure."""
        super().check(claim, at, what, found, expected)
        self.compared.append(Compared(what, at, found, expected, self.size(claim, at, expected)))

    def pattern(self, layers: Collection[int]) -> str:
        """Return what the wrong numbers at some layers of the last net have in common, in words."""
        (claim,) = self.claims.values()
        there = [each for each in self.compared if each.at.get("l", 0) in layers]
        for what in dict.fromkeys(each.what for each in there if each.what != "the matrix written out"):
            values: list[Value] = []
            for _, at, found, expected, size in (each for each in there if each.what == what):
                gone = apart(found, expected, size)
                if gone and (" in row " not in gone[0] if isinstance(expected, list) else not is_number(found)):
                    return f"found {gone[0]}, expected {gone[1]}"
                values += numbers(self.place(claim.left, at, expected), found, expected, size)
            if any(value.wrong for value in values):
                return in_common(values, self.judge.m)
        return ""

    def place(self, left: Node, at: At, expected: Any) -> dict[str, int]:
        """Return what the place of a value is called: the layer, and of a single entry its row and column."""
        layer = {"l": at["l"]} if "l" in at else {}
        inner = left.bottom if isinstance(left, Gradient) and left.top == Symbol("J", "scalar") else left
        if isinstance(expected, list) or not (isinstance(inner, Symbol) and inner.indices):
            return {name: at[name] for name in at if name != "z"}
        _, _, r, c = self.judge.cells(inner, at)
        return {**layer, "row": r, "column": c}


@cache
def claims_around(tag: Tag) -> dict[str, Equation]:
    """Return what the tagged lines of the function around a tag say."""
    return {each.name: read(each) for each in tags_in(tag.source) if each.function is tag.function}


def is_number(value: Any) -> bool:
    """Say whether a value is a number that can be compared."""
    return isinstance(value, int | float) and isfinite(value)


def stopped_text(error: Exception) -> str:
    """Return an error in words; one of a name is about that name alone."""
    return type(error).__name__ + ("" if isinstance(error, NameError) else f": {error}")


def numbers(here: Mapping[str, int], found: Any, expected: Any, size: float) -> Iterator[Value]:
    """Yield each number of a value beside the true one."""
    if not isinstance(expected, list):
        yield Value(here, found, expected, size)
        return
    rows, columns = shape(expected)
    for r, (row, right) in enumerate(zip(found, expected, strict=True)):
        for c, (x, y) in enumerate(zip(row, right, strict=True)):
            yield Value({**here, **({"row": r} if rows > 1 else {}), **({"column": c} if columns > 1 else {})},
                        x, y, size)  # fmt: skip


# ---- what the errors have in common


def in_common(values: Sequence[Value], m: int) -> str:
    """Return what the wrong ones of some values have in common, in words."""
    wrong = [value for value in values if value.wrong]
    told = factor_text(factor([(each.found, each.true) for each in wrong]), m, len(wrong))
    if len(wrong) == len(values):
        if told:
            return f"{'every entry' if len(values) > 1 else 'the value'} {told}"
        return changed_places(values) or ("all off" if len(values) > 1 else "off")
    return f"{where(values)}{'; what is off ' + told if told else ''}"


def factor(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Return how many times the right number each found one is; None if that differs, or nothing can be said."""
    found, right = max(pairs, key=lambda pair: abs(pair[0] - pair[1]) if isfinite(pair[0]) else 0.0)
    if not right or not isfinite(found):
        return None
    times = found / right
    return times if all(abs(x - times * y) <= OFF * abs(right) for x, y in pairs) else None


def factor_text(times: float | None, m: int, count: int) -> str:
    """Return in words that some numbers are so many times what they should be; "" if that says nothing."""
    if times is None:
        return ""
    for value, words in [(-1.0, "has the wrong sign"), (0.0, "is 0"), (float(m), f"is m = {m} times too large"),
                         (1 / m, f"is m = {m} times too small"), (-float(m), f"is −m = −{m} times what it should be")]:
        if abs(times - value) < OFF * max(1.0, abs(value)):
            return words
    return f"is {times:.4g} times what it should be".replace("-", "−") if count > 1 else ""


def changed_places(values: Sequence[Value]) -> str:
    """Return in words that rows and columns have changed places, or that all are off by one amount; "" if not."""
    there = {tuple(sorted(each.at.items())): each for each in values}
    swaps = [there.get(tuple(sorted({**each.at, "row": each.at["column"], "column": each.at["row"]}.items())))
             for each in values if {"row", "column"} <= each.at.keys()]  # fmt: skip
    if len(swaps) == len(values) and all(
        other and abs(other.true - each.found) <= OFF * each.size for each, other in zip(values, swaps, strict=True)
    ):
        return "rows and columns have changed places"
    return ""


def where(values: Sequence[Value]) -> str:
    """Return in words which of some values are wrong."""
    wrong, parts = [each.wrong for each in values], list(parts_of(values))
    for words, inside in parts:
        if wrong == inside:
            return f"only {words} is off"
    for words, inside in parts:
        if wrong == [not each for each in inside]:
            return f"only {words} is right"
    told = f"{sum(wrong)} of {len(values)} entries are off"
    for words, inside in parts:
        if all(each for each, off in zip(inside, wrong, strict=True) if off):
            return f"{told}, all in {words}"
        if not any(off for each, off in zip(inside, wrong, strict=True) if each):
            return f"{told}, and none in {words}"
    return told


def parts_of(values: Sequence[Value]) -> Iterator[tuple[str, list[bool]]]:
    """Yield what some of the values are called together, a row, a column, the diagonal, and which of them those are."""
    names = [name for name in dict.fromkeys(name for each in values for name in each.at) if name != "l"]
    found: list[tuple[str, list[bool]]] = []
    for name in names:
        far: dict[int, int] = {}  # how far the name runs, by layer
        for each in values:
            far[each.at.get("l", 0)] = max(far.get(each.at.get("l", 0), 0), each.at.get(name, 0))
        last, whole = [each.at.get(name) == far[each.at.get("l", 0)] for each in values], name in ("row", "column")
        found.append((f"the first {name}" if whole else f"{name} = 1", [each.at.get(name) == 0 for each in values]))
        found.append((f"the last {name}", last))
    if "row" in names and "column" in names:
        found.append(("the diagonal", [each.at.get("row") == each.at.get("column") for each in values]))
    for l in dict.fromkeys(each.at.get("l") for each in values):
        found.append((f"layer {l}", [each.at.get("l") == l for each in values]))
    yield from (part for part in found if any(part[1]) and not all(part[1]))


# ---- the ways to get an equation wrong, as they are told


@dataclass
class Way:
    """One way to get an equation wrong: the lines that are wrong alike, what they say, and what comes of it."""

    rule: str
    equation: Equation | None  # None if the line no longer reads as one
    misfit: str
    outcomes: list[Outcomes]  # in the order of the situations
    mutants: list[Mutant] = field(default_factory=list)


def ways(tags: Iterable[Tag]) -> list[Way]:
    """Return the ways to get some tagged lines wrong, rule by rule; slips that say and do the same are one way."""
    found: dict[object, Way] = {}
    for tag in tags:
        nets = situations(*output_of(*claims_around(tag).values()))
        for mutant in in_order(tag):
            trial, equation = Trial(mutant), says(mutant)
            outcomes = [trial.outcomes(each.judge) for each in nets]
            misfit = misfit_text(mutant) if equation else ""
            kind = equation if equation and not mutant.beside else (mutant.rule, mutant.beside)
            way = found.setdefault((tag.name, kind, repr(outcomes)), Way(mutant.rule, equation, misfit, outcomes))
            way.mutants.append(mutant)
    return sorted(found.values(), key=lambda way: list(WORDS).index(way.rule))


def in_order(tag: Tag) -> list[Mutant]:
    """Return the wrong versions of a tagged line, rule by rule."""
    return sorted(mutants_of(tag), key=lambda mutant: list(WORDS).index(mutant.rule))


def says(mutant: Mutant) -> Equation | None:
    """Return what a wrong line says, or None if it no longer reads as an equation."""
    try:
        return read(mutant.tag)
    except PairingError:
        return None


def misfit_text(mutant: Mutant) -> str:
    """Return in words which letter or shape of a wrong line does not stand where it can; "" if all do."""
    try:
        shapes_of(mutant.tag)
    except IndexCheckError as error:
        if isinstance(found := error.__context__, MisfitError):
            return f"found {found.found}, expected {found.expected}"
    except PairingError:
        pass
    return ""


def pages(entry: Entry, found: Sequence[Way], ascii: bool, width: int) -> Iterator[list[str]]:
    """Yield the page of an equation that tells its right line and the nets, and one for each rule of its slips."""
    total = sum(len(way.mutants) for way in found)
    nets = situations(*output_of(entry.equation))
    yield [plain(each) if ascii else each for each in [
        *prose(f"{entry.number}. {entry.block.title}   {entry.id}", width, "", "    "), "",
        *wrapped(text(entry.equation, ascii), "  ", width),
        *(line for tag in entry.tags for line in right_lines(tag, ascii, width)), "",
        *prose(f"{total} wrong versions of it, each run on five nets; what it gives is compared with derivatives that "
               "know nothing of the book:", width, ""),
        *(line for name, each in zip(NETS, nets, strict=True)
          for line in prose(f"{name}: {each.about}", width, "  ", "      ")),
    ]]
    number = 0
    for rule, group in groupby(found, lambda way: way.rule):
        page = ["", f"{WORDS[rule][0].upper()}{WORDS[rule][1:]}"]
        for way in group:
            number += 1
            page += ["", *way_lines(way, number, len(entry.tags) > 1, ascii, width)]
        yield [plain(each) if ascii else each for each in page]


def plain(line: str) -> str:
    """Return a line in letters that any stream can encode.

    >>> plain("n⁽ˡ⁻¹⁾×m")
    'n^(l-1)xm'
    """
    letters = {raised: letter for letter, raised in SUPERSCRIPTS.items()}
    raised = "[" + "".join(letters) + "]+"
    return re.sub(raised, lambda run: "^" + "".join(letters[each] for each in run[0]), line).translate(PLAIN)


def right_lines(tag: Tag, ascii: bool, width: int) -> Iterator[str]:
    """Yield where a tagged line stands, and it with the lines that it needs."""
    yield from ["", f"{place(tag)}, step {tag.step}" if tag.step else place(tag)]
    for line in (part for each in context(tag, width, "..." if ascii else "…") for part in each.split("\n")):
        yield from (part for part, _ in cut(line, "", width, "", "          "))


def cut(line: str, below: str, width: int, head: str, further: str) -> Iterator[tuple[str, str]]:
    """Yield a line after a head, and what stands below it, in pieces of a width, cut between words."""
    while line:
        room = width - len(head)
        end = len(line) if len(line) <= room else max(line.rfind(" ", 0, room + 1), 0) or room
        yield head + line[:end].rstrip(), " " * len(head) + below[:end].rstrip()
        skip = end + len(line[end:]) - len(line[end:].lstrip())
        line, below, head = line[skip:], below[skip:], further


def way_lines(way: Way, number: int, stepped: bool, ascii: bool, width: int) -> Iterator[str]:
    """Yield one way to get an equation wrong: its lines, what they say, where it shows, and the pattern."""
    head = f"{number:>3}. "
    indent = " " * len(head)
    first = way.mutants[0]
    if stepped:
        yield head + first.original.name
        head = indent
    if len(way.mutants) > 1:
        same = "say the same" if way.equation and not first.beside else "do the same"
        yield f"{head}{len(way.mutants)} lines {same}:"
        head = indent
    for mutant in way.mutants:
        yield from marked(mutant, head, width)
        head = indent
    for erratum in dict.fromkeys(erratum for mutant in way.mutants if (erratum := printed(mutant))):
        yield f"{indent}As printed in the article (erratum {erratum})."
    if first.beside:
        yield from prose("The tagged line stays as it is; what it reads is wrong.", width, indent)
    elif way.equation is None:
        yield from prose("It no longer reads as an equation of the book.", width, indent)
    elif text(way.equation) == text(read(first.original)):
        yield from prose(f"It prints as before, with another range: {way.misfit}.", width, indent)
    else:
        yield from wrapped(text(way.equation, ascii), f"{indent}It says: ", width)
        yield from prose(f"It does not fit: {way.misfit}.", width, indent) if way.misfit else ()
    yield from outcome_lines(way, indent, width)


def outcome_lines(way: Way, indent: str, width: int) -> Iterator[str]:
    """Yield at which nets a slip is seen, at which it hides or stops, and what its wrong entries share."""
    further = indent + " " * 11
    for verdict, words in [("seen", "Seen with"), ("hides", "Hides with")]:
        if at := nets_with(way, verdict):
            yield from prose(f"{words} {at}", width, indent, further)
    for why in dict.fromkeys(each.why for found in way.outcomes for each in found.values() if each.verdict == "stops"):
        yield from prose(f"Stops with {nets_with(way, 'stops', why)}: {why}", width, indent, further)
    seen = ((k, each) for k, found in enumerate(way.outcomes) for each in found.values() if each.verdict == "seen")
    k, first = next(seen, (0, Outcome("hides")))
    if first.why:
        yield from prose(f"Pattern with {NETS[k]}: {first.why}", width, indent, further)


def nets_with(way: Way, verdict: str, why: str | None = None) -> str:
    """Return the names of the nets at which a slip has some outcome, each with its layers unless it is all of them."""
    told: dict[str, list[str]] = {}
    for name, found in zip(NETS, way.outcomes, strict=True):
        at = [str(l) for l, each in found.items() if each.verdict == verdict and why in (None, each.why)]
        if at:
            told.setdefault("" if len(at) == len(found) else f" at l = {' and '.join(at)}", []).append(name)
    return "; ".join(("all five" if len(names) == len(NETS) else ", ".join(names)) + at for at, names in told.items())


def marked(mutant: Mutant, head: str, width: int) -> Iterator[str]:
    """Yield a wrong line, and under it a ^ below each letter that differs."""
    marks = [any(start <= k < end for start, end in mutant.marks) for k in range(len(mutant.code))]
    below = "".join("^" if mark else " " for mark in marks)
    for line, under in cut(mutant.code, below, width, head, " " * (len(head) + 4)):
        yield line
        if under.strip():
            yield under


def printed(mutant: Mutant) -> str:
    """Return the erratum whose printed form a wrong line says, or "" if none does."""
    return next((erratum for erratum, name in PRINTED if name == mutant.name), "")
