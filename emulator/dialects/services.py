"""The services that a printer takes print data by, as Printer-MIB's channels and the port monitor MIB name them."""

from __future__ import annotations

from typing import Final, NamedTuple

from emulator.network.packets import IPP_PORT, LPD_PORT, RAW_PORT


class Service(NamedTuple):
    """One of them: the model's word for it, a title, PrtChannelTypeTC, its port, and where it is found."""

    name: str
    title: str
    channel: int
    port: int
    version: str
    uri: str  # with {address}
    information: str  # prtChannelInformation, with {address} (RFC 3805 and IANA-PRINTER-MIB)


SERVICES: Final = (
    Service("raw", "Port 9100", 11, RAW_PORT, "", "socket://{address}:9100", "port=9100"),
    Service("lpd", "LPD", 8, LPD_PORT, "", "lpd://{address}/lp", "Queue=lp"),
    Service("ipp", "IPP", 44, IPP_PORT, "2.0", "ipp://{address}/ipp/print", "URI=ipp://{address}/ipp/print"),
)
