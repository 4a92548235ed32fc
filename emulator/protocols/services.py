"""Which protocol a printer speaks on which TCP port."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from emulator.network.packets import HTTP_PORT, IPP_PORT, LPD_PORT, RAW_PORT
from emulator.printer import Printer
from emulator.protocols.lpd.session import LpdSession
from emulator.protocols.raw9100 import RawSession


def session_for(printer: Printer, port: int, source: str) -> asyncio.Protocol | None:
    """A session of the service that clients expect at ``port`` (STREAM_PORTS), None where the model has none."""
    service, opener = _SERVICES.get(port, ("", None))
    return opener(printer, source) if opener is not None and service in printer.model.protocols else None


def _ipp(printer: Printer, source: str) -> asyncio.Protocol:
    from emulator.protocols.ipp.door import IppDoor  # HTTP and TLS take their time to load; most fleets need neither

    return IppDoor(printer, source)


def _web(printer: Printer, source: str) -> asyncio.Protocol:
    from emulator.protocols.web.session import WebSession

    return WebSession(printer, source)


_SERVICES: Final[dict[int, tuple[str, Callable[[Printer, str], asyncio.Protocol]]]] = {
    RAW_PORT: ("raw", RawSession),
    LPD_PORT: ("lpd", LpdSession),
    IPP_PORT: ("ipp", _ipp),
    HTTP_PORT: ("http", _web),
}
