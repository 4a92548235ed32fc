"""What a person may be called and numbered in client software: the rules of the server's Job Account IDs (JID-01)."""

from __future__ import annotations

import re
from typing import Final

HIGHEST_ID: Final = 999_999_999
LONGEST_NAME: Final = 80
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_DIGITS: Final = re.compile(r"\d{1,15}", re.ASCII)


def wrong_name(what: str, name: str) -> str:
    """Why this cannot be a login or a user name; empty if it can. ``what`` it is begins the sentence."""
    if len(name) > LONGEST_NAME:
        return f"{what}: at most {LONGEST_NAME} characters, not {len(name)} (JID-01)"
    if '"' in name:
        return f'{what}: no quotation mark (") is allowed (JID-01)'
    return f"{what}: holds a control character" if _CONTROL.search(name) else ""


def id_of(text: str) -> int | str:
    """The Job Account ID that a text says, or why it is none."""
    if _DIGITS.fullmatch(text):
        return wrong_id(int(text)) or int(text)
    return f"expected a Job Account ID (1 to {HIGHEST_ID}), not {text!r}"


def wrong_id(number: int) -> str:
    """Why this cannot be a person's Job Account ID; empty if it can."""
    return "" if 1 <= number <= HIGHEST_ID else f"a Job Account ID is 1 to {HIGHEST_ID}, not {number} (JID-01)"
