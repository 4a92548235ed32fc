"""The job record, as a printer keeps it and a server fetches it: a CBOR map of at most 1,200 octets.

The keys stand in ``_FIELDS`` and in docs/wire.md. Fields with their default value are left out; keys of a
newer version are kept as they are, so that a record can be stored and passed on by who does not know them.
A job with many lines makes several records (parts) that repeat everything but the lines.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from core.wire import cbor, fields, items
from core.wire.ber import UINT32_MAX, EncodeError
from core.wire.cbor import BadRecord
from core.wire.fields import WRONG, RecordLine
from core.wire.id_table import IdRow, decode_ids, encode_ids
from core.wire.items import Communication, Consumption, Feeding, Processing, Scan

__all__ = [
    "BadRecord",
    "Communication",
    "Consumption",
    "Feeding",
    "IdRow",
    "JobRecord",
    "Processing",
    "RecordLine",
    "Scan",
    "decode_ids",
    "decode_record",
    "encode_ids",
    "encode_record",
    "split_record",
]

VERSION: Final = 1
MAX_RECORD_OCTETS: Final = 1200
LINES_PER_RECORD: Final = 8

STATUSES: Final = ("completed", "canceled", "aborted", "abnormal completed")
DETAILS: Final = (
    "",
    "log buffer full",
    "access control",
    "memory overflow",
    "colour control",
    "mono printing",
    "rip error",
)

TEXT_LIMITS_OCTETS: Final = {
    "user": 160,
    "login": 160,
    "document": 400,
    "host": 128,
    "application": 128,
    "port": 64,
    "function": 24,
}
"""The most each text may have, in octets of UTF-8; a longer one is cut at the border of a character."""
SIZE_LIMIT_OCTETS: Final = 26
MEDIA_LIMIT_OCTETS: Final = 24
SERVICE_LIMIT_OCTETS: Final = 16

_OVERHEAD_OCTETS: Final = 240
"""What a record can need at most besides its texts, its lines and its groups of items."""
_LINE_OCTETS: Final = 82
"""What a line can need at most."""
_ITEMS_OCTETS: Final = (60, 70, 32, 34, 122)
"""What each group of items can need at most, in the record's order."""
_SHRINK_ORDER: Final = (
    *(("document", 80), ("application", 40), ("host", 40), ("login", 40), ("user", 40), ("port", 40)),
    *(("document", 0), ("application", 0), ("host", 0), ("login", 0), ("user", 0), ("port", 0)),
)
"""Who gives way, and how far, when texts and lines together are too much for one record."""


class JobRecord(NamedTuple):
    """One part of the record that one service of a job leaves (LOG-01, LOG-02, LOG-09).

    A job with several services (a copy scans and prints) leaves a record for each, all with its job number.

    Counts are those of the whole job and the same in every part; ``lines`` are those of this part. Times are
    the device's own, UTC seconds since 1970; None means that its clock was not set (ACQ-06).
    """

    job_number: int
    part: int
    parts: int
    account_id: int
    user: str
    login: str
    document: str
    host: str
    application: str
    port: str
    function: str
    status: str
    detail: str
    sheets: int
    pages: int
    colour: int
    mono: int
    lines: tuple[RecordLine, ...]
    received_s: int | None
    started_s: int | None
    ended_s: int | None
    utc_offset_min: int | None
    cut: tuple[str, ...] = ()
    service: str = "print"
    white: int = 0
    white_only: int = 0
    consumption: Consumption | None = None
    feeding: Feeding | None = None
    processing: Processing | None = None
    scan: Scan | None = None
    communication: Communication | None = None
    unknown: tuple[tuple[int, object], ...] = ()


_FIELDS: Final[dict[int, tuple[str, fields.Reader, Any]]] = {
    1: ("job_number", fields.whole(1, UINT32_MAX), 0),
    2: ("part", fields.ordinal, 1),
    3: ("parts", fields.ordinal, 1),
    4: ("account_id", fields.count, 0),
    5: ("user", fields.text, ""),
    6: ("login", fields.text, ""),
    7: ("document", fields.text, ""),
    8: ("host", fields.text, ""),
    9: ("application", fields.text, ""),
    10: ("port", fields.text, ""),
    11: ("function", fields.text, "print"),
    12: ("status", fields.one_of(STATUSES), None),
    13: ("detail", fields.one_of(DETAILS), ""),
    14: ("sheets", fields.count, 0),
    15: ("pages", fields.count, 0),
    16: ("colour", fields.count, 0),
    17: ("mono", fields.count, 0),
    18: ("lines", fields.lines(LINES_PER_RECORD), ()),
    19: ("received_s", fields.instant_s, None),
    20: ("started_s", fields.instant_s, None),
    21: ("ended_s", fields.instant_s, None),
    22: ("utc_offset_min", fields.whole(-840, 840), None),
    23: ("cut", fields.texts, ()),
    24: ("service", fields.text, "print"),
    25: ("white", fields.count, 0),
    26: ("white_only", fields.count, 0),
    27: ("consumption", fields.part_of(items.read_consumption), None),
    28: ("feeding", fields.part_of(items.read_feeding), None),
    29: ("processing", fields.part_of(items.read_processing), None),
    30: ("scan", fields.part_of(items.read_scan), None),
    31: ("communication", fields.part_of(items.read_communication), None),
}
"""Key in the map: the field, how it is read, its default. The fields stand in JobRecord's order."""

_DEFAULTS: Final[tuple[Any, ...]] = tuple(default for _, _, default in _FIELDS.values())
_WRITTEN: Final = tuple(zip(_FIELDS, _DEFAULTS, strict=True))
_READERS: Final = {key: reader for key, (_, reader, _) in _FIELDS.items()}
_FIRST_GROUP: Final = JobRecord._fields.index("consumption")
_STATUS_CODES: Final = {name: code for code, name in enumerate(STATUSES)}
_DETAIL_CODES: Final = {name: code for code, name in enumerate(DETAILS)}
_read_version: Final = fields.ordinal


def encode_record(record: JobRecord) -> bytes:
    """The octets of one record. Raises EncodeError if it has more than 8 lines or 1,200 octets (see split_record)."""
    written: dict[int, Any] = {0: VERSION}
    for (key, default), value in zip(_WRITTEN, record, strict=False):
        if value != default:
            written[key] = value
    try:
        written[12] = _STATUS_CODES[record.status]
        if record.detail:
            written[13] = _DETAIL_CODES[record.detail]
        if record.lines:
            written[18] = [fields.written_line(line) for line in record.lines]
        if record.communication is not None:
            written[31] = items.written_communication(record.communication)
    except (KeyError, ValueError):
        raise EncodeError(f"a word that no record holds: {record!r:.400}") from None
    if len(record.lines) > LINES_PER_RECORD:
        raise EncodeError(f"{len(record.lines)} lines in one record; {LINES_PER_RECORD} are the most")
    if record.unknown:
        written.update(record.unknown)
    raw = cbor.dumps(written)
    if len(raw) > MAX_RECORD_OCTETS:
        raise EncodeError(f"a record of {len(raw)} octets; {MAX_RECORD_OCTETS} are the most")
    return raw


def decode_record(raw: bytes) -> JobRecord | BadRecord:
    """The record in these octets, or why they are none. Never raises."""
    if len(raw) > MAX_RECORD_OCTETS:
        return BadRecord(f"{len(raw)} octets; {MAX_RECORD_OCTETS} are the most", raw)
    read, problem = cbor.loads(raw)
    if problem:
        return BadRecord(problem, raw)
    record = _record(read) if type(read) is dict else "no map"
    return BadRecord(record, raw) if isinstance(record, str) else record


def _record(read: dict[Any, Any]) -> JobRecord | str:
    values: list[Any] = list(_DEFAULTS)
    unknown: list[tuple[int, object]] = []
    for key, value in read.items():
        if type(key) is not int or key < 0:
            return f"key {key!r:.80} is no number of a field"
        reader = _READERS.get(key)
        if reader is not None:
            field = reader(value)
            if field is WRONG:
                return f"field {key} ({_FIELDS[key][0]}) holds {value!r:.80}"
            values[key - 1] = field
        elif key:
            unknown.append((key, value))
        elif _read_version(value) is WRONG:
            return f"version {value!r:.80}"
        elif value != VERSION:
            unknown.append((0, value))
    if 0 not in read or 1 not in read or 12 not in read:
        return "version, job number or status is missing"
    record = JobRecord._make((*values, tuple(unknown)))
    if record.part > record.parts:
        return f"part {record.part} of {record.parts}"
    return record


def split_record(record: JobRecord) -> list[JobRecord]:
    """The records of a job, given as one with all its lines: at most 8 lines each, every text cut to fit."""
    record = _fitted(record)
    lines = record.lines
    parts = -(-len(lines) // LINES_PER_RECORD) or 1
    if parts == 1:
        return [record if record.part == record.parts == 1 else record._replace(part=1, parts=1)]
    return [
        record._replace(part=number, parts=parts, lines=lines[LINES_PER_RECORD * (number - 1) :][:LINES_PER_RECORD])
        for number in range(1, parts + 1)
    ]


def _fitted(record: JobRecord) -> JobRecord:
    """The record with its texts within their limits, and within what a record holds beside its lines."""
    changed: dict[str, Any] = {}
    total = 0
    for text, (name, limit) in zip(record[4:11], TEXT_LIMITS_OCTETS.items(), strict=True):
        octets = _octets(text)
        if octets > limit:
            changed[name] = _cut(text, limit)
            octets = limit
        total += octets
    for line in record.lines:
        if _octets(line.size) > SIZE_LIMIT_OCTETS or _octets(line.media) > MEDIA_LIMIT_OCTETS:
            changed["lines"] = tuple(map(_fitted_line, record.lines))
            break
    changed.update(_fitted_items(record))
    room = MAX_RECORD_OCTETS - _OVERHEAD_OCTETS
    for group, most in zip(record[_FIRST_GROUP:-1], _ITEMS_OCTETS, strict=True):
        if group is not None:
            room -= most
    if total + _LINE_OCTETS * min(len(record.lines), LINES_PER_RECORD) > room:
        _shrink(record, changed, total + _lines_octets(changed.get("lines", record.lines)) - room)
    if not changed:
        return record
    return record._replace(**changed, cut=tuple(name for name in JobRecord._fields if name in changed))


def _shrink(record: JobRecord, changed: dict[str, Any], excess: int) -> None:
    """Take so many octets from the texts, from the one that matters least first, down to its floor."""
    for name, floor in _SHRINK_ORDER:
        text = changed.get(name, getattr(record, name))
        spare = min(excess, _octets(text) - floor)
        if spare > 0:
            changed[name] = shorter = _cut(text, _octets(text) - spare)
            excess -= _octets(text) - _octets(shorter)


def _fitted_items(record: JobRecord) -> dict[str, Any]:
    """What of service, scan and communication has to be shortened."""
    changed: dict[str, Any] = {}
    if _octets(record.service) > SERVICE_LIMIT_OCTETS:
        changed["service"] = _cut(record.service, SERVICE_LIMIT_OCTETS)
    scan, talk = record.scan, record.communication
    if scan is not None and _octets(scan.size) > items.SCAN_SIZE_LIMIT_OCTETS:
        changed["scan"] = scan._replace(size=_cut(scan.size, items.SCAN_SIZE_LIMIT_OCTETS))
    if talk is not None:
        destination = _cut(talk.destination, items.DESTINATION_LIMIT_OCTETS)
        code = _cut(talk.code, items.CODE_LIMIT_OCTETS)
        if (destination, code) != (talk.destination, talk.code):
            changed["communication"] = talk._replace(destination=destination, code=code)
    return changed


def _lines_octets(lines: tuple[RecordLine, ...]) -> int:
    """What the lines need in the part that needs most."""
    written = [fields.written_line(line) for line in lines]
    starts = range(0, len(lines), LINES_PER_RECORD)
    return max((len(cbor.dumps(written[start : start + LINES_PER_RECORD])) for start in starts), default=0)


def _octets(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode(errors="replace"))


def _cut(text: str, limit: int) -> str:
    return text.encode(errors="replace")[:limit].decode(errors="ignore")


def _fitted_line(line: RecordLine) -> RecordLine:
    return line._replace(size=_cut(line.size, SIZE_LIMIT_OCTETS), media=_cut(line.media, MEDIA_LIMIT_OCTETS))
