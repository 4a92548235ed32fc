"""Expectations about what a record says beyond sheets and pages (LOG-02): supplies, trays, scans, communication."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from core.wire.items import FEEDERS, FLAGS, RESOLUTIONS
from harness.scenario.findings import Findings

_COLOURS: Final = "kcmyw"


def numbers(row: Mapping[str, Any]) -> dict[str, int]:
    """The items of a record that are numbers, by name; what the printer did not tell is not there."""
    found: dict[str, int] = {"white": row.get("white", 0), "white only": row.get("white_only", 0)}
    if used := row.get("consumption"):
        found |= _by_name([f"toner {colour}" for colour in _COLOURS], used["toner"])
        found |= _by_name([f"drum {colour}" for colour in _COLOURS], used["drum"], whole=True)
        found |= {name: used[name] for name in ("belt", "fuser", "staples")}
    if fed := row.get("feeding"):
        found |= _by_name(FEEDERS, fed["trays"], whole=True) | _by_name(RESOLUTIONS, fed["dpi"], whole=True)
        found["n-up"] = fed["n_up"]
    if made := row.get("processing"):
        found["processing off-line"] = made["offline_processing_s"]
        found["printing off-line"] = made["offline_printing_s"]
    if scan := row.get("scan"):
        found |= {"colour scan": scan["colour"], "mono scan": scan["mono"]}
    if talk := row.get("communication"):
        found |= {"communication time": talk["seconds"], "communication pages": talk["pages"]}
    return found


def _by_name(names: Sequence[str], counts: Sequence[int], *, whole: bool = False) -> dict[str, int]:
    """Counts at the end that are 0 may be left out; ``whole`` puts them in again."""
    rest = [0] * (len(names) - len(counts)) if whole else []
    return dict(zip(names, [*counts, *rest], strict=False))


def look(step: Any, findings: Findings, row: Mapping[str, Any]) -> None:
    """Compare them with what a step says of its job."""
    there = numbers(row)
    for name, amount in (step.items or {}).items():
        findings.amount(name, amount, there.get(name))
    findings.word("service", step.service, row.get("service"))
    findings.word("function", step.function, row.get("function"))
    for group, expected in (("scan", step.scan), ("communication", step.communication)):
        if expected is None:
            continue
        said = row.get(group) or {}
        for key in expected.model_fields_set:
            value = getattr(expected, key)
            actual = said.get(key)
            if key == "flags":
                value = ", ".join(value)
                actual = ", ".join(name for name in FLAGS if said.get(name.replace(" ", "_").replace("-", "_")))
            findings.word(f"{group} {key}", value, actual)
