"""Cartridges of another maker: the printer knows nothing of what is in them (RFC 3805, -2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from core.wire.mib import Oid
from core.wire.values import Value
from emulator.faults.base import Change, DeviceFault, Hold, Ward
from emulator.printer import Printer

_SUPPLIES: Final[Oid] = (1, 3, 6, 1, 2, 1, 43, 11, 1, 1)
_CAPACITY, _LEVEL = 8, 9
UNKNOWN: Final = -2


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownSupplies(DeviceFault):
    """Level and capacity of every supply are unknown."""

    def begin(self, ward: Ward) -> Hold:
        """See :class:`DeviceFault`."""
        return _UnknownSupplies(ward)


class _UnknownSupplies(Hold):
    def changes(self) -> Mapping[Oid, Change]:
        """See :class:`Hold`."""
        return {(*_SUPPLIES, column): _unknown for column in (_CAPACITY, _LEVEL)}


def _unknown(_printer: Printer, _value: Value) -> Value:
    return UNKNOWN
