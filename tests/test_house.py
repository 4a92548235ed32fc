"""The walls of the house: who may import whom, and who may look at clock and chance."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("core", "emulator", "harness")
OWN_CLOCK_AND_CHANCE = ("core/clock.py", "core/chance.py", "harness/worlds/", "harness/cli")
FORBIDDEN_MODULES = {"time", "random", "secrets", "uuid"}
FORBIDDEN_CALLS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("os", "urandom"),
    ("func", "now"),
    ("func", "current_timestamp"),
    ("func", "random"),
}
SQL_CLOCK = re.compile(
    r"CURRENT_TIMESTAMP|CURRENT_DATE|datetime\('now'|strftime\([^)]*'now'|unixepoch\(\s*\)|\brandom\(\s*\)", re.I
)


def sources() -> Iterator[Path]:
    for room in ROOMS:
        yield from sorted((ROOT / room).rglob("*.py"))


def trespasses(path: str, tree: ast.AST) -> Iterator[str]:
    """Every use of clock or chance in a module, as ``path:line what``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [node.module or ""]
            names += [f"{node.module}.{alias.name}" for alias in node.names if node.module == "os"]
        else:
            names = []
        for name in names:
            if name.split(".")[0] in FORBIDDEN_MODULES or name == "os.urandom":
                yield f"{path}:{node.lineno} import {name}"
        if isinstance(node, ast.Attribute):
            owner = node.value
            owner_name = (
                owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
            )
            if (owner_name.removeprefix("_"), node.attr) in FORBIDDEN_CALLS:
                yield f"{path}:{node.lineno} {owner_name}.{node.attr}"
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL_CLOCK.search(node.value):
            yield f"{path}:{node.lineno} SQL clock or chance: {node.value[:40]!r}"


def test_clock_and_chance_come_in_through_constructors() -> None:
    found = []
    for source in sources():
        path = source.relative_to(ROOT).as_posix()
        if path.startswith(OWN_CLOCK_AND_CHANCE):
            continue
        found += trespasses(path, ast.parse(source.read_text(encoding="utf-8")))
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "text",
    [
        "import time",
        "from time import monotonic",
        "import random as r",
        "from os import urandom",
        "import os\nos.urandom(4)",
        "from datetime import datetime\ndatetime.now()",
        "import datetime as d\nd.date.today()",
        "q = 'select CURRENT_TIMESTAMP'",
        "from sqlalchemy import func\nfunc.now()",
    ],
)
def test_the_clock_check_sees_every_spelling(text: str) -> None:
    assert list(trespasses("x.py", ast.parse(text)))


def imports_of(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.lineno, node.module
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def test_the_emulator_takes_nothing_of_core_but_the_wire() -> None:
    found = []
    for source in sorted((ROOT / "emulator").rglob("*.py")):
        for line, name in imports_of(source):
            if name == "core" or (name.startswith("core.") and name.split(".")[1] != "wire"):
                found.append(f"{source.relative_to(ROOT)}:{line} {name}")
            if name.split(".")[0] == "harness":
                found.append(f"{source.relative_to(ROOT)}:{line} {name}")
    assert not found, "\n".join(found)


def test_only_wire_and_standard_library_below_the_oracle() -> None:
    import sys

    found = []
    for source in sorted((ROOT / "harness" / "oracle").rglob("*.py")):
        for line, name in imports_of(source):
            top = name.split(".")[0]
            if top not in sys.stdlib_module_names and not name.startswith("harness.oracle") and name != "harness":
                found.append(f"{source.relative_to(ROOT)}:{line} {name}")
    assert not found, "\n".join(found)


def test_the_wire_imports_nothing_of_ours() -> None:
    found = []
    for source in sorted((ROOT / "core" / "wire").rglob("*.py")):
        for line, name in imports_of(source):
            if name.split(".")[0] in ROOMS and not name.startswith("core.wire") and name != "core":
                found.append(f"{source.relative_to(ROOT)}:{line} {name}")
    assert not found, "\n".join(found)


def test_docs_name_paths_that_exist() -> None:
    missing = []
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        for path in re.findall(
            r"`((?:core|emulator|harness|scenarios|tests|benchmarks|docs)/[\w./-]+)`", page.read_text(encoding="utf-8")
        ):
            if not (ROOT / path).exists():
                missing.append(f"{page.relative_to(ROOT)}: {path}")
    assert not missing, "\n".join(missing)


def test_the_project_speaks_of_itself_alone() -> None:
    """No path of a machine it was written on, no registry host."""
    words = re.compile(r"/work/|/root/|pypi\.org|pythonhosted|deb\.debian\.org|registry\.npmjs")
    found = []
    for path in sorted(ROOT.rglob("*")):
        relative = path.relative_to(ROOT).as_posix()
        if relative.startswith(
            (".git/", ".venv/", "build/", ".mypy_cache", ".ruff_cache", ".hypothesis", ".benchmarks")
        ):
            continue
        if path.suffix in {".py", ".md", ".yaml", ".txt", ".toml", ".sh", ".lock", ".patch"} or path.name in {
            "Makefile",
            "run",
        }:
            if path.name == "test_house.py":
                continue
            for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
                if words.search(line):
                    found.append(f"{relative}:{number} {line.strip()[:80]}")
    assert not found, "\n".join(found)
