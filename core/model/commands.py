"""What the web page and the command line ask of a running server, through the database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class Command(NamedTuple):
    """A wish with its arguments (plain JSON types), taken by the server in the order of ``id``."""

    id: int
    kind: str
    args: Mapping[str, Any]
    asked_us: int
