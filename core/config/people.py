"""People who are taken over by their names, and have no Job Account ID yet (JID-04)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, field_validator

from core.config.base import SettingsModel
from core.config.settings import checked_mail
from core.wire.id_table import SPECIAL_IDS


class PersonSettings(SettingsModel):
    """A name as an account may have, and a mail address."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    mail: str | None = None

    @field_validator("name")
    @classmethod
    def _name_of_an_account(cls, value: str) -> str:
        if '"' in value:
            raise ValueError('no quotation mark (") is allowed (JID-01)')
        if value in SPECIAL_IDS.values():
            raise ValueError(f"{value!r} belongs to an ID that always exists (JID-02)")
        return value

    @field_validator("mail")
    @classmethod
    def _mail_address(cls, value: str | None) -> str | None:
        return checked_mail(value)
