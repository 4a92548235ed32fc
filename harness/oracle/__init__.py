"""Recomputes what the ledger must hold; standard library only."""
