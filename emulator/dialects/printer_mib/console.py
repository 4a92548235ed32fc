"""The operator panel: lines of the display, and lights."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from core.wire.ber import INTEGER, OCTET_STRING
from emulator.dialects.cells import Cell, cut, row
from emulator.dialects.printer_mib.general import DISPLAY_LINES
from emulator.dialects.printer_mib.tables import DEVICE, LONGEST, entry
from emulator.dialects.state import Light, attention_light, display, ready_light
from emulator.dialects.tree import Leaf
from emulator.printer import Printer

_GREEN, _ORANGE = 5, 10  # PrtConsoleColorTC
_LIGHTS: Final = (("Ready", _GREEN, ready_light), ("Attention", _ORANGE, attention_light))


def objects() -> list[Leaf]:
    """prtConsoleDisplayBufferTable and prtConsoleLightTable."""
    leaves: list[Leaf] = []
    for line in range(DISPLAY_LINES):
        leaves += row(entry(16, 5), [(2, OCTET_STRING, _line(line))], DEVICE, line + 1)
    for number, light in enumerate(_LIGHTS, start=1):
        leaves += row(entry(17, 6), _light(*light), DEVICE, number)
    return leaves


def _line(number: int) -> Callable[[Printer], bytes]:
    return lambda printer: cut(display(printer)[number], LONGEST)


def _light(name: str, colour: int, shines: Callable[[Printer], Light]) -> list[Cell]:
    return [
        (2, INTEGER, lambda p: shines(p)[0]),
        (3, INTEGER, lambda p: shines(p)[1]),
        (4, INTEGER, colour),
        (5, OCTET_STRING, name.encode()),
    ]
