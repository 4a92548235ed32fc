"""What can be done with groups and places in the ledger alone, and the commands for it (PRN-22, JID-05, 07, 08)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from core.config.groups import UserGroupSettings
from core.config.restrictions import restriction_flags
from core.model.groups import Spot
from core.services.commands import Answer, Handler
from core.store import Store


class GroupClerk:
    """Keeps groups and places. ``changed`` is called after each change: printers have to follow."""

    def __init__(self, store: Store, changed: Callable[[], None] = lambda: None) -> None:
        self._groups = store.groups
        self._changed = changed

    async def add_printer_group(self, name: str, printers: Iterable[str] = (), *, with_ids: bool = True) -> None:
        """A new group with these printers in it (PRN-22). Raises BadInput, like all of these."""
        await self._groups.add_printer_group(name, printers, with_ids=with_ids)
        self._changed()

    async def rename_printer_group(self, name: str, new_name: str) -> None:
        """Another name for it."""
        await self._groups.rename_printer_group(name, new_name)

    async def move_printers(self, printers: Iterable[str], group: str, *, with_ids: bool = True) -> None:
        """Printers go into a group ("": into none), and its IDs are registered on them, or not."""
        await self._groups.move_printers(printers, group, with_ids=with_ids)
        self._changed()

    async def remove_printer_group(self, name: str) -> None:
        """Its members are in no group; what was registered in it stays registered on them."""
        await self._groups.remove_printer_group(name)
        self._changed()

    async def put_user_group(
        self,
        group: UserGroupSettings,
        members: Iterable[int] = (),
        *,
        new: bool | None = None,
        new_name: str = "",
    ) -> None:
        """Create or change a user group, and these IDs join it (JID-08)."""
        await self._groups.put_user_group(group.setup(new_name), members, new=new)
        self._changed()

    async def move_accounts(self, ids: Iterable[int], group: str) -> None:
        """IDs go into a user group; "" is none."""
        await self._groups.move_accounts(ids, group)
        self._changed()

    async def remove_user_group(self, name: str) -> None:
        """Its members are in no group."""
        await self._groups.remove_user_group(name)
        self._changed()

    async def register_ids(self, ids: Iterable[int], spots: Sequence[Spot], *, add: bool = False) -> None:
        """Where IDs are registered (JID-07): there and nowhere else, or there too; no spots mean everywhere."""
        await self._groups.register(ids, spots, add=add)
        self._changed()

    async def unregister_ids(self, ids: Iterable[int], spots: Sequence[Spot]) -> None:
        """IDs are registered there no more."""
        await self._groups.unregister(ids, spots)
        self._changed()

    async def copy_ids(self, source: Spot, targets: Sequence[Spot]) -> dict[str, list[int]]:
        """Copy IDs with their restrictions; what exists at a target stays (JID-05). Which were added, by target."""
        added = await self._groups.copy(source, targets)
        self._changed()
        return added


def group_handlers(clerk: GroupClerk) -> dict[str, Handler]:
    """Commands about groups and places; ``spots`` are mappings with ``printer`` or ``group``, and ``restrict``."""
    return {**_printer_groups(clerk), **_user_groups(clerk), **_ids(clerk)}


def _printer_groups(clerk: GroupClerk) -> dict[str, Handler]:
    async def add(args: Mapping[str, Any]) -> Answer:
        await clerk.add_printer_group(args["name"], args.get("printers", ()), with_ids=args.get("with_ids", True))
        return {}

    async def rename(args: Mapping[str, Any]) -> Answer:
        await clerk.rename_printer_group(args["name"], args["new_name"])
        return {}

    async def move(args: Mapping[str, Any]) -> Answer:
        await clerk.move_printers(args["printers"], args["group"], with_ids=args.get("with_ids", True))
        return {}

    async def remove(args: Mapping[str, Any]) -> Answer:
        await clerk.remove_printer_group(args["name"])
        return {}

    return {
        "add printer group": add,
        "rename printer group": rename,
        "move printers": move,
        "remove printer group": remove,
    }


def _user_groups(clerk: GroupClerk) -> dict[str, Handler]:
    async def put(args: Mapping[str, Any]) -> Answer:
        words = dict(args)
        more = {key: words.pop(key) for key in ("members", "new", "new_name") if key in words}
        await clerk.put_user_group(UserGroupSettings.model_validate(words), **more)
        return {}

    async def move(args: Mapping[str, Any]) -> Answer:
        await clerk.move_accounts(args["ids"], args["group"])
        return {}

    async def remove(args: Mapping[str, Any]) -> Answer:
        await clerk.remove_user_group(args["name"])
        return {}

    return {"put user group": put, "move accounts": move, "remove user group": remove}


def _ids(clerk: GroupClerk) -> dict[str, Handler]:
    async def register(args: Mapping[str, Any]) -> Answer:
        await clerk.register_ids(args["ids"], _spots(args["spots"]), add=bool(args.get("add")))
        return {}

    async def unregister(args: Mapping[str, Any]) -> Answer:
        await clerk.unregister_ids(args["ids"], _spots(args["spots"]))
        return {}

    async def copy(args: Mapping[str, Any]) -> Answer:
        return {"added": await clerk.copy_ids(_spots([args["from"]])[0], _spots(args["to"]))}

    return {"register ids": register, "unregister ids": unregister, "copy ids": copy}


def _spots(words: Iterable[Mapping[str, Any]]) -> list[Spot]:
    spots = []
    for each in words:
        restrict = each.get("restrict")
        flags = None if restrict is None else restriction_flags(restrict)
        spots.append(Spot(each.get("printer", ""), each.get("group", ""), flags))
    return spots
