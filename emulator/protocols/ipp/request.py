"""A request as operations look at it, and what they answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from core.wire.ipp import Attribute, Group, Message
from core.wire.ipp_values import Localised
from core.wire.ipp_words import Status, Tag

PATH: Final = "/ipp/print"
IPP_PORT: Final = 631


class Client(NamedTuple):
    """Who asks: ``source`` is "host:port"; ``host`` and ``port`` are those at which the printer was asked.

    ``known``: gave the administrator's password; ``administrator``: did so, or the printer has none.
    """

    source: str
    host: str
    port: int
    secure: bool
    known: bool
    administrator: bool

    @property
    def authority(self) -> str:
        """Host and port as a URI names them."""
        return self.host if self.port == IPP_PORT else f"{self.host}:{self.port}"

    def uri(self, *, secure: bool | None = None) -> str:
        """The printer's URI, by the way in which it was asked or by another."""
        scheme = "ipps" if (self.secure if secure is None else secure) else "ipp"
        return f"{scheme}://{self.authority}{PATH}"

    def page(self, path: str = "/") -> str:
        """The URI of one of its web pages."""
        return f"{'https' if self.secure else 'http'}://{self.host}:{self.port}{path}"


class Refused(Exception):
    """What is asked for will not be done; becomes a response. ``unsupported`` names what was the matter."""

    def __init__(self, status: Status, message: str, unsupported: Iterable[Attribute] = ()) -> None:
        super().__init__(message)
        self.status = status
        self.unsupported = tuple(unsupported)


class NeedsAdministrator(Exception):
    """Only the administrator may do this: HTTP asks for the password."""


class Answer(NamedTuple):
    """A response before it has its head. ``first`` goes behind charset and language."""

    status: Status = Status.OK
    groups: tuple[Group, ...] = ()
    first: tuple[Attribute, ...] = ()


class Request:
    """One operation asked for. Values of a wrong syntax count as not given."""

    __slots__ = ("client", "document", "message", "operation", "overflow")

    def __init__(self, message: Message, document: bytes, client: Client, *, overflow: bool) -> None:
        self.message = message
        self.document = document
        self.client = client
        self.overflow = overflow
        self.operation = message.group(Tag.OPERATION) or Group(Tag.OPERATION, ())

    def groups(self, tag: Tag) -> list[Group]:
        """All groups of a kind."""
        return [each for each in self.message.groups if each.tag == tag]

    def attributes(self, tag: Tag) -> tuple[Attribute, ...]:
        """Those of the first group of a kind."""
        group = self.message.group(tag)
        return group.attributes if group is not None else ()

    def has(self, name: str) -> bool:
        """Whether an operation attribute is there."""
        return self.operation.get(name) is not None

    def text(self, name: str) -> str:
        """An operation attribute that is text of any kind; "" for none."""
        return next(iter(self.texts(name)), "")

    def texts(self, name: str) -> tuple[str, ...]:
        """All its values."""
        return texts_of(self.operation.get(name))

    def number(self, name: str) -> int | None:
        """An operation attribute that is an integer."""
        return next(iter(self.numbers(name)), None)

    def numbers(self, name: str) -> tuple[int, ...]:
        """All its values."""
        found = self.operation.get(name)
        return tuple([each.value for each in found.values if type(each.value) is int]) if found is not None else ()

    def flag(self, name: str) -> bool | None:
        """An operation attribute that is a boolean."""
        found = self.operation.get(name)
        value = found.values[0].value if found is not None else None
        return value if isinstance(value, bool) else None

    @property
    def user(self) -> str:
        """``requesting-user-name``; "anonymous" where nobody says (RFC 8011, section 9.3)."""
        return self.text("requesting-user-name") or "anonymous"


def texts_of(attribute: Attribute | None) -> tuple[str, ...]:
    """The values of an attribute that are text, whether they say their language or not."""
    if attribute is None:
        return ()
    return tuple([text for text in (_text(each.value) for each in attribute.values) if text is not None])


def _text(value: Any) -> str | None:
    if isinstance(value, Localised):
        return value.text
    return value if isinstance(value, str) else None
