"""Handwritten digits: the images in the package, and the run that learns to read them."""

from collections import Counter

import purenn
from purenn import load_digits
from purenn.matrix import shape

digits = load_digits()


def test_1797_images_of_64_pixels_and_ten_classes():
    assert shape(digits.X) == (64, 1797) and shape(digits.Y) == (10, 1797)
    assert {x for pixels in digits.X for x in pixels} == set(range(17))
    assert (digits.classes, digits.label) == (tuple("0123456789"), "digit")
    assert Counter(column.index(1) for column in zip(*digits.Y, strict=True)) == {
        0: 178, 1: 182, 2: 177, 3: 183, 4: 181, 5: 182, 6: 181, 7: 179, 8: 174, 9: 180
    }  # fmt: skip
    assert {tuple(sorted(column)) for column in zip(*digits.Y, strict=True)} == {(0.0,) * 9 + (1.0,)}


def test_the_pixels_are_the_rows_of_an_image_one_after_the_other():
    first = [pixels[0] for pixels in digits.X]

    assert digits.Y[0][0] == 1  # a nought: ink around an empty middle
    assert first[3 * 8 : 5 * 8] == [0, 4, 12, 0, 0, 8, 8, 0, 0, 5, 8, 0, 0, 9, 8, 0]
    assert (digits.features[0], digits.features[3 * 8 + 5]) == ("pixel_0_0", "pixel_3_5")
    assert purenn.data.load_digits is load_digits
