"""Printer-MIB (RFC 3805), all of its tables: by it a printer is recognised, counted, watched and supplied."""

from __future__ import annotations

from emulator.dialects.printer_mib import alerts, channels, console, general, marker, paper
from emulator.dialects.printer_mib.tables import PRINTER_MIB
from emulator.dialects.tree import Column, Leaf
from emulator.models import Model

__all__ = ["PRINTER_MIB", "objects"]


def objects(model: Model) -> list[Leaf | Column]:
    """Every group of the MIB, as the model has them."""
    return [
        *general.objects(model),
        *paper.objects(model),
        *marker.objects(model),
        *channels.objects(model),
        *console.objects(),
        *alerts.objects(model),
    ]
