"""The ledger proper: streams, jobs with all that belongs to them, gaps, deletions."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, UniqueConstraint

from core.store.tables.columns import big, flag, key, metadata, octets, ref, text, whole

streams = Table(
    "streams",
    metadata,
    key(),
    Column("id", LargeBinary, nullable=False, unique=True),
    ref("printer_key", "printers.key", index=True),
    text("kind"),
    big("opened_us"),
    big("closed_us", nullable=True),
    text("cause"),
    big("through"),
)

jobs = Table(
    "jobs",
    metadata,
    key(),
    ref("stream_key", "streams.key"),
    big("position"),
    whole("parts"),
    whole("held"),
    ref("printer_key", "printers.key"),
    ref("account_key", "accounts.key"),
    big("account_id"),  # as it was sent
    big("job_number"),
    text("function"),
    text("status"),
    text("detail"),
    text("port"),
    big("sheets"),
    big("pages"),
    big("colour"),
    big("mono"),
    big("received_s", nullable=True),
    big("started_s", nullable=True),
    big("ended_s", nullable=True),
    whole("utc_offset_min", nullable=True),
    big("acquired_us"),
    big("accounted_us"),
    flag("clamped"),
    whole("log_month"),  # 202603
    whole("log_number"),
    big("fee_micros"),
    text("cut"),  # names of fields that the printer cut, with commas
    octets("unknown", nullable=True),  # CBOR map of a newer version's fields
    octets("digest"),  # of the raw (first) record
    octets("commitment"),  # salted, to the personal text
    octets("chain"),
    UniqueConstraint("stream_key", "position", name="jobs_position"),
    UniqueConstraint("printer_key", "log_month", "log_number", name="jobs_log_number"),
    Index("jobs_account", "account_key", "accounted_us"),
)

job_lines = Table(
    "job_lines",
    metadata,
    Column("job_key", Integer, ForeignKey("jobs.key"), primary_key=True),
    Column("line", Integer, primary_key=True, autoincrement=False),
    text("size"),
    text("media"),
    flag("duplex"),
    big("sheets"),
    big("colour"),
    big("mono"),
    text("weight"),
    big("white"),
    big("white_only"),
    sqlite_with_rowid=False,
)

fee_parts = Table(
    "fee_parts",
    metadata,
    Column("job_key", Integer, ForeignKey("jobs.key"), primary_key=True),
    Column("part", Text, primary_key=True),
    big("quantity"),
    big("micros"),
    ref("definition_key", "fee_definitions.key"),
    sqlite_with_rowid=False,
)

personal = Table(
    "personal",
    metadata,
    Column("job_key", Integer, ForeignKey("jobs.key"), primary_key=True),
    octets("salt"),
    text("user"),
    text("login"),
    text("document"),
    text("host"),
    text("application"),
    text("destination"),  # of a fax, a mail or a file; "" for anything else
)

# every record of a job that came in several; without a job while the rest of it is awaited
parts = Table(
    "parts",
    metadata,
    Column("stream_key", Integer, ForeignKey("streams.key"), primary_key=True),
    Column("position", BigInteger, primary_key=True),
    octets("digest"),
    octets("raw"),
    ref("job_key", "jobs.key", nullable=True),
    sqlite_with_rowid=False,
)

# what could not be read, kept as it came; a gap names it too
bad_records = Table(
    "bad_records",
    metadata,
    Column("stream_key", Integer, ForeignKey("streams.key"), primary_key=True),
    Column("position", BigInteger, primary_key=True),
    octets("digest"),
    octets("raw"),
    text("reason"),
    sqlite_with_rowid=False,
)

readings = Table(
    "readings",
    metadata,
    Column("stream_key", Integer, ForeignKey("streams.key"), primary_key=True),
    Column("position", BigInteger, primary_key=True),
    ref("printer_key", "printers.key"),
    big("at_us"),
    big("impressions"),
    big("delta"),
    sqlite_with_rowid=False,
)

gaps = Table(
    "gaps",
    metadata,
    key(),
    ref("stream_key", "streams.key", index=True),
    ref("printer_key", "printers.key"),
    big("first", nullable=True),
    big("last", nullable=True),
    big("jobs"),
    big("sheets", nullable=True),
    text("cause"),
    big("noticed_us"),
    octets("chain"),
)

# what is no longer shown (LOG-11): jobs with keys up to `through` of a printer (or all) and a log month (or all)
deletions = Table(
    "deletions",
    metadata,
    key(),
    ref("printer_key", "printers.key", nullable=True),
    whole("log_month", nullable=True),
    big("through"),
    big("jobs"),
    big("at_us"),
    text("reason"),
    octets("chain"),
)
