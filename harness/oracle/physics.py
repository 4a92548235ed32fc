"""From a printer's journal to facts: what each job put out, and the record it must have left.

Nothing here reads a record. A job that ended and was not unlogged leaves a record of ``ceil(lines / 8)`` parts (at
least one) in the stream that is open at that moment; the parts take the stream's next sequences, from 1. A line is a
distinct (size, media, duplex) in order of first appearance (LOG-01, LOG-05, LOG-06).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from harness.oracle.jobs import Event, Job, Line, services_due, short
from harness.oracle.standing import Standing


class Stream(NamedTuple):
    """A log stream: where in the journal it began, and why."""

    stream: str
    cause: str
    at_us: int
    place: int


class Destroyed(NamedTuple):
    """Records that went before anybody said they may."""

    at_us: int
    stream: str
    first: int
    last: int
    cause: str
    place: int


class Released(NamedTuple):
    """The owner said: these are stored safely."""

    at_us: int
    stream: str
    through: int
    owner: str
    place: int


class Life(NamedTuple):
    """The life counters beside what the journal had seen until then."""

    at_us: int
    sheets: int
    impressions: int
    seen_sheets: int
    seen_impressions: int


class PrinterPhysics:
    """Everything one journal tells."""

    def __init__(self, name: str, facts: Mapping[str, Any]) -> None:
        self.name = name
        self.facts = facts
        self.logs = facts.get("dialect", "accounting") == "accounting"
        self.jobs: dict[int, Job] = {}
        self.streams: list[Stream] = []
        self.next: dict[str, int] = {}  # stream → sequence its next record gets
        self.destroyed: list[Destroyed] = []
        self.released: list[Released] = []
        self.tables: list[tuple[int, int, dict[int, tuple[str, int]]]] = []  # place, at_us, IDs in force
        self.users: list[tuple[int, tuple[int, Any]]] = []  # place, (revision, {name: (id, salt, hash)})
        self.cards: list[tuple[int, str, Any]] = []  # place, salt, {digest: (id, login)}
        self.policies: list[tuple[int, int, Any]] = []  # place, at_us, (in force, others by kind, rows)
        self.limits: list[tuple[int, int, int, str]] = []  # place, at_us, ID, state
        self.owners: list[tuple[int, int, str, int]] = []  # place, at_us, server, generation
        self.clocks: list[tuple[int, int, int | None]] = []  # place, at_us, device minus true
        self.life: list[Life] = []
        self.offline: list[tuple[int, int | None]] = []  # from, to
        self.log_story: list[tuple[int, str, Any]] = []  # place, kind, job or event: what concerns the log
        self.problems: list[str] = []
        self.sheets = 0
        self.impressions = 0
        self.events = 0


def read_journal(name: str, facts: Mapping[str, Any], events: Sequence[Event]) -> PrinterPhysics:
    """One pass over a journal."""
    printer = PrinterPhysics(name, facts)
    printer.events = len(events)
    _Reader(printer, {event[2]: event[3] for event in events if event[0] == "unlogged"}).read(events)
    return printer


class _Reader:
    """The pass itself; its state is what is true at the place it has come to."""

    def __init__(self, printer: PrinterPhysics, unlogged: dict[int, str]) -> None:
        self.printer = printer
        self.unlogged = unlogged
        self.stream: str | None = None
        self.owner = ""
        self.standing = Standing(printer.name, printer.problems)
        self.free_at = 0  # place since which nothing was printing and the power was on
        self.per_record = int(printer.facts.get("lines_per_record", 8))
        self.by_kind: dict[str, Callable[[int, Event], None]] = {
            "arrived": self._arrived,
            "held": self.standing.is_held,
            "freed": self.standing.is_freed,
            "begun": self._begun,
            "scanned": self._scanned,
            "transmitted": self._transmitted,
            "stapled": self._stapled,
            "paper": self.standing.paper_lies,
            "offline": self._offline,
            "online": self._online,
            "refused": self._refused,
            "ended": self._ended,
            "unlogged": self._unlogged,
            "stream": self._stream,
            "destroyed": self._destroyed,
            "released": self._released,
            "setting": self._setting,
            "power": self._power,
            "ids": self._ids,
            "limit": self._limit,
            "policies": self._policies,
            "users": self._users,
            "cards": self._cards,
            "owner": self._owner,
            "clock": self._clock,
            "life": self._life,
        }

    def read(self, events: Iterable[Event]) -> None:
        printer, by_kind, sheet = self.printer, self.by_kind, self._sheet
        before = None
        for place, event in enumerate(events):
            kind, at_us = event[0], event[1]
            if before is not None and at_us < before:
                printer.problems.append(
                    f"{printer.name}: event {place} ({kind}) goes back in time, {before} to {at_us}"
                )
            before = at_us
            if kind == "sheet":
                sheet(place, event)
            elif kind in by_kind:
                by_kind[kind](place, event)
            else:
                printer.problems.append(f"{printer.name}: event {place} is of an unknown kind {kind!r}")

    def _job(self, place: int, event: Event) -> Job | None:
        job = self.printer.jobs.get(event[2])
        if job is None or (job.ended_at is not None and event[0] != "unlogged"):
            why = "never arrived" if job is None else "had ended"
            self.printer.problems.append(
                f"{self.printer.name}: event {place} ({event[0]}) of job {event[2]}, which {why}"
            )
            return None
        return job

    def _begin(self, job: Job, place: int, at_us: int) -> None:
        job.first_at, job.first_us = place, at_us
        job.earliest_at = max(job.arrived_at, self.free_at, self.standing.freed.get(job.number, 0))
        self.printer.log_story.append((place, "start", job))

    def _sheet(self, place: int, event: Event) -> None:
        job = self._job(place, event)
        if job is None:
            return
        standing = self.standing
        if standing.stands or standing.paper:
            standing.sheet(place, event)
        size, media, front, back = event[4:8]
        look = event[8] if len(event) > 8 else None
        if job.first_at is None:
            self._begin(job, place, event[1])
        job.faces.append(event)
        key = (size, media, back is not None, look[0] if look else "")
        tally = job.tallies.get(key)
        if tally is None:
            tally = job.tallies[key] = [0, 0, 0, 0, 0]
        tally[0] += 1
        for face in (front, back):
            if face == "mono":
                tally[2] += 1
            elif face == "colour":
                tally[1] += 1
            elif face == "white":
                tally[4] += 1
        if look:
            for face, cover in ((front, look[2]), (back, look[3])):
                tally[3] += face in {"mono", "colour"} and cover is not None and cover[4] > 0

    def _arrived(self, place: int, event: Event) -> None:
        at_us, number, source = event[1:4]
        if number in self.printer.jobs:
            self.printer.problems.append(f"{self.printer.name}: job number {number} is used twice")
        self.printer.jobs[number] = job = Job(self.printer.name, number, source, at_us, place)
        if len(event) > 5:
            job.function = event[5]

    def _begun(self, place: int, event: Event) -> None:
        job = self._job(place, event)
        if job is not None:
            job.begun_at, job.begun_us = place, event[1]
            self.standing.begins(job.number)

    def _scanned(self, place: int, event: Event) -> None:
        job = self._job(place, event)
        if job is not None:
            job.scanned.append(event)

    def _transmitted(self, place: int, event: Event) -> None:
        job = self._job(place, event)
        if job is not None:
            job.transmitted.append(event)

    def _stapled(self, place: int, event: Event) -> None:
        job = self._job(place, event)
        if job is not None:
            job.staples += event[3]

    def _offline(self, _place: int, event: Event) -> None:
        self.standing.stands = True
        self.printer.offline.append((event[1], None))

    def _online(self, _place: int, event: Event) -> None:
        self.standing.stands = False
        self.printer.offline[-1] = (self.printer.offline[-1][0], event[1])

    def _refused(self, place: int, event: Event) -> None:
        job = self._job(place, event)
        if job is not None:
            if job.first_at is None:
                self._begin(job, place, event[1])
            job.refused = event[3]

    def _ended(self, place: int, event: Event) -> None:
        job = self._job(place, event)
        if job is None:
            return
        printer = self.printer
        job.ended_at, job.ended_us, job.how = place, event[1], event[3]
        job.lines = tuple(Line(*key[:3], *tally[:3], key[3], *tally[3:]) for key, tally in job.tallies.items())
        for line in job.lines:
            job.sheets += line.sheets
            job.colour += line.colour
            job.mono += line.mono
            job.white += line.white
            job.white_only += line.white_only
        printer.sheets += job.sheets
        printer.impressions += job.pages
        self._divide(job)
        if printer.logs and job.number not in self.unlogged:
            if self.stream is None:
                printer.problems.append(f"{printer.name}: job {job.number} ended before there was a log stream")
            else:
                for entry in job.entries:
                    entry.stream, entry.sequence = self.stream, printer.next[self.stream]
                    printer.next[self.stream] += entry.parts
        if job.first_at is not None:  # else it may have been cancelled in the queue, while another was printing
            self.free_at = place
        printer.log_story.append((place, "ended", job))

    def _divide(self, job: Job) -> None:
        """Into an entry for each record that it leaves."""
        due = services_due(job) if job.function != "print" else []
        for service, item in due[:-1]:
            job.others.append(job.of_service(service, item))
        if due:
            job.service, job.item = due[-1]
        for entry in job.entries:
            entry.parts = max(1, -(-len(entry.lines) // self.per_record))
        job.records = sum(entry.parts for entry in job.entries)

    def _unlogged(self, place: int, event: Event) -> None:
        job = self._job(place, event)
        if job is not None:
            job.unlogged = event[3]
            if job.ended_at is None:
                self.printer.problems.append(f"{self.printer.name}: job {job.number} is unlogged before it ended")

    def _stream(self, place: int, event: Event) -> None:
        self.stream = event[2]
        if self.stream in self.printer.next:
            self.printer.problems.append(f"{self.printer.name}: stream {short(self.stream)} began twice")
        self.printer.next[event[2]] = 1
        self.printer.streams.append(Stream(event[2], event[3], event[1], place))
        self.printer.log_story.append((place, "stream", event))

    def _destroyed(self, place: int, event: Event) -> None:
        destroyed = Destroyed(event[1], event[2], event[3], event[4], event[5], place)
        self.printer.destroyed.append(destroyed)
        self.printer.log_story.append((place, "destroyed", destroyed))

    def _released(self, place: int, event: Event) -> None:
        released = Released(event[1], event[2], event[3], self.owner, place)
        self.printer.released.append(released)
        self.printer.log_story.append((place, "released", released))

    def _setting(self, place: int, event: Event) -> None:
        self.printer.log_story.append((place, "setting", event))
        if event[2] == "printer error":
            self.free_at = place

    def _power(self, place: int, event: Event) -> None:
        if event[2] == "on":
            self.free_at = place
        elif self.printer.offline and self.printer.offline[-1][1] is None:
            self._online(place, event)

    def _ids(self, place: int, event: Event) -> None:
        table = {int(number): (row[0], int(row[1])) for number, row in event[3].items()}
        self.printer.tables.append((place, event[1], table))

    def _limit(self, place: int, event: Event) -> None:
        self.printer.limits.append((place, event[1], int(event[2]), event[3]))

    def _users(self, place: int, event: Event) -> None:
        self.printer.users.append((place, (event[2], event[3])))

    def _cards(self, place: int, event: Event) -> None:
        self.printer.cards.append((place, event[3], event[4]))

    def _policies(self, place: int, event: Event) -> None:
        self.printer.policies.append((place, event[1], (bool(event[3]), event[4], event[5])))

    def _owner(self, place: int, event: Event) -> None:
        self.owner = event[2]
        self.printer.owners.append((place, event[1], event[2], event[3]))

    def _clock(self, place: int, event: Event) -> None:
        self.printer.clocks.append((place, event[1], event[2]))

    def _life(self, _place: int, event: Event) -> None:
        unfinished = [job for job in self.printer.jobs.values() if job.ended_at is None]
        sheets = sum(tally[0] for job in unfinished for tally in job.tallies.values())
        faces = sum(tally[1] + tally[2] + tally[4] for job in unfinished for tally in job.tallies.values())
        seen = (self.printer.sheets + sheets, self.printer.impressions + faces)
        self.printer.life.append(Life(event[1], event[2], event[3], *seen))
