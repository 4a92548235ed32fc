"""What printers let in and what stands in them at the end; counters; digests."""

from __future__ import annotations

import json

import pytest

from harness.oracle.digest import TraceDigest, outcome_digest

MONO = ("A4", "plain", "mono", None)
COLOUR = ("A4", "plain", "colour", None)
ASKED = [[1, "mono", "A4", "plain"]]


@pytest.mark.parametrize(
    ("account", "refused", "runs", "finding"),
    [
        (
            1003,
            "access control",
            ASKED,
            "of account 1003: refused (access control), though nothing forbade it to print",
        ),
        (
            1001,
            "colour control",
            [[1, "colour", "A4", "plain"]],
            "refused (colour control), though it may print colour",
        ),
        (1002, "colour control", ASKED, "refused (colour control), though it is mono"),
        (1001, "rip error", ASKED, "refused (rip error), though its data are sound"),
    ],
)
def test_no_refusal_without_a_cause(office, ask, account, refused, runs, finding):
    """RES-01 to RES-03."""
    office.job("lobby", account, [], runs=runs, how="aborted", refused=refused)
    office.advance(60)
    office.acquire_all()
    assert any(finding in sentence for sentence in ask.failing(office.case())["restrictions"])


def test_unreadable_data_of_a_real_file_may_be_refused(office, ask):
    office.job("lobby", 1001, [], how="aborted", refused="rip error")
    office.history[0]["runs"] = None
    office.advance(60)
    office.acquire_all()
    case = office.case()
    ask.passes(case)
    case["ledger"]["jobs"][0].update(account=0, user="", document="")  # nothing of it could be read
    case["ledger"]["accounts"][1]["usage"] = []
    ask.passes(case)


def test_no_sheet_once_the_limit_is_written(office, ask):
    """LIM-03: whoever began before may finish; who begins after may not."""
    office.job("lobby", 1001, [MONO] * 6)
    office.advance(60)
    office.acquire_all()
    office.set_limit_state(1001, "limit exceeded")
    office.advance(1)
    office.job("attic", 1001, [MONO])
    office.advance(60)
    office.acquire_all()
    assert ask.failing(office.case()) == {
        "restrictions": (
            "attic job 1, record 1 of 0100aaaa of account 1001: 1 sheets came out,"
            " though the limit was exceeded before it began",
        )
    }


def test_a_state_that_comes_while_a_job_is_decided_on_leaves_both_open(office, ask):
    """The state is written between arrival and first sheet: the job may have begun before it, or after."""
    office.job("lobby", 1001, [MONO] * 6)
    office.advance(60)
    office.acquire_all()
    office.job("lobby", 1001, [MONO])
    events = office.journals["lobby"]
    place = next(at for at, event in enumerate(events) if event[0] == "arrived" and event[2] == 2)
    events.insert(place + 1, ("limit", events[place][1], 1001, "limit exceeded"))
    office.journals["attic"].append(("limit", events[place][1], 1001, "limit exceeded"))
    office.exceeded = {name: {1001} for name in office.exceeded}
    office.advance(60)
    office.acquire_all()
    ask.passes(office.case())


def test_colour_that_is_not_cancelled(office, ask):
    """RES-02."""
    office.job("lobby", 1002, [MONO, COLOUR])
    office.advance(60)
    office.acquire_all()
    assert ask.failing(office.case()) == {
        "restrictions": (
            "lobby job 1, record 1 of 0000aaaa of account 1002: completed,"
            " though colour was disabled before it began and it asks for colour",
        )
    }


def test_colour_of_a_real_file_is_watched_too(office, ask):
    office.job("lobby", 1002, [COLOUR])
    office.history[0]["runs"] = None
    office.advance(60)
    office.acquire_all()
    assert "1 sheets with colour came out, though colour was disabled" in ask.failing(office.case())["restrictions"][0]


def test_an_id_that_is_not_registered_follows_row_zero(office, ask):
    """JID-12, RES-08."""
    office.table[0] = ("Unregistered ID", 1)
    office.operator.append(
        {"at_us": office.now_us, "do": "account", "id": 0, "name": "Unregistered ID", "restrictions": 1}
    )
    office.accounts[0]["restrictions"] = 1
    office.provision()
    for account in (None, 4711):
        office.job("lobby", account, [], runs=ASKED, how="aborted", refused="access control")
    office.job("lobby", 1001, [MONO])
    office.advance(60)
    office.acquire_all()
    ask.passes(office.case())
    office.job("lobby", 4711, [MONO])
    office.advance(60)
    office.acquire_all()
    assert "of account 4711: 1 sheets came out, though printing was disabled" in str(ask.failing(office.case()))


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (lambda lobby: lobby.update(owner="00"), "lobby: owner should be '5e5e"),
        (
            lambda lobby: lobby.update(stream="ff" * 16),
            "lobby: stream in the ledger should be 'ffffffff', is '0000aaaa'",
        ),
        (lambda lobby: lobby.update(first=3), "lobby: oldest record still held (all are released) should be 5, is 3"),
        (lambda lobby: lobby.update(next=6), "lobby: sequences acquired through should be 5, is 4"),
        (lambda lobby: lobby["ids"].pop(1002), "lobby: ID 1002 should be ('Ito', 2), is 'not in the table'"),
        (lambda lobby: lobby["ids"].update({1002: ["Ito", 0]}), "lobby: ID 1002 should be ('Ito', 2), is ('Ito', 0)"),
        (lambda lobby: lobby["ids"].update({7: ["Old", 0]}), "lobby: ID 7 should be 'not in the table', is ('Old', 0)"),
        (lambda lobby: lobby["ids"].update({0: ["", 1]}), "restrictions of Unregistered ID should be 0, is 1"),
        (
            lambda lobby: lobby["limits"].update({1001: 2}),
            "limit state of ID 1001 should be 'enabled', is 'limit exceeded'",
        ),
    ],
)
def test_what_must_stand_in_a_drained_printer(busy, ask, change, finding):
    """JID-07, LIM-03, ACQ-04."""
    case = busy.case()
    change(case["devices"]["lobby"])
    findings = ask.failing(case)["devices"]
    assert any(finding in sentence for sentence in findings), findings
    case["drained"] = False
    ask.passes(case)
    assert ask.check(case, "devices").result == "unknown"


def test_a_table_has_no_more_ids_than_there_is_room_for(busy, ask):
    """JID-07: three IDs, room for two, it does not matter which; those that are there are as they must be."""
    case = busy.case()
    case["printers"]["lobby"]["id_capacity"] = 2
    lobby = case["devices"]["lobby"]
    del lobby["ids"][1002], lobby["limits"][1002]
    ask.passes(case)
    lobby["ids"][1003] = ["Mori", 0]
    assert "lobby: ID 1003 should be ('Mori', 6), is ('Mori', 0)" in ask.failing(case)["devices"]
    del lobby["ids"][1003]
    assert "lobby: ID 1003 should be ('Mori', 6), is 'not in the table'" in ask.failing(case)["devices"]


def test_what_cannot_be_drained_is_a_finding(busy, ask):
    case = busy.case()
    assert ask.check(case, "drained").examined == 2
    case.update(drained=False, problems=["attic: no answer"])
    assert ask.failing(case) == {"drained": ("not drained, though everything was healed: attic: no answer",)}


def test_a_table_that_was_not_applied(busy, ask):
    case = busy.case()
    case["ledger"]["provisioning"][0]["applied"] = 0
    assert ask.failing(case)["devices"] == ("lobby: applied revision should be 1, is 0",)


def test_an_incident_is_a_finding(busy, ask):
    case = busy.case()
    case["ledger"]["printers"][0].update(state="incident", last_error="same key, other record")
    assert ask.failing(case)["devices"] == ("lobby: stopped by an incident (same key, other record)",)


def counting(new_office):
    """A printer that only counts: 2 impressions before it was registered, 3 and 1 after."""
    office = new_office()
    office.add_printer("plain", dialect="counters", log_capacity=0, log_reserve=0)
    office.job("plain", None, [MONO, MONO])
    office.advance(60)
    office.operator[1]["at_us"] = office.now_us
    office.advance(60)
    for position, sheets in enumerate(([MONO, ("A4", "plain", "mono", "mono")], [MONO]), 1):
        office.job(
            "plain", None, sheets, duplex=position == 1, runs=[[3, "mono", "A4", "plain"]] if position == 1 else None
        )
        office.advance(60)
        office.readings.append(
            {
                "stream": "c0",
                "position": position,
                "printer": "plain",
                "at_us": office.now_us,
                "impressions": 5 if position == 1 else 6,
                "delta": 3 if position == 1 else 1,
            }
        )
    office.history[1]["duplex"] = False
    office.history[1]["runs"] = None
    return office


def test_readings_alone_can_prove_a_scenario(new_office, ask):
    case = counting(new_office).case()
    ask.passes(case)
    assert ask.check(case, "readings").examined == 2
    assert ask.check(case, "ledger").examined == 0


def test_what_came_out_between_two_registrations_is_nobodys(new_office, ask):
    office = counting(new_office)
    office.operator.append({"at_us": office.now_us, "do": "remove printer", "printer": "plain"})
    office.advance(60)
    office.job("plain", None, [MONO])
    office.advance(60)
    office.operator.append({"at_us": office.now_us, "do": "printer", "printer": "plain", "fees": None})
    again = {"stream": "c1", "printer": "plain"}
    office.readings.append({**again, "position": 1, "at_us": office.now_us, "impressions": 7, "delta": 0})
    office.job("plain", None, [MONO, MONO])
    office.advance(60)
    office.readings.append({**again, "position": 2, "at_us": office.now_us, "impressions": 9, "delta": 2})
    ask.passes(office.case())
    office.readings[-2]["delta"] = 1
    assert "plain reading 1: delta since registration should be 0, is 1" in ask.failing(office.case())["readings"]
    del office.readings[-2:]
    assert ask.failing(office.case())["readings"] == ("plain: impressions in the ledger should be 2, is 0",)


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (lambda rows: rows.pop(), "plain: impressions in the ledger should be 4, is 3"),
        (lambda rows: rows.clear(), "plain: impressions in the ledger should be 4, is 0"),
        (lambda rows: rows[0].update(delta=5), "plain reading 1: delta since registration should be 3, is 5"),
        (lambda rows: rows[1].update(delta=2), "plain reading 2: delta should be 1, is 2"),
        (lambda rows: rows[1].update(impressions=9, delta=4), "plain reading 2: impressions should be 6, is 9"),
        (lambda rows: rows[1].update(printer="x"), "x: 1 readings of a printer that keeps a log or does not exist"),
    ],
)
def test_wrong_readings(new_office, ask, change, finding):
    case = counting(new_office).case()
    change(case["ledger"]["readings"])
    findings = ask.failing(case)["readings"]
    assert any(finding in sentence for sentence in findings), findings


def test_readings_of_a_printer_that_nobody_registered(new_office, ask):
    case = counting(new_office).case()
    del case["operator"][1]
    assert ask.failing(case)["readings"] == ("plain: 2 readings of a printer that was never registered",)


def test_life_counters(busy, ask):
    """lobby put out 3 + 2 + 1 + 2 = 8 sheets with 3 + 3 + 1 + 2 = 9 faces."""
    busy.journals["lobby"].append(("life", busy.now_us, 8, 9))
    ask.passes(busy.case())
    busy.journals["lobby"].append(("life", busy.now_us, 9, 9))
    assert ask.failing(busy.case())["life"] == (
        f"lobby: life at {busy.now_us}: sheets since the last should be 0, is 1",
    )


def test_an_outcome_has_one_digest(busy):
    """HAR-03: not through JSON, nor with other random IDs, ports or error texts, does it change."""
    case = busy.case()
    digest = outcome_digest(case)
    assert len(digest) == 32
    assert outcome_digest(json.loads(json.dumps(case))) == digest
    other = json.dumps(case).replace("0000aaaa", "9999aaaa").replace("5e" * 16, "7a" * 16)
    other = (
        other.replace("127.20.0.1", "127.20.0.9")
        .replace("10.0.0.9:40000", "10.0.0.9:1")
        .replace('"last_error": ""', '"last_error": "x"')
    )
    assert outcome_digest(json.loads(other)) == digest


@pytest.mark.parametrize(
    "change",
    [
        lambda case: case["journals"]["lobby"].pop(),
        lambda case: case["ledger"]["jobs"][0].update(fee_micros=1),
        lambda case: case["ledger"]["gaps"].clear(),
        lambda case: case["devices"]["attic"]["limits"].update({1001: "limit exceeded"}),
        lambda case: case["ledger"]["accounts"][1]["standing"].update(used_sheets=9),
    ],
)
def test_another_outcome_has_another_digest(busy, change):
    case = busy.case()
    digest = outcome_digest(case)
    change(case)
    assert outcome_digest(case) != digest


def test_a_trace_digest_takes_every_datagram_in_its_order():
    one, two, three = TraceDigest(), TraceDigest(), TraceDigest()
    for digest in (one, two):
        digest.add(5, "to printer", ("127.20.0.1", 161), b"ab")
        digest.add(6, "from printer", ("127.20.0.1", 161), b"c")
    three.add(5, "to printer", ("127.20.0.1", 161), b"a")
    three.add(6, "from printer", ("127.20.0.1", 161), b"bc")
    assert one.hexdigest() == two.hexdigest() != three.hexdigest()
    assert one.datagrams == 2
