"""The command ``pressroom``. Exit codes: 0 pass, 1 fail, 2 bad input, 3 unknown; 130 after Ctrl-C or SIGTERM.

The commands stand in :mod:`harness.cli_app`. Reading their modules takes a moment, and a Ctrl-C in it must be as quiet
as one later on, so nothing of theirs is imported before the signals are seen to.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import Final, NoReturn

EXIT_FAIL: Final = 1
EXIT_BAD_INPUT: Final = 2
EXIT_INTERRUPTED: Final = 130


def main(arguments: Sequence[str] | None = None) -> None:
    """Entry point of the command; ends the process with one of the exit codes."""
    on_interrupt = signal.getsignal(signal.SIGINT)  # nohup and shell scripts have it ignored, which is left as it is
    if on_interrupt is signal.default_int_handler:
        signal.signal(signal.SIGINT, _leave)
    signal.signal(signal.SIGTERM, _terminate)
    import harness.cli_app

    signal.signal(signal.SIGINT, on_interrupt)
    code = harness.cli_app.perform(arguments)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # all is done and said; the interpreter's own end is no phase to break
    sys.exit(code)


def run(arguments: Sequence[str] | None = None) -> int:
    """Runs the command inside this process and returns its exit code; signals are left as they are."""
    from harness.cli_app import perform

    return perform(arguments)


def _leave(_: int, __: FrameType | None) -> NoReturn:
    """Nothing has begun, so there is nothing to clean up; what a half-read module would raise tells nobody anything."""
    os.write(2, b"interrupted\n")
    os._exit(EXIT_INTERRUPTED)


def _terminate(_: int, frame: FrameType | None) -> None:
    """As Ctrl-C, so that what runs cleans up behind it."""
    on_interrupt = signal.getsignal(signal.SIGINT)
    if not callable(on_interrupt):
        raise KeyboardInterrupt
    on_interrupt(signal.SIGINT, frame)


if __name__ == "__main__":
    main()
