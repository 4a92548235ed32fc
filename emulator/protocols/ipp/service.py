"""Octets of a request in, octets of its response out; checks that hold for all operations (RFC 8011, section 4.1)."""

from __future__ import annotations

from typing import Final

from core.wire.ipp import Attribute, BadMessage, Group, Message, attribute, encode_message, parse_message
from core.wire.ipp_words import Status, Tag
from emulator.printer import Printer
from emulator.protocols.ipp.desk import desk_of
from emulator.protocols.ipp.operations import OPERATIONS
from emulator.protocols.ipp.request import Answer, Client, NeedsAdministrator, Refused, Request

VERSIONS: Final = ((1, 0), (1, 1), (2, 0), (2, 1), (2, 2))
CHARSETS: Final = ("utf-8", "us-ascii")
_CHARSET: Final = attribute("attributes-charset", Tag.CHARSET, "utf-8")
_LANGUAGE: Final = attribute("attributes-natural-language", Tag.LANGUAGE, "en")
_TEXT_OCTETS: Final = 255


def answer(printer: Printer, client: Client, body: bytes, *, overflow: bool = False) -> bytes | None:
    """The response to a request, whatever its octets are; None where the client must log in first.

    ``overflow``: the body is the beginning of more than fits into memory.
    """
    read = parse_message(body)
    if isinstance(read, BadMessage):
        return _response(
            Message(read.version, read.code, read.request_id, ()), _refusal(Status.BAD_REQUEST, read.reason)
        )
    message, at = read
    request = Request(message, body[at:], client, overflow=overflow)
    try:
        _check(request)
        given = OPERATIONS[message.code](desk_of(printer), request)
    except Refused as refused:
        given = _refusal(refused.status, str(refused), refused.unsupported)
    except NeedsAdministrator:
        return None
    return _response(message, given)


def _check(request: Request) -> None:
    message = request.message
    if message.version not in VERSIONS:
        raise Refused(Status.VERSION_NOT_SUPPORTED, f"version {message.version[0]}.{message.version[1]}")
    if message.request_id <= 0:
        raise Refused(Status.BAD_REQUEST, "a request-id that is not positive")
    if not message.groups or message.groups[0].tag != Tag.OPERATION:
        raise Refused(Status.BAD_REQUEST, "no operation attributes")
    names = [each.name for each in message.groups[0].attributes[:2]]
    if names != [_CHARSET.name, _LANGUAGE.name]:
        raise Refused(Status.BAD_REQUEST, "attributes-charset and attributes-natural-language come first")
    if request.text(_CHARSET.name).lower() not in CHARSETS:
        raise Refused(Status.CHARSET_NOT_SUPPORTED, "only UTF-8")
    for group in message.groups:
        if len({each.name for each in group.attributes}) != len(group.attributes):
            raise Refused(Status.BAD_REQUEST, "an attribute given twice")
    if not request.text("printer-uri") and not request.text("job-uri"):
        raise Refused(Status.BAD_REQUEST, "neither printer-uri nor job-uri")
    if message.code not in OPERATIONS:
        raise Refused(Status.OPERATION_NOT_SUPPORTED, f"operation 0x{message.code:04x}")


def _refusal(status: Status, why: str, unsupported: tuple[Attribute, ...] = ()) -> Answer:
    text = why.encode()[:_TEXT_OCTETS].decode(errors="ignore")
    groups = (Group(Tag.UNSUPPORTED_GROUP, unsupported),) if unsupported else ()
    return Answer(status, groups, (attribute("status-message", Tag.TEXT, text),))


def _response(message: Message, given: Answer) -> bytes:
    version = message.version if message.version in VERSIONS else ((1, 1) if message.version[0] <= 1 else (2, 0))
    head = Group(Tag.OPERATION, (_CHARSET, _LANGUAGE, *given.first))
    return encode_message(Message(version, given.status, message.request_id, (head, *given.groups)))
