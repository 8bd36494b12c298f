"""The numbers and figures of the run on handwritten digits, by the names that a page calls them by.

`python3 -m builder.handwriting` prints them as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import groupby
from statistics import fmean
from typing import NamedTuple

from builder.drawing import WIDTH, group, picture, words
from builder.figures import listed
from builder.learnt import Learnt, learnt
from builder.values import power
from purenn.backward_matrix import backward_pass
from purenn.cli import parse
from purenn.data import SIDE, confusions, probabilities
from purenn.forward import cost, forward_pass
from purenn.matrix import Matrix
from purenn.network import Network
from purenn.numerical import derivative
from purenn.real_data.subjects import SUBJECTS, count_parameters

NAMES = ("digits-images", "digits-misread", "digits-outputs", "digits-hidden")
FULL = 16.0  # the value of a pixel that is all ink
SHADES = 8  # of ink, and of each sign of a weight
SURE = 0.9  # an output of which one may say that the network is sure
CORNER = 56  # the pixel at the lower left
PASSES = "3"  # a little worse than the default, and soon done


def numbers() -> dict[str, str]:
    """Return every number and figure of the page."""
    run = learnt("--data", "digits", "--passes", PASSES)
    layer = learnt("--data", "digits", "--passes", PASSES, "--layers", "none")
    said = read(run)
    wrong = [each for each in said if each.said != each.true]
    return {
        **of_the_data(run),
        **of_the_training(run),
        **of_reading(said, wrong),
        **of_the_layer(layer),
        **of_a_corner(layer),
        **of_neighbours(run),
        **of_the_check(run),
        "confusions_table": table_of_confusions(run),
        "misread_table": table_of_misread(wrong),
        "digits-images": images(run),
        "digits-misread": misread(run, wrong),
        "digits-outputs": outputs(layer.network),
        "digits-hidden": hidden(run.network),
    }


class Read(NamedTuple):
    """What was read in an unseen image, what it is, and the outputs of all classes."""

    j: int
    said: int
    true: int
    outputs: tuple[float, ...]


def read(run: Learnt) -> list[Read]:
    """Return how each unseen image was read."""
    found = zip(*probabilities(run.network, run.unseen.X), strict=True)
    true = zip(*run.unseen.Y, strict=True)
    return [Read(j, a.index(max(a)), y.index(1), a) for j, (a, y) in enumerate(zip(found, true, strict=True))]


def of_the_data(run: Learnt) -> dict[str, str]:
    """Return what the data is."""
    counts = [int(sum(row)) for row in run.data.Y]
    *_, doi, licence = SUBJECTS["digits"].source.split(", ")
    return {
        "doi": doi.removeprefix("doi "), "licence": licence, "image_count": f"{len(run.data.Y[0]):,}",
        "pixels": str(len(run.data.X)), "side": str(SIDE), "full": f"{FULL:g}",
        "class_fewest": str(min(counts)), "class_most": str(max(counts)),
        "training": f"{len(run.training.Y[0]):,}", "unseen": str(len(run.unseen.Y[0])),
        "blank": str(sum(len(set(row)) == 1 for row in run.data.X)),
    }  # fmt: skip


def of_the_training(run: Learnt) -> dict[str, str]:
    """Return how the network is trained, and how it does."""
    options, m = parse(["--data", "digits"]), len(run.training.Y[0])
    *widths, last = map(str, run.network.n)
    in_pass = len(run.costs) // int(PASSES)
    parts = {"training": run.training, "unseen": run.unseen}
    return {
        "layers": f"{', '.join(widths)} and {last}", "hidden_units": str(run.network.n[1]),
        "parameters": f"{count_parameters(run.network):,}",
        "passes_else": str(options.passes), "batch": str(options.batch), "gamma": f"{options.gamma:g}",
        "steps": str(len(run.costs)), "steps_in_pass": str(in_pass),
        "last_batch": str(m % options.batch),
        **{f"pass_{k + 1}": f"{mean_of_a_pass(run, k, options.batch):.3f}" for k in range(int(PASSES))},
        **{f"J_{name}": f"{run.cost(part):.4f}" for name, part in parts.items()},
        **{f"accuracy_{name}": f"{run.accuracy(part):.1%}" for name, part in parts.items()},
    }  # fmt: skip


def mean_of_a_pass(run: Learnt, k: int, batch: int) -> float:
    """Return the mean of J over the datapoints of a pass, each before its batch's step."""
    m, in_pass = len(run.training.Y[0]), len(run.costs) // int(PASSES)
    sizes = [min(batch, m - batch * at) for at in range(in_pass)]
    costs = run.costs[k * in_pass : (k + 1) * in_pass]
    return sum(J * size for J, size in zip(costs, sizes, strict=True)) / m


def of_reading(said: Sequence[Read], wrong: Sequence[Read]) -> dict[str, str]:
    """Return how sure the network is where it is right and where it is not."""
    right = [each for each in said if each.said == each.true]
    silent = [each for each in said if max(each.outputs) < SURE]
    return {
        "wrong_count": str(len(wrong)),
        "sure_right": f"{fmean(max(each.outputs) for each in right):.2f}",
        "sure_wrong": f"{fmean(max(each.outputs) for each in wrong):.2f}",
        "sure": f"{SURE:g}",
        "silent_count": str(len(silent)),
        "silent_misread": str(sum(each in wrong for each in silent)),
        "second_count": str(sum(second(each) == each.true for each in wrong)),
    }


def second(each: Read) -> int:
    """Return the class with the second largest output."""
    return sorted(range(len(each.outputs)), key=lambda i: -each.outputs[i])[1]


def of_the_layer(layer: Learnt) -> dict[str, str]:
    """Return how a single softmax layer does."""
    return {
        "layer_parameters": str(count_parameters(layer.network)),
        "layer_accuracy": f"{layer.accuracy(layer.unseen):.1%}",
    }


def of_a_corner(layer: Learnt) -> dict[str, str]:
    """Return how many images have ink in the lower left corner, and how far from the mean of all it is."""
    inked = [ink for ink in layer.data.X[CORNER] if ink]
    return {
        "corner_inked": str(len(inked)), "corner_ink": f"{max(inked):g}",
        "corner_deviations": f"{max(layer.training.X[CORNER]):.0f}",
    }  # fmt: skip


def of_neighbours(run: Learnt) -> dict[str, str]:
    """Return which share of neighbouring weights of the hidden units has one sign, before training and after it."""
    steps = {"start": 0, "end": -1}
    return {f"alike_{when}": f"{share_alike(run.networks[step].W[1]):.0%}" for when, step in steps.items()}


def share_alike(W: Matrix) -> float:
    """Return the share of pairs of neighbours, beside or above each other, that have one sign."""
    pairs = [(k, k + 1) for k in range(SIDE * SIDE) if (k + 1) % SIDE]
    pairs += [(k, k + SIDE) for k in range(SIDE * (SIDE - 1))]
    return fmean(row[k] * row[other] > 0 for row in W for k, other in pairs)


def of_the_check(run: Learnt) -> dict[str, str]:
    """Return how far gradients and differences are apart, for the weights of a hidden unit and the last biases."""
    network, some = run.network, run.checked
    m, n = len(some.Y[0]), network.n

    def J() -> float:
        return cost(network, forward_pass(network, some.X), some.Y)

    gradients = backward_pass(network, forward_pass(network, some.X), some.Y)
    rows = [(network.W[1][0], gradients.dJ_dW[1][0])]
    rows += list(zip(network.B[2], gradients.dJ_dB[2], strict=True))
    pairs = [(slope, derivative(J, cells, k)) for cells, slopes in rows for k, slope in enumerate(slopes)]
    return {
        "check_images": str(m),
        "check_all": f"{count_parameters(network) + 2 * m * sum(n[1:]):,}",
        "check_some": str(len(pairs)),
        "check_gap": power(max(abs(slope - difference) for slope, difference in pairs)),
        "check_largest": power(max(abs(slope) for slope, _ in pairs)),
    }


def table_of_confusions(run: Learnt) -> str:
    """Return the table of confusions of the unseen images in Markdown: mistakes are bold, and a point is none."""
    counts = confusions(run.said(run.unseen), run.unseen.Y)
    rows = [f"| | {' | '.join(run.data.classes)} |", "|--:|" + "--:|" * len(counts)]
    for i, row in enumerate(counts):
        cells = [str(count) if k == i else f"**{count}**" if count else "·" for k, count in enumerate(row)]
        rows.append(f"| *{run.data.classes[i]}* | {' | '.join(cells)} |")
    return "\n".join(rows)


def table_of_misread(wrong: Iterable[Read]) -> str:
    """Return what was said of each misread image in Markdown, with the outputs of what was said and what is true."""
    rows = ["| it is | said | output of what was said | output of what it is |", "|--:|--:|--:|--:|"]
    rows += [f"| {each.true} | {each.said} | {each.outputs[each.said]:.3f} | {each.outputs[each.true]:.3f} |"
             for each in wrong]  # fmt: skip
    return "\n".join(rows)


# ---- pictures


Mark = tuple[int, str, float, float]  # a shade from 1 to SHADES, a role, and the upper left corner of a square


def pixels(marks: Iterable[Mark], size: float) -> str:
    """Return squares, those of a shade and a role as the dashes of one line."""
    parts = []
    for (shade, role), same in groupby(sorted(marks), key=lambda mark: mark[:2]):
        dashes = "".join(f"M{x:g} {y + size / 2:g}h{size:g}" for _, _, x, y in same)
        parts.append(
            f'<path class="pixels {role}" stroke-width="{size:g}" stroke-opacity="{shade / SHADES:g}" d="{dashes}"/>'
        )
    return group(*parts)


def squares(values: Sequence[float], full: float, roles: Sequence[str], x: float, y: float, size: float) -> list[Mark]:
    """Return the marks of a square picture, row by row, at a place; roles are for more and less than zero.

    What is near zero leaves no mark.
    """
    found = []
    for k, value in enumerate(values):
        if shade := min(SHADES, round(SHADES * abs(value) / full)):
            found.append((shade, roles[value < 0], x + size * (k % SIDE), y + size * (k // SIDE)))
    return found


def column(X: Matrix, j: int) -> list[float]:
    """Return one datapoint."""
    return [row[j] for row in X]


def framed(x: float, y: float, size: float) -> str:
    """Return the frame of a picture."""
    side = size * SIDE
    return f'<rect class="image" x="{x:g}" y="{y:g}" width="{side:g}" height="{side:g}"/>'


def sheet(
    name: str, title: str, description: str, pictures: Sequence[tuple[Sequence[float], float, Sequence[str]]],
    beside: int, size: float, roles: Sequence[str] = ("more", "less"),
) -> str:  # fmt: skip
    """Return pictures in rows: each has values, the value of a full square, and lines of words under it."""
    gap = (WIDTH - beside * SIDE * size) / beside
    lines = max(len(captions) for _, _, captions in pictures)
    high = SIDE * size + 17 * lines + 14
    marks, others = [], []
    for k, (values, full, captions) in enumerate(pictures):
        x, y = gap / 2 + (k % beside) * (SIDE * size + gap), 4 + (k // beside) * high
        marks += squares(values, full, roles, x, y, size)
        others.append(framed(x, y, size))
        others += [words(x + SIDE * size / 2, y + SIDE * size + 16 + 17 * at, text) for at, text in enumerate(captions)]
    height = 4 + high * -(-len(pictures) // beside)
    return picture(name, title, description, height, *others, pixels(marks, size))


def images(run: Learnt) -> str:
    """Return the first images of each digit."""
    true = [column.index(1) for column in zip(*run.data.Y, strict=True)]
    shown = [[j for j, digit in enumerate(true) if digit == wanted][:2] for wanted in range(len(run.data.Y))]
    order = [each[k] for k in range(2) for each in shown]
    pictures = [(column(run.data.X, j), FULL, [str(true[j])]) for j in order]
    return sheet(
        "digits-images", "Images of handwritten digits",
        f"Two rows of ten images, {SIDE} by {SIDE} pixels each, with the digits 0 to 9 in their order. The more ink is "
        "on a pixel, the stronger its colour. The two images of a digit differ in slant, width and thickness.",
        pictures, 10, 4.5, ("ink", "ink"),
    )  # fmt: skip


def misread(run: Learnt, wrong: Sequence[Read]) -> str:
    """Return the unseen images that were misread."""
    pictures = [(column(run.raw.X, each.j), FULL, [f"is {each.true}", f"said {each.said}"]) for each in wrong]
    told = [f"a {each.true} that was read as {each.said}" for each in wrong]
    return sheet(
        "digits-misread", "The misread images", f"{len(wrong)} images beside each other: {listed(told)}.",
        pictures, 6, 7, ("ink", "ink"),
    )  # fmt: skip


def outputs(network: Network) -> str:
    """Return the weights of a single layer as pictures, one for each class."""
    full = max(abs(w) for row in network.W[1] for w in row)
    return sheet(
        "digits-outputs", "The weights of a single layer",
        "Ten pictures of eight by eight weights, one for each digit, in one colour where a weight is positive, in "
        "another where it is negative. That of 0 is negative in the middle and positive around it.",
        [(row, full, [str(i)]) for i, row in enumerate(network.W[1])], 5, 8,
    )  # fmt: skip


def hidden(network: Network) -> str:
    """Return the weights of the first layer as pictures, one for each hidden unit, each on a scale of its own."""
    return sheet(
        "digits-hidden", "The weights of the hidden units",
        f"{len(network.W[1])} pictures of eight by eight weights, one for each hidden unit. Positive and "
        "negative weights stand beside each other in small patches. None of the pictures looks like a digit.",
        [(row, max(map(abs, row)), []) for row in network.W[1]], 8, 5,
    )  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(numbers()))
