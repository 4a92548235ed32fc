"""Paper in the words of PWG 5101.1 (sizes) and PWG 5100.7 (``media-col``), and back."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from core.wire.ipp import Attribute, Value, attribute
from core.wire.ipp_words import Tag
from core.wire.pages import HORIZONTAL
from emulator.models import Model
from emulator.models.media import MEDIA_NAMES, dimensions_um
from emulator.models.model import BYPASS, FEEDER
from emulator.protocols.ipp.request import texts_of

MARGIN: Final = 423
"""A sixth of an inch in hundredths of a millimetre, on every side: what an engine cannot print on."""
SIZES: Final[dict[str, tuple[str, int, int]]] = {
    size: (name, sides[0] // 10, sides[1] // 10)
    for size, name in MEDIA_NAMES.items()
    if (sides := dimensions_um(size)) is not None
}
"""By our name of a size: its self-describing name, and its sides in hundredths of a millimetre."""
_TYPES: Final = {
    "plain": "stationery",
    "recycled": "stationery-recycled",
    "thick": "stationery-heavyweight",
    "heavy": "stationery-heavyweight",
    "label": "labels",
    "envelope": "envelope",
    "glossy": "photographic-glossy",
}
_SOURCES: Final = {BYPASS: "by-pass-tray", FEEDER: "large-capacity"}
MEMBERS: Final = (
    *("media-bottom-margin", "media-left-margin", "media-right-margin", "media-top-margin"),
    *("media-size", "media-size-name", "media-source", "media-type"),
)
"""What a ``media-col`` may have, as ``media-col-supported`` lists it."""


class Paper(NamedTuple):
    """What a job asks for, in our words; "" is left to the printer."""

    size: str = ""
    media: str = ""
    tray: str = ""


class Offer(NamedTuple):
    """The paper that a model takes: sizes, types and sources as keywords of IPP, each with our word."""

    sizes: dict[str, str]
    types: dict[str, str]
    sources: dict[str, str]


@lru_cache(maxsize=64)
def offer(model: Model) -> Offer:
    """What a model takes; what comes first is what it takes by itself."""
    trays = [tray.name for tray in model.trays] + [BYPASS] + [FEEDER] * model.feeder
    return Offer(
        {SIZES[size][0]: size for size in model.sizes if size in SIZES},
        {media_type(media): media for media in reversed(model.media)},
        {source(tray): tray for tray in trays},
    )


def keyword(size: str) -> str:
    """The self-describing name of a size of ours, whichever edge goes first."""
    return SIZES[size.removesuffix(HORIZONTAL)][0]


def media_type(media: str) -> str:
    """The ``media-type`` of a paper of ours."""
    return _TYPES.get(media, media.lower().replace(" ", "-"))


def source(tray: str) -> str:
    """The ``media-source`` of a tray of ours."""
    return _SOURCES.get(tray, tray.replace(" ", "-"))


def size_members(size: str) -> tuple[Attribute, ...]:
    """A ``media-size``."""
    _, x, y = SIZES[size]
    return attribute("x-dimension", Tag.INTEGER, x), attribute("y-dimension", Tag.INTEGER, y)


def media_col(size: str, media: str, tray: str = "") -> tuple[Attribute, ...]:
    """One paper as a collection; without a tray it may come from any."""
    members = [
        attribute("media-bottom-margin", Tag.INTEGER, MARGIN),
        attribute("media-left-margin", Tag.INTEGER, MARGIN),
        attribute("media-right-margin", Tag.INTEGER, MARGIN),
        attribute("media-size", Tag.COLLECTION, size_members(size)),
        attribute("media-size-name", Tag.KEYWORD, keyword(size)),
    ]
    if tray:
        members.append(attribute("media-source", Tag.KEYWORD, source(tray)))
    members.append(attribute("media-top-margin", Tag.INTEGER, MARGIN))
    members.append(attribute("media-type", Tag.KEYWORD, media_type(media)))
    return tuple(members)


def read_media(value: Value, model: Model) -> Paper | None:
    """The paper that ``media`` names; None for one that this model does not take."""
    size = offer(model).sizes.get(value.value) if isinstance(value.value, str) else None
    return Paper(size) if size is not None else None


def read_media_col(value: Value, model: Model) -> Paper | None:
    """The paper that ``media-col`` describes; None for one that this model does not take, or no collection."""
    if value.tag != Tag.COLLECTION:
        return None
    takes = offer(model)
    said = {each.name: each for each in value.value}
    size = _size(said, takes)
    media = _known(said.get("media-type"), takes.types)
    tray = _known(said.get("media-source"), {**takes.sources, "auto": "", "main": ""})
    return None if size is None or media is None or tray is None else Paper(size, media, tray)


def _known(given: Attribute | None, words: dict[str, str]) -> str | None:
    text = next(iter(texts_of(given)), "")
    return words.get(text) if text else ""


def _size(said: dict[str, Attribute], takes: Offer) -> str | None:
    named = _known(said.get("media-size-name"), takes.sizes)
    sides = said.get("media-size")
    if named != "" or sides is None:
        return named
    return nearest(_sides(sides.values[0].value), takes.sizes.values())


def _sides(members: object) -> tuple[int, int] | None:
    if not isinstance(members, tuple):
        return None
    found = {each.name: each.values[0].value for each in members}
    x, y = found.get("x-dimension"), found.get("y-dimension")
    return (x, y) if type(x) is int and type(y) is int else None


def nearest(sides: tuple[int, int] | None, sizes: Iterable[str]) -> str | None:
    """The size of these sides, give or take half a millimetre (PWG 5101.1 rounds inches)."""
    if sides is not None:
        for size in sizes:
            _, x, y = SIZES[size]
            if abs(x - sides[0]) <= 50 and abs(y - sides[1]) <= 50:
                return size
    return None
