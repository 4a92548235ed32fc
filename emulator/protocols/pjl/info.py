"""What "@PJL INFO" tells about a printer, category by category (PJL Technical Reference Manual, chapter 7)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from emulator.models import Model
from emulator.printer import Printer
from emulator.protocols.pjl.environment import LANGUAGES, UNKNOWN, Environment, variables
from emulator.protocols.pjl.status import status_now

MEMORY_OCTETS: Final = 256 * 1024 * 1024
_VOLUMES: Final = {"disk": ("HARD DISK", 40_000_000_000), "flash": ("FLASH", 128_000_000), "sd": ("SD", 8_000_000_000)}
_LOWEST_TIMED_S: Final = 5
_HIGHEST_TIMED_S: Final = 300

Lines = Iterable[str]


def info(printer: Printer, category: str, environment: Environment) -> Lines:
    """The lines of one category; UNKNOWN for one that it does not have."""
    tell = _CATEGORIES.get(category)
    return tell(printer, environment) if tell is not None else (UNKNOWN,)


def _list(head: str, values: Iterable[str], kind: str = "ENUMERATED") -> list[str]:
    values = list(values)
    return [f"{head} [{len(values)} {kind}]", *(f"\t{value}" for value in values)]


def _id(printer: Printer, _: Environment) -> Lines:
    return (f'"{printer.model.description}"',)


def _status(printer: Printer, _: Environment) -> Lines:
    return status_now(printer).lines()


def _page_count(printer: Printer, _: Environment) -> Lines:
    printer.catch_up()
    return (f"PAGECOUNT={printer.life.impressions}",)


def _memory(printer: Printer, _: Environment) -> Lines:
    printer.catch_up()
    return f"TOTAL={MEMORY_OCTETS}", f"LARGEST={MEMORY_OCTETS // (2 if printer.printing is not None else 1)}"


def _config(printer: Printer, _: Environment) -> Lines:
    model = printer.model
    trays = [f"INTRAY{number} {tray.sizes[0].upper()}" for number, tray in enumerate(model.trays, 1)]
    return (
        *_list("IN TRAYS", [*trays, "MPTRAY"]),
        *_list("OUT TRAYS", ["NORMAL FACEDOWN", *(["OPTIONAL FINISHER"] if "finisher" in printer.fitted else [])]),
        *_list("PAPERS", [size.upper() for size in model.sizes]),
        *_list("LANGUAGES", LANGUAGES),
        *_list("USTATUS", ("DEVICE", "JOB", "PAGE", "TIMED")),
        "DUPLEX",
        f"MEMORY={MEMORY_OCTETS}",
        "DISPLAY LINES=1",
        "DISPLAY CHARACTER SIZE=64",
        f'SERIAL NUMBER="{printer.serial}"',
    )


def _variables(printer: Printer, environment: Environment) -> Lines:
    lines: list[str] = []
    for each in variables(printer.model).values():
        head = f"{each.name}={environment.inquire(each.name)}"
        lines += _list(head, each.choices, "RANGE" if each.is_range else "ENUMERATED")
    return lines


def _ustatus(_: Printer, __: Environment) -> Lines:
    return (
        *_list("DEVICE=OFF", ("OFF", "ON", "VERBOSE")),
        *_list("JOB=OFF", ("OFF", "ON")),
        *_list("PAGE=OFF", ("OFF", "ON")),
        *_list("TIMED=0", (str(_LOWEST_TIMED_S), str(_HIGHEST_TIMED_S)), "RANGE"),
    )


def _filesys(printer: Printer, _: Environment) -> Lines:
    head = "\tVOLUME\tTOTAL SIZE\tFREE SPACE\tLOCATION\tLABEL\tSTATUS"
    rows = [_volume(number, where) for number, where in enumerate(_stores(printer.model, printer))]
    return f"[{len(rows)} TABLE]", head, *rows


def _stores(model: Model, printer: Printer) -> list[str]:
    return [model.storage, *(["sd"] if "sd card" in printer.fitted and model.storage != "sd" else [])]


def _volume(number: int, where: str) -> str:
    location, octets = _VOLUMES[where]
    return f"\t{number}:\t{octets}\t{octets * 9 // 10}\t{location}\t?\tREAD-WRITE"


def _product(printer: Printer, _: Environment) -> Lines:
    return (
        f'ProductName = "{printer.model.description}"',
        f'SerialNumber = "{printer.serial}"',
        f'DeviceName = "{printer.name}"',
    )


_CATEGORIES: Final[dict[str, Callable[[Printer, Environment], Lines]]] = {
    "ID": _id,
    "STATUS": _status,
    "PAGECOUNT": _page_count,
    "MEMORY": _memory,
    "CONFIG": _config,
    "VARIABLES": _variables,
    "USTATUS": _ustatus,
    "FILESYS": _filesys,
    "PRODINFO": _product,
}
