"""The printer's clock (EMU-03, ACQ-06, ACQ-07): battery with drift, or volatile; right, wrong or not set."""

from __future__ import annotations

from core.wire.mib import ClockKind
from emulator import journal
from emulator.models import Model
from emulator.parts.board import Board, next_serial


class Clock:
    """Runs from what it was told last; a battery keeps it through a power cut, drifting all the while."""

    __slots__ = ("_board", "_device_us", "_drift_ppm", "_true_us", "kind", "serial", "utc_offset_min")

    def __init__(self, board: Board, model: Model) -> None:
        self._board = board
        self._drift_ppm = model.drift_ppm
        self.kind = ClockKind.BATTERY if model.clock == "battery" else ClockKind.VOLATILE
        self.serial = 0
        self.utc_offset_min = 0
        self._true_us = board.now_us()
        self._device_us: int | None = self._true_us if self.kind == ClockKind.BATTERY else None
        board.journal.write(journal.CLOCK, self._true_us, 0 if self.kind == ClockKind.BATTERY else None)

    @property
    def is_set(self) -> bool:
        """Whether it shows any time at all."""
        return self._device_us is not None

    def device_now_us(self, now_us: int) -> int | None:
        """What it shows at the true instant ``now_us``, as UTC microseconds; None when it is not set."""
        if self._device_us is None:
            return None
        elapsed_us = now_us - self._true_us
        return self._device_us + elapsed_us + elapsed_us * self._drift_ppm // 1_000_000

    def device_now_s(self, now_us: int) -> int | None:
        """The same in whole UTC seconds, as records and DateAndTime show it."""
        if self._device_us is None:
            return None
        elapsed_us = now_us - self._true_us
        return (self._device_us + elapsed_us + elapsed_us * self._drift_ppm // 1_000_000) // 1_000_000

    def check_tell(self, serial: int) -> str:
        """Why a time SET would be refused now; "" when it would not."""
        return "" if serial == self.serial else "stale serial"

    def tell(self, at_s: int, utc_offset_min: int | None) -> None:
        """The server tells the time (UTC seconds, and the offset of its local time)."""
        self.serial = next_serial(self.serial)
        self.set(at_s * 1_000_000, utc_offset_min)

    def set(self, device_us: int, utc_offset_min: int | None = None) -> None:
        """From now on it shows ``device_us``, right or wrong; no offset given leaves the one it has."""
        self._true_us = self._board.now_us()
        self._device_us = device_us
        if utc_offset_min is not None:
            self.utc_offset_min = utc_offset_min
        self._board.journal.write(journal.CLOCK, self._true_us, device_us - self._true_us)

    def power_lost(self) -> None:
        """A volatile clock forgets; times stay blank until it is told again (ACQ-06)."""
        if self.kind == ClockKind.VOLATILE and self._device_us is not None:
            self._device_us = None
            self.utc_offset_min = 0
            self._board.journal.write(journal.CLOCK, self._board.now_us(), None)

    def restarted(self) -> None:
        """After a restart no SET guarded by an older serial may act (RFC 2579, TestAndIncr)."""
        self.serial = next_serial(self.serial)
