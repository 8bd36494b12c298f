"""A net from a file, in place of the worked net: a lecturer's exercise, another book's example, a saved model.

The file is JSON: W and B by layer or in a list, X and Y, and, if not the usual ones, f, cost and gamma. What else save
writes of a model may stand beside them.
"""

from difflib import get_close_matches
from typing import Any

from purenn.checking import check_gamma, data_for, labels_for
from purenn.data.files import FileError, by_layer, read_json
from purenn.data.models import KEYS
from purenn.explaining.worked import WorkedNet
from purenn.messages import brief
from purenn.network import Network
from purenn.notation.expression import PairingError
from purenn.pairing.judge import Judge, Net

NEEDED, FURTHER = ("W", "B", "X", "Y"), ("f", "cost", "gamma")
GAMMA = 0.5  # if the file has none
LARGEST = 4_000_000  # bytes
MANY = 10_000  # multiplications that a forward pass may take, beside which a person waits


class NetFileError(PairingError):
    """A file that holds no net, or one that cannot be worked out."""


def net_from(path: str) -> Net:
    """Return the net that a file holds.

    Raises: NetFileError, in one line, for a file that cannot be read, or anything in it that does not fit.
    """
    held = parsed(path)
    try:
        W, B = by_layer("W", held["W"]), by_layer("B", held["B"])
        network = Network(W, B, functions(held.get("f")), held.get("cost"))
        X = data_for("", network, held["X"])
        check_size(network, len(X[0]))
        Y = labels_for("", network, held["Y"], len(X[0]))
        gamma = held.get("gamma", GAMMA)
        check_gamma("", gamma)
    except ValueError as error:
        raise NetFileError(f"{path}: {str(error).removeprefix('Network').removeprefix(': ')}") from None
    net = Net(network.n, len(X[0]), network.activations, network.W, network.B, X, Y, float(gamma), network.cost, path)
    try:
        Judge(net), WorkedNet(net)
    except (ArithmeticError, ValueError):
        raise NetFileError(
            f"{path}: an output is so near to 0 or 1, or a number so large, that J is not finite as it is printed; "
            "expected smaller numbers in W, B or X"
        ) from None
    return net


def parsed(path: str) -> dict[str, Any]:
    """Return what the JSON of a file holds, after checking that it has the keys of a net and no others."""
    try:
        held = read_json(path, LARGEST)
    except FileError as error:
        raise NetFileError(str(error)) from None
    if not isinstance(held, dict):
        raise NetFileError(f"{path}: found {brief(held)}, expected {{\"W\": ..., \"B\": ..., \"X\": ..., \"Y\": ...}}")
    known = [*NEEDED, *FURTHER, *(KEYS if "kind" in held else ())]
    for key in (each for each in held if each not in known):
        near = get_close_matches(key.casefold(), [each.casefold() for each in known], n=1, cutoff=0.5)
        hint = next((f", did you mean {each}?" for each in known if [each.casefold()] == near), "")
        raise NetFileError(f"{path}: found the key {brief(key)}{hint or f', expected {listed(NEEDED + FURTHER)}'}")
    for key in NEEDED:
        if key in ("X", "Y") and key not in held and "kind" in held:
            raise NetFileError(
                f'{path}: a saved model needs X and Y beside W and B: "X": [[...], ...], a row for each feature, '
                'standardised, and a column for each datapoint; "Y": [[...]], their labels'
            )
        if key not in held:
            found = f"only {listed(tuple(held))}" if held else "nothing"
            raise NetFileError(f"{path}: there is no {key}, found {found}; expected {listed(NEEDED)}")
    return held


def listed(words: tuple[str, ...]) -> str:
    """Return words as a sentence names them.

    >>> listed(("W", "B", "X"))
    'W, B and X'
    """
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last


def functions(value: Any) -> Any:
    """Return the names of functions as a network takes them."""
    return by_layer("f", value) if isinstance(value, dict | list) else value


def check_size(network: Network, m: int) -> None:
    """Raise ValueError for a net that would take long."""
    count = m * sum(n * before for before, n in zip(network.n, network.n[1:], strict=False))
    if count > MANY:
        sizes = f"{network.n} units and {m} datapoints take {count:,} multiplications"
        raise ValueError(f"layers of {sizes}, expected at most {MANY:,}; take fewer datapoints")
