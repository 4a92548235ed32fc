"""What every network printer shows, whoever made it."""

from __future__ import annotations

from core.wire.mib import Oid
from emulator.dialects import host, jetdirect, port_monitor, printer_mib
from emulator.dialects.tree import Column, Leaf
from emulator.models import Model


def objects(model: Model, product: Oid) -> list[Leaf | Column]:
    """SNMPv2-MIB, IF-MIB, HOST-RESOURCES-MIB, Printer-MIB, port monitor MIB; ``product`` is the sysObjectID."""
    return [
        *host.objects(model, product),
        *printer_mib.objects(model),
        *port_monitor.objects(model),
        *jetdirect.objects(),
    ]
