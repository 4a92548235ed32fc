"""Subscriptions that a client reads with Get-Notifications (RFC 3995, and RFC 3996 for the pull method ``ippget``)."""

from __future__ import annotations

from collections import deque
from typing import Final, NamedTuple

from core.wire.ipp import Attribute

JOB_EVENTS: Final = ("job-completed", "job-created", "job-progress", "job-state-changed", "job-stopped")
PRINTER_EVENTS: Final = ("printer-config-changed", "printer-state-changed", "printer-stopped")
EVENTS: Final = (*JOB_EVENTS, *PRINTER_EVENTS)
LEASE_S: Final = 86_400
MAX_LEASE_S: Final = 67_108_863
"""As much as RFC 3995 lets a client ask for; 0 is for ever."""
LIFE_S: Final = 300
MAX_EVENTS: Final = 100
"""Events that a subscription keeps; the oldest go first."""
MAX_SUBSCRIPTIONS: Final = 100


class Notification(NamedTuple):
    """One event of one subscription, as it is told."""

    sequence: int
    event: str
    at_us: int
    job_id: int | None
    attributes: tuple[Attribute, ...]


class Subscription:
    """What a client wants to hear. ``job_id``: None for one of the printer. ``ends_us``: of its lease, 0 for never."""

    __slots__ = ("data", "ends_us", "events", "id", "interval_s", "job_id", "lease_s", "sequence", "told", "user")

    def __init__(self, number: int, user: str, events: tuple[str, ...], job_id: int | None) -> None:
        self.id = number
        self.user = user
        self.events = events
        self.job_id = job_id
        self.data = b""
        self.interval_s = 0
        self.lease_s = 0
        self.ends_us = 0
        self.sequence = 0
        self.told: deque[Notification] = deque(maxlen=MAX_EVENTS)

    def tell(self, names: tuple[str, ...], at_us: int, job_id: int | None, attributes: tuple[Attribute, ...]) -> None:
        """Something happened that has these names; it is told once, by the first name that was subscribed."""
        if self.job_id is not None and job_id != self.job_id:
            return
        name = next((each for each in self.events if each in names), None)
        if name is not None:
            self.sequence += 1
            self.told.append(Notification(self.sequence, name, at_us, job_id, attributes))

    def renew(self, lease_s: int, now_us: int) -> None:
        """It lives for so long from now on; one of a job lives as long as the job."""
        self.lease_s = lease_s
        self.ends_us = now_us + lease_s * 1_000_000 if lease_s else 0
