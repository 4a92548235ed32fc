"""The commands of the group fleet about paper, toner, errors and held jobs of a running fleet (EMU-08, EMU-14)."""

from __future__ import annotations

from typing import Annotated

import typer

from harness.cli_fleet_verbs import At, Json, Printers, Token, told
from harness.fleet.remote import DEFAULT_URL, Remote

Tray = Annotated[str, typer.Argument(help="Such as 'tray 1' or 'multi-purpose tray'.")]
Code = Annotated[str, typer.Option(help="The code under which it is held.")]
Part = Annotated[str | None, typer.Argument(help="What it concerns: 'tray 1', black, 'front cover' …")]


def add_to(group: typer.Typer) -> None:
    """Adds them to the group."""
    for name, command in (
        ("jam", jam),
        ("raise", raise_),
        ("clear", clear),
        ("paper", paper),
        ("toner", toner),
        ("caretaker", caretaker),
        ("hold", hold),
        ("release", release),
        ("storage", storage),
        ("busy", busy),
        ("card", card),
        ("fit", fit),
    ):
        group.command(name)(command)


def jam(
    printers: Printers,
    part: Part = None,
    *,
    fatal: Annotated[bool, typer.Option("--fatal", help="The job being printed is lost.")] = False,
    at: At = DEFAULT_URL,
    token: Token = None,
    as_json: Json = False,
) -> int:
    """Jam printers; clear puts it right."""
    body = {"kind": "media jam", "part": part or "", "fatal": fatal}
    return told(Remote(at, token).ask(printers, "raise", body), as_json=as_json)


def raise_(
    printers: Printers,
    kind: Annotated[str, typer.Argument(help="'cover open', 'tray missing', 'toner low', paused …")],
    part: Part = None,
    *,
    at: At = DEFAULT_URL,
    token: Token = None,
    as_json: Json = False,
) -> int:
    """Let something be the matter with printers."""
    return told(Remote(at, token).ask(printers, "raise", {"kind": kind, "part": part or ""}), as_json=as_json)


def clear(
    printers: Printers,
    kind: Annotated[str | None, typer.Argument(help="Default: whatever is the matter.")] = None,
    part: Part = None,
    *,
    at: At = DEFAULT_URL,
    token: Token = None,
    as_json: Json = False,
) -> int:
    """Put right what is the matter; what has run out must be filled too."""
    return told(Remote(at, token).ask(printers, "clear", {"kind": kind, "part": part}), as_json=as_json)


def paper(
    printers: Printers,
    tray: Tray,
    *,
    sheets: Annotated[int | None, typer.Option(min=0, help="Default: as many as it takes.")] = None,
    size: Annotated[str | None, typer.Option(help="Of the paper, if it is another now.")] = None,
    media: Annotated[str | None, typer.Option(help="Likewise.")] = None,
    out: Annotated[bool | None, typer.Option("--out/--in", help="The tray itself is pulled out, or pushed in.")] = None,
    at: At = DEFAULT_URL,
    token: Token = None,
    as_json: Json = False,
) -> int:
    """Put paper into a tray."""
    do = "load" if out is None else "pull out" if out else "push in"
    body = {"tray": tray, "sheets": sheets, "size": size, "media": media, "do": do}
    return told(Remote(at, token).ask(printers, "paper", body), as_json=as_json)


def toner(
    printers: Printers,
    supply: Annotated[str, typer.Argument(help="black, cyan …, 'waste toner', fuser, or another supply.")],
    *,
    percent: Annotated[float | None, typer.Option(min=0, max=100, help="What is left; default: a new one.")] = None,
    out: Annotated[bool, typer.Option("--out", help="The cartridge is taken out.")] = False,
    at: At = DEFAULT_URL,
    token: Token = None,
    as_json: Json = False,
) -> int:
    """Replace toner or another supply, or set what is left of it."""
    permille = None if percent is None else round(percent * 10)
    body = {"supply": supply, "permille": permille, "do": "take out" if out else "put in"}
    return told(Remote(at, token).ask(printers, "supply", body), as_json=as_json)


def caretaker(
    printers: Printers,
    *,
    employed: Annotated[bool, typer.Option("--on/--off", help="With --off things run low, and out.")],
    at: At = DEFAULT_URL,
    token: Token = None,
    as_json: Json = False,
) -> int:
    """Whether somebody fills trays and changes supplies in time, as at first."""
    return told(Remote(at, token).ask(printers, "caretaker", {"employed": employed}), as_json=as_json)


def hold(
    printers: Printers, job: int, *, code: Code = "", at: At = DEFAULT_URL, token: Token = None, as_json: Json = False
) -> int:
    """Set a waiting job aside until it is released."""
    return told(Remote(at, token).ask(printers, "hold", {"job": job, "code": code}), as_json=as_json)


def release(
    printers: Printers, job: int, *, code: Code = "", at: At = DEFAULT_URL, token: Token = None, as_json: Json = False
) -> int:
    """Let a held job print."""
    return told(Remote(at, token).ask(printers, "release", {"job": job, "code": code}), as_json=as_json)


def storage(
    printers: Printers,
    do: Annotated[str, typer.Argument(help="format, at the panel; or replace by another.")],
    *,
    at: At = DEFAULT_URL,
    token: Token = None,
    as_json: Json = False,
) -> int:
    """Format or replace the storage in which the log is."""
    return told(Remote(at, token).ask(printers, "storage", {"do": do}), as_json=as_json)


def busy(
    printers: Printers,
    *,
    is_busy: Annotated[bool, typer.Option("--on/--off", help="Whether somebody stands there.")],
    at: At = DEFAULT_URL,
    token: Token = None,
    as_json: Json = False,
) -> int:
    """Let somebody stand at the panel: the printer prints, but takes no writes."""
    return told(Remote(at, token).ask(printers, "busy", {"busy": is_busy}), as_json=as_json)


def card(
    printers: Printers,
    number: Annotated[str, typer.Argument(help="As it stands on the card; without one whoever is there goes.")] = "",
    *,
    at: At = DEFAULT_URL,
    token: Token = None,
    as_json: Json = False,
) -> int:
    """Hold an IC card to the reader of a panel; press does something there, with card=NUMBER."""
    return told(Remote(at, token).ask(printers, "card", {"card": number}), as_json=as_json)


def fit(
    printers: Printers,
    option: Annotated[str, typer.Argument(help="finisher, or 'sd card'.")],
    *,
    fitted: Annotated[bool, typer.Option("--in/--out", help="Fitted, or taken out.")] = True,
    at: At = DEFAULT_URL,
    token: Token = None,
    as_json: Json = False,
) -> int:
    """Fit an option to printers, or take it out."""
    return told(Remote(at, token).ask(printers, "fit", {"option": option, "fitted": fitted}), as_json=as_json)
