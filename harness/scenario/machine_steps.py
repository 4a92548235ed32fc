"""The verbs by which printers jam, run out of things and are looked after (EMU-07, EMU-08): keys, types, defaults."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from core.config.settings import SettingsModel
from core.config.units import Flag, Permille, Text, Whole
from emulator.parts.kinds import KINDS
from harness.scenario.values import Names

ConditionName = Literal[*KINDS]  # type: ignore[valid-type]


class Trouble(SettingsModel):
    """Something is the matter with printers from now on; what stops them leaves the job where it is."""

    printer: Names
    kind: ConditionName
    part: Text = ""  # what it concerns: tray 1, black, front cover


class Clear(SettingsModel):
    """It is put right; without a kind, all that is the matter."""

    printer: Names
    kind: ConditionName | None = None
    part: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: object) -> object:
        return {"printer": value} if isinstance(value, str | list) else value


class Paper(SettingsModel):
    """Somebody does something with the paper of printers."""

    printer: Names
    do: Literal["load", "pull out", "push in", "take away"] = "load"  # take away: what has been printed
    tray: Text = "tray 1"
    sheets: Whole | None = None  # None: as many as it takes
    size: Text = ""  # "": as before
    media: Text = ""


class Supply(SettingsModel):
    """Somebody does something with toner, waste toner box, drums, belt or fuser of printers."""

    printer: Names
    names: Names  # black, waste toner, black drum, belt, fuser
    do: Literal["replace", "take out"] = "replace"
    left: Permille | None = None  # how much of it there is, if it is not a new one


class Caretaker(SettingsModel):
    """Whether somebody fills trays and changes cartridges as soon as they are low."""

    printer: Names
    is_: Flag = Field(default=True, alias="is")


class Cards(SettingsModel):
    """Somebody writes a table of IC cards onto the SD card of printers: Job Account IDs by card numbers."""

    printer: Names
    rows: dict[Text, Annotated[Whole, Field(ge=1, le=999_999_999)]]


class Hold(SettingsModel):
    """A job that has not begun waits until somebody releases it, with the code if there is one."""

    job: Text = "last"
    code: Text = ""


class Release(SettingsModel):
    """Somebody at the panel, or a client, releases a job."""

    job: Text = "last"
    code: Text = ""

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: object) -> object:
        return {"job": value} if isinstance(value, str) else value
