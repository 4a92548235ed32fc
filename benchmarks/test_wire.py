"""What a message, a record and a print stream cost, beside pysnmp's codec in the same run."""

from __future__ import annotations

from typing import Any

import pytest
from pyasn1.codec.ber import decoder, encoder
from pysnmp.proto import api

from core.wire import ber
from core.wire.mib import PA_LOG_FIRST, PA_LOG_NEXT, PA_LOG_RECORD, PA_LOG_STREAM, PA_OWNER_GENERATION, SYS_UPTIME
from core.wire.pages import PageRun, build_pages, parse_pages
from core.wire.pjl import PrintJob, build_stream, parse_stream
from core.wire.records import JobRecord, RecordLine, decode_record, encode_record, split_record
from core.wire.snmp import Message, Pdu, PduType, Varbind, decode_message, encode_message

PEER = api.PROTOCOL_MODULES[api.SNMP_VERSION_2C]

RECORD = JobRecord(
    *(4711, 1, 1, 1001, "Sato", "sato", "Quarterly report.pdf", "pc-12", "Writer", "9100", "print", "completed", ""),
    *(40, 80, 10, 70, (RecordLine("A4", "plain", True, 40, 10, 70),), 1774850000, 1774850003, 1774850100, 120),
)
RAW = encode_record(RECORD)

GET = Message(1, b"public", Pdu(PduType.GET, 1234567, 0, 0, (Varbind(SYS_UPTIME, ber.NULL, None),)))
RESPONSE = Message(
    1,
    b"public",
    Pdu(
        PduType.RESPONSE,
        1234567,
        0,
        0,
        tuple(
            Varbind((1, 3, 6, 1, 2, 1, 43, 11, 1, 1, column, 1, row), *value)
            for row in range(1, 6)
            for column, value in enumerate(
                (
                    (ber.INTEGER, 19),
                    (ber.OCTET_STRING, b"Toner cartridge, black"),
                    (ber.COUNTER32, 123456789),
                    (ber.GAUGE32, 80),
                    (ber.OID, (1, 3, 6, 1, 2, 1, 43, 11)),
                ),
                4,
            )
        ),
    ),
)
LOG = Message(
    1,
    b"public",
    Pdu(
        PduType.RESPONSE,
        1234567,
        0,
        0,
        (
            Varbind(PA_LOG_STREAM, ber.OCTET_STRING, bytes(range(16))),
            Varbind(PA_OWNER_GENERATION, ber.GAUGE32, 3),
            Varbind(PA_LOG_FIRST, ber.GAUGE32, 123_457),
            Varbind(PA_LOG_NEXT, ber.GAUGE32, 123_482),
            *(Varbind((*PA_LOG_RECORD, 123_457 + row), ber.OCTET_STRING, RAW) for row in range(25)),
        ),
    ),
)
MESSAGES = {"get": GET, "response of 25": RESPONSE, "log of 25": LOG}


def peer_decode(octets: bytes) -> Any:
    return decoder.decode(octets, asn1Spec=PEER.Message())


@pytest.mark.parametrize("codec", ["pressroom", "pysnmp"])
@pytest.mark.parametrize("name", MESSAGES)
def test_decode(benchmark: Any, name: str, codec: str) -> None:
    benchmark.group = f"decode a {name}"
    octets = encode_message(MESSAGES[name])
    benchmark(decode_message if codec == "pressroom" else peer_decode, octets)


@pytest.mark.parametrize("codec", ["pressroom", "pysnmp"])
@pytest.mark.parametrize("name", MESSAGES)
def test_encode(benchmark: Any, name: str, codec: str) -> None:
    benchmark.group = f"encode a {name}"
    if codec == "pressroom":
        benchmark(encode_message, MESSAGES[name])
    else:
        message, _ = peer_decode(encode_message(MESSAGES[name]))
        assert benchmark(encoder.encode, message) == encode_message(MESSAGES[name])


PAGES = build_pages([PageRun(70, "mono", "A4", "plain"), PageRun(10, "colour", "A4", "plain")])
JOB = PrintJob(1001, "Sato", "sato", "Quarterly report.pdf", "pc-12", "Writer", 1, True, True, "PRESSPAGES", PAGES)


def test_write_a_record(benchmark: Any) -> None:
    benchmark.group = "record"
    benchmark(lambda: [encode_record(part) for part in split_record(RECORD)])


def test_read_a_record(benchmark: Any) -> None:
    benchmark.group = "record"
    assert benchmark(decode_record, RAW) == RECORD


def test_build_a_stream(benchmark: Any) -> None:
    benchmark.group = "print stream"
    benchmark(build_stream, JOB)


def test_read_a_stream_and_its_pages(benchmark: Any) -> None:
    benchmark.group = "print stream"
    octets = build_stream(JOB)
    benchmark(lambda: [parse_pages(job.pages) for job in parse_stream(octets)])  # type: ignore[union-attr]
