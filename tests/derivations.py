"""Two derivations in the form in which the program that knows the rules gives them, for tests of how they are shown."""

from purenn.notation.expression import Node
from purenn.notation.parsing import parse
from purenn.pairing.derive.steps import Derivation, Step

DZ_DA = r"\frac{\partial z_{p,s}^{(l+1)}}{\partial a_{i,j}^{(l)}}"
DJ_DA, DJ_DZ = r"\frac{\partial J}{\partial a_{i,j}^{(l)}}", r"\frac{\partial J}{\partial z_{p,%s}^{(l+1)}}"
DA_DA = r"\frac{\partial a_{k,s}^{(l)}}{\partial a_{i,j}^{(l)}}"
F = r"\sum_{k=1}^{n^{(l)}}w_{p,k}^{(l+1)}a_{k,s}^{(l)}+b_p^{(l+1)}"
DF_DA = rf"\frac{{\partial\left({F}\right)}}{{\partial a_{{i,j}}^{{(l)}}}}"
BY_MATRIX = r"\mathbf{W}^{(l+1)T}\frac{\partial J}{\partial\mathbf{Z}^{(l+1)}}"


def formula(latex: str) -> Node:
    """Return what LaTeX says."""
    (node,) = parse(latex)
    return node


def over_p(body: str) -> Node:
    """Return the sum over the units of the next layer."""
    return formula(rf"\sum_{{p=1}}^{{n^{{(l+1)}}}}{body}")


def over_p_and_s(body: str) -> Node:
    """Return the sum over the units of the next layer and all datapoints."""
    return over_p(rf"\sum_{{s=1}}^{{m}}{body}")


def over_k(body: str) -> Node:
    """Return the sum over the units of the layer."""
    return formula(rf"\sum_{{k=1}}^{{n^{{(l)}}}}w_{{p,k}}^{{(l+1)}}{body}")


WITH_ASIDE = Derivation("hidden.dJ-da-sum", "computation", True, (
    Step(formula(DJ_DA)),
    Step(over_p_and_s(DJ_DZ % "s" + DZ_DA), "chain", "chain rule: all that reads it"),
    Step(formula(DZ_DA), aside=True),
    Step(formula(DF_DA), "put in", "by forward.z-element", aside=True),
    Step(over_k(DA_DA), "sum", "a sum, term by term", aside=True),
    Step(over_k(r"\delta_{k,i}\delta_{s,j}"), "same", "only the same entry has a slope", aside=True),
    Step(formula(r"w_{p,i}^{(l+1)}\delta_{s,j}"), "switch", "the switch picks one term", aside=True),
    Step(over_p_and_s(DJ_DZ % "s" + r"w_{p,i}^{(l+1)}\delta_{s,j}"), "put in", "put in"),
    Step(over_p(DJ_DZ % "j" + r"w_{p,i}^{(l+1)}"), "switch", "the switch picks one term"),
    Step(over_p(r"w_{p,i}^{(l+1)}" + DJ_DZ % "j"), "reordered", "reordered", side=1),
), ("the last layer has one unit",))  # fmt: skip

OF_MATRICES = Derivation("compact.dJ-dA", "computation", True, (
    Step(formula(r"\frac{\partial J}{\partial\mathbf{A}^{(l)}}")),
    Step(formula(DJ_DA), "entry", "one entry of it", "entry"),
    Step(over_p(r"w_{p,i}^{(l+1)}" + DJ_DZ % "j"), "put in", "by hidden.dJ-da-sum"),
    Step(formula(BY_MATRIX), "matrix", "all entries at once", "matrix", side=1),
))  # fmt: skip

LAYOUT = Derivation("hidden.Z-layout", "layout", None)
SAMPLES = {each.id: each for each in (WITH_ASIDE, OF_MATRICES, LAYOUT)}
