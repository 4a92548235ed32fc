"""What a printer's own clock showed at an instant (EMU-03, ACQ-06, ACQ-07)."""

from __future__ import annotations

from bisect import bisect_right

from harness.oracle.physics import PrinterPhysics

UNKNOWN_DRIFT_PPM = 500


class DeviceClock:
    """Runs from what it was told last, with the model's drift."""

    def __init__(self, printer: PrinterPhysics) -> None:
        self._places = [place for place, _, _ in printer.clocks]
        self._told = printer.clocks
        drift = printer.facts.get("drift_ppm")
        self._drifts = (-UNKNOWN_DRIFT_PPM, UNKNOWN_DRIFT_PPM) if drift is None else (drift, drift)

    def seconds(self, place: int, at_us: int) -> tuple[int | None, int | None]:
        """Whole UTC seconds it showed at ``at_us``, the event at ``place``, as least and most; None: not set."""
        index = bisect_right(self._places, place) - 1
        if index < 0 or self._told[index][2] is None:
            return None, None
        _, told_us, offset_us = self._told[index]
        assert offset_us is not None
        elapsed_us = at_us - told_us
        least, most = ((at_us + offset_us + elapsed_us * drift // 1_000_000) // 1_000_000 for drift in self._drifts)
        return least, most
