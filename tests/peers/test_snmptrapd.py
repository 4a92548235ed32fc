"""net-snmp's snmptrapd hears everything that an emulated printer says unasked, in each version (EMU-05, EMU-08)."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from core.wire.ber import NULL
from core.wire.pages import PageRun, build_pages
from core.wire.pjl import PrintJob, build_stream
from core.wire.snmp import Message, Pdu, PduType, Varbind, encode_message
from core.wire.usm import Auth, Priv, User
from emulator.protocols.receivers import Receiver

pytestmark = pytest.mark.peer

BOSS = User("boss", Auth.SHA256, "maplesyrup", Priv.AES128, "pancakes")
SYS_NAME = (1, 3, 6, 1, 2, 1, 1, 5, 0)
ENGINE = "0x80007ed905" + b"S1".hex()
COLD_START = "1.3.6.1.6.3.1.1.5.1"
AUTHENTICATION_FAILURE = "1.3.6.1.6.3.1.1.5.5"
ALERT = "1.3.6.1.2.1.43.18.2.0.1"
JOB_LOGGED = "1.3.6.1.4.1.32473.1.0.3"

WAYS = [
    pytest.param({"version": "v1", "community": b"bell"}, id="v1 trap"),
    pytest.param({"version": "v2c", "community": b"bell"}, id="v2c trap"),
    pytest.param({"version": "v2c", "community": b"bell", "inform": True}, id="v2c inform"),
    pytest.param({"version": "v3", "user": BOSS}, id="v3 trap"),
    pytest.param({"version": "v3", "user": BOSS, "inform": True}, id="v3 inform"),
]


class Daemon:
    """A running snmptrapd."""

    def __init__(self, port: int, log: Path, process: subprocess.Popen[bytes]) -> None:
        self.port, self.log, self.process = port, log, process

    def text(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""


@contextmanager
def snmptrapd(program: str, folder: Path, until: Callable[..., None]) -> Iterator[Daemon]:
    """The daemon on a free port, with our user; ended whatever happens."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    secret = "boss SHA-256 maplesyrup AES pancakes"
    settings = folder / "snmptrapd.conf"
    settings.write_text(
        f"createUser -e {ENGINE} {secret}\ncreateUser {secret}\nauthUser log boss\nauthCommunity log bell\n"
    )
    log = folder / "traps.log"
    command = [program, "-f", "-n", "-Lf", log, "-On", "-C", "-c", settings, f"udp:127.0.0.1:{port}"]
    environment = {"MIBS": "", "HOME": str(folder), "SNMP_PERSISTENT_DIR": str(folder), "LC_ALL": "C.UTF-8"}
    (folder / "cert_indexes").mkdir(exist_ok=True)
    process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        daemon = Daemon(port, log, process)
        until(lambda: "NET-SNMP version" in daemon.text() or process.poll() is not None)
        assert process.poll() is None, daemon.text()
        yield daemon
    finally:
        process.terminate()
        process.wait(10)


@pytest.mark.parametrize("way", WAYS)
def test_snmptrapd(need: Any, live_fleet: Any, until: Any, tmp_path: Path, way: dict[str, Any]) -> None:
    """Cold start, authentication failure, an open cover, job logged; informs are confirmed, so none waits."""
    program = need("snmptrapd", package="snmptrapd")
    with snmptrapd(program, tmp_path, until) as daemon, live_fleet("mono-a4", serial="S1") as fleet:
        receiver = Receiver("127.0.0.1", daemon.port, retries=5, timeout_s=1.0, **way)
        fleet.do(lambda: fleet.fleet.set_receivers("mono-a4", [receiver]))
        fleet.do(fleet.fleet.announce)
        agent = fleet.fleet.agents["mono-a4"]
        guess = encode_message(Message(1, b"guess", Pdu(PduType.GET, 1, 0, 0, (Varbind(SYS_NAME, NULL, None),))))
        fleet.do(lambda: agent.handle(guess, ("127.0.0.1", 40_000)))
        fleet.do(lambda: agent.printer.conditions.raise_("cover open", "front cover"))
        fleet.do(lambda: agent.printer.conditions.clear("cover open", "front cover"))
        pages = build_pages([PageRun(1, "mono", "A4", "plain")])
        job = PrintJob(1001, "Sato", "sato", "letter", "pc", "editor", 1, False, True, "PRESSPAGES", pages)
        fleet.do(lambda: agent.printer.submit(build_stream(job), "127.0.0.1:4000"))
        fleet.advance(60_000_000)
        if way["version"] == "v1":
            wanted = ["Cold Start Trap (0)", "Authentication Failure Trap (0)", "Enterprise Specific Trap (3)"]
            wanted.append("1.3.6.1.2.1.43.18.2 Enterprise Specific Trap (1)")
        else:
            wanted = [COLD_START, AUTHENTICATION_FAILURE, JOB_LOGGED, ALERT]
        until(lambda: all(word in daemon.text() for word in wanted))
        courier = agent.unasked.courier
        until(lambda: not fleet.do(lambda: courier.waiting))
        assert fleet.do(lambda: courier.given_up) == 0
