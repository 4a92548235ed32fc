"""How the rows of a table are written down: constants, values that are read, and the columns they stand in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from core.wire.ber import INTEGER, OCTET_STRING
from core.wire.mib import Oid
from core.wire.values import Value
from emulator.dialects.tree import Leaf, Read
from emulator.printer import Printer

WRAP: Final = 0xFFFF_FFFF
"""What a Counter32, a Gauge32 and TimeTicks hold."""

Cell = tuple[int, int, Value | Callable[[Printer], Value]]
"""Column, tag, and what stands there: a value for ever, or what a function reads from the printer when asked."""


def now_us(printer: Printer) -> int:
    """The true instant at a printer."""
    return printer._calendar.now_us()


def uptime(printer: Printer) -> int:
    """sysUpTime: hundredths of a second since it was switched on."""
    return (now_us(printer) - printer.booted_us) // 10_000 & WRAP


def constant(oid: Oid, tag: int, value: Value, *, index_length: int = 1) -> Leaf:
    """A leaf that is the same for all printers of a model, for ever."""
    return Leaf(oid, tag, lambda _: value, index_length=index_length, fixed=value)


def row(entry: Oid, cells: Iterable[Cell], *index: int) -> list[Leaf]:
    """One row of the table whose entry is ``entry``."""
    leaves = []
    for column, tag, value in cells:
        oid = (*entry, column, *index)
        if callable(value):
            leaves.append(Leaf(oid, tag, value, index_length=len(index)))
        else:
            leaves.append(constant(oid, tag, value, index_length=len(index)))
    return leaves


def cut(text: str, most: int) -> bytes:
    """As many whole characters of a text as an object of ``most`` octets holds."""
    octets = text.encode()
    return octets if len(octets) <= most else octets[:most].decode("utf-8", "ignore").encode()


def numbers(first: int, *values: int) -> list[Cell]:
    """Integers in columns that follow each other."""
    return [(first + at, INTEGER, value) for at, value in enumerate(values)]


def texts(first: int, *values: str) -> list[Cell]:
    """Texts in columns that follow each other."""
    return [(first + at, OCTET_STRING, value.encode()) for at, value in enumerate(values)]


def while_fitted(option: str, leaves: Iterable[Leaf]) -> list[Leaf]:
    """The same objects, which are there only while an option is fitted."""

    def shown(read: Read) -> Read:
        return lambda printer: read(printer) if option in printer.fitted else None

    return [Leaf(each.oid, each.tag, shown(each.read), index_length=len(each.oid) - len(each.type)) for each in leaves]
