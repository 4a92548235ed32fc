from __future__ import annotations

import pytest

from core.devices.accounting import AccountingDevice
from core.devices.logreader import BATCH_RECORDS
from core.devices.port import Fetch, StreamEntry
from core.model.errors import DeviceError, NoResponse
from core.model.ledger import Position
from core.model.printers import UnloggedCounters
from core.wire import ber
from core.wire.mib import PA_LOG_RECORD, StreamCause
from core.wire.snmp import Message, PduType, Varbind, decode_message, encode_message

STREAM = b"S" * 16
NEW = b"T" * 16


def fetch(bench, position, serial=7, *, first=None) -> Fetch:
    async def test() -> Fetch:
        device = AccountingDevice(bench.manager, bench.target, generation=4, max_message=bench.printer.max_message)
        if first:
            await first(device)
        bench.network.sent.clear()
        return await device.fetch(position, serial)

    return bench.run(test)


def at(through: int, stream: bytes = STREAM) -> Position:
    return Position(stream, through, 0)


def sequences(found: Fetch) -> list[int]:
    return [sequence for sequence, _ in found.records]


def test_nothing_new_costs_one_small_datagram_each_way(bench) -> None:
    bench.printer.add_records(9)
    replies: list[bytes] = []

    async def often(device) -> None:
        for _ in range(8):
            await device.fetch(at(9), 7)

    handle = bench.printer.handle
    bench.printer.handle = lambda data: (replies.append(handle(data)), replies[-1])[1]
    found = fetch(bench, at(9), first=often)
    assert found == Fetch(STREAM, b"", 0, 1, 10, 7, [], False)
    assert len(bench.network.sent) == 1
    assert len(bench.network.sent[0]) < 250
    assert len(replies[-1]) < 350


def test_a_normal_hour_fits_one_round_trip(bench) -> None:
    bench.printer.add_records(10)
    found = fetch(bench, at(0))
    assert sequences(found) == list(range(1, 11))
    assert found.records[0] == (1, b"\0\0\0\1" * 45)
    assert not found.more
    assert len(bench.network.sent) == 1


def test_a_new_position_reads_the_history_of_streams_and_the_counters(bench) -> None:
    bench.printer.add_records(2)
    bench.printer.unlogged = [1, 2, 3, 4, 5]
    found = fetch(bench, None, None)
    assert sequences(found) == [1, 2]
    assert found.streams == (StreamEntry(STREAM, 3, StreamCause.FORMATTED),)
    assert found.unlogged == UnloggedCounters(7, 1, 2, 3, 4, 5)


def test_many_records_come_in_full_messages(bench) -> None:
    bench.printer.add_records(100)
    found = fetch(bench, at(0))
    assert sequences(found) == list(range(1, 101))
    assert not found.more
    assert len(bench.network.sent) <= 5


def test_a_reply_cut_at_the_largest_message_goes_on(bench) -> None:
    """Truncated GETBULK (RFC 3416 section 4.2.3): never a record lost or doubled."""
    bench.printer.max_message = 1100
    bench.printer.add_records(30, octets=400)
    assert sequences(fetch(bench, at(3))) == list(range(4, 31))


def test_a_reply_without_any_row_is_not_the_end(bench) -> None:
    def cut(data, deliver) -> None:
        message = decode_message(bench.printer.handle(data))
        assert isinstance(message, Message)
        deliver(encode_message(message._replace(pdu=message.pdu._replace(varbinds=message.pdu.varbinds[:6]))))

    bench.printer.add_records(3)
    bench.network.script = [cut]
    assert sequences(fetch(bench, at(0))) == [1, 2, 3]


def test_a_very_long_log_comes_in_batches(bench) -> None:
    bench.printer.add_records(BATCH_RECORDS + 300)
    found = fetch(bench, at(0))
    assert found.more
    assert BATCH_RECORDS <= len(found.records) < BATCH_RECORDS + 300
    rest = fetch(bench, at(found.records[-1][0]))
    assert not rest.more
    assert sequences(found) + sequences(rest) == list(range(1, BATCH_RECORDS + 301))


def test_another_stream_is_read_from_its_beginning(bench) -> None:
    """PRN-10, PRN-18: formatting is noticed, and what was lost can be told."""
    bench.printer.add_records(40)
    bench.printer.format(NEW)
    bench.printer.add_records(4)
    found = fetch(bench, at(37))
    assert (found.stream, sequences(found)) == (NEW, [1, 2, 3, 4])
    assert (found.owner_id, found.generation) == (b"", 0)
    assert found.streams[:2] == (
        StreamEntry(NEW, 5, StreamCause.FORMATTED),
        StreamEntry(STREAM, 41, StreamCause.CREATED),
    )


def test_a_stream_that_changes_between_two_looks_is_left_for_the_next_fetch(bench) -> None:
    bench.printer.add_records(60)

    def formatted(data, deliver) -> None:
        bench.printer.format(NEW)
        bench.printer.add_records(90)
        deliver(bench.printer.handle(data))

    bench.network.script = ["ok", formatted]
    found = fetch(bench, at(0))
    assert found.more
    assert found.stream == STREAM
    assert sequences(found) == list(range(1, len(found.records) + 1))


def test_overwritten_records_show_in_first(bench) -> None:
    """ACQ-05: the gap between position and first is the loss."""
    bench.printer.add_records(20)
    bench.printer.first = 12
    bench.printer.records = {each: raw for each, raw in bench.printer.records.items() if each >= 12}
    found = fetch(bench, at(5))
    assert (found.first, found.next, sequences(found)) == (12, 21, list(range(12, 21)))


def test_unlogged_counters_are_read_when_their_serial_moved(bench) -> None:
    bench.printer.unlogged, bench.printer.unlogged_serial = [1, 2, 0, 0, 3], 9
    found = fetch(bench, at(0), 7)
    assert (found.unlogged_serial, found.unlogged) == (9, UnloggedCounters(9, 1, 2, 0, 0, 3))
    assert fetch(bench, at(0), 9).unlogged is None


def test_lost_datagrams_cost_time_and_nothing_else(bench) -> None:
    bench.printer.add_records(40)
    bench.network.script = ["lose request", "lose reply", "double reply", "late reply", "ok"]
    assert sequences(fetch(bench, at(0))) == list(range(1, 41))


def test_silence_is_no_response(bench) -> None:
    bench.network.printer = None
    with pytest.raises(NoResponse):
        fetch(bench, at(0))


def test_version_1_reads_row_by_row(bench) -> None:
    bench.target = bench.target._replace(version=0)
    bench.printer.add_records(3)
    found = fetch(bench, None, None)
    assert sequences(found) == [1, 2, 3]
    assert found.streams == (StreamEntry(STREAM, 4, StreamCause.FORMATTED),)
    assert {kind for kind, _ in bench.printer.asked} == {PduType.GETNEXT, PduType.GET}


def test_a_too_big_answer_is_asked_for_in_smaller_pieces(bench) -> None:
    def too_big(data, deliver) -> None:
        message = decode_message(bench.printer.handle(data))
        assert isinstance(message, Message)
        deliver(encode_message(message._replace(pdu=message.pdu._replace(error_status=1, varbinds=()))))

    bench.printer.add_records(12)
    bench.network.script = [too_big, too_big]
    assert sequences(fetch(bench, at(0))) == list(range(1, 13))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (Varbind((*PA_LOG_RECORD, 3), ber.OCTET_STRING, b"x"), "out of order"),
        (Varbind((*PA_LOG_RECORD, 99), ber.OCTET_STRING, b"x"), "out of order"),
        (Varbind((*PA_LOG_RECORD, 2), ber.INTEGER, 5), "no octet string"),
    ],
)
def test_a_printer_that_talks_nonsense_is_an_error(bench, row, reason) -> None:
    def nonsense(data, deliver) -> None:
        message = decode_message(bench.printer.handle(data))
        assert isinstance(message, Message)
        rows = (*message.pdu.varbinds[:8], row, *message.pdu.varbinds[8:])
        if row.oid[-1] == 2:
            rows = (*message.pdu.varbinds[:7], row)
        elif row.oid[-1] == 3:
            rows = (*message.pdu.varbinds[:9], row)
        deliver(encode_message(message._replace(pdu=message.pdu._replace(varbinds=rows))))

    bench.printer.add_records(5)
    bench.network.script = [nonsense]
    with pytest.raises(DeviceError, match=reason):
        fetch(bench, at(0))


def test_an_incomplete_head_is_an_error(bench) -> None:
    bench.printer.has_log = False
    with pytest.raises(DeviceError, match="head of the log"):
        fetch(bench, at(0))
