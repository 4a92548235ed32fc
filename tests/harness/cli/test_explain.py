"""pressroom explain: jobs that left a record for each of their services, and jobs that cost nothing."""

from __future__ import annotations

import asyncio
import json

import pytest

from core.chance import SystemChance
from core.model import Batch
from core.store import InlinePace, Store
from core.wire.items import Communication, Scan
from harness import cli_explain
from tests.harness.cli.conftest import NOW_US, record

COPY = {"function": "copy", "job_number": 40}
FAX = {"function": "fax send", "job_number": 41}
TIME = "2026-03-31 12:00"
RECORDS = (
    record(4, TIME, "", (), service="scan", scan=Scan(1, 3, "A4", True), **COPY),
    record(5, TIME, "", service="print", **COPY),
    record(6, TIME, "", (), service="scan", scan=Scan(0, 2), **FAX),
    record(7, TIME, "", (), service="fax", communication=Communication(60, "send", "0301", (), "call", 2), **FAX),
    record(8, "2026-03-31 13:00", "", **COPY),  # the printer began to count anew
)
DECIDED = "decided by: "


@pytest.fixture
def told(ask, ledger):
    """What explain says about a job of that number, the decision left out."""

    async def more() -> None:
        store = await Store.open(ledger, pace=InlinePace(), now_us=lambda: NOW_US, chance=SystemChance())
        key = (await store.printer("hall")).key
        await store.ingest(Batch(key, bytes(16), NOW_US, list(enumerate(RECORDS, 4)), ()))
        await store.close()

    asyncio.run(more())

    def run(number: int) -> list[str]:
        code, out, err = ask("explain", f"hall/2026-03/{number}")
        assert (code, err) == (0, "")
        return [line for line in out.splitlines() if not line.startswith(DECIDED)]

    return run


def test_a_copy(told, ask) -> None:
    """LOG-09, FEE-06: each record names the other, and what that cost."""
    nothing = "fee 0.00 EUR: nothing was charged, nothing of it had a price (hall is charged by usual now)"
    assert told(3) == [
        "hall/2026-03/3: copy, no name, ID 1001, completed",
        "0 sheets, 0 pages: 0 colour, 0 mono",
        "record of the service: scan",
        "scanned pages: 1 colour, 3 mono, A4",
        "the same job: hall/2026-03/4, print, fee 0.06 EUR",
        nothing,
    ]
    assert told(4) == [
        "hall/2026-03/4: copy, no name, ID 1001, completed",
        "2 sheets, 3 pages: 0 colour, 3 mono",
        "record of the service: print",
        "the same job: hall/2026-03/3, scan, fee 0.00 EUR",
        "fee 0.06 EUR, by usual, version 1 (exact)",
        "  mono page: 3 x 0.02 = 0.06",
    ]
    found = json.loads(ask("explain", "hall/2026-03/3", "--json")[1])
    assert found["services"]["others"] == [
        {"job": "hall/2026-03/4", "service": "print", "fee": "0.06", "currency": "EUR"}
    ]
    assert found["fee"]["charged now by"] == "usual"


def test_a_fax(told) -> None:
    """LOG-09: what was scanned, and where it went."""
    assert told(5)[2:5] == [
        "record of the service: scan",
        "scanned pages: 0 colour, 2 mono",
        "the same job: hall/2026-03/6, fax, fee 0.00 EUR",
    ]
    assert told(6)[2:5] == [
        "record of the service: fax",
        "communication: send, 0301, 2 pages in 60 s",
        "the same job: hall/2026-03/5, scan, fee 0.00 EUR",
    ]


def test_a_number_that_was_used_before_is_another_job(told) -> None:
    """LOG-09: a printer that was formatted counts its jobs anew."""
    assert not [line for line in told(7) if line.startswith("the same job")]


def test_nothing_is_charged_without_a_definition(told, ask) -> None:
    """FEE-06: why it is nothing."""
    assert ask("fees", "assign", "nothing", "hall")[0] == 0
    assert told(3)[-1].endswith("nothing of it had a price (hall is charged by no definition now)")


@pytest.mark.parametrize(
    ("job", "said"),
    [
        ("hall", "job: expected PRINTER/MONTH/NUMBER, found 'hall' (log shows printer, month and no)\n"),
        ("hall/2026-3/1", "job: expected PRINTER/MONTH/NUMBER, found 'hall/2026-3/1' (log shows"),
        ("hall/2026-03/-1", "job: expected PRINTER/MONTH/NUMBER, found 'hall/2026-03/-1' (log shows"),
        ("hall/2026-03/99", "job: hall/2026-03/99: there is none in the log (log shows printer, month and no)\n"),
        ("attic/2026-03/1", "job: attic/2026-03/1: there is none in the log"),
        ("hall/2026-13/1", "month: "),
    ],
)
def test_a_job_that_is_none(ask, job: str, said: str) -> None:
    """FEE-06."""
    code, out, err = ask("explain", job)
    assert (code, out) == (2, "")
    assert err.startswith(said)


def test_a_masked_document_is_judged_by_its_name_and_not_shown(ask, monkeypatch) -> None:
    """LOG-22, POL-08: masking changes what is shown, not what is found out."""
    asked = []

    async def find(_store, job):
        asked.append(job["document"])
        return {}

    monkeypatch.setattr(cli_explain, "SECTIONS", (("decision", find, lambda _: []),))
    ask("log", "options", "--mask-documents", "yes")
    assert ask("explain", "hall/2026-03/1")[1].startswith("hall/2026-03/1: print, ***, ID 1001, completed\n")
    assert json.loads(ask("explain", "hall/2026-03/1", "--json")[1])["job"]["document"] == "***"
    ask("log", "options", "--mask-documents", "no")
    assert "b[/red].pdf" in ask("explain", "hall/2026-03/1")[1]
    assert asked == ["b[/red].pdf"] * 3
