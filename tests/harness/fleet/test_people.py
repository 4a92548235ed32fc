"""People whom a fleet knows from its file, cards at its panels, and who hears of it (EMU-05, EMU-07)."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from core.config.strict_yaml import BadInputFile
from core.model.errors import BadInput
from harness.fleet.description import of_file
from harness.fleet.people import Person, Register

PEOPLE = """
  - {account: 1001, name: Sato, password: tsunami, card: "04:A2:19"}
  - {account: 1002, name: Weber}
"""


def described(folder: Path, text: str) -> Any:
    file = folder / "fleet.yaml"
    file.write_text(text)
    return of_file(file)


def test_cards_and_names_at_the_panel(tmp_path: Path, up_from: Callable[..., AbstractContextManager[Any]]) -> None:
    """EMU-04, EMU-07, EMU-14: without any server somebody logs in by card, by name and by PIN."""
    fleet_file = f"fleet: [{{name: hall, model: colour-a3}}, {{name: count, model: plain-mono}}]\npeople:{PEOPLE}"
    with up_from(described(tmp_path, fleet_file)) as fleet:
        sato = {"visitor": {"account": 1001, "name": "Sato"}}
        assert fleet.ask("hall", "card", card="04-a2-19")[1]["results"] == {"hall": sato}
        assert fleet.ask("hall", "card", card="")[1]["results"] == {"hall": {"visitor": None}}
        assert "card" in fleet.ask("hall", "card", card="FFFF")[1]["errors"]["hall"]
        assert fleet.ask("hall", "panel", do="copy", card="04A219")[0] == 200
        log_in = {"user": "Sato", "password": "tsunami"}
        assert fleet.ask("hall", "panel", do="copy", log_in=log_in)[0] == 200
        assert fleet.ask("hall", "panel", do="copy", pin=1002)[0] == 200
        assert fleet.ask("hall", "panel", do="copy", log_in={**log_in, "password": "x"})[0] == 409
        jobs = fleet.client.get("/api/printers/hall").json["results"]["hall"]["jobs"]
        assert [(job["account"], job["user"]) for job in jobs] == [(1001, "Sato"), (1001, "Sato"), (1002, "Weber")]
        assert fleet.ask("hall", "fit", option="sd card", fitted=False)[1]["results"] == {
            "hall": {"fitted": ["finisher"]}
        }
        assert fleet.ask("hall", "card", card="04A219")[0] == 409
        assert "no place for wings" in fleet.ask("hall", "fit", option="wings")[1]["errors"]["hall"]


@pytest.mark.parametrize(
    "people",
    [
        "[{account: 0, name: X}]",
        "[{account: 5, name: ''}]",
        "[{account: 5, name: X, card: '*'}]",
        "[{account: 5}]",
    ],
)
def test_people_whom_nobody_can_be(tmp_path: Path, people: str) -> None:
    with pytest.raises(BadInputFile):
        described(tmp_path, f"fleet: [{{name: a, model: mono-a4}}]\npeople: {people}\n")


def test_people_who_cannot_be_in_one_table() -> None:
    class Chance:
        def octets(self, name: str, size: int) -> bytes:
            return bytes(size)

        def below(self, name: str, bound: int) -> int:
            return 0

    with pytest.raises(BadInput, match="people"):
        Register([Person(account=5, name="A"), Person(account=5, name="B")], Chance())


def test_receivers_hear_that_printers_start(
    tmp_path: Path, up_from: Callable[..., AbstractContextManager[Any]]
) -> None:
    """EMU-05: coldStart goes to whom the fleet file names."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.settimeout(10)
        port = listener.getsockname()[1]
        entry = f"{{name: a, model: mono-a4, receivers: [{{port: {port}, community: traps}}]}}"
        with up_from(described(tmp_path, f"fleet: [{entry}]\n")):
            data, source = listener.recvfrom(4096)
    assert b"traps" in data
    assert source[0] == "127.20.0.1"


def test_a_receiver_that_there_cannot_be(tmp_path: Path) -> None:
    with pytest.raises(BadInputFile, match="a receiver of version 3 has a user"):
        described(tmp_path, "fleet: [{name: a, model: mono-a4, receivers: [{version: v3}]}]\n")


def test_users_of_version_3_beside_the_communities(tmp_path: Path) -> None:
    """EMU-05."""
    user = "{name: ops, authentication: sha256, authentication password: aaaaaaaa}"
    fleet = described(tmp_path, f"fleet: [{{name: a, model: mono-a4, SNMP users: [{user}]}}]\n")
    access = fleet.printers["a"].entry.own_access()
    assert access["versions"] == ("v1", "v2c", "v3")
    assert [each.user.name for each in access["users"]] == ["ops"]
