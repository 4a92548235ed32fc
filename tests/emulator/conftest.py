"""A workshop for single printers: a clock that is turned by hand, chance from a counter, and print streams."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

import pytest

from core.wire import mib
from core.wire.ber import END_OF_MIB_VIEW, GAUGE32, INTEGER, NULL, OCTET_STRING
from core.wire.id_table import IdRow, encode_ids
from core.wire.mib import LogFullAction, Restriction, Table
from core.wire.pages import PageRun, build_pages
from core.wire.pjl import PrintJob, build_stream
from core.wire.records import JobRecord, decode_record
from core.wire.snmp import Message, Pdu, PduType, Varbind, decode_message, encode_message
from emulator.dialects import tree_for
from emulator.dialects.agent_objects import MOVING
from emulator.journal import Journal
from emulator.models import Model, load_model
from emulator.parts.board import Board
from emulator.printer import Printer
from emulator.protocols.access import Access
from emulator.protocols.agent import Agent

START_US = 1_774_857_600_000_000  # 2026-03-30 08:00 UTC
SOURCE = "10.0.0.7:40001"


class HandClock:
    """A calendar that moves only when it is told to."""

    def __init__(self) -> None:
        self.us = START_US

    def now_us(self) -> int:
        return self.us


class CountedChance:
    """Draws by name and counter, without a seed."""

    def __init__(self) -> None:
        self.drawn: dict[str, int] = {}

    def octets(self, name: str, size: int) -> bytes:
        self.drawn[name] = self.drawn.get(name, 0) + 1
        return hashlib.blake2b(f"{name} {self.drawn[name]}".encode(), digest_size=size).digest()

    def below(self, name: str, bound: int) -> int:
        return int.from_bytes(self.octets(name, 8), "big") % bound


class Workshop:
    """Builds printers and what they are fed with."""

    START_US = START_US
    SOURCE = SOURCE

    def __init__(self) -> None:
        self.calendar: Any = HandClock()
        self.chance: Any = CountedChance()

    def wait(self, seconds: float) -> None:
        self.calendar.us += round(seconds * 1_000_000)

    def board(self) -> Board:
        return Board("lobby-1", Journal(), self.calendar, self.chance)

    def printer(
        self, model: str | Model = "colour-a3", name: str = "lobby-1", *, caretaker: bool = True, **changes: Any
    ) -> Printer:
        """A printer; ``changes`` are fields of its model."""
        shape = load_model(model) if isinstance(model, str) else model
        where: Any = {"calendar": self.calendar, "chance": self.chance, "caretaker": caretaker}
        return Printer(name, replace(shape, **changes), "127.20.0.1", "S1", **where)

    def stream(self, *runs: str, account: int | None = 1001, **fields: Any) -> bytes:
        """A print stream; a run reads "4 colour A4 plain"."""
        pages = []
        for run in runs or ("1 mono A4",):
            count, kind, size, media = [*run.split(), "plain"][:4]
            pages.append(PageRun(int(count), kind, size, media))
        values: dict[str, Any] = {
            "user": "sato", "login": "sato", "document": "report.pdf", "host": "pc-7", "application": "Writer",
            "copies": 1, "duplex": False, "colour": True, "language": "PRESSPAGES", "pages": build_pages(pages),
        }  # fmt: skip
        return build_stream(PrintJob(account_id=account, **(values | fields)))

    def print(self, printer: Printer, *runs: str, **fields: Any) -> int:
        """Submit one job and give its number."""
        return printer.submit(self.stream(*runs, **fields), SOURCE)[0]

    def print_out(self, printer: Printer, *runs: str, **fields: Any) -> int:
        """Submit one job and wait until it is over."""
        number = self.print(printer, *runs, **fields)
        due_us = printer.job_state(number).end_due_us
        if due_us is not None:
            self.calendar.us = due_us
        assert printer.job_state(number).ended
        return number

    def put_ids(self, printer: Printer, rows: dict[int, Restriction | int], revision: int = 1) -> None:
        """Write an ID table as a server does, by a staged transfer."""
        printer.catch_up()
        blob = encode_ids([IdRow(number, f"user {number}", int(bits)) for number, bits in rows.items()])
        digest = hashlib.sha256(blob).digest()
        stage = printer.stage
        assert stage.check_begin(stage.serial, Table.IDS, revision, len(blob)) == ""
        stage.begin(Table.IDS, revision, len(blob))
        assert stage.check_chunk(stage.serial, 0, blob) == ""
        stage.chunk(blob)
        assert stage.check_commit(stage.serial, digest) == ""
        stage.commit(digest)

    def set_full_action(self, printer: Printer, action: LogFullAction) -> None:
        printer.catch_up()
        printer.settings.apply(action, None)

    def events(self, printer: Printer, *kinds: str) -> list[tuple[Any, ...]]:
        """The journal's events of these kinds, in order."""
        printer.catch_up()
        return [event for event in printer.journal.events if event[0] in kinds]

    def records(self, printer: Printer) -> list[JobRecord]:
        """What the log holds."""
        printer.catch_up()
        found = []
        for sequence in range(printer.log.first, printer.log.next):
            raw = printer.log.record(sequence)
            assert raw is not None
            record = decode_record(raw)
            assert isinstance(record, JobRecord)
            found.append(record)
        return found


class Clerk:
    """Asks agents, octets in and octets out, as a manager on the network would."""

    SOURCE = ("10.0.0.7", 40_001)
    SERVER = bytes(range(16))

    def __init__(self, workshop: Workshop) -> None:
        self.workshop = workshop
        self.request_id = 0

    def agent(self, model: str | Model = "colour-a3", **changes: Any) -> Agent:
        """The agent of a new printer; ``changes`` are fields of its model."""
        printer = self.workshop.printer(model, **changes)
        return Agent(printer, tree_for(printer.model), Access())

    def ask(
        self,
        agent: Agent,
        kind: PduType,
        *varbinds: tuple[Any, ...],
        version: int = 1,
        community: bytes = b"private",
        first: int = 0,
        second: int = 0,
    ) -> Pdu | None:
        """The response's PDU; a varbind is (oid,) or (oid, tag, value)."""
        self.request_id += 1
        bindings = tuple(
            Varbind(*varbind) if len(varbind) == 3 else Varbind(varbind[0], NULL, None) for varbind in varbinds
        )
        request = Message(version, community, Pdu(kind, self.request_id, first, second, bindings))
        octets = agent.handle(encode_message(request), self.SOURCE)
        if octets is None:
            return None
        assert len(octets) <= agent.limit
        response = decode_message(octets)
        assert isinstance(response, Message), response
        assert (response.version, response.community) == (version, community)
        pdu = response.pdu
        assert isinstance(pdu, Pdu)
        assert (pdu.type, pdu.request_id) == (PduType.RESPONSE, self.request_id)
        return pdu

    def get(self, agent: Agent, *oids: tuple[int, ...]) -> list[Any]:
        """Values; an exception is None."""
        pdu = self.ask(agent, PduType.GET, *((oid,) for oid in oids))
        assert pdu is not None
        return [varbind.value for varbind in pdu.varbinds]

    def walk(
        self, agent: Agent, root: tuple[int, ...] = (1, 3), version: int = 1, community: bytes = b"public"
    ) -> list[Varbind]:
        """Everything under ``root`` by GETNEXT."""
        found: list[Varbind] = []
        oid = root
        while True:
            pdu = self.ask(agent, PduType.GETNEXT, (oid,), version=version, community=community)
            assert pdu is not None
            (varbind,) = pdu.varbinds
            if pdu.error_status or varbind.tag == END_OF_MIB_VIEW or varbind.oid[: len(root)] != root:
                return found
            assert varbind.oid > oid, "names must rise strictly"
            found.append(varbind)
            oid = varbind.oid

    def look(self, agent: Agent) -> list[Varbind]:
        """Everything there is but the counters of requests: two looks at an untouched printer are equal."""
        return self.still(self.walk(agent))

    @staticmethod
    def still(found: list[Varbind]) -> list[Varbind]:
        """Without the objects that move with every request."""
        return [each for each in found if not any(each.oid[: len(moving)] == moving for moving in MOVING)]

    def write(self, agent: Agent, *varbinds: tuple[Any, ...], **how: Any) -> tuple[int, int]:
        """A SET: error status and index of the response."""
        pdu = self.ask(agent, PduType.SET, *varbinds, **how)
        assert pdu is not None
        return pdu.error_status, pdu.error_index

    def claim(self, agent: Agent, owner: bytes = SERVER, generation: int = 1, password: bytes = b"aaaaaa") -> None:
        """Become the owner as a server does."""
        serial, expected = self.get(agent, mib.PA_OWNER_SERIAL, mib.PA_OWNER_ID)
        status = self.write(
            agent,
            (mib.PA_OWNER_SERIAL, INTEGER, serial),
            (mib.PA_ADMIN_PASSWORD, OCTET_STRING, password),
            (mib.PA_OWNER_EXPECTED, OCTET_STRING, expected),
            (mib.PA_OWNER_ID, OCTET_STRING, owner),
            (mib.PA_OWNER_GENERATION, GAUGE32, generation),
        )
        assert status == (0, 0)


@pytest.fixture
def clerk(workshop: Workshop) -> Clerk:
    """A manager beside the workshop."""
    return Clerk(workshop)


@pytest.fixture
def workshop() -> Workshop:
    """Time stands still until somebody waits."""
    return Workshop()
