"""Initial definitions: every model of printer has one, written down when it is first needed (FEE-03, FEE-04)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from core.model.errors import BadInput
from core.model.fees import INITIAL, FeeDefinition
from core.model.printers import PrinterRow
from core.rules.running_costs import initial_definition, initial_name
from core.store.fee_rows import check
from core.wire.mib import Capability

if TYPE_CHECKING:
    from core.store.books import Books


def all_fees(books: Books) -> list[FeeDefinition]:
    """The definitions in force, by name; initial ones that nobody needed yet have version 0."""
    found = {each.name: each for each in books.fees.all_latest()}
    for row in books.printers.rows():
        if row.dialect == "accounting" and initial_name(row.model) not in found:
            made = _made(books, row)
            found[made.name] = made
    return [found[name] for name in sorted(found)]


def named(books: Books, name: str, row: PrinterRow) -> str:
    """The definition that is meant for a printer; ``initial`` is that of its model. Raises BadInput for none."""
    if name == INITIAL.strip():
        return _written(books, row).name
    _write_if_initial(books, name)
    books.fees.check_name(name)
    return name


def put(books: Books, definition: FeeDefinition) -> FeeDefinition:
    """Save prices. Raises BadInput, also for a name that only an initial definition may have."""
    _check(books, definition)
    _write_if_initial(books, definition.name)
    return books.fees.put(definition, books.settings.current.currency)


def put_all(books: Books, definitions: Sequence[FeeDefinition]) -> int:
    """Save several, or none of them. How many. Raises BadInput."""
    for each in definitions:
        _check(books, each)
    for each in definitions:
        put(books, each)
    return len(definitions)


def copy(books: Books, name: str, new_name: str) -> FeeDefinition:
    """Save a definition under a new name as well: that makes a new definition (FEE-04). Raises BadInput."""
    _write_if_initial(books, name)
    books.fees.check_name(name)
    found = books.fees.latest(name)
    if found is None:
        raise BadInput("name", "a fee definition needs a name")
    if books.fees.latest(new_name) is not None:
        raise BadInput("new name", f"a fee definition is called {new_name!r} already")
    return put(books, replace(found, name=new_name))


def remove(books: Books, name: str) -> list[str]:
    """Delete a definition; printers that had it go to the initial one of their model (FEE-04), and are returned."""
    if name.startswith(INITIAL):
        raise BadInput("fees", f"{name} is an initial definition, and stays", "assign another one to its printers")
    if books.fees.latest(name) is None:
        raise BadInput("fees", f"no fee definition is called {name!r}")
    moved = [row for row in books.printers.rows() if row.fee_definition == name]
    for row in moved:
        books.printers.change(row.key, {"fee_definition": _written(books, row).name})
    books.fees.remove(name)
    return [row.name for row in moved]


def _check(books: Books, definition: FeeDefinition) -> None:
    name = definition.name
    models = (initial_name(row.model) for row in books.printers.rows())
    kept = name.startswith(INITIAL) and books.fees.latest(name) is None and name not in models
    if kept or name.strip() == INITIAL.strip():
        raise BadInput("name", f"{name!r} is kept for initial definitions", "choose another name")
    check(definition, books.settings.current.currency)


def _write_if_initial(books: Books, name: str) -> None:
    if not name.startswith(INITIAL) or books.fees.latest(name) is not None:
        return
    for row in books.printers.rows():
        if initial_name(row.model) == name:
            _written(books, row)
            return


def _written(books: Books, row: PrinterRow) -> FeeDefinition:
    known = books.fees.latest(initial_name(row.model))
    return known or books.fees.put(_made(books, row), books.settings.current.currency)


def _made(books: Books, row: PrinterRow) -> FeeDefinition:
    settings, colour = books.settings.current, bool(row.capabilities & Capability.COLOUR)
    made = initial_definition(row.model, settings.currency, colour=colour)
    return replace(made, rounding=settings.rounding, rounding_micros=settings.rounding_micros)
