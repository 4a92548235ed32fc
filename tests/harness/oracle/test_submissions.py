"""What clients asked for against what arrived and came out."""

from __future__ import annotations

import pytest


def test_a_delivered_job_that_never_arrived(busy, ask):
    case = busy.case()
    case["history"].append({**case["history"][0], "n": 99, "source": "10.0.0.9:50000"})
    assert ask.failing(case)["submissions"] == (
        "lobby: job 99 ('report.pdf' from 10.0.0.9:50000) was delivered, never arrived",
    )


def test_a_job_that_was_not_delivered_may_be_missing_or_not(busy, ask):
    case = busy.case()
    case["history"].append({**case["history"][0], "n": 99, "source": "10.0.0.9:50000", "delivered": False})
    ask.passes(case)
    case["history"][0]["delivered"] = False
    ask.passes(case)


def test_a_job_from_nobody(busy, ask):
    case = busy.case()
    del case["history"][0]
    assert "lobby job 1, record 1 of 0000aaaa: arrived from 10.0.0.9:40000, nobody submitted it" in str(
        ask.failing(case)
    )


def test_jobs_of_one_client_are_matched_in_their_order(busy, ask):
    """Two jobs of one source: the first one's account must not be found at the second."""
    case = busy.case()
    for number in (0, 1, 3, 4):
        case["history"][number]["source"] = "10.0.0.9:1"
    case["journals"]["lobby"] = [
        (*event[:3], "10.0.0.9:1", event[4]) if event[0] == "arrived" else event for event in case["journals"]["lobby"]
    ]
    ask.passes(case)
    case["history"][0], case["history"][3] = case["history"][3], case["history"][0]
    assert "account should be 1002, is 1001" in ask.failing(case)["attribution"][0]


@pytest.mark.parametrize(
    ("field", "value", "finding"),
    [
        ("runs", [[3, "mono", "A4", "plain"]], "sheet 3 should be 'A4 plain mono', is 'A4 plain colour'"),
        ("runs", [[4, "mono", "A4", "plain"]], "sheets should be 4, is 3"),
        ("copies", 2, "sheets should be 6, is 3"),
        ("duplex", True, "sheets should be 2, is 3"),
        ("runs", [[2, "mono", "A5", "plain"], [1, "colour", "A4", "plain"]], "sheet 1 should be 'A5 plain mono'"),
    ],
)
def test_what_was_asked_is_what_was_printed(busy, ask, field, value, finding):
    case = busy.case()
    case["history"][0][field] = value
    assert finding in ask.failing(case)["printing"][0]


def test_a_real_file_is_not_compared_sheet_by_sheet(busy, ask):
    case = busy.case()
    examined = ask.check(case, "printing").examined
    case["history"][0]["runs"] = None
    assert ask.check(case, "printing").examined == examined - 1
    ask.passes(case)


def test_duplex_pairs_faces_of_the_same_paper(office, ask):
    """A change of size begins a new sheet; blank faces are fed and are no pages; copies begin anew."""
    faces = [[3, "mono", "A4", "plain"], [1, "blank", "A3", "plain"], [2, "colour", "A3", "plain"]]
    copy = [
        ("A4", "plain", "mono", "mono"),
        ("A4", "plain", "mono", "blank"),
        ("A3", "plain", "blank", "colour"),
        ("A3", "plain", "colour", "blank"),
    ]
    office.job("lobby", None, copy * 2, runs=faces, duplex=True, copies=2)
    office.advance(60)
    office.acquire_all()
    ask.passes(office.case())
    assert office.rows[0]["pages"] == 10


def test_a_size_the_printer_cannot_feed_goes_onto_its_first(office, ask):
    office.job("lobby", None, [("A4", "plain", "mono", None)], runs=[[1, "mono", "Tabloid", "plain"]])
    office.advance(60)
    office.acquire_all()
    ask.passes(office.case())


def test_a_refused_job_puts_nothing_out(office, ask):
    office.table[1004] = ("Abe", 1)
    office.add_account(1004, "Abe", restrictions=1)
    office.provision()
    office.job("lobby", 1004, [], runs=[[2, "mono", "A4", "plain"]], how="aborted", refused="access control")
    office.advance(60)
    office.acquire_all()
    case = office.case()
    ask.passes(case)
    events = case["journals"]["lobby"]
    place = next(at for at, event in enumerate(events) if event[0] == "refused")
    events.insert(place, ("sheet", events[place][1], 1, "tray 1", "A4", "plain", "mono", None))
    findings = ask.failing(case)
    assert "refused (access control), yet 1 sheets came out" in findings["printing"][0]
    assert "1 sheets came out, though printing was disabled before it began" in findings["restrictions"][0]
