"""The table of users who log in at a printer's panel, or whose driver does (JID-11, JID-13), as it is transferred.

A CBOR array of the version (1), the rounds of the hash, and the rows, each [name, Job Account ID, salt, hash],
ascending by name; equal tables have equal digests. Passwords are in it as salted hashes alone: PBKDF2 with
HMAC-SHA-256 over the password in UTF-8, 32 octets. An empty hash belongs to a user without a password, who cannot
log in. Names are compared without regard to case.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from hmac import compare_digest
from typing import Any, Final, NamedTuple

from core.wire import cbor
from core.wire.ber import EncodeError
from core.wire.cbor import BadRecord
from core.wire.id_table import is_id

VERSION: Final = 1
ROUNDS: Final = 10_000
SALT_OCTETS: Final = 16
HASH_OCTETS: Final = 32
MAX_NAME_CHARACTERS: Final = 80
MAX_USERS: Final = 1_000
_NOBODY: Final = "admin"
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")  # not the joiners of names and emoji


class UserRow(NamedTuple):
    """A user, and the ID under which that user's jobs count."""

    name: str
    account_id: int
    salt: bytes = b""
    hash: bytes = b""


def hash_password(password: str, salt: bytes, rounds: int = ROUNDS) -> bytes:
    """What is kept of a password."""
    return hashlib.pbkdf2_hmac("sha256", password.encode("utf-8", "surrogatepass"), salt, rounds)


def is_password(row: UserRow, password: str, rounds: int = ROUNDS) -> bool:
    """Whether this is the user's password; it never is one's that has none."""
    return bool(row.hash) and compare_digest(row.hash, hash_password(password, row.salt, rounds))


def same_user(name: str) -> str:
    """What equal names have in common."""
    return name.casefold()


def user_problem(name: str) -> str:
    """Why nobody can be called so at a panel (JID-11); "" when somebody can."""
    if not name.strip() or name != name.strip():
        return "a user needs a name, without blanks around it"
    if len(name) > MAX_NAME_CHARACTERS:
        return f"at most {MAX_NAME_CHARACTERS} characters, not {len(name)}"
    if '"' in name or _CONTROL.search(name):
        return 'no quotation mark (") and no control character is allowed'
    if same_user(name) == _NOBODY:
        return f"{name} is the printer's own administrator"
    return ""


def encode_users(rows: Iterable[UserRow]) -> bytes:
    """The table's octets. Raises EncodeError."""
    ordered = sorted(rows, key=lambda row: same_user(row.name))
    content = [VERSION, ROUNDS, [list(row) for row in ordered]]
    octets = cbor.dumps(content)
    if isinstance(problem := decode_users(octets), BadRecord):
        raise EncodeError(problem.reason)
    return octets


def decode_users(blob: bytes) -> list[UserRow] | BadRecord:
    """The rows of a table, or why it is none. Never raises."""
    table, problem = cbor.loads(blob)
    if problem:
        return BadRecord(problem, blob)
    if type(table) is not list or len(table) != 3 or table[:2] != [VERSION, ROUNDS] or type(table[2]) is not list:
        return BadRecord(f"no array of version {VERSION}, {ROUNDS} rounds and rows", blob)
    rows: list[UserRow] = []
    for item in table[2]:
        before = same_user(rows[-1].name) if rows else ""
        if not _is_row(item) or same_user(item[0]) <= before:
            return BadRecord("a row is none, or not in ascending order", blob)
        rows.append(UserRow(*item))
    return rows


def _is_row(item: Any) -> bool:
    return (
        type(item) is list
        and [type(each) for each in item] == [str, int, bytes, bytes]
        and not user_problem(item[0])
        and is_id(item[1])
        and len(item[3]) in {0, HASH_OCTETS}
        and len(item[2]) == (SALT_OCTETS if item[3] else 0)
    )
