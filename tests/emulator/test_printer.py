"""The rules of a printer, one table after the other: jobs as bytes in, journal and records out."""

from __future__ import annotations

import pytest

from core.wire.mib import IdState, LogFullAction, Restriction
from emulator.errors import PrinterOff, UnknownJob

OFF = Restriction.DISABLE_PRINTING
NO_COLOUR = Restriction.DISABLE_COLOUR
MONO = Restriction.DISABLE_COLOUR | Restriction.PRINT_IN_MONO


def faces(workshop, printer):
    return [(event[6], event[7]) for event in workshop.events(printer, "sheet")]


def test_the_day_of_a_job(workshop):
    """EMU-12, LOG-01: physics first, one event per sheet, then the end, then the record."""
    printer = workshop.printer()
    number = workshop.print_out(printer, "2 colour A4", "1 mono A3 thick")
    face = printer.model.face_us
    start = workshop.START_US
    assert [event for event in printer.journal.events if event[0] in {"arrived", "sheet", "ended"}] == [
        ("arrived", start, number, workshop.SOURCE, 60),
        ("sheet", start + face, 1, "tray 1", "A4", "plain", "colour", None),
        ("sheet", start + 2 * face, 1, "tray 1", "A4", "plain", "colour", None),
        ("sheet", start + 3 * face, 1, "tray 2", "A3", "thick", "mono", None),
        ("ended", start + 3 * face, 1, "completed"),
    ]
    (record,) = workshop.records(printer)
    assert (record.status, record.detail, record.sheets, record.pages, record.colour, record.mono) == (
        "completed", "", 3, 3, 2, 1,
    )  # fmt: skip
    assert record[4:11] == ("sato", "sato", "report.pdf", "pc-7", "Writer", "raw 9100", "print")
    state = printer.job_state(number)
    assert (state.ended, state.how, state.sheets, state.sequence) == (True, "completed", 3, 1)


#      restrictions  exceeded  pages                            detail             status       sheets
RULES = [
    (0,              False,    ("2 mono A4", "2 colour A4"),    "",                "completed", 4),
    (OFF,            False,    ("2 mono A4",),                  "access control",  "aborted",   0),
    (OFF | MONO,     False,    ("2 colour A4",),                "access control",  "aborted",   0),
    (0,              True,     ("2 mono A4",),                  "access control",  "aborted",   0),
    (NO_COLOUR,      True,     ("2 mono A4", "2 colour A4"),    "access control",  "aborted",   0),
    (NO_COLOUR,      False,    ("2 mono A4", "2 colour A4"),    "colour control",  "aborted",   2),
    (NO_COLOUR,      False,    ("2 colour A4", "2 mono A4"),    "colour control",  "aborted",   0),
    (NO_COLOUR,      False,    ("2 mono A4",),                  "",                "completed", 2),
    (MONO,           False,    ("2 mono A4", "2 colour A4"),    "mono printing",   "completed", 4),
    (MONO,           False,    ("2 mono A4",),                  "",                "completed", 2),
    (Restriction.PRINT_IN_MONO, False, ("2 colour A4",),        "",                "completed", 2),
]  # fmt: skip


@pytest.mark.parametrize(("bits", "exceeded", "runs", "detail", "status", "sheets"), RULES)
def test_restrictions_and_limits(workshop, bits, exceeded, runs, detail, status, sheets):
    """RES-01, RES-02, RES-03, LIM-03, LOG-04: status and detail, sheets and faces, for every restriction."""
    printer = workshop.printer()
    workshop.put_ids(printer, {1001: bits})
    if exceeded:
        printer.ids.set_states({1001: IdState.LIMIT_EXCEEDED})
    number = workshop.print_out(printer, *runs)
    (record,) = workshop.records(printer)
    assert (record.status, record.detail, record.sheets, record.account_id) == (status, detail, sheets, 1001)
    assert len(faces(workshop, printer)) == sheets
    refused = workshop.events(printer, "refused")
    assert [event[3] for event in refused] == ([detail] if status == "aborted" else [])
    assert [event[3] for event in workshop.events(printer, "ended")] == [status]
    if detail == "mono printing":
        assert record.colour == 0
        assert {front for front, _ in faces(workshop, printer)} == {"mono"}
    assert printer.job_state(number).detail == detail


def test_colour_rejection_stops_the_first_copy_at_a_back_face(workshop):
    """RES-02: pages before the first colour page are printed, even if it is the back of their sheet."""
    printer = workshop.printer()
    workshop.put_ids(printer, {1001: NO_COLOUR})
    workshop.print_out(printer, "3 mono A4", "1 colour A4", duplex=True, copies=3)
    assert faces(workshop, printer) == [("mono", "mono"), ("mono", "blank")]
    (record,) = workshop.records(printer)
    assert (record.sheets, record.pages, record.detail) == (2, 3, "colour control")


@pytest.mark.parametrize(
    ("sent", "row", "detail"),
    [
        (None, 0, "access control"),  # no ID at all
        (0, 0, "access control"),
        (4711, 0, "access control"),  # an ID that is not registered here
        (1001, 1001, ""),
    ],
)
def test_unregistered_ids_follow_row_0(workshop, sent, row, detail):
    """RES-08, JID-02, JID-12: the unregistered row decides, and the record keeps what was sent."""
    printer = workshop.printer()
    workshop.put_ids(printer, {0: OFF, 1001: 0})
    assert printer.ids.row_for(sent or 0).id == row
    workshop.print_out(printer, account=sent)
    (record,) = workshop.records(printer)
    assert (record.account_id, record.detail) == (sent or 0, detail)


def test_the_limit_of_the_unregistered_row_stops_unknown_ids(workshop):
    """JID-12, LIM-03."""
    printer = workshop.printer()
    printer.ids.set_states({0: IdState.LIMIT_EXCEEDED})
    workshop.print_out(printer, account=4711)
    workshop.print_out(printer, account=None)
    assert [record.detail for record in workshop.records(printer)] == ["access control"] * 2


def test_a_mono_machine_and_a_greyscale_job_carry_no_colour(workshop):
    """Colour control asks for what would come out in colour, not for what was drawn."""
    mono = workshop.printer("mono-a4")
    workshop.put_ids(mono, {1001: NO_COLOUR})
    workshop.print_out(mono, "2 colour A4")
    grey = workshop.printer()
    workshop.put_ids(grey, {1001: NO_COLOUR})
    workshop.print_out(grey, "2 colour A4", colour=False)
    for printer in (mono, grey):
        (record,) = workshop.records(printer)
        assert (record.status, record.detail, record.colour, record.mono) == ("completed", "", 0, 2)


def test_the_state_at_the_start_decides(workshop):
    """A limit written while a job prints acts on the next one (LIM-03)."""
    printer = workshop.printer()
    first = workshop.print(printer, "10 mono A4")
    second = workshop.print(printer, "1 mono A4")
    workshop.wait(5)
    printer.catch_up()
    printer.ids.set_states({0: IdState.LIMIT_EXCEEDED})
    workshop.wait(60)
    assert printer.job_state(first).status == "completed"
    assert printer.job_state(second).detail == "access control"


@pytest.mark.parametrize(
    ("data", "detail"),
    [
        (b"%PRESSPAGES 1\npages many mono A4\n", "rip error"),
        (b"%PRESSPAGES 7\n", "rip error"),
        (b"%PDF-1.4 and then nothing of the kind", "rip error"),
        (b"just words", "rip error"),
        (b"\x1b%-12345X@PJL ENTER LANGUAGE=KLINGON\r\nQapla'", "rip error"),
    ],
)
def test_unreadable_data_is_a_rip_error(workshop, data, detail):
    """LOG-04: aborted, no sheet, logged."""
    printer = workshop.printer()
    (number,) = printer.submit(data, workshop.SOURCE)
    state = printer.job_state(number)
    assert (state.ended, state.status, state.detail, state.sheets) == (True, "aborted", detail, 0)
    (record,) = workshop.records(printer)
    assert (record.status, record.detail) == ("aborted", detail)
    assert workshop.events(printer, "refused", "ended") == [
        ("refused", workshop.START_US, 1, detail),
        ("ended", workshop.START_US, 1, "aborted"),
    ]


def test_too_much_data_is_a_memory_overflow(workshop):
    """LOG-04: whose job it was is still seen from its head."""
    printer = workshop.printer()
    (number,) = printer.submit(workshop.stream("1 mono A4", account=77), workshop.SOURCE, overflow=True)
    assert printer.job_state(number).detail == "memory overflow"
    (record,) = workshop.records(printer)
    assert (record.account_id, record.status, record.detail) == (77, "aborted", "memory overflow")


def test_a_stream_without_a_job_is_no_job(workshop):
    printer = workshop.printer()
    assert printer.submit(b"\x1b%-12345X@PJL INFO STATUS\r\n\x1b%-12345X", workshop.SOURCE) == []
    assert workshop.events(printer, "arrived") == []


def test_several_jobs_in_one_stream_print_one_after_the_other(workshop):
    printer = workshop.printer()
    data = workshop.stream("2 mono A4", document="one") + workshop.stream("1 mono A4", document="two")
    assert printer.submit(data, workshop.SOURCE) == [1, 2]
    assert printer.job_state(2).end_due_us == workshop.START_US + 3 * printer.model.face_us
    workshop.wait(60)
    assert [record.document for record in workshop.records(printer)] == ["one", "two"]


def test_many_lines_make_continuation_records(workshop):
    """LOG-06: one job, sixteen kinds of paper, two records that say the same totals."""
    printer = workshop.printer()
    runs = [f"1 mono {size} media{n}" for size in ("A4", "A3") for n in range(8)]
    workshop.print_out(printer, *runs)
    one, two = workshop.records(printer)
    assert (one.part, one.parts, len(one.lines), two.part, two.parts, len(two.lines)) == (1, 2, 8, 2, 2, 8)
    assert one.sheets == two.sheets == 16 == sum(line.sheets for line in one.lines + two.lines)


def test_cancel_by_the_user(workshop):
    """LOG-01, LOG-04: canceled with a record once a sheet came out, without one before."""
    printer = workshop.printer()
    printing, waiting = workshop.print(printer, "10 mono A4"), workshop.print(printer, "1 mono A4")
    workshop.wait(2 * printer.model.face_us / 1e6)
    assert printer.cancel(waiting)
    assert printer.cancel(printing)
    assert not printer.cancel(printing)
    states = [printer.job_state(number) for number in (printing, waiting)]
    assert [(state.how, state.sheets, state.unlogged) for state in states] == [
        ("canceled", 2, ""),
        ("canceled", 0, "no sheet"),
    ]
    (record,) = workshop.records(printer)
    assert (record.job_number, record.status, record.detail, record.sheets) == (printing, "canceled", "", 2)
    assert printer.log.unlogged_serial == 0  # nothing came out, nothing is counted
    assert printer.idle


def test_cancel_lets_the_next_job_begin_at_once(workshop):
    printer = workshop.printer()
    first, second = workshop.print(printer, "100 mono A4"), workshop.print(printer, "1 mono A4")
    workshop.wait(10)
    printer.cancel(first)
    assert printer.job_state(second).end_due_us == workshop.calendar.us + printer.model.face_us


class TestLogFull:
    """ACQ-05, ACQ-13, EMU-02: the three behaviours of a full log, on a printer with room for three records and two."""

    @pytest.fixture
    def printer(self, workshop):
        printer = workshop.printer("colour-a4-small", log_capacity=3, log_reserve=2)
        for _ in range(3):
            workshop.print_out(printer)
        return printer

    def test_delete_oldest(self, workshop, printer):
        workshop.print_out(printer, document="four")
        workshop.print_out(printer, document="five")
        assert (printer.log.first, printer.log.next) == (3, 6)
        assert [record.document for record in workshop.records(printer)][-2:] == ["four", "five"]
        stream = printer.log.stream.hex()
        assert [event[2:] for event in workshop.events(printer, "destroyed")] == [
            (stream, 1, 1, "overwritten"),
            (stream, 2, 2, "overwritten"),
        ]
        assert printer.log.unlogged_serial == 0

    def test_cancel_jobs(self, workshop, printer):
        workshop.set_full_action(printer, LogFullAction.CANCEL_JOBS)
        numbers = [workshop.print_out(printer) for _ in range(4)]
        assert [printer.job_state(number).detail for number in numbers] == ["log buffer full"] * 4
        assert [printer.job_state(number).unlogged for number in numbers] == ["", "", *["reserve used up"] * 2]
        assert [record.detail for record in workshop.records(printer)] == ["", "", "", *["log buffer full"] * 2]
        assert (printer.log.unlogged_refusals, printer.log.unlogged_serial) == (2, 2)
        assert len(workshop.events(printer, "sheet")) == 3
        printer.log.release(printer.log.stream, 5)
        assert workshop.print_out(printer) == 8
        assert workshop.records(printer)[-1].status == "completed"
        assert printer.log.next == 7

    def test_cancel_jobs_resumes_below_the_capacity_only(self, workshop, printer):
        workshop.set_full_action(printer, LogFullAction.CANCEL_JOBS)
        workshop.print_out(printer)
        printer.log.release(printer.log.stream, 1)  # four held, one released: still full
        assert printer.job_state(workshop.print_out(printer)).detail == "log buffer full"
        printer.log.release(printer.log.stream, 3)
        assert printer.job_state(workshop.print_out(printer)).detail == ""

    def test_stop_logging(self, workshop, printer):
        workshop.set_full_action(printer, LogFullAction.STOP_LOGGING)
        printer.ids.set_states({0: IdState.LIMIT_EXCEEDED})
        refused = workshop.print_out(printer)
        printer.ids.set_states({0: IdState.ENABLED})
        number = workshop.print_out(printer, "5 mono A4")
        assert printer.job_state(number).status == "completed"
        assert [printer.job_state(n).unlogged for n in (refused, number)] == ["logging stopped"] * 2
        log = printer.log
        assert (log.stopped_jobs, log.stopped_sheets, log.held) == (2, 5, 3)
        log.release(log.stream, 1)
        workshop.print_out(printer)
        assert (log.next, log.stopped_jobs) == (5, 2)

    def test_a_job_let_in_is_logged_even_if_the_log_has_filled_meanwhile(self, workshop):
        printer = workshop.printer("colour-a4-small", log_capacity=1, log_reserve=0)
        workshop.print_out(printer)
        number = workshop.print(printer, "5 mono A4")  # begins under "delete oldest"
        workshop.wait(3)
        workshop.set_full_action(printer, LogFullAction.CANCEL_JOBS)
        workshop.wait(60)
        assert printer.job_state(number).sequence == 2
        assert printer.log.held == 2

    def test_log_full_comes_before_every_other_reason(self, workshop, printer):
        workshop.set_full_action(printer, LogFullAction.CANCEL_JOBS)
        workshop.put_ids(printer, {1001: OFF})
        assert printer.job_state(workshop.print_out(printer)).detail == "log buffer full"
        (number,) = printer.submit(b"garbage", workshop.SOURCE)
        assert printer.job_state(number).detail == "log buffer full"


def test_a_model_without_a_log_counts_only(workshop):
    """The counters dialect: sheets come out, nothing is logged and nothing is said to be unlogged."""
    printer = workshop.printer("plain-mono")
    number = workshop.print_out(printer, "3 mono A4", "1 blank A4")
    workshop.print(printer, "3 mono A4")
    printer.power_cycle()
    assert printer.log.stream == b""
    assert printer.log.held == 0
    assert workshop.events(printer, "stream", "unlogged", "destroyed") == []
    assert printer.job_state(number).sheets == 4
    assert (printer.life.sheets, printer.life.impressions) == (4, 3)


def test_what_it_says_before_the_end(workshop):
    printer = workshop.printer()
    number = workshop.print(printer, "3 colour A4")
    state = printer.job_state(number)
    assert (state.ended, state.status, state.how, state.sheets) == (False, "", "", 0)
    assert state.end_due_us == workshop.START_US + 3 * printer.model.face_us
    workshop.calendar.us = state.end_due_us - 1
    state = printer.job_state(number)
    assert (state.ended, state.sheets, state.colour) == (False, 2, 2)
    assert not printer.idle
    workshop.calendar.us += 1
    assert printer.job_state(number).ended
    assert printer.idle
    with pytest.raises(UnknownJob, match="no job 99"):
        printer.job_state(99)


def test_the_end_is_foreseen_through_the_queue(workshop):
    """Jobs that will be refused take no time; duplex sheets take two faces' time."""
    printer = workshop.printer()
    workshop.put_ids(printer, {5: OFF})
    workshop.print(printer, "2 mono A4")
    workshop.print(printer, "500 mono A4", account=5)
    number = workshop.print(printer, "3 mono A4", duplex=True, copies=2)
    due_us = printer.job_state(number).end_due_us
    assert due_us == workshop.START_US + (2 + 2 * 2 * 2) * printer.model.face_us
    workshop.calendar.us = due_us - 1
    assert not printer.job_state(number).ended
    workshop.calendar.us = due_us
    assert printer.job_state(number).ended


def test_a_printer_that_is_off_refuses_in_words(workshop):
    printer = workshop.printer()
    printer.power_off()
    with pytest.raises(PrinterOff, match='printer "lobby-1" is off: cannot print'):
        printer.submit(workshop.stream(), workshop.SOURCE)
    with pytest.raises(PrinterOff):
        printer.format_storage()


def test_administrator_password(workshop):
    """PRN-08: models that ask for one take no other, and no missing one; the rest take anything."""
    strict = workshop.printer("colour-a3")
    assert strict.asks_password
    assert [strict.accepts_password(word) for word in (b"aaaaaa", b"aaaaab", b"", None)] == [True, False, False, False]
    easy = workshop.printer("colour-a4-small")
    assert not easy.asks_password
    assert easy.accepts_password(None)


def test_changes_are_announced(workshop):
    """One hook, for traps and for a network that treats printers that are off differently."""
    printer = workshop.printer()
    seen = []
    printer.on_change = lambda changed: seen.append((changed.is_on, changed.log.held))
    workshop.print_out(printer)
    printer.power_off()
    printer.power_on()
    assert seen == [(True, 1), (False, 1), (True, 1)]
