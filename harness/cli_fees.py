"""The command group fees: what printing costs (FEE-01 to FEE-08)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Final

import typer
import yaml

from core.config.fee_settings import CalculationSettings, FeeSettings
from core.config.settings import SettingsModel
from core.config.strict_yaml import load
from core.config.units import MICROS
from core.model import FeeDefinition
from core.model.errors import BadInput
from core.services.setup import fee_words
from core.store import Store
from core.wire.pages import ALL_SIZES
from harness.cli_asking import checked, own_listing, perform, tell
from harness.cli_common import AsJson, Config, Database, money, print_table, show, with_store

NOTHING: Final = "nothing"

Name = Annotated[str, typer.Argument(help="The definition's name.")]
Price = Annotated[str | None, typer.Option(metavar="AMOUNT", help="0 takes the price away.")]
Prices = Annotated[list[str] | None, typer.Option(metavar="NAME=AMOUNT", help="May be repeated.")]
Supply = Annotated[str | None, typer.Option(metavar="AMOUNT", help="What one costs.")]

app = typer.Typer(invoke_without_command=True)


def add_to(parent: typer.Typer) -> None:
    """Adds the group."""
    parent.add_typer(app, name="fees")


@app.callback()
def fees(context: typer.Context, *, config: Config = None, database: Database = None, as_json: AsJson = False) -> int:
    """List fee definitions; or show, set, rename, remove, assign, calculate, import or export some."""
    return listing(config, database, as_json=as_json) if own_listing(context, config, database, as_json) else 0


@app.command("list")
def list_(*, config: Config = None, database: Database = None, as_json: AsJson = False) -> int:
    """List fee definitions and the printers that they are for; version 0 is an initial one nobody needed yet."""
    return listing(config, database, as_json=as_json)


def listing(config: Path | None, database: Path | None, *, as_json: bool) -> int:
    """A row a definition."""

    async def rows(store: Store) -> list[dict[str, Any]]:
        printers = await store.printers()
        return [
            {
                "name": each.name,
                "version": each.version,
                "currency": each.currency,
                "colour page": money(each.colour_page),
                "mono page": money(each.mono_page),
                "sheet": money(each.sheet),
                "printers": ", ".join(row.name for row in printers if row.fee_definition == each.name),
            }
            for each in await store.fee_definitions()
        ]

    show(with_store(rows, config, database), as_json=as_json)
    return 0


@app.command("show")
def show_(
    name: Name,
    *,
    version: Annotated[int | None, typer.Option(min=1, help="As it was then; default: as it is.")] = None,
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
) -> int:
    """Show all prices of a definition."""
    found = with_store(lambda store: _find(store, name, version), config, database)
    words = {**fee_words(found), "version": found.version}
    if as_json:
        typer.echo(json.dumps(words, ensure_ascii=False))
        return 0
    rows = [[key, value] for key, value in words.items() if not isinstance(value, dict | list)]
    for key, value in words.items():
        if isinstance(value, dict):
            rows += [[f"{key} {part}", _flat(price)] for part, price in value.items()]
        elif isinstance(value, list):
            rows.append([key, ", ".join(value)])
    print_table(["part", "price"], rows)
    return 0


@app.command("set")
def set_(
    name: Name,
    *,
    colour_page: Price = None,
    mono_page: Price = None,
    white_page: Price = None,
    white_only_page: Price = None,
    sheet: Price = None,
    toner: Annotated[
        list[str] | None, typer.Option(metavar="LEVEL:CLASS=AMOUNT", help="Such as 1:colour=0.01; may be repeated.")
    ] = None,
    drum: Annotated[list[str] | None, typer.Option(metavar="CLASS=AMOUNT", help="colour, mono or white.")] = None,
    belt: Price = None,
    fuser: Price = None,
    staple: Price = None,
    minute: Price = None,
    size: Prices = None,
    tray: Prices = None,
    media: Prices = None,
    off: Annotated[list[str] | None, typer.Option(help="Do not charge this part; may be repeated.")] = None,
    on: Annotated[list[str] | None, typer.Option(help="Charge this part again; may be repeated.")] = None,
    rounding: Annotated[str | None, typer.Option(help="half up, half even, up or down.")] = None,
    step: Annotated[str | None, typer.Option(metavar="AMOUNT", help="Each part comes to a multiple of it.")] = None,
    as_: Annotated[str | None, typer.Option("--as", help="Save it under this new name; the old one stays.")] = None,
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
) -> int:
    """Define fees or change them; what is not named stays. Jobs that were charged keep what they were charged."""
    words = _known_words(name, config, database)
    single = {"colour page": colour_page, "mono page": mono_page, "white page": white_page, "sheet": sheet}
    single |= {"white only page": white_only_page, "belt": belt, "fuser": fuser, "staple": staple, "minute": minute}
    words |= {key: value for key, value in single.items() if value is not None}
    for key, given in (("sizes", size), ("trays", tray), ("media", media), ("drum", drum)):
        words[key] = words.get(key, {}) | dict(_pair(key, text) for text in given or ())
    words["toner"] = _with_levels(words.get("toner", {}), toner or ())
    words["off"] = sorted(({*words.get("off", ())} | {*(off or ())}) - {*(on or ())})
    rounded = {"mode": rounding, "step": step}
    words["rounding"] = words.get("rounding", {}) | {key: value for key, value in rounded.items() if value is not None}
    words["rounding"] = words["rounding"] or None
    if as_ is not None and as_ != name and _exists(as_, config, database):
        raise BadInput("as", f"a fee definition is called {as_!r} already", "set its prices under its own name")
    answer = perform(
        "put fees", checked(FeeSettings, {**words, "name": name if as_ is None else as_}), config, database
    )
    _warn_of_sizes(_pair("sizes", text)[0] for text in size or ())
    tell(f"{answer['name']}, version {answer['version']}", answer, as_json=as_json)
    return 0


@app.command()
def rename(
    name: Name,
    new_name: Annotated[str, typer.Argument(help="A name that no definition has.")],
    *,
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
) -> int:
    """Save a definition under a new name: that makes a new one. The old one stays, with the printers that have it."""
    checked(FeeSettings, {"name": new_name})
    answer = perform("rename fees", {"name": name, "new_name": new_name}, config, database)
    tell(f"{answer['name']}, version {answer['version']}; {name} stays as it is", answer, as_json=as_json)
    return 0


@app.command()
def remove(name: Name, *, config: Config = None, database: Database = None, as_json: AsJson = False) -> int:
    """Delete a definition. Printers that had it are charged by the initial one of their model from now on."""
    answer = perform("remove fees", {"name": name}, config, database)
    moved = f"; now on their initial definition: {', '.join(answer['moved'])}" if answer["moved"] else ""
    tell(f"removed {name}{moved}", answer, as_json=as_json)
    return 0


@app.command()
def assign(
    name: Annotated[str, typer.Argument(help="A definition; initial: that of the printer's model; nothing: none.")],
    printers: Annotated[list[str], typer.Argument(metavar="PRINTER...")],
    *,
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
) -> int:
    """Charge printers by a definition from now on."""
    known = {row.name for row in with_store(lambda store: store.printers(), config, database)}
    if missing := next((printer for printer in printers if printer not in known), None):
        raise BadInput("printer", f"there is none called {missing!r}", "printers list shows them")
    assigned = {}
    for printer in printers:
        args = {"printer": printer, "fees": None if name == NOTHING else name}
        assigned[printer] = perform("assign fees", args, config, database)["fees"]
    lines = "\n".join(f"{printer}: {fees or NOTHING}" for printer, fees in assigned.items())
    tell(lines, {"assigned": assigned}, as_json=as_json)
    return 0


@app.command()
def calculate(
    name: Name,
    *,
    printer: Annotated[str, typer.Option(help="Whose model and toner it is for.")],
    toner_colour: Supply = None,
    toner_mono: Supply = None,
    toner_white: Supply = None,
    drum_colour: Supply = None,
    drum_mono: Supply = None,
    drum_white: Supply = None,
    belt: Supply = None,
    fuser: Supply = None,
    large: Annotated[bool, typer.Option("--large", help="The toner is of large capacity.")] = False,
    ask: Annotated[bool, typer.Option("--ask/--no-ask", help="Ask the printer for the toner it has.")] = True,
    life_colour: Annotated[str | None, typer.Option(metavar="PAGES", help="Where the model takes it typed.")] = None,
    life_mono: Annotated[str | None, typer.Option(metavar="PAGES", help="Where the model takes it typed.")] = None,
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
) -> int:
    """Work fees out from what supplies cost and how long they last, and save them. What has no price keeps its fee."""
    toner = _given({"colour": toner_colour, "mono": toner_mono, "white": toner_white})
    drum = _given({"colour": drum_colour, "mono": drum_mono, "white": drum_white})
    life = _given({"colour": life_colour, "mono": life_mono})
    words = {"name": name, "printer": printer, "toner": toner, "drum": drum, "belt": belt, "fuser": fuser}
    words |= {"large": large, "ask": ask, "life": life}
    answer = perform("calculate fees", checked(CalculationSettings, words), config, database)
    pages = ", ".join(f"{each} {count} pages" for each, count in answer["toner"].items() if count)
    tell(f"{name}, version {answer['version']}; toner: {pages} (from {answer['from']})", answer, as_json=as_json)
    return 0


class FeeFile(SettingsModel):
    """What export writes and import reads."""

    fees: tuple[FeeSettings, ...]


@app.command()
def export(
    file: Annotated[str, typer.Argument(metavar="FILE", help="YAML; - prints it.")],
    *,
    config: Config = None,
    database: Database = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead.")] = False,
) -> int:
    """Write all definitions into a file, in the words of the configuration file."""
    found = with_store(lambda store: store.fee_definitions(), config, database)
    words = {"fees": [fee_words(each) for each in found if each.version]}
    if as_json:
        typer.echo(json.dumps(words, ensure_ascii=False))
        return 0
    text = yaml.safe_dump(words, allow_unicode=True, sort_keys=False)
    if file == "-":
        typer.echo(text, nl=False)
        return 0
    try:
        Path(file).write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInput("file", f"{file}: cannot be written: {error.strerror}") from None
    typer.echo(f"{len(words['fees'])} definitions")
    return 0


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="YAML, as export writes it.")],
    *,
    config: Config = None,
    database: Database = None,
    as_json: AsJson = False,
) -> int:
    """Read definitions from a file; those of the same name get a new version. A bad file changes nothing."""
    read = load(file, FeeFile)
    words = [each.model_dump(mode="json", by_alias=True, exclude_defaults=True) for each in read.fees]
    answer = perform("import fees", {"fees": words}, config, database)
    tell(f"saved {answer['saved']}", answer, as_json=as_json)
    return 0


# --- words -------------------------------------------------------------------------------------------------


async def _find(store: Store, name: str, version: int | None) -> FeeDefinition:
    if version is not None:
        every = (await store.fee_versions()).values()
        found = next((each for each in every if (each.name, each.version) == (name, version)), None)
    else:
        found = next((each for each in await store.fee_definitions() if each.name == name), None)
    if found is None:
        what = name if version is None else f"{name}, version {version}"
        raise BadInput("fees", f"there is no definition {what}", "fees list shows them")
    return found


def _exists(name: str, config: Path | None, database: Path | None) -> bool:
    found = with_store(lambda store: store.fee_definitions(), config, database)
    return any(each.name == name for each in found)


def _known_words(name: str, config: Path | None, database: Path | None) -> dict[str, Any]:
    found = with_store(lambda store: store.fee_definitions(), config, database)
    return next((fee_words(each) for each in found if each.name == name), {})


def _pair(key: str, text: str) -> tuple[str, str]:
    name, equals, amount = text.rpartition("=")
    if not equals or not name.strip():
        raise BadInput(key, f"expected NAME=AMOUNT, found {text!r}")
    return name.strip(), amount.strip()


def _warn_of_sizes(names: Iterable[str]) -> None:
    """A printer of another make may have sizes of its own, so they are taken, but a slip of the pen is told."""
    for name in names:
        if name not in ALL_SIZES:
            typer.echo(f"warning: sizes: {name} is none of {', '.join(ALL_SIZES)}", err=True)


def _with_levels(known: dict[int, Any], given: Any) -> dict[int | str, Any]:
    levels: dict[int | str, Any] = {level: dict(prices) for level, prices in known.items()}
    for text in given:
        where, amount = _pair("toner", text)
        level, colon, of = where.partition(":")
        if not colon:
            raise BadInput("toner", f"expected LEVEL:CLASS=AMOUNT, found {text!r}", "such as 1:colour=0.01")
        key = int(level) if level.isdecimal() else level
        levels.setdefault(key, {})[of.strip()] = amount
    return levels


def _given(words: dict[str, str | None]) -> dict[str, str] | None:
    return {key: value for key, value in words.items() if value is not None} or None


def _flat(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {price}" for key, price in value.items())
    return f"{value / MICROS:g}" if isinstance(value, int) else str(value)
