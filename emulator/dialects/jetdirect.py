"""A few private objects of HP's print servers that monitoring programs ask of any printer.

check_hpjd of the monitoring plugins reads the status group, CUPS and many drivers the device ID.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from core.wire.ber import INTEGER, OCTET_STRING
from core.wire.mib import Oid
from emulator.dialects.cells import constant, cut
from emulator.dialects.state import display
from emulator.dialects.tree import Leaf
from emulator.parts.identity import device_id
from emulator.printer import Printer

_NET_PERIPHERAL: Final[Oid] = (1, 3, 6, 1, 4, 1, 11, 2, 3, 9, 1, 1)
_STATUS: Final[Oid] = (*_NET_PERIPHERAL, 2)
_DISPLAY: Final[Oid] = (*_NET_PERIPHERAL, 3, 0)
_DEVICE_ID: Final[Oid] = (*_NET_PERIPHERAL, 7, 0)

_LONGEST: Final = 255
_NO_PAPER: Final = frozenset({"media needed", "tray missing", "wrong size"})
_FLAGS: Final[dict[int, frozenset[str]]] = {
    1: frozenset({"offline", "paused"}),  # gdStatusLineState: 0 on-line, 1 off-line
    2: _NO_PAPER,  # gdStatusPaperState
    8: _NO_PAPER,  # gdStatusPaperOut
    9: frozenset({"media jam"}),
    10: frozenset({"toner low"}),
    17: frozenset({"cover open"}),
    19: frozenset({"output full"}),
}
"""Item of the status group, and the kinds of condition at which it is 1."""
_NEVER: Final = (11, 12)  # a page too complex, memory out
_INTERVENTION, _PERIPHERAL_ERROR = 3, 6


def objects() -> list[Leaf]:
    """The status group, the display, and the device ID."""
    return [
        *(Leaf((*_STATUS, item, 0), INTEGER, _flag(kinds)) for item, kinds in _FLAGS.items()),
        *(constant((*_STATUS, item, 0), INTEGER, 0) for item in _NEVER),
        Leaf((*_STATUS, _INTERVENTION, 0), INTEGER, lambda p: int(p.conditions.stops)),
        Leaf((*_STATUS, _PERIPHERAL_ERROR, 0), INTEGER, _flag(frozenset({"failed"}))),
        Leaf(_DISPLAY, OCTET_STRING, lambda p: cut(display(p)[0], _LONGEST)),
        Leaf(_DEVICE_ID, OCTET_STRING, lambda p: device_id(p).encode()),
    ]


def _flag(kinds: frozenset[str]) -> Callable[[Printer], int]:
    return lambda printer: int(any(each.kind.name in kinds for each in printer.conditions.active()))
