"""By which a printer is known on its network: hardware address, IEEE 1284 device ID, and where it stands."""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

from core.wire import mib
from emulator.models import Model
from emulator.printer import Printer

COMMAND_SETS: Final = ("PJL", "PCL", "PCLXL", "POSTSCRIPT", "PDF", "PWGRaster", "URF", "TXT")
_LOCALLY_ADMINISTERED: Final = b"\x02"  # IEEE 802: given by whoever runs the network, no maker's


def mac_address(printer: Printer) -> bytes:
    """Six octets: a locally administered address, the same for a printer of that name in every run."""
    return _LOCALLY_ADMINISTERED + blake2b(printer.name.encode(), digest_size=5).digest()


def product_name(model: Model) -> str:
    """What it is called beside its maker's name: the first word with a digit in its description, else all of it."""
    words = model.description.removeprefix(model.maker).split()
    return next((word for word in words if any(letter.isdigit() for letter in word)), " ".join(words))


def device_id(printer: Printer) -> str:
    """The IEEE 1284 device ID, as PWG 5107.2 has it, without its two octets of length."""
    model = printer.model
    fields = {
        "MFG": model.maker,
        "MDL": product_name(model),
        "CMD": ",".join(COMMAND_SETS),
        "CLS": "PRINTER",
        "DES": model.description,
        "SN": printer.serial,
    }
    return "".join(f"{key}:{_plain(value)};" for key, value in fields.items())


def location(printer: Printer) -> bytes:
    """Where it stands, as somebody wrote it by SNMP (sysLocation) or IPP (printer-location): up to 255 octets."""
    return (printer.snmp.texts or {}).get(mib.SYS_LOCATION, b"")


def set_location(printer: Printer, where: bytes) -> None:
    """Somebody writes where it stands."""
    printer.snmp.texts = {**(printer.snmp.texts or {}), mib.SYS_LOCATION: where}


def _plain(value: str) -> str:
    """Without what would end a field."""
    return value.replace(";", ",").replace(":", " ")
