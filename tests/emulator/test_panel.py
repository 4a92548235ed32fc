"""What people do at a printer, and jobs that come by fax or mail: physics first, a record for each service (EMU-07)."""

from __future__ import annotations

import pytest

from core.wire.id_table import EMAIL_PRINT_ID, LOCAL_PRINT_ID
from core.wire.items import FUNCTIONS, SERVICES, Communication, Scan
from core.wire.mib import LogFullAction, Restriction
from core.wire.pages import PageRun
from core.wire.pjl import PrintJob
from emulator.errors import NoScanner, PrinterOff
from emulator.parts import errand as errands
from emulator.parts.decision import RULES
from emulator.parts.errand import Errand, Transmission
from emulator.parts.intake import Arrival

ORIGINALS = (PageRun(2, "mono", "A4", "plain"), PageRun(1, "colour", "A4", "plain"))
FAX = Transmission("fax", "send", "call", "0301", ("manual",), 60, 3)


def order(printer, errand, *pages, pin=None, **fields):
    ticket = PrintJob(pin, "", "", "", "", "", 1, False, True, "", b"")._replace(**fields)
    return printer.run(errand, Arrival(ticket, pages, 0, ""), "panel")


def services(workshop, printer):
    return [(record.function, record.service) for record in workshop.records(printer)]


def test_a_copy_scans_and_prints(workshop):
    """LOG-09, EMU-07: two records of one job; pages are scanned at the engine's pace before the first sheet."""
    printer = workshop.printer()
    workshop.put_ids(printer, {1001: 0})
    face, start = printer.model.face_us, workshop.START_US
    order(printer, Errand("copy", ORIGINALS), *ORIGINALS, pin=1001, copies=2)
    workshop.wait(60)
    kinds = {"arrived", "begun", "scanned", "sheet", "ended"}
    assert [(event[0], event[1]) for event in workshop.events(printer, *kinds)] == [
        *(("arrived", start), ("begun", start)),
        *(("scanned", start + turn * face) for turn in (1, 2, 3)),
        *(("sheet", start + turn * face) for turn in range(4, 10)),
        ("ended", start + 9 * face),
    ]
    scanned, printed = workshop.records(printer)
    assert (scanned.service, scanned.scan) == ("scan", Scan(1, 2, "A4", True))
    assert (scanned.sheets, scanned.lines, scanned.consumption) == (0, (), None)
    assert (printed.service, printed.sheets, printed.colour, printed.mono, printed.scan) == ("print", 6, 2, 4, None)
    for record in (scanned, printed):
        assert (record.job_number, record.function, record.account_id, record.user) == (1, "copy", 1001, "user 1001")
        assert (record.part, record.parts, record.status) == (1, 1, "completed")
    assert printer.job_state(1).sequences == (("scan", 1), ("print", 2))


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_function_has_its_services(function):
    """LOG-09: and whether it may be done is decided by its own rule (RES-04 to RES-07)."""
    assert set(errands.SERVICES[function]) <= set(SERVICES)
    assert function in RULES


@pytest.mark.parametrize(
    ("function", "pin", "account"),
    [
        ("copy", None, LOCAL_PRINT_ID),
        ("usb print", None, LOCAL_PRINT_ID),
        ("panel print", None, LOCAL_PRINT_ID),
        ("saved fax print", None, LOCAL_PRINT_ID),
        ("fax receive print", None, LOCAL_PRINT_ID),
        ("e-mail print", None, EMAIL_PRINT_ID),
        ("fax from pc", None, 0),
        ("fax from pc", 1001, 1001),
        ("panel print", 1001, 1001),
        ("panel print", 4711, 4711),
    ],
)
def test_whose_job_it_is(workshop, function, pin, account):
    """JID-02: without a log-in Local Print, a mail Email To Print, with a PIN its ID."""
    printer = workshop.printer()
    workshop.put_ids(printer, {1001: 0})
    order(printer, Errand(function), PageRun(1, "mono", "A4", "plain"), pin=pin)
    workshop.wait(60)
    assert {record.account_id for record in workshop.records(printer)} <= {account}
    assert printer.job_state(1).account_id == account


def test_a_refused_copy_leaves_one_record(workshop):
    """LOG-01, RES-04: of its first service; nothing was scanned."""
    printer = workshop.printer()
    workshop.put_ids(printer, {1001: Restriction.DISABLE_COPYING})
    order(printer, Errand("copy", ORIGINALS), *ORIGINALS, pin=1001)
    (record,) = workshop.records(printer)
    assert (record.service, record.status, record.detail, record.scan) == ("scan", "aborted", "access control", None)
    assert not workshop.events(printer, "scanned", "sheet")


def test_a_copy_whose_colour_is_rejected(workshop):
    """LOG-01, RES-04: the scan took place, and the rejected print is logged, though no sheet came out."""
    printer = workshop.printer()
    workshop.put_ids(printer, {1001: Restriction.DISABLE_COLOUR})
    order(printer, Errand("copy", ORIGINALS[1:]), *ORIGINALS[1:], pin=1001)
    workshop.wait(60)
    found = [(record.service, record.status, record.detail) for record in workshop.records(printer)]
    assert found == [("scan", "aborted", "colour control"), ("print", "aborted", "colour control")]


@pytest.mark.parametrize(
    ("wait_s", "expected"),
    [(1, []), (4, [("fax send", "scan")]), (30, [("fax send", "scan")])],
)
def test_cancelled_on_the_way(workshop, wait_s, expected):
    """LOG-01: a record of what took place; none before that."""
    printer = workshop.printer()
    number = order(printer, Errand("fax send", ORIGINALS, (FAX,)))
    workshop.wait(wait_s)
    assert printer.cancel(number)
    assert services(workshop, printer) == expected
    assert printer.job_state(number).unlogged == ("" if expected else "no sheet")


def test_a_fax_that_fails(workshop):
    """LOG-04: abnormal completed, with its service code."""
    printer = workshop.printer()
    order(printer, Errand("fax send", ORIGINALS, (FAX._replace(code="407"),)))
    workshop.wait(120)
    scan, fax = workshop.records(printer)
    assert {scan.status, fax.status} == {"abnormal completed"}
    assert fax.communication == Communication(60, "send", "0301", ("manual",), "call", 3, "407")


def test_a_full_log_takes_all_records_of_a_job_or_none(workshop):
    """LOG-09, ACQ-05: they are destroyed together too."""
    printer = workshop.printer(log_capacity=3)
    for _ in range(2):
        order(printer, Errand("copy", ORIGINALS), *ORIGINALS)
        workshop.wait(60)
        printer.catch_up()
    assert workshop.events(printer, "destroyed")[0][3:5] == (1, 2)
    assert services(workshop, printer) == [("copy", "scan"), ("copy", "print")]
    workshop.set_full_action(printer, LogFullAction.STOP_LOGGING)
    workshop.print_out(printer)
    order(printer, Errand("copy", ORIGINALS), *ORIGINALS)
    workshop.wait(60)
    assert [event[3] for event in workshop.events(printer, "unlogged")] == ["logging stopped"]


def test_what_a_printer_cannot_do(workshop):
    printer = workshop.printer("mono-a4")
    with pytest.raises(NoScanner, match="no scanner: cannot copy"):
        order(printer, Errand("copy", ORIGINALS))
    printer.power_off()
    with pytest.raises(PrinterOff):
        order(printer, Errand("panel print"), *ORIGINALS)


def test_off_line_the_job_waits_where_it_is(workshop):
    """LOG-02: and its record tells the seconds, by whether it was still being processed."""
    printer = workshop.printer(rip_ppm=72)  # two faces processed while one is printed
    number = workshop.print(printer, "36 mono A4")
    workshop.wait(10)
    printer.go_offline("out of paper")
    workshop.wait(100)
    assert printer.job_state(number).sheets == 6
    assert printer.job_state(number).end_due_us is None
    printer.go_online()
    workshop.wait(25)
    printer.go_offline()
    workshop.wait(7)
    printer.go_online()
    assert printer.job_state(number).sheets == 21
    workshop.wait(25)
    (record,) = workshop.records(printer)
    assert record.processing is not None
    assert record.processing[2:] == (100, 107)
    assert workshop.events(printer, "offline")[0][2] == "out of paper"
    assert len(workshop.events(printer, "sheet")) == 36


def test_off_line_ends_with_the_power(workshop):
    printer = workshop.printer()
    printer.go_offline()
    printer.power_cycle()
    workshop.wait(60)
    workshop.print_out(printer)
    assert len(workshop.records(printer)) == 1
