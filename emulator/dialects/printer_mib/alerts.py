"""prtAlertTable: a row for each thing that is the matter, as long as it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from core.wire.ber import INTEGER, OCTET_STRING, TIMETICKS
from core.wire.values import Value
from emulator.dialects.cells import WRAP, cut
from emulator.dialects.printer_mib.tables import DEVICE, LONGEST, UNKNOWN_NUMBER, entry
from emulator.dialects.tree import Column
from emulator.models import Model
from emulator.parts.conditions import Condition, group_index
from emulator.printer import Printer

_SEVERITIES: Final = {"critical": 3, "warning": 4}  # PrtAlertSeverityLevelTC

Show = Callable[[Printer, Condition], Value]


def objects(model: Model) -> list[Column]:
    """Its columns; the index is prtAlertIndex, which is not used again until the power goes."""
    return [
        _column(1, INTEGER, lambda _, c: c.index),
        _column(2, INTEGER, lambda _, c: _SEVERITIES[c.kind.severity]),
        _column(3, INTEGER, lambda _, c: int(c.kind.training)),
        _column(4, INTEGER, lambda _, c: int(c.kind.group)),
        _column(5, INTEGER, lambda _, c: group_index(c, model)),
        _column(6, INTEGER, lambda _p, _c: UNKNOWN_NUMBER),
        _column(7, INTEGER, lambda _, c: c.kind.code),
        _column(8, OCTET_STRING, lambda _, c: cut(c.text, LONGEST)),
        _column(9, TIMETICKS, _since),
    ]


def _column(number: int, tag: int, show: Show) -> Column:
    def read(printer: Printer, index: int) -> Value:
        return next((show(printer, each) for each in printer.conditions.active() if each.index == index), None)

    return Column((*entry(18, 1), number, DEVICE), tag, _indexes, read, index_length=2)


def _indexes(printer: Printer) -> Sequence[int]:
    return [each.index for each in printer.conditions.active()]


def _since(printer: Printer, condition: Condition) -> int:
    """The value of sysUpTime when it came."""
    return max(0, condition.since_us - printer.booted_us) // 10_000 & WRAP
