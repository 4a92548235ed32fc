"""The connection to the database: statements compiled once by SQLAlchemy, run on the driver, and transactions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import ClauseElement, select
from sqlalchemy.dialects.sqlite import dialect as sqlite_dialect
from sqlalchemy.sql.compiler import SQLCompiler

from core.model.errors import Fenced
from core.store import tables

_DIALECT = sqlite_dialect(paramstyle="qmark")


class Statement:
    """A Core statement as the driver takes it; compiled once, run often.

    ``order`` are the names of its parameters as :meth:`Database.run` takes them by position; a statement that does
    not agree fails when it is made. Values written into the statement itself are remembered.
    """

    __slots__ = ("_template", "sql")

    def __init__(self, statement: ClauseElement, *order: str) -> None:
        compiled = statement.compile(dialect=_DIALECT)
        assert isinstance(compiled, SQLCompiler)
        names, values = tuple(compiled.positiontup or ()), compiled.params
        if order != tuple(name for name in names if name in order):
            raise TypeError(f"parameters are {names}, not {order}")
        self.sql = compiled.string
        self._template = None
        if len(names) > len(order):
            self._template = [None if name in order else (values[name],) for name in names]

    def arguments(self, given: tuple[Any, ...]) -> Sequence[Any]:
        """The given values with those of the statement between them."""
        if self._template is None:
            return given
        rest = iter(given)
        return [next(rest) if value is None else value[0] for value in self._template]


class Database:
    """One connection, used by one thread at a time."""

    def __init__(self, raw: sqlite3.Connection, token: int, *, outlived: bool = False) -> None:
        """``outlived``: the connection is a memory's own and stays open."""
        self.raw = raw
        self.token = token
        self.fenced = False
        self._outlived = outlived

    def close(self) -> None:
        """Close the connection."""
        if not self._outlived:
            self.raw.close()

    def run(self, statement: Statement, *arguments: Any) -> sqlite3.Cursor:
        """Run a prepared statement with its arguments in order."""
        return self.raw.execute(statement.sql, statement.arguments(arguments))

    def ask(self, statement: ClauseElement) -> sqlite3.Cursor:
        """Run a statement that was put together for this occasion."""
        compiled = statement.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})
        assert isinstance(compiled, SQLCompiler)
        values = compiled.params
        return self.raw.execute(compiled.string, [values[name] for name in compiled.positiontup or ()])

    @contextmanager
    def transaction(self, *, guest: bool = False) -> Iterator[sqlite3.Connection]:
        """All or nothing, durable at its end. Raises Fenced unless this store still holds the lease.

        ``guest``: the transaction needs no lease.
        """
        raw = self.raw
        raw.execute("BEGIN IMMEDIATE")
        try:
            if not guest and raw.execute(_TOKEN.sql).fetchone()[0] != self.token:
                raise Fenced("another server has taken the lease on this database")
            yield raw
            if self.fenced:
                raise Fenced("the store was fenced")
            raw.execute("COMMIT")
        except BaseException:
            if raw.in_transaction:
                raw.execute("ROLLBACK")
            raise


_TOKEN = Statement(select(tables.server.c.token))
