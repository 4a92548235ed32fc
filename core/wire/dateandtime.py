"""SMIv2's DateAndTime between octets and instants (RFC 2579 section 2)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

from core.wire.ber import EncodeError

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY: Final = date(1970, 1, 1).toordinal()
MAX_OFFSET_MIN: Final = 14 * 60
"""RFC 2579 names 13 hours as the most; the Line Islands have 14."""


def encode_date_and_time(at_s: int, utc_offset_min: int) -> bytes:
    """Eleven octets for an instant (UTC seconds since 1970) as a clock with this offset from UTC shows it.

    Raises EncodeError outside the years 1 to 9999, or for an offset of more than 14 hours.
    """
    if not -MAX_OFFSET_MIN <= utc_offset_min <= MAX_OFFSET_MIN:
        raise EncodeError(f"an offset of {utc_offset_min} minutes from UTC")
    try:
        local = _EPOCH + timedelta(seconds=at_s + 60 * utc_offset_min)
    except OverflowError:
        raise EncodeError(f"{at_s} s since 1970 lies outside the calendar") from None
    hours, minutes = divmod(abs(utc_offset_min), 60)
    return bytes(
        (
            local.year >> 8,
            local.year & 0xFF,
            local.month,
            local.day,
            local.hour,
            local.minute,
            local.second,
            0,
            ord("-" if utc_offset_min < 0 else "+"),
            hours,
            minutes,
        )
    )


def decode_date_and_time(octets: bytes) -> tuple[int, int | None] | None:
    """UTC seconds since 1970 and the offset from UTC in minutes; None if the clock is not set (no octets).

    Eight octets tell a local time without saying where: the offset is None, and the seconds are those a clock
    on UTC would have. Octets that are no date give None too. A leap second counts as the second after it.
    """
    if len(octets) not in (8, 11):
        return None
    year, month, day = octets[0] << 8 | octets[1], octets[2], octets[3]
    hour, minute, second, tenths = octets[4:8]
    if hour > 23 or minute > 59 or second > 60 or tenths > 9:
        return None
    try:
        days = date(year, month, day).toordinal() - _EPOCH_DAY
    except ValueError:
        return None
    local_s = 86400 * days + 3600 * hour + 60 * minute + second
    if len(octets) == 8:
        return local_s, None
    sign, hours, minutes = octets[8:]
    offset_min = 60 * hours + minutes
    if sign not in b"+-" or minutes > 59 or offset_min > MAX_OFFSET_MIN:
        return None
    if sign == ord("-"):
        offset_min = -offset_min
    return local_s - 60 * offset_min, offset_min
