"""PRN-25, PRN-26: what a printer's state is called, and settings without effect."""

from __future__ import annotations

import pytest

from core.model import PrinterRow, PrinterState
from core.rules.printer_view import STATUS, without_effect
from core.wire.mib import Capability

PASSWORD, INHIBIT, TRAPS = Capability.ADMIN_PASSWORD, Capability.FORMAT_INHIBIT, Capability.TRAPS
NO_PASSWORD = {"admin password": "the printer asks for none"}
NO_INHIBIT = {"inhibit format": "its panel cannot be kept from formatting"}
NO_TRAPS = {"trap settings": "the printer sends no traps"}


def test_each_state_has_a_name() -> None:
    """PRN-25: in lists."""
    assert set(STATUS) == set(PrinterState)
    assert len(set(STATUS.values())) == len(PrinterState)


@pytest.mark.parametrize(
    ("capabilities", "expected"),
    [
        (PASSWORD | INHIBIT | TRAPS, {}),
        (INHIBIT | TRAPS, NO_PASSWORD),
        (PASSWORD | TRAPS, NO_INHIBIT),
        (PASSWORD | INHIBIT, NO_TRAPS),
        (Capability.LOG, {**NO_PASSWORD, **NO_INHIBIT, **NO_TRAPS}),
    ],
)
def test_settings_without_effect(capabilities: Capability, expected: dict[str, str]) -> None:
    """PRN-26: and why."""
    row = PrinterRow("hall", "127.20.0.1", dialect="accounting", capabilities=int(capabilities))
    assert without_effect(row) == expected


def test_a_printer_that_is_only_counted() -> None:
    """PRN-26: most settings mean nothing to it."""
    row = PrinterRow("hall", "127.20.0.1", dialect="counters", capabilities=int(PASSWORD | INHIBIT))
    assert without_effect(row) == dict.fromkeys(
        ("write community", "admin password", "log full", "inhibit format", "log only", "trap settings"),
        "the printer keeps no log: only its life count is read",
    )
