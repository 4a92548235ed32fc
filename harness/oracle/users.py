"""Panel users: who should be in which printer's list, and whose job one is that brings user and password (JID-11, 13).

Passwords are checked with the standard library, by the salt that the printer itself holds.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from typing import Any

from harness.oracle.ledger import Ledger
from harness.oracle.physics import PrinterPhysics
from harness.oracle.verdict import Check, Findings

ROUNDS = 10_000
CARD_ROUNDS = 1_000
CARD_OCTETS = 16
People = dict[str, tuple[str, int, str | None]]
"""By the name in small letters: name, ID, password (None: none was ever set)."""


def settle_log_ins(printers: Mapping[str, PrinterPhysics]) -> None:
    """Whose each job is whose driver logged in, by the list in force when it arrived; or nobody's, and refused."""
    for printer in printers.values():
        places = [place for place, _ in printer.users]
        for job in printer.jobs.values():
            log_in = (job.submission or {}).get("log_in")
            if job.submission is None or not log_in:
                continue
            index = bisect_right(places, job.arrived_at) - 1
            revision, table = printer.users[index][1] if index >= 0 else (0, {})
            name, password = log_in
            settled = {**job.submission, "user": job.submission["user"] or name}
            if revision:
                account = _account(table, name, password)
                settled |= {"account": account, "log_in_failed": account is None}
            job.submission = settled


def settle_cards(printers: Mapping[str, PrinterPhysics]) -> None:
    """Whose each job is for which somebody showed a card, by the table on the SD card at that time (EMU-04)."""
    for printer in printers.values():
        places = [place for place, _, _ in printer.cards]
        for job in printer.jobs.values():
            number = (job.submission or {}).get("card")
            if job.submission is None or not number:
                continue
            index = bisect_right(places, job.arrived_at) - 1
            _, salt, table = printer.cards[index] if index >= 0 else (0, "", {})
            digest = hashlib.pbkdf2_hmac("sha256", number.encode(), bytes.fromhex(salt), CARD_ROUNDS, CARD_OCTETS)
            account, login = table.get(digest.hex(), (0, ""))
            job.submission = {**job.submission, "account": int(account), "login": login}


def _account(table: Mapping[str, Any], name: str, password: str) -> int | None:
    for known, (number, salt, digest) in table.items():
        if known.casefold() == name.casefold() and digest and _hash(password, salt) == digest:
            return int(number)
    return None


def _hash(password: str, salt_hex: str) -> str:
    return hashlib.pbkdf2_hmac("sha256", password.encode(), bytes.fromhex(salt_hex), ROUNDS).hex()


def wanted_users(entries: Iterable[Mapping[str, Any]]) -> dict[str, People]:
    """Each printer's list as the operator left it; printers that were never given one are left out."""
    lists: dict[str, People] = {}
    for entry in entries:
        if entry["do"] == "remove account":
            gone = int(entry["id"])
            for name, people in lists.items():
                lists[name] = {key: each for key, each in people.items() if each[1] != gone}
        elif entry["do"] == "remove printer":
            lists.pop(entry["printer"], None)
        elif entry["do"] == "users":
            source = dict(lists.get(entry.get("copy") or "", {}))
            for printer in entry["printers"]:
                lists[printer] = _after(lists.get(printer, {}), entry, source)
    return lists


def _after(known: People, entry: Mapping[str, Any], source: People) -> People:
    if "remove" in entry:
        gone = {name.casefold() for name in entry["remove"]}
        return {key: each for key, each in known.items() if key not in gone}
    if "copy" in entry:
        return {**source, **known}  # who is there already stays as there
    new: People = {} if "register" in entry else dict(known)
    for name, number, password in entry.get("register", entry.get("add", ())):
        old = known.get(name.casefold())
        new[name.casefold()] = (name, int(number), password if password is not None or old is None else old[2])
    return new


def check_users(
    operator: Iterable[Mapping[str, Any]], devices: Mapping[str, Mapping[str, Any]], ledger: Ledger, *, drained: bool
) -> Check:
    """Once drained, each printer's list is the operator's: the same names, IDs and passwords, and nobody else."""
    findings = Findings()
    examined = 0
    for printer, people in wanted_users(sorted(operator, key=lambda each: each["at_us"])).items():
        if not drained or printer not in devices or not ledger.is_acquired(printer):
            continue
        examined += 1
        table = devices[printer].get("users") or {}
        there = {name: int(row[0]) for name, row in table.items()}
        findings.expect(printer, "users", {name: number for name, number, _ in people.values()}, there)
        for name, _, password in people.values():
            _, salt, digest = table.get(name, (0, "", ""))
            due = "" if password is None else _hash(password, salt)
            findings.expect(printer, f"kept of {name}'s password", due, digest)
    return Check("users", examined, findings.done(), what="lists of panel users")
