"""The fleet file: names, groups, addresses, faults and ports (EMU-10)."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.config.strict_yaml import BadInputFile
from core.model.errors import BadInput
from emulator.models import load_model
from emulator.recordings import read_walk
from emulator.recordings.model_file import model_file
from harness.fleet.description import Description, of_file, of_model, settled

GOOD = """
fleet:
  - {name: lobby, model: colour-a3, count: 3, address: 127.30.0.254, group: ground floor}
  - {name: desk, model: mono-a4, group: ground floor, faults: [{kind: loss, share: 10 %}]}
  - {name: archive, model: plain-mono, serial: A1}
ports: {snmp: 1161, raw: 0}
control: {port: 9000}
processes: 2
"""


def described(folder: Path, text: str) -> Description:
    file = folder / "fleet.yaml"
    file.write_text(text)
    return of_file(file)


def test_a_fleet_file(tmp_path: Path) -> None:
    """EMU-10: addresses follow one another from the first, across the end of a network; groups are names."""
    fleet = described(tmp_path, GOOD)
    addresses = {name: place.address for name, place in fleet.printers.items()}
    assert addresses == {
        "lobby-1": "127.30.0.254",
        "lobby-2": "127.30.0.255",
        "lobby-3": "127.30.1.0",
        "desk": None,
        "archive": None,
    }
    assert fleet.groups == {
        "lobby": ("lobby-1", "lobby-2", "lobby-3"),
        "ground floor": ("lobby-1", "lobby-2", "lobby-3", "desk"),
    }
    assert fleet.printers["desk"].chain is not None
    assert fleet.printers["archive"].chain is None
    assert fleet.ports.further() == {"lpd": None, "ipp": None, "http": None}
    assert (fleet.ports.snmp, fleet.ports.raw, fleet.processes) == (1161, 0, 2)
    assert fleet.control is not None
    assert fleet.control.port == 9000


@pytest.mark.parametrize(
    ("entries", "complaint"),
    [
        ("[{name: a, model: colour-a33}]", "unknown printer model 'colour-a33' (did you mean 'colour-a3'?)"),
        ("[{name: a, model: mono-a4}, {name: a, model: mono-a4}]", "two printers are called 'a'"),
        ("[{name: a, model: mono-a4, count: 2, serial: X}]", "printers with a count cannot share one serial"),
        ("[{name: a, model: mono-a4, address: there}]", "expected an IPv4 address such as 127.20.0.9, not 'there'"),
        ("[{name: a, model: mono-a4, count: 2, address: 255.255.255.255}]", "expected an IPv4 address"),
        (
            "[{name: a, model: mono-a4, count: 2, address: 127.1.1.1}, {name: b, model: mono-a4, address: 127.1.1.2}]",
            "printers 'a-2' and 'b' both want 127.1.1.2",
        ),
        ("[{name: a, model: mono-a4}, {name: b, model: mono-a4, group: a}]", "'a' is a printer's name already"),
        ("[{name: 'a,b', model: mono-a4}]", "a name has no commas"),
        ("[{name: a, model: mono-a4, group: x/y}]", "a name has no commas"),
        ("[{name: a, model: mono-a4, group: all}]", "the group all has every printer"),
        ("[{name: a, model: mono-a4, faults: [{kind: delay, least: 9 s, most: 1 s}]}]", "is more than most_us"),
        ("[]", "expected at least one item"),
    ],
)
def test_what_a_fleet_file_cannot_say(tmp_path: Path, entries: str, complaint: str) -> None:
    with pytest.raises(BadInputFile) as refused:
        described(tmp_path, f"fleet: {entries}\n")
    assert complaint in str(refused.value)
    assert "fleet.yaml:1:" in str(refused.value)


def test_the_control_api_is_not_open_to_others_without_a_token(tmp_path: Path) -> None:
    """EMU-14."""
    with pytest.raises(BadInputFile, match="set a token"):
        described(tmp_path, "fleet: [{name: a, model: mono-a4}]\ncontrol: {host: 0.0.0.0}\n")


def test_printers_of_one_model() -> None:
    fleet = of_model("mono-a4", 2)
    assert list(fleet.printers) == ["mono-a4-1", "mono-a4-2"]
    assert fleet.groups == {"mono-a4": ("mono-a4-1", "mono-a4-2")}
    with pytest.raises(BadInput, match="there is no 'mono-a44'") as refused:
        of_model("mono-a44", 1)
    assert refused.value.hint == "did you mean 'mono-a4'?"


def test_a_model_of_ones_own_is_a_file_beside_the_fleet_file(tmp_path: Path) -> None:
    """EMU-13: a recorded printer in a fleet; one that cannot be loaded is told with its place."""
    recorded = model_file(read_walk(b"1.3.6.1.2.1.1.1.0|4|Acme LX\n").objects, "acme")
    (tmp_path / "acme.yaml").write_text(recorded)
    fleet = described(tmp_path, "fleet:\n  - {name: hall, model: acme.yaml, count: 2}\n")
    assert load_model(fleet.printers["hall-2"].entry.model).name == "acme"
    assert set(of_model(str(tmp_path / "acme.yaml"), 2).printers) == {"acme-1", "acme-2"}
    (tmp_path / "acme.yaml").write_text(recorded.replace("dialect: recorded", "dialect: other"))
    load_model.cache_clear()
    with pytest.raises(BadInputFile, match=r"fleet\.yaml:2:\d+: acme\.yaml: dialect: expected one of"):
        described(tmp_path, "fleet:\n  - {name: hall, model: acme.yaml}\n")


def test_one_address_is_one_of_this_kind(tmp_path: Path) -> None:
    """EMU-10."""
    entry = "fleet: [{name: a, model: mono-a4}]\n"
    assert described(tmp_path, f"{entry}ports: {{one address: 127.0.0.1, snmp: 30000}}\n").ports.snmp == 30_000
    with pytest.raises(BadInputFile, match="expected an IPv4 address"):
        described(tmp_path, f"{entry}ports: {{one address: here}}\n")
    two = described(tmp_path, f"{entry}ports: {{one address: 127.0.0.1}}\nprocesses: 2\n")
    with pytest.raises(BadInput, match="one process"):
        settled(two)
