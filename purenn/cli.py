"""The command line: python3 -m purenn trains a network on real data; other words show the equations of the book."""

import argparse
import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from difflib import get_close_matches
from functools import partial
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

import purenn
from purenn.activation import ACTIVATIONS
from purenn.checking import check_gamma
from purenn.real_data import FORMS, SUBJECTS, main_job
from purenn.start import STOPPED
from purenn.terminal import aside, encodes, heading, listening, prepare_streams, turn_over

if TYPE_CHECKING:
    from purenn.pairing.registry import Entry

DESCRIPTION = """\
Train a small neural network of lists of lists to tell malignant from benign
tumours, and check every gradient it used. Needs no data and no packages.
With --data ring it tells the points of a disc from those of a ring around it."""

EXAMPLES = """\
examples:
  python3 -m purenn                        about five seconds
  python3 -m purenn --form scalar          the same, one scalar at a time
  python3 -m purenn --layers 16,8 --steps 500 --gamma 0.5
  python3 -m purenn --data ring --layers none      one unit, which must fail

A stopped run (Ctrl-C) reports what it reached. With NO_COLOR set, no colour."""


IN_ONE_WORD = "expected --at in one word, such as l=1,i=2,j=1"


class Help(argparse.RawDescriptionHelpFormatter, argparse.ArgumentDefaultsHelpFormatter):
    """Help that keeps the lines of the examples and tells the default of every option."""


class Parser(argparse.ArgumentParser):
    """A parser whose complaint is one line, and whose help does not pass over a full disk in silence."""

    def error(self, message: str) -> None:  # type: ignore[override]
        if re.match(r"unrecognized arguments: \w=\d", message):
            message += f", {IN_ONE_WORD}"
        self.exit(2, f"{self.prog}: {message} (--help shows what can be set)\n")

    def _print_message(self, message: str, file: Any = None) -> None:
        (file or sys.stderr).write(message)


def whole(text: str) -> int:
    """Return text as a whole number."""
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number") from None


def own_file(text: str) -> str:
    """Return text as the path of a file, unless it is the rest of a place."""
    if re.match(r"\w=\d", text):
        raise argparse.ArgumentTypeError(f"found {text!r}, {IN_ONE_WORD}")
    return text


def steps(text: str) -> int:
    """Return text as a number of steps."""
    if whole(text) < 0:
        raise argparse.ArgumentTypeError(f"{text!r} is negative, expected a whole number >= 0")
    return whole(text)


def layers(text: str) -> list[int]:
    """Return text such as 8,4 as the sizes of hidden layers, of which there may be none."""
    if text == "none":
        return []
    sizes = [whole(part) for part in text.split(",")]
    if min(sizes) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} has a layer of {min(sizes)} units, expected at least 1")
    return sizes


def gamma(text: str) -> float:
    """Return text as a learning rate."""
    try:
        check_gamma("gamma", float(text))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no finite positive number") from None
    return float(text)


# Every option of a run takes one value. A default is spelt as a person would, and read as what a person typed.
OPTIONS: dict[str, dict[str, Any]] = {
    "--data": dict(default="tumours", choices=list(SUBJECTS), help="what to learn; sets some of the defaults here"),
    "--layers": dict(default="8,4", type=layers, metavar="N,N,...", help="units of each hidden layer, or none"),
    "--hidden": dict(default="sigmoid", choices=list(ACTIVATIONS), help="activation of the hidden layers"),
    "--gamma": dict(default="1", type=gamma, metavar="RATE", help="learning rate: how far a step goes"),
    "--steps": dict(default="200", type=steps, metavar="N", help="steps of gradient descent"),
    "--seed": dict(default="0", type=whole, metavar="N", help="seed of the split and the first weights"),
    "--form": dict(default="matrix", choices=list(FORMS), help="form of the backward pass"),
}


def build_parser(data: str = "tumours") -> Parser:
    """Return the parser of the command line, with the defaults that suit the data."""
    own = {"--data": data, **SUBJECTS[data].options}
    parser = Parser(prog="purenn", description=DESCRIPTION, epilog=EXAMPLES, formatter_class=Help, allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"purenn {purenn.__version__}")
    for name, settings in OPTIONS.items():
        parser.add_argument(name, **{**settings, "default": own.get(name, settings["default"])})
    parser.set_defaults(job=main_job)
    commands = parser.add_subparsers(title="the equations", metavar="command", prog="purenn")
    for name, (job, says) in COMMANDS.items():
        about = f"{says[0].upper()}{says[1:]}."
        command = commands.add_parser(name, help=says, description=about, allow_abbrev=False)
        command.set_defaults(job=partial(with_the_book, job))
        if name == "equations":
            command.add_argument("words", nargs="*", metavar="WORD", help="only those that have every word, or D32")
            command.add_argument("--json", action="store_true", help="print the registry as JSON")
        elif name == "try":
            command.add_argument("id", nargs="?", metavar="ID", help="an id, a number or a function; none lists all")
            command.add_argument("file", nargs="?", metavar="FILE", help="check this file, not the one in exercises")
            command.add_argument("--hint", type=int, choices=[1, 2, 3], help="how much to be told (1)")
            command.add_argument("--watch", action="store_true", help="check at each save, until it is right")
            command.add_argument("--json", action="store_true", help="print one JSON object")
        elif name == "derive":
            command.add_argument("id", nargs="?", metavar="ID", help="an id, a number, or words that only one has")
            command.add_argument("--all", action="store_true", help="list all, and whether each is derived")
            command.add_argument("--json", action="store_true", help="print a JSON array with an object for each")
        elif name in ("explain", "slips", "step"):
            command.add_argument("id", help="an id, a number, or words that only one equation has")
        if name == "step":
            command.add_argument("file", nargs="?", type=own_file, help="a file of yours, to stop in its function")
        if name in ("explain", "step"):
            command.add_argument("--at", default="", metavar="l=1,i=2,...", help="layer and indices, counted from 1")
    return parser


def parse(arguments: list[str]) -> argparse.Namespace:
    """Return what the arguments set.

    Raises: SystemExit after one line of complaint, or after the help.
    """
    parser = build_parser(data_named(arguments))
    if found := complaint(arguments):
        parser.error(found)
    options = parser.parse_args(arguments)
    if options.hidden != OPTIONS["--hidden"]["default"] and not options.layers:
        parser.error(f"--hidden {options.hidden} is for hidden layers, and --layers none leaves none")
    return options


def data_named(words: list[str]) -> str:
    """Return which data the words name with --data, or the default if they name none that there is."""
    named = [after for word, after in pairwise(words) if word == "--data"]
    named += [word.removeprefix("--data=") for word in words if word.startswith("--data=")]
    return next((name for name in named if name in SUBJECTS), "tumours")


def complaint(words: list[str]) -> str:
    """Return what is wrong with the words before a command where argparse would blame another; "" if nothing is."""
    before = ""
    while words and words[0] not in COMMANDS:
        word, *words = words
        name, equals, _ = word.partition("=")
        if name in OPTIONS:
            before = word
            if not equals and words and not words[0].startswith("--"):
                before, words = f"{word} {words[0]}", words[1:]
        elif word.startswith("--") and name not in ("--help", "--version", "--"):
            return f"there is no option {name}{nearest(name, OPTIONS)}"
        elif not word.startswith("-"):
            return misplaced(word, before)
    return f"{before} sets a run on the data, and does nothing for `{words[0]}`" if before and words else ""


def misplaced(word: str, before: str) -> str:
    """Return what is wrong with a word that is no command, after an option with its value or after nothing."""
    if not before:
        return f"there is no command {word!r}{nearest(word, COMMANDS)}"
    cure = f"; the sizes are one word: {before.rstrip(',')},{word}" if before.startswith("--layers") else ""
    return f"found {word!r} after {before}, expected one value{cure}"


def nearest(word: str, words: Iterable[str]) -> str:
    """Return the words that are most like a word, as the end of a complaint."""
    near = get_close_matches(word, words, n=1, cutoff=0.5)
    return f", did you mean {near[0]}?" if near else f", expected one of {', '.join(words)}"


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit status.

    0 if all went well, 1 if training diverged or nothing could be written, 2 for wrong use, 130 for Ctrl-C.
    """
    prepare_streams()
    try:
        with listening():
            try:
                options = parse(sys.argv[1:] if arguments is None else arguments)
                status: int = options.job(options)
            finally:
                sys.stdout.flush()  # also after the help, which argparse ends with SystemExit
        return status
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return STOPPED
    except OSError as error:
        with suppress(OSError, ValueError):  # no file behind it
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left unwritten is let go
        if isinstance(error, BrokenPipeError):  # the reader has seen enough, as with | head
            return 0
        print(f"purenn: {error}", file=sys.stderr)
        return 1


def with_the_book(job: Callable[[argparse.Namespace], int], options: argparse.Namespace) -> int:
    """Do a job that needs the book; what it asks for wrongly, or the book holds wrongly, is one line."""
    from purenn.notation.expression import PairingError  # the network does without the book

    try:
        return job(options)
    except PairingError as error:
        print(f"purenn: {error}", file=sys.stderr)
        return 2


def list_equations(options: argparse.Namespace) -> int:
    """List the equations that have every word, chapter by chapter; return the exit status."""
    from purenn.explaining.finding import matching
    from purenn.notation.expression import PairingError
    from purenn.pairing.registry import registry

    entries = matching(registry(), options.words)
    if not entries:
        words = " ".join(options.words)
        raise PairingError(f"no equation has {words!r}; `python3 -m purenn equations` lists all")
    if options.json:
        print(json.dumps([entry.record() for entry in entries], indent=1, ensure_ascii=not encodes("∂ˡ")))
        return 0
    for number in [number for entry in entries for number in entry.block.article][:1]:
        print(aside(f"{number} after a title: displayed equation {number[1:]} of the article that the book follows."))
    for chapter, listed in groupby(entries, key=lambda entry: entry.block.chapter):
        print(heading(chapter))
        for entry in listed:
            print(*lines_of(entry), sep="\n")
    return 0


def lines_of(entry: "Entry") -> Iterator[str]:
    """Yield the lines that list an equation: number, id, title, number in the article; what it says; where it is."""
    from purenn.explaining.explain import prose, terminal_width, wrapped
    from purenn.notation.text import text

    about, width = " ".join([entry.block.title, *entry.block.article]), terminal_width()
    yield from prose(f"{entry.id}  {about}", width, f"{entry.number:>3}  ", " " * 5)
    yield from wrapped(text(entry.equation, ascii=not encodes("∂ˡ")), " " * 5, width)
    yield " " * 5 + aside(f"{entry.tags[0].file}:{entry.tags[0].line}")


def explain_equation(options: argparse.Namespace) -> int:
    """Explain one equation; return the exit status."""
    from purenn.explaining.explain import explain, parse_place
    from purenn.explaining.finding import find
    from purenn.pairing.registry import registry

    entry = find(options.id, registry())
    for line in explain(entry, parse_place(options.at), ascii=not encodes("∂ˡ")):
        print(line)
    return 0


def derive_equation(options: argparse.Namespace) -> int:
    """Show how rules lead to one equation, or list all; return the exit status."""
    from purenn.explaining.deriving import derived, table
    from purenn.explaining.explain import terminal_width
    from purenn.explaining.finding import find
    from purenn.notation.expression import PairingError
    from purenn.pairing.derive.derive import derivations, tried
    from purenn.pairing.registry import registry

    if options.all is (options.id is not None):
        found = f"{options.id} and --all" if options.all else "neither"
        raise PairingError(f"derive: found {found}, expected an equation or --all")
    entries = registry()
    if options.all:
        shown = {each.id: each for each, _ in tried(entries)}
    else:
        entry = find(options.id, entries)
        shown = derivations(entries, [entry.id])
    ascii, width = not encodes("∂ˡ"), terminal_width()
    if options.json:
        print(json.dumps([each.record() for each in shown.values()], indent=1, ensure_ascii=ascii))
    elif options.all:
        print(*table(entries, shown, ascii, width), sep="\n")
    else:
        print(*derived(entry, shown[entry.id], ascii, width), sep="\n")
    return 0


def show_slips(options: argparse.Namespace) -> int:
    """Show the ways to get one equation wrong, a page for each kind; return the exit status."""
    from purenn.explaining.explain import terminal_width
    from purenn.explaining.finding import find
    from purenn.explaining.slips import pages, ways
    from purenn.pairing.registry import registry

    entry = find(options.id, registry())
    turn_over(pages(entry, ways(entry.tags), not encodes("∂ˡ"), terminal_width()))
    return 0


def show_worked_net(options: argparse.Namespace) -> int:
    """Print every number of the worked net; return the exit status."""
    from purenn.explaining.worked import WorkedNet, lines

    print("\n".join(lines(WorkedNet())))
    return 0


def show_roads(options: argparse.Namespace) -> int:
    """Show what each road to a gradient costs, a page for each network; return the exit status."""
    from purenn.explaining.explain import terminal_width
    from purenn.roads.screen import pages

    turn_over(pages(not encodes("∂⁽"), terminal_width()))
    return 0


def step_to_equation(options: argparse.Namespace) -> int:
    """Run the worked net in a debugger, up to one equation or in a learner's function; return the exit status."""
    from purenn.explaining.breakpoints import step
    from purenn.explaining.explain import parse_place
    from purenn.explaining.finding import find
    from purenn.pairing.registry import registry

    if options.file is not None:
        from purenn.tutor.stepping import step_through
        from purenn.tutor.trying import find as exercise

        return step_through(exercise(options.id), options.file, parse_place(options.at))
    entries = registry()
    return step(find(options.id, entries), entries, parse_place(options.at), ascii=not encodes("∂ˡ"))


def try_exercise(options: argparse.Namespace) -> int:
    """List the exercises, or check a learner's file; return the exit status."""
    from purenn.tutor.trying import try_job

    return try_job(options)


COMMANDS: dict[str, tuple[Callable[[argparse.Namespace], int], str]] = {
    "equations": (list_equations, "list the equations of the book with their lines"),
    "explain": (explain_equation, "explain one equation, with the worked net's numbers put in"),
    "derive": (derive_equation, "derive one equation from the forward equations by rules, step by step"),
    "slips": (show_slips, "show the ways to get one equation wrong, and where each can be seen"),
    "step": (step_to_equation, "stop at one equation, or in a function of yours, in a debugger on the worked net"),
    "net": (show_worked_net, "print every number of the worked net"),
    "roads": (show_roads, "measure four roads to one gradient: how exact each is, and what it costs"),
    "try": (try_exercise, "write the functions yourself, and hear what yours say"),
}
