"""The control file of an LPD job: whose it is, and which data files print how often (RFC 1179 section 7)."""

from __future__ import annotations

from typing import Final, NamedTuple

from core.wire.pjl import PrintJob
from emulator.parts.intake import MAX_COPIES, NOTHING_SAID

PRINTS: Final = frozenset("cdfglnoprtvz")
"""Commands that print a data file, in one format or another; a printer finds the format out by itself."""
_LONGEST: Final = 1024
_MOST_FILES: Final = 100


class DataFile(NamedTuple):
    """One data file: how often it prints, and what it was called on the host it comes from."""

    name: str
    copies: int
    title: str


class ControlFile(NamedTuple):
    """What a control file says. The class, the banner page, indentation and mail are for spoolers, not for printers."""

    host: str
    user: str
    job_name: str
    files: tuple[DataFile, ...]

    def said(self, file: DataFile) -> PrintJob:
        """What it says of one of its files."""
        document = self.job_name or file.title
        return NOTHING_SAID._replace(
            user=self.user, login=self.user, host=self.host, document=document, copies=file.copies
        )


def parse_control(octets: bytes) -> ControlFile:
    """Read it; lines that say nothing to a printer are passed over, and of what is there twice the first holds."""
    said: dict[str, str] = {}
    copies: dict[str, int] = {}
    titles: dict[str, str] = {}
    last = ""
    for line in _text(octets).splitlines():
        command, operand = line[:1], line[1:].strip()[:_LONGEST]
        if command in PRINTS:
            if operand in copies or len(copies) < _MOST_FILES:
                copies[operand] = min(copies.get(operand, 0) + 1, MAX_COPIES)
                last = operand
        elif command == "N" and last:
            titles.setdefault(last, operand)
        elif command == "N":  # some clients name the file before they print it
            said.setdefault("N", operand)
        else:
            said.setdefault(command, operand)
    if "N" in said and copies:
        titles.setdefault(next(iter(copies)), said["N"])
    files = tuple([DataFile(name, times, titles.get(name, "")) for name, times in copies.items()])
    return ControlFile(said.get("H", ""), said.get("P", ""), said.get("J", ""), files)


def _text(octets: bytes) -> str:
    try:
        return octets.decode()
    except UnicodeDecodeError:
        return octets.decode("latin-1")
