"""The scenario file: the one source of its keys, types and defaults, and of the JSON Schema for editors (HAR-01)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from core.config.fee_settings import FeeSettings
from core.config.log_settings import LogSettings
from core.config.settings import AccountSettings, PrinterOptions, ServerOptions, SettingsModel
from core.config.units import DateTime, Duration, Flag, LocalDateTime, Text, Whole
from harness.scenario import group_steps as group_verbs
from harness.scenario import machine_steps as machine_verbs
from harness.scenario import printer_steps as printer_verbs
from harness.scenario import server_steps as server_verbs
from harness.scenario import steps as verbs
from harness.scenario.expect import Expect
from harness.scenario.fee_steps import Fees, Toner
from harness.scenario.limit_steps import Limits
from harness.scenario.operation_steps import BackUp, Decommission, Restore, Trap
from harness.scenario.panel_steps import Panel
from harness.scenario.policy_steps import PoliciesStep
from harness.scenario.stations import Station, StationChange
from harness.scenario.values import Names, Row

DEFAULT_START = LocalDateTime(2026, 1, 5, 8, 0, 0, "UTC")


class FleetEntry(PrinterOptions):
    """A printer, or with ``count`` a group of them: lobby-1, lobby-2, … (the group is called lobby)."""

    name: Annotated[Text, Field(min_length=1, max_length=60)]
    model: str
    count: Annotated[Whole, Field(ge=1, le=60_000)] | None = None
    address: str | None = None  # None: the next free one
    serial: Text | None = None
    registered: Flag = True  # the server knows it from the start
    own_read_community: Text = "public"  # what is set at the printer itself
    own_write_community: Text = "private"
    caretaker: Flag = True  # somebody fills trays and changes cartridges as soon as they are low

    def access_in_words(self) -> str:
        """What is not as usual about that; "" for nothing."""
        if self.snmp_user is not None:
            return f"SNMPv3 alone, user {self.snmp_user.name}"
        own = (self.own_read_community, self.own_write_community)
        return "" if own == ("public", "private") else f"communities {own[0]} and {own[1]}"

    def own_access(self) -> dict[str, Any]:
        """What the printer itself asks of whoever speaks SNMP to it, as a fleet takes it."""
        return {
            "read_community": self.own_read_community.encode(),
            "write_community": self.own_write_community.encode(),
            "caretaker": self.caretaker,
            "users": () if self.snmp_user is None else (self.snmp_user.user(),),
            "versions": ("v1", "v2c") if self.snmp_user is None else ("v3",),
        }


class NetworkPart(SettingsModel):
    """The simulated network: one-way time of a datagram, and faults from the start."""

    latency: Annotated[tuple[Duration, ...], Field(min_length=2, max_length=2)] = (200, 2_000)
    faults: tuple[verbs.FaultSpec, ...] = ()

    @model_validator(mode="after")
    def _order(self) -> NetworkPart:
        if self.latency[0] > self.latency[1]:
            raise ValueError("latency: the smaller time comes first")
        return self


class Include(SettingsModel):
    """The steps of a fragment stand here, with these parameters."""

    file: str
    with_: dict[str, Text] = Field(default={}, alias="with")


class Repeat(SettingsModel):
    """Steps that happen several times: ``times``, or once for each set of parameters in ``with``."""

    times: Annotated[Whole, Field(ge=1, le=100_000)] | None = None
    as_: str | None = Field(default=None, alias="as")  # the parameter that counts from 1
    with_: tuple[dict[str, Text], ...] = Field(default=(), alias="with")
    steps: tuple[Any, ...]


class Step(SettingsModel):
    """One verb; ``covers`` names the requirements that an expectation proves."""

    print: verbs.Print | None = None
    workload: verbs.Workload | None = None
    advance: verbs.Advance | None = None
    expect: Expect | None = None
    acquire: verbs.On | None = None
    provision: verbs.On | None = None
    tell_time: verbs.On | None = None
    panel: Panel | None = None
    power: verbs.Power | None = None
    storage: verbs.Storage | None = None
    busy: verbs.Busy | None = None
    fail: verbs.Fail | None = None
    repair: verbs.On | None = None
    trouble: machine_verbs.Trouble | None = None
    clear: machine_verbs.Clear | None = None
    paper: machine_verbs.Paper | None = None
    supply: machine_verbs.Supply | None = None
    caretaker: machine_verbs.Caretaker | None = None
    cards: machine_verbs.Cards | None = None
    hold: machine_verbs.Hold | None = None
    release: machine_verbs.Release | None = None
    cancel: verbs.Cancel | None = None
    network: verbs.Network | None = None
    heal: verbs.On | None = None
    server: server_verbs.ServerStep | None = None
    account: server_verbs.Account | None = None
    fees: Fees | None = None
    printer_group: group_verbs.PrinterGroup | None = None
    user_group: group_verbs.UserGroup | None = None
    ids: group_verbs.Registration | None = None
    users: group_verbs.Users | None = None
    limits: Limits | None = None
    toner: Toner | None = None
    closing_day: server_verbs.ClosingDay | None = None
    delete_log: server_verbs.DeleteLog | None = None
    keep_log: LogSettings | None = None
    register_: server_verbs.Register | None = Field(default=None, alias="register")
    unregister: server_verbs.Unregister | None = None
    acquisition: server_verbs.Acquisition | None = None
    printer: server_verbs.PrinterChange | None = None
    scopes: printer_verbs.SearchScopes | None = None
    search: printer_verbs.SearchStep | None = None
    relocate: printer_verbs.Relocate | None = None
    fit: printer_verbs.Fit | None = None
    refresh: printer_verbs.Refresh | None = None
    import_printers: printer_verbs.ImportPrinters | None = None
    set_clock: verbs.SetClock | None = None
    rival: server_verbs.Rival | None = None
    trap: Trap | None = None
    decommission: Decommission | None = None
    backup: BackUp | None = None
    restore: Restore | None = None
    workstation: StationChange | None = None
    policies: PoliciesStep | None = None
    include: Include | None = None
    repeat: Repeat | None = None
    covers: tuple[Row, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _one_verb(cls, value: object) -> object:
        if isinstance(value, dict):
            given = [key for key in value if key in VERBS]
            if len(given) > 1:
                raise ValueError(f"a step is one verb, here are {len(given)}: {', '.join(given)}")
            if not given and not set(value) - {"covers"}:
                raise ValueError("a step needs a verb, such as print or expect")
            if "covers" in value and given and given != ["expect"]:
                raise ValueError("covers stands on the expect that proves the row")
        return value

    @property
    def verb(self) -> str:
        """The verb's field name."""
        return next(name for name in self.model_fields_set if name != "covers")


VERBS = frozenset(field.alias or name for name, field in Step.model_fields.items() if name != "covers")


class Fragment(SettingsModel):
    """A file for other files to include: steps, or parts of a house that several scenarios share."""

    fragment: Text
    parameters: dict[str, Text] = Field(default={})
    fleet: tuple[FleetEntry, ...] = ()
    fees: tuple[FeeSettings, ...] = ()
    accounts: tuple[AccountSettings, ...] = ()
    workstations: tuple[Station, ...] = ()
    steps: tuple[Step, ...] = ()


class Scenario(SettingsModel):
    """One scenario file after its includes, parameters and repeats have been worked in."""

    scenario: Annotated[Text, Field(min_length=1)]
    about: Text = ""
    start: DateTime = DEFAULT_START
    seed: Whole = 1
    worlds: Annotated[tuple[Literal["simulated", "live"], ...], Field(min_length=1)] = ("simulated", "live")
    database: Literal["memory", "file"] = "memory"  # of the simulated world; the live one always has a file
    parameters: dict[str, Text] = Field(default={})
    examples: tuple[dict[str, Text], ...] = ()  # the scenario runs once for each set of parameters
    include: Names = ()
    fleet: tuple[FleetEntry, ...] = ()
    server: ServerOptions = ServerOptions()
    fees: tuple[FeeSettings, ...] = ()
    accounts: tuple[AccountSettings, ...] = ()
    workstations: tuple[Station, ...] = ()
    network: NetworkPart = NetworkPart()
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]


def json_schema() -> dict[str, Any]:
    """The JSON Schema of scenario files and fragments, for editors."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Pressroom scenario",
    }
    whole = Scenario.model_json_schema()
    part = Fragment.model_json_schema()
    definitions = {**part.pop("$defs", {}), **whole.pop("$defs", {})}
    one_or_other = {
        "if": {"required": ["fragment"]},
        "then": {"$ref": "#/$defs/Fragment"},
        "else": {"$ref": "#/$defs/Scenario"},
    }
    return {**schema, **one_or_other, "$defs": {**definitions, "Fragment": part, "Scenario": whole}}
