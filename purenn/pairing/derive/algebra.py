"""Two ways of being the same: in another order, and by algebra.

`arranged` is the same text for expressions that differ in order, brackets, signs and bound letters alone. `normal` is a
quotient of polynomials over *atoms*, pieces that the algebra does not look into; equal quotients have no difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, reduce
from itertools import permutations

from purenn.notation.expression import Apply, Gradient, Node, Number, Operation, PairingError, Sum, Symbol
from purenn.notation.sizes import Axis
from purenn.notation.text import text
from purenn.notation.walks import free_letters, operation, product_of, walk, with_bound_letter

NUMERAL = re.compile(r"-?\d+(?:\.\d+)?(?:e[-+]?\d{1,3})?", re.ASCII)
SMALL = re.compile(r"-?\d{1,2}", re.ASCII)  # an exponent of which a product is made
LONGEST = 60  # steps of a division that comes to no end


# ---------------------------------------------------------------------- in another order


def is_arranged(one: Node, other: Node) -> bool:
    """Say whether two expressions differ in order, brackets, signs and bound letters alone."""
    return arranged(one) == arranged(other)


@cache
def arranged(node: Node, depth: int = 0) -> str:
    """Return one text for all orders of sums and products; depth counts the sums around node."""
    match node:
        case Sum():
            axes, body = summed_over(node)
            orders = (relettered(body, order, depth) for order in permutations(axes))
            return min(f"Σ{sizes}{arranged(inner, depth + len(axes))}" for sizes, inner in orders)
        case Operation("times" | "scale" | "fraction" | "negative" | "hadamard" | "matmul" | "dot"):
            sign, factors = sign_and_factors(node, depth)
            return sign + "·".join(sorted(factors) or ["1"])
        case Operation("plus" | "minus"):
            return f"({''.join(sorted(signed_terms(node, '+', depth)))})"
        case Operation(name, parts):
            return f"{name}({','.join(arranged(part, depth) for part in parts)})"
        case Apply(function, arguments):
            return f"{text(function)}({','.join(arranged(each, depth) for each in arguments)})"
        case Gradient(top, bottom):
            return f"∂{arranged(top, depth)}/∂{arranged(bottom, depth)}"
        case Symbol("delta", indices=indices):
            return f"δ{sorted(map(str, indices))}"
    return text(node)


def sign_and_factors(node: Node, depth: int) -> tuple[str, list[str]]:
    """Return the sign of a product and its factors, those under a fraction bar with a stroke before them.

    What scales a factor of a product of matrices scales the whole.
    """
    negative, factors = False, []

    def gather(node: Node, under: str) -> str:
        """Put numbers among the factors; return the text of a matrix, or nothing."""
        nonlocal negative
        match node:
            case Operation("times", parts):
                for part in parts:
                    put(gather(part, under))
            case Operation("scale", (number, matrix)):
                put(gather(number, under))
                return gather(matrix, under)
            case Operation("fraction", (top, bottom)) if is_matrix(bottom):
                return f"{under}fraction[{arranged(top, depth)};{arranged(bottom, depth)}]"
            case Operation("fraction", (top, bottom)):
                put(gather(top, under))
                put(gather(bottom, "" if under else "/"))
            case Operation("negative", (inner,)):
                negative = not negative
                return gather(inner, under)
            case Operation("hadamard" | "matmul" | "dot" as name):
                texts = [gather(each, under) for each in associated(node, name)]
                return f"{under}{name}[{';'.join(sorted(texts) if name == 'hadamard' else texts)}]"
            case Number("1"):
                return ""
            case _:
                return under + arranged(node, depth)
        return ""

    def put(found: str) -> None:
        factors.extend([found] if found else [])

    put(gather(node, ""))
    return "-" if negative else "", factors


def is_matrix(node: Node) -> bool:
    """Say whether a symbol in node is a row, a column or a matrix."""
    return any(isinstance(each, Symbol) and each.kind != "scalar" for each in walk(node))


def associated(node: Node, name: str) -> Iterator[Node]:
    """Yield the factors of a product of one kind, however it is bracketed."""
    if isinstance(node, Operation) and node.operator == name:
        for part in node.parts:
            yield from associated(part, name)
    else:
        yield node


def signed_terms(node: Node, sign: str, depth: int) -> Iterator[str]:
    """Yield the terms of a sum, each with its sign."""
    other = "-" if sign == "+" else "+"
    match node:
        case Operation("plus" | "minus" as name, (left, right)):
            yield from signed_terms(left, sign, depth)
            yield from signed_terms(right, sign if name == "plus" else other, depth)
        case Operation("negative", (inner,)):
            yield from signed_terms(inner, other, depth)
        case _:
            term = arranged(node, depth)
            yield (other if term.startswith("-") else sign) + term.removeprefix("-")


def summed_over(node: Node) -> tuple[list[Axis], Node]:
    """Return the axes of sums that follow each other, and what they sum."""
    axes = []
    while isinstance(node, Sum):
        axes.append(node.axis)
        node = node.body
    return axes, node


def relettered(body: Node, order: tuple[Axis, ...], depth: int) -> tuple[list[str], Node]:
    """Return the sizes of axes in some order, and body with a letter for each that is named by its depth."""
    for k, axis in enumerate(order):
        inner = with_bound_letter(Sum(axis, body), axis.letter, f"#{depth + k}")
        assert isinstance(inner, Sum)
        body = inner.body
    return [f"{axis.size.name}{axis.size.layer or ''}" for axis in order], body


# ---------------------------------------------------------------------- by algebra


@dataclass(frozen=True)
class Atom:
    """A piece that the algebra does not look into, known by its text."""

    key: str
    node: Node

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Atom) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


Monomial = tuple[tuple[Atom, int], ...]  # atoms and their exponents, which may be negative, in the order of their keys
Polynomial = dict[Monomial, Fraction]  # without zeros
UNIT: Polynomial = {(): Fraction(1)}


def monomial(one: Monomial, other: Monomial, sign: int = 1) -> Monomial:
    """Return the product of two monomials, or with the sign -1 their quotient."""
    exponents = dict(one)
    for atom, exponent in other:
        exponents[atom] = exponents.get(atom, 0) + sign * exponent
    return tuple(sorted(((atom, k) for atom, k in exponents.items() if k), key=lambda each: each[0].key))


def plus(one: Polynomial, other: Polynomial, times: Fraction = Fraction(1)) -> Polynomial:
    """Return one and some times the other."""
    found = dict(one)
    for each, coefficient in other.items():
        found[each] = found.get(each, Fraction(0)) + times * coefficient
    return {each: coefficient for each, coefficient in found.items() if coefficient}


def times(one: Polynomial, other: Polynomial) -> Polynomial:
    """Return the product of two polynomials."""
    found: Polynomial = {}
    for a, x in one.items():
        found = plus(found, {monomial(a, b): x * y for b, y in other.items()})
    return found


def divided(top: Polynomial, bottom: Polynomial) -> Polynomial | None:
    """Return top over bottom if the division leaves nothing."""
    atoms = sorted({atom for each in (*top, *bottom) for atom, _ in each}, key=lambda atom: atom.key)

    def rank(each: Monomial) -> list[int]:
        exponents = dict(each)
        return [exponents.get(atom, 0) for atom in atoms]

    found: Polynomial = {}
    rest, first = top, max(bottom, key=rank)
    for _ in range(LONGEST):
        if not rest:
            return found
        highest = max(rest, key=rank)
        step = {monomial(highest, first, -1): rest[highest] / bottom[first]}
        found, rest = plus(found, step), plus(rest, times(step, bottom), Fraction(-1))
    return None


@dataclass(frozen=True)
class Quotient:
    """A polynomial over others, none of which is a monomial or divides it."""

    top: Polynomial
    below: tuple[Polynomial, ...] = ()

    @classmethod
    def of(cls, top: Polynomial, below: tuple[Polynomial, ...]) -> Quotient:
        """Return a quotient with all that cancels cancelled."""
        kept = []
        for each in below:
            if len(each) == 1:
                ((under, coefficient),) = each.items()
                top = {monomial(over, under, -1): x / coefficient for over, x in top.items()}
            elif (found := divided(top, each)) is not None:
                top = found
            else:
                kept.append(each)
        return cls(top, tuple(kept))

    def __add__(self, other: Quotient) -> Quotient:
        mine, theirs = [*self.below], [*other.below]
        for each in self.below:
            if each in theirs:
                theirs.remove(each)
                mine.remove(each)
        top = plus(reduce(times, theirs, self.top), reduce(times, mine, other.top))
        return Quotient.of(top, (*self.below, *theirs))

    def __mul__(self, other: Quotient) -> Quotient:
        return Quotient.of(times(self.top, other.top), (*self.below, *other.below))

    def inverse(self) -> Quotient:
        """Return one over this.

        Raises: PairingError if this is 0.
        """
        if not self.top:
            raise PairingError("found a division by 0")
        return Quotient.of(reduce(times, self.below, UNIT), (self.top,))

    def power(self, exponent: int) -> Quotient:
        """Return a whole power of this."""
        base = self if exponent >= 0 else self.inverse()
        return reduce(Quotient.__mul__, [base] * abs(exponent), constant(1))


def constant(value: int | Fraction) -> Quotient:
    """Return a number as a quotient."""
    return Quotient({(): Fraction(value)} if value else {})


def atom(node: Node) -> Quotient:
    """Return a piece that is not looked into."""
    return Quotient({((Atom(arranged(node), node), 1),): Fraction(1)})


@cache
def is_equal(one: Node, other: Node) -> bool:
    """Say whether two numbers are the same by algebra."""
    return not (normal(one) + constant(-1) * normal(other)).top


@cache
def normal(node: Node) -> Quotient:
    """Return the quotient that a number is."""
    match node:
        case Number(written):
            return constant(Fraction(written)) if NUMERAL.fullmatch(written) else atom(node)
        case Operation("plus", (left, right)):
            return normal(left) + normal(right)
        case Operation("minus", (left, right)):
            return normal(left) + constant(-1) * normal(right)
        case Operation("negative", (inner,)):
            return constant(-1) * normal(inner)
        case Operation("times", (left, right)):
            return normal(left) * normal(right)
        case Operation("fraction", (left, right)):
            return normal(left) * normal(right).inverse()
        case Operation("power", (base, Number(written))) if SMALL.fullmatch(written):
            return normal(base).power(int(written))
        case Operation("exp", (exponent,)):
            return exponential(normal(exponent)) or atom(node)
        case Operation("ln", (inner,)):
            return logarithm(normal(inner))
        case Sum(axis, body):
            return total(axis, normal(body))
        case Apply(function, arguments):
            return atom(Apply(function, tuple(tree(normal(each)) for each in arguments)))
    return atom(node)


def exponential(exponent: Quotient) -> Quotient | None:
    """Return e to a sum as a product: of each term a power of e to it, which is an atom."""
    if exponent.below or not all(SMALL.fullmatch(str(coefficient)) for coefficient in exponent.top.values()):
        return None
    powers = [atom(operation("exp", tree(Quotient({each: Fraction(1)})))).power(int(coefficient))
              for each, coefficient in exponent.top.items()]  # fmt: skip
    return reduce(Quotient.__mul__, powers, constant(1))


def logarithm(inner: Quotient) -> Quotient:
    """Return ln of a product as a sum, and ln of a power of e as its exponent; all that has a logarithm is positive."""
    found = constant(0)
    for sign, polynomial in ((1, inner.top), *((-1, each) for each in inner.below)):
        common = in_common(polynomial)
        rest = {monomial(each, common, -1): coefficient for each, coefficient in polynomial.items()}
        for each, exponent in common:
            match each.node:
                case Operation("exp", (inner_exponent,)):
                    found += constant(sign * exponent) * normal(inner_exponent)
                case base:
                    found += constant(sign * exponent) * atom(operation("ln", base))
        if rest != UNIT:
            found += constant(sign) * atom(operation("ln", tree(Quotient(rest))))
    return found


def in_common(polynomial: Polynomial) -> Monomial:
    """Return the greatest monomial that divides all of a polynomial."""
    exponents = [dict(each) for each in polynomial]
    atoms = sorted({each for one in exponents for each in one}, key=lambda each: each.key)
    lowest = ((each, min(one.get(each, 0) for one in exponents)) for each in atoms)
    return tuple((each, exponent) for each, exponent in lowest if exponent)


def total(axis: Axis, body: Quotient) -> Quotient:
    """Return a sum, term by term, with what its letter does not touch in front."""
    if body.below:
        return atom(Sum(axis, tree(body)))
    found = constant(0)
    for each, coefficient in body.top.items():
        inside = tuple(pair for pair in each if axis.letter in free_letters(pair[0].node))
        outside = tuple(pair for pair in each if pair not in inside)
        found += Quotient({outside: coefficient}) * atom(Sum(axis, tree(Quotient({inside: Fraction(1)}))))
    return found


# ---------------------------------------------------------------------- and back


def tree(quotient: Quotient) -> Node:
    """Return an expression of a quotient, over one bar, the positive terms first."""
    common = tuple((each, k) for each, k in in_common(quotient.top) if k < 0) if len(quotient.top) > 1 else ()
    top = polynomial_tree({monomial(each, common, -1): x for each, x in quotient.top.items()})
    below = [factor(each, -exponent) for each, exponent in common] + [polynomial_tree(each) for each in quotient.below]
    return operation("fraction", top, product_of(below)) if below else top


def factored(quotient: Quotient) -> Node:
    """Return an expression of a quotient with what all its terms have in common in front."""
    common = in_common(quotient.top)
    rest = Quotient({monomial(each, common, -1): x for each, x in quotient.top.items()}, quotient.below)
    return operation("times", monomial_tree(common, Fraction(1)), tree(rest)) if common else tree(rest)


def polynomial_tree(polynomial: Polynomial) -> Node:
    """Return a polynomial as a sum."""
    order = sorted(polynomial.items(), key=lambda term: (term[1] < 0, [(each.key, k) for each, k in term[0]]))
    found: Node | None = None
    for each, coefficient in order:
        term = monomial_tree(each, abs(coefficient))
        if found is None:
            found = term if coefficient > 0 else operation("negative", term)
        else:
            found = operation("plus" if coefficient > 0 else "minus", found, term)
    return found or Number("0")


def monomial_tree(powers: Monomial, coefficient: Fraction) -> Node:
    """Return a product of powers."""
    over = [factor(each, exponent) for each, exponent in powers if exponent > 0]
    under = [factor(each, -exponent) for each, exponent in powers if exponent < 0]
    if coefficient.numerator != 1 or not over:
        over.insert(0, Number(str(coefficient.numerator)))
    if coefficient.denominator != 1:
        under.insert(0, Number(str(coefficient.denominator)))
    return operation("fraction", product_of(over), product_of(under)) if under else product_of(over)


def factor(each: Atom, exponent: int) -> Node:
    """Return a power of an atom."""
    return each.node if exponent == 1 else operation("power", each.node, Number(str(exponent)))
