"""LOG-02: what a record says beyond sheets and pages comes through the ledger as it was written."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.model.errors import BadInput
from core.store import files
from core.wire.fields import WEIGHTS
from core.wire.items import DIRECTIONS, FLAGS, MODES, SERVICES, Communication, Consumption, Feeding, Processing, Scan
from core.wire.records import RecordLine
from tests.core.store.older import make_older

counts = st.integers(0, 1_000_000)
instants = st.none() | st.integers(0, 2_000_000_000)
consumptions = st.builds(
    Consumption,
    st.lists(st.integers(0, 5), max_size=5).map(tuple),
    st.lists(counts, max_size=5).map(tuple),
    *(counts, counts, counts),
)
feedings = st.builds(
    Feeding, st.lists(counts, max_size=7).map(tuple), st.lists(counts, max_size=5).map(tuple), st.integers(1, 16)
)
processings = st.builds(Processing, instants, instants, counts, counts)
scans = st.builds(Scan, counts, counts, st.sampled_from(["", "A4", "A3"]), st.booleans())
talks = st.builds(
    Communication,
    counts,
    st.sampled_from(MODES),
    st.sampled_from(["", "+49 30 1234", "USBMEM01", "ann@example.org"]),
    st.sets(st.sampled_from(FLAGS)).map(lambda found: tuple(name for name in FLAGS if name in found)),
    st.sampled_from(DIRECTIONS),
    counts,
    st.sampled_from(["", "0010"]),
)
lines = st.builds(
    RecordLine,
    *(st.sampled_from(["A4", "A3 horizontal"]), st.just("plain"), st.booleans(), counts, counts, counts),
    *(st.sampled_from(WEIGHTS), counts, counts),
)
items = st.fixed_dictionaries(
    {
        "service": st.sampled_from(SERVICES),
        "white": counts,
        "white_only": counts,
        "consumption": st.none() | consumptions,
        "feeding": st.none() | feedings,
        "processing": st.none() | processings,
        "scan": st.none() | scans,
        "communication": st.none() | talks,
        "lines": st.lists(lines, max_size=3).map(tuple),
    }
)


def plain(group):
    """A group of items in the shape of docs/ledger-snapshot.md, written without the product's words for it."""
    if group is None:
        return None
    found = {name: list(value) if isinstance(value, tuple) else value for name, value in group._asdict().items()}
    flags = found.pop("flags", None)
    if flags is not None:
        for key, name in zip(("manual", "time_specified", "polling", "f_code", "forwarding"), FLAGS, strict=True):
            found[key] = name in flags
    return found


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(items)
def test_every_item_comes_through(bench, told) -> None:
    """LOG-02, LOG-07, LOG-09: from the octets of the record to the row of the snapshot, and verified."""

    async def main() -> None:
        store, key = await bench.ready()
        await store.ingest(bench.batch(key, (1, bench.record(1, **told)), (2, bench.record(2))))
        job, other = (await store.snapshot())["jobs"]
        for name in ("consumption", "feeding", "processing", "scan", "communication"):
            assert job[name] == plain(told[name])
            assert other[name] is None
        assert [job[name] for name in ("service", "white", "white_only")] == [
            *(told["service"], told["white"], told["white_only"]),
        ]
        assert job["lines"] == [plain(line) for line in told["lines"]]
        assert (other["service"], other["white"], other["lines"][0]["weight"]) == ("print", 0, "")
        assert await store.verify() == []

    bench.run(main())


FULL = {
    "service": "fax",
    "white": 1,
    "lines": (RecordLine("A4", "plain", True, 3, 2, 3, "heavy", 1, 0),),
    "consumption": Consumption((1, 2), (3,), 3, 3, 1),
    "communication": Communication(62, "send", "+49 30 1234", ("polling",), "call", 3, "0000"),
}


@pytest.mark.parametrize(
    ("sql", "finding"),
    [
        ("UPDATE job_outputs SET staples = 0", "job 1: it, its lines"),
        ("DELETE FROM job_outputs", "job 1: it, its lines"),
        ("UPDATE job_services SET flags = 0", "job 1: it, its lines"),
        ("UPDATE job_lines SET weight = '' WHERE job_key = 1", "job 1: it, its lines"),
        ("INSERT INTO job_services (job_key, service) VALUES (2, 'scan')", "job 2: it, its lines"),
        ("UPDATE personal SET destination = '' WHERE job_key = 1", "destination were changed"),
        ("UPDATE personal SET destination = 'me' WHERE job_key = 2", "destination were changed"),
    ],
)
def test_tampering_with_items_is_found(bench, sql: str, finding: str) -> None:
    """BEY-07: the chain covers them, and the commitment covers the destination."""

    async def main() -> None:
        store, key = await bench.ready()
        await store.ingest(bench.batch(key, (1, bench.record(1, **FULL)), (2, bench.record(2))))
        assert await store.verify() == []
        store._books.db.raw.execute(sql)
        assert any(finding in line for line in await store.verify())

    bench.run(main())


def test_a_plain_print_leaves_no_row_of_items(bench) -> None:
    """What a record does not say costs nothing."""

    async def main() -> None:
        store, key = await bench.ready()
        await store.ingest(bench.batch(key, (1, bench.record(1))))
        raw = store._books.db.raw
        tables = ("job_outputs", "job_services")
        assert [raw.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables] == [0, 0]

    bench.run(main())


def test_erasing_a_person_erases_the_destination(bench) -> None:
    """LOG-22, BEY-07: the number that was called is personal text."""

    async def main() -> None:
        store, key = await bench.ready()
        await store.ingest(bench.batch(key, (1, bench.record(1, **FULL))))
        store._books.db.raw.execute("DELETE FROM personal")
        (job,) = (await store.snapshot())["jobs"]
        assert job["communication"]["destination"] is None
        assert job["communication"]["seconds"] == 62
        assert await store.verify() == []

    bench.run(main())


def test_a_ledger_from_before_keeps_its_chain(bench) -> None:
    """Rows that were written before these columns existed are verified by the hashes that they had."""

    async def main() -> None:
        store, key = await bench.ready(bench.path)
        await store.ingest(bench.batch(key, (1, bench.record(1)), (2, bench.record(2))))
        await store.close()
        make_older(bench.path, "0002")
        store = await bench.open(bench.path)
        assert files.revision_of(store._books.db.raw) == files.REVISION
        assert await store.verify() == []
        await store.ingest(bench.batch(key, (3, bench.record(3, **FULL))))
        assert [job["service"] for job in (await store.snapshot())["jobs"]] == ["print", "print", "fax"]
        assert await store.verify() == []
        await store.close()

    bench.run(main())


@pytest.mark.parametrize(
    "told",
    [
        {"white": 1 << 24},
        {"consumption": Consumption(staples=1 << 24)},
        {"feeding": Feeding(trays=(1 << 24,))},
        {"scan": Scan(mono=1 << 24)},
        {"communication": Communication(seconds=1 << 24)},
        {"lines": (RecordLine("A4", "plain", False, 1, 1, 0, "", 1 << 24, 0),)},
    ],
)
def test_more_than_any_job_has_is_no_record(bench, told) -> None:
    """A printer that claims such numbers does not work; the record is kept apart, and a gap names it."""

    async def main() -> None:
        store, key = await bench.ready()
        assert (await store.ingest(bench.batch(key, (1, bench.record(1, **told))))).jobs == 0
        assert [gap["cause"] for gap in await store.gaps()] == ["unreadable record"]

    bench.run(main())


def test_services_of_one_job_count_it_once(bench) -> None:
    """AGG-02, LOG-09: jobs, statuses and details by job number; functions and services by record."""

    async def main() -> None:
        store, key = await bench.ready()
        copy = {"function": "copy", "account_id": 0}
        scan = bench.record(7, **copy, service="scan", sheets=0, pages=0, colour=0, mono=0, lines=(), scan=Scan(0, 5))
        entries = [(1, scan), (2, bench.record(7, **copy)), (3, bench.record(8)), (4, bench.record(8))]
        await store.ingest(bench.batch(key, *entries))
        (total,) = await store.totals(())
        assert (total["jobs"], total["records"], total["completed"], total["pages"]) == (3, 4, 3, 15)
        assert (total["function copy"], total["function print"], total["service scan"]) == (2, 2, 1)
        assert (total["mono scan"], total["scan job no print"], total["scan job print"]) == (5, 1, 0)
        with pytest.raises(BadInput):
            await store.totals("service")

    bench.run(main())
