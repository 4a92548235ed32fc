"""The Job Account ID table as the staged transfer carries it: a CBOR array of version and rows."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from core.wire import cbor
from core.wire.ber import EncodeError
from core.wire.cbor import BadRecord

VERSION: Final = 1
MAX_ID: Final = 999_999_999
MAX_NAME_CHARACTERS: Final = 80

UNREGISTERED_ID: Final = 0
LOCAL_PRINT_ID: Final = 1_000_000_001
EMAIL_PRINT_ID: Final = 1_000_000_002
SPECIAL_IDS: Final = MappingProxyType(
    {UNREGISTERED_ID: "Unregistered ID", LOCAL_PRINT_ID: "Local Print", EMAIL_PRINT_ID: "Email To Print"}
)
"""IDs that always exist, and their names (JID-02): jobs without an ID, jobs made at the panel without a log-in, jobs
that came by mail. No client can send the last two, which lie beyond MAX_ID. They take no capacity of a printer."""


class IdRow(NamedTuple):
    """A Job Account ID, which may be a special one, its name and the bits of mib.Restriction."""

    id: int
    name: str
    restrictions: int


def encode_ids(rows: Sequence[IdRow]) -> bytes:
    """The table in ascending order of IDs, so that equal tables have equal digests. Raises EncodeError."""
    ordered = sorted(rows)
    previous = -1
    for row in ordered:
        if not _is_row(list(row)) or row.id == previous:
            raise EncodeError(f"{row!r} cannot stand in an ID table, or stands twice")
        previous = row.id
    return cbor.dumps([VERSION, [[row.id, row.name, int(row.restrictions)] for row in ordered]])


def decode_ids(blob: bytes) -> list[IdRow] | BadRecord:
    """The rows of a table, or why it is none. Never raises."""
    table, problem = cbor.loads(blob)
    if problem:
        return BadRecord(problem, blob)
    if type(table) is not list or len(table) != 2 or type(table[0]) is not int or type(table[1]) is not list:
        return BadRecord("no array of version and rows", blob)
    if table[0] != VERSION:
        return BadRecord(f"version {table[0]}; only {VERSION} is known", blob)
    rows = []
    previous = -1
    for item in table[1]:
        if not _is_row(item) or item[0] <= previous:
            return BadRecord(f"row {item!r:.80} is none, or not in ascending order", blob)
        previous = item[0]
        rows.append(IdRow(*item))
    return rows


def is_id(number: int) -> bool:
    """Whether a number can stand in a table: an ordinary or a special ID."""
    return 0 <= number <= MAX_ID or number in SPECIAL_IDS


def _is_row(item: Any) -> bool:
    return (
        type(item) is list
        and len(item) == 3
        and type(item[0]) is int
        and is_id(item[0])
        and type(item[1]) is str
        and len(item[1]) <= MAX_NAME_CHARACTERS
        and isinstance(item[2], int)
        and type(item[2]) is not bool
        and 0 <= item[2] < 1 << 31
    )
