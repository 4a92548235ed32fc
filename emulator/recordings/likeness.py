"""What a walk tells about the printer, as keys of a model file; what it does not tell is an ordinary printer's.

A real printer says much about itself and little about its insides: whether its clock has a battery, or what its disk is
for. Such keys get careful values, and whoever knows better edits the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from core.wire import mib
from core.wire.items import COLOURANTS
from core.wire.mib import Oid
from core.wire.pages import SIZES
from core.wire.values import Value
from emulator.recordings.objects import Recorded

PRINTER_MIB: Final[Oid] = (1, 3, 6, 1, 2, 1, 43)
INPUT: Final[Oid] = (*PRINTER_MIB, 8, 2, 1)
SUPPLIES: Final[Oid] = (*PRINTER_MIB, 11, 1, 1)
_COLORANT_VALUE: Final[Oid] = (*PRINTER_MIB, 12, 1, 1, 4)
_PATH: Final[Oid] = (*PRINTER_MIB, 13, 4, 1)
_STORAGE_TYPE: Final[Oid] = (1, 3, 6, 1, 2, 1, 25, 2, 3, 1, 2)
_HARD_DISK: Final[Oid] = (1, 3, 6, 1, 2, 1, 25, 2, 1, 4)
_DEVICE_DESCR: Final[Oid] = (1, 3, 6, 1, 2, 1, 25, 3, 2, 1, 3)
_HR_PRINTER: Final[Oid] = (1, 3, 6, 1, 2, 1, 25, 3, 5, 1)
_CAPACITY, _MEDIA, _INPUT_NAME = 9, 12, 13  # columns of prtInputTable
_COLORANT, _TYPE, _DESCRIPTION = 3, 5, 6  # columns of prtMarkerSuppliesTable
TONER_TYPES: Final = frozenset((3, 5, 6, 21))  # toner, ink, ink cartridge, toner cartridge
_AN_HOUR: Final = frozenset((7, 8))  # prtMediaPathMaxSpeedPrintUnit: impressions and sheets
_USUAL_PPM: Final = 30
_MOST_PPM: Final = 1000
_SCANNERS: Final = re.compile(r"\b(?:scanner|copier|copy|multifunction|multi-functional|mfp|fax)\b", re.IGNORECASE)
_SIZE_WORDS: Final = {word.lower(): word for word in SIZES} | {"ledger": "Tabloid", "11x17": "Tabloid"}
_USUAL_SIZES: Final = ("A4", "Letter")  # of a tray that does not say what lies in it
_ROOM: Final = 1_024  # of a message, around its largest value
_USUAL_MESSAGE: Final = 8_192
_LARGEST_MESSAGE: Final = 65_507


def model_keys(objects: tuple[Recorded, ...], name: str) -> dict[str, Any]:
    """The keys of a model file but for its recording. ``name``: of the model."""
    known = {each.oid: each.value for each in objects}
    description = _text(known.get(mib.HR_DEVICE_DESCR)) or _text(known.get(mib.SYS_DESCR)) or "A printer"
    toners = toners_of(known)
    trays, sizes = _trays(known)
    devices = " ".join(_text(value) for _, value in _column(known, _DEVICE_DESCR))
    disk = any(value == _HARD_DISK for _, value in _column(known, _STORAGE_TYPE))
    largest = max((len(each.value) for each in objects if isinstance(each.value, bytes)), default=0)
    return {
        "name": name,
        "maker": description.split()[0],
        "description": description,
        "multifunction": bool(_SCANNERS.search(f"{description} {devices}")),
        "colour": len(set(toners.values()) & set(COLOURANTS[1:4])) > 0,
        "speed ppm": _speed(known),
        "sizes": sizes,
        "media": ["plain"],
        "trays": trays,
        "toners": [each for each in COLOURANTS if each in toners.values()] or ["black"],
        "clock": "battery",
        "storage": "disk" if disk else "flash",
        "log capacity": 0,
        "log reserve": 0,
        "id capacity": 0,
        "dialect": "recorded",
        "max message": max(_USUAL_MESSAGE, min(_LARGEST_MESSAGE, largest + _ROOM)),
    }


def is_printer(objects: tuple[Recorded, ...]) -> bool:
    """Whether there is anything of the Printer-MIB, or of HOST-RESOURCES-MIB's printer table."""
    tables = (PRINTER_MIB, _HR_PRINTER)
    return any(each.oid[: len(table)] == table for each in objects for table in tables)


def toners_of(known: dict[Oid, Value]) -> dict[int, str]:
    """Which of the supplies (by the last number of their row) holds which toner."""
    colorants = {oid[-1]: _text(value).lower() for oid, value in _column(known, _COLORANT_VALUE)}
    found: dict[int, str] = {}
    for oid, kind in _column(known, (*SUPPLIES, _TYPE)):
        if kind not in TONER_TYPES:
            continue
        row = oid[len(SUPPLIES) + 1 :]
        colorant = known.get((*SUPPLIES, _COLORANT, *row))
        words = [colorants.get(colorant, "") if isinstance(colorant, int) else ""]
        words.append(_text(known.get((*SUPPLIES, _DESCRIPTION, *row))).lower())
        colour = next((each for text in words for each in COLOURANTS if each in text), "")
        if not colour and "black" not in found.values():
            colour = "black"
        if colour and colour not in found.values():
            found[oid[-1]] = colour
    return found


def tray_rows(known: dict[Oid, Value]) -> list[int]:
    """The rows of the input table that hold paper, by their last numbers; "automatic" and the like hold none."""
    return [oid[-1] for oid, value in _column(known, (*INPUT, _CAPACITY)) if isinstance(value, int) and value > 0]


def _trays(known: dict[Oid, Value]) -> tuple[list[dict[str, Any]], list[str]]:
    trays: list[dict[str, Any]] = []
    sizes: list[str] = []
    names: set[str] = set()
    for row in tray_rows(known) or [0]:
        name = _text(known.get((*INPUT, _INPUT_NAME, 1, row))).lower() or f"tray {len(trays) + 1}"
        if name in names:
            name = f"{name} {row}"
        names.add(name)
        size = size_of(_text(known.get((*INPUT, _MEDIA, 1, row))))
        loads = [size] if size else list(_USUAL_SIZES)
        sizes += [each for each in loads if each not in sizes]
        trays.append({"name": name, "sizes": loads, "media": ["plain"]})
    return trays, sizes


def size_of(text: str) -> str:
    """One of our sizes in a name such as "A4", "iso_a4_210x297mm" (PWG 5101.1), "na-letter", "" for another."""
    words = re.split(r"[^a-z0-9]+", text.lower())
    return next((_SIZE_WORDS[word] for word in words if word in _SIZE_WORDS), "")


def _speed(known: dict[Oid, Value]) -> int:
    for oid, value in _column(known, (*_PATH, 4)):
        unit = known.get((*_PATH, 2, *oid[len(_PATH) + 1 :]))
        if isinstance(value, int) and value > 0 and unit in _AN_HOUR:
            return max(1, min(_MOST_PPM, value // 60))
    return _USUAL_PPM


def _column(known: dict[Oid, Value], column: Oid) -> Iterator[tuple[Oid, Value]]:
    length = len(column)
    return ((oid, value) for oid, value in known.items() if len(oid) > length and oid[:length] == column)


def _text(value: Value) -> str:
    """A value as words of printable ASCII."""
    if not isinstance(value, bytes):
        return ""
    return " ".join("".join(chr(each) if 0x20 <= each < 0x7F else " " for each in value).split())
