"""ID files of hidden mode, and the list of people that client software keeps (CLT-02, CLT-04, CLT-08).

One line a person, ``login,id[,user]``: CSV in UTF-8, as an editor or a spreadsheet saves it. A user name left out is
the login. The server's export ``opjobac4.dat`` and the import of the Mac OS X list have the same lines. A file is taken
as a whole or not at all.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from core.config.strict_yaml import BadInputFile, Finding
from core.model.errors import BadInput
from harness.clients.identity import id_of, wrong_name

EXPORT_NAME: Final = "opjobac4.dat"
"""What the server calls the file that it exports for clients (CLT-08)."""
_MOST_FINDINGS: Final = 50


class IdRow(NamedTuple):
    """Whose jobs a login's are; ``user`` empty means the login."""

    login: str
    id: int
    user: str = ""

    def __str__(self) -> str:
        out = io.StringIO()
        csv.writer(out, lineterminator="").writerow([self.login, self.id, *([self.user] if self.user else [])])
        return out.getvalue()


class IdList:
    """People by login, in the order of their lines. It never changes; what changes it gives a new one.

    Logins are the same whatever their case, as the systems that people log in to have it.
    """

    def __init__(self, rows: Iterable[IdRow] = ()) -> None:
        self._rows = {_key(row.login): row for row in rows}

    def __iter__(self) -> Iterator[IdRow]:
        return iter(self._rows.values())

    def __len__(self) -> int:
        return len(self._rows)

    def find(self, login: str) -> IdRow | None:
        """The row of a login, if it has one."""
        return self._rows.get(_key(login))

    def with_rows(self, rows: Iterable[IdRow]) -> IdList:
        """These added; a login that is there already gets its new ID and name."""
        return IdList([*self, *rows])

    def without(self, login: str) -> IdList:
        """One deleted. Raises BadInput for a login that is not there."""
        if self.find(login) is None:
            raise BadInput("login", f"{login!r} is not in the list")
        return IdList(row for row in self if _key(row.login) != _key(login))


EMPTY: Final = IdList()


def decode_ids(octets: bytes, name: str) -> IdList:
    """The people of an ID file by this name. Raises BadInputFile with every mistake and its line."""
    try:
        text = octets.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = octets.count(b"\n", 0, error.start) + 1
        raise BadInputFile([Finding(name, line, 1, f"not a text file in UTF-8 (octet {error.start})")]) from None
    return parse_ids(io.StringIO(text, newline=None), name)


def parse_ids(lines: Iterable[str], name: str) -> IdList:
    """As :func:`decode_ids`, from lines of text. Blank lines are skipped; no line at all is a mistake."""
    findings: list[Finding] = []
    seen: dict[str, int] = {}
    rows: list[IdRow] = []
    reader = csv.reader(lines, strict=True, skipinitialspace=True)
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            row = _row([cell.strip() for cell in cells])
            if isinstance(row, IdRow):
                first = seen.setdefault(_key(row.login), reader.line_num)
                if first == reader.line_num:
                    rows.append(row)
                    continue
                row = f"the login {row.login} is given twice, first in line {first}"
            findings.append(Finding(name, reader.line_num, 1, row))
    except csv.Error as error:
        findings.append(Finding(name, reader.line_num, 1, f"not a line of CSV: {error}"))
    if not rows and not findings:
        findings.append(Finding(name, 1, 1, "nobody is in this file", "one line a person: login,id[,user]"))
    if findings:
        raise BadInputFile(findings[:_MOST_FINDINGS])
    return IdList(rows)


def _row(cells: list[str]) -> IdRow | str:
    """The person of a line, or what is wrong with it."""
    if len(cells) not in {2, 3}:
        return f"expected login,id[,user], found {len(cells)} {'value' if len(cells) == 1 else 'values'}"
    login, number, user = cells[0], id_of(cells[1]), cells[2] if len(cells) == 3 else ""
    if not login:
        return "the login is missing"
    wrong = wrong_name("login", login) or wrong_name("user name", user)
    if wrong:
        return wrong
    return number if isinstance(number, str) else IdRow(login, number, user)


def write_ids(rows: Iterable[IdRow]) -> bytes:
    """The file with these people, as :func:`decode_ids` reads it."""
    return "".join(f"{row}\r\n" for row in rows).encode()


def _key(login: str) -> str:
    return login.casefold()
