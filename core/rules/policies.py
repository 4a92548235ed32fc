"""What becomes of a list of policies, and of a printer's, when some are applied, changed or deleted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from core.model.errors import BadInput
from core.model.policies import Named, PolicyEntry
from core.wire.policy_table import (
    ALL_ENABLED,
    KINDS,
    MAX_ROWS,
    Policy,
    PolicyRow,
    PolicyTable,
    name_problem,
    same_name,
)

Policies = Mapping[Named, Policy]


def check_entry(entry: PolicyEntry) -> None:
    """Raises BadInput for a name that cannot have a policy (POL-02)."""
    kind, name = entry.named
    problem = "" if name is None else name_problem(kind, name)
    if problem:
        hint = "for all that have no policy of their own there is one for the others" if "*" in (name or "") else ""
        raise BadInput(kind.name.lower(), f"{name!r}: {problem}", hint)


def entries_of(table: PolicyTable) -> list[PolicyEntry]:
    """What a table holds, the others of all kinds last."""
    rows = [PolicyEntry(Named(row.kind, row.name), row.policy) for row in table.rows]
    return rows + [PolicyEntry(Named(kind, None), table.others[kind]) for kind in KINDS]


def table_with(table: PolicyTable, entries: Iterable[PolicyEntry]) -> PolicyTable:
    """A printer's table with these policies in it; what has the same name is replaced (POL-05). Raises BadInput."""
    rows = {_key(Named(row.kind, row.name)): row for row in table.rows}
    others = list(table.others)
    for entry in entries:
        check_entry(entry)
        kind, name = entry.named
        if name is None:
            others[kind] = entry.policy
        else:
            rows[_key(entry.named)] = PolicyRow(kind, name, entry.policy)
    if len(rows) > MAX_ROWS:
        raise BadInput("policies", f"a printer holds at most {MAX_ROWS} policies, and these would be {len(rows)}")
    return table._replace(rows=tuple(sorted(rows.values())), others=tuple(others))


def table_without(table: PolicyTable, names: Iterable[Named]) -> PolicyTable:
    """The table without the policies of these names (POL-06). Raises BadInput for others and for what is not there."""
    rows = {_key(Named(row.kind, row.name)): row for row in table.rows}
    for named in names:
        refuse_others(named)
        if rows.pop(_key(named), None) is None:
            raise BadInput("name", f"there is no policy for {named}")
    return table._replace(rows=tuple(rows.values()))


def cleared(table: PolicyTable) -> PolicyTable:
    """The table without any policy; those of the others are enabled (POL-03)."""
    return table._replace(rows=(), others=ALL_ENABLED)


def need_all(table: PolicyTable, entries: Iterable[PolicyEntry]) -> None:
    """Raises BadInput unless all that is to be changed is there."""
    known = {_key(Named(row.kind, row.name)) for row in table.rows}
    for entry in entries:
        if entry.named.name is not None and _key(entry.named) not in known:
            raise BadInput("name", f"there is no policy for {entry.named}")


def refuse_others(named: Named) -> None:
    """Raises BadInput for policies that cannot be deleted (POL-03)."""
    if named.name is None:
        raise BadInput("name", f"the policy of {named} cannot be deleted, only changed", "change it to enable")


def same(one: Named, other: Named) -> bool:
    """Whether two policies would be for the same name."""
    return _key(one) == _key(other)


def _key(named: Named) -> tuple[int, str | None]:
    return named.kind, None if named.name is None else same_name(named.name)
