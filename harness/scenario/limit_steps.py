"""The verb about limits of user groups, resets at a place, and asking before a job."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from core.config.settings import LimitSettings, SettingsModel
from core.config.units import Flag, Money, Text, Whole
from harness.scenario.server_steps import exactly_one
from harness.scenario.steps import AccountId


class GroupLimit(SettingsModel):
    """The limit of a user group, set anew or taken away."""

    group: Text
    limit: LimitSettings | Literal["none"]
    for_each: Flag = False  # of the members by himself, not their total
    reset_usage: Flag = False


class Reset(SettingsModel):
    """Usage set back: of an account or of a user group's members; everywhere, on a printer or a group of them."""

    account: AccountId | None = None
    group: Text | None = None
    printer: Text | None = None
    printer_group: Text | None = None

    @model_validator(mode="after")
    def _one(self) -> Reset:
        exactly_one(self, "account", "group")
        if self.printer is not None and self.printer_group is not None:
            raise ValueError("either printer or printer group")
        return self


class Ask(SettingsModel):
    """Whether a job would exceed a limit before it is printed."""

    account: AccountId
    printer: Text
    sheets: Whole = 0
    fee: Annotated[Money, Field(ge=0)] = 0
    staples: Whole = 0


class Limits(SettingsModel):
    """A user group's limit is set, usage is set back, or somebody asks whether a job fits."""

    set_: GroupLimit | None = Field(default=None, alias="set")
    reset: Reset | None = None
    ask: Ask | None = None

    @model_validator(mode="after")
    def _one(self) -> Limits:
        return exactly_one(self, "set_", "reset", "ask")
