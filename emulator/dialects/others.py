"""What else answers SNMP in a house, and can be no accounted printer: a printer that counts nothing, and no printer."""

from __future__ import annotations

from typing import Final

from core.wire.ber import OID
from core.wire.mib import ENTERPRISE, HR_DEVICE_TYPE, Oid
from emulator.dialects import host, port_monitor, printer_mib
from emulator.dialects.cells import constant
from emulator.dialects.tree import Tree
from emulator.models import Model

PRODUCT: Final[Oid] = (*ENTERPRISE, 2, 3)  # sysObjectID
_NETWORK_DEVICE: Final[Oid] = (1, 3, 6, 1, 2, 1, 25, 3, 1, 4)  # hrDeviceNetwork
_MARKERS: Final[Oid] = (*printer_mib.PRINTER_MIB, 10)


def tree(model: Model) -> Tree:
    """The objects of a printer without counters (``bare``), or of a machine that is no printer (``host``)."""
    objects = host.objects(model, PRODUCT)
    if model.dialect == "bare":
        printers = [*printer_mib.objects(model), *port_monitor.objects(model)]
        return Tree([*objects, *(each for each in printers if each.oid[: len(_MARKERS)] != _MARKERS)])
    kept = [each for each in objects if each.oid != HR_DEVICE_TYPE and each.oid[: len(host.PRINTERS)] != host.PRINTERS]
    return Tree([*kept, constant(HR_DEVICE_TYPE, OID, _NETWORK_DEVICE)])
