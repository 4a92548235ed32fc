"""Statements of an expectation, each beside what is."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from harness.scenario.expect import spaced
from harness.scenario.history import JobRef
from harness.scenario.values import Amount

_MICROS: Final = 1_000_000


class Said(NamedTuple):
    """One statement: its key, what was expected, what is, and whether that is the same."""

    key: str
    expected: str
    actual: str
    ok: bool


class Findings:
    """Collects statements about a subject."""

    def __init__(self) -> None:
        self.said: list[Said] = []
        self.ref: JobRef | None = None
        self.row: dict[str, Any] | None = None

    def word(self, key: str, expected: Any, actual: Any) -> None:
        """A statement that must be the very same; nothing is stated by None."""
        if expected is not None:
            self.said.append(Said(spaced(key), _shown(expected), _shown(actual), expected == actual))

    def amount(self, key: str, expected: Amount | None, actual: int | None, *, money: bool = False) -> None:
        """A statement about a number."""
        if expected is not None:
            shown = "nothing" if actual is None else _money(actual) if money else str(actual)
            self.said.append(Said(spaced(key), expected.text, shown, expected.holds(actual)))

    def part(self, key: str, expected: str | None, actual: str) -> None:
        """A statement that must be found in a text."""
        if expected is not None:
            self.said.append(
                Said(spaced(key), f"…{expected}…", actual or "nothing", expected.lower() in actual.lower())
            )


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "nothing" if value is None else str(value)


def _money(micros: int) -> str:
    whole, rest = divmod(abs(micros), _MICROS)
    text = f"{whole}.{rest:06d}".rstrip("0")
    if len(text.partition(".")[2]) < 2:
        text += "0" * (2 - len(text.partition(".")[2]))
    return f"-{text}" if micros < 0 else text
