"""What to do about the pieces in which what a function says differs from the book's equation, in words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from purenn.notation.expression import Apply, Gradient, Node, Operation, Sum
from purenn.notation.parts import operands
from purenn.notation.sizes import M as DATAPOINTS
from purenn.notation.text import text
from purenn.notation.walks import children, is_operation, walk
from purenn.tutor.answer import Slip
from purenn.tutor.slips import GAMMA, ONE


class Pieces:
    """The pieces that a slip changed, in words; trees are the forms of the book's right side, says is the learner's."""

    def __init__(self, slip: Slip, trees: Sequence[Node], says: Node | None = None, ascii: bool = False) -> None:
        self.slip, self.says, self.ascii = slip, says, ascii
        self.tree = next((tree for tree in trees if {*slip.book} <= {*walk(tree)}), None)

    def named(self, *nodes: Node) -> str:
        """Return the print of some nodes, with "and" between them."""
        return " and ".join(dict.fromkeys(text(node, self.ascii) for node in nodes))

    def differ(self) -> str:
        """Return what to do about the pieces that differ; "" if there are none."""
        book, mine = self.slip.book, self.slip.mine
        if book and mine:
            special = {"grouping": self.brackets, "argument": self.argument}.get(self.slip.mistake)
            told = special() if special else ""
            return told or f"Where you have {self.named(*mine)}, the book has {self.named(*book)}."
        if book:
            return " ".join(map(self.lacking, book))
        if self.doubled():
            return f"{self.named(*mine)} stands there twice: leave one of them out."
        whole = [*children(self.slip.equation.sides[1])] if self.slip.equation else []
        part = "the term with " if self.slip.mistake == "extra term" and whole and whole[-1] not in mine else ""
        return f"Leave out {part}{self.named(*mine)}." if mine else ""

    def lacking(self, piece: Node) -> str:
        """Return how a piece of the book's equation comes in that is left out."""
        nodes = [*walk(self.tree)] if self.tree else []
        summed = [each.body for each in nodes if isinstance(each, Sum) and each.axis.size == DATAPOINTS]
        this = self.named(piece)
        above = [node for node in nodes if piece in children(node)]
        if self.slip.mistake == "term missing":
            above = [node for node in above if is_operation(node, "plus", "minus")]
        match around := next(iter(above), None):
            case Operation("minus", (left, right)):
                return f"Subtract {self.named(right)} from {self.named(left)}."
            case Operation("plus", parts):
                other = self.named(parts[parts[0] == piece])
                if around in summed:
                    return f"Add {this} for each datapoint."
                return f"Add {this}, once for each entry." if around == self.tree else f"Add {this} to {other}."
            case Operation("fraction", (_, bottom)) if piece == bottom:
                return f"Divide by {this}."
            case Apply(arguments=(inside,)):
                return f"Apply {this} to {self.named(inside)}."
            case Operation("times", (_, Gradient())) if piece == GAMMA:
                return f"Multiply the derivative by {this}, the learning rate."
            case Operation("times", parts) if around != self.tree and around not in map(body, nodes):
                return f"Multiply {self.named(parts[parts[0] == piece])} by {this}."
        return f"Multiply by {this}." if self.slip.mistake == "missing factor" else f"{this} is missing."

    def doubled(self) -> bool:
        """Say whether the surplus pieces stand in one product with their like."""
        nodes = [each for tree in (self.slip.equation, self.says) if tree for each in walk(tree)]
        if any(is_operation(each, "power") and next(iter(children(each))) in self.slip.mine for each in nodes):
            return True
        products = [[each for _, each in operands(node, ("times",))] for node in nodes]
        return any(each.count(piece) > 1 for each in products for piece in self.slip.mine)

    def brackets(self) -> str:
        """Return which brackets are lacking or too many; "" if that is not all."""
        (old, *_), (new, *_) = self.slip.book, self.slip.mine
        lost = [each for each in bracketed(old) if each[1] not in walk(new)]
        groups = [group for _, group, _ in lost if not any(each in [*walk(group)][1:] for _, each, _ in lost)]
        found = [each for _, each, _ in bracketed(new) if each not in walk(old)]
        if groups:
            how, group, top = next(each for each in lost if each[1] == groups[0])
            what, order = GROUPS[group.operator]
            order = order.format("divides" if how == "divided" else "multiplies")
            whole = f"{self.named(top)} is divided by the whole {what}" if top else f"the whole {what} is {how}"
            return f"Put brackets round {self.named(*groups)}{f': {whole}' if len(groups) == 1 else ''}. {order}"
        plain = [re.sub(r"[()]|Σ\S* ", "", text(each)) for each in (old, new)]
        return f"Leave out the brackets round {self.named(found[0])}." if found and plain[0] == plain[1] else ""

    def argument(self) -> str:
        """Return what a function is to be applied to, and that a factor stands outside of it."""
        (old, *_), (new, *_) = self.slip.book, self.slip.mine
        nodes = walk(self.slip.equation or ONE)
        applied = next((each for each in nodes if isinstance(each, Apply) and new in each.arguments), None)
        if applied and isinstance(new, Operation) and new.operator == "times" and old in new.parts:
            factor = new.parts[new.parts[0] == old]
            function = self.named(replace(applied.function, layer=None))
            return f"Apply {function} to {self.named(old)} alone, and multiply by {self.named(factor)} afterwards."
        return ""


GROUPS = {  # what brackets hold, and why they are needed
    "plus": ("sum", "Python {} before it adds or subtracts."),
    "minus": ("difference", "Python {} before it adds or subtracts."),
    "times": ("product", "Python multiplies and divides from left to right."),
}


def bracketed(node: Node) -> Iterator[tuple[str, Operation, Node | None]]:
    """Yield the pieces of a formula that need brackets in a line of code: each with what is done, and to what by it."""
    for each in walk(node):
        match each:
            case Operation("fraction", (top, bottom)):
                if isinstance(top, Operation) and top.operator in ("plus", "minus"):
                    yield "divided", top, None
                if isinstance(bottom, Operation) and bottom.operator in GROUPS:
                    yield "divided", bottom, top
            case Operation("times", (left, right)):
                for part, other in ((left, right), (right, left)):
                    if isinstance(part, Operation) and part.operator in ("plus", "minus"):
                        yield "divided" if is_operation(other, "fraction") else "multiplied", part, None


def body(node: Node) -> Node | None:
    """Return what a sum adds up; nothing for other nodes."""
    return node.body if isinstance(node, Sum) else None
