"""Reads model files strictly: every complaint names the file and the key (EMU-01)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, fields
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from core.wire.items import COLOURANTS, FEEDERS
from core.wire.pages import SIZES
from emulator.errors import BadModel, UnknownModel
from emulator.models.model import PROTOCOLS, Model, Tray
from emulator.recordings import Recorded, read_walk

_FOLDER: Final = Path(__file__).parent
MODEL_FILE: Final = ".yaml"
_OTHERS: Final = _FOLDER / "others"
_TRAYS: Final = FEEDERS[:5]
_TONERS: Final = {1: COLOURANTS[:1], 4: COLOURANTS[:4], 5: COLOURANTS}
_REPORTS: Final = ("consumption", "feeding", "processing")


class _Loader(yaml.CSafeLoader):
    """Refuses a key that is given twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """As the parent, after a look for repeated keys."""
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(None, None, f'key "{key}" given twice', key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep)


def model_names() -> tuple[str, ...]:
    """The shipped models, sorted."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.yaml")))


def other_names() -> tuple[str, ...]:
    """What else stands in a house and answers SNMP, and cannot be accounted; sorted."""
    return tuple(sorted(path.stem for path in _OTHERS.glob("*.yaml")))


@cache
def load_model(name: str) -> Model:
    """A shipped model, one of the others, or a file's (a name that ends with ".yaml"); the same object each time.

    Raises UnknownModel, BadModel.
    """
    if name.endswith(MODEL_FILE):
        return load_model_file(Path(name))
    if name in other_names():
        return load_model_file(_OTHERS / f"{name}.yaml")
    if name not in model_names():
        raise UnknownModel(name, model_names())
    return load_model_file(_FOLDER / f"{name}.yaml")


def load_model_file(path: Path) -> Model:
    """A model from a file of the user's own. Raises BadModel."""
    file = path.name
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 (a subclass of the safe loader)
    except OSError as error:
        raise BadModel(file, "", error.strerror or "cannot be read") from None
    except UnicodeDecodeError:
        raise BadModel(file, "", "not UTF-8 text") from None
    except yaml.YAMLError as error:
        raise BadModel(file, "", " ".join(str(error).split())) from None
    if not isinstance(content, dict):
        raise BadModel(file, "", f"expected a mapping of keys, found {_kind(content)}")
    return _model(file, content)


def _model(file: str, content: dict[Any, Any]) -> Model:
    known = {field.name.replace("_", " "): field for field in fields(Model)}
    for key in content:
        if key not in known:
            raise BadModel(file, str(key), f"unknown key; known: {', '.join(known)}")
    values: dict[str, Any] = {}
    for key, field in known.items():
        if key in content:
            try:
                values[field.name] = _READERS[field.name](content[key])
            except ValueError as error:
                raise BadModel(file, key, str(error)) from None
        elif field.default is MISSING:
            raise BadModel(file, key, "missing")
    model = Model(**values)
    _check_together(file, model)
    return model


def _check_together(file: str, model: Model) -> None:
    """Rules between several keys."""
    if model.dialect == "accounting" and model.log_capacity < 1:
        raise BadModel(file, "log capacity", "a printer of the accounting dialect keeps at least 1 record")
    if model.dialect != "accounting" and model.log_capacity:
        raise BadModel(file, "log capacity", f"a printer of the {model.dialect} dialect keeps no log: expected 0")
    if model.clock == "volatile" and model.drift_ppm:
        raise BadModel(file, "drift ppm", "only a battery clock drifts visibly: expected 0")
    for name, _left, _of in model.levels:
        if name not in (*model.supplies, *model.inputs):
            raise BadModel(file, "levels", f'"{name}" is neither a supply nor a tray of the model')
    if bool(model.recording) != (model.dialect == "recorded"):
        raise BadModel(file, "recording", "a recording and the dialect recorded belong together")
    if model.dialect == "accounting":
        _check_record(file, model)
    for number, tray in enumerate(model.trays, 1):
        for size in tray.sizes:
            if size not in model.sizes:
                raise BadModel(file, f"trays[{number}] sizes", f'"{size}" is not among the sizes of the model')


def _check_record(file: str, model: Model) -> None:
    """What a record has places for."""
    for number, tray in enumerate(model.trays, 1):
        if tray.name not in _TRAYS:
            raise BadModel(file, f"trays[{number}] name", f'expected one of {", ".join(_TRAYS)}, found "{tray.name}"')
    if model.toners != _TONERS.get(len(model.toners)):
        raise BadModel(file, "toners", f"expected black, or the first 4 or all of {', '.join(COLOURANTS)}")
    if model.drum == "4-in-1" and len(model.toners) != len(_TONERS[4]):
        raise BadModel(file, "drum", "a 4-in-1 unit belongs to a printer of 4 toners")


def _kind(value: object) -> str:
    return {dict: "a mapping", list: "a list", str: "text", bool: "true/false", int: "a number"}.get(
        type(value), "nothing" if value is None else "something else"
    )


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"expected text, found {'nothing' if value == '' else _kind(value)}")
    return value.strip()


def _switch(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"expected true or false, found {_kind(value)}")
    return value


def _number(low: int, high: int) -> Callable[[object], int]:
    def read(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            found = value if isinstance(value, int) and not isinstance(value, bool) else _kind(value)
            raise ValueError(f"expected a whole number from {low} to {high}, found {found}")
        return value

    return read


def _one_of(*words: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        if value not in words:
            raise ValueError(f'expected one of {", ".join(words)}, found "{value}"')
        return str(value)

    return read


def _list_of(item: Callable[[object], str]) -> Callable[[object], tuple[str, ...]]:
    def read(value: object) -> tuple[str, ...]:
        if not isinstance(value, list) or not value:
            raise ValueError(f"expected a list of at least one, found {_kind(value)}")
        return tuple(item(element) for element in value)

    return read


def _pages(value: object) -> tuple[int, ...]:
    if not isinstance(value, list) or len(value) not in (1, 2):
        raise ValueError(f"expected one or two numbers of pages, found {_kind(value)}")
    return tuple(_number(1, 10_000_000)(element) for element in value)


def _trays(value: object) -> tuple[Tray, ...]:
    if not isinstance(value, list) or not value:
        raise ValueError(f"expected a list of trays, found {_kind(value)}")
    trays = []
    for number, element in enumerate(value, 1):
        if not isinstance(element, dict) or set(element) - {"capacity"} != {"name", "sizes", "media"}:
            raise ValueError(f"tray {number}: expected the keys name, sizes, media, and perhaps capacity")
        trays.append(
            Tray(
                _text(element["name"]),
                _list_of(_one_of(*SIZES))(element["sizes"]),
                _list_of(_text)(element["media"]),
                _number(1, 10_000)(element.get("capacity", 500)),
            )
        )
    return tuple(trays)


def _recording(value: object) -> tuple[Recorded, ...]:
    if not isinstance(value, str):
        raise ValueError(f"expected lines NAME|TYPE|VALUE, found {_kind(value)}")
    walk = read_walk(value.encode("latin-1", "replace"))
    if walk.bad:
        raise ValueError(str(walk.bad[0]))
    return walk.objects


def _levels(value: object) -> tuple[tuple[str, int, int], ...]:
    if not isinstance(value, dict):
        raise ValueError(f"expected a supply or tray and [left, of] for each, found {_kind(value)}")
    levels = []
    for name, pair in value.items():
        if not isinstance(pair, list) or len(pair) != 2:
            raise ValueError(f"{name}: expected [left, of]")
        of = _number(1, 10_000_000)(pair[1])
        levels.append((_text(name), _number(0, of)(pair[0]), of))
    return tuple(levels)


_READERS: Final[dict[str, Callable[[object], Any]]] = {
    "name": _text,
    "maker": _text,
    "description": _text,
    "colour": _switch,
    "speed_ppm": _number(1, 1000),
    "sizes": _list_of(_one_of(*SIZES)),
    "media": _list_of(_text),
    "trays": _trays,
    "toners": _list_of(_text),
    "clock": _one_of("battery", "volatile"),
    "storage": _one_of("disk", "flash", "sd"),
    "log_capacity": _number(0, 100_000),
    "log_reserve": _number(0, 10_000),
    "id_capacity": _number(0, 100_000),
    "dialect": _one_of("accounting", "counters", "bare", "host", "recorded"),
    "multifunction": _switch,
    "finisher": _text,
    "sd_card": _switch,
    "card_capacity": _number(1, 100_000),
    "traps": _switch,
    "panel_restriction": _switch,
    "drift_ppm": _number(-1000, 1000),
    "max_message": _number(484, 65_507),
    "admin_password": _text,
    "warm_up_s": _number(0, 3600),
    "drum": _one_of("single", "4-in-1"),
    "belt": _switch,
    "feeder": _switch,
    "toner_pages": _pages,
    "drum_pages": _number(1, 10_000_000),
    "belt_pages": _number(1, 10_000_000),
    "fuser_pages": _number(1, 10_000_000),
    "waste_pages": _number(1, 10_000_000),
    "bypass_sheets": _number(1, 10_000),
    "stacker_sheets": _number(1, 10_000),
    "rip_ppm": _number(1, 100_000),
    "reports": _list_of(_one_of(*_REPORTS)),
    "recording": _recording,
    "levels": _levels,
    "supply_levels": _one_of("exact", "rough", "unknown"),
    "protocols": lambda value: () if value == [] else _list_of(_one_of(*PROTOCOLS))(value),
}
