"""The tables. Instants are int UTC microseconds, money int micro-units; `docs/ledger-snapshot.md` tells their meaning.

The ledger proper (streams, jobs, job_lines, job_outputs, job_services, fee_parts, parts, bad_records, readings, gaps,
deletions) is append-only apart from a stream's end and high-water mark; `usage` is a cache of it, and `personal` may be
erased.
"""

from core.store.tables.accounts import accounts
from core.store.tables.columns import metadata
from core.store.tables.fees import fee_definitions, toners
from core.store.tables.groups import places, printer_groups, printer_members, user_groups, user_lists, users
from core.store.tables.items import job_outputs, job_services
from core.store.tables.ledger import (
    bad_records,
    deletions,
    fee_parts,
    gaps,
    job_lines,
    jobs,
    parts,
    personal,
    readings,
    streams,
)
from core.store.tables.limits import group_limits, limit_events, limits, resets, total_marks, usage
from core.store.tables.operations import attempts, audit, brought_charges, brought_numbers, brought_positions
from core.store.tables.policies import in_force, policies, printer_policies, table_contents
from core.store.tables.printers import printers
from core.store.tables.records import export_files, export_marks, kept_names, log_options, outbox
from core.store.tables.search import search
from core.store.tables.server import commands, heads, server

__all__ = [
    "accounts",
    "attempts",
    "audit",
    "bad_records",
    "brought_charges",
    "brought_numbers",
    "brought_positions",
    "commands",
    "deletions",
    "export_files",
    "export_marks",
    "fee_definitions",
    "fee_parts",
    "gaps",
    "group_limits",
    "heads",
    "in_force",
    "job_lines",
    "job_outputs",
    "job_services",
    "jobs",
    "kept_names",
    "limit_events",
    "limits",
    "log_options",
    "metadata",
    "outbox",
    "parts",
    "personal",
    "places",
    "policies",
    "printer_groups",
    "printer_members",
    "printer_policies",
    "printers",
    "readings",
    "resets",
    "search",
    "server",
    "streams",
    "table_contents",
    "toners",
    "total_marks",
    "usage",
    "user_groups",
    "user_lists",
    "users",
]
