"""Restrictions of an ID as people write them (RES-01 to RES-08)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

from core.wire.mib import Restriction

RestrictionName = Literal[
    "disable printing",
    "disable colour",
    "print in mono",
    "disable copying",
    "disable colour copying",
    "disable usb printing",
    "disable colour usb printing",
    "disable scan to e-mail",
    "disable scan to network",
    "disable scan to usb",
    "disable scan to internet fax",
    "disable scan to fax server",
    "disable fax",
]

RESTRICTIONS: Final[dict[str, Restriction]] = {
    "disable printing": Restriction.DISABLE_PRINTING,
    "print in mono": Restriction.PRINT_IN_MONO | Restriction.DISABLE_COLOUR,
    "disable colour": Restriction.DISABLE_COLOUR,
    "disable copying": Restriction.DISABLE_COPYING,
    "disable colour copying": Restriction.DISABLE_COLOUR_COPYING,
    "disable usb printing": Restriction.DISABLE_USB_PRINTING,
    "disable colour usb printing": Restriction.DISABLE_COLOUR_USB_PRINTING,
    "disable scan to e-mail": Restriction.DISABLE_SCAN_TO_EMAIL,
    "disable scan to network": Restriction.DISABLE_SCAN_TO_NETWORK,
    "disable scan to usb": Restriction.DISABLE_SCAN_TO_USB,
    "disable scan to internet fax": Restriction.DISABLE_SCAN_TO_INTERNET_FAX,
    "disable scan to fax server": Restriction.DISABLE_SCAN_TO_FAX_SERVER,
    "disable fax": Restriction.DISABLE_FAX,
}
"""Print in mono includes disable colour (RES-03)."""


def restriction_flags(words: Iterable[str]) -> Restriction:
    """As the printer's bits."""
    flags = Restriction(0)
    for word in words:
        flags |= RESTRICTIONS[word]
    return flags


def restriction_words(flags: Restriction) -> list[str]:
    """Restrictions by name; print in mono includes disable colour."""
    words = [word for word, flag in RESTRICTIONS.items() if flags & flag == flag]
    return [word for word in words if word != "disable colour" or "print in mono" not in words]
