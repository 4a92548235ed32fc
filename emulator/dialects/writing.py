"""SETs in two phases: everything is checked first, then all of it is applied, or nothing (RFC 3416 section 4.2.5).

A dialect says what may be written at all (:class:`Syntax`) and which objects belong together
(:class:`Operation`); the rest is the same for all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from core.wire.mib import Oid
from core.wire.snmp import ErrorStatus, Varbind
from emulator.printer import Printer


class Refusal(NamedTuple):
    """Why a SET changes nothing: the status, and which binding is to blame, counted from 1."""

    status: ErrorStatus
    position: int


class Blame(NamedTuple):
    """A check failed: the object to blame, and the status."""

    oid: Oid
    status: ErrorStatus = ErrorStatus.INCONSISTENT_VALUE


class Syntax(NamedTuple):
    """What an object takes: its type, and the smallest and largest number, or length in octets."""

    tag: int
    least: int
    most: int
    lengths: frozenset[int] | None = None  # where not every length between the two will do

    def problem(self, varbind: Varbind) -> ErrorStatus | None:
        """The status for a value that this object can never take."""
        value = varbind.value
        if varbind.tag != self.tag:
            return ErrorStatus.WRONG_TYPE
        if isinstance(value, bytes):
            fits = self.least <= len(value) <= self.most and (self.lengths is None or len(value) in self.lengths)
            return None if fits else ErrorStatus.WRONG_LENGTH
        if not isinstance(value, int) or not self.least <= value <= self.most:
            return ErrorStatus.WRONG_VALUE
        return None


class Request:
    """The bindings of one SET by name."""

    def __init__(self, varbinds: Sequence[Varbind]) -> None:
        self.position = {varbind.oid: at for at, varbind in enumerate(varbinds, start=1)}
        self._values = {varbind.oid: varbind.value for varbind in varbinds}
        self.used: set[Oid] = set()

    def number(self, oid: Oid) -> int:
        """The number written to an object whose syntax is one."""
        value = self._values[oid]
        assert isinstance(value, int)
        return value

    def octets(self, oid: Oid) -> bytes:
        """The octets written to an object whose syntax is that."""
        value = self._values[oid]
        assert isinstance(value, bytes)
        return value

    def below(self, column: Oid) -> dict[Oid, int]:
        """The numbers written to rows of a column, by name."""
        return {oid: self.number(oid) for oid in self.position if oid[:-1] == column}

    def refusal(self, blame: Blame, instead: Oid) -> Refusal:
        """Blame the object if it is in the request, else the one that made it necessary."""
        return Refusal(blame.status, self.position.get(blame.oid) or self.position[instead])


class Operation(NamedTuple):
    """Objects that are written together, and what that means.

    One of ``triggers`` in a request asks for the operation; then all of ``needs`` must be there. ``guards``
    (password, generation) may be shared by several operations of one request, nothing else may.
    """

    triggers: tuple[Oid, ...]
    needs: tuple[Oid, ...]
    guards: tuple[Oid, ...]
    check: Callable[[Printer, Request], Blame | None]
    apply: Callable[[Printer, Request], None]
    optional: tuple[Oid, ...] = ()
    column: Oid | None = None  # its rows trigger too, and belong to the operation


class Writing:
    """What may be written in one dialect."""

    def __init__(
        self,
        scalars: dict[Oid, Syntax],
        columns: dict[Oid, Syntax],
        guard_checks: dict[Oid, Callable[[Printer, Request], ErrorStatus | None]],
        operations: Sequence[Operation],
        has_row: Callable[[Printer, Oid], bool],
    ) -> None:
        self._scalars = scalars
        self._columns = columns
        self._guard_checks = guard_checks
        self._operations = operations
        self._has_row = has_row

    def write(self, printer: Printer, varbinds: Sequence[Varbind]) -> Refusal | None:
        """Apply a SET as a whole, or say why nothing changed."""
        for at, varbind in enumerate(varbinds, start=1):
            status = self._problem(printer, varbind)
            if status is not None:
                return Refusal(status, at)
        request = Request(varbinds)
        if len(request.position) != len(varbinds):
            return Refusal(ErrorStatus.INCONSISTENT_VALUE, _first_repeated(varbinds))
        asked: list[Operation] = []
        for operation in self._operations:
            trigger = _trigger(operation, request)
            if trigger is None:
                continue
            refusal = self._check(printer, request, operation, trigger)
            if refusal is not None:
                return refusal
            asked.append(operation)
        for oid, at in request.position.items():
            if oid not in request.used:
                return Refusal(ErrorStatus.INCONSISTENT_VALUE, at)
        for operation in asked:
            operation.apply(printer, request)
        return None

    def _problem(self, printer: Printer, varbind: Varbind) -> ErrorStatus | None:
        """Faults of one binding alone, in the order of RFC 3416 section 4.2.5."""
        syntax = self._scalars.get(varbind.oid)
        if syntax is not None:
            return syntax.problem(varbind)
        column = self._columns.get(varbind.oid[:-1])
        if column is None:
            return ErrorStatus.NOT_WRITABLE
        return column.problem(varbind) or (None if self._has_row(printer, varbind.oid) else ErrorStatus.NO_CREATION)

    def _check(self, printer: Printer, request: Request, operation: Operation, trigger: Oid) -> Refusal | None:
        own = [oid for oid in (*operation.needs, *operation.optional) if oid in request.position]
        if operation.column is not None:
            own += request.below(operation.column)
        for oid in operation.needs:
            if oid not in request.position or oid in request.used:
                return request.refusal(Blame(oid), trigger)
        for oid in operation.guards:
            status = self._guard_checks[oid](printer, request)
            if status is not None:
                return request.refusal(Blame(oid, status), trigger)
        blame = operation.check(printer, request)
        if blame is not None:
            return request.refusal(blame, trigger)
        request.used.update(own, operation.guards)
        return None


READ_ONLY = Writing({}, {}, {}, (), lambda _printer, _oid: False)


def _trigger(operation: Operation, request: Request) -> Oid | None:
    for oid in operation.triggers:
        if oid in request.position:
            return oid
    if operation.column is not None:
        return next(iter(request.below(operation.column)), None)
    return None


def _first_repeated(varbinds: Sequence[Varbind]) -> int:
    seen: set[Oid] = set()
    for at, varbind in enumerate(varbinds, start=1):
        if varbind.oid in seen:
            return at
        seen.add(varbind.oid)
    return 0
