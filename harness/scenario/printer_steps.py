"""The verbs by which printers are found, moved and fitted out: their keys, types and defaults."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from core.config.settings import SettingsModel
from core.config.units import Flag, Text, Whole
from core.model.search import MOST_RECONNECT_HOURS
from harness.scenario.values import Count, Names

Option = Literal["finisher", "sd card"]


class SearchScopes(SettingsModel):
    """Where and how the server searches from now on; what is not named stays."""

    add: Names = ()  # broadcast addresses
    remove: Names = ()
    communities: Names | None = None  # these and no others
    local_subnet: Flag | None = None
    reconnect_hours: Annotated[Whole, Field(le=MOST_RECONNECT_HOURS)] | None = None  # 0: never


class SearchStep(SettingsModel):
    """The server searches for printers; or for registered ones that are no longer where they were."""

    for_: Literal["new", "moved"] = Field(default="new", alias="for")

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: object) -> object:
        return {"for": value} if isinstance(value, str) else value


class Relocate(SettingsModel):
    """A printer gets another address, as from a DHCP server; or two change theirs."""

    printer: str
    to: str | None = None  # an address
    with_: str | None = Field(default=None, alias="with")  # the printer that gets this one's address

    @model_validator(mode="after")
    def _one(self) -> Relocate:
        if (self.to is None) == (self.with_ is None):
            raise ValueError("expected either to (an address) or with (another printer)")
        return self


class Fit(SettingsModel):
    """Options are fitted to a printer, or removed from it."""

    printer: Names
    add: tuple[Option, ...] = ()
    remove: tuple[Option, ...] = ()


class Refresh(SettingsModel):
    """The server acquires a printer's information anew."""

    printer: Names

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: object) -> object:
        return {"printer": value} if isinstance(value, str | list) else value


class ImportPrinters(SettingsModel):
    """A CSV file of printers, a line address[,name] each, is imported; they share the other settings."""

    lines: tuple[Text, ...]
    admin_password: Text | None = None


class Offered(SettingsModel):
    """What a search brought, by the printers' names: those that can be accounted, and why others cannot."""

    offered: tuple[str, ...] | None = None
    unsupported: dict[str, Text] | None = None  # a part of the reason each
    registered: tuple[str, ...] | None = None  # of those offered


class InDevice(SettingsModel):
    """What stands in a printer because of its registration."""

    log_full: Text | None = None
    format_inhibited: Flag | None = None
    panel_restricted: Flag | None = None


class Listed(SettingsModel):
    """What the server's list says of a printer."""

    address: Text | None = None  # or a printer's name, whose address it is
    options: tuple[Option, ...] | None = None
    status: Literal["acquired", "not acquired", "acquired by a different server", "stopped by an incident"] | None = (
        None
    )
    last_acquisition: Literal["never", "now", "earlier"] | None = None
    attempted: Literal["never", "now", "earlier"] | None = None
    fetched: Count | None = None
    gaps: Count | None = None
    without_effect: tuple[Text, ...] | None = None
