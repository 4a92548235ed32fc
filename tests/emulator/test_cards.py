"""The table of IC cards on the SD card, written over the network, and log-ins at the panel (EMU-04, EMU-07)."""

from __future__ import annotations

import hashlib

import pytest

from core.wire import mib
from core.wire.ber import GAUGE32, INTEGER, OCTET_STRING
from core.wire.card_table import CardRow, card_digest, encode_cards
from core.wire.mib import Capability, Table
from core.wire.snmp import ErrorStatus
from core.wire.user_table import SALT_OCTETS, UserRow, hash_password
from emulator.errors import LogInRefused

SALT = bytes(16)


def table(cards):
    return encode_cards(SALT, [CardRow(card_digest(card, SALT), number, login) for card, number, login in cards])


ONE = table([("04A2", 1001, "sato")])
TWO = table([("04A2", 1002, ""), ("0477", 1001, "")])


class Writer:
    """Writes a table as a server does, step by step."""

    def __init__(self, clerk, agent):
        self.clerk = clerk
        self.agent = agent
        self.index = 0  # of the binding that the last SET was refused for

    def _set(self, *varbinds):
        (serial,) = self.clerk.get(self.agent, mib.PA_STAGE_SERIAL)
        status, self.index = self.clerk.write(self.agent, (mib.PA_STAGE_SERIAL, INTEGER, serial), *varbinds)
        return status

    def begin(self, blob, revision=1):
        return self._set(
            (mib.PA_ADMIN_PASSWORD, OCTET_STRING, b"aaaaaa"),
            (mib.PA_SET_GENERATION, GAUGE32, 1),
            (mib.PA_STAGE_TABLE, INTEGER, Table.CARDS),
            (mib.PA_STAGE_REVISION, GAUGE32, revision),
            (mib.PA_STAGE_SIZE, GAUGE32, len(blob)),
        )

    def chunk(self, offset, octets):
        return self._set(
            (mib.PA_SET_GENERATION, GAUGE32, 1),
            (mib.PA_STAGE_OFFSET, GAUGE32, offset),
            (mib.PA_STAGE_CHUNK, OCTET_STRING, octets),
        )

    def commit(self, blob):
        return self._set(
            (mib.PA_ADMIN_PASSWORD, OCTET_STRING, b"aaaaaa"),
            (mib.PA_SET_GENERATION, GAUGE32, 1),
            (mib.PA_STAGE_COMMIT, OCTET_STRING, hashlib.sha256(blob).digest()),
        )

    def write(self, blob, revision=1):
        assert self.begin(blob, revision) == 0
        for offset in range(0, len(blob), 20):
            assert self.chunk(offset, blob[offset : offset + 20]) == 0
        return self.commit(blob)


@pytest.fixture
def agent(clerk):
    agent = clerk.agent(card_capacity=2)
    clerk.claim(agent)
    return agent


@pytest.fixture
def writer(clerk, agent):
    return Writer(clerk, agent)


def row_of(clerk, agent):
    return clerk.get(agent, (*mib.PA_TABLE_REVISION, Table.CARDS), (*mib.PA_TABLE_DIGEST, Table.CARDS))


def test_a_table_in_chunks_holds_from_its_commit_on(clerk, agent, writer):
    """EMU-04: swapped as a whole; a digest that does not fit leaves the old one in force."""
    panel = agent.printer.panel
    assert writer.write(ONE) == 0
    assert panel.show_card("04:a2")[:3] == (1001, "", "sato")
    assert row_of(clerk, agent) == [1, hashlib.sha256(ONE).digest()]
    assert writer.begin(TWO, 2) == 0
    assert writer.chunk(0, TWO[:30]) == 0
    assert panel.show_card("04A2").account_id == 1001
    assert writer.chunk(30, TWO[30:]) == 0
    assert writer.commit(ONE) == ErrorStatus.INCONSISTENT_VALUE
    assert panel.show_card("0477") is None
    assert writer.commit(TWO) == 0
    assert (panel.show_card("04A2").account_id, panel.show_card("0477").account_id) == (1002, 1001)
    assert row_of(clerk, agent)[0] == 2


def test_a_power_cut_in_the_middle_changes_nothing(clerk, agent, writer):
    """EMU-04, EMU-09: what was staged is forgotten, what is in force stays."""
    assert writer.write(ONE) == 0
    assert writer.begin(TWO, 2) == 0
    assert writer.chunk(0, TWO[:30]) == 0
    agent.printer.power_cycle()
    assert row_of(clerk, agent) == [1, hashlib.sha256(ONE).digest()]
    assert agent.printer.panel.show_card("04a2") is not None
    assert writer.chunk(30, TWO[30:]) == ErrorStatus.INCONSISTENT_VALUE


def test_the_table_has_a_capacity(clerk, agent, writer):
    """EMU-04: one card too many is refused with resourceUnavailable, and nothing changes."""
    assert clerk.get(agent, mib.PA_CARD_CAPACITY) == [2]
    assert writer.write(ONE) == 0
    three = table([("01AA", 1, ""), ("02AA", 1, ""), ("03AA", 1, "")])
    assert writer.write(three, 2) == ErrorStatus.RESOURCE_UNAVAILABLE
    assert row_of(clerk, agent)[0] == 1


def test_the_table_goes_with_the_sd_card(clerk, agent, writer):
    """EMU-04: with it what is under way; a printer without one has no such table, and says so."""
    printer = agent.printer
    assert writer.write(ONE) == 0
    assert writer.begin(TWO, 2) == 0
    printer.remove("sd card")
    assert printer.panel.show_card("04A2") is None
    assert printer.stage.table == 0
    assert row_of(clerk, agent) == [None, None]
    assert clerk.get(agent, mib.PA_CARD_CAPACITY) == [0]
    assert not clerk.get(agent, mib.PA_CAPABILITIES)[0][1] & 0x80 >> 1  # bit 9
    assert Capability.CARDS == 1 << 9
    assert (writer.begin(TWO, 2), writer.index) == (ErrorStatus.INCONSISTENT_VALUE, 4)
    printer.fit("sd card")
    assert row_of(clerk, agent) == [0, b""]
    assert writer.write(TWO) == 0


def test_formatting_the_log_storage_leaves_the_sd_card_alone(agent, writer):
    """EMU-04: it is another medium."""
    assert writer.write(ONE) == 0
    assert agent.printer.format_storage()
    assert agent.printer.cards.revision == 1


def test_log_ins_at_the_panel(workshop, agent, writer):
    """EMU-07: name and password, PIN, card; who is not known stays outside, and the power sends everybody away."""
    printer = agent.printer
    workshop.put_ids(printer, {1001: 0})
    salt = bytes(SALT_OCTETS)
    printer.users.put_table(1, b"x", [UserRow("Sato", 1001, salt, hash_password("tsunami", salt))])
    assert writer.write(ONE) == 0
    panel = printer.panel
    assert panel.log_in("sato", "tsunami")[:2] == (1001, "user 1001")
    assert panel.visitor is not None
    assert panel.log_in("sato", "wave") is None
    assert panel.visitor is None
    assert panel.type_pin(1001)[:2] == (1001, "user 1001")
    assert panel.type_pin(4711) is None
    assert panel.type_pin(0) is None
    assert panel.show_card("04 A2")[:3] == (1001, "user 1001", "sato")
    assert panel.show_card("no card!") is None
    assert panel.failed == 4
    assert panel.enter(pin=4711)[:2] == (4711, "")
    assert panel.enter() is None
    for wrong in ({"card": "0477"}, {"user": "sato", "password": ""}):
        with pytest.raises(LogInRefused):
            panel.enter(**wrong)
    panel.enter(card="04a2")
    printer.power_cycle()
    assert printer.panel.visitor is None
