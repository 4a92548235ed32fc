"""What clients left in a printer through PJL: defaults that last, and what its display says when it is ready.

Printers of which nobody ever asked that have none of it (``Printer.pjl`` is None).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from emulator.printer import Printer

READY: Final = "Ready"
_LONGEST_TEXT: Final = 64


class PjlMemory:
    """``defaults`` by name are those that were changed; they survive power cycles. The display's text does not."""

    __slots__ = ("_boot", "_ready", "defaults")

    def __init__(self) -> None:
        self.defaults: dict[str, str] = {}
        self._ready = ""
        self._boot = 0

    def lines(self) -> tuple[bytes, ...]:
        """The defaults as lines that a job could have brought itself."""
        return tuple([f"@PJL SET {name}={value}".encode() for name, value in self.defaults.items()])

    def show(self, text: str, boot: int) -> None:
        """Show ``text`` while the printer is ready, until it is switched off; "" shows what it shows by itself."""
        self._ready = shown(text)
        self._boot = boot

    def ready(self, boot: int) -> str:
        """What to show instead of "Ready", "" for nothing."""
        return self._ready if self._boot == boot else ""


def shown(text: str) -> str:
    """What a display can hold of a text: printable, in one line, and without the quotes that end it in PJL."""
    return "".join([each if each.isprintable() and each != '"' else " " for each in text])[:_LONGEST_TEXT].strip()


def memory_of(printer: Printer) -> PjlMemory:
    """A printer's, made when it is first needed."""
    if printer.pjl is None:
        printer.pjl = PjlMemory()
    return printer.pjl


def ready_text(printer: Printer) -> str:
    """What its display says while nothing is the matter."""
    return (printer.pjl.ready(printer.boots) if printer.pjl is not None else "") or READY
