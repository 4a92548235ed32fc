"""The commands about policies. Those about the operator's list need no running server."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.config.policies import NamedSettings, PolicySettings, policy_words
from core.model.policies import Named, PolicyEntry
from core.rules.policies import entries_of
from core.services.commands import Answer, Handler
from core.services.policies import Policies
from core.store import Store


def list_handlers(store: Store) -> dict[str, Handler]:
    """The operator's list."""

    async def put(args: Mapping[str, Any]) -> Answer:
        await store.policies.put(_entries(args), known=args.get("known"))
        return {}

    async def remove(args: Mapping[str, Any]) -> Answer:
        await store.policies.remove(_names(args))
        return {}

    async def clear(args: Mapping[str, Any]) -> Answer:  # noqa: ARG001
        await store.policies.clear()
        return {}

    return {"put policies": put, "remove policies": remove, "clear policies": clear}


def policy_handlers(store: Store, policies: Policies) -> dict[str, Handler]:
    """The list, and what printers hold. ``names`` absent or null means all printers that have policies."""

    async def apply(args: Mapping[str, Any]) -> Answer:
        entries = _entries(args) if "policies" in args else None
        return {"problems": await policies.apply(args.get("names"), entries)}

    async def change(args: Mapping[str, Any]) -> Answer:
        return {"problems": await policies.change(args.get("names"), _entries(args))}

    async def delete(args: Mapping[str, Any]) -> Answer:
        return {"problems": await policies.delete(args.get("names"), _names(args))}

    async def clear(args: Mapping[str, Any]) -> Answer:
        return {"problems": await policies.clear(args.get("names"))}

    async def suspend(args: Mapping[str, Any]) -> Answer:
        return {"problems": await policies.suspend(args.get("names"), suspended=bool(args["suspended"]))}

    async def read(args: Mapping[str, Any]) -> Answer:
        held = await policies.read(args["name"])
        rows = [policy_words(entry) for entry in entries_of(held.table)]
        return {"revision": held.revision, "in force": held.table.in_force, "policies": rows}

    return {
        **list_handlers(store),
        "apply policies": apply,
        "change printer policies": change,
        "delete printer policies": delete,
        "clear printer policies": clear,
        "suspend policies": suspend,
        "read policies": read,
    }


def _entries(args: Mapping[str, Any]) -> list[PolicyEntry]:
    return [PolicySettings.model_validate(words).entry for words in args["policies"]]


def _names(args: Mapping[str, Any]) -> list[Named]:
    return [NamedSettings.model_validate(words).named for words in args["policies"]]
