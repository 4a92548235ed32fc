"""Which server owns the printer (PRN-09, PRN-10): compare and set, with a generation that only rises."""

from __future__ import annotations

from emulator import journal
from emulator.parts.board import Board, next_serial


class Owner:
    """``id`` is 16 octets, empty for nobody; ``generation`` 0 means never owned.

    The generation lies on the main board: formatting forgets the owner, but the next one's number is a new one, so
    that a predecessor who has not noticed cannot write.
    """

    __slots__ = ("_board", "generation", "id", "serial")

    def __init__(self, board: Board) -> None:
        self._board = board
        self.id = b""
        self.generation = 0
        self.serial = 0

    def acts(self, generation: int) -> bool:
        """Whether a SET under this generation comes from the owner, and not from a predecessor."""
        return bool(self.id) and generation == self.generation

    def check_claim(self, serial: int, expected: bytes, new_id: bytes, generation: int) -> str:
        """Why a claim would be refused now; "" when it would not. An empty ``new_id`` gives the printer up."""
        if serial != self.serial:
            return "stale serial"
        if expected != self.id:
            return "other owner"
        if len(new_id) not in {0, 16}:
            return "length"
        if generation <= self.generation:
            return "stale generation"
        return ""

    def claim(self, new_id: bytes, generation: int) -> None:
        """The owner changes."""
        self.serial = next_serial(self.serial)
        self._write(new_id, generation)

    def clear(self) -> None:
        """Formatting forgets the owner (PRN-18)."""
        self.serial = next_serial(self.serial)
        if self.id:
            self._write(b"", self.generation)

    def restarted(self) -> None:
        """After a restart no SET guarded by an older serial may act."""
        self.serial = next_serial(self.serial)

    def _write(self, new_id: bytes, generation: int) -> None:
        self.id = new_id
        self.generation = generation
        self._board.journal.write(journal.OWNER, self._board.now_us(), new_id.hex(), generation)
