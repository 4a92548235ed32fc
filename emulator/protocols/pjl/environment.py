"""PJL's environment variables: what a printer knows, what each may be, and what it is for the moment.

Three environments lie over one another (PJL Technical Reference Manual, chapter 3): the factory's, the user's defaults,
which DEFAULT changes and the printer keeps, and the current one, which SET changes until a job begins or ends.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from core.wire.setup import RESOLUTIONS
from emulator.models import Model
from emulator.parts.pjl_memory import memory_of
from emulator.printer import Printer

LANGUAGES: Final = ("PCL", "PCLXL", "POSTSCRIPT", "PDF")
UNKNOWN: Final = '"?"'
_MOST_COPIES: Final = 999


class Variable(NamedTuple):
    """``factory`` is what it comes with. ``choices`` are all values it can have, or lowest and highest of a range."""

    name: str
    factory: str
    choices: tuple[str, ...]
    is_range: bool = False

    def accepts(self, value: str) -> bool:
        """Whether it can have this value."""
        if not self.is_range:
            return value in self.choices
        return value.isascii() and value.isdecimal() and len(value) < 8 and self._spans(int(value))

    def _spans(self, value: int) -> bool:
        return int(self.choices[0]) <= value <= int(self.choices[1])


def _range(name: str, factory: int, lowest: int, highest: int) -> Variable:
    return Variable(name, str(factory), (str(lowest), str(highest)), is_range=True)


@lru_cache(256)
def variables(model: Model) -> dict[str, Variable]:
    """A model's variables by name."""
    trays = tuple(tray.name.replace(" ", "").upper() for tray in model.trays)
    found = (
        _range("COPIES", 1, 1, _MOST_COPIES),
        _range("QTY", 1, 1, _MOST_COPIES),
        Variable("PAPER", model.sizes[0].upper(), tuple(size.upper() for size in model.sizes)),
        Variable("MEDIASOURCE", "AUTO", ("AUTO", *trays, "MPTRAY", *(("MPFEEDER",) if model.feeder else ()))),
        Variable("MANUALFEED", "OFF", ("OFF", "ON")),
        Variable("DUPLEX", "OFF", ("OFF", "ON")),
        Variable("BINDING", "LONGEDGE", ("LONGEDGE", "SHORTEDGE")),
        Variable("ORIENTATION", "PORTRAIT", ("PORTRAIT", "LANDSCAPE")),
        Variable("RENDERMODE", *(("COLOR", ("COLOR", "GRAYSCALE")) if model.colour else ("GRAYSCALE", ("GRAYSCALE",)))),
        Variable("RESOLUTION", "600", RESOLUTIONS),
        _range("FORMLINES", 64, 5, 128),
        Variable("PERSONALITY", "AUTO", ("AUTO", *LANGUAGES)),
        _range("TIMEOUT", 40, 5, 300),
        Variable("AUTOCONT", "OFF", ("OFF", "ON")),
        Variable("LANG", "ENGLISH", ("ENGLISH",)),
    )
    return {each.name: each for each in found}


_OF_LANGUAGES: Final = {
    ("PCL", "FONTSOURCE"): "I",
    ("PCL", "FONTNUMBER"): "0",
    ("PCL", "PITCH"): "10.00",
    ("PCL", "PTSIZE"): "12.00",
    ("PCL", "SYMSET"): "PC8",
    ("POSTSCRIPT", "PRTPSERRS"): "OFF",
}


class Environment:
    """A connection's view of them."""

    __slots__ = ("_current", "_printer")

    def __init__(self, printer: Printer) -> None:
        self._printer = printer
        self._current: dict[str, str] = {}

    def set(self, name: str, value: str) -> None:
        """SET: for the current job; what it cannot be, or nobody knows, is passed over."""
        if self._accepts(name, value):
            self._current[name] = value

    def default(self, name: str, value: str) -> None:
        """DEFAULT: from now on, for every job that does not say otherwise."""
        if self._accepts(name, value):
            memory_of(self._printer).defaults[name] = value

    def reset(self) -> None:
        """A job begins or ends, or RESET: back to the defaults."""
        self._current.clear()

    def initialize(self) -> None:
        """INITIALIZE: back to what the factory set."""
        self._current.clear()
        if self._printer.pjl is not None:
            self._printer.pjl.defaults.clear()

    def inquire(self, name: str, language: str = "") -> str:
        """What it is for the moment; UNKNOWN for what this printer does not have."""
        current = None if language else self._current.get(name)
        return self.dinquire(name, language) if current is None else current

    def dinquire(self, name: str, language: str = "") -> str:
        """Its default."""
        if language:
            return _OF_LANGUAGES.get((language, name), UNKNOWN)
        known = variables(self._printer.model).get(name)
        if known is None:
            return UNKNOWN
        changed = self._printer.pjl.defaults if self._printer.pjl is not None else {}
        return changed.get(name, known.factory)

    def _accepts(self, name: str, value: str) -> bool:
        known = variables(self._printer.model).get(name)
        return known is not None and known.accepts(value)
