"""``expect``: what must be true, about one subject; which keys go with which subject."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field, model_validator

from core.config.settings import SettingsModel
from core.config.units import Duration, Flag, Text
from core.model.log_options import NameKind
from harness.clients.workstation import Mode
from harness.scenario.paper import Scanned, Talk
from harness.scenario.policy_steps import Rules
from harness.scenario.printer_steps import InDevice, Listed, Offered
from harness.scenario.steps import AccountId
from harness.scenario.values import Count, MoneyCount, Names, Restrictions

JobStatus = Literal[
    "completed", "canceled", "aborted", "abnormal completed", "printing", "waiting", "held", "lost", "not sent"
]
Detail = Literal[
    "none", "log buffer full", "access control", "memory overflow", "colour control", "mono printing", "rip error"
]
PrinterStateName = Literal["acquiring", "stopped", "other server", "incident"]


class Line(SettingsModel):
    """One line of a logged job: what was printed alike."""

    size: str
    media: Text = "plain"
    weight: Text = ""
    duplex: Flag = False
    sheets: Count | None = None
    colour: Count | None = None
    mono: Count | None = None
    white: Count | None = None
    white_only: Count | None = None


class Use(SettingsModel):
    """Sheets, fees and staples of an account or group, in the period that runs."""

    sheets: Count | None = None
    fee: MoneyCount | None = None
    staples: Count | None = None


class Life(SettingsModel):
    """A printer's own counters since it was made."""

    sheets: Count | None = None
    impressions: Count | None = None


class Which(SettingsModel):
    """Which jobs of the ledger are meant; nothing given means all."""

    printer: Names | None = None
    account: AccountId | None = None
    user: Text | None = None
    document: Text | None = None
    status: JobStatus | None = None
    detail: Detail | None = None
    month: Annotated[Text, Field(pattern=r"^\d{4}-\d\d$")] | None = None
    printer_group: Text | None = None  # "": printers without one
    user_group: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _all(cls, value: object) -> object:
        return {} if value == "all" else value


class WhichGaps(SettingsModel):
    """Which gaps of the ledger are meant."""

    printer: Names | None = None
    cause: (
        Literal[
            "overwritten",
            "formatted",
            "replaced",
            "logging stopped",
            "refusals beyond reserve",
            "jobs lost",
            "acquired by previous server",
        ]
        | None
    ) = None

    @model_validator(mode="before")
    @classmethod
    def _all(cls, value: object) -> object:
        return {} if value == "all" else value


class WhichLimitEvents(SettingsModel):
    """Which entries of the outbox are meant."""

    account: AccountId | None = None
    user_group: Text | None = None
    kind: Literal["limit exceeded", "printing permitted", "job refused"] | None = None

    @model_validator(mode="before")
    @classmethod
    def _all(cls, value: object) -> object:
        return {} if value == "all" else value


class WhichRecords(SettingsModel):
    """Which records of the log are totalled; nothing given means all."""

    printer: Names | None = None
    month: Annotated[Text, Field(pattern=r"^\d{4}-\d\d$")] | None = None
    account: AccountId | None = None  # the ID as it was sent
    user: Text | None = None
    status: Literal["completed", "canceled", "aborted", "abnormal completed"] | None = None
    printer_group: Text | None = None  # "": printers without one
    user_group: Text | None = None


class Totals(SettingsModel):
    """The server's own sums of its log."""

    by: Annotated[
        tuple[Literal["printer", "account", "sent id", "user", "month", "day", "printer group", "user group"], ...],
        Field(max_length=8),
    ] = ()
    where: WhichRecords = WhichRecords()
    deleted: Flag = False  # as if nothing had been deleted from the log

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: object) -> object:
        return {"by": [value]} if isinstance(value, str) else value


class WhichExport(SettingsModel):
    """A file of automatic export."""

    printer: str
    month: Annotated[Text, Field(pattern=r"^\d{4}-\d\d$")]
    folder: Text | None = None  # default: the printer's address
    root: Text | None = None  # default: where exports go now


class WhichEvents(SettingsModel):
    """What somebody is to be told."""

    kind: Text
    printer: str | None = None
    account: int | None = None
    user_group: str | None = None
    month: Annotated[Text, Field(pattern=r"^\d{4}-\d\d$")] | None = None


class Expect(SettingsModel):
    """A statement about one subject: job, log, gaps, totals, outcome, contacts, account or printer."""

    # subjects
    job: Text | None = None  # last, a name given by as, or a document's name
    log: Which | None = None  # jobs in the ledger
    gaps: WhichGaps | None = None
    totals: Totals | None = None  # the server's own sums, against its own jobs
    outcome: Literal["ok", "refused"] | None = None  # of the step before
    contacts: Count | None = None  # printers that had a request under way at the same time, the most so far
    audit: Text | None = None  # entries of the audit trail of this kind of act
    acquiring: str | None = None  # how the acquisition of a printer goes
    traps: Count | None = None  # believed, since the server started
    account: AccountId | None = None
    user_group: Text | None = None
    limit_events: WhichLimitEvents | None = None  # what people are told of their limits
    printer: str | None = None
    workstation: Text | None = None
    policies: str | None = None  # on a printer, read back from it; or the list
    export: WhichExport | None = None
    kept_names: NameKind | None = None
    events: WhichEvents | None = None
    search: Offered | None = None  # the last one
    # statements
    status: Text | None = None
    detail: Detail | None = None
    delivered: Flag | None = None
    logged: Flag | None = None
    records: Count | None = None
    count: Count | None = None
    jobs: Count | None = None
    sheets: Count | None = None
    pages: Count | None = None
    colour: Count | None = None
    mono: Count | None = None
    fee: MoneyCount | None = None
    charged: dict[str, MoneyCount] | None = None  # all parts of a fee, by name
    items: dict[str, Count] | None = None  # other items of a total, or of a job's record
    function: Text | None = None
    scan: Scanned | None = None
    communication: Talk | None = None
    service: Text | None = None  # which of the job's records is meant; default: that of printing, else the last
    user: Text | None = None
    login: Text | None = None
    document: Text | None = None
    host: Text | None = None
    application: Text | None = None
    times: Literal["set", "blank"] | None = None
    lines: tuple[Line, ...] | None = None
    log_month: Annotated[Text, Field(pattern=r"^\d{4}-\d\d$")] | None = None
    log_number: Count | None = None
    clamped: Flag | None = None
    first: Count | None = None
    last: Count | None = None
    error: Text | None = None  # a part of the message
    fetched: Count | None = None
    printer_group: Text | None = None  # where usage counts
    addresses: tuple[Text, ...] | None = None  # of the last event
    used: Use | None = None
    effective: Use | None = None
    remaining: Use | None = None
    registered: Flag | None = None
    name: Text | None = None  # of an account, as it stands in a printer
    restrict: Restrictions = None  # likewise; or nothing
    state: PrinterStateName | None = None
    power: Literal["on", "off"] | None = None
    held: Count | None = None  # records in the printer's log
    conditions: tuple[Text, ...] | None = None  # all that is the matter with it: "media jam", "tray empty: tray 1"
    paper: dict[str, Count] | None = None  # sheets, by tray
    supplies: dict[str, Count] | None = None  # permille of their lives, by name
    jobs_to_release: Count | None = None  # that it holds until somebody releases them
    unlogged: Count | None = None  # jobs and refusals that the printer only counted
    life: Life | None = None
    ids: Count | None = None  # Job Account IDs in the printer's table, special ones not counted
    clock: Literal["set", "blank"] | None = None
    clock_off: Count | None = None  # seconds by which the printer's clock is wrong, either way
    provisioned: Flag | None = None
    streams: Count | None = None  # log streams of this printer that the server knows
    in_device: InDevice | None = None  # what a server has set in the printer
    listed_as: Listed | None = None  # what the server knows of it
    mode: Mode | None = None  # of a workstation's client software
    listed: tuple[Text, ...] | None = None  # the people registered there, login,id[,user] each
    interval: Count | None = None  # minutes between two acquisitions
    warned: Flag | None = None  # whether its schedule lets its log become full
    about: Text | None = None  # what the act was about
    done: Count | None = None  # acts that were not refused
    refused: Count | None = None
    attempts: Count | None = None  # entries of the history: what brought something, or an error
    failed: Count | None = None  # those of them with an error
    malformed: Count | None = None  # datagrams on the trap ports that were no message
    wrong_community: Count | None = None
    other: Count | None = None  # notifications about something else
    foreign: Count | None = None  # from somebody who is no printer of the server's
    decided_by: Text | None = None  # a part of what explain says of the job
    holds: Rules | None = None  # just these policies; others that are enabled are not named
    in_force: Flag | None = None  # whether restrictions of jobs from computers are switched on
    masked: Flag | None = None  # names of documents in an exported file
    columns: tuple[Text, ...] | None = None  # of it
    # and
    within: Duration | None = None  # of calendar time; without it, now

    @property
    def subject(self) -> str:
        """The key that says what this is about; empty if none is given."""
        return next((name for name in KEYS if getattr(self, name) is not None), "")


_JOB: Final = (
    "printer account status detail delivered logged records sheets pages colour mono fee user login document host "
    "application times lines charged log_month log_number clamped error items function service decided_by "
    "scan communication"
)
_SUMS: Final = "jobs sheets pages colour mono fee"

KEYS: Final[dict[str, frozenset[str]]] = {
    subject: frozenset(keys.split())
    for subject, keys in {
        "job": _JOB,
        "log": _SUMS,
        "gaps": "count jobs sheets first last",
        "totals": f"count items {_SUMS}",
        "outcome": "printer error fetched",
        "contacts": "",
        "audit": "about done refused",
        "acquiring": "interval warned attempts failed fetched count error",
        "traps": "malformed wrong_community other foreign",
        "account": "status used effective remaining printer printer_group registered name restrict",
        "user_group": "status used effective remaining printer printer_group",
        "limit_events": "count addresses",
        "printer": "state power held unlogged life ids clock clock_off provisioned streams error in_device listed_as "
        "conditions paper supplies jobs_to_release",
        "search": "",
        "workstation": "mode ids listed",
        "policies": "holds count in_force",
        "export": "records masked columns",
        "kept_names": "count",
        "events": "count addresses items",
    }.items()
}
"""Subjects, the first given one wins, and the statements each takes."""

STATUSES: Final = {
    "job": (
        "completed",
        "canceled",
        "aborted",
        "abnormal completed",
        "printing",
        "waiting",
        "held",
        "lost",
        "not sent",
    ),
    "account": ("enabled", "limit exceeded"),
    "user_group": ("enabled", "limit exceeded"),
}


def misplaced(expect: Expect) -> list[tuple[str, str, bool]]:
    """Keys that do not go with the subject: name, what is wrong, and whether that is the key (or else its value)."""
    subject = expect.subject
    if not subject:
        return [("", f"an expectation is about one of: {', '.join(KEYS)}", False)]
    given = [name for name in expect.model_fields_set if getattr(expect, name) is not None]
    allowed = KEYS[subject]
    takes = ", ".join(sorted(map(spaced, allowed)))
    wrong = [
        (name, f"{spaced(name)!r} says nothing about {subject!r}; it takes: {takes}", True)
        for name in given
        if name not in allowed | {subject, "within"}
    ]
    if not wrong and not set(given) & allowed and subject not in {"outcome", "totals", "contacts", "traps", "search"}:
        wrong.append((subject, f"nothing is said about it; it takes: {takes}", True))
    if expect.status is not None and subject in STATUSES and expect.status not in STATUSES[subject]:
        wrong.append(("status", f"expected {', '.join(STATUSES[subject])}; found {expect.status!r}", False))
    return wrong


def spaced(name: str) -> str:
    """A field's name as its key is written."""
    return name.replace("_", " ")
