"""What changes with every acquisition of a printer, kept apart so that it costs little."""

from __future__ import annotations

from core.model.printers import PrinterRow


class PrinterStatus:
    """How a printer's acquisition goes; ``unsaved``: not all of it is written yet; ``moved``: its row is behind."""

    __slots__ = (
        "acquired_us",
        "key",
        "last_attempt_us",
        "last_error",
        "last_success_us",
        "moved",
        "previous_us",
        "records_fetched",
        "registered_us",
        "unlogged",
        "unsaved",
    )

    def __init__(self, row: PrinterRow) -> None:
        self.key = row.key
        self.unsaved = False
        self.load(row)

    def load(self, row: PrinterRow) -> None:
        """Take over what the printer's row says."""
        self.registered_us = row.registered_us
        self.acquired_us = row.acquired_us
        self.previous_us = row.previous_us
        self.last_success_us = row.last_success_us
        self.last_attempt_us = row.last_attempt_us
        self.last_error = row.last_error
        self.records_fetched = row.records_fetched
        self.unlogged = row.unlogged
        self.moved = False

    def before(self, acquired_us: int) -> int:
        """The acquisition before the one at ``acquired_us`` that stored jobs; the registration before all."""
        last_us = self.acquired_us
        if last_us == acquired_us:  # an earlier batch of the same acquisition
            last_us = self.previous_us
        return self.registered_us if last_us is None else last_us

    def attempted(self, at_us: int, error: str) -> None:
        """An attempt ended, without an error or with this one."""
        self.last_attempt_us = at_us
        self.last_error = error
        if not error:
            self.last_success_us = at_us
        self.unsaved = self.moved = True
