"""Job Account IDs in force (JID-07): names, restrictions (RES-01 to RES-03, RES-08) and limit states (LIM-03)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from core.wire.cbor import BadRecord
from core.wire.id_table import SPECIAL_IDS, IdRow, decode_ids, is_id
from core.wire.mib import IdState
from emulator import journal
from emulator.parts.board import Board, next_serial

_SPECIAL: Final = {number: IdRow(number, name, 0) for number, name in SPECIAL_IDS.items()}
UNREGISTERED: Final = _SPECIAL[0]
_EMPTY: Final[dict[int, IdRow]] = {0: UNREGISTERED}  # shared by all printers; tables are replaced, never changed
_STATE_WORDS: Final = {IdState.ENABLED: "enabled", IdState.LIMIT_EXCEEDED: "limit exceeded"}


class IdTable:
    """Rows by ID in ascending order; row 0 is for jobs without an ID and with one that is not here (JID-12).

    The other special IDs (JID-02) need no row either: nothing is forbidden to them unless a table says so.
    """

    __slots__ = ("_board", "_exceeded", "capacity", "digest", "revision", "rows", "serial")

    def __init__(self, board: Board, capacity: int) -> None:
        self._board = board
        self.capacity = capacity
        self.serial = 0
        self.revision = 0  # 0 = never written
        self.digest = b""
        self.rows = _EMPTY
        self._exceeded: frozenset[int] = frozenset()

    def row_for(self, account_id: int) -> IdRow:
        """The row whose rules an ID follows: its own, else the unregistered one."""
        return self.rows.get(account_id) or _SPECIAL.get(account_id) or self.rows[0]

    def state(self, account_id: int) -> IdState:
        """The limit state of the ID's own row."""
        return IdState.LIMIT_EXCEEDED if account_id in self._exceeded else IdState.ENABLED

    def decode(self, content: bytes) -> list[IdRow] | BadRecord:
        """A staged table."""
        return decode_ids(content)

    def check_table(self, rows: Sequence[IdRow]) -> str:
        """Why these rows cannot be the table; "" when they can. Special IDs may be left out, and take no capacity."""
        ids = {row.id for row in rows}
        if len(ids) != len(rows):
            return "an ID given twice"
        if not all(map(is_id, ids)):
            return "an ID out of range"
        if len(ids - SPECIAL_IDS.keys()) > self.capacity:
            return "too many IDs"
        return ""

    def put_table(self, revision: int, digest: bytes, rows: Sequence[IdRow]) -> None:
        """Replace the table in one stroke; an ID that stays keeps its limit state."""
        self._replace(revision, digest, {row.id: row for row in sorted((UNREGISTERED, *rows), key=lambda row: row.id)})
        table = {row.id: (row.name, int(row.restrictions)) for row in rows}
        self._board.journal.write(journal.IDS, self._board.now_us(), revision, table)

    def check_states(self, serial: int, states: Mapping[int, int]) -> str:
        """Why these limit states cannot be written now; "" when they can."""
        if serial != self.serial:
            return "stale serial"
        if any(account_id not in self.rows for account_id in states):
            return "no such ID"
        if any(state not in _STATE_WORDS for state in states.values()):
            return "no such state"
        return ""

    def set_states(self, states: Mapping[int, int]) -> None:
        """Write limit states; they act on the next job that starts."""
        self.serial = next_serial(self.serial)
        for account_id, state in states.items():
            self._set_state(account_id, IdState(state))

    def clear(self) -> None:
        """Formatting forgets all IDs and their states."""
        self.serial = next_serial(self.serial)
        if self.revision:
            self._replace(0, b"", _EMPTY)
            self._board.journal.write(journal.IDS, self._board.now_us(), 0, {})
        for account_id in sorted(self._exceeded):
            self._set_state(account_id, IdState.ENABLED)

    def restarted(self) -> None:
        """After a restart no SET guarded by an older serial may act."""
        self.serial = next_serial(self.serial)

    def _replace(self, revision: int, digest: bytes, rows: dict[int, IdRow]) -> None:
        for account_id in sorted(self._exceeded - rows.keys()):
            self._set_state(account_id, IdState.ENABLED)
        self.revision = revision
        self.digest = digest
        self.rows = rows

    def _set_state(self, account_id: int, state: IdState) -> None:
        if state == self.state(account_id):
            return
        self._exceeded ^= {account_id}
        self._board.journal.write(journal.LIMIT, self._board.now_us(), account_id, _STATE_WORDS[state])
