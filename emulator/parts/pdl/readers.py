"""Which reader a language has, under all the names by which PJL's ENTER LANGUAGE and signatures call it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from emulator.parts.pdl.document import Document
from emulator.parts.pdl.hiperc import read_hiperc
from emulator.parts.pdl.jpeg import read_jpeg
from emulator.parts.pdl.pcl5 import read_pcl5
from emulator.parts.pdl.pclxl import read_pclxl
from emulator.parts.pdl.postscript import read_postscript
from emulator.parts.pdl.raster import read_pwg, read_urf

_ANOTHER_PDF: Final = re.compile(rb"(?<=%%EOF)[\0\t\n\f\r ]*(?=%PDF-\d)")


def _read_pdf(body: bytes) -> Document:
    """One file, or several behind each other: CUPS's socket backend sends a raw job once for each copy."""
    from emulator.parts.pdl.pdf import read_pdf  # needs libraries that take their time to load

    files = [read_pdf(file) for file in _ANOTHER_PDF.split(body)]
    if len(files) > 1 and not all(files):
        return Document(read_pdf(body))
    return Document(tuple(run for file in files for run in file))


READERS: Final[dict[str, Callable[[bytes], Document]]] = {
    "PDF": _read_pdf,
    "HIPERC": read_hiperc,
    "JPEG": read_jpeg,
    "PWGRASTER": read_pwg,
    "URF": read_urf,
    **dict.fromkeys(("POSTSCRIPT", "PS", "POSTSCRIPT2", "POSTSCRIPT3"), read_postscript),
    **dict.fromkeys(("PCLXL", "PCL6"), read_pclxl),
    **dict.fromkeys(("PCL", "PCL3", "PCL5", "PCL5E", "PCL5C", "TEXT", "ASCII"), read_pcl5),
}
