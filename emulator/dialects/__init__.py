"""What makers do differently: the objects an agent shows, and what may be written into it."""

from __future__ import annotations

from emulator.dialects import accounting, counters, others, recorded
from emulator.dialects.tree import Tree
from emulator.models import Model

__all__ = ["Tree", "tree_for"]


def tree_for(model: Model) -> Tree:
    """The tree of a model's dialect, to be shared by all printers of that model."""
    if model.dialect == "accounting":
        return accounting.tree(model)
    if model.dialect == "recorded":
        return recorded.tree(model)
    return counters.tree(model) if model.dialect == "counters" else others.tree(model)
