"""The loop itself: so many changed datagrams, so many changed jobs, and a look at the printers in between."""

from __future__ import annotations

import asyncio
from random import Random
from typing import Any

from core.wire import mib
from core.wire.ber import NULL
from core.wire.snmp import V2C, Malformed, Message, Pdu, PduType, Varbind, decode_message, encode_message
from core.wire.snmp3 import decode_v3, is_v3
from emulator.models import load_model_file
from emulator.network.packets import RAW_PORT
from emulator.printer import Printer
from fuzzing import datagrams, jobs
from fuzzing.checks import wrong_journal
from fuzzing.jobs import Seed
from fuzzing.mutate import mutate
from fuzzing.watchdog import Watchdog
from fuzzing.world import USER, World

MODELS = ("colour-a3", "mono-a4", "plain-mono", str(jobs.ROOT / "scenarios" / "fleet" / "acme-lx.yaml"))
LEARNT = 512
"""Of what a printer answered differently than usual so much is kept, to be changed further."""
_PAGE_US = 90 * 1_000_000
_BATCH = 100
_HOUR_US = 3_600 * 1_000_000
_SETTLED = 10  # per cent of the inputs, after which memory must not grow any more


def fuzz_datagrams(count: int, seed: int, watchdog: Watchdog, *, with_scapy: bool = True) -> None:
    """Changed datagrams of SNMP to printers of several models."""
    random, world = Random(f"datagrams {seed}"), World(seed)
    printers = [world.printer(f"p{number}", model, users=(USER,)) for number, model in enumerate(MODELS)]
    engine = world.fleet.agents["p0"].engine3
    assert engine is not None
    corpus = datagrams.seeds(engine.engine_id, with_scapy=with_scapy)
    fixed, seen = len(corpus), set[tuple[int, int]]()
    with watchdog.guarding():
        for number in range(count):
            if number == count // _SETTLED:
                watchdog.settle()
            data = mutate(datagrams.pick(corpus, random), random, datagrams.pick(corpus, random), 4_096)
            printer = printers[number % len(printers)]
            answer = watchdog.run("datagram", data, lambda data=data, printer=printer: world.ask(printer, data))
            kind = _kind(answer, watchdog, data)
            if kind is not None and kind not in seen and len(corpus) < fixed + LEARNT:
                seen.add(kind)
                corpus.append(data)
            if number % 10_000 == 0:
                world.calendar.advance(_HOUR_US)
                for each in printers:
                    if not each.is_on:  # a changed request may have the right to shut it down
                        each.power_on()
    for each in printers:
        _still_answers(world, each, watchdog)
        if any(event[0] in {"arrived", "sheet"} for event in each.journal.events):
            watchdog.add("journal", "datagram", b"", f"{each.name} printed what nobody sent")


def _kind(answer: bytes | None, watchdog: Watchdog, data: bytes) -> tuple[int, int] | None:
    """What sort of answer that is; one that is no message of SNMP is told."""
    if answer is None:
        return None
    message: Any = decode_v3(answer) if is_v3(answer) else decode_message(answer)
    if isinstance(message, Malformed):
        watchdog.add("answer", "datagram", data, f"answered with what is no message: {message}")
        return None
    pdu = getattr(message, "pdu", None)
    return (pdu.error_status, len(pdu.varbinds)) if isinstance(pdu, Pdu) else None


def _still_answers(world: World, printer: Printer, watchdog: Watchdog) -> None:
    ask = Message(V2C, b"public", Pdu(PduType.GET, 1, 0, 0, (Varbind(mib.SYS_NAME, NULL, None),)))
    answer = world.ask(printer, encode_message(ask))
    message = None if answer is None else decode_message(answer)
    pdu = message.pdu if isinstance(message, Message) else None
    if not isinstance(pdu, Pdu) or pdu.varbinds[0].value != printer.name.encode():
        watchdog.add("answer", "datagram", b"", f"{printer.name} does not answer any more: {message}")


def fuzz_jobs(count: int, seed: int, watchdog: Watchdog, *, postscript: bool = False) -> dict[str, int]:
    """Changed print data and requests to the TCP services of printers; how many of each kind were taken."""
    return asyncio.run(_fuzz_jobs(count, Random(f"jobs {seed}"), World(seed), watchdog, postscript=postscript))


async def _fuzz_jobs(
    count: int, random: Random, world: World, watchdog: Watchdog, *, postscript: bool
) -> dict[str, int]:
    corpus = jobs.seeds(postscript=postscript)
    by_kind: dict[str, list[Seed]] = {}
    for each in corpus:
        by_kind.setdefault(_family(each), []).append(each)
    kinds = list(by_kind)
    taken: dict[str, int] = {}
    problems: list[str] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, told: problems.append(_problem(told)))
    models = [load_model_file(jobs.ROOT / "scenarios" / "fleet" / "acme-lx.yaml"), *MODELS[:3]]
    with watchdog.guarding():
        for batch in range(-(-count // _BATCH)):
            if batch == count // _BATCH // _SETTLED:
                watchdog.settle()
            printer = world.printer("target", models[batch % len(models)])
            last = b""
            for _ in range(min(_BATCH, count - batch * _BATCH)):
                seed = random.choice(by_kind[random.choice(kinds)])
                last = _one(seed, corpus, random, world, printer, watchdog, taken)
                await asyncio.sleep(0)
                if problems:
                    watchdog.add("crash", seed.kind, last, problems.pop())
                    problems.clear()
            _settle(world, printer, watchdog, last)
            world.drop("target")
    return taken


def _one(
    seed: Seed,
    corpus: list[Seed],
    random: Random,
    world: World,
    printer: Printer,
    watchdog: Watchdog,
    taken: dict[str, int],
) -> bytes:
    """One changed seed to one printer; the octets that were sent."""
    parts = jobs.make(seed, random, corpus[random.randrange(len(corpus))].data)
    data = b"".join(parts)
    said = watchdog.run(seed.kind, data, lambda: world.connect(printer, seed.port, parts))
    if said is not None:
        taken[_family(seed)] = taken.get(_family(seed), 0) + 1
    watchdog.run(seed.kind, data, lambda: _go_on(world, printer))
    return data


def _family(seed: Seed) -> str:
    return seed.kind.split(" ", 1)[0]


def _go_on(world: World, printer: Printer) -> None:
    """Time passes, jobs that would print all day are cancelled, and what clients may do to a printer is undone."""
    world.calendar.advance(_PAGE_US)
    _make_ready(printer)
    for state in printer.jobs():
        if not state.ended:
            printer.cancel(state.number)


def _make_ready(printer: Printer) -> None:
    """By IPP and PJL it can be shut down, paused, and sent off line."""
    if not printer.is_on:
        printer.power_on()
    printer.put_right()


def _settle(world: World, printer: Printer, watchdog: Watchdog, last: bytes) -> None:
    """A printer after its strangers: the journal is right, and once nobody holds it up the next job prints."""
    for found in wrong_journal(printer)[:3]:
        watchdog.add("journal", "job", last, found)
    plain = jobs.seeds()[0].data
    before = len(printer.journal.events)
    watchdog.run("a plain job", plain, lambda: world.connect(printer, RAW_PORT, [plain]))
    for _ in range(3):  # somebody may have asked for a pause after the next job
        _make_ready(printer)
        for state in printer.jobs():
            if state.state == "pending-held":
                printer.release(state.number)
        world.calendar.advance(_HOUR_US)
        printer.catch_up()
    if not any(event[0] == "ended" for event in printer.journal.events[before:]):
        why = f"{printer.jobs()[-1].number}, {printer.jobs()[-1].state}, {printer.conditions.active()}"
        watchdog.add("answer", "job", last, f"a plain job does not end any more: {why}")


def _problem(told: dict[str, Any]) -> str:
    error = told.get("exception")
    return f"{told.get('message')}: {error!r}"
