"""Scenario files into plans: read, expanded, typed and checked before anything is started (HAR-01)."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from core.config.settings import AccountSettings
from core.config.strict_yaml import BadInputFile, Finding, compose, finding, place, read, to_data, validate
from emulator.models import MODEL_FILE
from harness.clients.workstation import Workstation
from harness.scenario.checks import House, check, folder_of
from harness.scenario.expand import entry, expand_file, given, parameters_of
from harness.scenario.schema import FleetEntry, Scenario, Step
from harness.scenario.stations import station_of

_LONGEST_TEXT: Final = 160
_SUFFIXES: Final = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step with its place in the files and its text on one line."""

    step: Step
    file: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A scenario ready to run. ``path`` names it on the command line: the file, with ``#2`` for its second example."""

    path: str
    title: str
    scenario: Scenario
    start_us: int
    zone: str
    printers: dict[str, FleetEntry]
    groups: dict[str, tuple[str, ...]]
    steps: tuple[PlannedStep, ...]
    stations: dict[str, Workstation] = field(default_factory=dict)

    @property
    def accounts(self) -> tuple[AccountSettings, ...]:
        """The accounts at the start."""
        return self.scenario.accounts


def find_files(paths: list[Path]) -> list[Path]:
    """Scenario files under the paths, sorted; folders are searched. Raises BadInputFile where there are none."""
    found: list[Path] = []
    for path in paths:
        plain = Path(str(path).partition("#")[0])
        if plain.is_dir():
            inside = sorted(file for file in plain.rglob("*") if file.suffix in _SUFFIXES)
            if not inside:
                raise BadInputFile([Finding(str(plain), 1, 1, "no scenario files (*.yaml) in this folder")])
            found += inside
        elif plain.exists():
            found.append(path)
        else:
            raise BadInputFile([Finding(str(plain), 1, 1, "no such file or folder")])
    return list(dict.fromkeys(found))


def load_paths(paths: list[Path]) -> list[Plan]:
    """All scenarios under the paths. Raises BadInputFile with the findings of all files together."""
    plans: list[Plan] = []
    findings: list[Finding] = []
    for file in find_files(paths):
        try:
            plans += load_file(file, fragments_too=file not in paths)
        except BadInputFile as error:
            findings += error.findings
    if findings:
        raise BadInputFile(findings)
    if not plans:
        raise BadInputFile([Finding(str(paths[0]), 1, 1, "no scenarios here, only fragments")])
    return plans


def load_file(path: Path, *, fragments_too: bool = False) -> list[Plan]:
    """The scenarios of a file: one, or one for each example; none for a fragment, if those may be named."""
    name, _, number = str(path).partition("#")
    file = Path(name)
    plans = load_text(read(file), file, fragments_too=fragments_too)
    if not number:
        return plans
    if not number.isdecimal() or not 1 <= int(number) <= len(plans):
        raise BadInputFile([Finding(name, 1, 1, f"there is no example {number}, only {len(plans)}")])
    return [plans[int(number) - 1]]


def load_text(text: str, file: Path, *, fragments_too: bool = False) -> list[Plan]:
    """As :func:`load_file`; includes are looked up beside ``file``."""
    root = compose(text, str(file))
    if fragments_too and entry(root, "dialect") is not None:  # a printer model that stands in the folder
        return []
    if entry(root, "fragment") is not None and entry(root, "scenario") is None:
        if fragments_too:
            return []
        raise BadInputFile(
            [finding(root, "this is a fragment, for scenarios to include", "a scenario has the key scenario")]
        )
    defaults = parameters_of(entry(root, "parameters"))
    examples = entry(root, "examples")
    if examples is None:
        return [_plan(root, given(defaults, None, root), file, str(file), "")]
    if not isinstance(examples, yaml.SequenceNode) or not examples.value:
        raise BadInputFile([finding(examples, "expected a list of parameter sets")])
    return [
        _plan(root, {**defaults, **parameters_of(example)}, file, f"{file}#{number}", _told(example))
        for number, example in enumerate(examples.value, start=1)
    ]


def _told(example: yaml.Node) -> str:
    return ", ".join(f"{key.value} {value.value}" for key, value in example.value)


def _plan(root: yaml.MappingNode, parameters: dict[str, str], file: Path, path: str, example: str) -> Plan:
    expanded = expand_file(root, parameters, file)
    scenario = validate(expanded, Scenario)
    printers, groups = house = _fleet(scenario, expanded)
    zone = scenario.start.zone or "UTC"
    title = scenario.scenario
    if example and not any(value in title for value in parameters.values()):
        title = f"{title} ({example})"
    try:
        start_us = scenario.start.at_us()
    except ValueError as error:
        raise BadInputFile([finding(place(expanded, ("start",)), str(error))]) from None
    findings = check(scenario, expanded, house, start_us)
    if findings:
        raise BadInputFile(findings)
    steps = entry(expanded, "steps")
    assert steps is not None
    planned = tuple(_planned(step, node) for step, node in zip(scenario.steps, steps.value, strict=True))
    stations = {
        each.name: station_of(each, folder_of(expanded, ("workstations", index)))
        for index, each in enumerate(scenario.workstations)
    }
    return Plan(path, title, scenario, start_us, zone, printers, groups, planned, stations)


def _fleet(scenario: Scenario, root: yaml.MappingNode) -> House:
    """Printers and groups by name. A model that is a file is looked up beside the one that names it."""
    printers: dict[str, FleetEntry] = {}
    groups: dict[str, tuple[str, ...]] = {}
    for index, told in enumerate(scenario.fleet):
        each = told
        if told.model.endswith(MODEL_FILE):
            each = told.model_copy(update={"model": str(folder_of(root, ("fleet", index)) / told.model)})
        if each.count is None:
            printers[each.name] = each
        else:
            names = tuple(f"{each.name}-{number}" for number in range(1, each.count + 1))
            groups[each.name] = names
            printers.update(dict.fromkeys(names, each))
    return printers, groups


def _planned(step: Step, node: yaml.Node) -> PlannedStep:
    mark = node.start_mark
    return PlannedStep(step, mark.name, mark.line + 1, one_line(to_data(node)))


def one_line(data: dict[str, Any]) -> str:
    """A step as it would stand on one line."""
    parts = [f"{key}: {_flow(value)}" for key, value in data.items() if key != "covers"]
    text = ", ".join(parts)
    return text if len(text) <= _LONGEST_TEXT else f"{text[: _LONGEST_TEXT - 1]}…"


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(each) for each in value) + "]"
    return str(value)
