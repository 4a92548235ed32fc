"""BEY-07: whoever changes the ledger behind its back is found; erasing a person's text breaks nothing."""

from __future__ import annotations

import pytest

from core.model import AccountSetup, Limit

TAMPERING = [
    ("UPDATE jobs SET sheets = 1 WHERE key = 2", "job 2: it, its lines"),
    ("UPDATE jobs SET accounted_us = accounted_us + 1 WHERE key = 1", "job 1: it, its lines"),
    ("UPDATE job_lines SET colour = 0 WHERE job_key = 2", "job 2: it, its lines"),
    ("UPDATE fee_parts SET micros = micros + 1 WHERE job_key = 2 AND part = 'sheet'", "job 2: its fee is not the sum"),
    ("DELETE FROM fee_parts WHERE job_key = 2 AND part = 'sheet'", "charges something else"),
    ("UPDATE personal SET user = 'somebody' WHERE job_key = 3", "job 3: user, login"),
    ("UPDATE jobs SET digest = x'00' WHERE key = 3", "job 3: it, its lines"),
    ("UPDATE jobs SET log_number = 9 WHERE key = 3", "log number 3 is missing"),
    ("UPDATE gaps SET last = 5", "gap 1: it or the gap before"),
    ("DELETE FROM gaps", "gaps: 0 rows, but the chain"),
    ("DELETE FROM fee_parts WHERE job_key = 3; DELETE FROM job_lines WHERE job_key = 3; "
     "DELETE FROM personal WHERE job_key = 3; DELETE FROM jobs WHERE key = 3", "jobs: 2 rows, but the chain"),
    ("UPDATE usage SET sheets = sheets + 1", "usage is kept as"),
    ("UPDATE streams SET through = 99", "it is said to be held through 99"),
    ("UPDATE fee_definitions SET sheet = 1", "charges something else"),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "finding"), TAMPERING)
def test_tampering_is_found(bench, sql: str, finding: str) -> None:
    """BEY-07."""

    async def main() -> None:
        store, key = await bench.ready(bench.path)
        await store.put_account(AccountSetup(1001, "Sato", limit=Limit(sheets=100)))
        entries = [(number, bench.record(number)) for number in (1, 2, 3)]
        await store.ingest(bench.batch(key, *entries, gaps=(bench.gap(4, 6),)))
        assert await store.verify() == []
        await store.close()
        store = await bench.open(bench.path)
        store._books.db.raw.executescript("PRAGMA foreign_keys=OFF;" + sql)
        await store.close()
        store = await bench.open(bench.path)
        findings = await store.verify()
        assert any(finding in line for line in findings), findings
        await store.close()

    bench.run(main())


def test_a_person_can_be_erased(bench) -> None:
    """BEY-07: text and salt go, chain and totals stay; the commitment tells nobody the name."""

    async def main() -> None:
        store, key = await bench.ready()
        await store.ingest(bench.batch(key, (1, bench.record(1)), (2, bench.record(2))))
        totals = await store.totals("printer")
        store._books.db.raw.execute("DELETE FROM personal WHERE job_key = 1")
        assert await store.verify() == []
        assert await store.totals("printer") == totals
        assert [job["user"] for job in await store.jobs()] == [None, "Sato"]

    bench.run(main())


def test_findings_are_bounded(bench) -> None:
    async def main() -> None:
        store, key = await bench.ready()
        await store.ingest(bench.batch(key, *((number, bench.record(number)) for number in range(1, 60))))
        store._books.db.raw.execute("UPDATE jobs SET sheets = sheets + 1")
        findings = await store.verify()
        assert "… and more of this kind" in findings
        assert len(findings) < 60

    bench.run(main())


def test_equal_people_have_unequal_commitments(bench) -> None:
    """BEY-07: every job has a salt of its own."""

    async def main() -> None:
        store, key = await bench.ready()
        record = bench.record(1)
        await store.ingest(bench.batch(key, *((number, record) for number in range(1, 20))))
        commitments = store._books.db.raw.execute("SELECT commitment FROM jobs").fetchall()
        assert len(set(commitments)) == 19

    bench.run(main())
