"""What a client puts into a job, row by row of the table in its docstring (CLT-01 to CLT-04, CLT-06, CLT-07)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.model.errors import BadInput
from harness.clients.id_file import IdList, IdRow
from harness.clients.workstation import (
    CANCELLED,
    NONE,
    AccountData,
    Entry,
    Workstation,
    account_data,
    change_mode,
    delete_ids,
    import_ids,
    update_driver,
    use_export,
    use_fixed,
)

SATO = IdList([IdRow("sato", 1001, "Sato Yuki"), IdRow("weber", 1002)])
EXPORT = IdList([IdRow("sato", 2001, "Y. Sato")])
TYPED = Entry(7, "Kim")


def pc(mode="not supported", **more):
    return Workstation("pc", mode, **more)


TABLE = [
    # CLT-01, CLT-06: the four modes at the computer itself
    ("CLT-06 as installed", Workstation("pc"), "sato", None, (0, "sato")),
    ("CLT-01 not supported", pc(ids=SATO, fixed=TYPED, entered=TYPED), "sato", None, (0, "sato")),
    ("CLT-06 untouched tab", pc("tab"), "sato", None, (1, "sato")),
    ("CLT-01 tab", pc("tab", entered=TYPED), "sato", None, (7, "Kim")),
    ("CLT-06 tab without a name", pc("tab", entered=Entry(7)), "sato", None, (7, "sato")),
    ("CLT-01 tab knows no list", pc("tab", ids=SATO, fixed=TYPED), "sato", None, (1, "sato")),
    ("CLT-01 pop-up", pc("pop-up"), "sato", TYPED, (7, "Kim")),
    ("CLT-06 pop-up without a name", pc("pop-up"), "sato", Entry(7), (7, "sato")),
    ("CLT-01 pop-up cancelled", pc("pop-up"), "sato", CANCELLED, (0, "")),
    ("CLT-01 pop-up beside a tab", pc("pop-up", entered=Entry(9, "Tab")), "sato", TYPED, (7, "Kim")),
    # CLT-02: where hidden mode looks
    ("CLT-02 listed", pc("hidden", ids=SATO), "sato", None, (1001, "Sato Yuki")),
    ("CLT-02 listed, other case", pc("hidden", ids=SATO), "SATO", None, (1001, "Sato Yuki")),
    ("CLT-02 listed without a name", pc("hidden", ids=SATO), "weber", None, (1002, "weber")),
    ("CLT-02 not listed", pc("hidden", ids=SATO), "kim", None, (0, "kim")),
    ("CLT-02 nobody listed", pc("hidden"), "sato", None, (0, "sato")),
    ("CLT-02 exported", pc("hidden", ids=SATO, export=EXPORT), "sato", None, (2001, "Y. Sato")),
    ("CLT-02 not exported, though listed", pc("hidden", ids=SATO, export=EXPORT), "weber", None, (0, "weber")),
    ("CLT-02 fixed", pc("hidden", ids=SATO, fixed=TYPED), "sato", None, (7, "Kim")),
    ("CLT-02 fixed without a name", pc("hidden", ids=SATO, fixed=Entry(7)), "anybody", None, (7, "anybody")),
    # CLT-03: through the printer that the computer shares
    ("CLT-03 not supported", pc(shared=True), "sato", None, (0, "sato")),
    ("CLT-03 tab", pc("tab", shared=True, entered=TYPED), "sato", None, (None, "")),
    ("CLT-03 pop-up", pc("pop-up", shared=True), "sato", None, (None, "")),
    ("CLT-03 hidden", pc("hidden", shared=True, ids=SATO), "sato", None, (1001, "Sato Yuki")),
    ("CLT-03 hidden, not listed", pc("hidden", shared=True, ids=SATO), "kim", None, (0, "kim")),
    ("CLT-03 hidden, fixed", pc("hidden", shared=True, fixed=TYPED), "kim", None, (7, "Kim")),
    ("CLT-03 same mode, hidden", pc("hidden", shared=True, ids=SATO, same_mode=True), "sato", None, (None, "")),
    ("CLT-03 same mode, tab", pc("tab", shared=True, same_mode=True), "sato", None, (None, "")),
    ("CLT-03 same mode, not shared", pc("hidden", ids=SATO, same_mode=True), "sato", None, (1001, "Sato Yuki")),
    # CLT-04: Macs
    ("CLT-04 X, listed", Workstation("mac", mac="x", ids=SATO), "sato", None, (1001, "Sato Yuki")),
    ("CLT-04 X, listed without a name", Workstation("mac", mac="x", ids=SATO), "weber", None, (1002, "weber")),
    ("CLT-04 X, not listed", Workstation("mac", mac="x", ids=SATO), "kim", None, (0, "kim")),
    ("CLT-04 X, no list", Workstation("mac", mac="x"), "sato", None, (0, "sato")),
    ("CLT-04 classic, panel", Workstation("mac", mac="classic", entered=TYPED), "", None, (7, "Kim")),
    ("CLT-04 classic, nameless panel", Workstation("mac", mac="classic", entered=Entry(7)), "", None, (7, "")),
    ("CLT-04 classic, untouched panel", Workstation("mac", mac="classic"), "", None, (0, "")),
]


@pytest.mark.parametrize(
    ("station", "login", "answer", "expected"), [row[1:] for row in TABLE], ids=[r[0] for r in TABLE]
)
def test_account_data(station, login, answer, expected):
    assert account_data(station, login, answer) == AccountData(*expected)


def test_no_data_at_all_is_not_the_same_as_id_0():
    """CLT-03, CLT-04: the job counts under 0 either way, but nothing stands in it."""
    assert NONE == (None, "")
    assert account_data(pc("pop-up"), "sato", CANCELLED) != NONE


@pytest.mark.parametrize(
    ("station", "answer", "said"),
    [
        (pc("pop-up"), None, "a window asks for it"),
        (pc("tab"), TYPED, "no window asks for one"),
        (pc("pop-up", shared=True), TYPED, "no window asks for one"),
        (pc("pop-up", mac="x"), TYPED, "no window asks for one"),
        (pc("hidden"), CANCELLED, "no window asks for one"),
    ],
)
def test_an_answer_needs_its_window(station, answer, said):
    with pytest.raises(BadInput, match=said):
        account_data(station, "sato", answer)


@pytest.mark.parametrize("mode", ["tab", "pop-up", "hidden", "not supported"])
def test_a_driver_update_takes_the_mode_back(mode):
    """CLT-07; people, the tab and the fixed ID are still there."""
    station = pc(mode, ids=SATO, entered=TYPED, fixed=TYPED)
    assert update_driver(station) == replace(station, mode="not supported")
    same = replace(station, same_mode=True)
    assert update_driver(same) == same


def test_a_mac_has_no_mode():
    """CLT-04."""
    mac = Workstation("mac", mac="x", ids=SATO)
    assert update_driver(mac) == mac
    with pytest.raises(BadInput, match="Mac"):
        change_mode(mac, "hidden")
    assert change_mode(pc(), "hidden").mode == "hidden"


def test_the_source_chosen_last_counts():
    """CLT-02, CLT-08."""
    station = use_fixed(pc("hidden"), TYPED)
    assert account_data(station, "sato") == (7, "Kim")
    station = use_export(station, EXPORT)
    assert account_data(station, "sato") == (2001, "Y. Sato")
    station = import_ids(station, SATO)
    assert account_data(station, "sato") == (1001, "Sato Yuki")
    station = import_ids(station, IdList([IdRow("Sato", 3), IdRow("kim", 4)]))
    assert [str(row) for row in station.ids] == ["Sato,3", "weber,1002", "kim,4"]


def test_deleting_is_all_or_nothing():
    """CLT-08."""
    station = pc("hidden", ids=SATO)
    assert [row.login for row in delete_ids(station, ("SATO",)).ids] == ["weber"]
    assert len(delete_ids(station, None).ids) == 0
    with pytest.raises(BadInput, match="'kim' is not in the list"):
        delete_ids(station, ("sato", "kim"))
    assert len(station.ids) == 2


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (Entry(0), "a Job Account ID is 1 to 999999999, not 0"),
        (Entry(-1), "not -1"),
        (Entry(1_000_000_000), "not 1000000000"),
        (Entry(1, "x" * 81), "at most 80 characters, not 81"),
        (Entry(1, 'Kim "K"'), "no quotation mark"),
        (Entry(1, "Kim\nK"), "control character"),
    ],
)
def test_what_is_typed_obeys_the_rules_of_ids(entry, said):
    """CLT-08, JID-01."""
    with pytest.raises(BadInput, match=said):
        use_fixed(pc("hidden"), entry)


@pytest.mark.parametrize("entry", [Entry(1), Entry(999_999_999, "x" * 80), Entry(5, "山田 太郎 🖨")])
def test_what_is_allowed(entry):
    assert use_fixed(pc("hidden"), entry).fixed == entry
