"""Which planted defects break which rows, and whether the last run caught them.

``tests/defects/run.py --json FILE`` writes the results::

    {"format": 1, "defects": [{"file", "sha256", "title", "rows", "caught", "problem", "finding", "took_s"}]}
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Final, Literal, NamedTuple

from pydantic import BaseModel

from core.config.strict_yaml import read
from harness.coverage.scenarios import read_json

_HEADER: Final = re.compile(r"(Title|Rows|Caught-by):\s*(.*)")

Fate = Literal["caught", "missed", "not run"]


class Defect(NamedTuple):
    """A patch's header; ``catches`` are the scenario files and tests that must catch it."""

    file: str
    title: str
    rows: tuple[str, ...]
    catches: tuple[str, ...]
    fate: Fate


class _Result(BaseModel):
    """What is needed of one defect's result."""

    file: str
    sha256: str
    caught: bool


class _Results(BaseModel):
    """What is needed of the defect runner's results."""

    format: Literal[1]
    defects: list[_Result]


def load_defects(folder: Path, results: Path | None, root: Path) -> list[Defect]:
    """The patches of a folder; nothing is known of those that changed after the results. Raises BadInputFile."""
    known: dict[str, _Result] = {}
    if results is not None:
        given: _Results = read_json(results, _Results, "a report of planted defects")
        known = {Path(each.file).name: each for each in given.defects}
    found = []
    for path in sorted(folder.glob("*.patch")):
        fields: dict[str, list[str]] = {}
        for line in read(path).splitlines():
            if line.startswith(("diff --git ", "--- ")):
                break
            if match := _HEADER.match(line.removeprefix("#").strip()):
                fields.setdefault(match[1], []).append(match[2].strip())
        name = path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
        title, rows = ("".join(fields.get(key, [""])[:1]) for key in ("Title", "Rows"))
        catches = tuple(dict.fromkeys(text.partition(" ")[0] for text in fields.get("Caught-by", ())))
        found.append(Defect(name, title, tuple(re.findall(r"[^,\s]+", rows)), catches, _fate(path, known)))
    return found


def _fate(path: Path, known: dict[str, _Result]) -> Fate:
    result = known.get(path.name)
    if result is None or result.sha256 != hashlib.sha256(path.read_bytes()).hexdigest():
        return "not run"
    return "caught" if result.caught else "missed"
