"""Client computers in the scenario language: the section ``workstations``, the verb, and where a print comes from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from core.config.settings import SettingsModel
from core.config.strict_yaml import BadInputFile, Finding
from core.config.units import Flag, Text, Whole
from core.model.errors import BadInput
from harness.clients import workstation as clients
from harness.clients.id_file import EXPORT_NAME, IdList, decode_ids, parse_ids
from harness.clients.identity import wrong_id, wrong_name
from harness.clients.workstation import Entry, Mode, Workstation


def _known_id(number: int) -> int:
    if wrong := wrong_id(number):
        raise ValueError(wrong)
    return number


def _known_name(name: str) -> str:
    if wrong := wrong_name("a name", name):
        raise ValueError(wrong)
    return name


ClientId = Annotated[Whole, AfterValidator(_known_id)]
ClientName = Annotated[Text, AfterValidator(_known_name)]


class Typed(SettingsModel):
    """A Job Account ID and a user name that somebody types in; no name means the login."""

    id: ClientId
    user: ClientName = ""

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: object) -> object:
        return {"id": value} if isinstance(value, str) else value

    @property
    def entry(self) -> Entry:
        """As client software takes it."""
        return Entry(self.id, self.user)


class Answer(SettingsModel):
    """What somebody answers to the pop-up: as :class:`Typed`, or the word ``cancel``, which leaves no ID."""

    id: ClientId | None = None
    user: ClientName = ""

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: object) -> object:
        if isinstance(value, dict) and "id" not in value:
            raise ValueError("expected an ID, {id: 1001, user: Sato}, or the word cancel")
        return {} if value == "cancel" else {"id": value} if isinstance(value, str) else value

    @property
    def entry(self) -> Entry:
        """As client software takes it."""
        return clients.CANCELLED if self.id is None else Entry(self.id, self.user)


Rows = Annotated[
    str | tuple[str, ...],
    BeforeValidator(lambda value: tuple(value) if isinstance(value, list) else value),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]
"""An ID file: its name, or its lines, ``login,id[,user]``."""

Logins = Annotated[
    Literal["all"] | tuple[str, ...],
    BeforeValidator(lambda value: value if value == "all" else (value,) if isinstance(value, str) else value),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}),
]


class StationSettings(SettingsModel):
    """How a computer's client software is set; in the verb, what is not named stays."""

    mode: Mode | None = None  # None: as installed, not supported
    entered: Typed | None = None  # in the driver's tab, or in the classic panel
    id_file: Rows | None = None  # imported: hidden mode, or the list of Mac OS X
    server_export: Rows | None = None  # instead: the file opjobac4.dat of the server
    fixed_id: Typed | None = None  # instead: one for all logins
    shared: Flag | None = None  # others print through it
    same_mode_for_all_drivers: Flag | None = None

    @model_validator(mode="after")
    def _one_source(self) -> StationSettings:
        sources = ("id_file", "server_export", "fixed_id")
        given = [name.replace("_", " ") for name in sources if getattr(self, name) is not None]
        if len(given) > 1:
            raise ValueError(f"hidden mode looks into one place, here are {len(given)}: {', '.join(given)}")
        return self


class Station(StationSettings):
    """A client computer; ``mac`` makes it another kind."""

    name: Annotated[Text, Field(min_length=1, max_length=60)]
    mac: Literal["x", "classic"] | None = None

    @model_validator(mode="after")
    def _of_a_mac(self) -> Station:
        if self.mac is not None:
            fitting = {"name", "mac", "id_file" if self.mac == "x" else "entered"}
            wrong = sorted(name.replace("_", " ") for name in self.model_fields_set - fitting)
            if wrong:
                raise ValueError(f"a Mac ({self.mac}) has no {', '.join(wrong)}")
        return self


class StationChange(StationSettings):
    """What happens to a computer's client software."""

    name: Text
    update_driver: Flag = False
    delete_ids: Logins | None = None  # registered logins

    @model_validator(mode="after")
    def _something(self) -> StationChange:
        given = self.model_fields_set - {"name"}
        if not given:
            raise ValueError("nothing is changed")
        if self.update_driver and len(given) > 1:
            raise ValueError("update driver stands alone: what comes after it is a step of its own")
        return self


class From(SettingsModel):
    """At which computer a job is printed, and by whom."""

    workstation: Text
    login: ClientName = ""
    answer: Answer | None = None  # to the pop-up
    without_driver: Flag = False  # data as a program made them, with nothing around

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        return {"workstation": value} if isinstance(value, str) else value


INLINE: Final = "ID file"
"""How findings call an ID file whose lines stand in the scenario itself."""


def station_of(settings: Station, folder: Path) -> Workstation:
    """The computer as it stands there at the start. Raises BadInput, BadInputFile."""
    return as_set(Workstation(settings.name, mac=settings.mac or ""), settings, folder)


def as_set(station: Workstation, settings: StationSettings, folder: Path) -> Workstation:
    """A computer set like this; files are looked up in ``folder``. Raises BadInput, BadInputFile."""
    if settings.mode is not None:
        station = clients.change_mode(station, settings.mode)
    if settings.id_file is not None:
        station = clients.import_ids(station, _ids(settings.id_file, folder))
    if settings.server_export is not None:
        station = clients.use_export(station, _export(settings.server_export, folder))
    if settings.fixed_id is not None:
        station = clients.use_fixed(station, settings.fixed_id.entry)
    if settings.entered is not None:
        station = replace(station, entered=settings.entered.entry)
    if settings.shared is not None:
        station = replace(station, shared=settings.shared)
    if settings.same_mode_for_all_drivers is not None:
        station = replace(station, same_mode=settings.same_mode_for_all_drivers)
    return station


def _ids(rows: str | tuple[str, ...], folder: Path) -> IdList:
    if not isinstance(rows, str):
        return parse_ids(rows, INLINE)
    file = folder / rows
    try:
        return decode_ids(file.read_bytes(), str(file))
    except OSError as error:
        raise BadInputFile([Finding(str(file), 1, 1, f"cannot be read: {error.strerror}")]) from None


def _export(rows: str | tuple[str, ...], folder: Path) -> IdList:
    if isinstance(rows, str) and Path(rows).name != EXPORT_NAME:
        raise BadInput("server export", f"the server calls it {EXPORT_NAME}, not {Path(rows).name}")
    return _ids(rows, folder)
