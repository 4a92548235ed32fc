"""All parts of a fee definition, rounding as a setting, and the toner of printers."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("fee_definitions", sa.Column("more", sa.Text(), nullable=False, server_default="{}"))
    op.add_column("fee_definitions", sa.Column("removed_us", sa.BigInteger(), nullable=True))
    op.add_column("server", sa.Column("rounding", sa.Text(), nullable=False, server_default="half up"))
    op.add_column("server", sa.Column("rounding_micros", sa.BigInteger(), nullable=False, server_default="1"))
    op.create_table(
        "toners",
        sa.Column("printer_key", sa.Integer(), nullable=False),
        sa.Column("colourant", sa.Text(), nullable=False),
        sa.Column("pages", sa.BigInteger(), nullable=False),
        sa.Column("told_us", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["printer_key"], ["printers.key"]),
        sa.PrimaryKeyConstraint("printer_key", "colourant"),
        sqlite_with_rowid=False,
    )
