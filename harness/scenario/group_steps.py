"""The verbs about groups of printers and users, and about where IDs are registered."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from core.config.account_ids import AnyAccountId
from core.config.groups import UserGroupSettings
from core.config.settings import SettingsModel
from core.config.units import Flag, Text
from harness.scenario.server_steps import exactly_one
from harness.scenario.values import Names, Restrictions


def _several(value: object) -> object:
    return (value,) if isinstance(value, str | int) else value


Ids = Annotated[tuple[AnyAccountId, ...], BeforeValidator(_several), Field(min_length=1)]


class PrinterGroup(SettingsModel):
    """A printer group is added, renamed or removed, or printers move into one, or out of it."""

    add: Text | None = None
    printers: Names | None = None  # of a new group
    move: Names | None = None
    rename: Text | None = None
    to: Text | None = None  # the group printers move to (none: out of any), or the new name
    ids: Flag = True  # whether the group's IDs are registered on the printers that come
    remove: Text | None = None

    @model_validator(mode="after")
    def _one(self) -> PrinterGroup:
        exactly_one(self, "add", "move", "rename", "remove")
        if (self.move is not None or self.rename is not None) != (self.to is not None):
            raise ValueError("to goes with move and rename")
        if self.printers is not None and self.add is None:
            raise ValueError("printers goes with add")
        return self


class UserGroup(SettingsModel):
    """A user group is added, changed or removed, or IDs move into one, or out of it."""

    add: UserGroupSettings | None = None
    change: UserGroupSettings | None = None
    members: Ids | None = None  # who joins an added or changed group
    new_name: Text | None = None
    move: Ids | None = None
    to: Text | None = None  # the group; none: out of any
    remove: Text | None = None

    @model_validator(mode="after")
    def _one(self) -> UserGroup:
        exactly_one(self, "add", "change", "move", "remove")
        if (self.move is not None) != (self.to is not None):
            raise ValueError("to goes with move")
        if self.new_name is not None and self.change is None:
            raise ValueError("new name goes with change")
        return self


class Where(SettingsModel):
    """Printers and printer groups."""

    printers: Names = Field(default=())
    groups: Names = Field(default=())

    @model_validator(mode="after")
    def _some(self) -> Where:
        if not self.printers and not self.groups:
            raise ValueError("expected printers, groups, or both")
        return self


class Registration(SettingsModel):
    """Where IDs are registered: there and nowhere else, there too, no more, everywhere; or copied from elsewhere."""

    register_: Ids | None = Field(default=None, alias="register")
    add: Ids | None = None
    unregister: Ids | None = None
    everywhere: Ids | None = None
    copy_: Where | None = Field(default=None, alias="copy")
    on: Where | None = None
    restrict: Restrictions = None  # there, instead of the account's own; or nothing

    @model_validator(mode="after")
    def _one(self) -> Registration:
        exactly_one(self, "register_", "add", "unregister", "everywhere", "copy_")
        if (self.on is None) != (self.everywhere is not None):
            raise ValueError("on says where; it goes with all but everywhere")
        if self.restrict is not None and self.register_ is None and self.add is None:
            raise ValueError("restrict goes with register and add")
        if self.copy_ is not None and len(self.copy_.printers) + len(self.copy_.groups) != 1:
            raise ValueError("copy: from one printer, or one printer group")
        return self


class PanelUser(SettingsModel):
    """A user of a panel; without a password nobody can log in by that name."""

    name: Text
    id: AnyAccountId
    password: Text | None = None


class Users(SettingsModel):
    """Panel users: printers' lists become this one, get more, fewer, those of another printer, or those of a file."""

    register_: tuple[PanelUser, ...] | None = Field(default=None, alias="register")
    add: tuple[PanelUser, ...] | None = None
    remove: Names | None = None
    copy_: str | None = Field(default=None, alias="copy")  # from this printer
    file: tuple[Text, ...] | None = None  # lines name,id, which are added
    printers: Names

    @model_validator(mode="after")
    def _one(self) -> Users:
        return exactly_one(self, "register_", "add", "remove", "copy_", "file")
