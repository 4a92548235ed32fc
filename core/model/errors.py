"""Everything core refuses or fails at, in one tree; each message says what happened, each hint what to do."""

from __future__ import annotations


class PressroomError(Exception):
    """Root of core's exceptions.

    ``hint`` is one sentence for a person on what to do next; it may be empty.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class BadInput(PressroomError):
    """A value given by a person is refused; ``field`` names it (JID-01: "refused naming the field")."""

    def __init__(self, field: str, reason: str, hint: str = "") -> None:
        super().__init__(f"{field}: {reason}", hint)
        self.field = field
        self.reason = reason


class TooManyPrinters(PressroomError):
    """The edition's number of printers is used up (PRN-01)."""


class NotStarted(PressroomError):
    """Acquisition is not started for this printer (ACQ-09)."""


class Busy(PressroomError):
    """The printer is being acquired already (ACQ-09)."""


class Incident(PressroomError):
    """A record came again under its key with other content; that printer stops until a person decides."""


class StoreError(PressroomError):
    """The database cannot do what was asked."""


class ForeignDatabase(StoreError):
    """The file is damaged, or is no database of this product; it was left untouched."""


class LeaseHeld(StoreError):
    """Another server process works on this database."""


class Fenced(StoreError):
    """This store may no longer write: it was fenced, closed, or another server took the lease."""


class DeviceError(PressroomError):
    """A printer did not do what was asked."""


class NoResponse(DeviceError):
    """No usable reply came within timeout and retries; a wrong community looks the same (PRN-21)."""


class NoSuchHost(NoResponse):
    """The name means no machine, or the network knows no way to its address (PRN-21)."""


class WrongCommunity(NoResponse):
    """A machine is there, but silent under this community (PRN-21): see ``core/devices/knock.py``."""


class PrinterBusy(DeviceError):
    """The printer takes no writes at the moment: somebody works at its panel, say (PRN-21)."""


class NoStorage(DeviceError):
    """The printer has not enough free storage for a log (PRN-21)."""


class OtherPrinter(DeviceError):
    """Another printer than the registered one answers at its address (PRN-15)."""


class WrongUser(DeviceError):
    """The printer does not take the SNMPv3 user: name, password, protocol or security level (PRN-07)."""


class Refused(DeviceError):
    """The printer answered with an SNMP error; ``index`` is the 1-based varbind, 0 for none (RFC 3416 section 3)."""

    def __init__(self, status: int, index: int, message: str = "", hint: str = "") -> None:
        super().__init__(message or f"the printer refused with SNMP error {status} at varbind {index}", hint)
        self.status = status
        self.index = index


class NotAPrinter(DeviceError):
    """The address answers SNMP but is no printer."""


class NoLogCapability(DeviceError):
    """A printer without a job log, where one is needed."""


class WrongPassword(DeviceError):
    """The printer's administrator password is missing or wrong; nothing was changed (PRN-08)."""


class OwnedByOther(DeviceError):
    """The printer belongs to another server, whose ID is ``owner_hex`` (PRN-09)."""

    def __init__(self, owner_hex: str, message: str = "", hint: str = "") -> None:
        super().__init__(
            message or f"the printer is acquired by another server ({owner_hex})",
            hint or "give that server's ID to take the printer over",
        )
        self.owner_hex = owner_hex
