"""What a model can do, as IPP attributes: the same for all printers of the model, made once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

from core.wire.ipp import Attribute, attribute
from core.wire.ipp_values import Range, Resolution
from core.wire.ipp_words import Tag
from core.wire.setup import N_UPS
from emulator.models import Model
from emulator.parts.intake import MAX_COPIES
from emulator.protocols.ipp import media
from emulator.protocols.ipp.desk import TIME_OUT_S
from emulator.protocols.ipp.overrides import SIDES
from emulator.protocols.ipp.overrides import SUPPORTED as OVERRIDES
from emulator.protocols.ipp.subscription import EVENTS, LEASE_S, LIFE_S, MAX_EVENTS, MAX_LEASE_S
from emulator.protocols.ipp.template import (
    COLOUR_MODES,
    DOTS,
    HANDLINGS,
    HOLDS,
    INTENTS,
    NO_FINISHING,
    OPTIMISATIONS,
    READERS,
    SCALINGS,
    STAPLINGS,
)

FORMATS: Final = (
    "application/octet-stream",
    "application/pdf",
    "application/postscript",
    "application/vnd.hp-pcl",
    "application/vnd.hp-pclxl",
    "application/vnd.pressroom-presspages",
    "image/jpeg",
    "image/pwg-raster",
    "image/urf",
    "text/plain",
)
COMPRESSIONS: Final = ("none", "deflate", "gzip")
WHICH_JOBS: Final = (
    *("completed", "not-completed", "all", "aborted", "canceled", "pending", "pending-held", "processing"),
    *("processing-stopped", "proof-print", "saved"),
)
SETTABLE_OF_PRINTER: Final = (
    *("printer-geo-location", "printer-info", "printer-location", "printer-message-from-operator"),
    *("printer-organization", "printer-organizational-unit"),
)
SETTABLE_OF_JOB: Final = ("copies", "job-hold-until", "job-name", "job-priority", "media", "media-col", "sides")
IDENTIFY: Final = ("display", "sound")
_MOST: Final = 2**31 - 1
_KEYWORD, _ENUM, _INTEGER, _BOOLEAN = Tag.KEYWORD, Tag.ENUM, Tag.INTEGER, Tag.BOOLEAN


@lru_cache(maxsize=64)
def description(model: Model) -> tuple[Attribute, ...]:
    """Printer Description attributes that a model fixes."""
    return (*_general(model), *_jobs(), *_media(model), *_raster(model), *_notifying())


@lru_cache(maxsize=64)
def template(model: Model) -> tuple[Attribute, ...]:
    """The ``-default``, ``-supported`` and ``-ready`` attributes of Job Template attributes."""
    finishings = (NO_FINISHING, *(STAPLINGS if model.finisher else ()))
    colours = COLOUR_MODES if model.colour else ("auto", "monochrome")
    dots = [Resolution(x, y) for x, y in DOTS]
    orientations = (3, 4, 5, 6)
    return (
        *_pair("copies", _INTEGER, (1,), (Range(1, MAX_COPIES),), Tag.RANGE),
        *_pair("finishings", _ENUM, (NO_FINISHING,), finishings),
        *_pair("job-hold-until", _KEYWORD, HOLDS[:1], HOLDS),
        *_pair("job-priority", _INTEGER, (50,), (100,)),
        *_pair("job-sheets", _KEYWORD, ("none",), ("none",)),
        *_pair("multiple-document-handling", _KEYWORD, HANDLINGS[:1], HANDLINGS),
        *_pair("number-up", _INTEGER, (1,), N_UPS),
        attribute("orientation-requested-default", Tag.NO_VALUE, None),
        attribute("orientation-requested-supported", _ENUM, *orientations),
        *_pair("output-bin", _KEYWORD, ("face-down",), ("face-down",)),
        attribute("overrides-supported", _KEYWORD, *OVERRIDES),
        attribute("page-ranges-supported", _BOOLEAN, True),
        *_pair("print-color-mode", _KEYWORD, ("auto",), colours),
        *_pair("print-content-optimize", _KEYWORD, OPTIMISATIONS[:1], OPTIMISATIONS),
        *_pair("print-quality", _ENUM, (4,), (3, 4, 5)),
        *_pair("print-rendering-intent", _KEYWORD, INTENTS[:1], INTENTS),
        *_pair("print-scaling", _KEYWORD, SCALINGS[:1], SCALINGS),
        *_pair("printer-resolution", Tag.RESOLUTION, (Resolution(600, 600),), dots),
        *_pair("sides", _KEYWORD, SIDES[:1], SIDES),
    )


def _pair(
    name: str, tag: Tag, default: Iterable[Any], supported: Iterable[Any], supported_tag: Tag | None = None
) -> tuple[Attribute, Attribute]:
    return (
        attribute(f"{name}-default", tag, *default),
        attribute(f"{name}-supported", tag if supported_tag is None else supported_tag, *supported),
    )


def _general(model: Model) -> list[Attribute]:
    from emulator.protocols.ipp.operations import OPERATIONS  # which in turn tell of their printer

    speed = [attribute("pages-per-minute", _INTEGER, model.speed_ppm)]
    if model.colour:
        speed.append(attribute("pages-per-minute-color", _INTEGER, model.speed_ppm))
    return [
        attribute("charset-configured", Tag.CHARSET, "utf-8"),
        attribute("charset-supported", Tag.CHARSET, "utf-8", "us-ascii"),
        attribute("color-supported", _BOOLEAN, model.colour),
        attribute("compression-supported", _KEYWORD, *COMPRESSIONS),
        attribute("document-format-default", Tag.MIME_TYPE, FORMATS[0]),
        attribute("document-format-supported", Tag.MIME_TYPE, *FORMATS),
        attribute("generated-natural-language-supported", Tag.LANGUAGE, "en"),
        attribute("identify-actions-default", _KEYWORD, *IDENTIFY[:1]),
        attribute("identify-actions-supported", _KEYWORD, *IDENTIFY),
        attribute("ipp-features-supported", _KEYWORD, "ipp-everywhere", "subscription-object"),
        attribute("ipp-versions-supported", _KEYWORD, "1.0", "1.1", "2.0", "2.1", "2.2"),
        attribute("natural-language-configured", Tag.LANGUAGE, "en"),
        attribute("operations-supported", _ENUM, *sorted(OPERATIONS)),
        *speed,
        attribute("pdl-override-supported", _KEYWORD, "attempted"),
        attribute("printer-get-attributes-supported", _KEYWORD, "document-format"),
        attribute("printer-make-and-model", Tag.TEXT, model.description[:127]),
        attribute("printer-settable-attributes-supported", _KEYWORD, *SETTABLE_OF_PRINTER),
    ]


def _jobs() -> list[Attribute]:
    created = [*sorted(READERS), "document-name", "ipp-attribute-fidelity", "job-name"]
    return [
        attribute("job-account-id-default", Tag.NO_VALUE, None),
        attribute("job-account-id-supported", _BOOLEAN, True),
        attribute("job-accounting-user-id-default", Tag.NO_VALUE, None),
        attribute("job-accounting-user-id-supported", _BOOLEAN, True),
        attribute("job-creation-attributes-supported", _KEYWORD, *dict.fromkeys(created)),
        attribute("job-ids-supported", _BOOLEAN, True),
        attribute("job-impressions-supported", Tag.RANGE, Range(0, _MOST)),
        attribute("job-k-octets-supported", Tag.RANGE, Range(0, 64 * 1024)),
        attribute("job-media-sheets-supported", Tag.RANGE, Range(0, _MOST)),
        attribute("job-settable-attributes-supported", _KEYWORD, *SETTABLE_OF_JOB),
        attribute("multiple-document-jobs-supported", _BOOLEAN, True),
        attribute("multiple-operation-time-out", _INTEGER, TIME_OUT_S),
        attribute("multiple-operation-time-out-action", _KEYWORD, "abort-job"),
        attribute("preferred-attributes-supported", _BOOLEAN, False),
        attribute("which-jobs-supported", _KEYWORD, *WHICH_JOBS),
    ]


def _media(model: Model) -> list[Attribute]:
    takes = media.offer(model)
    sizes, types, sources = list(takes.sizes), list(takes.types), list(takes.sources)
    first = next(iter(takes.sizes.values()))
    return [
        attribute("media-bottom-margin-supported", _INTEGER, media.MARGIN),
        attribute("media-col-default", Tag.COLLECTION, media.media_col(first, model.media[0])),
        attribute("media-col-supported", _KEYWORD, *media.MEMBERS),
        attribute("media-default", _KEYWORD, media.keyword(first)),
        attribute("media-left-margin-supported", _INTEGER, media.MARGIN),
        attribute("media-right-margin-supported", _INTEGER, media.MARGIN),
        attribute("media-size-supported", Tag.COLLECTION, *(media.size_members(each) for each in takes.sizes.values())),
        attribute("media-source-supported", _KEYWORD, "auto", *sources),
        attribute("media-supported", _KEYWORD, *sizes),
        attribute("media-top-margin-supported", _INTEGER, media.MARGIN),
        attribute("media-type-supported", _KEYWORD, *types),
    ]


@lru_cache(maxsize=64)
def media_col_database(model: Model) -> Attribute:
    """Every paper that a model takes; long, so it is told to who asks for it by name only (PWG 5100.7)."""
    papers = [
        media.media_col(size, kind, tray.name)
        for tray in model.trays
        for size in tray.sizes
        for kind in tray.media
        if size in media.SIZES
    ]
    by_hand = [media.media_col(size, kind) for size in media.offer(model).sizes.values() for kind in model.media]
    return attribute("media-col-database", Tag.COLLECTION, *papers, *by_hand)


def _raster(model: Model) -> list[Attribute]:
    types = ["black_1", "sgray_8", *(["srgb_8", "cmyk_8"] if model.colour else [])]
    urf = ["V1.4", "W8", *(["SRGB24"] if model.colour else []), "CP1", "DM1", "RS300-600", "IS1", "MT1", "OB10", "PQ4"]
    return [
        attribute(
            "pwg-raster-document-resolution-supported", Tag.RESOLUTION, Resolution(300, 300), Resolution(600, 600)
        ),
        attribute("pwg-raster-document-sheet-back", _KEYWORD, "normal"),
        attribute("pwg-raster-document-type-supported", _KEYWORD, *types),
        attribute("urf-supported", _KEYWORD, *urf),
    ]


def _notifying() -> list[Attribute]:
    return [
        attribute("ippget-event-life", _INTEGER, LIFE_S),
        attribute("notify-events-default", _KEYWORD, "job-completed"),
        attribute("notify-events-supported", _KEYWORD, *EVENTS),
        attribute("notify-lease-duration-default", _INTEGER, LEASE_S),
        attribute("notify-lease-duration-supported", Tag.RANGE, Range(0, MAX_LEASE_S)),
        attribute("notify-max-events-supported", _INTEGER, MAX_EVENTS),
        attribute("notify-pull-method-supported", _KEYWORD, "ippget"),
    ]


def format_of(given: str) -> str | None:
    """A ``document-format`` as this printer writes it; None for one that it cannot print."""
    plain = given.partition(";")[0].strip().lower()
    return plain if plain in FORMATS else None
