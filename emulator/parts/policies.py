"""The policies in force in a printer: rules of printing by login, application, document and host (POL-01 to POL-03)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from core.wire.cbor import BadRecord
from core.wire.pjl import PrintJob
from core.wire.policy_table import (
    EMPTY,
    KINDS,
    Kind,
    Policy,
    PolicyRow,
    PolicyTable,
    decode_policies,
    encode_policies,
    pieces,
    same_name,
)
from emulator import journal
from emulator.parts.board import Board

_WORDS: Final = {policy: policy.name.lower().replace("_", " ") for policy in Policy}


class Policies:
    """The table, and what it says of a job. ``revision`` 0: never written; everything is enabled then."""

    __slots__ = ("_board", "_exact", "_pieces", "_wild", "digest", "revision", "table")

    def __init__(self, board: Board) -> None:
        self._board = board
        self._replace(0, b"", EMPTY)

    @property
    def suspended(self) -> bool:
        """Whether restrictions of jobs from computers are switched off for the time being (POL-07)."""
        return not self.table.in_force

    @property
    def shown(self) -> tuple[bytes, ...]:
        """The table's octets in pieces, for who reads it back (POL-05)."""
        return self._pieces

    def decode(self, content: bytes) -> PolicyTable | BadRecord:
        """A staged table."""
        return decode_policies(content)

    def check_table(self, _table: PolicyTable) -> str:
        """Why this cannot be the table; "" when it can, as any that can be read does."""
        return ""

    def put_table(self, revision: int, digest: bytes, table: PolicyTable) -> None:
        """Replace the table in one stroke; it acts on the next job that starts."""
        self._replace(revision, digest, table)
        self._tell()

    def clear(self) -> None:
        """Formatting forgets all policies."""
        if self.revision:
            self._replace(0, b"", EMPTY)
            self._tell()

    def strictest(self, ticket: PrintJob) -> Policy:
        """The strictest policy that any name of a print job has; a name without one has that of the others."""
        table = self.table
        if table is EMPTY:
            return Policy.ENABLE
        names = (ticket.login, ticket.application, ticket.document, ticket.host)
        return max(self._of(kind, same_name(name)) for kind, name in zip(KINDS, names, strict=True))

    def _of(self, kind: Kind, name: str) -> Policy:
        return max(self._found(kind, name), default=self.table.others[kind])

    def _found(self, kind: Kind, name: str) -> Iterator[Policy]:
        exact = self._exact.get((kind, name))
        if exact is not None:
            yield exact
        if kind is Kind.DOCUMENT:
            yield from (policy for pattern, policy in self._wild if pattern.fullmatch(name))

    def _replace(self, revision: int, digest: bytes, table: PolicyTable) -> None:
        self.revision = revision
        self.digest = digest
        self.table = table
        self._pieces = tuple(pieces(encode_policies(table))) if revision else ()
        self._exact: dict[tuple[Kind, str], Policy] = {}
        self._wild: list[tuple[re.Pattern[str], Policy]] = []
        for row in table.rows:
            if row.kind is Kind.DOCUMENT and "*" in row.name:
                self._wild.append((_pattern(row), row.policy))
            else:
                self._exact[row.kind, same_name(row.name)] = row.policy

    def _tell(self) -> None:
        table = self.table
        rows = [[row.kind.name.lower(), row.name, _WORDS[row.policy]] for row in table.rows]
        others = {kind.name.lower(): _WORDS[table.others[kind]] for kind in KINDS}
        now_us = self._board.now_us()
        self._board.journal.write(journal.POLICIES, now_us, self.revision, table.in_force, others, rows)


def _pattern(row: PolicyRow) -> re.Pattern[str]:
    parts = (re.escape(part) for part in same_name(row.name).split("*"))
    return re.compile(".*".join(parts), re.DOTALL)
