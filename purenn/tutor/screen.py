"""An answer on a screen, at one of three levels of hints, in lines of at most 80 columns; and the same as a record.

Level 1 shows what the function says, its numbers and a question; 2 adds the book's equation, 3 what to do, in words.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from math import isclose, isfinite
from pathlib import Path
from shlex import quote
from textwrap import wrap
from typing import Any

from purenn.explaining.explain import prose, wrapped
from purenn.explaining.numbers import Place, placed, shown
from purenn.explaining.worked import called, in_command
from purenn.notation.expression import Equation, Gradient, Node, Number, Operation, Sum, Symbol
from purenn.notation.parts import operands, run
from purenn.notation.sizes import Layer
from purenn.notation.symbols import kept
from purenn.notation.text import ARROW, PLAIN, text
from purenn.notation.underlined import differing, underlined
from purenn.notation.underlined import placed as placed_in
from purenn.notation.walks import is_operation, mapped, operation, walk, with_index
from purenn.tutor.answer import Answer, Call, Said, Slip
from purenn.tutor.exercises import STEP, Exercise, entries
from purenn.tutor.judgement import compared, is_matrix, is_number, judges
from purenn.tutor.slips import of_last_layer
from purenn.tutor.words import ask, how
from purenn.tutor.working import working

M = Symbol("m", "scalar")
ONE_OVER_M = operation("fraction", Number("1"), M)
LAST = 3  # level of hints
SHOWN = 2  # lines of the learner's that are shown
LONG = 4  # lines of a step of a calculation, above which it is left out
PARTS_OF_STEP = (
    "output.dJ-dz-element", "hidden.dJ-dw-sum", "hidden.dJ-db", "hidden.dJ-da-sum", "hidden.dJ-dz-product",
    "update.weights", "update.biases",
)  # fmt: skip
TRUTH = {  # what the values of a right function are, by how the id begins, or what is asked for
    "forward.sigmoid-prime": "Every value agrees with a finite difference of σ",
    "forward.sigmoid": "Every value agrees with σ computed in another way",
    "hidden.naive-chain": "Every value agrees with a finite difference of J",
    "Z": "Every entry agrees with a forward pass made datapoint by datapoint",
    "A": "Every entry agrees with a forward pass made datapoint by datapoint",
    "J": "Every value agrees with a J added up datapoint by datapoint",
    "W": "Every entry is the old one less γ times a finite difference of J",
    "dJ": "Every entry agrees with finite differences of J",
}


def screen(answer: Answer, level: int = 1, ascii: bool = False, width: int = 80) -> list[str]:
    """Return an answer as lines; the first is the head, with the verdict."""
    return list(Screen(answer, ascii, width).lines(level))


def record(answer: Answer, level: int = 1) -> dict[str, object]:
    """Return an answer as an object for other programs, with the hint of a level."""
    return Screen(answer).record(level)


class Screen:
    """An answer to be shown; `wrong` is the call that it speaks of, the first that went wrong."""

    def __init__(self, answer: Answer, ascii: bool = False, width: int = 80) -> None:
        self.answer, self.exercise, self.ascii, self.width = answer, answer.exercise, ascii, width
        wrong = [call for call in answer.calls if call.problem]
        self.wrong = min(wrong, key=lambda call: abs(abs(call.at["z"]) - 1) if "z" in call.at else 0, default=None)
        self.said, self.book, self.mine = answer.says, list[Node](), list[Node]()
        self.recovered = bool(answer.says)
        if self.exercise.id == STEP and self.wrong and self.wrong.problem == "value" and answer.says:
            found, true = (weights for weights, _ in (self.wrong.found, self.wrong.true))
            self.said = answer.says if compared((found,), (true,))[0] else ()  # which is about weights
        self.ours: Node | None = None  # the right side of what is said, and theirs of the book's
        self.theirs: Node | None = None
        if answer.slip and answer.slip.equation and (single := self.single()):
            self.compare(answer.slip, at_last(answer.slip.equation, self.exercise), single)

    def compare(self, slip: Slip, equation: Equation, single: Equation) -> None:
        """Find what differs between what the function says and the book's equation of an entry, by that of a slip."""
        if not self.said and all(getattr(node, "letter", "") != "c" for node in walk(equation)):  # c is some number
            self.said = (Said(equation),)  # which was found to give the same values
        book, mine = at_last((slip.book, slip.mine), self.exercise)
        self.theirs = next((side for side in single.sides[1:] if set(book) <= set(walk(side))), single.sides[1])
        self.book = differing(self.theirs, book, equation.sides[1], mine)
        if self.said:
            self.ours = self.said[0].equation.sides[1]
            mine = standing(mine, equation.sides[1], self.ours)
            if slip.mistake == "missing factor":
                self.theirs, book, mine = nearest(single, self.ours) or (self.theirs, book, mine)
                self.book = differing(self.theirs, book, self.ours, mine)
            self.mine = differing(self.ours, mine, self.theirs, book)
        self.answer = replace(self.answer, says=self.said, slip=replace(slip, book=book, mine=mine))

    def lines(self, level: int) -> Iterator[str]:
        """Yield the lines at a level, an empty one between two parts."""
        yield from self.head()
        for part in map(list, self.parts(level)):
            if part:
                yield from ("", *part)

    def parts(self, level: int) -> Iterator[Iterable[str]]:
        """Yield the parts below the head, some of them empty."""
        remarks = map(self.prose, self.answer.remarks)
        if self.answer.right:
            yield from (self.says(), self.agreement(), *remarks)
            return
        yield from (self.source(), self.says())
        if level > 1:
            yield self.in_book()
        yield from (self.numbers(), self.stop(), self.changes(), *remarks)
        yield self.prose(f"Ask yourself: {ask(self.answer)}")
        if level >= LAST:
            yield self.prose(f"What to do: {how(self.answer, self.ascii)}")
        yield self.further(level)

    # ---- pieces of text

    def prose(self, sentence: str) -> list[str]:
        """Return a sentence in lines."""
        return [loosened(line) for line in prose(tied(self.spelt(sentence)), self.width)]

    def spelt(self, words: str) -> str:
        """Return words in letters that the stream can encode."""
        return words.translate(PLAIN) if self.ascii else words

    def number(self, value: float) -> str:
        """Return a number of four digits."""
        return text(shown(value), self.ascii)

    def equation(self, equation: Node, pieces: Sequence[Node] = (), other: Node | None = None) -> Iterator[str]:
        """Yield an equation in lines, each with a line of ^ below it where pieces stand that differ from another."""
        written, flags = underlined(equation, pieces, other, self.ascii)
        at = 0
        for line in wrapped(written, " " * 6, self.width, " " * 10):
            yield line
            content = line.lstrip()
            at = written.index(content, at)
            below = "".join(" ^"[flags[at + k]] for k, letter in enumerate(content) if letter != ARROW)
            at += len(content)
            if "^" in below:
                yield " " * (len(line) - len(content)) + below.rstrip()

    # ---- the parts

    def head(self) -> Iterator[str]:
        """Yield the id and the title, with the verdict at the right end."""
        id, title, verdict = self.exercise.id, self.exercise.title, "right" if self.answer.right else "not yet"
        whole = f"{id}   {title}"
        first = whole if len(whole) + 2 + len(verdict) <= self.width else id
        yield first + verdict.rjust(self.width - len(first))
        if first is id:
            yield from self.prose(title)

    @cached_property
    def blamed(self) -> list[int]:
        """The numbers of the lines to show: those that computed the result, or else the one at which it stopped."""
        stopped = [self.wrong.line] if self.wrong and not self.recovered and self.wrong.line else []
        last = len(self.answer.source.splitlines())
        return sorted(each for each in stopped or self.answer.lines[:SHOWN] if 0 < each <= last)

    def code(self, line: int) -> str:
        """Return a line of the learner's."""
        return self.answer.source.splitlines()[line - 1].strip()

    def source(self) -> Iterator[str]:
        """Yield the learner's lines that matter."""
        for line in self.blamed:
            yield from wrap(f"{self.answer.path}:{line}", self.width, initial_indent="  ", subsequent_indent="  ")
            code = wrap(tied(self.code(line)), self.width, initial_indent=" " * 6, subsequent_indent=" " * 14)
            yield from map(loosened, code)

    def says(self) -> Iterator[str]:
        """Yield what the function says, with what differs underlined; of a right one, how that is in the book."""
        alike = self.as_in_book()
        if self.said:
            yield f"  Your function says{', as the book does' if alike else ''}:"
        for said in self.said:
            yield ""
            yield from self.equation(said.equation, self.mine, self.theirs)
            if said.where:
                yield from prose(self.spelt(said.where), self.width, " " * 6)
        if self.said and self.answer.right and not alike and (entry := entries().get(self.exercise.id)):
            form = "at one entry" if self.is_of_matrix() else "in another form"
            yield from ("", f"  which is the book's equation {form}:", "")
            yield from self.equation(entry.equation)

    def in_book(self) -> Iterator[str]:
        """Yield the book's equation, with what differs underlined; of a matrix, that of an entry as well."""
        if self.exercise.id == STEP:
            yield from ("  The book's equations of a step:", "")
            for id in PARTS_OF_STEP:
                yield from self.equation(entries()[id].equation, self.book, self.ours)
        elif entry := entries().get(self.exercise.id):
            yield from ("  The book's equation:", "")
            yield from self.equation(entry.equation, self.book, self.ours)
            if (single := self.single()) and single != entry.equation:
                yield from ("", f"  {'At one entry' if self.is_of_matrix() else 'That comes to'}:", "")
                yield from self.equation(single, self.book, self.ours)

    def numbers(self) -> Iterator[str]:
        """Yield the first wrong entry: how the function comes by it, and what is true."""
        call = self.wrong
        if call is None or call.problem != "value":
            return
        if self.exercise.id == STEP:
            yield from self.prose(f"{self.where(call)}, the entry of each matrix that is furthest off:")
            yield ""
            yield from self.furthest(call)
            return
        yield from self.prose(f"{self.where(call)}:")
        yield ""
        head = "      yours   "
        for line in dict.fromkeys([*self.working(call), self.number(entry_of(call.found, call.cell))]):
            broken = list(wrapped(line, head, self.width, " " * 16))
            if len(broken) <= LONG:
                yield from broken
                head = " " * 14 + "= "
        true = f"true    {self.number(entry_of(call.true, call.cell))}{self.measured(call)}"
        yield from prose(true, self.width, " " * 6, " " * 14)

    def working(self, call: Call) -> list[str]:
        """Return what the function says worked out where a call was made, if it gives what the call did."""
        if self.answer.mistake == "accumulator not reset":
            return self.carried(call)
        for said in self.said if call.worked else ():
            steps, value = working(said.equation, self.place(call), call.at.get("z"), "..." if self.ascii else "…")
            if isclose(value, entry_of(call.found, call.cell), rel_tol=1e-9, abs_tol=1e-12):
                return [text(step, self.ascii) for step in steps]
        return []

    def carried(self, call: Call) -> list[str]:
        """Return an entry as the one before it and the true one, if it is that."""
        (r, c), found, true = call.cell, entry_of(call.found, call.cell), entry_of(call.true, call.cell)
        for before in [(r, c - 1)] * (c > 0) + [(r - 1, c), (r - 1, -1)] * (r > 0):
            old = entry_of(call.found, before)
            if isclose(old + true, found, rel_tol=1e-6, abs_tol=1e-9):
                added = text(operation("plus", shown(old), shown(true)), self.ascii)
                return [f"{added}   (your entry before, and the true one)"]
        return []

    def furthest(self, call: Call) -> Iterator[str]:
        """Yield, for each matrix after a step, the entry that is furthest off."""
        for letter, found, true in zip("wb", call.found, call.true, strict=True):
            for l in sorted(true, reverse=True):
                matrix, mine, right = Symbol(letter.upper(), "matrix", Layer("", l)), found[l], true[l]
                head = f"      {text(matrix, self.ascii):<9}"
                if described(mine) != described(right):
                    yield f"{head}{described(mine)}; expected {described(right)}"
                    continue
                gaps = {(r, c): abs(mine[r][c] - x) for r, row in enumerate(right) for c, x in enumerate(row)}
                r, c = max(gaps, key=lambda cell: gaps[cell])
                entry = Symbol(letter, "scalar", Layer("", l), kept(letter, (r + 1, c + 1)))
                yours, truth = self.number(mine[r][c]), self.number(right[r][c])
                off = f"{text(entry, self.ascii):<11}yours {yours:<11}true {truth}"
                yield head + (off if gaps[r, c] > 1e-9 else "right")

    def stop(self) -> list[str]:
        """Return where and why the function stopped, or what it returned instead of a matrix of the right shape."""
        call = self.wrong
        if call and call.problem == "error":
            line = f" at line {call.line}" if call.line and call.line not in self.blamed else ""
            where = self.where(call)
            if call.error.startswith("TooLong"):
                return self.prose(f"{where}, it goes round and round{line or ' there'} and comes to no end.")
            return self.prose(f"It stops{line} {where[0].lower()}{where[1:]}: {call.why.rstrip('.')}.")
        if call and call.problem == "shape":
            found, true = described(call.found), described(call.true)
            return self.prose(f"{self.where(call)}, it returns {found}; expected {true}.")
        return []

    def changes(self) -> list[str]:
        """Return which arguments the function wrote into."""
        changed = next((call.changed for call in self.answer.calls if call.changed), ())
        names = " and ".join(changed) + (" no longer hold" if len(changed) > 1 else " no longer holds")
        return self.prose(f"After the call {names} what you were given.") if changed else []

    def agreement(self) -> list[str]:
        """Return against what a right function was tried, and how often."""
        calls, about = self.answer.calls, (self.exercise.id, self.exercise.returns)
        true = next(words for start, words in TRUTH.items() if any(each.startswith(start) for each in about))
        tried = f"{len(calls)} calls on {len({call.net for call in calls})} nets"
        return self.prose(f"{true}: {f'{len(calls)} numbers' if 'z' in self.exercise.parameters else tried}.")

    def further(self, level: int) -> list[str]:
        """Return the command for the next hint, or for the book's own line."""
        net = in_command(judges()[0].net)
        if level >= LAST:
            command = f"python3 -m purenn explain {self.exercise.id}{net}"
            return [] if self.exercise.id == STEP else [f"  The book's line: {command}"]
        own = Path(self.answer.path) == Path("exercises", self.exercise.file)
        file = "" if own else f" {quote(self.answer.path)}"
        command = f"python3 -m purenn try {self.exercise.id}{file}{net} --hint {level + 1}"
        said = f"  The {'last' if level + 1 == LAST else 'next'} hint:"
        if len(said) + 1 + len(command) <= self.width:
            return [f"{said} {command}"]
        before, hint = command[: -len(" --hint 2")], command[-len("--hint 2") :]
        whole = len(command) + 4 <= self.width
        return [said, f"    {command}"] if whole else [said, f"    {before} \\", f"      {hint}"]

    # ---- what the parts are made of

    def single(self) -> Equation | None:
        """Return the book's equation of one entry, made of what the function is given."""
        entry = entries().get(self.exercise.solved)
        found: Equation | None = at_last(entry.equation, self.exercise) if entry else None
        return found

    def left(self) -> Node | None:
        """Return the entry that the function computes."""
        equation = self.said[0].equation if self.said else self.single()
        return equation.sides[0] if equation else None

    def is_of_matrix(self) -> bool:
        """Say whether the book's equation is one of whole matrices."""
        left = bottom(entries()[self.exercise.id].equation.sides[0])
        return isinstance(left, Symbol) and left.kind == "matrix"

    def as_in_book(self) -> bool:
        """Say whether the function says what the book does, but for the order of factors and terms."""
        entry = entries().get(self.exercise.id)
        says = [said.equation.sides[1] for said in self.said if not said.where]
        return entry is not None and any(settled(side) in map(settled, says) for side in entry.equation.sides[1:])

    def place(self, call: Call) -> Place:
        """Return where the entry stands that a call got wrong, counted as printed."""
        place = {name: at + (name != "l") for name, at in call.at.items() if name != "z"}
        left = bottom(self.left())
        if isinstance(left, Symbol) and left.indices and not self.exercise.indices:
            indices = zip(left.indices, kept(left.letter, (call.cell[0] + 1, call.cell[1] + 1)), strict=True)
            place |= {letter: index for letter, index in indices if isinstance(letter, str)}
        return place

    def where(self, call: Call) -> str:
        """Return where a call was made, and which entry it got wrong, in words."""
        if "z" in call.at:
            return f"At z = {self.number(call.at['z'])}"
        place = self.place(call) if call.problem == "value" and self.exercise.id != STEP else call.at
        shown = [f"{name} = {at}" for name, at in place.items() if name != "l" or "l" in self.exercise.parameters]
        net = f"On {called(judges()[0].net)}" if call.worked else f"On a net with {call.net}"
        return f"{net}{', at ' * bool(shown)}{', '.join(shown)}"

    def measured(self, call: Call) -> str:
        """Return how the true value was found, if it is a derivative of J."""
        left = self.left()
        moved = placed(bottom(left), self.place(call), judges()[0].L) if isinstance(left, Gradient) else None
        return f"   (J measured with {text(moved, self.ascii)} moved a little)" if moved else ""

    # ---- for other programs

    def record(self, level: int) -> dict[str, object]:
        """Return the answer as an object."""
        answer, call = self.answer, self.wrong
        problem = call.problem if call else ""
        value = call if call and problem == "value" and self.exercise.id != STEP else None
        entry = entries().get(self.exercise.id)
        return {
            "id": self.exercise.id,
            "right": answer.right,
            "says": "; ".join(f"{text(said.equation)} {said.where}".rstrip() for said in self.said) or None,
            "mistake": answer.mistake,
            "hint": self.hint(level),
            "level": level,
            "title": self.exercise.title,
            "file": answer.path,
            "lines": [{"line": line, "code": self.code(line)} for line in self.blamed],
            "differs": [text(node) for node in self.mine],
            "where": self.where(call) if call else None,
            "yours": finite(entry_of(value.found, value.cell)) if value else None,
            "true": finite(entry_of(value.true, value.cell)) if value else None,
            "happened": " ".join(map(str.strip, [*self.stop(), *self.changes()])) or None,
            "remarks": list(answer.remarks),
            "book": text(entry.equation) if entry and level > 1 else None,
            "calls": len(answer.calls),
        }

    def hint(self, level: int) -> str:
        """Return the hint of a level; none for a right function."""
        if self.answer.right:
            return ""
        if level == 2:
            return " ".join(line.strip() for line in self.in_book() if line.strip(" ^"))
        return how(self.answer) if level >= LAST else ask(self.answer)


def at_last(piece: Any, exercise: Exercise) -> Any:
    """Return nodes of layer l as those of the last layer, if an exercise is about that one."""
    if "L" not in exercise.parameters or exercise.id == STEP:
        return piece
    if isinstance(piece, tuple):
        return tuple(at_last(each, exercise) for each in piece)
    return of_last_layer(piece)


def tied(line: str) -> str:
    """Return a line in which what belongs together, such as l = 1, is not to be parted."""
    return re.sub(r"(?<=\w) ([=+-]) (?=\w)", "\N{NO-BREAK SPACE}\\1\N{NO-BREAK SPACE}", line)


def loosened(line: str) -> str:
    """Return a line that was tied with plain spaces again."""
    return line.replace("\N{NO-BREAK SPACE}", " ")


def bottom(node: Node | None) -> Node | None:
    """Return what a derivative is taken with respect to, and any other node itself."""
    return node.bottom if isinstance(node, Gradient) else node


def sums(node: Node) -> list[str]:
    """Return the letters of the sums in a formula."""
    return [each.axis.letter for each in walk(node) if isinstance(each, Sum)]


def standing(pieces: Sequence[Node], tree: Node, other: Node) -> tuple[Node, ...]:
    """Return pieces of a formula as they stand in another one, which may have other letters in its sums.

    What stands nowhere in it is left out, unless that is all; 1/m is taken whole.
    """
    there = [node for _, node, _ in placed_in(other)]
    found = []
    for piece in pieces:
        same = [piece, *(each for each in there if lettered(each, sums(other)) == lettered(piece, sums(tree)))]
        like = [each for each in dict.fromkeys(there) if bare(each) == bare(piece)]
        found += [each for each in [*same, *like * (len(like) == 1)] if each in there][:1]
    return tuple(ONE_OVER_M if each == M and ONE_OVER_M in there else each for each in found) or tuple(pieces)


def lettered(node: Node, letters: list[str]) -> Node:
    """Return a piece of a formula in which the letters of sums are all one."""
    for letter in letters:
        node = with_index(node, letter, "_")
    return node


def bare(node: Node) -> Node:
    """Return a symbol, or a derivative with respect to one, without its indices."""
    if isinstance(node, Gradient):
        return replace(node, bottom=bare(node.bottom))
    return replace(node, indices=()) if isinstance(node, Symbol) else node


def nearest(equation: Equation, ours: Node) -> tuple[Node, tuple[Node, ...], tuple[Node, ...]] | None:
    """Return the form of an equation that is a product of something and a factor, with that factor, or None."""
    for side in equation.sides[1:]:
        if isinstance(side, Operation) and side.operator == "times":
            for part, rest in (side.parts, side.parts[::-1]):
                if settled(rest) == settled(ours):
                    return side, (part,), ()
    return None


def settled(node: Node) -> Node:
    """Return a formula with its factors and terms in one order and a quotient as a product, however it was written."""
    found: Node = mapped(node, lambda piece: settled(piece) if isinstance(piece, Node) else piece)
    if is_operation(found, "fraction") and isinstance(found, Operation) and found.parts[0] != Number("1"):
        found = operation("times", operation("fraction", Number("1"), found.parts[1]), found.parts[0])
    for names in (("times",), ("plus", "minus")):
        if is_operation(found, *names):
            return run(sorted(operands(found, names), key=lambda each: (each[0] == "minus", text(each[1]))))
    return found


def entry_of(value: Any, cell: tuple[int, int]) -> Any:
    """Return an entry of a matrix; a number is its own."""
    return value[cell[0]][cell[1]] if isinstance(value, list) else value


def finite(number: float) -> float | None:
    """Return a number if JSON has it."""
    return number if isfinite(number) else None


def described(value: Any) -> str:
    """Return what a function returned, in words."""
    if value is None or is_number(value):
        return "nothing" if value is None else "a number"
    if is_matrix(value):
        return f"a {len(value)}x{len(value[0])} matrix"
    if isinstance(value, tuple) and value and all(isinstance(each, dict) for each in value):
        keys = dict.fromkeys(", ".join(map(str, sorted(each, key=str))) or "none" for each in value)
        return f"{len(value)} dictionaries with the keys {' and '.join(keys)}"
    if not isinstance(value, list | tuple) or not value:
        kind = type(value).__name__
        empty = isinstance(value, list | tuple | dict) and not value
        return f"an empty {kind}" if empty else f"something of type {kind}"
    kind = "list" if isinstance(value, list) else "tuple"
    if all(map(is_number, value)):
        return f"a flat {kind} of {len(value)} number{'s' * (len(value) != 1)}"
    odd = next((row for row in value if type(row) is not list), None)
    if odd is not None or kind == "tuple":
        return f"a {kind} of {len(value)}, in which a row is {described(odd) if odd is not None else 'a list'}"
    if len(set(map(len, value))) > 1 or not value[0]:
        return f"a list of {len(value)} rows of {', '.join(str(len(row)) for row in value[:6])} numbers"
    odd = next(x for row in value for x in row if not is_number(x))
    return f"a matrix in which an entry is {described(odd)}"
