"""The main job of the command line: train a network on data, say how good it is, and check its gradients."""

import argparse
import sys
from collections.abc import Callable
from typing import NamedTuple

from purenn import backward_matrix, backward_scalar
from purenn.check import check_gradients
from purenn.checking import DivergenceError
from purenn.data import (
    Data,
    choose,
    hits_and_misses,
    load_breast_cancer,
    means_and_scales,
    predict,
    ring,
    split,
    standardise,
)
from purenn.descent import train
from purenn.forward import cost, forward_pass
from purenn.network import Network
from purenn.start import STOPPED
from purenn.terminal import Progress, Waiting, aside, cost_text, heading

CHECKED = 20  # of the training datapoints, at most, are taken to check the gradients
FORMS = {"scalar": backward_scalar, "matrix": backward_matrix}


class Subject(NamedTuple):
    """A data set to learn from, the words that tell of it, and the options that suit it where they are its own."""

    load: Callable[[], Data]
    source: str
    datapoints: str
    features: str
    labels: tuple[str, str]  # the words for label 1 and label 0
    options: dict[str, str]


SUBJECTS = {
    "tumours": Subject(
        load_breast_cancer,
        "Breast Cancer Wisconsin (Diagnostic), UCI, doi 10.24432/C5DW2B, CC BY 4.0",
        "tumours", "measurements", ("malignant", "benign"), {},
    ),
    "ring": Subject(
        ring, "A disc in a plane, and a ring around it, drawn at random by purenn.ring",
        "points", "coordinates", ("inside", "around"), {"--layers": "3", "--gamma": "5"},
    ),
}  # fmt: skip


def main_job(options: argparse.Namespace) -> int:
    """Train on the data named and report; return the exit status."""
    subject = SUBJECTS[options.data]
    data, training, unseen, network = prepare(options)
    introduce(data, training, unseen, network, options)
    network, status = watch_training(network, training, options)
    report(network, training, unseen, subject)
    if status == 0:
        report_check(network, training, subject)
        suggest(options)
    return status


def prepare(options: argparse.Namespace) -> tuple[Data, Data, Data, Network]:
    """Return the data as it is, its standardised parts for training and unseen, and the network to be trained."""
    data = SUBJECTS[options.data].load()
    training, unseen = split(data, options.seed)
    pairs = means_and_scales(training.X)
    training, unseen = (part._replace(X=standardise(part.X, pairs)) for part in (training, unseen))
    hidden = options.hidden if options.layers else None
    return data, training, unseen, Network.random([len(data.X), *options.layers, 1], options.seed, hidden)


def introduce(data: Data, training: Data, unseen: Data, network: Network, options: argparse.Namespace) -> None:
    """Say what the data is and what is about to be trained."""
    _, source, datapoints, features, (one, zero), _ = SUBJECTS[options.data]
    m, ones = len(data.Y[0]), int(sum(data.Y[0]))
    print(heading("The data"))
    print(f"  {source}")
    print(f"  {m} {datapoints}, {len(data.X)} {features} each: {ones} {one} (1), {m - ones} {zero} (0)")
    print(f"  split by seed {options.seed}: {len(training.Y[0])} to train on, {len(unseen.Y[0])} kept unseen\n")
    print(heading("The network"))
    print(f"  layers of {network.n} units, {count_parameters(network)} weights and biases")
    if not options.layers:
        print(f"  a single unit, with a {network.activations[1]}, and no hidden layer\n")
    elif options.hidden == network.activations[network.L]:
        print(f"  a {options.hidden} in each layer\n")
    else:
        print(f"  {options.hidden} in each hidden layer, {network.activations[network.L]} in the last\n")
    print(heading("Training"))
    print(f"  {options.steps} steps of gradient descent, gamma {options.gamma:g}, gradients in {options.form} form")


def count_parameters(network: Network) -> int:
    """Return the number of weights and biases."""
    return sum(network.n[l] * (network.n[l - 1] + 1) for l in range(1, network.L + 1))


def watch_training(network: Network, training: Data, options: argparse.Namespace) -> tuple[Network, int]:
    """Train with progress on show; return the last whole network and the exit status."""
    progress = Progress(options.steps)
    reached = 0, network
    status, complaint = 0, ""

    def after_step(step: int, J: float, network: Network) -> None:
        nonlocal reached
        reached = step, network
        progress.show(step - 1, J)  # the cost from which this step set out

    try:
        train(network, training.X, training.Y, options.gamma, options.steps, after_step, FORMS[options.form])
    except KeyboardInterrupt:
        status = STOPPED
    except DivergenceError as error:
        status, complaint = 1, f"purenn: {error}"
        reached = max(len(error.costs) - 1, 0), error.network
    step, network = reached
    progress.end(step, cost(network, forward_pass(network, training.X), training.Y))
    if complaint:
        print(complaint, file=sys.stderr)
    if status:
        print(f"  stopped; what follows is the network after step {step} of {options.steps}")
    print()
    return network, status


def report(network: Network, training: Data, unseen: Data, subject: Subject) -> None:
    """Say how good the network is, on the datapoints it was trained on and on the others."""
    parts = (training, unseen)
    costs = [cost(network, forward_pass(network, part.X), part.Y) for part in parts]
    tables = [hits_and_misses(predict(network, part.X), part.Y) for part in parts]
    print(heading("What it learnt") + f"{'training':>22}{'unseen':>12}")
    print(f"  {'cost J':<24}{cost_text(costs[0]):>10}{cost_text(costs[1]):>12}")
    print(f"  {'accuracy':<24}{tables[0].accuracy:>10.1%}{tables[1].accuracy:>12.1%}\n")
    table, (one, zero), title = tables[1], subject.labels, f"The unseen {subject.datapoints}"
    print(heading(title) + f"{f'said {one}':>{36 - len(title)}}{f'said {zero}':>14}")
    print(f"  {one:<20}{table.hits:>14}{table.misses:>14}")
    print(f"  {zero:<20}{table.false_alarms:>14}{table.correct_rejections:>14}\n")


def some_of(network: Network, training: Data) -> Data:
    """Return the few training datapoints at which the gradients are checked."""
    m = max(2, min(CHECKED, 6_000_000 // count_parameters(network) ** 2))  # costs grow with the square
    return choose(training, [j * len(training.Y[0]) // m for j in range(m)])


def report_check(network: Network, training: Data, subject: Subject) -> None:
    """Show the check of every gradient, and say of which entries there is none."""
    waiting = Waiting("moving one number after another")
    some = some_of(network, training)
    check = check_gradients(network, some.X, some.Y, progress=waiting.show)
    waiting.end()
    print(heading("The gradients") + f", worst entry of each, at {len(some.Y[0])} of the training {subject.datapoints}")
    print("\n".join("  " + line for line in repr(check).splitlines()))
    if missing := check.unjudged + check.left_out:
        print(f"  {missing} of {check.entries + missing} entries have no difference to compare with: where units are")
        print("  saturated, J hardly moves when they do")
    if check.entries:
        print(f"  {check.entries} entries compared; no two of the three differ by more than {check.max_error:.1e}")
        print("  of the largest entry of their gradient")
    print()


def suggest(options: argparse.Namespace) -> None:
    """Say what to try next."""
    print(heading("To try next"))
    form = "matrix" if options.form == "scalar" else "scalar"
    deeper = ",".join(map(str, [2 * size for size in options.layers[:1]] + options.layers)) or "8,4"
    here, there = ("", "ring") if options.data == "tumours" else (f"--data {options.data} ", "tumours")
    for option, remark in [
        (f"{here}--form {form}", f"gradients in {form} form"),
        (f"{here}--gamma 100", "steps that go too far")
        if options.gamma < 30
        else (f"{here}--gamma 1", "smaller steps"),
        (f"{here}--layers {deeper}", "one more hidden layer" if options.layers else "hidden layers"),
        (f"{here}--layers none", "a single unit") if options.layers else (f"--data {there}", "other data"),
        ("equations", "the equations of the book"),
        ("--help", "all that can be set"),
    ]:
        print(f"  python3 -m purenn {option:<{16 + len(here)}}" + aside(remark))
