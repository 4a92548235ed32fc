"""A tree's objects as what answers are made of: bindings that are encoded, or all but the value of them.

The tree knows names and values; an agent sends octets. What does not change for a model is encoded once for all its
printers, and of everything else the name is. A binding that does not exist is b"".
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from typing import Final

from core.wire import ber
from core.wire.mib import Oid
from core.wire.oid import encode_oid
from core.wire.snmp import encode_varbind
from core.wire.values import Value
from emulator.dialects.tree import Column, Leaf, Tree
from emulator.printer import Printer

Encode = Callable[[Printer], bytes]
"""One binding of a printer as it is now, b"" while it does not exist."""

_ONE: Final = tuple(bytes((value,)) for value in range(0x80))
_MOST: Final = {ber.INTEGER: ber.INT32_MAX} | dict.fromkeys((ber.COUNTER32, ber.GAUGE32, ber.TIMETICKS), ber.UINT32_MAX)
_OCTETS: Final = tuple(ber.header(ber.OCTET_STRING, length) for length in range(0x100))
_BINDINGS: Final = tuple(ber.header(ber.SEQUENCE, length) for length in range(0x100))


def encoder(leaf: Leaf) -> Encode:
    """What gives a leaf's binding."""
    oid, tag, read = leaf.oid, leaf.tag, leaf.read
    if tag in _MOST:
        return _number(oid, tag, read)
    return _octets(oid, read) if tag == ber.OCTET_STRING else _other(oid, tag, read)


def _number(oid: Oid, tag: int, read: Callable[[Printer], Value]) -> Encode:
    name, most = encode_oid(oid), _MOST[tag]
    heads = [b""] + [ber.header(ber.SEQUENCE, len(name) + 2 + n) + name + bytes((tag, n)) for n in range(1, 6)]
    short, one = heads[1], _ONE

    def encode(printer: Printer) -> bytes:
        value = read(printer)
        if value is None:
            return b""
        if isinstance(value, int) and 0 <= value <= most:
            if value < 0x80:
                return short + one[value]
            size = (value.bit_length() >> 3) + 1
            return heads[size] + value.to_bytes(size, "big")
        return encode_varbind((oid, tag, value))

    return encode


def _octets(oid: Oid, read: Callable[[Printer], Value]) -> Encode:
    name = encode_oid(oid)
    longest = 0xFF - len(name) - 3

    def encode(printer: Printer) -> bytes:
        value = read(printer)
        if value is None:
            return b""
        if isinstance(value, bytes) and len(value) <= longest:
            contents = name + _OCTETS[len(value)] + value
            return _BINDINGS[len(contents)] + contents
        return encode_varbind((oid, ber.OCTET_STRING, value))

    return encode


def _other(oid: Oid, tag: int, read: Callable[[Printer], Value]) -> Encode:
    def encode(printer: Printer) -> bytes:
        value = read(printer)
        return b"" if value is None else encode_varbind((oid, tag, value))

    return encode


class Rows:
    """A column's cells behind an index."""

    __slots__ = ("keys", "oid", "read", "tag")

    def __init__(self, column: Column) -> None:
        self.oid = column.oid
        self.tag = column.tag
        self.keys = column.keys
        self.read = column.read

    def fill(self, printer: Printer, index: Oid, out: list[bytes], count: int) -> None:
        """Add cells behind ``index`` to ``out`` until there are ``count`` bindings in it."""
        keys = self.keys(printer)
        if not keys:
            return
        read, oid, tag = self.read, self.oid, self.tag
        for key in keys[bisect_right(keys, index[0]) if index else 0 :]:
            value = read(printer, key)
            if value is not None:
                out.append(encode_varbind(((*oid, key), tag, value)))
                if len(out) == count:
                    return


class Compiled:
    """All of a tree, in the order of the names."""

    __slots__ = ("_columns", "_items", "_names", "_places", "_rows")

    def __init__(self, tree: Tree) -> None:
        self._names = [each.oid for each in tree.objects]
        self._places = {oid: at for at, oid in enumerate(self._names)}
        self._items = [_item(each) for each in tree.objects]
        self._rows = {at: Rows(each) for at, each in enumerate(tree.objects) if isinstance(each, Column)}
        self._columns = tree.columns

    def one(self, oid: Oid) -> bytes | Encode:
        """The binding of that very name."""
        at = self._places.get(oid)
        if at is not None:
            octets, found = self._items[at]
            if octets or found is not None:
                return octets or found or b""
        column = self._columns.get(oid[:-1])
        if column is None:
            return b""
        cell, tag = column.cell, column.tag

        def encode(printer: Printer) -> bytes:
            value = cell(printer, oid[-1:])
            return b"" if value is None else encode_varbind((oid, tag, value))

        return encode

    def place(self, oid: Oid) -> tuple[int, Oid]:
        """Where a walk from behind ``oid`` begins: an object, and an index if that is a column it is within."""
        at = bisect_right(self._names, oid)
        if at:
            before = self._names[at - 1]
            if at - 1 in self._rows and oid[: len(before)] == before:
                return at - 1, oid[len(before) :]
        return at, ()

    def walk(self, printer: Printer, at: int, index: Oid, count: int) -> list[bytes]:
        """The bindings from such a place on, at most ``count``; fewer where the tree ends."""
        out: list[bytes] = []
        items = self._items
        end = len(items)
        while at < end and len(out) < count:
            for octets, encode in items[at : at + count - len(out)]:
                if octets:
                    out.append(octets)
                elif encode is not None:
                    found = encode(printer)
                    if found:
                        out.append(found)
                else:
                    self._rows[at].fill(printer, index, out, count)
                    at, index = at + 1, ()
                    break  # its rows took places that were reckoned for single objects
                at, index = at + 1, ()
        return out


def _item(each: Leaf | Column) -> tuple[bytes, Encode | None]:
    """A binding for ever, or what gives it; neither of a column."""
    if isinstance(each, Column):
        return b"", None
    if each.fixed is not None:
        return encode_varbind((each.oid, each.tag, each.fixed)), None
    return b"", encoder(each)
