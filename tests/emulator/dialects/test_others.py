"""What answers SNMP and is no accounted printer (PRN-03, PRN-21), and printers that are busy or have no room."""

from __future__ import annotations

from typing import Any

import pytest

from core.wire import mib
from core.wire.ber import GAUGE32, INTEGER, NO_SUCH_INSTANCE, NO_SUCH_OBJECT, OCTET_STRING
from core.wire.snmp import ErrorStatus, PduType
from emulator.errors import UnknownModel
from emulator.models import load_model, model_names, other_names

MISSING = {NO_SUCH_OBJECT, NO_SUCH_INSTANCE}


def test_others_are_no_models_that_a_fleet_is_made_of() -> None:
    assert not set(other_names()) & set(model_names())
    assert {load_model(name).dialect for name in other_names()} == {"bare", "host"}
    with pytest.raises(UnknownModel):
        load_model("others/switch")


def test_a_switch_is_no_printer_and_an_old_printer_counts_nothing(clerk: Any) -> None:
    """PRN-21: not a printer; no log capability."""
    asked = (mib.HR_DEVICE_TYPE, mib.PRT_GENERAL_SERIAL_NUMBER, mib.PRT_MARKER_LIFE_COUNT, mib.PA_MIB_VERSION)
    switch, label = ([*each] for each in (_found(clerk, "switch", asked), _found(clerk, "old-label", asked)))
    assert [each in MISSING for each, _ in switch] == [False, True, True, True]
    assert switch[0][1] != mib.HR_DEVICE_PRINTER_TYPE
    assert [each in MISSING for each, _ in label] == [False, False, True, True]
    assert label[0][1] == mib.HR_DEVICE_PRINTER_TYPE


def _found(clerk: Any, model: str, oids: tuple[mib.Oid, ...]) -> list[tuple[int, Any]]:
    reply = clerk.ask(clerk.agent(model), PduType.GET, *((oid,) for oid in oids))
    return [(each.tag, each.value) for each in reply.varbinds]


def test_a_busy_printer_refuses_every_write_at_its_first_object(clerk: Any) -> None:
    """PRN-21"""
    agent = clerk.agent("mono-a4")
    clerk.claim(agent)
    agent.printer.is_busy = True
    assert clerk.write(agent, *_settings(agent, mib.PA_LOG_FULL_ACTION, 2)) == (ErrorStatus.RESOURCE_UNAVAILABLE, 1)
    assert clerk.get(agent, mib.PA_LOG_FULL_ACTION) == [1]


def test_a_crowded_storage_has_no_room_for_a_new_owners_log(clerk: Any) -> None:
    """PRN-21: not enough free storage; who has a log there keeps it."""
    agent = clerk.agent("mono-a4")
    capacity = agent.printer.model.log_capacity
    agent.printer.storage.is_crowded = True
    assert clerk.get(agent, mib.PA_LOG_CAPACITY) == [0]
    agent.printer.owner.claim(b"o" * 16, 1)
    assert clerk.get(agent, mib.PA_LOG_CAPACITY) == [capacity]


def test_a_panel_can_be_restricted_where_the_model_has_that(clerk: Any) -> None:
    """PRN-11: set with the log-full action; elsewhere there is no such object, and it cannot be written."""
    able, plain = clerk.agent("colour-a3"), clerk.agent("mono-a4")
    assert clerk.get(able, mib.PA_PANEL_RESTRICT) == [2]
    assert clerk.ask(plain, PduType.GET, (mib.PA_PANEL_RESTRICT,)).varbinds[0].tag in MISSING
    for agent, answer in ((able, (0, 0)), (plain, (ErrorStatus.NOT_WRITABLE, 4))):
        clerk.claim(agent)
        assert clerk.write(agent, *_settings(agent, mib.PA_PANEL_RESTRICT, 1)) == answer
    assert clerk.get(able, mib.PA_PANEL_RESTRICT) == [1]
    able.printer.storage.format()
    assert clerk.get(able, mib.PA_PANEL_RESTRICT) == [2]


def _settings(agent: Any, oid: mib.Oid, value: int) -> list[tuple[Any, ...]]:
    return [
        (mib.PA_LOG_FULL_SERIAL, INTEGER, agent.printer.settings.serial),
        (mib.PA_ADMIN_PASSWORD, OCTET_STRING, b"aaaaaa"),
        (mib.PA_SET_GENERATION, GAUGE32, 1),
        (oid, INTEGER, value),
    ]
