"""The records of a derivation, which the screen, the cards and the pages are made from."""

from collections.abc import Iterator
from dataclasses import dataclass

from purenn.notation.expression import Node


@dataclass(frozen=True)
class Step:
    """One line of a derivation: what stands there, and the rule by which it follows from the line above.

    `sign` is "=", or "entry" where the line is one entry of the matrix above, or "matrix" where it is the matrix whose
    entry stands above. An aside begins with the derivative that it works out, which has no rule. `side` says which side
    of the book's equation the line is; the left one is 0. `why` says in words how the line follows by its rule.
    """

    node: Node
    rule: str = ""
    why: str = ""
    sign: str = "="
    aside: bool = False
    side: int | None = None

    @property
    def begins(self) -> bool:
        """Say whether nothing stands above the line from which it follows."""
        return self.sign == "=" and not self.rule


@dataclass(frozen=True)
class Derivation:
    """How an equation follows from the forward equations; layouts and definitions have no steps, and derived is None.

    `told` are the facts that the program was given besides its rules.
    """

    id: str
    kind: str
    derived: bool | None
    steps: tuple[Step, ...] = ()
    told: tuple[str, ...] = ()

    def parts(self) -> Iterator[tuple[Step, ...]]:
        """Yield the lines of the main chain up to an aside, that aside, and so on."""
        part: list[Step] = []
        for step in self.steps:
            if part and (step.aside != part[0].aside or (step.aside and step.begins)):
                yield tuple(part)
                part = []
            part.append(step)
        yield tuple(part)

    def record(self) -> dict[str, object]:
        """Return what `derive --json` prints of this derivation."""
        steps, told = len(self.steps), list(self.told)
        return {"id": self.id, "kind": self.kind, "derived": self.derived, "steps": steps, "told": told}
