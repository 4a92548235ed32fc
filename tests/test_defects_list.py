"""The planted defects by their headers, and whether each still applies; `make defects` runs them."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from harness.oracle import judge

ROOT = Path(__file__).resolve().parent.parent
PATCHES = sorted((ROOT / "tests" / "defects").glob("*.patch"))
CODEC = "core/wire/"
PRODUCT = ("core", "emulator", "harness/clients", "harness/fleet")
NOTHING = {
    "zone": "UTC",
    "ended_us": 0,
    "drained": True,
    "printers": {},
    "operator": [],
    "history": [],
    "journals": {},
    "devices": {},
    "ledger": dict.fromkeys(("printers", "streams", "jobs", "readings", "gaps", "accounts", "provisioning"), ()),
}
CHECKS = {check.name for check in judge(NOTHING).checks}

each_patch = pytest.mark.parametrize("patch", PATCHES, ids=lambda patch: patch.stem)


@pytest.fixture(scope="module")
def runner() -> ModuleType:
    spec = importlib.util.spec_from_file_location("planted_defects", ROOT / "tests" / "defects" / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look themselves up there
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what may be patched, outside the repository: inside, git would look at its index."""
    copy = tmp_path_factory.mktemp("product")
    for room in PRODUCT:
        shutil.copytree(ROOT / room, copy / room, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


def touched(patch: Path) -> set[str]:
    return set(re.findall(r"^\+\+\+ b/(\S+)", patch.read_text(encoding="utf-8"), re.MULTILINE))


def test_there_are_enough_on_both_sides_and_in_the_codec():
    files = set().union(*map(touched, PATCHES))
    assert len(PATCHES) >= 20
    assert any(file.startswith("emulator/") for file in files)
    assert any(file.startswith(CODEC) for file in files)
    assert any(file.startswith("core/") and not file.startswith(CODEC) for file in files)


@each_patch
def test_the_header_names_rows_scenarios_and_checks_that_exist(patch, runner):
    defect = runner.read_defect(patch)
    assert all(re.fullmatch(r"[A-Z]{3}-\d\d", row) for row in defect.rows), defect.rows
    for scenario, check in defect.catches:
        file, _, test = scenario.partition("[")[0].partition("::")
        assert (ROOT / file.partition("#")[0]).is_file()
        assert check in {*CHECKS, runner.EXPECT} if not test else check == runner.TEST
        assert not test or f"def {test.rpartition('::')[2]}(" in (ROOT / file).read_text(encoding="utf-8")
    assert defect.title[0].isupper()
    assert not defect.title.endswith(".")


@each_patch
def test_only_the_product_is_changed(patch):
    files = touched(patch)
    assert files
    assert all(file.startswith(tuple(f"{room}/" for room in PRODUCT)) and file.endswith(".py") for file in files), files


@each_patch
def test_it_still_applies(patch, product):
    if shutil.which("git"):
        command = ["git", "apply", "--check", str(patch)]
    else:
        command = ["patch", "-p1", "--fuzz=0", "--force", "--dry-run", "--input", str(patch)]
    ceiling = {"GIT_CEILING_DIRECTORIES": str(product.parent)}
    done = subprocess.run(
        command, check=False, cwd=product, env={**os.environ, **ceiling}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr or done.stdout


def test_every_check_of_the_oracle_catches_something(runner):
    """A check that no planted defect is caught by may see nothing at all."""
    named = {catch.check for patch in PATCHES for catch in runner.read_defect(patch).catches}
    assert not CHECKS - named
