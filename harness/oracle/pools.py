"""What counts together against one limit, recomputed with plain code (LIM-01 to LIM-07).

Whose: an account's usage, or that of a user group's members. Where: all printers without a group together, the
printers of a group together, or one printer of a group for those who are not processed as a group.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import product
from typing import Any, NamedTuple

from harness.oracle.limits import NOTHING, Accounts, AccountState, Charge, Standing, Used, stand
from harness.oracle.periods import Periods, local_date
from harness.oracle.registry import State

Where = tuple[str, str]
"""("", "") for printers without a group, ("group", name) or ("printer", name)."""
UNGROUPED: Where = ("", "")


class Held(NamedTuple):
    """The limit that an account prints under: whose it is, and whether each printer of a group counts by itself."""

    account: int | None
    group: str | None
    limit: Mapping[str, Any] | None
    anchor: date
    alone: bool


class Cut(NamedTuple):
    """What of an instant is taken in: the present, what was acquired, what was reset, as instants of their own."""

    now_us: int
    acquired_us: int
    reset_us: int


class Pools:
    """Usage and standings by holder and place."""

    def __init__(self, accounts: Accounts) -> None:
        self.accounts = accounts
        self.registry = accounts.registry
        self._periods: dict[Any, Periods] = {}
        self._known: dict[tuple[int, str, int], Standing | None] = {}

    # whose, and where

    def held(self, number: int, version: AccountState, state: State) -> Held:
        """By which limit an account prints."""
        alone = bool((version.setting or {}).get("alone"))
        name = state.user_group_of.get(number, "")
        group = state.group_limits.get(name)
        if group is None or alone:
            return Held(number, None, version.limit, version.anchor, alone)
        held = self.held_by_group(name, state)
        if held is None:
            anchor = self._anchor(group)
            return Held(number, None, group["limit"], anchor, bool(state.user_groups[name].get("alone")))
        return held

    def held_by_group(self, name: str, state: State) -> Held | None:
        """The limit of a user group's members together; None where it is one for each of them."""
        group = state.group_limits[name]
        if group["for_each"]:
            return None
        return Held(None, name, group["limit"], self._anchor(group), bool(state.user_groups[name].get("alone")))

    def _anchor(self, group: Mapping[str, Any]) -> date:
        told = group["limit"].get("anchor")
        return date.fromisoformat(told) if told else local_date(group["since_us"], self.accounts.zone)

    def held_at(self, number: int, at_us: int) -> Held | None:
        """The same at the end of an instant; None without account."""
        found = self.accounts.current(number, at_us)
        return None if found is None else self.held(number, found[1], self.registry.at(at_us))

    def where(self, printer: str, era: int, held: Held, state: State) -> Where:
        """The place in which a printer counts. A removed printer stays in the group that it was in at its end."""
        group = state.member_of.get(printer, ("", False))[0]
        if era < state.removals.get(printer, 0):
            group = state.left.get((printer, era), "")
        if not group:
            return UNGROUPED
        return ("printer", printer) if held.alone else ("group", group)

    def where_now(self, printer: str, held: Held, state: State) -> Where:
        """The same of a printer that is registered."""
        return self.where(printer, state.removals.get(printer, 0), held, state)

    def members(self, held: Held, at_us: int, state: State) -> list[int]:
        """Whose jobs count together."""
        if held.account is not None:
            return [held.account]
        found = []
        for number, group in state.user_group_of.items():
            version = self.accounts.current(number, at_us)
            if group == held.group and version is not None and not (version[1].setting or {}).get("alone"):
                found.append(number)
        return found

    # how much

    def periods(self, held: Held) -> Periods:
        """The periods of a limit; one endless period without."""
        limit = held.limit or {}
        key = (limit.get("kind"), limit.get("every"), limit.get("base"), held.anchor)
        if key not in self._periods:
            self._periods[key] = Periods(held.limit, held.anchor, self.accounts.zone, self.accounts.closing)
        return self._periods[key]

    def usage(
        self, who: tuple[int, int], held: Held, state: State, cut: Cut, place: Where | None = None
    ) -> dict[int, Used]:
        """One account's usage by period, everywhere or at a place; ``who``: its ID and birth."""
        number, born_us = who
        periods = self.periods(held)
        whole = [at for at in self.accounts.resets.get(number, ()) if born_us <= at <= cut.reset_us]
        parts = [each for each in self.accounts.resets_at.get(number, ()) if born_us <= each[0] <= cut.reset_us]
        is_placed = place is not None and self.registry.is_used
        used: dict[int, Used] = {}
        for charge in self.accounts.charges.get((number, born_us), ()):
            if charge.acquired_us > cut.acquired_us:
                break
            if is_placed and self.where(charge.printer, charge.era, held, state) != place:
                continue
            span = periods.at(charge.accounted_us)
            resets = whole
            if parts:
                resets = whole + [at for at, eras in parts if (charge.printer, charge.era) in eras]
            if not _is_wiped(charge, span.end_us, resets):
                used[span.number] = tuple(map(sum, zip(used.get(span.number, NOTHING), charge.used, strict=True)))
        return used

    def pool(self, held: Held, place: Where, at_us: int, state: State, cut: Cut) -> dict[int, Used]:
        """Usage of all whose jobs count together at a place."""
        total: dict[int, Used] = {}
        for number in self.members(held, at_us, state):
            found = self.accounts.current(number, at_us)
            born_us = found[1].born_us if found is not None else 0
            for period, used in self.usage((number, born_us), held, state, cut, place).items():
                total[period] = tuple(map(sum, zip(total.get(period, NOTHING), used, strict=True)))
        return total

    def standing(self, held: Held, place: Where, at_us: int) -> Standing | None:
        """Where a pool stands at the end of an instant; None without limit."""
        if held.limit is None:
            return None
        state, cut = self.registry.at(at_us), Cut(at_us, at_us, at_us)
        used = self.pool(held, place, at_us, state, cut)
        return stand(held.limit, used, self.periods(held).at(at_us).number)

    def standing_on(self, number: int, printer: str, at_us: int) -> Standing | None:
        """Where that stands which shuts an account out on a printer; None without account or limit."""
        key = (number, printer if self.registry.is_used else "", at_us)
        if key not in self._known:
            held = self.held_at(number, at_us)
            if held is None:
                self._known[key] = None
            else:
                place = self.where_now(printer, held, self.registry.at(at_us))
                self._known[key] = self.standing(held, place, at_us)
        return self._known[key]

    def standings_around(self, number: int, printer: str, at_us: int) -> Iterator[Standing | None]:
        """Every such standing that there may have been inside an instant.

        What was set, reset and acquired in it, and a period that began with it, may have come before or after.
        """
        versions = self.accounts.versions.get(number, [])
        last = bisect_right([version.from_us for version in versions], at_us) - 1
        for index in range(last, -2, -1):
            if index < 0 or versions[index].setting is None:
                yield None
            else:
                for state in self.registry.around(at_us):
                    yield from self._around(number, versions[index], state, printer, at_us)
            if index < 0 or versions[index].from_us < at_us:
                return

    def _around(
        self, number: int, version: AccountState, state: State, printer: str, at_us: int
    ) -> Iterator[Standing | None]:
        held = self.held(number, version, state)
        if held.limit is None:
            yield None
            return
        place = self.where_now(printer, held, state)
        for cut in product((at_us, at_us - 1), repeat=3):
            if held.account is not None:
                used = self.usage((number, version.born_us), held, state, Cut(*cut), place)
            else:
                used = self.pool(held, place, at_us, state, Cut(*cut))
            yield stand(held.limit, used, self.periods(held).at(cut[0]).number)


def _is_wiped(charge: Charge, end_us: int | None, resets: list[int]) -> bool:
    return any(charge.accounted_us <= reset and (end_us is None or reset < end_us) for reset in resets)
