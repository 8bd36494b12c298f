"""Recording a forward pass, a backward pass, the update and a second forward pass of the worked net, as they run.

A tracer watches the tagged lines, which stay as they are. Of each run of such a line the record keeps the line, the
indices, the cell written and its new value. Everything else follows by replaying the steps from the initial numbers:
what a step read, and what the cell held before. check() proves that, and that the replay ends where a direct run ends.
"""

import ast
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import FrameType
from typing import Any, NamedTuple

from purenn import backward_matrix, backward_scalar
from purenn.descent import gradient_descent_step, scalar_gradient_descent_step
from purenn.explaining.runs import letters
from purenn.explaining.worked import B, W, X, Y, gamma, m, n
from purenn.forward import Run, forward_pass, scalar_forward_pass
from purenn.gradients import Gradients
from purenn.matrix import Layers, Matrix
from purenn.network import Network
from purenn.notation.expression import Apply, Gradient, Node, Number, PairingError, Symbol
from purenn.notation.sizes import Index, Layer
from purenn.notation.symbols import WITHOUT_LAYER, cell_of
from purenn.notation.walks import walk
from purenn.pairing.reading import Reader, read
from purenn.pairing.registry import package_sources
from purenn.pairing.tags import Source, Tag, place, tags_in
from purenn.pairing.values import last_layer
from purenn.pairing.watching import Watch, block_of, value_in, worth

PHASES = {
    "purenn/forward.py": "forward pass", "purenn/backward_scalar.py": "backward pass",
    "purenn/backward_matrix.py": "backward pass", "purenn/descent.py": "update",
}  # fmt: skip
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Lambda)

Indices = dict[str, int]  # l as it is, the letters as Python counts them, from 0
Value = Any  # the number in a cell, or a whole matrix
State = dict[str, dict[int, list[list[Any]]]]  # container, layer, row, column; None where nothing is yet


class Form(NamedTuple):
    """One way to compute: the forward pass, the backward pass, the update."""

    forward: Callable[[Network, Matrix], Run]
    backward: Callable[[Network, Run, Matrix], Gradients]
    update: Callable[[Network, Gradients, float], Network]


FORMS = {
    "scalar": Form(scalar_forward_pass, backward_scalar.backward_pass, scalar_gradient_descent_step),
    "matrix": Form(forward_pass, backward_matrix.backward_pass, gradient_descent_step),
}


class Cell(NamedTuple):
    """A cell of a layer's matrix, counted as Python counts, or without row and column the whole matrix."""

    container: str
    layer: int
    row: int | None = None
    column: int | None = None

    def read(self, state: Mapping[str, Layers]) -> Value:
        """Return what the cell holds."""
        matrix = state[self.container][self.layer]
        return copied(matrix) if self.row is None or self.column is None else matrix[self.row][self.column]

    def write(self, state: State, value: Value) -> None:
        """Put a value into the cell."""
        if self.row is None or self.column is None:
            state[self.container][self.layer] = copied(value)
        else:
            state[self.container][self.layer][self.row][self.column] = value


class Address(NamedTuple):
    """Where a symbol stands before its letters have values: row and column, or neither for a whole matrix."""

    container: str
    layer: Layer
    at: tuple[Index, ...]


def copied(value: Value) -> Value:
    """Return a number as it is, and a matrix as a copy."""
    return [list(entries) for entries in value] if isinstance(value, list) else value


@dataclass(frozen=True, eq=False)
class Line:
    """A tagged line as a step: `written` becomes `said` or, in a line with +=, what was gathered so far plus `said`."""

    tag: Tag

    def __post_init__(self) -> None:
        statement = self.tag.statement
        if statement.lineno != statement.end_lineno:
            raise PairingError(f"{place(self.tag)}: `{self.tag.code}` takes several lines, expected one to step on")
        if any(isinstance(node, COMPREHENSIONS) for node in ast.walk(statement)):
            raise PairingError(f"{place(self.tag)}: `{self.tag.code}` holds loops that no step shows, expected none")

    @cached_property
    def reader(self) -> Reader:
        """What reads the line back."""
        return Reader(self.tag, self.tag.statement)

    @cached_property
    def written(self) -> Node:
        """The symbol that the line writes; an accumulator is the cell that it will be stored in."""
        return read(self.tag).sides[0]

    @cached_property
    def said(self) -> Node:
        """What one run of the line adds or sets."""
        match self.tag.statement:
            case ast.AugAssign(value=value):
                return self.reader.expression(value)
        return read(self.tag).sides[1]

    @property
    def gathers(self) -> bool:
        """Whether the line adds to what it gathered so far."""
        return isinstance(self.tag.statement, ast.AugAssign)

    @cached_property
    def start(self) -> Node | None:
        """What a line that gathers starts from."""
        match self.tag.statement:
            case ast.AugAssign(target=target):
                setting = self.reader.start_of(target)
                assert isinstance(setting, ast.Assign)
                return Reader(self.tag, setting).expression(setting.value)
        return None

    @cached_property
    def summed(self) -> list[str]:
        """The letters over which the line gathers."""
        statement = self.tag.statement
        loops = self.reader.gathering_loops(statement.target) if isinstance(statement, ast.AugAssign) else []
        return [loop.target.id for loop in loops if isinstance(loop.target, ast.Name)]

    @cached_property
    def reads(self) -> list[Node]:
        """The symbols that the line reads, each once: numbers of one cell, or whole matrices."""
        found = [node for node in walk(self.said) if isinstance(node, Symbol | Gradient)]
        inside = {id(part) for node in found if isinstance(node, Gradient) for part in (node.top, node.bottom)}
        return list(dict.fromkeys(node for node in found if id(node) not in inside))

    @cached_property
    def applied(self) -> list[Apply]:
        """The functions of numbers that the line applies."""
        return [node for node in walk(self.said) if isinstance(node, Apply)]

    @cached_property
    def layer(self) -> str:
        """The name of the layer in this line: l or L, or none."""
        labels = {node.layer.base for node in walk(read(self.tag)) if isinstance(node, Symbol) and node.layer}
        return min(labels - {""}, default="")

    @property
    def letters(self) -> list[str]:
        """The index letters of the loops around the line, the outermost first."""
        return [name for name in letters(self.tag) if name not in ("l", "L")]

    @cached_property
    def names(self) -> list[str]:
        """The names of the indices at which the line runs: l, if it has a layer, and its letters."""
        return ["l"] * bool(self.layer) + self.letters

    def address(self, node: Node) -> Address:
        """Return where a symbol of this line stands: its container, its layer and, of a cell, its row and column."""
        symbol, prefix = (node.bottom, "dJ_d") if isinstance(node, Gradient) else (node, "")
        if not isinstance(symbol, Symbol) or (symbol.kind in ("row", "column") and symbol.indices):
            raise PairingError(f"{place(self.tag)}: `{self.tag.code}` reads {node}, expected cells and whole matrices")
        if symbol.letter in WITHOUT_LAYER:
            return Address(symbol.letter, Layer(""), (1, 1))
        at = cell_of(symbol) if symbol.indices else ()
        return Address(prefix + symbol.letter.upper(), symbol.layer or Layer(""), at)

    def cell(self, node: Node, indices: Indices) -> Cell:
        """Return the cell that a symbol of this line is at some indices."""
        container, layer, at = self.address(node)
        numbers = [indices[index] if isinstance(index, str) else int(str(index)) - 1 for index in at]
        return Cell(container, layer.offset + (indices["l"] if layer.base else 0), *numbers)


@dataclass(frozen=True)
class Step:
    """One run of a tagged line; `turn` counts the runs at the same indices from 1."""

    line: Line
    indices: Indices
    cell: Cell
    value: Value
    turn: int

    @property
    def place(self) -> str:
        """The indices as they are printed, such as l=1,i=2,j=1, and with pass=2 in the second forward pass."""
        at = [f"{name}={at + (name != 'l')}" for name, at in self.indices.items()]
        return ",".join(at + [f"pass={self.turn}"] * (self.turn > 1))


@dataclass(frozen=True)
class Taken:
    """What one run of a line took: the value of each symbol read and, where the line gathers, what it had so far."""

    reads: list[Value]
    old: Value


def passes() -> list[Line]:
    """Return every tagged line of the passes and updates that the recorded net runs, in the order of the source."""
    sources = [source for source in package_sources() if source.file in PHASES]
    tags = [tag for source in sources for tag in tags_in(source)]
    return [Line(tag) for tag in tags if last_layer(read(tag)) in (None, Network(W, B).activations[len(W)])]


@dataclass
class Recorder:
    """Keeps every run of some lines, and what each took while it ran."""

    lines: Iterable[Line]
    steps: list[Step] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.at: dict[Tag, Line] = {line.tag: line for line in self.lines}
        first: dict[tuple[str, int], Tag] = {}
        for tag in self.at:
            if (other := first.setdefault((tag.file, tag.line), tag)) is not tag:
                raise PairingError(f"{place(tag)}: found the tags {other.name} and {tag.name} on one line, "
                                   "expected one to step on")
        self.running: tuple[Line, Indices, Taken] | None = None
        self.turns: Counter[tuple[Line, tuple[int, ...]]] = Counter()

    def record(self, action: Callable[[], Any]) -> None:
        """Do something and keep the runs of the lines."""
        Watch((block_of(tag) for tag in self.at), self.begin, self.finish).during(action)

    def begin(self, tag: Tag, frame: FrameType) -> None:
        """Keep what a line is about to read."""
        line, known = self.at[tag], frame.f_locals
        if self.running:
            raise PairingError(f"{place(tag)}: found {tag.name} run within {self.running[0].tag.name}, "
                               "expected one line after the other")
        indices = {name: known[line.layer if name == "l" else name] for name in line.names}
        reads = [seen(frame, tag.source, node) for node in line.reads]
        self.running = line, indices, Taken(reads, seen(frame, tag.source, line.written) if line.gathers else None)

    def finish(self, tag: Tag, frame: FrameType, returned: Any) -> None:
        """Keep what a line took and wrote."""
        assert self.running
        line, indices, taken = self.running
        self.taken.append(taken)
        at = line, tuple(indices.values())
        self.turns[at] += 1
        value = copied(value_in(frame, tag, returned))
        self.steps.append(Step(line, indices, line.cell(line.written, indices), value, self.turns[at]))
        self.running = None


def seen(frame: FrameType, source: Source, node: Node) -> Value:
    """Return what the source text of a symbol is worth in a frame."""
    assert node.span is not None
    return copied(worth(source.piece(node.span), frame))


def run(form: str) -> tuple[Gradients, Network, Run]:
    """Return the gradients of the worked net, the network after the update, and its forward pass, all in one form."""
    network, (forward, backward, update) = Network(W, B), FORMS[form]
    gradients = backward(network, forward(network, X), Y)
    updated = update(network, gradients, gamma)
    return gradients, updated, forward(updated, X)


def record(form: str) -> Recorder:
    """Return the record of the worked net in one form, "scalar" or "matrix".

    >>> first = record("scalar").steps[1]
    >>> first.line.tag.id, first.place, first.cell
    ('forward.z-element', 'l=1,i=1,j=1,h=1', Cell(container='Z', layer=1, row=0, column=0))
    """
    recorder = Recorder(passes())
    recorder.record(lambda: run(form))
    return recorder


def initial_state(form: str) -> State:
    """Return every container before the run, None where nothing is yet; m and gamma are matrices of one cell.

    In matrix form the data are layer 0 from the start; in scalar form a line of its own says so.
    """
    empty = {l: [[None] * m for i in range(n[l])] for l in range(len(n))}
    state: State = {name: {l: copied(empty[l]) for l in W} for name in ("Z", "A", "dJ_dA", "dJ_dZ")}
    state |= {f"dJ_d{name}": {l: [[None] * len(row) for row in layers[l]] for l in layers}
              for name, layers in (("W", W), ("B", B))}
    state["A"][0] = copied(X) if form == "matrix" else empty[0]
    state |= {"W": {l: copied(W[l]) for l in W}, "B": {l: copied(B[l]) for l in B}}
    return state | {"X": {0: copied(X)}, "Y": {0: copied(Y)}, "m": {0: [[m]]}, "gamma": {0: [[gamma]]}}


def replay(steps: Iterable[Step], state: State) -> Iterator[Taken]:
    """Yield what each step takes from state, then write its value there."""
    for step in steps:
        line, indices = step.line, step.indices
        old = None
        if line.start is not None:
            fresh = all(indices[letter] == 0 for letter in line.summed)
            old = start_value(line, step, state) if fresh else step.cell.read(state)
        yield Taken([line.cell(node, indices).read(state) for node in line.reads], old)
        step.cell.write(state, step.value)


def start_value(line: Line, step: Step, state: State) -> Value:
    """Return what a line that gathers starts from: 0, or the cell of a symbol."""
    if isinstance(line.start, Number):
        return float(line.start.text)
    assert line.start is not None
    return line.cell(line.start, step.indices).read(state)


def check(form: str, recorder: Recorder) -> State:
    """Return the state after replaying a record, which must take what the run took and end where a direct run ends.

    Raises: PairingError that names the first step, or the container, that differs.
    """
    state = initial_state(form)
    for step, taken, replayed in zip(recorder.steps, recorder.taken, replay(recorder.steps, state), strict=True):
        if taken != replayed:
            raise PairingError(f"{place(step.line.tag)}: at {step.place} the run took {taken}, the replay {replayed}")
    gradients, network, done = run(form)
    for name, layers in {**done._asdict(), **gradients._asdict(), "W": network.W, "B": network.B}.items():
        if state[name] != layers:
            raise PairingError(f"record: the replay ends with {name} {state[name]}, expected {layers}")
    return state
