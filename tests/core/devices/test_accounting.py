from __future__ import annotations

import asyncio
import hashlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.devices.accounting import AccountingDevice
from core.model.errors import (
    DeviceError,
    NoResponse,
    OwnedByOther,
    PrinterBusy,
    Refused,
    WrongCommunity,
    WrongPassword,
)
from core.wire import mib as m
from core.wire.dateandtime import encode_date_and_time
from core.wire.id_table import encode_ids
from core.wire.mib import IdState, LogFullAction
from core.wire.snmp import ErrorStatus, PduType
from tests.core.devices.conftest import Refusal

MINE, OTHER = b"M" * 16, b"O" * 16
PASSWORD = b"aaaaaa"
NOW_S = 1_774_857_600


def device_of(bench) -> AccountingDevice:
    return AccountingDevice(
        bench.manager, bench.target, password=PASSWORD, generation=bench.printer.generation, max_message=8192
    )


def owned(bench) -> None:
    bench.printer.owner, bench.printer.generation = MINE, 4


def sets(bench) -> int:
    return sum(1 for kind, _ in bench.printer.asked if kind == PduType.SET)


# owner


def test_claims_a_printer_that_nobody_owns(bench) -> None:
    """PRN-09."""
    device = None

    async def test() -> int:
        nonlocal device
        device = AccountingDevice(bench.manager, bench.target)
        return await device.claim(MINE, PASSWORD)

    assert bench.run(test) == 1
    assert (bench.printer.owner, bench.printer.generation) == (MINE, 1)
    assert (device.generation, device.password) == (1, PASSWORD)


def test_claiming_again_raises_the_generation(bench) -> None:
    owned(bench)
    assert bench.run(lambda: device_of(bench).claim(MINE, PASSWORD)) == 5


def test_another_servers_printer_is_refused_and_left_alone(bench) -> None:
    """PRN-09."""
    bench.printer.owner, bench.printer.generation = OTHER, 3
    with pytest.raises(OwnedByOther) as refused:
        bench.run(lambda: device_of(bench).claim(MINE, PASSWORD))
    assert refused.value.owner_hex == OTHER.hex()
    assert not bench.printer.executed
    assert sets(bench) == 0


def test_takes_over_with_the_other_servers_id(bench) -> None:
    """PRN-16, PRN-27."""
    bench.printer.owner, bench.printer.generation = OTHER, 3
    with pytest.raises(OwnedByOther):
        bench.run(lambda: device_of(bench).claim(MINE, PASSWORD, b"X" * 16))
    assert bench.run(lambda: device_of(bench).claim(MINE, PASSWORD, OTHER)) == 4
    assert bench.printer.owner == MINE


@pytest.mark.parametrize("version", [0, 1])
def test_a_wrong_password_changes_nothing(bench, version) -> None:
    """PRN-08."""
    bench.target = bench.target._replace(version=version)
    with pytest.raises(WrongPassword):
        bench.run(lambda: device_of(bench).claim(MINE, b"wrong"))
    assert not bench.printer.executed


def test_a_wrong_write_community_is_told_from_silence(bench) -> None:
    """PRN-21."""
    bench.printer.write_community = b"secret"
    with pytest.raises(WrongCommunity, match="answers reads, but no write"):
        bench.run(lambda: device_of(bench).claim(MINE, PASSWORD))
    assert sets(bench) == bench.target.retries + 1


def test_of_two_servers_one_becomes_the_owner(bench) -> None:
    async def test() -> list[object]:
        claims = [device_of(bench).claim(each, PASSWORD) for each in (MINE, OTHER)]
        return await asyncio.gather(*claims, return_exceptions=True)

    first, second = bench.run(test)
    assert first == 1
    assert isinstance(second, OwnedByOther)
    assert second.owner_hex == MINE.hex()
    assert bench.printer.owner == MINE


def test_disowns_its_own_printer_only(bench) -> None:
    """PRN-23."""
    owned(bench)
    bench.run(lambda: device_of(bench).disown(OTHER))
    assert bench.printer.owner == MINE
    bench.run(lambda: device_of(bench).disown(MINE))
    assert (bench.printer.owner, bench.printer.generation) == (b"", 5)


# guarded writes under a bad network


@pytest.mark.parametrize(
    ("script", "executed", "set_count"),
    [
        ([], 1, 1),
        (["ok", "lose request"], 1, 1),  # the SET never arrived: sent again with the same serial
        (["ok", "lose reply"], 1, 1),  # executed, reply lost: the serial tells, nothing is sent again
        (["ok", "double request"], 1, 2),  # by the network; the copy finds its serial stale
        (["ok", "double reply"], 1, 1),
        (["ok", "late reply"], 1, 1),
        (["ok", "late request"], 1, 2),  # comes after it was sent again: stale
        (["ok", "lose request", "lose reply", "ok", "lose reply"], 1, 1),
        (["ok", "lose reply", "lose reply", "lose request", "ok"], 1, 1),
    ],
)
def test_a_setting_is_written_exactly_once(bench, script, executed, set_count) -> None:
    owned(bench)
    bench.network.script = list(script)

    async def test() -> None:
        await device_of(bench).write_settings(LogFullAction.CANCEL_JOBS, True)
        await asyncio.sleep(30)

    bench.run(test)
    assert (bench.printer.full_action, bench.printer.inhibit) == (2, 1)
    assert len(bench.printer.executed) == executed
    assert sets(bench) == set_count
    assert bench.printer.serials[m.PA_LOG_FULL_SERIAL] == 1001


def test_the_serial_is_remembered_and_one_moved_by_somebody_else_is_read_anew(bench) -> None:
    owned(bench)

    async def test() -> None:
        device = device_of(bench)
        await device.write_settings(LogFullAction.CANCEL_JOBS, False)
        bench.printer.asked.clear()
        await device.write_settings(LogFullAction.STOP_LOGGING, False)
        assert [kind for kind, _ in bench.printer.asked] == [PduType.SET]
        bench.printer.serials[m.PA_LOG_FULL_SERIAL] = 5
        bench.printer.asked.clear()
        await device.write_settings(LogFullAction.DELETE_OLDEST, False)
        assert [kind for kind, _ in bench.printer.asked] == [PduType.SET, PduType.GET, PduType.SET]

    bench.run(test)
    assert bench.printer.full_action == 1
    assert len(bench.printer.executed) == 3


def test_the_serial_goes_round(bench) -> None:
    """RFC 2579, TestAndIncr."""
    owned(bench)
    bench.printer.serials[m.PA_LOG_FULL_SERIAL] = 0x7FFF_FFFF

    async def test() -> None:
        device = device_of(bench)
        await device.write_settings(LogFullAction.CANCEL_JOBS, False)
        await device.write_settings(LogFullAction.STOP_LOGGING, False)

    bench.run(test)
    assert bench.printer.serials[m.PA_LOG_FULL_SERIAL] == 1
    assert sets(bench) == 2


def test_what_cannot_be_confirmed_says_so(bench) -> None:
    owned(bench)
    bench.network.script = ["ok", "lose reply", *["lose reply"] * 4]
    with pytest.raises(NoResponse, match="whether the last change was made is not known"):
        bench.run(lambda: device_of(bench).write_settings(LogFullAction.CANCEL_JOBS, True))
    assert bench.printer.full_action == 2


@pytest.mark.parametrize("version", [0, 1])
def test_a_busy_printer_says_so(bench, version) -> None:
    """PRN-21: it refuses at the first object of any write, and nothing changes."""
    owned(bench)

    def busy(given) -> None:
        raise Refusal(ErrorStatus.RESOURCE_UNAVAILABLE, next(iter(given)))

    bench.printer.write = busy

    async def test() -> None:
        device = AccountingDevice(
            bench.manager, bench.target._replace(version=version), password=PASSWORD, generation=4, max_message=8192
        )
        with pytest.raises(PrinterBusy, match="busy") as refused:
            await device.write_settings(LogFullAction.CANCEL_JOBS, True)
        assert "wait" in refused.value.hint
        with pytest.raises(PrinterBusy):
            await device.release(bench.printer.stream, 4, 1)
        with pytest.raises(PrinterBusy):
            await device.claim(MINE, PASSWORD)

    bench.run(test)
    assert not bench.printer.executed


def test_a_predecessor_that_wakes_up_is_refused(bench) -> None:
    """PRN-10: it learns who the owner is."""
    owned(bench)

    async def test() -> None:
        device = device_of(bench)
        bench.printer.owner, bench.printer.generation = OTHER, 5
        with pytest.raises(OwnedByOther) as lost:
            await device.write_settings(LogFullAction.CANCEL_JOBS, True)
        assert lost.value.owner_hex == OTHER.hex()
        with pytest.raises(OwnedByOther):
            await device.release(bench.printer.stream, 4, 1)
        with pytest.raises(OwnedByOther):
            await device.set_time(lambda: NOW_S * 1_000_000, 0)
        bench.printer.format(b"T" * 16)
        with pytest.raises(OwnedByOther, match="storage initialised"):
            await device.write_limit_states({0: IdState.LIMIT_EXCEEDED})

    bench.run(test)
    assert not bench.printer.executed


FATES = st.lists(
    st.sampled_from(
        ["ok", "ok", "lose request", "lose reply", "double request", "double reply", "late request", "late reply"]
    ),
    max_size=25,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(script=FATES)
def test_no_fate_of_the_datagrams_writes_twice_or_lies(bench, rows, script) -> None:
    bench.__init__()
    owned(bench)
    bench.network.script = list(script)
    wanted = dict.fromkeys((0, 1000, 1001), IdState.LIMIT_EXCEEDED)
    done: list[str] = []

    async def test() -> None:
        device = device_of(bench)
        for name, work in (
            ("ids", device.write_ids(rows, 9)),
            ("states", device.write_limit_states(wanted)),
            ("settings", device.write_settings(LogFullAction.STOP_LOGGING, True)),
        ):
            try:
                await work
            except DeviceError:
                continue
            done.append(name)
        await asyncio.sleep(100)

    bench.run(test)
    printer = bench.printer
    if "ids" in done:
        assert (printer.revision, printer.blob) == (9, encode_ids(rows))
    if "states" in done and "ids" in done:
        assert [printer.ids[each][2] for each in wanted] == [2, 2, 2]
    if "settings" in done:
        assert (printer.full_action, printer.inhibit) == (3, 1)
    commits = [given for given in printer.executed if m.PA_STAGE_COMMIT in given]
    assert len(commits) <= 1
    assert len([given for given in printer.executed if m.PA_LOG_FULL_ACTION in given]) <= 1


# release and time


def test_releases_and_repeats_until_answered(bench) -> None:
    """ACQ-04: releasing again does nothing."""
    owned(bench)
    bench.printer.add_records(5)
    bench.network.script = ["lose reply", "lose request", "double request"]

    async def test() -> None:
        await device_of(bench).release(bench.printer.stream, 4, 3)

    bench.run(test)
    assert (bench.printer.first, sorted(bench.printer.records)) == (4, [4, 5])


def test_a_release_for_another_stream_is_refused(bench) -> None:
    owned(bench)
    bench.printer.add_records(5)
    with pytest.raises(Refused):
        bench.run(lambda: device_of(bench).release(b"X" * 16, 4, 3))
    assert bench.printer.first == 1


@pytest.mark.parametrize("fate", ["ok", "lose request", "lose reply", "late request"])
def test_a_time_is_rebuilt_and_never_repeated(bench, fate) -> None:
    """ACQ-06: whatever the network does, the clock is right to a second at the end."""
    owned(bench)
    bench.network.script = ["ok", fate]

    async def test() -> None:
        loop = asyncio.get_running_loop()
        now_us = lambda: NOW_S * 1_000_000 + int(loop.time() * 1_000_000)  # noqa: E731
        await device_of(bench).set_time(now_us, 120)
        told_at_s = loop.time()
        assert abs(bench.printer.told_s() - NOW_S - told_at_s) <= (1.5 if fate == "lose reply" else 1)
        await asyncio.sleep(10)

    bench.run(test)
    times = [given[m.PA_CLOCK_TIME] for given in bench.printer.executed]
    assert len(times) == 1
    assert times[0] == encode_date_and_time(bench.printer.told_s(), 120)


def test_a_time_that_arrived_much_too_late_is_told_again(bench) -> None:
    owned(bench)
    bench.target = bench.target._replace(timeout_s=8.0)

    def very_late(data, deliver) -> None:
        asyncio.get_running_loop().call_later(7.9, bench.printer.handle, data)

    bench.network.script = ["ok", very_late]

    async def test() -> None:
        loop = asyncio.get_running_loop()
        await device_of(bench).set_time(lambda: NOW_S * 1_000_000 + int(loop.time() * 1_000_000), 0)
        assert abs(bench.printer.told_s() - NOW_S - loop.time()) <= 1

    bench.run(test)
    assert len(bench.printer.executed) == 2


# tables


def test_writes_a_table_in_chunks_and_puts_it_in_force_at_once(bench, rows) -> None:
    """JID-01."""
    owned(bench)
    bench.run(lambda: device_of(bench).write_ids(rows, 7))
    assert bench.printer.revision == 7
    assert bench.printer.ids[1003] == ["person 3", 3, 1]
    assert len(encode_ids(rows)) > 2048
    assert sets(bench) == 1 + 3 + 1


def test_a_table_in_force_is_not_written_again(bench, rows) -> None:
    owned(bench)

    async def test() -> None:
        await device_of(bench).write_ids(rows, 7)
        bench.printer.asked.clear()
        await device_of(bench).write_ids(rows, 7)

    bench.run(test)
    assert sets(bench) == 0


def test_a_transfer_goes_on_where_it_stood(bench, rows) -> None:
    owned(bench)
    # serial, state, begin, first chunk; then the network is gone
    bench.network.script = ["ok"] * 4 + ["lose request"] * 5

    async def test() -> None:
        device = device_of(bench)
        with pytest.raises(NoResponse):
            await device.write_ids(rows, 7)
        assert (bench.printer.revision, len(bench.printer.staged)) == (0, 1024)
        await device.write_ids(rows, 7)

    bench.run(test)
    begins = [given for given in bench.printer.executed if m.PA_STAGE_SIZE in given]
    assert len(begins) == 1
    assert bench.printer.blob == encode_ids(rows)


def test_a_transfer_that_lost_its_footing_begins_again(bench, rows) -> None:
    """A printer that restarts in the middle forgets what was staged."""
    owned(bench)

    def restart(data, deliver) -> None:
        bench.printer.staged = b""
        deliver(bench.printer.handle(data))

    bench.network.script = ["ok"] * 4 + [restart]
    bench.run(lambda: device_of(bench).write_ids(rows, 7))
    assert bench.printer.blob == encode_ids(rows)
    assert len([given for given in bench.printer.executed if m.PA_STAGE_SIZE in given]) == 2


def test_a_printer_that_keeps_losing_the_transfer_is_an_error(bench, rows) -> None:
    owned(bench)
    bench.printer.blob = b"old"
    digest = hashlib.sha256(b"old").digest()

    def forget(data, deliver) -> None:
        bench.printer.staged = b""
        deliver(bench.printer.handle(data))

    bench.network.script = [forget] * 100
    with pytest.raises(DeviceError, match="again and again"):
        bench.run(lambda: device_of(bench).write_ids(rows, 7))
    assert bench.printer.revision == 0
    assert hashlib.sha256(bench.printer.blob).digest() == digest


def test_writes_many_limit_states_a_few_to_a_set(bench, rows) -> None:
    """LIM-03."""
    owned(bench)
    bench.printer.ids = {row.id: [row.name, row.restrictions, 1] for row in rows}
    wanted = {row.id: IdState.LIMIT_EXCEEDED for row in rows[:100]}

    async def test() -> dict[int, IdState]:
        device = device_of(bench)
        await device.write_limit_states(wanted)
        return await device.read_limit_states([*wanted, 1149, 5])

    states = bench.run(test)
    assert states == {**wanted, 1149: IdState.ENABLED}
    assert sets(bench) == 3
    assert all(len(data) <= 1472 for data in bench.network.sent)


def test_a_limit_state_for_an_id_that_is_not_there_is_refused_whole(bench) -> None:
    owned(bench)
    with pytest.raises(Refused):
        bench.run(lambda: device_of(bench).write_limit_states({0: IdState.LIMIT_EXCEEDED, 5: IdState.ENABLED}))
    assert bench.printer.ids[0][2] == 1


def test_reads_the_state_in_one_request(bench) -> None:
    owned(bench)
    bench.printer.full_action, bench.printer.inhibit = 3, 1
    bench.printer.tell(NOW_S)
    state = bench.run(lambda: device_of(bench).read_state())
    assert (state.owner_id, state.generation) == (MINE, 4)
    assert (state.ids_revision, state.ids_digest) == (0, b"")
    assert (state.full_action, state.format_inhibit) == (LogFullAction.STOP_LOGGING, True)
    assert (state.clock_s, state.clock_offset_min) == (NOW_S, 0)
    assert len(bench.network.sent) == 1
