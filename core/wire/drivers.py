"""What makers' drivers say of a job beside the lines that all understand: account, user, secure print (KMA-06, KMA-07).

PJL lines of Konica Minolta, Ricoh, Samsung, Sharp, HP and Fuji Xerox; comments and operators of Ricoh, Kyocera and
Xerox in PostScript; and the comments of every PostScript document. Where several speak, the one that is named first
counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

MAX_ACCOUNT_ID: Final = 999_999_999
MAX_TEXT: Final = 1024
_HEAD_OCTETS: Final = 64 * 1024


class Said(NamedTuple):
    """What was said; ``hold``: None to print at once, else until somebody releases it, with this code unless ""."""

    account_id: int | None = None
    user: str = ""
    login: str = ""
    document: str = ""
    host: str = ""
    auth_user: str = ""
    auth_password: str = ""
    hold: str | None = None


NOTHING: Final = Said()

_ACCOUNTS: Final = ("USERCODE", "ACCOUNTNUMBER", "KMSECTIONKEY2", "KMPSECTIONKEY2", "KMSECTIONNAME", "KMPSECTIONNAME")
_USERS: Final = ("USERID", "ACCOUNTING_INFORMATION_USERID", "KMUSERNAME", "KMPUSERNAME", "@LUNA", "KMJOBID")
_LOG_INS: Final = (
    ("KMUSERNAME", "KMUSERKEY2"),
    ("KMPUSERNAME", "KMPUSERKEY"),
    ("ACCOUNTING_INFORMATION_USERID", "ACCOUNTING_INFORMATION_PASSWORD"),
)
NAMES: Final = frozenset((*_ACCOUNTS, *_USERS, "@JOAU", "HOLD", "HOLDKEY", "BOXHOLDTYPE"))
"""Settings of PJL for which it is worth while to ask :func:`pjl_words`."""
_ENCRYPTED: Final = "2"
_PUBLIC: Final = "PUBLIC"
_NO_HOLD: Final = frozenset(("", "OFF", "REPRINT"))


def pjl_words(settings: Mapping[str, str]) -> Said:
    """What the PJL settings of a job say, by their upper-case names."""
    encrypted = settings.get("KMCOETYPE", "").strip() == _ENCRYPTED
    names = [name for name in _ACCOUNTS if not (encrypted and "KEY" in name)]
    user, _, host = settings.get("@JOAU", "").removeprefix("@").partition("\\")
    auth_user = auth_password = ""
    for name, key in _LOG_INS:
        if not auth_user and settings.get(name, "").upper() != _PUBLIC and not encrypted:
            auth_user, auth_password = settings.get(name, ""), settings.get(key, "")
    return Said(
        account_id=next((number for name in names if (number := account_in(settings.get(name, "")))), None),
        user=next((settings[name] for name in _USERS if settings.get(name)), user),
        login=user,
        host=host,
        auth_user=auth_user,
        auth_password=auth_password,
        hold=_held(settings),
    )


def _held(settings: Mapping[str, str]) -> str | None:
    """Secure print: HOLD with a key, or one that waits for its owner at the panel.

    BOXHOLDTYPE=PRIVATE comes with every log-in of Konica Minolta's drivers (KMCERTSERVTYPE) and holds nothing there.
    """
    boxed = settings.get("BOXHOLDTYPE", "").upper() == "PRIVATE" and "KMCERTSERVTYPE" not in settings
    if settings.get("HOLD", "").upper() in _NO_HOLD and not boxed:
        return None
    return settings.get("HOLDKEY*", settings.get("HOLDKEY", ""))


_OPERATORS: Final = re.compile(
    rb"/usrcode\s*\((?P<usrcode>\d{1,9})\)\s*def"
    rb"|\((?P<ricoh>[^()\\\r\n]{1,200})\)\s*usrcode\s*\(\d*\)\s*\{\s*setuserinfo\s*\}"
    rb"|/lppswd\s*\((?P<lppswd>\d{1,16})\)\s*def"
    rb"|\((?P<kyocera>\d{1,9})\)\s*statusdict\s*/setmanagementnumber\s"
    rb"|/HostLoginName\s*\((?P<login>[^()\\\r\n]{1,200})\)"
    rb"|/HostName\s*\((?P<host>[^()\\\r\n]{1,200})\)"
    rb"|^%XRXaccount:[ \t]*(?P<xerox>\d{1,9})[ \t]*$"
    rb"|^%XRXsenderName:[ \t]*(?P<sender>[^\r\n]{1,200})"
    rb"|^%%For:[ \t]*(?P<dscfor>[^\r\n]{1,250})"
    rb"|^%%Title:[ \t]*(?P<title>[^\r\n]{1,250})",
    re.MULTILINE,
)


def postscript_words(body: bytes) -> Said:
    """What comments and operators at the head of a PostScript document say; of each the first."""
    head = body[:_HEAD_OCTETS].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    found: dict[str, str] = {}
    for match in _OPERATORS.finditer(head):
        name = match.lastgroup or ""
        found.setdefault(name, _text(match[name]).strip())
    if not found:
        return NOTHING
    accounts = (account_in(found.get(name, "")) for name in ("usrcode", "kyocera", "xerox"))
    return Said(
        account_id=next((number for number in accounts if number), None),
        user=found.get("ricoh") or found.get("sender") or _unquoted(found.get("dscfor", "")),
        login=found.get("login", ""),
        document=_unquoted(found.get("title", "")),
        host=found.get("host", ""),
        hold=found.get("lppswd"),
    )


def account_in(text: str) -> int | None:
    """The Job Account ID that is this number; zero, as drivers write it where nobody entered one, is none."""
    text = text.strip()
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else 0
    return number if 0 < number <= MAX_ACCOUNT_ID else None


def _unquoted(text: str) -> str:
    """A text of a document comment, which may be a PostScript string."""
    if text.startswith("(") and text.endswith(")"):
        text = text[1:-1].replace("\\(", "(").replace("\\)", ")").replace("\\\\", "\\")
    return text[:MAX_TEXT]


def _text(octets: bytes) -> str:
    try:
        return octets.decode()
    except UnicodeDecodeError:
        return octets.decode("latin-1")
