"""Policies by name, and the history of what was in force."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "policies",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("others", sa.Boolean(), nullable=False),
        sa.Column("policy", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "printer_policies",
        sa.Column("printer_key", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("applied_revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["printer_key"], ["printers.key"]),
        sa.PrimaryKeyConstraint("printer_key"),
    )
    op.create_table(
        "table_contents",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("table_contents_by_digest", "table_contents", ["digest"], unique=True)
    op.create_table(
        "in_force",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("printer_key", sa.Integer(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("ids_key", sa.Integer(), nullable=True),
        sa.Column("exceeded", sa.Text(), nullable=False),
        sa.Column("policies_key", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["printer_key"], ["printers.key"]),
        sa.ForeignKeyConstraint(["ids_key"], ["table_contents.key"]),
        sa.ForeignKeyConstraint(["policies_key"], ["table_contents.key"]),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("in_force_by_printer", "in_force", ["printer_key", "at_us"])
