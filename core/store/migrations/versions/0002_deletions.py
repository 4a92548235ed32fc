"""Deletions from the log, as entries of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

CHAIN_START = bytes(32)


def upgrade() -> None:
    op.create_table(
        "deletions",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("printer_key", sa.Integer(), nullable=True),
        sa.Column("log_month", sa.Integer(), nullable=True),
        sa.Column("through", sa.BigInteger(), nullable=False),
        sa.Column("jobs", sa.BigInteger(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("chain", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["printer_key"],
            ["printers.key"],
        ),
        sa.PrimaryKeyConstraint("key"),
    )
    # a database that a server works on has its chains; an empty one gets them with the rest of its identity
    if op.get_bind().execute(sa.text("SELECT count(*) FROM server")).scalar():
        heads = sa.table("heads", sa.column("chain"), sa.column("entries"), sa.column("hash"))
        op.execute(sa.insert(heads).values(chain="deletions", entries=0, hash=CHAIN_START))
