"""A table of one's own, from a CSV file into X and Y; whatever is wrong with it is told at once, with its place."""

import os
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from math import isfinite, nan
from typing import Any, NamedTuple

from purenn.data.files import reason
from purenn.data.preparing import Data, one_hot
from purenn.messages import brief

LARGEST, LARGE = 20_000_000, 2_000_000  # bytes: more is refused, as pure Python would train on it for hours; is said
TOLD = 20  # faults are told in full, and how many more there are
LARGEST_WHOLE = 2.0**53  # from which on whole numbers that differ may be one float
FEW, MOST = 20, 100  # different whole numbers are classes up to so many; more classes than so many are refused
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
MISSING = {"", "na", "n/a", "nan", "null", "none", "?", "-"}
NUMERALS = "0123456789+-.eE"  # float() reads more: 1_000, inf, and digits of other scripts
OTHERS = {  # what begins files that are no text
    b"PK\x03\x04": "a workbook of a spreadsheet, or another zip archive",
    b"\xd0\xcf\x11\xe0": "an old workbook of a spreadsheet",
    b"\x1f\x8b": "compressed by gzip",
    b"\xff\xfe": "in UTF-16",
    b"\xfe\xff": "in UTF-16",
    b"PAR1": "a Parquet file",
    b"%PDF": "a PDF document",
}
WAYS_ON = (
    'Missing is an empty cell, NA, N/A, NaN, null, None, ? or -. missing="drop" (--missing drop) leaves out the '
    'datapoints that miss something; missing="mean" (--missing mean) puts the mean of the feature, and '
    "leaves out the datapoints without a label."
)


class TableError(ValueError):
    """What is wrong with a table, a fault on each line, with the file and the line in which it stands."""


class TableWarning(UserWarning):
    """What a table is taken for, where that may be a surprise."""


class Column(NamedTuple):
    """A column of text: its number from 1, as a person counts, its name, its cells.

    numeric says whether most of them are numbers, used whether it is more than filling or a count of the datapoints.
    """

    number: int
    name: str
    cells: list[str]
    numeric: bool
    used: bool

    def __str__(self) -> str:
        bare = f"column {self.number}"
        return bare if self.name == bare else f"{bare} ({self.name})"


class Fault(NamedTuple):
    """What is wrong in a line, or in the whole table, line 0; and whether it is that a value is missing."""

    line: int
    text: str
    gap: bool = False


class Sheet(NamedTuple):
    """A table as it is written: its columns, the line of each datapoint, what is wrong with it, what may surprise."""

    path: str
    separator: str
    columns: list[Column]
    lines: list[int]
    faults: list[Fault]
    remarks: list[str]

    def fault(self, line: int, text: str, gap: bool = False) -> None:
        """Note what is wrong."""
        self.faults.append(Fault(line, text, gap))

    def complain(self) -> None:
        """Raise TableError if anything is wrong."""
        if self.faults:
            told = [f"{self.path}{f':{line}' * (line > 0)}: {text}" for line, text, _ in sorted(self.faults)]
            more = [f"and {len(told) - TOLD} more"] if len(told) > TOLD else []
            ways_on = [WAYS_ON] if any(fault.gap for fault in self.faults) else []
            raise TableError("\n".join(told[:TOLD] + more + ways_on))

    @property
    def marks(self) -> str:
        """What may stand before the decimals of a number."""
        return marks_of(self.separator)


# ---- from the file to the columns


def read_csv(
    path: str | os.PathLike[str], label: str | int | None = None, missing: str | None = None,
    leave_out: Iterable[str | int] = (), amounts: bool = False,
) -> Data:
    """Return the data of a CSV file: a datapoint in each line, a feature in each column, and one column that is learnt.

    label names that column, or is its number from 1; it is the last if not given. leave_out names columns, or has
    their numbers, that are not used. Cells are parted by commas, semicolons or tabs, whichever parts all lines alike;
    with the latter two, numbers may have a decimal comma. The file is UTF-8, with a mark or without.

    Marks between thousands are refused. Where commas may stand before decimals, so is what could be either: a column
    whose points all stand before three digits and after one to three that do not begin with 0, as in 1.636, beside
    whole numbers without a point; and a table whose commas all stand so. With 847.0 or 1636 in it, it is read.

    The first line holds the names, unless its cells are numbers in every column of numbers: then it is a datapoint,
    and the columns are named column 1, column 2 and so on. A column is one of numbers if at least half of its values
    are. Lines without any content are passed over, and so is a column with neither a name nor content, or one without
    a name that counts the datapoints.

    What is learnt are classes if it is text, or 0 and 1, or at most 20 different whole numbers, with two datapoints for
    each on average; else amounts. amounts=True says that numbers are amounts in any case, such as scores from 1 to 10.
    Classes are in the order of the alphabet, or of size.

    Missing is an empty cell, NA, N/A, NaN, null, None, ? or -, in capitals or not. It is a fault if missing is None;
    "drop" leaves datapoints out that miss anything; "mean" those alone that miss what is learnt, and leaves NaN in X:
    split, which alone knows the training part, gives it the mean that the feature has there.

    Raises: TableError, a ValueError, with all faults of the table, each with its line and column.
    """
    if missing not in (None, "drop", "mean"):
        raise ValueError(f'read_csv: missing is {brief(missing)}, expected "drop", "mean" or None')
    sheet = read_sheet(path)
    learnt, features = chosen(sheet, label, leave_out)
    data = data_of(sheet, learnt, features, missing, amounts)
    say(sheet)
    return data


def read_sheet(path: str | os.PathLike[str], fewest: int = 2) -> Sheet:
    """Return the columns of a CSV file, which have equal numbers of cells, as text; there must be so many at least.

    Raises: TableError if the file cannot be read, or its separator or its first line cannot be made out.
    """
    import csv
    from io import StringIO

    sheet = Sheet(os.fspath(path), "", [], [], [], [])
    text = text_of(sheet)
    separator = separator_of(sheet, text, fewest)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=True)
    records: dict[int, list[str]] = {}  # by the line in which they begin
    line = 1
    try:
        for record in reader:
            cells = [cell.strip() for cell in record]
            if any(cells) and not (line == 1 and is_directive(text)):
                records[line] = cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise TableError(f"{sheet.path}:{line}: a quote is not closed, or text follows it ({error})") from error
    if not records:
        raise TableError(f"{sheet.path}: no line holds anything, expected a table")
    width = Counter(map(len, records.values())).most_common(1)[0][0]
    first = next(iter(records))
    if len(records[first]) == width - 1 and not any(cells[-1] for cells in list(records.values())[1:]):
        records[first].append("")  # each line but the first ends in a separator
    for line, cells in records.items():
        if len(cells) != width:
            cure = "; if it holds no names, put a line of names in its place" if line == first else ""
            if line == first and len(cells) == width - 1:
                cure = "; is the name of the first column left out?"
            sheet.fault(line, f"{counted(len(cells), 'cell')}, expected {width} as in most lines{cure}")
    whole = {line: cells for line, cells in records.items() if len(cells) == width}
    if first not in whole or len(whole) == 1:
        sheet.complain()
    if len(whole) == 1:
        raise TableError(f"{sheet.path}:{first}: the only line, expected names and a datapoint in each line after them")
    return with_columns(sheet._replace(separator=separator), whole)


def text_of(sheet: Sheet) -> str:
    """Return the text of the file of a sheet, without the mark that may begin it."""
    if os.path.isdir(sheet.path):
        raise TableError(f"{sheet.path}: a folder, expected a file")
    try:
        size = os.path.getsize(sheet.path)
        if size <= LARGEST:
            if size > LARGE:
                sheet.remarks.append(f"{size / 1e6:.0f} MB: reading it takes a while, and training much longer")
            with open(sheet.path, "rb") as file:
                raw = file.read(LARGEST + 1)  # which a pipe may have, whose size is 0
            size = len(raw)
    except (OSError, ValueError) as error:  # a ValueError for NUL in a name
        raise TableError(f"{sheet.path}: {reason(error)}, expected a file that can be read") from error
    if size > LARGEST:
        part = size // LARGEST + 1
        raise TableError(
            f"{sheet.path}: {size / 1e6:.0f} MB, expected at most {LARGEST / 1e6:.0f} MB, which pure Python can train "
            f"on; take a sample: awk 'NR % {part} == 1' {sheet.path} > sample.csv"
        )
    if not raw.strip(b" \t\r\n,;\"\xef\xbb\xbf"):
        raise TableError(f"{sheet.path}: an empty file, expected a table")
    for start, kind in OTHERS.items():
        if raw.startswith(start):
            raise TableError(f"{sheet.path}: {kind}, expected text; save it as CSV, in UTF-8")
    if (at := raw.find(b"\0")) >= 0:
        raise TableError(f"{sheet.path}:{line_at(raw, at)}: a NUL byte, expected text in UTF-8")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = error.start + (3 if raw.startswith(b"\xef\xbb\xbf") else 0)
        found = f"byte 0x{raw[at]:02X}, in Windows-1252 {raw[at : at + 1].decode('cp1252', 'replace')}"
        raise TableError(f"{sheet.path}:{line_at(raw, at)}: {found}, expected UTF-8; save it in UTF-8") from error


def line_at(raw: bytes, at: int) -> int:
    """Return the number of the line in which a byte stands, whether lines end in LF, CR LF or CR."""
    before = raw[:at].replace(b"\r\n", b"\n")
    return before.count(b"\n") + before.count(b"\r") + 1


def is_directive(text: str) -> bool:
    """Say whether the first line is `sep=;`, which tells a spreadsheet the separator and is no part of the table."""
    return text[:4].lower() == "sep=" and text[4:5] in SEPARATORS and text[5:6] in ("\r", "\n")


def separator_of(sheet: Sheet, text: str, fewest: int) -> str:
    """Return what parts most lines into equal numbers of cells, and, of equals, leaves the larger share of numbers."""
    import csv
    from io import StringIO
    from itertools import islice

    if is_directive(text):
        return text[4]
    scores, too_long = {}, ""
    for separator in SEPARATORS:
        reader = csv.reader(StringIO(text, newline=""), delimiter=separator, skipinitialspace=True)
        try:
            records = [record for record in islice(reader, 1000) if any(record)]
        except csv.Error as error:  # a cell that is too long
            too_long = f"{sheet.path}:{reader.line_num}: {error}, expected shorter cells; is a quote not closed?"
            continue
        width, lines = (Counter(map(len, records)).most_common(1) or [(0, 0)])[0]
        if width > 1:
            cells = [cell.strip() for record in records[:100] for cell in record]
            share = sum(number(cell, marks_of(separator)) is not None for cell in cells) / len(cells)
            scores[separator] = lines / len(records), share
    best = [separator for separator in scores if scores[separator] == max(scores.values())]
    if not best and too_long:
        raise TableError(too_long)
    alike, share = max(scores.values(), default=(0.0, 0.0))
    if alike < 1 and (other := other_separator(text, share)):
        raise TableError(f"{sheet.path}: parted by {other}? expected commas, semicolons or tabs between the columns")
    if not best and fewest < 2:
        return ","  # a separator that nothing stands beside
    if not best:
        raise TableError(f"{sheet.path}: a single column, expected several, parted by commas, semicolons or tabs")
    if len(best) > 1:
        names = " and ".join(SEPARATORS[separator] for separator in best)
        raise TableError(f"{sheet.path}: {names} part the lines equally well, expected one of them; quote the others")
    return best[0]


def other_separator(text: str, share: float) -> str:
    """Return what else parts all lines alike: |, or spaces if a larger share of the cells are numbers then."""
    lines = [line for line in text.splitlines() if line.strip()]
    for mark, name in (("|", "|"), (None, "spaces")):
        rows = [line.split(mark) for line in lines]
        cells = [cell for row in rows for cell in row]
        numbers = sum(number(cell, ".,") is not None for cell in cells)
        if len(set(map(len, rows))) == 1 and len(rows[0]) > 1 and (mark or numbers > share * len(cells)):
            return name
    return ""


def with_columns(sheet: Sheet, records: dict[int, list[str]]) -> Sheet:
    """Return a sheet with the columns of records, named by the first of them if it is a header."""
    lines, (names, *rows) = list(records), records.values()
    columns = list(map(list, zip(*rows, strict=True)))
    numeric = [k for k, cells in enumerate(columns) if is_numeric(cells, sheet.marks)]
    headed = is_header(sheet, lines[0], names, numeric)
    if not headed:
        columns = [[name, *cells] for name, cells in zip(names, columns, strict=True)]
        names = [""] * len(names)
    made = []
    for k, (name, cells) in enumerate(zip(names, columns, strict=True)):
        filling = headed and not name and not any(cells)
        count = headed and not name and k == 0 and counts(cells)
        column = Column(k + 1, " ".join(name.split()) or f"column {k + 1}", cells, k in numeric, not (filling or count))
        if count:
            sheet.remarks.append(f"{column} has no name and counts the datapoints, so it is left out")
        elif headed and not name and not filling:
            sheet.remarks.append(f"{column} has no name; if it numbers the datapoints, leave it out: {way(column)}")
        made.append(column)
    return sheet._replace(columns=made, lines=lines[headed:])


def is_header(sheet: Sheet, line: int, names: list[str], numeric: list[int]) -> bool:
    """Say whether the first line holds the names of the columns, some of them numeric, and is no datapoint."""
    found = {k: x for k in numeric if (x := number(names[k], sheet.marks)) is not None}
    if not numeric or any(names[k].lower() not in MISSING for k in numeric if k not in found):
        if found:
            k = min(found)
            name = f"{names[k]}, a number, for the name of column {k + 1}"
            sheet.remarks.append(f"line {line} has {name}; if it holds no names, put a line of names in its place")
        return True
    if not found:  # all that could be a number is missing
        return any(names[k] == "" for k in numeric)
    if len(found) > 2 and {x - k for k, x in found.items()} in ({0}, {1}):
        raise TableError(
            f"{sheet.path}:{line}: the numbers count the columns: names, or a datapoint? "
            "expected names that are no numbers, or, above a datapoint, a line of names"
        )
    named = f"the columns are named column 1 to column {len(names)}"
    sheet.remarks.append(f"line {line} has numbers where its columns do, so it is a datapoint, and {named}")
    return False


# ---- from the columns to the data


def chosen(sheet: Sheet, label: str | int | None, leave_out: Iterable[str | int]) -> tuple[Column, list[Column]]:
    """Return the column that is learnt and those of the features."""
    taken: dict[str, Column] = {}
    out = [leave_out] if isinstance(leave_out, str | int) else list(leave_out)
    left_out = [found for wanted in out if (found := find(sheet, wanted, "leave_out"))]
    columns = [column for column in sheet.columns if column.used and column not in left_out]
    for column in columns:
        if column.name in taken:
            sheet.fault(0, f"{column} has the name of column {taken[column.name].number}, expected another")
        taken.setdefault(column.name, column)
    learnt = find(sheet, label, "label") if label is not None else columns[-1] if columns else None
    if learnt and learnt in left_out:
        sheet.fault(0, f"{learnt} is the label and left out, expected one of both")
    features = [column for column in columns if column != learnt]
    if not features:
        sheet.fault(0, "no column is left for a feature, expected one at least beside the label")
    if learnt is None or not features or learnt in left_out or len(taken) < len(columns):
        sheet.complain()
    assert learnt  # else there was something to complain of
    return learnt, features


def find(sheet: Sheet, wanted: str | int, argument: str) -> Column | None:
    """Return the column with a name or, if no name is meant, a number; a fault of the sheet if there is none."""
    for column in sheet.columns:
        if column.name == wanted:
            return column
    for column in sheet.columns:
        if str(column.number) == str(wanted):
            return column
    names = ", ".join(column.name for column in sheet.columns[:TOLD])
    more = ", ..." if len(sheet.columns) > TOLD else ""
    sheet.fault(0, f"{argument} is {brief(wanted)}, expected the name of a column or its number: {names}{more}")
    return None


def data_of(sheet: Sheet, learnt: Column, features: list[Column], missing: str | None, amounts: bool) -> Data:
    """Return the data of some columns.

    Raises: TableError for whatever is wrong with them, or was before.
    """
    mark = decimal_mark(sheet, [learnt, *features])
    refuse_text(sheet, features, mark)
    rows = [feature(sheet, column, mark, missing) for column in features]
    answers: list[Any] = [None if cell.lower() in MISSING else cell for cell in learnt.cells]
    if learnt.numeric:
        answers = numbers_of(sheet, learnt, mark)
    else:
        check_words(sheet, learnt, mark, amounts)
    if missing is None:
        report_gaps(sheet, learnt, answers)
    needed = zip(answers, *rows, strict=True) if missing == "drop" else zip(answers)
    kept = [j for j, values in enumerate(needed) if missing is None or None not in values]
    left_out = len(answers) - len(kept)
    if left_out:
        found = "a value" if missing == "drop" else f"a label, {learnt},"
        sheet.remarks.append(f"{left_out} of {len(answers)} datapoints miss {found} and are left out")
    if not kept:
        sheet.fault(0, "no datapoint is left, as each misses a value; expected two at least")
    sheet.complain()
    Y, classes = labels_of(sheet, learnt, [answers[j] for j in kept], amounts)
    sheet.complain()
    X = [[nan if x is None else x for x in map(row.__getitem__, kept)] for row in rows]
    for column, entries in zip(features, X, strict=True):
        if len(set(entries)) == 1:
            sheet.remarks.append(f"{column} is {entries[0]:g} throughout, so it teaches nothing")
        elif len(features) > 1 and counts(column.cells):
            sheet.remarks.append(f"{column} counts the datapoints; if that is all, leave it out: {way(column)}")
    return Data(X, Y, [column.name for column in features], classes, learnt.name)


def feature(sheet: Sheet, column: Column, mark: str, missing: str | None) -> list[float | None]:
    """Return the numbers of a feature, None where one is missing; whatever is wrong is noted in the sheet."""
    if all(cell.lower() in MISSING for cell in column.cells):
        sheet.fault(0, f"{column} has no value at all, expected numbers; leave it out: {way(column)}")
        return [0.0] * len(column.cells)
    if not column.numeric:
        return [0.0] * len(column.cells)
    numbers = numbers_of(sheet, column, mark)
    if missing is None:
        report_gaps(sheet, column, numbers)
    return numbers


def refuse_text(sheet: Sheet, columns: list[Column], mark: str) -> None:
    """Note as a fault the columns that are text, together those that cannot be meant as numbers."""
    plain = []
    for column in columns:
        if column.numeric:
            continue
        line, cell = first_text(sheet, column)
        if cure := meant(cell, mark_of_text(sheet, cell, mark)):
            sheet.fault(line, f"{column} is text, such as {brief(cell)}, expected numbers{cure}")
        else:
            plain.append(column)
    if len(plain) == 1:
        (column,) = plain
        line, cell = first_text(sheet, column)
        cure = f"leave it out: {way(column)}, or learn it: label={column.number} (--label {column.number})"
        sheet.fault(line, f"{column} is text, such as {brief(cell)}, expected numbers; {cure}")
    elif plain:
        found = ", ".join(f"{column}, such as {brief(first_text(sheet, column)[1])}" for column in plain)
        sheet.fault(0, f"columns of text, expected numbers; leave them out: {way(*plain)}: {found}")


def first_text(sheet: Sheet, column: Column) -> tuple[int, str]:
    """Return the first cell of a column of text that is no number, and its line."""
    known = [(line, cell) for line, cell in zip(sheet.lines, column.cells, strict=True) if cell.lower() not in MISSING]
    return next((line, cell) for line, cell in known if number(cell, sheet.marks) is None)


def mark_of_text(sheet: Sheet, cell: str, mark: str) -> str:
    """Return the mark that decimals of a cell of text should have: a comma of its own, if no number has a point."""
    cells = [each for column in sheet.columns if column.numeric for each in column.cells]
    pointed = any("." in each and number(each, ".") is not None for each in cells)
    return "," if "," in sheet.marks and cell.rfind(",") > cell.rfind(".") and not pointed else mark


def check_words(sheet: Sheet, learnt: Column, mark: str, amounts: bool) -> None:
    """Note it as a fault if the text that is learnt should be amounts, and as a remark if it might be."""
    words = [cell for cell in learnt.cells if cell.lower() not in MISSING]
    if not words:
        return
    line, cell = first_text(sheet, learnt)
    mark = mark_of_text(sheet, cell, mark)
    alike = all(number(word, sheet.marks) is not None or meant(word, mark) for word in words)
    if amounts or (alike and not few(set(words), len(words))):
        sheet.fault(line, f"{learnt} is text, such as {brief(cell)}, expected numbers{meant(cell, mark)}")
    elif alike:
        sheet.remarks.append(f"{learnt} is text, such as {brief(cell)}, so its values are classes{meant(cell, mark)}"
                             " to learn amounts")  # fmt: skip


def few(values: Collection[object], m: int) -> bool:
    """Say whether different values are few enough to be classes of m datapoints."""
    return len(values) <= FEW and m >= 2 * len(values)


def report_gaps(sheet: Sheet, column: Column, values: Sequence[Any]) -> None:
    """Note as a fault every value of a column that is missing."""
    for line, cell, value in zip(sheet.lines, column.cells, values, strict=True):
        if value is None:
            sheet.fault(line, f"{column}: missing, found {brief(cell)}, expected a value", gap=True)


def numbers_of(sheet: Sheet, column: Column, mark: str) -> list[float | None]:
    """Return the numbers of a column, None where one is missing; what is none is noted in the sheet."""
    numbers: list[float | None] = []
    for line, cell in zip(sheet.lines, column.cells, strict=True):
        found = number(cell, mark)
        if found is None and cell.lower() not in MISSING:
            kind = "a number with a decimal comma" if mark == "," else "a finite number"
            sheet.fault(line, f"{column}: found {brief(cell)}, expected {kind}{meant(cell, mark)}")
            found = 0.0
        if found is not None and not isfinite(found):
            sheet.fault(line, f"{column}: found {brief(cell)}, expected a number that a float can hold")
        numbers.append(found)
    return numbers


def labels_of(
    sheet: Sheet, learnt: Column, answers: list[Any], amounts: bool
) -> tuple[list[list[float]], tuple[str, ...]]:
    """Return Y and the names of the classes, none if they are amounts; what cannot be learnt is noted in the sheet."""
    values, m = sorted(set(answers)), len(answers)
    if len(values) == 1:
        sheet.fault(0, f"{learnt} is {brief(values[0])} throughout, expected two classes at least, or various amounts")
    if not isinstance(values[0], str):
        whole = few(values, m) and all(value == int(value) for value in values)
        if amounts or (not whole and set(values) != {0, 1}):
            return [answers], ()
        if max(map(abs, values)) >= LARGEST_WHOLE:
            found = f"{max(values, key=abs):.0f} for a class, a number so large that a float is not that alone"
            sheet.fault(0, f"{learnt} has {found}, expected less than 2^53, or names with a letter in them")
        if len(values) > 2:
            cure = "amounts=True (--amounts) learns them as amounts"
            sheet.remarks.append(f"{learnt} has {len(values)} different whole numbers, taken for classes; {cure}")
    names = tuple(value if isinstance(value, str) else f"{value + 0.0:.0f}" for value in values)  # 0, not -0
    if len(values) > MOST or 1 < m == len(values):
        found = f"{len(values)} classes in {m} datapoints"
        expected = f"more of them than classes, and at most {MOST} classes"
        sheet.fault(0, f"{learnt} has {found}, expected {expected}; is another column the label?")
    spelt = Counter(name.casefold() for name in names)
    if alike := [name for name in names if spelt[name.casefold()] > 1]:
        sheet.remarks.append(f"{learnt} has classes that differ in capitals alone: {brief(alike)}")
    if sheet.faults:
        return [], ()
    numbers = [[float(values.index(answer)) for answer in answers]]
    return (numbers if len(values) == 2 else one_hot(numbers)), names


# ---- numbers


def number(cell: str, marks: str) -> float | None:
    """Return the number that a cell is, with one of the marks before its decimals, as float() reads it; else None."""
    if "," in marks and "." not in cell:
        cell = cell.replace(",", ".")
    elif "." not in marks and "." in cell:
        return None
    try:
        return None if cell.strip(NUMERALS) else float(cell)
    except ValueError:
        return None


def marks_of(separator: str) -> str:
    """Return what may stand before the decimals of a number in cells that a separator parts."""
    return "." if separator == "," else ".,"


def is_numeric(cells: list[str], marks: str) -> bool:
    """Say whether at least half of the values of a column are numbers."""
    texts = [cell for cell in cells if number(cell, marks) is None]
    return sum(cell.lower() not in MISSING for cell in texts) <= len(cells) - len(texts)


def decimal_mark(sheet: Sheet, columns: list[Column]) -> str:
    """Return the mark before decimals that most numbers of a sheet have; that it is undecided is noted in the sheet."""
    cells = [cell for column in columns if column.numeric for cell in column.cells]
    commas = [cell for cell in cells if "," in cell and number(cell, sheet.marks) is not None]
    points = sum("." in cell and number(cell, ".") is not None for cell in cells) if commas else 0
    if not commas or len(commas) < points:
        for column in columns if "," in sheet.marks else ():
            refuse_thousands(sheet, column)
        return "."
    if not points and all(" or " in meant(cell, ",") for cell in commas):
        found = f"each comma stands before three digits, as in {commas[0]}"
        sheet.fault(0, f"{found}, expected a decimal comma{meant(commas[0], ',')}")
    return ","


def refuse_thousands(sheet: Sheet, column: Column) -> None:
    """Note it as a fault if the points of a column could stand between thousands as well as before decimals."""
    numbers = [cell for cell in column.cells if column.numeric and number(cell, ".") is not None]
    points = [cell for cell in numbers if "." in cell]
    whole = [cell for cell in numbers if cell.lstrip("+-").isdecimal()]
    if points and whole and all(" or " in meant(cell, ".") for cell in points):
        found = f"each point stands before three digits, as in {points[0]}, beside {whole[0]}"
        sheet.fault(0, f"{column}: {found}; write {points[0].replace('.', '')}, or, for a decimal point, {whole[0]}.0")


def meant(cell: str, mark: str) -> str:
    """Return what could be written for a cell that is no number here, with a mark before decimals, to end a message."""
    amount, _, unit = cell.rpartition(" ")
    bare = amount if unit.isalpha() and len(unit) <= 4 else cell
    bare = "".join(letter for letter in bare if letter not in "_ '’%$€£\u00a0\u202f").replace("\u2212", "-")
    marks = [letter for letter in bare if letter in ",."]
    readings = [bare]
    if marks:
        before, _, after = bare.rpartition(marks[-1])
        first, *groups = before.replace(",", ".").split(".")
        grouped = 1 <= len(first.lstrip("+-")) <= 3 and first.lstrip("+-0") and {len(group) for group in groups} <= {3}
        thousands = [f"{first}{''.join(groups)}{after}"] * (len(after) == 3 and set(marks) == {marks[-1]})
        decimals = [f"{first}{''.join(groups)}.{after}"] * (bare.count(marks[-1]) == 1)
        readings = thousands * bool(grouped) + decimals * bool(grouped or not groups)
    spelt = [reading.replace(".", mark) for reading in readings if number(reading, ".") is not None]
    return f"; write {' or '.join(each + '0' * (each == cell) for each in spelt)}" if spelt else ""


def counts(cells: list[str]) -> bool:
    """Say whether cells are whole numbers that rise by one from each to the next."""
    numbers = [number(cell, ".") for cell in cells]
    start = numbers[0]
    if start is None or not start.is_integer() or len(cells) < 3:
        return False
    return numbers == [start + j for j in range(len(cells))]


# ---- words


def say(sheet: Sheet) -> None:
    """Warn of what may surprise, on behalf of whoever called the reader of the sheet."""
    from warnings import warn

    for remark in sheet.remarks:
        warn(f"{sheet.path}: {remark}", TableWarning, stacklevel=3)


def way(*columns: Column) -> str:
    """Return how columns are left out, in Python and on the command line; their numbers suit any shell."""
    numbers = [str(column.number) for column in columns]
    return f"leave_out=[{', '.join(numbers)}] (--leave-out {','.join(numbers)})"


def counted(number: int, thing: str) -> str:
    """Return a number of things, in words."""
    return f"{number} {thing}{'s' * (number != 1)}"
