"""The command line: python3 -m purenn trains a network on real data and checks its gradients."""

import argparse
import json
import os
import re
import sys
from collections.abc import Callable
from functools import partial

from purenn import backward_matrix, backward_scalar
from purenn.check import Report, check_gradients
from purenn.data import Data, choose, hits_and_misses, load_breast_cancer, means_and_scales, split, standardise
from purenn.descent import DivergenceError, check_gamma, train
from purenn.forward import cost, forward_pass, predict
from purenn.network import Network
from purenn.terminal import Progress, aside, encodes, heading, prepare_streams

FORMS = {"scalar": backward_scalar, "matrix": backward_matrix}

DESCRIPTION = """\
Train a small neural network of lists of lists to tell malignant from benign
tumours, and check every gradient it used. Needs no data and no packages."""

EXAMPLES = """\
examples:
  python3 -m purenn                        about three seconds
  python3 -m purenn --form scalar          the same, one scalar at a time
  python3 -m purenn --layers 16,8 --steps 500 --gamma 0.5

A stopped run (Ctrl-C) reports what it reached. With NO_COLOR set, no colour."""


class Parser(argparse.ArgumentParser):
    """A parser whose complaint is one line."""

    def error(self, message: str) -> None:  # type: ignore[override]
        if re.match(r"unrecognized arguments: \w=\d", message):
            message += ", expected --at in one word, such as l=1,i=2,j=1"
        self.exit(2, f"{self.prog}: {message} (--help shows what can be set)\n")


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = Parser(
        prog="purenn",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("--layers", type=layers, default=[8, 4], metavar="N,N,...", help="units of each hidden layer (default: 8,4)")
    add("--gamma", type=gamma, default=1.0, metavar="RATE", help="learning rate: how far a step goes (default: 1)")
    add("--steps", type=steps, default=200, metavar="N", help="steps of gradient descent (default: 200)")
    add("--seed", type=whole, default=0, metavar="N", help="seed of the split and the first weights (default: 0)")
    add("--form", choices=list(FORMS), default="matrix", help="form of the backward pass (default: matrix)")
    parser.set_defaults(job=main_job)
    commands = parser.add_subparsers(title="the equations", metavar="command", prog="purenn")
    command = partial(add_command, commands)
    listing = command("equations", list_equations, "list every equation of the book with its line")
    listing.add_argument("--json", action="store_true", help="print the registry as JSON")
    for one in (
        command("explain", explain_equation, "explain one equation, with the worked net's numbers put in"),
        command("step", step_to_equation, "stop at one equation in a debugger, on the worked net"),
    ):
        one.add_argument("id", help="an id or number that `purenn equations` lists, such as hidden.dJ-da-sum")
        one.add_argument("--at", default="", metavar="l=1,i=2,...", help="layer and indices, counted from 1 as printed")
    command("net", show_worked_net, "print every number of the worked net")
    return parser


def add_command(
    commands: "argparse._SubParsersAction[Parser]", name: str, job: Callable[[argparse.Namespace], int], help: str
) -> Parser:
    """Return the parser of a new command that does a job."""
    parser = commands.add_parser(name, help=help, description=f"{help[0].upper()}{help[1:]}.", allow_abbrev=False)
    parser.set_defaults(job=partial(with_the_book, job))
    return parser


def with_the_book(job: Callable[[argparse.Namespace], int], options: argparse.Namespace) -> int:
    """Do a job that needs the book; what it asks for wrongly, or the book holds wrongly, is one line."""
    from purenn.pairing.tags import PairingError  # the network does without the book

    try:
        return job(options)
    except PairingError as error:
        print(f"purenn: {error}", file=sys.stderr)
        return 2


def whole(text: str) -> int:
    """Return text as a whole number."""
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number") from None


def steps(text: str) -> int:
    """Return text as a number of steps."""
    if whole(text) < 0:
        raise argparse.ArgumentTypeError(f"{text!r} is negative, expected a whole number >= 0")
    return whole(text)


def layers(text: str) -> list[int]:
    """Return text such as 8,4 as the sizes of hidden layers."""
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


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit status.

    0 if all went well, 1 if training diverged or nothing could be written, 2 for wrong use, 130 for Ctrl-C.
    """
    prepare_streams()
    options = build_parser().parse_args(arguments)
    try:
        status: int = options.job(options)
        sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left unwritten is let go
        if isinstance(error, BrokenPipeError):  # the reader has seen enough, as with | head
            return 0
        print(f"purenn: {error}", file=sys.stderr)
        return 1


def main_job(options: argparse.Namespace) -> int:
    """Train on the embedded data and report; return the exit status."""
    data, training, unseen, network = prepare(options)
    introduce(data, training, unseen, network, options)
    network, status = watch_training(network, training, options)
    report(network, training, unseen)
    if status == 0:
        report_check(network, training)
        suggest(options)
    return status


def prepare(options: argparse.Namespace) -> tuple[Data, Data, Data, Network]:
    """Return the data as it is, its standardised parts for training and unseen, and the network to be trained."""
    data = load_breast_cancer()
    training, unseen = split(data, options.seed)
    pairs = means_and_scales(training.X)
    training, unseen = (part._replace(X=standardise(part.X, pairs)) for part in (training, unseen))
    return data, training, unseen, Network.random([len(data.X), *options.layers, 1], seed=options.seed)


def introduce(data: Data, training: Data, unseen: Data, network: Network, options: argparse.Namespace) -> None:
    """Say what the data is and what is about to be trained."""
    m, malignant = len(data.Y[0]), int(sum(data.Y[0]))
    print(heading("The data"))
    print("  Breast Cancer Wisconsin (Diagnostic), UCI, doi 10.24432/C5DW2B, CC BY 4.0")
    print(f"  {m} tumours, {len(data.X)} measurements each: {malignant} malignant (1), {m - malignant} benign (0)")
    print(f"  split by seed {options.seed}: {len(training.Y[0])} to train on, {len(unseen.Y[0])} kept unseen\n")
    print(heading("The network"))
    print(f"  layers of {network.n} units, a sigmoid in each;", end=" ")
    print(f"{count_parameters(network)} weights and biases\n")
    print(heading("Training"))
    print(f"  {options.steps} steps of gradient descent, gamma {options.gamma:g}, gradients in {options.form} form")


def count_parameters(network: Network) -> int:
    """Return the number of weights and biases."""
    return sum(network.n[l] * (network.n[l - 1] + 1) for l in range(1, network.L + 1))


def watch_training(network: Network, training: Data, options: argparse.Namespace) -> tuple[Network, int]:
    """Train with progress on show; return the last whole network and the exit status."""
    progress = Progress(options.steps)
    done, reached = 0, network

    def after_step(step: int, J: float, network: Network) -> None:
        nonlocal done, reached
        done, reached = step, network
        progress.show(step, J)

    status = 0
    try:
        train(network, training.X, training.Y, options.gamma, options.steps, after_step, FORMS[options.form])
    except KeyboardInterrupt:
        status = 130
    except DivergenceError as error:
        status, done, reached = 1, max(len(error.costs) - 1, 0), error.network
        print(f"\npurenn: {error}", file=sys.stderr)
    progress.end()
    if status:
        print(f"  stopped; what follows is the network after step {done} of {options.steps}")
    print()
    return reached, status


def report(network: Network, training: Data, unseen: Data) -> None:
    """Say how good the network is, on the datapoints it was trained on and on the others."""
    parts = (training, unseen)
    costs = [cost(network, forward_pass(network, part.X), part.Y) for part in parts]
    tables = [hits_and_misses(predict(network, part.X), part.Y) for part in parts]
    print(heading("What it learnt") + f"{'training':>22}{'unseen':>12}")
    print(f"  {'cost J':<24}{costs[0]:>10.4f}{costs[1]:>12.4f}")
    print(f"  {'accuracy':<24}{tables[0].accuracy:>10.1%}{tables[1].accuracy:>12.1%}\n")
    seen = tables[1]
    print(heading("The unseen tumours") + f"{'said malignant':>18}{'said benign':>14}")
    print(f"  {'malignant':<20}{seen.true_1:>14}{seen.missed_1:>14}")
    print(f"  {'benign':<20}{seen.missed_0:>14}{seen.true_0:>14}\n")


def check_some(network: Network, training: Data) -> tuple[int, Report]:
    """Return the check of every gradient on a few training datapoints, and how many they are."""
    m = max(2, min(20, 6_000_000 // count_parameters(network) ** 2))  # differences cost the square of the parameters
    some = choose(training, [j * len(training.Y[0]) // m for j in range(m)])
    return m, check_gradients(network, some.X, some.Y)


def report_check(network: Network, training: Data) -> None:
    """Show the check of every gradient."""
    m, check = check_some(network, training)
    print(heading("The gradients") + f", worst entry of each, at {m} of the training tumours")
    print("\n".join("  " + line for line in repr(check).splitlines()))
    print(f"  {check.entries} entries compared; no two of the three differ by more than {check.max_error:.1e}\n")


def suggest(options: argparse.Namespace) -> None:
    """Say what to try next."""
    print(heading("To try next"))
    other = "matrix" if options.form == "scalar" else "scalar"
    deeper = ",".join(map(str, [2 * options.layers[0], *options.layers]))
    for option, remark in [
        (f"--form {other}", "the same gradients in the other form"),
        ("--gamma 100", "steps that go too far") if options.gamma < 30 else ("--gamma 1", "smaller steps"),
        (f"--layers {deeper}", "one more hidden layer"),
        ("equations", "every equation of the book and its line"),
        ("--help", "all that can be set"),
    ]:
        print(f"  python3 -m purenn {option:<18}" + aside(remark))


def list_equations(options: argparse.Namespace) -> int:
    """List every equation with its number, id, text and line; return the exit status."""
    from purenn.pairing.registry import registry
    from purenn.pairing.text import text

    entries = list(registry().values())
    if options.json:
        print(json.dumps([entry.record() for entry in entries], indent=1, ensure_ascii=not encodes("∂ˡ")))
        return 0
    for entry in entries:
        place = f"{entry.tags[0].file}:{entry.tags[0].line}"
        print(f"{entry.number:>2}  {heading(entry.id)}  {aside(place)}")
        print(f"      {text(entry.equation, ascii=not encodes('∂ˡ'))}")
    return 0


def explain_equation(options: argparse.Namespace) -> int:
    """Explain one equation; return the exit status."""
    from purenn.pairing.explain import explain, parse_place
    from purenn.pairing.registry import find, registry

    entry = find(options.id, registry())
    for line in explain(entry, parse_place(options.at), ascii=not encodes("∂ˡ")):
        print(line)
    return 0


def show_worked_net(options: argparse.Namespace) -> int:
    """Print every number of the worked net; return the exit status."""
    from purenn.pairing.worked import WorkedNet, lines

    print("\n".join(lines(WorkedNet())))
    return 0


def step_to_equation(options: argparse.Namespace) -> int:
    """Run the worked net in a debugger, up to one equation; return the exit status."""
    from purenn.pairing.breakpoints import step
    from purenn.pairing.explain import parse_place
    from purenn.pairing.registry import find, registry

    entries = registry()
    return step(find(options.id, entries), entries, parse_place(options.at), ascii=not encodes("∂ˡ"))
