"""The staged transfer: every way in which it can be refused, and that it is all or nothing (EMU-09)."""

from __future__ import annotations

import hashlib

import pytest

from core.wire.id_table import IdRow, encode_ids
from core.wire.mib import Table
from emulator.parts.id_table import IdTable
from emulator.parts.staging import MAX_STAGED_OCTETS, StagedTransfer

BLOB = encode_ids([IdRow(number, f"name {number}", number % 8) for number in range(1, 21)])
DIGEST = hashlib.sha256(BLOB).digest()


@pytest.fixture
def ids(workshop):
    return IdTable(workshop.board(), capacity=20)


@pytest.fixture
def stage(ids):
    return StagedTransfer({Table.IDS: ids})


def test_a_table_in_chunks(stage, ids):
    """The table in force changes at the commit and not before."""
    stage.begin(Table.IDS, 7, len(BLOB))
    for offset in range(0, len(BLOB), 100):
        chunk = BLOB[offset : offset + 100]
        assert stage.check_chunk(stage.serial, offset, chunk) == ""
        stage.chunk(chunk)
        assert len(ids.rows) == 1
    assert (stage.table, stage.revision, stage.size, stage.offset) == (Table.IDS, 7, len(BLOB), len(BLOB))
    assert stage.check_commit(stage.serial, DIGEST) == ""
    stage.commit(DIGEST)
    assert (len(ids.rows), ids.revision, ids.digest) == (21, 7, DIGEST)
    assert (stage.table, stage.offset) == (0, 0)


#    serial table        revision size                  problem
BEGINS = [
    (0, Table.IDS, 1, 1, ""),
    (0, Table.IDS, 1, MAX_STAGED_OCTETS, ""),
    (1, Table.IDS, 1, 1, "stale serial"),
    (0, Table.CARDS, 1, 1, "no such table"),
    (0, 99, 1, 1, "no such table"),
    (0, Table.IDS, 0, 1, "revision"),
    (0, Table.IDS, 1, 0, "size"),
    (0, Table.IDS, 1, MAX_STAGED_OCTETS + 1, "size"),
]


@pytest.mark.parametrize(("serial", "table", "revision", "size", "problem"), BEGINS)
def test_begin(stage, serial, table, revision, size, problem):
    assert stage.check_begin(serial, table, revision, size) == problem


#    of a transfer of 10 octets of which 4 are there
#    serial offset chunk   problem
CHUNKS = [
    (2, 4, b"123456", ""),
    (2, 4, b"1", ""),
    (1, 4, b"1", "stale serial"),
    (2, 0, b"1", "offset"),
    (2, 5, b"1", "offset"),
    (2, 4, b"1234567", "size"),
    (2, 4, b"", "size"),
]


@pytest.mark.parametrize(("serial", "offset", "chunk", "problem"), CHUNKS)
def test_chunk(stage, serial, offset, chunk, problem):
    assert stage.check_chunk(0, 0, b"1") == "nothing begun"
    stage.begin(Table.IDS, 1, 10)
    stage.chunk(b"abcd")
    assert stage.check_chunk(serial, offset, chunk) == problem


TOO_MANY = encode_ids([IdRow(number, "x", 0) for number in range(1, 22)])

#    content    size               digest                                 problem
COMMITS = [
    (BLOB, len(BLOB), DIGEST, ""),
    (BLOB, len(BLOB) + 1, DIGEST, "size"),
    (BLOB, len(BLOB), b"\0" * 32, "digest"),
    (BLOB, len(BLOB), b"", "digest"),
    (b"garbage", 7, hashlib.sha256(b"garbage").digest(), "unreadable table"),
    (TOO_MANY, len(TOO_MANY), hashlib.sha256(TOO_MANY).digest(), "too many IDs"),
]


@pytest.mark.parametrize(("content", "size", "digest", "problem"), COMMITS)
def test_commit(stage, ids, content, size, digest, problem):
    assert stage.check_commit(0, digest) == "nothing begun"
    stage.begin(Table.IDS, 1, size)
    stage.chunk(content)
    assert stage.check_commit(0, digest) == "stale serial"
    assert stage.check_commit(2, digest) == problem
    assert len(ids.rows) == 1


def test_a_power_cut_forgets_the_transfer_and_keeps_the_table(workshop):
    """EMU-09: mid-transfer."""
    printer = workshop.printer()
    workshop.put_ids(printer, {5: 1})
    stage = printer.stage
    stage.begin(Table.IDS, 2, len(BLOB))
    stage.chunk(BLOB[:50])
    serial = stage.serial
    printer.power_cycle()
    assert stage.check_chunk(serial, 50, BLOB[50:]) == "stale serial"
    assert stage.check_chunk(stage.serial, 50, BLOB[50:]) == "nothing begun"
    assert (stage.table, stage.offset, printer.ids.revision, list(printer.ids.rows)) == (0, 0, 1, [0, 5])


def test_beginning_again_takes_the_place_of_the_unfinished(stage):
    stage.begin(Table.IDS, 1, 10)
    stage.chunk(b"abcd")
    stage.begin(Table.IDS, 2, 5)
    assert (stage.revision, stage.size, stage.offset) == (2, 5, 0)
