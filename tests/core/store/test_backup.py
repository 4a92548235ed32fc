"""Backups of the settings: what is in one, what is not, and putting it into a new database (PRN-20)."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from core.chance import SystemChance
from core.model import AccountSetup, Batch, PrinterRow, StreamKind
from core.model.errors import BadInput
from core.services.backup_file import read_backup, write_backup
from core.store import InlinePace, Store, tables
from core.store.backup import carried, secret_columns
from core.wire.records import JobRecord, encode_record

STREAM = b"S" * 16
NOW_US = 1_774_857_600_000_000
SECRETS = ("staff-rw", "letmein", "maplesyrup")


async def opened() -> Store:
    return await Store.open(None, pace=InlinePace(), now_us=lambda: NOW_US, chance=SystemChance())


async def filled() -> Store:
    """One printer with secrets, an account, a job with a name in it."""
    store = await opened()
    user = json.dumps(["count", "md5", "maplesyrup", "none", ""])
    row = PrinterRow(
        "lobby", "10.0.0.7", write_community="staff-rw", admin_password="letmein", snmp_user=user, generation=3
    )
    key = await store.add_printer(row)
    await store.put_account(AccountSetup(id=5, name="Press"))
    await store.open_stream(key, STREAM, StreamKind.SNMP_LOG, NOW_US)
    record = JobRecord(
        job_number=1,
        part=1,
        parts=1,
        account_id=5,
        user="Sato",
        login="sato",
        document="secret plans.pdf",
        host="pc",
        application="editor",
        port="raw 9100",
        function="print",
        status="completed",
        detail="",
        sheets=3,
        pages=3,
        colour=0,
        mono=3,
        lines=(),
        received_s=None,
        started_s=None,
        ended_s=None,
        utc_offset_min=None,
    )
    await store.ingest(Batch(key, STREAM, NOW_US, [(1, encode_record(record))]))
    return store


def run(main: Any) -> Any:
    return asyncio.run(main())


def test_every_table_is_carried_or_left_out_on_purpose() -> None:
    """A new table of settings is in the backup without further work."""
    names = {table.name for table in carried()}
    assert {"server", "printers", "accounts", "limits", "resets", "usage", "fee_definitions", "policies"} <= names
    assert {"printer_groups", "user_groups", "places", "users"} <= names
    assert not names & {"jobs", "job_lines", "personal", "gaps", "audit", "commands", "streams", "fee_parts"}
    assert set(secret_columns(tables.printers)) == {
        "read_community",
        "write_community",
        "admin_password",
        "snmp_user",
        "trap_read_community",
        "trap_write_community",
    }


@pytest.mark.parametrize("passphrase", ["", "open sesame"])
def test_no_log_is_in_it_and_no_secret_is_readable(passphrase: str) -> None:
    """PRN-20"""

    async def main() -> None:
        store = await filled()
        octets = write_backup(*await store.operations.backup(), passphrase, SystemChance())
        assert not any(word.encode() in octets for word in (*SECRETS, "secret plans", "Sato"))
        assert b"Press" in octets
        read = read_backup(octets, passphrase)
        assert (read.secrets is None) == (not passphrase)
        await store.close()

    run(main)


def test_there_and_back() -> None:
    """Settings, secrets, usage and the place in the log come along; the printer waits until it is claimed (PRN-20)."""

    async def main() -> None:
        store = await filled()
        octets = write_backup(*await store.operations.backup(), "open sesame", SystemChance())
        read = read_backup(octets, "open sesame")
        heir = await opened()
        assert await heir.operations.restore(read.content, read.secrets) == {"lobby": "acquiring"}
        assert await heir.server_id() == await store.server_id()
        (before,), (after,) = await store.printers(), await heir.printers()
        assert after.state.value == "other server"
        assert (after.admin_password, after.write_community, after.snmp_user) == (
            before.admin_password,
            before.write_community,
            before.snmp_user,
        )
        assert (await heir.position(after.key))[:2] == (STREAM, 1)
        assert await heir.jobs() == []
        assert await heir.verify() == []
        accounts = {row["id"]: row["usage"] for row in (await heir.snapshot())["accounts"]}
        assert [use["sheets"] for use in accounts[5]] == [3]
        # a backup of the heir says the same again
        again = await heir.operations.backup()
        assert again[0]["charges"] == read.content["charges"]
        assert again[0]["numbers"] == read.content["numbers"]
        with pytest.raises(BadInput, match="somebody has worked on it already"):
            await store.operations.restore(read.content, read.secrets)
        await store.close()
        await heir.close()

    run(main)


def test_what_cannot_be_restored_is_refused() -> None:
    async def main() -> None:
        store = await filled()
        content, secrets = await store.operations.backup()
        octets = write_backup(content, secrets, "open sesame", SystemChance())
        with pytest.raises(BadInput, match="does not open this backup"):
            read_backup(octets, "open says me")
        with pytest.raises(BadInput, match="damaged, or was changed"):
            read_backup(octets.replace(b"Press", b"Prezz"), "")
        with pytest.raises(BadInput, match="no backup of Pressroom"):
            read_backup(b"%PDF", "")
        with pytest.raises(BadInput, match="no secrets in this backup"):
            read_backup(write_backup(content, secrets, "", SystemChance()), "open sesame")
        heir = await opened()
        with pytest.raises(BadInput, match="made by another version"):
            await heir.operations.restore({**content, "revision": "0001"}, None)
        assert await heir.printers() == []
        await store.close()
        await heir.close()

    run(main)
