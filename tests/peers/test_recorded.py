"""net-snmp walks a recorded printer, and its output makes the same printer again (EMU-13)."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from emulator.models import load_model_file
from emulator.recordings import read_walk
from harness import cli

pytestmark = pytest.mark.peer

WALK = b"""\
1.3.6.1.2.1.1.1.0|4|Acme LX 500; "quoted" \\ and more
1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.32473.77
1.3.6.1.2.1.2.2.1.6.1|4x|020000000001020304050607080910111213141516
1.3.6.1.2.1.2.2.1.22.1|6|0.0
1.3.6.1.2.1.4.20.1.1.192.0.2.7|64x|c0000207
1.3.6.1.2.1.31.1.1.1.6.1|70|18446744073709551615
1.3.6.1.2.1.43.8.2.1.10.1.1|2|-3
1.3.6.1.2.1.43.10.2.1.4.1.1|65|120
1.3.6.1.4.1.32473.77.1.0|4|
1.3.6.1.4.1.32473.77.2.0|4x|74776f0a6c696e657320286e6f74206f6e6529
1.3.6.1.4.1.32473.77.3.0|66|7
1.3.6.1.4.1.32473.77.4.0|67|4711
1.3.6.1.4.1.32473.77.5.0|4x|ff00fe
"""


def recordings() -> list[Any]:
    """A short one of our own, and those that the folder PRESSROOM_RECORDINGS has."""
    folder = os.environ.get("PRESSROOM_RECORDINGS")
    real = sorted(Path(folder).glob("*.snmprec")) if folder else []
    return [pytest.param(WALK, id="own"), *(pytest.param(file.read_bytes(), id=file.stem) for file in real)]


@pytest.mark.parametrize("recording", recordings())
@pytest.mark.parametrize("version", ["1", "2c"])
def test_walked_by_net_snmp_and_made_again(
    need: Callable[..., str], run: Callable[..., Any], live_fleet: Any, tmp_path: Path, recording: bytes, version: str
) -> None:
    """EMU-13: the walk shows what was recorded; imported again it is the same model but for what is live."""
    program = need("snmpwalk", package="snmp")
    first, walked = tmp_path / "first.snmprec", tmp_path / "second.txt"
    first.write_bytes(recording)
    made = tmp_path / "first.yaml"
    assert cli.run(["model", "import", str(first), "-o", str(made), "--skip-bad-lines"]) == 0
    with live_fleet(str(made)) as fleet:
        address = fleet.at(str(made))
        shown = run(program, "-On", "-v", version, "-c", "public", address, "1.3", MIBS="")
    assert (shown.returncode, shown.stderr) == (0, "")
    walked.write_text(shown.stdout, encoding="utf-8")
    again = tmp_path / "second.yaml"
    assert cli.run(["model", "import", str(walked), "-o", str(again)]) == 0
    before, after = read_walk(recording).objects, load_model_file(again).recording
    hidden = 70 if version == "1" else 0  # Counter64 has no place in version 1
    assert [each.oid for each in after] == [each.oid for each in before if each.tag != hidden]
    frozen = {each for each in before if each.oid[:7] == (1, 3, 6, 1, 4, 1, 32473)}
    assert frozen <= set(after)


def test_an_agent_of_somebody_else_is_recorded(
    need: Callable[..., str], run: Callable[..., Any], until: Callable[..., None], tmp_path: Path
) -> None:
    """EMU-13: pressroom model record walks net-snmp's agent from end to end, and names what snmpwalk names."""
    walk, daemon = need("snmpwalk", package="snmp"), need("snmpd", package="snmpd")
    folder, port, names = tmp_path / "agent", free_port(), ("1.3.6.1.2.1.1", "1.3.6.1.6.3.10")
    folder.mkdir()
    (folder / "snmpd.conf").write_text(
        "".join(f"view some included .{name}\n" for name in names) + "rocommunity public 127.0.0.1 -V some\n"
    )
    command = [daemon, "-f", "-Lf", "log", "-C", "-c", "snmpd.conf", "-r", "-I-smux", f"udp:127.0.0.1:{port}"]
    settings = {"PATH": os.environ["PATH"], "MIBS": "", "SNMP_PERSISTENT_DIR": str(folder)}
    with subprocess.Popen(command, cwd=folder, env=settings, stdin=subprocess.DEVNULL) as agent:
        try:
            until(lambda: (folder / "log").exists() and "NET-SNMP" in (folder / "log").read_text())
            shown = run(walk, "-On", "-v2c", "-c", "public", f"127.0.0.1:{port}", "1.3", MIBS="")
            made = tmp_path / "agent.yaml"
            for version in ("v1", "v2c"):
                options = ["--port", str(port), "--snmp", version, "-o", str(made), "--force", "--name", "agent"]
                assert cli.run(["model", "record", "127.0.0.1", *options]) == 0
                recorded = {each.oid for each in load_model_file(made).recording}
                assert {each.oid for each in read_walk(shown.stdout.encode()).objects} == recorded
                assert len(recorded) > 20
        finally:
            agent.kill()


def free_port() -> int:
    """A port that nobody has at the moment."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
