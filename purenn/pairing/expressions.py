"""Reading expressions back: from a parsed piece of Python to what it says.

The rules are general: each knows a form of Python or a helper of `purenn.matrix`, none knows an equation.
"""

import ast
from abc import abstractmethod
from dataclasses import replace

from purenn.notation.expression import Apply, Function, Gradient, Layout, Node, Number, Ones, Sum, Symbol
from purenn.notation.operators import HELPERS, function_name, operands
from purenn.notation.sizes import ONE, Axis, Index, Layer, M, Size
from purenn.notation.symbols import (
    CONTAINER,
    INDEX_LETTERS,
    LABELS,
    WITHOUT_LAYER,
    SymbolError,
    axes,
    container,
    number,
    one_value,
)
from purenn.notation.walks import delta, operation
from purenn.pairing.scope import Scope, is_zero, root_name


class Expressions(Scope):
    """Reads expressions as they stand at one statement."""

    @abstractmethod
    def stand_in(self, name: ast.Name) -> Node | None:
        """Return what a local name stands for at this statement, or None if nothing in the function sets it."""

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
            case ast.IfExp(ast.Compare(left, [ast.Eq()], [right]) as test, value, other) if is_zero(other):
                where = self.spanned(delta(self.index(left), self.index(right)), test)
                factor = self.expression(value)  # 1 if k == i else 0 is a delta, x if ... is x times it
                return where if factor == Number("1") else operation("times", where, factor)
            case ast.Call():
                return self.call(node)
            case ast.List() | ast.ListComp() | ast.GeneratorExp():
                return self.layout(node)
        raise self.error(node, "expected a symbol, a sum, a product or a helper of purenn.matrix")

    def symbol_named(self, name: str) -> Node | None:
        """Return the symbol that a bare name is, or None."""
        if name in WITHOUT_LAYER:
            return Symbol(name, "scalar")
        if match := CONTAINER.fullmatch(name):
            layer = LABELS[match["layer"]] if match["layer"] else self.local_layer(name)
            return container(name, layer, labels=self.source.labels)
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
        if name in "XY" or match["layer"] or self.single(name):
            layer = LABELS[match["layer"]] if match["layer"] else self.local_layer(name)
        else:
            layer = self.layer(chain.pop(0))
        if len(chain) not in (0, 2):
            raise self.error(node, "expected a whole matrix or both indices")
        indices = tuple(self.index(index) for index in chain)
        return self.spanned(container(name, layer, indices, self.source.labels), node)

    def local_layer(self, name: str) -> Layer:
        """Return the layer of a container that stands without one: that of its rows, or else the function's."""
        return self.single(name) or self.base()

    def single(self, name: str) -> Layer | None:
        """Return the layer of a container that is one matrix in this function, or None if it has one per layer."""
        match self.settings_of(ast.Name(name))[-1:]:
            case [ast.Assign(targets=[ast.Name()], value=ast.Call(func=ast.Name(id="zeros"), args=[rows, _]))]:
                return self.size(rows).layer or self.base()
            case [ast.Assign(targets=[ast.Name()], value=ast.Call() as call)] if function_name(call) in HELPERS:
                return self.base()
        return None

    # ------------------------------------------------------------------ matrices written out, calls

    def layout(self, node: ast.expr) -> Node:
        """Return the matrix that a list, or a comprehension, writes out."""
        match node:
            case ast.List(elts=[ast.List(elts=[entry])]):
                return Layout(self.expression(entry))
            case ast.List(elts=[ast.ListComp(elt=entry) as inner]):
                return Layout(self.expression(entry), columns=self.comprehended(inner))
            case ast.ListComp(elt=ast.ListComp(elt=entry) as inner):
                return Layout(self.expression(entry), self.comprehended(node), self.comprehended(inner))
            case ast.ListComp(elt=ast.List(elts=[entry])) | ast.ListComp(elt=entry) | ast.GeneratorExp(elt=entry):
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
            case "xlogsumexp", [factor, powers]:
                return operation("times", self.expression(factor), operation("ln", self.sum_of_powers(powers)))
            case "elementwise", [function_node, matrix]:
                return Apply(self.function_read(function_node), (self.expression(matrix),))
        return Apply(self.function_read(node.func), tuple(self.expression(argument) for argument in arguments))

    def sum_of_powers(self, node: ast.expr) -> Node:
        """Return the sum of e to each entry of a list, which a comprehension writes out."""
        match self.expression(node):
            case Layout(entry, Axis() as axis, None) as row:
                return Sum(axis, operation("exp", entry), span=row.span)
        raise self.error(node, "expected the exponents as [x for k in range(n[l])]")

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
                        reader = self.at(last)
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

    # ------------------------------------------------------------------ sizes

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
