"""What is set once for all accounts that are added together (JID-14); each can be changed singly afterwards."""

from __future__ import annotations

from pydantic import field_validator

from core.config.base import SettingsModel
from core.config.restrictions import RestrictionName
from core.config.settings import AccountSettings, LimitSettings


class CommonSettings(SettingsModel):
    """Functions, restrictions and limit."""

    restrict: tuple[RestrictionName, ...] = ()
    limit: LimitSettings | None = None
    alone: bool = False
    notify_totals: bool = False
    notify_limit: bool = False

    @field_validator("restrict", mode="before")
    @classmethod
    def _one_restriction(cls, value: object) -> object:
        return [part.strip() for part in value.split(",")] if isinstance(value, str) else value

    def given_to(self, account: AccountSettings) -> AccountSettings:
        """The account with these; its number, name and mail are its own."""
        return account.model_copy(update={name: getattr(self, name) for name in CommonSettings.model_fields})
