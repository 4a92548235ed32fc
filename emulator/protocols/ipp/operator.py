"""Operations on the printer itself: asking, pausing, setting, switching (RFC 8011, RFC 3380, RFC 3998, PWG 5100.13)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from core.wire.ipp import Group
from core.wire.ipp_words import JobStateCode, PrinterStateCode, Status, Tag
from emulator.dialects.cells import now_us
from emulator.parts.identity import set_location
from emulator.parts.watch import ENDED, Event, watch
from emulator.protocols.ipp import view
from emulator.protocols.ipp.capabilities import IDENTIFY, SETTABLE_OF_PRINTER, format_of
from emulator.protocols.ipp.desk import Desk
from emulator.protocols.ipp.finding import need_administrator
from emulator.protocols.ipp.printer_attributes import printer_attributes
from emulator.protocols.ipp.request import Answer, Refused, Request, texts_of

_GOODBYE_US: Final = 1_000_000
"""Between the answer to whoever switches it off, and the switch."""
_MAX_TEXT: Final = 127


def get_printer_attributes(desk: Desk, request: Request) -> Answer:
    """What it can do, and how it stands."""
    kind = request.text("document-format")
    if kind and format_of(kind) is None:
        raise Refused(Status.DOCUMENT_FORMAT_NOT_SUPPORTED, f"{kind} cannot be printed")
    wanted = frozenset(request.texts("requested-attributes"))
    return Answer(groups=(Group(Tag.PRINTER, printer_attributes(desk, request.client, wanted)),))


def get_printer_supported_values(desk: Desk, request: Request) -> Answer:
    """What Set-Printer-Attributes may set them to: any text or URI (RFC 3380, section 4.3)."""
    names = frozenset(request.texts("requested-attributes")) & frozenset(SETTABLE_OF_PRINTER)
    wanted = names or frozenset(SETTABLE_OF_PRINTER)
    return Answer(groups=(Group(Tag.PRINTER, printer_attributes(desk, request.client, wanted)),))


def set_printer_attributes(desk: Desk, request: Request) -> Answer:
    """Where it stands, whose it is, what the operator wants to say."""
    need_administrator(request)
    given = request.attributes(Tag.PRINTER)
    fixed = [each for each in given if each.name not in SETTABLE_OF_PRINTER]
    if fixed:
        raise Refused(Status.ATTRIBUTES_NOT_SETTABLE, "attributes that cannot be set", fixed)
    long = [each for each in given if len(next(iter(texts_of(each)), "").encode()) > _MAX_TEXT]
    if long:
        raise Refused(Status.ATTRIBUTES_NOT_SUPPORTED, "values that cannot be set", long)
    told = {each.name: next(iter(texts_of(each)), "") for each in given}
    where = told.pop("printer-location", None)
    if where is not None:
        set_location(desk.printer, where.encode())
    desk.told |= told
    desk.printer_changed("printer-config-changed")
    return Answer()


def pause_printer(desk: Desk, request: Request) -> Answer:
    """What is being printed waits where it is."""
    need_administrator(request)
    view.pause(desk.printer)
    return Answer()


def pause_after_current_job(desk: Desk, request: Request) -> Answer:
    """The job that is being printed is the last one for now."""
    need_administrator(request)
    printer = desk.printer
    if view.state_of(printer) == PrinterStateCode.IDLE:
        view.pause(printer)
        return Answer()

    def heard(event: Event) -> None:
        if event.kind == ENDED:
            leave()
            printer._calendar.at(event.at_us, lambda: view.pause(printer), "a printer pauses after a job")

    leave = watch(printer, printer._calendar, heard)
    return Answer()


def resume_printer(desk: Desk, request: Request) -> Answer:
    """It goes on."""
    need_administrator(request)
    view.resume(desk.printer)
    return Answer()


def enable_printer(desk: Desk, request: Request) -> Answer:
    """It takes jobs."""
    need_administrator(request)
    desk.accepting = True
    return Answer()


def disable_printer(desk: Desk, request: Request) -> Answer:
    """It takes no more jobs from IPP clients; those that it has it prints."""
    need_administrator(request)
    desk.accepting = False
    return Answer()


def hold_new_jobs(desk: Desk, request: Request) -> Answer:
    """Jobs that come from now on wait."""
    need_administrator(request)
    desk.holding = True
    return Answer()


def release_held_new_jobs(desk: Desk, request: Request) -> Answer:
    """They go on."""
    need_administrator(request)
    desk.holding = False
    for job in list(desk.jobs.values()):
        if job.standing(desk.printer).code == JobStateCode.PENDING_HELD:
            desk.release(job)
    return Answer()


def restart_printer(desk: Desk, request: Request) -> Answer:
    """Off and on again, after the answer."""
    return _switch(desk, request, desk.printer.power_cycle)


def shut_down_printer(desk: Desk, request: Request) -> Answer:
    """Off, after the answer; then only somebody at the printer can switch it on."""
    return _switch(desk, request, desk.printer.power_off)


def start_up_printer(_: Desk, request: Request) -> Answer:
    """It answers, so it has been started already."""
    need_administrator(request)
    return Answer()


def _switch(desk: Desk, request: Request, switch: Callable[[], None]) -> Answer:
    need_administrator(request)
    printer, boot = desk.printer, desk.printer.boots

    def act() -> None:
        if printer.is_on and printer.boots == boot:
            switch()

    printer._calendar.at(now_us(printer) + _GOODBYE_US, act, "a printer is switched by IPP")
    return Answer()


def identify_printer(desk: Desk, request: Request) -> Answer:
    """It blinks, so that somebody finds it among others (PWG 5100.13, section 5.1)."""
    actions = request.texts("identify-actions") or IDENTIFY[:1]
    wrong = [each for each in actions if each not in IDENTIFY]
    if wrong:
        raise Refused(Status.ATTRIBUTES_NOT_SUPPORTED, f"identify-actions {wrong[0]}")
    desk.identified = actions
    return Answer()
