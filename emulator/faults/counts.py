"""What the life counters say, where it is not what was printed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from core.wire import mib
from core.wire.mib import Oid
from core.wire.values import Value
from emulator.faults.base import Change, Hold
from emulator.printer import Printer

COUNTS: Final = (mib.PRT_MARKER_LIFE_COUNT, mib.PRT_MARKER_POWER_ON_COUNT)
_WRAP: Final = 0xFFFF_FFFF


class WrongCounts(Hold):
    """A printer whose counters show something else."""

    def shown(self, count: int) -> int:
        """What it shows for a count."""
        raise NotImplementedError

    def changes(self) -> Mapping[Oid, Change]:
        """See :class:`Hold`."""
        return dict.fromkeys(COUNTS, self._change)

    def _change(self, printer: Printer, value: Value) -> Value:  # noqa: ARG002
        return max(self.shown(value), 0) & _WRAP if isinstance(value, int) else value
