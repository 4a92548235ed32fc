"""The items of a total: what each counts, in which order they stand, and which go where they are nothing (AGG-02).

The order is that of the detail view. Items of paper (sizes, media, weights) are named after what occurs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from core.rules.cells import Kind
from core.wire.items import FEEDERS, FUNCTIONS, MODES, RESOLUTIONS, SERVICES

Row = Mapping[str, Any]

STATUSES: Final = ("completed", "canceled", "aborted", "abnormal completed")
DETAILS: Final = (
    *("log buffer full", "access control", "memory overflow", "colour control", "mono printing", "rip error"),
)
COLOURS: Final = ("c", "m", "y", "k")
WHITE: Final = "w"
LEVELS: Final = range(6)
SCANS: Final = ("scan job no print", "scan job print")  # by whether the pages were printed too


class Item(NamedTuple):
    """An item that is counted.

    ``always``: shown even where it is nothing in all rows. ``told``: shown, though nothing, where a record of any row
    told it; else it is None there. ``default``: not in the detail view alone.
    """

    name: str
    kind: Kind = Kind.NUMBER
    key: str = ""  # in the row, where that is not the name
    always: bool = False
    default: bool = True
    told: bool = False

    def of(self, row: Row) -> Any:
        """Its value in a row; what does not occur is 0, or None where it would have to be told."""
        return row.get(self.key or self.name, None if self.told else 0)


def toner_item(colour: str, level: int) -> str:
    """Pages of the jobs that had this level of this colour."""
    return f"toner {colour} {level}"


def size_item(size: str) -> str:
    """The item that counts sheets of a size."""
    return f"size {size}"


def media_item(media: str) -> str:
    """The item that counts sheets of a media type."""
    return f"media {media}"


def weight_item(weight: str) -> str:
    """The item that counts sheets of a weight; "" where the printer does not tell it."""
    return f"weight {weight or 'unknown'}"


def function_item(function: str) -> str:
    """The item that counts records of a function."""
    return f"function {function}"


def service_item(service: str) -> str:
    """The item that counts records of a service."""
    return f"service {service}"


def mode_item(mode: str) -> str:
    """The item that counts faxes and mails of a mode."""
    return f"mode {mode}"


def _hidden(*names: str) -> tuple[Item, ...]:
    return tuple(Item(name, default=False) for name in names)


HEAD: Final = (
    Item("fee", Kind.MONEY, "fee_micros", always=True),
    *(Item(name, always=True) for name in ("jobs", "sheets", "pages", "colour", "mono")),
    Item("use time", key="use_s", always=True),
    Item("records", default=False),
    *(Item(name) for name in (*STATUSES, *DETAILS)),
)
SIDES: Final = (Item("simplex"), Item("duplex"))
TONER: Final = tuple(Item(toner_item(colour, level)) for colour in COLOURS for level in LEVELS)
SUPPLIES: Final = (
    *(Item(f"drum {colour}", told=True) for colour in COLOURS),
    *(Item("belt", told=True), Item("fuser", told=True), Item("staples")),
)
FEEDING: Final = _hidden(*FEEDERS, *RESOLUTIONS)
SCANNING: Final = (*(Item(name) for name in ("colour scan", "mono scan")), *(Item(name) for name in SCANS[::-1]))
FUNCTION_ITEMS: Final = tuple(Item(function_item(name)) for name in FUNCTIONS)
SERVICE_ITEMS: Final = tuple(Item(service_item(name)) for name in SERVICES)
MODE_ITEMS: Final = tuple(Item(mode_item(mode)) for mode in MODES if mode)
WHITE_ITEMS: Final = (
    *(Item("white"), Item("white only")),
    *(Item(toner_item(WHITE, level)) for level in LEVELS),
    Item(f"drum {WHITE}", told=True),
)
FIXED: Final = (
    *(*HEAD, *SIDES, *TONER, *SUPPLIES, *FEEDING, *SCANNING, *FUNCTION_ITEMS, *SERVICE_ITEMS),
    *(Item("communication time"), *MODE_ITEMS, Item("communication pages"), *WHITE_ITEMS),
)
"""Items that every total has, whatever was printed."""


def all_items(row: Row) -> list[Item]:
    """Every item of a table whose rows have these keys, in the order of the detail view."""
    more = _words(row, "function ", FUNCTION_ITEMS), _words(row, "service ", SERVICE_ITEMS)
    return [
        *(*HEAD, *_words(row, "size "), *SIDES, *TONER, *SUPPLIES),
        *(*_words(row, "media ", default=False), *_words(row, "weight ", default=False), *FEEDING, *SCANNING),
        *(*FUNCTION_ITEMS, *more[0], *SERVICE_ITEMS, *more[1]),
        *(Item("communication time"), *MODE_ITEMS, Item("communication pages"), *WHITE_ITEMS),
    ]


def families(known: Sequence[Item]) -> dict[str, list[Item]]:
    """Names that stand for several items at once."""
    return {
        "statuses": [item for item in known if item.name in STATUSES],
        "details": [item for item in known if item.name in DETAILS],
        "sizes": _beginning(known, "size "),
        "sides": list(SIDES),
        "toner": _beginning(known, "toner "),
        "supplies": [item for item in known if item.name.startswith("drum ") or item.name in _SUPPLIES],
        "media": _beginning(known, "media "),
        "weights": _beginning(known, "weight "),
        "trays": [item for item in known if item.name in FEEDERS],
        "resolutions": [item for item in known if item.name in RESOLUTIONS],
        "scans": list(SCANNING),
        "functions": _beginning(known, "function "),
        "services": _beginning(known, "service "),
        "modes": _beginning(known, "mode "),
    }


def _beginning(known: Sequence[Item], prefix: str) -> list[Item]:
    return [item for item in known if item.name.startswith(prefix)]


def _words(row: Row, prefix: str, but: Sequence[Item] = (), *, default: bool = True) -> list[Item]:
    """Items after words that occur in the rows."""
    known = {item.name for item in but}
    return [Item(name, default=default) for name in row if name.startswith(prefix) and name not in known]


_SUPPLIES: Final = ("belt", "fuser", "staples")
FAMILIES: Final = tuple(families(()))
