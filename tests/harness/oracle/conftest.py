"""A small office written down by hand: journals, history and the ledger an honest server would have."""

from __future__ import annotations

import copy
import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from harness.oracle import Check, judge

ZONE = "Europe/Berlin"
SERVER = "5e" * 16
S = 1_000_000
FEES = {"name": "standard", "colour_page": 80_000, "mono_page": 20_000, "sheet": 10_000, "sizes": {"A3": 50_000}}
FACTS = {
    "dialect": "accounting",
    "log_capacity": 100,
    "log_reserve": 2,
    "lines_per_record": 12,
    "colour": True,
    "clock": "battery",
    "drift_ppm": 0,
    "sizes": ["A4", "A3", "A5"],
}


def local_us(text: str) -> int:
    """A wall clock time of the office as UTC microseconds."""
    at = dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE))
    return round(at.timestamp()) * S


class Office:
    """Keeps journal and ledger side by side; every number in it can be followed by hand."""

    def __init__(self, start: str = "2026-03-02 08:00") -> None:
        self.start_us = self.now_us = local_us(start)
        self.printers: dict[str, dict[str, Any]] = {}
        self.journals: dict[str, list[tuple[Any, ...]]] = {}
        self.operator: list[dict[str, Any]] = [{"at_us": self.start_us, "do": "fees", **FEES}]
        self.history: list[dict[str, Any]] = []
        self.rows: list[dict[str, Any]] = []
        self.gaps: list[dict[str, Any]] = []
        self.readings: list[dict[str, Any]] = []
        unregistered = {"id": 0, "name": "Unregistered ID", "restrictions": 0, "limit": None}
        self.accounts: dict[int, dict[str, Any]] = {0: unregistered}
        self.logs: dict[str, dict[str, Any]] = {}  # printer → stream, next, first, waiting records, last acquisition
        self.streams: list[dict[str, Any]] = []
        self.table: dict[int, tuple[str, int]] = {0: ("Unregistered ID", 0)}
        self.exceeded: dict[str, set[int]] = {}
        self.drained = True

    # ---- set up

    def add_printer(self, name: str, **facts: Any) -> None:
        self.printers[name] = {**FACTS, **facts}
        events = self.journals[name] = [("power", self.now_us, "on"), ("clock", self.now_us, 0)]
        self.exceeded[name] = set()
        self.operator.append({"at_us": self.now_us, "do": "printer", "printer": name, "fees": "standard"})
        if self.printers[name]["dialect"] == "accounting":
            self.new_stream(name, "created")
            events.append(("owner", self.now_us, SERVER, 1))

    def new_stream(self, name: str, cause: str) -> None:
        count = sum(row["printer"] == name for row in self.streams)
        stream = f"{len(self.logs):02x}{count:02x}".ljust(32, "a") if name not in self.logs else ""
        stream = stream or self.logs[name]["stream"][:2] + f"{count:02x}".ljust(30, "a")
        acquired_us = self.logs[name]["acquired_us"] if name in self.logs else self.now_us
        self.journals[name].append(("stream", self.now_us, stream, cause))
        self.streams.append(
            {
                "stream": stream,
                "printer": name,
                "kind": "snmp-log",
                "opened_us": self.now_us,
                "closed_us": None,
                "cause": "",
            }
        )
        self.logs[name] = {"stream": stream, "next": 1, "first": 1, "waiting": [], "acquired_us": acquired_us}

    def add_account(self, number: int, name: str, restrictions: int = 0, limit: dict[str, Any] | None = None) -> None:
        entry = {"at_us": self.now_us, "do": "account", "id": number, "name": name, "restrictions": restrictions}
        self.operator.append({**entry, "limit": limit})
        self.accounts[number] = {"id": number, "name": name, "restrictions": restrictions, "limit": limit}
        self.table[number] = (name, restrictions)

    def provision(self) -> None:
        """Write the ID table into every printer that keeps one."""
        for name, facts in self.printers.items():
            if facts["dialect"] == "accounting":
                self.journals[name].append(("ids", self.now_us, 1, dict(self.table)))

    def set_limit_state(self, number: int, state: str) -> None:
        for name, facts in self.printers.items():
            if facts["dialect"] == "accounting":
                self.journals[name].append(("limit", self.now_us, number, state))
                (self.exceeded[name].add if state == "limit exceeded" else self.exceeded[name].discard)(number)

    def advance(self, seconds: int) -> None:
        self.now_us += seconds * S

    # ---- the day of a job

    def job(
        self,
        printer: str,
        account: int | None,
        sheets: list[tuple[str, str, str, str | None]],
        *,
        runs: list[list[Any]] | None = None,
        duplex: bool = False,
        copies: int = 1,
        how: str = "completed",
        refused: str = "",
        unlogged: str = "",
        detail: str | None = None,
        document: str = "report.pdf",
    ) -> int:
        """One job, sheet by sheet; ``runs`` says what was asked when that is not what came out."""
        events, facts = self.journals[printer], self.printers[printer]
        number = sum(event[0] == "arrived" for event in events) + 1
        arrived_us, source = self.now_us, f"10.0.0.9:{40_000 + len(self.history)}"
        asked = runs if runs is not None else [[1, face, s[0], s[1]] for s in sheets for face in s[2:] if face]
        texts = {"user": "Satō", "login": "sato", "document": document, "host": "pc-1", "application": "Writer"}
        self.history.append(
            {
                "n": len(self.history) + 1,
                "at_us": arrived_us,
                "printer": printer,
                "source": source,
                "delivered": True,
                "account": account,
                **texts,
                "copies": copies,
                "duplex": duplex,
                "runs": asked,
            }
        )
        events.append(("arrived", self.now_us, number, source, 500))
        lines: dict[tuple[str, str, bool], list[int]] = {}
        for size, media, front, back in sheets:
            self.advance(2)
            events.append(("sheet", self.now_us, number, "tray 1", size, media, front, back))
            line = lines.setdefault((size, media, back is not None), [0, 0, 0])
            line[0] += 1
            line[1] += (front == "colour") + (back == "colour")
            line[2] += (front == "mono") + (back == "mono")
        if refused:
            events.append(("refused", self.now_us, number, refused))
        events.append(("ended", self.now_us, number, how))
        if unlogged:
            events.append(("unlogged", self.now_us, number, unlogged))
        elif facts["dialect"] == "accounting":
            self._record(printer, account, texts, lines, arrived_us, how, refused if detail is None else detail)
        return number

    def _record(
        self,
        printer: str,
        account: int | None,
        texts: dict[str, str],
        lines: Any,
        arrived_us: int,
        how: str,
        detail: str,
    ) -> None:
        log = self.logs[printer]
        parts = max(1, -(-len(lines) // 12))
        counts = [sum(line[place] for line in lines.values()) for place in range(3)]
        row = {
            "stream": log["stream"],
            "sequence": log["next"],
            "parts": parts,
            "printer": printer,
            "account": account or 0,
            **texts,
            "port": "raw 9100",
            "function": "print",
            "status": how,
            "detail": detail,
            "sheets": counts[0],
            "colour": counts[1],
            "mono": counts[2],
            "pages": counts[1] + counts[2],
            "lines": [
                {"size": size, "media": media, "duplex": duplex, "sheets": sheets, "colour": colour, "mono": mono}
                for (size, media, duplex), (sheets, colour, mono) in lines.items()
            ],
            "received_s": arrived_us // S,
            "ended_s": self.now_us // S,
            "utc_offset_min": 0,
        }
        log["waiting"].append(row)
        log["next"] += parts

    def overwrite(self, printer: str, first: int, last: int) -> None:
        log = self.logs[printer]
        self.journals[printer].append(("destroyed", self.now_us, log["stream"], first, last, "overwritten"))
        log["first"] = last + 1
        log["waiting"] = [row for row in log["waiting"] if row["sequence"] > last]

    def initialise(self, printer: str, cause: str) -> None:
        log = self.logs[printer]
        if log["first"] < log["next"]:
            self.journals[printer].append(
                ("destroyed", self.now_us, log["stream"], log["first"], log["next"] - 1, cause)
            )
        self.new_stream(printer, cause)

    # ---- the server

    def acquire(self, printer: str) -> None:
        log = self.logs[printer]
        for row in log["waiting"]:
            self._charge(row, log)
        if log["waiting"]:
            log["acquired_us"] = self.now_us
        log["waiting"] = []
        if log["first"] < log["next"]:
            log["first"] = log["next"]
            self.journals[printer].append(("released", self.now_us, log["stream"], log["next"] - 1))

    def acquire_all(self) -> None:
        for printer in self.logs:
            self.acquire(printer)

    def _charge(self, row: dict[str, Any], log: dict[str, Any]) -> None:
        ended_us = row["ended_s"] * S if row["ended_s"] is not None else self.now_us
        accounted_us = min(max(ended_us, log["acquired_us"]), self.now_us)
        month = dt.datetime.fromtimestamp(accounted_us // S, ZoneInfo(ZONE)).strftime("%Y-%m")
        a3 = sum(line["colour"] + line["mono"] for line in row["lines"] if line["size"] == "A3")
        parts = [
            ("colour page", row["colour"], 80_000),
            ("mono page", row["mono"], 20_000),
            ("sheet", row["sheets"], 10_000),
            ("size A3", a3, 50_000),
        ]
        row["acquired_us"], row["accounted_us"] = self.now_us, accounted_us
        row["clamped"] = row["ended_s"] is None or accounted_us != ended_us
        row["log_month"] = month
        row["log_number"] = 1 + sum(r["printer"] == row["printer"] and r["log_month"] == month for r in self.rows)
        row["fee_parts"] = [
            {"part": part, "quantity": count, "micros": count * price, "definition": "standard", "version": 1}
            for part, count, price in parts
            if count
        ]
        row["fee_micros"] = sum(part["micros"] for part in row["fee_parts"])
        self.rows.append(row)

    def gap(self, printer: str, cause: str, first: int | None = None, last: int | None = None, **counts: Any) -> None:
        stream = self.logs[printer]["stream"] if "stream" not in counts else counts.pop("stream")
        jobs = last - first + 1 if first is not None and last is not None else 0
        self.gaps.append(
            {
                "stream": stream,
                "printer": printer,
                "first": first,
                "last": last,
                "jobs": jobs,
                "sheets": None,
                "cause": cause,
                "noticed_us": self.now_us,
                **counts,
            }
        )

    # ---- what the oracle is told

    def case(self) -> dict[str, Any]:
        ledger = {
            "format": 1,
            "zone": ZONE,
            "currency": "EUR",
            "server_id": SERVER,
            "printers": [self._printer_row(name) for name in self.printers],
            "streams": self.streams,
            "jobs": self.rows,
            "readings": self.readings,
            "gaps": self.gaps,
            "accounts": [self._account_row(account) for account in self.accounts.values()],
            "provisioning": [{"printer": name, "desired": 1, "applied": 1} for name in self.logs],
        }
        case = {
            "zone": ZONE,
            "ended_us": self.now_us,
            "drained": self.drained,
            "printers": self.printers,
            "operator": self.operator,
            "history": self.history,
            "journals": self.journals,
            "ledger": ledger,
            "devices": {name: self._device(name) for name in self.logs},
        }
        return copy.deepcopy(case)

    def _printer_row(self, name: str) -> dict[str, Any]:
        log = self.logs.get(name)
        return {
            "name": name,
            "address": "127.20.0.1",
            "serial": name,
            "state": "acquiring",
            "stream": log and log["stream"],
            "through": log["first"] - 1 if log else 0,
            "last_success_us": self.now_us,
            "last_error": "",
        }

    def _device(self, name: str) -> dict[str, Any]:
        log = self.logs[name]
        return {
            "owner": SERVER,
            "stream": log["stream"],
            "first": log["first"],
            "next": log["next"],
            "ids": {number: list(row) for number, row in self.table.items()},
            "limits": {
                number: "limit exceeded" if number in self.exceeded[name] else "enabled" for number in self.table
            },
        }

    def _account_row(self, account: dict[str, Any]) -> dict[str, Any]:
        """Usage of a calendar month, or for ever; the tests with other periods write their own rows."""
        limit = account["limit"]
        usage: dict[int, dict[str, Any]] = {}
        start = dt.datetime.fromtimestamp(self.start_us // S, ZoneInfo(ZONE))
        for row in self.rows:
            if row["account"] != account["id"]:
                continue
            at = dt.datetime.fromtimestamp(row["accounted_us"] // S, ZoneInfo(ZONE))
            number = at.year * 12 + at.month - start.year * 12 - start.month if limit else 0
            bounds = (at.month + place - 1 for place in (0, 1))
            start_us, end_us = (local_us(f"{at.year + m // 12}-{m % 12 + 1:02}-01 00:00") for m in bounds)
            item = usage.setdefault(
                number,
                {"period": number, "start_us": start_us, "end_us": end_us, "sheets": 0, "fee_micros": 0}
                if limit
                else {"period": 0, "start_us": None, "end_us": None, "sheets": 0, "fee_micros": 0},
            )
            item["sheets"] += row["sheets"]
            item["fee_micros"] += row["fee_micros"]
        standing = None
        if limit:
            now = dt.datetime.fromtimestamp(self.now_us // S, ZoneInfo(ZONE))
            used = usage.get(now.year * 12 + now.month - start.year * 12 - start.month, {"sheets": 0, "fee_micros": 0})
            standing = {
                "status": "limit exceeded" if used["sheets"] > limit["sheets"] else "enabled",
                "effective_sheets": limit["sheets"],
                "effective_fee_micros": None,
                "used_sheets": used["sheets"],
                "used_fee_micros": used["fee_micros"],
            }
        account = {key: account[key] for key in ("id", "name", "restrictions")}
        return {**account, "usage": list(usage.values()), "standing": standing}


MONO = ("A4", "plain", "mono", None)
COLOUR = ("A4", "plain", "colour", None)
MONTHLY = {"sheets": 5, "fee_micros": None, "kind": "months", "every": 1, "base": "month end", "carry_over": False}


class Ask:
    """Judges cases and finds checks by name."""

    @staticmethod
    def check(case: dict[str, Any], name: str) -> Check:
        verdict = judge(case)
        return next(check for check in verdict.checks if check.name == name)

    @staticmethod
    def failing(case: dict[str, Any]) -> dict[str, tuple[str, ...]]:
        verdict = judge(case)
        assert verdict.verdict == "fail"
        assert not any(check.broken for check in verdict.checks), verdict
        return {check.name: check.findings for check in verdict.checks if check.findings}

    @staticmethod
    def passes(case: dict[str, Any]) -> None:
        verdict = judge(case)
        wrong = [check for check in verdict.checks if check.findings or check.broken]
        assert not wrong
        assert verdict.verdict == "pass"


@pytest.fixture
def ask() -> type[Ask]:
    return Ask


@pytest.fixture
def new_office() -> type[Office]:
    return Office


@pytest.fixture
def office() -> Office:
    """Two printers, three accounts, nothing printed yet."""
    office = Office()
    office.add_printer("lobby")
    office.add_printer("attic", colour=False)
    office.add_account(1001, "Sato", limit=MONTHLY)
    office.add_account(1002, "Ito", restrictions=2)
    office.add_account(1003, "Mori", restrictions=6)
    office.provision()
    office.advance(60)
    return office


@pytest.fixture
def busy(office: Office) -> Office:
    """The same office after a morning: duplex, several lines, refusals, a power cut; acquired."""
    office.job("lobby", 1001, [MONO, MONO, COLOUR])
    office.job("lobby", 1001, [("A4", "plain", "mono", "mono"), ("A4", "plain", "mono", "blank")], duplex=True,
               runs=[[3, "mono", "A4", "plain"]])  # fmt: skip
    office.job(
        "attic",
        None,
        [("A3", "plain", "mono", None), MONO],
        runs=[[1, "mono", "A3", "plain"], [1, "colour", "A4", "plain"]],
    )
    office.job("lobby", 1002, [MONO], runs=[[1, "mono", "A4", "plain"], [2, "colour", "A4", "plain"]],
               how="aborted", refused="colour control")  # fmt: skip
    office.job("lobby", 1003, [MONO, MONO], runs=[[2, "colour", "A4", "plain"]], detail="mono printing")
    office.job("attic", 1001, [MONO], runs=[[4, "mono", "A4", "plain"]], how="power cut", unlogged="power cut")
    office.advance(600)
    office.acquire_all()
    office.gap("attic", "jobs lost", jobs=1, sheets=1)
    return office
