"""A trained network and all that it takes to use it, in a file that a person can read."""

import os
from collections.abc import Sequence
from typing import Any, NamedTuple

from purenn.checking import check_edited, finite_matrix
from purenn.data.files import FileError, by_layer, read_json, write_whole
from purenn.data.preparing import checked_pair, checked_pairs
from purenn.messages import brief
from purenn.network import Network

KIND = "purenn model 1"
KEYS = ("kind", "label", "classes", "answer", "features", "n", "f", "cost", "W", "B")  # in the order of the file
ANSWER = "answer=means_and_scales(training.Y)[0], or answer=(0.0, 1.0) if they were not standardised"


class ModelError(ValueError):
    """A model that does not fit together, or a file that holds none."""


class Model(NamedTuple):
    """A trained network, the features it takes, and what its output means.

    Amounts have no classes and must have an answer, the mean and the scale that standardised them: an output times the
    scale, plus the mean, is an amount. It is (0.0, 1.0) for amounts that were learnt as they are, and for classes.
    pairs are the mean and the scale of each feature, which standardise takes. For two classes there is one output unit,
    else one for each class. label names what was learnt.
    """

    network: Network
    features: list[str]
    pairs: list[tuple[float, float]]
    classes: tuple[str, ...] = ()
    label: str = ""
    answer: tuple[float, ...] = ()


def save(path: str | os.PathLike[str], model: Model) -> None:
    """Write a model to a file, whole or not at all: whatever happens, the file that was there is lost only to the new.

    A file that holds anything but a model is never written over.

    Raises: ModelError, a ValueError, if its parts do not fit together; FileError, another, if it cannot be written.
    """
    name = os.fspath(path)
    model = checked(f"save: {name}", model)
    check_free(name)
    network = model.network
    features = [
        {"name": feature, "mean": mean, "scale": scale}
        for feature, (mean, scale) in zip(model.features, model.pairs, strict=True)
    ]
    answer = {"mean": model.answer[0], "scale": model.answer[1]}
    values = [KIND, model.label, list(model.classes), answer, features, network.n, network.activations, network.cost]
    story = dict(zip(KEYS, [*values, network.W, network.B], strict=True))
    write_whole(name, written(story) + "\n")


def written(value: Any, indent: str = "\n") -> str:
    """Return value as JSON, in which a mapping or a list has a line for each of its parts if some have parts again."""
    import json

    parts = list(value.values()) if isinstance(value, dict) else value
    if not isinstance(parts, list) or not any(isinstance(part, dict | list) for part in parts):
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    inner = indent + "  "
    if isinstance(value, dict):
        entries = [f"{json.dumps(str(key))}: {written(part, inner)}" for key, part in value.items()]
        return "{" + inner + f",{inner}".join(entries) + indent + "}"
    return "[" + inner + f",{inner}".join(written(part, inner) for part in value) + indent + "]"


def load(path: str | os.PathLike[str]) -> Model:
    """Return the model that save wrote to a file, every number to its last bit.

    Raises: ModelError, a ValueError, for a file that cannot be read, or holds anything but such a model.
    """
    name = os.fspath(path)
    try:
        story = read_json(name)
    except FileError as error:
        raise ModelError(str(error)) from error
    if not isinstance(story, dict) or story.get("kind") != KIND:
        found = f"kind is {brief(story.get('kind'))}" if isinstance(story, dict) else brief(story)
        raise ModelError(f"{name}: {found}, expected a model that save wrote, of kind {KIND!r}")
    for key in KEYS:
        if key not in story:
            raise ModelError(f"{name}: {key} is missing, expected what save writes")
    try:
        W, B, f = (by_layer(key, story[key]) for key in ("W", "B", "f"))
        network = Network(W, B, f, story["cost"])
        if story["n"] != network.n:
            raise ValueError(f"n is {brief(story['n'])} but W is that of {network.n}")
        features = entries("features", story["features"], ("name", "mean", "scale"))
        ((mean, scale),) = entries("answer", [story["answer"]], ("mean", "scale"))
        classes = story["classes"]
        if not isinstance(classes, list):
            raise ValueError(f"classes is {brief(classes)}, expected a list of names")
        names, pairs = [feature[0] for feature in features], [feature[1:] for feature in features]
    except ValueError as error:
        raise ModelError(f"{name}: {error}") from error
    return checked(name, Model(network, names, pairs, tuple(classes), story["label"], (mean, scale)))


def check_free(name: str) -> None:
    """Raise ModelError for a file that holds something, unless it is a model, which a newer one may replace."""
    if not os.path.isfile(name) or not os.path.getsize(name):
        return
    try:
        story = read_json(name)
    except FileError:
        story = None
    if not isinstance(story, dict) or story.get("kind") != KIND:
        raise ModelError(f"{name}: holds something that is no model, expected a name that is free; nothing was written")


def entries(name: str, rows: Any, keys: Sequence[str]) -> list[Any]:
    """Return the values under some keys of each of the mappings in a list."""
    if not isinstance(rows, list):
        raise ValueError(f"{name} is {brief(rows)}, expected a list")
    for row in rows:
        if not isinstance(row, dict) or set(row) != set(keys):
            raise ValueError(f"{name} has {brief(row)}, expected {', '.join(keys)}")
    return [tuple(row[key] for key in keys) for row in rows]


def checked(name: str, model: Any) -> Model:
    """Return a model in Python's own floats, after checking that its parts fit together; a message begins with name."""
    if not isinstance(model, Model):
        raise ModelError(f"{name}: model is {brief(model)}, expected Model(network, features, pairs, ...)")
    network = model.network
    try:
        check_edited(name, network)
        for symbol, layers in {"W": network.W, "B": network.B}.items():
            for l, matrix in layers.items():
                finite_matrix(f"{name}: {symbol}[{l}]", matrix)
        features = texts(f"{name}: features", model.features)
        if len(features) != network.n[0]:
            raise ValueError(f"{name}: found {len(features)} features, expected {network.n[0]}, one for each input")
        pairs = checked_pairs(f"{name}: pairs", model.pairs, len(features))
        classes = texts(f"{name}: classes", model.classes)
        expected = 2 if network.n[network.L] == 1 else network.n[network.L]
        if len(classes) != expected and (classes or network.cost == "cross-entropy"):
            units = f"{network.n[network.L]} output unit{'s' * (network.n[network.L] > 1)} and {network.cost}"
            raise ValueError(f"{name}: found {len(classes)} classes, expected {expected} for {units}")
        (label,) = texts(f"{name}: label", [model.label])
        if not classes and not model.answer:
            raise ValueError(f"{name}: answer is missing, expected the mean and the scale of the amounts: {ANSWER}")
        mean, scale = checked_pair(f"{name}: answer", model.answer or (0.0, 1.0))
    except ValueError as error:
        raise ModelError(str(error)) from error
    return Model(network, features, [(pair[0], pair[1]) for pair in pairs], tuple(classes), label, (mean, scale))


def texts(name: str, words: Any) -> list[str]:
    """Return words, all of them text, as a list."""
    if not isinstance(words, list | tuple):
        raise ValueError(f"{name} is {brief(words)}, expected a list of names")
    for word in words:
        if not isinstance(word, str):
            raise ValueError(f"{name} has {brief(word)}, expected a name")
        if words.count(word) > 1:
            raise ValueError(f"{name} has {brief(word)} {words.count(word)} times, expected each name once")
    return list(words)
