"""The job record: what comes back, what is cut, what is refused."""

from __future__ import annotations

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.wire.ber import EncodeError
from core.wire.fields import WEIGHTS
from core.wire.items import DIRECTIONS, FLAGS, MODES, SERVICES, toner_level
from core.wire.records import (
    DETAILS,
    LINES_PER_RECORD,
    MAX_RECORD_OCTETS,
    STATUSES,
    TEXT_LIMITS_OCTETS,
    BadRecord,
    Communication,
    Consumption,
    Feeding,
    JobRecord,
    Processing,
    RecordLine,
    Scan,
    decode_record,
    encode_record,
    split_record,
)

BIG = 0xFFFFFFFF
LINE = RecordLine("A4", "plain", True, 40, 10, 70)
RECORD = JobRecord(
    job_number=12345,
    part=1,
    parts=1,
    account_id=1001,
    user="Satō",
    login="sato",
    document='Rechnung "März".pdf',
    host="pc-12",
    application="Writer",
    port="9100",
    function="print",
    status="aborted",
    detail="colour control",
    sheets=40,
    pages=80,
    colour=10,
    mono=70,
    lines=(LINE,),
    received_s=1774850000,
    started_s=1774850003,
    ended_s=1774850100,
    utc_offset_min=120,
)
BLANK = JobRecord(1, 1, 1, 0, "", "", "", "", "", "", "print", "completed", "", 0, 0, 0, 0, (), None, None, None, None)


def changed(raw: bytes, **fields: object) -> bytes:
    """The record with fields of its map replaced, named k0, k1 …; None takes one out."""
    read = cbor2.loads(raw)
    for name, value in fields.items():
        read.pop(int(name[1:]), None)
        if value is not None:
            read[int(name[1:])] = value
    return cbor2.dumps(read)


def test_the_keys_on_the_wire() -> None:
    """LOG-02: the keys are for ever; a reader of another make needs no more than this table."""
    assert cbor2.loads(encode_record(RECORD._replace(part=2, parts=3, cut=("document",), function="copy"))) == {
        0: 1,
        1: 12345,
        2: 2,
        3: 3,
        4: 1001,
        5: "Satō",
        6: "sato",
        7: 'Rechnung "März".pdf',
        8: "pc-12",
        9: "Writer",
        10: "9100",
        11: "copy",
        12: 2,
        13: 4,
        14: 40,
        15: 80,
        16: 10,
        17: 70,
        18: [["A4", "plain", True, 40, 10, 70]],
        19: 1774850000,
        20: 1774850003,
        21: 1774850100,
        22: 120,
        23: ["document"],
    }


def test_the_groups_of_items_on_the_wire() -> None:
    """LOG-02, LOG-07: each group is an array of its own, a line has three numbers more where they say something."""
    record = BLANK._replace(
        function="fax send",
        service="fax",
        white=2,
        white_only=1,
        lines=(RecordLine("A4 horizontal", "plain", False, 3, 2, 0, "heavy", 2, 1), LINE),
        consumption=Consumption((1, 2, 0, 0), (4,), 4, 2, 1),
        feeding=Feeding((0, 3), (0, 3), 2),
        processing=Processing(10, None, 5, 6),
        scan=Scan(1, 2, "A4", printed=True),
        communication=Communication(62, "send", "+49 30 1234", ("manual", "f-code"), "call", 3, "0000"),
    )
    assert cbor2.loads(encode_record(record)) == {
        0: 1,
        1: 1,
        11: "fax send",
        12: 0,
        18: [["A4 horizontal", "plain", False, 3, 2, 0, 6, 2, 1], ["A4", "plain", True, 40, 10, 70]],
        24: "fax",
        25: 2,
        26: 1,
        27: [[1, 2, 0, 0], [4], 4, 2, 1],
        28: [[0, 3], [0, 3], 2],
        29: [10, None, 5, 6],
        30: [1, 2, "A4", True],
        31: [62, 1, "+49 30 1234", 9, 1, 3, "0000"],
    }
    assert decode_record(encode_record(record)) == record


def test_the_level_of_a_coverage() -> None:
    """LOG-07: 0 %, up to 5, 15, 30, 60, above, in permille."""
    coverages = (0, 1, 50, 51, 150, 151, 300, 301, 600, 601, 1000)
    assert [toner_level(permille) for permille in coverages] == [0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]


def test_what_has_its_default_is_left_out() -> None:
    assert cbor2.loads(encode_record(BLANK)) == {0: 1, 1: 1, 12: 0}
    assert decode_record(encode_record(BLANK)) == BLANK


def test_times_are_blank_while_the_clock_is_not_set() -> None:
    """ACQ-06."""
    record = RECORD._replace(received_s=None, started_s=None, ended_s=None, utc_offset_min=None)
    assert decode_record(encode_record(record)) == record


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("detail", DETAILS)
def test_statuses(status: str, detail: str) -> None:
    """LOG-04."""
    record = RECORD._replace(status=status, detail=detail)
    assert decode_record(encode_record(record)) == record


def test_fields_of_a_newer_version_are_kept() -> None:
    raw = changed(encode_record(RECORD), k0=7, k40={"toner": [1, 2]}, k41=-1)
    found = decode_record(raw)
    assert isinstance(found, JobRecord)
    assert found._replace(unknown=()) == RECORD
    assert dict(found.unknown) == {0: 7, 40: {"toner": [1, 2]}, 41: -1}
    assert cbor2.loads(encode_record(found)) == cbor2.loads(raw)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"k0": None}, "version, job number or status is missing"),
        ({"k1": None}, "version, job number or status is missing"),
        ({"k12": None}, "version, job number or status is missing"),
        ({"k0": 0}, "version 0"),
        ({"k0": "1"}, "version '1'"),
        ({"k1": 0}, "field 1 (job_number) holds 0"),
        ({"k1": True}, "field 1 (job_number) holds True"),
        ({"k2": 3, "k3": 2}, "part 3 of 2"),
        ({"k4": -1}, "field 4 (account_id) holds -1"),
        ({"k5": b"Sato"}, "field 5 (user) holds b'Sato'"),
        ({"k12": 4}, "field 12 (status) holds 4"),
        ({"k12": "completed"}, "field 12 (status) holds 'completed'"),
        ({"k13": 7}, "field 13 (detail) holds 7"),
        ({"k14": 1.0}, "field 14 (sheets) holds 1.0"),
        ({"k15": 1 << 32}, "field 15 (pages) holds 4294967296"),
        ({"k18": [["A4", "plain", 1, 1, 1, 1]]}, "field 18 (lines) holds [['A4', 'plain', 1, 1, 1, 1]]"),
        ({"k18": [["A4", "plain", True, 1, 1]]}, "field 18 (lines) holds [['A4', 'plain', True, 1, 1]]"),
        ({"k18": [["A4", "plain", True, 1, 1, -1]]}, "field 18 (lines) holds [['A4', 'plain', True, 1, 1, -1]]"),
        ({"k18": [[4, "plain", True, 1, 1, 1]]}, "field 18 (lines) holds [[4, 'plain', True, 1, 1, 1]]"),
        ({"k18": {}}, "field 18 (lines) holds {}"),
        ({"k19": 1 << 50}, f"field 19 (received_s) holds {1 << 50}"),
        ({"k22": 841}, "field 22 (utc_offset_min) holds 841"),
        ({"k23": "document"}, "field 23 (cut) holds 'document'"),
        ({"k23": [1]}, "field 23 (cut) holds [1]"),
        ({"k18": [["A4", "plain", True, 1, 1, 1, 10, 0, 0]]}, "field 18 (lines) holds"),
        ({"k18": [["A4", "plain", True, 1, 1, 1, 0, 0, -1]]}, "field 18 (lines) holds"),
        ({"k18": [["A4", "plain", True, 1, 1, 1, 0]]}, "field 18 (lines) holds"),
        ({"k24": 1}, "field 24 (service) holds 1"),
        ({"k27": [[6], [], 0, 0, 0]}, "field 27 (consumption) holds [[6], [], 0, 0, 0]"),
        ({"k27": [[], [0] * 6, 0, 0, 0]}, "field 27 (consumption) holds"),
        ({"k27": [[], [], 0, 0]}, "field 27 (consumption) holds [[], [], 0, 0]"),
        ({"k28": [[0] * 8, [], 1]}, "field 28 (feeding) holds"),
        ({"k28": [[], [], 0]}, "field 28 (feeding) holds [[], [], 0]"),
        ({"k29": [None, 1 << 50, 0, 0]}, "field 29 (processing) holds"),
        ({"k29": [None, None, -1, 0]}, "field 29 (processing) holds"),
        ({"k30": [1, 1, "A4", 1]}, "field 30 (scan) holds [1, 1, 'A4', 1]"),
        ({"k31": [0, 8, "", 0, 0, 0, ""]}, "field 31 (communication) holds"),
        ({"k31": [0, 0, "", 32, 0, 0, ""]}, "field 31 (communication) holds"),
        ({"k31": [0, 0, "", 0, 3, 0, ""]}, "field 31 (communication) holds"),
        ({"k-1": 1}, "key -1 is no number of a field"),
    ],
)
def test_refused_fields(fields: dict[str, object], reason: str) -> None:
    raw = changed(encode_record(RECORD), **fields)
    found = decode_record(raw)
    assert isinstance(found, BadRecord)
    assert found.raw == raw
    assert found.reason.startswith(reason)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xf6",
        b"\x80",
        b"\xa0",
        b"\xff",
        encode_record(RECORD)[:-1],
        encode_record(RECORD) + b"\0",
        b"\xa3\x00\x01\x01\x01\x0c\x00\x00",
        b"\xa4\x00\x01\x01\x01\x0c\x00\x01\x02",  # a key twice
        b"\xbf\x00\x01\x01\x01\x0c\x00\xff",  # a map without end
        b"\xa4\x00\x01\x01\x01\x0c\x00\xf5\x01",  # true for a key, which Python takes for 1
        b"\xa4\x00\x01\x01\x01\x0c\x00\x80\x01",
        b"\xa4\x00\x01\x01\x01\x0c\x00\x18\x28" + b"\x81" * 40 + b"\0",  # arrays within arrays
        b"\xa4\x00\x01\x01\x01\x0c\x00\x18\x28\xc5\x82\x1b\x7f\xff\xff\xff\xff\xff\xff\xff\x01",  # 2 ** huge
        b"\xa4\x00\x01\x01\x01\x0c\x00\x18\x28\xd8\x23\x63(a+",  # a regular expression
        b"\xa4\x00\x01\x01\x01\x0c\x00\x18\x28\xd8\x1e\x82\x01\x00",  # 1 / 0
        b"\xa4\x00\x01\x01\x01\x0c\x00\x05\x62\xc3\x28",  # no UTF-8
        b"\xbb\x7f\xff\xff\xff\xff\xff\xff\xff",
        b"\x5b\x7f\xff\xff\xff\xff\xff\xff\xff",
        cbor2.dumps({0: 1, 1: 1, 12: 0, 40: "x" * MAX_RECORD_OCTETS}),
    ],
)
def test_refused_octets(raw: bytes) -> None:
    found = decode_record(raw)
    assert isinstance(found, BadRecord)
    assert found.raw == raw
    assert found.reason


def test_what_no_record_holds_is_not_written() -> None:
    for wrong in (
        RECORD._replace(status="cancelled"),
        RECORD._replace(detail="unknown"),
        RECORD._replace(lines=(LINE,) * 9),
        RECORD._replace(document="x" * 1200),
        RECORD._replace(document="\ud800"),
        RECORD._replace(lines=(LINE._replace(weight="feather"),)),
        RECORD._replace(communication=Communication(mode="shout")),
    ):
        with pytest.raises(EncodeError):
            encode_record(wrong)


# splitting and cutting


@pytest.mark.parametrize(("lines", "parts"), [(0, [0]), (1, [1]), (8, [8]), (9, [8, 1]), (20, [8, 8, 4])])
def test_many_lines_make_several_records(lines: int, parts: list[int]) -> None:
    """LOG-06: totals are those of the job in every part, so that nobody adds them up."""
    record = RECORD._replace(lines=tuple(LINE._replace(sheets=number) for number in range(lines)))
    split = split_record(record)
    assert [len(part.lines) for part in split] == parts
    assert [(part.part, part.parts) for part in split] == [(number + 1, len(parts)) for number in range(len(parts))]
    assert sum((part.lines for part in split), ()) == record.lines
    assert {part._replace(part=1, parts=1, lines=()) for part in split} == {record._replace(lines=())}


@pytest.mark.parametrize(("name", "limit"), TEXT_LIMITS_OCTETS.items())
def test_texts_are_cut_at_a_characters_border_and_it_is_said(name: str, limit: int) -> None:
    for text, kept in (
        ("x" * limit, limit),
        ("x" * (limit + 1), limit),
        ("ü" * (limit // 2), limit // 2),
        ("x" + "ü" * limit, 1 + (limit - 1) // 2),
        ("😀" * limit, limit // 4),
    ):
        (part,) = split_record(RECORD._replace(**{name: text}))
        assert getattr(part, name) == text[:kept]
        assert part.cut == ((name,) if kept < len(text) else ())
        assert decode_record(encode_record(part)) == part


def test_long_texts_give_way_to_many_lines() -> None:
    """8 lines always fit, because servers reckon with 8 lines a record."""
    line = RecordLine("Letter horizontal", "transparency", True, 1000, 1000, 1000, "heavy", 1000, 1000)
    record = RECORD._replace(lines=(line,) * 8, document="d" * 400, application="a" * 128, host="h" * 128)
    (part,) = split_record(record)
    assert len(part.lines) == 8
    assert part.cut == ("document",)
    assert 80 <= len(part.document) < 400
    assert len(encode_record(part)) <= MAX_RECORD_OCTETS


def test_the_largest_record_fits() -> None:
    text = "€" * 400
    line = RecordLine(text, text, True, BIG, BIG, BIG, "ultra heavy 3", BIG, BIG)
    instant = (1 << 40) - 1
    record = JobRecord(
        *(BIG, 1, 1, BIG, text, text, text, text, text, text, text, "abnormal completed", "mono printing"),
        *(BIG, BIG, BIG, BIG, (line,) * 30, instant, instant, instant, -840),
        service=text,
        white=BIG,
        white_only=BIG,
        consumption=Consumption((5,) * 5, (BIG,) * 5, BIG, BIG, BIG),
        feeding=Feeding((BIG,) * 7, (BIG,) * 5, BIG),
        processing=Processing(-instant, -instant, BIG, BIG),
        scan=Scan(BIG, BIG, text, printed=True),
        communication=Communication(BIG, MODES[-1], text, FLAGS, "receipt", BIG, text),
    )
    for part in split_record(record):
        raw = encode_record(part)
        assert len(raw) <= MAX_RECORD_OCTETS
        assert decode_record(raw) == part
        texts = ("user", "login", "document", "host", "application", "port", "function")
        assert part.cut == (*texts, "lines", "service", "scan", "communication")


def test_a_text_with_half_a_character_is_mended_when_cut() -> None:
    (part,) = split_record(RECORD._replace(document="\ud800" + "x" * 400))
    assert part.document == "?" + "x" * 399


COUNTS = st.integers(0, BIG)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
INSTANTS = st.none() | st.integers(-(1 << 40), 1 << 40)
LINES = st.builds(
    RecordLine,
    TEXTS.map(lambda t: t[:4]),
    TEXTS.map(lambda t: t[:6]),
    st.booleans(),
    *(COUNTS, COUNTS, COUNTS, st.sampled_from(WEIGHTS), COUNTS, COUNTS),
)
LEVELS = st.lists(st.integers(0, 5), max_size=5).map(tuple)


def counts(most: int) -> st.SearchStrategy[tuple[int, ...]]:
    return st.lists(COUNTS, max_size=most).map(tuple)


RECORDS = st.builds(
    JobRecord,
    job_number=st.integers(1, BIG),
    part=st.just(1),
    parts=st.just(1),
    account_id=COUNTS,
    status=st.sampled_from(STATUSES),
    detail=st.sampled_from(DETAILS),
    lines=st.lists(LINES, max_size=30).map(tuple),
    utc_offset_min=st.none() | st.integers(-840, 840),
    cut=st.just(()),
    unknown=st.just(()),
    **dict.fromkeys(("user", "login", "document", "host", "application", "port", "function"), TEXTS),
    **dict.fromkeys(("sheets", "pages", "colour", "mono"), COUNTS),
    **dict.fromkeys(("received_s", "started_s", "ended_s"), INSTANTS),
    service=st.sampled_from(SERVICES),
    white=COUNTS,
    white_only=COUNTS,
    consumption=st.none() | st.builds(Consumption, LEVELS, counts(5), COUNTS, COUNTS, COUNTS),
    feeding=st.none() | st.builds(Feeding, counts(7), counts(5), st.integers(1, BIG)),
    processing=st.none() | st.builds(Processing, INSTANTS, INSTANTS, COUNTS, COUNTS),
    scan=st.none() | st.builds(Scan, COUNTS, COUNTS, st.sampled_from(("", "A4")), st.booleans()),
    communication=st.none()
    | st.builds(
        Communication,
        *(COUNTS, st.sampled_from(MODES), TEXTS.map(lambda t: t[:20])),
        st.sets(st.sampled_from(FLAGS)).map(lambda names: tuple(name for name in FLAGS if name in names)),
        *(st.sampled_from(DIRECTIONS), COUNTS, st.sampled_from(("", "C0001"))),
    ),
)


@given(RECORDS)
@settings(max_examples=200, deadline=None)
def test_every_job_makes_records_that_come_back(record: JobRecord) -> None:
    parts = split_record(record)
    assert len(parts) == max(1, -(-len(record.lines) // LINES_PER_RECORD))
    for part in parts:
        raw = encode_record(part)
        assert len(raw) <= MAX_RECORD_OCTETS
        assert decode_record(raw) == part
        for name in TEXT_LIMITS_OCTETS:
            assert getattr(record, name).startswith(getattr(part, name))
            assert (getattr(record, name) != getattr(part, name)) == (name in part.cut)


@given(RECORDS, st.data())
@settings(max_examples=300, deadline=None)
def test_records_with_octets_changed(record: JobRecord, data: st.DataObject) -> None:
    raw = bytearray(encode_record(split_record(record)[0]))
    for _ in range(data.draw(st.integers(1, 3))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    check_total(bytes(raw))


@given(st.binary(max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_octets_at_all(raw: bytes) -> None:
    check_total(raw)
    check_total(b"\xa4\x00\x01\x01\x01\x0c\x00\x18\x28" + raw)


def check_total(raw: bytes) -> None:
    found = decode_record(raw)
    if isinstance(found, BadRecord):
        assert found.raw == raw
    else:
        assert isinstance(encode_record(found), bytes)
