"""What an acquisition brought, for one printer."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Outcome(NamedTuple):
    """One printer's acquisition: records stored, gaps noticed, and the error that ended it ("" if none)."""

    ok: bool
    fetched: int = 0
    gaps: int = 0
    error: str = ""


Progress = Callable[[str, Outcome], None]
"""Called with a printer's name as soon as its acquisition has ended."""
