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
