r"""The normal form of LaTeX, which makes two spellings of one formula equal.

Alike are `\left(` and `(`, square and round brackets, `\cdot`, `\bullet` and juxtaposition, the ways to write
a transpose or a prime, spacing, and braces that group nothing. Whatever else differs stays different.
"""

import re
from dataclasses import dataclass, field

from purenn.pairing.tags import PairingError

DROPPED = {r"\left", r"\right", r"\cdot", r"\bullet", r"\,", r"\;", r"\:", r"\!", "\\ ", r"\quad", r"\qquad",
           r"\displaystyle", r"\mathstrut"}
ALIKE = {"[": "(", "]": ")", r"\lvert": "|", r"\rvert": "|", r"\vert": "|", r"\top": "T", r"\intercal": "T",
         r"\gets": r"\leftarrow"}
ARGUMENTS = {r"\frac": 2, r"\vec": 1, r"\mathbf": 1, r"\text": 1, r"\sqrt": 1,
             r"\textcolor": 2, r"\begin": 1, r"\end": 1}
TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\d+|\S", re.DOTALL)


def normal_form(latex: str) -> str:
    r"""Return a spelling that all spellings of one formula share.

    >>> normal_form(r"{\mathbf{A}^{\left(l\right)}}^T \cdot f'(z)") == normal_form(r"\mathbf A^{(l)T}f^{\prime}(z)")
    True
    """
    return " ".join(normal_tokens(latex))


def normal_tokens(latex: str) -> list[str]:
    """Return the tokens of the normal form."""
    tokens = [ALIKE.get(token, token) for token in TOKEN.findall(latex) if token not in DROPPED]
    found = flat(atoms(tokens))
    if tokens:
        raise PairingError(f"found a closing brace too many in the LaTeX `{latex}`, expected balanced braces")
    return [token for token, after in zip(found, [*found[1:], ""], strict=True) if (token, after) != (r"\\", r"\end")]


@dataclass
class Atom:
    """A symbol, command or group with its scripts."""

    base: list[str]
    subscript: list[str] = field(default_factory=list)
    superscript: list[str] = field(default_factory=list)

    def tokens(self) -> list[str]:
        """Return base, subscript and superscript, with primes and a transpose at the end of the latter."""
        ordered = sorted(self.superscript, key=lambda token: {r"\prime": 1, "T": 2}.get(token, 0))
        written = list(self.base)
        for sign, content in (("_", self.subscript), ("^", ordered)):
            written += [sign, "{", *content, "}"] if content else []
        return written


def flat(sequence: list[Atom]) -> list[str]:
    """Return the tokens of a sequence of atoms."""
    return [token for atom in sequence for token in atom.tokens()]


def atoms(tokens: list[str]) -> list[Atom]:
    """Take atoms off the front of tokens, up to a closing brace or the end, and return them."""
    found: list[Atom] = []
    while tokens and tokens[0] != "}":
        if tokens[0] in ("_", "^", "'"):
            sign = tokens.pop(0)
            atom = found[-1] if found else Atom([])
            script = atom.subscript if sign == "_" else atom.superscript
            script += [r"\prime"] if sign == "'" else argument(tokens)
        else:
            found += atom_or_group(tokens)
    return found


def atom_or_group(tokens: list[str]) -> list[Atom]:
    """Take one atom off the front of tokens, or what a group holds; a group with scripts stays one atom."""
    token = tokens.pop(0)
    if token in (r"\mathrm", r"\mathsf"):
        return [Atom(argument(tokens))]
    if token in ARGUMENTS:
        parts = [["{", *argument(tokens), "}"] for _ in range(ARGUMENTS[token])]
        return [Atom([token, *(part for group in parts for part in group)])]
    if token != "{":
        return [Atom([token])]
    inner = group(tokens)
    has_scripts = bool(tokens) and tokens[0] in ("_", "^", "'")
    return [Atom(["{", *flat(inner), "}"])] if has_scripts and len(inner) != 1 else inner


def argument(tokens: list[str]) -> list[str]:
    """Take an argument off the front of tokens, a group or a single token, and return its normal tokens."""
    if tokens and tokens[0].isdigit():  # without braces, an argument is one digit: \frac12
        digit, rest = tokens[0][0], tokens[0][1:]
        tokens[:1] = [rest] if rest else []
        return [digit]
    if tokens[:1] != ["{"]:
        return flat(atom_or_group(tokens)) if tokens else []
    tokens.pop(0)
    return flat(group(tokens))


def group(tokens: list[str]) -> list[Atom]:
    """Take what an opened brace holds, and its closing brace, off the front of tokens and return the former."""
    inner = atoms(tokens)
    if not tokens:
        raise PairingError("found an opening brace without its closing one in LaTeX, expected balanced braces")
    tokens.pop(0)
    return inner


def compare(page: str, code: str, where: str) -> None:
    """Check that the page's LaTeX and the one read back from the code are one formula.

    Raises: PairingError that shows both normal forms, and where they first differ.
    """
    sides = normal_tokens(page), normal_tokens(code)
    if sides[0] != sides[1]:
        at = next(at for at in range(max(map(len, sides))) if sides[0][at : at + 1] != sides[1][at : at + 1])
        ours, theirs = (" ".join([*side[:at], ">>>", *side[at:]]) for side in sides)
        raise PairingError(f"{where}: the page's equation is not what the code says\n  page: {page}\n  code: {code}\n"
                           f"  they part at >>>, expected the same from there:\n  page: {ours}\n  code: {theirs}")
