"""CBOR (RFC 8949) as records and tables use it: one item, definite lengths, no tags, nothing after it.

Tags are refused because some make a few octets cost a day (a bigfloat's exponent) or run other people's
code (regular expressions); nothing here needs one.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any, Final, NamedTuple, Never

import cbor2

from core.wire.ber import EncodeError

MAX_DEPTH: Final = 6


class BadRecord(NamedTuple):
    """Octets that are no record or table, and why; nothing of them is lost."""

    reason: str
    raw: bytes


def dumps(item: object) -> bytes:
    """The octets of an item. Raises EncodeError for text that is no Unicode."""
    try:
        return cbor2.dumps(item)
    except UnicodeEncodeError as error:
        raise EncodeError(f"text with a lone surrogate: {error.object!r:.80}") from None


class _NoTags(dict[int, Any]):
    def __missing__(self, tag: int) -> Any:
        return _refuse


def _refuse(*_: object) -> Never:
    raise cbor2.CBORDecodeError("a tag")


_NO_TAGS: Final = _NoTags()


def loads(raw: bytes) -> tuple[Any, str]:
    """The one item in these octets and an empty text, or None and why there is none. Never raises."""
    octets = BytesIO(raw)
    try:
        decoder = cbor2.CBORDecoder(
            octets,
            tag_hook=_refuse,
            semantic_decoders=_NO_TAGS,
            max_depth=MAX_DEPTH,
            allow_indefinite=False,
            allow_duplicate_keys=False,
        )
        item = decoder.decode()
    except (cbor2.CBORError, ValueError, TypeError, OverflowError) as error:
        return None, f"no CBOR of the plain kind: {error}"
    used = octets.tell()
    if used != len(raw):
        return None, f"{len(raw) - used} octets after the item"
    return item, ""
