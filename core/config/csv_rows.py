"""CSV files that an operator imports: accounts (JID-03), people (JID-04) and printers (PRN-04).

UTF-8, with or without a byte order mark, values separated by commas, in quotation marks where they hold a comma;
blank lines count for nothing. There is no line of headings. A file is read to its end, and every mistake in it is told.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from typing import Final, Generic, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from core.config.complaints import explain
from core.config.people import PersonSettings
from core.config.settings import HIGHEST_ID, AccountSettings, PrinterSettings
from core.config.strict_yaml import Finding
from core.wire.user_table import same_user, user_problem

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)

ACCOUNT_LINE: Final = "name,id[,mail]"
PERSON_LINE: Final = "name[,mail]"
PRINTER_LINE: Final = "address[,name]"
USER_LINE: Final = "name,id"
MOST_FINDINGS: Final = 50
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_NUMBER: Final = re.compile(r"\d{1,15}", re.ASCII)


class Line(NamedTuple):
    """One line that is not blank: its number from 1, and its values without the blanks around them."""

    number: int
    cells: tuple[str, ...]


class CsvFile(NamedTuple, Generic[T]):
    """What a file holds, by line numbers. With any ``findings`` none of it is to be used."""

    rows: tuple[tuple[int, T], ...]
    findings: tuple[Finding, ...]


def read_accounts(octets: bytes, file: str) -> CsvFile[AccountSettings]:
    """Accounts, ``name,id[,mail]`` a line (JID-01, JID-03). What is in the file twice is for the reader to see."""
    return read_lines(octets, file, ACCOUNT_LINE, _account)


def read_people(octets: bytes, file: str) -> CsvFile[PersonSettings]:
    """People without an ID, ``name[,mail]`` a line (JID-04). Whose name is there already is for the reader to see."""
    return read_lines(octets, file, PERSON_LINE, _person)


class UserLine(NamedTuple):
    """A panel user's name and ID."""

    name: str
    id: int


def read_users(octets: bytes, file: str) -> CsvFile[UserLine]:
    """Panel users, ``name,id`` a line (JID-11). Nobody may be in it twice."""
    names: dict[str, int] = {}

    def once(line: Line) -> UserLine | str:
        name, number = line.cells
        if problem := user_problem(name):
            return f"name: {problem}"
        if not _NUMBER.fullmatch(number) or not 1 <= int(number) <= HIGHEST_ID:
            return f"id: expected a whole number from 1 to {HIGHEST_ID}, found {number!r}"
        if (first := names.setdefault(same_user(name), line.number)) != line.number:
            return f"name: {name} is in line {first} already"
        return UserLine(name, int(number))

    return read_lines(octets, file, USER_LINE, once)


def read_printers(octets: bytes, file: str) -> CsvFile[PrinterSettings]:
    """Printers, ``address[,name]`` a line (PRN-04); without a name it is the address. Nothing may be in it twice."""
    addresses: dict[str, int] = {}
    names: dict[str, int] = {}

    def once(line: Line) -> PrinterSettings | str:
        printer = _printer(line)
        if isinstance(printer, str):
            return printer
        address = f"{printer.address}:{printer.port}"
        for what, value, seen in (("address", address, addresses), ("name", printer.name, names)):
            if (first := seen.setdefault(value, line.number)) != line.number:
                return f"{what}: {value} is in line {first} already"
        return printer

    return read_lines(octets, file, PRINTER_LINE, once)


def lines_of(octets: bytes, file: str) -> Iterator[Line | Finding]:
    """The lines of a file, or what is wrong with them; never raises."""
    try:
        text = octets.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        number = octets.count(b"\n", 0, error.start) + 1
        yield Finding(file, number, 1, f"not a text in UTF-8 (octet {error.start})", "save it as CSV in UTF-8")
        return
    reader = csv.reader(io.StringIO(text, newline=None), strict=True, skipinitialspace=True)
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            why = "a quotation mark is never closed" if "unexpected end" in str(error) else f"not CSV: {error}"
            yield Finding(file, number, 1, why, 'a value in quotation marks ends with one: "Ann, Ms",1001')
            continue
        if cells is None:
            return
        if any(_CONTROL.search(cell.strip("\t ")) for cell in cells):
            yield Finding(file, number, 1, "a value holds a line break, a tabulator or another control character")
        elif any(cell.strip() for cell in cells):
            yield Line(number, tuple(cell.strip() for cell in cells))


def read_lines(octets: bytes, file: str, form: str, meaning: Callable[[Line], T | str]) -> CsvFile[T]:
    """A file whose lines have this form; ``meaning`` gives what a line means, or what is wrong with it."""
    rows: list[tuple[int, T]] = []
    findings: list[Finding] = []
    least, most = form.split("[", maxsplit=1)[0].count(",") + 1, form.count(",") + 1
    for line in lines_of(octets, file):
        if isinstance(line, Finding):
            findings.append(line)
        elif not least <= len(line.cells) <= most:
            hint = "separate the values with commas" if any(";" in cell for cell in line.cells) else ""
            count = "1 value" if len(line.cells) == 1 else f"{len(line.cells)} values"
            findings.append(Finding(file, line.number, 1, f"expected {form}, found {count}", hint))
        else:
            row = meaning(line)
            if isinstance(row, str):
                findings.append(Finding(file, line.number, 1, row))
            else:
                rows.append((line.number, row))
    if not rows and not findings:
        findings.append(Finding(file, 1, 1, "there is nothing in this file", f"expected lines {form}"))
    return CsvFile(tuple(rows), tuple(findings[:MOST_FINDINGS]))


def _account(line: Line) -> AccountSettings | str:
    name, number, mail = (*line.cells, "")[:3]
    if not _NUMBER.fullmatch(number) or not 1 <= int(number) <= HIGHEST_ID:
        return f"id: expected a whole number from 1 to {HIGHEST_ID}, found {number!r}"
    if not name:
        return "name: missing"
    return _valid(AccountSettings, {"id": number, "name": name, "mail": mail or None})


def _person(line: Line) -> PersonSettings | str:
    name, mail = (*line.cells, "")[:2]
    return _valid(PersonSettings, {"name": name, "mail": mail or None}) if name else "name: missing"


def _printer(line: Line) -> PrinterSettings | str:
    address, name = (*line.cells, "")[:2]
    if not address or re.search(r"\s", address):
        return f"address: expected a host name or an IP address, found {address!r}"
    return _valid(PrinterSettings, {"address": address, "name": name or address})


def _valid(model: type[M], values: dict[str, str | None]) -> M | str:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        first = explain(error, model)[0]
        where = ".".join(map(str, first.where))
        return f"{where}: {first.message}" if where else first.message
