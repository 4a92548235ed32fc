"""mib.py and the SMIv2 text say the same; bits, octets and enumerations as SMIv2 has them."""

from __future__ import annotations

import re
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.wire import mib

TEXT = resources.files("core.wire").joinpath("PRESSROOM-ACCOUNTING-MIB.txt").read_text("ascii")
DEFINITIONS = TEXT[TEXT.index("pressroomAccountingMIB MODULE-IDENTITY") :]

# the few names that stand for several words there, or the other way round
SPELLED_OTHERWISE = {"PA_NOTIFY_LOG_NEARLY_FULL": "paLogNearlyFull", "PA_NOTIFY_LOG_FULL": "paLogFull"}
SPELLED_OTHERWISE["PA_NOTIFY_JOB_LOGGED"] = "paJobLogged"


def without_texts(text: str) -> str:
    """The module without strings and comments, in which anything may stand."""
    return re.sub(r"--[^\n]*", "", re.sub(r'"[^"]*"', '""', text))


CODE = without_texts(DEFINITIONS)


def read_tree() -> dict[str, tuple[int, ...]]:
    """Every name that stands for an object identifier in the text."""
    assignments = re.findall(
        r"^(\w+)\s+(?:OBJECT IDENTIFIER|[A-Z-]+\s[^:]*?)\s*::=\s*\{\s*(\w+)\s+(\d+)\s*\}", CODE, re.M
    )
    tree: dict[str, tuple[int, ...]] = {"enterprises": (1, 3, 6, 1, 4, 1)}
    waiting = list(assignments)
    while waiting:
        known = [(name, parent, number) for name, parent, number in waiting if parent in tree]
        assert known, f"no place in the tree: {waiting}"
        tree |= {name: (*tree[parent], int(number)) for name, parent, number in known}
        waiting = [entry for entry in waiting if entry not in known]
    return tree


TREE = read_tree()
CONSTANTS = {name: value for name, value in vars(mib).items() if name.startswith("PA_")}
CLAUSES = {match[1]: match[2] for match in re.finditer(r"^(\w+) OBJECT-TYPE(.*?)::=", CODE, re.M | re.S)}
COLUMNS = {
    name
    for entry in re.findall(r"::= SEQUENCE \{(.*?)\}", CODE, re.S)
    for name in re.findall(r"^\s+(\w+)", entry, re.M)
}


def camel(constant: str) -> str:
    head, *words = constant.lower().split("_")
    return SPELLED_OTHERWISE.get(constant) or head + "".join(word.capitalize() for word in words)


def test_there_is_something_to_compare() -> None:
    assert len(TREE) > 70
    assert len(CONSTANTS) >= 50
    assert len(CLAUSES) > len(CONSTANTS)


@pytest.mark.parametrize("constant", CONSTANTS)
def test_every_constant_is_in_the_text(constant: str) -> None:
    name = camel(constant)
    oid = CONSTANTS[constant]
    if name in COLUMNS or constant.startswith("PA_NOTIFY"):
        assert oid == TREE[name]
    else:
        assert oid == (*TREE[name], 0)


def test_every_accessible_object_of_the_text_is_a_constant() -> None:
    accessible = {name for name, clauses in CLAUSES.items() if "not-accessible" not in clauses}
    assert accessible == {camel(constant) for constant in CONSTANTS if not constant.startswith("PA_NOTIFY")}


def test_no_two_objects_share_an_identifier() -> None:
    assert len(set(TREE.values())) == len(TREE)


def test_the_module_itself() -> None:
    assert TREE["exampleEnterprise"] == mib.ENTERPRISE
    assert TREE["pressroomAccountingMIB"] == mib.ACCOUNTING


def listed(name: str) -> dict[str, int]:
    """The enumeration in the SYNTAX clause of an object, or of the textual convention it names."""
    clauses = CLAUSES.get(name) or re.findall(rf"^{name} ::= TEXTUAL-CONVENTION(.*?\}})", CODE, re.M | re.S)[0]
    body = re.findall(r"SYNTAX\s+(?:BITS|INTEGER)\s*\{(.*?)\}", clauses, re.S)[0]
    return {label: int(number) for label, number in re.findall(r"(\w+)\((\d+)\)", body)}


def labels(enum: type[mib.Capability] | type[mib.IdState]) -> dict[str, int]:
    flags = issubclass(enum, mib.IntFlag)
    return {
        re.sub(r"_(\w)", lambda match: match[1].upper(), member.name.lower()): (
            member.value.bit_length() - 1 if flags else member.value
        )
        for member in enum
        if member.name
    }


@pytest.mark.parametrize(
    ("name", "enum"),
    [
        ("paCapabilities", mib.Capability),
        ("paIdRestrictions", mib.Restriction),
        ("paIdState", mib.IdState),
        ("paClockKind", mib.ClockKind),
        ("paLogFullAction", mib.LogFullAction),
        ("paStreamCause", mib.StreamCause),
        ("PaTable", mib.Table),
        ("paControlAction", mib.ControlAction),
        ("paTrapVersion", mib.TrapVersion),
    ],
)
def test_enumerations(name: str, enum: type[mib.IdState]) -> None:
    assert listed(name) == labels(enum)


def test_every_object_belongs_to_a_group() -> None:
    grouped = set()
    for members in re.findall(r"(?:OBJECT|NOTIFICATION)-GROUP\s+(?:OBJECTS|NOTIFICATIONS) \{(.*?)\}", CODE, re.S):
        grouped |= set(re.findall(r"\w+", members))
    assert grouped == {camel(constant) for constant in CONSTANTS}


@pytest.mark.parametrize(
    ("flags", "octets"),
    [(0, "00"), (1, "80"), (0b110, "60"), (1 << 7, "01"), (1 << 8, "0080"), (0b10_0000_0001, "8040")],
)
def test_bits(flags: int, octets: str) -> None:
    """RFC 2578 section 7.1.4: bit 0 is the high bit of the first octet."""
    assert mib.bits_to_octets(flags) == bytes.fromhex(octets)
    assert mib.octets_to_bits(bytes.fromhex(octets)) == flags


@given(st.integers(0, 1 << 40))
def test_bits_come_back(flags: int) -> None:
    assert mib.octets_to_bits(mib.bits_to_octets(flags)) == flags
    assert mib.octets_to_bits(mib.bits_to_octets(flags) + b"\0") == flags
