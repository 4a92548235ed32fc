"""The verb expect: what is said about a subject, beside what is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from core.wire.mib import IdState
from emulator.printer import Printer
from harness.scenario import timeline
from harness.scenario.expect import Expect, Line, Use, spaced
from harness.scenario.history import JobRef
from harness.scenario.run import Run, StepFailed
from harness.scenario.values import Amount

_MICROS: Final = 1_000_000
_POLLS: Final = 20


class Said(NamedTuple):
    """One statement: its key, what was expected, what is, and whether that is the same."""

    key: str
    expected: str
    actual: str
    ok: bool


class Findings:
    """Collects statements about a subject."""

    def __init__(self) -> None:
        self.said: list[Said] = []
        self.ref: JobRef | None = None
        self.row: dict[str, Any] | None = None

    def word(self, key: str, expected: Any, actual: Any) -> None:
        """A statement that must be the very same; nothing is stated by None."""
        if expected is not None:
            self.said.append(Said(spaced(key), _shown(expected), _shown(actual), expected == actual))

    def amount(self, key: str, expected: Amount | None, actual: int | None, *, money: bool = False) -> None:
        """A statement about a number."""
        if expected is not None:
            shown = "nothing" if actual is None else _money(actual) if money else str(actual)
            self.said.append(Said(spaced(key), expected.text, shown, expected.holds(actual)))

    def part(self, key: str, expected: str | None, actual: str) -> None:
        """A statement that must be found in a text."""
        if expected is not None:
            self.said.append(
                Said(spaced(key), f"…{expected}…", actual or "nothing", expected.lower() in actual.lower())
            )


async def expect(run: Run, step: Expect) -> None:
    """Raises StepFailed unless everything said is so, at once or within the time given."""
    findings = await _look(run, step)
    if step.within is not None:
        deadline_us = run.now_us() + step.within
        pause_us = max(step.within // _POLLS, 1)
        while not all(said.ok for said in findings.said) and run.now_us() < deadline_us:
            due_us = run.world.calendar.next_due_us()
            target_us = min(run.now_us() + pause_us, deadline_us, deadline_us if due_us is None else max(due_us, 0))
            await run.world.calendar.advance_to(max(target_us, run.now_us() + 1))
            findings = await _look(run, step)
    wrong = [said for said in findings.said if not said.ok]
    if wrong:
        raise StepFailed(
            ", ".join(f"{said.key} {said.expected}" for said in wrong),
            ", ".join(f"{said.key} {said.actual}" for said in wrong),
            timeline.of_job(run, findings.ref, findings.row) if findings.ref else (),
            timeline.rule(run, findings.ref) if findings.ref else "",
        )


async def _look(run: Run, step: Expect) -> Findings:
    findings = Findings()
    await _SUBJECTS[step.subject](run, step, findings)
    return findings


# --- jobs ---------------------------------------------------------------------------------------------


async def _job(run: Run, step: Expect, findings: Findings) -> None:
    """What printer and journal say about it, and, where asked, the ledger."""
    ref = run.history.find(str(step.job))
    findings.ref = ref
    findings.word("delivered", step.delivered, bool(ref.number))
    findings.part("error", step.error, ref.error)
    findings.word("printer", step.printer, ref.printer)
    if not ref.number:
        findings.word("status", step.status, "not sent")
        return
    state = run.printer(ref.printer).job_state(ref.number)
    findings.word("status", step.status, _job_status(state))
    findings.word("detail", step.detail, state.detail or "none")
    findings.amount("sheets", step.sheets, state.sheets)
    findings.amount("pages", step.pages, state.pages)
    findings.amount("colour", step.colour, state.colour)
    findings.amount("mono", step.mono, state.mono)
    findings.word("account", step.account, state.account_id)
    findings.word("document", step.document, state.document)
    if step.model_fields_set & _OF_THE_LEDGER:
        findings.row = ledger_row(await run.snapshot(), run, ref)
        _job_in_ledger(step, findings, findings.row or {})


def _job_status(state: Any) -> str:
    if state.status:
        return str(state.status)
    if state.ended:
        return "lost"
    return "printing" if state.sheets else "waiting"


def _job_in_ledger(step: Expect, findings: Findings, row: dict[str, Any]) -> None:
    findings.word("logged", step.logged, bool(row))
    findings.amount("records", step.records, row.get("parts", 0))
    findings.amount("fee", step.fee, row.get("fee_micros"), money=True)
    findings.amount("log_number", step.log_number, row.get("log_number"))
    findings.word("log_month", step.log_month, row.get("log_month"))
    findings.word("clamped", step.clamped, row.get("clamped"))
    for key in ("user", "login", "host", "application"):
        findings.word(key, getattr(step, key), row.get(key))
    if step.times is not None:
        findings.word("times", step.times, "blank" if row.get("ended_s") is None else "set")
    if step.lines is not None:
        _lines(step.lines, findings, row.get("lines", []))


def _lines(expected: Iterable[Line], findings: Findings, actual: list[dict[str, Any]]) -> None:
    left = list(actual)
    for line in expected:
        match = next((each for each in left if (each["size"], each["media"], each["duplex"]) == line_key(line)), None)
        name = f"line {line.size} {line.media} {'duplex' if line.duplex else 'simplex'}"
        if match is None:
            findings.word(name, "there", "missing")
            continue
        left.remove(match)
        for key in ("sheets", "colour", "mono"):
            findings.amount(f"{name} {key}", getattr(line, key), match[key])
    for each in left:
        findings.word(f"line {each['size']} {each['media']}", "missing", "there")


def line_key(line: Line) -> tuple[str, str, bool]:
    """What makes lines of a record different."""
    return line.size, line.media, line.duplex


def ledger_row(snapshot: dict[str, Any], run: Run, ref: JobRef) -> dict[str, Any] | None:
    """The job's row in the ledger, found by the name of its record: stream and sequence."""
    printer = run.printer(ref.printer)
    state = printer.job_state(ref.number)
    if state.sequence is None:
        return None
    stream = ""
    for event in printer.journal.events:
        if event[0] == "stream":
            stream = event[2]
        elif event[0] == "ended" and event[2] == ref.number:
            break
    key = (stream, state.sequence)
    return next((row for row in snapshot["jobs"] if (row["stream"], row["sequence"]) == key), None)


# --- accounts and printers --------------------------------------------------------------------------------


async def _account(run: Run, step: Expect, findings: Findings) -> None:
    if step.printer is not None:  # what stands in the printer
        ids = run.printer(step.printer).ids
        state = "limit exceeded" if ids.state(step.account or 0) == IdState.LIMIT_EXCEEDED else "enabled"
        findings.word("status", step.status, state)
        findings.word("registered", step.registered, step.account in ids.rows)
        if not step.model_fields_set & {"used", "effective", "remaining"}:
            return
    snapshot = await run.snapshot()
    row = next((each for each in snapshot["accounts"] if each["id"] == step.account), None)
    if row is None:
        raise StepFailed(f"an account {step.account}", "the server has none")
    standing = row["standing"] or {}
    if step.printer is None:
        findings.word("status", step.status, standing.get("status", "enabled"))
        findings.word("registered", step.registered, True)
    used = (standing.get("used_sheets"), standing.get("used_fee_micros"))
    whole = (standing.get("effective_sheets"), standing.get("effective_fee_micros"))
    _use("used", step.used, findings, used)
    _use("effective", step.effective, findings, whole)
    left = tuple(None if limit is None else max(0, limit - (use or 0)) for limit, use in zip(whole, used, strict=True))
    _use("remaining", step.remaining, findings, left)


def _use(key: str, expected: Use | None, findings: Findings, actual: tuple[int | None, ...]) -> None:
    if expected is not None:
        findings.amount(f"{key} sheets", expected.sheets, actual[0])
        findings.amount(f"{key} fee", expected.fee, actual[1], money=True)


async def _printer(run: Run, step: Expect, findings: Findings) -> None:
    name = str(step.printer)
    printer = run.printer(name)
    printer.catch_up()
    findings.word("power", step.power, "on" if printer.is_on else "off")
    findings.amount("held", step.held, printer.log.held)
    log = printer.log
    findings.amount("unlogged", step.unlogged, log.stopped_jobs + log.lost_jobs + log.unlogged_refusals)
    findings.amount("ids", step.ids, sum(1 for each in printer.ids.rows if each))
    device_us = printer.clock.device_now_us(run.now_us())
    findings.word("clock", step.clock, "blank" if device_us is None else "set")
    off_s = None if device_us is None else abs(device_us - run.now_us()) // _MICROS
    findings.amount("clock_off", step.clock_off, off_s)
    if step.life is not None:
        findings.amount("life sheets", step.life.sheets, printer.life.sheets)
        findings.amount("life impressions", step.life.impressions, printer.life.impressions)
    if not step.model_fields_set & {"state", "provisioned", "streams", "error"}:
        return
    snapshot = await run.snapshot()
    row = next((each for each in snapshot["printers"] if each["name"] == name), None)
    if row is None:
        raise StepFailed(f"a registered printer {name}", "the server has none")
    findings.word("state", step.state, row["state"])
    findings.part("error", step.error, row["last_error"] or "")
    findings.amount("streams", step.streams, sum(1 for each in snapshot["streams"] if each["printer"] == name))
    findings.word("provisioned", step.provisioned, _is_provisioned(snapshot, printer))


def _is_provisioned(snapshot: dict[str, Any], printer: Printer) -> bool:
    """Whether the table in the printer is the one wanted, and its limit states are those of the accounts."""
    applied = next((each for each in snapshot["provisioning"] if each["printer"] == printer.name), None)
    if applied is None or applied["applied"] != applied["desired"]:
        return False
    return all(
        (printer.ids.state(each["id"]) == IdState.LIMIT_EXCEEDED) == (each["standing"]["status"] == "limit exceeded")
        for each in snapshot["accounts"]
        if each["standing"] is not None and each["id"] in printer.ids.rows
    )


# --- the ledger as a whole ----------------------------------------------------------------------------


async def _log(run: Run, step: Expect, findings: Findings) -> None:
    which = step.log
    assert which is not None
    names = run.names(which.printer) if which.printer is not None else None
    wanted = {
        "account": which.account,
        "user": which.user,
        "document": which.document,
        "status": which.status,
        "detail": "" if which.detail == "none" else which.detail,
        "log_month": which.month,
    }
    rows = [
        row
        for row in (await run.snapshot())["jobs"]
        if (names is None or row["printer"] in names)
        and all(row[key] == value for key, value in wanted.items() if value is not None)
    ]
    findings.amount("jobs", step.jobs, len(rows))
    for key in ("sheets", "pages", "colour", "mono"):
        findings.amount(key, getattr(step, key), sum(row[key] for row in rows))
    findings.amount("fee", step.fee, sum(row["fee_micros"] for row in rows), money=True)


async def _gaps(run: Run, step: Expect, findings: Findings) -> None:
    which = step.gaps
    assert which is not None
    names = run.names(which.printer) if which.printer is not None else None
    rows = [
        row
        for row in (await run.snapshot())["gaps"]
        if (names is None or row["printer"] in names) and which.cause in {None, row["cause"]}
    ]
    findings.amount("count", step.count, len(rows))
    findings.amount("jobs", step.jobs, sum(row["jobs"] or 0 for row in rows))
    findings.amount("sheets", step.sheets, sum(row["sheets"] or 0 for row in rows))
    findings.amount("first", step.first, min((row["first"] for row in rows if row["first"] is not None), default=None))
    findings.amount("last", step.last, max((row["last"] for row in rows if row["last"] is not None), default=None))


async def _totals(run: Run, step: Expect, findings: Findings) -> None:
    """The server's own sums beside the sums of its records (AGG-04)."""
    by = str(step.totals)
    run.need_server()
    assert run.store is not None
    rows = {str(row[by]): row for row in await run.store.totals(by)}
    key = {"printer": "printer", "account": "account", "month": "log_month"}[by]
    groups: dict[str, list[dict[str, Any]]] = {}
    for job in (await run.snapshot())["jobs"]:
        name = str(job[key])
        if by == "account" and name not in rows:
            name = "0"  # an ID that the server does not know counts as unregistered
        groups.setdefault(name, []).append(job)
    findings.amount("count", step.count, len(rows))
    findings.word(f"groups by {by}", sorted(groups), sorted(name for name, row in rows.items() if row["jobs"]))
    for name, jobs in groups.items():
        row = rows.get(name, {})
        findings.word(f"{by} {name} jobs", len(jobs), row.get("jobs"))
        for field in ("sheets", "pages", "colour", "mono", "fee_micros"):
            findings.word(f"{by} {name} {field}", sum(job[field] for job in jobs), row.get(field))


async def _outcome(run: Run, step: Expect, findings: Findings) -> None:
    results = run.outcome
    if step.printer is not None:
        results = {name: result for name, result in results.items() if name == step.printer}
        if not results:
            raise StepFailed(f"an outcome for {step.printer}", "the step before was about others")
    errors = "; ".join(
        f"{name}: {result.error}" if name else result.error for name, result in results.items() if result.error
    )
    actual = "refused" if errors else "ok"
    findings.word("outcome", step.outcome, f"{actual} ({errors})" if errors and step.outcome == "ok" else actual)
    findings.part("error", step.error, errors)
    findings.amount("fetched", step.fetched, sum(result.fetched for result in results.values()))


async def _contacts(run: Run, step: Expect, findings: Findings) -> None:
    findings.amount("contacts", step.contacts, run.world.traffic.most_at_once())


_OF_THE_LEDGER: Final = frozenset(
    {"logged", "records", "fee", "log_number", "log_month", "clamped", "times", "lines"}
    | {"user", "login", "host", "application"}
)

_SUBJECTS: Final = {
    "job": _job,
    "log": _log,
    "gaps": _gaps,
    "totals": _totals,
    "outcome": _outcome,
    "contacts": _contacts,
    "account": _account,
    "printer": _printer,
}


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "nothing" if value is None else str(value)


def _money(micros: int) -> str:
    whole, rest = divmod(abs(micros), _MICROS)
    text = f"{whole}.{rest:06d}".rstrip("0")
    if len(text.partition(".")[2]) < 2:
        text += "0" * (2 - len(text.partition(".")[2]))
    return f"-{text}" if micros < 0 else text
