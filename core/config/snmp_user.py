"""An SNMPv3 user as an operator writes one down (PRN-07)."""

from __future__ import annotations

import json
from typing import Annotated

from pydantic import Field, model_validator

from core.config.base import SettingsModel
from core.wire.usm import LEAST_PASSWORD, Auth, Priv, User

Password = Annotated[str, Field(min_length=LEAST_PASSWORD, max_length=128)]


class SnmpUser(SettingsModel):
    """Name, and how messages are authenticated and encrypted; passwords have at least eight characters."""

    name: Annotated[str, Field(min_length=1, max_length=32)]
    authentication: Auth = Auth.NONE
    authentication_password: Password | None = Field(default=None, repr=False)
    privacy: Priv = Priv.NONE
    privacy_password: Password | None = Field(default=None, repr=False)

    @model_validator(mode="after")
    def _consistent(self) -> SnmpUser:
        if (self.authentication is Auth.NONE) != (self.authentication_password is None):
            raise ValueError("an authentication and its password belong together")
        if (self.privacy is Priv.NONE) != (self.privacy_password is None):
            raise ValueError("a privacy and its password belong together")
        if self.privacy is not Priv.NONE and self.authentication is Auth.NONE:
            raise ValueError("there is no privacy without authentication")
        return self

    def user(self) -> User:
        """As it goes on the wire."""
        return User(
            self.name,
            self.authentication,
            self.authentication_password or "",
            self.privacy,
            self.privacy_password or "",
        )


def stored(user: SnmpUser | None) -> str:
    """As a printer's row keeps it; "" for none."""
    return "" if user is None else json.dumps(list(user.user()))


def restored(text: str) -> User | None:
    """The inverse of :func:`stored`."""
    if not text:
        return None
    name, auth, auth_password, priv, priv_password = json.loads(text)
    return User(name, Auth(auth), auth_password, Priv(priv), priv_password)
