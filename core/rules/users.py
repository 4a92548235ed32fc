"""Lists of panel users: what becomes of one when others are registered, added or copied (JID-11, JID-15)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from core.model.errors import BadInput
from core.model.users import PanelUser
from core.wire.user_table import MAX_USERS, same_user, user_problem


def check_users(users: Iterable[PanelUser], is_registered: Callable[[int], bool], where: str) -> None:
    """Raises BadInput for a name nobody can have, one given twice, or an ID that is not registered there."""
    seen: set[str] = set()
    for each in users:
        if problem := user_problem(each.name):
            raise BadInput("user", f"{each.name[:80]!r}: {problem}")
        if same_user(each.name) in seen:
            raise BadInput("user", f"{each.name} is given twice")
        seen.add(same_user(each.name))
        if not is_registered(each.account_id):
            raise BadInput(
                "id", f"{each.account_id}, of {each.name}, is not registered on {where}", "register it first"
            )


def registered(known: Sequence[PanelUser], shown: Sequence[PanelUser]) -> tuple[PanelUser, ...]:
    """The list that was shown and nothing else; who is shown without a password keeps the one there was."""
    return _merged((), [_with_password(each, known) for each in shown])


def added(known: Sequence[PanelUser], more: Sequence[PanelUser]) -> tuple[PanelUser, ...]:
    """The list with more users, or with other IDs for some of them."""
    return _merged(known, [_with_password(each, known) for each in more])


def copied(known: Sequence[PanelUser], source: Sequence[PanelUser]) -> tuple[PanelUser, ...]:
    """The list with those of another printer's that it lacks; who is there already stays as there (JID-15)."""
    return _merged(source, known)


def without(known: Sequence[PanelUser], names: Iterable[str]) -> tuple[PanelUser, ...]:
    """The list without some users. Raises BadInput for one who is not in it."""
    gone = {same_user(name): name for name in names}
    rest = tuple(each for each in known if same_user(each.name) not in gone)
    missing = gone.keys() - {same_user(each.name) for each in known}
    if missing:
        raise BadInput("user", f"nobody is called {gone[min(missing)]!r}", "users list shows them")
    return rest


def _with_password(user: PanelUser, known: Sequence[PanelUser]) -> PanelUser:
    if user.hash:
        return user
    old = next((each for each in known if same_user(each.name) == same_user(user.name)), user)
    return user._replace(salt=old.salt, hash=old.hash)


def _merged(first: Iterable[PanelUser], last: Iterable[PanelUser]) -> tuple[PanelUser, ...]:
    """All of both, by name; the last one of a name holds. Raises BadInput for more than a printer can have."""
    found = {same_user(each.name): each for each in (*first, *last)}
    if len(found) > MAX_USERS:
        raise BadInput("users", f"a printer holds at most {MAX_USERS}")
    return tuple(found[name] for name in sorted(found))
