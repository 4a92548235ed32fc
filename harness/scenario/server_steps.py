"""The verbs of the server's operator, and of those who stop the server or take its printers away."""

from __future__ import annotations

from typing import Annotated, Literal, TypeVar

from pydantic import Field, model_validator

from core.config.common_settings import CommonSettings
from core.config.settings import (
    AccountSettings,
    FullAction,
    LimitSettings,
    PrinterOptions,
    Schedule,
    Seconds,
    SettingsModel,
)
from core.config.units import Flag, Text, Whole
from core.model.log_options import AutoExport
from harness.scenario.steps import AccountId, Positive
from harness.scenario.values import Names, Restrictions

Model = TypeVar("Model", bound=SettingsModel)


class ServerStep(SettingsModel):
    """The accounting server is started, stopped or killed; ``crash at`` kills it inside the next step that it does."""

    do: Literal["start", "stop", "crash", "crash at"]
    when: Literal["before commit", "after commit", "before send", "after reply"] = "after commit"
    number: Positive = 1  # the first, second … such moment from now on

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: object) -> object:
        return {"do": value} if isinstance(value, str) else value


class AccountChange(SettingsModel):
    """What changes of an account; what is not named stays."""

    id: AccountId
    name: Text | None = None
    restrict: Restrictions = None  # or nothing
    limit: LimitSettings | Literal["none"] | None = None
    reset_usage: Flag = False  # what was used begins at nothing with it
    alone: Flag | None = None
    notify_totals: Flag | None = None
    notify_limit: Flag | None = None


class Account(SettingsModel):
    """An account is added, changed, removed, or its usage set back."""

    add: AccountSettings | None = None
    change: AccountChange | None = None
    remove: AccountId | None = None
    reset: AccountId | None = None
    file: tuple[Text, ...] | None = None  # lines name,id[,mail]: those that are new are added
    common: CommonSettings | None = None  # what all of the file get

    @model_validator(mode="after")
    def _one(self) -> Account:
        exactly_one(self, "add", "change", "remove", "reset", "file")
        if self.common is not None and self.file is None:
            raise ValueError("common goes with file")
        return self


class ClosingDay(SettingsModel):
    """The day on which log months end, 31 meaning month end; whether the days after it count for the earlier month."""

    day: Annotated[int, Field(ge=1, le=31)]
    after_as_this_month: Flag = False

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: object) -> object:
        return value if isinstance(value, dict) else {"day": value}


class DeleteLog(SettingsModel):
    """What the log of a printer, of a month, or of both holds by now is deleted."""

    printer: str | None = None
    month: Annotated[Text, Field(pattern=r"^\d{4}-\d\d$")] | None = None
    reason: Text = "no longer needed"


class Register(PrinterOptions):
    """The server adds a printer; with ``model`` the printer is new and connected first."""

    printer: str
    model: str | None = None
    address: str | None = None  # None: the printer's own
    take_over: Flag = False  # from the server that owns it


class Unregister(SettingsModel):
    """The server ends acquisition and removes a printer."""

    printer: Names
    force: Flag = False
    remove_ids: Flag = False  # its Job Account IDs are removed from it
    delete_log: Flag = False  # what was acquired from it is deleted from the log
    stop_first: Flag = True  # else it is removed as it stands


class Acquisition(SettingsModel):
    """Acquisition of a printer's log begins or ends."""

    printer: Names
    state: Literal["started", "stopped"]
    force: Flag = False


class PrinterChange(SettingsModel):
    """Settings of registered printers that change; what is not named stays."""

    printer: Names
    acquire: Schedule | None = None
    full_action: FullAction | None = Field(default=None, alias="log full")
    inhibit_format: Flag | None = None
    auto_export: AutoExport | None = None
    log_only: Flag | None = None
    fees: Text | None = None
    retries: Annotated[Whole, Field(le=10)] | None = None
    timeout_s: Seconds | None = Field(default=None, alias="timeout")
    read_community: Text | None = None
    write_community: Text | None = None
    admin_password: Text | None = None
    address: Text | None = None  # of one printer: where it is now, or the name of the printer whose address it is


class Rival(SettingsModel):
    """Another accounting server claims a printer behind ours' back."""

    printer: Names
    name: Text = "rival"
    acquires: Flag = False  # and its log, once


def exactly_one(model: Model, *names: str) -> Model:
    """The model, if just one of these keys is given."""
    given = [name for name in names if getattr(model, name) is not None]
    if len(given) != 1:
        raise ValueError(f"expected one of {', '.join(name.replace('_', ' ') for name in names)}")
    return model
