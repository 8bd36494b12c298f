"""What a derivation may start from: other forward equations are derived rightly, by numbers, or refused."""

from dataclasses import replace
from itertools import product
from random import Random

import pytest
from wrong_versions import wrong_versions

from purenn.notation.expression import Equation, Function, Gradient, Node, PairingError, Sum, Symbol
from purenn.notation.parsing import parse
from purenn.notation.sizes import Axis, Layer, M, Size
from purenn.notation.symbols import kept
from purenn.notation.text import text
from purenn.notation.walks import free_letters, operation
from purenn.pairing.derive.chains import chained, lines
from purenn.pairing.derive.derive import derivation
from purenn.pairing.derive.proving import SLACK, valued
from purenn.pairing.derive.starting import LAST, J, Start, fresh, starting
from purenn.pairing.judge import FUNCTIONS, derivative_at, value
from purenn.pairing.registry import registry
from purenn.pairing.values import IN_PYTHON
from purenn.pairing.worth import World, WorthError

EQUATIONS = {id: entry.equation for id, entry in registry().items()}
l, BEFORE = Layer("l"), Layer("l", -1)
N, M_DATAPOINTS = [2, 3, 2, 1], 3
L = len(N) - 1
STEP = 2.0**-12


class Forward(World):
    """A network of random numbers that computes what some forward equations say, whatever that is.

    A derivative of J counts all that changes with a number, one of z or a only what its own equation holds.
    """

    def __init__(self, start: Start, last: str) -> None:
        super().__init__({"l": 1})
        self.last, self.slopes = last, {}
        draw = Random(5)
        sizes = {("w", k): (N[k], N[k - 1]) for k in range(1, L + 1)} | {("b", k): (N[k], 1) for k in range(1, L + 1)}
        sizes |= {("a", 0): (N[0], M_DATAPOINTS), ("y", None): (1, M_DATAPOINTS)}
        cells = [self.cell(letter, k, r, c) for (letter, k), (rows, columns) in sizes.items()
                 for r, c in product(range(rows), range(columns))]  # fmt: skip
        self.cells = {cell: draw.choice((-1, 1)) * draw.uniform(0.3, 0.9) for cell in cells}
        if last == "sigmoid":
            self.cells |= {cell: float(cell.indices[0] % 2) for cell in self.cells if cell.letter == "y"}
        self.forward = [self.cell(letter, k, r, c) for k in range(1, L + 1) for letter in "za"
                        for r, c in product(range(N[k]), range(M_DATAPOINTS))]  # fmt: skip
        self.says = {cell: start.definition(cell) for cell in (*self.forward, J)}
        self.known = self.passed({})

    @staticmethod
    def cell(letter: str, k: int | None, r: int, c: int) -> Symbol:
        return Symbol(letter, "scalar", None if k is None else Layer("", k), kept(letter, (r + 1, c + 1)))

    def passed(self, moved: dict[Node, float]) -> dict[Node, float]:
        """Return all that a pass computes, after one number has been moved."""
        outside = self.known
        self.known = {**self.cells, **moved}
        try:
            for cell in self.forward:
                self.known[cell] = moved[cell] if cell in moved else self.of(self.says[cell])
            return {**self.known, J: self.of(self.says[J])}
        finally:
            self.known = outside

    def symbol(self, node: Node) -> float:
        match node:
            case Symbol("delta", indices=(one, other)):
                return float(self.index(one) == self.index(other))
            case Symbol("m"):
                return float(M_DATAPOINTS)
            case Gradient(top, bottom):
                top, bottom = self.numbered(top), self.numbered(bottom)
                if (top, bottom) not in self.slopes:
                    self.slopes[top, bottom] = self.slope(top, bottom)
                return self.slopes[top, bottom]
        raise WorthError(f"found {text(node)} without a value")

    def slope(self, top: Symbol, bottom: Symbol) -> float:
        """Return the derivative of J, or the direct one of a number of the forward pass, by differences."""
        here = self.known[bottom]

        def at(x: float) -> float:
            if top == J:
                return self.passed({bottom: x})[J]
            if top not in self.forward:
                return x if top == bottom else 0.0
            with self.given(bottom, x):
                return self.of(self.says[top])

        if top != J and top == bottom:
            return 1.0
        small, large = ((at(here + step) - at(here - step)) / (2 * step) for step in (STEP, 2 * STEP))
        return (4 * small - large) / 3

    def numbered(self, node: Symbol) -> Symbol:
        layer = node.layer and Layer("", self.layer(node.layer))
        return replace(node, layer=layer, indices=tuple(map(self.index, node.indices)))

    def index(self, index: str | int) -> int:
        return self.at[index] + 1 if isinstance(index, str) else index

    def size(self, size: Size) -> int:
        if size == M:
            return M_DATAPOINTS
        return 1 if size.layer is None else N[self.layer(size.layer)]

    def layer(self, layer: Layer) -> int:
        return {"l": self.at.get("l", 0), "L": L, "": 0}[layer.base] + layer.offset

    def function(self, node: Function, z: float) -> float:
        hidden = self.last if node.layer and self.layer(node.layer) == L else "tanh"
        name = hidden if node.layer else IN_PYTHON[node.name]
        return (derivative_at if node.prime else value)(FUNCTIONS[name], z)


GOALS = [Symbol("w", "scalar", l, ("i", "h")), Symbol("b", "scalar", l, ("i",)), Symbol("a", "scalar", l, ("i", "j")),
         Symbol("z", "scalar", l, ("i", "j")), Symbol("w", "scalar", LAST, (1, "h")), Symbol("b", "scalar", LAST, (1,)),
         Symbol("a", "scalar", LAST, (1, "j")), Symbol("z", "scalar", LAST, (1, "j"))]  # fmt: skip


def places(x: Symbol) -> list[dict[str, int]]:
    """Return two places for the letters of a number."""
    k = 1 if x.layer == l else L
    sizes = {"i": N[k], "h": N[k - 1], "j": M_DATAPOINTS}
    letters = [index for index in x.indices if isinstance(index, str)]
    return [{"l": 1} | {letter: at % sizes[letter] for letter in letters} for at in (0, 1)]


def check_lines(start: Start, last: str) -> int:
    """Assert that each line of what a start leads to is worth what it should; return how many there are."""
    count, world = 0, Forward(start, last)
    for x in GOALS:
        paths = [list(lines(Gradient(J, x), start))]
        paths += [] if (x.letter, x.layer) == ("a", LAST) else [list(chained(x, start))]
        for path, at in product(paths, places(x)):
            letters = set().union(*(free_letters(step.node) for step in path))
            world.at = dict.fromkeys(letters, 0) | at  # those of an aside: whichever
            for step, found, true in valued(path, world):
                assert abs(found - true) <= 10 * SLACK * max(1.0, abs(true)), f"{text(step.node)}: {found}, not {true}"
                count += 1
    return count


def starts_with(id: str, side: Node) -> dict[str, Equation]:
    """Return the book with another right side of one equation."""
    return {**EQUATIONS, id: replace(EQUATIONS[id], sides=(EQUATIONS[id].sides[0], side))}


def cost_of(id: str) -> str:
    """Return the function of the last layer under which to try a forward equation."""
    return "linear" if id in ("loss.squared-error", "hidden.activation") else "sigmoid"


def of(latex: str) -> Node:
    """Return what a formula says."""
    (found,) = parse(latex)
    return found


@pytest.mark.long
@pytest.mark.parametrize("last", ["sigmoid", "linear"])
def test_the_book_itself_is_derived_rightly(last):
    assert check_lines(starting(EQUATIONS, last), last) > 100


OTHERS = {  # right sides that the book does not have and that a derivation must do right
    "a sum over all datapoints": ("forward.z-element",
        r"\sum_{h}w_{i,h}^{(l)}a_{h,j}^{(l-1)}+b_i^{(l)}\sum_{j}a_{1,j}^{(l-1)}"),
    "the first datapoint": ("forward.z-element", r"\sum_{h}w_{i,h}^{(l)}a_{h,1}^{(l-1)}+b_i^{(l)}"),
    "the first datapoint beside its own": ("forward.z-element",
        r"\sum_{h}w_{i,h}^{(l)}a_{h,j}^{(l-1)}a_{h,1}^{(l-1)}+b_i^{(l)}"),
    "a square": ("forward.z-element", r"\sum_{h}w_{i,h}^{(l)}\left(a_{h,j}^{(l-1)}\right)^2+b_i^{(l)}"),
    "a quotient": ("forward.z-element",
        r"\frac{\sum_{h}w_{i,h}^{(l)}a_{h,j}^{(l-1)}}{2+\left(b_i^{(l)}\right)^2}"),
    "each unit of its layer": ("hidden.activation", r"\frac{e^{z_{i,j}^{(l)}}}{\sum_{k}e^{z_{k,j}^{(l)}}}"),
    "the square of its function": ("hidden.activation", r"\left(f^{(l)}(z_{i,j}^{(l)})\right)^2"),
    "each datapoint": ("hidden.activation", r"f^{(l)}(z_{i,j}^{(l)})-\frac{1}{m}\sum_{j}z_{i,j}^{(l)}"),
    "a cost of two datapoints at once": ("loss.squared-error",
        r"\frac{1}{m}\left(\sum_{j}\left(a_{1,j}^{(L)}-y_j\right)\right)^2"),
    "one more": ("loss.squared-error", r"\frac{1}{m}\sum_{j}\left(a_{1,j}^{(L)}-y_j\right)^2+1"),
}  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("name", OTHERS)
def test_another_forward_equation_is_derived_rightly(name):
    id, latex = OTHERS[name]
    assert check_lines(starting(starts_with(id, of(latex)), cost_of(id)), cost_of(id)) > 100


def test_the_slope_by_the_activation_is_put_in_only_where_that_is_f_of_z():
    """Of a = σ(z)² the slope is no a(1 − a)."""
    book = starts_with("hidden.activation", of(OTHERS["the square of its function"][1]))
    z = Symbol("z", "scalar", LAST, (1, "j"))
    rules = [[step.rule for step in lines(Gradient(J, z), starting(each, "sigmoid"))] for each in (EQUATIONS, book)]
    assert ["slope" in each for each in rules] == [True, False]
    with pytest.raises(PairingError, match=r"no line of the derivation of ∂A⁽ᴸ⁾/∂Z⁽ᴸ⁾"):
        derivation("output.dA-dZ-diagonal", book)


REFUSED = {  # forward equations that no derivation starts from, and what is said of them
    "a skip over a layer": ("forward.z-element", r"\sum_{h}w_{i,h}^{(l)}a_{h,j}^{(l-1)}+b_i^{(l)}a_{1,j}^{(l-2)}",
        "zᵢⱼ⁽ˡ⁾ reads a₁ⱼ⁽ˡ⁻²⁾, expected only what stands directly before it"),
    "a bias of another layer": ("forward.z-element", r"\sum_{h}w_{i,h}^{(l)}a_{h,j}^{(l-1)}+b_1^{(l-1)}",
        "zᵢⱼ⁽ˡ⁾ reads b₁⁽ˡ⁻¹⁾, expected only what stands directly before it"),
    "weights of the last layer": ("forward.z-element", r"\sum_{h}w_{1,h}^{(L)}a_{h,j}^{(l-1)}+b_i^{(l)}",
        "zᵢⱼ⁽ˡ⁾ reads w₁ₕ⁽ᴸ⁾, expected only what stands directly before it"),
    "its own activation": ("forward.z-element", r"\sum_{h}w_{i,h}^{(l)}a_{h,j}^{(l-1)}+a_{i,j}^{(l)}",
        "zᵢⱼ⁽ˡ⁾ reads aᵢⱼ⁽ˡ⁾, expected only what stands directly before it"),
    "the z before": ("forward.z-element", r"\sum_{h}w_{i,h}^{(l)}z_{h,j}^{(l-1)}+b_i^{(l)}",
        "zᵢⱼ⁽ˡ⁾ reads zₕⱼ⁽ˡ⁻¹⁾, expected only what stands directly before it"),
    "the data": ("forward.z-element", r"\sum_{h}w_{i,h}^{(l)}a_{h,j}^{(l-1)}+x_{1,j}",
        "zᵢⱼ⁽ˡ⁾ reads x₁ⱼ, expected only what stands directly before it"),
    "a label": ("forward.z-element", r"\sum_{h}w_{i,h}^{(l)}a_{h,j}^{(l-1)}+y_j",
        "zᵢⱼ⁽ˡ⁾ reads yⱼ, expected only what stands directly before it"),
    "the cost": ("hidden.activation", r"f^{(l)}(z_{i,j}^{(l)})+J",
        "aᵢⱼ⁽ˡ⁾ reads J, expected only what stands directly before it"),
    "a free letter": ("forward.z-element", r"w_{i,h}^{(l)}a_{h,j}^{(l-1)}+b_i^{(l)}",
        "found a free h in what zᵢⱼ⁽ˡ⁾ is, expected a sum over it"),
    "a letter out of its role": ("forward.z-element", r"\sum_{h}w_{h,i}^{(l)}a_{h,j}^{(l-1)}+b_i^{(l)}",
        "found h, which runs up to n⁽ˡ⁻¹⁾ at wₕᵢ⁽ˡ⁾, expected a letter that runs up to n⁽ˡ⁾"),
    "a cost of the labels alone": ("loss.from-preactivations", r"\sum_{j}y_j",
        "found loss.cross-entropy and loss.from-preactivations, expected one equation for J"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_reads_more_than_what_stands_before_it_is_refused(name):
    id, latex, message = REFUSED[name]

    with pytest.raises(PairingError) as caught:
        starting(starts_with(id, of(latex)), "sigmoid")
    assert str(caught.value) == message


@pytest.mark.parametrize("id, message", [
    ("hidden.activation", "found no equation for a, if f of the last layer is σ"),
    ("loss.cross-entropy", "found no equation for J, if f of the last layer is σ"),
    ("forward.sigmoid", "found no equation for σ"),
])  # fmt: skip
def test_no_derivation_starts_where_an_equation_is_missing(id, message):
    with pytest.raises(PairingError) as caught:
        starting({other: equation for other, equation in EQUATIONS.items() if other != id}, "sigmoid")
    assert str(caught.value) == message


def test_a_definition_whose_sides_differ_is_refused():
    wrong = replace(EQUATIONS["forward.tanh"], sides=(*EQUATIONS["forward.tanh"].sides[:2], of("e^{2z}")))

    with pytest.raises(PairingError, match=r"found e\^\(2 · z\) in forward\.tanh, which is not \(1 − e"):
        starting({**EQUATIONS, "forward.tanh": wrong}, "sigmoid")


def test_a_constant_more_in_the_cost_leaves_each_derivative():
    """J + 1 has the derivatives of J: nothing that is derived from it alone can tell."""
    book = starts_with("loss.squared-error", of(OTHERS["one more"][1]))

    for id in ("loss.squared-dJ-da", "output.squared-dJ-dA", "output.dJ-dW-chain", "output.dJ-dz-element"):
        assert derivation(id, book).derived


def test_sums_in_each_other_get_letters_of_their_own():
    """Of Σ_h Σ_g over the same units, and where the number asked for has the letter of the sum."""
    inner = Axis("g", Size("n", BEFORE))
    entries = [Symbol("a", "scalar", BEFORE, (letter, "j")) for letter in "hg"]
    double = Sum(Axis("h", Size("n", BEFORE)), Sum(inner, operation("times", *entries)))
    found = fresh(double, ("h",))

    assert isinstance(found, Sum) and isinstance(found.body, Sum)
    assert len({found.axis.letter, found.body.axis.letter, "h"}) == 3
    assert [each.indices[0] for each in found.body.body.parts] == [found.axis.letter, found.body.axis.letter]
    apart = fresh(Sum(Axis("h", inner.size), operation("times", entries[0], Sum(inner, entries[1]))), ())
    assert apart.axis.letter != apart.body.parts[1].axis.letter
    over_k = Sum(Axis("k", Size("n", l)), operation("times", *(Symbol("z", "scalar", l, (at, "j")) for at in "ki")))
    assert free_letters(fresh(over_k, ("k",))) == {"i", "j"}


@pytest.mark.long
@pytest.mark.parametrize("id", ["forward.z-element", "hidden.activation", "loss.cross-entropy", "loss.squared-error"])
def test_what_follows_from_a_wrong_forward_equation_follows(id):
    """A slip in a forward equation is another network, of which each line must be true: some of them, at random."""
    tried, last = 0, cost_of(id)
    every = list(wrong_versions(EQUATIONS[id].sides[1]))
    for wrong in Random(7).sample(every, min(16, len(every))):
        try:
            start = starting(starts_with(id, wrong), last)
            Forward(start, last)
        except (PairingError, WorthError):  # it is refused, or has no numbers
            continue
        tried += check_lines(start, last) > 0

    assert tried > 5
