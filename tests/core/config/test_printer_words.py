"""What is set for a printer: every field's range, each refusal naming its field."""

from __future__ import annotations

from typing import Any

import pytest

from core.config.settings import PrinterSettings
from core.model.errors import BadInput
from harness.cli_asking import checked

FINE = {"name": "lobby", "address": "10.0.4.17"}


@pytest.mark.parametrize(
    ("key", "value", "field", "message"),
    [
        ("name", "", "name", "expected at least 1"),
        ("name", "  ", "name", "not blank"),
        ("name", "a\nb", "name", "printable"),
        ("name", "x" * 81, "name", "at most 80"),
        ("address", "", "address", "expected at least 1"),
        ("address", "a b", "address", "expected a host name or an IP address"),
        ("address", "10.0.0.300", "address", "expected a host name or an IP address"),
        ("address", "10.0.0", "address", "expected a host name or an IP address"),
        ("address", "lobby..example", "address", "expected a host name or an IP address"),
        ("address", "a" * 254, "address", "expected a host name or an IP address"),
        ("address", "10.0.0.1:0", "port", "at least 1"),
        ("address", "10.0.0.1:65536", "port", "at most 65535"),
        ("retries", "-1", "retries", "at least 0"),
        ("retries", "11", "retries", "at most 10"),
        ("retries", "often", "retries", "a whole number"),
        ("timeout", "0 s", "timeout", "more than 0"),
        ("timeout", "61 s", "timeout", "at most 60"),
        ("timeout", "5", "timeout", "a duration such as"),
        ("read community", "", "read community", "1 to 32 octets, found 0"),
        ("read community", "ü" * 17, "read community", "1 to 32 octets, found 34"),
        ("write community", "x" * 33, "write community", "1 to 32 octets, found 33"),
        ("trap read community", "", "trap read community", "1 to 32 octets"),
        ("trap write community", "x" * 33, "trap write community", "1 to 32 octets"),
        ("trap port", "0", "trap port", "at least 1"),
        ("trap port", "65536", "trap port", "at most 65535"),
        ("acquire", "25 h", "acquire", "at most 24 h"),
        ("acquire", "soon", "acquire", "a duration such as"),
        ("acquire", {"at": "1:00,2:00,3:00,4:00,5:00,6:00"}, "acquire", "at most 5 times a day, not 6"),
        ("acquire", {"at": "08:00,08:00"}, "acquire", "named twice"),
        ("acquire", {"at": "24:00"}, "acquire", "a time of day such as 18:00"),
        ("log full", "burn", "log full", "delete oldest, cancel jobs, stop logging"),
        ("snmp", "v4", "snmp", "v1, v2c, v3"),
        ("take over from", "12", "take over from", "32 hexadecimal digits"),
        ("log only", "perhaps", "log only", "yes or no"),
        ("colour", "red", "colour", ""),
    ],
)
def test_what_is_refused(key: str, value: Any, field: str, message: str) -> None:
    """PRN-02, PRN-07, ACQ-01, ACQ-02: out of its range."""
    with pytest.raises(BadInput) as refused:
        checked(PrinterSettings, {**FINE, key: value})
    assert refused.value.field.startswith(field)
    assert "constrained" not in str(refused.value)
    assert message in refused.value.reason


def test_a_password_that_is_too_long_is_not_shown() -> None:
    with pytest.raises(BadInput, match="at most 64 octets") as refused:
        checked(PrinterSettings, {**FINE, "admin password": "sesame" * 11})
    assert "sesame" not in str(refused.value)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("name", "受付 2"),
        ("name", "x" * 80),
        ("address", "fe80::1"),
        ("address", "printer-3.example.org:1161"),
        ("address", "büro_3"),
        ("retries", "0"),
        ("retries", "10"),
        ("timeout", "60 s"),
        ("read community", "x" * 32),
        ("admin password", ""),
        ("trap port", "none"),
        ("trap port", "65535"),
        ("acquire", "24 h"),
        ("acquire", {"at": "1:00,2:00,3:00,4:00,5:00"}),
        ("take over from", "0" * 32),
    ],
)
def test_what_is_taken(key: str, value: Any) -> None:
    """PRN-02, PRN-07, ACQ-01, ACQ-02: the ends of the ranges."""
    assert checked(PrinterSettings, {**FINE, key: value})[key] == value
