"""The roads: each finds the gradient of J in every weight and bias of one network, on numbers that may be counted."""

from collections.abc import Callable, Iterator
from decimal import Decimal, localcontext
from types import SimpleNamespace
from typing import Any, NamedTuple

from purenn import backward_matrix, backward_scalar
from purenn.dual import Dual
from purenn.forward import propagate, scalar_propagate
from purenn.matrix import Matrix
from purenn.network import Network
from purenn.numerical import derivative
from purenn.roads.formulas import Formulas
from purenn.roads.numbers import COMPLEX, DECIMAL, FLOAT, Kind, in_dual, on_tape, uncounted
from purenn.tape import Traced, backward

Gradient = list[Any]  # with respect to every parameter, in the order of cells
Around = Callable[[Kind], Kind]  # makes of a kind of numbers one that counts, or leaves it as it is
Layers = dict[int, list[list[Any]]]
Road = Callable[..., Gradient]  # of a task and an Around; one by differences, of a step as well

FORWARD_STEP = 2.0**-26  # about the root of a rounding: a smaller step loses more digits than it gains
CENTRAL_STEP = 2.0**-20  # that of purenn.numerical
COMPLEX_STEP = 2.0**-70  # nothing is subtracted, so that it can be as small as one likes
DIGITS, DECIMAL_STEP = 40, Decimal("1e-12")  # which leaves about 24 digits of a central difference


class Task(NamedTuple):
    """A network, and datapoints with their labels: what a gradient is asked of."""

    network: Network
    X: Matrix
    Y: Matrix


class Inputs(NamedTuple):
    """The parameters and the data of a task in numbers of some kind."""

    W: Layers
    B: Layers
    X: Any
    Y: Any


def inputs(task: Task, kind: Kind) -> Inputs:
    """Return the parameters and the data of a task in numbers of a kind."""

    def matrix(rows: Matrix) -> list[list[Any]]:
        return [list(map(kind.number, row)) for row in rows]

    W, B = ({l: matrix(layers[l]) for l in layers} for layers in (task.network.W, task.network.B))
    return Inputs(W, B, matrix(task.X), matrix(task.Y))


def cells(W: Any, B: Any) -> Iterator[tuple[list[Any], int]]:
    """Yield the place of every parameter, as a row and an index: layer by layer, its weights and then its biases."""
    for l in range(1, len(W) + 1):
        for row in (*W[l], *B[l]):
            for k in range(len(row)):
                yield row, k


def flat(W: Any, B: Any) -> Gradient:
    """Return all entries of W and B, or of the gradients with respect to them, in the order of cells."""
    return [row[k] for row, k in cells(W, B)]


def forward(task: Task, kind: Kind, given: Inputs) -> Any:
    """Return the scalar forward pass in numbers of a kind."""
    f = {l: kind.f[name] for l, name in task.network.activations.items()}
    return scalar_propagate(task.network.n, given.W, given.B, f, given.X)


def cost(task: Task, kind: Kind, run: Any, Y: Any) -> Any:
    """Return J of a forward pass in numbers of a kind.

    The cross-entropy is taken from the preactivation, in two branches: so it is finite, and smooth, everywhere.
    """
    L = task.network.L

    def cross_entropy(z: Any, y: Any) -> Any:
        if z.real > 0:
            return kind.ln(1 + kind.exp(-z)) + (1 - y) * z
        return kind.ln(1 + kind.exp(z)) - y * z

    def squared_error(a: Any, y: Any) -> Any:
        return (a - y) * (a - y)

    if task.network.cost == "cross-entropy":
        return sum(map(cross_entropy, run.Z[L][0], Y[0])) / len(Y[0])
    return sum(map(squared_error, run.A[L][0], Y[0])) / len(Y[0])


def J_of(task: Task, kind: Kind, given: Inputs) -> Any:
    """Return J after a forward pass, both in numbers of a kind."""
    return cost(task, kind, forward(task, kind, given), given.Y)


# ---- by hand


def in_kind(network: Network, kind: Kind, **parameters: Layers) -> Any:
    """Return a network with the functions of a kind of numbers, and with other parameters.

    The checks of a backward pass want floats, and floats do there: they are multiplied by numbers of the run.
    """
    f, f_prime = ({l: table[name] for l, name in network.activations.items()} for table in (kind.f, kind.f_prime))
    own = {name: getattr(network, name) for name in ("n", "L", "W", "B", "cost", "activations")}
    return SimpleNamespace(**{**own, "f": f, "f_prime": f_prime, **parameters})


def by_hand_matrix(task: Task, around: Around = uncounted) -> Gradient:
    """Return the gradient by the derived equations in matrix form."""
    kind = around(FLOAT)
    given = inputs(task, kind)
    run = propagate(in_kind(task.network, kind, W=given.W, B=given.B), given.X)
    gradients = backward_matrix.backward_pass(in_kind(task.network, kind), run, task.Y)
    return flat(gradients.dJ_dW, gradients.dJ_dB)


def by_hand_scalar(task: Task, around: Around = uncounted) -> Gradient:
    """Return the gradient by the derived equations, one scalar at a time."""
    kind = around(FLOAT)
    given = inputs(task, kind)
    run = forward(task, kind, given)
    gradients = backward_scalar.backward_pass(in_kind(task.network, kind), run, task.Y)
    return flat(gradients.dJ_dW, gradients.dJ_dB)


# ---- by rules


def by_rules(task: Task, around: Around = uncounted, named: bool = True) -> Gradient:
    """Return the gradient by the formulas that the rules find, where each derivative is found once and has a name."""
    kind, network = around(FLOAT), task.network
    W, B, X, Y = inputs(task, kind)
    given = {(False, "a", 0): X, (False, "y", 0): Y}
    for l in W:
        given |= {(False, "w", l): W[l], (False, "b", l): B[l]}
    formulas = Formulas(network.n, network.activations, network.cost, kind, given, named)

    def all_of(letter: str, layers: Layers) -> Layers:
        return {l: [[formulas.number((True, letter, l), r, c) for c in range(len(row))] for r, row in enumerate(matrix)]
                for l, matrix in layers.items()}  # fmt: skip

    return flat(all_of("w", W), all_of("b", B))


def by_rules_written_out(task: Task, around: Around = uncounted) -> Gradient:
    """Return the gradient by the same formulas, where nothing has a name: each is written out down to the weights."""
    return by_rules(task, around, named=False)


# ---- by numbers that differentiate


class Recorded(NamedTuple):
    """J on a tape that has been walked back, and the numbers on it: those of W and B, and of the forward pass."""

    J: Traced
    W: Layers
    B: Layers
    run: Any


def recorded(task: Task, around: Around = uncounted, cost: Callable[[Task, Kind, Any, Any], Any] = cost) -> Recorded:
    """Return a forward pass and its cost on a tape, walked back."""
    kind, tape = around(FLOAT), list[Traced]()
    given = inputs(task, kind)
    for row, k in cells(given.W, given.B):
        row[k] = Traced(row[k], tape)
    run = forward(task, on_tape(kind), given)
    J = cost(task, on_tape(kind), run, given.Y)
    backward(J, kind.number(1.0))
    return Recorded(J, given.W, given.B, run)


def by_tape(task: Task, around: Around = uncounted) -> Gradient:
    """Return the gradient by one forward pass on a tape, and one walk back."""
    found = recorded(task, around)
    return [number.gradient for number in flat(found.W, found.B)]


def by_dual_numbers(task: Task, around: Around = uncounted) -> Gradient:
    """Return the gradient by a forward pass in dual numbers for each parameter."""
    kind = around(FLOAT)
    given, found = inputs(task, kind), []
    for row, k in cells(given.W, given.B):
        row[k] = Dual(row[k])
    for row, k in cells(given.W, given.B):
        row[k].slope = 1.0
        found.append(J_of(task, in_dual(kind), given).slope)
        row[k].slope = 0.0
    return found


# ---- by differences


def by_forward_differences(task: Task, around: Around = uncounted, step: float = FORWARD_STEP) -> Gradient:
    """Return the gradient by a forward pass for each parameter, moved up by step, and one before."""
    kind = around(FLOAT)
    given, found = inputs(task, kind), []
    J = J_of(task, kind, given)
    for row, k in cells(given.W, given.B):
        old = row[k]
        row[k] = old + step
        found.append((J_of(task, kind, given) - J) / step)
        row[k] = old
    return found


def by_central_differences(task: Task, around: Around = uncounted, step: float = CENTRAL_STEP) -> Gradient:
    """Return the gradient by two forward passes for each parameter, moved up and down by step."""
    return central(task, around(FLOAT), step)


def central(task: Task, kind: Kind, step: Any) -> Gradient:
    """Return the central differences in numbers of a kind."""
    given = inputs(task, kind)
    return [derivative(lambda: J_of(task, kind, given), row, k, step) for row, k in cells(given.W, given.B)]


def by_complex_step(task: Task, around: Around = uncounted, step: float = COMPLEX_STEP) -> Gradient:
    """Return the gradient by a forward pass in complex numbers for each parameter, moved along the imaginary axis."""
    kind = around(COMPLEX)
    given, found = inputs(task, kind), []
    for row, k in cells(given.W, given.B):
        old = row[k]
        row[k] = old + 1j * step
        found.append(J_of(task, kind, given).imag / step)
        row[k] = old
    return found


ROADS: dict[str, Road] = {
    "by hand, matrix form": by_hand_matrix,
    "by hand, scalar form": by_hand_scalar,
    "by rules, with names": by_rules,
    "by rules, written out": by_rules_written_out,
    "by tape": by_tape,
    "by dual numbers": by_dual_numbers,
    "forward differences": by_forward_differences,
    "central differences": by_central_differences,
    "complex step": by_complex_step,
}


def reference(task: Task) -> Gradient:
    """Return the gradient by central differences in decimal numbers of 40 digits, of which about 24 are right."""
    with localcontext(prec=DIGITS):
        return central(task, DECIMAL, DECIMAL_STEP)
