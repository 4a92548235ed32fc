from __future__ import annotations

import asyncio
from typing import Any

import pytest

from core.devices.manager import SnmpManager
from core.model.errors import NoResponse, Refused
from core.wire import ber
from core.wire.mib import (
    PA_CLOCK_SERIAL,
    PA_CLOCK_TIME,
    PA_LOG_RECORD,
    PA_LOG_STREAM,
    SYS_CONTACT,
    SYS_DESCR,
    SYS_NAME,
)
from core.wire.snmp import ErrorStatus, Message, Pdu, PduType, Varbind, decode_message, encode_message

OTHER = ("127.20.0.2", 161)
SERIAL = Varbind(PA_CLOCK_SERIAL, ber.INTEGER, 1000)
TIME = Varbind(PA_CLOCK_TIME, ber.OCTET_STRING, b"")


def changed(data: bytes, **changes: Any) -> bytes:
    message = decode_message(data)
    assert isinstance(message, Message)
    return encode_message(message._replace(pdu=message.pdu._replace(**changes)))


def test_reads_what_was_asked(bench) -> None:
    values = bench.run(lambda: bench.manager.get(bench.target, (SYS_NAME, SYS_DESCR)))
    assert values == (
        Varbind(SYS_NAME, ber.OCTET_STRING, b"lobby"),
        Varbind(SYS_DESCR, ber.OCTET_STRING, b"A device"),
    )
    assert bench.manager.tally.sent == 1


@pytest.mark.parametrize("fate", ["lose request", "lose reply"])
def test_a_read_is_repeated_until_answered(bench, fate) -> None:
    bench.network.script = [fate, fate, "ok"]
    assert bench.run(lambda: bench.manager.get(bench.target, (SYS_NAME,)))[0].value == b"lobby"
    assert (bench.manager.tally.sent, bench.manager.tally.repeated) == (3, 2)
    assert bench.ended_s == pytest.approx(2.002, abs=0.001)


def test_silence_ends_after_all_retries(bench) -> None:
    """ACQ-08: the attempt ends after a maximum time."""
    bench.network.printer = None
    with pytest.raises(NoResponse, match=r"127\.20\.0\.1 port 161: no answer within 1 s"):
        bench.run(lambda: bench.manager.get(bench.target, (SYS_NAME,)))
    assert bench.ended_s == pytest.approx(4.0, abs=0.001)
    assert (bench.manager.tally.sent, bench.manager.tally.timeouts) == (4, 1)


def test_duplicated_and_late_replies_are_counted_and_ignored(bench) -> None:
    bench.network.script = ["double reply", "late reply", "ok"]

    async def test() -> None:
        await bench.manager.get(bench.target, (SYS_NAME,))
        await bench.manager.get(bench.target, (SYS_DESCR,))
        await asyncio.sleep(20)

    bench.run(test)
    assert (bench.manager.tally.late, bench.manager.tally.foreign) == (2, 0)


def test_a_reply_must_match_address_number_version_type_and_names(bench) -> None:
    """Six replies that look right and are not; the seventh is."""

    def crossfire(data: bytes, deliver: Any) -> None:
        right = bench.printer.handle(data)
        deliver(right, address=OTHER)
        deliver(changed(right, request_id=77))
        deliver(changed(right, type=PduType.INFORM))
        deliver(changed(right, varbinds=(Varbind(SYS_CONTACT, ber.OCTET_STRING, b"wrong"),)))
        deliver(changed(right, varbinds=()))
        message = decode_message(right)
        deliver(encode_message(message._replace(version=0)))
        deliver(right[:-1])
        deliver(right, delay_s=0.5)

    bench.network.script = [crossfire]
    assert bench.run(lambda: bench.manager.get(bench.target, (SYS_NAME,)))[0].value == b"lobby"
    assert (bench.manager.tally.foreign, bench.manager.tally.malformed) == (6, 1)
    assert bench.manager.tally.sent == 1


def test_a_bulk_reply_must_hold_successors(bench) -> None:
    asked: list[bytes] = []

    def backwards(data: bytes, deliver: Any) -> None:
        asked.append(data)
        right = bench.printer.handle(data)
        deliver(changed(right, varbinds=(Varbind(SYS_DESCR, ber.OCTET_STRING, b"x"),) * 3))

    bench.printer.add_records(1)
    bench.network.script = [backwards, "ok"]
    found = bench.run(lambda: bench.manager.bulk(bench.target, (PA_LOG_STREAM[:-1],), (PA_LOG_RECORD,), 1))
    assert [varbind.oid for varbind in found] == [PA_LOG_STREAM, (*PA_LOG_RECORD, 1)]
    assert bench.manager.tally.foreign == 1
    message = decode_message(asked[0])
    assert isinstance(message, Message)
    assert isinstance(message.pdu, Pdu)
    assert (message.pdu.error_status, message.pdu.error_index) == (1, 1)


@pytest.mark.parametrize("fate", ["lose request", "lose reply"])
def test_a_set_is_sent_once(bench, fate) -> None:
    bench.network.script = [fate]
    with pytest.raises(NoResponse):
        bench.run(lambda: bench.manager.set(bench.target, (SERIAL, TIME)))
    assert len(bench.network.sent) == 1
    assert len(bench.printer.executed) == (fate == "lose reply")


def test_a_set_is_repeated_where_that_is_safe(bench) -> None:
    bench.network.script = ["lose request", "lose request", "ok"]
    bench.run(lambda: bench.manager.set(bench.target, (SERIAL, TIME), repeat_is_safe=True))
    assert len(bench.network.sent) == 3


def test_a_refusal_names_status_and_item(bench) -> None:
    stale = SERIAL._replace(value=999)
    with pytest.raises(Refused, match="INCONSISTENT_VALUE at item 1") as refused:
        bench.run(lambda: bench.manager.set(bench.target, (stale, TIME)))
    assert (refused.value.status, refused.value.index) == (ErrorStatus.INCONSISTENT_VALUE, 1)


def test_too_big_may_come_without_items(bench) -> None:
    """RFC 3416 section 4.2.1."""

    def too_big(data: bytes, deliver: Any) -> None:
        deliver(changed(bench.printer.handle(data), error_status=1, varbinds=()))

    bench.network.script = [too_big]
    with pytest.raises(Refused, match="TOO_BIG") as refused:
        bench.run(lambda: bench.manager.get(bench.target, (SYS_NAME,)))
    assert refused.value.index == 0


def test_hundreds_at_the_same_time_with_different_timeouts(bench) -> None:
    """The one timer serves the earliest deadline, whoever came first."""
    bench.network.script = ["lose request"] * 200 + ["ok"] * 400

    async def test() -> list[float]:
        loop = asyncio.get_running_loop()

        async def one(number: int) -> float:
            target = bench.target._replace(timeout_s=5.0 - (number % 5))
            assert (await bench.manager.get(target, (SYS_NAME,)))[0].value == b"lobby"
            return loop.time() - target.timeout_s * (number < 200)

        return await asyncio.gather(*[one(number) for number in range(300)])

    ends = bench.run(test)
    assert all(end == pytest.approx(0.002, abs=0.001) for end in ends)
    assert bench.manager.tally.repeated == 200


def test_an_abandoned_request_leaves_nothing_behind(bench) -> None:
    async def test() -> None:
        task = asyncio.ensure_future(bench.manager.get(bench.target, (SYS_NAME,)))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.sleep(0.1)
        assert task.cancelled()
        assert not bench.manager._pending
        await asyncio.sleep(10)

    bench.run(test)
    assert (bench.manager.tally.late, bench.manager.tally.sent, bench.manager.tally.timeouts) == (1, 1, 0)


def test_closing_ends_what_is_in_flight(bench) -> None:
    async def test() -> None:
        task = asyncio.ensure_future(bench.manager.get(bench.target, (SYS_NAME,)))
        await asyncio.sleep(0)
        bench.manager.close()
        with pytest.raises(NoResponse, match="closed"):
            await task
        with pytest.raises(NoResponse, match="closed"):
            await bench.manager.get(bench.target, (SYS_NAME,))

    bench.run(test)
    assert bench.network.closed


def test_a_network_that_refuses_at_once_is_no_response(bench) -> None:
    def refuse(data: bytes, deliver: Any) -> None:
        raise OSError(101, "Network is unreachable")

    bench.network.script = [refuse]
    with pytest.raises(NoResponse, match="Network is unreachable"):
        bench.run(lambda: bench.manager.get(bench.target, (SYS_NAME,)))


def test_version_1_reads_rows_one_by_one(bench) -> None:
    bench.printer.add_records(3)
    target = bench.target._replace(version=0)
    found = bench.run(lambda: bench.manager.bulk(target, (PA_LOG_STREAM[:-1],), (PA_LOG_RECORD,), 25))
    assert [varbind.oid for varbind in found] == [PA_LOG_STREAM, (*PA_LOG_RECORD, 1)]
    assert bench.printer.asked == [(PduType.GETNEXT, 2)]


def test_the_request_number_goes_round(bench) -> None:
    async def test() -> None:
        manager: SnmpManager = bench.manager
        manager._first_id = 0x7FFF_FFFF - 2
        for _ in range(4):
            await manager.get(bench.target, (SYS_NAME,))

    bench.run(test)
    assert bench.manager.tally.sent == 4
