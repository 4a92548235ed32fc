"""A ledger of a stopped server, made without printers, for the commands that look into it."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from core.chance import SystemChance
from core.model import AccountSetup, Batch, FeeDefinition, PrinterRow, StreamKind
from core.store import InlinePace, Store
from core.wire.records import JobRecord, RecordLine, encode_record
from harness import cli


def at_us(local: str) -> int:
    return int(datetime.fromisoformat(local).replace(tzinfo=ZoneInfo("Europe/Berlin")).timestamp()) * 1_000_000


REGISTERED_US, NOW_US = at_us("2026-03-30 08:00"), at_us("2026-04-02 08:00")
A4 = RecordLine("A4", "plain", True, 2, 0, 3)
A3 = RecordLine("A3", "thick", False, 1, 1, 0)


def record(number: int, ended: str, document: str, lines=(A4,), account=1001, user="Sato", **changes) -> bytes:
    sheets, colour, mono = (sum(getattr(line, name) for line in lines) for name in ("sheets", "colour", "mono"))
    ended_s = at_us(ended) // 1_000_000
    return encode_record(
        JobRecord(
            *(number, 1, 1, account, user, "sato", document, "pc", "Writer", "LAN", "print", "completed", ""),
            *(sheets, colour + mono, colour, mono, tuple(lines), ended_s - 60, ended_s - 30, ended_s, 120),
        )._replace(**changes)
    )


HALL = (
    record(1, "2026-03-31 10:00", "b[/red].pdf"),
    record(2, "2026-03-31 11:00", 'Grüße, "A"', (A4, A3), application='Writer, "W"'),
    record(3, "2026-04-01 09:00", "c.pdf", (), status="aborted", detail="access control"),
)
DESK = (record(1, "2026-04-01 10:00", "a\x1b[2J.pdf", account=4711, user="Ito"),)


async def fill(path: Path) -> None:
    now_us = [REGISTERED_US]
    store = await Store.open(path, pace=InlinePace(), now_us=lambda: now_us[0], chance=SystemChance())
    await store.configure(zone="Europe/Berlin")
    await store.put_fee_definition(FeeDefinition("usual", colour_page=100_000, mono_page=20_000, sheet=0, sizes={}))
    await store.put_account(AccountSetup(1001, "Sato"))
    for number, name in enumerate(("hall", "desk")):
        key = await store.add_printer(PrinterRow(name, f"127.20.0.{number + 1}", fee_definition="usual"))
        await store.open_stream(key, bytes([number]) * 16, StreamKind.SNMP_LOG, REGISTERED_US)
    now_us[0] = NOW_US
    for number, records in enumerate((HALL, DESK)):
        key = (await store.printer(("hall", "desk")[number])).key
        entries = list(enumerate(records, 1))
        await store.ingest(Batch(key, bytes([number]) * 16, NOW_US, entries, ()))
    await store.close()


@pytest.fixture
def ledger(tmp_path):
    path = tmp_path / "ledger.db"
    asyncio.run(fill(path))
    return path


@pytest.fixture
def ask(ledger, capsys):
    """Runs a command on the ledger; its exit code, output, and errors."""

    def run(*arguments: str) -> tuple[int, str, str]:
        code = cli.run([*arguments, "--database", str(ledger)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run
