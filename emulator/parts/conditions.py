"""What is the matter with a printer: its active conditions, the one place that every protocol reads them from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from emulator.models import Model
from emulator.parts.kinds import KINDS, RANK, Group, Kind

_COVERS: Final = ("front cover",)


class Condition(NamedTuple):
    """One active condition.

    ``part``: what it concerns ("tray 1", "black", "front cover"), "" for the whole printer. ``index``: prtAlertIndex,
    rising, never used again until power-off. ``since_us``: true time. ``fatal``: it took the job being printed with it.
    """

    kind: Kind
    part: str
    index: int  # type: ignore[assignment]  # hides tuple.index, which nobody needs here
    since_us: int
    fatal: bool = False

    @property
    def text(self) -> str:
        """As the panel shows it; a part that is called like the condition itself is not said twice."""
        part = "" if self.part in self.kind.text.lower() else self.part
        return self.kind.text.format(part=part).strip(": ")


Listener = Callable[[Condition, bool], None]
"""Called with a condition after it came (True) or went (False)."""


class Conditions:
    """The active ones, in the order in which they came. What they do to the jobs is the printer's business.

    ``before`` lets happen what is due before anything changes; ``changed`` is told the instant of each change.
    ``changes`` counts them.
    """

    __slots__ = (
        "_active",
        "_before",
        "_changed",
        "_last",
        "_listeners",
        "_now_us",
        "changes",
        "raised",
        "raised_critical",
    )

    def __init__(self, now_us: Callable[[], int], before: Callable[[], None], changed: Callable[[int], None]) -> None:
        self._now_us = now_us
        self._before = before
        self._changed = changed
        self._active: tuple[Condition, ...] = ()
        self._listeners: tuple[Listener, ...] = ()
        self._last = 0  # the highest index given
        self.changes = 0
        self.raised = 0  # those that came since power-on, and the critical ones of them
        self.raised_critical = 0

    def active(self) -> tuple[Condition, ...]:
        """All of them; as the printer left them when somebody last looked, so catch it up first."""
        return self._active

    @property
    def stops(self) -> bool:
        """Whether any of them keeps it from printing."""
        return any(each.kind.stops for each in self._active)

    @property
    def holding(self) -> Condition | None:
        """The first of those at which jobs wait where they are; a fatal one has nothing to wait."""
        return next((each for each in self._active if each.kind.stops and not each.fatal), None)

    @property
    def first(self) -> Condition | None:
        """The one that a panel shows: the most urgent."""
        return min(self._active, key=lambda each: RANK[each.kind.name], default=None)

    def find(self, name: str, part: str = "") -> Condition | None:
        """The active condition of that kind at that part, if there is one."""
        return next((each for each in self._active if each.part == part and each.kind.name == name), None)

    def raise_(self, name: str, part: str = "", at_us: int | None = None, *, fatal: bool = False) -> Condition:
        """Something is the matter from now on, or from ``at_us`` if the printer finds it while it catches up.

        Gives the condition, the old one if it was there already. Raises KeyError for a kind that is not in ``KINDS``.
        """
        kind = KINDS[name]
        if at_us is None:
            self._before()
            at_us = self._now_us()
        old = self.find(name, part)
        if old is not None:
            return old
        self._last += 1
        self.raised += 1
        self.raised_critical += kind.stops
        new = Condition(kind, part, self._last, at_us, fatal)
        self._replace((*self._active, new), at_us, new, True)
        return new

    def clear(self, name: str, part: str = "", at_us: int | None = None) -> bool:
        """It is put right; False when there was no such condition."""
        if at_us is None:
            self._before()
            at_us = self._now_us()
        old = self.find(name, part)
        if old is None:
            return False
        self._replace(tuple(each for each in self._active if each is not old), at_us, old, False)
        return True

    def _replace(self, active: tuple[Condition, ...], at_us: int, which: Condition, came: bool) -> None:
        self._active = active
        self.changes += 1
        for listener in self._listeners:
            listener(which, came)
        self._changed(at_us)

    def listen(self, listener: Listener) -> None:
        """Tell it of each change from now on."""
        self._listeners = (*self._listeners, listener)

    def unlisten(self, listener: Listener) -> None:
        """No more."""
        self._listeners = tuple(each for each in self._listeners if each != listener)

    def power_lost(self) -> None:
        """Who switched it off-line or paused it did so in memory; paper stays jammed."""
        self._active = tuple(each for each in self._active if each.kind.name not in {"offline", "paused"})

    def restarted(self, at_us: int) -> None:
        """It finds again what is still there; indices begin anew."""
        self._active = tuple(each._replace(index=n, since_us=at_us) for n, each in enumerate(self._active, 1))
        self._last = self.raised = len(self._active)
        self.raised_critical = sum(each.kind.stops for each in self._active)
        if self._active:
            self.changes += 1


def error_state(conditions: tuple[Condition, ...]) -> bytes:
    """hrPrinterDetectedErrorState of them (RFC 2790): two octets; bit 0 is the high bit of the first."""
    bits = 0
    for each in conditions:
        if each.kind.error_bit is not None:
            bits |= 0x8000 >> each.kind.error_bit
    if any(each.kind.stops for each in conditions):
        bits |= 0x8000 >> 6  # off-line
    return bits.to_bytes(2, "big")


def group_index(condition: Condition, model: Model) -> int:
    """prtAlertGroupIndex: the row of the group's table that it concerns; 1 where there is one row, -1 where none."""
    if condition.kind.group is Group.GENERAL:
        return -1
    rows = {Group.INPUT: model.inputs, Group.SUPPLIES: model.supplies, Group.COVER: _COVERS}.get(condition.kind.group)
    return rows.index(condition.part) + 1 if rows and condition.part in rows else 1


def pjl_code(condition: Condition, model: Model) -> int:
    """The code of PJL INFO STATUS; where paper must be loaded it names the tray (41x00)."""
    code = condition.kind.pjl
    return code + 100 * group_index(condition, model) if code == 41_000 else code
