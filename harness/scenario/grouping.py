"""The verbs about groups and places, done."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from core.config.common_settings import CommonSettings
from core.config.csv_rows import read_accounts, read_users
from core.config.restrictions import restriction_flags
from core.model import Spot
from core.model.users import PanelUser
from core.store import Store
from core.wire.user_table import SALT_OCTETS, hash_password
from harness.scenario import group_steps as verbs
from harness.scenario import serving
from harness.scenario.effects import Effect
from harness.scenario.operator import account
from harness.scenario.run import Result, Run
from harness.scenario.server_steps import Account
from harness.scenario.serving import ask, tell

NONE = "none"


async def printer_group(run: Run, step: verbs.PrinterGroup) -> None:
    """Add, move, rename, remove."""
    groups = run.need_server().groups
    if step.add is not None:
        printers = run.names(step.printers) if step.printers is not None else []
        work = groups.add_printer_group(step.add, printers, with_ids=step.ids)

        def accept(at_us: int) -> None:
            run.told("add printer group", at_us=at_us, name=step.add)
            run.told("move printers", at_us=at_us, printers=printers, group=step.add, with_ids=step.ids)

        await ask(run, work, _stands(await _revision(run)), accept)
    elif step.move is not None:
        to = "" if step.to == NONE else step.to or ""
        words = {"printers": run.names(step.move), "group": to, "with_ids": step.ids}
        await _do(run, groups.move_printers(words["printers"], to, with_ids=step.ids), "move printers", words)
    elif step.rename is not None:
        new_name = step.to or ""
        accept = tell(run, "rename printer group", name=step.rename, new_name=new_name)
        await ask(run, groups.rename_printer_group(step.rename, new_name), _is_called(new_name), accept)
    elif step.remove is not None:
        await _do(run, groups.remove_printer_group(step.remove), "remove printer group", {"name": step.remove})


async def user_group(run: Run, step: verbs.UserGroup) -> None:
    """Add, change, move, remove."""
    groups = run.need_server().groups
    settings = step.add or step.change
    if settings is not None:
        members, new_name = step.members or (), step.new_name or ""
        setup = settings.setup(new_name)
        words = {
            "name": setup.name,
            "new_name": new_name,
            "mail": setup.mail,
            "restrictions": int(setup.restrictions),
            "alone": setup.alone,
            "notify_totals": setup.notify_totals,
            "notify_limit": setup.notify_limit,
            "members": list(members),
        }
        work = groups.put_user_group(settings, members, new=step.add is not None, new_name=new_name)
        await _do(run, work, "user group", words)
    elif step.move is not None:
        to = "" if step.to == NONE else step.to or ""
        await _do(run, groups.move_accounts(step.move, to), "move accounts", {"ids": list(step.move), "group": to})
    elif step.remove is not None:
        await _do(run, groups.remove_user_group(step.remove), "remove user group", {"name": step.remove})


async def ids(run: Run, step: verbs.Registration) -> None:
    """Register, add, unregister, everywhere, copy."""
    groups = run.need_server().groups
    where = _where(run, step.on)
    restrictions = None if step.restrict is None else restriction_flags(step.restrict)
    spots = [_spot(kind, name)._replace(restrictions=restrictions) for kind, name in where]
    chosen = step.register_ or step.add or step.everywhere
    if step.copy_ is not None:
        source = _where(run, step.copy_)[0]
        words: dict[str, Any] = {"source": list(source), "spots": where}
        await _do(run, groups.copy_ids(_spot(*source), spots), "copy ids", words)
    elif step.unregister is not None:
        words = {"ids": list(step.unregister), "spots": where}
        await _do(run, groups.unregister_ids(step.unregister, spots), "unregister ids", words)
    elif chosen is not None:
        bits = None if restrictions is None else int(restrictions)
        words = {"ids": list(chosen), "spots": where, "restrictions": bits, "add": step.add is not None}
        await _do(run, groups.register_ids(chosen, spots, add=step.add is not None), "register ids", words)


async def accounts(run: Run, step: Account) -> None:
    """One account, or those of a file."""
    if step.file is not None:
        await account_file(run, step.file, step.common)
    else:
        await serving.account(run, step)


async def account_file(run: Run, lines: tuple[str, ...], common: CommonSettings | None) -> None:
    """Accounts of a file are added, with what all of them get."""
    found = read_accounts("\n".join(lines).encode(), "the file")
    if found.findings:
        run.outcome = {"": Result(f"line {found.findings[0].line}: {found.findings[0].message}")}
        return
    rows = [row for _, row in found.rows]
    skipped = await run.unless_crashed(run.need_server().add_accounts(rows, common)) or []
    gone = {each.place for each in skipped}
    for place, row in enumerate(rows):
        if place not in gone:
            told = row if common is None else row.model_copy(update=dict(common))
            run.accounts[row.id] = told
            run.told("account", **account(told))


async def users(run: Run, step: verbs.Users) -> None:
    """Register, add, remove, copy, or from a file."""
    clerk, printers = run.need_server().users, run.names(step.printers)
    if step.remove is not None:
        work, words = clerk.remove(printers, step.remove), {"remove": list(step.remove)}
    elif step.copy_ is not None:
        work, words = clerk.copy(step.copy_, printers), {"copy": step.copy_}
    elif step.file is not None:
        found = read_users("\n".join(step.file).encode(), "the file")
        if found.findings:
            first = found.findings[0]
            run.outcome = {"": Result(f"line {first.line}: {first.message}")}
            return
        added = [PanelUser(*row) for _, row in found.rows]
        work, words = clerk.add(printers, added), {"add": [[each.name, each.account_id, None] for each in added]}
    else:
        given = step.register_ if step.register_ is not None else step.add or ()
        told = [[each.name, each.id, each.password] for each in given]
        panel_users = [_panel_user(run, each) for each in given]
        if step.register_ is not None:
            work, words = clerk.register(printers, panel_users), {"register": told}
        else:
            work, words = clerk.add(printers, panel_users), {"add": told}
    before = await _lists(run)
    accept = tell(run, "users", printers=printers, **words)

    async def holds(store: Store) -> bool:
        return {key: each.revision for key, each in (await store.users.wanted()).items()} != before

    await ask(run, work, holds, accept)


def _panel_user(run: Run, user: verbs.PanelUser) -> PanelUser:
    if user.password is None:
        return PanelUser(user.name, user.id)
    salt = run.world.chance.octets(f"salt of {user.name}", SALT_OCTETS)
    return PanelUser(user.name, user.id, salt, hash_password(user.password, salt))


async def _lists(run: Run) -> dict[int, int]:
    run.need_server()
    assert run.store is not None
    return {key: each.revision for key, each in (await run.store.users.wanted()).items()}


async def _do(run: Run, work: Coroutine[Any, Any, object], do: str, words: dict[str, Any]) -> None:
    await ask(run, work, _stands(await _revision(run)), tell(run, do, **words))


def _where(run: Run, where: verbs.Where | None) -> list[tuple[str, str]]:
    if where is None:
        return []
    printers = run.names(where.printers) if where.printers else []
    return [*(("printer", name) for name in printers), *(("group", name) for name in where.groups)]


def _spot(kind: str, name: str) -> Spot:
    return Spot(printer=name) if kind == "printer" else Spot(group=name)


async def _revision(run: Run) -> int:
    run.need_server()
    assert run.store is not None
    return (await run.store.desired_ids()).revision


def _stands(before: int) -> Effect:
    """Whether a change that nobody answered was made: the tables have another revision than when it was asked for."""

    async def holds(store: Store) -> bool:
        return (await store.desired_ids()).revision != before

    return holds


def _is_called(name: str) -> Effect:
    async def holds(store: Store) -> bool:
        return any(row["name"] == name for row in (await store.groups.all())["printer_groups"])

    return holds
