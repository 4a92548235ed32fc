"""How an operator's verbs are done: by the running server or, when none is running, by the command itself."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import typer
from pydantic import ValidationError

from core.chance import SystemChance
from core.clock import SystemCalendar
from core.config.complaints import explain
from core.config.csv_rows import CsvFile
from core.config.settings import ServerOptions, SettingsModel
from core.config.strict_yaml import BadInputFile
from core.devices.knock import knock_on
from core.devices.udp import open_udp
from core.model.errors import BadInput
from core.server import Server
from core.services.clerk import Clerk
from core.services.commands import Handler
from core.services.desk import account_handlers, handlers
from core.services.export_files import DiskFiles
from core.services.fees import FeeClerk, fee_handlers
from core.services.group_clerk import GroupClerk, group_handlers
from core.services.limit_clerk import LimitClerk, limit_handlers
from core.services.log_clerk import LogClerk, log_handlers
from core.services.people import People, people_handlers
from core.services.policy_commands import list_handlers
from core.services.trail import do_on_the_trail
from core.services.users import UserClerk, user_handlers
from core.store import Store
from harness.cli_common import ask_or_do, database_of, settings_of

M = TypeVar("M", bound=SettingsModel)
T = TypeVar("T")


def perform(kind: str, args: Mapping[str, Any], config: Path | None, database: Path | None) -> dict[str, Any]:
    """One of the server's commands and its answer (see ``core.services.desk``). Raises a PressroomError."""
    given = settings_of(config) if config is not None else None

    async def alone(store: Store) -> dict[str, Any]:
        clerk = Clerk(store, SystemCalendar().now_us)
        alone_too = (
            account_handlers(clerk)
            | people_handlers(People(clerk, store, SystemChance()))
            | _fees_without_printers(store)
        )
        alone_too |= group_handlers(GroupClerk(store)) | user_handlers(UserClerk(store))
        alone_too |= limit_handlers(LimitClerk(store, SystemCalendar().now_us))
        alone_too |= list_handlers(store) | log_handlers(LogClerk(store))
        if (known := alone_too.get(kind)) is not None:
            return {
                "ok": True,
                **await do_on_the_trail(store, kind, args, known),
            }  # the printers learn of it once a server runs
        settings = given or await as_it_is(store)
        calendar, chance = SystemCalendar(), SystemChance()
        server = Server(
            store,
            calendar=calendar,
            chance=chance,
            open_endpoint=open_udp,
            settings=settings,
            knock=knock_on(),
            exports=DiskFiles(database_of(config, database).parent),
        )
        try:
            await server.start(makes_up=False)
            return {"ok": True, **await do_on_the_trail(store, kind, args, handlers(server)[kind])}
        finally:
            await server.stop()

    return asyncio.run(ask_or_do(database_of(config, database), kind, dict(args), alone))


def _fees_without_printers(store: Store) -> dict[str, Handler]:
    """All about fees but the calculation, which asks a printer."""
    return {kind: handler for kind, handler in fee_handlers(FeeClerk(store)).items() if kind != "calculate fees"}


async def as_it_is(store: Store) -> ServerOptions:
    """Without a configuration, what the ledger says of itself stays."""
    known = await store.settings()
    words: dict[str, Any] = {"zone": known.zone, "currency": known.currency, "edition": known.edition}
    words["rounding"] = {"mode": known.rounding.value, "step": known.rounding_micros}
    last = known.closing[-1]
    closing = {"closing day": last.day, "after closing day as this month": last.after_as_this_month}
    return ServerOptions.model_validate({**words, **closing})


def checked(model: type[M], words: Mapping[str, Any]) -> dict[str, Any]:
    """The words that are given, if the model takes them. Raises BadInput that names the field."""
    given = {key: value for key, value in words.items() if value is not None}
    try:
        model.model_validate(given)
    except ValidationError as error:
        first = explain(error, model)[0]
        told = (str(part) for part in first.where if not str(part).startswith("constrained-"))  # of a union
        field = " ".join(told) or model.__name__.removesuffix("Settings").lower()
        raise BadInput(field, first.message.removeprefix(f"{field}: "), first.hint) from None
    return given


def octets_of(file: Path) -> bytes:
    """A file's content. Raises BadInput."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadInput("file", f"{file}: cannot be read: {error.strerror}") from None


def rows_of(read: CsvFile[T]) -> tuple[tuple[int, T], ...]:
    """The rows of a file and their lines. Raises BadInputFile for a bad one: then nothing of it is used."""
    if read.findings:
        raise BadInputFile(list(read.findings))
    return read.rows


def tell(text: str, answer: Mapping[str, Any], *, as_json: bool) -> None:
    """What was done, in a line or as JSON."""
    typer.echo(json.dumps(answer, ensure_ascii=False) if as_json else text)


def own_listing(context: typer.Context, *options: object) -> bool:
    """Whether a group's own listing is wanted. Raises BadParameter for options before a verb, which have no effect."""
    if context.invoked_subcommand is None:
        return True
    if any(options):
        raise typer.BadParameter(f"options stand after {context.invoked_subcommand}")
    return False
