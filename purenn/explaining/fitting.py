"""Whether an equation holds on a net of somebody's own, and which one does instead."""

from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from math import isclose

from purenn.explaining.numbers import Calculation, Calculator
from purenn.explaining.worked import called, functions_in
from purenn.notation.expression import Apply, Equation, Function, Gradient, Node, PairingError, Symbol
from purenn.notation.walks import walk
from purenn.pairing.judge import Judge, Net
from purenn.pairing.proof import ALONE, is_elementwise, needs
from purenn.pairing.registry import Entry


def check_fit(entry: Entry, given: Net, entries: Mapping[str, Entry], beside: Iterable[Equation] = ()) -> None:
    """Raise PairingError if an equation, or one beside it that its line is computed with, does not hold on a net.

    The message says why, and names the equation of the same symbol that does hold, if there is one.
    """
    calculator = Calculator(given)
    own = misfit(entry.equation, calculator)
    if found := own or next(filter(None, (misfit(each, calculator) for each in beside)), ""):
        better = instead(entry, calculator, entries)
        cure = f"; take {better.id} instead" if better else ""
        about = entry.id if own else f"{entry.id}, where it stands in the code,"
        raise PairingError(f"{about} does not hold on {called(given)}: {found}{cure}")


def misfit(equation: Equation, calculator: Calculator) -> str:
    """Return why an equation does not hold on a net; "" if it does at some layer."""
    net, nodes = calculator.on(equation), list(walk(equation))
    for name in functions_in(equation) - set(net.names.values()):
        return f"no layer has {name} for its f, which are {', '.join(net.names.values())}"
    needed = needs([equation])
    if any(node.layer.base == "l" for node in nodes if isinstance(node, Symbol | Function) and node.layer):
        needed = needed._replace(elementwise=False)  # it may hold at other layers
    if found := needed.unmet(net):
        return found
    if calculator.layers(equation):
        return ""
    if is_elementwise(equation) and net.names[1] == "softmax":
        return ALONE
    return "it is about a hidden layer, found none" if net.L == 1 else f"found no such layer among {net.L}"


def instead(entry: Entry, calculator: Calculator, entries: Mapping[str, Entry]) -> Entry | None:
    """Return the equation that says of the same symbol what holds on a net, the one with the most similar name."""
    about = subject(entry.equation.sides[0])

    def likeness(other: Entry) -> tuple[bool, bool, float]:
        labels = has_labels(other.equation) == has_labels(entry.equation)
        kind = kind_of(other.equation.sides[0]) == kind_of(entry.equation.sides[0])
        name, other_name = (each.id.partition(".")[2] for each in (entry, other))
        return labels, kind, SequenceMatcher(None, name, other_name).ratio()

    alike = [other for other in entries.values() if other is not entry and subject(other.equation.sides[0]) == about]
    return max((other for other in alike if not misfit(other.equation, calculator)), key=likeness, default=None)


def subject(node: Node) -> object:
    """Return what a left side is about, whatever its layer and indices."""
    match node:
        case Gradient(top, bottom):
            return subject(top), subject(bottom)
        case Symbol(letter):
            return letter.lower()
        case Apply(function):
            return "f", function.prime
    return node


def kind_of(node: Node) -> str:
    """Return whether a left side is a number, a row, a column or a matrix."""
    node = node.bottom if isinstance(node, Gradient) else node
    return node.kind if isinstance(node, Symbol) else ""


def has_labels(equation: Equation) -> bool:
    """Say whether labels stand in an equation."""
    return any(isinstance(node, Symbol) and node.letter.lower() == "y" for node in walk(equation))


def check_true(entry: Entry, worked: Calculation, calculator: Calculator) -> None:
    """Raise PairingError unless all sides of a calculation have the value that the judge measures for the left one."""
    net = calculator.net
    judge, at = Judge(net.given), {"z": net.constants["z"]}
    true = judge.value(worked.left, at)
    if entry.equation.sign == "←":
        true -= net.given.gamma * judge.value(Gradient(Symbol("J", "scalar"), worked.left), at)
    for _, value in worked.sides:
        if not isclose(value, true, rel_tol=1e-6, abs_tol=1e-9):
            raise PairingError(
                f"{entry.id} gives {value:.6g} on {called(net.given)}, and differences give {true:.6g}: "
                "its numbers are too near 0, 1 or infinity for what is printed; expected smaller ones"
            )
