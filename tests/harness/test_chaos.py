"""Houses and days drawn by chance: whatever happens to printers, network and server, the oracle must be content.

Each seed writes a scenario, which the real loader reads and the real runner runs. PRESSROOM_CHAOS=200 tries that many
seeds, PRESSROOM_CHAOS=300-350 those. A failure shows the scenario, for a file of its own.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from harness.results import PASS, ScenarioResult
from harness.scenario.loader import load_text
from harness.scenario.runner import run_plan
from harness.worlds.chance import SeededChance

SEEDS = 20
STARTS = (
    *("2026-03-27 08:00 Europe/Berlin", "2026-10-23 22:00 Europe/Berlin", "2026-12-30 20:30 America/New_York"),
    *("2026-02-26 09:00 UTC", "2026-05-19 07:59 Asia/Kolkata"),
)
MODELS = ("colour-a3", "mono-a4", "colour-a4-small", "colour-a4-small", "plain-mono")
FULL = ("delete oldest", "cancel jobs", "stop logging")
RESTRICTIONS = ("nothing", "disable printing", "disable colour", "print in mono")
PERIODS = (
    *({"every": "none"}, {"every": "1 day", "carry over": "yes"}, {"every": "2 days"}),
    *({"every": "1 week", "base": "Saturday", "carry over": "yes", "carry cap sheets": 30}, {"every": "1 month"}),
    *({"every": "1 month", "base": "closing day", "carry over": "yes"}, {"every": "2 months", "base": 20}),
)
STAYING, COMING = (1, 2, 3, 4), (11, 12, 13)  # accounts that always exist, and those that are added and removed
NEVER = 4711
MOMENTS = ("before commit", "after commit", "before send", "after reply")
PAPER = ("plain", "thick", "recycled", "label", "bond", "glossy", "film")
SIZES = ("A4", "A3", "A5", "Letter", "Tabloid")
FINE = {"expect": {"job": "first", "delivered": "yes"}}
"""Stands behind a step that may be refused: it speaks of a job, so the refusal is none that nobody speaks of."""

Step = dict[str, Any]


class House:
    """Draws a scenario. The printer "rock" has nothing worse to bear than a bad network, so that each crash comes."""

    def __init__(self, seed: int) -> None:
        self._chance = SeededChance(seed)
        self.seed = seed
        self.printers = ["rock"]
        self.late = ["shed", "loft"]  # connected later
        self.is_on: dict[str, bool] = {}
        self.silent: set[str] = set()  # printers that nothing reaches
        self.steps: list[Step] = []
        self.workloads = 0

    # --- draws

    def below(self, bound: int) -> int:
        return self._chance.below("chaos", bound)

    def one(self, of: Iterable[Any]) -> Any:
        items = list(of)
        return items[self.below(len(items))]

    def often(self, percent: int) -> bool:
        return self.below(100) < percent

    # --- the house

    def text(self) -> str:
        fleet = [{"name": "rock", "model": "colour-a3", "fees": "usual"}]
        for number in range(1, 3 + self.below(3)):
            name = f"p{number}"
            self.printers.append(name)
            fleet.append({"name": name, "model": self.one(MODELS), **self.settings(), "registered": self.often(85)})
        self.is_on = dict.fromkeys(self.printers, True)
        head = {
            "scenario": f"Chaos {self.seed}",
            "start": self.one(STARTS),
            "worlds": ["simulated"],
            "seed": self.seed,
            "database": self.one(("memory", "memory", "memory", "file")),
            "network": {"latency": self.one((["0.2 ms", "2 ms"], ["1 ms", "300 ms"]))},
            "server": {
                "acquire": self.one(({"every": "1 h"}, {"every": "20 min"}, {"every": "47 min"})),
                "zone": self.one(("Europe/Berlin", "UTC", "Pacific/Auckland")),
                "closing day": 1 + self.below(31),
                "connections": self.one((1, 2, 20)),
                "longest attempt": self.one(("20 s", "2 min")),
            },
            "fees": [self.prices("usual"), self.prices("dear")],
            "accounts": [self.account(number) for number in STAYING],
        }
        self.steps = [{"print": {"printer": "rock", "as": "first"}}]
        self.steps += [{"account": {"add": self.account(number)}} for number in COMING]
        for _ in range(12 + self.below(10)):
            self.happen()
        lines = [f"{key}: {flow(value)}" for key, value in head.items()]
        lines += ["fleet:", *[f"  - {flow(each)}" for each in fleet]]
        return "\n".join([*lines, "steps:", *[f"  - {flow(step)}" for step in self.steps], ""])

    def settings(self) -> dict[str, Any]:
        found: dict[str, Any] = {"log full": self.one(FULL), "inhibit format": self.often(40)}
        if self.often(60):
            found["fees"] = self.one(("usual", "dear"))
        if self.often(20):
            found["acquire at once"] = True
        if self.often(30):
            found["acquire"] = self.one(("by hand", {"at": ["12:00", "02:30"]}, {"every": "6 h"}))
        return found

    def options(self) -> dict[str, Any]:
        """With access settings, of which some are too hasty for this network."""
        hasty = {"retries": self.below(3), "timeout": self.one(("700 ms", "2 s"))}
        return self.settings() | (hasty if self.often(30) else {})

    def prices(self, name: str) -> dict[str, Any]:
        cents = [f"0.{self.below(40):02}" for _ in range(4)]
        keys = ("colour page", "mono page", "sheet")
        return {"name": name, **dict(zip(keys, cents, strict=False)), "sizes": {"A3": cents[3]}}

    def limit(self) -> Any:
        if self.often(30):
            return None
        limit: dict[str, Any] = dict(self.one(PERIODS))
        if self.often(70):
            limit["sheets"] = self.below(60)
        if "sheets" not in limit or self.often(30):
            limit["fee"] = f"{self.below(6)}.{self.below(100):02}"
        return limit

    def account(self, number: int) -> dict[str, Any]:
        account = {"id": number, "name": f"Account {number}", "limit": self.limit()}
        if self.often(25):
            account["restrict"] = self.one(RESTRICTIONS[1:])
        return {key: value for key, value in account.items() if value is not None}

    # --- what happens

    def happen(self) -> None:
        self.one((self.work, self.work, self.some_jobs, self.weather, self.mishap, self.operate, self.operate,
                  self.call, self.absence, self.pass_time))()  # fmt: skip

    def do(self, verb: str, value: Any, *, may_fail: bool = True) -> None:
        self.steps.append({verb: value})
        if may_fail:
            self.steps.append(FINE)

    def pass_time(self) -> None:
        spans = (
            "1 s",
            "3 min",
            "1 h",
            "5 h",
            "1 d",
            "9 d" if self.often(20) else "2 d",
            {"to": "12:00"},
            {"to": "idle"},
        )
        self.do("advance", self.one(spans), may_fail=False)

    def work(self) -> None:
        """A workload, and time for a part of it, or all."""
        self.workloads += 1
        hours = 1 + self.below(20)
        step = {"name": f"work {self.workloads}", "jobs": 5 + self.below(60), "over": f"{hours} h"}
        step |= {"accounts": {number: 1 + self.below(3) for number in (*STAYING, self.one(COMING))}}
        step |= {"without account": "10 %", "sizes": {"A4": 8, "A3": 2}, "copies": {1: 8, 2: 1}}
        if self.often(50):
            step["printers"] = self.one(self.printers)
        if self.often(30):
            step["pages"] = self.one(({1: 1}, {"1-40": 1}))
        self.do("workload", step, may_fail=False)
        self.do("advance", f"{1 + self.below(hours + 2)} h", may_fail=False)

    def job(self, printer: str) -> Step:
        account = self.one((*STAYING, *COMING, 0, NEVER))
        step: Step = {"printer": printer, "pages": 1 + self.below(9), "copies": 1 + self.below(3)}
        if account:
            step["unknown account" if account == NEVER else "account"] = account
        if self.often(20):
            del step["pages"]
            runs = 1 + self.below(35)
            kinds = ("mono", "colour", "blank")
            step["runs"] = [
                {"kind": self.one(kinds), "size": self.one(SIZES), "media": self.one(PAPER)} for _ in range(runs)
            ]
        elif self.often(40):
            step["colour pages"] = 1 + self.below(step["pages"])
        return step | {"duplex": self.often(50), "wait": self.often(60)}

    def some_jobs(self) -> None:
        """Jobs one by one; some cancelled, some cut."""
        for _ in range(1 + self.below(3)):
            printer = self.one(self.printers)
            step = self.job(printer)
            self.do("print", step | {"times": self.one((1, 1, 1, 4, 33))})
            if not step["wait"] and self.is_on[printer] and printer not in self.silent and self.often(40):
                self.do("advance", f"{1 + self.below(20)} s", may_fail=False)
                self.do("cancel", "last") if self.often(60) else self.trouble(printer)

    def weather(self) -> None:
        """The network gets worse, or better."""
        if self.often(30):
            self.do("heal", "all", may_fail=False)
            self.silent.clear()
            return
        share = lambda most: f"{1 + self.below(most)} %"  # noqa: E731
        kinds = (
            {"kind": "loss", "share": share(30), "direction": self.one(("both", "to printer", "from printer"))},
            {"kind": "duplicate", "share": share(60), "after": self.one(("1 ms", "700 ms"))},
            {"kind": "reorder", "share": share(60), "within": "300 ms"},
            {"kind": "late", "share": share(60), "after": self.one(("1 s", "1 h", "9 h"))},
            {"kind": "delay", "least": "1 ms", "most": self.one(("20 ms", "900 ms"))},
            {"kind": "silent", "direction": self.one(("both", "from printer"))},
        )
        faults = [self.one(kinds) for _ in range(1 + self.below(3))]
        printers = self.one(("all", self.one(self.printers)))
        if printers in {"all", "rock"}:
            faults = [fault for fault in faults if fault["kind"] != "silent"] or [{"kind": "noop"}]
        self.do("network", {"printers": printers, "faults": faults}, may_fail=False)
        self.silent -= set(self.printers) if printers == "all" else {printers}
        if any(fault["kind"] == "silent" for fault in faults):
            self.silent.add(printers)

    def mishap(self) -> None:
        self.trouble(self.one(self.printers[1:]))

    def trouble(self, printer: str) -> None:
        """Something happens to a printer."""
        if printer == "rock":
            return
        if not self.is_on[printer]:
            self.power(printer, "on")
            return
        what = self.below(7)
        if what < 2:
            self.power(printer, self.one(("off", "cycle")))
        elif what < 4:
            self.do("storage", {"printer": printer, "do": self.one(("format", "replace"))})
        elif what == 4:
            self.do("fail", {"printer": printer}, may_fail=False)
            if self.often(70):
                self.do("advance", self.one(("10 s", "2 h")), may_fail=False)
                self.do("repair", printer, may_fail=False)
        elif what == 5:
            self.do(
                "set clock",
                {"printer": printer, self.one(("ahead", "behind")): self.one(("3 min", "30 h"))},
                may_fail=False,
            )
        else:
            rival = {"printer": printer, "name": self.one(("rival", "other")), "acquires": self.often(50)}
            self.do("rival", rival)

    def power(self, printer: str, state: str) -> None:
        self.do("power", {"printer": printer, "state": state}, may_fail=False)
        self.is_on[printer] = state != "off"

    def operate(self) -> None:
        """The operator does something."""
        for _ in range(1 + self.below(3)):
            self.do(
                *self.one(
                    (self.account_step, self.account_step, self.fees_step, self.printer_step, self.printer_step)
                )()
            )

    def account_step(self) -> tuple[str, Any]:
        number, change = self.one((*STAYING, 0)), {}
        what = self.below(8)
        if what < 3:
            return "account", self.one(({"add": self.account(self.one(COMING))}, {"remove": self.one(COMING)}))
        if what == 3:
            return "account", {"reset": self.one((*STAYING, *COMING, 0))}
        if number and self.often(20):
            change["name"] = self.one((f"Account {number}", f"Renamed {number}"))
        if self.often(50):
            change["restrict"] = self.one(RESTRICTIONS)
        if not change or self.often(50):
            change["limit"] = self.limit() or "none"
        return "account", {"change": {"id": number, **change}}

    def fees_step(self) -> tuple[str, Any]:
        what = self.below(5)
        if what < 2:
            return "fees", {"define": self.prices(self.one(("usual", "dear")))}
        if what < 4:
            if self.often(15):
                return "delete log", self.one(({}, {"printer": self.one(self.printers)}))
            return "fees", {
                "assign": {"printer": self.one((*self.printers, "all")), "name": self.one(("usual", "dear"))}
            }
        return "closing day", 1 + self.below(31)

    def printer_step(self) -> tuple[str, Any]:
        printer = self.one(self.printers[1:])
        what = self.below(9)
        if what < 3:
            return "register", {"printer": printer, "take over": self.often(60), **self.options()}
        if what == 3 and self.late:
            name = self.late.pop()
            self.printers.append(name)
            self.is_on[name] = True
            return "register", {"printer": name, "model": self.one(MODELS), **self.options()}
        if what < 6:
            return "acquisition", {
                "printer": printer,
                "state": self.one(("stopped", "started")),
                "force": self.often(30),
            }
        if what == 6:
            return "unregister", {"printer": printer, "force": self.often(50)}
        keys = ("log full", "inhibit format", "acquire")
        options = {key: value for key, value in self.settings().items() if key in keys}
        return "printer", {"printer": printer, **options}

    def call(self) -> None:
        """The server is told to do its work at once."""
        verb = self.one(("acquire", "acquire", "provision", "tell time"))
        self.do(verb, "all" if verb != "acquire" or self.often(50) else self.one(self.printers))

    def absence(self) -> None:
        """The server is stopped or killed, perhaps in the midst of something, and comes back."""
        if self.often(40):
            self.do("server", self.one(("stop", "crash")), may_fail=False)
            self.meanwhile()
        else:
            number = 1 + self.below(4)
            self.do("server", {"do": "crash at", "when": self.one(MOMENTS), "number": number}, may_fail=False)
            if self.often(70):
                self.one((self.one_order, self.one_order, self.call))()
            for _ in range(number):  # by then that moment has come
                self.do("print", {"printer": "rock", "pages": 1 + self.below(3)})
                self.do("advance", "1 h", may_fail=False)
            if self.often(50):
                self.meanwhile()
        self.do("server", "start", may_fail=False)

    def one_order(self) -> None:
        self.do(*self.one((self.account_step, self.fees_step, self.printer_step))())

    def meanwhile(self) -> None:
        for _ in range(self.below(3)):
            self.one((self.work, self.some_jobs, self.weather, self.mishap, self.pass_time))()


def flow(value: Any) -> str:
    """YAML on one line; quotes only where they are needed."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    return text if re.fullmatch(r"[\w.%/-][\w.%/ -]*", text) else json.dumps(text)


def told(result: ScenarioResult, text: str) -> str:
    """Everything that is wrong, and the scenario."""
    lines = [f"{result.verdict} {result.error}".rstrip()]
    lines += [
        f"line {step.line}: {step.text}: expected {step.expected}, found {step.actual}"
        for step in result.steps
        if step.ok is False
    ]
    lines += [f"{check.name}: {finding}" for check in result.checks for finding in check.findings]
    lines += [f"{check.name}: {check.broken}" for check in result.checks if check.broken]
    return "\n".join([*lines, "", text])


def seeds() -> range:
    wanted = os.environ.get("PRESSROOM_CHAOS", str(SEEDS))
    low, dash, high = wanted.partition("-")
    return range(int(low), int(high) + 1) if dash else range(1, int(wanted) + 1)


@pytest.mark.parametrize("seed", seeds())
def test_whatever_happens(seed):
    text = House(seed).text()
    plan = load_text(text, Path("chaos.yaml"))[0]
    result = run_plan(plan)
    assert result.verdict == PASS, told(result, text)
