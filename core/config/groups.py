"""What an operator sets for a user group (JID-08)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, field_validator

from core.config.base import SettingsModel
from core.config.restrictions import RestrictionName, restriction_flags
from core.config.settings import checked_mail
from core.model.groups import UserGroupSetup


class UserGroupSettings(SettingsModel):
    """A user group. What it forbids is forbidden to each member beside the member's own restrictions."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    mail: str | None = None
    restrict: tuple[RestrictionName, ...] = ()
    alone: bool = False  # its limit is not processed as a group
    notify_totals: bool = False
    notify_limit: bool = False

    @field_validator("restrict", mode="before")
    @classmethod
    def _one_restriction(cls, value: object) -> object:
        return [part.strip() for part in value.split(",")] if isinstance(value, str) else value

    @field_validator("mail")
    @classmethod
    def _mail_address(cls, value: str | None) -> str | None:
        return checked_mail(value)

    def setup(self, new_name: str = "") -> UserGroupSetup:
        """As the store takes it."""
        return UserGroupSetup(
            name=self.name,
            mail=self.mail or "",
            restrictions=restriction_flags(self.restrict),
            alone=self.alone,
            notify_totals=self.notify_totals,
            notify_limit=self.notify_limit,
            new_name=new_name,
        )
