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
CAPACITY: Final = 9
_MEDIA, _INPUT_NAME = 12, 13  # columns of prtInputTable
CURRENT_LEVEL: Final = 10
_COLORANT, _TYPE, _DESCRIPTION, _UNIT = 3, 5, 6, 7  # columns of prtMarkerSuppliesTable
MAX_CAPACITY: Final = 8
LEVEL: Final = 9
_IMPRESSIONS: Final = 7
_PERCENT: Final = 100  # the capacity of what tells its level in per cent
_PARTS: Final = {4: "waste toner", 9: "drum", 15: "fuser", 20: "belt"}  # types, and what the machine calls them
_LIVES: Final = {"toner": "waste pages", "drum": "drum pages", "belt": "belt pages", "fuser": "fuser pages"}
_MOST_PAGES: Final = 10_000_000
_MOST_SHEETS: Final = 10_000
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
    levels = _levels(known, [tray["name"] for tray in trays])
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
        **_lives(known),
        "clock": "battery",
        "storage": "disk" if disk else "flash",
        "log capacity": 0,
        "log reserve": 0,
        "id capacity": 0,
        "dialect": "recorded",
        **({"levels": levels} if levels else {}),
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


def supplies_of(known: dict[Oid, Value]) -> dict[int, str]:
    """Which row of the supplies is what the emulated machine calls by that name (``Model.supplies``)."""
    found = toners_of(known)
    for oid, kind in _column(known, (*SUPPLIES, _TYPE)):
        name = _PARTS.get(kind, "") if isinstance(kind, int) else ""
        if name == "drum":
            description = _text(known.get((*SUPPLIES, _DESCRIPTION, *oid[len(SUPPLIES) + 1 :]))).lower()
            colour = next((each for each in COLOURANTS if each in description), "black")
            name = f"{colour} drum" if colour in found.values() else ""
        if name and name not in found.values():
            found[oid[-1]] = name
    return found


def _lives(known: dict[Oid, Value]) -> dict[str, Any]:
    """How long things last, where the walk tells it in impressions, and whether there is a belt."""
    keys: dict[str, Any] = {}
    for row, name in supplies_of(known).items():
        key = _LIVES.get(name.split(" ")[-1], "toner pages")
        pages = known.get((*SUPPLIES, MAX_CAPACITY, 1, row))
        unit = known.get((*SUPPLIES, _UNIT, 1, row))
        told = unit == _IMPRESSIONS or (unit is None and isinstance(pages, int) and pages > _PERCENT)
        if told and isinstance(pages, int) and 0 < pages <= _MOST_PAGES and key not in keys:
            keys[key] = [pages] if key == "toner pages" else pages
        if name == "belt":
            keys["belt"] = True
    return keys


def _levels(known: dict[Oid, Value], trays: list[str]) -> dict[str, list[int]]:
    """What is left of each supply, and in each tray, where both numbers are known."""
    levels: dict[str, list[int]] = {}
    for row, name in supplies_of(known).items():
        _level(levels, name, known.get((*SUPPLIES, LEVEL, 1, row)), known.get((*SUPPLIES, MAX_CAPACITY, 1, row)))
    for row, name in zip(tray_rows(known), trays, strict=False):
        _level(levels, name, known.get((*INPUT, CURRENT_LEVEL, 1, row)), known.get((*INPUT, CAPACITY, 1, row)))
    return levels


def _level(levels: dict[str, list[int]], name: str, left: Value, of: Value) -> None:
    if isinstance(left, int) and isinstance(of, int) and 0 < left <= of <= _MOST_PAGES:
        levels[name] = [left, of]


def tray_rows(known: dict[Oid, Value]) -> list[int]:
    """The rows of the input table that hold paper, by their last numbers; "automatic" and the like hold none."""
    return [oid[-1] for oid, value in _column(known, (*INPUT, CAPACITY)) if isinstance(value, int) and value > 0]


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
        capacity = known.get((*INPUT, CAPACITY, 1, row))
        holds = {"capacity": capacity} if isinstance(capacity, int) and capacity <= _MOST_SHEETS else {}
        trays.append({"name": name, "sizes": loads, "media": ["plain"], **holds})
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
