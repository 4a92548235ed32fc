"""Groups, and where IDs are registered, replayed from what the operator did (PRN-22, JID-05 to JID-08, JID-12)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from typing import Any

from harness.oracle.case import SPECIAL

WORDS = frozenset(
    {
        *("add printer group", "rename printer group", "move printers", "remove printer group"),
        *("user group", "move accounts", "remove user group", "register ids", "unregister ids", "copy ids"),
        "group limit",
    }
)
"""What the operator does that concerns nothing else."""
Spot = tuple[str, str]
"""Where: "printer" or "group", and its name."""
Spots = dict[Spot, int | None]
"""Places with the restrictions that hold there; None: the account's own."""


class State:
    """What holds at one instant."""

    def __init__(self) -> None:
        self.printers: set[str] = set()
        self.ids: set[int] = set()
        self.printer_groups: set[str] = set()
        self.member_of: dict[str, tuple[str, bool]] = {}  # printer → group, and whether its IDs are registered
        self.user_groups: dict[str, Mapping[str, Any]] = {}
        self.user_group_of: dict[int, str] = {}
        self.places: dict[int, Spots] = {}  # IDs that are not registered everywhere
        self.group_limits: dict[str, Mapping[str, Any]] = {}
        self.removals: dict[str, int] = {}  # how often printers were removed
        self.left: dict[tuple[str, int], str] = {}  # the group that a printer was in at its first, second … removal

    def copy(self) -> State:
        """Another one that can go its own way."""
        new = State()
        new.printers, new.ids, new.printer_groups = set(self.printers), set(self.ids), set(self.printer_groups)
        new.member_of, new.user_groups = dict(self.member_of), dict(self.user_groups)
        new.user_group_of = dict(self.user_group_of)
        new.group_limits, new.removals, new.left = dict(self.group_limits), dict(self.removals), dict(self.left)
        new.places = {number: dict(spots) for number, spots in self.places.items()}
        return new

    def is_on(self, number: int, printer: str) -> bool:
        """Whether an ID is registered on a printer."""
        return number in SPECIAL or number not in self.places or self._spot(number, printer) is not None

    def restrictions(self, number: int, printer: str, own: int) -> int:
        """Of an ID on a printer: those of the place, or else the account's own; and those of its user group."""
        spot = self._spot(number, printer) if number in self.places else None
        there = self.places[number][spot] if spot is not None else None
        group = self.user_groups.get(self.user_group_of.get(number, ""), {})
        return (own if there is None else there) | int(group.get("restrictions") or 0)

    def _spot(self, number: int, printer: str) -> Spot | None:
        spots = self.places[number]
        if ("printer", printer) in spots:
            return ("printer", printer)
        group, with_ids = self.member_of.get(printer, ("", False))
        return ("group", group) if with_ids and ("group", group) in spots else None

    # what the operator does

    def take(self, entry: Mapping[str, Any]) -> bool:
        """Do it; whether it concerns anything here."""
        work = getattr(self, f"_{entry['do'].replace(' ', '_')}", None)
        if work is not None:
            work(entry)
        return work is not None

    def _printer(self, entry: Mapping[str, Any]) -> None:
        self.printers.add(entry["printer"])

    def _remove_printer(self, entry: Mapping[str, Any]) -> None:
        name = entry["printer"]
        self.printers.discard(name)
        time = self.removals.get(name, 0)
        self.removals[name] = time + 1
        if name in self.member_of:
            self.left[name, time] = self.member_of.pop(name)[0]
        for spots in self.places.values():
            spots.pop(("printer", name), None)

    def _account(self, entry: Mapping[str, Any]) -> None:
        self.ids.add(int(entry["id"]))

    def _remove_account(self, entry: Mapping[str, Any]) -> None:
        number = int(entry["id"])
        self.ids.discard(number)
        self.places.pop(number, None)
        self.user_group_of.pop(number, None)

    def _add_printer_group(self, entry: Mapping[str, Any]) -> None:
        self.printer_groups.add(entry["name"])

    def _move_printers(self, entry: Mapping[str, Any]) -> None:
        for printer in entry["printers"]:
            self.member_of.pop(printer, None)
            if entry["group"]:
                self.member_of[printer] = (entry["group"], bool(entry["with_ids"]))

    def _rename_printer_group(self, entry: Mapping[str, Any]) -> None:
        old, new = entry["name"], entry["new_name"]
        self.printer_groups = {new if name == old else name for name in self.printer_groups}
        for printer, (group, with_ids) in self.member_of.items():
            self.member_of[printer] = (new if group == old else group, with_ids)
        self.left = {at: new if group == old else group for at, group in self.left.items()}
        for number, spots in self.places.items():
            self.places[number] = {
                (kind, new) if (kind, name) == ("group", old) else (kind, name): bits
                for (kind, name), bits in spots.items()
            }

    def _remove_printer_group(self, entry: Mapping[str, Any]) -> None:
        """What was registered in it stays registered on each member that had it."""
        old = entry["name"]
        heirs = [printer for printer, member in self.member_of.items() if member == (old, True)]
        for spots in self.places.values():
            if ("group", old) in spots:
                bits = spots.pop(("group", old))
                for printer in heirs:
                    spots.setdefault(("printer", printer), bits)
        self.member_of = {printer: member for printer, member in self.member_of.items() if member[0] != old}
        self.printer_groups.discard(old)
        self.left = {at: group for at, group in self.left.items() if group != old}

    def _user_group(self, entry: Mapping[str, Any]) -> None:
        old, new = entry["name"], entry.get("new_name") or entry["name"]
        self.user_groups.pop(old, None)
        self.user_groups[new] = entry
        if old in self.group_limits:
            self.group_limits[new] = self.group_limits.pop(old)
        for number, group in self.user_group_of.items():
            self.user_group_of[number] = new if group == old else group
        self.user_group_of.update(dict.fromkeys(map(int, entry.get("members") or ()), new))

    def _move_accounts(self, entry: Mapping[str, Any]) -> None:
        for number in map(int, entry["ids"]):
            self.user_group_of.pop(number, None)
            if entry["group"]:
                self.user_group_of[number] = entry["group"]

    def _remove_user_group(self, entry: Mapping[str, Any]) -> None:
        self.user_groups.pop(entry["name"], None)
        self.group_limits.pop(entry["name"], None)
        self.user_group_of = {number: name for number, name in self.user_group_of.items() if name != entry["name"]}

    def _group_limit(self, entry: Mapping[str, Any]) -> None:
        """``since_us``: from when every N counts, unless an anchor is given; kept while the kind of period stays."""
        name, limit = entry["group"], entry.get("limit")
        old = self.group_limits.pop(name, None)
        if limit is None:
            return
        since_us, anchor = entry["at_us"], limit.get("anchor")
        if old is not None and all(limit.get(key) == old["limit"].get(key) for key in ("kind", "every", "base")):
            since_us, anchor = old["since_us"], anchor or old["limit"].get("anchor")
        each = bool(entry.get("for_each"))
        self.group_limits[name] = {"limit": {**limit, "anchor": anchor}, "since_us": since_us, "for_each": each}

    def _register_ids(self, entry: Mapping[str, Any]) -> None:
        spots = {(kind, name): entry.get("restrictions") for kind, name in entry["spots"]}
        for number in map(int, entry["ids"]):
            if not spots:
                self.places.pop(number, None)
            else:
                known = self.places.get(number, {}) if entry.get("add") else {}
                self.places[number] = {**known, **spots}

    def _unregister_ids(self, entry: Mapping[str, Any]) -> None:
        for number in map(int, entry["ids"]):
            for kind, name in entry["spots"]:
                self.places[number].pop((kind, name), None)

    def _copy_ids(self, entry: Mapping[str, Any]) -> None:
        """What is at the source is registered at each target with its restrictions there; what exists there stays."""
        source = tuple(entry["source"])
        before = self.copy()
        for number in sorted(self.places):
            found = before.at(number, source)
            if found is None:
                continue
            for kind, name in entry["spots"]:
                if before.at(number, (kind, name)) is None:
                    self.places[number][kind, name] = found[0]

    def at(self, number: int, spot: Any) -> tuple[int | None] | None:
        """The restrictions that an ID has at a printer or in a group, in a tuple; None: it is not registered there."""
        spots, (kind, name) = self.places[number], spot
        there: Spot | None = (kind, name) if (kind, name) in spots else None
        if kind == "printer":
            there = self._spot(number, name)
        return None if there is None else (spots[there],)


class Registry:
    """The states one after the other."""

    def __init__(self, entries: Iterable[Mapping[str, Any]]) -> None:
        self._instants: list[int] = []
        self._states: list[State] = []
        state = State()
        entries = sorted(entries, key=lambda each: each["at_us"])
        if not any(entry["do"] in WORDS for entry in entries):
            entries = []  # nobody made groups, and every ID is everywhere
        for entry in entries:
            new = state.copy()
            if new.take(entry):
                state = new
                self._instants.append(entry["at_us"])
                self._states.append(state)
        self._start = State()
        self.is_used = bool(entries)
        self.has_renamed = any(entry.get("new_name") or entry["do"].startswith("remove") for entry in entries)

    def around(self, at_us: int) -> list[State]:
        """All states that held in an instant, the last one first."""
        last = bisect_right(self._instants, at_us) - 1
        first = bisect_left(self._instants, at_us) - 1
        return [self._states[index] if index >= 0 else self._start for index in range(last, first - 1, -1)]

    def changes_us(self, after_us: int) -> list[int]:
        """The instants after this one at which something here changed."""
        return self._instants[bisect_right(self._instants, after_us) :]

    def at(self, at_us: int) -> State:
        """What holds at an instant, all that was done in it included."""
        index = bisect_right(self._instants, at_us) - 1
        return self._states[index] if index >= 0 else self._start

    def is_on(self, number: int, printer: str, at_us: int) -> bool:
        """Whether an ID was registered on a printer."""
        return not self.is_used or self.at(at_us).is_on(number, printer)
