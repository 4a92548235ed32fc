"""Verbs for what happens to paper, toner and covers of printers, and expectations about them (EMU-07, EMU-08)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from core.wire.card_table import SALT_OCTETS, CardRow, card_digest, encode_cards
from core.wire.mib import Table
from emulator.printer import Printer
from harness.scenario import machine_steps as verbs
from harness.scenario.expect import Expect
from harness.scenario.findings import Findings
from harness.scenario.history import JobRef
from harness.scenario.run import REFUSALS, Result, Run, StepFailed


def trouble(run: Run, step: verbs.Trouble) -> None:
    """It happens, whatever anybody wants."""
    for name in run.names(step.printer):
        run.printer(name).conditions.raise_(step.kind, step.part)


def clear(run: Run, step: verbs.Clear) -> None:
    """Somebody puts it right; what runs out must be filled for that."""
    for name in run.names(step.printer):
        printer = run.printer(name)
        printer.catch_up()
        for each in printer.conditions.active():
            if step.kind in {None, each.kind.name} and step.part in {None, each.part} and not each.fatal:
                printer.conditions.clear(each.kind.name, each.part)
        if step.kind is None:
            printer.repair()


def paper(run: Run, step: verbs.Paper) -> None:
    """Trays and the stacker."""
    for name in run.names(step.printer):
        shelf = run.printer(name).paper
        try:
            if step.do == "take away":
                shelf.take_away()
            elif step.do == "pull out":
                shelf.pull_out(step.tray)
            elif step.do == "push in":
                shelf.push_in(step.tray)
            else:
                shelf.load(step.tray, step.sheets, step.size, step.media)
        except KeyError:
            raise _no_such(run.printer(name), step.tray) from None


def supply(run: Run, step: verbs.Supply) -> None:
    """Cartridges and what else wears."""
    for name in run.names(step.printer):
        supplies = run.printer(name).supplies
        for each in step.names:
            try:
                if step.do == "take out":
                    supplies.take_out(each)
                elif step.left is None:
                    supplies.replace(each)
                else:
                    supplies.put(each, step.left)
            except KeyError:
                raise _no_such(run.printer(name), each) from None


def _no_such(printer: Printer, part: str) -> StepFailed:
    return StepFailed(part, f"{printer.model.name} has {', '.join((*printer.model.inputs, *printer.model.supplies))}")


def caretaker(run: Run, step: verbs.Caretaker) -> None:
    """Comes or goes."""
    for name in run.names(step.printer):
        run.printer(name).caretaker = step.is_


def cards(run: Run, step: verbs.Cards) -> None:
    """All of the table at once; a printer without an SD card, or with too small a table, takes none."""
    for name in run.names(step.printer):
        problem = write_cards(run.printer(name), {card: (number, "") for card, number in step.rows.items()})
        if problem:
            run.outcome[name] = Result(problem)


def write_cards(printer: Printer, cards: Mapping[str, tuple[int, str]]) -> str:
    """Put ID and login of these card numbers in force, by a staged transfer; why not, or ""."""
    printer.catch_up()
    salt = hashlib.sha256(printer.serial.encode()).digest()[:SALT_OCTETS]
    content = encode_cards(salt, [CardRow(card_digest(card, salt), *whose) for card, whose in cards.items()])
    digest, stage = hashlib.sha256(content).digest(), printer.stage
    problem = stage.check_begin(stage.serial, Table.CARDS, printer.cards.revision + 1, len(content))
    if problem:
        return problem
    stage.begin(Table.CARDS, printer.cards.revision + 1, len(content))
    stage.chunk(content)
    problem = stage.check_commit(stage.serial, digest)
    if not problem:
        stage.commit(digest)
    return problem


def hold(run: Run, step: verbs.Hold) -> None:
    """A job is set aside."""
    ref = _at_printer(run, step.job)
    if not run.printer(ref.printer).hold(ref.number, step.code):
        run.outcome = {ref.printer: Result(f"job {step.job} has begun already")}


def release(run: Run, step: verbs.Release) -> None:
    """And goes on; with another code it does not."""
    ref = _at_printer(run, step.job)
    try:
        if not run.printer(ref.printer).release(ref.number, step.code):
            run.outcome = {ref.printer: Result(f"job {step.job} is not held under this code")}
    except REFUSALS as error:
        run.outcome = {ref.printer: Result(str(error))}


def _at_printer(run: Run, job: str) -> JobRef:
    ref = run.history.find(job)
    if not ref.number:
        raise StepFailed(f"a job {job} at the printer", ref.error)
    return ref


def look(step: Expect, printer: Printer, findings: Findings) -> None:
    """What is the matter with it, and what is left in it."""
    if step.conditions is not None:
        active = sorted(f"{each.kind.name}: {each.part}".rstrip(": ") for each in printer.conditions.active())
        findings.word("conditions", ", ".join(sorted(step.conditions)) or "none", ", ".join(active) or "none")
    try:
        for tray, sheets in (step.paper or {}).items():
            findings.amount(f"paper in {tray}", sheets, printer.paper.left(tray))
        for name, permille in (step.supplies or {}).items():
            findings.amount(name, permille, printer.supplies.left(name))
    except KeyError as error:
        raise _no_such(printer, str(error.args[0])) from None
    findings.amount("jobs_to_release", step.jobs_to_release, len(printer.held))
