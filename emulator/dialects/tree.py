"""The objects an agent shows: one sorted table for each model, shared by all its printers.

A leaf is one instance with a fixed name. A column is a row of instances that come and go, such as the log
records. Both fetch their value from the printer at the moment somebody asks; the tree itself holds nothing
that belongs to one printer.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from core.wire.ber import COUNTER64, NO_SUCH_INSTANCE, NO_SUCH_OBJECT
from core.wire.mib import Oid
from core.wire.values import Value
from emulator.dialects.view import View
from emulator.dialects.writing import READ_ONLY, Writing
from emulator.printer import Printer

Found = tuple[Oid, int, Value]
Read = Callable[[Printer], Value]

if TYPE_CHECKING:
    from emulator.dialects.quick import Quick

_NOTHING: Final[Oid] = ()


class Leaf:
    """One instance; ``read`` gives its value, or None while it does not exist.

    ``fixed`` is what ``read`` gives for every printer of the model and for ever, None where that is not so.
    """

    __slots__ = ("fixed", "oid", "read", "tag", "type")

    def __init__(self, oid: Oid, tag: int, read: Read, *, index_length: int = 1, fixed: Value = None) -> None:
        self.oid = oid
        self.type = oid[:-index_length]
        self.tag = tag
        self.read = read
        self.fixed = fixed


class Column:
    """Instances with one index each; ``keys`` gives the indexes in ascending order, ``read`` a cell.

    Of a longer index all but the last number are fixed, and stand at the end of ``oid``.
    """

    __slots__ = ("keys", "oid", "read", "tag", "type")

    def __init__(
        self,
        oid: Oid,
        tag: int,
        keys: Callable[[Printer], Sequence[int]],
        read: Callable[[Printer, int], Value],
        *,
        index_length: int = 1,
    ) -> None:
        self.oid = oid
        self.type = oid[: len(oid) + 1 - index_length]
        self.tag = tag
        self.keys = keys
        self.read = read

    def cell(self, printer: Printer, index: Oid) -> Value:
        """The value at an index, None where there is none."""
        if len(index) != 1:
            return None
        keys = self.keys(printer)
        at = bisect_right(keys, index[0])
        return self.read(printer, index[0]) if at and keys[at - 1] == index[0] else None

    def after(self, printer: Printer, index: Oid) -> Iterator[Found]:
        """All cells behind an index; the empty one stands before the first."""
        keys = self.keys(printer)
        start = bisect_right(keys, index[0]) if index else 0
        oid, tag, read = self.oid, self.tag, self.read
        for key in keys[start:]:
            value = read(printer, key)
            if value is not None:
                yield (*oid, key), tag, value


class Tree:
    """Leaves and columns in the order of their names, and what may be written."""

    def __init__(self, objects: Iterable[Leaf | Column], writing: Writing = READ_ONLY) -> None:
        self.writing = writing
        self._older: Tree | None = None
        self.quick: Quick | None = None  # once somebody asks
        self._objects = sorted(objects, key=lambda each: each.oid)
        self._names = [each.oid for each in self._objects]
        self._leaves = {each.oid: each for each in self._objects if isinstance(each, Leaf)}
        self._columns = {each.oid: each for each in self._objects if isinstance(each, Column)}
        self._followed = {each.type: each for each in self._leaves.values() if self._follows(each)}
        self._types = frozenset(each.type for each in self._objects)
        self._within: dict[View, Tree] = {}
        if len(set(self._names)) != len(self._names):
            raise ValueError("an object stands twice in the tree")

    @property
    def objects(self) -> Sequence[Leaf | Column]:
        """All of them, in the order of their names."""
        return self._objects

    @property
    def columns(self) -> Mapping[Oid, Column]:
        """Those of its objects that come and go."""
        return self._columns

    @property
    def older(self) -> Tree:
        """What of this tree SNMPv1 has a type for: all but the numbers of 64 bits (RFC 3584, section 4.2.2.1)."""
        if self._older is None:
            kept = [each for each in self._objects if each.tag != COUNTER64]
            self._older = self if len(kept) == len(self._objects) else Tree(kept, self.writing)
        return self._older

    def within(self, view: View) -> Tree:
        """What of this tree is in a view."""
        tree = self._within.get(view)
        if tree is None:
            parts = [_part(each, view) for each in self._objects]
            tree = self._within[view] = Tree([each for each in parts if each is not None], self.writing)
        return tree

    def altered(self, change: Callable[[Leaf], Leaf]) -> Tree:
        """The same objects, with other leaves in the places of some."""
        return Tree([change(each) if isinstance(each, Leaf) else each for each in self._objects], self.writing)

    def get(self, printer: Printer, oid: Oid) -> Found:
        """The instance of that very name, or which kind of nothing is there (RFC 3416 section 4.2.1)."""
        leaf = self._leaves.get(oid)
        if leaf is not None:
            tag, value = leaf.tag, leaf.read(printer)
        else:
            column = self._columns.get(oid[:-1])
            tag, value = (column.tag, column.cell(printer, oid[-1:])) if column is not None else (0, None)
        if value is not None:
            return oid, tag, value
        return oid, self.missing(oid), None

    def missing(self, oid: Oid) -> int:
        """Which kind of nothing is at a name."""
        known = any(oid[:length] in self._types for length in range(len(oid), 0, -1))
        return NO_SUCH_INSTANCE if known else NO_SUCH_OBJECT

    def next(self, printer: Printer, oid: Oid) -> Found | None:
        """The first instance whose name stands behind ``oid``; None at the end of the tree."""
        leaf = self._followed.get(oid)
        if leaf is not None:
            value = leaf.read(printer)
            if value is not None:
                return leaf.oid, leaf.tag, value
        return next(self.after(printer, oid), None)

    def _follows(self, leaf: Leaf) -> bool:
        """Whether a leaf stands right behind its own type, which is how a manager names a scalar in a GETBULK."""
        at = bisect_right(self._names, leaf.type)
        before = self._objects[at - 1] if at else leaf
        return self._objects[at] is leaf and (type(before) is Leaf or leaf.type[: len(before.oid)] != before.oid)

    def after(self, printer: Printer, oid: Oid) -> Iterator[Found]:
        """Every instance whose name stands behind ``oid``, in order, to the end of the tree."""
        objects = self._objects
        at = bisect_right(self._names, oid)
        if at:
            before = objects[at - 1]
            if type(before) is Column and oid[: len(before.oid)] == before.oid:
                yield from before.after(printer, oid[len(before.oid) :])
        for position in range(at, len(objects)):
            each = objects[position]
            if type(each) is Leaf:
                value = each.read(printer)
                if value is not None:
                    yield each.oid, each.tag, value
            elif type(each) is Column:
                yield from each.after(printer, _NOTHING)


def _part(each: Leaf | Column, view: View) -> Leaf | Column | None:
    """What of an object is in a view."""
    if isinstance(each, Leaf) or not view.cuts(each.oid):
        return each if view.shows(each.oid) else None
    oid, keys = each.oid, each.keys

    def keep(printer: Printer) -> Sequence[int]:
        return [key for key in keys(printer) if view.shows((*oid, key))]

    return Column(oid, each.tag, keep, each.read, index_length=len(oid) + 1 - len(each.type))
