"""The gradient check: derived gradients against each other and against finite differences, entry by entry.

Finite differences know nothing of the derivation: they move one number and look at J. J is the mean of one term for
each datapoint, and a term depends on its own datapoint alone. So a number is moved at every datapoint at once, at
each by a step that suits it, and every term shows its own derivative: the work grows with m and not with its square.
Steps shrink until the quotient settles (Ridders' method), and what has not settled tells how far it may be off.
So does a gap between the quotients to the left and to the right that does not shrink with the step: there is a corner.
"""

from collections.abc import Callable, Sequence
from copy import deepcopy
from functools import partial
from math import frexp, inf, isfinite, isnan, ldexp, nan
from operator import add as plus
from operator import mul
from operator import sub as minus
from typing import NamedTuple

from purenn import backward_matrix, backward_scalar, several
from purenn.checking import check_form, check_record, data_for, labels_for
from purenn.forward import Run, propagate
from purenn.gradients import Gradients
from purenn.loss import cross_entropy, cross_entropy_from_z, squared_error
from purenn.matrix import Matrix, elementwise, matmul
from purenn.network import Network
from purenn.record import BackwardForm

LEVELS = 6  # steps tried, each a quarter of the one before
SETTLED = 2e-12  # as a share of the largest quotient: where one is known as well as this, no smaller step is tried
TRUSTED = 1e-8  # a difference that may be off by more, as a share of the gradient's size, proves nothing right
ROUNDING = 2.0**-52
WRONG = 1e-6  # a gradient of a form whose error is larger is wrong; of a right one it is far smaller
LONGEST = 36  # name of a form that the table of a report has room for, in 80 columns

# The equation of each gradient: of the last layer under the cross-entropy, and of any other. A learner can write each.
EQUATIONS = {
    "dJ_dA": ("loss.dJ-da-element", "hidden.dJ-da-sum"), "dJ_dZ": ("output.dJ-dz-element", "hidden.dJ-dz-product"),
    "dJ_dW": ("output.dJ-dW", "hidden.dJ-dw-sum"), "dJ_dB": ("hidden.dJ-db", "hidden.dJ-db"),
}  # fmt: skip

Measured = dict[str, dict[int, list[list["Quotient | None"]]]]  # by gradient, layer, row and column
Progress = Callable[[int, int], object]  # is told how many numbers have been moved, and how many there are


class Quotient(NamedTuple):
    """A derivative by finite differences, how far it may be off, and how large what was added up in it is in all."""

    value: float
    error: float
    size: float


class Row(NamedTuple):
    """The comparison of one gradient of one layer, at its worst entry: what each form says there, and the differences.

    entries were compared, unjudged ones were too small for differences to judge them, and at those left out the output
    is so near 0 or 1 that it cannot be moved. error is the largest gap at an entry over the gradient's largest entry.
    equation is the id of one that the gradient follows from, if an exercise asks for it.
    """

    name: str
    l: int
    i: int
    j: int
    derived: tuple[float, ...]
    differences: float
    error: float
    entries: int
    unjudged: int
    left_out: int
    equation: str = ""

    @property
    def where(self) -> str:
        """The worst entry as an expression, such as dJ_dW[2][0][1]."""
        return f"{self.name}[{self.l}][{self.i}][{self.j}]"


class Report(NamedTuple):
    """A row for each gradient of each layer, from the last layer to the first; forms names those that were checked."""

    forms: tuple[str, ...]
    rows: list[Row]

    @property
    def worst(self) -> Row:
        """The row with the largest error."""
        return max(self.rows, key=lambda row: row.error)

    @property
    def max_error(self) -> float:
        """The largest error of all, or NaN if no entry could be judged."""
        return self.worst.error if self.entries else nan

    @property
    def first_wrong(self) -> Row | None:
        """The row of the first gradient of a form that is wrong, in the order in which they are computed."""
        return next((row for row in self.rows if row.error > WRONG), None)

    @property
    def entries(self) -> int:
        """How many entries were compared."""
        return sum(row.entries for row in self.rows)

    @property
    def unjudged(self) -> int:
        """How many entries the differences could not judge."""
        return sum(row.unjudged for row in self.rows)

    @property
    def left_out(self) -> int:
        """How many entries were left out, as their output is too near 0 or 1."""
        return sum(row.left_out for row in self.rows)

    def __repr__(self) -> str:
        titles = (*self.forms, "differences")
        widths = [max(15, len(title) + 1) for title in titles]
        headings = "".join(f"{title:>{width}}" for title, width in zip(titles, widths, strict=True))
        lines = [f"{'worst entry':<18}{headings}{'error':>10}"]
        for row in self.rows:
            if row.entries:
                found = zip((*row.derived, row.differences), widths, strict=True)
                values = "".join(f"{value:>{width}.8g}" for value, width in found)
                lines.append(f"{row.where:<18}{values}{row.error:>10.1e}")
        for row in self.rows:
            total = row.entries + row.unjudged + row.left_out
            if row.unjudged:
                lines.append(f"{row.name}[{row.l}]: differences cannot judge {row.unjudged} of {total} entries")
            if row.left_out:
                lines.append(f"{row.name}[{row.l}]: {row.left_out} of {total} left out, the output being nearly 0 or 1")
        if len(self.forms) == 1 and (first := self.first_wrong):
            lines.append(f"The first wrong gradient is {first.name}[{first.l}]{';' if first.equation else '.'}")
            if first.equation:
                lines.append(f"python3 -m purenn try {first.equation} looks at one such function alone.")
        return "\n".join(lines)


def check_gradients(
    network: Network, X: Matrix, Y: Matrix, form: BackwardForm | None = None, progress: Progress | None = None
) -> Report:
    """Return how far the scalar form, the matrix form and central differences are apart; or form and differences.

    form is a module of your own, or an object, with a function backward_pass(network, run, Y) that returns Gradients.
    The error of an entry is the largest gap between any two, over the largest entry of its gradient. A difference
    that may itself be off by more than 1e-8 of that is no proof: unless the gap is clearly larger, its entry is
    counted as unjudged. Differences depend on the last digits of exp, so reports vary a little between computers.

    Shapes: X (n[0], m), Y (1, m).
    Raises: ValueError if X or Y does not fit the network, or a gradient of form is missing or has another shape.
    """
    forms: dict[str, BackwardForm] = {"scalar form": backward_scalar, "matrix form": backward_matrix}
    if form is not None:
        check_form("check_gradients", form)
        forms = {getattr(form, "__name__", type(form).__name__).rpartition(".")[2][:LONGEST]: form}
    X = data_for("check_gradients", network, X)
    Y = labels_for("check_gradients", network, Y, len(X[0]))
    run = propagate(network, X)
    # a form may write into what it is given, which the differences still need
    derived = [each.backward_pass(*deepcopy((network, run, Y))) for each in forms.values()]
    n, m, layers = network.n, len(X[0]), range(1, network.L + 1)
    shapes = {"dJ_dA": {l: (n[l], m) for l in layers}, "dJ_dW": {l: (n[l], n[l - 1]) for l in layers}}
    shapes |= {"dJ_dZ": shapes["dJ_dA"], "dJ_dB": {l: (n[l], 1) for l in layers}}
    for gradients in derived:
        check_record("check_gradients: gradients", gradients, "backward_pass", **shapes)
    measured = Differences(network, run, Y).measure(progress)
    rows = []
    for l in reversed(layers):
        for name in Gradients._fields:
            row = compare(name, l, [getattr(each, name)[l] for each in derived], measured[name][l])
            rows.append(row._replace(equation=equation_of(network, name, l)))
    return Report(tuple(forms), rows)


def equation_of(network: Network, name: str, l: int) -> str:
    """Return the id of an equation for a gradient of a layer; none where the last layer has one that is no exercise."""
    last, other = EQUATIONS[name]
    if l < network.L or name in ("dJ_dW", "dJ_dB"):
        return last if l == network.L and network.n[l] == 1 else other
    if network.cost == "cross-entropy":
        return last if network.n[l] == 1 else ""
    return "" if name == "dJ_dA" else other


def compare(name: str, l: int, derived: list[Matrix], measured: list[list[Quotient | None]]) -> Row:
    """Return the comparison of the versions of one gradient; None stands where there is none to compare with."""
    places = [(i, j, quotient) for i, row in enumerate(measured) for j, quotient in enumerate(row)]
    found = [(i, j, tuple(each[i][j] for each in derived), quotient) for i, j, quotient in places if quotient]
    # what is left where all of a sum cancels is rounding, and no size to compare with
    sizes = [
        size for *_, values, quotient in found
        for size in (*map(abs, values), abs(quotient.value), quotient.size * 2**-12)
    ]  # fmt: skip
    size = max(filter(isfinite, sizes), default=0.0)
    judged = [judge(values, quotient, size) for *_, values, quotient in found]
    entries = sum(fair for _, fair in judged)
    left_out = len(places) - len(found)
    if not found:
        return Row(name, l, 0, 0, tuple(each[0][0] for each in derived), nan, 0.0, 0, 0, left_out)
    k = max(range(len(found)), key=lambda k: (judged[k][0], judged[k][1]))
    i, j, values, quotient = found[k]
    return Row(name, l, i, j, values, quotient.value, judged[k][0], entries, len(found) - entries, left_out)


def judge(values: tuple[float, ...], quotient: Quotient, size: float) -> tuple[float, bool]:
    """Return the error of one entry, and whether its difference could judge it; the forms always judge each other."""
    gaps = [abs(x - quotient.value) for x in values]
    apart = max(abs(x - y) for x in values for y in values)
    fair = quotient.error <= TRUSTED * size or max(gaps) == 0 or max(gaps) > 10 * quotient.error
    gap = max(*gaps, apart) if fair else apart
    if not all(map(isfinite, values)) or isnan(gap):
        return inf, True
    return (gap / size if gap else 0.0), fair


def finite_differences(network: Network, run: Run, Y: Matrix) -> Gradients:
    """Return every gradient of J by central differences; NaN where an output is too near 0 or 1 to be moved.

    Shapes: Y (1, m) -> see Gradients.
    """
    return Gradients(**{
        name: {l: [[each.value if each else nan for each in row] for row in rows] for l, rows in layers.items()}
        for name, layers in Differences(network, run, Y).measure().items()
    })


# ---- the differences


class Differences:
    """Measures every gradient of J on one run, moving one number at all datapoints at a time."""

    def __init__(self, network: Network, run: Run, Y: Matrix) -> None:
        self.network, self.run, self.Y = network, run, Y
        self.L, self.by_entropy = network.L, network.cost == "cross-entropy"
        self.by_classes = network.activations[network.L] == "softmax"
        self.noise = {l: self.noise_from(l) for l in range(1, self.L + 2)}

    def measure(self, progress: Progress | None = None) -> Measured:
        """Return the derivative of J with respect to every number, in the shapes of Gradients."""
        n = self.network.n
        found: Measured = {name: {} for name in Gradients._fields}
        done, total = 0, sum(n[l] * (n[l - 1] + 3) for l in range(1, self.L + 1))
        for l in range(self.L, 0, -1):
            for name, rows_of in zip(found, (self.of_A, self.of_Z, self.of_W, self.of_B), strict=True):
                found[name][l] = []
                for i in range(n[l]):
                    found[name][l].append(rows_of(l, i))
                    done += n[l - 1] if name == "dJ_dW" else 1
                    if progress:
                        progress(done, total)
        return found

    def of_A(self, l: int, i: int) -> list[Quotient | None]:
        """Return the derivatives with respect to the activations of unit i; None where one is too near 0 or 1."""
        a = self.run.A[l][i]
        if l < self.L or not self.by_entropy:
            steps = list(map(step_for, self.scales_of_A(l, i), a))
            found = quotients(partial(self.terms_from_A, l, i), a, steps, self.noise[l + 1])
            return [self.mean([quotient]) for quotient in found]
        inside = [min(max(a_j, 2**-36), 1 - 2**-36) for a_j in a]
        steps = [step_for(min(a_j, 1 - a_j), 0.0) for a_j in inside]
        found = quotients(partial(self.terms_of_output, i), inside, steps, self.noise[l + 1])
        return [self.mean([quotient]) if x == a_j else None for quotient, x, a_j in zip(found, inside, a, strict=True)]

    def of_Z(self, l: int, i: int) -> list[Quotient | None]:
        """Return the derivatives with respect to the preactivations of unit i, one at each datapoint."""
        z = self.run.Z[l][i]
        steps = list(map(step_for, self.scales_of_Z(l, i), z))
        return [self.mean([each]) for each in quotients(partial(self.terms_from_Z, l, i), z, steps, self.noise[l + 1])]

    def of_W(self, l: int, i: int) -> list[Quotient | None]:
        """Return the derivatives with respect to the weights of unit i, each of them moved at every datapoint."""
        weights, (b,) = self.network.W[l][i], self.network.B[l][i]
        columns = list(zip(*self.run.A[l - 1], strict=True))
        found: list[Quotient | None] = []
        for h, w in enumerate(weights):

            def terms(moved: list[float], h: int = h) -> list[float]:
                rows = [[*weights[:h], w, *weights[h + 1 :]] for w in moved]
                z = [sum(map(mul, row, column)) + b for row, column in zip(rows, columns, strict=True)]
                return self.terms_from_Z(l, i, z)

            reach = zip(self.scales_of_Z(l, i), self.run.A[l - 1][h], strict=True)
            steps = [step_for(scale / abs(a) if a else 1.0, w) for scale, a in reach]
            found.append(self.mean(quotients(terms, [w] * len(steps), steps, self.noise[l])))
        return found

    def of_B(self, l: int, i: int) -> list[Quotient | None]:
        """Return the derivative with respect to the bias of unit i, moved at every datapoint."""
        weighted, (b,) = matmul([self.network.W[l][i]], self.run.A[l - 1])[0], self.network.B[l][i]

        def terms(moved: list[float]) -> list[float]:
            return self.terms_from_Z(l, i, list(map(plus, weighted, moved)))

        steps = [step_for(scale, b) for scale in self.scales_of_Z(l, i)]
        return [self.mean(quotients(terms, [b] * len(steps), steps, self.noise[l]))]

    # ---- the terms of J

    def terms_from_Z(self, l: int, i: int, z: list[float]) -> list[float]:
        """Return the terms of J with z for the preactivations of unit i of layer l."""
        if l == self.L and self.by_entropy:
            return self.terms([*self.run.Z[l][:i], z, *self.run.Z[l][i + 1 :]])
        return self.terms_from_A(l, i, list(map(self.network.f[l], z)))

    def terms_from_A(self, l: int, i: int, a: list[float]) -> list[float]:
        """Return the terms of J with a for the activations of unit i of layer l."""
        A_l = [*self.run.A[l][:i], a, *self.run.A[l][i + 1 :]]
        rest = propagate(self.network, A_l, l)
        return self.terms((rest.Z if self.by_entropy else rest.A)[self.L])

    def terms_of_output(self, i: int, a: list[float]) -> list[float]:
        """Return the terms of the printed cross-entropy in which the outputs of unit i stand, with a for them."""
        pairs = zip(a, self.Y[i], strict=True)
        return [0.0 if self.by_classes and y == 0 else cross_entropy([[a_j]], [[y]]) for a_j, y in pairs]

    def terms(self, output: Matrix) -> list[float]:
        """Return the cost of each datapoint by itself, from Z of the last layer, or from A under the squared error.

        NaN where it has none.
        """
        columns = zip(zip(*output, strict=True), zip(*self.Y, strict=True), strict=True)
        return [self.term(x, y) if all(map(isfinite, x)) else nan for x, y in columns]

    def term(self, x: Sequence[float], y: Sequence[float]) -> float:
        """Return the cost of a datapoint: over classes, or the sum over the units."""
        if self.by_classes:
            return several.softmax_cross_entropy_from_z([[x_i] for x_i in x], [[y_i] for y_i in y])
        cost = cross_entropy_from_z if self.by_entropy else squared_error
        return sum(cost([[x_i]], [[y_i]]) for x_i, y_i in zip(x, y, strict=True))

    def mean(self, found: Sequence[Quotient]) -> Quotient:
        """Return the derivative of J, the mean of the terms, from those of the terms that have one."""
        return Quotient(*(sum(part) / len(self.Y[0]) for part in zip(*found, strict=True)))

    # ---- how far to move, and what is lost to rounding

    def scales_of_A(self, l: int, i: int) -> list[float]:
        """Return by how much an activation has to move for what comes next to notice well, at each datapoint."""
        if l == self.L:
            return [max(1.0, abs(a - y)) for a, y in zip(self.run.A[l][i], self.Y[i], strict=True)]
        largest = max(abs(weights[i]) for weights in self.network.W[l + 1])
        return [1 / largest if largest else 1.0] * len(self.Y[0])

    def scales_of_Z(self, l: int, i: int) -> list[float]:
        """Return by how much a preactivation has to move: by 1, or as its activation where that is the same number."""
        scales = self.scales_of_A(l, i) if self.network.activations[l] == "linear" else [1.0] * len(self.Y[0])
        return [max(scale, abs(z) * 2**-20) for scale, z in zip(scales, self.run.Z[l][i], strict=True)]

    def noise_from(self, start: int) -> list[float]:
        """Return by how much each term may be off, if the preactivations from layer start on are rounded otherwise."""
        exact, *others = (self.rounded(start, signs) for signs in ((0, 0), (1, 1), (1, -1)))
        zipped = zip(exact, *others, strict=True)
        return [max(abs(term - x) for term in off) + ROUNDING * abs(x) for x, *off in zipped]

    def rounded(self, start: int, signs: tuple[int, int]) -> list[float]:
        """Return the terms with every preactivation from layer start on moved by a rounding, up or down by signs."""
        network, Z, A = self.network, self.run.Z[self.L], self.run.A[start - 1]
        for l in range(start, self.L + 1):
            W, B = network.W[l], network.B[l]
            sizes = matmul(elementwise(abs, W), elementwise(abs, A))
            Z = [
                [z + b + signs[i % 2] * ROUNDING * (size + abs(b)) for z, size in zip(*rows, strict=True)]
                for i, (*rows, (b,)) in enumerate(zip(matmul(W, A), sizes, B, strict=True))
            ]
            A = elementwise(network.f[l], Z) if l in network.f else []
        return self.terms(Z if self.by_entropy else A)


def step_for(scale: float, x: float) -> float:
    """Return the first step from x: a power of two, about a sixtieth of scale, or more where x would not feel that."""
    size = max(scale / 64, abs(x) * 2**-24)
    return ldexp(1.0, frexp(size)[1] - 1) if 0 < size < inf else 1.0


def quotients(
    terms: Callable[[list[float]], list[float]], points: list[float], steps: list[float], noise: list[float]
) -> list[Quotient]:
    """Return the derivative of each term at its own point, by Ridders' method: with steps from those given to smaller.

    noise says by how much each term may be off.
    """
    tables: list[list[float]] = [[] for _ in points]  # of each point, the last row of extrapolations
    corners: list[list[float]] = [[] for _ in points]  # and the same of the gap between the quotients on either side
    best = [Quotient(nan, inf, nan)] * len(points)
    middle = terms(points)
    for level in range(LEVELS):
        moves = [step / 4**level for step in steps]
        above_at, below_at = list(map(plus, points, moves)), list(map(minus, points, moves))
        above, below = terms(above_at), terms(below_at)
        for j in range(len(points)):
            width = above_at[j] - below_at[j]
            if width == 0:
                continue
            row = extrapolated((above[j] - below[j]) / width, tables[j], 16)
            right, left = above_at[j] - points[j], points[j] - below_at[j]
            gap = (above[j] - middle[j]) / right - (middle[j] - below[j]) / left if right and left else inf
            corner = extrapolated(gap, corners[j], 4)
            for r, old in enumerate(tables[j]):
                unsettled = max(abs(row[r + 1] - row[r]), abs(row[r + 1] - old))
                rounding = noise[j] / width
                error = unsettled + max(abs(corner[r + 1]) - 8 * rounding, 0.0) + rounding
                if error < best[j].error:
                    best[j] = Quotient(row[r + 1], error, abs(row[r + 1]))
            tables[j], corners[j] = row, corner
        if max(quotient.error for quotient in best) <= SETTLED * max(quotient.size for quotient in best):
            break
    return best


def extrapolated(found: float, olds: list[float], factor: int) -> list[float]:
    """Return what was found and its limits, less and less bound to the step, from those of a step four times as large.

    factor says by how much a step a quarter as large makes the largest error smaller; the next ones shrink by 16 more.
    """
    row = [found]
    for r, old in enumerate(olds):
        row.append(row[r] + (row[r] - old) / (factor * 16**r - 1))
    return row
