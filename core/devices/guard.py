"""Writing under a TestAndIncr (RFC 2579): a change takes effect at most once, and its result is known or an error.

Over UDP a SET may arrive never, once, several times, or late. The serial in front of it makes every copy but the
first refuse itself. When no answer comes, the serial is read back: moved, and the values tell whose change it was;
not moved, and the same serial is sent again, so that an earlier copy still under way stays harmless.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from core.devices.manager import Manager, Target
from core.devices.reading import Values, number, read
from core.model.errors import NoResponse, Refused, WrongCommunity
from core.wire import ber
from core.wire.mib import Oid
from core.wire.snmp import ErrorStatus, Varbind

_WRAP: Final = 0x7FFF_FFFF
_CONTESTED_ROUNDS: Final = 2
#: What a stale serial is refused with: by version 2c, and by version 1 (RFC 3584 section 4.4).
STALE: Final = frozenset((ErrorStatus.INCONSISTENT_VALUE, ErrorStatus.BAD_VALUE))


class Guard:
    """One serial of one printer, and all writes that it guards. The last value seen is kept, to save a read.

    ``in_doubt``: a write was given up, or cut off, whose copies may still come and find the serial that they carry.
    The next write that gets through ends that.
    """

    def __init__(self, manager: Manager, target: Target, serial_oid: Oid, *, in_doubt: bool = False) -> None:
        self.in_doubt = in_doubt
        self._manager = manager
        self._target = target
        self._oid = serial_oid
        self._serial: int | None = None

    async def write(
        self,
        build: Callable[[], Sequence[Varbind]],
        reads: Sequence[Oid],
        confirms: Callable[[Values], bool],
    ) -> None:
        """Write what ``build`` gives, anew for each attempt, until it is known to be in force.

        ``confirms`` judges the values of ``reads``, read back together with the serial. Raises Refused if the printer
        refuses; WrongCommunity if it answers reads but no write; NoResponse, in words that leave it open, if nobody
        can say whether the change was made.
        """
        silent = 0
        # besides silence, a serial that another writer moved costs a round
        for _ in range(self._target.retries + 1 + _CONTESTED_ROUNDS):
            if self._serial is None:
                self._serial = number(await read(self._manager, self._target, (self._oid,)), self._oid)
            sent = self._serial
            refused: Refused | None = None
            was_in_doubt, self.in_doubt = self.in_doubt, True
            try:
                await self._manager.set(self._target, (Varbind(self._oid, ber.INTEGER, sent), *build()))
            except Refused as error:
                if error.status not in STALE:
                    self.in_doubt = was_in_doubt
                    raise
                refused = error
            except NoResponse:
                pass
            else:
                self._serial = 0 if sent == _WRAP else sent + 1
                self.in_doubt = False
                return
            if await self._is_in_force(sent, reads, confirms):
                return
            if self._serial == sent:
                if refused is not None:
                    self.in_doubt = was_in_doubt
                    raise refused
                silent += 1
                if silent > self._target.retries:
                    break
        raise self._give_up(silent)

    async def _is_in_force(self, sent: int, reads: Sequence[Oid], confirms: Callable[[Values], bool]) -> bool:
        self._serial = None
        try:
            values = await read(self._manager, self._target, (self._oid, *reads))
        except NoResponse as silence:
            raise NoResponse(
                f"{self._target.address}: no answer any more; whether the last change was made is not known",
                "it is checked when the printer answers again",
            ) from silence
        self._serial = number(values, self._oid)
        if self._serial == sent:
            return False
        self.in_doubt = False
        return confirms(values)

    def _give_up(self, silent: int) -> NoResponse:
        if silent > self._target.retries:
            return WrongCommunity(
                f"{self._target.address}: answers reads, but no write",
                "is the write community right? The change was not made so far",
            )
        return NoResponse(f"{self._target.address}: the change could not be confirmed after all retries")
