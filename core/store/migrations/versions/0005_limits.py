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
