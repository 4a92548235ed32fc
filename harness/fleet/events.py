"""What happens in a fleet, for who watches it: the printers' journals, read on from where one was.

Nothing is collected before somebody has asked for the first time, and then only when somebody asks again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection
from typing import Any, Final

from emulator.fleet import Fleet
from harness.fleet.views import instant

MOST_KEPT: Final = 10_000
"""Events that wait for who asks; older ones are forgotten."""
MOST_TOLD: Final = 1_000
_SHEET: Final = "sheet"
_FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "power": ("to",),
    "arrived": ("job", "source", "octets", "function"),
    "begun": ("job",),
    "sheet": ("job", "tray", "size", "media", "front", "back", "look"),
    "stapled": ("job", "staples"),
    "offline": ("reason",),
    "scanned": ("job", "kind", "size"),
    "transmitted": ("job", "service", "details"),
    "refused": ("job", "reason"),
    "ended": ("job", "how"),
    "unlogged": ("job", "cause"),
    "stream": ("stream", "cause"),
    "destroyed": ("stream", "first", "last", "cause"),
    "released": ("stream", "through"),
    "setting": ("name", "value"),
    "limit": ("account", "state"),
    "owner": ("server", "generation"),
    "life": ("sheets", "impressions"),
}
"""Names for the fields of the journal's events; tables, which are long, are told by their revision alone."""
_TABLES: Final = frozenset({"ids", "policies", "users"})


class Events:
    """A window on the journals of all printers, numbered in the order in which they were read."""

    def __init__(self, fleet: Fleet) -> None:
        self._fleet = fleet
        self._read: dict[str, int] | None = None  # by printer: how many events of its journal
        self._kept: deque[dict[str, Any]] = deque(maxlen=MOST_KEPT)
        self._last = 0

    def after(self, number: int, names: Collection[str]) -> dict[str, Any]:
        """Events of these printers after that number; ``last`` is the number to ask with next. Negative: only that."""
        self._collect()
        if number < 0:
            return {"last": self._last, "events": []}
        wanted = set(names)
        found = [each for each in self._kept if each["number"] > number and each["printer"] in wanted][:MOST_TOLD]
        return {"last": found[-1]["number"] if len(found) == MOST_TOLD else self._last, "events": found}

    def _collect(self) -> None:
        first, new = self._read is None, []
        read = {} if self._read is None else self._read
        for name, printer in self._fleet.printers.items():
            printer.catch_up()
            events, gone = printer.journal.events, printer.journal.forgotten
            start = len(events) if first else min(max(read.get(name, 0) - gone, 0), len(events))
            new += [(event, name) for event in events[start:]]
            read[name] = gone + len(events)
        self._read = read
        for event, name in sorted(new, key=lambda each: each[0][1]):
            self._last += 1
            self._kept.append({"number": self._last, "printer": name, **event_row(event)})


def event_row(event: tuple[Any, ...]) -> dict[str, Any]:
    """An event of a journal with names for its fields."""
    kind, at_us, *fields = event
    when = instant(at_us)
    if kind in _TABLES:
        return {"at": when, "event": kind, "revision": fields[0]}
    names = _FIELDS.get(kind, ())
    return {"at": when, "event": kind, **dict(zip(names, fields, strict=False))}
