"""What happened to a job, line by line, from the printer's journal; and the rule that decided its end."""

from __future__ import annotations

from itertools import groupby
from typing import Any, Final

from emulator import journal
from harness.scenario.history import JobRef
from harness.scenario.operating import wall
from harness.scenario.run import Run

RULES: Final = {
    "access control": "printing is disabled for this Job Account ID, or its limit is exceeded (RES-01, LIM-03)",
    "colour control": "colour is disabled: cancelled from the first colour page on (RES-02)",
    "mono printing": "colour is disabled, printed in mono instead (RES-03)",
    "log buffer full": "the log is full and its full action is to cancel jobs (ACQ-05, ACQ-13)",
    "memory overflow": "the stream is larger than the printer's memory (LOG-04)",
    "rip error": "the printer cannot read the page description (LOG-04)",
    "power cut": "the power failed before the job's end: no record (LOG-01)",
    "printer error": "a printer error ended the job: no record (LOG-01)",
    "logging stopped": "the log is full and its full action is to stop logging (ACQ-05)",
    "reserve used up": "the log and its reserve are full: refusals are only counted (ACQ-13)",
    "no sheet": "the user cancelled before the first sheet: no record (LOG-01)",
}

_OWN: Final = {journal.ARRIVED, journal.SHEET, journal.REFUSED, journal.ENDED, journal.UNLOGGED}


def of_job(run: Run, ref: JobRef, row: dict[str, Any] | None) -> tuple[str, ...]:
    """The job's own story: sent, arrived, sheets, end, and what the ledger has of it."""
    zone = run.plan.zone
    sent = run.history.submissions[ref.n - 1]
    lines = [f"{wall(sent['at_us'], zone)}  sent to {ref.printer} as account {sent['account']}, {sent['document']!r}"]
    if not ref.number:
        return (*lines, f"  not delivered: {ref.error}")
    events = run.printer(ref.printer).journal.events
    own = [event for event in events if event[0] in _OWN and event[2] == ref.number]
    for kind, together in groupby(own, key=lambda event: event[0]):
        lines.append(_tell(kind, list(together), zone))
    lines.append(_ledger(row, zone))
    return tuple(lines)


def _tell(kind: str, events: list[tuple[Any, ...]], zone: str) -> str:
    first, last = events[0], events[-1]
    at = wall(first[1], zone)
    if kind == journal.SHEET:
        faces = [face for event in events for face in event[6:8] if face]
        count = ", ".join(f"{faces.count(face)} {face}" for face in ("colour", "mono", "blank") if face in faces)
        return f"{at}  {len(events)} sheets until {wall(last[1], zone)}: faces {count}"
    if kind == journal.ARRIVED:
        return f"{at}  job {first[2]} arrived from {first[3]}, {first[4]} octets"
    return f"{at}  {kind}: {first[3]}"


def _ledger(row: dict[str, Any] | None, zone: str) -> str:
    if row is None:
        return "ledger: nothing"
    return (
        f"{wall(row['acquired_us'], zone)}  in the ledger: sequence {row['sequence']} of {row['stream'][:8]}…, "
        f"{row['status']} {row['detail']}, {row['sheets']} sheets, {row['pages']} pages, fee {row['fee_micros']} micros"
    )


def rule(run: Run, ref: JobRef) -> str:
    """Why the job ended as it did."""
    if not ref.number:
        return ref.error
    state = run.printer(ref.printer).job_state(ref.number)
    reason = state.unlogged or state.detail
    said = RULES.get(reason, reason)
    printer = run.printer(ref.printer)
    row = printer.ids.row_for(state.account_id)
    limit = printer.ids.state(row.id).name.lower().replace("_", " ")
    inside = f"in the printer, ID {row.id} has restrictions {row.restrictions} and is {limit}"
    return f"{said}; {inside}" if said else inside
