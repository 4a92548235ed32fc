"""The policies in a printer: which one a job's names have (POL-01 to POL-03)."""

from __future__ import annotations

import pytest

from core.wire.pjl import PrintJob
from core.wire.policy_table import EMPTY, Kind, Policy, PolicyRow, PolicyTable, encode_policies
from emulator.parts.policies import Policies

ROWS = (
    PolicyRow(Kind.LOGIN, "Sato", Policy.ENABLE),
    PolicyRow(Kind.LOGIN, "weber", Policy.DISABLE_PRINTING),
    PolicyRow(Kind.APPLICATION, "Game*", Policy.DISABLE_PRINTING),
    PolicyRow(Kind.DOCUMENT, "*.jpg", Policy.PRINT_IN_MONO),
    PolicyRow(Kind.DOCUMENT, "https://*/games/*", Policy.DISABLE_PRINTING),
    PolicyRow(Kind.DOCUMENT, "photo.jpg", Policy.DISABLE_COLOUR),
    PolicyRow(Kind.DOCUMENT, "a.jpg", Policy.ENABLE),
    PolicyRow(Kind.HOST, "pc-1", Policy.DISABLE_COLOUR),
)


def job(login="", application="", document="", host=""):
    return PrintJob(
        account_id=1,
        user="",
        login=login,
        document=document,
        host=host,
        application=application,
        copies=1,
        duplex=False,
        colour=True,
        language="",
        pages=b"",
    )


def policies(workshop, *rows, **more):
    made = Policies(workshop.board())
    made.put_table(1, b"d", PolicyTable(rows=rows, **more))
    return made


JOBS = [
    (job(), Policy.ENABLE),
    (job(login="sato"), Policy.ENABLE),
    (job(login="WEBER"), Policy.DISABLE_PRINTING),
    (job(login="weber2"), Policy.ENABLE),
    (job(application="Gamemaker"), Policy.ENABLE),
    (job(application="game*"), Policy.DISABLE_PRINTING),
    (job(document="Holiday.JPG"), Policy.PRINT_IN_MONO),
    (job(document=".jpg"), Policy.PRINT_IN_MONO),
    (job(document="holiday.jpg.pdf"), Policy.ENABLE),
    (job(document="photo.jpg"), Policy.DISABLE_COLOUR),
    (job(document="a.jpg"), Policy.PRINT_IN_MONO),
    (job(document="a+jpg"), Policy.ENABLE),
    (job(document="https://example.org/games/"), Policy.DISABLE_PRINTING),
    (job(host="PC-1"), Policy.DISABLE_COLOUR),
    (job(login="sato", document="holiday.jpg", host="pc-1"), Policy.DISABLE_COLOUR),
]


@pytest.mark.parametrize(("ticket", "policy"), JOBS)
def test_the_strictest_of_all_names(workshop, ticket, policy):
    """POL-01, POL-02: without regard to case; an asterisk is a wild card in documents alone."""
    assert policies(workshop, *ROWS).strictest(ticket) is policy


def test_others(workshop):
    """POL-03: what no row mentions, and a job that does not tell the name."""
    others = (Policy.DISABLE_PRINTING, Policy.ENABLE, Policy.PRINT_IN_MONO, Policy.ENABLE)
    made = policies(workshop, *ROWS, others=others)
    assert made.strictest(job(login="sato", document="a.jpg")) is Policy.PRINT_IN_MONO
    assert made.strictest(job(login="sato", document="photo.jpg")) is Policy.DISABLE_COLOUR
    assert made.strictest(job(login="lind", document="photo.jpg")) is Policy.DISABLE_PRINTING
    assert made.strictest(job()) is Policy.DISABLE_PRINTING


def test_what_the_journal_is_told(workshop):
    board = workshop.board()
    made = Policies(board)
    made.put_table(1, b"d", PolicyTable(in_force=False, rows=ROWS[1:2]))
    assert made.suspended
    assert made.shown == (encode_policies(made.table),)
    made.clear()
    assert (made.table, made.revision, made.shown) == (EMPTY, 0, ())
    others = dict.fromkeys(["login", "application", "document", "host"], "enable")
    assert [event[2:] for event in board.journal.events if event[0] == "policies"] == [
        (1, False, others, [["login", "weber", "disable printing"]]),
        (0, True, others, []),
    ]
