"""Every error says what happened, and often what to do; they stand in one tree."""

from __future__ import annotations

import inspect

import pytest

from core.model import errors
from core.model.errors import BadInput, NoResponse, OwnedByOther, PressroomError, Refused, WrongCommunity


@pytest.mark.parametrize(
    ("error", "message", "hint"),
    [
        (BadInput("name", "is empty"), "name: is empty", ""),
        (Refused(17, 2), "the printer refused with SNMP error 17 at varbind 2", ""),
        (Refused(17, 2, "said no", "ask again"), "said no", "ask again"),
        (OwnedByOther("ab" * 16), f"the printer is acquired by another server ({'ab' * 16})", "give that server's ID"),
        (PressroomError("broken", "mend it"), "broken", "mend it"),
    ],
)
def test_message_and_hint(error: PressroomError, message: str, hint: str) -> None:
    """PRN-21: distinct, clear errors."""
    assert (str(error), error.message) == (message, message)
    assert error.hint.startswith(hint)


def test_one_tree() -> None:
    """Whoever catches PressroomError catches all of core's."""
    classes = [item for _, item in inspect.getmembers(errors, inspect.isclass) if item.__module__ == errors.__name__]
    assert all(issubclass(item, PressroomError) for item in classes)
    assert issubclass(WrongCommunity, NoResponse)  # PRN-21: a wrong community is silence
