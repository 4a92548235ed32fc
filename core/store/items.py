"""What a record says beyond sheets and pages, as rows of the ledger and back (LOG-02).

A row exists only where there is something to say: a plain print of a simple printer costs nothing here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from core.wire.items import (
    COLOURANTS,
    FEEDERS,
    FLAGS,
    RESOLUTIONS,
    Communication,
    Consumption,
    Feeding,
    Processing,
    Scan,
)
from core.wire.records import JobRecord, RecordLine

Values = tuple[Any, ...]

_COLOURS: Final = len(COLOURANTS)
_PLAIN_LINE: Final = ("", 0, 0)  # weight, white, white only
_LINE: Final = 8  # columns of a line before these
_NO_CONSUMPTION: Final = (None,) * (2 * _COLOURS + 3)
_NO_FEEDING: Final = (None,) * (len(FEEDERS) + len(RESOLUTIONS) + 1)
_NO_PROCESSING: Final = (None,) * 4
_NO_SCAN: Final = (None,) * 4
_NO_COMMUNICATION: Final = (None,) * 6


def line_row(key: int, index: int, line: RecordLine) -> Values:
    """A row of job_lines."""
    size, media, duplex, sheets, colour, mono, weight, white, white_only = line
    return key, index, size, media, int(duplex), sheets, colour, mono, weight, white, white_only


def chained_line(row: Values) -> Values:
    """What of a line its job's hash covers: nothing that is blank, so that rows from before these columns hold."""
    return row[:_LINE] if row[_LINE:] == _PLAIN_LINE else row


def output_row(key: int, record: JobRecord) -> Values | None:
    """A row of job_outputs, None where there is nothing to say."""
    used, fed, made = record.consumption, record.feeding, record.processing
    if used is None and fed is None and made is None and not record.white and not record.white_only:
        return None
    return (
        key,
        *(_NO_CONSUMPTION if used is None else _consumption(used)),
        *(_NO_FEEDING if fed is None else (*_padded(fed.trays, FEEDERS), *_padded(fed.dpi, RESOLUTIONS), fed.n_up)),
        *(_NO_PROCESSING if made is None else made),
        record.white,
        record.white_only,
    )


def service_row(key: int, record: JobRecord) -> Values | None:
    """A row of job_services, None for plain printing; the destination stands with the personal text."""
    scan, talk = record.scan, record.communication
    if record.service == "print" and scan is None and talk is None:
        return None
    talked: Values = _NO_COMMUNICATION
    if talk is not None:
        flags = sum(1 << bit for bit, name in enumerate(FLAGS) if name in talk.flags)
        talked = (talk.seconds, talk.mode, flags, talk.direction, talk.pages, talk.code)
    return key, record.service, *(_NO_SCAN if scan is None else (*scan[:3], int(scan.printed))), *talked


def destination_of(record: JobRecord) -> str:
    """Where a fax, a mail or a file went to or came from."""
    return record.communication.destination if record.communication is not None else ""


def consumption_of(row: Values) -> Consumption | None:
    """From a row of job_outputs without its key."""
    toner, drum, (belt, fuser, staples) = row[:_COLOURS], row[_COLOURS : 2 * _COLOURS], row[2 * _COLOURS : _FED]
    return None if belt is None else Consumption(_told(toner), _told(drum), belt, fuser, staples)


def feeding_of(row: Values) -> Feeding | None:
    """From a row of job_outputs without its key."""
    trays, dpi, n_up = row[_FED : _FED + len(FEEDERS)], row[_FED + len(FEEDERS) : _MADE - 1], row[_MADE - 1]
    return None if n_up is None else Feeding(_told(trays), _told(dpi), n_up)


def processing_of(row: Values) -> Processing | None:
    """From a row of job_outputs without its key."""
    made = row[_MADE : _MADE + len(_NO_PROCESSING)]
    return None if made[2] is None else Processing(*made)


def scan_of(row: Values) -> Scan | None:
    """From a row of job_services without its key."""
    colour, mono, size, printed = row[1:5]
    return None if colour is None else Scan(colour, mono, size, printed == 1)


def communication_of(row: Values, destination: str) -> Communication | None:
    """From a row of job_services without its key, and the personal text."""
    seconds, mode, flags, direction, pages, code = row[5:]
    if seconds is None:
        return None
    names = tuple(name for bit, name in enumerate(FLAGS) if flags >> bit & 1)
    return Communication(seconds, mode, destination, names, direction, pages, code)


def shown(output: Values | None, service: Values | None, destination: str | None) -> dict[str, Any]:
    """The items in the shape of docs/ledger-snapshot.md, from both rows without their keys."""
    used = fed = made = scan = talk = None
    white = white_only = 0
    name = "print"
    if output is not None:
        used, fed, made = consumption_of(output), feeding_of(output), processing_of(output)
        white, white_only = output[-2:]
    if service is not None:
        name, scan, talk = service[0], scan_of(service), communication_of(service, destination or "")
    return {
        "service": name,
        "white": white,
        "white_only": white_only,
        "consumption": None if used is None else {**used._asdict(), "toner": list(used.toner), "drum": list(used.drum)},
        "feeding": None if fed is None else {"trays": list(fed.trays), "dpi": list(fed.dpi), "n_up": fed.n_up},
        "processing": None if made is None else made._asdict(),
        "scan": None if scan is None else scan._asdict(),
        "communication": None if talk is None else _talk(talk, destination),
    }


def implausible(record: JobRecord, most: int) -> bool:
    """Whether a number of these is more than any job has."""
    if record.white > most or record.white_only > most:
        return True
    used, fed, scan, talk = record.consumption, record.feeding, record.scan, record.communication
    if used is not None and max(*used.drum, used.belt, used.fuser, used.staples) > most:
        return True
    if fed is not None and max((*fed.trays, *fed.dpi), default=0) > most:
        return True
    if scan is not None and max(scan.colour, scan.mono) > most:
        return True
    return talk is not None and max(talk.seconds, talk.pages) > most


_FED: Final = len(_NO_CONSUMPTION)
_MADE: Final = _FED + len(_NO_FEEDING)


def _consumption(used: Consumption) -> Values:
    return (
        *_padded(used.toner, COLOURANTS),
        *_padded(used.drum, COLOURANTS),
        *(used.belt, used.fuser, used.staples),
    )


def _padded(values: Sequence[int], names: Sequence[str]) -> Values:
    return (*values, *(None,) * (len(names) - len(values)))


def _told(values: Values) -> tuple[int, ...]:
    """Without the padding."""
    return values[: values.index(None)] if None in values else values


def _talk(talk: Communication, destination: str | None) -> dict[str, Any]:
    flags = {name.replace(" ", "_").replace("-", "_"): name in talk.flags for name in FLAGS}
    return {
        "seconds": talk.seconds,
        "mode": talk.mode,
        "destination": destination,
        **flags,
        "direction": talk.direction,
        "pages": talk.pages,
        "code": talk.code,
    }
