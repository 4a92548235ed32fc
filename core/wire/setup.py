"""How a job wants to be printed: tray, resolution, pages on a face, staples; and the PJL lines that say so.

MEDIASOURCE and RESOLUTION are lines of real drivers; NUP and STAPLES are of our own making.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Setup(NamedTuple):
    """How a job wants to be printed, beside copies and sides: the first of each is what nobody asked for.

    ``tray`` is one of ``items.FEEDERS``, "" automatic; ``dpi`` one of :data:`RESOLUTIONS`; ``n_up``, pages on a face,
    one of :data:`N_UPS`; ``staples`` for each set, 0 to 2; ``paper`` the size of pages that do not say one, "" the
    printer's own.
    """

    tray: str = ""
    dpi: str = "600"
    n_up: int = 1
    staples: int = 0
    paper: str = ""


STANDARD: Final = Setup()
RESOLUTIONS: Final = ("300", "600", "1200x600", "1200", "2400x600")
N_UPS: Final = (1, 2, 4, 6, 8, 9, 16)
MAX_STAPLES: Final = 2
_SOURCES: Final = {
    **{f"TRAY{number}": f"tray {number}" for number in range(1, 6)},
    "MPTRAY": "multi-purpose tray",
    "MPFEEDER": "multi-purpose feeder",
}
_PAPERS: Final = {
    "A3": "A3",
    "A4": "A4",
    "A5": "A5",
    "JISB4": "B4",
    "JISB5": "B5",
    "B4": "B4",
    "B5": "B5",
    "LETTER": "Letter",
    "LEGAL": "Legal",
    "LEDGER": "Tabloid",
    "TABLOID": "Tabloid",
    "SRA3": "SRA3",
    "SRA4": "SRA4",
}
_PAPER_OF: Final = {size: paper for paper, size in _PAPERS.items()}
_SOURCE_OF: Final = {tray: source for source, tray in _SOURCES.items()}
SETUP_NAMES: Final = frozenset(("MEDIASOURCE", "RESOLUTION", "NUP", "STAPLES", "PAPER"))


def read_setup(settings: dict[str, str]) -> Setup:
    """What is asked for of it; what nobody can give counts as not asked for."""
    resolution = settings.get("RESOLUTION", "").strip().lower()
    n_up, staples = _number(settings.get("NUP", "")), _number(settings.get("STAPLES", ""))
    return Setup(
        _SOURCES.get(settings.get("MEDIASOURCE", "").strip().upper(), STANDARD.tray),
        resolution if resolution in RESOLUTIONS else STANDARD.dpi,
        n_up if n_up in N_UPS else STANDARD.n_up,
        min(staples, MAX_STAPLES),
        _PAPERS.get(settings.get("PAPER", "").strip().upper(), STANDARD.paper),
    )


def setup_lines(setup: Setup) -> list[bytes]:
    """The PJL lines that ask for it; none for what nobody asked for."""
    lines = []
    if setup.tray:
        lines.append(f"@PJL SET MEDIASOURCE={_SOURCE_OF[setup.tray]}")
    if setup.dpi != STANDARD.dpi:
        lines.append(f"@PJL SET RESOLUTION={setup.dpi}")
    if setup.n_up != STANDARD.n_up:
        lines.append(f"@PJL SET NUP={setup.n_up}")
    if setup.staples:
        lines.append(f"@PJL SET STAPLES={setup.staples}")
    if setup.paper:
        lines.append(f"@PJL SET PAPER={_PAPER_OF[setup.paper]}")
    return [line.encode() for line in lines]


def _number(text: str) -> int:
    text = text.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0
