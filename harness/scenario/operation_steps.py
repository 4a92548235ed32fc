"""Verbs about operating a server: the models of their keys."""

from __future__ import annotations

from typing import Literal

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
