"""net-snmp's tools on live emulated printers: reading, walking, writing, and being refused."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from core.wire import mib as m
from core.wire.dateandtime import encode_date_and_time
from core.wire.id_table import IdRow
from core.wire.pages import PageRun, build_pages
from core.wire.pjl import PrintJob, build_stream
from emulator.dialects.agent_objects import MOVING

pytestmark = pytest.mark.peer

SKELETONS = Path(__file__).resolve().parent / "skeletons"
MODULE = "PRESSROOM-ACCOUNTING-MIB"
PASSWORD = "aaaaaa"
OWNER, HEIR = "A7" * 16, "B8" * 16
GENERATION = 3
JOBS = 40
MODELS = ["colour-a3", "plain-mono"]
DAY_US = 86_400_000_000
IDS = [IdRow(1001, "Sato", 0), IdRow(1002, "Müller", int(m.Restriction.DISABLE_COLOUR)), IdRow(1003, "x" * 80, 0)]
END = "No more variables left in this MIB View (It is past the end of the MIB tree)"

IF_X_ENTRY, IF_X_64_BITS = (1, 3, 6, 1, 2, 1, 31, 1, 1, 1), range(6, 14)  # Counter64, which version 1 does not have
MOVING_LINES = tuple("." + ".".join(map(str, name)) + "." for name in MOVING)

Run = Callable[..., "subprocess.CompletedProcess[str]"]


class Tools(NamedTuple):
    """net-snmp's programs, with our module loaded and no other."""

    need: Callable[..., str]
    run: Run
    folder: Path

    def __call__(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        path = self.need(program, package="snmp")
        return self.run(path, *arguments, MIBS=MODULE, MIBDIRS=f"{SKELETONS}:{self.folder}")

    def lines(self, program: str, *arguments: str) -> list[str]:
        result = self(program, *arguments)
        assert (result.returncode, result.stderr) == (0, ""), result
        return result.stdout.splitlines()


@pytest.fixture
def tools(need: Callable[..., str], run: Run, mib: Path) -> Tools:
    return Tools(need, run, mib.parent)


@pytest.fixture(scope="module")
def fleet(live_fleet: Callable[..., Any]) -> Iterator[Any]:
    """Printers that have an owner and a table, and have printed; the date stands still from now on."""
    with live_fleet(*MODELS, "mono-a4") as fleet:
        for printer in fleet.printers.values():
            fleet.do(lambda printer=printer: fill(printer))
        fleet.advance(DAY_US)
        yield fleet


def fill(printer: Any) -> None:
    if printer.model.dialect == "accounting":
        printer.owner.claim(bytes.fromhex(OWNER), GENERATION)
        printer.ids.put_table(7, b"d" * 32, IDS)
    for number in range(JOBS):
        document = f"letter {number} " + "für alle " * (number % 30)
        body = build_pages([PageRun(1 + number % 5, "mono", "A4", "plain")])
        job = PrintJob(1001, "Sato", "sato", document, "pc", "editor", 1, False, True, "PRESSPAGES", body)
        printer.submit(build_stream(job), "192.0.2.7:4000")


def reading(version: str = "2c", *, community: str = "public", shown: str = "-On") -> tuple[str, ...]:
    return ("-v", version, "-c", community, "-r", "1", "-t", "2", shown)


def writing(version: str = "2c", *, community: str = "private") -> tuple[str, ...]:
    return ("-v", version, "-c", community, "-r", "0", "-t", "2", "-OQs")


def walk(tools: Tools, fleet: Any, printer: str) -> list[str]:
    """What a printer shows, each object from the line that begins with its name; without what counts requests."""
    lines = tools.lines("snmpbulkwalk", *reading(), "-Cr40", fleet.at(printer), ".1")
    assert lines.pop().endswith(END)
    return still(lines)


def still(lines: list[str]) -> list[str]:
    """Without the lines of objects that move with every request."""
    return [line for line in lines if not line.startswith(MOVING_LINES)]


def oids(lines: list[str]) -> list[tuple[int, ...]]:
    """The names; long octet strings go on in lines of their own."""
    return [tuple(map(int, line.split(" ", 1)[0][1:].split("."))) for line in lines if line.startswith(".")]


class TestReading:
    @pytest.mark.parametrize("version", ["1", "2c"])
    @pytest.mark.parametrize("printer", MODELS)
    def test_get(self, fleet, tools, printer, version) -> None:
        asked = [".1.3.6.1.2.1.1.5.0", ".1.3.6.1.2.1.43.5.1.1.17.1", ".1.3.6.1.2.1.43.10.2.1.4.1.1"]
        life = fleet.printers[printer].life.impressions
        assert life > JOBS
        assert tools.lines("snmpget", *reading(version), fleet.at(printer), *asked) == [
            f'.1.3.6.1.2.1.1.5.0 = STRING: "{printer}"',
            f'.1.3.6.1.2.1.43.5.1.1.17.1 = STRING: "{fleet.printers[printer].serial}"',
            f".1.3.6.1.2.1.43.10.2.1.4.1.1 = Counter32: {life}",
        ]

    def test_what_is_not_there(self, fleet, tools) -> None:
        nothing = (".1.3.6.1.2.1.1.5.1", ".1.3.6.1.2.1.99.1.0")
        assert tools.lines("snmpget", *reading(), fleet.at("colour-a3"), *nothing) == [
            ".1.3.6.1.2.1.1.5.1 = No Such Instance currently exists at this OID",
            ".1.3.6.1.2.1.99.1.0 = No Such Object available on this agent at this OID",
        ]
        found = tools("snmpget", *reading("1"), "-Cf", fleet.at("colour-a3"), *nothing)
        assert found.returncode == 2
        assert "(noSuchName)" in found.stderr
        assert "Failed object: .1.3.6.1.2.1.1.5.1" in found.stderr

    @pytest.mark.parametrize("printer", MODELS)
    def test_walk_and_bulkwalk_find_the_same(self, fleet, tools, printer) -> None:
        """No error, names that only rise, and every object there is."""
        found = tools.lines("snmpbulkwalk", *reading(), "-Cr40", fleet.at(printer), ".1")[:-1]
        names, shown = oids(found), still(found)
        assert len(shown) < len(found)
        assert all(before < after for before, after in pairwise(names))
        assert names == fleet.names(printer)
        assert (len(names) > 600) == (printer == "colour-a3")
        assert still(tools.lines("snmpwalk", *reading(), fleet.at(printer), ".1")[:-1]) == shown
        older = [line for line in shown if " = Counter64: " not in line]  # a type that version 1 does not have
        assert still(tools.lines("snmpwalk", *reading("1"), fleet.at(printer), ".1")) == [*older, "End of MIB"]
        for repetitions in ("1", "7", "1000"):
            bulk = tools.lines("snmpbulkwalk", *reading(), f"-Cr{repetitions}", fleet.at(printer), ".1")
            assert (oids(bulk[:-1]), still(bulk[:-1])) == (names, shown), repetitions

    def test_the_log(self, fleet, tools) -> None:
        log = fleet.printers["colour-a3"].log
        raw = tools.lines("snmpbulkwalk", *reading(shown="-Oqvx"), "-Cr30", fleet.at("colour-a3"), "paLogRecord")
        octets = bytes.fromhex("".join(raw).replace('"', " "))
        assert octets == b"".join(log.record(sequence) for sequence in range(1, JOBS + 1))

    def test_a_wrong_community_gets_no_answer(self, fleet, tools) -> None:
        for version in ("1", "2c"):
            asked = ("-v", version, "-c", "wrong", "-r", "0", "-t", "0.3", fleet.at("colour-a3"), "sysName.0")
            found = tools("snmpget", *asked[:-1], ".1.3.6.1.2.1.1.5.0")
            assert (found.returncode, found.stdout) == (1, "")
            assert f"Timeout: No Response from {fleet.at('colour-a3')}" in found.stderr


class TestNames:
    def test_translate(self, tools) -> None:
        assert tools.lines("snmptranslate", "-On", f"{MODULE}::paLogRecord.17") == [
            "." + ".".join(map(str, (*m.PA_LOG_RECORD, 17)))
        ]
        number = "." + ".".join(map(str, (*m.PA_TABLE_DIGEST, 1)))
        assert tools.lines("snmptranslate", number) == [f"{MODULE}::paTableDigest.ids"]

    def test_beside_the_modules_of_the_system(self, fleet, need, run, mib) -> None:
        """As people type it; which other modules the system has does not matter."""
        names = ("-m", f"+{MODULE}", "-M", f"+{SKELETONS}:{mib.parent}")
        found = run(
            need("snmpget", package="snmp"), *reading(shown="-OS"), *names, fleet.at("colour-a3"), "paLogNext.0"
        )
        assert found.stdout == f"{MODULE}::paLogNext.0 = Gauge32: {JOBS + 1}\n"

    def test_every_value_is_of_its_type(self, fleet, tools) -> None:
        """net-snmp says "Wrong Type" where agent and module differ, and a bare number where it knows no label."""
        found = tools.lines("snmpbulkwalk", *reading(shown="-Os"), fleet.at("colour-a3"), "exampleEnterprise")
        assert [line for line in found if "Wrong Type" in line or "exampleEnterprise" in line] == []
        shown = dict(line.split(" = ", 1) for line in found if " = " in line)
        able = shown["paCapabilities.0"]
        assert able.startswith("BITS: FF F8 log(0) clock(1) ids(2)")
        assert able.endswith("traps(12) ")
        assert shown["paOwnerId.0"] == f"STRING: {OWNER.lower()}"
        assert shown["paClockKind.0"] == "INTEGER: battery(1)"
        assert shown["paClockTime.0"].startswith("STRING: 2026-3-31,8:0:")
        assert shown["paStreamCause.1"] == "INTEGER: created(1)"
        assert shown["paStageTable.0"] == "INTEGER: none(0)"
        assert shown["paIdName.1002"] == "STRING: Müller"
        assert shown["paIdRestrictions.1002"] == "BITS: 40 disableColour(1) "
        assert shown["paAdminPassword.0"] == "STRING: "

    def test_a_table(self, fleet, tools) -> None:
        found = tools.lines("snmptable", *reading(shown="-Os"), "-Ci", "-Cf", "|", fleet.at("colour-a3"), "paIdTable")
        assert found[2:] == [
            "index|paIdName|paIdRestrictions|paIdState",
            '0|Unregistered ID|"00 "|enabled',
            '1001|Sato|"00 "|enabled',
            '1002|Müller|"40 "|enabled',
            f'1003|{"x" * 80}|"00 "|enabled',
        ]


def octets_of(at_s: int) -> str:
    return encode_date_and_time(at_s, 120).hex()


class TestWriting:
    @pytest.mark.parametrize("version", ["1", "2c"])
    def test_the_clock_is_set(self, fleet, tools, version) -> None:
        clock = fleet.printers["mono-a4"].clock
        at_s = 1_774_900_000 + int(version[0])
        given = ("paClockSerial.0", "i", str(clock.serial), "paSetGeneration.0", "u", str(GENERATION))
        sent = tools.lines(
            "snmpset", *writing(version), fleet.at("mono-a4"), *given, "paClockTime.0", "x", octets_of(at_s)
        )
        assert [line.split(" = ")[0] for line in sent] == [*given[::3], "paClockTime.0"]
        assert fleet.do(lambda: clock.device_now_s(fleet.calendar.now_us())) == at_s
        shown = tools.lines("snmpget", *reading(shown="-OQs"), fleet.at("mono-a4"), "paClockTime.0", "paClockSerial.0")
        assert shown == [
            f"paClockTime.0 = 2026-3-30,21:46:{40 + int(version[0])}.0,+2:0",
            f"paClockSerial.0 = {clock.serial}",
        ]

    def test_where_it_stands_and_a_reset(self, fleet, tools) -> None:
        """EMU-05: sysLocation and prtGeneralReset, of a printer that knows no accounting."""
        where, printer = fleet.at("plain-mono"), fleet.printers["plain-mono"]
        tools.lines("snmpset", *writing(), where, "mib-2.1.6.0", "s", "Room 4")
        assert tools.lines("snmpget", *reading(), where, "mib-2.1.6.0")[0].endswith('"Room 4"')
        boots = printer.boots
        tools.lines("snmpset", *writing(), where, "mib-2.43.5.1.1.3.1", "i", "4")
        assert printer.boots == boots + 1

    def test_five_objects_are_written_together(self, fleet, tools) -> None:
        printer = fleet.printers["mono-a4"]
        owner = printer.owner
        heir = (*claim(owner.serial)[:-1], str(owner.generation + 1))
        tools.lines("snmpset", *writing(), fleet.at("mono-a4"), *heir)
        assert (owner.id.hex().upper(), owner.generation) == (HEIR, GENERATION + 1)
        back = ("paOwnerSerial.0", "i", "1", "paAdminPassword.0", "s", PASSWORD, "paOwnerExpected.0", "x", HEIR)
        back = (*back, "paOwnerId.0", "x", OWNER, "paOwnerGeneration.0", "u", str(GENERATION + 2))
        assert "inconsistentValue" in tools("snmpset", *writing(), fleet.at("mono-a4"), *back).stderr
        assert (owner.id.hex().upper(), owner.generation) == (HEIR, GENERATION + 1)


def claim(serial: int) -> tuple[str, ...]:
    """A take-over that would succeed: name, type and value of five objects."""
    who = ("paAdminPassword.0", "s", PASSWORD, "paOwnerExpected.0", "x", OWNER, "paOwnerId.0", "x", HEIR)
    return ("paOwnerSerial.0", "i", str(serial), *who, "paOwnerGeneration.0", "u", str(GENERATION + 1))


class Bad(NamedTuple):
    """One of five objects made bad: its place, its new words, and what the printer says to that."""

    place: int
    words: tuple[str, str, str]
    status: str
    status_v1: str


REFUSED = {
    "stale serial": Bad(0, ("paOwnerSerial.0", "i", "4711"), "inconsistentValue", "badValue"),
    "wrong password": Bad(1, ("paAdminPassword.0", "s", "aaaaab"), "authorizationError", "noSuchName"),
    "other owner expected": Bad(2, ("paOwnerExpected.0", "x", "C9" * 16), "inconsistentValue", "badValue"),
    "nobody expected": Bad(2, ("paOwnerExpected.0", "x", ""), "inconsistentValue", "badValue"),
    "three octets of an ID": Bad(3, ("paOwnerId.0", "x", "ABCDEF"), "wrongLength", "badValue"),
    "another type": Bad(3, ("paOwnerId.0", "i", "3"), "wrongType", "badValue"),
    "read-only object": Bad(3, ("paLogNext.0", "u", "1"), "notWritable", "noSuchName"),
    "standard object": Bad(3, ("mib-2.1.5.0", "s", "mine"), "notWritable", "noSuchName"),
    "stale generation": Bad(4, ("paOwnerGeneration.0", "u", str(GENERATION)), "inconsistentValue", "badValue"),
    "one twice": Bad(4, ("paOwnerSerial.0", "i", "0"), "inconsistentValue", "badValue"),
}


class TestRefusing:
    """A SET is done as a whole or not at all: a walk before it and one after it are the same."""

    @pytest.mark.parametrize("version", ["1", "2c"])
    @pytest.mark.parametrize("bad", REFUSED.values(), ids=REFUSED.keys())
    def test_one_bad_object_of_five(self, fleet, tools, bad, version) -> None:
        before = walk(tools, fleet, "colour-a3")
        words = list(claim(fleet.printers["colour-a3"].owner.serial))
        words[3 * bad.place : 3 * bad.place + 3] = bad.words
        refused = tools("snmpset", "-Ir", *writing(version), fleet.at("colour-a3"), *words)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert (f"({bad.status_v1})" if version == "1" else f"Reason: {bad.status} ") in refused.stderr
        assert f"Failed object: {bad.words[0]}\n" in refused.stderr
        assert walk(tools, fleet, "colour-a3") == before

    @pytest.mark.parametrize("community", ["wrong", "", "public"])
    def test_a_wrong_community(self, fleet, tools, community) -> None:
        before = walk(tools, fleet, "colour-a3")
        words = claim(fleet.printers["colour-a3"].owner.serial)
        impatient = ("-v", "2c", "-c", community, "-r", "1", "-t", "0.2")
        refused = tools("snmpset", *impatient, fleet.at("colour-a3"), *words)
        assert (refused.returncode, refused.stdout) == (1, "")
        assert "Timeout: No Response" in refused.stderr
        assert walk(tools, fleet, "colour-a3") == before

    def test_a_printer_of_counters_takes_nothing(self, fleet, tools) -> None:
        before = walk(tools, fleet, "plain-mono")
        for name in ("mib-2.1.5.0", "mib-2.43.5.1.1.17.1", "paLogFullAction.0"):
            refused = tools("snmpset", "-Ir", *writing(), fleet.at("plain-mono"), name, "i", "1")
            assert "Reason: notWritable " in refused.stderr
        assert walk(tools, fleet, "plain-mono") == before


@pytest.mark.parametrize("auth", ["MD5", "SHA", "SHA-224", "SHA-256", "SHA-384", "SHA-512"])
@pytest.mark.parametrize("priv", [None, "DES", "AES"])
def test_version_3(tools: Tools, live_fleet: Callable[..., Any], auth: str, priv: str | None) -> None:
    """net-snmp finds the engine, authenticates and decrypts with each pair of protocols (PRN-07)."""
    from core.wire.usm import Auth, Priv, User

    ours = Auth("sha1" if auth == "SHA" else auth.lower().replace("-", ""))
    theirs = {None: Priv.NONE, "DES": Priv.DES, "AES": Priv.AES128}[priv]
    user = User("staff", ours, "maplesyrup", theirs, "pancakes" if priv else "")
    words = ["-v3", "-u", "staff", "-a", auth, "-l", "authPriv" if priv else "authNoPriv", "-r0"]
    words += ["-x", priv, "-X", "pancakes"] if priv else []
    with live_fleet("mono-a4", users=[user]) as fleet:
        where = fleet.at("mono-a4")
        assert len(tools.lines("snmpbulkwalk", *words, "-A", "maplesyrup", where, ".1.3.6.1.2.1.1")) >= 7
        wrong = tools("snmpget", *words, "-A", "waffles--", where, ".1.3.6.1.2.1.1.5.0")
        assert "Authentication failure" in wrong.stderr


def test_three_versions_beside_each_other(tools: Tools, live_fleet: Callable[..., Any]) -> None:
    """EMU-05: one printer, walked whole by v1, v2c and v3; names rise strictly, and the three walks have the same."""
    from core.wire.usm import Auth, Priv, User

    user = User("boss", Auth.SHA256, "maplesyrup", Priv.AES128, "pancakes")
    versions = [("-v1", "-c", "public"), ("-v2c", "-c", "public")]
    secrets = ("-l", "authPriv", "-a", "SHA-256", "-A", "maplesyrup", "-x", "AES", "-X", "pancakes")
    versions.append(("-v3", "-u", "boss", *secrets))
    with live_fleet("colour-a3", users=[user]) as fleet:
        found = []
        for words in versions:
            lines = tools.lines("snmpwalk", *words, "-r1", "-t2", "-On", fleet.at("colour-a3"), ".1.3")
            names = [name_of(line) for line in lines if line.startswith(".") and not line.endswith(END)]
            assert all(one < other for one, other in pairwise(names))
            found.append(names)
        assert found[1] == found[2]
        assert [name for name in found[1] if name[:-2] != IF_X_ENTRY or name[-2] not in IF_X_64_BITS] == found[0]
        assert len(found[0]) > 600


def name_of(line: str) -> tuple[int, ...]:
    return tuple(map(int, line.split(" ")[0].strip(".").split(".")))


def test_views_and_readers(tools: Tools, live_fleet: Callable[..., Any]) -> None:
    """EMU-05: net-snmp sees what a community's view shows, and hears noAccess where a user may not write."""
    from core.wire.usm import Auth, User
    from emulator.dialects.view import View
    from emulator.protocols.access import READS, WRITES, Access, Grant, Named

    users = [Named(User("clerk", Auth.MD5, "maplesyrup"), READS)]
    system = View(included=((1, 3, 6, 1, 2, 1, 1),))
    access = Access([(b"public", Grant(system)), (b"private", WRITES)], users)
    clerk = ("-v3", "-u", "clerk", "-l", "authNoPriv", "-a", "MD5", "-A", "maplesyrup", "-r1", "-t2", "-On")
    with live_fleet("mono-a4", access=access) as fleet:
        where = fleet.at("mono-a4")
        lines = tools.lines("snmpwalk", *reading(), where, ".1.3")
        assert all(line.startswith(".1.3.6.1.2.1.1.") for line in lines if line.startswith("."))
        assert len(tools.lines("snmpwalk", *clerk, where, ".1.3.6.1.2.1.43")) > 50
        refused = tools("snmpset", *clerk, where, ".1.3.6.1.4.1.32473.1.1.3.1.0", "i", "0")
        assert "noAccess" in refused.stderr
