"""Numbers, instants and money as people read them."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

from harness.oracle import Check
from harness.results import ScenarioResult

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
THIN_SPACE = "\u202f"
_MANY = re.compile(r"\b(account|count|event|gap|job|printer|range|record|row|state)s\b")


def count(number: int | None) -> str:
    """Groups of three: 12 345."""
    return "–" if number is None else f"{number:,}".replace(",", THIN_SPACE)


def plural(number: int, one: str, many: str = "") -> str:
    """1 job, 2 jobs."""
    return f"{count(number)} {one if number == 1 else many or one + 's'}"


def seconds(value: float) -> str:
    """A duration on the wall clock."""
    if value < 0.1:
        return f"{value * 1000:.0f} ms"
    return f"{value:.1f} s" if value < 120 else f"{value / 60:.1f} min"


def money(micros: int | None, currency: str = "") -> str:
    """Micro-units as an amount with at least two decimals, none of them lost."""
    if micros is None:
        return "–"
    whole, part = divmod(abs(micros), 1_000_000)
    decimals = f"{part:06}".rstrip("0").ljust(2, "0")
    return f"{'−' if micros < 0 else ''}{count(whole)}.{decimals} {currency}".strip()


def local(at_us: int, zone: str) -> dt.datetime:
    """An instant on the wall clock of a zone."""
    return (EPOCH + dt.timedelta(microseconds=at_us)).astimezone(ZoneInfo(zone))


def instant(at_us: int | None, zone: str) -> str:
    """2026-03-30 08:00, with seconds where there are some."""
    if at_us is None:
        return "–"
    at = local(at_us, zone)
    return at.strftime("%Y-%m-%d %H:%M:%S" if at.second else "%Y-%m-%d %H:%M")


def span(result: ScenarioResult) -> str:
    """The scenario's calendar: 2026-03-30 08:00 to 2026-04-01 00:10 (Europe/Berlin)."""
    if result.started_us is None or result.ended_us is None:
        return ""
    first, last = instant(result.started_us, result.zone), instant(result.ended_us, result.zone)
    return f"{first} to {last} ({result.zone})"


def examined(check: Check) -> str:
    """What a check looked at: 5 000 jobs; nothing; or why it could not."""
    if check.broken:
        return f"could not run: {check.broken}"
    if not check.examined:
        return "nothing"
    what = _MANY.sub(r"\1", check.what) if check.examined == 1 else check.what
    return f"{count(check.examined)} {what}".strip()


def steps_done(result: ScenarioResult) -> tuple[int, int]:
    """How many of the steps that assert something hold, and how many assert."""
    asserting = [step for step in result.steps if step.ok is not None]
    return sum(bool(step.ok) for step in asserting), len(asserting)


def is_untouched(ok: bool | None, at_us: int | None) -> bool:
    """Whether a step was not reached."""
    return ok is None and at_us is None
