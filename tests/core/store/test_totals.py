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
from core.rules.totals import DETAILS, GROUPS, STATUSES
from core.wire.records import RecordLine

GROUPINGS = [by for size in range(4) for by in combinations(GROUPS, size)]


def of(job: dict, by: str, zone: str) -> object:
    """The group of a job, without a line of the product."""
    if by == "day":
        at = datetime.fromtimestamp(job["accounted_us"] // 1_000_000, UTC).astimezone(ZoneInfo(zone))
        return f"{at.year:04}-{at.month:02}-{at.day:02}"
    return job[{"month": "log_month", "sent id": "account"}.get(by, by)]


def add_up(jobs: list[dict]) -> dict[str, int]:
    total: dict[str, int] = {"jobs": len(jobs)}
    for key in ("sheets", "pages", "colour", "mono", "fee_micros"):
        total[key] = sum(job[key] for job in jobs)
    for name in (*STATUSES, *DETAILS):
        total[name] = sum(name in (job["status"], job["detail"]) for job in jobs)
    for line in (line for job in jobs for line in job["lines"]):
        for name in (f"size {line['size']}", f"media {line['media']}", "duplex" if line["duplex"] else "simplex"):
            total[name] = total.get(name, 0) + line["sheets"]
    return total


lines = st.lists(
    st.builds(
        lambda size, media, duplex, colour, mono: RecordLine(size, media, duplex, colour + mono, colour, mono),
        st.sampled_from(["A4", "A3", "Letter"]),
        st.sampled_from(["plain", "thick"]),
        st.booleans(),
        st.integers(0, 9),
        st.integers(0, 9),
    ),
    max_size=3,
)
jobs = st.tuples(
    st.sampled_from([0, 1001, 1002, 4711]),
    st.sampled_from(["Sato", "Ito", "", 'a "b"']),
    st.sampled_from([(status, "") for status in STATUSES] + [("aborted", DETAILS[1]), ("completed", DETAILS[4])]),
    st.sampled_from(["2026-10-24 23:59", "2026-10-25 02:30", "2026-10-26 00:00", "2026-11-15 23:59", None]),
    lines,
    st.booleans(),
)
selections = st.builds(
    Selection,
    st.sampled_from([(), ("lobby",), ("annex",), ("lobby", "annex"), ("nowhere",)]),
    st.sampled_from([None, None, "2026-10", "2026-11", "2026-12"]),
    st.sampled_from([None, None, 0, 1001, 4711]),
    st.sampled_from([None, None, "Sato", ""]),
    st.sampled_from([None, None, "aborted", "completed"]),
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
        bench.now_us = bench.at("2026-12-01 08:00")
        batches = {True: [], False: []}
        for account, user, (status, detail), ended, paper, to_lobby in drawn:
            batch = batches[to_lobby]
            sheets, colour, mono = (sum(getattr(line, key) for line in paper) for key in ("sheets", "colour", "mono"))
            counts = {"sheets": sheets, "pages": sheets, "colour": colour, "mono": mono, "lines": tuple(paper)}
            words = {"user": user, "status": status, "detail": detail}
            batch.append((len(batch) + 1, bench.record(len(batch) + 1, account, ended, **counts, **words)))
        await store.ingest(bench.batch(lobby, *batches[True]))
        if deleted and batches[True]:
            await store.delete_log("lobby", None, "a test")
        await store.ingest(bench.batch(annex, *batches[False], stream=bench.other_stream))

        records = await store.log(where)
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
            assert not any(row[key] for key in row if key.startswith(("size ", "media ")) and key not in total)
        everything = (await store.totals((), where))[0]
        assert everything["jobs"] == sum(row["jobs"] for row in rows) == len(records)
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
        assert set(everything.values()) == {0}
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
