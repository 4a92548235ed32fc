"""The main board: what every part of a printer is connected to."""

from __future__ import annotations

from typing import Final

from emulator.journal import Journal
from emulator.ports import Calendar, Chance

_TEST_AND_INCR_MAX: Final = 2_147_483_647


class Board:
    """Name, journal, time and chance of one printer, shared by its parts."""

    __slots__ = ("_calendar", "chance", "journal", "name")

    def __init__(self, name: str, journal: Journal, calendar: Calendar, chance: Chance) -> None:
        self.name = name
        self.journal = journal
        self.chance = chance
        self._calendar = calendar

    def now_us(self) -> int:
        """True time, UTC microseconds."""
        return self._calendar.now_us()


def next_serial(serial: int) -> int:
    """The value a TestAndIncr takes after a success (RFC 2579): one more, and 0 after the largest."""
    return 0 if serial == _TEST_AND_INCR_MAX else serial + 1


def next_counter(counter: int, by: int = 1) -> int:
    """A Counter32 moved on (RFC 2578 section 7.1.6)."""
    return (counter + by) & 0xFFFF_FFFF
