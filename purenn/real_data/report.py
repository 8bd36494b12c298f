"""What the main job says: of the data, the network, what was learnt, and the check of its gradients."""

import argparse
import shlex
from collections.abc import Iterator, Sequence
from math import ceil, fsum, sqrt

from purenn.check import check_gradients
from purenn.data import Data, accuracy, choose, confusions, hits_and_misses, predict
from purenn.data.tables import counted
from purenn.forward import cost, forward_pass
from purenn.network import Network
from purenn.real_data.subjects import Prepared, Subject, count_parameters, is_table
from purenn.terminal import Waiting, aside, cost_text, encodes, heading

CHECKED = 20  # of the training datapoints, at most, are taken to check the gradients
EFFORT = 2_000_000  # is spent on that at most, which takes a few seconds
COLUMNS = 80
NAMES = 18  # letters of a name in a table; of a longer one there is an end
MOST = 14  # classes that a table of confusions has room for; of more, the pairs that are most often confused
WORST = 10  # of those pairs


# ---- before training


def introduce(prepared: Prepared, subject: Subject, options: argparse.Namespace) -> None:
    """Say what the data is and what is about to be trained."""
    data, training, network = prepared.data, prepared.training, prepared.network
    m = len(training.Y[0])
    print(heading("The data"))
    print(f"  {subject.source}")
    print(f"  {len(data.Y[0])} {subject.datapoints}, {len(data.X)} {subject.features} each: {answers(data)}")
    if is_table(options.data):
        print(f"  learnt: column {cut(data.label, 40)}, from {counted(len(data.X), 'feature')}")
    print(f"  split by seed {options.seed}: {m} to train on, {len(prepared.unseen.Y[0])} kept unseen\n")
    print(heading("The network"))
    print(f"  layers of {network.n} units, {count_parameters(network)} weights and biases")
    print(f"  {functions(network, options)}\n")
    print(heading("Training"))
    print(f"  {course(options, m)}, gamma {options.gamma:g}, gradients in {options.form} form")
    if options.batch:
        print("  J of a pass is the mean over its datapoints, each before its batch's step")


def answers(data: Data) -> str:
    """Return what there is to be told: classes and how common they are, or amounts and their range."""
    if not data.classes:
        return f"{cut(data.label)} from {min(data.Y[0]):g} to {max(data.Y[0]):g}"
    counts = [int(sum(row)) for row in data.Y]
    names = [f"of class {cut(name)}" if name[:1].isdigit() else cut(name) for name in data.classes]
    if len(counts) == 1:
        return f"{counts[0]} {names[1]} (1), {len(data.Y[0]) - counts[0]} {names[0]} (0)"
    spread = " to ".join(map(str, sorted({min(counts), max(counts)})))
    each = ", ".join(f"{count} {name}" for count, name in zip(counts, names, strict=True))
    return each if len(each) <= 40 else f"{len(counts)} classes, {spread} of each"


def cut(name: str, room: int = NAMES) -> str:
    """Return a name, or as much of its beginning and its end, which tells it from others, as there is room for."""
    dots, end = "…" if encodes("…") else ".", room // 3
    return name if len(name) <= room else name[: room - 1 - end] + dots + name[len(name) - end :]


def functions(network: Network, options: argparse.Namespace) -> str:
    """Return which function each layer has."""
    last = network.activations[network.L]
    if not options.layers:
        kind = "a single unit" if network.n[1] == 1 else "a single layer"
        return f"{kind}, {'linear' if last == 'linear' else f'with a {last}'}, and no hidden layer"
    if options.hidden == last == "sigmoid":
        return "a sigmoid in each layer"
    return f"{options.hidden} in each hidden layer, {last} in the last"


def course(options: argparse.Namespace, m: int) -> str:
    """Return how long training goes on, and on how much of the m datapoints at a time."""
    passes = "1 pass" if options.passes == 1 else f"{options.passes} passes"
    if not options.batch and options.steps is None:
        return f"{passes} of gradient descent, each one step on all {m} datapoints"
    if not options.batch:
        return f"{counted(options.steps, 'step')} of gradient descent"
    if options.passes is None:
        share = options.steps / ceil(m / options.batch)
        return f"{counted(options.steps, 'step')} on batches of {options.batch} ({share:.3g} passes)"
    return f"{passes} of {counted(ceil(m / options.batch), 'step')} on batches of {options.batch}"


# ---- after it


def report(network: Network, prepared: Prepared, subject: Subject) -> None:
    """Say how good the network is, on the datapoints it was trained on and on the others."""
    parts = (prepared.training, prepared.unseen)
    costs = [cost(network, forward_pass(network, part.X), part.Y) for part in parts]
    print(heading("What it learnt") + f"{'training':>22}{'unseen':>12}")
    print_pair("cost J", [cost_text(J) for J in costs])
    if prepared.data.classes:
        print_pair("accuracy", [f"{accuracy(predict(network, part.X), part.Y):.1%}" for part in parts])
        print()
        report_classes(network, prepared.unseen, subject)
    else:
        report_amounts(costs, prepared)


def print_pair(name: str, values: Sequence[str]) -> None:
    """Print a value of the training part and one of the unseen part."""
    print(f"  {name:<24}{values[0]:>10}{values[1]:>12}")


def report_amounts(costs: list[float], prepared: Prepared) -> None:
    """Say how far off the amounts are, in their own units, and how far off it would be to say their mean always."""
    scale = prepared.answer[1]
    means = [fsum(y * y for y in part.Y[0]) / len(part.Y[0]) for part in (prepared.training, prepared.unseen)]
    print_pair("root mean squared error", [f"{sqrt(J) * scale:.4g}" for J in costs])
    print_pair("always saying the mean", [f"{sqrt(square) * scale:.4g}" for square in means])
    print(f"  {cut(prepared.data.label)} was standardised: J is in squares of {scale:.4g}, the rest in its own units\n")


def report_classes(network: Network, unseen: Data, subject: Subject) -> None:
    """Show what was said of the unseen datapoints of each class."""
    title, labels = f"The unseen {subject.datapoints}", predict(network, unseen.X)
    if len(unseen.classes) == 2:
        zero, one = map(cut, unseen.classes)
        table = hits_and_misses(labels, unseen.Y)
        width = max(14, len(f"  said {one}"), len(f"  said {zero}"))
        print(heading(title) + f"{f'said {one}':>{22 + width - len(title)}}{f'said {zero}':>{width}}")
        print(f"  {one:<20}{table.hits:>{width}}{table.misses:>{width}}")
        print(f"  {zero:<20}{table.false_alarms:>{width}}{table.correct_rejections:>{width}}\n")
        return
    counts = confusions(labels, unseen.Y)
    if len(counts) <= MOST:
        print(heading(title) + ", a row for what they are, a column for what was said")
        print(*table_of_confusions(counts, unseen.classes), "", sep="\n")
    else:
        print(heading(title) + ", the classes that were most often confused")
        print(*worst_confusions(counts, unseen.classes), "", sep="\n")


def table_of_confusions(counts: list[list[int]], classes: Sequence[str]) -> Iterator[str]:
    """Yield the lines of the table of confusions, in which a count of zero is a dot."""
    first = max(len(cut(name)) for name in classes)
    room = (COLUMNS - 2 - first) // len(classes)
    width = min(room, max(5, *(2 + len(cut(name)) for name in classes)))
    yield "  " + " " * first + "".join(f"{cut(name, width - 1):>{width}}" for name in classes)
    for name, row in zip(classes, counts, strict=True):
        cells = (f"{count:>{width}}" if count else aside(f"{'.':>{width}}") for count in row)
        yield f"  {cut(name):<{first}}" + "".join(cells)


def worst_confusions(counts: list[list[int]], classes: Sequence[str]) -> Iterator[str]:
    """Yield the lines that name the pairs of classes that are most often confused."""
    pairs = [(-count, i, k) for i, row in enumerate(counts) for k, count in enumerate(row) if count and i != k]
    for count, i, k in sorted(pairs)[:WORST]:
        yield f"  {cut(classes[i]):<{NAMES}}  said {cut(classes[k]):<{NAMES}}{-count:>5}"
    if len(pairs) > WORST:
        yield f"  and {len(pairs) - WORST} more pairs, none of them more often"
    if not pairs:
        yield "  all are told right"


# ---- the gradients, and what is next


def some_of(network: Network, training: Data) -> Data | None:
    """Return the few training datapoints at which the gradients are checked, None if one would already be too many."""
    m = min(CHECKED, EFFORT // effort(network), len(training.Y[0]))
    return choose(training, [j * len(training.Y[0]) // m for j in range(m)]) if m else None


def effort(network: Network) -> int:
    """Return the effort of a check at one datapoint: moving each number leads once through all that comes after it."""
    n, layers = network.n, range(1, network.L + 1)
    costs = 20 * n[network.L]
    after = {l: costs + sum(n[k] * (n[k - 1] + 1) for k in layers[l:]) for l in layers}
    return sum(n[l] * (n[l - 1] + 3) * (n[l - 1] + after[l]) for l in layers)


def report_check(network: Network, training: Data, subject: Subject) -> None:
    """Show the check of every gradient, and say of which entries there is none."""
    some = some_of(network, training)
    if some is None:
        print(heading("The gradients") + " are not checked, as that would take too long: moving each of the")
        print(f"  {count_parameters(network)} weights and biases. purenn.check_gradients does it\n")
        return
    waiting = Waiting("moving one number after another")
    try:
        check = check_gradients(network, some.X, some.Y, progress=waiting.show)
    finally:
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


def suggest(options: argparse.Namespace, falling: bool) -> None:
    """Say what to try next."""
    print(heading("To try next"))
    lines = list(ways_on(options, falling))
    start = "  python3 -m purenn "
    room = COLUMNS - len(start) - max(len(remark) for _, remark in lines)
    width = max(len(line) + 2 for line, _ in lines if len(line) + 2 <= room)
    for line, remark in lines:
        if len(line) + 2 <= room:
            print(f"{start}{line:<{width}}" + aside(remark))
        else:  # its remark has a line of its own
            print(f"{start}{line}\n      " + aside(remark))


def ways_on(options: argparse.Namespace, falling: bool) -> Iterator[tuple[str, str]]:
    """Yield what else the command line may be told, and a remark on it; falling says that J was still getting less."""
    form = "matrix" if options.form == "scalar" else "scalar"
    deeper = ",".join(map(str, [2 * size for size in options.layers[:1]] + options.layers)) or "8,4"
    set_for_data = {"--data": None if options.data == "tumours" else options.data}
    set_for_data |= {"--label": options.label, "--missing": options.missing}
    here = "".join(f"{name} {shlex.quote(value)} " for name, value in set_for_data.items() if value is not None)
    if options.leave_out:
        names = ",".join(f'"{name}"' if "," in name else name for name in options.leave_out)
        here += f"--leave-out {shlex.quote(names)} "
    here += "--amounts " * bool(options.amounts)
    if options.save:
        yield f"predict {shlex.quote(options.save)} TABLE.csv", "what it says of others"
    elif is_table(options.data):
        yield f"{here}--save model.json", "keep what it learns"
    if falling:
        name = "--passes" if options.steps is None else "--steps"
        longer = 2 * (options.passes if options.steps is None else options.steps)
        yield f"{here}{name} {longer}", "J was still falling"
    yield f"{here}--form {form}", f"gradients in {form} form"
    if is_table(options.data):
        yield f"{here}--gamma {options.gamma / 3:.1g}", "smaller steps"
    elif options.gamma < 30:
        yield f"{here}--gamma 100", "steps that go too far"
    else:
        yield f"{here}--gamma 1", "smaller steps"
    yield f"{here}--layers {deeper}", "one more hidden layer" if options.layers else "hidden layers"
    if options.layers:
        yield f"{here}--layers none", "no hidden layer"
    else:
        yield f"--data {'ring' if options.data == 'tumours' else 'tumours'}", "other data"
    yield "equations", "the equations of the book"
    yield "--help", "all that can be set"
