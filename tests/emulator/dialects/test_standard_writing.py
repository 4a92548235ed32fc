"""What may be written into any network printer."""

from __future__ import annotations

from typing import Any

import pytest

from core.wire import mib
from core.wire.ber import INTEGER, OCTET_STRING
from core.wire.snmp import ErrorStatus
from emulator.dialects.standard_writing import AUTHEN_TRAPS, OPERATOR, RESET, SERVICE_PERSON, SET_SERIAL
from emulator.parts.snmp_counts import AUTHEN_TRAPS_OFF, AUTHEN_TRAPS_ON

DONE = (0, 0)
MODELS = ["colour-a3", "plain-mono"]


@pytest.mark.parametrize("model", MODELS)
def test_texts_are_kept(clerk: Any, model: str) -> None:
    """EMU-05: who looks after it and where it stands; other printers of the model know nothing of it."""
    agent, other = clerk.agent(model), clerk.agent(model)
    texts = (mib.SYS_CONTACT, mib.SYS_LOCATION, OPERATOR, SERVICE_PERSON)
    said = [b"Yuki", "Büro 4".encode(), b"", b"y" * 127]
    assert clerk.write(agent, *((oid, OCTET_STRING, what) for oid, what in zip(texts, said, strict=True))) == DONE
    agent.printer.power_cycle()
    assert clerk.get(agent, *texts) == said
    assert clerk.get(other, *texts) == [b"", b"", b"", b""]
    assert clerk.write(agent, (OPERATOR, OCTET_STRING, b"z" * 128)) == (ErrorStatus.WRONG_LENGTH, 1)
    assert clerk.write(agent, (mib.SYS_NAME, OCTET_STRING, b"z")) == (ErrorStatus.NOT_WRITABLE, 1)


def test_traps_of_strangers_are_switched(clerk: Any) -> None:
    """EMU-05: snmpEnableAuthenTraps, enabled and disabled and nothing else."""
    agent = clerk.agent("mono-a4")
    assert clerk.get(agent, AUTHEN_TRAPS) == [AUTHEN_TRAPS_OFF]
    assert clerk.write(agent, (AUTHEN_TRAPS, INTEGER, AUTHEN_TRAPS_ON)) == DONE
    assert (clerk.get(agent, AUTHEN_TRAPS), agent.counts.authen_traps) == ([AUTHEN_TRAPS_ON], AUTHEN_TRAPS_ON)
    assert clerk.write(agent, (AUTHEN_TRAPS, INTEGER, 3)) == (ErrorStatus.WRONG_VALUE, 1)


def test_the_set_serial_lets_one_writer_through(clerk: Any) -> None:
    """RFC 3418, snmpSetSerialNo: with another number than it holds the whole SET does nothing."""
    agent = clerk.agent("mono-a4")
    written = (mib.SYS_CONTACT, OCTET_STRING, b"one")
    assert clerk.write(agent, (SET_SERIAL, INTEGER, 0), written) == DONE
    assert clerk.get(agent, SET_SERIAL, mib.SYS_CONTACT) == [1, b"one"]
    late = (mib.SYS_CONTACT, OCTET_STRING, b"other")
    assert clerk.write(agent, (SET_SERIAL, INTEGER, 0), late) == (ErrorStatus.INCONSISTENT_VALUE, 1)
    assert clerk.get(agent, SET_SERIAL, mib.SYS_CONTACT) == [1, b"one"]


@pytest.mark.parametrize("how", [4, 5, 6])
def test_a_reset_restarts_the_printer(clerk: Any, how: int) -> None:
    """EMU-05: prtGeneralReset is answered, and then it starts anew; it always reads as not resetting."""
    agent = clerk.agent("plain-mono")
    clerk.workshop.wait(60)
    assert clerk.write(agent, (RESET, INTEGER, how)) == DONE
    assert agent.printer.boots == 2
    assert clerk.get(agent, mib.SYS_UPTIME, RESET) == [0, 3]
    assert clerk.write(agent, (RESET, INTEGER, 3)) == (ErrorStatus.WRONG_VALUE, 1)
    assert agent.printer.boots == 2
