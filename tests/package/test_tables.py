"""Awkward tables, and what is read from each of them: the right data, or a message that says all that is wrong.

The tables are the files of tests/package/tables; expected.txt has a section for each, or for each way to read it: the
arguments, what is warned of, and then the data or the message. So does a person see what becomes of a table.
"""

import os
import re
import warnings
from pathlib import Path

import pytest

from purenn import read_csv
from purenn.data import TableError, TableWarning, means_and_scales, split, standardise, tables

FOLDER = Path(__file__).with_name("tables")
EXPECTED = (FOLDER / "expected.txt").read_text(encoding="utf-8")
SECTIONS = re.findall(r"^== (.*)\n((?:(?!== ).*\n)*)", EXPECTED, re.MULTILINE)


def seen(title, folder=FOLDER):
    """What a person sees of a table, under a title with its name and the arguments."""
    name, _, arguments = title.partition(", ")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            data = read_csv(folder / name, **eval(f"dict({arguments})"))
        except TableError as error:
            return str(error).replace(f"{folder}/", "") + "\n"
    lines = [f"warned: {str(each.message).replace(f'{folder}/', '')}" for each in caught]
    lines += [f"{name}: {row(entries)}" for name, entries in zip(data.features, data.X, strict=True)]
    lines += [f"learnt: {data.label}" + (f", {' or '.join(data.classes)}" if data.classes else "")]
    lines += [f"Y: {row(entries)}" for entries in data.Y]
    return "\n".join(lines) + "\n"


def row(entries):
    assert {type(entry) for entry in entries} == {float}
    return " ".join(repr(entry).removesuffix(".0") for entry in entries)


@pytest.mark.parametrize(("title", "expected"), SECTIONS, ids=[title for title, _ in SECTIONS])
def test_a_table_is_read_or_refused_as_its_section_says(title, expected):
    assert seen(title) == expected.rstrip("\n") + "\n"


def test_every_table_has_a_section():
    assert {path.name for path in FOLDER.iterdir()} == {title.split(",")[0] for title, _ in SECTIONS} | {"expected.txt"}
    assert len(SECTIONS) >= 100


def test_the_message_of_a_missing_value_names_all_that_counts_as_one():
    words = re.split(", | or ", re.match(r"Missing is an empty cell, (.*?)\.", tables.WAYS_ON)[1])

    assert {"", *map(str.lower, words)} == tables.MISSING


# ---- from a table to what is trained on


@pytest.mark.filterwarnings("ignore::purenn.data.TableWarning")
def test_the_mean_that_is_put_is_that_of_the_training_part(tmp_path):
    table = tmp_path / "table.csv"
    table.write_text("x,y,kind\n" + "".join(f"{j * j if j % 4 else ''},{j},{'ab'[j % 2]}\n" for j in range(40)))
    data = read_csv(table, missing="mean")
    training, unseen = split(data, seed=1)

    known = [j * j for j in training.X[1] if j % 4]
    mean = sum(known) / len(known)
    for part in (training, unseen):
        assert part.X[0] == [pytest.approx(mean) if j % 4 == 0 else j * j for j in part.X[1]]
    X = standardise(training.X, means_and_scales(training.X))
    assert all(abs(x) < 1e-12 for x, j in zip(X[0], training.X[1], strict=True) if j % 4 == 0)


def test_a_single_column_is_read_where_that_is_all_there_needs_to_be(tmp_path):
    table = tmp_path / "table.csv"
    table.write_text("height\n1.5\n2.5\n")

    sheet = tables.read_sheet(table, fewest=1)
    assert [(column.name, column.cells) for column in sheet.columns] == [("height", ["1.5", "2.5"])]


# ---- files that are no tables


def complaint(path, **arguments):
    with pytest.raises(TableError) as error:
        read_csv(path, **arguments)
    return str(error.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    missing = tmp_path / "missing.csv"

    assert complaint(missing) == f"{missing}: No such file or directory, expected a file that can be read"
    assert complaint(tmp_path) == f"{tmp_path}: a folder, expected a file"
    assert complaint(str(missing)) == complaint(missing)
    assert complaint("a\0b") == "a\0b: NUL in the name, expected a file that can be read"


def test_a_cell_that_is_too_long_is_told_with_its_line(tmp_path):
    table = tmp_path / "long.csv"
    table.write_text("x,y,kind\n1,2,a\n1,2," + "a" * 140_000 + "\n1,2,b\n")

    found = "field larger than field limit (131072), expected shorter cells; is a quote not closed?"
    assert complaint(table) == f"{table}:3: {found}"


def test_zero_is_one_class_whatever_its_sign(tmp_path):
    table = tmp_path / "signs.csv"
    table.write_text("x,y\n1,-0\n2,0\n3,1\n4,1\n")

    assert read_csv(table).classes == ("0", "1")


@pytest.mark.parametrize("sign", ["", "-"])
def test_classes_that_floats_do_not_tell_apart_are_refused(sign, tmp_path):
    table = tmp_path / "ids.csv"
    rows = [f"{j},{sign}{2**53 - 1 + j % 3}\n" for j in range(12)]
    table.write_text("x,y\n" + "".join(rows))

    found = f"{sign}9007199254740992 for a class, a number so large that a float is not that alone"
    expected = "expected less than 2^53, or names with a letter in them"
    assert complaint(table) == f"{table}: column 2 (y) has {found}, {expected}"
    table.write_text("x,y\n" + "".join(row for row in rows if row.endswith("1\n")) + "5,0\n6,0\n")
    assert len(read_csv(table).classes) == 2  # one less is told from all others


@pytest.mark.skipif(os.access("/root", os.R_OK), reason="whoever may read everything is refused nothing")
def test_a_file_without_the_right_to_read_it_is_named(tmp_path):
    locked = tmp_path / "locked.csv"
    locked.write_text("x,y\n1,2\n")
    locked.chmod(0)

    assert complaint(locked) == f"{locked}: Permission denied, expected a file that can be read"


def test_a_huge_file_is_refused_before_it_is_read_and_a_sample_is_the_way_on(tmp_path, monkeypatch):
    huge = tmp_path / "huge.csv"
    with huge.open("wb") as file:
        file.truncate(210_000_000)  # all holes: NUL bytes, which nobody comes to see
    monkeypatch.setattr("builtins.open", None)

    way_on = f"awk 'NR % 11 == 1' {huge} > sample.csv"
    assert complaint(huge) == (
        f"{huge}: 210 MB, expected at most 20 MB, which pure Python can train on; take a sample: {way_on}"
    )


def test_the_size_of_a_large_file_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "LARGE", 10)
    large = tmp_path / "large.csv"
    large.write_text("x,y\n1,0.5\n2,0.75\n")

    with pytest.warns(TableWarning, match="large.csv: 0 MB: reading it takes a while, and training much longer$"):
        read_csv(large)


def test_what_is_warned_of_is_the_callers(tmp_path):
    table = tmp_path / "table.csv"
    table.write_text("1,0.5\n2,0.75\n")

    with pytest.warns(TableWarning) as caught:
        read_csv(table)
    assert caught[0].filename == __file__


@pytest.mark.parametrize("missing", ["median", 0, True, ""])
def test_another_way_with_missing_values_is_refused(missing):
    with pytest.raises(ValueError, match=r'^read_csv: missing is .*, expected "drop", "mean" or None$'):
        read_csv(FOLDER / "plain.csv", missing=missing)


def test_a_line_that_names_the_separator_decides(tmp_path):
    sheet = tables.Sheet("table.csv", "", [], [], [], [])

    assert tables.separator_of(sheet, "sep=;\r\n1,2\r\n3,4\r\n", 2) == ";"
    assert tables.separator_of(sheet, "set=;\r\n1,2\r\n3,4\r\n", 2) == ","
