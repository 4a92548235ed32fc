"""The reference file holds every key of the language, is valid, and runs (HAR-01)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin

import pytest
from pydantic import BaseModel

from emulator.network.faults import fault_names, fault_parameters
from harness.scenario import loader
from harness.scenario.expect import Expect
from harness.scenario.loader import load_file
from harness.scenario.runner import run_plan
from harness.scenario.schema import Fragment, Include, Repeat, Scenario, Step
from harness.scenario.steps import FaultKind, FaultSpec

SCENARIOS = Path(__file__).resolve().parents[3] / "scenarios"
REFERENCE = SCENARIOS / "reference.yaml"


def models(kind: Any, seen: set[type[BaseModel]]) -> set[type[BaseModel]]:
    """All models reachable from a type."""
    if get_origin(kind) is Annotated:
        return models(get_args(kind)[0], seen)
    for argument in get_args(kind):
        models(argument, seen)
    if isinstance(kind, type) and issubclass(kind, BaseModel) and kind not in seen:
        seen.add(kind)
        for field in kind.model_fields.values():
            models(field.annotation, seen)
    return seen


def definer(model: type[BaseModel], name: str) -> str:
    """The name of the model, or of its base, in which a field is written down."""
    return [each.__name__ for each in model.__mro__ if name in getattr(each, "model_fields", ())][-1]


def used(value: Any, keys: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Model and key of everything set in a value."""
    if isinstance(value, BaseModel):
        for name in value.model_fields_set:
            keys.update(
                (each.__name__, name) for each in type(value).__mro__ if name in getattr(each, "model_fields", ())
            )
            used(getattr(value, name), keys)
    elif isinstance(value, tuple | list):
        for each in value:
            used(each, keys)
    elif isinstance(value, dict):
        for each in value.values():
            used(each, keys)
    return keys


def test_every_key_occurs():
    seen: set[tuple[str, str]] = set()
    for plan in load_file(REFERENCE):
        used(plan.scenario, seen)
    text = REFERENCE.read_text(encoding="utf-8")
    worked_in = {("Scenario", name) for name in ("parameters", "examples", "include") if f"\n{name}:" in text}
    worked_in |= {("Step", "include"), ("Step", "repeat")} if "- include:" in text and "- repeat:" in text else set()
    skipped = {Include, Repeat, Fragment}
    wanted = {
        (definer(model, name), name) for model in models(Scenario, set()) - skipped for name in model.model_fields
    }
    assert wanted - seen - worked_in == set()
    assert all(f"{key}:" in text for key in ("file", "with", "times", "as", "steps"))


def test_models_are_all_found():
    assert {"Print", "Expect", "LimitSettings", "FaultSpec", "Schedule"} <= {
        each.__name__ for each in models(Step, set())
    }


@pytest.mark.parametrize("plan", load_file(REFERENCE), ids=lambda plan: plan.path.rpartition("/")[2])
def test_it_passes(plan):
    result = run_plan(plan)
    assert (result.verdict, result.error, [step for step in result.steps if step.ok is False]) == ("pass", "", [])


def test_every_shipped_scenario_is_valid():
    assert len(loader.load_paths([SCENARIOS])) >= 25


def keys(model: type[BaseModel]) -> set[str]:
    """As they are written in a file."""
    return {field.alias or name.replace("_", " ") for name, field in model.model_fields.items()}


def test_the_page_names_every_verb_and_subject():
    """docs/scenarios.md explains each part of a file and each verb, and nothing that does not exist."""
    page = (SCENARIOS.parent / "docs" / "scenarios.md").read_text(encoding="utf-8")
    parts, verbs, expect = page.split("## The parts of a file")[1].split("\n## ")[:3]
    for model, section in ((Scenario, parts), (Step, verbs)):
        rows = [row.split("|")[1] for row in section.splitlines() if row.startswith("| `")]
        named = {name for row in rows for name in re.findall("`([^`]+)`", row)}
        assert named == keys(model) - {"covers"}
    named = re.findall("`([^`]+)`", expect.split("said of it:")[1].split(".")[0])
    assert len(named) == 19
    assert set(named) <= keys(Expect)


def test_the_first_scenario_of_the_page_passes(tmp_path):
    page = (SCENARIOS.parent / "docs" / "scenarios.md").read_text(encoding="utf-8")
    file = tmp_path / "first.yaml"
    file.write_text(page.split("```yaml\n")[1].split("```")[0], encoding="utf-8")
    (plan,) = load_file(file)
    assert run_plan(plan).verdict == "pass"


def test_every_kind_of_fault_can_be_asked_for():
    """EMU-11: with the keys that it takes, and no others in the language than the faults know."""
    assert set(get_args(FaultKind)) == set(fault_names())
    taken = {name for kind in fault_names() for name in fault_parameters(kind)}
    keys = FaultSpec.model_fields.keys() - {"kind"}
    values = {"direction": "both", "to": "127.20.0.9", "serial": "K1", "octets": "1", "by": "1"}
    given = {field.alias or name: values.get(name, "1 s") for name, field in FaultSpec.model_fields.items()}
    given |= {"share": "1 %", "left": "1 %", "kind": "noop"}
    assert set(FaultSpec.model_validate(given).parameters()) == taken
    assert len(keys) == len(taken)
