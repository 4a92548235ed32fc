"""The manager backends by name."""

from __future__ import annotations

from core.chance import Chance
from core.devices.manager import Manager, SnmpManager
from core.devices.pysnmp_backend import PysnmpManager
from core.devices.udp import OpenEndpoint
from core.model.errors import BadInput

BACKENDS = ("own", "pysnmp")


def open_manager(backend: str, open_endpoint: OpenEndpoint, chance: Chance) -> Manager:
    """A manager on the running loop; ``pysnmp`` opens sockets of its own. Raises BadInput, PressroomError."""
    if backend == "own":
        return SnmpManager(open_endpoint, chance)
    if backend == "pysnmp":
        return PysnmpManager()
    raise BadInput("manager", f"no such backend: {backend!r}", f"one of {', '.join(BACKENDS)}")
