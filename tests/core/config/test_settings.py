"""Settings: text in, typed values out, and messages that say what was expected."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from core.config.settings import (
    AccountSettings,
    Every,
    FeeSettings,
    LimitSettings,
    PrinterSettings,
    Schedule,
    ServerSettings,
    WebSettings,
)
from core.wire.mib import Restriction

HOUR = 3_600_000_000


def test_a_whole_configuration() -> None:
    settings = ServerSettings.model_validate(
        {
            "database": "ledger.db",
            "zone": "Europe/Berlin",
            "closing day": "20",
            "acquire": {"every": "30 min"},
            "longest attempt": "90 s",
            "connections": "8",
            "edition": "standard",
            "fees": [{"name": "standard", "colour page": "0.10", "sheet": "0.01", "sizes": {"A3": "0.05"}}],
            "accounts": [
                {"id": "0", "restrict": "disable printing"},
                {"id": "1001", "name": "Sato", "limit": {"sheets": "100", "every": "1 month", "carry over": "true"}},
            ],
            "printers": [
                {
                    "name": "lobby",
                    "address": "192.0.2.7:1161",
                    "admin password": "aaaaaa",
                    "log full": "cancel jobs",
                    "timeout": "500 ms",
                    "acquire": {"at": ["08:00", "18:30"]},
                    "fees": "standard",
                }
            ],
            "web": {"port": "8080"},
        }
    )
    assert settings.acquire.every == HOUR // 2
    assert settings.closing_day == 20
    assert settings.most_printers == 50
    assert settings.fees[0].colour_page == 100_000
    assert settings.fees[0].sizes == {"A3": 50_000}
    assert settings.accounts[0].name == "Unregistered ID"
    assert settings.accounts[0].restrictions == Restriction.DISABLE_PRINTING
    limit = settings.accounts[1].limit
    assert limit is not None
    assert (limit.sheets, limit.every, limit.base_or_default, limit.carry_over) == (
        100,
        Every("months", 1),
        "month end",
        True,
    )
    printer = settings.printers[0]
    assert (printer.address, printer.port, printer.timeout_s) == ("192.0.2.7", 1161, 0.5)
    assert printer.acquire == Schedule(at=(dt.time(8), dt.time(18, 30)))
    assert "aaaaaa" not in repr(printer)


def test_defaults() -> None:
    settings = ServerSettings()
    assert settings.acquire.automatic  # the interval comes from the printer (PRN-06)
    assert settings.acquire.every is None
    assert settings.most_printers == 1_000
    assert settings.web is None


@pytest.mark.parametrize(
    ("text", "schedule"),
    [
        ("1 h", Schedule(every=HOUR)),
        ("by hand", Schedule(every=None)),
        ({"every": "24 h"}, Schedule(every=24 * HOUR)),
        ({"at": "08:00,12:00"}, Schedule(at=(dt.time(8), dt.time(12)))),
    ],
)
def test_schedules(text: Any, schedule: Schedule) -> None:
    assert Schedule.model_validate(text) == schedule


def test_print_in_mono_includes_disable_colour() -> None:
    """RES-03"""
    account = AccountSettings(id=7, name="Mono", restrict=("print in mono",))
    assert account.restrictions == Restriction.PRINT_IN_MONO | Restriction.DISABLE_COLOUR


@pytest.mark.parametrize(
    ("model", "given", "message"),
    [
        (Schedule, {"every": "25 h"}, "at most 24 h"),
        (Schedule, {"every": "soon"}, "expected a duration such as"),
        (Schedule, {"at": ["1:00", "2:00", "3:00", "4:00", "5:00", "6:00"]}, "at most 5 times a day"),
        (Schedule, {"at": ["1:00", "01:00"]}, "named twice"),
        (Schedule, {"at": ["25:00"]}, "expected a time of day"),
        (Schedule, {"every": "1 h", "at": ["1:00"]}, "not both"),
        (Schedule, {}, "expected every"),
        (PrinterSettings, {"name": "a", "address": "h", "take over from": "xyz"}, "32 hexadecimal digits"),
        (PrinterSettings, {"name": "a", "address": "h", "log full": "panic"}, "delete oldest"),
        (PrinterSettings, {"name": "a", "address": "h", "colour": "blue"}, "Extra inputs"),
        (LimitSettings, {"every": "1 month"}, "a limit needs sheets, fee"),
        (LimitSettings, {"sheets": "1", "every": "fortnight"}, "expected a period such as 1 month"),
        (LimitSettings, {"sheets": "1", "every": "1 month", "base": "Monday"}, "takes one of 10, 20"),
        (LimitSettings, {"sheets": "1", "every": "2 days", "base": "Monday"}, "takes no base"),
        (LimitSettings, {"sheets": "1", "carry over": "true"}, "needs a period"),
        (AccountSettings, {"id": "1000000000", "name": "x"}, "from 1 to 999999999"),
        (AccountSettings, {"id": "1", "name": 'a"b'}, "no quotation mark"),
        (AccountSettings, {"id": "1", "name": "x" * 81}, "at most 80"),
        (AccountSettings, {"id": "1"}, "name: missing"),
        (
            AccountSettings,
            {"id": "0", "name": "Guests"},
            "id: 0 belongs to an ID that always exists, 'Unregistered ID'",
        ),
        (AccountSettings, {"id": "1", "name": "a", "restrict": "disable faxes"}, "disable printing"),
        (FeeSettings, {"name": "a", "colour page": "-0.10"}, "greater than or equal to 0"),
        (FeeSettings, {"name": "a", "sheet": "0.0000001"}, "at most 6 decimals"),
        (WebSettings, {"host": "0.0.0.0"}, "set a token"),
        (ServerSettings, {"zone": "Mars/Olympus"}, "no such time zone"),
        (ServerSettings, {"closing day": "32"}, "less than or equal to 31"),
        (ServerSettings, {"accounts": [{"id": "1", "name": "a"}, {"id": "1", "name": "b"}]}, "account ID 1 is given"),
        (ServerSettings, {"printers": [{"name": "a", "address": "h", "fees": "no"}]}, "no fee definition is called"),
        (
            ServerSettings,
            {"printers": [{"name": "a", "address": "h:1"}, {"name": "b", "address": "h", "port": "1"}]},
            "printer address h:1 is given twice",
        ),
    ],
)
def test_what_is_refused(model: type[BaseModel], given: dict[str, Any], message: str) -> None:
    """PRN-01, ACQ-01, ACQ-02, JID-01 and the rest of the bad input."""
    with pytest.raises(ValidationError) as refusal:
        model.model_validate(given)
    assert message in str(refusal.value)
