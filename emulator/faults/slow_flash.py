"""Writing takes long: a worn flash memory keeps whoever wrote waiting for the answer."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from core.wire.snmp import Message, Pdu, PduType, decode_message
from emulator.faults.base import DeviceFault, Hold, Ward
from emulator.network.packets import TO_PRINTER, Datagram
from emulator.ports import Chance

_REMEMBERED: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class SlowFlash(DeviceFault):
    """The answer to a SET (v1, v2c) takes ``least_us`` to ``most_us`` longer, all else is answered at once."""

    least_us: int = 1_000_000
    most_us: int = 4_000_000

    def begin(self, ward: Ward) -> Hold:
        """See :class:`DeviceFault`."""
        return _SlowFlash(ward, self)


class _SlowFlash(Hold):
    sees = True

    def __init__(self, ward: Ward, fault: SlowFlash) -> None:
        super().__init__(ward)
        self._fault = fault
        self._written: OrderedDict[int, None] = OrderedDict()  # numbers of the SETs that wait for their answers

    def apply(self, datagram: Datagram, chance: Chance) -> Sequence[Datagram]:
        """Note a SET on its way in, hold its answer on the way out."""
        message = decode_message(datagram.data)
        pdu = message.pdu if isinstance(message, Message) else None
        if not isinstance(pdu, Pdu):
            return (datagram,)
        if datagram.direction == TO_PRINTER:
            if pdu.type == PduType.SET:
                self._written[pdu.request_id] = None
                while len(self._written) > _REMEMBERED:
                    self._written.popitem(last=False)
            return (datagram,)
        if pdu.request_id not in self._written:
            return (datagram,)
        del self._written[pdu.request_id]
        spread = max(self._fault.most_us - self._fault.least_us, 0) + 1
        extra_us = self._fault.least_us + chance.below(f"fault {datagram.printer} slow flash", spread)
        return (datagram._replace(delay_us=datagram.delay_us + extra_us),)
