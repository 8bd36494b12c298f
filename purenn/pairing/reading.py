"""Reading a tagged line back: from the parsed statement to the equation that it says.

The rules are general: each knows a form of Python or a helper of `purenn.matrix`, none knows an equation.
A name that is no symbol of the article is replaced by what it stands for at that line; an accumulator is
the sum over the loops between its starting value and its `+=`.
"""

import ast
from collections.abc import Sequence
from dataclasses import replace

from purenn.pairing.expression import (
    ONE,
    Apply,
    Axis,
    Equation,
    Function,
    Gradient,
    Index,
    Layer,
    Layout,
    M,
    Node,
    Number,
    Ones,
    Size,
    Sum,
    Symbol,
    delta,
    free_letters,
    operation,
)
from purenn.pairing.operators import function_name, operands
from purenn.pairing.scope import (
    ReadingError,
    Scope,
    is_chain,
    is_zero,
    root_name,
    same,
    targets_of,
)
from purenn.pairing.symbols import (
    CONTAINER,
    FUNCTIONS,
    INDEX_LETTERS,
    WITHOUT_LAYER,
    SymbolError,
    axes,
    container,
    number,
    one_value,
)
from purenn.pairing.tags import Tag, place


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


class Reader(Scope):
    """Reads expressions as they stand at one statement."""

    # ------------------------------------------------------------------ statements

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
            case ast.Assert(test=ast.Compare(left=left, ops=ops, comparators=others)) if is_chain(ops):
                return tuple(self.expression(side) for side in (left, *others))
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=target, attr="append"), args=[value])):
                return self.appended(target, value)
        raise self.error(self.statement, "expected an assignment, +=, append, return or assert a == b")

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

    # ------------------------------------------------------------------ accumulators and helper names

    def accumulated(self, target: ast.expr, step: ast.expr) -> Node:
        """Return the sum that target += step builds up, with the value it started from."""
        return self.with_start(self.start_of(target), self.summed(self.gathering_loops(target), self.expression(step)))

    def summed(self, loops: Sequence[ast.For], body: Node) -> Node:
        """Return body under one sum for each loop, the outermost first."""
        for loop in reversed(loops):
            axis = self.axis_of_loop(loop)
            if axis is None or any(isinstance(node, ast.Break | ast.Continue) for node in ast.walk(loop)):
                raise self.error(loop.target, "expected the sum to run over an index letter, to its end")
            body = Sum(axis, body, span=self.source.span(loop.target))
        return body

    def with_start(self, start: ast.stmt, total: Node) -> Node:
        """Return total plus the starting value, unless that is 0."""
        value = getattr(start, "value", None)
        if not isinstance(value, ast.expr) or is_zero(value):
            return total
        return operation("plus", total, Reader(self.tag, start).expression(value))

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
        total = None if steps and is_zero(value) else Reader(self.tag, start).expression(value)
        for step in steps:
            part = self.finished_sum(step)
            total = part if total is None else operation("plus", total, part)
        return total

    def finished_sum(self, step: ast.AugAssign) -> Node:
        """Return what an accumulator's += adds in all, once its loops are over."""
        reader = Reader(self.tag, step)
        loops = reader.gathering_loops(step.target)
        between = [block for block in reader.blocks if block not in self.blocks]
        if not isinstance(step.op, ast.Add) or set(between) != set(loops):
            raise reader.error(step.target, "expected += in for loops that are over before its value is used")
        return reader.summed(loops, reader.expression(step.value))

    # ------------------------------------------------------------------ expressions

    def expression(self, node: ast.expr) -> Node:
        """Return what an expression says."""
        try:
            return self.spanned(self.unspanned(node), node)
        except SymbolError as error:
            raise self.error(node, str(error)) from None

    def unspanned(self, node: ast.expr) -> Node:
        """Return what an expression says, by its form."""
        if found := operands(node):
            build, parts = found
            return build(*map(self.expression, parts))
        match node:
            case ast.Constant(value=value):
                return number(value)
            case ast.Name(id=name) | ast.Attribute(attr=name):
                return self.symbol_named(name) or self.helper(node)
            case ast.Subscript():
                return self.element(node)
            case ast.IfExp(test=ast.Compare(left=left, ops=[ast.Eq()], comparators=[right])):
                return self.delta(node, left, right)
            case ast.Call():
                return self.call(node)
            case ast.List() | ast.ListComp():
                return self.layout(node)
        raise self.error(node, "expected a symbol, a sum, a product or a helper of purenn.matrix")

    def symbol_named(self, name: str) -> Node | None:
        """Return the symbol that a bare name is, or None."""
        if name in WITHOUT_LAYER:
            return Symbol(WITHOUT_LAYER[name], "scalar")
        if match := CONTAINER.fullmatch(name):
            return container(name, Layer(match["layer"]) if match["layer"] else self.local_layer(name))
        return one_value(name, self.base())

    def helper(self, node: ast.expr) -> Node:
        """Return what a name that is no symbol stands for."""
        if isinstance(node, ast.Name):
            if (found := self.stand_in(node)) is not None:
                return found
            if len(node.id) == 1 and node.id in "zawbxy":
                return Symbol(node.id, "scalar")
        raise self.error(node, "expected a symbol, or a name that is given a value above")

    def element(self, node: ast.Subscript) -> Node:
        """Return the matrix, or the scalar in it, that a chain of subscripts picks."""
        chain: list[ast.expr] = []
        root: ast.expr = node
        while isinstance(root, ast.Subscript):
            chain.insert(0, root.slice)
            root = root.value
        if isinstance(root, ast.Call) and function_name(root) == "row" and is_zero(chain[0]) and len(chain) == 1:
            return self.expression(root)
        name = root_name(root)
        if name in ("f", "f_prime") and len(chain) == 1:
            return Function("f", self.layer(chain[0]), name == "f_prime")
        match = CONTAINER.fullmatch(name)
        if match is None:
            raise self.error(node, "expected a symbol of the article before the brackets")
        if name in "XY" or match["layer"] or self.is_single_matrix(name):
            layer = Layer(match["layer"]) if match["layer"] else self.local_layer(name)
        else:
            layer = self.layer(chain.pop(0))
        if len(chain) not in (0, 2):
            raise self.error(node, "expected a whole matrix or both indices")
        found = container(name, layer, tuple(self.index(index) for index in chain))
        assert found is not None
        return found

    def delta(self, node: ast.expr, left: ast.expr, right: ast.expr) -> Node:
        """Return 1 if left == right else 0 as a delta; with another value than 1, that value times it."""
        assert isinstance(node, ast.IfExp)
        if not is_zero(node.orelse):
            raise self.error(node, "expected 0 where the indices differ")
        where = delta(self.index(left), self.index(right))
        value = self.expression(node.body)
        return where if value == Number("1") else operation("times", self.spanned(where, node), value)

    def layout(self, node: ast.expr) -> Node:
        """Return the matrix that a list, or a comprehension, writes out."""
        match node:
            case ast.List(elts=[ast.List(elts=[entry])]):
                return Layout(self.expression(entry))
            case ast.List(elts=[ast.ListComp(elt=entry) as inner]):
                return Layout(self.expression(entry), columns=self.comprehended(inner))
            case ast.ListComp(elt=ast.ListComp(elt=entry) as inner):
                return Layout(self.expression(entry), self.comprehended(node), self.comprehended(inner))
            case ast.ListComp(elt=ast.List(elts=[entry])) | ast.ListComp(elt=entry):
                return Layout(self.expression(entry), self.comprehended(node))
        raise self.error(node, "expected a row [[...]], a column [[x] for ...] or a matrix [[x for ...] for ...]")

    def comprehended(self, node: ast.ListComp | ast.GeneratorExp) -> Axis:
        """Return the axis of a comprehension with one plain loop."""
        match node.generators:
            case [ast.comprehension(target=ast.Name(id=letter), iter=iterable, ifs=[])]:
                return Axis(self.letter(letter, node), self.size_of_range(iterable))
        raise self.error(node, "expected `for letter in range(size)`")

    def call(self, node: ast.Call) -> Node:
        """Return what a call of a helper, of sum, of derivative or of a function of numbers says."""
        name, arguments = function_name(node), node.args
        if node.keywords:
            raise self.error(node, "expected no argument by its name")
        match name, arguments:
            case ("row" | "column"), [whole, index]:
                return self.slice_of(self.expression(whole), name, self.index(index), node)
            case "ones", [rows, columns]:
                return Ones(self.size(rows), self.size(columns))
            case "diagonal", [ast.ListComp(elt=entry) as entries]:
                return Layout(self.expression(entry), columns=self.comprehended(entries), diagonal=True)
            case "sum", [ast.GeneratorExp(elt=body) as entries]:
                return Sum(self.comprehended(entries), self.expression(body))
            case "derivative", [ast.Name(id=function), cells, index]:
                cell = ast.copy_location(ast.Subscript(cells, index, ast.Load()), cells)
                cell.end_lineno, cell.end_col_offset = index.end_lineno, index.end_col_offset
                return Gradient(self.returned_by(function, node), self.expression(cell))
            case "elementwise", [function_node, matrix]:
                return Apply(self.function_read(function_node), (self.expression(matrix),))
        return Apply(self.function_read(node.func), tuple(self.expression(argument) for argument in arguments))

    def slice_of(self, whole: Node, kind: str, index: Index, node: ast.expr) -> Node:
        """Return the arrowed symbol of a row or column of a whole matrix."""
        if isinstance(whole, Gradient) and isinstance(whole.top, Symbol) and whole.top.letter == "J":
            return replace(whole, bottom=self.slice_of(whole.bottom, kind, index, node), span=None)
        if not isinstance(whole, Symbol) or whole.kind != "matrix":
            raise self.error(node, f"expected a {kind} of a whole matrix of one layer")
        return replace(whole, letter=whole.letter.lower(), kind=kind, indices=(index,), span=None)

    def returned_by(self, name: str, where: ast.expr) -> Node:
        """Return what a function that is nested in this one, or a name given a lambda, computes."""
        for node in ast.walk(self.function or self.source.tree):
            match node:
                case ast.FunctionDef(name=found, body=[*_, ast.Return(value=ast.expr() as value) as last]):
                    if found == name:
                        reader = Reader(self.tag, last)
                        local = reader.stand_in(value) if isinstance(value, ast.Name) else None
                        return local if local is not None else reader.expression(value)
                case ast.Assign(targets=[ast.Name(id=found)], value=ast.Lambda(body=body)) if found == name:
                    return self.expression(body)
        raise self.error(where, f"expected a function `{name}` within this one, which ends in a return")

    def function_read(self, node: ast.expr) -> Function:
        """Return a function that is called or applied: f[l], f_prime[l] or one with a name of its own."""
        found = self.expression(node) if isinstance(node, ast.Subscript) else self.function_named(root_name(node), node)
        if not isinstance(found, Function):
            raise self.error(node, "expected a function")
        return replace(found, span=self.source.span(node))

    def function_named(self, name: str, node: ast.expr | ast.stmt) -> Function:
        """Return the function of a Python name."""
        plain = name.removesuffix("_prime")
        if plain not in FUNCTIONS:
            raise self.error(node, f"expected a function that the book has, found `{name}`")
        return Function(FUNCTIONS[plain], None, name != plain)

    # ------------------------------------------------------------------ layers, indices, sizes

    def layer(self, node: ast.expr) -> Layer:
        """Return the layer that a subscript names."""
        match node:
            case ast.Name(id="l" | "L" as base) | ast.Attribute(attr="L" as base):
                return Layer(base)
            case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as op, right=ast.Constant(value=int(steps))):
                return self.layer(left) + (steps if isinstance(op, ast.Add) else -steps)
            case ast.Constant(value=int(steps)):
                return Layer("", steps)
        raise self.error(node, "expected a layer such as l, l + 1, L or 3")

    def index(self, node: ast.expr) -> Index:
        """Return an index as it is printed: a letter, or a constant counted from 1."""
        match node:
            case ast.Name(id=letter):
                return self.letter(letter, node)
            case ast.Constant(value=int(position)):
                return position + 1
        raise self.error(node, "expected an index letter or a constant")

    def letter(self, name: str, node: ast.expr) -> str:
        """Return an index letter."""
        if name not in INDEX_LETTERS:
            raise self.error(node, f"expected one of the index letters {', '.join(sorted(INDEX_LETTERS))}")
        return name

    def size(self, node: ast.expr) -> Size:
        """Return a size: n[l], m, 1, or the length of a container or its first row."""
        match node:
            case ast.Constant(value=1):
                return ONE
            case ast.Name(id="m"):
                return M
            case ast.Subscript(value=ast.Name(id="n") | ast.Attribute(attr="n"), slice=key):
                return Size("n", self.layer(key))
            case ast.Call(func=ast.Name(id="len"), args=[ast.Subscript(value=whole, slice=ast.Constant(value=0))]):
                return self.axes_of(whole, node)[1]
            case ast.Call(func=ast.Name(id="len"), args=[whole]):
                return self.axes_of(whole, node)[0]
        raise self.error(node, "expected the size of an axis: n[...], m or 1")

    def axes_of(self, node: ast.expr, where: ast.expr) -> tuple[Size, Size]:
        """Return both sizes of a whole container."""
        whole = self.expression(node)
        whole = whole.bottom if isinstance(whole, Gradient) else whole
        if not isinstance(whole, Symbol) or whole.indices:
            raise self.error(where, "expected the length of a container or of its first row")
        return axes(whole.letter.lower(), whole.layer)

    def size_of_range(self, node: ast.expr) -> Size:
        """Return the size up to which range(size) runs."""
        match node:
            case ast.Call(func=ast.Name(id="range"), args=[size]):
                return self.size(size)
        raise self.error(node, "expected range(size), over a whole axis")

    def axis_of_loop(self, loop: ast.For) -> Axis | None:
        """Return the axis of a for loop, or None if it does not run over an index letter."""
        if not isinstance(loop.target, ast.Name) or loop.target.id not in INDEX_LETTERS:
            return None
        return Axis(loop.target.id, self.size_of_range(loop.iter))

    def local_layer(self, name: str) -> Layer:
        """Return the layer of a container that stands without one: that of its rows, or else the function's."""
        for setting in reversed(self.settings_of(ast.Name(name))):
            match setting:
                case ast.Assign(value=ast.Call(func=ast.Name(id="zeros"), args=[rows, _])):
                    return self.size(rows).layer or self.base()
        return self.base()

    # ------------------------------------------------------------------ places

    def spanned(self, found: Node | None, node: ast.expr) -> Node:
        """Return what was found for a piece of source, knowing its place."""
        if found is None:
            raise self.error(node, "expected a symbol of the article")
        return found if found.span else replace(found, span=self.source.span(node))
