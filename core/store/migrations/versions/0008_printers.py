"""More settings of printers, and scopes of discovery."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE printers ADD COLUMN log_only BOOLEAN NOT NULL DEFAULT 0")
    op.create_table(
        "search",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("communities", sa.Text(), nullable=False),
        sa.Column("local_subnet", sa.Boolean(), nullable=False),
        sa.Column("reconnect_hours", sa.Integer(), nullable=False),
        sa.Column("searched_us", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("key"),
    )
