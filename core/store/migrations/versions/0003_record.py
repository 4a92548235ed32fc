"""What records say beyond sheets and pages."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

OUTPUTS = (
    *("toner_k", "toner_c", "toner_m", "toner_y", "toner_w", "drum_k", "drum_c", "drum_m", "drum_y", "drum_w"),
    *("belt", "fuser", "staples", "tray_1", "tray_2", "tray_3", "tray_4", "tray_5", "tray_mp", "feeder_mp"),
    *("dpi_300", "dpi_600", "dpi_1200x600", "dpi_1200", "dpi_2400x600"),
    *("n_up", "process_started_s", "process_ended_s", "offline_processing_s", "offline_printing_s"),
)


def upgrade() -> None:
    # rows of before say nothing of these; their hashes cover only what is not blank
    op.add_column("job_lines", sa.Column("weight", sa.Text(), nullable=False, server_default=""))
    op.add_column("job_lines", sa.Column("white", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("job_lines", sa.Column("white_only", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("personal", sa.Column("destination", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "job_outputs",
        sa.Column("job_key", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=True) for name in OUTPUTS),
        sa.Column("white", sa.BigInteger(), nullable=False),
        sa.Column("white_only", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["job_key"], ["jobs.key"]),
        sa.PrimaryKeyConstraint("job_key"),
    )
    op.create_table(
        "job_services",
        sa.Column("job_key", sa.Integer(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("scan_colour", sa.BigInteger(), nullable=True),
        sa.Column("scan_mono", sa.BigInteger(), nullable=True),
        sa.Column("scan_size", sa.Text(), nullable=True),
        sa.Column("scan_printed", sa.Boolean(), nullable=True),
        sa.Column("seconds", sa.BigInteger(), nullable=True),
        sa.Column("mode", sa.Text(), nullable=True),
        sa.Column("flags", sa.Integer(), nullable=True),
        sa.Column("direction", sa.Text(), nullable=True),
        sa.Column("pages", sa.BigInteger(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["job_key"], ["jobs.key"]),
        sa.PrimaryKeyConstraint("job_key"),
    )
    op.add_column("printers", sa.Column("auto_export", sa.Text(), nullable=False, server_default="none"))
    _records()


def _records() -> None:
    op.create_table(
        "log_options",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "kept_names",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "name"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "export_marks",
        sa.Column("printer_key", sa.Integer(), nullable=False),
        sa.Column("through", sa.BigInteger(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["printer_key"], ["printers.key"]),
        sa.PrimaryKeyConstraint("printer_key"),
    )
    op.create_table(
        "export_files",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("root", sa.Text(), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("printer_key", sa.Integer(), nullable=False),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("torn", sa.Boolean(), nullable=False),
        sa.Column("announced_us", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["printer_key"], ["printers.key"]),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("root", "folder", "month", name="export_files_place"),
    )
    op.create_table(
        "outbox",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("delivered_us", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("outbox_waiting", "outbox", ["delivered_us", "key"], unique=False)
