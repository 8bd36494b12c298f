"""Breakpoints on equations: the worked net run under pdb, stopped at an equation's line, the present numbers put in.

The numbers are taken from the frame that stands there, so an entry of a matrix that is changed at the prompt, or m,
gamma or z, shows in the equation. Any other local is worked out anew.
"""

import ast
import pdb
import re
import sys
from collections.abc import Mapping
from copy import deepcopy
from itertools import product
from types import FrameType
from typing import Any

from purenn.pairing.explain import code, working, wrapped
from purenn.pairing.expression import Equation, Symbol
from purenn.pairing.numbers import Calculation, Calculator, Place
from purenn.pairing.reading import Reader, read
from purenn.pairing.registry import Entry
from purenn.pairing.runs import Calls, TaggedLines, calls_of, check_place, letters, place_in, run
from purenn.pairing.scope import same
from purenn.pairing.symbols import CONTAINER, INDEX_LETTERS
from purenn.pairing.tags import Tag, place
from purenn.pairing.text import text
from purenn.pairing.walks import operation
from purenn.pairing.worked import L, WorkedNet, m, n

GREETING = f"""\
The worked net: {n} units, {m} datapoints. Numbers are rounded.
  eq  the equation again          c  on to its next time, where --at says
  ne  on to the next equation     q  leave     h  all the commands of pdb
h, n and l are commands of pdb: !h, !n and !l show the values so named, if any.
p and j alone, n[l] and any other expression show theirs."""


def step(entry: Entry, entries: Mapping[str, Entry], typed: Place, ascii: bool = False) -> int:
    """Run the worked net under pdb, stopping at an equation at the indices typed; return the exit status.

    Raises: PairingError if the run never comes there, KeyboardInterrupt for Ctrl-C.
    """
    calls = calls_of(entry)
    debugger = EquationDebugger(entry, entries, calls, typed, ascii)
    debugger.message(GREETING)
    while not debugger.quitting:
        try:
            if debugger.runcall(run, deepcopy(calls)):  # whatever is changed at the prompt, `run` starts afresh
                debugger.message("The run is over.")
        except pdb.Restart:
            debugger.start()
        except BrokenPipeError:
            raise
        except Exception as error:  # a value was changed, and the run no longer goes through
            print(f"purenn: the run ended with {type(error).__name__}: {error}", file=sys.stderr)
            return 1
    if debugger.interrupted:
        raise KeyboardInterrupt
    return 0


class EquationDebugger(pdb.Pdb):
    """pdb with breakpoints on an equation; wherever the run comes to a tagged line, its equation is shown."""

    def __init__(self, entry: Entry, entries: Mapping[str, Entry], calls: Calls, typed: Place, ascii: bool) -> None:
        super().__init__(skip=["bdb"], nosigint=True)
        self.clear_all_breaks()  # those of an earlier debugger, which pdb takes over
        self.entries, self.typed, self.ascii = entries, typed, ascii
        self.lines = TaggedLines([entry, *(each for each in entries.values() if each is not entry)])
        self.calculator = Calculator()
        self.interrupted, self.arrived = False, list[Tag]()
        places = [each for tag, at in self.lines.reached(calls) if tag in entry.tags for each in self.whole(tag, at)]
        check_place(entry.id, places, typed)
        for (file, line), tags in self.lines.tags.items():
            if tags[0] in entry.tags:
                self.set_break(file, line, cond=condition(tags[0], typed))
        self.start()

    # ------------------------------------------------------------------ running

    def start(self) -> None:
        """Get ready to run from the first line to a breakpoint."""
        self.quitting, self.seeks = False, "a breakpoint"

    def goes_on(self, frame: FrameType) -> bool:
        """Say whether what the run seeks is still ahead, and if so let it go on."""
        sought, self.seeks = self.seeks, ""
        if sought == "a breakpoint":
            self.set_continue()
        elif sought == "an equation" and not self.lines.arrived(frame):
            self.seeks = sought
            self.set_step()
        else:
            return False
        return True

    def user_line(self, frame: FrameType) -> None:
        """Stop at a line, unless what the run seeks is still ahead."""
        if not self.goes_on(frame):
            self.arrived = self.lines.arrived(frame)
            super().user_line(frame)

    def user_call(self, frame: FrameType, argument_list: Any) -> None:
        """Stop at a call, unless what the run seeks is still ahead."""
        if not self.goes_on(frame):
            super().user_call(frame, argument_list)

    def user_return(self, frame: FrameType, return_value: Any) -> None:
        """Stop at a return, unless what the run seeks is still ahead."""
        if not self.goes_on(frame):
            super().user_return(frame, return_value)

    def break_here(self, frame: FrameType) -> bool:
        """Say whether a breakpoint holds here; one on a tagged line holds at its start, not again within it."""
        tagged = (frame.f_code.co_filename, frame.f_lineno) in self.lines.tags
        return (not tagged or bool(self.lines.arrived(frame))) and super().break_here(frame)

    def cmdloop(self, intro: Any = None) -> None:
        """Take commands until one lets the run go on; Ctrl-C ends it."""
        try:
            super().cmdloop(intro)
        except KeyboardInterrupt:
            self.interrupted = True
            self.set_quit()

    # ------------------------------------------------------------------ commands

    def parseline(self, line: str) -> tuple[str | None, str | None, str]:
        """Take p and j alone, n[l], run.A and p + 1 for values, where they name one, and anything else as pdb does."""
        match = re.match(r"([pj])$|(\w+)(?:[\[.]|\s*[-+*/%=<>,])", line.strip())
        if match and (match[1] or match[2]) in self.curframe_locals:
            line = f"!{line.strip()}"
        return super().parseline(line)

    def do_help(self, arg: str) -> None:
        """h(elp)

        Without argument, say what is on the first screen and list the commands of pdb; with one, say what it does.
        """
        if not arg:
            self.message(GREETING)
        super().do_help(arg)

    do_h = do_help

    def do_eq(self, argument: str) -> None:
        """eq

        Show the equation of this line again, with the numbers as they are now.
        """
        assert self.curframe is not None
        if tags := self.lines.at(self.curframe):
            self.show_equation(tags[0])
        else:
            self.error("there is no equation on this line; ne runs to the next one")

    def do_ne(self, argument: str) -> bool:
        """ne

        Run to the next equation, whichever it is.
        """
        self.seeks = "an equation"
        self.set_step()
        return True

    # ------------------------------------------------------------------ showing

    def print_stack_entry(self, frame_lineno: tuple[FrameType, int], prompt_prefix: str = pdb.line_prefix) -> None:
        """Show the equation where the run has come to one, and what pdb shows anywhere else."""
        tags, self.arrived = self.arrived, []
        if tags:
            self.show_equation(tags[0])
        else:
            super().print_stack_entry(frame_lineno, prompt_prefix)

    def show_equation(self, tag: Tag) -> None:
        """Show the equation of the line of the present frame: what it says, the numbers put in, its lines."""
        self.message(f"\n{tag.name}   {place(tag)}")
        for other in self.entries[tag.id].tags:
            if other is not tag:
                self.message(f"  ({other.name}: {place(other)})")
        said = read(tag)
        self.message("\n".join(wrapped(text(said, self.ascii), "  ")))
        try:
            indices = [index_text(name, self.curframe_locals[name]) for name in letters(tag)]
            self.message(f"  {'   '.join(indices)}\n" if indices else "")
            worked = self.calculation(tag, said)
        except (ArithmeticError, LookupError, TypeError, ValueError) as error:
            self.message(f"  with these numbers it cannot be worked out: {type(error).__name__}: {error}")
        else:
            chosen = worked.place.keys() - {"l", *letters(tag)}
            if entry := [f"{letter} = {index}" for letter, index in worked.place.items() if letter in chosen]:
                self.message(f"  its entry at the printed {', '.join(entry)}:")
            self.message("\n".join(working(worked, said.sign, self.ascii)))
        _, *above, last = code(tag)
        self.message("\n".join(["", *above, "->" + last[2:]]))

    def whole(self, tag: Tag, at: Place) -> list[Place]:
        """Return the place of each entry that a tagged line computes at a place: of a number, that place alone."""
        sizes = self.calculator.letters(read(tag), at.get("l", L))
        free = {letter: range(1, size + 1) for letter, size in sizes.items() if letter not in at}
        return [{**at, **dict(zip(free, indices, strict=True))} for indices in product(*free.values())]

    def calculation(self, tag: Tag, said: Equation) -> Calculation:
        """Return what a tagged line says, worked out with the numbers of the frame; of a sum, its next term."""
        take(self.calculator.net, self.curframe_locals)
        places = self.whole(tag, place_in(self.curframe_locals, tag))
        at = next((each for each in places if self.typed.items() <= each.items()), places[0])
        worked = self.calculator.calculate(said, at)
        if parts := gathered(tag.statement):
            return self.next_term(worked, tag, *parts, at)
        return worked

    def next_term(self, worked: Calculation, tag: Tag, total: ast.expr, added: ast.expr, at: Place) -> Calculation:
        """Return how a sum takes its next term: new = so far + term."""
        assert self.curframe is not None
        so_far, r, c = eval(ast.unparse(total), self.curframe.f_globals, self.curframe_locals), 1, 1
        if isinstance(so_far, list):  # a matrix, of which one entry is followed
            axes = self.calculator.axes_of(read(tag).sides[0], at["l"])
            r, c = (at[letter] if size > 1 else 1 for letter, size in axes)
            so_far = so_far[r - 1][c - 1]
        term = self.calculator.entry(Reader(tag, tag.statement).expression(added), at, r, c)
        self.calculator.net.constants["so far"] = so_far
        new = operation("plus", Symbol("so far", "scalar"), term)
        left = Symbol(f"new {text(worked.left, self.ascii)}", "scalar")
        return Calculation(worked.place, left, [(self.calculator.steps(new), self.calculator.evaluate(new))])


def condition(tag: Tag, typed: Place) -> str | None:
    """Return the condition, with Python's indices, under which a breakpoint on a line stops at the place typed."""
    tests = [f"{name} == {typed[name.lower()] - (name in INDEX_LETTERS)}" for name in letters(tag)
             if name.lower() in typed]
    return " and ".join(tests) or None


def index_text(name: str, value: int) -> str:
    """Return the value of a layer or an index: l = 1, or i = 0, printed 1."""
    return f"{name} = {value}" + (f", printed {value + 1}" if name in INDEX_LETTERS else "")


def gathered(statement: ast.stmt) -> tuple[ast.expr, ast.expr] | None:
    """Return a sum and the term that a statement adds to it, or None if it adds none."""
    match statement:
        case ast.AugAssign(target=target, value=term):
            return target, term
        case ast.Assign(targets=[target], value=ast.Call(func=ast.Name(id="add"), args=[first, term])):
            return (target, term) if same(target, first) else None
    return None


def take(net: WorkedNet, values: Mapping[str, Any]) -> None:
    """Put the values of a frame in place of the worked net's own."""
    net.constants |= {name: values[name] for name in net.constants.keys() & values.keys()}
    for name, value in values.items():
        match = CONTAINER.fullmatch(name)
        if match is None or match["top"] or match["new"]:
            continue
        letter = (match["of"] or match["plain"]).lower()
        layers = net.slopes[letter] if match["J"] else net.containers[letter]
        if isinstance(value, dict):
            layers |= value
        elif letter in "xy" or match["layer"]:
            layers[0 if letter in "xy" else values.get(match["layer"], L)] = value
