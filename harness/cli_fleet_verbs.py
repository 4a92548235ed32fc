"""The commands of the group fleet that look at a running fleet and let things happen in it (EMU-14)."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Annotated, Any, Final

import typer
import yaml

from core.model.errors import BadInput
from harness.cli import EXIT_FAIL
from harness.fleet.remote import DEFAULT_URL, Remote

Printers = Annotated[str, typer.Argument(help="A printer, a group, all, or several with commas.")]
At = Annotated[str, typer.Option(envvar="PRESSROOM_FLEET", help="The control API that fleet up printed.")]
Token = Annotated[str | None, typer.Option(envvar="PRESSROOM_FLEET_TOKEN", help="If that asks for one.")]
Json = Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")]
_BETWEEN_LOOKS_S: Final = 0.5


def add_to(group: typer.Typer) -> None:
    """Adds them to the group."""
    for name, command in (
        ("list", list_),
        ("show", show),
        ("print", print_),
        ("cancel", cancel),
        ("press", press),
        ("power", power),
        ("faults", faults),
        ("move", move),
        ("add", add),
        ("remove", remove),
        ("watch", watch),
        ("down", down),
    ):
        group.command(name)(command)


def list_(printers: Printers = "all", *, at: At = DEFAULT_URL, token: Token = None, as_json: Json = False) -> int:
    """List the printers of the running fleet."""
    rows = list(Remote(at, token).get("/api/printers", of=printers)["results"].values())
    if as_json:
        typer.echo(json.dumps(rows))
        return 0
    width = max((len(row["name"]) for row in rows), default=0)
    for row in rows:
        typer.echo(
            f"{row['name']:{width}}  {row['address']:15}  {row['model']:16}  {row['serial']:12}  "
            f"{row['sheets']:>7,} sheets  {row['state']}"
        )
    return 0


def show(printers: Printers, *, at: At = DEFAULT_URL, token: Token = None, as_json: Json = False) -> int:
    """Show printers with all that is known of them."""
    rows = list(Remote(at, token).get(f"/api/printers/{printers}")["results"].values())
    if as_json:
        typer.echo(json.dumps(rows))
    else:
        typer.echo(yaml.safe_dump_all(rows, sort_keys=False, allow_unicode=True).rstrip())
    return 0


def print_(
    printers: Printers,
    file: Annotated[Path | None, typer.Argument(help="A document or print stream; - is stdin.")] = None,
    *,
    pages: Annotated[int, typer.Option(min=1, help="Without a file: so many pages.")] = 1,
    colour_pages: Annotated[int, typer.Option(min=0, help="The last ones of them.")] = 0,
    account: Annotated[int | None, typer.Option(min=0, help="Job Account ID.")] = None,
    user: str = "",
    document: str = "document",
    copies: Annotated[int, typer.Option(min=1)] = 1,
    duplex: Annotated[bool, typer.Option("--duplex")] = False,
    at: At = DEFAULT_URL,
    token: Token = None,
    as_json: Json = False,
) -> int:
    """Print a file as it is, or some pages; pressroom submit puts account data around a file."""
    remote = Remote(at, token)
    if file is not None:
        data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        return told(remote.print_(printers, data), as_json=as_json)
    body: dict[str, Any] = {"pages": pages, "colour_pages": colour_pages, "copies": copies, "duplex": duplex}
    body |= {"user": user, "document": document} | ({} if account is None else {"account": account})
    return told(remote.ask(printers, "pages", body), as_json=as_json)


def cancel(printers: Printers, job: int, *, at: At = DEFAULT_URL, token: Token = None, as_json: Json = False) -> int:
    """Cancel a job, by the printer's own number of it."""
    return told(Remote(at, token).ask(printers, "cancel", {"job": job}), as_json=as_json)


def press(
    printers: Printers,
    do: Annotated[str, typer.Argument(help="copy, scan to e-mail, fax send, usb print, offline, online …")],
    settings: Annotated[
        list[str] | None,
        typer.Argument(metavar="[KEY=VALUE]…", help="As in a scenario: pin=1001 pages=3 to=a@b.example."),
    ] = None,
    *,
    at: At = DEFAULT_URL,
    token: Token = None,
    as_json: Json = False,
) -> int:
    """Do something at the panel of printers."""
    body = {"do": do, **_settings(settings or [])}
    return told(Remote(at, token).ask(printers, "panel", body), as_json=as_json)


def power(
    printers: Printers,
    to: Annotated[str, typer.Argument(help="on, off, or cycle.")],
    *,
    at: At = DEFAULT_URL,
    token: Token = None,
    as_json: Json = False,
) -> int:
    """Switch printers on or off, or off and on."""
    return told(Remote(at, token).ask(printers, "power", {"to": to}), as_json=as_json)


def faults(
    printers: Printers,
    specs: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FAULT]…", help="silent, '{kind: loss, share: 10 %}' …; none heals."),
    ] = None,
    *,
    at: At = DEFAULT_URL,
    token: Token = None,
    as_json: Json = False,
) -> int:
    """Put these faults, and no others, on the network at the printers' edge."""
    return told(
        Remote(at, token).ask(printers, "faults", {"faults": [_fault(each) for each in specs or []]}), as_json=as_json
    )


def move(printer: str, address: str, *, at: At = DEFAULT_URL, token: Token = None, as_json: Json = False) -> int:
    """Give a printer another address, as a DHCP server does."""
    return told(Remote(at, token).ask(printer, "move", {"address": address}), as_json=as_json)


def add(
    name: str,
    model: str,
    *,
    address: str | None = None,
    serial: str | None = None,
    group: str = "",
    at: At = DEFAULT_URL,
    token: Token = None,
    as_json: Json = False,
) -> int:
    """Put one more printer up."""
    body = {"name": name, "model": model, "address": address, "serial": serial, "group": group}
    return told(Remote(at, token).post("/api/printers", body), as_json=as_json)


def remove(printers: Printers, *, at: At = DEFAULT_URL, token: Token = None, as_json: Json = False) -> int:
    """Carry printers out of the house."""
    return told(Remote(at, token).remove(printers), as_json=as_json)


def watch(printers: Printers = "all", *, at: At = DEFAULT_URL, token: Token = None, as_json: Json = False) -> int:
    """Show what happens, as it happens, until Ctrl-C."""
    remote = Remote(at, token)
    last = remote.get("/api/events", of=printers)["last"]
    while True:
        answer = remote.get("/api/events", of=printers, after=last)
        last = answer["last"]
        for event in answer["events"]:
            typer.echo(json.dumps(event) if as_json else _line(event))
        sys.stdout.flush()
        time.sleep(_BETWEEN_LOOKS_S)


def down(*, at: At = DEFAULT_URL, token: Token = None) -> int:
    """End the running fleet."""
    Remote(at, token).post("/api/down", {})
    typer.echo("the fleet ends")
    return 0


def _line(event: dict[str, Any]) -> str:
    known = {"number", "at", "printer", "event"}
    rest = ", ".join(f"{key} {value}" for key, value in event.items() if key not in known and value is not None)
    return f"{event['at'][11:23]}  {event['printer']:20}  {event['event']:11}  {rest}"


def _settings(words: list[str]) -> dict[str, Any]:
    """``key=value`` as a mapping; a value with commas is a list where the key takes one."""
    pairs: dict[str, Any] = {}
    for word in words:
        key, sign, value = word.partition("=")
        if not sign:
            raise BadInput("setting", f"expected key=value, not {word!r}")
        pairs[key.replace("_", " ")] = _value(value) if value.startswith(("{", "[")) else value
    return pairs


def _value(text: str) -> Any:
    """Text, a list or a mapping as in a fleet file. Raises BadInput."""
    try:
        return yaml.load(text, yaml.BaseLoader)  # noqa: S506 (makes text, lists and mappings only)
    except yaml.YAMLError:
        raise BadInput("value", f"expected text, [a, b], or {{key: value}}, not {text!r}") from None


def _fault(text: str) -> Any:
    """One fault: its kind alone, or keys and values as in a fleet file."""
    found = _value(text)
    return {"kind": found} if isinstance(found, str) else found


def told(answer: dict[str, Any], *, as_json: bool) -> int:
    """Show what came of it; the exit code."""
    if as_json:
        typer.echo(json.dumps(answer))
    else:
        for name, result in answer["results"].items():
            words = ", ".join(f"{key} {_word(value)}" for key, value in result.items() if key != "name")
            typer.echo(f"{name}: {words}")
        for name, why in answer["errors"].items():
            typer.echo(f"{name}: {why}", err=True)
    return EXIT_FAIL if answer["errors"] else 0


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " ".join(_word(each) for each in value) or "none"
    if not isinstance(value, dict):
        return "nobody" if value is None else str(value)
    if "text" in value:  # a condition
        return f"[{value['text']}]"
    rest = ", ".join(f"{key} {_word(each)}" for key, each in value.items() if key != "kind")
    return f"{value['kind']} ({rest})" if "kind" in value and rest else str(value.get("kind") or rest)
