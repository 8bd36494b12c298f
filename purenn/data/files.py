"""Files: of JSON, read; and whatever is written, whole or not at all."""

import os
from stat import S_IMODE, S_ISREG
from typing import Any

from purenn.messages import brief


class FileError(ValueError):
    """A file that cannot be read, or written."""


def read_json(name: str, most: int | None = None) -> Any:
    """Return what a file of JSON holds, which may have so many bytes at most.

    Raises: FileError, in one line, if it cannot be read, or is no JSON in UTF-8 that says everything once.
    """
    import json

    try:
        with open(name, "rb") as file:
            held = file.read(-1 if most is None else most + 1)
    except (OSError, ValueError) as error:  # a ValueError for NUL in the name
        raise FileError(f"{name}: {reason(error)}, expected a file that can be read") from error
    if most is not None and len(held) > most:
        raise FileError(f"{name}: larger than {most / 1e6:g} MB, expected less")
    try:
        return json.loads(held.decode("utf-8-sig"), object_pairs_hook=once_each)
    except UnicodeDecodeError as error:
        line = held.count(b"\n", 0, error.start) + 1
        raise FileError(f"{name}:{line}: found the byte {held[error.start]:#04x}, expected JSON in UTF-8") from error
    except json.JSONDecodeError as error:
        raise FileError(f"{name}:{error.lineno}: {error.msg} in column {error.colno}, expected JSON") from error
    except (ValueError, RecursionError) as error:  # a key twice, or brackets without end
        raise FileError(f"{name}: {error}, expected JSON") from error


def once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the keys of an object with their values; of a key that stands there twice, JSON would drop the first."""
    found = dict(pairs)
    for key in found if len(found) < len(pairs) else ():
        if sum(each == key for each, _ in pairs) > 1:
            raise ValueError(f"found the key {brief(key)} twice")
    return found


def by_layer(name: str, value: Any) -> dict[int, Any]:
    """Return what a file of JSON holds for each layer, by its number: of a list, the first entry is that of layer 1."""
    if isinstance(value, list):
        return dict(enumerate(value, start=1))
    if not isinstance(value, dict) or not all(key.isascii() and key.isdecimal() for key in value):
        raise ValueError(f'{name} is {brief(value)}, expected a list, or {{"1": ..., "2": ...}}, of each layer')
    return {int(key): each for key, each in value.items()}


def write_whole(name: str, text: str) -> None:
    """Write text to a file, by way of a draft beside it that takes its place once it is whole, with its rights.

    Of a link, the file to which it leads is written.
    Raises: FileError, with nothing changed and no draft left, if that cannot be done.
    """
    try:
        path = os.path.realpath(name)
        draft = f"{path}.{os.urandom(8).hex()}.part"
        rights = rights_of(path)
        try:
            with open(draft, "x", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            if rights is not None:
                os.chmod(draft, rights)
            os.replace(draft, path)
        except BaseException:  # Ctrl-C, too
            if os.path.exists(draft):
                os.unlink(draft)
            raise
    except (OSError, ValueError) as error:  # a ValueError for what is no UTF-8, or for NUL in a name
        raise FileError(f"{name}: {reason(error)}; nothing was written") from error


def check_place(name: str) -> None:
    """Raise FileError unless a file could be written there: before the work of which something is to be kept."""
    from tempfile import TemporaryFile

    try:
        path = os.path.realpath(name)
        rights_of(path)
        with TemporaryFile(dir=os.path.dirname(path)):
            pass
    except (OSError, ValueError) as error:
        raise FileError(f"{name}: {reason(error)}; nothing could be written") from error


def reason(error: Exception) -> str:
    """Return what an error says, in the system's own words if it comes from there."""
    said = getattr(error, "strerror", None) or str(error)
    return "NUL in the name" if "embedded null" in said else said  # which each Python says in its own way


def rights_of(path: str) -> int | None:
    """Return the rights of the file at path, None if there is none; what must not be written over is an OSError."""
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        return None
    if not S_ISREG(mode):
        raise OSError("no regular file, expected one, or a name that is free")
    if not os.access(path, os.W_OK):
        raise OSError("protected from being written")
    return S_IMODE(mode)
