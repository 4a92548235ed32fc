"""The bodies of the control API's requests and answers; its OpenAPI document is made of them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from harness.scenario.panel_steps import Panel
from harness.scenario.steps import FaultSpec


class Shape(BaseModel):
    """A JSON object without keys that nobody knows."""

    model_config = ConfigDict(extra="forbid")


class Power(Shape):
    """What becomes of the power."""

    to: Literal["on", "off", "cycle"]


class Press(Panel):
    """What somebody does at the panel; keys as in a scenario's verb ``panel``, without ``printer``."""

    printer: str = ""


class Faults(Shape):
    """From now on these faults, in this order, and no others; as in a scenario's verb ``network``."""

    faults: tuple[FaultSpec, ...]


class Job(Shape):
    """A job by the printer's own number."""

    job: int = Field(ge=1)


class Move(Shape):
    """An address that nobody has."""

    address: str


class NewPrinter(Shape):
    """A printer to be put up. Without an address it gets the next free one, without a serial any."""

    name: str = Field(min_length=1, max_length=60)
    model: str
    address: str | None = None
    serial: str | None = None
    group: str = ""


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
