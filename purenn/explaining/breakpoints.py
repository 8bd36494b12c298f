"""Breakpoints on equations: the worked net run under pdb, stopped at an equation's line, the present numbers put in.

The numbers are taken from the frame that stands there, so an entry of a matrix that is changed at the prompt, or m,
gamma or z, shows in the equation. Any other local is worked out anew.
"""

import ast
import linecache
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from functools import wraps
from importlib import import_module
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from itertools import product
from sysconfig import get_path
from types import FrameType, ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any

from purenn.explaining.explain import context, first_place, layer_letter, place_text, terminal_width, working, wrapped
from purenn.explaining.fitting import check_fit
from purenn.explaining.numbers import Calculation, Calculator, Place
from purenn.explaining.runs import TaggedLines, calls_of, letters, place_in, run
from purenn.explaining.worked import called, capital, size_of
from purenn.notation.expression import Equation, PairingError, Symbol
from purenn.notation.symbols import INDEX_LETTERS
from purenn.notation.text import text
from purenn.notation.walks import operation
from purenn.pairing.judge import Net
from purenn.pairing.reading import Reader, read
from purenn.pairing.registry import Entry
from purenn.pairing.scope import same
from purenn.pairing.tags import Tag, place, tags_in


def plain_pdb() -> ModuleType:
    """Return the standard library's pdb, even where another is installed in its place."""
    spec = PathFinder.find_spec("pdb", [get_path("stdlib")])
    if spec is None or spec.loader is None:
        return import_module("pdb")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if TYPE_CHECKING:
    import pdb
else:
    pdb = plain_pdb()

GREETING = """\
{net}: {size}. Numbers are rounded.
  eq  the equation again          c  on to its next time, where --at says
  ne  on to the next equation     h  all the commands of pdb
  q   leave; Ctrl-C and Ctrl-D leave too"""


def step(
    entry: Entry, entries: Mapping[str, Entry], typed: Place, ascii: bool = False, given: Net | None = None
) -> int:
    """Run the worked net, or one given, under pdb, stopping at an equation where typed; return the exit status.

    Raises: PairingError if the run never comes there, or the equation does not hold, KeyboardInterrupt for Ctrl-C.
    """
    if given:
        stories = [tag for tag in entry.tags if tag.source.module.endswith("derivation")]
        beside = [other for tag in stories for other in tags_in(tag.source) if other.function is tag.function]
        check_fit(entry, given, entries, map(read, beside))
    return EquationDebugger(entry, entries, typed, ascii, given).session()


def in_one_namespace(command: Callable[..., Any]) -> Any:
    """Return a command of pdb that takes locals for globals, so that comprehensions and generators see them too."""

    @wraps(command)
    def with_locals(self: Any, line: str) -> Any:
        frame, values = self.curframe, self.curframe_locals
        self.curframe = SimpleNamespace(f_globals={**frame.f_globals, **values}, f_locals=values)
        try:
            return command(self, line)
        finally:
            self.curframe = frame

    return with_locals


class BookDebugger(pdb.Pdb):
    """pdb as the book uses it: names of the book show their values, and Ctrl-C leaves; `skip` names modules.

    It says `greeting`, and each time from a `start` it makes its `call`, and says the `ending`.
    """

    greeting: str

    def __init__(self, *skip: str) -> None:
        super().__init__(skip=["bdb", *skip], nosigint=True)
        self.clear_all_breaks()  # those of an earlier debugger, which pdb takes over
        self.interrupted = False

    def start(self) -> None:
        """Get ready to run from the first line, whatever was changed."""
        raise NotImplementedError

    def call(self) -> bool:
        """Do what is stepped through; True says that it came to its end."""
        raise NotImplementedError

    def ending(self) -> str:
        """Return what is said when it has come to its end."""
        raise NotImplementedError

    def failure(self, error: Exception) -> str:
        """Return what is said when it raises."""
        raise NotImplementedError

    def session(self) -> int:
        """Run until a person leaves or the run ends; return the exit status.

        Raises: KeyboardInterrupt for Ctrl-C.
        """
        self.message(self.greeting)
        while not self.quitting:
            try:
                if self.runcall(self.call):
                    self.message(self.ending())
            except pdb.Restart:
                self.start()
            except BrokenPipeError:
                raise
            except Exception as error:  # a value was changed, or a learner's function raises
                print(f"purenn: {self.failure(error)}", file=sys.stderr)
                return 1
        if self.interrupted:
            raise KeyboardInterrupt
        return 0

    def cmdloop(self, intro: Any = None) -> None:
        """Take commands until one lets the run go on; Ctrl-C ends it."""
        try:
            super().cmdloop(intro)
        except KeyboardInterrupt:
            self.interrupted = True
            self.set_quit()

    def parseline(self, line: str) -> tuple[str | None, str | None, str]:
        """Take p and j alone, n[l], run.A and p + 1 for values, where they name one, and anything else as pdb does."""
        match = re.match(r"([pj])$|(\w+)(?:[\[.]|[-+*/%=<>,]|\s+(?:[-+*]\s|[/%=<>,]))", line.strip())
        if match and (match[1] or match[2]) in self.curframe_locals:
            line = f"!{line.strip()}"
        return super().parseline(line)

    default = in_one_namespace(pdb.Pdb.default)
    do_p, do_pp = in_one_namespace(pdb.Pdb.do_p), in_one_namespace(pdb.Pdb.do_pp)

    def do_help(self, arg: str) -> None:
        """h(elp)

        Without argument, say what is on the first screen and list the commands of pdb; with one, say what it does.
        """
        if not arg:
            self.message(self.greeting)
        super().do_help(arg)

    do_h = do_help


class EquationDebugger(BookDebugger):
    """pdb with breakpoints on an equation; wherever the run comes to a tagged line, its equation is shown."""

    def __init__(
        self, entry: Entry, entries: Mapping[str, Entry], typed: Place, ascii: bool, given: Net | None = None
    ) -> None:
        super().__init__()
        self.entry, self.typed, self.calls = entry, typed, calls_of(entry, given)
        first = [entry, *(each for each in entries.values() if each is not entry)]
        self.lines = TaggedLines(tag for each in first for tag in each.tags)
        self.screen = Screen(entries, typed, ascii, given)
        self.arrived = list[Tag]()
        self.first = first_place(entry, typed, self.places())
        net = self.screen.calculator.on(entry.equation)
        self.greeting = greeting(entry, net.given, "" if typed else place_text(entry, self.first))
        for (module, line), tags in self.lines.tags.items():
            linecache.lazycache(file_of(module), vars(import_module(module)))  # for a package in a zip
            if tags[0] in entry.tags:
                self.set_break(file_of(module), line)
        self.start()

    def places(self) -> Iterator[Place]:
        """Yield the places at which the run computes the equation, the lowest of each of its lines first.

        Raises: PairingError if it comes to none of the lines.
        """
        reached = self.lines.reached(lambda: run(self.calls))
        L = self.screen.calculator.on(self.entry.equation).L
        layer = {"l": L} if layer_letter(self.entry.equation) == "L" else {}
        missed = [tag for tag in self.entry.tags if all(other is not tag for other, _ in reached)]
        if missed == [*self.entry.tags]:
            raise PairingError(f"{place(missed[0])}: the run never comes to this line of {missed[0].name}")
        for tag in self.entry.tags:
            found = [each for other, at in reached if other is tag for each in self.screen.whole(tag, at)]
            yield from sorted(({**layer, **at} for at in found), key=lambda at: list(at.values()))

    # ------------------------------------------------------------------ running

    def call(self) -> bool:
        """Make the run's calls."""
        return run(deepcopy(self.calls))

    def ending(self) -> str:
        """Return what is said when the run is over."""
        return "The run is over."

    def failure(self, error: Exception) -> str:
        """Return what is said when a value was changed and the run no longer goes through."""
        return f"the run ended with {type(error).__name__}: {error}"

    def start(self) -> None:
        """Get ready to run from the first line to the first place; from there on, every place as typed is a stop."""
        self.quitting, self.starting, self.seeks_any = False, True, False
        self.stop_at(self.first)

    def stop_at(self, at: Place) -> None:
        """Let the equation's breakpoints hold at a place."""
        for (module, line), tags in self.lines.tags.items():
            if tags[0] in self.entry.tags:
                for each in self.get_breaks(file_of(module), line):
                    each.cond = condition(tags[0], at)

    def user_line(self, frame: FrameType) -> None:
        """Stop at a line, but for the very first of the run."""
        if self.starting:
            self.starting = False
            self.set_continue()
            return
        self.seeks_any, self.arrived = False, self.lines.arrived(frame)
        if any(tag in self.entry.tags for tag in self.arrived):
            self.stop_at(self.typed)
        super().user_line(frame)

    def break_anywhere(self, frame: FrameType) -> bool:
        """Say whether a frame can come to a stop: any frame of a module with tags, for `ne`."""
        name = frame.f_globals.get("__name__")
        return any(module == name for module, _ in self.lines.tags) or super().break_anywhere(frame)

    def break_here(self, frame: FrameType) -> bool:
        """Say whether a breakpoint holds here; on a tagged line at its start, not again within it."""
        if (frame.f_globals.get("__name__", ""), frame.f_lineno) not in self.lines.tags:
            return super().break_here(frame)
        return bool(self.lines.arrived(frame)) and (self.seeks_any or super().break_here(frame))

    # ------------------------------------------------------------------ commands

    def do_eq(self, argument: str) -> None:
        """eq

        Show the equation of this line again, with the numbers as they are now.
        """
        assert self.curframe is not None
        if tags := self.lines.at(self.curframe):
            self.message("\n".join(self.screen.lines(tags[0], self.curframe_locals)))
        else:
            self.error("there is no equation on this line; ne runs to the next one")

    def do_ne(self, argument: str) -> bool:
        """ne

        Run to the next equation, whichever it is.
        """
        self.seeks_any = True
        self.set_continue()
        return True

    def print_stack_entry(self, frame_lineno: tuple[FrameType, int], prompt_prefix: str = pdb.line_prefix) -> None:
        """Show the equation where the run has come to one, and what pdb shows anywhere else."""
        tags, self.arrived = self.arrived, []
        if tags:
            self.message("\n".join(self.screen.lines(tags[0], self.curframe_locals)))
        else:
            super().print_stack_entry(frame_lineno, prompt_prefix)


def file_of(module: str) -> str:
    """Return the file that a module was read from."""
    return str(import_module(module).__file__)


def greeting(entry: Entry, net: Net, first: str) -> str:
    """Return what is said before the first stop; among it, which locals of the function are commands of pdb."""
    functions = [tag.function for tag in entry.tags if tag.function]
    lines = [GREETING.format(net=capital(called(net)), size=size_of(net)), *names_taken(functions, EquationDebugger)]
    if first:
        lines.append(f"It begins at {first}; --at chooses another place.")
    return "\n".join(lines)


def names_taken(functions: Iterable[ast.AST], debugger: type[pdb.Pdb]) -> Iterator[str]:
    """Yield which names of some functions are commands of a debugger, and how the others show their values."""
    nodes = [node for function in functions for node in ast.walk(function)]
    own = {node.arg for node in nodes if isinstance(node, ast.arg)}
    own |= {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    if taken := sorted(name for name in own - {"p", "j"} if hasattr(debugger, f"do_{name}")):
        yield f"Taken by commands of pdb: {', '.join(taken)}. Their values: !{', !'.join(taken)}."
    yield "Anything else shows its value: p alone, j alone, n[l], l + 1, W[l]."


class Screen:
    """What a stop shows: the equation of a tagged line, worked out with the values of the frame that stands there."""

    def __init__(
        self, entries: Mapping[str, Entry], typed: Place, ascii: bool, given: Net | None = None
    ) -> None:
        self.entries, self.typed, self.ascii, self.width = entries, typed, ascii, terminal_width()
        self.calculator = Calculator(given)

    def lines(self, tag: Tag, values: Mapping[str, Any]) -> Iterator[str]:
        """Yield what a tagged line says, the numbers put in, and its code."""
        yield f"\n{tag.name}   {place(tag)}"
        yield from (f"  ({other.name}: {place(other)})" for other in self.entries[tag.id].tags if other is not tag)
        said = read(tag)
        yield from wrapped(text(said, self.ascii), "  ", self.width)
        try:
            indices = [index_text(name, values[name]) for name in letters(tag)]
            worked = self.calculation(tag, said, values)
        except (ArithmeticError, LookupError, TypeError, ValueError) as error:
            yield f"  with these numbers it cannot be worked out: {type(error).__name__}: {error}"
        else:
            yield f"  {'   '.join(indices)}\n" if indices else ""
            chosen = worked.place.keys() - {"l", *letters(tag)}
            if entry := [f"{letter} = {index}" for letter, index in worked.place.items() if letter in chosen]:
                yield f"  its entry at the printed {', '.join(entry)}:"
            yield from working(self.calculator, worked, said.sign, self.ascii, self.width)
        *above, last = context(tag, self.width, "..." if self.ascii else "…")
        yield from ["", *above, "->" + last[2:]]

    def whole(self, tag: Tag, at: Place) -> list[Place]:
        """Return the place of each entry that a tagged line computes at a place: of a number, that place alone."""
        said = read(tag)
        sizes = self.calculator.letters(said, at.get("l", self.calculator.on(said).L))
        free = {letter: range(1, size + 1) for letter, size in sizes.items() if letter not in at}
        return [{**at, **dict(zip(free, indices, strict=True))} for indices in product(*free.values())]

    def calculation(self, tag: Tag, said: Equation, values: Mapping[str, Any]) -> Calculation:
        """Return what a tagged line says, worked out with the numbers of a frame; of a sum, its next term."""
        self.calculator.on(said).take(values)
        places = self.whole(tag, place_in(values, tag))
        at = next((each for each in places if self.typed.items() <= {**self.typed, **each}.items()), places[0])
        worked = self.calculator.calculate(said, at)
        if parts := gathered(tag.statement):
            return self.next_term(worked, tag, *parts, at, values)
        return worked

    def next_term(
        self, worked: Calculation, tag: Tag, total: ast.expr, added: ast.expr, at: Place, values: Mapping[str, Any]
    ) -> Calculation:
        """Return how a sum takes its next term: new = so far + term."""
        so_far, r, c = eval(ast.unparse(total), {}, values), 1, 1
        if isinstance(so_far, list):  # a matrix, of which one entry is followed
            axes = self.calculator.axes_of(read(tag).sides[0], at["l"])
            r, c = (at[letter] if size > 1 else 1 for letter, size in axes)
            so_far = so_far[r - 1][c - 1]
        term = self.calculator.entry(Reader(tag, tag.statement).expression(added), at, r, c)
        self.calculator.net.constants["so far"] = so_far
        new = operation("plus", Symbol("so far", "scalar"), term)
        left = Symbol(f"new {text(worked.left, self.ascii)}", "scalar")
        return Calculation(worked.place, left, [(self.calculator.steps(new), self.calculator.evaluate(new))])


def condition(tag: Tag, at: Place) -> str | None:
    """Return the condition, with Python's indices, under which a breakpoint on a line stops at a place."""
    tests = [f"{name} == {at[name.lower()] - (name in INDEX_LETTERS)}" for name in letters(tag) if name.lower() in at]
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
