"""Groups of printers and of accounts, where IDs are registered, users of the panel."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SPECIAL_IDS = {1_000_000_001: "Local Print", 1_000_000_002: "Email To Print"}


def upgrade() -> None:
    _groups()
    _places()
    _users()
    op.execute("ALTER TABLE accounts ADD COLUMN group_key INTEGER REFERENCES user_groups (key)")
    for flag in ("alone", "notify_totals", "notify_limit"):
        op.execute(f"ALTER TABLE accounts ADD COLUMN {flag} BOOLEAN NOT NULL DEFAULT 0")
    # a database that a server works on has the unregistered ID; an empty one gets all with the rest of its identity
    if op.get_bind().execute(sa.text("SELECT count(*) FROM server")).scalar():
        for account_id, name in SPECIAL_IDS.items():
            op.execute(
                sa.text(
                    "INSERT INTO accounts (id, name, mail, restrictions, valid_from_us) VALUES (:id, :name, '', 0, 0)"
                ).bindparams(id=account_id, name=name)
            )
        op.execute("UPDATE server SET ids_revision = ids_revision + 1")


def _groups() -> None:
    op.create_table(
        "printer_groups",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("removed_us", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "printer_members",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("printer_key", sa.Integer(), nullable=False),
        sa.Column("group_key", sa.Integer(), nullable=False),
        sa.Column("with_ids", sa.Boolean(), nullable=False),
        sa.Column("from_us", sa.BigInteger(), nullable=False),
        sa.Column("to_us", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["printer_key"], ["printers.key"]),
        sa.ForeignKeyConstraint(["group_key"], ["printer_groups.key"]),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "user_groups",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("mail", sa.Text(), nullable=False),
        sa.Column("restrictions", sa.Integer(), nullable=False),
        sa.Column("alone", sa.Boolean(), nullable=False),
        sa.Column("notify_totals", sa.Boolean(), nullable=False),
        sa.Column("notify_limit", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )


def _places() -> None:
    op.create_table(
        "places",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("account_key", sa.Integer(), nullable=False),
        sa.Column("group_key", sa.Integer(), nullable=True),
        sa.Column("printer_key", sa.Integer(), nullable=True),
        sa.Column("restrictions", sa.Integer(), nullable=True),
        sa.Column("from_us", sa.BigInteger(), nullable=False),
        sa.Column("to_us", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["account_key"], ["accounts.key"]),
        sa.ForeignKeyConstraint(["group_key"], ["printer_groups.key"]),
        sa.ForeignKeyConstraint(["printer_key"], ["printers.key"]),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_places_account_key", "places", ["account_key"])


def _users() -> None:
    op.create_table(
        "user_lists",
        sa.Column("printer_key", sa.Integer(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("applied", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["printer_key"], ["printers.key"]),
        sa.PrimaryKeyConstraint("printer_key"),
    )
    op.create_table(
        "users",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("printer_key", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("account_key", sa.Integer(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["printer_key"], ["printers.key"]),
        sa.ForeignKeyConstraint(["account_key"], ["accounts.key"]),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("printer_key", "name", name="users_name"),
    )
