"""The IC cards that a printer knows. The table lies on its SD card, and goes with it (EMU-04)."""

from __future__ import annotations

from typing import Final

from core.wire.card_table import CardRow, CardTable, card_digest, decode_cards, normal_card
from core.wire.cbor import BadRecord
from emulator import journal
from emulator.parts.board import Board

TOO_MANY: Final = "too many cards"
_NONE: Final = CardTable(b"", ())
_NO_ROWS: Final[dict[bytes, CardRow]] = {}  # shared by all printers; tables are replaced, never changed


class Cards:
    """The table in force. ``revision`` 0: never written, or gone with the SD card."""

    __slots__ = ("_board", "_rows", "capacity", "digest", "revision", "table")

    def __init__(self, board: Board, capacity: int) -> None:
        self._board = board
        self.capacity = capacity
        self.revision = 0
        self.digest = b""
        self.table = _NONE
        self._rows = _NO_ROWS

    def decode(self, content: bytes) -> CardTable | BadRecord:
        """A staged table."""
        return decode_cards(content)

    def check_table(self, table: CardTable) -> str:
        """Why this cannot be the table; "" when it can."""
        return TOO_MANY if len(table.rows) > self.capacity else ""

    def put_table(self, revision: int, digest: bytes, table: CardTable) -> None:
        """Replace the table in one stroke; it holds for the next card."""
        self.revision, self.digest, self.table = revision, digest, table
        self._rows = {row.digest: row for row in table.rows}
        self._tell()

    def clear(self) -> None:
        """The SD card is gone."""
        if self.revision:
            self.revision, self.digest, self.table, self._rows = 0, b"", _NONE, _NO_ROWS
            self._tell()

    def find(self, number: str) -> CardRow | None:
        """Whose card this is; None for one that is not in the table, or is no card's number at all."""
        return self._rows.get(card_digest(number, self.table.salt)) if self._rows and normal_card(number) else None

    def _tell(self) -> None:
        rows = {row.digest.hex(): (row.account_id, row.login) for row in self.table.rows}
        self._board.journal.write(journal.CARDS, self._board.now_us(), self.revision, self.table.salt.hex(), rows)
