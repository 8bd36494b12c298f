"""The answer to a learner's function: all that is found of it, in one record."""

from dataclasses import dataclass
from typing import Any

from purenn.notation.expression import Equation, Node
from purenn.tutor.exercises import Exercise


@dataclass(frozen=True)
class Call:
    """One call of a learner's function on one net: where, what came of it, what is true.

    problem is "" if all is well, "value", "shape" or "error"; cell is the first wrong entry, row and column from 0.
    line is where in the file it stopped, and why says what stopped it, for a person.
    """

    net: str  # such as "layers of [4, 3, 2, 1] units and 5 datapoints"
    worked: bool  # whether it is the worked net
    at: dict[str, Any]  # l, i and h from 0, or z
    found: Any
    true: Any
    problem: str = ""
    cell: tuple[int, int] = (0, 0)
    line: int = 0
    why: str = ""
    error: str = ""  # the kind of exception that stopped it
    changed: tuple[str, ...] = ()  # the arguments that the function wrote into


@dataclass(frozen=True)
class Said:
    """What a function says, proven on random numbers: an equation, and for which entries, "" for all."""

    equation: Equation
    where: str = ""


@dataclass(frozen=True)
class Slip:
    """A known way to get an equation wrong.

    equation is the book's with the slip; book has the nodes of the book's equation that the slip changed, mine those
    that stand in their place; both may be empty.
    """

    mistake: str
    equation: Equation | None = None
    book: tuple[Node, ...] = ()
    mine: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Answer:
    """All that is found of a learner's function.

    mistake is a name, or None if there is none or it is not sure; lines are those of the file that computed the result.
    """

    exercise: Exercise
    source: str
    path: str
    right: bool
    calls: tuple[Call, ...] = ()
    says: tuple[Said, ...] = ()
    mistake: str | None = None
    slip: Slip | None = None
    lines: tuple[int, ...] = ()
    remarks: tuple[str, ...] = ()  # what a person should know beside, a sentence each
