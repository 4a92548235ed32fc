"""Policies: the operator's list, what each printer should hold (POL-05), and what was in force on it when (POL-08)."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from core.model.errors import BadInput, StoreError
from core.model.policies import InForce, Named, PolicyEntry, PrinterPolicies
from core.rules.policies import check_entry, refuse_others, same
from core.store import tables
from core.store.database import Database, Statement
from core.wire.cbor import BadRecord
from core.wire.id_table import IdRow, decode_ids
from core.wire.policy_table import Kind, Policy, PolicyTable, decode_policies, encode_policies

MOST_ENTRIES: Final = 10_000
_l, _t, _c, _f = tables.policies.c, tables.printer_policies.c, tables.table_contents.c, tables.in_force.c
_LIST = Statement(select(_l.kind, _l.name, _l.others, _l.policy).order_by(_l.kind, _l.others, _l.name))
_TABLES = Statement(select(_t.printer_key, _t.revision, _t.content, _t.applied_revision))
_CONTENT = Statement(select(_c.key).where(_c.digest == bindparam("d")), "d")
_NOTE = Statement(insert(tables.in_force), *(column.name for column in _f))
_LAST: Final = select(_f.printer_key, _f.ids_key, _f.exceeded, _f.policies_key).order_by(_f.key)
_HISTORY = Statement(
    select(_f.at_us, _f.ids_key, _f.exceeded, _f.policies_key)
    .where(_f.printer_key == bindparam("k"))
    .order_by(_f.at_us, _f.key),
    "k",
)
_PACKED = Statement(select(_c.packed).where(_c.key == bindparam("k")), "k")

State = tuple[int | None, str, int | None]  # keys of the tables' contents, and the IDs over their limit as JSON


class PolicyBook:
    """The list and the printers' tables are kept in memory by the holder of the lease; the history is not."""

    def __init__(self, db: Database, now_us: Callable[[], int]) -> None:
        self._db = db
        self._now_us = now_us
        self._list = [
            PolicyEntry(Named(Kind(kind), None if others else name), Policy(policy))
            for kind, name, others, policy in db.run(_LIST)
        ]
        self._wanted: dict[int, PrinterPolicies] = {}
        self._applied: dict[int, int] = {}
        for key, revision, content, applied in db.run(_TABLES):
            self._wanted[key] = PrinterPolicies(revision, _policies_in(content))
            self._applied[key] = applied
        self._last: dict[int, State] | None = None

    # the operator's list

    def listed(self) -> list[PolicyEntry]:
        """The list, by kind and name, the others of a kind behind it."""
        return list(self._list)

    def put(self, entries: Iterable[PolicyEntry], *, known: bool | None) -> None:
        """Add (``known`` False), change (True) or set policies of the list; all or nothing. Raises BadInput."""
        new = list(self._list)
        for entry in entries:
            check_entry(entry)
            found = next((at for at, each in enumerate(new) if same(each.named, entry.named)), None)
            if known is False and found is not None:
                raise BadInput("name", f"there is a policy for {entry.named} already", "change it")
            if known and found is None:
                raise BadInput("name", f"there is no policy for {entry.named} in the list", "add it")
            if found is None:
                new.append(entry)
            else:
                new[found] = PolicyEntry(new[found].named, entry.policy)
        if len(new) > MOST_ENTRIES:
            raise BadInput("policies", f"the list holds at most {MOST_ENTRIES}")
        self._write(new)

    def remove(self, names: Iterable[Named]) -> None:
        """Delete policies from the list; printers keep theirs (POL-06). Raises BadInput."""
        new = list(self._list)
        for named in names:
            refuse_others(named)
            kept = [each for each in new if not same(each.named, named)]
            if len(kept) == len(new):
                raise BadInput("name", f"there is no policy for {named} in the list")
            new = kept
        self._write(new)

    def clear(self) -> None:
        """Empty the list."""
        self._write([])

    def _write(self, new: list[PolicyEntry]) -> None:
        new.sort(key=lambda each: (each.named.kind, each.named.name is None, each.named.name or ""))
        if new == self._list:
            return
        rows = [
            {"kind": int(kind), "name": name or "", "others": name is None, "policy": int(policy)}
            for (kind, name), policy in new
        ]
        with self._db.transaction():
            self._db.ask(delete(tables.policies))
            for row in rows:
                self._db.ask(insert(tables.policies).values(**row))
        self._list = new

    # printers

    def wanted(self) -> dict[int, PrinterPolicies]:
        """What printers should hold, by key; those that never had any applied are left out."""
        return dict(self._wanted)

    def applied(self, printer_key: int) -> int:
        """The revision that a printer is known to hold; 0 for none."""
        return self._applied.get(printer_key, 0)

    def want(self, new: Mapping[int, PrinterPolicies]) -> None:
        """What printers should hold from now on, by key; all of them or none."""
        with self._db.transaction():
            for key, policies in new.items():
                values = {"revision": policies.revision, "content": encode_policies(policies.table)}
                self._db.ask(
                    upsert(tables.printer_policies)
                    .values(printer_key=key, applied_revision=0, **values)
                    .on_conflict_do_update(index_elements=[_t.printer_key], set_=values)
                )
        self._wanted.update(new)

    def mark_applied(self, printer_key: int, revision: int) -> None:
        """A printer holds this revision now; writes only when that is news."""
        if self._applied.get(printer_key) != revision:
            with self._db.transaction():
                self._db.ask(
                    update(tables.printer_policies)
                    .where(_t.printer_key == printer_key)
                    .values(applied_revision=revision)
                )
            self._applied[printer_key] = revision

    # history

    def note(self, printer_key: int, ids: bytes | None, exceeded: Iterable[int]) -> None:
        """A printer holds these IDs (encoded; None: those it held), of which some are over their limit, and the
        policies wanted for it; writes only when that is news.
        """
        last = self._states().get(printer_key)
        wanted = self._wanted.get(printer_key)
        policies = None if wanted is None else encode_policies(wanted.table)
        over = json.dumps(sorted(exceeded))
        old_key = last[0] if last else None
        if last == (old_key if ids is None else self._known_key(ids), over, self._known_key(policies)):
            return
        with self._db.transaction():
            ids_key = old_key if ids is None else self._content_key(ids)
            state = (ids_key, over, self._content_key(policies))
            self._db.run(_NOTE, None, printer_key, self._now_us(), *state)
        self._states()[printer_key] = state

    def history(self, printer_key: int, from_us: int, to_us: int) -> list[InForce]:
        """What a printer held at ``from_us`` and then up to ``to_us``, in order."""
        rows = [row for row in self._db.run(_HISTORY, printer_key) if row[0] <= to_us]
        first = max((at for at, row in enumerate(rows) if row[0] <= from_us), default=0)
        return [
            InForce(at_us, self._ids(ids_key), frozenset(json.loads(exceeded)), self._policies(policies_key))
            for at_us, ids_key, exceeded, policies_key in rows[first:]
        ]

    def _states(self) -> dict[int, State]:
        if self._last is None:
            self._last = {key: (ids, exceeded, policies) for key, ids, exceeded, policies in self._db.ask(_LAST)}
        return self._last

    def _known_key(self, content: bytes | None) -> int | None:
        """The key of a content that is kept already; -1 for one that is not, None for none."""
        if content is None:
            return None
        found = self._db.run(_CONTENT, hashlib.sha256(content).digest()).fetchone()
        return int(found[0]) if found is not None else -1

    def _content_key(self, content: bytes | None) -> int | None:
        known = self._known_key(content)
        if content is None or known != -1:
            return known
        values = {"digest": hashlib.sha256(content).digest(), "packed": zlib.compress(content)}
        key = self._db.ask(insert(tables.table_contents).values(**values)).lastrowid
        assert key is not None
        return key

    def _ids(self, key: int | None) -> dict[int, IdRow]:
        rows = [] if key is None else decode_ids(self._unpacked(key))
        if isinstance(rows, BadRecord):
            raise StoreError(f"the history of ID tables is damaged: {rows.reason}")
        return {row.id: row for row in rows}

    def _policies(self, key: int | None) -> PolicyTable | None:
        return None if key is None else _policies_in(self._unpacked(key))

    def _unpacked(self, key: int) -> bytes:
        return zlib.decompress(self._db.run(_PACKED, key).fetchone()[0])


def _policies_in(content: bytes) -> PolicyTable:
    table = decode_policies(content)
    if isinstance(table, BadRecord):
        raise StoreError(f"the policies of a printer are damaged: {table.reason}")
    return table
