"""What an operator sets: models of the server's configuration file, shared by scenario files.

Text scalars go in, typed values come out. Keys are written with spaces (``carry over``); every key that
is not known is an error.
"""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from typing import Annotated, Any, Final, Literal, NamedTuple

from pydantic import BeforeValidator, Field, WithJsonSchema, field_validator, model_validator

from core.config.account_ids import AnyAccountId, special_name
from core.config.base import SettingsModel
from core.config.fee_settings import FeeSettings, Rounding
from core.config.log_settings import MONTH_END, Day, LogSettings
from core.config.printer_words import Address, AdminPassword, Community, PrinterName
from core.config.restrictions import RestrictionName, restriction_flags
from core.config.snmp_user import SnmpUser
from core.config.units import MICROS, Duration, Flag, LocalTime, Money, parse_duration_us
from core.model.fees import INITIAL
from core.model.log_options import AutoExport
from core.wire.id_table import SPECIAL_IDS
from core.wire.mib import LogFullAction, Restriction

FIRST_ANCHOR: Final = dt.date(2000, 1, 1)
LAST_ANCHOR: Final = dt.date(2099, 12, 31)  # periods have to have ends that a calendar knows
HOUR_US: Final = 3_600 * MICROS
DAY_US: Final = 24 * HOUR_US
LONGEST_INTERVAL_US: Final = DAY_US  # ACQ-01
MOST_TIMES_A_DAY: Final = 5  # ACQ-02
HIGHEST_ID: Final = 999_999_999  # JID-01
MOST_SHEETS: Final = 999_999_999
_LONGEST_MAIL: Final = 254  # octets of a path in SMTP less its brackets, RFC 5321 section 4.5.3.1.3
EDITION_LIMITS: Final = {"enterprise": 1_000, "standard": 50}  # PRN-01

FullAction = Literal["delete oldest", "cancel jobs", "stop logging"]
FULL_ACTIONS: Final[dict[str, LogFullAction]] = {
    "delete oldest": LogFullAction.DELETE_OLDEST,
    "cancel jobs": LogFullAction.CANCEL_JOBS,
    "stop logging": LogFullAction.STOP_LOGGING,
}
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTH_BASES: Final = ("10", "20", "month end", "closing day")


def _one_or_many(value: object) -> object:
    return value.split(",") if isinstance(value, str) else value


def _seconds(value: object) -> object:
    us = parse_duration_us(value)
    return us / MICROS if isinstance(value, str) and isinstance(us, int) else us


Seconds = Annotated[float, BeforeValidator(_seconds), WithJsonSchema({"type": "string", "examples": ["2 s"]})]
"""A timeout on the wire: seconds, written ``2 s``."""


TrapPort = Annotated[int, Field(ge=1, le=65_535)]
"""A UDP port on which traps are heard."""


class Schedule(SettingsModel):
    """When logs are acquired: ``every`` (at most 24 h), or ``at`` (at most 5 times a day), or by hand alone."""

    every: Duration | None = None
    at: tuple[LocalTime, ...] = ()
    automatic: Flag = False  # as often as the printer needs it (PRN-06)

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, value: object) -> object:
        if value == "by hand":
            return {"every": None}
        if value == "automatic":
            return {"automatic": True}
        if isinstance(value, str):
            return {"every": value}
        if value == {}:
            raise ValueError("expected every: 1 h, or at: [08:00, 18:00], or the words by hand")
        return value

    @field_validator("at", mode="before")
    @classmethod
    def _one_time(cls, value: object) -> object:
        return _one_or_many(value)

    @model_validator(mode="after")
    def _bounds(self) -> Schedule:
        if (self.every is not None) + bool(self.at) + self.automatic > 1:
            raise ValueError("expected either every or at, not both")
        if self.every is not None and not MICROS <= self.every <= LONGEST_INTERVAL_US:
            raise ValueError("an interval is at least 1 s and at most 24 h (ACQ-01)")
        if len(self.at) > MOST_TIMES_A_DAY:
            raise ValueError(f"at most {MOST_TIMES_A_DAY} times a day, not {len(self.at)} (ACQ-02)")
        if len(set(self.at)) != len(self.at):
            raise ValueError("a time of day is named twice")
        return self

    @property
    def by_hand(self) -> bool:
        """Whether nothing is scheduled."""
        return self.every is None and not self.at and not self.automatic


class PrinterOptions(SettingsModel):
    """How the server deals with a printer: what can be set apart from its name and address (PRN-05, PRN-07)."""

    read_community: Community = "public"
    write_community: Community = "private"
    admin_password: AdminPassword | None = Field(default=None, repr=False)
    retries: Annotated[int, Field(ge=0, le=10)] = 3
    timeout_s: Annotated[Seconds, Field(gt=0, le=60)] = Field(default=1.0, alias="timeout")
    acquire: Schedule | None = None  # None: as the server's
    started: bool = True
    acquire_at_once: bool = False  # PRN-12
    full_action: FullAction = Field(default="delete oldest", alias="log full")
    inhibit_format: bool = True
    auto_export: AutoExport = AutoExport.NONE  # LOG-13
    log_only: bool = False  # nothing that restricts anybody is put in force there (PRN-11)
    fees: str | None = None
    snmp: Literal["v1", "v2c", "v3"] = "v2c"
    snmp_user: SnmpUser | None = Field(default=None, alias="SNMP user")  # of version 3, instead of the communities
    trap_read_community: Community = "public"  # that its traps must carry
    trap_write_community: Community | None = None  # with which the server writes where traps go to; None: as any write
    trap_port: TrapPort | Literal["none"] | None = None  # where the server hears its traps; None: as the server's

    @model_validator(mode="after")
    def _user_of_version_3(self) -> PrinterOptions:
        if (self.snmp == "v3") != (self.snmp_user is not None):
            raise ValueError("SNMP v3 and an SNMP user belong together (PRN-07)")
        return self


class PrinterSettings(PrinterOptions):
    """One printer to be registered (PRN-02, PRN-07); ``address`` may carry its port, ``host:port``."""

    name: PrinterName
    address: Address
    port: Annotated[int, Field(ge=1, le=65_535)] = 161
    take_over_from: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _split_port(cls, value: Any) -> Any:
        if isinstance(value, dict) and "port" not in value:
            host, colon, port = str(value.get("address", "")).rpartition(":")
            if colon and host and port.isdecimal():
                return {**value, "address": host, "port": port}
        return value

    @field_validator("take_over_from")
    @classmethod
    def _server_id(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"[0-9a-fA-F]{32}", value):
            raise ValueError("expected a Server ID: 32 hexadecimal digits")
        return value


class Every(NamedTuple):
    """The length of a limit's period: ``kind`` is none, months, weeks or days."""

    kind: str
    number: int


def _parse_every(value: object) -> object:
    if not isinstance(value, str):
        return value
    if value == "none":
        return Every("none", 1)
    match = re.fullmatch(r"\s*([0-9]{1,3})\s+(month|week|day)s?\s*", value)
    if match is None or int(match[1]) < 1:
        raise ValueError(f"expected a period such as 1 month, 2 weeks, 10 days or none, not {value!r}")
    return Every(f"{match[2]}s", int(match[1]))


EveryText = Annotated[
    Every, BeforeValidator(_parse_every), WithJsonSchema({"type": "string", "examples": ["1 month", "2 weeks", "none"]})
]


class LimitSettings(SettingsModel):
    """How much an account may use in a period (LIM-01, LIM-04, LIM-05).

    ``base``: for months the last day of a period (10, 20, month end, closing day), for weeks the weekday a
    period begins with. ``anchor``: the day from which every N is counted; the day of setting if absent.
    """

    sheets: Annotated[int, Field(ge=0, le=MOST_SHEETS)] | None = None
    fee: Annotated[Money, Field(ge=0)] | None = None
    every: EveryText = Every("none", 1)
    base: str | None = None
    carry_over: bool = False
    carry_cap_sheets: Annotated[int, Field(ge=0, le=MOST_SHEETS)] | None = None
    carry_cap_fee: Annotated[Money, Field(ge=0)] | None = None
    staples: Annotated[int, Field(ge=0, le=MOST_SHEETS)] | None = None
    carry_cap_staples: Annotated[int, Field(ge=0, le=MOST_SHEETS)] | None = None
    anchor: dt.date | None = None

    @field_validator("anchor")
    @classmethod
    def _in_our_time(cls, value: dt.date | None) -> dt.date | None:
        if value is not None and not FIRST_ANCHOR <= value <= LAST_ANCHOR:
            raise ValueError(f"expected a date from {FIRST_ANCHOR} to {LAST_ANCHOR}, not {value}")
        return value

    @model_validator(mode="after")
    def _consistent(self) -> LimitSettings:
        if self.sheets is None and self.fee is None and self.staples is None:
            raise ValueError("a limit needs sheets, fee or staples")
        bases = {"months": MONTH_BASES, "weeks": WEEKDAYS}.get(self.every.kind, ())
        if self.base is not None and self.base not in bases:
            expected = f"one of {', '.join(bases)}" if bases else "no base"
            raise ValueError(f"a limit in {self.every.kind} takes {expected}, not {self.base!r}")
        if self.carry_over and self.every.kind == "none":
            raise ValueError("carry over needs a period (every: 1 month)")
        return self

    @property
    def base_or_default(self) -> str | None:
        """The base in force: month end, Monday, or None for days and none."""
        return self.base or {"months": "month end", "weeks": "Monday"}.get(self.every.kind)


def checked_mail(value: str | None) -> str | None:
    """A mail address; None for none. Raises ValueError."""
    if value and (len(value) > _LONGEST_MAIL or not re.fullmatch(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+", value)):
        raise ValueError(f"expected a mail address such as ann@example.org, found {value[:80]!r} (JID-01)")
    return value or None


class AccountSettings(SettingsModel):
    """A Job Account ID (JID-01), or a special one (JID-02): its name is fixed, it can be restricted and limited."""

    id: AnyAccountId
    name: Annotated[str, Field(min_length=1, max_length=80)] = ""
    mail: str | None = None
    restrict: tuple[RestrictionName, ...] = ()
    limit: LimitSettings | None = None
    alone: bool = False  # its limit is not processed as a group
    notify_totals: bool = False  # it gets its total by mail every month (JID-10)
    notify_limit: bool = False  # and is told when its limit is exceeded, and when it is lifted (LIM-08)

    @model_validator(mode="before")
    @classmethod
    def _fixed_name(cls, value: Any) -> Any:
        if isinstance(value, dict) and (special := special_name(value.get("id"))):
            return {"name": special, **value}
        return value

    @field_validator("restrict", mode="before")
    @classmethod
    def _one_restriction(cls, value: object) -> object:
        return [part.strip() for part in value.split(",")] if isinstance(value, str) else value

    @field_validator("mail")
    @classmethod
    def _mail_address(cls, value: str | None) -> str | None:
        return checked_mail(value)

    @model_validator(mode="after")
    def _names(self) -> AccountSettings:
        if '"' in self.name:
            raise ValueError('name: no quotation mark (") is allowed (JID-01)')
        if not self.name:
            raise ValueError("name: missing")
        special = SPECIAL_IDS.get(self.id)
        if special and special != self.name:
            raise ValueError(f"id: {self.id} belongs to an ID that always exists, {special!r} (JID-02)")
        if not special and self.name in SPECIAL_IDS.values():
            raise ValueError(f"name: {self.name!r} belongs to an ID that always exists (JID-02)")
        return self

    @property
    def restrictions(self) -> Restriction:
        """As the printer's bits; print in mono includes disable colour (RES-03)."""
        return restriction_flags(self.restrict)


class WebSettings(SettingsModel):
    """The web page. Outside loopback it asks for the token."""

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65_535)] = 8631
    token: str | None = Field(default=None, repr=False)

    @model_validator(mode="after")
    def _guarded(self) -> WebSettings:
        if not self.token and self.host not in {"localhost", "::1"} and not self.host.startswith("127."):
            raise ValueError(f"host {self.host} can be reached from outside: set a token")
        return self


class ServerOptions(SettingsModel):
    """How the server works, apart from where its data lie and what it knows: the ``server`` part of a scenario."""

    zone: str = "UTC"
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "EUR"
    rounding: Rounding = Rounding()  # of fee definitions that name none
    closing_day: Day = MONTH_END
    after_closing_day_as_this_month: bool = False  # LOG-15
    acquire: Schedule = Schedule(automatic=True)
    connections: Annotated[int, Field(ge=1, le=1_000)] = 20  # PRN-19
    longest_attempt: Annotated[Duration, Field(gt=0)] = 120 * MICROS  # ACQ-08
    edition: Literal["enterprise", "standard"] = "enterprise"
    snmp: Literal["own", "pysnmp"] = "own"
    trap_port: TrapPort | None = None  # where printers' traps are heard; None: traps are not used
    trap_host: str | None = None  # this machine's IPv4 address as printers see it; None: found out for each
    log: LogSettings = LogSettings()

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            zoneinfo.ZoneInfo(value)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f"no such time zone: {value!r} (such as Europe/Berlin)") from None
        return value

    @property
    def most_printers(self) -> int:
        """How many printers the edition manages (PRN-01)."""
        return EDITION_LIMITS[self.edition]


class ServerSettings(ServerOptions):
    """The accounting server's configuration file."""

    database: str = "pressroom.db"
    fees: tuple[FeeSettings, ...] = ()
    accounts: tuple[AccountSettings, ...] = ()
    printers: tuple[PrinterSettings, ...] = ()
    web: WebSettings | None = None

    @model_validator(mode="after")
    def _distinct(self) -> ServerSettings:
        _no_twins("printer name", [printer.name for printer in self.printers])
        _no_twins("printer address", [f"{printer.address}:{printer.port}" for printer in self.printers])
        _no_twins("account ID", [account.id for account in self.accounts])
        _no_twins("account name", [account.name for account in self.accounts])
        _no_twins("fee definition", [fee.name for fee in self.fees])
        known = {"initial", *(fee.name for fee in self.fees)}
        for printer in self.printers:
            if printer.fees and printer.fees not in known and not printer.fees.startswith(INITIAL):
                raise ValueError(f"printer {printer.name}: no fee definition is called {printer.fees!r}")
        return self


def _no_twins(what: str, values: list[Any]) -> None:
    seen: set[Any] = set()
    for value in values:
        if value in seen:
            raise ValueError(f"{what} {value} is given twice")
        seen.add(value)
