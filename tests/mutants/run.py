"""Mutants of core/rules: small changes of its code, each of which some test of tests/core/rules must notice.

mutmut makes them in a copy of the tree and runs the tests against each. At least 90 % must be killed; those that
survive stand in docs/mutants.md with the reason why they may.

``python tests/mutants/run.py [--jobs N] [--json FILE] [--folder FOLDER] [MODULE ...]``; exit code
0 when enough are killed and every survivor is listed, 1 when not, 2 when mutmut is not there or could not run.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
LIST = ROOT / "docs" / "mutants.md"
FEWEST_PERCENT = 90
COPIED = ("core", "emulator", "harness", "tests", "docs", "scenarios", "pyproject.toml")
SURVIVED, UNTESTED = (0, "survived"), (33, "no test")
TIMEOUTS = frozenset((24, 36, 152, 255))


class Mutant(NamedTuple):
    """One change: where, what a line was and became, and what came of it."""

    module: str
    function: str
    change: str
    fate: str  # killed, timeout, survived, no test


def copy_tree(folder: Path) -> None:
    """A fresh copy of what the tests need."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    unwanted = shutil.ignore_patterns("__pycache__", ".*")
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=unwanted)
        else:
            shutil.copy2(source, folder / name)


def mutants(folder: Path) -> Iterator[Mutant]:
    """What mutmut has written about each."""
    for file in sorted((folder / "mutants" / "core" / "rules").glob("*.py.meta")):
        codes = json.loads(file.read_text(encoding="utf-8"))["exit_code_by_key"]
        source = file.with_suffix("").read_text(encoding="utf-8")
        bodies = dict(_functions(source))
        for key, code in codes.items():
            name = key.rpartition(".")[2]
            stem = name.rpartition("__mutmut_")[0]
            function = stem.removeprefix("x").lstrip("_ǁ").replace("ǁ", ".")
            change = _change(bodies.get(f"{stem}__mutmut_orig", ""), bodies.get(name, ""))
            yield Mutant(file.name.removesuffix(".py.meta"), function, change, _fate(code))


def _functions(source: str) -> Iterator[tuple[str, str]]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and "__mutmut_" in node.name:
            yield node.name, "\n".join(ast.unparse(each) for each in (node.args, *node.body))


def _change(before: str, after: str) -> str:
    lines = [
        line
        for line in difflib.ndiff(before.splitlines(), after.splitlines())
        if line.startswith(("- ", "+ ")) and line[2:].strip()
    ]
    gone = " ".join(line[2:].strip() for line in lines if line.startswith("- "))
    new = " ".join(line[2:].strip() for line in lines if line.startswith("+ "))
    return f"{gone} → {new}".replace("|", "¦").replace("`", "'")


def _fate(code: int | None) -> str:
    if code in TIMEOUTS:
        return "timeout"
    return dict((SURVIVED, UNTESTED)).get(code, "killed") if code is not None else "not run"


def row(mutant: Mutant) -> str:
    """How it stands in the list, its reason left out."""
    return f"| {mutant.module}.{mutant.function} | `{mutant.change}` |"


def report(found: list[Mutant]) -> int:
    """Prints what came of them; the exit code."""
    alive = [each for each in found if each.fate not in ("killed", "timeout")]
    for module in sorted({each.module for each in found}):
        own = [each for each in found if each.module == module]
        dead = sum(each not in alive for each in own)
        print(f"{module:20} {dead:5} of {len(own):5} killed")
    percent = 100 * (len(found) - len(alive)) / len(found)
    print(f"{'core/rules':20} {len(found) - len(alive):5} of {len(found):5} killed, {percent:.1f} %")
    known = LIST.read_text(encoding="utf-8") if LIST.exists() else ""
    unlisted = [each for each in alive if row(each) not in known]
    for each in unlisted:
        print(f"{each.fate}, not in {LIST.relative_to(ROOT)}: {row(each)}")
    return 1 if percent < FEWEST_PERCENT or unlisted else 0


def main() -> int:
    """Everything in its order."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--jobs", type=int, default=2)
    options.add_argument("--json", type=Path)
    options.add_argument("--folder", type=Path, default=ROOT / "build" / "mutants")
    options.add_argument("modules", nargs="*", metavar="MODULE", help="such as fees; default: all of core/rules")
    given = options.parse_args()
    tool = Path(sys.executable).parent / "mutmut"
    if not tool.exists():
        print("mutmut is not installed beside this Python: make mutants does it all", file=sys.stderr)
        return 2
    copy_tree(given.folder)
    command = [str(tool), "run", "--max-children", str(given.jobs)]
    command += [f"core.rules.{module}.*" for module in given.modules]
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}  # or the copy is not tested
    done = subprocess.run(command, cwd=given.folder, env=clean, capture_output=True, text=True, check=False)
    found = [each for each in mutants(given.folder) if not given.modules or each.module in given.modules]
    if not found or any(each.fate == "not run" for each in found):
        print(done.stdout[-4_000:], done.stderr[-4_000:], file=sys.stderr)
        return 2
    if given.json is not None:
        given.json.parent.mkdir(parents=True, exist_ok=True)
        given.json.write_text(json.dumps([each._asdict() for each in found], ensure_ascii=False, indent=1))
    return report(found)


if __name__ == "__main__":
    sys.exit(main())
