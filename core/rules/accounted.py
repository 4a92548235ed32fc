"""The instant at which a job counts."""

from __future__ import annotations


def accounted_at(ended_s: int | None, previous_us: int, acquired_us: int) -> tuple[int, bool]:
    """The accounted instant of a job, and whether it is another than the device's own end time.

    The device's time holds if it lies between the previous acquisition and this one, both included; else the
    nearer of the two. Without a time (clock not set, ACQ-06) it is this acquisition. So a job of the 31st 23:50
    acquired at 00:10 counts for the old month, and a clock gone wrong cannot reach a month that was closed.
    """
    if ended_s is None:
        return acquired_us, True
    ended_us = ended_s * 1_000_000
    if ended_us > acquired_us:
        return acquired_us, True
    if ended_us < previous_us:
        return min(previous_us, acquired_us), True
    return ended_us, False
