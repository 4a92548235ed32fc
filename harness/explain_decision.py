"""The section of explain about the decision: which rule let a job in, changed or refused it (POL-08)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.services.explaining import explain_decision
from core.store import Store


async def explain(store: Store, job: Mapping[str, Any]) -> dict[str, Any]:
    """See :func:`core.services.explaining.explain_decision`."""
    return await explain_decision(store, job)


def lines(found: dict[str, Any]) -> list[str]:
    """For people."""
    if not found["known"]:
        return [f"decided by: {found['because']}"] if found["because"] else []
    sent, followed = found["id sent"], found["id followed"]
    told = (
        f"ID {sent} follows its own row" if sent == followed else f"ID {sent} is not registered there: {found['name']}"
    )
    limit = "limit exceeded" if found["limit exceeded"] else "limit not exceeded"
    out = [
        f"decided by: {found['because']}",
        f"  {told}; restrictions: {', '.join(found['restrictions']) or 'none'}; {limit}",
        "  policies: " + "; ".join(f"{each['policy for']}: {each['policy']}" for each in found["policies"]),
    ]
    if found["switched off"]:
        out.append("  restrictions of jobs from computers were switched off")
    for cause in found["causes"]:
        if not cause["decided"]:
            out.append(f"  also: {cause['rule']}: {cause['value']} ({cause['effect']})")
    return out
