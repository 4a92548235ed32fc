"""Print streams as drivers send them to port 9100: PJL lines with the job's account data, then the pages.

Read leniently, as real drivers differ in spaces, quotes, line ends and case (CLT-01, JID-13); written as an
OKI-like driver writes. Two things are of our own making: the line ``OKIJOBACCOUNTID``, since none is public,
and the exact form of a text (``DATA="DocumentName*=…"``) that PJL's quotes cannot hold as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple
from urllib.parse import unquote_to_bytes

from core.wire import drivers
from core.wire.ber import EncodeError
from core.wire.drivers import MAX_ACCOUNT_ID
from core.wire.languages import language_of
from core.wire.setup import SETUP_NAMES, STANDARD, Setup, read_setup, setup_lines

UEL: Final = b"\x1b%-12345X"
"""Universal Exit Language: ends whatever was before, and lets PJL be spoken."""
MAX_LINE_OCTETS: Final = 16384
MAX_COPIES: Final = 999


class PrintJob(NamedTuple):
    """What one job of a stream says of itself; ``account_id`` is None when it carries none (JID-02).

    ``pages`` is the body in ``language``; the language is empty when nobody can tell.
    """

    account_id: int | None
    user: str
    login: str
    document: str
    host: str
    application: str
    copies: int
    duplex: bool
    colour: bool
    language: str
    pages: bytes
    setup: Setup = STANDARD
    auth_user: str = ""  # who logs in with it at the printer, and the password (JID-13)
    auth_password: str = ""
    hold: str | None = None  # secure print: until somebody releases it, with this code unless "" (KMA-07)


class BadStream(NamedTuple):
    """A stream that cannot be read as jobs: the octet at which that shows, and why."""

    offset: int
    reason: str


_LINE: Final = re.compile(rb"[ \t\r\n\0]*(@PJL(?![A-Z])[^\n]*)\n?", re.IGNORECASE)
_NOTHING: Final = re.compile(rb"[ \t\r\n\f\0\x04]*\Z")
_COMMAND: Final = re.compile(r"@PJL\s+(\w+)\s*(.*)", re.IGNORECASE | re.DOTALL)
_SET: Final = re.compile(r"(?:LPARM\s*:\s*\w+\s+)?(\w+)\s*(=?)\s*(.*)", re.IGNORECASE | re.DOTALL)
_PAIR: Final = re.compile(r'(\w+)\s*=\s*(?:"(.*?)"(?=\s+\w+\s*=|\s*$)|([^\s"]+))', re.DOTALL)
_UNSAFE: Final = re.compile(r'[%"\x00-\x1f\x7f]')
_UNHELD: Final = re.compile(r'["\x00-\x1f\x7f]')

_BOUNDARIES: Final = frozenset(("JOB", "EOJ", "RESET", "INITIALIZE"))
_REMEMBERED_OCTETS: Final = 256
_POSTSCRIPT: Final = frozenset(("POSTSCRIPT", "PS"))
_GREY: Final = frozenset(("GRAYSCALE", "GREYSCALE", "MONO", "MONOCHROME", "BW"))


def parse_stream(data: bytes) -> list[PrintJob] | BadStream:
    """The jobs of a whole stream in their order. Data without PJL is one job that says nothing of itself."""
    jobs: list[PrintJob] = []
    header = _Header()
    at = 0
    while at < len(data):
        end = data.find(UEL, at)
        if end < 0:
            end = len(data)
        language = ""
        while not language and (match := _LINE.match(data, at, end)):
            line = match[1]
            if len(line) > MAX_LINE_OCTETS:
                return BadStream(match.start(1), f"a PJL line of more than {MAX_LINE_OCTETS} octets")
            language = header.take(_known_line(line) if len(line) <= _REMEMBERED_OCTETS else _read_line(line))
            at = match.end()
        if not _NOTHING.match(data, at, end):
            jobs.append(header.job(language, data[at:end]))
            header.end_of_body()
        at = end + len(UEL)
    return jobs


def ticket_places(data: bytes) -> list[int]:
    """Where lines can be put into a stream so that they hold for its jobs: behind the PJL of each, before it ENTERs."""
    places = []
    at = 0
    while at < len(data):
        end = data.find(UEL, at)
        if end < 0:
            end = len(data)
        place, language = at, ""
        while not language and (match := _LINE.match(data, at, end)):
            language = _read_line(match[1]).language if len(match[1]) <= MAX_LINE_OCTETS else ""
            at = match.end()
            if not language:
                place = at
        if not _NOTHING.match(data, at, end):
            places.append(place)
        at = end + len(UEL)
    return places


class _Line(NamedTuple):
    """What one PJL line says: its command, the settings it makes, and the language if it enters one."""

    command: str
    settings: tuple[tuple[str, str], ...] = ()
    language: str = ""


_SILENT: Final = _Line("")


def _read_line(octets: bytes) -> _Line:
    found = _COMMAND.match(_text(octets))
    if found is None:
        return _SILENT
    command, rest = found[1].upper(), found[2].rstrip()
    if command == "SET":
        return _Line(command, tuple(_settings(rest)))
    if command == "ENTER":
        return _Line(command, (), _unquoted(rest.partition("=")[2]).upper())
    if command == "JOBNAME":
        return _Line(command, (("PJL JOBNAME", _unquoted(rest.lstrip("= \t"))),))
    if command == "JOB":
        return _Line(command, tuple(_pairs("JOB ", rest)))
    return _Line(command)


_known_line: Final = lru_cache(2048)(_read_line)
"""Most lines of a day's jobs are the same few, but for the document's name."""


def _settings(rest: str) -> Iterable[tuple[str, str]]:
    setting = _SET.match(rest)
    if setting is None:
        return ()
    name, value = setting[1].upper(), setting[3]
    if name == "JOBATTR":
        return (_attribute(value),)
    if setting[2]:
        return ((name, _unquoted(value)),)
    # SET OKIAUXJOBINFO DATA="DocumentName=…", SET OKIJOBACCOUNTJOB USERID="…" JOBNAME="…"
    if name == "OKIAUXJOBINFO":
        return (_attribute(value.partition("=")[2]),)
    return _pairs(f"{name} ", value)


def _attribute(quoted: str) -> tuple[str, str]:
    name, _, value = _unquoted(quoted).partition("=")
    name = name.strip().upper()
    if name.endswith("*"):
        return name, _text(unquote_to_bytes(value))
    return name, value


def _pairs(prefix: str, text: str) -> Iterable[tuple[str, str]]:
    return [(prefix + name.upper(), quoted or bare) for name, quoted, bare in _PAIR.findall(text)]


class _Header:
    """What the PJL lines so far said. It holds for one body, between JOB and EOJ for all of them."""

    def __init__(self) -> None:
        self.settings: dict[str, str] = {}
        self.inside_job = False

    def take(self, line: _Line) -> str:
        """Note a line; gives the language if it enters one."""
        if line.command in _BOUNDARIES:
            self.settings.clear()
            self.inside_job = line.command == "JOB"
        if line.settings:
            self.settings.update(line.settings)
        return line.language

    def job(self, language: str, body: bytes) -> PrintJob:
        """The job with this body."""
        first, settings = self._first, self.settings
        account = settings.get("OKIJOBACCOUNTID", "")
        job = PrintJob(
            _number(account, MAX_ACCOUNT_ID),
            first("USERNAME*", "OKIJOBACCOUNTJOB USERID", "USERNAME", "JOBACCT8", "JOBACCT1"),
            first("LOGINNAME*", "LOGINNAME", "HOSTLOGINNAME", "JOBACCT1", "JOBACCT8"),
            first("DOCUMENTNAME*", "DOCUMENTNAME", "OKIJOBACCOUNTJOB JOBNAME", "JOBNAME", "PJL JOBNAME", "JOB NAME"),
            first("COMPUTERNAME*", "COMPUTERNAME", "JOBACCT2"),
            first("APPLICATIONNAME*", "APPLICATIONNAME", "JOBACCT6"),
            min((_number(settings.get("COPIES", "")) or 1) * (_number(settings.get("QTY", "")) or 1), MAX_COPIES),
            settings.get("DUPLEX", "").upper() == "ON",
            settings.get("RENDERMODE", "").upper() not in _GREY and settings.get("PLANESINUSE") != "1",
            language if language not in {"", "AUTO"} else language_of(body),
            body,
            STANDARD if SETUP_NAMES.isdisjoint(settings) else read_setup(settings),
            first("AUTHUSER*", "AUTHUSER"),
            first("AUTHPASSWORD*", "AUTHPASSWORD"),
        )
        if not drivers.NAMES.isdisjoint(settings):
            job = _filled(job, drivers.pjl_words(settings))
        if job.language in _POSTSCRIPT:
            job = _filled(job, drivers.postscript_words(body))
        return job

    def end_of_body(self) -> None:
        """Forget what held for one body only."""
        if not self.inside_job:
            self.settings.clear()

    def _first(self, *names: str) -> str:
        for name in names:
            value = self.settings.get(name)
            if value:
                return value
        return ""


def _filled(job: PrintJob, said: drivers.Said) -> PrintJob:
    """A job, and what a driver says of it where nothing was said yet. Name and password belong together."""
    fields = said._asdict()
    if job.auth_user:
        del fields["auth_user"], fields["auth_password"]
    own = job._asdict()
    return job._replace(**{name: value for name, value in fields.items() if own[name] in {None, ""}})


def _text(octets: bytes) -> str:
    try:
        return octets.decode()
    except UnicodeDecodeError:
        return octets.decode("latin-1")


def _unquoted(value: str) -> str:
    value = value.strip()
    if value.startswith('"'):
        return value[1:-1] if value.endswith('"') and len(value) > 1 else value[1:]
    return value


def _number(text: str, most: int = 99999) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 12 and int(text) <= most else None


def build_stream(job: PrintJob) -> bytes:
    """The stream an OKI-like driver sends for this job. Raises EncodeError for what would not be read back."""
    if UEL in job.pages:
        raise EncodeError("the pages hold the Universal Exit Language sequence, which would end them")
    return build_header(job) + job.pages + UEL


def build_header(job: PrintJob) -> bytes:
    """What stands before the pages in :func:`build_stream`; UEL stands behind them. Raises EncodeError."""
    lines = [
        *account_lines(job),
        b"@PJL SET COPIES=%d" % job.copies,
        b"@PJL SET DUPLEX=" + (b"ON" if job.duplex else b"OFF"),
        b"@PJL SET RENDERMODE=" + (b"COLOR" if job.colour else b"GRAYSCALE"),
    ]
    if job.setup != STANDARD:
        lines += setup_lines(job.setup)
    if job.hold is not None:
        lines += [b"@PJL SET HOLD=ON", b"@PJL SET HOLDTYPE=PRIVATE", *_hold_key(job.hold)]
    if job.language:
        lines.append(b"@PJL ENTER LANGUAGE=" + job.language.encode())
    return UEL + b"\r\n".join(lines) + b"\r\n"


def _hold_key(code: str) -> list[bytes]:
    lines = [f'@PJL SET HOLDKEY="{_held(code)}"']
    if _UNHELD.search(code):
        lines.append(f'@PJL SET OKIAUXJOBINFO DATA="HoldKey*={_UNSAFE.sub(_percent, code)}"')
    return [line.encode(errors="replace") for line in lines if code]


def account_lines(job: PrintJob, *, exact: bool = False) -> list[bytes]:
    """The PJL lines that say whose job it is and what it is called. Raises EncodeError for a text that is too long.

    ``exact`` writes every text in the form of our own too, which outdoes what lines before it said.
    """
    lines = []
    if job.account_id is not None:
        lines.append(f'@PJL SET OKIJOBACCOUNTID="{job.account_id}"')
    lines.append(f'@PJL SET OKIJOBACCOUNTJOB USERID="{_held(job.user)}" JOBNAME="{_held(job.document)}"')
    for name, value, elsewhere in (
        ("UserName", job.user, True),
        ("DocumentName", job.document, False),
        ("ComputerName", job.host, False),
        ("LoginName", job.login, False),
        ("ApplicationName", job.application, False),
        ("AuthUser", job.auth_user, False),
        ("AuthPassword", job.auth_password, False),
    ):
        if value and not elsewhere:
            lines.append(f'@PJL SET OKIAUXJOBINFO DATA="{name}={_held(value)}"')
        if exact or _UNHELD.search(value):
            lines.append(f'@PJL SET OKIAUXJOBINFO DATA="{name}*={_UNSAFE.sub(_percent, value)}"')
    encoded = [line.encode(errors="replace") for line in lines]
    if max(map(len, encoded)) > MAX_LINE_OCTETS:
        raise EncodeError(f"a text too long for a PJL line of {MAX_LINE_OCTETS} octets")
    return encoded


def _held(text: str) -> str:
    """The text as PJL's quotes can hold it: a quote or a control character becomes a space."""
    return _UNHELD.sub(" ", text)


def _percent(match: re.Match[str]) -> str:
    return f"%{ord(match[0]):02X}"
