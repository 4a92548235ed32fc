"""The commands backup, restore, audit and decommission on a database without a server (PRN-20, PRN-24, PRN-27)."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from core.chance import SystemChance
from core.store import Store, ThreadPace
from harness.cli import run


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A database with an account in it."""
    path = tmp_path / "one.db"

    async def main() -> None:
        store = await Store.open(path, pace=ThreadPace(), now_us=lambda: 1, chance=SystemChance())
        await store.close()

    asyncio.run(main())
    assert run(["accounts", "add", "--id", "5", "--name", "Press", "--database", str(path)]) == 0
    return path


def test_what_was_done_is_listed(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["accounts", "remove", "77", "--database", str(database)]) == 2
    capsys.readouterr()
    assert run(["audit", "--json", "--database", str(database)]) == 0
    trail = json.loads(capsys.readouterr().out)
    assert [(each["act"], each["about"], bool(each["error"])) for each in trail] == [
        ("put account", "5", False),
        ("remove account", "77", True),
    ]
    assert run(["audit", "--act", "put account", "--csv", "-", "--database", str(database)]) == 0
    assert capsys.readouterr().out.splitlines()[0] == '"at","act","about","details","refused"'


def test_a_backup_is_made_once_and_restored_elsewhere(
    database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """PRN-20"""
    file, heir = tmp_path / "b.json", tmp_path / "two.db"
    assert run(["backup", str(file), "--database", str(database)]) == 0
    assert file.stat().st_mode & 0o077 == 0
    assert run(["backup", str(file), "--database", str(database)]) == 2
    assert "is there already" in capsys.readouterr().err
    assert run(["restore", str(file), "--admin-password", "x", "--database", str(heir)]) == 0
    assert run(["restore", str(file), "--admin-password", "x", "--database", str(heir)]) == 2
    capsys.readouterr()
    assert run(["accounts", "--json", "--database", str(heir)]) == 0
    assert "Press" in capsys.readouterr().out
    assert run(["restore", str(file), "--passphrase", "y", "--database", str(tmp_path / "three.db")]) == 2
    assert "no secrets in this backup" in capsys.readouterr().err


def test_the_end_of_a_server(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """PRN-24"""
    assert run(["decommission", "--database", str(database)]) == 0
    capsys.readouterr()
    assert run(["acquire", "--database", str(database)]) == 2
    assert "it was decommissioned" in capsys.readouterr().err
    assert run(["status", "--database", str(database)]) == 0
