"""Tables as HTML, for whatever a page computes: cards, calculations, tasks and the stepper all make theirs here."""

from __future__ import annotations

import html
from collections.abc import Iterable


def table(rows: Iterable[Iterable[str]], heads: Iterable[str] = (), *, kind: str = "", caption: str = "") -> str:
    """Return a table of rows of cells, below the heads of its columns; a head that is empty is a plain cell.

    >>> table([[head("unit 1"), cell("2")]], ["", "z"])[7:62]
    '<thead><tr><td></td><th scope="col">z</th></tr></thead>'
    >>> table([[cell("2"), cell("3")]])
    '<table><tbody><tr><td>2</td><td>3</td></tr></tbody></table>'
    """
    named = f' class="{kind}"' if kind else ""
    above = f"<caption>{caption}</caption>" if caption else ""
    top = "".join(head(each, "col") for each in heads)
    body = "".join(f"<tr>{''.join(cells)}</tr>" for cells in rows)
    return f"<table{named}>{above}{f'<thead><tr>{top}</tr></thead>' if top else ''}<tbody>{body}</tbody></table>"


def head(inside: str, scope: str = "row") -> str:
    """Return the head of a row, or of a column; a plain cell if it is empty."""
    return f'<th scope="{scope}">{inside}</th>' if inside else "<td></td>"


def cell(inside: str, **attributes: str) -> str:
    """Return a cell; an attribute that is empty is left out, and its name loses a last underscore.

    >>> cell("2", class_="picked", id="")
    '<td class="picked">2</td>'
    """
    given = "".join(f' {name.rstrip("_").replace("_", "-")}="{each}"' for name, each in attributes.items() if each)
    return f"<td{given}>{inside}</td>"


def box(table: str, kind: str, label: str) -> str:
    """Return a table in a box that scrolls where it is too narrow."""
    return f'<div class="{kind}" role="group" aria-label="{html.escape(label, quote=True)}">{table}</div>'
