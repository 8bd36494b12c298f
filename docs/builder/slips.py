"""Slips in an equation's line, made by the machine: what the line then says, what that is worth, and what it breaks.

The wrong lines are those that the tests try, of purenn.pairing.mutants. Read back, they are equations that look
right, each proven to be another one; run in place of the right line, they leave a pattern by which they can be told
apart.
"""

from __future__ import annotations

import html
from collections.abc import Collection, Mapping
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from itertools import islice
from math import inf, isfinite
from types import ModuleType

from builder.calculations import calculator
from builder.digits import numeral
from purenn import backward_matrix, matrix
from purenn.check import finite_differences
from purenn.explaining.numbers import Place
from purenn.explaining.slips import OFF, WORDS, factor, in_order, says
from purenn.explaining.worked import WorkedNet, X, Y, gamma
from purenn.forward import cost, forward_pass
from purenn.gradients import Gradients
from purenn.loss import cross_entropy
from purenn.matrix import Matrix, ShapeError
from purenn.network import Network
from purenn.notation.expression import Equation, Function, Node, PairingError, Symbol
from purenn.notation.mathml import MathML, shape_mathml
from purenn.notation.shapes import EXPECTED, MisfitError
from purenn.notation.sizes import ONE, Layer, Size
from purenn.notation.symbols import container
from purenn.notation.walks import walk
from purenn.pairing.indices import IndexCheckError, shapes_of
from purenn.pairing.mutants import Mutant
from purenn.pairing.reading import read
from purenn.pairing.registry import package_sources
from purenn.pairing.tags import Tag, tags_in

STEPS = 4  # of gradient descent, whose costs show a slip in the update


@dataclass(frozen=True)
class Slip:
    """A tagged line gone wrong by a rule, and the equation that it then says."""

    mutant: Mutant
    equation: Equation

    @property
    def words(self) -> str:
        """What went wrong."""
        return WORDS[self.mutant.rule]


def slips_of(tag: Tag) -> list[Slip]:
    """Return the slips in a tagged line that still read as an equation for the same thing, another one each."""
    right, found = read(tag), dict[tuple[Node, ...], Slip]()
    for mutant in in_order(tag):
        equation = says(mutant)
        another = equation and equation.sides[0] == right.sides[0] and equation.sides != right.sides
        if equation and another and has_known_layers(equation):
            found.setdefault(equation.sides, Slip(mutant, equation))
    return list(found.values())


def has_known_layers(equation: Equation) -> bool:
    """Say whether every layer of an equation is that of a neighbour, as the book speaks of no others."""
    layers = [node.layer for node in walk(equation) if isinstance(node, Symbol | Function) and node.layer]
    return all(abs(layer.offset) < 2 for layer in layers if layer.base)


# ---- proven to be another equation


def misfit(slip: Slip) -> str:
    """Return as HTML where a letter or a shape of a slip's equation does not stand where it can; empty if all do."""
    try:
        shapes_of(slip.mutant.tag)
    except IndexCheckError as error:
        if isinstance(found := error.__context__, MisfitError):
            return said(found)
    return ""


def said(misfit: MisfitError) -> str:
    """Return as HTML what does not go together."""
    piece = "" if isinstance(misfit.node, Equation) else f"<math>{MathML().show(misfit.node)}</math>"
    if misfit.expected in (EXPECTED["matmul"], EXPECTED["dot"]):
        (*_, columns), (rows, *_) = ((*shape, ONE, ONE)[:2] for shape in misfit.shapes)
        left = f"{shape_mathml((columns,))} column{plural(columns)} on the left"
        right = f"{shape_mathml((rows,))} row{plural(rows)} on the right"
        return f"the two factors of {piece} cannot be multiplied: {left}, {right}"
    shapes = [shape_mathml(shape) if shape else "a number" for shape in misfit.shapes]
    if misfit.expected == EXPECTED["equal"]:
        return f"the two parts of {piece} have different shapes, {' and '.join(shapes)}"
    if shapes and not misfit.expected.startswith(tuple(EXPECTED.values())):
        return f"the left side is {shapes[0]}, the right side {shapes[1]}"
    where = f"in {piece} " if piece else ""
    return f"{where}stands {html.escape(misfit.found)}; here belongs {html.escape(misfit.expected)}"


def plural(size: Size) -> str:
    """Return the ending of a noun after a size."""
    return "" if size == ONE else "s"


def gap(slip: Slip, right: Equation, places: list[Place]) -> str:
    """Return as HTML at which of some places a slip's equation has another value than the right one, and which."""
    for place in places:
        with suppress(LookupError, ValueError, ArithmeticError, TypeError):
            worked = calculator().calculate(right, place)
            value = calculator().calculate(slip.equation, place).sides[-1][1]
            if abs(value - worked.sides[-1][1]) > 1e-3 * max(1e-3, abs(worked.sides[-1][1])):
                left = f"<math>{MathML().show(worked.left)}</math>"
                return (
                    f"on the worked network it gives {numeral(value)} for {left}, which is "
                    f"{numeral(worked.sides[-1][1])}"
                )
    return ""


# ---- what a slip breaks


@dataclass(frozen=True)
class Finding:
    """What a slip did at one place: how that is shown, whether all is well there, and why it is what it is."""

    shown: str
    well: bool
    why: str = ""


@dataclass(frozen=True)
class Pattern:
    """What a slip did to the worked network, by row and column.

    It is of one of these kinds: "gradients", by layer and name; "entries", those of Z of layer 1; "costs", before and
    after each of some steps of gradient descent; "means", J of the first datapoint, of the first two, and so on, with
    the right ones in row 1; "stops", with the message of a ShapeError as its only finding.
    """

    kind: str
    findings: Mapping[tuple[int, str], Finding]

    @property
    def signature(self) -> tuple[object, ...]:
        """What patterns are told apart by: where something is off, or the costs, or the message."""
        by_text = self.kind in ("costs", "means", "stops")
        return self.exact if by_text else (self.kind, *(each.well for each in self.findings.values()))

    @property
    def exact(self) -> tuple[object, ...]:
        """What a pattern shows, to the last digit."""
        return self.kind, *(each.shown for each in self.findings.values())

    def unlike(self, other: Pattern) -> float:
        """Return at how many places another pattern differs."""
        if self.kind != other.kind:
            return inf
        return sum(x != y for x, y in zip(self.signature, other.signature, strict=True))


Suspect = tuple[Mutant, Pattern]


def suspects(tag: Tag, slip: str, ids: Collection[str] | None = None) -> list[Suspect]:
    """Return a telling slip in a tagged line, and three in its module that leave other patterns.

    `slip` names the first by a rule, such as "a sum cut short", or a further one, "a sum cut short, 2". Of the others,
    in lines of some equations only, those with patterns most like its own come first; patterns may differ by no more
    than their numbers, if there are too few others.
    Raises: PairingError if there are not so many.
    """
    where = f"{tag.file}:{tag.line}"
    known = [each for each in telling(tag.file) if ids is None or each[0].original.id in ids]
    mine = [each for each in known if each[0].original.name == tag.name]
    rule, _, number = slip.partition(", ")
    first = next(islice((each for each in mine if each[0].rule == rule), int(number or 1) - 1, None), None)
    if first is None:
        rules = ", ".join(dict.fromkeys(mutant.rule for mutant, _ in mine))
        raise PairingError(f"{where}: found no telling slip `{slip}` in {tag.name}, expected one of {rules}")
    chosen = [first]
    near = sorted(known, key=lambda each: first[1].unlike(each[1]))
    for feature in ("signature", "exact"):
        for each in near:
            taken = getattr(each[1], feature) in {getattr(found, feature) for _, found in chosen}
            if len(chosen) < 4 and not taken and (first[1].kind == "stops" or each[1].kind != "stops"):
                chosen.append(each)
    if len(chosen) < 4:
        raise PairingError(f"{where}: found {len(chosen) - 1} other patterns beside that of {tag.name}, expected 3")
    return chosen


@cache
def telling(file: str) -> list[Suspect]:
    """Return the slips in the tagged lines of a module that show on the worked network, each with its pattern."""
    (source,) = (source for source in package_sources() if source.file == file)
    found = []
    for tag in tags_in(source):
        right = pattern(Mutant("", "", tag, tag, False)).signature
        for mutant in in_order(tag):
            with suppress(AttributeError, NameError, TypeError, ValueError, LookupError, ArithmeticError):
                seen = pattern(mutant)
                if seen.signature != right:
                    found.append((mutant, seen))
    return found


def pattern(mutant: Mutant) -> Pattern:
    """Return what running a wrong line in place of the right one does to the worked network, by the line's module.

    Raises: whatever the wrong line raises, but for a ShapeError, whose message is then the pattern.
    """
    module, function = module_with(mutant), mutant.function.name
    network, run = deepcopy((net().network, net().run))  # a wrong line may write into what it is given
    try:
        if mutant.original.file.endswith("loss.py"):
            return mean_pattern(module)
        if mutant.original.file.endswith("descent.py"):
            return cost_pattern(module, function, network)
        if mutant.original.file.endswith("forward.py"):
            run = (module.scalar_forward_pass if "scalar" in function else module.forward_pass)(network, X)
            return entry_pattern(run.Z[1])
        return gradient_pattern(module.backward_pass(network, run, Y))
    except ShapeError as error:
        return Pattern("stops", {(0, ""): Finding(str(error), False)})


def module_with(mutant: Mutant) -> ModuleType:
    """Return a module with a wrong line in place of the right one."""
    source, function = mutant.original.source, mutant.function
    lines = list(source.lines)
    start, end = function.lineno - 1, function.end_lineno or 0
    lines[start:end] = mutant.tag.source.lines[start:end]
    module = ModuleType(source.module)
    module.__dict__.update(vars(matrix))  # a slip may call what the module does not import
    exec(compile("\n".join(lines), source.file, "exec"), module.__dict__)
    return module


@cache
def net() -> WorkedNet:
    """Return the worked network."""
    return WorkedNet()


@cache
def differences() -> Gradients:
    """Return the gradients of the worked network by finite differences."""
    return finite_differences(net().network, net().run, Y)


def gradient_pattern(gradients: Gradients) -> Pattern:
    """Return the largest gap in each gradient, as a share of the right gradient's largest entry."""
    right = differences()._asdict()
    keys = [(l, name) for l in sorted(right["dJ_dA"], reverse=True) for name in right]
    found = {(l, name): comparison(getattr(gradients, name)[l], right[name][l]) for l, name in keys}
    return Pattern("gradients", found)


def comparison(found: Matrix, right: Matrix) -> Finding:
    """Return how far a gradient is off, and why just so far."""
    gap = share(found, right)
    return Finding(f"off by {gap:.0%}", False, why(found, right, gap)) if gap > OFF else Finding("agrees", True)


def why(found: Matrix, right: Matrix, gap: float) -> str:
    """Return what all entries of a wrong gradient have in common, and how large the gap is for it; empty if nothing."""
    pairs = [pair for rows in zip(found, right, strict=True) for pair in zip(*rows, strict=True)]
    times, m = factor(pairs), len(Y[0])
    if times is None:
        furthest, _ = max(pairs, key=lambda pair: abs(pair[0] - pair[1]))
        return "The entry that is furthest off is 0, so all of it is missing." if furthest == 0 else ""
    if abs(times + 1) < OFF:
        return f"Every entry of it has the wrong sign, so the gap is twice the right entry: {gap:.0%}."
    if abs(times - m) < OFF * m:
        return (
            f"Every entry of it is {m} times what it should be, as often as there are datapoints, so the gap is "
            f"{m - 1} times the right entry: {gap:.0%}."
        )
    if len(pairs) == 1:  # one entry has nothing in common with others
        return ""
    return f"Every entry of it is {numeral(times)} times what it should be: the gap is {gap:.0%} of the right entry."


def share(found: Matrix, right: Matrix) -> float:
    """Return the largest gap between two matrices of one shape, as a share of the right one's largest entry."""
    pairs = [pair for rows in zip(found, right, strict=True) for pair in zip(*rows, strict=True)]
    gaps = [abs(x - y) for x, y in pairs]
    if not all(map(isfinite, gaps)):
        raise ValueError("a number that is not finite")
    return max(gaps) / max(abs(y) for _, y in pairs)


def entry_pattern(Z: Matrix) -> Pattern:
    """Return which preactivations of layer 1 are off."""
    right = net().run.Z[1]
    gaps = {(i, str(j)): abs(x - y) for i, rows in enumerate(zip(Z, right, strict=True), start=1)
            for j, (x, y) in enumerate(zip(*rows, strict=True), start=1)}  # fmt: skip
    return Pattern("entries", {key: Finding("off" if gap > OFF else "right", gap <= OFF) for key, gap in gaps.items()})


def mean_pattern(module: ModuleType) -> Pattern:
    """Return the cross-entropy of the first outputs of the worked network, of one, of two and so on."""
    (a,), (y,) = net().run.A[net().network.L], Y
    counts = range(1, len(y) + 1)
    found, right = ({k: each([a[:k]], [y[:k]]) for k in counts} for each in (module.cross_entropy, cross_entropy))
    if not all(map(isfinite, found.values())):
        raise ValueError("a number that is not finite")
    return Pattern("means", {
        (row, str(k)): Finding(f"{J[k]:.4f}".replace("-", "−"), abs(J[k] - right[k]) < OFF)
        for row, J in enumerate((found, right)) for k in counts
    })


def cost_pattern(module: ModuleType, function: str, network: Network) -> Pattern:
    """Return the cost before and after some steps of gradient descent."""
    found = [cost(network, net().run, Y)]
    for _ in range(STEPS):
        gradients = backward_matrix.backward_pass(network, forward_pass(network, X), Y)
        network = getattr(module, function)(network, gradients, gamma)
        found.append(cost(network, forward_pass(network, X), Y))
    if not all(map(isfinite, found)):
        raise ValueError("a number that is not finite")
    return Pattern("costs", {(0, str(step)): Finding(f"{J:.4f}", True) for step, J in enumerate(found)})


def parted(mutant: Mutant) -> tuple[str, str, str]:
    """Return the wrong line in three: what is as it was, the piece that holds the slip, and what is as it was again."""
    (start, _), (_, end) = mutant.marks[0], mutant.marks[-1]
    return mutant.code[:start], mutant.code[start:end], mutant.code[end:]


def symbol(name: str, l: int) -> str:
    """Return the MathML of a matrix or a gradient of a layer, or of J."""
    found = container(name, Layer("", l))
    return f"<math>{MathML().show(found) if found else '<mi>J</mi>'}</math>"
