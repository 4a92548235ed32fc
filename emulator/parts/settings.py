"""Settings the server writes: log-full action (ACQ-05), format inhibition (PRN-18), panel restriction (PRN-11)."""

from __future__ import annotations

from typing import Final

from core.wire.mib import LogFullAction
from emulator import journal
from emulator.parts.board import Board, next_serial

ACTION_WORDS: Final = {
    LogFullAction.DELETE_OLDEST: "delete oldest",
    LogFullAction.CANCEL_JOBS: "cancel jobs",
    LogFullAction.STOP_LOGGING: "stop logging",
}


class Settings:
    """Factory values: delete the oldest record, no inhibition, a panel that is open to everybody."""

    __slots__ = ("_board", "format_inhibit", "full_action", "panel_restrict", "serial")

    def __init__(self, board: Board) -> None:
        self._board = board
        self.serial = 0
        self.full_action = LogFullAction.DELETE_OLDEST
        self.format_inhibit = False
        self.panel_restrict = False

    def check(self, serial: int) -> str:
        """Why a write would be refused now; "" when it would not."""
        return "" if serial == self.serial else "stale serial"

    def apply(
        self, full_action: LogFullAction | None, format_inhibit: bool | None, panel_restrict: bool | None = None
    ) -> None:
        """Write any of them; only what changed is journaled."""
        self.serial = next_serial(self.serial)
        now_us = self._board.now_us()
        if full_action is not None and full_action != self.full_action:
            self.full_action = full_action
            self._board.journal.write(journal.SETTING, now_us, "log full action", ACTION_WORDS[full_action])
        if format_inhibit is not None and format_inhibit != self.format_inhibit:
            self.format_inhibit = format_inhibit
            self._board.journal.write(journal.SETTING, now_us, "format inhibit", format_inhibit)
        if panel_restrict is not None and panel_restrict != self.panel_restrict:
            self.panel_restrict = panel_restrict
            self._board.journal.write(journal.SETTING, now_us, "panel restrict", panel_restrict)

    def clear(self) -> None:
        """Formatting restores the factory values."""
        self.apply(LogFullAction.DELETE_OLDEST, False, False)

    def restarted(self) -> None:
        """After a restart no SET guarded by an older serial may act."""
        self.serial = next_serial(self.serial)
