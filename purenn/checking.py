"""What may enter, said once: each check returns what it was given, in Python's own floats, or says what to change.

A message names the function, what was found and where, what was expected, and the likely cure.
"""

from collections.abc import Collection, Mapping, Sequence
from math import inf, isfinite, isnan
from operator import index
from typing import Any

from purenn.matrix import Layers, Matrix, ShapeError, shape
from purenn.messages import brief

Shapes = Mapping[int, tuple[int, int]]  # by layer
NUMBERS = {float, int}


class NotFiniteError(ValueError):
    """A number that is infinite or not a number, or nothing that a float can hold."""


class DivergenceError(ArithmeticError):
    """Training left the finite numbers.

    step is the step that failed, network the last network whose cost is finite, costs the costs up to it.
    """

    def __init__(self, step: int, network: Any, costs: list[float], gamma: float, reason: str) -> None:
        super().__init__(f"train: {reason} at step {step} with gamma {gamma:g}, expected finite; try a smaller gamma")
        self.step, self.network, self.costs, self.gamma, self.reason = step, network, costs, gamma, reason

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.step, self.network, self.costs, self.gamma, self.reason)


def as_float(entry: Any) -> float:
    """Return entry as a float, or NaN if it is no real number: text, say, nothing, or too large for a float."""
    try:
        return float(1.0 * entry)  # which multiplies no text, and no Decimal
    except (TypeError, ValueError, OverflowError):
        return float("nan")


def finite_matrix(name: str, matrix: Matrix) -> Matrix:
    """Return a copy of matrix in Python's own floats, whatever numbers it holds.

    Raises: ShapeError if it is no matrix; NotFiniteError, naming the place, for an entry that is no finite number.
    """
    shape(matrix, name)
    copy = []
    for i, entries in enumerate(matrix):
        own = entries[:] if set(map(type, entries)) == {float} else list(map(as_float, entries))
        if not isfinite(sum(own)):  # which a single infinity or NaN makes it
            for j, entry in enumerate(own):
                if not isfinite(entry):
                    raise NotFiniteError(f"{name}[{i}][{j}] is {brief(entries[j])}, expected a finite number")
        copy.append(own)
    return copy


def whole(name: str, value: Any, least: float = -inf) -> int:
    """Return value as a whole number of at least so much, which True and 2.0 are not, and one of NumPy's is."""
    bound = "" if least == -inf else f" >= {least}"
    try:
        found = index(value)
    except TypeError:
        found = None
    if found is None or isinstance(value, bool) or found < least:
        raise ValueError(f"{name} is {brief(value)}, expected a whole number{bound}")
    return found


def check_gamma(function: str, gamma: float) -> None:
    """Raise ValueError, on behalf of the function named, unless gamma is a finite positive number."""
    if not isinstance(gamma, int | float) or not isfinite(as_float(gamma)) or gamma <= 0:
        raise ValueError(f"{function}: gamma is {brief(gamma)}, expected a finite positive number, an int or a float")


def data_for(function: str, network: Any, X: Matrix) -> Matrix:
    """Return a copy of X, after checking that it holds finite numbers, in a row for each feature of network."""
    check_edited(function, network)
    n, m = shape(X, f"{function}: X")
    if n != network.n[0]:
        cure = "; its rows are the datapoints: transpose it" if m == network.n[0] else ""
        raise ShapeError(f"{function}: X is {n}x{m}, expected {network.n[0]} rows, one for each feature{cure}")
    return finite_matrix(f"{function}: X", X)


def labels_for(function: str, network: Any, Y: Matrix, m: int) -> Matrix:
    """Return a copy of Y, after checking that it has a row for each output, of m numbers that suit the cost."""
    n_Y, m_Y = shape(Y, f"{function}: Y")
    n = network.n[network.L]
    if (n_Y, m_Y) != (n, m):
        numbers = n_Y == 1 and network.activations[network.L] == "softmax"
        cure = "; transpose it" if (n_Y, m_Y) == (m, n) else "; one_hot(Y) makes that of class numbers" * numbers
        expected = f"{n}x{m}, a label for each datapoint" + " and each output unit" * (n > 1)
        raise ShapeError(f"{function}: Y is {n_Y}x{m_Y}, expected {expected}{cure}")
    copy = finite_matrix(f"{function}: Y", Y)
    check_labels(function, "Y", copy, "classes" if network.activations[network.L] == "softmax" else network.cost)
    return copy


def check_network(function: str, network: Any) -> None:
    """Raise ValueError unless network is one."""
    if not hasattr(network, "activations"):
        raise ValueError(f"{function}: network is {brief(network)}, expected a Network")


def check_edited(function: str, network: Any) -> None:
    """Raise ValueError unless network is one, whose layers, which may have been edited, still meet and hold numbers."""
    check_network(function, network)
    check_layers(f"{function}: network.", network.W, network.B)
    for name, layers in {"W": network.W, "B": network.B}.items():
        for l, matrix in layers.items():
            for i, entries in enumerate(matrix):
                if not NUMBERS.issuperset(map(type, entries)):
                    check_numbers(f"{function}: network.{name}[{l}][{i}]", entries)


def check_numbers(name: str, entries: Sequence[Any]) -> None:
    """Raise ValueError, naming the place, unless entries are numbers, of any kind; they need not be finite."""
    for j, entry in enumerate(entries):
        if isnan(as_float(entry)) and entry == entry:  # a NaN is allowed, and is not equal to itself
            raise ValueError(f"{name}[{j}] is {brief(entry)}, expected a number")


def check_run(function: str, network: Any, run: Any, only_output: bool = False) -> int:
    """Return m, the number of datapoints, after checking that run has all layers of network, or its output alone."""
    (check_network if only_output else check_edited)(function, network)
    n, L = network.n, network.L
    by_Z = only_output and network.cost == "cross-entropy"  # which is computed from the preactivations
    if L not in getattr(run, "A", ()) or (by_Z and L not in getattr(run, "Z", ())):
        raise ValueError(f"{function}: run is {brief(run)}, expected what forward_pass(network, X) returns")
    m = shape(run.A[L], f"{function}: run.A[{L}]")[1]
    if not only_output:
        A = {l: (n[l], m) for l in range(L + 1)}
        check_record(f"{function}: run", run, "forward_pass", A=A, Z={l: A[l] for l in range(1, L + 1)})
    return m


def check_step(function: str, network: Any, gradients: Any, gamma: float) -> None:
    """Raise ValueError, on behalf of the function named, unless network can take a step against these gradients."""
    check_edited(function, network)
    check_gamma(function, gamma)
    W, B = ({l: shape(matrix) for l, matrix in layers.items()} for layers in (network.W, network.B))
    check_record(f"{function}: gradients", gradients, "backward_pass", dJ_dW=W, dJ_dB=B)


def check_training(function: str, network: Any, gamma: float, form: Any, batch_size: Any, m: int) -> None:
    """Raise ValueError unless the parameters of network are finite, and the others are what they should be."""
    for name, layers in {"W": network.W, "B": network.B}.items():
        for l, matrix in layers.items():
            finite_matrix(f"{function}: network.{name}[{l}]", matrix)
    check_gamma(function, gamma)
    check_form(function, form)
    if batch_size is not None and whole(f"{function}: batch_size", batch_size, 1) > m:
        raise ValueError(f"{function}: batch_size is {brief(batch_size)}, expected at most m, which is {m}")


def check_form(function: str, form: Any) -> None:
    """Raise ValueError unless form, a module or an object, has a function backward_pass."""
    if not callable(getattr(form, "backward_pass", None)):
        cure = f"; `from purenn import backward_{form}` and pass that" if form in ("scalar", "matrix") else ""
        raise ValueError(f"{function}: form is {brief(form)}, expected a module with a function backward_pass{cure}")


def check_labels(function: str, name: str, labels: Matrix, cost: str = "cross-entropy") -> None:
    """Raise ValueError, naming the place, if labels are no 0 or 1, or no classes; amounts may be any numbers."""
    if cost == "squared-error":
        return
    for i, row in enumerate(labels):
        for j, y in enumerate(row if set(row) - {0, 1} else ()):
            if y != 0 and y != 1:
                raise ValueError(f"{function}: {name}[{i}][{j}] is {brief(y)}, expected a label 0 or 1")
    for j, ones in enumerate(map(sum, zip(*labels, strict=True)) if cost == "classes" else ()):
        if ones != 1:
            raise ValueError(f"{function}: column {j} of {name} has {ones:g} ones, expected one, for the true class")


def paired_columns(function: str, output: Matrix, Y: Matrix, name: str = "the output") -> int:
    """Return m, the number of datapoints, of an output row, or what name says, and the labels beside it."""
    (n, m), (n_Y, m_Y) = shape(output, f"{function}: {name}"), shape(Y, f"{function}: Y")
    if n != 1 or (n, m) != (n_Y, m_Y):
        raise ShapeError(f"{function}: {name} is {n}x{m} and Y {n_Y}x{m_Y}, expected 1xm for both")
    return m


def checked_pair(function: str, name: str, output: Matrix, Y: Matrix, cost: str, single: bool = True) -> int:
    """Return m of outputs, of a single unit or more, and their labels, all of them finite and such as a cost takes."""
    if single:
        paired_columns(function, output, Y)
    else:
        check_alike(function, "shape", output, Y)
    for symbol, matrix in ((name, output), ("Y", Y)):
        finite_matrix(f"{function}: {symbol}", matrix)
        for i, row in enumerate(matrix):
            for j, entry in enumerate(row if set(map(type, row)) != {float} else ()):
                if not isinstance(entry, float | int):
                    raise ValueError(f"{function}: {symbol}[{i}][{j}] is {brief(entry)}, expected an int or a float")
    check_labels(function, "Y", Y, cost)
    for i, row in enumerate(output if name == "A_L" and cost != "squared-error" else ()):
        for j, a in enumerate(row if not 0 <= min(row) <= max(row) <= 1 else ()):
            if not 0 <= a <= 1:
                raise ValueError(f"{function}: A_L[{i}][{j}] is {brief(a)}, expected an activation from 0 to 1")
    return len(Y[0])


def check_alike(function: str, what: str, *matrices: Matrix) -> None:
    """Raise ShapeError, on behalf of the function named, unless matrices have the same rows, columns or shape."""
    shapes = [shape(matrix, f"{function}: an argument") for matrix in matrices]
    alike = {{"rows": n, "columns": m, "shape": (n, m)}[what] for n, m in shapes}
    if len(alike) > 1:
        raise ShapeError(f"{function}: found {' and '.join(f'{n}x{m}' for n, m in shapes)}, expected the same {what}")


def check_keys(name: str, layers: Any, expected: Collection[int]) -> None:
    """Raise ValueError unless layers is a mapping with exactly the layers expected."""
    if not isinstance(layers, Mapping) or not layers:
        raise ValueError(f"{name} is {brief(layers)}, expected a mapping from layer 1 to L")
    if set(layers) != set(expected):
        cure = "; try {int(l): layers[l] for l in layers}" if all(isinstance(l, str) for l in layers) else ""
        raise ValueError(f"{name} has the layers {brief(list(layers))}, expected {list(expected)}{cure}")


def check_record(name: str, record: Any, maker: str, **shapes: Shapes) -> None:
    """Raise ValueError unless record, such as a run, has the layers named, each with the shapes given."""
    for field, expected in shapes.items():
        layers = getattr(record, field, None)
        if layers is None:
            raise ValueError(f"{name} is {brief(record)}, without {field}, expected what {maker} returns")
        check_keys(f"{name}.{field}", layers, expected)
        for l, (n, m) in expected.items():
            rows, columns = shape(layers[l], f"{name}.{field}[{l}]")
            if (rows, columns) != (n, m):
                raise ShapeError(f"{name}.{field}[{l}] is {rows}x{columns}, expected {n}x{m}")


def checked_parameters(W: Any, B: Any) -> tuple[dict[int, Matrix], dict[int, Matrix]]:
    """Return copies of weights and biases, after checking that they are finite and that the layers meet."""
    layers = range(1, 1 + (len(W) if isinstance(W, Mapping) else 1))
    check_keys("Network: W", W, layers)
    check_keys("Network: B", B, layers)
    check_layers("Network: ", W, B)
    own_W = {l: finite_matrix(f"Network: W[{l}]", W[l]) for l in layers}
    return own_W, {l: finite_matrix(f"Network: B[{l}]", B[l]) for l in layers}


def check_layers(owner: str, W: Layers, B: Layers) -> None:
    """Raise ShapeError unless all weights and biases are matrices of shapes that meet; a message begins with owner."""
    inputs = shape(W[1], f"{owner}W[1]")[1]
    for l in W:
        n, n_before = shape(W[l], f"{owner}W[{l}]")
        if n_before != inputs:
            raise ShapeError(f"{owner}W[{l}] is {n}x{n_before} but layer {l - 1} has {inputs} units")
        rows, columns = shape(B[l], f"{owner}B[{l}]")
        if (rows, columns) != (n, 1):
            raise ShapeError(f"{owner}B[{l}] is {rows}x{columns} but W[{l}] is {n}x{n_before}, expected {n}x1")
        inputs = n


def checked_activations(f: Any, L: int, known: Collection[str], last: Collection[str]) -> dict[int, str]:
    """Return the name of each layer's activation: of all, or of all hidden ones where f is a single name."""
    if L == 1 and f in list(known):
        cure = "; name it by its layer, the last: " + " or ".join(f'f={{1: "{name}"}}' for name in last)
        raise ValueError(f"Network: f is {brief(f)} for all hidden layers, but there is none{cure}")
    if f is None or f in list(known):
        f = {**dict.fromkeys(range(1, L), f or "sigmoid"), L: "sigmoid"}
    if not isinstance(f, Mapping) or set(f) != set(range(1, L + 1)):
        example = 'or one for each layer, such as {1: "tanh", 2: "sigmoid"}'
        raise ValueError(f"Network: f is {brief(f)}, expected one of {list(known)} for all hidden layers, {example}")
    for l in range(1, L + 1):
        names, place = (last, "the last layer") if l == L else (known, f"layer {l}")
        if f[l] not in list(names):
            raise ValueError(f"Network: f[{l}] is {brief(f[l])}, expected one of {list(names)} in {place}")
    return {l: f[l] for l in range(1, L + 1)}


def checked_cost(cost: Any, last: str, units: int, usual: Mapping[str, str]) -> str:
    """Return the name of the cost after the function and the units of the last layer: the usual one, or that named."""
    if last == "softmax" and units == 1:
        raise ValueError("Network: the last layer has a softmax and one unit, which is always 1; expected two or more")
    costs = ["squared-error"] if last != "softmax" else []
    costs += [usual[last]] if usual.get(last) not in (None, *costs) else []
    if cost is None and last in usual:
        return usual[last]
    if cost not in costs:
        raise ValueError(f"Network: cost is {brief(cost)}, expected {' or '.join(map(repr, costs))} after a {last}")
    return str(cost)


def checked_sizes(n: Any) -> list[int]:
    """Return the sizes of the layers, of which there are at least two, each a whole number of at least 1."""
    if not isinstance(n, Sequence) or isinstance(n, str) or len(n) < 2:
        raise ValueError(f"Network.random: n is {brief(n)}, expected a list of at least two layer sizes")
    return [whole(f"Network.random: n[{l}]", size, 1) for l, size in enumerate(n)]
