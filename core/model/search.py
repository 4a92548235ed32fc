"""Searching for printers: where, under which names, and what was found (PRN-03, PRN-15)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

MOST_RECONNECT_HOURS: Final = 720


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """``scopes`` are broadcast addresses of other segments, beside the local subnet.

    ``communities`` are tried one after the other. ``reconnect_hours``: how often printers that do not answer are
    searched for by their serial numbers, 0 for never; ``searched_us``: when that was last done.
    """

    scopes: tuple[str, ...] = ()
    communities: tuple[str, ...] = ("public",)
    local_subnet: bool = True
    reconnect_hours: int = 0
    searched_us: int | None = None


class Found(NamedTuple):
    """A machine that answered a search. With a ``reason`` it cannot be accounted; ``hint`` says what can be done.

    ``printer`` is the name under which it is registered, ``owner`` the server that has it ("" nobody).
    """

    address: str
    port: int
    community: str
    model: str = ""
    serial: str = ""
    name: str = ""
    reason: str = ""
    hint: str = ""
    printer: str = ""
    owner: str = ""


class Search(NamedTuple):
    """What a search brought: machines by address, and scopes that could not be asked, with the reason."""

    found: list[Found]
    problems: dict[str, str]
