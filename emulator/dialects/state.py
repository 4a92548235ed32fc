"""What the MIBs say of a printer's state, which follows its conditions (RFC 3805, section 2.2.13.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from emulator.parts.conditions import Condition, error_state
from emulator.parts.kinds import Group
from emulator.parts.pjl_memory import ready_text
from emulator.printer import Printer

COVERS: Final = ("front cover",)

_RUNNING, _WARNING, _DOWN = 2, 3, 5  # hrDeviceStatus
_OTHER, _IDLE, _PRINTING, _WARM_UP = 1, 3, 4, 5  # hrPrinterStatus
_COVER_OPEN, _COVER_CLOSED = 3, 4  # PrtCoverStatusTC
_STATUS_ACTIVE, _STATUS_BROKEN, _STATUS_WARNING, _STATUS_CRITICAL, _STATUS_OFFLINE = 4, 3, 8, 16, 32
"""Of PrtSubUnitStatusTC, which is a sum: how available it is, and what is the matter."""
_OFFLINE_KINDS: Final = frozenset({"offline", "paused"})
_BLINK_MS: Final = 500

Status = Callable[[Printer], int]


def device_status(printer: Printer) -> int:
    """hrDeviceStatus."""
    if printer.conditions.stops:
        return _DOWN
    return _WARNING if printer.conditions.active() else _RUNNING


def printer_status(printer: Printer) -> int:
    """hrPrinterStatus."""
    if printer.conditions.stops or printer.asleep:
        return _OTHER
    if printer.warming_up:
        return _WARM_UP
    return _IDLE if printer.idle else _PRINTING


def detected_errors(printer: Printer) -> bytes:
    """hrPrinterDetectedErrorState."""
    return error_state(printer.conditions.active())


def alerts_ever(printer: Printer) -> int:
    """prtAlertAllEvents: rows that there were in the alert table since power-on."""
    return printer.conditions.raised


def critical_ever(printer: Printer) -> int:
    """prtAlertCriticalEvents: the critical ones of them."""
    return printer.conditions.raised_critical


def cover_status(cover: str) -> Status:
    """prtCoverStatus."""
    return lambda printer: _COVER_CLOSED if printer.conditions.find("cover open", cover) is None else _COVER_OPEN


def _status(about: Iterable[Condition], *, active: bool) -> int:
    """PrtSubUnitStatusTC of a part with these conditions."""
    worst = max((_STATUS_CRITICAL if each.kind.stops else _STATUS_WARNING for each in about), default=0)
    if worst == _STATUS_CRITICAL:
        return _STATUS_BROKEN + _STATUS_CRITICAL
    return worst + (_STATUS_ACTIVE if active else 0)


def input_status(tray: str) -> Status:
    """prtInputStatus."""

    def read(printer: Printer) -> int:
        active = printer.conditions.active()
        return _status([each for each in active if each.part == tray], active=False) if active else 0

    return read


def _group_status(*groups: Group) -> Status:
    def read(printer: Printer) -> int:
        about = [each for each in printer.conditions.active() if each.kind.group in groups]
        offline = any(each.kind.name in _OFFLINE_KINDS for each in printer.conditions.active())
        working = not printer.conditions.stops and not printer.idle
        return _status(about, active=working) + (_STATUS_OFFLINE if offline else 0)

    return read


output_status: Final = _group_status(Group.OUTPUT)
marker_status: Final = _group_status(Group.MARKER, Group.SUPPLIES)
media_path_status: Final = _group_status(Group.MEDIA_PATH)


def display(printer: Printer) -> tuple[str, str]:
    """The two lines on the operator panel."""
    first = printer.conditions.first
    if first is not None:
        others = (_said(each) for each in printer.conditions.active() if each is not first)
        return _said(first), next(others, "")
    if printer.warming_up:
        return "Warming up", ""
    if not printer.idle:
        return "Printing", ""
    return ("Power save" if printer.asleep else ready_text(printer)), ""


def _said(condition: Condition) -> str:
    """What the display says of it: of a printer that is off-line what it was put off-line with."""
    return condition.part if condition.kind.name == "offline" and condition.part else condition.text


Light = tuple[int, int]
"""Milliseconds on and off: (500, 0) shines, (500, 500) blinks, (0, 500) is dark."""
_SHINES, _BLINKS, _DARK = (_BLINK_MS, 0), (_BLINK_MS, _BLINK_MS), (0, _BLINK_MS)


def ready_light(printer: Printer) -> Light:
    """Shines when it can print, blinks while it does."""
    if printer.conditions.stops or printer.asleep:
        return _DARK
    return _SHINES if printer.idle else _BLINKS


def attention_light(printer: Printer) -> Light:
    """Shines when somebody must come, blinks for a warning."""
    if printer.conditions.stops:
        return _SHINES
    return _BLINKS if printer.conditions.active() else _DARK
