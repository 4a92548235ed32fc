"""SQLAlchemy tables, the ledger, settings, migrations; the only room that knows SQL."""
