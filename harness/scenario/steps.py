"""The verbs of the scenario language: one model for each, their keys, types and defaults."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from core.config.account_ids import AnyAccountId
from core.config.settings import SettingsModel
from core.config.units import (
    Duration,
    Flag,
    LocalDateTime,
    LocalTime,
    Permille,
    Text,
    Whole,
    parse_local_date_time,
    parse_local_time,
)
from harness.scenario.paper import Handling, Positive, Run
from harness.scenario.stations import From
from harness.scenario.values import Names, Numbers, Weighted, Words

AccountId = AnyAccountId


class LogIn(SettingsModel):
    """Who logs in, and with what."""

    user: Text
    password: Text


class Print(Handling):
    """A client sends a job to a printer, and waits for its end unless told otherwise."""

    printer: str
    from_: From | None = Field(default=None, alias="from")  # whose client software says account, user and login
    account: AccountId | None = None
    unknown_account: AccountId | None = None  # an ID that the server does not know
    user: Text | None = None  # None: the account's name
    log_in: LogIn | None = None  # the driver brings user name and password of a panel user
    login: Text = ""
    document: Text = "document"
    host: Text = "pc-1"  # the workstation, if it comes from one
    application: Text = ""
    pages: Positive = 1
    colour_pages: Whole = 0  # the last ones
    size: str = "A4"
    media: Text = "plain"
    duplex: Flag = False
    copies: Positive = 1
    runs: Annotated[tuple[Run, ...], Field(min_length=1)] | None = None  # instead of pages, colour pages, size, media
    file: str | None = None  # a real file, sent as it is behind the account data
    whole_stream: Flag = False  # the file has a driver's account data in it: those that are given here
    times: Annotated[Positive, Field(le=100_000)] = 1
    hold: Text | None = None  # secure print: until it is released with this code
    wait: Flag = True
    timeout: Annotated[Duration, Field(gt=0)] | None = None  # None: 30 s, in the live world 1 s
    by: Literal["raw", "ipp"] = "raw"  # ipp: no driver; attributes say what its lines would
    as_: Text | None = Field(default=None, alias="as")  # a name for later steps

    @model_validator(mode="after")
    def _consistent(self) -> Print:
        if self.account is not None and self.unknown_account is not None:
            raise ValueError("either account or unknown account, not both")
        if self.colour_pages > self.pages:
            raise ValueError(f"{self.colour_pages} colour pages of {self.pages} pages")
        given = self.model_fields_set
        if self.from_ is not None:
            said = set(SAID_BY_CLIENT) | (set(SAID_BY_DRIVER) if self.from_.without_driver else set())
            if wrong := [key.replace("_", " ") for key in (*SAID_BY_CLIENT, *SAID_BY_DRIVER) if key in given & said]:
                who = "without a driver nobody says" if self.from_.without_driver else "the workstation says"
                raise ValueError(f"{who} {', '.join(wrong)}")
        if self.hold is not None and (self.by == "ipp" or self.whole_stream):
            raise ValueError("hold is a driver's word for a print stream of its own")
        if self.by == "ipp" and (self.from_ is not None or self.log_in is not None or self.application):
            raise ValueError("by ipp there is no workstation's driver, no log-in and no application")
        if self.whole_stream and (self.file is None or self.from_ is not None):
            raise ValueError("a whole stream is a file, and comes from no workstation")
        content = [key for key in ("runs", "file") if getattr(self, key) is not None]
        content += ["pages"] if given & {"pages", "colour_pages", "size", "media", "weight", "cover"} else []
        if len(content) > 1:
            raise ValueError(f"the content is given twice: by {' and by '.join(content)}")
        return self


SAID_BY_CLIENT = ("account", "unknown_account", "user", "login")
SAID_BY_DRIVER = ("document", "host", "application", "copies", "duplex", "tray", "dpi", "n_up", "staples")


class Hours(SettingsModel):
    """Working hours, local time."""

    from_: LocalTime = Field(alias="from")
    to: LocalTime

    @model_validator(mode="after")
    def _order(self) -> Hours:
        if self.from_ >= self.to:
            raise ValueError("from must be before to")
        return self


Weekday = Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


class Workload(SettingsModel):
    """Many jobs, drawn by the seed, that arrive while the calendar advances; the step itself takes no time."""

    name: Text = "workload"  # draws are made under it, so two workloads of one scenario have two names
    printers: Names = ("all",)
    accounts: Words | None = None  # None: every account of the scenario, evenly
    without_account: Permille = 0  # share of jobs that carry no Job Account ID
    jobs: Annotated[Positive, Field(le=10_000_000)] | None = None
    per_hour: Annotated[Positive, Field(le=1_000_000)] | None = None  # of working time
    over: Annotated[Duration, Field(gt=0)]
    hours: Hours | None = None
    days: tuple[Weekday, ...] = ()
    arrivals: Literal["random", "even"] = "random"
    pages: Numbers = (
        Weighted(1, 1, 40),
        Weighted(2, 5, 40),
        Weighted(6, 20, 18),
        Weighted(21, 60, 2),
    )
    colour: Permille = 300  # share of jobs with colour in them
    colour_pages: Permille = 400  # share of the pages of such a job, at least one
    duplex: Permille = 500
    copies: Numbers = (Weighted(1, 1, 1),)
    sizes: Words = (("A4", 1),)
    media: Words = (("plain", 1),)

    @model_validator(mode="after")
    def _amount(self) -> Workload:
        if (self.jobs is None) == (self.per_hour is None):
            raise ValueError("expected either jobs (how many in all) or per hour")
        return self


def _when(value: object) -> object:
    """One complaint for three alternatives."""
    if not isinstance(value, str) or value == "idle":
        return value
    parse = parse_local_time if len(value.strip()) <= len("08:00") else parse_local_date_time
    try:
        return parse(value)
    except ValueError as error:
        raise ValueError(f"{error}; or idle, or a time of day such as 18:00") from None


When = Annotated[
    LocalDateTime | dt.time | Literal["idle"],
    BeforeValidator(_when),
    WithJsonSchema({"type": "string", "examples": ["2026-04-01 00:10", "18:00", "idle"]}),
]
"""A point of local time, the next such time of day, or the moment at which every printer has ended its jobs."""


class Advance(SettingsModel):
    """The calendar moves on; everything due on the way happens."""

    by: Duration | None = None
    to: When | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: object) -> object:
        return {"by": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _one(self) -> Advance:
        if (self.by is None) == (self.to is None):
            raise ValueError("expected a duration (1 h), or to: a local time, or to: idle")
        return self


class Power(SettingsModel):
    """The mains switch."""

    printer: Names
    state: Literal["on", "off", "cycle"]


class Storage(SettingsModel):
    """What happens to the storage that holds the log: formatted at the panel, or replaced by a new one."""

    printer: str
    do: Literal["format", "replace", "fill", "make room"]  # fill: other data leave no room for a log


class Busy(SettingsModel):
    """Somebody works at the printer's panel, or leaves it: meanwhile it prints, but takes no changes."""

    printer: Names
    is_: Flag = Field(default=True, alias="is")


class Fail(SettingsModel):
    """The printer stops with an error; the job in it is lost."""

    printer: Names
    cause: Text = "media jam"


class On(SettingsModel):
    """Which printers a step means."""

    printer: Names = ("all",)

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: object) -> object:
        return {"printer": value} if isinstance(value, str | list) else value


class Cancel(SettingsModel):
    """The user cancels a job at the panel."""

    job: Text = "last"

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: object) -> object:
        return {"job": value} if isinstance(value, str) else value


FaultKind = Literal[
    "noop",
    "loss",
    "delay",
    "duplicate",
    "reorder",
    "late",
    "silent",
    "truncate",
    "corrupt",
    "slow",
    "busy",
    "reboot",
    "moved",
    "clock jump",
    "slow flash",
    "energy saving",
    "full storage",
    "wrong counters",
    "falling counters",
    "same serial",
    "unknown supplies",
]


class FaultSpec(SettingsModel):
    """One fault of the network at the printers' edge, or of the printers themselves (docs/emulator.md)."""

    kind: FaultKind
    direction: Literal["both", "to printer", "from printer"] = "both"
    share: Permille | None = None  # of the datagrams
    least: Duration | None = None  # delay, slow, slow flash
    most: Duration | None = None  # these, and clock jump
    wake: Duration | None = None  # energy saving
    after: Duration | None = None  # duplicate, moved, energy saving, and late (calendar time)
    within: Duration | None = None  # reorder
    for_: Duration | None = Field(default=None, alias="for")  # busy, and then free for a
    pause: Duration | None = None
    every: Duration | None = None  # clock jump, falling counters
    down: Duration | None = None  # reboot
    octets: Whole | None = None  # corrupt: at most
    by: Whole | None = None  # wrong counters: at most; falling counters
    left: Permille | None = None  # full storage
    to: Text | None = None  # moved: the address
    serial: Text | None = None  # same serial

    def parameters(self) -> dict[str, int | str]:
        """As ``build_fault`` takes them: what was written down, with the emulator's names."""
        given = self.model_fields_set - {"kind"}
        return {
            _FAULT_PARAMETERS.get(name, name): value
            for name in sorted(given)
            if (value := getattr(self, name)) is not None
        }


_FAULT_PARAMETERS: Final = {
    "share": "permille",
    **{name: f"{name}_us" for name in ("least", "most", "after", "wake", "within", "pause", "every", "down")},
    "for_": "for_us",
}


class Network(SettingsModel):
    """From now on these faults, in this order, and no others."""

    faults: tuple[FaultSpec, ...]
    printers: Names = ("all",)


class SetClock(SettingsModel):
    """Somebody sets the printer's own clock at its panel, wrongly or rightly."""

    printer: Names
    ahead: Duration = 0
    behind: Duration = 0
