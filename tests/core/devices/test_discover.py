from __future__ import annotations

import asyncio

import pytest

from core.devices.discover import discover_dialect, open_device
from core.devices.udp import resolve_host
from core.model.errors import DeviceError, NoLogCapability, NoResponse, NoSuchHost, NotAPrinter
from core.wire.mib import Capability, ClockKind, IdState, LogFullAction

VERSIONS = pytest.mark.parametrize("version", [0, 1])


@VERSIONS
def test_finds_the_accounting_dialect_and_reads_who_it_is(bench, version) -> None:
    """PRN-02."""
    target = bench.target._replace(version=version)
    assert bench.run(lambda: discover_dialect(bench.manager, target)) == "accounting"
    identity = bench.run(lambda: open_device("accounting", bench.manager, target).identify())
    assert (identity.name, identity.model, identity.serial) == ("lobby", "Colour A3", "SN1")
    assert identity.capabilities == Capability.LOG | Capability.CLOCK | Capability.IDS
    assert (identity.log_capacity, identity.id_capacity, identity.max_message) == (5000, 1000, 8192)
    assert (identity.clock, identity.owner_id, identity.generation) == (ClockKind.BATTERY, b"", 0)


@VERSIONS
def test_a_plain_printer_is_counted(bench, version) -> None:
    bench.printer.has_log = False
    target = bench.target._replace(version=version)
    assert bench.run(lambda: discover_dialect(bench.manager, target)) == "counters"
    identity = bench.run(lambda: open_device("counters", bench.manager, target).identify())
    assert (identity.dialect, identity.serial, identity.log_capacity) == ("counters", "SN1", 0)
    reading = bench.run(lambda: open_device("counters", bench.manager, target).read_counters())
    assert reading == ("SN1", 1234, None)


def test_a_printer_without_a_log_is_an_error_where_a_log_is_wanted(bench) -> None:
    """PRN-21."""
    bench.printer.has_log = False
    with pytest.raises(NoLogCapability):
        bench.run(lambda: discover_dialect(bench.manager, bench.target, log_wanted=True))
    with pytest.raises(NoLogCapability):
        bench.run(lambda: open_device("accounting", bench.manager, bench.target).identify())


@VERSIONS
def test_what_is_no_printer_is_refused(bench, version) -> None:
    """PRN-21."""
    bench.printer.is_printer = False
    with pytest.raises(NotAPrinter, match="A device"):
        bench.run(lambda: discover_dialect(bench.manager, bench.target._replace(version=version)))


def test_nobody_there(bench) -> None:
    """PRN-21."""
    bench.network.printer = None
    with pytest.raises(NoResponse) as silence:
        bench.run(lambda: discover_dialect(bench.manager, bench.target))
    assert "community" in silence.value.hint


def test_a_counted_printer_lacks_everything_else(bench) -> None:
    async def test() -> None:
        device = open_device("counters", bench.manager, bench.target)
        for work in (
            device.claim(b"", b""),
            device.disown(b""),
            device.fetch(None),
            device.release(b"", 0, 0),
            device.write_ids([], 1),
            device.read_limit_states([1]),
            device.write_limit_states({1: IdState.ENABLED}),
            device.set_time(lambda: 0, 0),
            device.write_settings(LogFullAction.CANCEL_JOBS, True),
            device.read_state(),
        ):
            with pytest.raises(NoLogCapability, match="only counters"):
                await work

    bench.run(test)
    assert not bench.network.sent


def test_an_unknown_dialect(bench) -> None:
    with pytest.raises(DeviceError, match="no such dialect: 'fax'"):
        open_device("fax", None, bench.target)


def test_addresses_are_not_looked_up_and_names_that_do_not_exist_are_an_error() -> None:
    """PRN-21: no such host."""
    assert asyncio.run(resolve_host("127.20.0.1")) == "127.20.0.1"
    with pytest.raises(NoSuchHost, match="no such host"):
        asyncio.run(resolve_host("x" * 70))
