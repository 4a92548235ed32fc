"""The verb panel: what people do at a printer, and jobs that come by fax or mail instead of as a print stream."""

from __future__ import annotations

from typing import Final

from core.wire.pjl import PrintJob
from emulator.network.packets import Delivery
from emulator.parts.intake import Arrival
from harness.scenario import printing
from harness.scenario.history import JobRef
from harness.scenario.panel_steps import Panel, enter, order_of
from harness.scenario.run import REFUSALS, Result, Run

_SOURCES: Final = {"fax receive": "fax", "e-mail print": "mail", "fax from pc": "computer"}


async def panel(run: Run, step: Panel) -> None:
    """Does it, and waits for its end unless told otherwise."""
    printer = run.printer(step.printer)
    try:
        if step.do == "offline":
            printer.go_offline()
        elif step.do == "online":
            printer.go_online()
        else:
            await _order(run, step)
    except REFUSALS as error:
        run.outcome = {step.printer: Result(str(error))}


async def _order(run: Run, step: Panel) -> None:
    printer = run.printer(step.printer)
    who = enter(step, printer)
    order = order_of(step, who)
    assert order.errand is not None
    assert order.runs is not None
    source = _SOURCES.get(step.do, "panel")
    number = run.history.begin(order, run.now_us())
    run.history.end(number, Delivery(False, source, ""))
    ticket = PrintJob(
        *(who.account_id if who else None, order.user, order.login),
        *(order.document, order.host, order.application),
        *(order.copies, order.duplex, True, "", b"", order.setup),
    )
    job = printer.run(order.errand, Arrival(ticket, order.runs, 0, ""), source)
    run.history.end(number, Delivery(True, source, ""))
    ref = JobRef(number, step.printer, job)
    run.history.name(ref, *filter(None, (step.as_, step.document)))
    if step.wait:
        await printing.until_ended(run, ref)
