"""What comes before all else: whether this Python is new enough, and what Ctrl-C does while the modules load.

A Python from 3.6 on must be able to read this file and __init__.py, to say that it is too old.
"""

import os
import sys

NEEDED = (3, 11)
STOPPED = 130  # the exit status that shells give to Ctrl-C


def check_python() -> None:
    """End with one line if this Python is too old; at a prompt, which is not to be ended, with an ImportError."""
    if sys.version_info < NEEDED:
        found, needed = (".".join(map(str, version)) for version in (sys.version_info[:3], NEEDED))
        message = f"purenn needs Python {needed} or newer, this is {found}"
        if hasattr(sys, "ps1"):
            raise ImportError(message)
        sys.exit(message)


def is_the_command() -> bool:
    """Say whether this process was started as `python3 -m purenn` or as `purenn`."""
    program = (getattr(sys, "argv", None) or [""])[0]  # "-m" while Python still looks for the module to be run
    return os.path.basename(program) in ("-m", "purenn", "purenn.exe")


def stop_on_ctrl_c() -> None:
    """Let Ctrl-C end the process with a line in place of a traceback, unless nobody listens to Ctrl-C anyway."""
    try:
        import signal  # which takes a while, and only the command needs it

        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, stop)
    except KeyboardInterrupt:
        stop()


def stop(*_: object) -> None:
    """End the process at once."""
    os.write(2, b"\nStopped.\n")
    os._exit(STOPPED)


check_python()
if is_the_command():
    stop_on_ctrl_c()
