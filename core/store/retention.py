"""What grows too old (LOG-22): personal text that is erased, log months that are no longer to be seen."""

from __future__ import annotations

from typing import Final

from sqlalchemy import bindparam, delete, select, update

from core.store import tables
from core.store.database import Database, Statement
from core.store.selection import NOT_DELETED, month_number, month_text

_j, _x = tables.jobs.c, tables.personal.c
_OLD: Final = select(_j.key).where(_j.accounted_us < bindparam("before_us"))
_ERASE: Final = Statement(delete(tables.personal).where(_x.job_key.in_(_OLD)), "before_us")
_BLANK: Final = Statement(
    update(tables.parts)
    .where(tables.parts.c.job_key.in_(_OLD), tables.parts.c.raw != b"")
    .values(raw=bindparam("blank")),
    *("blank", "before_us"),
)


def erase_texts(db: Database, before_us: int) -> int:
    """Erase the personal text of older jobs, also in the octets that are kept of records in pieces.

    The chain of hashes holds: it covers a salted commitment to the text, and the salt goes too.
    """
    with db.transaction():
        db.run(_BLANK, b"", before_us)
        return db.run(_ERASE, before_us).rowcount


def months_before(db: Database, month: str) -> list[str]:
    """Log months before this one of which the log shows something."""
    query = select(_j.log_month).where(_j.log_month < month_number(month), NOT_DELETED).distinct()
    return [month_text(number) for (number,) in db.ask(query.order_by(_j.log_month))]
