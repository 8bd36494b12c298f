"""Slips in an equation's line, made by the machine: what the line then says, what that is worth, and what it breaks.

The wrong lines are those that the tests try (tests/mutants.py). Read back, they are equations that look right, each
proven to be another one; run in place of the right line, they leave a pattern by which they can be told apart.
"""

from __future__ import annotations

import html
import sys
from collections.abc import Mapping
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from itertools import islice
from math import inf, isfinite
from pathlib import Path
from types import ModuleType

sys.path.append(str(Path(__file__).parents[2] / "tests"))

from mutants import Mutant, mutants_of  # type: ignore[import-not-found,unused-ignore]

from builder.calculations import calculator
from purenn import backward_matrix, matrix
from purenn.check import finite_differences
from purenn.explaining.numbers import Place, shown
from purenn.explaining.worked import WorkedNet, X, Y, gamma
from purenn.forward import cost, forward_pass
from purenn.gradients import Gradients
from purenn.matrix import Matrix, ShapeError
from purenn.network import Network
from purenn.notation.expression import Equation, Function, Node, PairingError, Symbol
from purenn.notation.mathml import MathML
from purenn.notation.shapes import MisfitError
from purenn.notation.sizes import Layer
from purenn.notation.symbols import container
from purenn.notation.walks import walk
from purenn.pairing.indices import IndexCheckError, shapes_of
from purenn.pairing.reading import read
from purenn.pairing.registry import package_sources
from purenn.pairing.tags import Tag, tags_in

WORDS = {  # what a reader is told of a rule
    "a transpose dropped": "a transpose is missing",
    "two indices swapped": "two indices have changed places",
    "another symbol": "one symbol stands in another's place",
    "a layer shifted by one": "a layer is off by one",
    "⊙ grouped the other way": "the brackets stand the other way round",
    "a row taken for a column": "a row is taken for a column",
    "a sign flipped": "a sign is the other way round",
    "a 1/m dropped": "the factor 1/m is missing",
    "another number": "a number is another one",
    "another letter": "an index stands in another's place",
    "a sum cut short": "the sum ends one too early",
    "a sum dropped": "the sum has its first term only",
    "the first for every index": "an index is 1 throughout",
}
OFF = 1e-6  # a gap of a larger share than this is no rounding
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
    for mutant in sorted(mutants_of(tag), key=lambda mutant: list(WORDS).index(mutant.rule)):
        with suppress(PairingError):
            equation = read(mutant.tag)
            if equation.sides[0] == right.sides[0] and equation.sides != right.sides and has_known_layers(equation):
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
        found = error.__context__
        if isinstance(found, MisfitError):
            inner = f"in <math>{MathML().show(found.node)}</math> " if not isinstance(found.node, Equation) else ""
            return f"{inner}one finds {html.escape(found.found)}, and expects {html.escape(found.expected)}"
    return ""


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


def numeral(value: float) -> str:
    """Return a number with four digits and a true minus.

    >>> numeral(-0.25)
    '−0.25'
    """
    return shown(value).text.replace("-", "−")


# ---- what a slip breaks


@dataclass(frozen=True)
class Finding:
    """What a slip did at one place: how that is shown, and whether all is well there."""

    shown: str
    well: bool


@dataclass(frozen=True)
class Pattern:
    """What a slip did to the worked network, by row and column.

    It is of one of these kinds: "gradients", by layer and name; "entries", those of Z of layer 1; "costs", before and
    after each of some steps of gradient descent; "stops", with the message of a ShapeError as its only finding.
    """

    kind: str
    findings: Mapping[tuple[int, str], Finding]

    @property
    def signature(self) -> tuple[object, ...]:
        """What patterns are told apart by: where something is off, or the costs, or the message."""
        by_text = self.kind in ("costs", "stops")
        return self.kind, *(each.shown if by_text else each.well for each in self.findings.values())

    def unlike(self, other: Pattern) -> float:
        """Return at how many places another pattern differs."""
        if self.kind != other.kind:
            return inf
        return sum(x != y for x, y in zip(self.signature, other.signature, strict=True))


Suspect = tuple[Mutant, Pattern]


def suspects(tag: Tag, slip: str) -> list[Suspect]:
    """Return a telling slip in a tagged line, and three in its module that leave other patterns.

    `slip` names the first by a rule, such as "a sum cut short", or a further one, "a sum cut short, 2". Of the others,
    those with patterns most like its own come first.
    Raises: PairingError if there are not so many.
    """
    known, where = telling(tag.file), f"{tag.file}:{tag.line}"
    mine = [each for each in known if each[0].original.name == tag.name]
    rule, _, number = slip.partition(", ")
    first = next(islice((each for each in mine if each[0].rule == rule), int(number or 1) - 1, None), None)
    if first is None:
        rules = ", ".join(dict.fromkeys(mutant.rule for mutant, _ in mine))
        raise PairingError(f"{where}: found no telling slip `{slip}` in {tag.name}, expected one of {rules}")
    chosen = [first]
    for each in sorted(known, key=lambda each: first[1].unlike(each[1])):
        taken = each[1].signature in {found.signature for _, found in chosen}
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
        for mutant in sorted(mutants_of(tag), key=lambda mutant: list(WORDS).index(mutant.rule)):
            with suppress(AttributeError, NameError, TypeError, ValueError, LookupError, ArithmeticError):
                seen = pattern(mutant)
                if seen.signature != right:
                    found.append((mutant, seen))
    return found


def pattern(mutant: Mutant) -> Pattern:
    """Return what running a wrong line in place of the right one does to the worked network, by the line's module.

    Raises: whatever the wrong line raises, but for a ShapeError, whose message is then the pattern.
    """
    module, function = module_with(mutant), mutant.original.function.name
    network, run = deepcopy((net().network, net().run))  # a wrong line may write into what it is given
    try:
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
    source, function = mutant.original.source, mutant.original.function
    lines = list(source.lines)
    start, end = function.lineno - 1, function.end_lineno
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
    shares = {(l, name): share(getattr(gradients, name)[l], right[name][l]) for l, name in keys}
    return Pattern("gradients", {
        key: Finding(f"off by {gap:.0%}" if gap > OFF else "agrees", gap <= OFF) for key, gap in shares.items()
    })


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
    source, right_lines = mutant.tag.source, mutant.original.source.lines
    line = next(k for k, wrong in enumerate(source.lines) if wrong.strip() and wrong != right_lines[k])
    wrong, right = (each[line].partition("  # eq: ")[0].strip() for each in (source.lines, right_lines))
    start = shared(wrong, right)
    end = len(wrong) - shared(wrong[start:][::-1], right[start:][::-1])
    while start and wrong[start - 1] not in "[(]), ":
        start -= 1
    while end < len(wrong) and wrong[end] not in "[(]), ":
        end += 1
    return wrong[:start], wrong[start:end], wrong[end:]


def shared(one: str, other: str) -> int:
    """Return how many letters two texts begin with alike."""
    return next((k for k, (x, y) in enumerate(zip(one, other, strict=False)) if x != y), min(len(one), len(other)))


def symbol(name: str, l: int) -> str:
    """Return the MathML of a matrix or a gradient of a layer, or of J."""
    found = container(name, Layer("", l))
    return f"<math>{MathML().show(found) if found else '<mi>J</mi>'}</math>"
