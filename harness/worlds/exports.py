"""Files of automatic export in memory, appended by the same rules as those on a disk."""

from __future__ import annotations

from pathlib import PurePosixPath

from core.services.export_files import joined


class MemoryExports:
    """Files by path; they outlive the server that writes them."""

    def __init__(self) -> None:
        self.files: dict[PurePosixPath, bytes] = {}

    async def append(self, path: PurePosixPath, *, known: int, torn: bool, head: bytes, body: bytes) -> int:
        """See :class:`core.services.export_files.ExportFiles`."""
        now = self.files.get(path, b"")
        now = now[:known] if torn else now
        self.files[path] = now + joined(now[-2:], head, body)
        return len(self.files[path])
