"""What a printer answers to the PJL lines of one connection."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from emulator.parts.pjl_memory import memory_of, shown
from emulator.parts.watch import Event, watch
from emulator.printer import Printer
from emulator.protocols.pjl.environment import UNKNOWN, Environment
from emulator.protocols.pjl.info import info
from emulator.protocols.pjl.stream import Line
from emulator.protocols.pjl.unsolicited import Say, Unsolicited, message

_ARGUMENT: Final = re.compile(rb"@PJL[ \t]+\w+[ \t]*(.*)", re.IGNORECASE | re.DOTALL)
_SETTING: Final = re.compile(r"(?:LPARM\s*:\s*(\w+)\s+)?(\w+)\s*(?:=\s*(.*))?\Z", re.IGNORECASE | re.DOTALL)
_NO_SUCH_FILE: Final = "FILEERROR=3"
_LONGEST: Final = 200  # characters of a name or a value that mean something


class Dialogue:
    """One connection's. ``say`` sends answers to the client, ``mention`` what it may miss if it does not read."""

    __slots__ = ("_environment", "_leave", "_printer", "_say", "unsolicited")

    def __init__(self, printer: Printer, say: Say, mention: Say) -> None:
        self._printer = printer
        self._say = say
        self._environment = Environment(printer)
        self._leave: Callable[[], None] | None = None  # what ends the wait for somebody at the panel
        self.unsolicited = Unsolicited(printer, printer._calendar, mention)

    def hear(self, line: Line) -> None:
        """One line; most need no answer, and what nobody understands gets none."""
        heard = _COMMANDS.get(line.command)
        if heard is not None:
            found = _ARGUMENT.match(line.octets)
            heard(self, found[1] if found is not None else b"")

    def close(self) -> None:
        """The connection is over."""
        self.unsolicited.stop()
        if self._leave is not None:
            self._leave()

    # ---- questions -----------------------------------------------------------------------------------

    def _echo(self, words: bytes) -> None:
        self._say(b"@PJL ECHO " + words + b"\r\n\f")

    def _info(self, category: bytes) -> None:
        wanted = _text(category).upper()
        self._say(message(f"INFO {wanted}", info(self._printer, wanted, self._environment)))

    def _inquire(self, what: bytes) -> None:
        name, language, _ = _setting(what)
        self._say(message(f"INQUIRE {_text(what)}", (self._environment.inquire(name, language),)))

    def _dinquire(self, what: bytes) -> None:
        name, language, _ = _setting(what)
        self._say(message(f"DINQUIRE {_text(what)}", (self._environment.dinquire(name, language),)))

    def _management(self, what: bytes) -> None:
        self._say(message(f"DMINFO {_text(what)}", (UNKNOWN,)))

    def _file_query(self, what: bytes) -> None:
        self._say(message(f"FSQUERY {_text(what)}", (_NO_SUCH_FILE,)))

    def _file_upload(self, what: bytes) -> None:
        self._say(message(f"FSUPLOAD {_text(what)}", (_NO_SUCH_FILE,)))

    def _folder(self, what: bytes) -> None:
        self._say(message(f"FSDIRLIST {_text(what)}", (". TYPE=DIR", ".. TYPE=DIR")))

    # ---- settings ------------------------------------------------------------------------------------

    def _set(self, what: bytes) -> None:
        name, language, value = _setting(what)
        if not language:
            self._environment.set(name, value)

    def _default(self, what: bytes) -> None:
        name, language, value = _setting(what)
        if not language:
            self._environment.default(name, value)

    def _reset(self, _: bytes) -> None:
        self._environment.reset()

    def _initialize(self, _: bytes) -> None:
        self._environment.initialize()

    def _ustatus(self, what: bytes) -> None:
        name, _, value = _setting(what)
        self.unsolicited.want(name, value)

    def _ustatus_off(self, _: bytes) -> None:
        self.unsolicited.stop()

    # ---- the display -----------------------------------------------------------------------------------

    def _ready_message(self, what: bytes) -> None:
        text = _display(what)
        if text or self._printer.pjl is not None:
            memory_of(self._printer).show(text, self._printer.boots)

    def _operator_message(self, what: bytes) -> None:
        self._printer.go_offline(shown(_display(what)) or "offline")

    def _status_message(self, what: bytes) -> None:
        """As an operator message, and the client is told when somebody has seen to it."""
        self._operator_message(what)
        head = f"STMSG {_text(what)}"
        if self._leave is not None:
            self._leave()

        def seen(_: Event) -> None:
            if self._printer.is_on and self._printer.offline is None and self._leave is not None:
                self._leave()
                self._leave = None
                self._say(message(head, ("READY",)))

        self._leave = watch(self._printer, self._printer._calendar, seen)


def _text(octets: bytes) -> str:
    """As it goes back to the client."""
    return octets.decode("latin-1").strip()[:_LONGEST]


def _setting(octets: bytes) -> tuple[str, str, str]:
    """Name, language, value of ``[LPARM : language] name [= value]``, in upper case; empty where it is none."""
    found = _SETTING.match(_text(octets))
    if found is None:
        return "", "", ""
    return found[2].upper(), (found[1] or "").upper(), (found[3] or "").strip().strip('"').upper()


def _display(octets: bytes) -> str:
    """The text of ``DISPLAY = "text"``."""
    return octets.decode("latin-1").partition("=")[2].strip().strip('"')


_COMMANDS: Final[dict[bytes, Callable[[Dialogue, bytes], None]]] = {
    b"ECHO": Dialogue._echo,
    b"INFO": Dialogue._info,
    b"INQUIRE": Dialogue._inquire,
    b"DINQUIRE": Dialogue._dinquire,
    b"DMINFO": Dialogue._management,
    b"FSQUERY": Dialogue._file_query,
    b"FSUPLOAD": Dialogue._file_upload,
    b"FSDIRLIST": Dialogue._folder,
    b"SET": Dialogue._set,
    b"DEFAULT": Dialogue._default,
    b"JOB": Dialogue._reset,
    b"EOJ": Dialogue._reset,
    b"RESET": Dialogue._reset,
    b"INITIALIZE": Dialogue._initialize,
    b"USTATUS": Dialogue._ustatus,
    b"USTATUSOFF": Dialogue._ustatus_off,
    b"RDYMSG": Dialogue._ready_message,
    b"OPMSG": Dialogue._operator_message,
    b"STMSG": Dialogue._status_message,
}
