"""The data sets in the package: tumours, images of digits, and points of a ring.

Breast Cancer Wisconsin (Diagnostic), W. H. Wolberg, W. N. Street, O. L. Mangasarian (1993),
UCI Machine Learning Repository, doi 10.24432/C5DW2B, licence CC BY 4.0. Each of the 569 datapoints is a tumour:
30 measurements of the cell nuclei in an image of it, and the diagnosis.

Optical Recognition of Handwritten Digits, E. Alpaydin, C. Kaynak (1998), UCI Machine Learning Repository,
doi 10.24432/C50P49, licence CC BY 4.0; the part that its authors kept for testing. Each of the 1797 datapoints is the
image of a digit that somebody wrote: 64 pixels, eight rows of eight, from 0 (paper) to 16 (ink).

The ring is made here, of two features.
"""

from math import cos, sin, sqrt, tau
from random import Random

from purenn.checking import whole
from purenn.data.preparing import Data, one_hot

DISC, RING = (0.0, 1.0), (1.6, 2.4)  # how near to the middle, and how far from it, their points lie
SIDE = 8  # pixels of an image in a row, and rows


def load_breast_cancer() -> Data:
    """Return the embedded data: 30 features of 569 tumours, label 1 for malignant and 0 for benign."""
    lines = lines_of("breast_cancer_wisconsin.csv")
    *features, label = lines[0].split(",")
    records = [line.split(",") for line in lines[1:]]
    X = [[float(record[i]) for record in records] for i in range(len(features))]
    Y = [[1.0 if record[-1] == "malignant" else 0.0 for record in records]]
    return Data(X, Y, features, ("benign", "malignant"), label)


def load_digits() -> Data:
    """Return the embedded images: 64 pixels of 1797 digits, row by row, and ten classes, "0" to "9".

    A line of the file is an image, a letter for each pixel (0 to 9, then a to g for 10 to 16), and the digit.
    """
    images, digits = zip(*map(str.split, lines_of("digits.txt")), strict=True)
    X = [[float(int(letter, 17)) for letter in letters] for letters in zip(*images, strict=True)]
    features = [f"pixel_{row}_{column}" for row in range(SIDE) for column in range(SIDE)]
    return Data(X, one_hot([list(map(int, digits))]), features, tuple("0123456789"), "digit")


def lines_of(name: str) -> list[str]:
    """Return the lines of a file of the package."""
    from importlib.resources import files  # slow to import, and only needed here

    return files("purenn").joinpath(name).read_text(encoding="utf-8").splitlines()


def ring(m: int = 150, seed: int = 0) -> Data:
    """Return m points of a plane, by turns from a disc, with label 1, and from a ring around it, with label 0.

    Within each the points are drawn evenly over the area. No straight line parts the two labels.

    Raises: ValueError if m is no whole number >= 2, or seed no whole number.
    """
    draw = Random(whole("ring: seed", seed))
    points, labels = [], []
    for j in range(whole("ring: m", m, 2)):
        nearest, farthest = RING if j % 2 else DISC
        radius, angle = sqrt(draw.uniform(nearest**2, farthest**2)), draw.uniform(0.0, tau)
        points.append([radius * cos(angle), radius * sin(angle)])
        labels.append(0.0 if j % 2 else 1.0)
    X = [[point[i] for point in points] for i in range(2)]
    return Data(X, [labels], ["x_1", "x_2"], ("around", "inside"), "place")
