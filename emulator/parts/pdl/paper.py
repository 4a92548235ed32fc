"""Names of paper as page languages spell them, and ours."""

from __future__ import annotations

from typing import Final

from core.wire.pages import DEFAULT_MEDIA

_MEDIA: Final = (
    ("transparen", "transparency"),
    ("label", "label"),
    ("envelope", "envelope"),
    ("recycled", "recycled"),
    ("thick", "thick"),
    ("heavy", "thick"),
    ("card", "thick"),
)


def media_named(name: str) -> str:
    """Our word for a kind of paper; plain for what we have no word for."""
    lower = name.lower()
    return next((ours for theirs, ours in _MEDIA if theirs in lower), DEFAULT_MEDIA)
