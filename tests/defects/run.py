"""Planted defects: each patch here must be caught by the scenario and the check that its header names.

A patch is what ``git diff`` writes, below a header::

    Title: A record is released before it is committed
    Rows: ACQ-04
    Caught-by: scenarios/acquisition/crash_at_every_step.yaml#1 ledger
    Why: what goes wrong, for whoever reads the patch (as many lines as it takes)

``Caught-by`` names a scenario file (``#2``: its second example) and a check of the oracle, or ``expect`` for one of the
scenario's own expectations; or a test, ``tests/core/rules/test_fees.py::test_rounding``, where no scenario can express
it. There may be several, and each must catch it. ``Seed: 7`` and ``World: live`` are optional.

The tree is copied, the patch applied to the copy without any fuzz, and the scenario run there by its own command. It
passes when the verdict is *fail* and the named check says so; a test passes when it fails. Each scenario and test is
also run unpatched, and must pass.

``python tests/defects/run.py [--only WORDS] [--jobs N] [--list] [--json FILE]``; exit code 0 when all are caught, 1
when one is not, 2 when a header cannot be read. ``pressroom coverage`` reads the JSON.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import json
import multiprocessing
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console
from rich.table import Table
from rich.text import Text

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.append(str(HERE))  # from here on, in the processes too
defect_child = importlib.import_module("defect_child")
ROOMS = ("core", "emulator", "harness", "scenarios")
FOR_TESTS = ("tests", "docs", "conftest.py", "pyproject.toml", "README.md", "CHANGELOG.md", "Makefile")
EXPECT = "expect"
TEST = "test"
#: Other people's modules, read once for all runs. None of ours: those are what is patched.
PRELOAD = (
    *("alembic.command", "cbor2", "pikepdf", "pydantic", "rich.console", "rich.progress", "rich.table", "sqlalchemy"),
    *("sqlalchemy.dialects.sqlite", "typer", "typer.rich_utils", "yaml"),
    *("apiflask", "cryptography.x509", "flask", "hypothesis.strategies", "pytest"),
)
#: Of pytest. It says of some of PRELOAD that it comes too late to rewrite their assertions, which nobody needs.
OPTIONS = ("-x", "--tb=line", "-p", "no:benchmark", "-W", "ignore::pytest.PytestAssertRewriteWarning")
PATIENCE_S = 300.0
Perform = Callable[[str, list[str], str], None]
_HEADER = re.compile(r"(Title|Rows|Caught-by|Seed|World|Why):\s*(.*)")


class BadHeader(Exception):
    """A patch whose header does not say what must be said."""


class Catch(NamedTuple):
    """A scenario and the check that must fail in it; or a test, with the check "test"."""

    scenario: str
    check: str


class Run(NamedTuple):
    """One call of the product's command, or of a test; two patches may need the same one unpatched."""

    scenario: str
    seed: str
    world: str

    @property
    def is_test(self) -> bool:
        """Whether pytest runs it."""
        return "::" in self.scenario


@dataclass(frozen=True)
class Defect:
    """A patch and what its header says."""

    path: Path
    title: str
    rows: tuple[str, ...]
    catches: tuple[Catch, ...]
    seed: str = ""
    world: str = ""

    def runs(self) -> list[Run]:
        """The scenarios to be run, each once."""
        return list(dict.fromkeys(Run(catch.scenario, self.seed, self.world) for catch in self.catches))


@dataclass
class Outcome:
    """What became of a defect: ``problem`` is "" when each of its checks caught it."""

    defect: Defect
    problem: str = ""
    finding: str = ""
    took_s: float = 0.0


def read_defect(path: Path) -> Defect:
    """Read a patch's header. Raises BadHeader."""
    fields: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith(("diff --git ", "--- ")):
            break
        if match := _HEADER.match(line.removeprefix("#").strip()):
            fields.setdefault(match[1], []).append(match[2].strip())
    for name in ("Title", "Rows", "Caught-by"):
        if not any(fields.get(name, ())):
            raise BadHeader(f"{path.name}: the header has no {name}")
    catches = []
    for text in fields["Caught-by"]:
        scenario, _, check = text.partition(" ")
        if "::" in scenario and not check:
            check = TEST
        if not check or (check == TEST) != ("::" in scenario):
            raise BadHeader(f"{path.name}: Caught-by names a scenario and a check, or a test, not {text!r}")
        if not (ROOT / scenario.partition("::")[0].partition("#")[0]).is_file():
            raise BadHeader(f"{path.name}: there is no {scenario}")
        catches.append(Catch(scenario, check.strip()))
    rows = tuple(re.split(r"[,\s]+", fields["Rows"][0]))
    return Defect(
        path, fields["Title"][0], rows, tuple(catches), fields.get("Seed", [""])[0], fields.get("World", [""])[0]
    )


def verdict_on(catch: Catch, report: dict[str, Any]) -> tuple[str, str]:
    """Whether the named check failed in a report: the problem ("" = caught) and the first thing it said."""
    if catch.check == TEST:
        return ("", report["said"]) if report["verdict"] == "fail" else (f"not caught: {report['said']}", "")
    said: list[str] = []
    for scenario in report["scenarios"]:
        if catch.check == EXPECT:
            said += [
                f"line {step['line']}: expected {step['expected']}, actual {step['actual']}"
                for step in scenario["steps"]
                if step["ok"] is False
            ]
        else:
            said += [item for check in scenario["checks"] if check["name"] == catch.check for item in check["findings"]]
    if report["verdict"] == "fail" and said:
        return "", said[0]
    return f"not caught: verdict {report['verdict']}{_others(report)}", ""


def _others(report: dict[str, Any]) -> str:
    """What else failed, for whoever has to name another check."""
    others = [check["name"] for item in report["scenarios"] for check in item["checks"] if check["findings"]]
    others += [EXPECT for item in report["scenarios"] if any(step["ok"] is False for step in item["steps"])]
    errors = [item["error"].splitlines()[0] for item in report["scenarios"] if item["error"]]
    told = [f"by {', '.join(dict.fromkeys(others))}"] if others else []
    return f" ({'; '.join([*told, *errors])})" if told or errors else ""


@dataclass
class Bench:
    """Copies of the tree, and the runs in them. Threads only wait here; the work is done by processes."""

    folder: Path
    children: set[int] = field(default_factory=set)  # process groups
    lock: threading.Lock = field(default_factory=threading.Lock)
    stopped: bool = False

    def copy(self, name: str, runs: Iterable[Run] = ()) -> Path:
        """A copy of what can be patched; compiled files come along, they fit whatever was not touched."""
        target = self.folder / name
        target.mkdir()
        for room in (*ROOMS, *(FOR_TESTS if any(run.is_test for run in runs) else ())):
            if (ROOT / room).is_dir():
                shutil.copytree(ROOT / room, target / room, copy_function=_link)
            elif (ROOT / room).exists():
                _link(ROOT / room, target / room)
        return target

    def run(self, tree: Path, run: Run) -> dict[str, Any] | str:
        """The JSON report of a scenario in a tree, or what became of a test; or why there is neither."""
        if run.is_test:
            return self._test(tree, run)
        report = tree / "report.json"
        report.unlink(missing_ok=True)
        arguments = ["run", run.scenario, "--json", str(report)]
        arguments += ["--seed", run.seed] if run.seed else []
        arguments += ["--live"] if run.world == "live" else []
        said = self._command(arguments, tree, defect_child.perform)
        if isinstance(said, str):
            return said
        if not report.is_file():
            return f"no report, exit code {said[0]}: {_last_line(said[1])}"
        found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
        return found

    def _test(self, tree: Path, run: Run) -> dict[str, Any] | str:
        said = self._command([*OPTIONS, run.scenario], tree, defect_child.perform_test)
        if isinstance(said, str):
            return said
        code, output = said
        if code not in (0, 1):
            return f"pytest could not run it, exit code {code}: {_last_line(output)}"
        failed = [line for line in output.splitlines() if line.startswith(("E  ", "FAILED", "/", str(tree)))]
        return {"verdict": "fail" if code else "pass", "said": failed[0].strip() if code and failed else "it passes"}

    def _command(self, arguments: Sequence[str], tree: Path, work: Perform) -> tuple[int, str] | str:
        """The product's command, or pytest, in a process that has read other people's modules already."""
        log = tree / "output.txt"
        with self.lock:
            if self.stopped:
                return "interrupted"
            child = CONTEXT.Process(target=work, args=(str(tree), list(arguments), str(log)))
            child.start()
            group = child.pid or 0
            self.children.add(group)
        child.join(PATIENCE_S)
        if child.is_alive():
            _end(group)
            child.join()
            said: tuple[int, str] | str = f"still running after {PATIENCE_S:.0f} s"
        else:
            said = (child.exitcode or 0, log.read_text(errors="replace") if log.exists() else "")
        with self.lock:
            self.children.discard(group)
        return said

    def patch(self, tree: Path, patch: Path) -> str:
        """Apply a patch to a tree; "" or why it does not apply."""
        if shutil.which("git"):
            command = ["git", "apply", "--whitespace=nowarn", str(patch)]
        else:
            command = ["patch", "-p1", "--fuzz=0", "--force", "--quiet", "--input", str(patch)]
        said = self._call(command, tree, {"GIT_CEILING_DIRECTORIES": str(self.folder.parent), "LC_ALL": "C"})
        if isinstance(said, str):
            return said
        return "" if said[0] == 0 else f"the patch no longer applies: {_last_line(said[1])}"

    def _call(self, command: Sequence[str], tree: Path, environment: dict[str, str]) -> tuple[int, str] | str:
        with self.lock:
            if self.stopped:
                return "interrupted"
            child = subprocess.Popen(
                command,
                cwd=tree,
                env={**os.environ, **environment},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                text=True,
                errors="replace",
                start_new_session=True,
            )
            self.children.add(child.pid)
        try:
            output, _ = child.communicate(timeout=PATIENCE_S)
        except subprocess.TimeoutExpired:
            _end(child.pid)
            child.wait()
            return f"still running after {PATIENCE_S:.0f} s"
        finally:
            with self.lock:
                self.children.discard(child.pid)
        return child.returncode, output

    def stop(self) -> None:
        """End what is still running."""
        with self.lock:
            self.stopped = True
            children = list(self.children)
        for group in children:
            _end(group)


def _end(group: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(list(PRELOAD))


def _link(source: str | Path, target: str | Path) -> None:
    """One file under a second name: git and Python replace files, they write into none."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _last_line(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return lines[-1][:300] if lines else "(nothing said)"


def try_unpatched(bench: Bench, tree: Path, run: Run) -> str:
    """ "" when the scenario passes as it is, else why a patch in it proves nothing."""
    report = bench.run(tree, run)
    if isinstance(report, str):
        return f"unpatched: {report}"
    if report["verdict"] != "pass":
        return f"unpatched it does not pass: verdict {report['verdict']}{report.get('said') or _others(report)}"
    return ""


def try_defect(bench: Bench, defect: Defect, sound: dict[Run, Future[str]]) -> Outcome:
    """Apply a patch to a copy, run its scenarios, and see who notices."""
    begin = time.monotonic()
    tree = bench.copy(defect.path.stem, defect.runs())
    try:
        problem, finding = bench.patch(tree, defect.path), ""
        reports = {} if problem else {run: bench.run(tree, run) for run in defect.runs()}
        for catch in defect.catches if not problem else ():
            report = reports[Run(catch.scenario, defect.seed, defect.world)]
            missed, said = (report, "") if isinstance(report, str) else verdict_on(catch, report)
            finding = finding or said
            if missed:
                problem = f"{catch.scenario}, {catch.check}: {missed}"
                break
        for run in defect.runs():
            problem = problem or sound[run].result()
    finally:
        shutil.rmtree(tree, ignore_errors=True)
    return Outcome(defect, problem, "" if problem else finding, time.monotonic() - begin)


def try_all(defects: Sequence[Defect], jobs: int, console: Console) -> list[Outcome]:
    """All defects, so many at a time; Ctrl-C leaves neither processes nor copies behind."""
    with tempfile.TemporaryDirectory(prefix="pressroom-defects-") as name:
        bench = Bench(Path(name))
        pool = ThreadPoolExecutor(max_workers=jobs)
        try:
            runs = dict.fromkeys(run for defect in defects for run in defect.runs())
            # one copy each: two runs in one tree would write one report
            sound = {run: pool.submit(_unpatched, bench, place, run) for place, run in enumerate(runs)}
            futures = [pool.submit(try_defect, bench, defect, sound) for defect in defects]
            return [_shown(future.result(), console) for future in futures]
        finally:
            bench.stop()
            pool.shutdown(wait=True, cancel_futures=True)


def _unpatched(bench: Bench, place: int, run: Run) -> str:
    tree = bench.copy(f"unpatched-{place}", [run])
    try:
        return try_unpatched(bench, tree, run)
    finally:
        shutil.rmtree(tree, ignore_errors=True)


def _shown(outcome: Outcome, console: Console) -> Outcome:
    mark = Text("missed  ", style="bold red") if outcome.problem else Text("caught  ", style="green")
    console.print(mark + Text(f"{outcome.defect.path.stem}  {outcome.took_s:.1f} s", style="default"))
    return outcome


def table(outcomes: Iterable[Outcome]) -> Table:
    """What was planted, who caught it, and what they said."""
    result = Table(title="Planted defects", title_justify="left", header_style="dim", box=None, pad_edge=False)
    result.add_column("", no_wrap=True)
    result.add_column("defect", ratio=5)
    result.add_column("rows", ratio=2)
    result.add_column("caught by", ratio=5)
    result.add_column("said", ratio=7)
    for outcome in outcomes:
        defect = outcome.defect
        by = "\n".join(f"{catch.scenario.removeprefix('scenarios/')}\n  {catch.check}" for catch in defect.catches)
        result.add_row(
            Text("✘", style="bold red") if outcome.problem else Text("✔", style="green"),
            Text(defect.title),
            Text(" ".join(defect.rows), style="dim"),
            Text(by),
            Text(outcome.problem, style="red") if outcome.problem else Text(outcome.finding, style="dim"),
        )
    return result


def write_json(outcomes: Iterable[Outcome], path: Path) -> None:
    """Write what became of each; the digest tells a reader whether the patch has changed since."""
    defects = [
        {
            "file": f"tests/defects/{outcome.defect.path.name}",
            "sha256": hashlib.sha256(outcome.defect.path.read_bytes()).hexdigest(),
            "title": outcome.defect.title,
            "rows": list(outcome.defect.rows),
            "caught": not outcome.problem,
            "problem": outcome.problem,
            "finding": outcome.finding,
            "took_s": round(outcome.took_s, 1),
        }
        for outcome in outcomes
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.part")
    beside.write_text(json.dumps({"format": 1, "defects": defects}, ensure_ascii=False, indent=1) + "\n", "utf-8")
    beside.replace(path)


def find(only: Sequence[str]) -> list[Defect]:
    """The patches whose file name or title has one of these words in it; all without words. Raises BadHeader."""
    defects = [read_defect(path) for path in sorted(HERE.glob("*.patch"))]
    words = [word.lower() for word in only]
    return [
        defect
        for defect in defects
        if not words or any(word in f"{defect.path.stem} {defect.title}".lower() for word in words)
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; its exit code."""
    parser = argparse.ArgumentParser(description="Run the planted defects.")
    parser.add_argument(
        "--only", nargs="+", default=[], metavar="WORD", help="those with one of these words in the name"
    )
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="so many processes at a time (default 2)")
    parser.add_argument("--list", action="store_true", help="show them, run nothing")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results as JSON to this file")
    given = parser.parse_args(arguments)
    console = Console()
    try:
        defects = find(given.only)
    except (BadHeader, UnicodeDecodeError) as error:
        console.print(Text(str(error), style="red"))
        return 2
    if not defects:
        console.print(Text("no patch here has such a name" if given.only else "no patches here", style="red"))
        return 2
    if given.list:
        console.print(table(Outcome(defect) for defect in defects))
        return 0
    outcomes = try_all(defects, max(1, given.jobs), console)
    console.print(table(outcomes))
    if given.json:
        write_json(outcomes, given.json)
    caught = sum(not outcome.problem for outcome in outcomes)
    console.print(Text(f"{caught} of {len(outcomes)} planted defects are caught as their headers say."))
    return 0 if caught == len(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
