"""What a network, a run and a record of gradients share: all print readably; no part of a network is exchanged."""

from collections.abc import Mapping
from typing import Any, Never, Protocol

from purenn.matrix import Layers, Matrix, ShapeError, shape
from purenn.messages import brief


class Fixed(dict[int, Any]):
    """A mapping from layer to something, which cannot be exchanged for something else."""

    def refuse(self, *_: Any, **__: Any) -> Never:
        """Raise TypeError: every way of changing a mapping ends here."""
        raise TypeError("the layers of a network are fixed; make a new Network, or change entries, as W[1][0][2] = 0.5")

    __setitem__ = __delitem__ = __ior__ = update = setdefault = pop = popitem = clear = refuse

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (dict(self),)


class Value:
    """An object whose mappings are set once, by fill, and which is compared, copied and pickled by its parts."""

    __slots__ = ()

    def fill(self, **attributes: Mapping[int, Any] | str) -> None:
        """Set every attribute, once, to a mapping that cannot be changed, or to a name."""
        for name, value in attributes.items():
            object.__setattr__(self, name, value if isinstance(value, str) else Fixed(value))

    def parts(self) -> tuple[Any, ...]:
        """Return the arguments that make an equal object."""
        raise NotImplementedError

    def __setattr__(self, name: str, value: object) -> Never:
        raise AttributeError(f"{name} of a {type(self).__name__} is fixed; make a new one")

    def __delattr__(self, name: str) -> Never:
        raise AttributeError(f"{name} of a {type(self).__name__} is fixed; make a new one")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Value) and (type(self), self.parts()) == (type(other), other.parts())

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self.parts()


class BackwardForm(Protocol):
    """A module or an object with a backward pass: backward_scalar, backward_matrix or a learner's own."""

    def backward_pass(self, network: Any, run: Any, Y: Matrix) -> Any: ...


def describe(**layers: Layers) -> str:
    """Return one line for each matrix of each kind of layers: its name, its shape, its first entries."""
    lines = []
    for name, matrices in layers.items():
        for l, matrix in matrices.items():
            try:
                n, m = shape(matrix, f"{name}[{l}]")
            except ShapeError as error:
                lines.append(f"  {error}")
                continue
            start = ", ".join(map(shown, matrix[0][:4]))
            more = ", ..." if m > 4 else ""
            lines.append(f"  {name}[{l}] {n}x{m}  [[{start}{more}]{', ...' if n > 1 else ''}]")
    return "\n".join(lines)


def shown(entry: Any) -> str:
    """Return entry with four digits, or as it is if it is no number; nothing put into a matrix stops a repr."""
    try:
        return f"{entry:.4g}"
    except (TypeError, ValueError, OverflowError):
        return brief(entry)
