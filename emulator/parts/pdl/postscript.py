"""PostScript, run by Ghostscript: pages as small bitmaps in CMYK, and what the job asks of the device.

Without Ghostscript on the machine PostScript cannot be read. A job that takes too long, or too much, is stopped; as
after an error in the program, the pages that were complete are out.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections import Counter
from functools import cache
from tempfile import TemporaryFile
from threading import Timer
from typing import IO, Final

from core.wire.items import FEEDERS
from core.wire.pages import PageRun
from core.wire.pjl import MAX_COPIES
from emulator.parts.pdl.document import UNREADABLE, Document
from emulator.parts.pdl.faces import MAX_PAGES, Ink, face, in_runs, is_colour, nearest_size
from emulator.parts.pdl.paper import media_named

TIME_LIMIT_S: Final = 10.0
_DPI: Final = 36
_MAX_DOTS: Final = 4_000_000
"""Of one page: two metres by one and a half."""
_MAX_MESSAGE: Final = 64 * 1024
_HEAD_OCTETS: Final = 64 * 1024
_COMMAND: Final = (
    *("-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-dNOPROMPT", "-K1000000", f"-r{_DPI}"),
    *("-dTextAlphaBits=4", "-dGraphicsAlphaBits=4", "-sDEVICE=pamcmyk32", "-sOutputFile=%stdout"),
)
_MARK: Final = b"@@pressroom "
# Tells what is asked of the device, in between the pages. Copies are taken out: Ghostscript would repeat each page.
_PROLOGUE: Final = """
userdict begin
/pressroom-tell { (\\n@@pressroom ) print print ( ) print 100 string cvs print (\\n) print flush } bind def
/setpagedevice {
  dup length dict copy
  dup /Duplex known { dup /Duplex get (duplex) pressroom-tell } if
  dup /NumCopies known { dup /NumCopies get (copies) pressroom-tell dup /NumCopies undef } if
  dup /MediaPosition known { dup /MediaPosition get (tray) pressroom-tell } if
  dup /MediaType known { dup /MediaType get dup type /stringtype eq
    { dup length 60 lt { (media) pressroom-tell } { pop } ifelse } { pop } ifelse } if
  systemdict /setpagedevice get exec
} bind def
statusdict begin
/setduplexmode { (duplex) pressroom-tell } bind def
/setmanagementnumber { pop } bind def
end end
"""
_SAID_COPIES: Final = re.compile(rb"^%RBINumCopies:\s*(\d{1,4})", re.MULTILINE)
_WORDS: Final = re.compile(rb"^@@pressroom (\w+) ([ -~]{0,100})\Z")


@cache
def find_ghostscript() -> str | None:
    """Where it is on this machine; None if nowhere."""
    return shutil.which("gs")


def read_postscript(body: bytes, *, time_limit_s: float = TIME_LIMIT_S) -> Document:
    """The pages of a PostScript program; none without Ghostscript, or when it prints nothing."""
    program = find_ghostscript()
    if program is None:
        return UNREADABLE
    printed = _Printed()
    with TemporaryFile() as file:
        file.write(body.strip(b"\x04"))
        file.seek(0)
        command = (program, *_COMMAND, "-c", _PROLOGUE, "-f", "-")
        process = subprocess.Popen(command, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # noqa: S603
        timer = Timer(time_limit_s, process.kill)
        timer.start()
        try:
            assert process.stdout is not None
            printed.take(process.stdout)
        finally:
            timer.cancel()
            process.kill()
            process.communicate()
    said = _SAID_COPIES.search(body[:_HEAD_OCTETS])
    copies = printed.copies or (int(said[1]) if said else 1)
    if len(printed.pages) > MAX_PAGES:
        return UNREADABLE
    return Document(in_runs(printed.pages), min(max(copies, 1), MAX_COPIES))


class _Printed:
    """Reads what Ghostscript puts out: pages as PAM, and lines between them."""

    def __init__(self) -> None:
        self.pages: list[PageRun] = []
        self.copies = 0
        self._duplex: bool | None = None
        self._tray = ""
        self._media = ""

    def take(self, out: IO[bytes]) -> None:
        """To its end, or until it is more than a printer would print."""
        while len(self.pages) <= MAX_PAGES and (line := out.readline(_MAX_MESSAGE)):
            if line == b"P7\n":
                if not self._page(out):
                    return
            elif line.startswith(_MARK):
                self._note(line.rstrip(b"\n"))

    def _note(self, line: bytes) -> None:
        found = _WORDS.match(line)
        if found is None:
            return
        name, value = found[1], found[2].decode("ascii")
        if name == b"duplex":
            self._duplex = value == "true"
        elif name == b"copies" and value.isdecimal():
            self.copies = int(value)
        elif name == b"tray":
            place = int(value) if value.isdecimal() else -1
            self._tray = FEEDERS[place] if 0 <= place < 5 else ""
        elif name == b"media":
            self._media = media_named(value)

    def _page(self, out: IO[bytes]) -> bool:
        """One bitmap; False when it is cut off or monstrous."""
        sides = {b"WIDTH": 0, b"HEIGHT": 0}
        while (line := out.readline(200)) != b"ENDHDR\n":
            if not line:
                return False
            name, _, value = line.partition(b" ")
            if name in sides and value.strip().isdigit():
                sides[name] = int(value)
        width, height = sides[b"WIDTH"], sides[b"HEIGHT"]
        if not 0 < width * height <= _MAX_DOTS:
            return False
        dots = out.read(4 * width * height)
        if len(dots) < 4 * width * height:
            return False
        kind, cover = _seen(dots)
        page = face(kind, nearest_size(width * 72 / _DPI, height * 72 / _DPI), cover, self._duplex)
        self.pages.append(page._replace(tray=self._tray, media=self._media or page.media))
        return True


_PAPER: Final = bytes(64)


def _seen(dots: bytes) -> tuple[str, tuple[int, ...]]:
    """Kind and cover of a bitmap in CMYK, four octets a dot."""
    ink = Ink()
    rest = dots.replace(_PAPER, b"")  # as in faces.count_pixels
    coloured = False
    for dot, times in Counter(memoryview(rest).cast("I")).items():
        cyan, magenta, yellow, black = memoryview(dot.to_bytes(4, sys.byteorder))
        ink.add_cmyk(cyan, magenta, yellow, black, times)
        coloured = coloured or is_colour(cyan, magenta, yellow)
    kind = "colour" if coloured else "mono" if ink.grey else "blank"
    return kind, ink.cover(kind, len(dots) // 4)
