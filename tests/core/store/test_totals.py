"""AGG-01, AGG-02, AGG-04: totals are sums of the log's records, whatever they are grouped by and chosen by."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.model import AccountSetup, PrinterRow, Selection, StreamKind
from core.model.errors import BadInput
from core.model.groups import UserGroupSetup
from core.rules.total_items import DETAILS, STATUSES
from core.rules.totals import GROUPS
from core.wire.items import Communication, Consumption, Feeding, Processing, Scan
from core.wire.records import RecordLine

GROUPINGS = [by for size in range(4) for by in combinations(GROUPS, size)]


def of(job: dict, by: str, zone: str) -> object:
    """The group of a job, without a line of the product."""
    if by == "day":
        at = datetime.fromtimestamp(job["accounted_us"] // 1_000_000, UTC).astimezone(ZoneInfo(zone))
        return f"{at.year:04}-{at.month:02}-{at.day:02}"
    if by == "printer group":
        return "ground floor" if job["printer"] == "lobby" else ""
    if by == "user group":
        return "sales" if job["account"] == 1002 else ""
    return job[{"month": "log_month", "sent id": "account"}.get(by, by)]


def spans(*pairs: tuple[int | None, int | None]) -> int:
    return sum(max(0, end - start) for start, end in pairs if start is not None and end is not None)


def groups_of_items(job: dict) -> dict[str, int]:
    """The items of one record that only some records have, by the words of docs/reports.md."""
    used, fed, made = job["consumption"] or {}, job["feeding"] or {}, job["processing"] or {}
    scan, talk = job["scan"], job["communication"]
    found = {f"drum {colour}": count for colour, count in zip("kcmyw", used.get("drum", ()), strict=False)}
    found |= {
        f"toner {colour} {level}": job["pages"] for colour, level in zip("kcmyw", used.get("toner", ()), strict=False)
    }
    found |= {name: used[name] for name in ("belt", "fuser", "staples") if used}
    feeders = (*(f"tray {number}" for number in range(1, 6)), "multi-purpose tray", "multi-purpose feeder")
    found |= dict(zip(feeders, fed.get("trays", ()), strict=False))
    dpi = ("300 dpi", "600 dpi", "1200x600 dpi", "1200 dpi", "2400x600 dpi")
    found |= dict(zip(dpi, fed.get("dpi", ()), strict=False))
    found["use_s"] = spans((made.get("started_s"), made.get("ended_s")), (job["started_s"], job["ended_s"]))
    if scan:
        found |= {"colour scan": scan["colour"], "mono scan": scan["mono"]}
        found["scan job print" if scan["printed"] else "scan job no print"] = 1
    if talk:
        found |= {"communication time": talk["seconds"], "communication pages": talk["pages"]}
        found |= {f"mode {talk['mode']}": 1} if talk["mode"] else {}
    return found | {f"function {job['function']}": 1, f"service {job['service']}": 1, "records": 1}


def add_up(jobs: list[dict]) -> dict[str, int]:
    total: dict[str, int] = {"jobs": len({(job["stream"], job["job_number"]) for job in jobs})}
    for job in jobs:
        for name, count in {**groups_of_items(job), "white": job["white"], "white only": job["white_only"]}.items():
            total[name] = total.get(name, 0) + count
    for key in ("sheets", "pages", "colour", "mono", "fee_micros"):
        total[key] = sum(job[key] for job in jobs)
    for name in (*STATUSES, *DETAILS):
        having = [job for job in jobs if name in (job["status"], job["detail"])]
        total[name] = len({(job["stream"], job["job_number"]) for job in having})
    for line in (line for job in jobs for line in job["lines"]):
        words = (f"size {line['size']}", f"media {line['media']}", f"weight {line['weight'] or 'unknown'}")
        for name in (*words, "duplex" if line["duplex"] else "simplex"):
            total[name] = total.get(name, 0) + line["sheets"]
    return total


lines = st.lists(
    st.builds(
        lambda size, media, duplex, colour, mono, more: RecordLine(
            *(size, media, duplex, colour + mono, colour, mono), *more
        ),
        st.sampled_from(["A4", "A3", "Letter"]),
        st.sampled_from(["plain", "thick"]),
        st.booleans(),
        st.integers(0, 9),
        st.integers(0, 9),
        st.sampled_from([(), ("heavy", 1, 0), ("light", 0, 2)]),
    ),
    max_size=3,
)
counts = st.integers(0, 99)
several = st.lists(counts, max_size=5).map(tuple)
spans_of_time = st.tuples(st.none() | counts, st.none() | counts)
items = st.fixed_dictionaries(
    {
        "function": st.sampled_from(["print", "print", "copy", "fax send", "something new"]),
        "service": st.sampled_from(["print", "print", "scan", "fax"]),
        "white": st.integers(0, 3),
        "white_only": st.integers(0, 3),
        "consumption": st.none()
        | st.builds(Consumption, st.lists(st.integers(0, 5), max_size=5).map(tuple), several, counts, counts, counts),
        "feeding": st.none() | st.builds(Feeding, st.lists(counts, max_size=7).map(tuple), several, st.integers(1, 4)),
        "processing": st.none() | spans_of_time.map(lambda span: Processing(*span)),
        "scan": st.none() | st.builds(Scan, counts, counts, st.just("A4"), st.booleans()),
        "communication": st.none()
        | st.tuples(counts, st.sampled_from(["", "send", "receive"]), counts).map(
            lambda told: Communication(told[0], told[1], pages=told[2])
        ),
    }
)
jobs = st.tuples(
    st.sampled_from([0, 1001, 1002, 4711]),
    st.sampled_from(["Sato", "Ito", "", 'a "b"']),
    st.sampled_from([(status, "") for status in STATUSES] + [("aborted", DETAILS[1]), ("completed", DETAILS[4])]),
    st.sampled_from(["2026-10-24 23:59", "2026-10-25 02:30", "2026-10-26 00:00", "2026-11-15 23:59", None]),
    lines,
    st.booleans(),
    st.just({}) | items,
)
selections = st.builds(
    Selection,
    st.sampled_from([(), ("lobby",), ("annex",), ("lobby", "annex"), ("nowhere",)]),
    st.sampled_from([None, None, "2026-10", "2026-11", "2026-12"]),
    st.sampled_from([None, None, 0, 1001, 4711]),
    st.sampled_from([None, None, "Sato", ""]),
    st.sampled_from([None, None, "aborted", "completed"]),
    st.sampled_from([None, None, None, "ground floor", "", "nowhere"]),
    st.sampled_from([None, None, None, "sales", "", "nowhere"]),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(jobs, max_size=14),
    st.sampled_from(GROUPINGS),
    selections,
    st.sampled_from(["Europe/Berlin", "Asia/Kathmandu", "America/St_Johns"]),
    st.sampled_from([(31, False), (15, False), (15, True)]),
    st.booleans(),
)
def test_each_total_is_the_sum_of_its_records(bench, drawn, by, where, zone, closing, deleted) -> None:
    """AGG-04, LOG-11, LOG-15: any grouping, any selection, any zone and closing day, with and without a deletion."""

    async def main() -> None:
        bench.now_us = bench.at("2026-10-20 08:00")
        store, lobby = await bench.ready()
        await store.configure(zone=zone)
        await store.set_closing_day(closing[0], after_as_this_month=closing[1])
        annex = await store.add_printer(PrinterRow("annex", "127.20.0.2"))
        await store.open_stream(annex, bench.other_stream, StreamKind.SNMP_LOG, bench.now_us)
        for account, name in ((1001, "Sato"), (1002, "Ito")):
            await store.put_account(AccountSetup(account, name))
        await store.groups.add_printer_group("ground floor", ["lobby"])
        await store.groups.put_user_group(UserGroupSetup("sales"), [1002])
        bench.now_us = bench.at("2026-12-01 08:00")
        batches = {True: [], False: []}
        for number, (account, user, (status, detail), ended, paper, to_lobby, more) in enumerate(drawn):
            batch = batches[to_lobby]
            sheets, colour, mono = (sum(getattr(line, key) for line in paper) for key in ("sheets", "colour", "mono"))
            counts = {"sheets": sheets, "pages": sheets, "colour": colour, "mono": mono, "lines": tuple(paper)}
            words = {"user": user, "status": status, "detail": detail, **more}
            job = len(batch) + 1 if words.get("function", "print") == "print" else 100 + number // 3
            batch.append((len(batch) + 1, bench.record(job, account, ended, **counts, **words)))
        await store.ingest(bench.batch(lobby, *batches[True]))
        if deleted and batches[True]:
            await store.delete_log("lobby", None, "a test")
        await store.ingest(bench.batch(annex, *batches[False], stream=bench.other_stream))

        records = await store.log(where)
        for name, asked in (("printer group", where.printer_group), ("user group", where.user_group)):
            assert asked is None or {of(job, name, zone) for job in records} <= {asked}
        rows = await store.totals(by, where)
        groups: dict[tuple, list[dict]] = {} if by else {(): []}
        for job in records:
            known = job["account"] if job["account"] in (1001, 1002) else 0
            groups.setdefault(tuple(known if name == "account" else of(job, name, zone) for name in by), []).append(job)
        assert {tuple(row[name] for name in by) for row in rows} == set(groups)
        assert len(rows) == len(groups)
        for row in rows:
            total = add_up(groups[tuple(row[name] for name in by)])
            assert {key: row[key] for key in total} == total
            assert not any(row[key] for key in row if key not in {*total, *by, "name", "address"})
        everything = (await store.totals((), where))[0]
        assert everything["records"] == sum(row["records"] for row in rows) == len(records)
        assert everything["fee_micros"] == sum(row["fee_micros"] for row in rows)

    bench.run(main())


@pytest.mark.parametrize("by", [["weather"], ["printer", "printer"], ["printer", ""]])
def test_groupings_that_are_none(bench, by) -> None:
    async def main() -> None:
        store, _ = await bench.ready()
        with pytest.raises(BadInput, match="by: "):
            await store.totals(by)

    bench.run(main())


def test_an_empty_ledger(bench) -> None:
    """One total over everything is nothing; there are no groups."""

    async def main() -> None:
        store, _ = await bench.ready()
        (everything,) = await store.totals(())
        assert set(everything.values()) == {0, None}
        assert await store.totals(("printer", "day")) == []

    bench.run(main())


def test_an_id_means_the_account_of_its_time(bench) -> None:
    """AGG-01: an ID deleted and added again is another account, and both stand beside each other."""

    async def main() -> None:
        store, key = await bench.ready()
        await store.put_account(AccountSetup(1001, "Sato"))
        bench.now_us += 3_600_000_000
        await store.ingest(bench.batch(key, (1, bench.record(1))))
        await store.remove_account(1001)
        bench.now_us += 3_600_000_000
        await store.put_account(AccountSetup(1001, "Ito"))
        bench.now_us += 3_600_000_000
        await store.ingest(bench.batch(key, (2, bench.record(2)), (3, bench.record(3, 4711))))
        rows = await store.totals(["account"])
        assert [(row["account"], row["name"], row["jobs"]) for row in rows] == [
            (0, "Unregistered ID", 1),
            (1001, "Ito", 1),
            (1001, "Sato", 1),
        ]
        rows = await store.totals(["sent id"])
        assert [(row["sent id"], row["jobs"]) for row in rows] == [(1001, 2), (4711, 1)]

    bench.run(main())
