"""How a job's fee came about: part by part, quantity times price, by which version of which definition (FEE-06)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.model import FeeDefinition
from core.rules.fees import price_of
from core.services.setup import amount
from core.store import Store

Job = Mapping[str, Any]


async def explain(store: Store, job: Job) -> dict[str, Any]:
    """The fee, its parts, and how they are rounded; amounts as text, whole to the last micro-unit."""
    versions = {(each.name, each.version): each for each in (await store.fee_versions()).values()}
    parts = [_part(part, versions[part["definition"], part["version"]]) for part in job["fee_parts"]]
    printer = await store.printer(job["printer"])
    used = {(part["definition"], part["version"]) for part in job["fee_parts"]}
    return {
        "fee": amount(job["fee_micros"]),
        "currency": (await store.settings()).currency,
        "parts": parts,
        "definitions": [_definition(versions[key]) for key in sorted(used)],
        "printer": job["printer"],
        "charged now by": (printer.fee_definition or None) if printer is not None else None,
    }


def _part(part: Mapping[str, Any], definition: FeeDefinition) -> dict[str, Any]:
    price = price_of(part["part"], definition)
    exact = part["quantity"] * price
    return {
        "part": part["part"],
        "quantity": part["quantity"],
        "price": amount(price),
        "exact": amount(exact),
        "charged": amount(part["micros"]),
        "definition": part["definition"],
        "version": part["version"],
    }


def _definition(definition: FeeDefinition) -> dict[str, Any]:
    step = amount(definition.rounding_micros)
    how = (
        "exact"
        if definition.rounding_micros == 1
        else f"each part rounded {definition.rounding} to a multiple of {step}"
    )
    return {
        "name": definition.name,
        "version": definition.version,
        "rounding": how,
        "off": sorted(definition.off),
    }


def lines(found: Mapping[str, Any]) -> list[str]:
    """The same for people: a sum that can be followed by hand."""
    if not found["parts"]:
        now = found["charged now by"] or "no definition"
        why = f"nothing of it had a price ({found['printer']} is charged by {now} now)"
        return [f"fee {found['fee']} {found['currency']}: nothing was charged, {why}"]
    out = []
    for part in found["parts"]:
        rounded = "" if part["exact"] == part["charged"] else f", rounded {part['charged']}"
        out.append(f"  {part['part']}: {part['quantity']} x {part['price']} = {part['exact']}{rounded}")
    by = [f"{each['name']}, version {each['version']} ({each['rounding']})" for each in found["definitions"]]
    return [f"fee {found['fee']} {found['currency']}, by {'; '.join(by)}", *out]
