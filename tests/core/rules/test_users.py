"""JID-11, JID-15: lists of panel users, registered, added, copied and shortened."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.errors import BadInput
from core.model.users import PanelUser
from core.rules.users import added, check_users, copied, registered, without
from core.wire.user_table import MAX_USERS, same_user

SATO = PanelUser("Sato", 1001, b"s", b"h")
ITO = PanelUser("ito", 1002)
LIND = PanelUser("Lind", 1003, b"t", b"i")
BERG = PanelUser("Berg", 1004)
KNOWN = (ITO, SATO)
MANY = tuple(PanelUser(f"user {number:04}", 7) for number in range(MAX_USERS))


@pytest.mark.parametrize(
    ("users", "said", "hint"),
    [
        ([PanelUser(" Sato", 1001)], "user: ' Sato': a user needs a name, without blanks around it", ""),
        ([PanelUser("", 1001)], "user: '': a user needs a name, without blanks around it", ""),
        ([PanelUser("x" * 81, 1001)], f"user: '{'x' * 80}': at most 80 characters, not 81", ""),
        ([PanelUser("Admin", 1001)], "user: 'Admin': Admin is the printer's own administrator", ""),
        ([SATO, ITO, PanelUser("SATO", 1002)], "user: SATO is given twice", ""),
        ([SATO, LIND], "id: 1003, of Lind, is not registered on hall", "register it first"),
    ],
)
def test_a_list_that_cannot_be(users: list[PanelUser], said: str, hint: str) -> None:
    """JID-11: refused by the first user that cannot be."""
    with pytest.raises(BadInput) as refused:
        check_users(users, {1001, 1002}.__contains__, "hall")
    assert refused.value.message == said
    assert (refused.value.field, refused.value.hint) == (said.partition(":")[0], hint)


def test_a_list_that_can_be() -> None:
    """JID-11: several users may have one ID."""
    check_users([SATO, ITO, PanelUser("ten", 1001)], {1001, 1002}.__contains__, "hall")
    check_users([], {1001}.__contains__, "hall")


def test_a_list_replaces_another() -> None:
    """JID-11: nobody else stays; a user who is shown without a password keeps it, with one gets the new one."""
    assert registered(KNOWN, [PanelUser("Sato", 7), BERG]) == (BERG, PanelUser("Sato", 7, b"s", b"h"))
    assert registered(KNOWN, [PanelUser("SATO", 7, b"n", b"p")]) == (PanelUser("SATO", 7, b"n", b"p"),)
    assert registered(KNOWN, [PanelUser("SATO", 7)]) == (PanelUser("SATO", 7, b"s", b"h"),)
    assert registered(KNOWN, []) == ()


def test_more_users() -> None:
    """JID-11: added ones stand by name among those who stay; who is there already gets the new ID."""
    assert added(KNOWN, [LIND, BERG]) == (BERG, ITO, LIND, SATO)
    assert added(KNOWN, [PanelUser("sato", 1003)]) == (ITO, PanelUser("sato", 1003, b"s", b"h"))
    assert added((), []) == ()


def test_another_printers_users() -> None:
    """JID-15: only those that are lacking come; with their passwords."""
    assert copied(KNOWN, [PanelUser("SATO", 9), LIND]) == (ITO, LIND, SATO)
    assert copied((), KNOWN) == KNOWN
    assert copied(KNOWN, ()) == KNOWN


def test_fewer_users() -> None:
    """JID-11: by name in any case; a name that nobody has refuses all."""
    assert without(KNOWN, ["SATO"]) == (ITO,)
    assert without(KNOWN, []) == KNOWN
    assert without(KNOWN, ["ito", "Sato"]) == ()
    with pytest.raises(BadInput) as refused:
        without(KNOWN, ["ito", "Lind", "Berg"])
    assert refused.value.message == "user: nobody is called 'Berg'"
    assert (refused.value.field, refused.value.hint) == ("user", "users list shows them")


def test_a_printer_holds_a_thousand() -> None:
    """JID-11: as many as fit, and not one more, whichever way they come."""
    assert registered((), MANY) == MANY
    assert added(MANY, MANY[:5]) == MANY
    for too_many in (lambda: registered((), [*MANY, SATO]), lambda: added(MANY, [SATO]), lambda: copied([SATO], MANY)):
        with pytest.raises(BadInput) as refused:
            too_many()
        assert refused.value.message == "users: a printer holds at most 1000"
        assert refused.value.field == "users"


people = st.lists(st.builds(PanelUser, st.sampled_from(["a", "A", "b", "C", "d"]), st.integers(1, 3)), max_size=6)


@given(people, people)
def test_lists_are_sorted_and_name_everybody_once(one: list[PanelUser], other: list[PanelUser]) -> None:
    """JID-11, JID-15: adding and copying bring the same people together, whoever of them holds."""
    for both in (added(one, other), copied(one, other)):
        names = [same_user(each.name) for each in both]
        assert names == sorted({same_user(each.name) for each in (*one, *other)})
    assert added(added(one, other), other) == added(one, other)
