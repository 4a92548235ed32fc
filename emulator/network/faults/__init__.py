"""Faults of network and device at a printer's edge: one per file, chained, drawn by seed (EMU-11).

A fault sees each datagram on its way to or from a printer and says what becomes of it: nothing (an empty
list), the same, later, or twice. It works the same in the simulated and in the live world.
"""

from __future__ import annotations

from emulator.network.faults.chain import Fault, FaultChain
from emulator.network.faults.registry import build_fault, fault_names, fault_parameters, is_of_device

__all__ = ["Fault", "FaultChain", "build_fault", "fault_names", "fault_parameters", "is_of_device"]
