"""Expectations about printers beyond their state: what stands in them, what the server lists, what a search found."""

from __future__ import annotations

from core.model.search import Found
from core.rules.printer_view import STATUS, without_effect
from core.services.moving import options_of
from emulator.parts.settings import ACTION_WORDS
from harness.scenario.expect import Expect
from harness.scenario.findings import Findings
from harness.scenario.printer_steps import InDevice, Listed
from harness.scenario.run import Run, StepFailed


def in_device(run: Run, name: str, said: InDevice, findings: Findings) -> None:
    """What a server has set in the printer itself."""
    settings = run.printer(name).settings
    findings.word("log full", said.log_full, ACTION_WORDS[settings.full_action])
    findings.word("format inhibited", said.format_inhibited, settings.format_inhibit)
    findings.word("panel restricted", said.panel_restricted, settings.panel_restrict)


async def listed(run: Run, name: str, said: Listed, findings: Findings) -> None:
    """What the server itself knows of the printer (PRN-25, PRN-26, ACQ-11)."""
    store = run.need_server().store
    row = await store.printer(name)
    if row is None:
        raise StepFailed(f"a registered printer {name}", "the server has none")
    address = said.address
    if address in run.world.fleet.printers:
        address = run.printer(address).address
    findings.word("address", address, row.address)
    findings.word("options", None if said.options is None else sorted(said.options), sorted(options_of(row)))
    findings.word("status", said.status, STATUS[row.state])
    findings.word("last acquisition", said.last_acquisition, _when(run, row.last_success_us))
    findings.word("attempted", said.attempted, _when(run, row.last_attempt_us))
    findings.amount("fetched", said.fetched, row.records_fetched)
    findings.amount("gaps", said.gaps, len(await store.gaps(printer=name)))
    effects = None if said.without_effect is None else sorted(said.without_effect)
    findings.word("without effect", effects, sorted(without_effect(row)))


def _when(run: Run, at_us: int | None) -> str:
    if at_us is None:
        return "never"
    return "now" if run.now_us() - at_us < 1_000_000 else "earlier"


async def search(run: Run, step: Expect, findings: Findings) -> None:
    """The last search: who was offered, and who was not and why (PRN-03)."""
    said = step.search
    assert said is not None
    if run.search is None:
        raise StepFailed("a search", "there was none so far")
    names = {printer.address: name for name, printer in run.world.fleet.printers.items()}
    offered = [each for each in run.search.found if not each.reason]
    others = {names.get(each.address, each.address): each for each in run.search.found if each.reason}
    findings.word("offered", _sorted(said.offered), _names(names, offered))
    findings.word("registered", _sorted(said.registered), _names(names, [each for each in offered if each.printer]))
    if said.unsupported is not None:
        findings.word("unsupported", sorted(said.unsupported), sorted(others))
        for name, reason in said.unsupported.items():
            findings.part(name, reason, others[name].reason if name in others else "")


def _sorted(names: tuple[str, ...] | None) -> list[str] | None:
    return None if names is None else sorted(names)


def _names(names: dict[str, str], found: list[Found]) -> list[str]:
    return sorted(names.get(each.address, each.address) for each in found)
