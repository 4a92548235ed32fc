"""How a printer stands, as PJL tells it: INFO STATUS, USTATUS DEVICE and USTATUS TIMED."""

from __future__ import annotations

from typing import Final, NamedTuple

from emulator.parts.conditions import Condition
from emulator.parts.pjl_memory import ready_text, shown
from emulator.printer import Printer

READY: Final = 10001
WARMING_UP: Final = 10003
PRINTING: Final = 10023
ASLEEP: Final = 35078


class Status(NamedTuple):
    """A status code of the PJL Technical Reference Manual (appendix D), the display's text, and whether it prints."""

    code: int
    display: str
    online: bool

    def lines(self) -> tuple[str, str, str]:
        """As they stand in an answer."""
        return f"CODE={self.code}", f'DISPLAY="{self.display}"', f"ONLINE={'TRUE' if self.online else 'FALSE'}"


def status(printer: Printer) -> Status:
    """How it stood when somebody last looked: nothing is caught up here."""
    worst = printer.conditions.first
    if worst is not None and (worst.kind.stops or worst.kind.pjl != READY):
        return Status(worst.kind.pjl, _text(worst), online=not printer.conditions.stops)
    if printer.printing is not None:
        return Status(PRINTING, "Printing", online=True)
    if worst is not None:
        return Status(READY, _text(worst), online=True)
    if printer.warming_up:
        return Status(WARMING_UP, "Warming up", online=True)
    return Status(READY, ready_text(printer), online=True)


def status_now(printer: Printer) -> Status:
    """How it stands at this moment, for who asks."""
    printer.catch_up()
    return Status(ASLEEP, "Power save", online=True) if printer.asleep else status(printer)


def _text(condition: Condition) -> str:
    """What the display says of it: of an off-line printer what it was put off-line with."""
    return shown(condition.part if condition.kind.name == "offline" and condition.part else condition.text)
