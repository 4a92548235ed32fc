"""The tables. Instants are int UTC microseconds, money int micro-units; `docs/ledger-snapshot.md` tells their meaning.

The ledger proper (streams, jobs, job_lines, fee_parts, parts, bad_records, readings, gaps, deletions) is append-only
apart from a stream's end and high-water mark; `usage` is a cache of it, and `personal` may be erased.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()


def _key(name: str = "key") -> Column[Any]:
    return Column(name, Integer, primary_key=True)


def _ref(name: str, target: str, **options: Any) -> Column[Any]:
    return Column(name, Integer, ForeignKey(target), nullable=options.pop("nullable", False), **options)


def _text(name: str) -> Column[Any]:
    return Column(name, Text, nullable=False)


def _int(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, Integer, nullable=nullable)


def _big(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, BigInteger, nullable=nullable)


def _octets(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, LargeBinary, nullable=nullable)


def _flag(name: str) -> Column[Any]:
    return Column(name, Boolean, nullable=False)


# one row: who this server is, and the fencing token of whoever holds the lease
server = Table(
    "server",
    metadata,
    _key(),
    _octets("server_id"),
    _text("zone"),
    _text("currency"),
    _text("edition"),
    _text("closing"),  # JSON [[from_month, day, after_as_this_month], …]
    _int("token"),
    _int("ids_revision"),
)

printers = Table(
    "printers",
    metadata,
    _key(),
    _text("name"),
    _text("address"),
    _int("port"),
    _int("version"),
    _text("read_community"),
    _text("write_community"),
    _text("admin_password"),
    _int("retries"),
    Column("timeout_s", Float, nullable=False),
    _big("acquire_every_us", nullable=True),
    _text("acquire_at"),  # JSON list of "HH:MM"
    _int("full_action"),
    _flag("format_inhibit"),
    _text("fee_definition"),
    _text("dialect"),
    _text("model"),
    _text("serial"),
    _text("description"),
    _int("capabilities"),
    _int("log_capacity"),
    _int("id_capacity"),
    _int("max_message"),
    _text("state"),
    _big("generation"),
    _text("unlogged"),  # JSON list, in the order of UnloggedCounters
    _big("registered_us"),
    _big("removed_us", nullable=True),
    _big("acquired_us", nullable=True),
    _big("previous_us", nullable=True),
    _big("last_success_us", nullable=True),
    _big("last_attempt_us", nullable=True),
    _text("last_error"),
    _int("records_fetched"),
    _big("applied_revision"),
    _text("applied_states"),  # JSON {id: state}
)

fee_definitions = Table(
    "fee_definitions",
    metadata,
    _key(),
    _text("name"),
    _int("version"),
    _text("currency"),
    _big("colour_page"),
    _big("mono_page"),
    _big("sheet"),
    _text("sizes"),  # JSON {size: micros per page}
    _big("rounding_micros"),
    _big("defined_us"),
    UniqueConstraint("name", "version", name="fee_definitions_version"),
)

accounts = Table(
    "accounts",
    metadata,
    _key(),
    _int("id"),
    _text("name"),
    _text("mail"),
    _int("restrictions"),
    _big("valid_from_us"),
    _big("valid_to_us", nullable=True),
)

limits = Table(
    "limits",
    metadata,
    Column("account_key", Integer, ForeignKey("accounts.key"), primary_key=True),
    _big("sheets", nullable=True),
    _big("fee_micros", nullable=True),
    _text("kind"),
    _int("every"),
    _text("base"),
    _text("anchor"),  # ISO date
    _text("zone"),
    _flag("carry_over"),
    _big("carry_cap_sheets", nullable=True),
    _big("carry_cap_fee_micros", nullable=True),
)

resets = Table(
    "resets",
    metadata,
    _key(),
    _ref("account_key", "accounts.key"),
    _big("at_us"),
)

usage = Table(
    "usage",
    metadata,
    Column("account_key", Integer, ForeignKey("accounts.key"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    _big("sheets"),
    _big("fee_micros"),
    sqlite_with_rowid=False,
)

streams = Table(
    "streams",
    metadata,
    _key(),
    Column("id", LargeBinary, nullable=False, unique=True),
    _ref("printer_key", "printers.key", index=True),
    _text("kind"),
    _big("opened_us"),
    _big("closed_us", nullable=True),
    _text("cause"),
    _big("through"),
)

jobs = Table(
    "jobs",
    metadata,
    _key(),
    _ref("stream_key", "streams.key"),
    _big("position"),
    _int("parts"),
    _int("held"),
    _ref("printer_key", "printers.key"),
    _ref("account_key", "accounts.key"),
    _big("account_id"),  # as it was sent
    _big("job_number"),
    _text("function"),
    _text("status"),
    _text("detail"),
    _text("port"),
    _big("sheets"),
    _big("pages"),
    _big("colour"),
    _big("mono"),
    _big("received_s", nullable=True),
    _big("started_s", nullable=True),
    _big("ended_s", nullable=True),
    _int("utc_offset_min", nullable=True),
    _big("acquired_us"),
    _big("accounted_us"),
    _flag("clamped"),
    _int("log_month"),  # 202603
    _int("log_number"),
    _big("fee_micros"),
    _text("cut"),  # names of fields that the printer cut, with commas
    _octets("unknown", nullable=True),  # CBOR map of a newer version's fields
    _octets("digest"),  # of the raw (first) record
    _octets("commitment"),  # salted, to the personal text
    _octets("chain"),
    UniqueConstraint("stream_key", "position", name="jobs_position"),
    UniqueConstraint("printer_key", "log_month", "log_number", name="jobs_log_number"),
    Index("jobs_account", "account_key", "accounted_us"),
)

job_lines = Table(
    "job_lines",
    metadata,
    Column("job_key", Integer, ForeignKey("jobs.key"), primary_key=True),
    Column("line", Integer, primary_key=True, autoincrement=False),
    _text("size"),
    _text("media"),
    _flag("duplex"),
    _big("sheets"),
    _big("colour"),
    _big("mono"),
    sqlite_with_rowid=False,
)

fee_parts = Table(
    "fee_parts",
    metadata,
    Column("job_key", Integer, ForeignKey("jobs.key"), primary_key=True),
    Column("part", Text, primary_key=True),
    _big("quantity"),
    _big("micros"),
    _ref("definition_key", "fee_definitions.key"),
    sqlite_with_rowid=False,
)

personal = Table(
    "personal",
    metadata,
    Column("job_key", Integer, ForeignKey("jobs.key"), primary_key=True),
    _octets("salt"),
    _text("user"),
    _text("login"),
    _text("document"),
    _text("host"),
    _text("application"),
)

# every record of a job that came in several; without a job while the rest of it is awaited
parts = Table(
    "parts",
    metadata,
    Column("stream_key", Integer, ForeignKey("streams.key"), primary_key=True),
    Column("position", BigInteger, primary_key=True),
    _octets("digest"),
    _octets("raw"),
    _ref("job_key", "jobs.key", nullable=True),
    sqlite_with_rowid=False,
)

# what could not be read, kept as it came; a gap names it too
bad_records = Table(
    "bad_records",
    metadata,
    Column("stream_key", Integer, ForeignKey("streams.key"), primary_key=True),
    Column("position", BigInteger, primary_key=True),
    _octets("digest"),
    _octets("raw"),
    _text("reason"),
    sqlite_with_rowid=False,
)

readings = Table(
    "readings",
    metadata,
    Column("stream_key", Integer, ForeignKey("streams.key"), primary_key=True),
    Column("position", BigInteger, primary_key=True),
    _ref("printer_key", "printers.key"),
    _big("at_us"),
    _big("impressions"),
    _big("delta"),
    sqlite_with_rowid=False,
)

gaps = Table(
    "gaps",
    metadata,
    _key(),
    _ref("stream_key", "streams.key", index=True),
    _ref("printer_key", "printers.key"),
    _big("first", nullable=True),
    _big("last", nullable=True),
    _big("jobs"),
    _big("sheets", nullable=True),
    _text("cause"),
    _big("noticed_us"),
    _octets("chain"),
)

# what is no longer shown (LOG-11): jobs with keys up to `through` of a printer (or all) and a log month (or all)
deletions = Table(
    "deletions",
    metadata,
    _key(),
    _ref("printer_key", "printers.key", nullable=True),
    _int("log_month", nullable=True),
    _big("through"),
    _big("jobs"),
    _big("at_us"),
    _text("reason"),
    _octets("chain"),
)

# where each chain of hashes ends, so that a cut tail shows
heads = Table(
    "heads",
    metadata,
    Column("chain", Text, primary_key=True),
    _int("entries"),
    _octets("hash"),
)

commands = Table(
    "commands",
    metadata,
    _key("id"),
    _text("kind"),
    _text("args"),  # JSON
    _big("asked_us"),
    _big("taken_us", nullable=True),
    _big("finished_us", nullable=True),
    Column("result", Text),  # JSON
    Index("commands_waiting", "taken_us", "id"),
)
