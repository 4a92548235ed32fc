"""What keys and types cannot tell: names that nobody has, impossible dates, statements that do not go together."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any, Final

import yaml

from core.config.complaints import did_you_mean
from core.config.csv_rows import read_accounts
from core.config.strict_yaml import BadInputFile, Finding, finding, place
from core.config.units import LocalDateTime
from core.model.errors import BadInput
from core.model.fees import INITIAL
from core.wire.id_table import SPECIAL_IDS
from core.wire.pages import ALL_SIZES
from emulator.errors import BadModel, EmulatorError
from emulator.models import MODEL_FILE, load_model_file, model_names, other_names
from emulator.network.faults import build_fault
from harness.scenario import server_steps as server_verbs
from harness.scenario import steps as verbs
from harness.scenario.expect import Expect, misplaced, spaced
from harness.scenario.fee_steps import Fees, made_by
from harness.scenario.panel_steps import Panel
from harness.scenario.schema import FleetEntry, Scenario, Step
from harness.scenario.stations import INLINE, From, Station, StationChange, station_of

Where = tuple[str | int, ...]

House = tuple[dict[str, FleetEntry], dict[str, tuple[str, ...]]]
"""Printers by name, and the groups that a count makes."""

_LONGEST_HINT: Final = 200


class Checker:
    """Goes through a scenario once, from top to bottom, with what is known so far."""

    def __init__(self, scenario: Scenario, root: yaml.MappingNode, zone: str, start_us: int) -> None:
        self.findings: list[Finding] = []
        self._scenario = scenario
        self._root = root
        self._zone = zone
        self._start_us = start_us
        self._printers: set[str] = set()
        self._selectors: set[str] = {"all"}
        self._accounts = {*SPECIAL_IDS, *(account.id for account in scenario.accounts)}
        self._fees = {"initial", *(fee.name for fee in scenario.fees)}
        self._jobs: set[str] = set()
        self._models = {*model_names(), *other_names()}
        self._stations = {each.name: each for each in scenario.workstations}

    def tell(self, where: Where, message: str, hint: str = "", *, on_key: bool = False) -> None:
        """Notes a mistake at a path of keys and indices."""
        self.findings.append(finding(place(self._root, where, on_key=on_key), message, hint))

    def house(self, printers: dict[str, FleetEntry], groups: dict[str, tuple[str, ...]]) -> None:
        """Fleet, accounts and fees at the start."""
        for step in self._scenario.steps:
            account, fees, register = step.account, step.fees, step.register_
            if account is not None and account.add is not None:
                self._accounts.add(account.add.id)
            if account is not None and account.file is not None:
                self._accounts |= {row.id for _, row in read_accounts("\n".join(account.file).encode(), "").rows}
            if fees is not None:
                self._fees |= made_by(fees)
            if register is not None and register.model is not None:
                self._printers.add(register.printer)
        self._printers |= set(printers)
        self._selectors |= self._printers | set(groups)
        self._unique("fleet", "printer", [each.name for each in self._scenario.fleet])
        self._unique("accounts", "account ID", [str(each.id) for each in self._scenario.accounts], "id")
        self._unique("accounts", "account name", [each.name for each in self._scenario.accounts])
        self._unique("fees", "fee definition", [each.name for each in self._scenario.fees])
        self._unique("fleet", "address", [each.address or "" for each in self._scenario.fleet], "address")
        for index, each in enumerate(self._scenario.fleet):
            self._fleet_entry(("fleet", index), each, groups)
        self._unique("workstations", "workstation", [each.name for each in self._scenario.workstations])
        for index, each in enumerate(self._scenario.workstations):
            self._station(("workstations", index), each)
        self._faults(self._scenario.network.faults, ("network", "faults"))
        for index, fee in enumerate(self._scenario.fees):
            for size in fee.sizes:
                self._one_of(("fees", index, "sizes", size), size, ALL_SIZES, "paper size", on_key=True)

    def step(self, index: int, step: Step) -> None:
        """One step."""
        verb = step.verb
        value = getattr(step, verb)
        where: Where = ("steps", index, _KEYS.get(verb, spaced(verb)))
        for field in ("printer", "printers"):
            names = getattr(value, field, None)
            if isinstance(names, tuple):
                self._names((*where, field), names)
        special = _SPECIAL.get(verb)
        if special is not None:
            special(self, where, value)

    def _model(self, where: Where, model: str) -> None:
        """A model that comes with the program, or a file beside the one that names it."""
        if not model.endswith(MODEL_FILE):
            self._one_of(where, model, self._models, "printer model")
            return
        try:
            load_model_file(folder_of(self._root, where) / model)
        except BadModel as error:
            self.tell(where, str(error), "model files are looked up beside the file that names them")

    def _fleet_entry(self, where: Where, each: FleetEntry, groups: dict[str, tuple[str, ...]]) -> None:
        self._model((*where, "model"), each.model)
        if each.fees is not None:
            self._one_of((*where, "fees"), each.fees, self._fees, "fee definition")
        if each.count is not None and (each.address or each.serial):
            self.tell(where, "printers with a count cannot share one address or serial")
        if each.count is None and each.name in {name for names in groups.values() for name in names}:
            self.tell((*where, "name"), f"two printers are called {each.name!r}")
        if each.address is not None:
            self._address((*where, "address"), each.address)

    def _address(self, where: Where, text: str) -> None:
        try:
            ipaddress.IPv4Address(text)
        except ValueError:
            self.tell(where, f"expected an IPv4 address such as 127.20.0.9, not {text!r}")

    def _print(self, where: Where, step: verbs.Print) -> None:
        self._printer((*where, "printer"), step.printer)
        if step.account is not None:
            hint = "for an ID that the server does not know write: unknown account"
            self._account((*where, "account"), step.account, hint)
        if step.unknown_account is not None and step.unknown_account in self._accounts:
            self.tell((*where, "unknown account"), f"the server knows account {step.unknown_account}", "write: account")
        sizes = [run.size for run in step.runs] if step.runs else [step.size]
        for index, size in enumerate(sizes):
            at: Where = (*where, "runs", index, "size") if step.runs else (*where, "size")
            self._one_of(at, size, ALL_SIZES, "paper size")
        if step.file is not None and not self._beside((*where, "file"), step.file):
            self.tell((*where, "file"), f"no such file: {step.file}", "looked up beside the scenario file")
        if step.from_ is not None:
            self._from((*where, "from"), step.from_)
        bare = step.from_ is not None and step.from_.without_driver  # its document has no name
        self._jobs |= {"last"} | ({step.as_} if step.as_ else set()) | (set() if bare else {step.document})

    def _panel(self, where: Where, step: Panel) -> None:
        self._printer((*where, "printer"), step.printer)
        self._one_of((*where, "size"), step.size, ALL_SIZES, "paper size")
        self._jobs |= {"last", *filter(None, (step.as_, step.document))}

    def _beside(self, where: Where, name: str) -> bool:
        return (folder_of(self._root, where) / name).is_file()

    def _station(self, where: Where, station: Station) -> None:
        try:
            station_of(station, folder_of(self._root, where))
        except BadInputFile as error:
            key = "id file" if station.id_file is not None else "server export"
            for each in error.findings:
                if each.file == INLINE:
                    self.tell((*where, key, each.line - 1), each.message, each.hint)
                else:
                    self.findings.append(each)
        except BadInput as error:
            self.tell((*where, error.field), error.reason)

    def _from(self, where: Where, source: From) -> None:
        self._one_of((*where, "workstation"), source.workstation, self._stations, "workstation")
        station = self._stations.get(source.workstation)
        anonymous = source.without_driver or (station is not None and station.mac == "classic")
        if not anonymous and not source.login:
            self.tell(where, "somebody is logged in there: login is missing")
        if anonymous and source.login:
            self.tell(
                (*where, "login"), "no login goes with it: data without a driver and the classic Mac OS have none"
            )
        if source.answer is not None and (source.without_driver or (station is not None and station.mac)):
            self.tell((*where, "answer"), "no window comes up there")

    def _station_change(self, where: Where, step: StationChange) -> None:
        self._one_of((*where, "name"), step.name, self._stations, "workstation")
        for key, rows in (("id file", step.id_file), ("server export", step.server_export)):
            if isinstance(rows, str) and not self._beside((*where, key), rows):
                self.tell((*where, key), f"no such file: {rows}", "looked up beside the scenario file")

    def _workload(self, where: Where, step: verbs.Workload) -> None:
        for key, words in (("accounts", step.accounts or ()), ("sizes", step.sizes)):
            for word, _ in words:
                if key == "sizes":
                    self._one_of((*where, key, word), word, ALL_SIZES, "paper size", on_key=True)
                elif not word.isdecimal():
                    self.tell((*where, key, word), f"expected a Job Account ID, not {word!r}", on_key=True)
                else:
                    self._account((*where, key, word), int(word), "", on_key=True)
        if not self._scenario.accounts and step.accounts is None and step.without_account != 1_000:
            self.tell(where, "there are no accounts to print for", "list accounts, or write: without account: 100 %")

    def _advance(self, where: Where, step: verbs.Advance) -> None:
        if isinstance(step.to, LocalDateTime):
            try:
                target_us = step.to.at_us(self._zone or "UTC")
            except ValueError as error:
                self.tell((*where, "to"), str(error))
                return
            if target_us < self._start_us:
                self.tell((*where, "to"), "this is before the scenario's start")

    def _expect(self, where: Where, step: Expect) -> None:
        for name, message, on_key in misplaced(step):
            self.tell((*where, spaced(name)) if name else where, message, on_key=on_key)
        subject = step.subject
        if subject == "job" and step.job not in self._jobs:
            self.tell(
                (*where, "job"),
                f"no job so far is called {step.job!r}",
                did_you_mean(str(step.job), sorted(self._jobs)),
            )
        if step.workstation is not None:
            self._one_of((*where, "workstation"), step.workstation, self._stations, "workstation")
        if step.printer is not None and subject != "log":
            self._printer((*where, "printer"), step.printer)
        if subject == "account" and step.account is not None:
            self._account((*where, "account"), step.account, "")
        for key in ("log", "gaps"):
            names = getattr(getattr(step, key), "printer", None)
            if names is not None:
                self._names((*where, key, "printer"), names)
        if step.totals is not None and step.totals.where.printer is not None:
            self._names((*where, "totals", "where", "printer"), step.totals.where.printer)

    def _delete_log(self, where: Where, step: server_verbs.DeleteLog) -> None:
        if step.printer is not None:
            self._printer((*where, "printer"), step.printer)

    def _cancel(self, where: Where, step: verbs.Cancel) -> None:
        if step.job not in self._jobs:
            self.tell((*where, "job"), f"no job so far is called {step.job!r}")

    def _network(self, where: Where, step: verbs.Network) -> None:
        self._faults(step.faults, (*where, "faults"))

    def _account_step(self, where: Where, step: server_verbs.Account) -> None:
        for key, value in (("remove", step.remove), ("reset", step.reset)):
            if value is not None:
                self._account((*where, key), value, "")
        if step.change is not None:
            self._account((*where, "change", "id"), step.change.id, "")

    def _fees_step(self, where: Where, step: Fees) -> None:
        if step.calculate is not None:
            self._printer((*where, "calculate", "printer"), step.calculate.printer)
        if step.assign is not None and not step.assign.name.startswith(INITIAL):
            self._one_of((*where, "assign", "name"), step.assign.name, self._fees, "fee definition")
            self._names((*where, "assign", "printer"), step.assign.printer)

    def _register(self, where: Where, step: server_verbs.Register) -> None:
        if step.model is not None:
            self._one_of((*where, "model"), step.model, self._models, "printer model")
        self._printer((*where, "printer"), step.printer)
        if step.fees is not None:
            self._one_of((*where, "fees"), step.fees, self._fees, "fee definition")
        if step.address is not None:
            self._address((*where, "address"), step.address)

    def _faults(self, faults: Iterable[verbs.FaultSpec], where: Where) -> None:
        for index, fault in enumerate(faults):
            try:
                build_fault(fault.kind, **fault.parameters())
            except EmulatorError as error:
                self.tell((*where, index), _in_yaml(str(error)))

    def _printer(self, where: Where, name: str) -> None:
        self._one_of(where, name, self._printers, "printer")

    def _names(self, where: Where, names: tuple[str, ...]) -> None:
        for index, name in enumerate(names):
            self._one_of((*where, index), name, self._selectors, "printer")

    def _account(self, where: Where, account: int, hint: str, *, on_key: bool = False) -> None:
        if account not in self._accounts:
            known = ", ".join(str(each) for each in sorted(self._accounts - SPECIAL_IDS.keys())[:5])
            self.tell(where, f"unknown account {account}", hint or (f"known: {known}" if known else ""), on_key=on_key)

    def _one_of(self, where: Where, word: str, known: Collection[str], what: str, *, on_key: bool = False) -> None:
        if word not in known:
            hint = did_you_mean(word, sorted(known))
            self.tell(where, f"unknown {what} {word!r}", hint if len(hint) <= _LONGEST_HINT else "", on_key=on_key)

    def _unique(self, part: str, what: str, values: list[str], key: str = "name") -> None:
        seen: set[str] = set()
        for index, value in enumerate(values):
            if value and value in seen:
                self.tell((part, index, key), f"{what} {value} is given twice")
            seen.add(value)


_KEYS = {"register_": "register"}
_SPECIAL: dict[str, Callable[[Checker, Where, Any], None]] = {
    "print": Checker._print,
    "panel": Checker._panel,
    "workload": Checker._workload,
    "advance": Checker._advance,
    "expect": Checker._expect,
    "cancel": Checker._cancel,
    "network": Checker._network,
    "account": Checker._account_step,
    "fees": Checker._fees_step,
    "delete_log": Checker._delete_log,
    "register_": Checker._register,
    "workstation": Checker._station_change,
    "storage": lambda self, where, step: self._printer((*where, "printer"), step.printer),
}


def folder_of(root: yaml.MappingNode, where: Where) -> Path:
    """The folder of the file in which that stands; it may come from a fragment."""
    return Path(place(root, where).start_mark.name).parent


def _in_yaml(message: str) -> str:
    """The emulator's own names of parameters, as the scenario writes them."""
    return re.sub(r"\b(\w+)_us\b", r"\1", message.replace("permille", "share"))


def check(scenario: Scenario, root: yaml.MappingNode, house: House, start_us: int) -> list[Finding]:
    """All mistakes that keys and types cannot show, with their places."""
    checker = Checker(scenario, root, scenario.start.zone, start_us)
    checker.house(*house)
    for index, step in enumerate(scenario.steps):
        checker.step(index, step)
    return checker.findings
