"""What a record of a job of several services tells, and the job's other records (LOG-09)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.model import Selection
from core.services.setup import amount
from core.store import Store

Found = dict[str, Any]


async def explain(store: Store, job: Mapping[str, Any]) -> Found:
    """The service, what was scanned and sent, and the records that the same job left besides this one."""
    rows = await store.log(Selection((job["printer"],), job["log_month"]))
    same = ("job_number", "received_s", "function")
    others = [row for row in rows if all(row[key] == job[key] for key in same) and row["key"] != job["key"]]
    currency = (await store.settings()).currency
    return {
        "service": job["service"],
        "function": job["function"],
        "scan": job["scan"],
        "communication": job["communication"],
        "others": [
            {
                "job": f"{row['printer']}/{row['log_month']}/{row['log_number']}",
                "service": row["service"],
                "fee": amount(row["fee_micros"]),
                "currency": currency,
            }
            for row in others
        ],
    }


def lines(found: Found) -> list[str]:
    """For people; nothing about a job that was printed and nothing else."""
    out = [] if found["service"] == found["function"] else [f"record of the service: {found['service']}"]
    if (scan := found["scan"]) is not None:
        size = f", {scan['size']}" if scan["size"] else ""
        out.append(f"scanned pages: {scan['colour']} colour, {scan['mono']} mono{size}")
    if (sent := found["communication"]) is not None:
        where = f", {sent['destination']}" if sent["destination"] else ""
        took = f", {sent['pages']} pages in {sent['seconds']} s" if sent["seconds"] else ""
        out.append(f"communication: {sent['mode']}{where}{took}")
    for other in found["others"]:
        out.append(f"the same job: {other['job']}, {other['service']}, fee {other['fee']} {other['currency']}")
    return out
