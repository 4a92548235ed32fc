"""How much of a request a session keeps."""

from __future__ import annotations

from typing import Final

HEAD_OCTETS: Final = 64 * 1024
"""Of a body that is too large: enough to see what is asked for, and whose job it is."""
