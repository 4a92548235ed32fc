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
