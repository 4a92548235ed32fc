"""LOG-13, LOG-16: automatic export appends each record once, whatever happens to the server, the folder or the file."""

from __future__ import annotations

import csv
import io
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.model import PrinterRow
from core.model.errors import Fenced
from core.model.log_options import AutoExport
from core.services.export_files import DiskFiles, ExportFailed, append
from core.services.exporting import Exporting, folder_of
from tests.core.store.conftest import ZONE, Bench

PLACE = PurePosixPath("exports/127.20.0.1/okrpt202603.csv")


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


class Dying:
    """Files in memory, and a server that dies at the n-th moment of writing, with a share of the text written."""

    def __init__(self, disk: dict[PurePosixPath, bytes], dies_at: int, share: float) -> None:
        self.disk = disk
        self.moments = dies_at
        self.share = share

    def moment(self) -> None:
        self.moments -= 1
        if self.moments == 0:
            raise Fenced("the server died")

    async def append(self, path, *, known, torn, head, body) -> int:
        self.moment()
        now = self.disk.get(path, b"")
        now = now[:known] if torn else now
        text = body if now else head + body
        self.disk[path] = now + text[: int(len(text) * self.share)]
        self.moment()
        self.disk[path] = now + text
        self.moment()
        return len(self.disk[path])


def numbers(octets: bytes) -> list[int]:
    return [int(row["no"]) for row in csv.DictReader(io.StringIO(octets.decode(), newline=""))]


async def exporting(bench, where=None):
    store, key = await bench.ready(where)
    await store.update_printer(key, auto_export=AutoExport.EXPORT)
    return store, key


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 7), st.floats(0, 1)), max_size=4), st.integers(1, 3))
def test_no_record_is_written_twice_and_none_is_left_out(bench, deaths, rounds) -> None:
    """LOG-13: the server dies before, in and after writes, between its transactions, again and again."""

    async def main() -> None:
        store, key = await exporting(bench)
        disk: dict[PurePosixPath, bytes] = {}
        printed = 0
        for _ in range(rounds):
            batch = [(printed + n, bench.record(printed + n, ended="2026-03-30 07:00")) for n in (1, 2)]
            printed += 2
            await store.ingest(bench.batch(key, *batch))
            row = await store.printer("lobby")
            for dies_at, share in deaths:
                try:
                    await Exporting(store, Dying(disk, dies_at, share), ZONE).follow(row)
                except Fenced:
                    continue
            await Exporting(store, Dying(disk, 0, 1), ZONE).follow(row)
            assert numbers(disk[PLACE]) == list(range(1, printed + 1))

    bench.run(main())


def test_a_file_on_a_disk(bench, tmp_path) -> None:
    """LOG-08, LOG-12, LOG-13: titles once, text in quotes; a file for each month, a folder for each address."""

    async def main() -> None:
        store, key = await exporting(bench)
        await store.records.change_options({"export_columns": ("no", "document", "user", "fee"), "export_bom": True})
        export = Exporting(store, DiskFiles(tmp_path), ZONE)
        first = bench.record(1, document='a "b", c', user='d "e", f', ended="2026-03-30 07:00")
        await store.ingest(bench.batch(key, (1, first)))
        await export.follow(await store.printer("lobby"))
        bench.now_us = bench.at("2026-04-02 08:00")
        more = [(2, bench.record(2, ended="2026-03-31 07:00")), (3, bench.record(3, ended="2026-04-01 07:00"))]
        await store.ingest(bench.batch(key, *more))
        await store.update_printer(key, address="127.20.0.9")
        await export.follow(await store.printer("lobby"))
        titles = b'\xef\xbb\xbf"no","document","user","fee"\r\n'
        old, new = tmp_path / "exports" / "127.20.0.1", tmp_path / "exports" / "127.20.0.9"
        assert (old / "okrpt202603.csv").read_bytes() == titles + b'1,"a  b , c","d ""e"", f",0.275\r\n'
        assert (new / "okrpt202603.csv").read_bytes() == titles + b'2,"report 2.pdf","Sato",0.275\r\n'
        assert (new / "okrpt202604.csv").read_bytes() == titles + b'1,"report 3.pdf","Sato",0.275\r\n'
        assert [file["octets"] for file in await store.records.export_files()] == [
            *((old / "okrpt202603.csv").stat().st_size, (new / "okrpt202603.csv").stat().st_size),
            (new / "okrpt202604.csv").stat().st_size,
        ]

    bench.run(main())


def test_a_file_keeps_the_columns_it_began_with(bench) -> None:
    """LOG-12: another choice acts from the next file on, so that no column is read for another."""

    async def main() -> None:
        store, key = await exporting(bench)
        disk: dict[PurePosixPath, bytes] = {}
        export = Exporting(store, Dying(disk, 0, 1), ZONE)
        for number, columns in enumerate((("no", "user"), ("document", "no")), 1):
            await store.records.change_options({"export_columns": columns})
            await store.ingest(bench.batch(key, (number, bench.record(number, ended="2026-03-30 07:00"))))
            await export.follow(await store.printer("lobby"))
        assert disk[PLACE] == b'"no","user"\r\n1,"Sato"\r\n2,"Sato"\r\n'

    bench.run(main())


def test_what_cannot_be_written_is_told_and_tried_again(bench, tmp_path) -> None:
    """LOG-13: a folder that is a file; the records come with the next export."""

    async def main() -> None:
        store, key = await exporting(bench)
        (tmp_path / "exports").write_text("in the way")
        export = Exporting(store, DiskFiles(tmp_path), ZONE)
        await store.ingest(bench.batch(key, (1, bench.record(1, ended="2026-03-30 07:00"))))
        await export.follow(await store.printer("lobby"))
        (problem,) = (await store.records.export_problems()).values()
        assert "cannot be written" in problem
        (tmp_path / "exports").unlink()
        await export.follow(await store.printer("lobby"))
        assert numbers((tmp_path / PLACE).read_bytes()) == [1]
        assert await store.records.export_problems() == {}

    bench.run(main())


def test_from_when_it_was_switched_on_and_not_what_was_deleted(bench) -> None:
    """LOG-13, LOG-11."""

    async def main() -> None:
        store, key = await bench.ready()
        disk: dict[PurePosixPath, bytes] = {}
        export = Exporting(store, Dying(disk, 0, 1), ZONE)
        await store.ingest(bench.batch(key, (1, bench.record(1, ended="2026-03-30 07:00"))))
        await store.update_printer(key, auto_export=AutoExport.EXPORT_AND_MAIL)
        await store.ingest(bench.batch(key, (2, bench.record(2, ended="2026-03-30 07:00"))))
        await store.delete_log("lobby", None, "a test")
        await store.ingest(bench.batch(key, (3, bench.record(3, ended="2026-03-30 07:00"))))
        await export.follow(await store.printer("lobby"))
        assert numbers(disk[PLACE]) == [3]

    bench.run(main())


def test_masked_documents_are_masked_in_the_file(bench) -> None:
    """LOG-22: and only there; the ledger keeps the name as it is."""

    async def main() -> None:
        store, key = await exporting(bench)
        disk: dict[PurePosixPath, bytes] = {}
        await store.records.change_options({"mask_documents": True, "export_columns": ("document",)})
        await store.ingest(bench.batch(key, (1, bench.record(1, ended="2026-03-30 07:00"))))
        await Exporting(store, Dying(disk, 0, 1), ZONE).follow(await store.printer("lobby"))
        assert disk[PLACE] == b'"document"\r\n"***"\r\n'
        assert [job["document"] for job in await store.jobs()] == ["***"]
        assert [job["document"] for job in (await store.snapshot())["jobs"]] == ["report 1.pdf"]

    bench.run(main())


@pytest.mark.parametrize(
    ("there", "known", "torn", "left"),
    [
        (None, 0, False, b"head\r\nbody\r\n"),
        (b"", 0, False, b"head\r\nbody\r\n"),
        (b"head\r\na\r\n", 9, False, b"head\r\na\r\nbody\r\n"),
        (b"head\r\na\r\nhalf of the bo", 9, True, b"head\r\na\r\nbody\r\n"),
        (b"head\r\nhal", 0, True, b"head\r\nbody\r\n"),
        (b"head\r\na\r\nsomebody's\r\n", 9, False, b"head\r\na\r\nsomebody's\r\nbody\r\n"),
        (b"head\r\na\r\nno end", 9, False, b"head\r\na\r\nno end\r\nbody\r\n"),
        (b"cut", 9, False, b"cut\r\nbody\r\n"),
    ],
)
def test_appending(tmp_path, there, known, torn, left) -> None:
    """LOG-13: what a crash left behind goes; what others wrote stays."""
    path = tmp_path / "folder" / "file.csv"
    if there is not None:
        path.parent.mkdir()
        path.write_bytes(there)
    assert append(path, known=known, torn=torn, head=b"head\r\n", body=b"body\r\n") == len(left)
    assert path.read_bytes() == left


def test_a_folder_in_the_way(tmp_path) -> None:
    (tmp_path / "file.csv").mkdir()
    with pytest.raises(ExportFailed, match="cannot be written"):
        append(tmp_path / "file.csv", known=0, torn=False, head=b"", body=b"")


@pytest.mark.parametrize(
    ("address", "port", "folder"),
    [
        ("127.20.0.1", 161, "127.20.0.1"),
        ("127.20.0.1", 1161, "127.20.0.1_1161"),
        ("fe80::1%eth0", 161, "fe80__1_eth0"),
        ("../../etc", 161, "_/../etc".replace("/", "_")),
        ("printer.example.org", 161, "printer.example.org"),
    ],
)
def test_folders_of_addresses(address, port, folder) -> None:
    """LOG-13: one for each connection destination, and none outside."""
    assert folder_of(PrinterRow("lobby", address, port=port)) == folder
