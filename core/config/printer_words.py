"""What a printer's name, address, communities and password may look like (PRN-02, PRN-07, PRN-08)."""

from __future__ import annotations

import re
from typing import Annotated, Final

from pydantic import AfterValidator, Field

_LONGEST_NAME: Final = 80
_LONGEST_COMMUNITY: Final = 32  # SnmpAdminString of SNMP-COMMUNITY-MIB, RFC 3584 section 5, as printers take it
_LONGEST_PASSWORD: Final = 64  # octets of paAdminPassword
_LONGEST_HOST: Final = 253  # RFC 1035 section 2.3.4, without the dots at both ends
_HOST: Final = re.compile(r"\w([\w-]*\w)?(\.\w([\w-]*\w)?)*\.?")
_NUMBERS: Final = re.compile(r"[0-9.]+")


def _name(value: str) -> str:
    if not value.strip() or not value.isprintable():
        raise ValueError(f"expected a name of printable characters, not blank, found {value[:_LONGEST_NAME]!r}")
    return value


def _address(value: str) -> str:
    if ":" in value:  # of IPv6; the sockets judge it
        return value
    quads = value.split(".")
    is_numbers = _NUMBERS.fullmatch(value) is not None
    is_ip = len(quads) == 4 and all(quad.isdecimal() and int(quad) <= 255 for quad in quads)
    if len(value) > _LONGEST_HOST or not _HOST.fullmatch(value) or (is_numbers and not is_ip):
        raise ValueError(f"expected a host name or an IP address, found {value[:_LONGEST_NAME]!r}")
    return value


def _community(value: str) -> str:
    if not 1 <= len(value.encode()) <= _LONGEST_COMMUNITY:
        raise ValueError(f"expected a community of 1 to {_LONGEST_COMMUNITY} octets, found {len(value.encode())}")
    return value


def _password(value: str) -> str:
    if len(value.encode()) > _LONGEST_PASSWORD:
        raise ValueError(f"expected a password of at most {_LONGEST_PASSWORD} octets")  # not shown
    return value


PrinterName = Annotated[str, Field(min_length=1, max_length=_LONGEST_NAME), AfterValidator(_name)]
Address = Annotated[str, Field(min_length=1), AfterValidator(_address)]
Community = Annotated[str, AfterValidator(_community)]
AdminPassword = Annotated[str, AfterValidator(_password)]
