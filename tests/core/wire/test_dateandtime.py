"""DateAndTime (RFC 2579) to and from instants (ACQ-06, ACQ-14)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.wire.ber import EncodeError
from core.wire.dateandtime import decode_date_and_time, encode_date_and_time


def at(*fields: int) -> int:
    return int(datetime(*fields, tzinfo=UTC).timestamp())  # type: ignore[misc]


@pytest.mark.parametrize(
    ("octets", "expected"),
    [
        # the example of RFC 2579: Tuesday May 26, 1992 at 1:30:15 PM EDT
        ("07c8051a0d1e0f002d0400", (at(1992, 5, 26, 17, 30, 15), -240)),
        ("07c8051a0d1e0f00", (at(1992, 5, 26, 13, 30, 15), None)),
        ("07ea031e080000002b0200", (at(2026, 3, 30, 6), 120)),
        ("07ea031e080000002b051e", (at(2026, 3, 30, 2, 30), 330)),
        ("07ea031e080000002d0930", (at(2026, 3, 30, 17, 48), -588)),
        ("07ea0101000000002b0e00", (at(2025, 12, 31, 10), 840)),
        ("07b20101000000002b0000", (0, 0)),
        ("07e00c1f173b3c002b0000", (at(2017, 1, 1), 0)),  # a leap second
        ("07e8021d000000092b0000", (at(2024, 2, 29), 0)),
        ("0001010100000000", (at(1, 1, 1), None)),
        ("", None),
        ("07ea031e0800000", None),
        ("07ea021d08000000", None),
        ("07ea001e08000000", None),
        ("07ea0d0108000000", None),
        ("0000010108000000", None),
        ("2710010108000000", None),
        ("07ea031e18000000", None),
        ("07ea031e083c0000", None),
        ("07ea031e08003d00", None),
        ("07ea031e0800000a", None),
        ("07ea031e080000002a0200", None),
        ("07ea031e080000002b0e01", None),
        ("07ea031e080000002b023c", None),
        ("0000000000000000000000", None),
    ],
)
def test_read(octets: str, expected: tuple[int, int | None] | None) -> None:
    raw = bytes.fromhex(octets) if len(octets) % 2 == 0 else bytes.fromhex(octets[:-1])
    assert decode_date_and_time(raw) == expected


@pytest.mark.parametrize(
    ("at_s", "offset_min"), [(0, 841), (0, -841), (1 << 60, 0), (-(1 << 40), 0), (at(9999, 12, 31, 23), 120)]
)
def test_outside_the_calendar(at_s: int, offset_min: int) -> None:
    with pytest.raises(EncodeError):
        encode_date_and_time(at_s, offset_min)


@given(st.integers(at(2, 1, 1), at(9998, 12, 31)), st.integers(-840, 840))
@settings(max_examples=300, deadline=None)
def test_what_is_written_is_read_back_and_shows_the_local_time(at_s: int, offset_min: int) -> None:
    octets = encode_date_and_time(at_s, offset_min)
    assert decode_date_and_time(octets) == (at_s, offset_min)
    local = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=at_s)).astimezone(
        timezone(timedelta(minutes=offset_min))
    )
    shown = (octets[0] * 256 + octets[1], *octets[2:7])
    assert shown == (local.year, local.month, local.day, local.hour, local.minute, local.second)


@given(st.binary(max_size=12))
@settings(max_examples=300, deadline=None)
def test_any_octets_at_all(octets: bytes) -> None:
    found = decode_date_and_time(octets)
    assert found is None or len(octets) in (8, 11)
