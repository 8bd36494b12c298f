"""Every road leads to the gradient that is derived by hand, on every kind of numbers, and counts what it does."""

from dataclasses import replace
from decimal import Decimal, localcontext
from itertools import pairwise, product
from math import isnan, log

import pytest

from purenn import Network, backward_matrix, backward_scalar, cli, forward_pass
from purenn.activation import ACTIVATIONS
from purenn.explaining import worked
from purenn.notation.expression import Number, Ones, PairingError
from purenn.notation.sizes import ONE
from purenn.notation.walks import operation
from purenn.pairing.derive.derive import derivation
from purenn.pairing.judge import net, nets
from purenn.roads import formulas, measuring, screen
from purenn.roads.gradients import ROADS, Task, by_dual_numbers, by_tape, recorded, reference
from purenn.roads.numbers import COMPLEX, DECIMAL, FLOAT, Counted, Counts, counting, plain

DESIGN = [*nets(), net([30, 8, 4, 1], 3), *(net([3, 4, 2, 1], 4, hidden, last)
          for hidden, last in product(ACTIVATIONS, ["sigmoid", "linear"]))]  # fmt: skip
named = pytest.mark.parametrize("drawn", DESIGN, ids=lambda net: net.name)


def task_of(drawn):
    return Task(Network(drawn.W, drawn.B, drawn.f), drawn.X, drawn.Y)


WORKED = Task(Network(worked.W, worked.B), worked.X, worked.Y)
AMOUNTS = Task(Network(worked.W, worked.B, worked.worked("linear", hidden="tanh").f), worked.X, worked.AMOUNTS)


def gap(found, expected):
    """The largest difference of two matrices, as a share of the largest entry."""
    pairs = [pair for rows in zip(found, expected, strict=True) for pair in zip(*rows, strict=True)]
    largest = max(abs(x) for _, x in pairs)
    return max(abs(x - y) for x, y in pairs) / largest if largest else max(abs(x) for x, _ in pairs)


def values(matrix):
    return [[number.gradient for number in row] for row in matrix]


# ---- the tape and dual numbers against both derived forms


@named
@pytest.mark.parametrize("form", [backward_scalar, backward_matrix])
def test_the_tape_finds_every_derived_gradient(drawn, form):
    task = task_of(drawn)
    derived = form.backward_pass(task.network, forward_pass(task.network, task.X), task.Y)
    on_tape = recorded(task)

    for l in task.network.W:
        found = {"dJ_dA": on_tape.run.A[l], "dJ_dZ": on_tape.run.Z[l], "dJ_dW": on_tape.W[l], "dJ_dB": on_tape.B[l]}
        for name, numbers in found.items():
            if (name, l, task.network.cost) != ("dJ_dA", task.network.L, "cross-entropy"):  # taken from z, not from a
                assert gap(values(numbers), getattr(derived, name)[l]) < 1e-12, (name, l)


@named
def test_dual_numbers_find_what_the_tape_finds(drawn):
    task = task_of(drawn)
    on_tape = recorded(task)
    found = iter(by_dual_numbers(task))

    for l in task.network.W:
        for numbers in (on_tape.W[l], on_tape.B[l]):
            assert gap([[next(found) for _ in row] for row in numbers], values(numbers)) < 1e-12
    assert list(found) == []


@pytest.mark.parametrize("size", [0.0, 400.0])
def test_outputs_of_one_half_and_outputs_that_are_certain(size):
    X = [[1.0, 0.0, 3.0, -2.0], [-1.0, 2.0, 0.5, 0.0]]
    task = Task(Network({1: [[size, -size]]}, {1: [[0.0]]}), X, [[1, 0, 0, 1]])
    derived = backward_scalar.backward_pass(task.network, forward_pass(task.network, task.X), task.Y)

    for road in (by_tape, by_dual_numbers):
        assert road(task) == pytest.approx([*derived.dJ_dW[1][0], *derived.dJ_dB[1][0]], rel=1e-15, abs=0)


# ---- all roads


EXACT = [road for road in ROADS if not road.endswith("differences")]


@pytest.mark.parametrize("task", [WORKED, AMOUNTS], ids=["cross-entropy", "squared error"])
@pytest.mark.parametrize("road", ROADS)
def test_every_road_leads_to_the_true_gradient(road, task):
    error = measuring.error(ROADS[road](task), reference(task))
    assert error < (2e-15 if road in EXACT else 1e-6)


@pytest.mark.parametrize("road", ROADS)
def test_counting_changes_nothing_but_the_count(road):
    found = ROADS[road](WORKED, counting(Counts()))
    assert {type(slope) for slope in found} == {Counted}
    slack = 1e-15 if road in EXACT else 1e-7  # from Python 3.12 on, sum adds floats more exactly than other numbers
    assert list(map(plain, found)) == pytest.approx(ROADS[road](WORKED), abs=slack, rel=0)


def test_the_reference_has_far_more_digits_than_a_float():
    # a = 2 * 3 + 1 = 7; dJ/dw = 2 * (7 - 5) * 3 = 12, dJ/db = 4
    task = Task(Network({1: [[2.0]]}, {1: [[1.0]]}, {1: "linear"}), [[3.0]], [[5.0]])
    assert reference(task) == pytest.approx([12, 4], abs=Decimal("1e-24"))

    # a = 3/4 where e^z = 3, so that dJ/dw = (a - 1) * 2
    task = Task(Network({1: [[0.0]]}, {1: [[log(3)]]}), [[2.0]], [[1.0]])
    with localcontext(prec=40):
        a = 1 / (1 + (-Decimal(log(3))).exp())
        assert reference(task) == pytest.approx([(a - 1) * 2, a - 1], abs=Decimal("1e-22"))


# ---- the kinds of numbers


def test_decimal_numbers_have_functions_of_their_own():
    with localcontext(prec=50):
        ln_3, f = Decimal(3).ln(), DECIMAL.f
        for found, expected in [
            (f["sigmoid"](ln_3), "0.75"), (f["sigmoid"](-ln_3), "0.25"), (f["tanh"](ln_3), "0.8"),
            (f["tanh"](-ln_3), "-0.8"), (f["linear"](ln_3), ln_3), (f["relu"](ln_3), ln_3), (f["relu"](-ln_3), "0"),
        ]:  # fmt: skip
            assert abs(found - Decimal(expected)) < Decimal("1e-48")
        for z, expected in [(Decimal(10**9), 1), (Decimal(-(10**9)), 0)]:
            assert f["sigmoid"](z) == expected == (f["tanh"](z) + 1) / 2


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("z", [-40.0, -1.5, -1e-9, 1e-9, 0.75, 40.0])
def test_complex_numbers_carry_the_derivative(name, z):
    f, f_prime = ACTIVATIONS[name]
    found = COMPLEX.f[name](z + 1e-30j)

    assert found.real == pytest.approx(f(z), rel=1e-15, abs=0)
    assert found.imag / 1e-30 == pytest.approx(f_prime(z), rel=1e-14, abs=0)


@pytest.mark.parametrize("work, products, sums", [
    (lambda x, y: x * y, 1, 0), (lambda x, y: 2.0 * x, 1, 0), (lambda x, y: x / y, 1, 0), (lambda x, y: 2 / x, 1, 0),
    (lambda x, y: x + y, 0, 1), (lambda x, y: 1 - x, 0, 1), (lambda x, y: x - y, 0, 1),
    (lambda x, y: sum([x, y]), 0, 2), (lambda x, y: -x, 0, 0), (lambda x, y: x * y + x / y - 1, 2, 2),
])  # fmt: skip
def test_numbers_count_what_they_do(work, products, sums):
    counts = Counts()
    found = work(Counted(3.0, counts), Counted(4.0, counts))
    assert (found.value, counts.products, counts.sums) == (work(3.0, 4.0), products, sums)

    counts = Counts()  # (a + bi)(c + di) is ac - bd + (ad + bc)i
    found = work(Counted(3.0 + 1j, counts), Counted(4.0, counts))
    assert (found.value, counts.products, counts.sums) == (work(3.0 + 1j, 4.0), 4 * products, 2 * sums)


def test_numbers_count_how_many_of_them_there_are():
    counts = Counts()
    x, y = Counted(1.0, counts), Counted(2.0, counts)
    total = x + y
    del x, y
    again = total * 2.0
    assert (again.value, len(counts.alive), counts.most) == (6.0, 2, 3)


def test_what_a_function_does_is_not_counted():
    counts = Counts()
    kind = counting(counts)(FLOAT)
    z = kind.f["tanh"](kind.number(0.5))
    assert (z.value, kind.f_prime["tanh"](z).value) == (ACTIVATIONS["tanh"][0](0.5), ACTIVATIONS["tanh"][1](z.value))
    assert (counts.products, counts.sums) == (0, 0)


# ---- what is measured


@pytest.fixture(scope="module")
def table():
    return measuring.measured(WORKED, timed=False)


def test_where_all_derivatives_are_0_the_error_is_not_a_share():
    still = Task(Network({1: [[0.0, 0.0]]}, {1: [[0.0]]}), [[1.0, 1.0], [2.0, 2.0]], [[0, 1]])
    assert measuring.measured(still, timed=False).rows[0].error == 0.0


def test_the_table_of_the_worked_net(table):
    assert (table.n, table.m, table.parameters) == ([4, 3, 2, 1], 5, 26)
    assert [row.road for row in table.rows] == list(ROADS)
    assert float(table.slope) == pytest.approx(measuring.ROADS["by tape"](WORKED)[0], rel=1e-15, abs=0)
    assert all(isnan(row.time) for row in table.rows)
    for row in table.rows:
        assert abs(row.slope - float(table.slope)) <= row.error and row.error < (2e-15 if row.road in EXACT else 1e-6)


def written_out(n, m):
    """The products of a gradient whose every number is found anew wherever it stands, f and f' not counted."""
    L = len(n) - 1

    def z(l):
        return n[l - 1] * (1 + a(l - 1))

    def a(l):
        return z(l) if l else 0

    def dJ_dz(l):
        return 1 + a(L) if l == L else 1 + n[l + 1] * (1 + dJ_dz(l + 1)) + z(l)

    return sum(n[l] * m * (n[l - 1] * (1 + dJ_dz(l) + a(l - 1)) + dJ_dz(l)) for l in range(1, L + 1))


def test_the_counts_add_up(table):
    products, kept = ({row.road: getattr(row, name) for row in table.rows} for name in ("products", "kept"))
    weights, later, m = 4 * 3 + 3 * 2 + 2 * 1, 3 * 2 + 2 * 1, 5
    forward = weights * m

    # back, each weight but the first layer's carries a gradient to a, and all of them get one; f' once for each unit;
    # dJ/da of the output takes three at a datapoint, dJ/dz one
    by_hand = forward + (later + weights + (3 + 2) + 3 + 1) * m
    assert products["by hand, matrix form"] == products["by hand, scalar form"] == by_hand

    # the rules need no dJ/da of the output, and what they give a name is found once
    assert products["by rules, with names"] == by_hand - 3 * m
    assert products["by rules, written out"] == written_out([4, 3, 2, 1], m)

    # J takes one product for each datapoint and a division by m
    passes = forward + m + 1
    assert products["central differences"] == 26 * (2 * passes + 1)
    assert products["forward differences"] == 26 * (passes + 1) + passes
    assert products["complex step"] == 26 * (4 * passes + 1)

    # a dual product is three, or two where one factor is no dual number; a slope goes through each exp and ln and f
    first, slopes = 4 * 3, 2 * 1 + 1 + (3 + 2 + 1)  # exp, ln and its own slope, 1 / x; f of each unit
    assert products["by dual numbers"] == 26 * ((2 * first + 3 * later + slopes + 2) * m + 2)

    # the tape takes one for each slope that it hands a gradient through, and one for the slope of each logarithm
    tape = recorded(WORKED).J.tape
    assert products["by tape"] == passes + m + sum(len(number.reads) for number in tape)

    # Z, A and four gradients; on the tape a value and a gradient of every number, and slopes of its own
    units, entries = 6 * m, 26
    assert 0 <= kept["by hand, scalar form"] - (4 * units + entries) <= 2  # with those on their way
    assert kept["by tape"] >= 2 * len(tape) - 26
    assert kept["complex step"] < kept["by hand, scalar form"] < kept["by tape"]


def test_differences_have_their_best_step():
    found = measuring.widths(WORKED)
    forward, central, complex_ = ([width[k] for width in found] for k in (1, 2, 3))
    best = [found[errors.index(min(errors))].step for errors in (forward, central)]

    assert best == [1e-7, 1e-5]  # about the root and the third root of a rounding
    assert forward[-1] == central[-1] == 1.0  # nothing moves
    assert forward[2] / forward[3] == pytest.approx(10, rel=0.01)  # an error in step with the width
    for errors in (central, complex_):
        assert errors[1] / errors[2] == pytest.approx(100, rel=0.01)
    assert max(complex_[7:]) < 2e-15


def test_a_time_is_a_multiple_of_the_matrix_form_s(monkeypatch):
    seconds = {"by hand, matrix form": 4.0, "by tape": 6.0}
    monkeypatch.setattr(measuring, "ROADS", {name: ROADS[name] for name in seconds})
    monkeypatch.setattr(measuring, "clocked", lambda road, task: (road(task), seconds[names[road]]))
    names = {ROADS[name]: name for name in seconds}

    assert [row.time for row in measuring.measured(WORKED).rows] == [1.0, 1.5]


def test_what_is_too_quick_for_a_clock_is_run_again(monkeypatch):
    ticks = iter([10.0, 10.02, 10.04, 10.06])
    monkeypatch.setattr(measuring, "process_time", lambda: next(ticks))
    runs = iter("abc")

    assert measuring.clocked(lambda task: next(runs), WORKED) == ("c", pytest.approx(0.02))


# ---- the command


@pytest.fixture
def shown(table, monkeypatch):
    """Two tables that the command shows in place of those that it would measure."""
    tables = [table, measuring.measured(measuring.drawn_task([2, 3, 1]), timed=False)]
    monkeypatch.setattr(screen, "tables", lambda: iter(tables))
    return tables


@pytest.mark.parametrize("width", [40, 80])
@pytest.mark.parametrize("ascii", [False, True])
def test_the_pages_fit_and_hold_what_was_measured(ascii, width, shown):
    head, *pages, steps = screen.pages(ascii, width)

    lines = [line for page in (head, *pages, steps) for line in page]
    assert max(map(len, lines)) <= 80 and all(map(str.isascii, lines)) == ascii
    assert max(map(len, head)) <= width
    for page, table in zip(pages, shown, strict=True):
        text = "\n".join(page)
        assert str(table.n) in text and ("dJ/dw[1,1]^(1)" if ascii else "∂J/∂w₁₁⁽¹⁾") in text
        cells = {line[2:24].strip(): line[24:].split() for line in page}
        assert cells["decimal, 40 digits"] == [f"{table.slope:.13f}"]
        for row in table.rows:
            slope, *others = cells[row.road]
            assert float(slope) == pytest.approx(row.slope, abs=1e-13)
            assert others == [f"{row.error:.1e}", str(row.products), str(row.kept), "nan"]
    assert [line.split()[0] for line in steps if "*" in line and line[:3] == "  1"] == ["1e-05", "1e-07", "1e-08"]


def test_the_command_shows_every_page(shown, capsys):
    assert cli.main(["roads"]) == 0
    written = capsys.readouterr().out.splitlines()

    assert written[0].startswith("Four roads to one gradient") and "\033" not in "".join(written)
    assert sum("by tape" in line for line in written) == 1 + len(shown)  # in its title, and in the tables
    assert "1e-100" in written[-3]


def test_the_worked_net_comes_first_and_then_networks_that_grow(monkeypatch):
    monkeypatch.setattr(measuring, "measured", lambda task, timed: (task, timed))
    tasks = list(measuring.tables(timed=False))

    assert tasks[0] == (WORKED, False)
    assert [task.network.n for task, _ in tasks[1:]] == measuring.SIZES
    assert {len(task.X[0]) for task, _ in tasks} == {5}


def test_what_grows_with_the_network_and_what_with_its_square():
    counts = [[measuring.counted(ROADS[road], measuring.drawn_task(n)).products for n in measuring.SIZES]
              for road in ("by hand, scalar form", "by tape", "forward differences")]  # fmt: skip
    by_hand, tape, forward = ([high / low for low, high in pairwise(found)] for found in counts)

    assert max(map(abs, (x - y for x, y in zip(by_hand, tape, strict=True)))) < 0.1
    assert all(y > 1.2 * x for x, y in zip(by_hand, forward, strict=True))


# ---- by rules


@named
def test_the_rules_find_every_derived_gradient(drawn):
    task = task_of(drawn)
    derived = backward_scalar.backward_pass(task.network, forward_pass(task.network, task.X), task.Y)
    found = iter(ROADS["by rules, with names"](task))

    for l in task.network.W:
        for expected in (derived.dJ_dW[l], derived.dJ_dB[l]):
            assert gap([[next(found) for _ in row] for row in expected], expected) < 1e-12


def test_the_formulas_are_those_that_the_rules_find(monkeypatch):
    def wrong(id, equations):
        right = derivation(id, equations)
        steps = [replace(step, node=operation("times", step.node, Number("2"))) for step in right.steps[1:]]
        return replace(right, steps=(*right.steps[:1], *steps))

    id = "output.dJ-dz-element"
    left, right = formulas.formula(id)
    monkeypatch.setattr(formulas, "derivation", wrong)
    assert formulas.formula.__wrapped__(id) == (left, operation("times", right, Number("2")))


def test_a_formula_that_is_no_number_is_refused():
    with pytest.raises(PairingError, match="which no number can be put into"):
        formulas.Formulas([1, 1], {1: "sigmoid"}, "cross-entropy", FLOAT, {(False, "y", 0): [[1]]}, True).finder(
            Ones(ONE, ONE), 1
        )
