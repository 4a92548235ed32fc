"""The oracle's case, put together from what the run did and what lies about at its end (harness/oracle/case.py)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.model.policies import word_of
from core.wire.mib import IdState
from core.wire.policy_table import Kind
from core.wire.records import LINES_PER_RECORD
from emulator.models import Model
from emulator.printer import Printer
from harness.scenario.run import Run


def case_of(run: Run, ledger: dict[str, Any], *, drained: bool, problems: Sequence[str] = ()) -> dict[str, Any]:
    """Plain data, judged by nobody yet. ``problems``: why it could not be drained, though all was healed."""
    printers = run.world.fleet.printers
    return {
        "zone": ledger.get("zone", run.plan.zone),
        "ended_us": run.now_us(),
        "drained": drained,
        "problems": list(problems),
        "printers": {name: facts(printer.model) for name, printer in printers.items()},
        "bad_network": run.bad_network,
        "miscounting": sorted(run.miscounting),
        "log_only": [name for name, settings in run.registered.items() if settings.log_only],
        "operator": run.operator,
        "history": run.history.submissions,
        "journals": run.world.fleet.journals(),
        "ledger": ledger,
        "devices": {name: device(printer) for name, printer in printers.items()},
    }


def facts(model: Model) -> dict[str, Any]:
    """What a printer is."""
    return {
        "dialect": model.dialect,
        "log_capacity": model.log_capacity,
        "log_reserve": model.log_reserve,
        "lines_per_record": LINES_PER_RECORD,
        "colour": model.colour,
        "sizes": list(model.sizes),
        "clock": model.clock,
        "drift_ppm": model.drift_ppm,
        "id_capacity": model.id_capacity,
        "trays": [[tray.name, list(tray.sizes), list(tray.media)] for tray in model.trays],
        "feeder": model.feeder,
        "toners": list(model.toners),
        "drum": model.drum,
        "belt": model.belt,
        "staples": bool(model.finisher),
        "face_us": model.face_us,
        "rip_us": model.rip_us,
        "reports": list(model.reports),
    }


def device(printer: Printer) -> dict[str, Any]:
    """What stands in a printer, read from the printer itself."""
    rows = printer.ids.rows
    limits = {id_: printer.ids.state(id_) for id_ in rows}
    words = {IdState.ENABLED: "enabled", IdState.LIMIT_EXCEEDED: "limit exceeded"}
    return {
        "owner": printer.owner.id.hex(),
        "stream": printer.log.stream.hex(),
        "first": printer.log.first,
        "next": printer.log.next,
        "ids": {id_: [row.name, int(row.restrictions)] for id_, row in rows.items()},
        "policies": policies(printer),
        "users": {row.name: [row.account_id, row.salt.hex(), row.hash.hex()] for row in printer.users.rows.values()},
        "limits": {id_: words[state] for id_, state in limits.items()},
    }


def policies(printer: Printer) -> list[Any]:
    """The policies in it."""
    table = printer.policies.table
    others = {kind.name.lower(): word_of(table.others[kind]) for kind in Kind}
    return [table.in_force, others, [[row.kind.name.lower(), row.name, word_of(row.policy)] for row in table.rows]]
