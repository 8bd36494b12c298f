"""What a saved model says of a table: the same table with a column more, printed or written."""

import csv
import os
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from io import StringIO
from itertools import chain, count
from math import hypot, isfinite, sqrt
from typing import NamedTuple

from purenn.data import Model, load, predict, probabilities, standardise
from purenn.data.files import write_whole
from purenn.data.tables import Column, Sheet, counted, decimal_mark, number, numbers_of, read_sheet, report_gaps, say
from purenn.forward import forward_pass
from purenn.matrix import Matrix
from purenn.messages import brief
from purenn.real_data.subjects import beyond_reach

LISTED = 20  # names of columns, at most, in a message


class Said(NamedTuple):
    """What a model says of each datapoint: a class, and how probable it holds that; or an amount."""

    classes: list[str]
    probabilities: list[float]
    amounts: list[float]


def predict_table(model_path: str, path: str, missing: str | None, output: str | None) -> int:
    """Print the table with what the model says of each datapoint, or write it to output; return the exit status.

    Raises: ValueError for a file that is no model, or a table that does not fit it, with all that is wrong with it.
    """
    model, sheet = load(model_path), read_sheet(path, fewest=1)
    for taken in (model_path, path):
        if output is not None and os.path.exists(output) and os.path.samefile(output, taken):
            raise ValueError(f"--output {output} is {taken}, which is read; expected another file; nothing was written")
    sheet.remarks.clear()  # they are about learning
    columns = features_of(sheet, model)
    mark = decimal_mark(sheet, columns)
    rows = [numbers_of(sheet, column, mark) for column in columns]
    for column, values in zip(columns, rows, strict=True) if missing is None else ():
        report_gaps(sheet, column, values)
    sheet.complain()
    kept = [j for j, values in enumerate(zip(*rows, strict=True)) if missing != "drop" or None not in values]
    if not kept:
        raise ValueError(f"{path}: no datapoint is left, as each misses a value")
    if len(kept) < len(sheet.lines):
        m = len(sheet.lines)
        sheet.remarks.append(f"{m - len(kept)} of {m} datapoints miss a value and are left out")
    say(sheet)
    X = [[mean if (x := row[j]) is None else x for j in kept] for row, (mean, _) in zip(rows, model.pairs, strict=True)]
    X = standardise(X, model.pairs)
    for i, j, far in beyond_reach(X):
        sheet.fault(sheet.lines[kept[j]], f"{columns[i]}: found {brief(columns[i].cells[kept[j]])}, {far}")
    sheet.complain()
    said = said_of(model, X)
    text = table_text(sheet, kept, model, said, mark)
    about = f"{counted(len(kept), 'datapoint')}{judged(sheet, columns, kept, model, said, mark)}"
    if output is None:
        print(text, end="", flush=True)
        print(about, file=sys.stderr)  # so that standard output is a table and nothing else
    else:
        write_whole(output, text)
        print(f"{about}; written to {output}")
    return 0


def features_of(sheet: Sheet, model: Model) -> list[Column]:
    """Return the column of each feature: that of its name, or, in a table without names, in their order.

    Raises: TableError if one is not there.
    """
    if has_no_names(sheet):
        if len(sheet.columns) == len(model.features):
            sheet.remarks.append(f"the columns have no names; taken in this order: {listed(model.features)}")
            return sheet.columns
        sheet.fault(0, f"{len(sheet.columns)} columns without names, expected {len(model.features)}, in this order: "
                       f"{listed(model.features)}; or put a line of names above them")  # fmt: skip
        sheet.complain()
    by_name = [[column for column in sheet.columns if column.name == feature] for feature in model.features]
    there = f"; found {listed([column.name for column in sheet.columns])}"
    if not any(by_name) and not any(nearest(feature, sheet) for feature in model.features):
        wanted = f"{counted(len(by_name), 'feature')} are there: {listed(model.features)}"
        sheet.fault(0, f"none of the {wanted}{there}")
        sheet.complain()
    for feature, same in zip(model.features, by_name, strict=True):
        if not same:
            cure = nearest(feature, sheet) or there
            sheet.fault(0, f"no column {feature!r}, of which the model has learnt{cure}")
        elif len(same) > 1:
            sheet.fault(0, f"{len(same)} columns {feature!r}, expected one")
    sheet.complain()
    return [same[0] for same in by_name]


def has_no_names(sheet: Sheet) -> bool:
    """Say whether the columns are named by their numbers alone."""
    return all(column.name == f"column {column.number}" for column in sheet.columns)


def nearest(feature: str, sheet: Sheet) -> str:
    """Return the name in a table that is most like that of a feature, as the end of a complaint; "" if none is."""
    names = [column.name for column in sheet.columns]
    near = get_close_matches(feature, names, n=1, cutoff=0.6) or [
        name for name in names if name.casefold() == feature.casefold()
    ]
    return f"; did you mean {near[0]!r}? then name it so" if near else ""


def listed(names: Sequence[str]) -> str:
    """Return names with commas, not all of them if they are many."""
    return ", ".join(names[:LISTED]) + ", ..." * (len(names) > LISTED)


def said_of(model: Model, X: Matrix) -> Said:
    """Return what a model says of the datapoints X, which are standardised."""
    network = model.network
    if not model.classes:
        mean, scale = model.answer
        amounts = [a * scale + mean for a in forward_pass(network, X).A[network.L][0]]
        if not all(map(isfinite, amounts)):
            raise ValueError("the model says an amount that is no finite number; its weights or scales are too large")
        return Said([], [], amounts)
    numbers, outputs = list(map(int, predict(network, X)[0])), probabilities(network, X)
    if len(outputs) == 1:
        outputs = [[1 - a for a in outputs[0]], outputs[0]]
    return Said([model.classes[k] for k in numbers], [outputs[k][j] for j, k in enumerate(numbers)], [])


def table_text(sheet: Sheet, kept: list[int], model: Model, said: Said, mark: str) -> str:
    """Return the text of a table with what is said of each of its datapoints that are kept, in columns of its own."""
    names = [column.name for column in sheet.columns]
    added = {f"said {model.label}": said.classes or [f"{amount:.6g}".replace(".", mark) for amount in said.amounts]}
    if said.classes:
        added["probability"] = [f"{p:.4f}".replace(".", mark) for p in said.probabilities]
    cells = [[column.cells[j] for j in kept] for column in sheet.columns]
    text = StringIO()
    writer = csv.writer(text, delimiter=sheet.separator, lineterminator="\n")
    writer.writerow([*names, *(fresh(name, names) for name in added)])
    writer.writerows(zip(*cells, *added.values(), strict=True))
    return text.getvalue()


def fresh(name: str, names: Sequence[str]) -> str:
    """Return a name, with a number behind it if a column has it already."""
    numbered = (f"{name} {k}" for k in count(2))
    return next(each for each in chain([name], numbered) if each not in names)


def judged(sheet: Sheet, columns: list[Column], kept: list[int], model: Model, said: Said, mark: str) -> str:
    """Return how much of it is right, as the end of a sentence, if the table has a column of true labels."""
    true = next((column for column in sheet.columns if column.name == model.label and column not in columns), None)
    if true is None:
        return ""
    if said.classes:
        right = sum(map(same_class, [true.cells[j] for j in kept], said.classes))
        return f", {right} of them told right ({right / len(kept):.1%})"
    told = [cell if number(cell, mark) is not None else "" for cell in true.cells]
    labels = numbers_of(sheet, true._replace(cells=told), mark)
    sheet.complain()
    known = [(x, a) for j, a in zip(kept, said.amounts, strict=True) if (x := labels[j]) is not None]
    if not known:
        return ""
    error = hypot(*((a - x) / sqrt(len(known)) for x, a in known))
    return f", root mean squared error {error:.4g}" + f" at the {len(known)} with a label" * (len(known) < len(kept))


def same_class(cell: str, name: str) -> bool:
    """Say whether a cell names a class, as it is spelt or as a number."""
    return cell == name or None is not number(cell, ".,") == number(name, ".,")
