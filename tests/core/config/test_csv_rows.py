"""CSV imports: a file is good as a whole, or every mistake in it is told with its line (JID-03, PRN-04)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.config.csv_rows import MOST_FINDINGS, read_accounts, read_printers
from core.config.settings import HIGHEST_ID


def accounts(text: str | bytes) -> list[tuple[int, str, int, str | None]]:
    file = read_accounts(text.encode() if isinstance(text, str) else text, "people.csv")
    assert file.findings == ()
    return [(number, row.name, row.id, row.mail) for number, row in file.rows]


def told(text: str | bytes, read=read_accounts) -> list[str]:
    return [str(finding) for finding in read(text.encode() if isinstance(text, str) else text, "f.csv").findings]


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"], ids=["plain", "with a byte order mark"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_files_as_editors_and_spreadsheets_save_them(start: bytes, end: str) -> None:
    """JID-03."""
    text = end.join(["Ann,1001,ann@example.org", "", '"Berg, Bo", 1002', " ,, ", f"Ça,{HIGHEST_ID},"])
    expected = [(1, "Ann", 1001, "ann@example.org"), (3, "Berg, Bo", 1002, None), (5, "Ça", HIGHEST_ID, None)]
    assert accounts(start + text.encode()) == expected


@pytest.mark.parametrize(
    "name", ["山田 太郎", "Ольга", "محمد", "👩‍👩‍👧 family", "x" * 80, "字" * 80, "e\u0301" * 40, "O'Neil; R&D"]
)
def test_names_in_any_script(name: str) -> None:
    """JID-01: up to 80 characters, whatever they are."""
    assert accounts(f"{name},7") == [(1, name, 7, None)]


BAD_ACCOUNTS = [
    ("Ann", "expected name,id[,mail], found 1 value"),
    ("Ann;1001", "expected name,id[,mail], found 1 value (separate the values with commas)"),
    ("Ann,1,a@b,more", "expected name,id[,mail], found 4 values"),
    (",1001", "name: missing"),
    (f"{'x' * 81},1", "name: expected at most 80 characters, found "),
    (f"{'字' * 81},1", "name: expected at most 80 characters, found "),
    ('"Ann ""A"" B",1', 'name: no quotation mark (") is allowed (JID-01)'),
    ("Unregistered ID,1", "belongs to an ID that always exists (JID-02)"),
    ("Ann,0", f"id: expected a whole number from 1 to {HIGHEST_ID}, found '0'"),
    ("Ann,-1", "id: expected a whole number"),
    ("Ann,1000000000", "id: expected a whole number"),
    ("Ann," + "9" * 400, "id: expected a whole number"),
    ("Ann,1.5", "id: expected a whole number"),
    ("Ann,1e3", "id: expected a whole number"),
    ("Ann,٣", "id: expected a whole number"),
    ("Ann,", "id: expected a whole number"),
    ("name,id", "id: expected a whole number from 1 to 999999999, found 'id'"),
    ("Ann,1,nobody", "mail: expected a mail address such as ann@example.org, found 'nobody'"),
    ("Ann,1,a@b@c", "mail: expected a mail address"),
    ("Ann,1," + "a" * 250 + "@b.org", "mail: expected a mail address"),
    ('"Ann,1', "a quotation mark is never closed"),
    ('"Ann"a,1', "not CSV: "),
    ("An\x00n,1", "control character"),
    ("An\x07n,1", "control character"),
    ('"An\nn",1', "a line break"),
]


@pytest.mark.parametrize(("line", "why"), BAD_ACCOUNTS, ids=[repr(line[:12]) for line, _ in BAD_ACCOUNTS])
def test_a_bad_line_is_told_by_its_number(line: str, why: str) -> None:
    """JID-03: the others are good, and do not help."""
    (finding,) = told(f"Good,5\n\n{line}\n" + ("" if line.startswith('"Ann,') else "Also good,6\n"))
    assert finding.startswith("f.csv:3:1: ")
    assert why in finding


def test_every_bad_line_is_told() -> None:
    assert [line.split(":")[1] for line in told('a,b\nBo,2\n"x"y,3\nc\nCy,4')] == ["1", "3", "4"]
    assert len(told("bad\n" * 1_000)) == MOST_FINDINGS


@pytest.mark.parametrize("text", [b"", b"\n\n", b"\xef\xbb\xbf", b" , \n"])
def test_an_empty_file_is_a_mistake(text: bytes) -> None:
    assert told(text) == ["f.csv:1:1: there is nothing in this file (expected lines name,id[,mail])"]


@pytest.mark.parametrize("text", ["Ann,1\nM\xfcller,2\n".encode("latin-1"), "A,1\nB,2".encode("utf-16")])
def test_other_encodings_are_told(text: bytes) -> None:
    assert "not a text in UTF-8" in told(text)[0]


def test_printers() -> None:
    """PRN-04."""
    file = read_printers(b"10.0.0.1\n10.0.0.2:1161,Lobby\nprinter.example.org,\n", "p.csv")
    assert file.findings == ()
    assert [(number, row.address, row.port, row.name) for number, row in file.rows] == [
        (1, "10.0.0.1", 161, "10.0.0.1"),
        (2, "10.0.0.2", 1161, "Lobby"),
        (3, "printer.example.org", 161, "printer.example.org"),
    ]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (",Lobby", "address: expected a host name or an IP address, found ''"),
        ("10.0.0. 7", "address: expected a host name"),
        ("a,b,c", "expected address[,name], found 3 values"),
        (f"10.0.0.7,{'x' * 81}", "name: expected at most 80 characters"),
        ("10.0.0.7:99999", "port: expected at most 65535"),
        ("10.0.0.1", "address: 10.0.0.1:161 is in line 1 already"),
        ("10.0.0.1:161,b", "address: 10.0.0.1:161 is in line 1 already"),
        ("10.0.0.7,first", "name: first is in line 1 already"),
    ],
)
def test_a_bad_printer_is_told_by_its_number(line: str, why: str) -> None:
    """PRN-04."""
    (finding,) = told(f"10.0.0.1,first\n{line}\n10.0.0.9\n", read_printers)
    assert finding.startswith("f.csv:2:1: ")
    assert why in finding


@given(st.binary(max_size=200) | st.text(max_size=100).map(lambda text: text.encode("utf-8", "replace")))
def test_no_file_is_too_odd(octets: bytes) -> None:
    """Whatever the octets: rows that hold, or findings with lines; never an exception."""
    for read in (read_accounts, read_printers):
        file = read(octets, "f.csv")
        assert file.rows or file.findings
        assert all(finding.line >= 1 for finding in file.findings)
