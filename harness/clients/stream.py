"""Account data around what a person wants printed: a document, or a stream that some driver made already (CLT-05)."""

from __future__ import annotations

from typing import Final

from core.model.errors import BadInput
from core.wire.ber import EncodeError
from core.wire.pjl import UEL, PrintJob, account_lines, build_header, language_of, ticket_places
from harness.clients.workstation import AccountData

Pieces = list[memoryview]
"""Octets to be sent one after the other; a large document stands in them once, uncopied."""

_BLANK: Final = b" \t\r\n\0\x04\f"
_BEFORE_PJL: Final = b" \t\r\n\0"


def document_job(
    data: bytes,
    whose: AccountData,
    *,
    login: str,
    document: str,
    host: str,
    application: str = "",
    log_in: tuple[str, str] = ("", ""),
) -> PrintJob:
    """The job that prints these octets, once and on one side unless :func:`wrap` is told otherwise.

    ``log_in``: the panel user and password that the driver logs in with at the printer (JID-13).
    """
    return PrintJob(
        account_id=whose.account,
        user=whose.user,
        login=login,
        document=document,
        host=host,
        application=application,
        copies=1,
        duplex=False,
        colour=True,
        language=language_of(data),
        pages=data,
        auth_user=log_in[0],
        auth_password=log_in[1],
    )


def wrap(job: PrintJob, *, copies: int | None = None, duplex: bool | None = None) -> Pieces:
    """The stream to be sent for ``job.pages``. Raises BadInput for octets that no print stream can hold.

    A stream that speaks PJL keeps what it says; whose job it is, and ``copies`` and ``duplex`` where given, are
    said once more before the pages of each of its jobs. Anything else gets a header of its own.
    """
    data = job.pages
    if not data.strip(_BLANK):
        raise BadInput("file", "there is nothing in it to print")
    try:
        if data.lstrip(_BEFORE_PJL)[: len(UEL)].upper().startswith((UEL, b"@PJL")):
            return _said_again(data, job, copies, duplex)
        inside = data.find(UEL)
        if 0 <= inside < len(data.rstrip(_BLANK)) - len(UEL):
            raise BadInput(
                "file", f"it holds PJL's Universal Exit Language sequence at octet {inside}, inside the pages"
            )
        header = build_header(job._replace(copies=copies or 1, duplex=bool(duplex)))
    except EncodeError as error:
        raise BadInput("account data", str(error)) from None
    return [memoryview(part) for part in (header, data, UEL if inside < 0 else b"")]


def _said_again(data: bytes, job: PrintJob, copies: int | None, duplex: bool | None) -> Pieces:
    lines = account_lines(job, exact=True)
    if copies is not None:
        lines.append(b"@PJL SET COPIES=%d" % copies)
    if duplex is not None:
        lines.append(b"@PJL SET DUPLEX=" + (b"ON" if duplex else b"OFF"))
    said = memoryview(b"".join(line + b"\r\n" for line in lines))
    view, at, pieces = memoryview(data), 0, []
    for place in ticket_places(data):
        pieces += [view[at:place], said]
        at = place
    if not pieces:
        raise BadInput("file", "it is a print stream without any pages")
    return [memoryview(b"" if data.startswith(UEL) else UEL), *pieces, view[at:]]
