"""Sets printers up to say things unasked, to whom people want."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from emulator.parts.snmp_counts import AUTHEN_TRAPS_OFF, AUTHEN_TRAPS_ON
from emulator.ports import Alarm, Calendar
from emulator.protocols.agent import Agent
from emulator.protocols.notifier import Notifier
from emulator.protocols.receivers import Courier, Receiver

Emit = Callable[[str, bytes, tuple[str, int]], None]


class _Held:
    """An appointment on the timer of the wire; until it is over the calendar stands still."""

    __slots__ = ("_action", "_calendar", "_handle")

    def __init__(self, calendar: Calendar, delay_s: float, action: Callable[[], None]) -> None:
        calendar.hold()
        self._calendar = calendar
        self._action = action
        self._handle: asyncio.TimerHandle | None = asyncio.get_running_loop().call_later(delay_s, self._ring)

    def cancel(self) -> None:
        """Forget it."""
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None
            self._calendar.release()

    def _ring(self) -> None:
        self._handle = None
        try:
            self._action()
        finally:
            self._calendar.release()


class Telling:
    """What all printers of a fleet need for it: the network and both clocks."""

    def __init__(self, emit: Emit, calendar: Calendar) -> None:
        """``emit``: sends a datagram from a printer's address."""
        self._emit = emit
        self._calendar = calendar

    def prepare(self, agent: Agent) -> Notifier:
        """A printer that can say something unasked."""
        printer = agent.printer
        if agent.unasked is None:
            agent.unasked = Notifier(printer, self._calendar, self._sender(agent))
            printer.on_queue = agent.unasked.queued
        return agent.unasked

    def set_receivers(self, agent: Agent, receivers: Sequence[Receiver]) -> None:
        """These hear of everything from now on, instead of those before; authentication failures are told too.

        Raises ValueError for a receiver that there cannot be.
        """
        for each in receivers:
            if each.problem():
                raise ValueError(each.problem())
        notifier = self.prepare(agent)
        if notifier.courier is not None:
            notifier.courier.forget()
        agent.counts.authen_traps = AUTHEN_TRAPS_ON if receivers else AUTHEN_TRAPS_OFF
        notifier.courier = None
        if receivers:
            notifier.courier = Courier(agent.printer, agent.tree, self._sender(agent), self._later, receivers)
            notifier.queued()

    def _sender(self, agent: Agent) -> Callable[[bytes, tuple[str, int]], None]:
        printer, emit = agent.printer, self._emit
        return lambda data, to: emit(printer.address, data, to)

    def _later(self, delay_s: float, action: Callable[[], None]) -> Alarm:
        return _Held(self._calendar, delay_s, action)
