"""Accounts as they were set, what their jobs add to them, and carry-over recomputed (LIM-01 to LIM-05)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from harness.oracle.case import SPECIAL, UNREGISTERED
from harness.oracle.ledger import Ledger
from harness.oracle.operator import Operator
from harness.oracle.periods import Closing, local_date

EXCEEDED = "limit exceeded"
ENABLED = "enabled"
SECOND_US = 1_000_000
LIMITED = ("sheets", "fee_micros", "staples")

Used = tuple[int, ...]
"""Sheets, fee and staples, in the order of LIMITED."""
NOTHING: Used = (0, 0, 0)


class Charge(NamedTuple):
    """What one job adds to an account."""

    acquired_us: int
    accounted_us: int
    used: Used
    printer: str
    era: int  # how often the printer had been removed when the job was acquired


class Standing(NamedTuple):
    """Usage against a limit; effective values are None where nothing is limited."""

    effective_sheets: int | None
    effective_fee_micros: int | None
    effective_staples: int | None
    used_sheets: int
    used_fee_micros: int
    used_staples: int

    @property
    def pairs(self) -> list[tuple[int, int, str]]:
        """Used, effective and what it is, for whatever is limited."""
        half = len(LIMITED)
        return [
            (used, most, name)
            for most, used, name in zip(self[:half], self[half:], LIMITED, strict=True)
            if most is not None
        ]

    @property
    def exceeded(self) -> bool:
        """More used than effective of anything."""
        return any(used > most for used, most, _ in self.pairs)

    @property
    def status(self) -> str:
        """As the ledger and the printers say it."""
        return EXCEEDED if self.exceeded else ENABLED


class AccountState(NamedTuple):
    """One version of an account: from when on, and since when it is this account (an ID can come back as another)."""

    from_us: int
    born_us: int
    setting: Mapping[str, Any] | None  # None: removed
    limit: Mapping[str, Any] | None
    anchor: date


class Accounts:
    """Everything the checks of limits ask about accounts."""

    def __init__(self, operator: Operator, ledger: Ledger, zone: str, closing: tuple[Closing, ...]) -> None:
        self.zone = zone
        self.closing = closing
        self.resets = operator.resets
        self.resets_at = operator.resets_at
        self.registry = operator.registry
        self.versions: dict[int, list[AccountState]] = {
            number: self._read(zip(timeline.instants, timeline.values, strict=True))
            for number, timeline in operator.accounts.items()
        }
        for number, name in SPECIAL.items():
            always = AccountState(0, 0, {"name": name}, None, date(1970, 1, 1))
            told = self.versions.get(number, [])
            self.versions[number] = [always, *(version._replace(born_us=0) for version in told)]
        self._lives = {number: _lives(versions) for number, versions in self.versions.items()}
        self.charges: dict[tuple[int, int], list[Charge]] = {}
        removals = operator.removals()
        for row in ledger.jobs:
            if row.get("elsewhere"):  # in the ledger of a server before this one, stored after the backup was made
                continue
            account = self.account_of(row["account"], row["accounted_us"], row["printer"])
            gone = [at_us for at_us in removals.get(row["printer"], ()) if at_us < row["acquired_us"]]
            charge = Charge(row["acquired_us"], row["accounted_us"], used_by(row), row["printer"], len(gone))
            self.charges.setdefault(account, []).append(charge)
        for charges in self.charges.values():
            charges.sort()

    def _read(self, entries: Any) -> list[AccountState]:
        versions: list[AccountState] = []
        for at_us, setting in entries:
            before = versions[-1] if versions else None
            is_same = before is not None and before.setting is not None and setting is not None
            born_us = before.born_us if before is not None and is_same else at_us
            limit = setting.get("limit") if setting is not None else None
            versions.append(AccountState(at_us, born_us, setting, limit, self._anchor(at_us, limit, before)))
        return versions

    def _anchor(self, at_us: int, limit: Mapping[str, Any] | None, before: AccountState | None) -> date:
        """The day from which every N counts: given, or kept while the kind of period stays, or the day of setting."""
        if limit is not None and limit.get("anchor"):
            return date.fromisoformat(limit["anchor"])
        if limit is not None and before is not None and before.limit is not None:
            shape = ("kind", "every", "base")
            if all(limit.get(key) == before.limit.get(key) for key in shape):
                return before.anchor
        return local_date(at_us, self.zone)

    def current(self, number: int, at_us: int) -> tuple[int, AccountState] | None:
        """The version in force at the end of an instant, and its place; None without account."""
        versions = self.versions.get(number, [])
        index = bisect_right([version.from_us for version in versions], at_us) - 1
        return (index, versions[index]) if index >= 0 and versions[index].setting is not None else None

    def changes_us(self, number: int, after_us: int) -> list[int]:
        """The instants after this one at which an ID was added, changed or removed."""
        return [version.from_us for version in self.versions.get(number, ()) if version.from_us > after_us]

    def account_of(self, number: int, accounted_us: int, printer: str) -> tuple[int, int]:
        """The account a job counts for, as ID and birth: what its ID meant then and there, or the unregistered one.

        See JID-02, and for IDs that are not registered on every printer JID-12.
        """
        if not self.registry.is_on(number, printer, accounted_us):
            return UNREGISTERED, 0
        for born_us, died_us in self._lives.get(number, ()):
            if born_us - born_us % SECOND_US <= accounted_us and (died_us is None or accounted_us < died_us):
                return number, born_us
        return UNREGISTERED, 0

    def resets_of(self, number: int, version: AccountState) -> list[int]:
        """The resets of the account that a version belongs to."""
        return [reset for reset in self.resets.get(number, ()) if reset >= version.born_us]


def _lives(versions: Sequence[AccountState]) -> list[tuple[int, int | None]]:
    """When an ID meant an account, the last one first. Printers tell whole seconds: so do births."""
    lives: list[tuple[int, int | None]] = []
    for version in versions:
        if version.setting is None:
            if lives:
                lives[0] = (lives[0][0], version.from_us)
        elif not lives or lives[0][0] != version.born_us:
            lives.insert(0, (version.born_us, None))
    return lives


def used_by(row: Mapping[str, Any]) -> Used:
    """What a job of the ledger adds."""
    consumption = row.get("consumption") or {}
    return row["sheets"], row["fee_micros"], consumption.get("staples") or 0


def stand(limit: Mapping[str, Any], used: Mapping[int, Used], number: int) -> Standing:
    """Against the effective limit: with carry-over, what was left accumulates from period 0; an overrun does not."""
    effective: list[int | None] = [limit.get(name) for name in LIMITED]
    if limit.get("carry_over") and (limit.get("kind") or "none") != "none":
        for place, name in enumerate(LIMITED):
            base, cap = effective[place], limit.get(f"carry_cap_{name}")
            if base is None:
                continue
            available = base
            for period in range(number):
                left = max(0, available - used.get(period, NOTHING)[place])
                available = base + (left if cap is None else min(left, cap))
            effective[place] = available
    return Standing(*effective, *used.get(number, NOTHING))
