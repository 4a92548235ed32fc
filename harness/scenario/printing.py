"""The verbs print and cancel: clients send bytes to printers, users stand at panels."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from core.wire.pages import PageRun
from emulator import journal
from emulator.network.packets import Delivery
from harness.scenario import clients
from harness.scenario import steps as verbs
from harness.scenario.history import JobRef, Order
from harness.scenario.run import Result, Run, StepFailed

_MICROS: Final = 1_000_000
_LONGEST_WAIT_ROUNDS: Final = 100_000


async def print_(run: Run, step: verbs.Print, file: str) -> None:
    """Sends the job, as often as asked, and waits until the last one has ended."""
    order = order_of(run, step, file)
    address = run.printer(order.printer).address
    data = order.stream(address)
    timeout_s = None if step.timeout is None else step.timeout / _MICROS
    for _ in range(step.times):
        number = run.history.begin(order, run.now_us())
        delivery = await run.world.send_stream(address, data, timeout_s, service=order.service)
        if order.service == "ipp":
            await run.world.calendar.settle()  # IPP answers before the document is read
        run.history.end(number, delivery)
        ref = JobRef(number, order.printer, number_of(run, order.printer, delivery), delivery.error)
        run.history.name(ref, *filter(None, (step.as_, order.document)))
    if ref.error:
        run.outcome = {order.printer: Result(ref.error)}
    elif step.wait:
        await until_ended(run, ref)


def order_of(run: Run, step: verbs.Print, file: str) -> Order:
    """The job that a step describes; ``file`` is where the step stands."""
    account = run.accounts.get(step.account) if step.account is not None else None
    body = (Path(file).parent / step.file).read_bytes() if step.file is not None else b""
    order = Order(
        printer=step.printer,
        account=step.account if step.account is not None else step.unknown_account,
        user=step.user if step.user is not None else (account.name if account else ""),
        login=step.login,
        document=step.document,
        host=step.host,
        application=step.application,
        copies=step.copies,
        duplex=step.duplex,
        runs=None if step.file is not None else _runs(step),
        body=body,
        setup=step.setup(),
        auth_user=step.log_in.user if step.log_in else "",
        auth_password=step.log_in.password if step.log_in else "",
        hold=step.hold,
        service=step.by,
    )
    if order.service == "ipp" and not order.user:
        order = order._replace(user=order.login)  # a user left out is the requester
    if step.whole_stream:
        said = {
            name: getattr(step, name) or "" for name in ("user", "document", "host") if name in step.model_fields_set
        }
        return order._replace(**{"user": "", "document": "", "host": "", **said}, bare=True)
    return order if step.from_ is None else clients.sent_from(run, step.from_, order, step)


def _runs(step: verbs.Print) -> tuple[PageRun, ...]:
    if step.runs is not None:
        return tuple(run.run() for run in step.runs)
    mono = step.pages - step.colour_pages
    pages = ((mono, "mono"), (step.colour_pages, "colour"))
    return tuple(step.page_run(count, kind, step.size, step.media) for count, kind in pages if count)


def number_of(run: Run, printer: str, delivery: Delivery) -> int:
    """The printer's own number for the job that came over this connection; 0 if none did."""
    for event in reversed(run.printer(printer).journal.events):
        if event[0] == journal.ARRIVED and event[3] == delivery.source:
            return int(event[2])
    return 0


async def until_ended(run: Run, ref: JobRef) -> None:
    """Moves the calendar to the job's end, if it can end by itself."""
    printer = run.printer(ref.printer)
    for _ in range(_LONGEST_WAIT_ROUNDS):
        state = printer.job_state(ref.number)
        if state.ended or state.end_due_us is None:
            return
        await run.world.calendar.advance_to(max(state.end_due_us, run.now_us()))
    raise StepFailed("the job to end", f"job {ref.number} of {ref.printer} is always due later")


async def cancel(run: Run, step: verbs.Cancel) -> None:
    """The user cancels a job at the panel."""
    ref = run.history.find(step.job)
    if not ref.number:
        raise StepFailed(f"a job {step.job} at the printer", ref.error)
    if not run.printer(ref.printer).cancel(ref.number):
        run.outcome = {ref.printer: Result(f"job {step.job} is over already")}
