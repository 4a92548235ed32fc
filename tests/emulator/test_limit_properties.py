"""Once a printer was told that a limit is exceeded, no limited job begins there until it is told otherwise (LIM-03).

The journal tells in which order a printer was told and jobs began; what a job began with holds to its end.
"""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.wire.id_table import LOCAL_PRINT_ID
from core.wire.mib import IdState
from core.wire.pages import PageRun
from core.wire.pjl import PrintJob
from emulator.parts.errand import Errand
from emulator.parts.intake import Arrival

PAGES = (PageRun(2, "mono", "A4", "plain"),)
LIMITED = ("print", "copy", "usb print")
FREE = ("scan to network", "scan to e-mail", "fax send")
IDS = st.sampled_from([None, 5, 6, 4711])  # 4711 is not registered: row 0 decides
DEED = st.one_of(
    st.tuples(st.just("job"), st.sampled_from(LIMITED + FREE), IDS),
    st.tuples(st.just("job"), st.sampled_from(LIMITED + FREE), IDS),
    st.tuples(st.just("told"), st.sampled_from([0, 5, 6]), st.sampled_from(IdState)),
    st.tuples(st.just("wait"), st.integers(0, 12_000_000)),
    st.just(("cycle",)),
)


def run(workshop, printer, function, account):
    if function == "print":
        return workshop.print(printer, "2 mono A4", account=account)
    ticket = PrintJob(account, "", "", "", "", "", 1, False, True, "", b"")
    scanned = () if function == "usb print" else PAGES
    printed = PAGES if function in LIMITED else ()
    return printer.run(Errand(function, scanned), Arrival(ticket, printed, 0, ""), "panel")


def act(workshop, deeds):
    """The printer after all of it, and the function and row of each job by its number."""
    printer = workshop.printer("colour-a3")
    workshop.put_ids(printer, {5: 0, 6: 0})
    jobs = {}
    for what, *values in deeds:
        printer.catch_up()
        if what == "job":
            function, account = values
            nobody = 0 if function == "print" else LOCAL_PRINT_ID
            row = printer.ids.row_for(nobody if account is None else account).id
            jobs[run(workshop, printer, function, account)] = (function, row)
        elif what == "told":
            printer.ids.set_states({values[0]: values[1]})
        elif what == "wait":
            workshop.calendar.us += values[0]
        else:
            printer.power_cycle()
    workshop.wait(1_000)
    printer.catch_up()
    return printer, jobs


@given(st.lists(DEED, max_size=25))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_limited_begins_after_the_state_was_written(workshop, deeds):
    """LIM-02, LIM-03: later prints, copies and USB prints bring no sheet; what had begun ends, scans go on."""
    printer, jobs = act(type(workshop)(), deeds)
    over, began_over, sheets, hows = set(), {}, dict.fromkeys(jobs, 0), {}
    for event in printer.journal.events:
        if event[0] == "limit":
            (over.add if event[3] == "limit exceeded" else over.discard)(event[2])
        elif event[0] == "begun":
            began_over[event[2]] = jobs[event[2]][1] in over
        elif event[0] == "sheet":
            sheets[event[2]] += 1
        elif event[0] == "ended":
            hows[event[2]] = event[3]
    for number, (function, _) in jobs.items():
        if hows[number] == "power cut":
            assert not began_over.get(number) or function in FREE or sheets[number] == 0
        elif function in LIMITED and began_over[number]:
            assert (hows[number], printer.job_state(number).detail, sheets[number]) == ("aborted", "access control", 0)
        else:
            assert (hows[number], sheets[number]) == ("completed", 2 if function in LIMITED else 0)
