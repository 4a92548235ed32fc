"""What can be done about limits and usage in the ledger alone, and the commands for it (LIM-06, 07, 10; JID-09)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from core.config.settings import LimitSettings
from core.model.accounts import Decision, Usage
from core.model.groups import Spot
from core.model.metering import GroupLimit
from core.services.commands import Answer, Handler
from core.services.setup import limit_of
from core.store import Store


class LimitClerk:
    """Keeps limits of user groups, and sets usage back. ``changed`` is called after each change: printers follow."""

    def __init__(self, store: Store, now_us: Callable[[], int], changed: Callable[[], None] = lambda: None) -> None:
        self._limits = store.limits
        self._now_us = now_us
        self._changed = changed

    async def put_group_limit(
        self,
        group: str,
        limit: LimitSettings | None,
        *,
        for_each: bool = False,
        reset_usage: bool = False,
        revision: str | None = None,
    ) -> None:
        """A user group's limit for its members' total, or ``for_each`` of them; None: none. Raises BadInput.

        ``reset_usage``: the members' usage begins at nothing with it (LIM-06). ``revision``: of the limit as whoever
        changes it has seen it, which it must still be.
        """
        wanted = None if limit is None else GroupLimit(limit_of(limit), for_each)
        anchor = None if limit is None else limit.anchor
        await self._limits.put_group_limit(group, wanted, anchor, reset_usage=reset_usage, revision=revision)
        self._changed()

    async def reset(self, account_id: int, place: Spot | None = None) -> None:
        """An account's usage back to nothing, everywhere, or on a printer or a printer group. Raises BadInput."""
        await self._limits.reset(account_id, self._now_us(), place)
        self._changed()

    async def reset_group(self, group: str, place: Spot | None = None) -> list[int]:
        """The same for a user group's members, but for those not processed as a group; their IDs. Raises BadInput."""
        ids = await self._limits.reset_group(group, self._now_us(), place)
        self._changed()
        return ids

    async def admit(self, account_id: int, printer: str, use: Usage) -> Decision:
        """Whether a job would exceed a limit before it is printed (LIM-10). Raises BadInput."""
        return await self._limits.admit(account_id, printer, use)


def limit_handlers(clerk: LimitClerk) -> dict[str, Handler]:
    """Commands about limits; a place is ``printer`` or ``printer group``, neither means everywhere."""

    async def put(args: Mapping[str, Any]) -> Answer:
        limit = None if args.get("limit") is None else LimitSettings.model_validate(args["limit"])
        more = {key: bool(args.get(key)) for key in ("for_each", "reset_usage")}
        await clerk.put_group_limit(args["group"], limit, **more, revision=args.get("revision"))
        return {}

    async def reset(args: Mapping[str, Any]) -> Answer:
        place = None
        if args.get("printer") or args.get("printer group"):
            place = Spot(args.get("printer") or "", args.get("printer group") or "")
        if args.get("group"):
            return {"ids": await clerk.reset_group(args["group"], place)}
        await clerk.reset(int(args["account"]), place)
        return {"ids": [int(args["account"])]}

    async def admit(args: Mapping[str, Any]) -> Answer:
        use = Usage(int(args.get("sheets") or 0), int(args.get("fee_micros") or 0), int(args.get("staples") or 0))
        decision = await clerk.admit(int(args["account"]), args["printer"], use)
        return {"would exceed": decision.exceeded, "reason": decision.reason}

    return {"put group limit": put, "reset limits": reset, "admit job": admit}
