"""Policies by name, what printers should hold of them, and the history of what was in force (POL-05, POL-08)."""

from sqlalchemy import Index, Table

from core.store.tables.columns import big, flag, key, metadata, octets, ref, text, whole

# what the operator has put together, to be applied to printers
policies = Table("policies", metadata, key(), whole("kind"), text("name"), flag("others"), whole("policy"))

# what a printer should hold: the whole table as the wire carries it
printer_policies = Table(
    "printer_policies",
    metadata,
    ref("printer_key", "printers.key", primary_key=True),
    whole("revision"),
    octets("content"),
    whole("applied_revision"),
)

# contents of the tables that were ever in force, packed, each once
table_contents = Table("table_contents", metadata, key(), octets("digest"), octets("packed"))

# append-only: from ``at_us`` on the server knew that a printer had these tables; NULL: it holds none from us
in_force = Table(
    "in_force",
    metadata,
    key(),
    ref("printer_key", "printers.key"),
    big("at_us"),
    ref("ids_key", "table_contents.key", nullable=True),
    text("exceeded"),  # JSON [ID, …]
    ref("policies_key", "table_contents.key", nullable=True),
)
Index("in_force_by_printer", in_force.c.printer_key, in_force.c.at_us)
Index("table_contents_by_digest", table_contents.c.digest, unique=True)
