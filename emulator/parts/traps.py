"""Whom the printer tells of its log unasked (ACQ-10): the receiver that the server has written."""

from __future__ import annotations

from core.wire.mib import TrapVersion
from emulator.parts.board import next_serial


class TrapSettings:
    """``receiver`` is four octets of address and two of port, empty for nobody; formatting the storage keeps it."""

    __slots__ = ("community", "receiver", "serial", "version")

    def __init__(self) -> None:
        self.serial = 0
        self.receiver = b""
        self.community = b""
        self.version = TrapVersion.V2C

    @property
    def address(self) -> tuple[str, int] | None:
        """Host and port of the receiver."""
        if len(self.receiver) != 6:
            return None
        return ".".join(map(str, self.receiver[:4])), int.from_bytes(self.receiver[4:], "big")

    def check(self, serial: int) -> str:
        """Why a write would be refused now; "" when it would not."""
        return "" if serial == self.serial else "stale serial"

    def apply(self, receiver: bytes, community: bytes, version: TrapVersion) -> None:
        """From now on these."""
        self.serial = next_serial(self.serial)
        self.receiver, self.community, self.version = receiver, community, version

    def restarted(self) -> None:
        """After a restart no SET guarded by an older serial may act."""
        self.serial = next_serial(self.serial)
