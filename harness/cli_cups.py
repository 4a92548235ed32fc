"""CUPS' way to submit: one program that is a backend, and a filter where the queue has a backend of its own (CLT-05).

CUPS calls both alike: job, login, title, copies, options, and perhaps a file; else the data come through stdin. Whose
the job is, is said in the queue's device URI, as for the client software of a workstation, or by whoever prints::

    pressroom://HOST[:PORT]?id-file=/etc/pressroom/ids.csv     hidden mode: ID and user name by the login
    pressroom://HOST[:PORT]?id=1001&user=Pool                  one ID for all
    socket://HOST[:PORT]?id-file=…                             the same for the filter
    lp -o pressroom-id=1001 -o pressroom-user=Sato             the person's own word, which goes first

(IPP's own attribute job-account-id would be the name for it, but cupsd keeps nearly all of job-… to itself.)
"""

from __future__ import annotations

import os
import shlex
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import parse_qs, urlsplit

from core.model.errors import BadInput, PressroomError
from core.wire.pjl import MAX_COPIES
from harness.clients.id_file import decode_ids
from harness.clients.identity import id_of
from harness.clients.sending import NotDelivered, destination, send
from harness.clients.stream import Pieces, document_job, wrap
from harness.clients.workstation import HIDDEN, AccountData, Entry, Workstation, account_data, import_ids, use_fixed

SCHEME: Final = "pressroom"
OK, FAILED, STOP, CANCEL = 0, 1, 4, 5  # backend(7): the queue's error policy acts; the queue stops; the job is dropped
TIMEOUT_S: Final = 300.0  # a printer may be busy for long
_SETTINGS: Final = {"id", "user", "id-file"}


class Call(NamedTuple):
    """What CUPS says when it calls."""

    login: str
    title: str
    copies: int | None  # None: filters before this one have made them
    options: dict[str, str]
    file: Path | None


def main() -> None:
    """Entry point of the program ``pressroom-cups``."""
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    sys.exit(run(sys.argv, os.environ))


class BadJob(BadInput):
    """This job cannot be printed, whatever the queue; the next one may."""


def run(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """One call by CUPS; gives the exit code of backend(7), as a filter 0 or 1."""
    if len(arguments) == 1:
        print(f'network {SCHEME} "Unknown" "Printer with account data (Pressroom)"')
        return OK
    uri = environment.get("DEVICE_URI", arguments[0])
    is_backend = uri.startswith(f"{SCHEME}://")
    try:
        pieces = _stream(read_call(arguments), settings_of(uri))
        if is_backend:
            _send(uri, pieces)
        else:
            for piece in pieces:
                sys.stdout.buffer.write(piece)
            sys.stdout.buffer.flush()
    except PressroomError as error:
        for line in str(error).splitlines():
            _say(f"ERROR: {line}")
        return _code_of(error) if is_backend else FAILED
    return OK


def _code_of(error: PressroomError) -> int:
    if isinstance(error, NotDelivered):
        return FAILED
    return CANCEL if isinstance(error, BadJob) else STOP


def _send(uri: str, pieces: Pieces) -> None:
    to = destination(urlsplit(uri).netloc)
    _say(f"INFO: sending to {to}")
    octets = send(to, pieces, timeout_s=TIMEOUT_S)
    _say(f"INFO: {octets} octets sent")


def read_call(arguments: Sequence[str]) -> Call:
    """The arguments of backend(7) and filter(7). Raises BadInput."""
    if len(arguments) not in {6, 7}:
        raise BadInput("arguments", "expected job-id user title copies options [file]", "CUPS calls this, not people")
    login, title, copies, options = arguments[2:6]
    file = Path(arguments[6]) if len(arguments) == 7 else None
    if not (copies.isascii() and copies.isdecimal() and 1 <= int(copies) <= MAX_COPIES):
        raise BadInput("copies", f"expected 1 to {MAX_COPIES}, not {copies!r}")
    return Call(login, title, int(copies) if file is not None else None, read_options(options), file)


def read_options(text: str) -> dict[str, str]:
    """The job's options, ``name=value`` and quoted as in a shell; a name alone is ``true``."""
    try:
        words = shlex.split(text)
    except ValueError:
        words = text.split()
    pairs = (word.partition("=") for word in words)
    return {name: value if given else "true" for name, given, value in pairs}


def settings_of(uri: str) -> dict[str, str]:
    """What the queue's device URI says besides the printer; what other backends understand is none of ours."""
    try:
        query = parse_qs(urlsplit(uri).query, keep_blank_values=True)
    except ValueError as error:
        raise BadInput("device URI", str(error)) from None
    settings = {name: values[-1] for name, values in query.items()}
    unknown = sorted(set(settings) - _SETTINGS)
    if unknown and uri.startswith(f"{SCHEME}://"):
        raise BadInput("device URI", f"{unknown[0]!r} is unknown; known: {', '.join(sorted(_SETTINGS))}")
    if "id-file" in settings and settings.keys() & {"id", "user"}:
        raise BadInput("device URI", "either an ID file, or an ID and a user")
    return settings


def whose_job(call: Call, settings: Mapping[str, str]) -> AccountData:
    """The account data: by the person's own word, or as the queue is set. Raises BadInput, BadInputFile."""
    own = call.options.get("pressroom-id")
    if own is not None:
        try:
            return _fixed(own, call.options.get("pressroom-user", ""), call.login)
        except BadInput as error:
            raise BadJob("job options", str(error)) from None
    if "id" in settings:
        return _fixed(settings["id"], settings.get("user", ""), call.login)
    if "id-file" in settings:
        file = Path(settings["id-file"])
        return account_data(import_ids(Workstation("queue", HIDDEN), decode_ids(_read(file), str(file))), call.login)
    return account_data(Workstation("queue"), call.login)


def _fixed(number: str, user: str, login: str) -> AccountData:
    found = id_of(number)
    if isinstance(found, str):
        raise BadInput("id", found)
    return account_data(use_fixed(Workstation("queue", HIDDEN), Entry(found, user)), login)


def _stream(call: Call, settings: Mapping[str, str]) -> Pieces:
    data = sys.stdin.buffer.read() if call.file is None else _read(call.file)
    host = call.options.get("job-originating-host-name") or socket.gethostname()
    job = document_job(data, whose_job(call, settings), login=call.login, document=call.title, host=host)
    sides = call.options.get("sides")
    try:
        return wrap(job, copies=call.copies, duplex=None if sides is None else sides.startswith("two-sided"))
    except BadInput as error:
        raise BadJob(error.field, error.reason) from None


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadInput("file", f"{file} cannot be read: {(error.strerror or str(error)).lower()}") from None


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
