"""Small images in letters, two pixels to each, beside each other."""

from collections.abc import Iterator, Sequence
from shutil import get_terminal_size

from purenn.data import predict
from purenn.matrix import Matrix
from purenn.network import Network
from purenn.real_data.subjects import Prepared, Subject
from purenn.terminal import encodes, has_greys, heading

SHOWN, BESIDE, GAP = 12, 6, 3  # images in all, most of them beside each other, and the space between them
INK = 16.0  # the value of a pixel that is all ink
BLOCKS, PLAIN = " ▄▀█", " .'#"  # no ink, ink in the lower pixel of a letter, in the upper one, in both


def show_images(network: Network, prepared: Prepared, subject: Subject) -> None:
    """Show some of the unseen images, with what was said of them and what they are: first those that were misread."""
    classes, unseen = prepared.data.classes, prepared.unseen
    said = list(map(int, predict(network, unseen.X)[0]))
    true = [column.index(1) for column in zip(*unseen.Y, strict=True)]
    wrong = [j for j in range(len(true)) if said[j] != true[j]]
    right = {true[j]: j for j in reversed(range(len(true))) if said[j] == true[j]}  # the first of each class
    order = [*wrong, *(right[k] for k in sorted(right))][:SHOWN]
    title = heading(f"Some of the unseen {subject.datapoints}")
    print(f"{title}, first the misread ones: {len(wrong)} of {len(true)}")
    beside = max(1, min(BESIDE, (get_terminal_size().columns - 2 + GAP) // (subject.side + GAP)))
    for first in range(0, len(order), beside):
        row = order[first : first + beside]
        pictures = [list(letters(picture(prepared.raw.X, j, subject.side))) for j in row]
        captions = [[f"said {classes[said[j]]}" for j in row], [f"is {classes[true[j]]}" for j in row]]
        for lines in zip(*pictures, strict=True):
            print("  " + (" " * GAP).join(lines))
        for caption in captions:
            print("  " + (" " * GAP).join(f"{words:<{subject.side}}" for words in caption).rstrip())
        print()


def picture(X: Matrix, j: int, side: int) -> Matrix:
    """Return datapoint j as rows of pixels, from 0 for paper to 1 for ink."""
    return [[X[row * side + column][j] / INK for column in range(side)] for row in range(side)]


def letters(pixels: Matrix) -> Iterator[str]:
    """Yield the lines of an image, two rows of pixels in each: in grey where there is colour, else in ink or none."""
    grey = has_greys() and encodes(BLOCKS)
    for upper, lower in zip(pixels[::2], pixels[1::2], strict=True):
        yield grey_line(upper, lower) if grey else plain_line(upper, lower)


def plain_line(upper: Sequence[float], lower: Sequence[float]) -> str:
    """Return a line of letters, each of which has ink in its upper half, in its lower one, in both or none."""
    alphabet = BLOCKS if encodes(BLOCKS) else PLAIN
    return "".join(alphabet[2 * (above >= 0.5) + (below >= 0.5)] for above, below in zip(upper, lower, strict=True))


def grey_line(upper: Sequence[float], lower: Sequence[float]) -> str:
    """Return a line of half-blocks in grey: the letter has the shade of its upper pixel, its ground the lower one's."""
    pairs = [(shade(above), shade(below)) for above, below in zip(upper, lower, strict=True)]
    return "".join(f"\033[38;5;{above};48;5;{below}m▀" for above, below in pairs) + "\033[0m"


def shade(ink: float) -> int:
    """Return the number that a terminal of 256 colours gives to a grey, from nearly white paper to nearly black ink."""
    return round(255 - ink * 23)
