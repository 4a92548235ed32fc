"""Who may read and write what on a printer by SNMP, as a fleet file says it: communities, users, views (EMU-05)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, field_validator

from core.config.base import SettingsModel
from core.config.snmp_user import SnmpUser
from core.config.units import Flag, Text
from core.wire.oid import MAX_SUB_IDENTIFIERS
from emulator.dialects.view import View
from emulator.protocols.access import Grant, Named


class Sight(SettingsModel):
    """What somebody sees: the subtrees of ``view``, everything if there are none, but not those of ``without``."""

    view: tuple[Text, ...] = ()
    without: tuple[Text, ...] = ()

    @field_validator("view", "without")
    @classmethod
    def _subtrees(cls, told: tuple[str, ...]) -> tuple[str, ...]:
        for each in told:
            numbers = each.strip(".").split(".")
            if len(numbers) > MAX_SUB_IDENTIFIERS or not all(
                number.isascii() and number.isdigit() for number in numbers
            ):
                raise ValueError(f"expected an object identifier such as 1.3.6.1.2.1.43, not {each!r}")
        return told

    def grant(self, writes: bool) -> Grant:
        """As an agent takes it; who may write may write what he sees."""
        seen = View(tuple(map(_oid, self.view)) or ((),), tuple(map(_oid, self.without)))
        return Grant(seen, seen if writes else None)


class Community(Sight):
    """A community of versions 1 and 2c."""

    name: Annotated[Text, Field(min_length=1, max_length=32)]
    writes: Flag = False

    def granted(self) -> tuple[bytes, Grant]:
        """As a fleet takes it."""
        return self.name.encode(), self.grant(self.writes)


class FleetUser(SnmpUser, Sight):
    """A user of version 3."""

    writes: Flag = True

    def named(self) -> Named:
        """As a fleet takes it."""
        return Named(self.user(), self.grant(self.writes))


def _oid(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.strip(".").split(".")))
