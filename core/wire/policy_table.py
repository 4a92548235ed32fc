"""The policy table as the staged transfer carries it: which names in a job restrict it (POL-01 to POL-03, POL-07).

A CBOR array of the version (1), whether restrictions of jobs from computers are in force (POL-07), the policies of the
names that no row mentions (one for each kind, in the order of :data:`KINDS`), and the rows, each [kind, name, policy],
ascending; so equal tables have equal digests. Kinds and policies are numbers.

Names are compared without regard to case. In a document's name ``*`` stands for any characters, none included
(POL-02); in the other kinds it is a character like any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import Any, Final, NamedTuple

from core.wire import cbor
from core.wire.ber import EncodeError
from core.wire.cbor import BadRecord

VERSION: Final = 1
MAX_NAME_CHARACTERS: Final = 255
MAX_ROWS: Final = 1_000
PIECE_OCTETS: Final = 256
"""How much of a table in force a printer shows in one object."""


class Kind(IntEnum):
    """What of a job a policy looks at."""

    LOGIN = 0
    APPLICATION = 1
    DOCUMENT = 2
    HOST = 3


class Policy(IntEnum):
    """What a name is allowed; the more it forbids, the greater."""

    ENABLE = 0
    PRINT_IN_MONO = 1
    DISABLE_COLOUR = 2
    DISABLE_PRINTING = 3


KINDS: Final = tuple(Kind)
ALL_ENABLED: Final = (Policy.ENABLE,) * len(KINDS)


class PolicyRow(NamedTuple):
    """The policy of a name."""

    kind: Kind
    name: str
    policy: Policy


class PolicyTable(NamedTuple):
    """A whole table; ``others`` holds the policies of the names that no row mentions, by kind."""

    in_force: bool = True
    others: tuple[Policy, ...] = ALL_ENABLED
    rows: tuple[PolicyRow, ...] = ()


EMPTY: Final = PolicyTable()


def same_name(name: str) -> str:
    """What equal names have in common."""
    return name.casefold()


def name_problem(kind: Kind, name: str) -> str:
    """Why a name cannot have a policy (POL-02); "" when it can."""
    if not name.strip():
        return "missing"
    if len(name) > MAX_NAME_CHARACTERS:
        return f"at most {MAX_NAME_CHARACTERS} characters, not {len(name)}"
    if not name.isprintable():
        return "control characters cannot stand in a name"
    if kind is Kind.DOCUMENT and name.strip() == "*":
        return "nothing but * would be every document"
    if kind is Kind.DOCUMENT and "**" in name:
        return "two * in a row say no more than one"
    return ""


def encode_policies(table: PolicyTable) -> bytes:
    """The table's octets. Raises EncodeError for what cannot stand in one."""
    rows = sorted((int(row.kind), row.name, int(row.policy)) for row in table.rows)
    content = [VERSION, table.in_force, [int(policy) for policy in table.others], [list(row) for row in rows]]
    problem = _problem(content)
    if problem:
        raise EncodeError(f"no policy table: {problem}")
    return cbor.dumps(content)


def decode_policies(blob: bytes) -> PolicyTable | BadRecord:
    """The table, or why it is none. Never raises."""
    content, problem = cbor.loads(blob)
    problem = problem or _problem(content)
    if problem:
        return BadRecord(problem, blob)
    _, in_force, others, rows = content
    return PolicyTable(
        in_force,
        tuple(Policy(number) for number in others),
        tuple(PolicyRow(Kind(kind), name, Policy(policy)) for kind, name, policy in rows),
    )


def _problem(content: Any) -> str:
    if type(content) is not list or len(content) != 4 or type(content[0]) is not int:
        return "no array of version, state, others and rows"
    version, in_force, others, rows = content
    if version != VERSION:
        return f"version {version}; only {VERSION} is known"
    if type(in_force) is not bool or type(others) is not list or type(rows) is not list:
        return "no state, others and rows"
    if len(others) != len(KINDS) or not all(_is_one_of(number, len(Policy)) for number in others):
        return "not one policy for the others of each kind"
    return _problem_of_rows(rows)


def _problem_of_rows(rows: Sequence[Any]) -> str:
    if len(rows) > MAX_ROWS:
        return f"{len(rows)} rows; {MAX_ROWS} is the most"
    previous: tuple[int, str] = (-1, "")
    names: set[tuple[int, str]] = set()
    for row in rows:
        if not _is_row(row):
            return f"row {row!r:.80} is none"
        place = (row[0], row[1])
        names.add((row[0], same_name(row[1])))
        if place <= previous:
            return f"row {row!r:.80} is not in ascending order"
        previous = place
    return "" if len(names) == len(rows) else "a name twice"


def _is_row(row: Any) -> bool:
    return (
        type(row) is list
        and len(row) == 3
        and _is_one_of(row[0], len(KINDS))
        and type(row[1]) is str
        and not name_problem(Kind(row[0]), row[1])
        and _is_one_of(row[2], len(Policy))
    )


def _is_one_of(number: Any, count: int) -> bool:
    return type(number) is int and 0 <= number < count


def pieces(blob: bytes) -> Iterable[bytes]:
    """A table's octets as a printer shows them, piece by piece."""
    return (blob[at : at + PIECE_OCTETS] for at in range(0, len(blob), PIECE_OCTETS))
