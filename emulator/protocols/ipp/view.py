"""How IPP sees the printer: its jobs, its state and what is the matter with it, in the words of RFC 8011."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from core.wire.ipp_words import JobStateCode, PrinterStateCode
from emulator.parts.conditions import Condition, group_index
from emulator.parts.intake import Arrival
from emulator.parts.job import Job
from emulator.printer import Printer

STATES: Final = {code.name.lower().replace("_", "-"): code for code in JobStateCode}
_PAUSED: Final = "paused"


class Seen(NamedTuple):
    """One job of the printer's queue. Instants are true time in microseconds; None for what has not come."""

    code: JobStateCode
    detail: str
    begun_us: int | None
    ended_us: int | None
    sheets: int
    impressions: int
    user: str
    document: str
    arrived_us: int
    octets: int


def job_count(printer: Printer) -> int:
    """How many jobs it has had; they are numbered from 1."""
    return len(printer._jobs)


def take_in(printer: Printer, arrivals: Iterable[Arrival], source: str, *, hold: bool) -> list[int]:
    """Jobs that were read go into its queue, or are set aside; gives their numbers."""
    return printer._take_in(arrivals, source, "" if hold else None)


def seen(printer: Printer, number: int) -> Seen:
    """A job of the printer, as somebody left it who looked last. When it will end is not asked: that takes time."""
    job = printer._jobs[number]
    state = job.state(stands=printer.offline is not None) if isinstance(job, Job) else job
    return Seen(
        STATES[state.state],
        state.detail,
        state.begun_us,
        state.ended_us,
        state.sheets,
        state.pages,
        state.user,
        state.document,
        state.arrived_us,
        state.octets,
    )


def state_of(printer: Printer) -> PrinterStateCode:
    """``printer-state``, as somebody left it who looked last."""
    if printer.conditions.stops:
        return PrinterStateCode.STOPPED
    return PrinterStateCode.IDLE if printer.printing is None else PrinterStateCode.PROCESSING


def reasons(printer: Printer) -> tuple[str, ...]:
    """``printer-state-reasons``, without the ``none`` where there is none; as somebody left it who looked last."""
    return tuple(dict.fromkeys(each.kind.reason for each in printer.conditions.active()))


def pause(printer: Printer) -> None:
    """Pause-Printer: what is being printed waits where it is."""
    printer.conditions.raise_(_PAUSED)


def resume(printer: Printer) -> None:
    """Resume-Printer: takes back a pause, and nothing else that is the matter."""
    printer.conditions.clear(_PAUSED)


_CODES: Final = {
    1: "other",
    3: "coverOpened",
    8: "jam",
    10: "subunitLifeAlmostOver",
    11: "subunitLifeOver",
    22: "subunitOffline",
    801: "inputMediaTrayMissing",
    802: "inputMediaSizeChange",
    807: "inputMediaSupplyLow",
    808: "inputMediaSupplyEmpty",
    809: "inputMediaChangeRequest",
    902: "outputMediaTrayAlmostFull",
    903: "outputMediaTrayFull",
    1101: "markerTonerEmpty",
    1104: "markerTonerAlmostEmpty",
    1107: "markerWasteTonerReceptacleAlmostFull",
    1109: "markerWasteTonerReceptacleFull",
    1111: "markerOpcLifeAlmostOver",
    1112: "markerOpcLifeOver",
    1115: "markerTonerCartridgeMissing",
}
"""PrtAlertCodeTC (RFC 3805) by number, those that a printer of ours raises."""
_GROUPS: Final = {5: "generalPrinter", 6: "cover", 8: "input", 9: "output", 10: "marker", 11: "markerSupplies"}
_MEDIA_PATH: Final = "mediaPath"


def alerts(printer: Printer) -> tuple[tuple[str, str], ...]:
    """``printer-alert`` and ``printer-alert-description`` of each condition (PWG 5100.9, section 5.3)."""
    return tuple([(_alert(each, printer), each.text) for each in printer.conditions.active()])


def _alert(condition: Condition, printer: Printer) -> str:
    kind = condition.kind
    return (
        f"code={_CODES.get(kind.code, 'other')};index={condition.index};severity={kind.severity};"
        f"training={kind.training.name.lower()};group={_GROUPS.get(kind.group, _MEDIA_PATH)};"
        f"groupindex={group_index(condition, printer.model)};"
        f"time={(condition.since_us - printer.booted_us) // 1_000_000}"
    )


class Supply(NamedTuple):
    """What is used up: PrtMarkerSuppliesTypeTC, its name, how much is left in per cent, and its colour or ""."""

    type: str
    name: str
    left: int
    colour: str


_TYPES: Final = (("waste", "wasteToner"), ("drum", "opc"), ("belt", "transferUnit"), ("fuser", "fuser"))


def supplies(printer: Printer) -> tuple[Supply, ...]:
    """All of them, in the order of the Printer-MIB."""
    return tuple([_supply(printer, name) for name in printer.supplies.names])


def _supply(printer: Printer, name: str) -> Supply:
    left = printer.supplies.left(name) // 10
    for word, kind in _TYPES:
        if word in name:
            return Supply(kind, name, left, "")
    return Supply("toner", f"{name} toner", left, name)
