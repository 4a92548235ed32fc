"""Many jobs, drawn by the seed, that arrive while the calendar advances.

Arrival instants are drawn once, as a sorted list; each arrival sets the next one's alarm, so the calendar holds one
alarm for each workload. All draws are made under the workload's own name.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from core.wire.pages import PageRun
from harness.scenario.history import Order
from harness.scenario.run import Run
from harness.scenario.steps import Workload
from harness.scenario.values import Weighted
from harness.worlds.chance import SeededChance

_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROS: Final = 1_000_000
_HOUR_US: Final = 3_600 * _MICROS
_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class RunningWorkload:
    """One workload under way."""

    def __init__(self, run: Run, step: Workload) -> None:
        self._run = run
        self._step = step
        self._draw = _Draws(run.world.chance, f"workload {step.name}")
        self._printers = run.names(step.printers)
        accounts = step.accounts or tuple((str(each), 1) for each in sorted(run.accounts) if each)
        self._accounts = [int(word) for word, _ in accounts]
        self._account_weights = [weight for _, weight in accounts]
        self._arrivals = iter(self._instants())
        self._count = 0
        self.done = False
        self._next()

    def cancel(self) -> None:
        """No more jobs come."""
        self.done = True

    @property
    def last_us(self) -> int:
        """The last arrival."""
        return self._last_us

    def _instants(self) -> list[int]:
        """Arrivals in order: uniform over the working time, which is what independent clients look like."""
        spans = list(_spans(self._run.now_us(), self._step, self._run.plan.zone))
        total_us = sum(end - start for start, end in spans)
        wanted = self._step.jobs if self._step.jobs is not None else (self._step.per_hour or 0) * total_us // _HOUR_US
        if not total_us or not wanted:
            self._last_us = self._run.now_us()
            return []
        if self._step.arrivals == "even":
            offsets = [(2 * index + 1) * total_us // (2 * wanted) for index in range(wanted)]
        else:
            offsets = sorted(self._draw.below("arrival", total_us) for _ in range(wanted))
        instants = list(_placed(offsets, spans))
        self._last_us = instants[-1]
        return instants

    def _next(self) -> None:
        due_us = next(self._arrivals, None)
        if due_us is None or self.done:
            self.done = True
            return
        self._run.world.calendar.at(due_us, self._arrive, self._step.name)

    def _arrive(self) -> None:
        if self.done:
            return
        self._count += 1
        self._run.world.calendar.spawn(self._send(self._order()), self._step.name)
        self._next()

    def _order(self) -> Order:
        step, draw = self._step, self._draw
        account = None
        if not draw.happens("without account", step.without_account):
            account = self._accounts[draw.index("account", self._account_weights)]
        known = self._run.accounts.get(account) if account is not None else None
        user = known.name if known else ""
        pages = draw.number("pages", step.pages)
        colour = 0
        if draw.happens("colour", step.colour):
            colour = max(1, pages * step.colour_pages // 1_000)
        size = draw.word("size", step.sizes)
        media = draw.word("media", step.media)
        printer = self._printers[draw.below("printer", len(self._printers))]
        return Order(
            printer=printer,
            account=account,
            user=user,
            login=user.lower().replace(" ", "."),
            document=f"{step.name} {self._count}",
            host=f"pc-{account or 0}",
            application="workload",
            copies=draw.number("copies", step.copies),
            duplex=draw.happens("duplex", step.duplex),
            runs=_runs(pages - colour, colour, size, media),
        )

    async def _send(self, order: Order) -> None:
        run = self._run
        number = run.history.begin(order, run.now_us())
        address = run.printer(order.printer).address
        delivery = await run.world.send_stream(address, order.stream(address))
        run.history.end(number, delivery)


class _Draws:
    """A workload's draws, each kind under a name of its own."""

    def __init__(self, chance: SeededChance, name: str) -> None:
        self._chance = chance
        self._name = name
        self._names: dict[str, str] = {}

    def below(self, kind: str, bound: int) -> int:
        name = self._names.get(kind)
        if name is None:
            name = self._names[kind] = f"{self._name} {kind}"
        return self._chance.below(name, bound)

    def happens(self, kind: str, permille: int) -> bool:
        return self.below(kind, 1_000) < permille

    def index(self, kind: str, weights: list[int]) -> int:
        draw = self.below(kind, sum(weights))
        for index, weight in enumerate(weights):
            draw -= weight
            if draw < 0:
                return index
        return len(weights) - 1

    def number(self, kind: str, table: tuple[Weighted, ...]) -> int:
        low, high, _ = table[0] if len(table) == 1 else table[self.index(kind, [row[2] for row in table])]
        return low if low == high else low + self.below(f"{kind} within", high - low + 1)

    def word(self, kind: str, table: tuple[tuple[str, int], ...]) -> str:
        return table[0][0] if len(table) == 1 else table[self.index(kind, [weight for _, weight in table])][0]


@lru_cache(maxsize=10_000)
def _runs(mono: int, colour: int, size: str, media: str) -> tuple[PageRun, ...]:
    runs = (PageRun(mono, "mono", size, media), PageRun(colour, "colour", size, media))
    return tuple(run for run in runs if run.count)


def _spans(start_us: int, step: Workload, zone_name: str) -> Iterator[tuple[int, int]]:
    """The working time from now on, as instants."""
    end_us = start_us + step.over
    if step.hours is None and not step.days:
        yield start_us, end_us
        return
    zone = zoneinfo.ZoneInfo(zone_name)
    day = (_EPOCH + dt.timedelta(microseconds=start_us)).astimezone(zone).date()
    while (midnight := _instant(day, dt.time(), zone)) < end_us:
        following = day + dt.timedelta(days=1)
        opens = _instant(day, step.hours.from_, zone) if step.hours else midnight
        closes = _instant(day, step.hours.to, zone) if step.hours else _instant(following, dt.time(), zone)
        opens, closes = max(opens, start_us), min(closes, end_us)
        if opens < closes and (not step.days or _WEEKDAYS[day.weekday()] in step.days):
            yield opens, closes
        day = following


def _instant(day: dt.date, time: dt.time, zone: zoneinfo.ZoneInfo) -> int:
    return int(dt.datetime.combine(day, time, tzinfo=zone).timestamp()) * _MICROS


def _placed(offsets: list[int], spans: list[tuple[int, int]]) -> Iterator[int]:
    """Offsets into the working time, as instants."""
    before, index = 0, 0
    for offset in offsets:
        while offset - before >= spans[index][1] - spans[index][0]:
            before += spans[index][1] - spans[index][0]
            index += 1
        yield spans[index][0] + offset - before
