"""The web page's thread."""

from __future__ import annotations

from core.chance import Chance
from core.clock import Calendar
from core.config.settings import ServerSettings


class WebPage:
    """Serves."""

    def __init__(self, settings: ServerSettings, calendar: Calendar, chance: Chance) -> None: ...

    def close(self) -> None:
        """End."""
