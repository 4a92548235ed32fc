"""The short way from a request that has been asked before to its answer.

Managers ask the same again and again; only the request ID is new each time. So what a request means is remembered under
its octets without that ID: which bindings, from which place in the tree. The second time it is learnt, and from the
third time on it is answered by that. Whatever is not as usual goes the long way through the agent, which knows
everything: long messages, errors, what does not fit, the end of the tree, views.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, NamedTuple

from core.wire import ber
from core.wire.mib import Oid
from core.wire.snmp import V1, Message, Pdu, PduType, encode_varbind
from emulator.dialects.compiled import Compiled, Encode
from emulator.dialects.tree import Tree
from emulator.printer import Printer

MOST_PLANS: Final = 2_048
"""Requests that are remembered for a model; then all are forgotten: a flood of strange ones costs time, not memory."""

MOST_BINDINGS: Final = 200
"""Of an answer; who asks for more asks for what does not fit."""

LONGEST: Final = 512
"""Octets of a request that is remembered."""

_GET: Final = int(PduType.GET)
_GETBULK: Final = int(PduType.GETBULK)
_NO_ERROR: Final = b"\x02\x01\x00\x02\x01\x00"  # status and index
_SHORT: Final = 0x80  # lengths below it stand in one octet
_MARGIN: Final = 12  # octets of the answer's headers, where the lengths are long
_LONGEST_ID: Final = 4
_PADDED: Final = frozenset({0x00, 0xFF})  # the first octet of an ID that may have one too many

Place = tuple[int, Oid]


class Plan(NamedTuple):
    """What a request asks for."""

    who: tuple[int, bytes]  # version and community
    before: bytes  # what stands in the answer in front of the PDU
    is_get: bool
    bindings: tuple[tuple[bytes | Encode, bytes], ...]  # each with what stands there while it does not exist
    singles: tuple[Place, ...]  # the first instance behind each
    repeaters: tuple[Place, ...]  # as many as ``repetitions`` behind each
    repetitions: int


class Quick:
    """Requests to the printers of one model, by their octets."""

    __slots__ = ("_compiled", "_plans", "_tree")

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._compiled: dict[bool, Compiled] = {}  # for SNMPv1, for the others
        self._plans: dict[bytes, Plan | None] = {}  # None: seen once

    def answer(self, printer: Printer, data: bytes, readers: Collection[tuple[int, bytes]], limit: int) -> bytes | None:
        """The response to a request that is known, may be asked by ``readers``, and has an answer as usual."""
        try:
            octet = data[1]  # the message's length, or how many octets that has
            at = 6 if octet < _SHORT else octet - 0x7A  # the community's length, behind the version
            at += data[at] + 2
            octet = data[at]  # the PDU's
            at += 3 if octet < _SHORT else octet - 0x7D  # the request ID's contents
            end = at + data[at - 1]
            plan = self._plans.get(data[:at] + data[end:])
        except IndexError:
            return None
        if plan is None or plan.who not in readers or data[at] in _PADDED:
            return None
        printer.catch_up()
        counts = printer.snmp
        gets, next_ones = (1, 0) if plan.is_get else (0, 1)
        counts.in_gets += gets  # before anything is read, which may be just that
        counts.in_get_nexts += next_ones
        found = _found(printer, plan, self._compiled[not plan.who[0]])
        answer = None if found is None else _sealed(plan.before, data[at - 2 : end] + _NO_ERROR, b"".join(found), limit)
        if found is None or answer is None:  # the agent counts it
            counts.in_gets -= gets
            counts.in_get_nexts -= next_ones
            return None
        counts.in_vars += len(found)
        return answer

    def learn(self, data: bytes, message: Message) -> None:
        """Somebody who may read everything has asked that; the second time it is remembered."""
        version, community, pdu = message
        if not isinstance(pdu, Pdu) or len(data) > LONGEST:
            return
        places = _places(data, community)
        if places is None:
            return
        start, tag, at = places
        end = at + data[at - 1]
        key = data[:at] + data[end:]
        if key not in self._plans:
            if len(self._plans) >= MOST_PLANS:
                self._plans.clear()
            self._plans[key] = None
        elif pdu.type != _GETBULK or (len(pdu.varbinds) * max(1, pdu.error_index) <= MOST_BINDINGS):
            self._plans[key] = self._plan(version, community, pdu, data[start:tag])

    def _plan(self, version: int, community: bytes, pdu: Pdu, before: bytes) -> Plan:
        compiled = self._compiled.get(version == V1)
        if compiled is None:
            tree = self._tree.older if version == V1 else self._tree
            compiled = self._compiled[version == V1] = Compiled(tree)
        names = [varbind.oid for varbind in pdu.varbinds]
        who = version, community
        if pdu.type == _GET:
            found = [(compiled.one(oid), self._missing(version, oid)) for oid in names]
            return Plan(who, before, True, tuple(found), (), (), 0)
        places = tuple([compiled.place(oid) for oid in names])
        if pdu.type != _GETBULK:
            return Plan(who, before, False, (), places, (), 0)
        single = min(pdu.error_status, len(names))
        return Plan(who, before, False, (), places[:single], places[single:], pdu.error_index)

    def _missing(self, version: int, oid: Oid) -> bytes:
        """The exception for a name without an instance; SNMPv1 has none."""
        return b"" if version == V1 else encode_varbind((oid, self._tree.missing(oid), None))


def _places(data: bytes, community: bytes) -> tuple[int, int, int] | None:
    """Where version, PDU and the request ID's contents begin; None for lengths that are written in another way.

    The message has been decoded, so everything is where it says.
    """
    start = 2 if data[1] < _SHORT else 2 + (data[1] & 0x7F)
    tag = start + 5 + len(community)
    if data[start + 1] != 1 or data[start + 4] != len(community):
        return None
    at = tag + 4 + (0 if data[tag + 1] < _SHORT else data[tag + 1] & 0x7F)
    return (start, tag, at) if 1 <= data[at - 1] <= _LONGEST_ID else None


def _sealed(before: bytes, head: bytes, listed: bytes, limit: int) -> bytes | None:
    """The message: version and community, the PDU's numbers, the bindings; None where that may be too much."""
    size = len(listed)
    outer = size + len(head) + len(before) + 4
    if outer < _SHORT:
        return b"\x30%c%b\xa2%c%b\x30%c%b" % (outer, before, size + len(head) + 2, head, size, listed)
    if outer - 4 + _MARGIN > limit:
        return None
    listed = head + ber.header(ber.SEQUENCE, size) + listed
    pdu = before + ber.header(0xA2, len(listed)) + listed
    return ber.header(ber.SEQUENCE, len(pdu)) + pdu


def _found(printer: Printer, plan: Plan, compiled: Compiled) -> list[bytes] | None:
    """The bindings of the answer; None where one is missing that the agent has to think about."""
    if plan.is_get:
        found = [each if isinstance(each, bytes) else each(printer) or missing for each, missing in plan.bindings]
        return found if all(found) else None
    found = []
    for at, index in plan.singles:
        one = compiled.walk(printer, at, index, 1)
        if not one:
            return None
        found += one
    count = plan.repetitions
    walks = [compiled.walk(printer, at, index, count) for at, index in plan.repeaters] if count else []
    if any(len(walk) < count for walk in walks):
        return None
    if len(walks) == 1:
        return found + walks[0]
    found += [each for turn in zip(*walks, strict=True) for each in turn]
    return found


def quick_for(tree: Tree) -> Quick:
    """The one of a tree."""
    if tree.quick is None:
        tree.quick = Quick(tree)
    return tree.quick
