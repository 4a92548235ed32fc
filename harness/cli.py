"""The command ``pressroom``. Exit codes: 0 pass, 1 fail, 2 bad input, 3 unknown; 130 after Ctrl-C."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Final

import typer

from core.model.errors import PressroomError
from emulator.errors import EmulatorError
from harness import (
    cli_accounts,
    cli_coverage,
    cli_demo,
    cli_fleet,
    cli_log,
    cli_printers,
    cli_run,
    cli_server,
    cli_submit,
    cli_totals,
)

# typer carries a click of its own in newer versions, so its errors are found by the one that it exports
_UsageProblem: Final[type[Exception]] = next(
    base for base in typer.BadParameter.__mro__ if base.__name__ == "ClickException"
)

EXIT_FAIL: Final = 1
EXIT_BAD_INPUT: Final = 2
EXIT_INTERRUPTED: Final = 130

app = typer.Typer(
    name="pressroom",
    help="A print accounting server, printers that do not exist, and the proof that every sheet was accounted for.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
cli_run.add_to(app)
cli_demo.add_to(app)
cli_coverage.add_to(app)
cli_fleet.add_to(app)
cli_server.add_to(app)
cli_printers.add_to(app)
cli_accounts.add_to(app)
cli_log.add_to(app)
cli_totals.add_to(app)
cli_submit.add_to(app)


def main(arguments: Sequence[str] | None = None) -> None:
    """Entry point of the command; ends the process with one of the exit codes."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Runs the command and returns its exit code; errors that have a cause in the input are one line each."""
    try:
        code = app(args=arguments, standalone_mode=False)
    except (typer.Abort, KeyboardInterrupt):
        return _interrupted()
    except _UsageProblem as error:
        error.show()  # type: ignore[attr-defined]
        return EXIT_BAD_INPUT
    except (PressroomError, EmulatorError) as error:
        hint = getattr(error, "hint", "")
        print(f"{error} ({hint})" if hint else str(error), file=sys.stderr)
        return EXIT_BAD_INPUT
    except BrokenPipeError:  # the reader of our output has gone
        sys.stderr.close()
        return EXIT_FAIL
    if code == EXIT_INTERRUPTED:  # typer has taken the Ctrl-C for us
        return _interrupted()
    return code if isinstance(code, int) else 0


def _interrupted() -> int:
    print("interrupted", file=sys.stderr)
    return EXIT_INTERRUPTED


if __name__ == "__main__":
    main()
