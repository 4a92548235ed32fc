"""Where the tables of Printer-MIB stand, and words that several of them use."""

from __future__ import annotations

from typing import Final

from core.wire.mib import Oid

PRINTER_MIB: Final[Oid] = (1, 3, 6, 1, 2, 1, 43)

DEVICE: Final = 1  # hrDeviceIndex of the printer, the first index of every table

# PresentOnOff
ON: Final = 3
OFF: Final = 4

# PrtSubUnitStatusTC: a sum of availability and what is the matter
AVAILABLE_IDLE: Final = 0
AVAILABLE_ACTIVE: Final = 4
UNAVAILABLE_ON_REQUEST: Final = 2
UNAVAILABLE_BROKEN: Final = 3
NON_CRITICAL: Final = 8
CRITICAL: Final = 16
OFFLINE: Final = 32

# Numbers of things
OTHER_NUMBER: Final = -1
UNKNOWN_NUMBER: Final = -2
SOME: Final = -3
"""Of a level: not empty, no more is known."""

MICROMETRES: Final = 4
TEN_THOUSANDTHS: Final = 3
IMPRESSIONS: Final = 7
SHEETS: Final = 8
PERCENT: Final = 19


LONGEST: Final = 255
"""Octets of a text for people (PrtLocalizedDescriptionStringTC, PrtConsoleDescriptionStringTC)."""


def entry(group: int, table: int) -> Oid:
    """The entry of a table."""
    return (*PRINTER_MIB, group, table, 1)
