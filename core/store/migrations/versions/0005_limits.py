"""Limits on staples, for groups, and events."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("limits", sa.Column("staples", sa.BigInteger(), nullable=True))
    op.add_column("limits", sa.Column("carry_cap_staples", sa.BigInteger(), nullable=True))
    with op.batch_alter_table("resets") as resets:
        resets.add_column(sa.Column("printer_key", sa.Integer(), nullable=True))
        resets.create_foreign_key("resets_printer", "printers", ["printer_key"], ["key"])
    op.create_table(
        "group_limits",
        sa.Column("group_key", sa.Integer(), nullable=False),
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
        sa.Column("staples", sa.BigInteger(), nullable=True),
        sa.Column("carry_cap_staples", sa.BigInteger(), nullable=True),
        sa.Column("for_each", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["group_key"], ["user_groups.key"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("group_key"),
    )
    op.create_table(
        "limit_events",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("account_key", sa.Integer(), nullable=True),
        sa.Column("user_group_key", sa.Integer(), nullable=True),
        sa.Column("printer_group_key", sa.Integer(), nullable=True),
        sa.Column("printer_key", sa.Integer(), nullable=True),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("addresses", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "total_marks",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("log_month", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    # usage is counted by printer from now on: an empty table is counted anew from the jobs
    op.drop_table("usage")
    op.create_table(
        "usage",
        sa.Column("account_key", sa.Integer(), nullable=False),
        sa.Column("printer_key", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sheets", sa.BigInteger(), nullable=False),
        sa.Column("fee_micros", sa.BigInteger(), nullable=False),
        sa.Column("staples", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_key"], ["accounts.key"]),
        sa.ForeignKeyConstraint(["printer_key"], ["printers.key"]),
        sa.PrimaryKeyConstraint("account_key", "printer_key", "number"),
        sqlite_with_rowid=False,
    )
