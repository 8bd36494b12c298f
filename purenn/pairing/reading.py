"""Reading a tagged line back: from the parsed statement to the equation that it says.

A name that is no symbol of the article is replaced by what it stands for at that line; an accumulator is the sum over
the loops between its starting value and its `+=`.
"""

import ast
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from purenn.notation.expression import Apply, Equation, Layout, Node, Sum, Symbol
from purenn.notation.operators import FUNCTIONS
from purenn.notation.symbols import CONTAINER, SymbolError, container, one_value
from purenn.notation.walks import free_letters, operation
from purenn.pairing.expressions import Expressions
from purenn.pairing.scope import ReadingError, is_zero, root_name, same
from purenn.pairing.tags import Tag, place, targets_of


@lru_cache(maxsize=256)  # more than there are tags
def read(tag: Tag) -> Equation:
    """Return what the tagged line says.

    Raises: ReadingError, naming file, line and piece, if the rules do not reach.
    """
    return Reader(tag, tag.statement).equation()


def equation_of(tags: Sequence[Tag]) -> Equation:
    """Return the one equation that the lines of an id say together: a = step 1 = step 2 ...

    Raises: ReadingError if a line cannot be read or the left sides differ.
    """
    equations = [read(tag) for tag in tags]
    first = equations[0]
    for tag, equation in zip(tags[1:], equations[1:], strict=True):
        if (equation.sides[0], equation.sign) != (first.sides[0], first.sign):
            raise ReadingError(f"{place(tag)}: `{tag.code}` has another left side than `{tags[0].code}` "
                               f"({place(tags[0])}), expected the same for every step of {tag.id}")
    return replace(first, sides=first.sides[:1] + tuple(side for each in equations for side in each.sides[1:]))


class Reader(Expressions):
    """Reads the statement itself, and the sums that statements before it have gathered."""

    def equation(self) -> Equation:
        """Return what the statement says."""
        try:
            sides = self.sides()
        except SymbolError as error:
            raise self.error(self.statement, str(error)) from None
        named = root_name(getattr(self.statement, "targets", [None])[0])
        ranges = tuple(axis for loop in self.loops if (axis := self.axis_of_loop(loop)))
        return Equation(sides, "←" if named.endswith("_new") else "=", ranges, span=self.source.span(self.statement))

    def sides(self) -> tuple[Node, ...]:
        """Return the sides of the equation, by the form of the statement."""
        match self.statement:
            case ast.Assign(targets=[target], value=value) | ast.AnnAssign(target=target, value=ast.expr() as value):
                return self.assignment(target, value)
            case ast.AugAssign(target=target, op=ast.Add(), value=value):
                return self.left_side(target), self.accumulated(target, value)
            case ast.Return(value=ast.expr() as value):
                return self.value_named(), self.expression(value)
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=target, attr="append"), args=[value])):
                return self.appended(target, value)
        raise self.error(self.statement, "expected an assignment, +=, append or return")

    def assignment(self, target: ast.expr, value: ast.expr) -> tuple[Node, ...]:
        """Return both sides of target = value; x = add(x, y) in a loop accumulates like +=."""
        match target, value:
            case ast.Name(id=name), ast.Dict(keys=[ast.expr() as key], values=[only]):
                return self.spanned(container(name, self.layer(key)), target), self.expression(only)
            case _, ast.Call(func=ast.Name(id="add"), args=[first, step]) if same(first, target):
                return self.left_side(target), self.accumulated(target, step)
        return self.left_side(target), self.expression(value)

    def left_side(self, target: ast.expr) -> Node:
        """Return the symbol that a statement sets; a container without its layer is that of the function's layer."""
        if isinstance(target, ast.Name) and (match := CONTAINER.fullmatch(target.id)) and not match["layer"]:
            return self.spanned(container(target.id, self.local_layer(target.id)), target)
        name = target.id if isinstance(target, ast.Name) else ""
        return self.spanned(self.symbol_named(name), target) if name else self.expression(target)

    def value_named(self) -> Node:
        """Return the symbol that the enclosing function is named for: sigmoid(z), or dJ_dA of hidden_dJ_dA."""
        name = self.function.name if self.function else ""
        where = self.source.name_span(self.function) if self.function else None
        if self.function and name.removesuffix("_prime") in FUNCTIONS:
            arguments = (Symbol(arg.arg, "scalar", span=self.source.span(arg)) for arg in self.function.args.args)
            return Apply(replace(self.function_named(name, self.function), span=where), tuple(arguments))
        parts = name.split("_")
        for start in range(len(parts)):
            ending = "_".join(parts[start:])
            found = container(ending, self.base()) or one_value(ending, self.base())
            if found is not None:
                return replace(found, span=where)
        raise self.error(self.statement, f"expected a function named for its value, found `{name}`")

    def appended(self, target: ast.expr, value: ast.expr) -> tuple[Node, ...]:
        """Return both sides of target.append(value) in a loop: a column of rows, or target[0].append: a row."""
        loops = self.gathering_loops(target)
        empty = is_zero(getattr(self.start_of(target), "value", None))
        axis = self.axis_of_loop(loops[0]) if len(loops) == 1 and empty else None
        match target, value:
            case ast.Subscript(value=ast.Name() as whole, slice=ast.Constant(value=0)), _ if axis:
                return self.left_side(whole), Layout(self.expression(value), columns=axis)
            case ast.Name(), ast.List(elts=[entry]) if axis:
                return self.left_side(target), Layout(self.expression(entry), rows=axis)
        raise self.error(self.statement, "expected append([entry]) to [], or [0].append(entry) to [[]], in one loop")

    # ------------------------------------------------------------------ accumulators and local names

    def accumulated(self, target: ast.expr, step: ast.expr) -> Node:
        """Return the sum that target += step builds up, and the value it started from unless that is 0."""
        total, start = self.summed(self.gathering_loops(target), self.expression(step)), self.start_of(target)
        value = getattr(start, "value", None)
        if not isinstance(value, ast.expr) or is_zero(value):
            return total
        return operation("plus", total, self.at(start).expression(value))

    def summed(self, loops: Sequence[ast.For], body: Node) -> Node:
        """Return body under one sum for each loop, the outermost first."""
        for loop in reversed(loops):
            axis = self.axis_of_loop(loop)
            if axis is None or any(isinstance(node, ast.Break | ast.Continue) for node in ast.walk(loop)):
                raise self.error(loop.target, "expected the sum to run over an index letter, to its end")
            body = Sum(axis, body, span=self.source.span(loop.target))
        return body

    def gathering_loops(self, target: ast.expr) -> list[ast.For]:
        """Return the loops around the statement in which target keeps what it has gathered.

        Those between the starting value and the line, but for loops that pick another cell of target each time.
        """
        around_start = self.source.blocks_of(self.start_of(target))
        if any(not isinstance(block, ast.For) for block in self.blocks if block not in around_start):
            raise self.error(target, "expected nothing but for loops between its starting value and this line")
        inner = [loop for loop in self.loops if loop not in around_start]
        picked = {node.id for node in ast.walk(target) if isinstance(node, ast.Name)}
        kept = [loop for loop in inner if root_name(loop.target) not in picked]
        carrier = self.symbol_named(target.id) if isinstance(target, ast.Name) else None
        for loop in kept:
            if carrier and root_name(loop.target) in free_letters(carrier):
                raise self.error(target, f"expected its starting value inside the loop over {root_name(loop.target)}")
        return kept

    def stand_in(self, name: ast.Name) -> Node | None:
        """Return what a local name stands for at this statement, or None if nothing in the function sets it."""
        settings = self.settings_of(name)
        if not settings:
            return None
        start = settings[-1]
        if not set(self.source.blocks_of(start)) <= set(self.blocks):
            raise self.error(name, f"expected a value set on every way here, not only at line {start.lineno}")
        value = getattr(start, "value", None)
        if not isinstance(value, ast.expr) or len(targets_of(start)) != 1:
            raise self.error(name, "expected a name set by itself")
        steps = [node for node in self.settings if isinstance(node, ast.AugAssign)
                 and start.lineno < node.lineno and same(node.target, name)]
        total = None if steps and is_zero(value) else self.at(start).expression(value)
        for step in steps:
            part = self.finished_sum(step)
            total = part if total is None else operation("plus", total, part)
        return total

    def finished_sum(self, step: ast.AugAssign) -> Node:
        """Return what an accumulator's += adds in all, once its loops are over."""
        reader = self.at(step)
        loops = reader.gathering_loops(step.target)
        between = [block for block in reader.blocks if block not in self.blocks]
        if not isinstance(step.op, ast.Add) or set(between) != set(loops):
            raise reader.error(step.target, "expected += in for loops that are over before its value is used")
        return reader.summed(loops, reader.expression(step.value))
