"""The commands that a server understands: names, arguments, and the server's method behind each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from core.config.common_settings import CommonSettings
from core.config.settings import AccountSettings, PrinterSettings
from core.model import PrinterRow
from core.model.errors import PressroomError
from core.services.commands import Answer, Handler
from core.services.desk_printers import PrinterDesk, printer_handlers
from core.services.fees import FeeClerk, fee_handlers
from core.services.group_clerk import GroupClerk, group_handlers
from core.services.imports import Skipped
from core.services.limit_clerk import LimitClerk, limit_handlers
from core.services.log_clerk import LogClerk, log_handlers
from core.services.outcome import Outcome
from core.services.people import People, people_handlers
from core.services.policies import Policies
from core.services.policy_commands import policy_handlers
from core.services.users import UserClerk, user_handlers
from core.store import Store


class AccountDesk(Protocol):
    """Whoever keeps accounts: a server, or :class:`core.services.clerk.Clerk`."""

    async def put_account(
        self, account: AccountSettings, *, reset_usage: bool = False, revision: str | None = None
    ) -> None:
        """Register or change an account."""

    async def add_accounts(
        self, accounts: Sequence[AccountSettings], common: CommonSettings | None = None
    ) -> list[Skipped]:
        """Register those that are new."""

    async def remove_account(self, account_id: int) -> None:
        """Delete an account."""

    async def reset_usage(self, account_id: int) -> None:
        """Usage back to nothing."""


class Desk(AccountDesk, PrinterDesk, Protocol):
    """What of a server can be asked for from outside; see :class:`core.server.Server`."""

    fees: FeeClerk
    store: Store
    policies: Policies
    groups: GroupClerk
    limits: LimitClerk
    log: LogClerk
    users: UserClerk
    people: People

    async def acquire(self, names: Iterable[str] | None = None) -> dict[str, Outcome]:
        """Acquire now."""

    async def provision(self, names: Iterable[str] | None = None) -> dict[str, str]:
        """Verify and write what differs."""

    async def set_time(self, names: Iterable[str] | None = None) -> dict[str, str]:
        """Tell the time."""

    async def add_printer(self, printer: PrinterSettings) -> PrinterRow:
        """Register a printer."""

    async def add_printers(self, printers: Iterable[PrinterSettings]) -> dict[str, PressroomError]:
        """Register many printers."""

    async def readd_printer(self, name: str, *, take_over_from: bytes | None = None) -> PrinterRow:
        """Claim a printer again."""

    async def remove_printer(
        self, name: str, *, force: bool = False, with_ids: bool = False, with_log: bool = False
    ) -> None:
        """Delete a printer."""

    async def decommission(self, *, force: bool = False) -> dict[str, str]:
        """Give every printer back, for good."""

    async def interval_warning(self, name: str) -> str:
        """Why records may be lost by its schedule."""

    async def start_acquisition(self, name: str) -> None:
        """Begin acquisition."""

    async def stop_acquisition(self, name: str, *, force: bool = False) -> None:
        """End acquisition."""


def handlers(desk: Desk) -> dict[str, Handler]:
    """A handler for each kind of command. ``names`` absent or null means all printers."""
    return {
        **_contacts(desk),
        **_printers(desk),
        **printer_handlers(desk),
        **account_handlers(desk),
        **limit_handlers(desk.limits),
        **group_handlers(desk.groups),
        **user_handlers(desk.users),
        **people_handlers(desk.people),
        **fee_handlers(desk.fees),
        **_retirement(desk),
        **policy_handlers(desk.store, desk.policies),
        **log_handlers(desk.log),
    }


def _retirement(desk: Desk) -> dict[str, Handler]:
    async def decommission(args: Mapping[str, Any]) -> Answer:
        return {"problems": await desk.decommission(force=bool(args.get("force")))}

    return {"decommission": decommission}


def _contacts(desk: Desk) -> dict[str, Handler]:
    async def acquire(args: Mapping[str, Any]) -> Answer:
        outcomes = await desk.acquire(args.get("names"))
        await desk.store.operations.save_attempts()
        return {"printers": {name: outcome._asdict() for name, outcome in outcomes.items()}}

    async def provision(args: Mapping[str, Any]) -> Answer:
        return {"problems": await desk.provision(args.get("names"))}

    async def set_time(args: Mapping[str, Any]) -> Answer:
        return {"problems": await desk.set_time(args.get("names"))}

    return {"acquire": acquire, "provision": provision, "set time": set_time}


def _printers(desk: Desk) -> dict[str, Handler]:
    async def add(args: Mapping[str, Any]) -> Answer:
        row = await desk.add_printer(PrinterSettings.model_validate(dict(args)))
        told = {"printer": row.name, "model": row.model, "serial": row.serial, "dialect": row.dialect}
        warning = await desk.interval_warning(row.name)
        return {**told, "warning": warning} if warning else told

    async def add_many(args: Mapping[str, Any]) -> Answer:
        printers = [PrinterSettings.model_validate(words) for words in args["printers"]]
        problems = await desk.add_printers(printers)
        return {"problems": {name: {"error": each.message, "hint": each.hint} for name, each in problems.items()}}

    async def readd(args: Mapping[str, Any]) -> Answer:
        old = args.get("take_over_from")
        await desk.readd_printer(args["name"], take_over_from=bytes.fromhex(old) if old else None)
        return {}

    async def remove(args: Mapping[str, Any]) -> Answer:
        ids, log = bool(args.get("remove ids")), bool(args.get("delete log"))
        await desk.remove_printer(args["name"], force=bool(args.get("force")), with_ids=ids, with_log=log)
        return {}

    async def start(args: Mapping[str, Any]) -> Answer:
        await desk.start_acquisition(args["name"])
        return {}

    async def stop(args: Mapping[str, Any]) -> Answer:
        await desk.stop_acquisition(args["name"], force=bool(args.get("force")))
        return {}

    return {
        "add printer": add,
        "add printers": add_many,
        "add again": readd,
        "remove printer": remove,
        "start": start,
        "stop": stop,
    }


def account_handlers(desk: AccountDesk) -> dict[str, Handler]:
    """Those that need no printer."""

    async def put(args: Mapping[str, Any]) -> Answer:
        words = dict(args)
        more = {key: words.pop(key) for key in ("revision", "reset_usage") if key in words}
        await desk.put_account(AccountSettings.model_validate(words), **more)
        return {}

    async def put_many(args: Mapping[str, Any]) -> Answer:
        accounts = [AccountSettings.model_validate(words) for words in args["accounts"]]
        common = CommonSettings.model_validate(args.get("common") or {})
        return {"skipped": [each._asdict() for each in await desk.add_accounts(accounts, common)]}

    async def remove(args: Mapping[str, Any]) -> Answer:
        await desk.remove_account(int(args["id"]))
        return {}

    async def reset(args: Mapping[str, Any]) -> Answer:
        await desk.reset_usage(int(args["id"]))
        return {}

    return {
        "put account": put,
        "add accounts": put_many,
        "remove account": remove,
        "reset usage": reset,
    }
