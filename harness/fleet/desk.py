"""Commands carried out on the printers of this process. Runs on the event loop; threads hand their commands over."""

from __future__ import annotations

import asyncio
import base64
import binascii
from collections.abc import Awaitable, Callable
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from core.model.errors import PressroomError
from core.wire.ber import EncodeError
from emulator.errors import EmulatorError
from emulator.network.faults import FaultChain, build_fault
from emulator.parts.intake import NOTHING_SAID, Arrival
from emulator.printer import Printer
from harness.fleet import care, views
from harness.fleet.care import Refused
from harness.fleet.command import Answer, Command, Row
from harness.fleet.events import Events
from harness.fleet.papers import stream_of
from harness.fleet.running import RunningFleet, ports_of
from harness.scenario.panel_steps import Panel, enter, order_of
from harness.scenario.steps import FaultSpec

SOURCE: Final = "control"
"""Where jobs come from that somebody orders here, as the journal calls it."""
_LONGEST_WAIT_S: Final = 60.0
_FAULTS: Final = TypeAdapter(tuple[FaultSpec, ...])


class LocalDesk:
    """The desk of the printers in this process. See :class:`harness.fleet.command.Desk`."""

    def __init__(self, running: RunningFleet) -> None:
        self.running = running
        self.events = Events(running.fleet)
        self.faults: dict[str, list[Row]] = {
            name: list(place.told_faults) for name, place in running.described.printers.items() if place.told_faults
        }

    async def ask(self, command: Command) -> Answer:
        """Each printer in turn; what one of them refuses does not keep the others from it."""
        if command.verb == "events":
            return self._events(command)
        if command.verb == "add":
            return self._add(command.names[0], command.body)
        work = VERBS[command.verb]
        results: dict[str, Any] = {}
        errors: dict[str, str] = {}
        for name in command.names:
            printer = self.running.fleet.printers.get(name)
            if printer is None:
                errors[name] = f"there is no printer {name!r}"
                continue
            try:
                outcome = work(self, printer, command.body)
                results[name] = await outcome if isinstance(outcome, Awaitable) else outcome
            except (EmulatorError, PressroomError, EncodeError) as error:
                errors[name] = str(error)
            except ValidationError as error:
                errors[name] = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        return Answer(results, errors)

    def _events(self, command: Command) -> Answer:
        after = str(command.body["after"])
        return Answer({"": self.events.after(int(after) if after.isdecimal() else -1, command.names)}, {})

    def _add(self, name: str, body: Row) -> Answer:
        try:
            printer = self.running.fleet.add(name, body["model"], body["address"], body["serial"])
        except EmulatorError as error:
            return Answer({}, {name: str(error)})
        return Answer({name: _list(self, printer, body)}, {})


# ---- looking -----------------------------------------------------------------------------------------------


def _list(desk: LocalDesk, printer: Printer, _: Row) -> Row:
    network = desk.running.network
    return views.brief(printer) | {"address": network.address_of(printer.address), "ports": ports_of(printer, network)}


def _show(desk: LocalDesk, printer: Printer, body: Row) -> Row:
    return _list(desk, printer, body) | views.full(printer, desk.faults.get(printer.name, []))


# ---- jobs --------------------------------------------------------------------------------------------------


async def _print(_: LocalDesk, printer: Printer, body: Row) -> Row:
    """Octets as they would come to port 9100, in base64."""
    try:
        data = base64.b64decode(body["data"], validate=True)
    except binascii.Error:
        raise Refused("data: expected base64") from None
    return await _receive(printer, data)


async def _pages(_: LocalDesk, printer: Printer, body: Row) -> Row:
    """Pages described by numbers."""
    return await _receive(printer, stream_of(body))


async def _receive(printer: Printer, data: bytes) -> Row:
    """The numbers of the jobs, once the data are read."""
    numbers: asyncio.Future[list[int]] = asyncio.get_running_loop().create_future()
    printer.receive(data, SOURCE, lambda jobs: None if numbers.done() else numbers.set_result(jobs))
    try:
        return {"jobs": await asyncio.wait_for(numbers, _LONGEST_WAIT_S)}
    except TimeoutError:
        raise Refused(f"it has been reading for {_LONGEST_WAIT_S:.0f} s") from None


def _cancel(_: LocalDesk, printer: Printer, body: Row) -> Row:
    return {"canceled": printer.cancel(int(body["job"]))}


def _press(_: LocalDesk, printer: Printer, body: Row) -> Row:
    """What somebody does at the panel, in the words of a scenario's verb ``panel``."""
    step = Panel.model_validate({**body, "printer": printer.name})
    if step.do == "offline":
        printer.go_offline()
    elif step.do == "online":
        printer.go_online()
    else:
        return {"job": _order(printer, step)}
    return {"state": views.state_of(printer)}


def _order(printer: Printer, step: Panel) -> int:
    """The job that follows from it: its number."""
    who = enter(step, printer)
    order = order_of(step, who)
    assert order.errand is not None
    ticket = NOTHING_SAID._replace(
        account_id=who.account_id if who else None,
        user=order.user,
        login=order.login,
        document=order.document,
        copies=order.copies,
        duplex=order.duplex,
        setup=order.setup,
    )
    return printer.run(order.errand, Arrival(ticket, tuple(order.runs or ()), 0, ""), "panel")


# ---- the machine -------------------------------------------------------------------------------------------


def _power(_: LocalDesk, printer: Printer, body: Row) -> Row:
    {"on": printer.power_on, "off": printer.power_off, "cycle": printer.power_cycle}[body["to"]]()
    return {"is_on": printer.is_on}


def _faults(desk: LocalDesk, printer: Printer, body: Row) -> Row:
    """These faults at its edge, and no others."""
    specs = _FAULTS.validate_python(body["faults"])
    chain = FaultChain(build_fault(each.kind, **each.parameters()) for each in specs) if specs else None
    desk.running.fleet.faults([printer.name], chain)
    desk.faults[printer.name] = list(body["faults"])
    return {"faults": desk.faults[printer.name]}


def _move(desk: LocalDesk, printer: Printer, body: Row) -> Row:
    desk.running.fleet.move(printer.name, body["address"])
    return {"address": printer.address}


def _remove(desk: LocalDesk, printer: Printer, _: Row) -> Row:
    desk.running.fleet.remove(printer.name)
    return {"removed": True}


def _plain(work: Callable[[Printer, Row], Row]) -> Callable[[LocalDesk, Printer, Row], Row]:
    """A command that needs nothing but the printer."""
    return lambda _, printer, body: work(printer, body)


Work = Callable[[LocalDesk, Printer, Row], Row | Awaitable[Row]]
VERBS: Final[dict[str, Work]] = {
    "list": _list,
    "show": _show,
    "print": _print,
    "pages": _pages,
    "cancel": _cancel,
    "panel": _press,
    "power": _power,
    "faults": _faults,
    "move": _move,
    "remove": _remove,
    "raise": _plain(care.raise_),
    "clear": _plain(care.clear),
    "paper": _plain(care.paper),
    "supply": _plain(care.supply),
    "caretaker": _plain(care.caretaker),
    "hold": _plain(care.hold),
    "release": _plain(care.release),
    "storage": _plain(care.storage),
    "busy": _plain(care.busy),
    "card": _plain(care.card),
    "fit": _plain(care.fit),
}
