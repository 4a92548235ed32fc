"""All commands of ``pressroom`` put together, and what their errors look like: one line each, and an exit code."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import cache
from typing import Any, Final

import typer
import typer.main

from core.model.errors import PressroomError
from emulator.errors import EmulatorError
from harness import (
    cli_accounts,
    cli_coverage,
    cli_demo,
    cli_explain,
    cli_fees,
    cli_finding,
    cli_fleet,
    cli_groups,
    cli_limits,
    cli_log,
    cli_model,
    cli_operations,
    cli_people,
    cli_places,
    cli_policies,
    cli_printers,
    cli_run,
    cli_server,
    cli_status,
    cli_submit,
    cli_tables,
    cli_totals,
    cli_users,
)
from harness.cli import EXIT_BAD_INPUT, EXIT_FAIL, EXIT_INTERRUPTED

# typer carries a click of its own in newer versions, so its errors are found by the one that it exports
_UsageProblem: Final[type[Exception]] = next(
    base for base in typer.BadParameter.__mro__ if base.__name__ == "ClickException"
)

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
cli_model.add_to(app)
cli_server.add_to(app)
cli_operations.add_to(app)
cli_status.add_to(app)
cli_finding.add_to(app)
cli_printers.add_to(app)
cli_accounts.add_to(app)
cli_places.add_to(app)
cli_people.add_to(cli_accounts.app)
cli_tables.add_to(cli_accounts.app)
cli_groups.add_to(app)
cli_users.add_to(app)
cli_limits.add_to(app)
cli_log.add_to(app)
cli_totals.add_to(app)
cli_fees.add_to(app)
cli_explain.add_to(app)
cli_policies.add_to(app)
cli_submit.add_to(app)


@cache
def commands() -> Any:
    """All commands as typer has worked them out of their functions, which takes it a seventh of a second."""
    return typer.main.get_command(app)


def perform(arguments: Sequence[str] | None) -> int:
    """Runs the command and returns its exit code; errors that have a cause in the input are one line each."""
    try:
        code = commands()(args=arguments, standalone_mode=False)
    except (typer.Abort, KeyboardInterrupt):
        code = EXIT_INTERRUPTED
    except _UsageProblem as error:
        error.show()  # type: ignore[attr-defined]
        return EXIT_BAD_INPUT
    except (PressroomError, EmulatorError) as error:
        print(_line(error), file=sys.stderr)
        return EXIT_BAD_INPUT
    except BrokenPipeError:  # the reader of our output has gone
        sys.stderr.close()
        return EXIT_FAIL
    except OSError as error:  # the machine does not give what the command needs: files, descriptors, room on a disk
        what = f"{error.filename}: " if error.filename is not None else ""
        print(f"{what}{error.strerror or error}", file=sys.stderr)
        return EXIT_BAD_INPUT
    if code == EXIT_INTERRUPTED:  # typer may have taken the Ctrl-C for us
        print("interrupted", file=sys.stderr)
    return code if isinstance(code, int) else 0


def _line(error: PressroomError | EmulatorError) -> str:
    text, hint = str(error), error.hint
    return f"{text} ({hint})" if hint and not text.endswith(f"({hint})") else text
