"""The files of one LPD connection, until control file and data files are together (RFC 1179 section 6)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from core.wire.pjl import PrintJob
from emulator.parts.intake import NOTHING_SAID
from emulator.protocols.lpd.control import ControlFile, parse_control

MOST_FILES: Final = 200


class Document(NamedTuple):
    """A data file that can print. ``overflow``: it is only the beginning of more than fits into memory."""

    data: bytes
    overflow: bool
    said: PrintJob


class Spool:
    """What has come so far. A data file prints when its control file has come too, whichever came first."""

    __slots__ = ("_controls", "_data")

    def __init__(self) -> None:
        self._controls: list[ControlFile] = []
        self._data: dict[str, tuple[bytes, bool]] = {}

    @property
    def octets(self) -> int:
        """In files that wait."""
        return sum([len(data) for data, _ in self._data.values()])

    @property
    def is_full(self) -> bool:
        """Whether nobody needs so many files."""
        return len(self._controls) + len(self._data) >= MOST_FILES

    def control(self, octets: bytes) -> None:
        """A control file is complete."""
        self._controls.append(parse_control(octets))

    def data(self, name: str, octets: bytes, *, overflow: bool) -> None:
        """A data file is complete."""
        self._data[name] = octets, overflow

    def abort(self) -> None:
        """The client thinks better of it."""
        self._controls.clear()
        self._data.clear()

    def ready(self) -> Iterator[Document]:
        """What can print now, in the order of the control files; it is in the spool no more."""
        for control in list(self._controls):
            left = []
            for file in control.files:
                if file.name in self._data:
                    yield Document(*self._data.pop(file.name), control.said(file))
                else:
                    left.append(file)
            self._controls.remove(control)
            if left:
                self._controls.append(control._replace(files=tuple(left)))

    def rest(self) -> Iterator[Document]:
        """The connection is over: data files that no control file speaks of print too, as nobody's."""
        for data, overflow in self._data.values():
            yield Document(data, overflow, NOTHING_SAID)
        self.abort()
