"""The port monitor MIB, HP's objects and the device ID: by which drivers find out what a printer is."""

from __future__ import annotations

from typing import Any

from emulator.parts.identity import device_id, product_name

PORT_MONITOR = (1, 3, 6, 1, 4, 1, 2699, 1, 2, 1)
HP = (1, 3, 6, 1, 4, 1, 11, 2, 3, 9, 1, 1)
JAM, DOOR, TONER_LOW, LINE, INTERVENTION = ((*HP, 2, item, 0) for item in (9, 17, 10, 1, 3))


def test_the_device_id_is_one_that_drivers_read(clerk: Any) -> None:
    """EMU-05: IEEE 1284 keys with maker, model, command set, class and serial number."""
    agent = clerk.agent("colour-a3")
    (shown,) = clerk.get(agent, (*PORT_MONITOR, 2, 1, 1, 3, 1))
    fields = dict(field.split(":", 1) for field in shown.decode().rstrip(";").split(";"))
    assert (fields["MFG"], fields["MDL"], fields["CLS"]) == ("Pressroom", "C935", "PRINTER")
    assert fields["SN"] == agent.printer.serial
    assert {"PJL", "PDF", "POSTSCRIPT", "PCL"} <= set(fields["CMD"].split(","))
    assert clerk.get(agent, (*HP, 7, 0)) == [shown]


def test_what_would_end_a_field_is_left_out(clerk: Any) -> None:
    agent = clerk.agent("plain-mono", maker="A;B", description="A;B office: large")
    assert device_id(agent.printer).startswith("MFG:A,B;MDL:office  large;CMD:")
    assert product_name(agent.printer.model) == "office: large"


def test_each_service_is_a_port(clerk: Any) -> None:
    """EMU-05: PWG 5107.1, with the address of that printer and the channel in Printer-MIB."""
    agent = clerk.agent("mono-a4")
    address = agent.printer.address
    where = [each.value.decode() for each in clerk.walk(agent, (*PORT_MONITOR, 3, 1, 1, 4))]
    assert where == [f"socket://{address}:9100", f"lpd://{address}/lp", f"ipp://{address}/ipp/print"]
    assert [each.value for each in clerk.walk(agent, (*PORT_MONITOR, 3, 1, 1, 6))] == [9100, 515, 631]
    assert clerk.get(agent, (*PORT_MONITOR, 1, 3, 0), (*PORT_MONITOR, 2, 1, 1, 2, 1)) == [3, b"lobby-1"]
    (only,) = clerk.walk(clerk.agent("old-label"), (*PORT_MONITOR, 3, 1, 1, 5))
    assert only.value == 11


def test_hps_status_group_follows_the_conditions(clerk: Any) -> None:
    """EMU-08: each flag is raised by its condition alone."""
    agent = clerk.agent("colour-a3")
    flags = (JAM, DOOR, TONER_LOW, LINE, INTERVENTION)
    assert clerk.get(agent, *flags) == [0, 0, 0, 0, 0]
    for kind, part, shown in (
        ("media jam", "", [1, 0, 0, 0, 1]),
        ("cover open", "front cover", [0, 1, 0, 0, 1]),
        ("toner low", "cyan", [0, 0, 1, 0, 0]),
        ("offline", "", [0, 0, 0, 1, 1]),
    ):
        agent.printer.conditions.raise_(kind, part)
        assert clerk.get(agent, *flags) == shown
        agent.printer.conditions.clear(kind, part)
