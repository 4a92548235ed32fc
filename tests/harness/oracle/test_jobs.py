"""Jobs against ledger rows: for each check a case that was tampered with must fail, with the finding (HAR-04)."""

from __future__ import annotations

import pytest


def row_of(case, printer, sequence):
    return next(row for row in case["ledger"]["jobs"] if (row["printer"], row["sequence"]) == (printer, sequence))


def lose_a_row(case):
    case["ledger"]["jobs"].remove(row_of(case, "lobby", 2))


def double_a_row(case):
    case["ledger"]["jobs"].append(dict(row_of(case, "lobby", 2)))


def invent_a_row(case):
    case["ledger"]["jobs"].append({**row_of(case, "lobby", 2), "sequence": 77})


def see_colour_as_mono(case):
    row = row_of(case, "lobby", 1)
    row["colour"], row["mono"] = 0, 3
    row["lines"][0].update(colour=0, mono=3)


def swap_pages_and_sheets(case):
    row = row_of(case, "lobby", 2)
    row["pages"], row["sheets"] = row["sheets"], row["pages"]


def forget_a_line(case):
    del row_of(case, "attic", 1)["lines"][1]


def call_it_simplex(case):
    row_of(case, "lobby", 2)["lines"][0]["duplex"] = False


def change(field, value):
    return lambda case: row_of(case, "lobby", 3).update({field: value})


@pytest.mark.parametrize(
    ("tamper", "check", "finding"),
    [
        (
            lose_a_row,
            "ledger",
            "lobby job 2, record 2 of 0000aaaa (completed, 2 sheets): not in the ledger",
        ),
        (double_a_row, "ledger", "lobby record 2 of 0000aaaa: stands in the ledger twice"),
        (invent_a_row, "ledger", "lobby record 77 of 0000aaaa (completed, 2 sheets): no job of that printer left this"),
        (see_colour_as_mono, "ledger", "lobby job 1, record 1 of 0000aaaa: colour should be 1, is 0"),
        (swap_pages_and_sheets, "ledger", "lobby job 2, record 2 of 0000aaaa: sheets should be 2, is 3"),
        (forget_a_line, "ledger", "attic job 1, record 1 of 0100aaaa: number of lines should be 2, is 1"),
        (
            call_it_simplex,
            "ledger",
            "line 1 should be 'A4 plain duplex, 2 sheets, 0 colour, 3 mono', is 'A4 plain sim",
        ),
        (change("status", "completed"), "ledger", "status should be 'aborted', is 'completed'"),
        (change("detail", "access control"), "ledger", "detail should be 'colour control', is 'access control'"),
        (change("function", "copy"), "ledger", "function should be 'print', is 'copy'"),
        (change("parts", 2), "ledger", "parts should be 1, is 2"),
        (change("ended_s", 5), "ledger", "ended_s should be"),
        (change("received_s", None), "ledger", "received_s should be"),
        (change("printer", "attic"), "ledger", "printer should be 'lobby', is 'attic'"),
        (change("account", 1001), "attribution", "account should be 1002, is 1001"),
        (change("user", "Sato"), "attribution", "user should be 'Satō', is 'Sato'"),
        (change("login", ""), "attribution", "login should be 'sato', is ''"),
        (change("document", "other.pdf"), "attribution", "document should be 'report.pdf', is 'other.pdf'"),
        (change("host", "pc-2"), "attribution", "host should be 'pc-1', is 'pc-2'"),
        (change("application", "Calc"), "attribution", "application should be 'Writer', is 'Calc'"),
        (change("mono", 2), "totals", "sum of its lines' mono should be 2, is 1"),
        (change("fee_micros", 1), "totals", "sum of its fee parts should be 1, is 30000"),
        (change("acquired_us", 1), "instants", "before it ended at"),
        (lose_a_row, "totals", "lobby: 8 sheets came out: sheets in the ledger should be 8, is 6"),
    ],
)
def test_tampered_rows(busy, ask, tamper, check, finding):
    case = busy.case()
    tamper(case)
    findings = ask.failing(case).get(check, ())
    assert any(finding in sentence for sentence in findings), findings


def test_a_job_of_fourteen_lines_is_one_row_of_two_parts(office, ask):
    """LOG-06: continuation records take sequences of their own; the next job comes after them."""
    sheets = [("A4", f"media {number}", "mono", None) for number in range(14)]
    office.job("lobby", 1001, sheets)
    office.job("lobby", 1001, [("A4", "plain", "mono", None)])
    office.advance(60)
    office.acquire_all()
    case = office.case()
    assert [(row["sequence"], row["parts"]) for row in case["ledger"]["jobs"]] == [(1, 2), (3, 1)]
    case["ledger"]["accounts"][1]["standing"]["status"] = "limit exceeded"  # 15 of 5 sheets; written nowhere yet
    assert set(ask.failing(case)) == {"devices"}
    case["ledger"]["jobs"][1]["sequence"] = 2
    findings = ask.failing(case)["ledger"]
    assert (
        "lobby job 2, record 3 of 0000aaaa (completed, 1 sheets): not in the ledger, and nothing destroyed it"
        in findings
    )
    assert "lobby record 1 of 0000aaaa has 2 parts, yet [2] stand in the ledger by themselves" in findings


def test_a_job_whose_last_record_was_destroyed(office, ask):
    """The first of its two records was fetched, then the disk was formatted: the row has the first eight lines."""
    office.job("lobby", 1002, [("A4", f"media {number}", "mono", None) for number in range(14)])
    office.advance(60)
    office.acquire_all()
    case = office.case()
    row, events = case["ledger"]["jobs"][0], case["journals"]["lobby"]
    del row["lines"][8:]
    assert "number of lines should be 14, is 8" in str(ask.failing(case)["ledger"])
    released = events.pop()
    events.append(("destroyed", released[1], released[2], 1, 2, "formatted"))
    assert "gaps should cover 2, are none" in ask.failing(case)["gaps"][0]
    gap = {"stream": row["stream"], "printer": "lobby", "first": 2, "last": 2, "jobs": 1, "sheets": None}
    case["ledger"]["gaps"].append({**gap, "cause": "formatted", "noticed_us": released[1]})
    ask.passes(case)


def test_a_record_released_before_it_was_stored(busy, ask):
    """ACQ-04: the row is there, but it was acquired only after the printer was told to forget it."""
    case = busy.case()
    events = case["journals"]["lobby"]
    place = next(at for at, event in enumerate(events) if event[0] == "released")
    kind, at_us, stream, through = events[place]
    early = next(at for at, event in enumerate(events) if event[0] == "ended" and event[2] == 2)
    events.insert(early + 1, (kind, events[early][1], stream, 1))
    assert ask.failing(case)["ledger"] == (
        f"lobby job 1, record 1 of 0000aaaa: released on the printer at {events[early][1]}, acquired only at {at_us}",
    )
    assert through == 4


def test_released_and_lost_is_missing_though_nothing_was_drained(busy, ask):
    case = busy.case()
    case["drained"] = False
    lose_a_row(case)
    assert "not in the ledger" in ask.failing(case)["ledger"][0]


def test_what_waits_is_no_finding_until_it_is_promised(busy, ask):
    busy.job("lobby", 1001, [("A4", "plain", "mono", None)])
    busy.drained = False
    ask.passes(busy.case())
    busy.drained = True
    findings = ask.failing(busy.case())
    assert "lobby job 5, record 5 of 0000aaaa (completed, 1 sheets): not in the ledger" in findings["ledger"][0]
    case = busy.case()
    case["ledger"]["printers"][0]["state"] = "stopped"
    assert "ledger" not in ask.check(case, "ledger").findings


def test_a_job_still_printing_is_not_expected(busy, ask):
    events = busy.journals["lobby"]
    busy.job("lobby", 1001, [("A4", "plain", "mono", None)])
    del events[-1]
    busy.logs["lobby"]["next"] -= 1
    busy.logs["lobby"]["waiting"] = []
    ask.passes(busy.case())


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ('a "quoted" name', "a  quoted  name"),  # LOG-08
        ("d" * 500, "d" * 400),
        ("ō" * 300, "ō" * 200),  # two octets each
        ("x" + "ō" * 300, "x" + "ō" * 199),  # cut at the border of a character
    ],
)
def test_texts_are_cut_as_stated(office, ask, said, written):
    office.job("lobby", 1001, [("A4", "plain", "mono", None)], document=said)
    office.advance(60)
    office.acquire_all()
    case = office.case()
    case["ledger"]["jobs"][0]["document"] = written
    ask.passes(case)
    case["ledger"]["jobs"][0]["document"] = written[:-1]
    assert "document should be" in ask.failing(case)["attribution"][0]


def test_texts_give_way_to_lines_but_only_so_far(office, ask):
    """A record of 12 lines and long texts has no room for all: the document is cut first, at most to 80 octets."""
    sheets = [("A4", f"media {number}", "mono", None) for number in range(12)]
    office.job("lobby", 1002, sheets, document="d" * 400)
    office.advance(60)
    office.acquire_all()
    case = office.case()
    case["ledger"]["jobs"][0]["document"] = "d" * 80
    ask.passes(case)
    case["ledger"]["jobs"][0]["document"] = "d" * 70
    assert "document should be" in ask.failing(case)["attribution"][0]


def test_clockless_printers_leave_blank_times_until_told(office, ask):
    """ACQ-06: volatile clocks; told at an acquisition, lost with the power; blank times count as of the acquisition."""
    office.add_printer("shed", clock="volatile", drift_ppm=50)
    office.journals["shed"][1] = ("clock", office.now_us, None)
    office.job("shed", 1001, [("A4", "plain", "mono", None)])
    office.logs["shed"]["waiting"][0].update(received_s=None, ended_s=None)
    office.advance(600)
    office.acquire_all()
    told_us = office.now_us
    office.journals["shed"].append(("clock", told_us, -2_000_000))  # two seconds slow
    office.advance(40_000)
    office.job("shed", 1001, [("A4", "plain", "mono", None)])
    row = office.logs["shed"]["waiting"][0]  # 40,000 s × 50 ppm = 2 s fast by now: right again
    office.advance(60)
    office.acquire_all()
    case = office.case()
    ask.passes(case)
    case["printers"]["shed"]["drift_ppm"] = 0
    assert f"ended_s should be {row['ended_s'] - 2}, is {row['ended_s']}" in ask.failing(case)["ledger"][1]
    case = office.case()
    case["ledger"]["jobs"][0]["ended_s"] = case["ledger"]["jobs"][0]["acquired_us"] // 1_000_000
    assert "ended_s should be None" in ask.failing(case)["ledger"][0]
