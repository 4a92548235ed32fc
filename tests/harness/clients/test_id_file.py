"""ID files: taken whole or refused with line numbers (CLT-02, CLT-08, JID-01)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.config.strict_yaml import BadInputFile
from core.model.errors import BadInput
from harness.clients.id_file import EMPTY, IdList, IdRow, decode_ids, parse_ids, write_ids

GOOD = [
    (b"sato,1001,Sato Yuki\n", [("sato", 1001, "Sato Yuki")]),
    (b"sato,1001", [("sato", 1001, "")]),
    (b"sato,1001,\r\nweber,1002\r\n", [("sato", 1001, ""), ("weber", 1002, "")]),
    (b"sato,1\rweber,2\r", [("sato", 1, ""), ("weber", 2, "")]),  # as a classic Mac saves it
    (b"\xef\xbb\xbfsato,1", [("sato", 1, "")]),
    (b"\n \n, ,\nsato,1\n\n", [("sato", 1, "")]),
    (b" sato , 007 , Sato \n", [("sato", 7, "Sato")]),
    (b'"o.brien",3,"O\'Brien, Pat"\n', [("o.brien", 3, "O'Brien, Pat")]),
    (b"a,1\nb,1\n", [("a", 1, ""), ("b", 1, "")]),  # several logins may share an ID
    ("山田,999999999,山田 太郎 🖨".encode(), [("山田", 999_999_999, "山田 太郎 🖨")]),
    (f"{'x' * 80},1,{'é' * 80}".encode(), [("x" * 80, 1, "é" * 80)]),
    (b"OFFICE\\sato,5", [("OFFICE\\sato", 5, "")]),
]


@pytest.mark.parametrize(("octets", "rows"), GOOD)
def test_good_files(octets, rows):
    assert [tuple(row) for row in decode_ids(octets, "ids.csv")] == rows


BAD = [
    (b"", ["1:1: nobody is in this file (one line a person: login,id[,user])"]),
    (b"\n\n", ["1:1: nobody is in this file (one line a person: login,id[,user])"]),
    (b"sato\n", ["1:1: expected login,id[,user], found 1 value"]),
    (b"a,1\nsato,1,Sato,x\n", ["2:1: expected login,id[,user], found 4 values"]),
    (b"a,1\n,2,B\n", ["2:1: the login is missing"]),
    (b"login,id\na,1", ["1:1: expected a Job Account ID (1 to 999999999), not 'id'"]),
    (b"a,0", ["1:1: a Job Account ID is 1 to 999999999, not 0 (JID-01)"]),
    (b"a,-1", ["1:1: expected a Job Account ID (1 to 999999999), not '-1'"]),
    (b"a,1.5", ["1:1: expected a Job Account ID (1 to 999999999), not '1.5'"]),
    (b"a,", ["1:1: expected a Job Account ID (1 to 999999999), not ''"]),
    ("a,１".encode(), ["1:1: expected a Job Account ID (1 to 999999999), not '１'"]),
    (b"a,1000000000", ["1:1: a Job Account ID is 1 to 999999999, not 1000000000 (JID-01)"]),
    (b"a,1," + b"x" * 81, ["1:1: user name: at most 80 characters, not 81 (JID-01)"]),
    (b"x" * 81 + b",1", ["1:1: login: at most 80 characters, not 81 (JID-01)"]),
    (b'a,1,"A ""B"""', ['1:1: user name: no quotation mark (") is allowed (JID-01)']),
    (b'a,1,A "B"', ['1:1: user name: no quotation mark (") is allowed (JID-01)']),
    (b'a,1,"A\nB"', ["2:1: user name: holds a control character"]),
    (b"a,1,A\x00B", ["1:1: user name: holds a control character"]),
    (b"a,1\nA,2", ["2:1: the login A is given twice, first in line 1"]),
    (b'a,1\nb,2,"B', ["2:1: not a line of CSV: unexpected end of data"]),
    (b"a,1\nb,2,\xff\n", ["2:1: not a text file in UTF-8 (octet 8)"]),
    (b"a,0\nb,1\nb,2\n\nc\n", ["1:1: a Job", "3:1: the login b", "5:1: expected login,id[,user], found 1 value"]),
]


@pytest.mark.parametrize(("octets", "said"), BAD)
def test_bad_files(octets, said):
    with pytest.raises(BadInputFile) as caught:
        decode_ids(octets, "ids.csv")
    found = [str(each) for each in caught.value.findings]
    assert len(found) == len(said)
    assert all(line.startswith(f"ids.csv:{start}") for line, start in zip(found, said, strict=True))


def test_a_list_finds_adds_and_deletes():
    ids = parse_ids(["Sato,1,S", "weber,2"], "ids.csv")
    assert ids.find("sato") == ids.find("SATO") == IdRow("Sato", 1, "S")
    assert ids.find("kim") is None
    assert [str(row) for row in ids.with_rows([IdRow("SATO", 9)])] == ["SATO,9", "weber,2"]
    assert [str(row) for row in ids.without("sato")] == ["weber,2"]
    with pytest.raises(BadInput):
        ids.without("kim")
    assert (len(ids), len(EMPTY)) == (2, 0)


NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters='"'), max_size=80).filter(
    lambda name: name == name.strip()
)
ROWS = st.lists(
    st.builds(IdRow, NAMES.filter(bool), st.integers(1, 999_999_999), NAMES),
    min_size=1,
    max_size=20,
    unique_by=lambda row: row.login.casefold(),
)


@given(ROWS)
def test_what_is_written_is_read(rows):
    assert list(decode_ids(write_ids(rows), "opjobac4.dat")) == rows


@given(st.binary(max_size=200) | st.text('a1,"\n\r 0', max_size=40).map(str.encode))
def test_any_octets_are_people_or_a_refusal(octets):
    try:
        ids = decode_ids(octets, "x")
    except BadInputFile:
        return
    assert isinstance(ids, IdList)
    assert list(decode_ids(write_ids(ids), "x")) == list(ids)
