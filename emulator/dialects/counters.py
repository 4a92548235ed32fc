"""A plain network printer: standard MIBs with life counters, no accounting."""

from __future__ import annotations

from typing import Final

from core.wire.mib import ENTERPRISE, Oid
from emulator.dialects import standard
from emulator.dialects.standard_writing import WRITING
from emulator.dialects.tree import Tree
from emulator.models import Model

PRODUCT: Final[Oid] = (*ENTERPRISE, 2, 2)  # sysObjectID


def tree(model: Model) -> Tree:
    """The objects of a model without accounting."""
    return Tree(standard.objects(model, PRODUCT), WRITING)
