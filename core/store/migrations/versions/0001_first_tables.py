"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("mail", sa.Text(), nullable=False),
        sa.Column("restrictions", sa.Integer(), nullable=False),
        sa.Column("valid_from_us", sa.BigInteger(), nullable=False),
        sa.Column("valid_to_us", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "commands",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("args", sa.Text(), nullable=False),
        sa.Column("asked_us", sa.BigInteger(), nullable=False),
        sa.Column("taken_us", sa.BigInteger(), nullable=True),
        sa.Column("finished_us", sa.BigInteger(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("commands_waiting", "commands", ["taken_us", "id"], unique=False)
    op.create_table(
        "fee_definitions",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("colour_page", sa.BigInteger(), nullable=False),
        sa.Column("mono_page", sa.BigInteger(), nullable=False),
        sa.Column("sheet", sa.BigInteger(), nullable=False),
        sa.Column("sizes", sa.Text(), nullable=False),
        sa.Column("rounding_micros", sa.BigInteger(), nullable=False),
        sa.Column("defined_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("name", "version", name="fee_definitions_version"),
    )
    op.create_table(
        "heads",
        sa.Column("chain", sa.Text(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("chain"),
    )
    op.create_table(
        "printers",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("port", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("read_community", sa.Text(), nullable=False),
        sa.Column("write_community", sa.Text(), nullable=False),
        sa.Column("admin_password", sa.Text(), nullable=False),
        sa.Column("retries", sa.Integer(), nullable=False),
        sa.Column("timeout_s", sa.Float(), nullable=False),
        sa.Column("acquire_every_us", sa.BigInteger(), nullable=True),
        sa.Column("acquire_at", sa.Text(), nullable=False),
        sa.Column("full_action", sa.Integer(), nullable=False),
        sa.Column("format_inhibit", sa.Boolean(), nullable=False),
        sa.Column("fee_definition", sa.Text(), nullable=False),
        sa.Column("dialect", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("capabilities", sa.Integer(), nullable=False),
        sa.Column("log_capacity", sa.Integer(), nullable=False),
        sa.Column("id_capacity", sa.Integer(), nullable=False),
        sa.Column("max_message", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("generation", sa.BigInteger(), nullable=False),
        sa.Column("unlogged", sa.Text(), nullable=False),
        sa.Column("registered_us", sa.BigInteger(), nullable=False),
        sa.Column("removed_us", sa.BigInteger(), nullable=True),
        sa.Column("acquired_us", sa.BigInteger(), nullable=True),
        sa.Column("previous_us", sa.BigInteger(), nullable=True),
        sa.Column("last_success_us", sa.BigInteger(), nullable=True),
        sa.Column("last_attempt_us", sa.BigInteger(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("records_fetched", sa.Integer(), nullable=False),
        sa.Column("applied_revision", sa.BigInteger(), nullable=False),
        sa.Column("applied_states", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "server",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("server_id", sa.LargeBinary(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("closing", sa.Text(), nullable=False),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.Column("ids_revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "limits",
        sa.Column("account_key", sa.Integer(), nullable=False),
        sa.Column("sheets", sa.BigInteger(), nullable=True),
        sa.Column("fee_micros", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("every", sa.Integer(), nullable=False),
        sa.Column("base", sa.Text(), nullable=False),
        sa.Column("anchor", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("carry_over", sa.Boolean(), nullable=False),
        sa.Column("carry_cap_sheets", sa.BigInteger(), nullable=True),
        sa.Column("carry_cap_fee_micros", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_key"],
            ["accounts.key"],
        ),
        sa.PrimaryKeyConstraint("account_key"),
    )
    op.create_table(
        "resets",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("account_key", sa.Integer(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_key"],
            ["accounts.key"],
        ),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "streams",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("printer_key", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("opened_us", sa.BigInteger(), nullable=False),
        sa.Column("closed_us", sa.BigInteger(), nullable=True),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("through", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["printer_key"],
            ["printers.key"],
        ),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("id"),
    )
    op.create_index(op.f("ix_streams_printer_key"), "streams", ["printer_key"], unique=False)
    op.create_table(
        "usage",
        sa.Column("account_key", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sheets", sa.BigInteger(), nullable=False),
        sa.Column("fee_micros", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_key"],
            ["accounts.key"],
        ),
        sa.PrimaryKeyConstraint("account_key", "number"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "bad_records",
        sa.Column("stream_key", sa.Integer(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["stream_key"],
            ["streams.key"],
        ),
        sa.PrimaryKeyConstraint("stream_key", "position"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "gaps",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("stream_key", sa.Integer(), nullable=False),
        sa.Column("printer_key", sa.Integer(), nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=True),
        sa.Column("last", sa.BigInteger(), nullable=True),
        sa.Column("jobs", sa.BigInteger(), nullable=False),
        sa.Column("sheets", sa.BigInteger(), nullable=True),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("noticed_us", sa.BigInteger(), nullable=False),
        sa.Column("chain", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["printer_key"],
            ["printers.key"],
        ),
        sa.ForeignKeyConstraint(
            ["stream_key"],
            ["streams.key"],
        ),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index(op.f("ix_gaps_stream_key"), "gaps", ["stream_key"], unique=False)
    op.create_table(
        "jobs",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("stream_key", sa.Integer(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("printer_key", sa.Integer(), nullable=False),
        sa.Column("account_key", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("job_number", sa.BigInteger(), nullable=False),
        sa.Column("function", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("port", sa.Text(), nullable=False),
        sa.Column("sheets", sa.BigInteger(), nullable=False),
        sa.Column("pages", sa.BigInteger(), nullable=False),
        sa.Column("colour", sa.BigInteger(), nullable=False),
        sa.Column("mono", sa.BigInteger(), nullable=False),
        sa.Column("received_s", sa.BigInteger(), nullable=True),
        sa.Column("started_s", sa.BigInteger(), nullable=True),
        sa.Column("ended_s", sa.BigInteger(), nullable=True),
        sa.Column("utc_offset_min", sa.Integer(), nullable=True),
        sa.Column("acquired_us", sa.BigInteger(), nullable=False),
        sa.Column("accounted_us", sa.BigInteger(), nullable=False),
        sa.Column("clamped", sa.Boolean(), nullable=False),
        sa.Column("log_month", sa.Integer(), nullable=False),
        sa.Column("log_number", sa.Integer(), nullable=False),
        sa.Column("fee_micros", sa.BigInteger(), nullable=False),
        sa.Column("cut", sa.Text(), nullable=False),
        sa.Column("unknown", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("commitment", sa.LargeBinary(), nullable=False),
        sa.Column("chain", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_key"],
            ["accounts.key"],
        ),
        sa.ForeignKeyConstraint(
            ["printer_key"],
            ["printers.key"],
        ),
        sa.ForeignKeyConstraint(
            ["stream_key"],
            ["streams.key"],
        ),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("printer_key", "log_month", "log_number", name="jobs_log_number"),
        sa.UniqueConstraint("stream_key", "position", name="jobs_position"),
    )
    op.create_index("jobs_account", "jobs", ["account_key", "accounted_us"], unique=False)
    op.create_table(
        "readings",
        sa.Column("stream_key", sa.Integer(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("printer_key", sa.Integer(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("impressions", sa.BigInteger(), nullable=False),
        sa.Column("delta", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["printer_key"],
            ["printers.key"],
        ),
        sa.ForeignKeyConstraint(
            ["stream_key"],
            ["streams.key"],
        ),
        sa.PrimaryKeyConstraint("stream_key", "position"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "fee_parts",
        sa.Column("job_key", sa.Integer(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("micros", sa.BigInteger(), nullable=False),
        sa.Column("definition_key", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["definition_key"],
            ["fee_definitions.key"],
        ),
        sa.ForeignKeyConstraint(
            ["job_key"],
            ["jobs.key"],
        ),
        sa.PrimaryKeyConstraint("job_key", "part"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "job_lines",
        sa.Column("job_key", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", sa.Text(), nullable=False),
        sa.Column("media", sa.Text(), nullable=False),
        sa.Column("duplex", sa.Boolean(), nullable=False),
        sa.Column("sheets", sa.BigInteger(), nullable=False),
        sa.Column("colour", sa.BigInteger(), nullable=False),
        sa.Column("mono", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["job_key"],
            ["jobs.key"],
        ),
        sa.PrimaryKeyConstraint("job_key", "line"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "parts",
        sa.Column("stream_key", sa.Integer(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("job_key", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["job_key"],
            ["jobs.key"],
        ),
        sa.ForeignKeyConstraint(
            ["stream_key"],
            ["streams.key"],
        ),
        sa.PrimaryKeyConstraint("stream_key", "position"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "personal",
        sa.Column("job_key", sa.Integer(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("application", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["job_key"],
            ["jobs.key"],
        ),
        sa.PrimaryKeyConstraint("job_key"),
    )
