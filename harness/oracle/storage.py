"""The log's storage replayed: when it was full, what that did, and the reason of each loss (ACQ-05, ACQ-13)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from typing import Any

from harness.oracle.physics import Destroyed, Job, PrinterPhysics, Released, short
from harness.oracle.verdict import Check, Findings

DELETE_OLDEST = "delete oldest"
CANCEL_JOBS = "cancel jobs"
STOP_LOGGING = "stop logging"


def check_storage(printers: Mapping[str, PrinterPhysics]) -> Check:
    """Replay every log: records appended, released, overwritten, formatted, against capacity and full action."""
    findings = Findings()
    examined = 0
    for printer in printers.values():
        if printer.logs and printer.streams:
            examined += _Replay(printer, findings).run()
    return Check("storage", examined, findings.done(), what="log events")


class _Replay:
    """One log: it holds the sequences from ``oldest`` up to but not including ``next``."""

    def __init__(self, printer: PrinterPhysics, findings: Findings) -> None:
        self.name = printer.name
        self.story = printer.log_story
        self.findings = findings
        self.capacity = int(printer.facts["log_capacity"])
        self.reserve = int(printer.facts.get("log_reserve") or 0)
        self.stream = ""
        self.oldest = self.next = 1
        self.action = DELETE_OLDEST
        self.owed: Job | None = None  # made the log too long: older records must go
        self.lengths: dict[int, int] = {}  # first sequence → parts, of jobs with several
        self.last: tuple[str, int, int] | None = None  # the stream before this one, and what it held
        self.full_places: list[int] = [-1]
        self.full_states: list[bool] = [False]  # "cancel jobs" is set and the log is full

    @property
    def held(self) -> int:
        return self.next - self.oldest

    def run(self) -> int:
        steps: dict[str, Callable[[Any], None]] = {
            "start": self._start,
            "ended": self._ended,
            "destroyed": self._destroyed,
            "released": self._released,
            "stream": self._stream,
            "setting": self._setting,
        }
        for place, kind, item in self.story:
            if kind not in {"destroyed", "stream"}:
                self._settle()
            steps[kind](item)
            refuses = self.action == CANCEL_JOBS and self.held >= self.capacity
            if refuses != self.full_states[-1]:
                self.full_places.append(place)
                self.full_states.append(refuses)
        self._settle()
        return len(self.story)

    def _settle(self) -> None:
        if self.owed is not None and self.held > self.capacity and self.action == DELETE_OLDEST:
            self.findings.add(
                f"{self.owed}: the log holds {self.held} records of {self.capacity}, and the oldest was not deleted"
            )
        self.owed = None

    def _start(self, job: Job) -> None:
        """Let in or refused: the log's fullness at any moment at which this could have been decided."""
        first = bisect_right(self.full_places, job.earliest_at) - 1
        states = set(self.full_states[first:])
        if job.faces and states == {True}:
            self.findings.add(f"{job}: let in, though the log was full ({self.held}) and jobs were to be cancelled")

    def _check_refusal(self, job: Job) -> None:
        first = bisect_right(self.full_places, job.earliest_at) - 1
        if job.refused == "log buffer full" and True not in self.full_states[first:]:
            self.findings.add(
                f"{job}: refused (log buffer full), though {self.held} of {self.capacity} records were held"
                f" and the action was {self.action!r}"
            )

    def _ended(self, job: Job) -> None:
        self._check_refusal(job)
        if job.unlogged == "logging stopped":
            if self.action != STOP_LOGGING or self.held + job.records <= self.capacity:
                self.findings.add(self._unfounded(job))
        elif job.unlogged == "reserve used up":
            if job.refused != "log buffer full" or self.held + job.records <= self.capacity + self.reserve:
                self.findings.add(self._unfounded(job))
        elif job.sequence is not None:
            self._append(job)

    def _unfounded(self, job: Job) -> str:
        return (
            f"{job}: unlogged ({job.unlogged}), though {self.held} of {self.capacity} + {self.reserve} records"
            f" were held and the action was {self.action!r}"
        )

    def _append(self, job: Job) -> None:
        if job.records > 1:
            self.lengths[self.next] = job.records
        held = self.held
        self.next += job.records
        if self.action == STOP_LOGGING and held >= self.capacity:
            self.findings.add(f"{job}: logged, though the log was full ({held}) and logging was to stop")
        elif self.action == CANCEL_JOBS and job.refused == "log buffer full" and held >= self.capacity + self.reserve:
            self.findings.add(f"{job}: logged, though the log and its reserve were full ({held})")
        elif self.action == DELETE_OLDEST:
            self.owed = job

    def _destroyed(self, item: Destroyed) -> None:
        subject = f"{self.name} stream {short(item.stream)}"
        stream, oldest, following = self.stream, self.oldest, self.next
        if item.stream != stream and self.last is not None:
            stream, oldest, following = self.last
        if item.stream != stream:
            self.findings.add(
                f"{subject}: {item.first}–{item.last} destroyed ({item.cause}) in a stream that is closed"
            )
            return
        self.findings.expect(subject, f"first sequence destroyed ({item.cause})", oldest, item.first)
        if item.cause != "overwritten":
            self.findings.expect(subject, f"last sequence destroyed ({item.cause})", following - 1, item.last)
            if stream == self.stream:
                self.oldest = following
            return
        if self.action != DELETE_OLDEST:
            self.findings.add(f"{subject}: {item.first}–{item.last} overwritten, though the action was {self.action!r}")
        self._overwrite(subject, item)

    def _overwrite(self, subject: str, item: Destroyed) -> None:
        """Whole jobs go, the oldest first, and none more than the new one needs."""
        at = self.oldest
        while at <= item.last:
            if self.next - at <= self.capacity:
                self.findings.add(
                    f"{subject}: {at}–{item.last} overwritten, though only {self.next - at} of {self.capacity} records"
                    " were held"
                )
                break
            at += self.lengths.pop(at, 1)
        self.oldest = max(self.oldest, item.last + 1)

    def _released(self, item: Released) -> None:
        if item.stream != self.stream or item.through >= self.next:
            self.findings.add(
                f"{self.name} stream {short(item.stream)}: released through {item.through},"
                f" the log was {short(self.stream)} up to {self.next - 1}"
            )
            return
        self.oldest = max(self.oldest, item.through + 1)

    def _stream(self, event: Any) -> None:
        self.last = (self.stream, self.oldest, self.next) if self.stream else None
        self.stream = event[2]
        self.oldest = self.next = 1
        self.lengths = {}

    def _setting(self, event: Any) -> None:
        if event[2] == "log full action":
            self.action = event[3]
