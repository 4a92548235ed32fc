"""The bodies of the control API's requests and answers; its OpenAPI document is made of them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from core.wire.pages import ALL_SIZES
from emulator.parts.kinds import KINDS
from harness.fleet.description import NAME
from harness.scenario.panel_steps import Panel
from harness.scenario.steps import FaultSpec


def _known_size(size: str) -> str:
    if size not in ALL_SIZES:
        raise ValueError(f"expected a paper size, one of {', '.join(ALL_SIZES)}")
    return size


Size = Annotated[str, AfterValidator(_known_size)]


class Shape(BaseModel):
    """A JSON object without keys that nobody knows."""

    model_config = ConfigDict(extra="forbid")


class Power(Shape):
    """What becomes of the power."""

    to: Literal["on", "off", "cycle"]


class Press(Panel):
    """What somebody does at the panel; keys as in a scenario's verb ``panel``, without ``printer``."""

    printer: str = ""
    size: Size = "A4"


class Faults(Shape):
    """From now on these faults, in this order, and no others; as in a scenario's verb ``network``."""

    faults: tuple[FaultSpec, ...]


class Job(Shape):
    """A job by the printer's own number."""

    job: int = Field(ge=1)


class HeldJob(Job):
    """A job, and the code under which it is held; "" for none."""

    code: str = ""


class Trouble(Shape):
    """A condition that comes. ``part``: what it concerns, such as tray 1. ``fatal``: the job being printed is lost."""

    kind: Literal[tuple(KINDS)]  # type: ignore[valid-type]
    part: str = Field(default="", max_length=60)
    fatal: bool = False


class Cleared(Shape):
    """Conditions that go: one, all of a kind, all of a part, or all."""

    kind: Literal[tuple(KINDS)] | None = None  # type: ignore[valid-type]
    part: str | None = None


class Load(Shape):
    """Paper in a tray: full, or so many sheets; of another size and kind if that is said; or the tray itself."""

    tray: str
    sheets: int | None = Field(default=None, ge=0, le=100_000)
    size: Size | None = None
    media: str | None = Field(default=None, min_length=1, max_length=60)
    do: Literal["load", "pull out", "push in"] = "load"


class Supply(Shape):
    """A supply: a new one, or one of which so much is left; or a cartridge that is taken out."""

    supply: str
    permille: int | None = Field(default=None, ge=0, le=1000)
    do: Literal["put in", "take out"] = "put in"


class Caretaker(Shape):
    """Whether somebody fills trays and changes supplies in time."""

    employed: bool


class Storage(Shape):
    """What becomes of the storage in which the log is."""

    do: Literal["format", "replace"]


class Card(Shape):
    """An IC card at the panel's reader; "" for nobody any more."""

    card: str


class Fit(Shape):
    """An option of the model: finisher, sd card."""

    option: str
    fitted: bool = True


class Busy(Shape):
    """Whether somebody stands at the panel."""

    busy: bool


class Move(Shape):
    """An address that nobody has."""

    address: str


class NewPrinter(Shape):
    """A printer to be put up. Without an address it gets the next free one, without a serial any."""

    name: str = Field(min_length=1, max_length=60, pattern=NAME)
    model: str
    address: str | None = None
    serial: str | None = Field(default=None, min_length=1, max_length=80)
    group: str = Field(default="", max_length=60, pattern=f"^$|{NAME}")


class Answers(Shape):
    """What came of a command: by printer, its result or the reason why there is none. Status 409 with any error."""

    results: dict[str, Any]
    errors: dict[str, str]


class About(Shape):
    """The fleet as a whole."""

    version: str
    printers: int
    groups: dict[str, int]
    ports: dict[str, int]
    processes: int
    notes: list[str]


class Happened(Shape):
    """Events, and the number with which to ask for those that follow."""

    last: str
    events: list[dict[str, Any]]
