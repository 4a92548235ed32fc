"""What a job costs (FEE-01): exact int micro-units, rounded once per part when charged (FEE-06)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from core.model.fees import ByClass, FeeDefinition, FeePart, Rounding
from core.wire.items import COLOURANTS, FEEDERS, Consumption, Feeding, Scan
from core.wire.records import JobRecord, RecordLine

MINUTE_S: Final = 60
LONGEST_S: Final = 86_400
"""A job that says it took longer went on while somebody set the printer's clock: its minutes are not charged."""
CLASS_OF: Final = ("mono", "colour", "colour", "colour", "white")
"""The class of each of COLOURANTS."""

Price = tuple[str, int, int]  # part, quantity, micros each


class Billable(NamedTuple):
    """What of a record is charged, where the record itself is not at hand."""

    colour: int
    mono: int
    sheets: int
    service: str = "print"
    white: int = 0
    white_only: int = 0
    started_s: int | None = None
    ended_s: int | None = None
    consumption: Consumption | None = None
    feeding: Feeding | None = None
    scan: Scan | None = None


Job = Billable | JobRecord


def charge(job: Job, lines: Sequence[RecordLine], definition: FeeDefinition) -> tuple[FeePart, ...]:
    """The parts of a job's fee, those of nothing left out; ``lines`` are those of all its records.

    Pages are printed faces, sheets are fed sheets, both of the whole job (LOG-05).
    """
    off, found = definition.off, list[Price]()
    if "pages" not in off:
        found += _pages(job, definition)
    if "sheets" not in off:
        found.append(("sheet", job.sheets, definition.sheet))
    if definition.sizes and "sizes" not in off:
        found += _by_line(lines, "size", definition.sizes)
    if definition.media and "media" not in off:
        found += _by_line(lines, "media", definition.media)
    if job.consumption is not None and _has_supplies(definition):
        found += _supplies(job, job.consumption, definition)
    if definition.trays and job.feeding is not None and "trays" not in off:
        found += [
            (name, sheets, definition.trays.get(name, 0))
            for name, sheets in zip(FEEDERS, job.feeding.trays, strict=False)
        ]
    if definition.minute and "minutes" not in off:
        found.append(("minute", minutes(job), definition.minute))
    return tuple(
        FeePart(part, quantity, rounded(quantity * micros, definition.rounding_micros, definition.rounding))
        for part, quantity, micros in found
        if quantity and micros
    )


def price_of(part: str, definition: FeeDefinition) -> int:
    """What one unit of a part costs by a definition, for explaining a fee; 0 for a part that it does not charge."""
    simple = {
        "colour page": definition.colour_page,
        "mono page": definition.mono_page,
        "white page": definition.white_page,
        "white only page": definition.white_only_page,
        "sheet": definition.sheet,
        "belt": definition.belt,
        "fuser": definition.fuser,
        "staple": definition.staple,
        "minute": definition.minute,
    }
    if part in simple:
        return simple[part]
    kind, _, rest = part.partition(" ")
    if kind == "size":
        return definition.sizes.get(rest, 0)
    if kind == "media":
        return definition.media.get(rest, 0)
    if kind == "drum":
        return int(getattr(definition.drum, rest))
    if kind == "toner":
        colourant, _, level = rest.partition(" level ")
        return _toner_price(definition.toner, COLOURANTS.index(colourant), int(level))
    return definition.trays.get(part, 0)


def minutes(job: Job) -> int:
    """Minutes begun while the device worked on a job (FEE-08): once a job, so not for a scan whose print follows."""
    if job.service not in ("print", "scan") or (job.scan is not None and job.scan.printed):
        return 0
    if job.started_s is None or job.ended_s is None:
        return 0
    took_s = job.ended_s - job.started_s
    return -(-took_s // MINUTE_S) if 0 < took_s <= LONGEST_S else 0


def rounded(micros: int, unit_micros: int, mode: Rounding = Rounding.HALF_UP) -> int:
    """A multiple of a unit: the nearest one, from the middle up or to an even multiple; or the next up or down."""
    if unit_micros <= 1:
        return micros
    whole, rest = divmod(micros, unit_micros)
    if mode is Rounding.HALF_UP:
        up = 2 * rest >= unit_micros
    elif mode is Rounding.HALF_EVEN:
        up = 2 * rest > unit_micros or (2 * rest == unit_micros and whole % 2 == 1)
    else:
        up = mode is Rounding.UP and rest > 0
    return (whole + up) * unit_micros


def _pages(job: Job, definition: FeeDefinition) -> tuple[Price, ...]:
    coloured = (("colour page", job.colour, definition.colour_page), ("mono page", job.mono, definition.mono_page))
    if not (job.white or job.white_only):
        return coloured
    return (
        *coloured,
        ("white page", job.white, definition.white_page),
        ("white only page", job.white_only, definition.white_only_page),
    )


def _by_line(lines: Iterable[RecordLine], kind: str, prices: Mapping[str, int]) -> list[Price]:
    """Pages of each size, or sheets of each medium."""
    counts: dict[str, int] = {}
    for line in lines:
        if kind == "size":
            counts[line.size] = counts.get(line.size, 0) + line.colour + line.mono + line.white_only
        else:
            counts[line.media] = counts.get(line.media, 0) + line.sheets
    return [(f"{kind} {name}", count, prices.get(name, 0)) for name, count in counts.items()]


def _has_supplies(definition: FeeDefinition) -> bool:
    """Whether anything that is used up has a price; most definitions price pages alone."""
    some = definition.toner or definition.belt or definition.fuser or definition.staple
    return bool(some) or definition.drum != ByClass()


def _supplies(job: Job, used: Consumption, definition: FeeDefinition) -> list[Price]:
    off, found = definition.off, list[Price]()
    if definition.toner and "toner" not in off:
        pages = job.colour + job.mono + job.white_only
        found += [
            (f"toner {COLOURANTS[place]} level {level}", pages, _toner_price(definition.toner, place, level))
            for place, level in enumerate(used.toner)
        ]
    if "drum" not in off:
        for name in ByClass._fields:
            faces = sum(count for of, count in zip(CLASS_OF, used.drum, strict=False) if of == name)
            found.append((f"drum {name}", faces, getattr(definition.drum, name)))
    if "belt and fuser" not in off:
        found += [("belt", used.belt, definition.belt), ("fuser", used.fuser, definition.fuser)]
    if "staples" not in off:
        found.append(("staple", used.staples, definition.staple))
    return found


def _toner_price(toner: Sequence[ByClass], place: int, level: int) -> int:
    return int(getattr(toner[level], CLASS_OF[place])) if level < len(toner) else 0
