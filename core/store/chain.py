"""The chain of hashes over the ledger, and the commitment to personal text (BEY-07).

A row's hash covers the row before and everything of its own: who changes, inserts or drops a row must write all later
hashes anew, and the head with them. Personal text is covered by a salted commitment only: with text and salt erased
the chain still holds, and nobody can find the text by trying.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import blake2b
from typing import Any, Final

DIGEST_OCTETS: Final = 16
SALT_OCTETS: Final = 16
COMMITMENT_OCTETS: Final = 32
CHAIN_OCTETS: Final = 32
CHAIN_START: Final = bytes(CHAIN_OCTETS)
_ALWAYS: Final = 5  # user, login, document, host, application
CHAINS: Final = ("jobs", "gaps", "deletions")

_canonical = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


def record_digest(raw: bytes) -> bytes:
    """The digest by which a record that comes again is known."""
    return blake2b(raw, digest_size=DIGEST_OCTETS).digest()


def commitment(salt: bytes, texts: Sequence[str]) -> bytes:
    """Salted commitment to a job's personal text: blake2b of the salt and the texts as a JSON array.

    The sixth, the destination, is left out where there is none.
    """
    said = texts[:_ALWAYS] if len(texts) > _ALWAYS and not texts[_ALWAYS] else texts
    return blake2b(salt + _canonical(said).encode("ascii"), digest_size=COMMITMENT_OCTETS).digest()


def link(previous: bytes, row: Sequence[Any], octets: bytes = b"") -> bytes:
    """The hash of a row: blake2b of the hash before, the row's octet columns, and the rest as a JSON array."""
    return blake2b(previous + octets + _canonical(row).encode("ascii"), digest_size=CHAIN_OCTETS).digest()
