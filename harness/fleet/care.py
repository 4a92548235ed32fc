"""Commands about paper, supplies, errors and held jobs: what people do to the machine, and what goes wrong in it."""

from __future__ import annotations

from core.model.errors import PressroomError
from emulator.printer import Printer
from harness.fleet.command import Row
from harness.fleet.views import condition_row


class Refused(PressroomError):
    """A printer does not do what it was asked; the message says why."""


def raise_(printer: Printer, body: Row) -> Row:
    """A condition comes; with ``fatal`` the job being printed is lost."""
    if body.get("fatal"):
        printer.fail(body.get("part") or body["kind"])
    else:
        printer.conditions.raise_(body["kind"], body.get("part", ""))
    return conditions(printer)


def clear(printer: Printer, body: Row) -> Row:
    """One condition goes, or all of a kind, or all; what has run out comes again until it is filled."""
    kind, part = body.get("kind"), body.get("part")
    printer.catch_up()
    if kind is None:
        printer.repair()
    for each in printer.conditions.active():
        if kind in {None, each.kind.name} and part in {None, each.part}:
            printer.conditions.clear(each.kind.name, each.part)
    return conditions(printer)


def conditions(printer: Printer) -> Row:
    """Those that are active now."""
    printer.catch_up()
    return {"conditions": [condition_row(each) for each in printer.conditions.active()]}


def paper(printer: Printer, body: Row) -> Row:
    """Paper into a tray, or the tray out or in."""
    tray = body["tray"]
    if tray not in printer.model.inputs:
        raise Refused(f"there is no {tray}", f"it has {', '.join(printer.model.inputs)}")
    if body.get("do") == "pull out":
        printer.paper.pull_out(tray)
    elif body.get("do") == "push in":
        printer.paper.push_in(tray)
    else:
        printer.paper.load(tray, body.get("sheets"), body.get("size") or "", body.get("media") or "")
    return {"sheets": printer.paper.left(tray), "size": printer.paper.size(tray), "media": printer.paper.media(tray)}


def supply(printer: Printer, body: Row) -> Row:
    """A supply is replaced, taken out, or has so much left."""
    name = body["supply"]
    if name not in printer.supplies.names:
        raise Refused(f"there is no {name}", f"it has {', '.join(printer.supplies.names)}")
    if body.get("do") == "take out":
        if name not in printer.model.toners:
            raise Refused(f"{name} cannot be taken out", f"but {', '.join(printer.model.toners)} can")
        printer.supplies.take_out(name)
    elif body.get("permille") is None:
        printer.supplies.replace(name)
    else:
        printer.supplies.put(name, body["permille"])
    return {"permille": printer.supplies.left(name), "pages": printer.supplies.pages(name)}


def caretaker(printer: Printer, body: Row) -> Row:
    """Somebody fills and changes everything in time, or nobody does."""
    printer.caretaker = body["employed"]
    return {"caretaker": printer.caretaker}


def hold(printer: Printer, body: Row) -> Row:
    """Set a job aside."""
    if not printer.hold(body["job"], body.get("code", "")):
        raise Refused(f"job {body['job']} has begun, or is over")
    return {"held": True}


def release(printer: Printer, body: Row) -> Row:
    """Let a held job print."""
    if body["job"] in printer.held and printer.release(body["job"], body.get("code", "")):
        return {"released": True}
    raise Refused(f"job {body['job']} is not held, or under another code")


def storage(printer: Printer, body: Row) -> Row:
    """Format the log storage at the panel, or put another in."""
    if body["do"] == "replace":
        printer.replace_storage()
    elif not printer.format_storage():
        raise Refused("the server has inhibited formatting")
    return {"log_records": printer.log.held}


def busy(printer: Printer, body: Row) -> Row:
    """Somebody stands at the panel, and the printer takes no writes."""
    printer.is_busy = body["busy"]
    return {"is_busy": printer.is_busy}


def card(printer: Printer, body: Row) -> Row:
    """Somebody holds a card to the panel, or goes."""
    if not body["card"]:
        printer.panel.leave()
        return {"visitor": None}
    who = printer.panel.enter(card=body["card"])
    return {"visitor": None if who is None else {"account": who.account_id, "name": who.name or who.login}}


def fit(printer: Printer, body: Row) -> Row:
    """An option is fitted, or taken out; the SD card takes the table of cards along."""
    option = body["option"]
    if option not in printer.model.options:
        raise Refused(f"it has no place for {option}", f"but for {', '.join(printer.model.options) or 'nothing'}")
    if body["fitted"]:
        printer.fit(option)
    else:
        printer.remove(option)
    return {"fitted": sorted(printer.fitted)}
