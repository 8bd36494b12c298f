"""The kind of an equation, told from its tree: a definition, a layout, an expansion or a computation."""

from purenn.notation.expression import Apply, Equation, Gradient, Layout, Node, Operation, Sum, Symbol
from purenn.notation.walks import walk

DEFINED_BY = {"z": {"w", "a", "b"}, "a": {"z", "c"}, "A": {"x"}, "J": {"a", "y"}}


def kind_of(equation: Equation) -> str:
    """Return the kind of an equation, as its tree has it.

    A definition says what nothing before it gives; a layout writes out its own left side; an expansion is a chain of
    derivatives and nothing else; everything else is a computation.
    """
    (left, *right), sign = equation.sides, equation.sign
    named = {each.letter.lower() for side in right for each in walk(side) if isinstance(each, Symbol)} - {"m"}
    match left:
        case Apply(function) if not function.prime and not function.layer:
            return "definition"
        case Symbol(letter, "scalar" | "matrix") if (named and named <= DEFINED_BY.get(letter, set())) or sign == "←":
            return "definition"
    if all(isinstance(side, Layout) and not side.diagonal and letters(side.entry) == letters(left) for side in right):
        return "layout"
    factors = factors_of(right[0])
    chain = len(right) == 1 and len(factors) > 1 and all(isinstance(factor, Gradient) for factor in factors)
    return "expansion" if chain else "computation"


def letters(node: Node) -> object:
    """Return a symbol, or a derivative of symbols, without its indices."""
    if isinstance(node, Gradient):
        return letters(node.top), letters(node.bottom)
    return (node.letter.lower(), node.layer) if isinstance(node, Symbol) else node


def factors_of(node: Node) -> list[Node]:
    """Return the factors of a product, or of one that is summed."""
    match node:
        case Sum(_, body):
            return factors_of(body)
        case Operation("times" | "matmul" | "dot", parts):
            return [factor for part in parts for factor in factors_of(part)]
    return [node]
