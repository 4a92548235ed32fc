"""pressroom model: models from walks, and from printers in the network (EMU-13)."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from core.chance import SystemChance
from core.clock import SystemCalendar
from core.devices.manager import V1, V2C, SnmpManager, Target
from core.devices.udp import open_udp
from core.model.errors import NoResponse
from core.wire.ber import COUNTER64
from core.wire.snmp3 import V3
from core.wire.usm import Auth, Priv, User
from emulator.fleet import Fleet
from emulator.models import load_model_file, model_names
from emulator.network.loopback import LoopbackNetwork
from emulator.recordings import read_walk, write_walk
from harness import cli, recorder

USER = User("count", Auth.SHA256, "maplesyrup", Priv.AES128, "pancakes")
GOOD = b"1.3.6.1.2.1.1.1.0|4|Acme LX 500\n1.3.6.1.2.1.43.10.2.1.4.1.1|65|120\n"
BAD = GOOD + b"1.3.6.1.2.1.2.2.1.17.1|65|6git3159\n1.3.6.1.2.1.1.5.0|4|hall\n"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_import_makes_a_model_named_after_the_file(capsys: Any) -> None:
    """EMU-13"""
    Path("LX 500.snmprec").write_bytes(GOOD)
    assert cli.run(["model", "import", "LX 500.snmprec"]) == 0
    assert capsys.readouterr().out == "lx-500.yaml: model lx-500, 2 objects\n"
    model = load_model_file(Path("lx-500.yaml"))
    assert (model.name, model.dialect, len(model.recording)) == ("lx-500", "recorded", 2)
    assert cli.run(["model", "import", "LX 500.snmprec"]) == 2
    assert "is there already (--force" in capsys.readouterr().err
    assert cli.run(["model", "import", "LX 500.snmprec", "--force", "--name", "hall", "-o", "lx-500.yaml"]) == 0
    assert load_model_file(Path("lx-500.yaml")).name == "hall"


def test_a_corrupt_line_is_named_and_refused_or_skipped(capsys: Any) -> None:
    """EMU-13: as asked."""
    Path("walk.txt").write_bytes(BAD)
    assert cli.run(["model", "import", "walk.txt"]) == 2
    told = capsys.readouterr().err
    assert "walk.txt: line 3: the value is no whole number: 1.3.6.1.2.1.2.2.1.17.1|65|6git3159" in told
    assert "--skip-bad-lines" in told
    assert not Path("walk.yaml").exists()
    assert cli.run(["model", "import", "walk.txt", "--skip-bad-lines"]) == 0
    assert "walk.txt: skipped line 3" in capsys.readouterr().err
    assert len(load_model_file(Path("walk.yaml")).recording) == 3


@pytest.mark.parametrize(
    ("data", "arguments", "complaint"),
    [
        (None, (), "No such file"),
        (b"hello\n", (), "neither snmprec"),
        (b"hello\n", ("--skip-bad-lines",), "neither snmprec"),
        (GOOD, ("--name", "mono-a4"), "the name of a model that comes with the program"),
        (GOOD, ("-o", "no/such/folder.yaml"), "cannot be written"),
    ],
)
def test_what_makes_no_model(data: bytes | None, arguments: tuple[str, ...], complaint: str, capsys: Any) -> None:
    if data is not None:
        Path("walk.txt").write_bytes(data)
    assert cli.run(["model", "import", "walk.txt", *arguments]) == 2
    assert complaint in capsys.readouterr().err
    assert not list(Path().glob("*.yaml"))


def test_list_shows_the_models(capsys: Any) -> None:
    assert cli.run(["model", "list"]) == 0
    assert capsys.readouterr().out.split() == list(model_names())


@pytest.mark.parametrize("version", [V1, V2C, V3])
def test_a_recording_of_a_printer_holds_all_that_it_shows(version: int) -> None:
    """EMU-13: and a printer made from it shows the same."""

    async def record() -> tuple[Any, Any]:
        calendar, chance = SystemCalendar(1.0), SystemChance()
        network = LoopbackNetwork(chance, calendar, snmp_port=0, raw_port=0)
        fleet = Fleet(network, calendar, chance)
        printer = fleet.add("hall", "plain-mono", users=(USER,))
        whole = fleet.agents["hall"].tree.after(printer, ())
        shown = [oid for oid, tag, _ in whole if version != V1 or tag != COUNTER64]  # which v1 cannot say
        manager = SnmpManager(open_udp, chance)
        try:
            await network.start()
            target = Target(printer.address, network.ports["snmp"], version=version, timeout_s=5.0, user=USER)
            return await recorder.walk(manager, target), shown
        finally:
            manager.close()
            await network.close()
            calendar.close()

    objects, shown = asyncio.run(record())
    assert [each.oid for each in objects] == shown
    assert read_walk(write_walk(objects).encode()).objects == objects


def test_a_printer_that_does_not_answer(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    arguments = ["model", "record", "127.0.0.1", "--port", "9", "--timeout-s", "0.1", "--retries", "0"]
    assert cli.run(arguments) == 2
    assert "no answer within" in capsys.readouterr().err
    monkeypatch.setattr(recorder, "walk", _raise)
    assert cli.run(["model", "record", "no such host."]) == 2
    assert "no such host" in capsys.readouterr().err


async def _raise(*_: Any) -> Any:
    raise NoResponse("walked a host without an address")


@pytest.mark.parametrize(
    ("options", "version", "complaint"),
    [
        ((), V2C, ""),
        (("--snmp", "v1"), V1, ""),
        (("--snmp-user", "count,sha256,maplesyrup,aes128,pancakes"), V3, ""),
        (("--snmp", "v9"), V1, "v9: expected one of"),
        (("--snmp", "v3"), V1, "belong together"),
        (("--snmp-user", "count,sha256"), V1, "found 2 parts"),
        (("--snmp-user", "count,sha999,maplesyrup"), V1, "sha999"),
    ],
)
def test_how_a_printer_is_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: Any, options: tuple[str, ...], version: int, complaint: str
) -> None:
    """EMU-13: as a printer that is added is asked."""
    asked: list[recorder.Access] = []
    monkeypatch.setattr("harness.cli_model.record", lambda access: asked.append(access) or read_walk(GOOD).objects)
    code = cli.run(["model", "record", "192.0.2.7", *options])
    assert complaint in capsys.readouterr().err
    assert code == (2 if complaint else 0)
    assert [(each.version, each.user is not None) for each in asked] == (
        [] if complaint else [(version, version == V3)]
    )


def test_record_writes_model_and_walk(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    """EMU-13"""
    objects = read_walk(GOOD).objects
    monkeypatch.setattr("harness.cli_model.record", lambda _: objects)
    assert cli.run(["model", "record", "192.0.2.7", "--walk", "walk.snmprec", "--name", "Hall"]) == 0
    assert capsys.readouterr().out == "hall.yaml: model hall, 2 objects\n"
    assert Path("walk.snmprec").read_bytes() == GOOD
    assert load_model_file(Path("hall.yaml")).recording == objects
