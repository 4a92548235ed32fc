"""Fees, accounted instants, log numbers, usage and limit states recomputed (FEE-01, FEE-06, LOG-03, LIM-01 to 05)."""

from __future__ import annotations

import pytest

S = 1_000_000
MONO = ("A4", "plain", "mono", None)
COLOUR = ("A4", "plain", "colour", None)


def test_a_job_is_explained_part_by_part(busy):
    """attic job 1: one A3 and one A4 page in mono. 2 × 0.02 + 2 sheets × 0.01 + 1 A3 page × 0.05 = 0.11."""
    row = next(row for row in busy.rows if row["printer"] == "attic")
    assert [(part["part"], part["quantity"], part["micros"]) for part in row["fee_parts"]] == [
        ("mono page", 2, 40_000),
        ("sheet", 2, 20_000),
        ("size A3", 1, 50_000),
    ]
    assert row["fee_micros"] == 110_000


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (lambda row: row.update(fee_micros=2 * row["fee_micros"]), "fee_micros should be 150000, is 300000"),
        (lambda row: row["fee_parts"].pop(), "fee parts should be [('colour page', 1, 80000)"),
        (lambda row: row["fee_parts"][0].update(quantity=2), "is [('colour page', 2, 80000)"),
        (lambda row: row["fee_parts"][0].update(micros=80_001), "is [('colour page', 1, 80001)"),
        (
            lambda row: row["fee_parts"][0].update(version=2),
            "fee definition should be ('standard', 1), is ('standard', 2)",
        ),
        (lambda row: row["fee_parts"][0].update(definition="dear"), "is ('dear', 1)"),
        (lambda row: row["fee_parts"].append(dict(row["fee_parts"][0])), "fee parts should be"),
    ],
)
def test_wrong_fees(busy, ask, change, finding):
    """lobby job 1: 1 × 0.08 + 2 × 0.02 + 3 × 0.01 = 0.15."""
    case = busy.case()
    change(case["ledger"]["jobs"][0])
    findings = ask.failing(case)["fees"]
    assert any(finding in sentence for sentence in findings), findings


def test_a_later_definition_never_changes_what_was_charged(busy, ask):
    """FEE-06: version 2 holds for what is acquired from then on."""
    dear = {**busy.operator[0], "at_us": busy.now_us + 30 * S, "mono_page": 40_000}
    busy.operator.append(dear)
    busy.operator.append({**dear, "at_us": dear["at_us"] + 1})  # saved again as it is: no new version
    busy.advance(60)
    busy.job("lobby", 1002, [MONO])
    busy.advance(60)
    busy.acquire_all()
    case = busy.case()
    assert "fee_micros should be 50000, is 30000" in str(ask.failing(case)["fees"])
    row = case["ledger"]["jobs"][-1]
    row["fee_micros"] = 50_000
    row["fee_parts"][0]["micros"] = 40_000
    for part in row["fee_parts"]:
        part["version"] = 2
    case["ledger"]["accounts"][2]["usage"][0]["fee_micros"] += 20_000
    ask.passes(case)


def test_in_one_instant_either_definition_may_have_come_first(busy, ask):
    case = busy.case()
    case["operator"].append({**case["operator"][0], "at_us": case["ended_us"], "mono_page": 40_000})
    ask.passes(case)


def test_a_printer_without_a_definition_charges_nothing(busy, ask):
    case = busy.case()
    case["operator"].append({"at_us": busy.start_us + 1, "do": "assign fees", "printer": "attic", "fees": None})
    assert ask.failing(case)["fees"][0].endswith("fee_micros should be 0, is 110000")
    row = next(row for row in case["ledger"]["jobs"] if row["printer"] == "attic")
    case["ledger"]["accounts"][0]["usage"][0]["fee_micros"] -= row["fee_micros"]
    row.update(fee_micros=0, fee_parts=[])
    ask.passes(case)


def test_each_part_is_rounded_once_half_up(busy, ask):
    """0.15 in parts of 0.08, 0.04 and 0.03, rounded to 0.05: 0.10 + 0.05 + 0.05 = 0.20."""
    case = busy.case()
    case["operator"][0]["rounding_micros"] = 50_000
    sentence = ask.failing(case)["fees"][0]
    assert sentence.endswith("fee_micros should be 200000, is 150000")


@pytest.mark.parametrize(
    ("place", "changes", "check", "finding"),
    [
        (0, {"accounted_us": 1}, "instants", "lobby job 1, record 1 of 0000aaaa: accounted_us should be"),
        (0, {"clamped": True}, "instants", "clamped should be False, is True"),
        (0, {"log_number": 2}, "log numbers", "lobby record 1 of 0000aaaa: log number should be 1, is 2"),
        (1, {"log_number": 5}, "log numbers", "lobby record 2 of 0000aaaa: log number should be 2, is 5"),
        (0, {"log_month": "2026-02"}, "log numbers", "log month should be '2026-03', is '2026-02'"),
    ],
)
def test_wrong_instants_and_numbers(busy, ask, place, changes, check, finding):
    case = busy.case()
    case["ledger"]["jobs"][place].update(changes)
    assert any(finding in sentence for sentence in ask.failing(case)[check])


def test_a_clock_gone_wrong_is_held_between_two_acquisitions(busy, ask):
    """The device says 1 January 2020: the job counts at the previous acquisition, and is flagged."""
    busy.advance(60)
    previous_us = busy.logs["lobby"]["acquired_us"]
    offset_us = 1_577_836_800 * S - busy.now_us
    busy.journals["lobby"].append(("clock", busy.now_us, offset_us))
    busy.job("lobby", 1002, [MONO])
    row = busy.logs["lobby"]["waiting"][0]
    row.update(received_s=1_577_836_800, ended_s=1_577_836_802)
    busy.advance(60)
    busy.acquire_all()
    assert (row["accounted_us"], row["clamped"]) == (previous_us, True)
    ask.passes(busy.case())


def test_a_job_of_the_31st_acquired_in_april_counts_for_march(new_office, ask):
    """LIM-04: the period turns at local midnight; late records restate it."""
    office = new_office("2026-03-31 23:00")
    office.add_printer("lobby")
    monthly = {"sheets": 5, "fee_micros": None, "kind": "months", "every": 1, "base": "month end", "carry_over": False}
    office.add_account(1001, "Sato", limit=monthly)
    office.provision()
    office.advance(3000)
    office.job("lobby", 1001, [MONO])  # 23:50
    office.advance(1200)
    office.job("lobby", 1001, [MONO])  # 00:10
    office.advance(600)
    office.acquire_all()
    case = office.case()
    assert [row["log_month"] for row in case["ledger"]["jobs"]] == ["2026-03", "2026-04"]
    ask.passes(case)
    usage = case["ledger"]["accounts"][1]["usage"]
    usage[0]["sheets"], usage[1]["sheets"] = 0, 2
    case["ledger"]["accounts"][1]["standing"]["used_sheets"] = 2
    assert ask.failing(case)["usage"][0].startswith("account 1001 (Sato), period 0 from")
    assert "period 1" in ask.failing(case)["usage"][1]


def exceed(office):
    """Six of five sheets; the state is written when the log has been acquired, and cleared when April begins."""
    office.job("lobby", 1001, [MONO] * 6)
    office.advance(60)
    office.acquire_all()
    office.advance(1)
    office.set_limit_state(1001, "limit exceeded")
    office.advance(60)
    asked = [[1, "mono", "A4", "plain"]]
    office.job("attic", 1001, [], runs=asked, how="aborted", refused="access control")
    office.advance(60)
    office.acquire_all()
    return office


def test_a_limit_stops_everywhere_until_the_month_turns(office, ask):
    """LIM-02, LIM-03, LIM-04."""
    exceed(office)
    ask.passes(office.case())
    office.advance(30 * 86_400)
    office.set_limit_state(1001, "enabled")
    office.job("attic", 1001, [MONO])
    office.advance(60)
    office.acquire_all()
    ask.passes(office.case())


def test_a_limit_that_is_lifted_a_day_early(office, ask):
    exceed(office)
    office.advance(28 * 86_400 + 15 * 3600)  # 31 March
    office.set_limit_state(1001, "enabled")
    case = office.case()
    early = [sentence for sentence in ask.failing(case)["limits"] if "became 'enabled'" in sentence]
    assert early[0] == f"lobby: account 1001 became 'enabled' at {office.now_us}, but then 6 of 5 sheets were used"
    assert "limit state of ID 1001 should be 'limit exceeded', is 'enabled'" in ask.failing(case)["devices"][0]


def test_a_limit_that_acts_before_the_log_was_acquired(office, ask):
    office.job("lobby", 1001, [MONO] * 6)
    office.advance(60)
    office.set_limit_state(1001, "limit exceeded")
    office.advance(1)
    office.acquire_all()
    assert "became 'limit exceeded' at" in ask.failing(office.case())["limits"][0]
    assert "0 of 5 sheets were used" in ask.failing(office.case())["limits"][0]


def test_an_account_without_a_limit_cannot_exceed_it(office, ask):
    office.job("lobby", 1002, [MONO])
    office.advance(60)
    office.acquire_all()
    office.set_limit_state(1002, "limit exceeded")
    assert "but then it has no limit" in ask.failing(office.case())["limits"][0]


@pytest.mark.parametrize("visits", [2, 3])
def test_a_printer_that_is_never_told(office, ask, visits):
    """LIM-03: lobby was told, attic was not, though it was acquired again and again; two visits may have failed.

    In a bad network any number may.
    """
    office.job("lobby", 1001, [MONO] * 6)
    office.advance(60)
    office.acquire_all()
    office.journals["lobby"].append(("limit", office.now_us, 1001, "limit exceeded"))
    office.exceeded["lobby"].add(1001)
    told_us = office.now_us
    for _ in range(visits):
        office.job("attic", 1003, [MONO])
        office.advance(60)
        office.acquire_all()
    office.drained = False
    if visits == 2:
        ask.passes(office.case())
        return
    ask.passes({**office.case(), "bad_network": {"attic": [[told_us, told_us + 62 * S]]}})
    ask.passes({**office.case(), "bad_network": {"attic": [[told_us, None]]}})
    assert ask.failing(office.case())["limits"] == (
        f"attic: account 1001 is 'limit exceeded' since {told_us}, of which it had not been told"
        f" by {office.now_us}, though it was acquired 3 times",
    )


def test_a_formatted_printer_does_not_tell_the_others(office, ask):
    """The state that went with the storage was written by nobody."""
    exceed(office)
    office.initialise("attic", "formatted")
    events = office.journals["attic"]
    events += [("ids", office.now_us, 0, {}), ("limit", office.now_us, 1001, "enabled")]
    office.advance(60)
    events.append(("ids", office.now_us, 2, dict(office.table)))
    events.append(("limit", office.now_us, 1001, "limit exceeded"))
    for _ in range(3):
        office.job("lobby", 1003, [MONO])
        office.advance(60)
        office.acquire_all()
    ask.passes(office.case())


def test_an_id_that_was_removed_and_added_is_another_account(office, ask):
    """Nobody enabled it, and yet no printer needs to hold it as exceeded any more."""
    exceed(office)
    office.advance(60)
    office.operator.append({"at_us": office.now_us, "do": "remove account", "id": 1001})
    for events in office.journals.values():
        events += [("limit", office.now_us, 1001, "enabled"), ("ids", office.now_us, 2, {0: office.table[0]})]
    office.advance(60)
    office.add_account(1001, "Sato")
    office.provision()
    office.exceeded = {name: set() for name in office.exceeded}
    for _ in range(3):
        office.job("lobby", 1003, [MONO])
        office.advance(60)
        office.acquire_all()
    case = office.case()
    case["ledger"]["accounts"][1]["usage"] = []
    ask.passes(case)


def test_storage_replaced_in_the_instant_of_our_write(office, ask):
    """What stood in the table went with the storage, though the server had written it in the same instant."""
    exceed(office)
    events = office.journals["attic"]
    events.append(("ids", office.now_us, 2, dict(office.table)))
    office.initialise("attic", "replaced")
    events += [("limit", office.now_us, 1001, "enabled"), ("ids", office.now_us, 0, {})]
    events += [("ids", office.now_us, 2, dict(office.table)), ("limit", office.now_us, 1001, "limit exceeded")]
    ask.passes(office.case())


def test_states_go_in_the_order_of_the_journal(office, ask):
    """The ID leaves the table in one write of an instant, and is back in the next: nobody enabled it."""
    exceed(office)
    events, without = office.journals["attic"], {0: office.table[0], 1002: office.table[1002]}
    events += [("limit", office.now_us, 1001, "enabled"), ("ids", office.now_us, 2, without)]
    events += [("ids", office.now_us, 3, dict(office.table)), ("limit", office.now_us, 1001, "limit exceeded")]
    ask.passes(office.case())
    events[-2:] = [("ids", office.now_us, 3, dict(office.table))]
    events += [("life", office.now_us, 0, 0), ("limit", office.now_us, 1001, "enabled")]
    assert "account 1001 became 'enabled' at" in ask.check(office.case(), "limits").findings[0]


def test_another_server_knows_nothing_of_our_limits(office, ask):
    exceed(office)
    events, ours, rival = office.journals["attic"], office.case()["ledger"]["server_id"], "ab" * 16
    events += [("owner", office.now_us, rival, 2), ("limit", office.now_us, 1001, "enabled")]
    events += [("owner", office.now_us, ours, 3), ("limit", office.now_us, 1001, "limit exceeded")]
    for _ in range(3):
        office.job("lobby", 1003, [MONO])
        office.advance(60)
        office.acquire_all()
    ask.passes(office.case())


def test_a_limit_that_is_raised_and_overrun_in_one_instant(office, ask):
    """Between the two the account was enabled, and printers may have been told so."""
    for name in ("lobby", "attic"):
        office.job(name, 1001, [MONO] * 6)
    office.advance(60)
    office.acquire("lobby")
    office.set_limit_state(1001, "limit exceeded")
    office.advance(60)
    office.add_account(1001, "Sato", limit={**office.accounts[1001]["limit"], "sheets": 8})
    office.set_limit_state(1001, "enabled")
    office.acquire("attic")
    office.set_limit_state(1001, "limit exceeded")
    ask.passes(office.case())


def test_a_reset_sets_the_usage_back(office, ask):
    """JID-09: what is accounted up to and including that instant no longer counts."""
    exceed(office)
    office.advance(60)
    office.operator.append({"at_us": office.now_us, "do": "reset", "id": 1001})
    office.advance(1)
    office.set_limit_state(1001, "enabled")
    case = office.case()
    case["ledger"]["accounts"][1]["usage"][0].update(sheets=0, fee_micros=0)
    case["ledger"]["accounts"][1]["standing"].update(used_sheets=0, used_fee_micros=0, status="enabled")
    ask.passes(case)
    assert "sheets used should be 0, is 6" in ask.failing(office.case())["usage"][0]


def test_an_id_that_comes_back_inherits_nothing(office, ask):
    exceed(office)
    office.operator.append({"at_us": office.now_us + 1, "do": "remove account", "id": 1001})
    office.advance(60)
    office.add_account(1001, "Ueda", limit=office.accounts[1001]["limit"])
    for events in office.journals.values():
        events.append(("limit", office.now_us, 1001, "enabled"))
    office.provision()
    office.exceeded = {name: set() for name in office.exceeded}
    case = office.case()
    row = next(row for row in case["ledger"]["accounts"] if row["id"] == 1001)
    assert "sheets used should be 0, is 6" in str(ask.failing(case)["usage"])
    row["usage"] = []
    row["standing"].update(used_sheets=0, used_fee_micros=0, status="enabled")
    ask.passes(case)


def test_jobs_without_a_registered_id_count_for_the_unregistered_one(office, ask):
    """JID-02, JID-12: the record keeps the ID that was sent."""
    office.job("lobby", 4711, [MONO])
    office.job("lobby", None, [MONO])
    office.advance(60)
    office.acquire_all()
    case = office.case()
    assert (
        "account 0 (Unregistered ID), period 0 from None: sheets used should be 2, is 1" in ask.failing(case)["usage"]
    )
    case["ledger"]["accounts"][0]["usage"][0].update(sheets=2, fee_micros=60_000)
    ask.passes(case)


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (lambda rows: rows.pop(1), "account 1001: not among the ledger's accounts"),
        (
            lambda rows: rows.append({**rows[1], "id": 7}),
            "account 7 ('Sato'): in the ledger, though nobody",
        ),
        (lambda rows: rows[1].update(name="Ito"), "account 1001 (Sato): name should be 'Sato', is 'Ito'"),
        (lambda rows: rows[2].update(restrictions=0), "account 1002 (Ito): restrictions should be 2, is 0"),
        (lambda rows: rows[1]["usage"][0].update(fee_micros=7), "fee used should be 230000, is 7"),
        (lambda rows: rows[1]["usage"][0].update(end_us=7), "end_us should be"),
        (lambda rows: rows[1].update(standing=None), "account 1001 (Sato): standing should be 'enabled', is None"),
        (lambda rows: rows[1]["standing"].update(effective_sheets=9), "effective_sheets should be 5, is 9"),
        (lambda rows: rows[1]["standing"].update(status="limit exceeded"), "status should be 'enabled', is 'limit exc"),
    ],
)
def test_wrong_usage(busy, ask, change, finding):
    """Sato's 3 sheets cost 0.15 (1 × 0.08 + 2 × 0.02 + 3 × 0.01), 2 duplex ones 0.08 (3 × 0.02 + 2 × 0.01): 0.23."""
    case = busy.case()
    change(case["ledger"]["accounts"])
    findings = ask.failing(case)["usage"]
    assert any(finding in sentence for sentence in findings), findings


def test_the_sum_of_all_usage_is_the_sum_of_all_jobs(busy, ask):
    case = busy.case()
    case["ledger"]["accounts"][1]["usage"][0]["fee_micros"] += 10**9
    assert "yet all jobs together cost" in ask.failing(case)["totals"][0]
