"""What the page of one step shows of its numbers: lines and tables, with blanks that blanks.js lets a reader fill in.

A blank holds a question mark, and its answer is folded away below. Wherever else its number would stand, its symbol
stands until the blank is filled in.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from math import prod

from builder import tables
from builder.digits import numeral, rounded
from builder.mathematics import to_mathml
from builder.one_step import DATAPOINT, alone, compared, penalty, step, together
from purenn.explaining import worked
from purenn.explaining.worked import L, gamma, m, n

TIMES = '<span class="times">·</span>'
FORWARD, BACKWARD, OTHER = "first", "written", ""  # the colours of what goes forward and of what comes back
ROLES = (FORWARD, FORWARD, BACKWARD, FORWARD, FORWARD)  # of the columns of the table of all datapoints

LARGE = 10.0  # a learning rate that is too large for all datapoints together

BLANKS = (
    *("z-1-3", "a-1-3", "z-2-2", "a-2-2", "a-3-1", "J"),
    *("dz-3-1", "dw-3-1-2", "da-2-2", "dz-2-2", "dw-2-2-1", "dz-1-3", "dw-1-3-2"),
    *("new-w-2-2-1", "new-w-1-3-2", "new-a-3-1", "new-J"),
)


@dataclass(frozen=True)
class Quantity:
    """A number of the step: as a formula, in words, and its colour."""

    latex: str
    words: str
    value: float
    role: str


@cache
def quantities() -> Mapping[str, Quantity]:
    """Return every number of the step, by a key such as z-1-3: unit 3 of layer 1."""
    taken = step()
    found: dict[str, Quantity] = {}
    for l in range(L + 1):
        for i in range(1, n[l] + 1):
            found |= {f"{key}-{l}-{i}": each for key, each in unit(l, i).items()}
            if l:
                for h in range(1, n[l - 1] + 1):
                    found |= {f"{key}-{l}-{i}-{h}": each for key, each in weight(l, i, h).items()}
    found["J"] = Quantity("J", "the cost J", taken.before.J, FORWARD)
    found["new-J"] = Quantity("J", "the new cost J", taken.after.J, FORWARD)
    return found


def unit(l: int, i: int) -> dict[str, Quantity]:
    """Return the numbers of a unit, counted as printed; layer 0 has its features alone."""
    taken, k, at = step(), i - 1, rf"_{{{i},{DATAPOINT}}}^{{({l})}}"
    where = f"of unit {i} of layer {l}"
    if l == 0:
        return {"a": Quantity(rf"x_{{{i},{DATAPOINT}}}", f"feature {i}", taken.before.a[0][k], FORWARD)}
    return {
        "b": Quantity(f"b_{i}^{{({l})}}", f"the bias {where}", taken.B[l][k][0], OTHER),
        "z": Quantity(f"z{at}", f"the preactivation {where}", taken.before.z[l][k], FORWARD),
        "a": Quantity(f"a{at}", f"the activation {where}", taken.before.a[l][k], FORWARD),
        "derivative": Quantity(
            rf"\sigma'(z{at})", f"the derivative of the sigmoid {where}", taken.back.derivatives[l][k], OTHER
        ),
        "da": Quantity(derivative_of(f"a{at}"), f"∂J/∂a {where}", taken.back.dJ_da[l][k], BACKWARD),
        "dz": Quantity(derivative_of(f"z{at}"), f"∂J/∂z {where}", taken.back.dJ_dz[l][k], BACKWARD),
        "new-b": Quantity(f"b_{i}^{{({l})}}", f"the new bias {where}", taken.B_new[l][k][0], OTHER),
        "new-z": Quantity(f"z{at}", f"the new preactivation {where}", taken.after.z[l][k], FORWARD),
        "new-a": Quantity(f"a{at}", f"the new activation {where}", taken.after.a[l][k], FORWARD),
    }


def weight(l: int, i: int, h: int) -> dict[str, Quantity]:
    """Return a weight, its derivative and its new value, counted as printed."""
    taken, name = step(), f"w_{{{i},{h}}}^{{({l})}}"
    where = f"to unit {i} of layer {l} from unit {h}"
    return {
        "w": Quantity(name, f"the weight {where}", taken.W[l][i - 1][h - 1], OTHER),
        "dw": Quantity(derivative_of(name), f"∂J/∂w {where}", taken.back.dJ_dW[l][i - 1][h - 1], BACKWARD),
        "new-w": Quantity(name, f"the new weight {where}", taken.W_new[l][i - 1][h - 1], OTHER),
    }


def derivative_of(latex: str) -> str:
    """Return the derivative of J with respect to something."""
    return rf"\frac{{\partial J}}{{\partial {latex}}}"


# ---- pieces of HTML


def symbol(key: str) -> str:
    """Return the formula of a number's symbol."""
    return to_mathml(quantities()[key].latex, display=False)


def coloured(text: str, role: str) -> str:
    """Return text in the colour of a role."""
    return f'<span class="term {role}">{text}</span>' if role else text


def used(key: str, factor: bool = False) -> str:
    """Return a number where it is computed with, in brackets if it is a negative factor; a blank's symbol for it."""
    each = quantities()[key]
    if key not in BLANKS:
        return plain(key, factor)
    text = f"({numeral(each.value)})" if factor and each.value < 0 else numeral(each.value)
    return f'<span class="term {each.role} use" data-of="{key}" data-text="{text}">{symbol(key)}</span>'


def plain(key: str, factor: bool = False) -> str:
    """Return a number as used does, on a page without blanks."""
    each = quantities()[key]
    text = numeral(each.value)
    return coloured(f"({text})" if factor and each.value < 0 else text, each.role)


def result(key: str) -> str:
    """Return a number where it is found, or the blank for it."""
    each = quantities()[key]
    if key not in BLANKS:
        return coloured(numeral(each.value), each.role)
    name = html.escape(each.words, quote=True)
    return (
        f'<span class="blank {each.role}" data-key="{key}" data-answer="{each.value!r}" '
        f'data-text="{numeral(each.value)}" data-name="{name}">?</span>'
    )


def line(left: str, *sides: str, first: bool = False) -> str:
    """Return a line of a calculation: a symbol, and what it is equal to; there is room before a unit's first one."""
    rest = "".join(f'<span class="work-side"><span class="sign">=</span> {side}</span>' for side in sides)
    role = ' class="work-first"' if first else ""
    return f'<p{role}><span class="work-left">{left}</span>{rest}</p>'


def work(*lines: str) -> str:
    """Return lines and tables as one block, with the answers of its blanks folded away below."""
    inside = "".join(lines)
    keys = [key for key in BLANKS if f'data-key="{key}"' in inside]
    if keys:
        answers = "; ".join(f"{symbol(key)} = {numeral(quantities()[key].value)}" for key in keys)
        folded = f"<details><summary>Answers</summary><p>{answers}</p></details>"
        inside += f'<p class="blank-says" role="status"></p>{folded}'
    return f'<div class="work" data-search-exclude>{inside}</div>'


def table(corner: str, heads: Iterable[str], rows: Iterable[tuple[str, Iterable[str]]], label: str) -> str:
    """Return a table with headings over its columns and before its rows."""
    lines = ([tables.head(name), *map(tables.cell, cells)] for name, cells in rows)
    return tables.box(tables.table(lines, [corner, *heads]), "work-table", label)


def beside(several: Iterable[str]) -> str:
    """Return tables that stand beside each other where there is room."""
    return f'<div class="work-tables">{"".join(several)}</div>'


# ---- forward


def forward_lines(l: int, prefix: str = "") -> list[str]:
    """Return how each unit of a layer finds its preactivation and its activation."""
    lines = []
    for i in range(1, n[l] + 1):
        earlier = prefix if l > 1 else ""  # the features stay as they are
        terms = " + ".join(
            f"{used(f'{prefix}w-{l}-{i}-{h}', h > 1)}{TIMES}{used(f'{earlier}a-{l - 1}-{h}', True)}"
            for h in range(1, n[l - 1] + 1)
        )
        z, a, bias = f"{prefix}z-{l}-{i}", f"{prefix}a-{l}-{i}", used(f"{prefix}b-{l}-{i}", True)
        lines.append(line(symbol(z), f"{terms} + {bias}", result(z), first=i > 1))
        lines.append(line(symbol(a), f"σ({used(z)})", result(a)))
    return lines


def cost_line(prefix: str = "") -> str:
    """Return how the cost is found at the datapoint."""
    a = used(f"{prefix}a-{L}-1")
    return line(symbol("J"), f"−ln({a})" if step().y else f"−ln(1 − {a})", result(f"{prefix}J"))


# ---- back


def output_lines() -> list[str]:
    """Return how J answers to the output, and to its preactivation."""
    da, dz, derivative, a, y = f"da-{L}-1", f"dz-{L}-1", f"derivative-{L}-1", used(f"a-{L}-1"), numeral(step().y)
    return [
        line(symbol(da), f"−1 / {a}" if step().y else f"1 / (1 − {a})", result(da)),
        derivative_line(derivative, a),
        line(symbol(dz), f"{a} − {y}", result(dz)),
    ]


def derivative_line(key: str, a: str) -> str:
    """Return how the derivative of a sigmoid is found from its value."""
    return line(symbol(key), f"{a}{TIMES}(1 − {a})", result(key))


def backward_lines(l: int) -> list[str]:
    """Return how J answers to each activation and each preactivation of a hidden layer."""
    lines = []
    for i in range(1, n[l] + 1):
        da, dz, derivative, a = f"da-{l}-{i}", f"dz-{l}-{i}", f"derivative-{l}-{i}", used(f"a-{l}-{i}")
        terms = " + ".join(
            f"{used(f'w-{l + 1}-{p}-{i}', p > 1)}{TIMES}{used(f'dz-{l + 1}-{p}', True)}" for p in range(1, n[l + 1] + 1)
        )
        product = f"{used(da)}{TIMES}{used(derivative)}"
        lines += [
            line(symbol(da), terms, result(da), first=i > 1),
            derivative_line(derivative, a),
            line(symbol(dz), product, result(dz)),
        ]
    return lines


def gradient_table(l: int) -> str:
    """Return the derivatives with respect to a layer's weights and biases, as a table of products."""
    earlier = [f"a-{l - 1}-{h}" for h in range(1, n[l - 1] + 1)]
    heads = [*(f"{symbol(key)}<br>{used_number(key)}" for key in earlier), "bias<br>1"]
    rows = [
        (
            f'{symbol(f"dz-{l}-{i}")}<br class="work-narrow"> {used_number(f"dz-{l}-{i}")}',
            [*(result(f"dw-{l}-{i}-{h}") for h in range(1, n[l - 1] + 1)), used(f"dz-{l}-{i}")],
        )
        for i in range(1, n[l] + 1)
    ]
    return table("times", heads, rows, f"The gradient of J with respect to the weights and biases of layer {l}")


def used_number(key: str) -> str:
    """Return a number beside its own symbol, where a blank shows a question mark until it is filled in."""
    each = quantities()[key]
    if key in BLANKS:
        return f'<span class="term {each.role} use" data-of="{key}" data-text="{numeral(each.value)}">?</span>'
    return used(key)


# ---- the parameters


def parameter_table(l: int, prefix: str = "") -> str:
    """Return the weights and the biases of a layer."""
    heads = [f"from<br>unit {h}" if l > 1 else f"feature<br>{h}" for h in range(1, n[l - 1] + 1)]
    rows = [
        (f"unit {i}", [*(result(f"{prefix}w-{l}-{i}-{h}") for h in range(1, n[l - 1] + 1)), used(f"{prefix}b-{l}-{i}")])
        for i in range(1, n[l] + 1)
    ]
    return table(f"layer {l}", [*heads, "bias"], rows, f"The weights and biases of layer {l}")


def data_table() -> str:
    """Return the features and the label of the datapoint."""
    features = [f"a-0-{h}" for h in range(1, n[0] + 1)]
    row = (f"datapoint {DATAPOINT}", [*map(used, features), numeral(step().y)])
    heads = [f"feature<br>{symbol(key)}" for key in features]
    label = to_mathml(f"y_{DATAPOINT}", display=False)
    return table("", [*heads, f"label<br>{label}"], [row], "The datapoint")


def update_lines(*places: tuple[int, int, int]) -> list[str]:
    """Return how some weights get their new values."""
    return [
        line(
            symbol(f"w-{l}-{i}-{h}"),
            f"{used(f'w-{l}-{i}-{h}')} − {numeral(gamma)}{TIMES}{used(f'dw-{l}-{i}-{h}', True)}",
            result(f"new-w-{l}-{i}-{h}") if f"new-w-{l}-{i}-{h}" not in BLANKS else used(f"new-w-{l}-{i}-{h}"),
        )
        for l, i, h in places
    ]


def all_datapoints() -> str:
    """Return the step that the package takes for all datapoints: what each costs, and its part of one gradient."""
    columns = all_columns()
    rows = [
        (f"{j}", [numeral(y), *(coloured(numeral(each), role) for each, role in zip(entries, ROLES, strict=True))])
        for j, (y, *entries) in enumerate(zip(worked.Y[0], *columns, strict=True), start=1)
    ]
    means = [
        f"<strong>{coloured(numeral(sum(each) / m), role)}</strong>" for each, role in zip(columns, ROLES, strict=True)
    ]
    rows.append(("mean", ["", "", *means[1:3], "", means[4]]))
    a, gradient = to_mathml(f"a^{{({L})}}", display=False), to_mathml(derivative_of("w_{1,1}^{(1)}"), display=False)
    heads = ["label", f"output<br>{a}", "cost", f"derivative<br>{gradient}", f"new<br>{a}", "new<br>cost"]
    return work(table("datapoint", heads, rows, "The step with all datapoints"))


def all_columns() -> tuple[list[float], ...]:
    """Return what stands in the table of all datapoints, a column after the other."""
    both, y = together(), worked.Y[0]
    outputs, new = ([rounded(a) for a in run.A[L][0]] for run in (both.run, both.run_new))
    gradients = [rounded(alone(j).gradients.dJ_dW[1][0][0]) for j in range(1, m + 1)]
    return outputs, list(map(penalty, outputs, y)), gradients, new, list(map(penalty, new, y))


def before_and_after() -> str:
    """Return every preactivation and activation of both forward passes."""
    taken = step()
    rows = [
        (f"layer {l}, unit {i}", [*(result(f"{key}-{l}-{i}") if key.startswith("new") else used(f"{key}-{l}-{i}")
                                    for key in ("z", "new-z", "a", "new-a"))])
        for l in taken.W for i in range(1, n[l] + 1) if l < L
    ]  # fmt: skip
    z, a = (to_mathml(letter, display=False) for letter in "za")
    heads = [f"{z} before", f"{z} after", f"{a} before", f"{a} after"]
    return table("", heads, rows, "Both forward passes")


# ---- two paths, for the page that counts them


def flow() -> str:
    """Return what comes back to the first activation of layer 1, as a sum over the units of the next layer."""
    terms = " + ".join(f"{plain(f'w-2-{p}-1', p > 1)}{TIMES}{plain(f'dz-2-{p}', True)}" for p in range(1, n[2] + 1))
    return work(line(symbol("da-1-1"), terms, plain("da-1-1")))


def routes() -> str:
    """Return the same as a sum over the paths to J, with the product of each."""
    lines, products = [], []
    for p in range(1, n[2] + 1):
        keys = ("dz-3-1", f"w-3-1-{p}", f"derivative-2-{p}", f"w-2-{p}-1")
        products.append(rounded(prod(quantities()[key].value for key in keys)))
        factors = TIMES.join(plain(key, k > 0) for k, key in enumerate(keys))
        lines.append(line(f"by unit {p}", factors, coloured(numeral(products[-1]), BACKWARD)))
    first, *rest = (numeral(each) for each in products)
    total = " + ".join([first, *(f"({each})" if each.startswith("−") else each for each in rest)])
    return work(*lines, line("together", total, coloured(numeral(sum(products)), BACKWARD)))


# ---- what the page calls for


@cache
def numbers() -> dict[str, str]:
    """Return every block and every number that the page names."""
    taken, all_of_them = step(), together()
    parts = {f"forward-{l}": work(*forward_lines(l), *([cost_line()] if l == L else [])) for l in taken.W}
    parts |= {f"back-{l}": work(*backward_lines(l), gradient_table(l)) for l in taken.W if l < L}
    pairs = list(compared())
    penalties = all_columns()[1]
    return {
        **parts,
        "back-output": work(*output_lines()),
        f"gradients-{L}": work(gradient_table(L)),
        "data": work(data_table()),
        "parameters": work(beside(parameter_table(l) for l in taken.W)),
        "update": work(
            *update_lines((1, 1, 1), (1, 3, 2), (2, 2, 1)), beside(parameter_table(l, "new-") for l in taken.W)
        ),
        "again": work(before_and_after(), *forward_lines(L, "new-"), cost_line("new-")),
        "all": all_datapoints(),
        "flow": flow(),
        "routes": routes(),
        "shared": numeral(quantities()["dz-3-1"].value),
        "parameters-count": str(sum(len(row) + 1 for rows in taken.W.values() for row in rows)),
        "worst": f"{max(abs(mine / all_digits - 1) for mine, all_digits in pairs):.1%}",
        "large-cost": numeral(together(LARGE).J_new),
        "datapoint": str(DATAPOINT),
        "gamma": numeral(gamma),
        "y": numeral(taken.y),
        "blanks": str(len(BLANKS)),
        "output": numeral(taken.before.a[L][0]),
        "all-output": numeral(all_columns()[0][DATAPOINT - 1]),
        "cost": numeral(taken.before.J),
        "cost-new": numeral(taken.after.J),
        "all-cost": numeral(all_of_them.J),
        "all-cost-new": numeral(all_of_them.J_new),
        "all-cost-shown": numeral(sum(penalties) / m),
        "same": str(sum(mine == rounded(all_digits) for mine, all_digits in pairs)),
        "compared": str(len(pairs)),
    }
