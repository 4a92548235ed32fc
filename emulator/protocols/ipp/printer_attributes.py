"""Get-Printer-Attributes: what the model fixes, and what is so at this moment (RFC 8011, section 5.4)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final

from core.wire.dateandtime import encode_date_and_time
from core.wire.ipp import Attribute, attribute
from core.wire.ipp_words import Tag
from emulator.dialects.cells import now_us
from emulator.parts.identity import device_id, location
from emulator.printer import Printer
from emulator.protocols.ipp import media, view
from emulator.protocols.ipp.capabilities import description, media_col_database, template
from emulator.protocols.ipp.desk import Desk
from emulator.protocols.ipp.pages import ICON
from emulator.protocols.ipp.request import Client

ALL: Final = "all"
_SECOND_US: Final = 1_000_000
_MAX_TEXT: Final = 127


def printer_attributes(desk: Desk, client: Client, wanted: frozenset[str]) -> tuple[Attribute, ...]:
    """Those that are ``wanted``: names, or the groups all, printer-description and job-template; none means all."""
    model = desk.printer.model
    everything = not wanted or ALL in wanted
    found: list[Attribute] = []
    if everything or "printer-description" in wanted:
        found += [*description(model), *_now(desk, client)]
    if everything or "job-template" in wanted:
        found += template(model)
    if wanted and not everything:
        had = {each.name for each in found}
        rest = (*description(model), *_now(desk, client), *template(model))
        found += [each for each in rest if each.name in wanted and each.name not in had]
    if "media-col-database" in wanted:
        found.append(media_col_database(model))
    return tuple(sorted(found))


def _now(desk: Desk, client: Client) -> Iterable[Attribute]:
    printer = desk.printer
    yield from _identity(desk, client)
    yield from _state(desk)
    yield from _ready(printer)
    supplies = view.supplies(printer)
    yield attribute("printer-supply", Tag.OCTET_STRING, *(_supply(each) for each in supplies))
    yield attribute("printer-supply-description", Tag.TEXT, *(each.name.capitalize() for each in supplies))
    alerts = view.alerts(printer) or (("", ""),)
    yield attribute("printer-alert", Tag.OCTET_STRING, *(code.encode() for code, _ in alerts))
    yield attribute("printer-alert-description", Tag.TEXT, *(text for _, text in alerts))


def _ready(printer: Printer) -> Iterable[Attribute]:
    """The paper that lies in the trays now; a tray that is empty has none ready."""
    paper = printer.paper
    trays = [
        tray.name for tray in printer.model.trays if paper.left(tray.name) and paper.size(tray.name) in media.SIZES
    ]
    if not trays:
        yield attribute("media-ready", Tag.NO_VALUE, None)
        yield attribute("media-col-ready", Tag.NO_VALUE, None)
        return
    sizes = dict.fromkeys(media.keyword(paper.size(tray)) for tray in trays)
    yield attribute("media-ready", Tag.KEYWORD, *sizes)
    ready = [media.media_col(paper.size(tray), paper.media(tray), tray) for tray in trays]
    yield attribute("media-col-ready", Tag.COLLECTION, *ready)


def _supply(supply: view.Supply) -> bytes:
    """One value of ``printer-supply`` (PWG 5100.13, section 5.6.41)."""
    kind = "receptacleThatIsFilled" if supply.type == "wasteToner" else "supplyThatIsConsumed"
    text = f"type={supply.type};maxcapacity=100;level={supply.left};class={kind};unit=percent;"
    return f"{text}colorantname={supply.colour or 'none'};".encode()


def _identity(desk: Desk, client: Client) -> Iterable[Attribute]:
    printer, told, model = desk.printer, desk.told, desk.printer.model
    secure, plain = client.uri(secure=True), client.uri(secure=False)
    yield attribute("printer-uri-supported", Tag.URI, plain, secure)
    yield attribute("uri-authentication-supported", Tag.KEYWORD, "requesting-user-name", "requesting-user-name")
    yield attribute("uri-security-supported", Tag.KEYWORD, "none", "tls")
    yield attribute("printer-device-id", Tag.TEXT, device_id(printer))
    yield attribute("printer-icons", Tag.URI, client.page(ICON))
    yield attribute("printer-info", Tag.TEXT, told.get("printer-info", printer.name)[:_MAX_TEXT])
    yield attribute("printer-location", Tag.TEXT, _text(location(printer)))
    yield attribute("printer-message-from-operator", Tag.TEXT, told.get("printer-message-from-operator", ""))
    yield attribute("printer-more-info", Tag.URI, client.page())
    yield attribute("printer-name", Tag.NAME, printer.name[:_MAX_TEXT])
    yield attribute("printer-organization", Tag.TEXT, told.get("printer-organization", ""))
    yield attribute("printer-organizational-unit", Tag.TEXT, told.get("printer-organizational-unit", ""))
    yield attribute("printer-serial-number", Tag.TEXT, printer.serial)
    yield attribute("printer-supply-info-uri", Tag.URI, client.page())
    yield attribute("printer-uuid", Tag.URI, uuid(model.maker, printer.serial))
    place = told.get("printer-geo-location", "")
    yield (
        attribute("printer-geo-location", Tag.URI, place)
        if place
        else attribute("printer-geo-location", Tag.UNKNOWN, None)
    )


def _state(desk: Desk) -> Iterable[Attribute]:
    printer = desk.printer
    reasons = view.reasons(printer)
    queued = sum(1 for job in desk.jobs.values() if not job.is_over(printer))
    up_s = up_time_s(printer, now_us(printer))
    changed = up_time_s(printer, max(printer.booted_us, desk.changed_us))
    yield attribute("printer-state", Tag.ENUM, int(view.state_of(printer)))
    yield attribute("printer-state-reasons", Tag.KEYWORD, *(reasons or ("none",)))
    yield attribute("printer-state-message", Tag.TEXT, ", ".join(reasons) or "Ready.")
    yield attribute("printer-state-change-time", Tag.INTEGER, changed)
    yield date("printer-state-change-date-time", printer, max(printer.booted_us, desk.changed_us))
    yield attribute("printer-config-change-time", Tag.INTEGER, 1)
    yield date("printer-config-change-date-time", printer, printer.booted_us)
    yield attribute("printer-is-accepting-jobs", Tag.BOOLEAN, desk.accepting)
    yield attribute("printer-up-time", Tag.INTEGER, up_s)
    yield date("printer-current-time", printer, now_us(printer))
    yield attribute("queued-job-count", Tag.INTEGER, queued)
    yield attribute("printer-impressions-completed", Tag.INTEGER, printer.life.impressions)


def up_time_s(printer: Printer, at_us: int) -> int:
    """``printer-up-time`` at an instant: seconds since it was switched on, from 1 (RFC 8011, section 5.4.29)."""
    return max(1, (at_us - printer.booted_us) // _SECOND_US + 1)


def date(name: str, printer: Printer, at_us: int, *, unset: Tag = Tag.UNKNOWN) -> Attribute:
    """An instant as the printer's own clock shows it; ``unset`` while that is not set."""
    shown_s = printer.clock.device_now_s(at_us)
    if shown_s is None:
        return attribute(name, unset, None)
    return attribute(name, Tag.DATE_TIME, encode_date_and_time(shown_s, printer.clock.utc_offset_min))


def _text(octets: bytes) -> str:
    """What another protocol wrote, as far as a text of IPP can hold it."""
    return octets.decode("utf-8", "replace").encode()[:_MAX_TEXT].decode("utf-8", "ignore")


def uuid(maker: str, serial: str) -> str:
    """A name-based UUID (RFC 4122, version 5): the printer keeps it as long as its serial number."""
    octets = bytearray(hashlib.sha1(f"{maker} {serial}".encode(), usedforsecurity=False).digest()[:16])
    octets[6] = octets[6] & 0x0F | 0x50
    octets[8] = octets[8] & 0x3F | 0x80
    text = octets.hex()
    return f"urn:uuid:{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
