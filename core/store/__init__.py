"""SQLAlchemy tables, the ledger, settings, migrations; the only room that knows SQL."""

from core.store.memory import MemoryFile
from core.store.pace import InlinePace, Pace, ThreadPace
from core.store.store import Store

__all__ = ["InlinePace", "MemoryFile", "Pace", "Store", "ThreadPace"]
