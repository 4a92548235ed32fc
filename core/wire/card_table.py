"""The table of IC cards on a printer's SD card (EMU-04, CRD-01), as it is transferred.

A CBOR array of the version (1), a salt of 16 octets, and the rows, each [digest, Job Account ID, login], ascending by
digest; equal tables of one salt have equal digests. Card numbers are in it as digests alone: PBKDF2 with HMAC-SHA-256
over the number as :func:`normal_card` writes it, one salt for all, so that a reader needs one computation for a card.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from core.wire import cbor
from core.wire.ber import EncodeError
from core.wire.cbor import BadRecord
from core.wire.id_table import is_id

VERSION: Final = 1
ROUNDS: Final = 1_000
SALT_OCTETS: Final = 16
DIGEST_OCTETS: Final = 16
MAX_LOGIN_CHARACTERS: Final = 80
_NUMBER: Final = re.compile(r"[0-9A-Z]{2,64}")
_SEPARATORS: Final = re.compile(r"[ :-]")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class CardRow(NamedTuple):
    """Whose card it is: the ID under which that person's jobs count, and the login name, which may be empty."""

    digest: bytes
    account_id: int
    login: str = ""


class CardTable(NamedTuple):
    """All cards that are known, and the salt of their digests."""

    salt: bytes
    rows: tuple[CardRow, ...]


def normal_card(number: str) -> str:
    """A card's number without separators, in capitals; "" for what is none: 2 to 64 letters and digits."""
    normal = _SEPARATORS.sub("", number).upper()
    return normal if _NUMBER.fullmatch(normal) else ""


def card_digest(number: str, salt: bytes) -> bytes:
    """What is kept of a card's number."""
    return hashlib.pbkdf2_hmac("sha256", normal_card(number).encode(), salt, ROUNDS, DIGEST_OCTETS)


def encode_cards(salt: bytes, rows: Iterable[CardRow]) -> bytes:
    """The table's octets. Raises EncodeError."""
    octets = cbor.dumps([VERSION, salt, [list(row) for row in sorted(rows)]])
    if isinstance(problem := decode_cards(octets), BadRecord):
        raise EncodeError(problem.reason)
    return octets


def decode_cards(blob: bytes) -> CardTable | BadRecord:
    """The table, or why it is none. Never raises."""
    table, problem = cbor.loads(blob)
    if problem:
        return BadRecord(problem, blob)
    if type(table) is not list or [type(each) for each in table] != [int, bytes, list]:
        return BadRecord("no array of version, salt and rows", blob)
    version, salt, items = table
    if version != VERSION or len(salt) != SALT_OCTETS:
        return BadRecord(f"not version {VERSION}, or no salt of {SALT_OCTETS} octets", blob)
    rows: list[CardRow] = []
    for item in items:
        before = rows[-1].digest if rows else b""
        if not _is_row(item) or item[0] <= before:
            return BadRecord("a row is none, or not in ascending order", blob)
        rows.append(CardRow(*item))
    return CardTable(salt, tuple(rows))


def _is_row(item: Any) -> bool:
    return (
        type(item) is list
        and [type(each) for each in item] == [bytes, int, str]
        and len(item[0]) == DIGEST_OCTETS
        and is_id(item[1])
        and len(item[2]) <= MAX_LOGIN_CHARACTERS
        and not _CONTROL.search(item[2])
    )
