"""What the server had been told at an instant, from the operator's timeline (:mod:`harness.oracle.case`).

Several things happen at one instant of a stepped calendar. Where the order inside an instant cannot be known, the
states before and after it are both given, the later one first.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from harness.oracle.registry import WORDS, Registry

Entry = Mapping[str, Any]


class Prices(NamedTuple):
    """One version of a fee definition, micros."""

    name: str
    version: int
    one: Mapping[str, int]  # of a page, sheet, belt, fuser, staple, minute
    toner: Mapping[str, Mapping[str, int]]  # by level and class
    drum: Mapping[str, int]
    sizes: Mapping[str, int]
    trays: Mapping[str, int]
    media: Mapping[str, int]
    off: frozenset[str]
    rounding: int
    mode: str


class Timeline:
    """Values by instant."""

    def __init__(self) -> None:
        self.instants: list[int] = []
        self.values: list[Any] = []

    def put(self, at_us: int, value: Any) -> None:
        """From ``at_us`` on it is ``value``."""
        self.instants.append(at_us)
        self.values.append(value)

    def at(self, at_us: int) -> Any:
        """The value at an instant, what was set in that instant included; None before the first."""
        index = bisect_right(self.instants, at_us) - 1
        return self.values[index] if index >= 0 else None

    def around(self, at_us: int) -> list[Any]:
        """All values that held in an instant, the last one first."""
        last = bisect_right(self.instants, at_us) - 1
        first = bisect_left(self.instants, at_us) - 1
        return [self.values[index] if index >= 0 else None for index in range(last, first - 1, -1)]


_ONE = (
    *("colour_page", "mono_page", "white_page", "white_only_page"),
    *("sheet", "belt", "fuser", "staple", "minute"),
)


def _priced(prices: Mapping[str, int] | None) -> dict[str, int]:
    """Without what costs nothing."""
    return {name: price for name, price in (prices or {}).items() if price}


Era = tuple[str, int]
"""A printer from one registration to the next removal: its name, and how often it had been removed before."""


class Operator:
    """The timeline, sorted by subject."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.printers: dict[str, Timeline] = {}  # name → registered (True/False)
        self.assigned: dict[str, Timeline] = {}  # name → fee definition
        self.prices: dict[str, Timeline] = {}  # definition → Prices
        self.versions: dict[str, int] = {}  # definition → its last version, also where it was removed
        self.accounts: dict[int, Timeline] = {}  # ID → the account's entry or None
        self.resets: dict[int, list[int]] = {}
        self.resets_at: dict[int, list[tuple[int, frozenset[Era]]]] = {}  # on some printers alone
        self.closing: list[tuple[int, int, bool]] = []  # at_us, day, after_as_this_month
        self.keeping: list[tuple[int, int | None, int | None]] = []  # at_us, days of personal text, months of log
        self.deletions: list[tuple[str | None, str | None]] = []  # from the log: printer, month
        self.policies: dict[str, list[Entry]] = {}  # printer → what was done to those it holds
        entries = list(entries)
        self.registry = Registry(entries)
        for entry in sorted(entries, key=lambda entry: entry["at_us"]):
            self._take(entry)

    def _take(self, entry: Entry) -> None:
        at_us, do = entry["at_us"], entry["do"]
        if do == "printer":
            self.printers.setdefault(entry["printer"], Timeline()).put(at_us, True)
            self.assigned.setdefault(entry["printer"], Timeline()).put(at_us, entry.get("fees"))
        elif do == "remove printer":
            self.printers.setdefault(entry["printer"], Timeline()).put(at_us, False)
        elif do == "assign fees":
            self.assigned.setdefault(entry["printer"], Timeline()).put(at_us, entry.get("fees"))
        elif do == "fees":
            self._price(at_us, entry)
        elif do == "remove fees":
            self.prices[entry["name"]].put(at_us, None)
        elif do in {"account", "remove account"}:
            setting = entry if do == "account" else None
            self.accounts.setdefault(int(entry["id"]), Timeline()).put(at_us, setting)
        elif do in {"reset", "reset group"}:
            for number in self._whose(entry):
                self._reset(number, entry)
        elif do == "policies":
            self.policies.setdefault(entry["printer"], []).append(entry)
        else:
            self._take_of_log(at_us, do, entry)

    def _take_of_log(self, at_us: int, do: str, entry: Entry) -> None:
        if do == "closing day":
            self.closing.append((at_us, int(entry["day"]), bool(entry.get("after_as_this_month"))))
        elif do == "keep log":
            self.keeping.append((at_us, entry.get("text_days"), entry.get("log_months")))
        elif do == "delete log":
            self.deletions.append((entry.get("printer"), entry.get("month")))
        elif do not in WORDS and do != "users":  # see harness.oracle.users
            raise ValueError(f"the operator cannot do {do!r}")

    def _whose(self, entry: Entry) -> list[int]:
        """Whose usage is set back: an account's, or that of a user group's members but those not limited as a group."""
        if entry["do"] == "reset":
            return [int(entry["id"])]
        groups = self.registry.at(entry["at_us"]).user_group_of
        members = [number for number, group in groups.items() if group == entry["group"]]
        return [each for each in members if not (self.accounts[each].at(entry["at_us"]) or {}).get("alone")]

    def _reset(self, number: int, entry: Entry) -> None:
        at_us, state = entry["at_us"], self.registry.at(entry["at_us"])
        if entry.get("printer"):
            eras = {(entry["printer"], state.removals.get(entry["printer"], 0))}
        elif entry.get("printer_group"):
            members = [name for name, (group, _) in state.member_of.items() if group == entry["printer_group"]]
            eras = {(name, state.removals.get(name, 0)) for name in members}
            eras |= {era for era, group in state.left.items() if group == entry["printer_group"]}
        else:
            self.resets.setdefault(number, []).append(at_us)
            return
        self.resets_at.setdefault(number, []).append((at_us, frozenset(eras)))

    def _price(self, at_us: int, entry: Entry) -> None:
        timeline = self.prices.setdefault(entry["name"], Timeline())
        before = timeline.values[-1] if timeline.values else None
        prices = Prices(
            entry["name"],
            1,
            {name.replace("_", " "): entry[name] for name in _ONE if entry.get(name)},
            {str(level): _priced(each) for level, each in (entry.get("toner") or {}).items() if _priced(each)},
            _priced(entry.get("drum")),
            *(_priced(entry.get(kind)) for kind in ("sizes", "trays", "media")),
            frozenset(entry.get("off") or ()),
            entry.get("rounding_micros") or 1,
            entry.get("rounding") or "half up",
        )
        last = self.versions.get(prices.name)
        if before is not None and prices._replace(version=before.version) == before:
            prices = before
        elif last is not None:
            prices = prices._replace(version=last + 1)
        self.versions[prices.name] = prices.version
        timeline.put(at_us, prices)

    def registrations(self, printer: str) -> list[int]:
        """The instants at which a printer was registered."""
        timeline = self.printers.get(printer)
        if timeline is None:
            return []
        return [at_us for at_us, on in zip(timeline.instants, timeline.values, strict=True) if on]

    def registered_us(self, printer: str) -> int | None:
        """When a printer was registered first; None if it never was."""
        return next(iter(self.registrations(printer)), None)

    def removals(self) -> dict[str, list[int]]:
        """The instants at which printers were removed."""
        found = {}
        for name, timeline in self.printers.items():
            found[name] = [at_us for at_us, on in zip(timeline.instants, timeline.values, strict=True) if not on]
        return found

    def charged_by(self, printer: str, at_us: int) -> list[Prices | None]:
        """The definition in force for a printer in an instant; None charges nothing. The last one first."""
        timeline = self.assigned.get(printer)
        names = timeline.around(at_us) if timeline is not None else [None]
        found: list[Prices | None] = []
        for name in names:
            prices = self.prices[name].around(at_us) if name in self.prices else [None]
            found.extend(item for item in prices if item not in found)
        return found
