"""ACQ-04, LOG-03, FEE-06, LIM-02: records become jobs exactly once, charged and counted in one transaction."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.model import (
    AccountSetup,
    Base,
    GapCause,
    Limit,
    Period,
    PeriodKind,
    PrinterState,
    StreamKind,
    UnloggedCounters,
)
from core.model.errors import Incident, StoreError
from core.wire.records import JobRecord, RecordLine, decode_record, encode_record, split_record

MONTHLY = Period(PeriodKind.MONTHS, 1, Base.MONTH_END)


def test_a_record_becomes_a_job(bench) -> None:
    """ACQ-04, LOG-03, LOG-05, FEE-06: everything of it, its fee part by part, its log number."""

    async def main() -> None:
        store, key = await bench.ready()
        await store.put_account(AccountSetup(1001, "Sato"))
        bench.now_us = bench.at("2026-03-30 09:00")
        result = await store.ingest(bench.batch(key, (1, bench.record(7, ended="2026-03-30 08:30"))))
        assert result == (1, 0, 1, (), ())
        (job,) = (await store.snapshot())["jobs"]
        ended_s = bench.at("2026-03-30 08:30") // 1_000_000
        assert job == {
            "stream": bench.stream.hex(),
            "sequence": 1,
            "parts": 1,
            "parts_held": 1,
            "printer": "lobby",
            "account": 1001,
            "user": "Sato",
            "login": "sato",
            "document": "report 7.pdf",
            "host": "ws17",
            "application": "Writer",
            "port": "LAN",
            "status": "completed",
            "detail": "",
            "function": "print",
            "sheets": 3,
            "pages": 5,
            "colour": 2,
            "mono": 3,
            "lines": [
                {"size": "A4", "media": "plain", "duplex": True, "sheets": 3, "colour": 2, "mono": 3}
                | {"weight": "", "white": 0, "white_only": 0}
            ],
            "service": "print",
            "white": 0,
            "white_only": 0,
            **dict.fromkeys(("consumption", "feeding", "processing", "scan", "communication")),
            "job_number": 7,
            "received_s": ended_s,
            "started_s": ended_s,
            "ended_s": ended_s,
            "utc_offset_min": 120,
            "acquired_us": bench.at("2026-03-30 09:00"),
            "accounted_us": bench.at("2026-03-30 08:30"),
            "clamped": False,
            "log_month": "2026-03",
            "log_number": 1,
            "fee_micros": 275_000,  # 2 x 0.10 + 3 x 0.02 + 3 x 0.005
            "fee_parts": [
                {"part": "colour page", "quantity": 2, "micros": 200_000, "definition": "office", "version": 1},
                {"part": "mono page", "quantity": 3, "micros": 60_000, "definition": "office", "version": 1},
                {"part": "sheet", "quantity": 3, "micros": 15_000, "definition": "office", "version": 1},
            ],
        }
        assert await store.verify() == []

    bench.run(main())


def test_the_same_record_again_is_ignored(bench) -> None:
    """ACQ-04: no second job, fee or usage, within a batch, in the next one, and after a restart."""

    async def main() -> None:
        store, key = await bench.ready(bench.path)
        await store.put_account(AccountSetup(1001, "Sato", limit=Limit(sheets=100, period=MONTHLY)))
        record = bench.record(1)
        assert (await store.ingest(bench.batch(key, (1, record), (1, record)))).repeats == 1
        assert (await store.ingest(bench.batch(key, (1, record)))) == (0, 1, 1, (), ())
        before = await store.snapshot()
        await store.close()
        store = await bench.open(bench.path)
        assert (await store.ingest(bench.batch(key, (1, record)))) == (0, 1, 1, (), ())
        after = await store.snapshot()
        assert (before["jobs"], before["accounts"]) == (after["jobs"], after["accounts"])
        assert after["accounts"][1]["usage"][0]["sheets"] == 3
        assert await store.verify() == []
        await store.close()

    bench.run(main())


def test_another_record_under_a_known_key_stops_the_printer(bench) -> None:
    """ACQ-04: nothing of the batch is stored, not even what is new in it."""

    async def main() -> None:
        store, key = await bench.ready()
        await store.ingest(bench.batch(key, (1, bench.record(1)), (2, bench.record(2))))
        before = (await store.snapshot())["jobs"]
        with pytest.raises(Incident, match="record 2 of log stream"):
            await store.ingest(bench.batch(key, (2, bench.record(99)), (3, bench.record(3))))
        snapshot = await store.snapshot()
        assert snapshot["jobs"] == before
        assert snapshot["printers"][0]["state"] == "incident"
        assert snapshot["printers"][0]["through"] == 2
        assert (await store.printers())[0].state is PrinterState.INCIDENT
        assert await store.verify() == []

    bench.run(main())


def test_log_numbers_restart_each_month_and_printer(bench) -> None:
    """LOG-03, LOG-15: a record of the 31st acquired on the 1st gets a number of the old month."""

    async def main() -> None:
        store, key = await bench.ready(bench.path)
        bench.now_us = bench.at("2026-03-31 22:00")
        await store.ingest(bench.batch(key, (1, bench.record(1, ended="2026-03-31 21:00"))))
        bench.now_us = bench.at("2026-04-01 00:10")
        late, early = bench.record(2, ended="2026-03-31 23:50"), bench.record(3, ended="2026-04-01 00:05")
        await store.ingest(bench.batch(key, (2, late), (3, early)))
        await store.close()
        store = await bench.open(bench.path)  # the counters come back from the database
        bench.now_us = bench.at("2026-04-01 01:00")
        await store.ingest(bench.batch(key, (4, bench.record(4, ended="2026-04-01 00:50"))))
        jobs = (await store.snapshot())["jobs"]
        assert [(job["log_month"], job["log_number"]) for job in jobs] == [
            *(("2026-03", 1), ("2026-03", 2), ("2026-04", 1), ("2026-04", 2))
        ]
        assert await store.verify() == []
        await store.close()

    bench.run(main())


def test_accounted_between_acquisitions_that_stored_jobs(bench) -> None:
    """ACQ-06, ACQ-07: batches of one acquisition share its interval; empty acquisitions do not shorten the next."""

    async def main() -> None:
        store, key = await bench.ready()  # registered at 08:00
        bench.now_us = bench.at("2026-03-30 09:00")
        await store.ingest(bench.batch(key, (1, bench.record(1, ended="2026-03-30 07:00"))))
        await store.ingest(bench.batch(key, (2, bench.record(2, ended="2026-03-30 08:20"))))
        await store.note_attempt(key, bench.at("2026-03-30 10:00"))
        bench.now_us = bench.at("2026-03-30 11:00")
        entries = [
            (3, bench.record(3, ended="2026-03-30 09:30")),
            (4, bench.record(4, ended="2026-03-30 08:59")),
            (5, bench.record(5, ended="2026-03-30 11:30")),
            (6, bench.record(6)),
        ]
        await store.ingest(bench.batch(key, *entries))
        jobs = (await store.snapshot())["jobs"]
        assert [(job["accounted_us"], job["clamped"]) for job in jobs] == [
            (bench.at("2026-03-30 08:00"), True),
            (bench.at("2026-03-30 08:20"), False),
            (bench.at("2026-03-30 09:30"), False),
            (bench.at("2026-03-30 09:00"), True),
            (bench.at("2026-03-30 11:00"), True),
            (bench.at("2026-03-30 11:00"), True),
        ]

    bench.run(main())


def test_gaps_are_records(bench) -> None:
    """ACQ-05: the ledger goes on behind a loss, and says what was lost."""

    async def main() -> None:
        store, key = await bench.ready()
        gap = bench.gap(2, 4)
        stopped = bench.gap(None, None, GapCause.LOGGING_STOPPED, jobs=2, sheets=9)
        batch = bench.batch(key, (1, bench.record(1)), (5, bench.record(5)), gaps=(gap, stopped))
        counters = UnloggedCounters(serial=1, stopped_jobs=2, stopped_sheets=9)
        assert (await store.ingest(batch._replace(counters=counters))).through == 5
        keys = ("first", "last", "jobs", "sheets", "cause")
        assert [tuple(gap[name] for name in keys) for gap in await store.gaps(printer="lobby")] == [
            (2, 4, 3, None, "overwritten"),
            (None, None, 2, 9, "logging stopped"),
        ]
        assert (await store.printers())[0].unlogged == counters
        assert await store.verify() == []

    bench.run(main())


def test_a_loss_may_have_an_open_end(bench) -> None:
    """PRN-18: a stream ended, and the printer does not remember where."""

    async def main() -> None:
        store, key = await bench.ready()
        await store.ingest(bench.batch(key, (1, bench.record(1))))
        gap = bench.gap(2, None, GapCause.REPLACED, jobs=0)
        await store.open_stream(
            key, bench.other_stream, StreamKind.SNMP_LOG, bench.now_us, closing="replaced", gaps=[gap]
        )
        (found,) = await store.gaps()
        assert (found["first"], found["last"], found["jobs"]) == (2, None, 0)
        assert await store.verify() == []

    bench.run(main())


def test_a_hole_that_nobody_explains_is_found(bench) -> None:
    """ACQ-04: loss is never silence."""

    async def main() -> None:
        store, key = await bench.ready()
        await store.ingest(bench.batch(key, (1, bench.record(1)), (4, bench.record(4))))
        (finding,) = await store.verify()
        assert "records 2 to 3 are neither stored nor known to be lost" in finding

    bench.run(main())


def test_unreadable_records_are_kept_and_counted_as_lost(bench) -> None:
    """ACQ-04: bad input becomes data; the printer may release it."""

    async def main() -> None:
        store, key = await bench.ready()
        endless = bench.record(3, sheets=4_000_000_000)
        result = await store.ingest(bench.batch(key, (1, b"\xff no record"), (2, bench.record(2)), (3, endless)))
        assert (result.jobs, result.through) == (1, 3)
        gaps = await store.gaps()
        assert [(gap["first"], gap["last"], gap["cause"]) for gap in gaps] == [
            (1, 1, "unreadable record"),
            (3, 3, "unreadable record"),
        ]
        assert (await store.ingest(bench.batch(key, (1, b"\xff no record")))).repeats == 1
        with pytest.raises(Incident):
            await store.ingest(bench.batch(key, (1, b"\xff another")))
        assert await store.verify() == []

    bench.run(main())


def test_nothing_new_writes_nothing(bench) -> None:
    """An acquisition that finds nothing must not cost a commit."""

    async def main() -> None:
        store, key = await bench.ready(bench.path)
        await store.ingest(bench.batch(key, (1, bench.record(1))))
        await store.note_attempt(key, bench.now_us + 1)
        before = {file.name: file.read_bytes() for file in bench.folder.iterdir()}
        assert await store.ingest(bench.batch(key)) == (0, 0, 1, (), ())
        await store.note_attempt(key, bench.now_us + 60_000_000)
        assert {file.name: file.read_bytes() for file in bench.folder.iterdir()} == before
        assert (await store.printers())[0].last_success_us == bench.now_us + 60_000_000
        await store.close()
        store = await bench.open(bench.path)
        assert (await store.printers())[0].last_success_us == bench.now_us + 60_000_000
        await store.close()

    bench.run(main())


def long_job(bench, number: int, lines: int) -> list[bytes]:
    """Raw records of a job with so many lines."""
    whole = decode_record(bench.record(number))
    assert isinstance(whole, JobRecord)
    many = tuple(RecordLine("A3", f"media {index}", False, 1, 0, 1) for index in range(lines))
    whole = whole._replace(sheets=lines, pages=lines, colour=0, mono=lines, lines=many)
    return [encode_record(part) for part in split_record(whole)]


def test_a_job_of_several_records_is_one_job(bench) -> None:
    """LOG-06: charged once, when its last part has come, also over batches and a restart."""

    async def main() -> None:
        store, key = await bench.ready(bench.path)
        one, two, three = long_job(bench, 1, 20)
        assert (await store.ingest(bench.batch(key, (1, one), (2, two)))).jobs == 0
        assert (await store.snapshot())["jobs"] == []
        await store.close()
        store = await bench.open(bench.path)
        assert (await store.ingest(bench.batch(key, (1, one), (2, two)))) == (0, 2, 2, (), ())
        result = await store.ingest(bench.batch(key, (3, three), (4, bench.record(2))))
        assert (result.jobs, result.through) == (2, 4)
        job, _ = (await store.snapshot())["jobs"]
        assert (job["sequence"], job["parts"], job["parts_held"], len(job["lines"])) == (1, 3, 3, 20)
        assert job["fee_micros"] == 20 * (20_000 + 5_000 + 30_000)
        assert (await store.ingest(bench.batch(key, (2, two)))).repeats == 1
        with pytest.raises(Incident):
            await store.ingest(bench.batch(key, (2, three)))
        assert await store.verify() == []
        await store.close()

    bench.run(main())


@pytest.mark.parametrize("lost", [1, 2, 3])
def test_a_job_whose_part_is_lost_counts_with_what_is_known(bench, lost: int) -> None:
    """LOG-06, ACQ-05: totals stand in every part; only the lines of the lost part are unknown."""

    async def main() -> None:
        store, key = await bench.ready()
        parts = list(enumerate(long_job(bench, 1, 20), 1))
        known = [part for part in parts if part[0] != lost]
        batch = bench.batch(key, *known, (4, bench.record(2)), gaps=(bench.gap(lost, lost),))
        result = await store.ingest(batch)
        job, _ = (await store.snapshot())["jobs"]
        assert (result.through, result.jobs) == (4, 2)
        assert (job["parts_held"], job["sheets"]) == (2, 20)
        assert len(job["lines"]) == (16 if lost == 3 else 12)
        assert await store.verify() == []

    bench.run(main())


def test_a_waiting_job_waits_over_a_loss_in_its_middle(bench) -> None:
    """LOG-06, ACQ-05: the last part may still come; when it is lost as well, the job is settled."""

    async def main() -> None:
        store, key = await bench.ready()
        one, _, three = long_job(bench, 1, 20)
        assert (await store.ingest(bench.batch(key, (1, one), gaps=(bench.gap(2, 2),)))).jobs == 0
        assert (await store.ingest(bench.batch(key, (3, three)))).jobs == 1
        four, _, _ = long_job(bench, 2, 20)
        assert (await store.ingest(bench.batch(key, (4, four)))).jobs == 0
        assert (await store.ingest(bench.batch(key, gaps=(bench.gap(5, 6),)))).jobs == 1
        assert [job["parts_held"] for job in (await store.snapshot())["jobs"]] == [2, 1]
        assert await store.verify() == []

    bench.run(main())


def test_a_waiting_job_is_settled_when_its_stream_ends(bench) -> None:
    """LOG-06, EMU-02: the storage was formatted before the rest was acquired."""

    async def main() -> None:
        store, key = await bench.ready()
        one, _, _ = long_job(bench, 1, 20)
        await store.ingest(bench.batch(key, (1, one)))
        gap = bench.gap(2, 3, GapCause.FORMATTED)
        opening = store.open_stream(
            key, bench.other_stream, StreamKind.SNMP_LOG, bench.now_us, closing="formatted", gaps=[gap]
        )
        await opening
        (job,) = (await store.snapshot())["jobs"]
        assert (job["sheets"], job["parts_held"], len(job["lines"])) == (20, 1, 8)
        assert await store.verify() == []

    bench.run(main())


def test_streams_follow_one_another(bench) -> None:
    """PRN-18, EMU-02: a formatted log begins a new stream; one that was never seen is known by its loss."""

    async def main() -> None:
        store, key = await bench.ready()
        await store.ingest(bench.batch(key, (1, bench.record(1))))
        unseen = bytes([9]) * 16
        gaps = [bench.gap(2, 5, GapCause.FORMATTED), bench.gap(1, 7, GapCause.REPLACED, stream=unseen)]
        await store.open_stream(
            key, bench.other_stream, StreamKind.SNMP_LOG, bench.now_us, closing="formatted", gaps=gaps
        )
        position = await store.position(key)
        assert position is not None
        assert position[:2] == (bench.other_stream, 0)
        snapshot = await store.snapshot()
        assert [(one["stream"], one["cause"], one["closed_us"]) for one in snapshot["streams"]] == [
            (bench.stream.hex(), "formatted", bench.now_us),
            (bench.other_stream.hex(), "", None),
            (unseen.hex(), "replaced", bench.now_us),
        ]
        with pytest.raises(StoreError, match="is not the open one"):
            await store.ingest(bench.batch(key, (2, bench.record(2))))
        await store.ingest(bench.batch(key, (1, bench.record(1)), stream=bench.other_stream))
        assert len((await store.snapshot())["jobs"]) == 2
        assert await store.verify() == []

    bench.run(main())


def test_a_printer_added_again_continues_its_stream(bench) -> None:
    """PRN-10, PRN-14: what was acquired before stays acquired, under a key of its own."""

    async def main() -> None:
        store, key = await bench.ready()
        await store.ingest(bench.batch(key, (1, bench.record(1))))
        row = (await store.printers())[0]
        await store.remove_printer(key)
        again = await store.add_printer(replace(row, key=0, fee_definition=""))
        await store.open_stream(again, bench.stream, StreamKind.SNMP_LOG, bench.now_us)
        position = await store.position(again)
        assert position is not None
        assert position.through == 1
        assert (await store.ingest(bench.batch(again, (1, bench.record(1)), (2, bench.record(2))))).jobs == 1
        assert [job["log_number"] for job in (await store.snapshot())["jobs"]] == [1, 1]
        assert await store.verify() == []

    bench.run(main())


def test_unregistered_ids_count_under_id_0(bench) -> None:
    """JID-02, JID-12: the log keeps the ID that was sent, the usage is the Unregistered ID's."""

    async def main() -> None:
        store, key = await bench.ready()
        await store.put_account(AccountSetup(0, "Unregistered ID", limit=Limit(sheets=5)))
        await store.put_account(AccountSetup(1001, "Sato"))
        entries = [(1, bench.sheets(1, 4, account=4711)), (2, bench.sheets(2, 2, account=0)), (3, bench.sheets(3, 9))]
        result = await store.ingest(bench.batch(key, *entries))
        assert result.exceeded == (0,)
        snapshot = await store.snapshot()
        assert [job["account"] for job in snapshot["jobs"]] == [4711, 0, 1001]
        assert [account["usage"][0]["sheets"] for account in snapshot["accounts"] if account["usage"]] == [6, 9]
        shown = ("account", "name", "jobs", "sheets", "fee_micros")
        assert [tuple(row[key] for key in shown) for row in await store.totals("account")] == [
            (0, "Unregistered ID", 2, 6, 150_000),
            (1001, "Sato", 1, 9, 225_000),
        ]

    bench.run(main())


def test_fees_charged_keep_their_version(bench) -> None:
    """FEE-06: changing a definition later never changes fees already charged."""

    async def main() -> None:
        store, key = await bench.ready()
        await store.ingest(bench.batch(key, (1, bench.sheets(1, 10))))
        (office,) = await store.fee_definitions()
        assert await store.put_fee_definition(replace(office, key=0, version=0)) == office  # as it was: no new version
        assert (await store.put_fee_definition(replace(office, mono_page=50_000))).version == 2
        await store.ingest(bench.batch(key, (2, bench.sheets(2, 10))))
        await store.assign_fee(key, "")
        await store.ingest(bench.batch(key, (3, bench.sheets(3, 10))))
        jobs = (await store.snapshot())["jobs"]
        assert [job["fee_micros"] for job in jobs] == [250_000, 550_000, 0]
        assert [[part["version"] for part in job["fee_parts"]] for job in jobs] == [[1, 1], [2, 2], []]
        assert await store.verify() == []

    bench.run(main())


def test_personal_text_keeps_every_character(bench) -> None:
    """LOG-22: the raw document name is kept exactly."""

    async def main() -> None:
        store, key = await bench.ready()
        document = 'Ünïcode "quoted" \u202e \U0001f5a8 \x00 end'
        await store.ingest(bench.batch(key, (1, bench.record(1, document=document))))
        assert (await store.snapshot())["jobs"][0]["document"] == document
        assert await store.verify() == []

    bench.run(main())


records = st.lists(
    st.tuples(
        st.sampled_from([0, 1001, 1002, 4711]),
        st.integers(0, 40),
        st.integers(0, 40),
        st.sampled_from(["2026-03-30 07:30", "2026-03-30 08:30", "2026-03-31 23:50", "2026-04-01 00:30", None]),
        st.integers(1, 3),
    ),
    max_size=12,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records)
def test_every_total_is_the_sum_of_its_records(bench, drawn: list[tuple[int, int, int, str | None, int]]) -> None:
    """AGG-04, FEE-06, LIM-01: totals by printer, account and month, usage and log numbers agree with the jobs."""

    async def main() -> None:
        bench.now_us = bench.at("2026-03-30 08:00")
        store, key = await bench.ready()
        limit = Limit(sheets=50, period=MONTHLY, carry_over=True)
        await store.put_account(AccountSetup(1001, "Sato", limit=limit))
        await store.put_account(AccountSetup(1002, "Ito"))
        batch = []
        for number, (account, colour, mono, ended, size) in enumerate(drawn, 1):
            sheets = colour + mono
            changes = {"sheets": sheets, "pages": sheets, "colour": colour, "mono": mono}
            changes["lines"] = (RecordLine("A3", "plain", False, sheets, colour, mono),)
            batch.append((number, bench.record(number, account, ended, **changes)))
            if len(batch) >= size:
                bench.now_us += 13 * 3_600_000_000
                await store.ingest(bench.batch(key, *batch))
                batch = []
        jobs = (await store.snapshot())["jobs"]
        for by in ("printer", "account", "month"):
            totals = await store.totals(by)
            for name in ("sheets", "pages", "colour", "mono", "fee_micros"):
                assert sum(total[name] for total in totals) == sum(job[name] for job in jobs)
            assert sum(total["jobs"] for total in totals) == len(jobs)
        assert all(job["fee_micros"] == sum(part["micros"] for part in job["fee_parts"]) for job in jobs)
        assert await store.verify() == []

    bench.run(main())
