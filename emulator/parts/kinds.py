"""The kinds of condition that a printer can be in, each with the word that every protocol has for it.

Alert groups, codes and training levels are those of RFC 3805 (PrtAlertGroupTC, PrtAlertCodeTC,
PrtAlertTrainingLevelTC), error bits those of hrPrinterDetectedErrorState (RFC 2790; bit 0 is the high bit of the first
octet), reasons the keywords of printer-state-reasons (RFC 8011 section 5.4.12, PWG 5100.9), PJL codes those of
"PJL INFO STATUS".
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final, NamedTuple


class Group(IntEnum):
    """PrtAlertGroupTC."""

    GENERAL = 5
    COVER = 6
    INPUT = 8
    OUTPUT = 9
    MARKER = 10
    SUPPLIES = 11
    MEDIA_PATH = 13


class Training(IntEnum):
    """PrtAlertTrainingLevelTC: who can put it right."""

    UNTRAINED = 3
    TRAINED = 4
    FIELD_SERVICE = 5
    MANAGEMENT = 6
    NO_INTERVENTION = 7


class Kind(NamedTuple):
    """``text`` is for the panel, with ``{part}`` for what it concerns; ``stops``: nothing prints meanwhile."""

    name: str
    group: Group
    code: int  # PrtAlertCodeTC
    training: Training
    error_bit: int | None  # of hrPrinterDetectedErrorState
    reason: str  # printer-state-reasons
    pjl: int
    text: str
    stops: bool = False

    @property
    def severity(self) -> str:
        """Critical is what stops the printer, as RFC 3805 has it; everything else warns."""
        return "critical" if self.stops else "warning"


_LOW_PAPER, _NO_PAPER, _LOW_TONER, _NO_TONER, _DOOR_OPEN, _JAMMED, _OFFLINE, _SERVICE = range(8)
_TRAY_MISSING, _OUTPUT_MISSING, _SUPPLY_MISSING, _OUTPUT_NEARLY_FULL, _OUTPUT_FULL, _TRAY_EMPTY, _OVERDUE = range(8, 15)
_ANYBODY, _TRAINED, _SERVICE_MAN, _KEEPER = (
    Training.UNTRAINED,
    Training.TRAINED,
    Training.FIELD_SERVICE,
    Training.MANAGEMENT,
)
_PAPER, _OUTPUT, _SUPPLIES = Group.INPUT, Group.OUTPUT, Group.SUPPLIES

_ALL: Final = (
    Kind("media jam", Group.MEDIA_PATH, 8, _ANYBODY, _JAMMED, "media-jam-error", 40022, "Paper jam: {part}", True),
    Kind("cover open", Group.COVER, 3, _ANYBODY, _DOOR_OPEN, "cover-open-error", 40021, "Close {part}", True),
    Kind("tray low", _PAPER, 807, _ANYBODY, _LOW_PAPER, "media-low-warning", 10001, "Paper low: {part}"),
    Kind("tray empty", _PAPER, 808, _ANYBODY, _TRAY_EMPTY, "media-empty-warning", 10001, "Paper out: {part}"),
    Kind("media needed", _PAPER, 809, _ANYBODY, _NO_PAPER, "media-needed-error", 41000, "Load {part}", True),
    Kind(
        *("tray missing", _PAPER, 801, _ANYBODY, _TRAY_MISSING, "input-tray-missing-error", 40027),
        *("Insert {part}", True),
    ),
    Kind("wrong size", _PAPER, 802, _ANYBODY, _NO_PAPER, "media-needed-error", 41000, "Change paper in {part}", True),
    Kind(
        *("output nearly full", _OUTPUT, 902, _ANYBODY, _OUTPUT_NEARLY_FULL, "output-area-almost-full-warning", 10001),
        "Stacker nearly full",
    ),
    Kind(
        *("output full", _OUTPUT, 903, _ANYBODY, _OUTPUT_FULL, "output-area-full-error", 40019),
        *("Remove paper from the stacker", True),
    ),
    Kind("toner low", _SUPPLIES, 1104, _ANYBODY, _LOW_TONER, "toner-low-warning", 40038, "Toner low: {part}"),
    Kind("toner empty", _SUPPLIES, 1101, _ANYBODY, _NO_TONER, "toner-empty-error", 40039, "Change toner: {part}", True),
    Kind(
        *("toner missing", _SUPPLIES, 1115, _ANYBODY, _SUPPLY_MISSING, "marker-supply-missing-error", 40010),
        *("Install toner: {part}", True),
    ),
    Kind(
        *("waste toner nearly full", _SUPPLIES, 1107, _ANYBODY, None, "marker-waste-almost-full-warning", 10001),
        "Waste toner nearly full",
    ),
    Kind(
        *("waste toner full", _SUPPLIES, 1109, _ANYBODY, _SERVICE, "marker-waste-full-error", 40010),
        *("Change waste toner box", True),
    ),
    Kind("drum near end", _SUPPLIES, 1111, _TRAINED, None, "opc-near-eol-warning", 10001, "Drum near end: {part}"),
    Kind("drum at end", _SUPPLIES, 1112, _TRAINED, _OVERDUE, "opc-life-over-warning", 10001, "Change drum: {part}"),
    Kind("belt near end", _SUPPLIES, 10, _TRAINED, None, "other-warning", 10001, "Belt near end"),
    Kind("belt at end", _SUPPLIES, 11, _TRAINED, _OVERDUE, "other-warning", 10001, "Change belt"),
    Kind("fuser near end", _SUPPLIES, 10, _TRAINED, None, "other-warning", 10001, "Fuser near end"),
    Kind("fuser at end", _SUPPLIES, 11, _TRAINED, _OVERDUE, "other-warning", 40050, "Change fuser"),
    Kind("offline", Group.GENERAL, 22, _ANYBODY, _OFFLINE, "other-report", 10002, "Offline", True),
    Kind("paused", Group.GENERAL, 22, _KEEPER, _OFFLINE, "paused", 10002, "Paused", True),
    Kind("failed", Group.GENERAL, 1, _SERVICE_MAN, _SERVICE, "other-error", 50000, "{part}", True),
)
KINDS: Final = {kind.name: kind for kind in _ALL}
"""By name, in the order in which the most urgent of several is shown."""
RANK: Final = {name: (not kind.stops, place) for place, (name, kind) in enumerate(KINDS.items())}
"""What is shown first when there are several: what stops printing, and of that what stands first in the table."""
