"""SNMPv3 users, traps, history of acquisitions, audit trail."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("printers") as printers:
        printers.add_column(sa.Column("snmp_user", sa.Text(), nullable=False, server_default=""))
        printers.add_column(sa.Column("trap_read_community", sa.Text(), nullable=False, server_default="public"))
        printers.add_column(sa.Column("trap_write_community", sa.Text(), nullable=False, server_default=""))
        printers.add_column(sa.Column("trap_port", sa.Integer(), nullable=True))
        printers.add_column(sa.Column("sheets_an_hour", sa.BigInteger(), nullable=False, server_default="0"))
    op.create_table(
        "attempts",
        sa.Column("printer_key", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("records", sa.BigInteger(), nullable=False),
        sa.Column("gaps", sa.BigInteger(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["printer_key"], ["printers.key"]),
        sa.PrimaryKeyConstraint("printer_key", "place"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "audit",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "brought_charges",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("account_key", sa.Integer(), nullable=False),
        sa.Column("printer_key", sa.Integer(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("sheets", sa.BigInteger(), nullable=False),
        sa.Column("fee_micros", sa.BigInteger(), nullable=False),
        sa.Column("staples", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_key"], ["accounts.key"]),
        sa.ForeignKeyConstraint(["printer_key"], ["printers.key"]),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("brought_charges_account", "brought_charges", ["account_key"])
    op.create_table(
        "brought_numbers",
        sa.Column("printer_key", sa.Integer(), nullable=False),
        sa.Column("log_month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["printer_key"], ["printers.key"]),
        sa.PrimaryKeyConstraint("printer_key", "log_month"),
    )
    op.create_table(
        "brought_positions",
        sa.Column("stream_key", sa.Integer(), nullable=False),
        sa.Column("through", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["stream_key"], ["streams.key"]),
        sa.PrimaryKeyConstraint("stream_key"),
    )
