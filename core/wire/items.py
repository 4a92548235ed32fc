"""What a record says beyond sheets and pages (LOG-02): use of supplies, feeding, processing, scanning, communication.

Each group is one field of the record, an array on the wire, and absent where there is nothing to tell.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from core.wire.ber import UINT32_MAX

COLOURANTS: Final = ("black", "cyan", "magenta", "yellow", "white")
"""The order in which toner and drums are given; a monochrome printer gives the first alone (LOG-07)."""
TONER_LEVELS: Final = (0, 50, 150, 300, 600)
"""Highest mean coverage of levels 0 to 4 in permille of the printed area; above the last it is level 5 (LOG-07)."""
FEEDERS: Final = ("tray 1", "tray 2", "tray 3", "tray 4", "tray 5", "multi-purpose tray", "multi-purpose feeder")
RESOLUTIONS: Final = ("300 dpi", "600 dpi", "1200x600 dpi", "1200 dpi", "2400x600 dpi")
FUNCTIONS: Final = (
    *("print", "fax receive print", "pc scan", "push scan", "scan to network", "scan to e-mail", "fax send", "copy"),
    *("scan to usb", "scan to internet fax", "scan to fax server", "fax from pc", "saved fax print", "e-mail print"),
    *("usb print", "panel print", "other scan"),
)
SERVICES: Final = ("print", "scan", "fax", "pc scan", "pc fax", "e-mail", "server", "usb memory")
MODES: Final = (
    *("", "send", "receive", "send to several", "send from pc", "send to several from pc"),
    *("e-mail send", "e-mail send to several"),
)
DIRECTIONS: Final = ("", "call", "receipt")
FLAGS: Final = ("manual", "time specified", "polling", "f-code", "forwarding")
DESTINATION_LIMIT_OCTETS: Final = 80
CODE_LIMIT_OCTETS: Final = 8
SCAN_SIZE_LIMIT_OCTETS: Final = 16


class Consumption(NamedTuple):
    """Supplies a job used (LOG-07).

    ``toner``: level 0 to 5 of each of COLOURANTS, () where the printer cannot say. ``drum``: faces in A4 equivalents
    of each; a unit of four colours counts as black. ``belt``: A4 equivalents. ``fuser``: pages. ``staples``: staplings.
    """

    toner: tuple[int, ...] = ()
    drum: tuple[int, ...] = ()
    belt: int = 0
    fuser: int = 0
    staples: int = 0


class Feeding(NamedTuple):
    """Where sheets came from, how pages were drawn: ``trays`` counts sheets by FEEDERS, ``dpi`` pages by RESOLUTIONS.

    Counts at the end that are 0 are left out. ``n_up``: pages of the document on a face, 1 for none.
    """

    trays: tuple[int, ...] = ()
    dpi: tuple[int, ...] = ()
    n_up: int = 1


class Processing(NamedTuple):
    """The time before printing: UTC seconds by the printer's clock, None while it was not set; off-line seconds."""

    started_s: int | None = None
    ended_s: int | None = None
    offline_processing_s: int = 0
    offline_printing_s: int = 0


class Scan(NamedTuple):
    """Pages scanned in colour and mono, the original's size, and whether the job printed them too."""

    colour: int = 0
    mono: int = 0
    size: str = ""
    printed: bool = False


class Communication(NamedTuple):
    """A fax or a mail; ``flags`` are names of FLAGS, ``direction`` one of DIRECTIONS, ``code`` the service code."""

    seconds: int = 0
    mode: str = ""
    destination: str = ""
    flags: tuple[str, ...] = ()
    direction: str = ""
    pages: int = 0
    code: str = ""


def written_communication(talk: Communication) -> list[Any]:
    """Its array on the wire: mode and direction by their place, flags as bits. Raises ValueError for other words."""
    flags = sum(1 << FLAGS.index(flag) for flag in set(talk.flags))
    mode, direction = MODES.index(talk.mode), DIRECTIONS.index(talk.direction)
    return [talk.seconds, mode, talk.destination, flags, direction, talk.pages, talk.code]


def read_consumption(value: Any) -> Consumption | None:
    """The use of supplies in an array; None if it is none."""
    if type(value) is not list or len(value) != 5:
        return None
    toner, drum, belt, fuser, staples = value
    if not (_are_counts(toner, len(COLOURANTS)) and max(toner, default=0) <= len(TONER_LEVELS)):
        return None
    if not (_are_counts(drum, len(COLOURANTS)) and _is_count(belt) and _is_count(fuser) and _is_count(staples)):
        return None
    return Consumption(tuple(toner), tuple(drum), belt, fuser, staples)


def read_feeding(value: Any) -> Feeding | None:
    """Trays and resolutions in an array; None if it is none."""
    if type(value) is not list or len(value) != 3:
        return None
    trays, dpi, n_up = value
    if not (_are_counts(trays, len(FEEDERS)) and _are_counts(dpi, len(RESOLUTIONS)) and _is_count(n_up) and n_up):
        return None
    return Feeding(tuple(trays), tuple(dpi), n_up)


def read_processing(value: Any) -> Processing | None:
    """Times in an array; None if it is none."""
    if type(value) is not list or len(value) != 4:
        return None
    started_s, ended_s, offline_processing_s, offline_printing_s = value
    if not (_is_instant(started_s) and _is_instant(ended_s)):
        return None
    if not (_is_count(offline_processing_s) and _is_count(offline_printing_s)):
        return None
    return Processing(started_s, ended_s, offline_processing_s, offline_printing_s)


def read_scan(value: Any) -> Scan | None:
    """Scanned pages in an array; None if it is none."""
    if type(value) is not list or len(value) != 4:
        return None
    colour, mono, size, printed = value
    if not (_is_count(colour) and _is_count(mono) and type(size) is str and type(printed) is bool):
        return None
    return Scan(colour, mono, size, printed)


def read_communication(value: Any) -> Communication | None:
    """A fax or mail in an array; None if it is none."""
    if type(value) is not list or len(value) != 7:
        return None
    seconds, mode, destination, flags, direction, pages, code = value
    if not (_is_count(seconds) and _is_count(mode) and mode < len(MODES) and type(destination) is str):
        return None
    if not (_is_count(flags) and flags < 1 << len(FLAGS) and _is_count(direction) and direction < len(DIRECTIONS)):
        return None
    if not (_is_count(pages) and type(code) is str):
        return None
    names = tuple(name for bit, name in enumerate(FLAGS) if flags >> bit & 1)
    return Communication(seconds, MODES[mode], destination, names, DIRECTIONS[direction], pages, code)


def toner_level(permille: int) -> int:
    """The level of a mean coverage in permille of the area (LOG-07)."""
    return sum(permille > most for most in TONER_LEVELS)


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value <= UINT32_MAX


def _are_counts(value: Any, most: int) -> bool:
    return type(value) is list and len(value) <= most and all(map(_is_count, value))


def _is_instant(value: Any) -> bool:
    return value is None or (type(value) is int and -(1 << 40) <= value <= 1 << 40)
