"""The command line: python3 -m purenn trains a network on real data; other words show the equations of the book."""

import argparse
import json
import os
import re
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from difflib import get_close_matches
from functools import partial
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

import purenn
from purenn.activation import ACTIVATIONS
from purenn.checking import check_gamma
from purenn.real_data.job import FORMS, check_wishes, main_job
from purenn.real_data.subjects import LARGE, SUBJECTS, is_table, prepare, subject_of
from purenn.start import STOPPED
from purenn.terminal import aside, encodes, heading, listening, prepare_streams, turn_over

if TYPE_CHECKING:
    from purenn.pairing.judge import Net
    from purenn.pairing.registry import Entry

DESCRIPTION = """\
Train a small neural network of lists of lists to tell malignant from benign
tumours, and check every gradient it used. Needs no data and no packages.
With --data digits it learns to read handwritten digits, with --data ring to
tell the points of a disc from those of a ring around it, with --data FILE.csv
what stands in the last column of a table of your own."""

EXAMPLES = f"""\
examples:
  python3 -m purenn                        about five seconds
  python3 -m purenn --form scalar          the same, one scalar at a time
  python3 -m purenn --layers 16,8 --steps 500 --gamma 0.5
  python3 -m purenn --data ring --layers none      one unit, which must fail
  python3 -m purenn --data digits --passes 3       a little worse, sooner
  python3 -m purenn --data plants.csv --label species --leave-out id,date
  python3 -m purenn --data plants.csv --missing mean --save model.json
  python3 -m purenn predict model.json others.csv --output said.csv

A table of your own has, unless you set them: --layers 8, or a unit more for
each class beyond that; --gamma 1, or 0.1 for amounts; --steps 200, or from
{LARGE:,} datapoints on --batch 32 --passes 10. Passes without batches are steps
on all datapoints.
A stopped run (Ctrl-C) reports what it reached, and saves that if it is to save.
With NO_COLOR set, no colour."""


OWN_NET = 'a net of yours, in JSON: {"W": ..., "B": ..., "X": ..., "Y": ...} and f, cost, gamma; see docs/nets'
IN_ONE_WORD = "expected --at in one word, such as l=1,i=2,j=1"


class Help(argparse.RawDescriptionHelpFormatter, argparse.ArgumentDefaultsHelpFormatter):
    """Help that keeps the lines of the examples and tells the default of every option that has one."""

    def _get_help_string(self, action: argparse.Action) -> str | None:
        return action.help if action.default is None else super()._get_help_string(action)


class Parser(argparse.ArgumentParser):
    """A parser whose complaint is one line, and whose help does not pass over a full disk in silence."""

    def error(self, message: str) -> None:  # type: ignore[override]
        if re.match(r"unrecognized arguments: \w=\d", message):
            message += f", {IN_ONE_WORD}"
        if message.endswith("arguments are required: id"):
            message = "there is no id, expected that of an equation; `python3 -m purenn equations` lists all"
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


def at_least(least: int, text: str) -> int:
    """Return text as a whole number of at least so much."""
    if whole(text) < least:
        below = "negative" if least == 0 else "too small"
        raise argparse.ArgumentTypeError(f"{text!r} is {below}, expected a whole number >= {least}")
    return whole(text)


def source(text: str) -> str:
    """Return text as the name of data: one that is known, or that of a file."""
    if text not in SUBJECTS and not is_table(text):
        known = ", ".join(SUBJECTS)
        raise argparse.ArgumentTypeError(f"there is no data {text!r}, expected one of {known}, or a file.csv")
    return text


def names(text: str) -> list[str]:
    """Return text such as id,date as the names of columns; a name that has a comma itself stands in quotes."""
    import csv  # a table needs it anyway

    found = [name for name in next(csv.reader([text], skipinitialspace=True), []) if name]
    if not found:
        raise argparse.ArgumentTypeError(f"found {text!r}, expected names of columns, such as id,date")
    return found


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


# Every option of a run but --amounts takes one value. A default is spelt and read as if a person had typed it.
OPTIONS: dict[str, dict[str, Any]] = {
    "--data": dict(
        default="tumours", type=source, metavar=f"{{{','.join(SUBJECTS)},FILE.csv}}",
        help="what to learn; sets some of the defaults here",
    ),
    "--label": dict(metavar="NAME", help="column of the table that is learnt, by name or number; else the last"),
    "--missing": dict(choices=["drop", "mean"], help="leave out rows with missing values, or put the feature's mean"),
    "--leave-out": dict(
        type=names, action="extend", metavar="NAME,NAME,...", help="columns of the table that are not used"
    ),
    "--amounts": dict(action="store_true", default=None, help="learn amounts, such as scores of 1 to 10, not classes"),
    "--layers": dict(default="8,4", type=layers, metavar="N,N,...", help="units of each hidden layer, or none"),
    "--hidden": dict(default="sigmoid", choices=list(ACTIVATIONS), help="activation of the hidden layers"),
    "--gamma": dict(default="1", type=gamma, metavar="RATE", help="learning rate: how far a step goes"),
    "--steps": dict(type=partial(at_least, 0), metavar="N", help="steps of gradient descent"),
    "--passes": dict(type=partial(at_least, 0), metavar="N", help="passes over the training part, in place of steps"),
    "--batch": dict(type=partial(at_least, 1), metavar="N", help="datapoints that a step looks at; else all of them"),
    "--seed": dict(default="0", type=whole, metavar="N", help="seed of the split, the first weights and the batches"),
    "--form": dict(default="matrix", choices=list(FORMS), help="form of the backward pass"),
    "--save": dict(metavar="MODEL.json", help="keep what was learnt in a file, for `predict`"),
}  # fmt: skip
LENGTHS = ("--steps", "--passes")  # one or the other
OF_A_TABLE = ("--label", "--missing", "--leave-out", "--amounts")
SUITED = ("--layers", "--gamma", "--steps", "--passes", "--batch")  # to a table, once it has been read


def build_parser(data: str = "tumours", given: Collection[str] = ()) -> Parser:
    """Return the parser of the command line, with the defaults that suit the data, and the options that are given."""
    defaults = {name: settings.get("default") for name, settings in OPTIONS.items()}
    defaults |= SUBJECTS[data].options if data in SUBJECTS else dict.fromkeys(SUITED)
    defaults |= dict.fromkeys(LENGTHS if set(given) & set(LENGTHS) else ())
    defaults["--data"] = data
    parser = Parser(prog="purenn", description=DESCRIPTION, epilog=EXAMPLES, formatter_class=Help, allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"purenn {purenn.__version__}")
    for name, settings in OPTIONS.items():
        parser.add_argument(name, **{**settings, "default": defaults[name]})
    parser.set_defaults(job=train_job)
    commands = parser.add_subparsers(title="commands", metavar="command", prog="purenn")
    for name, (job, says) in COMMANDS.items():
        about = f"{says[0].upper()}{says[1:]}."
        command = commands.add_parser(name, help=says, description=about, allow_abbrev=False)
        command.set_defaults(job=job if name == "predict" else partial(with_the_book, job))
        if name == "predict":
            command.add_argument("model", metavar="MODEL.json", help="a file that --save has written")
            command.add_argument("table", metavar="FILE.csv", help="a table with the features of the model")
            command.add_argument("--missing", **OPTIONS["--missing"])
            command.add_argument("--output", metavar="FILE", help="write the table there, with what is said")
        elif name == "equations":
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
        elif name == "net":
            command.add_argument("id", nargs="?", metavar="ID", help="of an equation: the worked net that it is about")
        if name == "step":
            command.add_argument("file", nargs="?", type=own_file, help="a file of yours, to stop in its function")
        if name in ("explain", "step", "net", "try"):
            command.add_argument("--net", type=own_file, metavar="FILE", help=OWN_NET)
        if name in ("explain", "step"):
            command.add_argument("--at", default="", metavar="l=1,i=2,...", help="layer and indices, counted from 1")
    return parser


def parse(arguments: list[str]) -> argparse.Namespace:
    """Return what the arguments set.

    Raises: SystemExit after one line of complaint, or after the help.
    """
    given = {word.partition("=")[0] for word in arguments}
    parser = build_parser(data_named(arguments), given)
    if found := complaint(arguments):
        parser.error(found)
    options = parser.parse_args(arguments)
    if options.job is train_job and (found := idle(options)):
        parser.error(found)
    return options


def idle(options: argparse.Namespace) -> str:
    """Return which of the options that are set does nothing, and why; "" if all do something."""
    if options.hidden != OPTIONS["--hidden"]["default"] and options.layers == []:
        return f"--hidden {options.hidden} is for hidden layers, and --layers none leaves none"
    if options.steps is not None and options.passes is not None:
        return f"--steps {options.steps} and --passes {options.passes} both say how long, expected one of them"
    for name in OF_A_TABLE if options.data in SUBJECTS else ():
        if value_of(options, name) is not None:
            return f"{name} is for a table of your own, such as --data FILE.csv, and does nothing for {options.data}"
    return ""


def value_of(options: argparse.Namespace, name: str) -> Any:
    """Return what an option is set to, by the name that a person types."""
    return getattr(options, name[2:].replace("-", "_"))


def data_named(words: list[str]) -> str:
    """Return which data the words name with --data, or the default if they name none that there is."""
    named = [after for word, after in pairwise(words) if word == "--data"]
    named += [word.removeprefix("--data=") for word in words if word.startswith("--data=")]
    return next((name for name in reversed(named) if name in SUBJECTS or is_table(name)), "tumours")


def complaint(words: list[str]) -> str:
    """Return what is wrong with the words before a command where argparse would blame another; "" if nothing is."""
    before = ""
    while words and words[0] not in COMMANDS:
        word, *words = words
        name, equals, _ = word.partition("=")
        if name in OPTIONS:
            before = word
            if not equals and name != "--amounts" and words and not words[0].startswith("--"):
                before, words = f"{word} {words[0]}", words[1:]
        elif name in ("--at", "--net"):
            return f"found {name} first, expected it after a command, as in explain hidden.dJ-da-sum {name} ..."
        elif word.startswith("--") and name not in ("--help", "--version", "--"):
            return f"there is no option {name}{nearest(name, OPTIONS)}"
        elif not word.startswith("-"):
            return misplaced(word, before)
    if not before or not words:
        return ""
    if before.startswith("--missing") and words[0] == "predict":
        return f"found {before} before `predict`, expected it after that"
    return f"{before} sets a run on the data, and does nothing for `{words[0]}`"


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

    0 if all went well, 1 if training diverged or something could not be written, 2 for wrong use, 130 for Ctrl-C.
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


def train_job(options: argparse.Namespace) -> int:
    """Train on the data named and report; return the exit status, 2 with a line for each fault of a table."""
    from purenn.data import FileError

    try:
        with remarks():
            subject = subject_of(options)
            prepared = prepare(suited(options, subject.options), subject)
        check_wishes(options, prepared)
    except ValueError as error:
        complain(error)
        return 1 if isinstance(error, FileError) else 2
    return main_job(options, subject, prepared)


def suited(options: argparse.Namespace, own: Mapping[str, str]) -> argparse.Namespace:
    """Return the options, in which those that a table decides are set as suits it, unless a person has set them."""
    timed = options.steps is not None or options.passes is not None
    for name, text in own.items():
        if value_of(options, name) is None and not (timed and name in LENGTHS):
            setattr(options, name[2:].replace("-", "_"), OPTIONS[name]["type"](text))
    return options


@contextmanager
def remarks() -> Iterator[None]:
    """Say each warning in a line of its own."""
    from warnings import catch_warnings, simplefilter

    from purenn.data import TableWarning

    with catch_warnings(record=True) as caught:
        simplefilter("always", TableWarning)
        try:
            yield
        finally:
            for warning in caught:
                print(f"purenn: remark: {warning.message}", file=sys.stderr)


def predict_job(options: argparse.Namespace) -> int:
    """Say what a saved model makes of a table; return the exit status, 2 with a line for each fault of it."""
    from purenn.data import FileError
    from purenn.real_data.predicting import predict_table

    try:
        with remarks():
            return predict_table(options.model, options.table, options.missing, options.output)
    except ValueError as error:
        complain(error)
        return 1 if isinstance(error, FileError) else 2


def complain(error: ValueError) -> None:
    """Say what is wrong, a fault in each line."""
    for line in str(error).splitlines():
        print(f"purenn: {line}", file=sys.stderr)


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


def net_given(options: argparse.Namespace) -> "Net | None":
    """Return the net of the file that was named, if one was."""
    from purenn.explaining.from_file import net_from

    return net_from(options.net) if options.net is not None else None


def explain_equation(options: argparse.Namespace) -> int:
    """Explain one equation; return the exit status."""
    from purenn.explaining.explain import explain, parse_place
    from purenn.explaining.finding import find
    from purenn.explaining.fitting import check_fit
    from purenn.pairing.registry import registry

    entries = registry()
    entry, given = find(options.id, entries), net_given(options)
    if given:
        check_fit(entry, given, entries)
    for line in explain(entry, parse_place(options.at), ascii=not encodes("∂ˡ"), given=given):
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
    """Print every number of the worked net, of that of one equation, or of a net given; return the exit status."""
    from purenn.explaining.explain import terminal_width
    from purenn.explaining.finding import find
    from purenn.explaining.worked import WorkedNet, lines, worked
    from purenn.notation.expression import PairingError
    from purenn.pairing.registry import registry
    from purenn.pairing.values import output_of

    net = net_given(options)
    if options.id is not None:
        if net:
            raise PairingError(f"net: found {options.id} and --net {options.net}, expected one of them")
        net = worked(*output_of(find(options.id, registry()).equation))
    print("\n".join(lines(WorkedNet(net), terminal_width())))
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

        return step_through(exercise(options.id), options.file, parse_place(options.at), net_given(options))
    entries = registry()
    return step(find(options.id, entries), entries, parse_place(options.at), not encodes("∂ˡ"), net_given(options))


def try_exercise(options: argparse.Namespace) -> int:
    """List the exercises, or check a learner's file; return the exit status."""
    from purenn.tutor.trying import try_job

    return try_job(options)


COMMANDS: dict[str, tuple[Callable[[argparse.Namespace], int], str]] = {
    "predict": (predict_job, "say what a saved model makes of a table"),
    "equations": (list_equations, "list the equations of the book with their lines"),
    "explain": (explain_equation, "explain one equation, with the worked net's numbers put in"),
    "derive": (derive_equation, "derive one equation from the forward equations by rules, step by step"),
    "slips": (show_slips, "show the ways to get one equation wrong, and where each can be seen"),
    "step": (step_to_equation, "stop at one equation, or in a function of yours, in a debugger on the worked net"),
    "net": (show_worked_net, "print every number of the worked net"),
    "roads": (show_roads, "measure four roads to one gradient: how exact each is, and what it costs"),
    "try": (try_exercise, "write the functions yourself, and hear what yours say"),
}
