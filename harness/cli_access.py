"""Options of the verbs of printers that say how a printer is spoken to, and where its traps go (PRN-07)."""

from __future__ import annotations

import csv
from typing import Annotated, Any, Final

import typer
from pydantic import ValidationError

from core.config.complaints import explain
from core.config.snmp_user import SnmpUser, restored
from core.model import PrinterRow
from core.model.errors import BadInput
from core.services.printer_rows import VERSIONS
from core.wire.usm import User

_PARTS: Final = ("name", "authentication", "authentication password", "privacy", "privacy password")

Snmp = Annotated[str | None, typer.Option(help="v1, v2c or v3; default: v2c, or v3 with a user.")]
SnmpUserWords = Annotated[
    str | None,
    typer.Option(
        help="Of SNMPv3: name[,authentication,password[,privacy,password]].",
        envvar="PRESSROOM_SNMP_USER",
        show_envvar=True,
    ),
]
NewSnmpUser = Annotated[str | None, typer.Option("--snmp-user", help="Of SNMPv3, as in adding; - asks for it.")]
NewPassword = Annotated[str | None, typer.Option("--admin-password", help="Its administrator password; - asks for it.")]
TrapReadCommunity = Annotated[str | None, typer.Option(help="That its traps carry; default: public.")]
TrapWriteCommunity = Annotated[
    str | None, typer.Option(help="To write where its traps go; default: the write community.")
]
TrapPortWords = Annotated[str | None, typer.Option(help="Where its traps are heard, or none; default: as the server.")]


def access_words(
    snmp: str | None,
    snmp_user: str | None,
    trap_read_community: str | None,
    trap_write_community: str | None,
    trap_port: str | None,
) -> dict[str, Any]:
    """The options in the words of a configuration file. Raises BadInput for a user that has not the right parts.

    A user in the environment plays no part where another version is asked for.
    """
    user = None if snmp in {"v1", "v2c"} or not snmp_user else _user(snmp_user)
    return {
        "snmp": "v3" if user is not None and snmp is None else snmp,
        "SNMP user": user,
        "trap read community": trap_read_community,
        "trap write community": trap_write_community,
        "trap port": trap_port,
    }


def asked(given: str | None, what: str) -> str | None:
    """What was given, or what is typed in where that was a dash: so it stands in no list of processes."""
    return str(typer.prompt(what, hide_input=True, err=True)) if given == "-" else given


def _user(words: str) -> dict[str, str]:
    parts = next(csv.reader([words]))
    if len(parts) not in {1, 3, 5}:
        raise BadInput(
            "SNMP user",
            f"expected name[,authentication,password[,privacy,password]], found {len(parts)} parts",
            "such as count,sha256,maplesyrup,aes128,pancakes; a part that holds a comma stands in quotation marks",
        )
    return {key: part.strip() for key, part in zip(_PARTS, parts, strict=False)}


def spoken_by(snmp: str | None, snmp_user: str | None) -> tuple[str, User | None]:
    """The version and, of version 3, the user that two options say. Raises BadInput for what does not go together."""
    words = access_words(snmp, snmp_user, None, None, None)
    version, told = words["snmp"] or "v2c", words["SNMP user"]
    if version not in VERSIONS:
        raise BadInput("snmp", f"{version}: expected one of {', '.join(VERSIONS)}")
    if (version == "v3") != (told is not None):
        raise BadInput("SNMP user", "SNMPv3 and a user belong together")
    if told is None:
        return version, None
    try:
        return version, SnmpUser.model_validate(told).user()
    except ValidationError as error:
        raise BadInput("SNMP user", explain(error, SnmpUser)[0].message) from None


def spoken(row: PrinterRow) -> str:
    """The version of SNMP, and of version 3 the user without the passwords."""
    user = restored(row.snmp_user)
    if user is None:
        return next(name for name, version in VERSIONS.items() if version == row.version)
    return f"v3 as {user.name}, authentication {user.auth}, privacy {user.priv}"


def trap_settings(row: PrinterRow) -> str:
    """Where a printer's traps are heard, and the community that they carry."""
    where = "as the server's" if row.trap_port is None else f"port {row.trap_port}" if row.trap_port else "none"
    return f"{where}, community {row.trap_read_community}"
