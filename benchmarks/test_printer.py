"""What the emulated printer costs: a job from bytes to record, a look at an idle printer, memory of a thousand."""

from __future__ import annotations

import gc
import hashlib
import tracemalloc
from types import SimpleNamespace

import pytest

from core.wire.pages import PageRun, build_pages
from core.wire.pjl import PrintJob, build_stream
from emulator.models import load_model
from emulator.printer import Printer

BUDGET_JOB_US = 120
BUDGET_IDLE_PRINTERS_OCTETS = 20_000_000

START_US = 1_774_857_600_000_000


def make_printers(count):
    clock = SimpleNamespace(us=START_US)
    calendar = SimpleNamespace(now_us=lambda: clock.us)
    drawn = SimpleNamespace(count=0)

    def octets(name, size):
        drawn.count += 1
        return hashlib.blake2b(f"{name} {drawn.count}".encode(), digest_size=size).digest()

    chance = SimpleNamespace(octets=octets)
    model = load_model("colour-a3")
    printers = [
        Printer(f"p{n}", model, f"127.20.{n // 250}.{n % 250 + 1}", f"S{n}", calendar=calendar, chance=chance)
        for n in range(count)
    ]
    return clock, printers


def stream(*runs):
    pages = build_pages([PageRun(*run) for run in runs])
    return build_stream(
        PrintJob(1001, "sato", "sato", "report.pdf", "pc-7", "Writer", 1, False, True, "PRESSPAGES", pages)
    )


@pytest.mark.parametrize(
    ("name", "runs"),
    [
        ("5 sheets", [(4, "colour", "A4", "plain"), (1, "mono", "A4", "plain")]),
        ("100 sheets", [(100, "mono", "A4", "plain")]),
    ],
)
def test_job_from_bytes_to_record(benchmark, name, runs):
    """Parse PJL and pages, decide, plan, journal the sheets, build, encode and store the record."""
    clock, (printer,) = make_printers(1)
    data = stream(*runs)

    def one():
        printer.submit(data, "10.0.0.7:40001")
        clock.us += 600_000_000
        printer.catch_up()
        printer.log.release(printer.log.stream, printer.log.next - 1)

    benchmark(one)
    assert printer.log.next > 1
    if benchmark.enabled and name == "5 sheets":
        assert benchmark.stats["median"] * 1e6 <= BUDGET_JOB_US


def test_look_at_an_idle_printer(benchmark):
    """What every datagram to an idle printer pays before it is answered."""
    _, (printer,) = make_printers(1)
    benchmark(printer.catch_up)


def test_memory_of_a_thousand_idle_printers():
    """Shared models, slots, tables that are shared until they are written."""
    load_model("colour-a3")
    gc.collect()
    tracemalloc.start()
    _, printers = make_printers(1000)
    gc.collect()
    octets, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(printers) == 1000
    print(f"{octets / 1000:,.0f} octets a printer")
    assert octets <= BUDGET_IDLE_PRINTERS_OCTETS
