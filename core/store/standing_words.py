"""A standing in plain words, for the snapshot, the web page and the command line."""

from __future__ import annotations

from typing import Any, Final

from core.model.accounts import Standing

STATUSES: Final = ("enabled", "limit exceeded")


def standing_words(stands: Standing) -> dict[str, Any]:
    """The shape of docs/ledger-snapshot.md; what is not limited is None."""
    words: dict[str, Any] = {"status": STATUSES[stands.exceeded]}
    words |= {f"effective_{name}": value for name, value in stands.effective._asdict().items()}
    return words | {f"used_{name}": value for name, value in stands.used._asdict().items()}
