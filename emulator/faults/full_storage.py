"""The storage is nearly full of fonts and stored jobs: a new owner's log finds no room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from core.wire import mib
from core.wire.mib import Oid
from core.wire.values import Value
from emulator.dialects import Tree, tree_for
from emulator.faults.base import Change, DeviceFault, Hold, Ward
from emulator.printer import Printer

_ENTRY: Final[Oid] = (*mib.HR_DEVICE_INDEX[:7], 2, 3, 1)  # hrStorageEntry
_TYPE, _SIZE, _USED = 2, 5, 6
_KEPT: Final = (4, 5, 9)  # hrStorageTypes: fixed disk, removable disk, flash memory


@dataclass(frozen=True, slots=True, kw_only=True)
class FullStorage(DeviceFault):
    """Of 1,000 parts of each lasting storage ``left`` are free."""

    left: int = 10

    def begin(self, ward: Ward) -> Hold:
        """See :class:`DeviceFault`."""
        return _FullStorage(ward, self)


class _FullStorage(Hold):
    def __init__(self, ward: Ward, fault: FullStorage) -> None:
        super().__init__(ward)
        self._left = min(fault.left, 1_000)
        ward.printer.storage.is_crowded = True

    def changes(self) -> Mapping[Oid, Change]:
        """hrStorageUsed of what lasts."""
        tree = tree_for(self.ward.printer.model)
        rows = range(1, 64)
        lasting = [row for row in rows if self._kind(tree, row) in _KEPT]
        return {(*_ENTRY, _USED, row): self._used(tree, row) for row in lasting}

    def _kind(self, tree: Tree, row: int) -> int:
        kind = tree.get(self.ward.printer, (*_ENTRY, _TYPE, row))[2]
        return kind[-1] if isinstance(kind, tuple) else 0

    def _used(self, tree: Tree, row: int) -> Change:
        def change(printer: Printer, value: Value) -> Value:
            size = tree.get(printer, (*_ENTRY, _SIZE, row))[2]
            return size - size * self._left // 1_000 if isinstance(size, int) else value

        return change

    def end(self) -> None:
        """Somebody has cleared up."""
        super().end()
        self.ward.printer.storage.is_crowded = False
