"""Files that are written whole or not at all."""

import os
from stat import S_IMODE, S_ISREG


class FileError(ValueError):
    """A file that cannot be written."""


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
    return getattr(error, "strerror", None) or str(error)


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
