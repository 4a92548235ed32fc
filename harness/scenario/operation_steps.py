"""Verbs about operating a server: the models of their keys."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from core.config.base import SettingsModel
from core.config.units import Flag, Text
from harness.scenario.values import Names


class Trap(SettingsModel):
    """A notification that comes from a printer's address, or octets that are none."""

    printer: Names
    what: Literal["job logged", "log nearly full", "log full", "cold start", "octets"] = "job logged"
    community: Text = "public"


class Decommission(SettingsModel):
    """The server is to end for good."""

    force: Flag = False  # though it still owns printers


class BackUp(SettingsModel):
    """The server's settings are backed up."""

    as_: Text = Field(default="backup", alias="as")
    passphrase: Text = ""  # without one no secrets are in it


class Restore(SettingsModel):
    """A server on another machine takes this one's place, from a backup and the printers' passwords."""

    backup: Text = "backup"
    passphrase: Text = ""
    admin_password: Text | None = None  # None: those of the backup, or each printer's right one
