"""Writing files so that nobody ever sees half of one."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from core.model.errors import BadInput


def check_place(path: Path, *, folder: bool = False) -> None:
    """Raises BadInput where a file (or a ``folder`` of files) cannot be written; looks only, and makes nothing."""
    nearest = next(each for each in (path, *path.parents) if each.exists())
    if nearest != path:
        if not nearest.is_dir():
            raise BadInput(str(path), f"{nearest} is a file, not a folder")
    elif folder != path.is_dir():
        raise BadInput(str(path), "this is a file, not a folder" if folder else "this is a folder, not a file")
    elif path.is_file():  # it is replaced, which is a matter of its folder
        nearest = path.parent
    if not os.access(nearest, os.W_OK | (os.X_OK if nearest.is_dir() else 0)):
        raise BadInput(str(path), "cannot be written: permission denied", "choose another place")


def write_whole(path: str | Path, content: str | bytes) -> Path:
    """Write a file in one stroke: beside its place first, then renamed. Folders on the way are made.

    Whatever interrupts it, Ctrl-C included, leaves the old file or none. A link stays a link, and what is no file
    (/dev/stdout, a pipe) is written to as it stands.
    """
    octets = content.encode() if isinstance(content, str) else content
    target = Path(path)
    if target.exists() and not target.is_file() and not target.is_dir():
        with target.open("wb") as device:
            device.write(octets)
        return target
    target = target.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(octets)
        Path(beside).chmod(0o644)
        Path(beside).replace(target)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    return Path(path)
