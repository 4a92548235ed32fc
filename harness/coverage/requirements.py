"""The project's requirements file: what must hold, one row a behaviour, grouped by area."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field

from core.config.settings import SettingsModel
from core.config.strict_yaml import BadInputFile, Finding, compose, finding, place, read, validate
from core.config.units import Text
from harness.scenario.values import Row

REQUIREMENTS: Final = "docs/requirements.yaml"


class Requirement(SettingsModel):
    """One row: its ID, what must hold, and what a part of its delivery waits for."""

    id: Row
    must: Annotated[Text, Field(min_length=10, max_length=400)]
    later: Annotated[Text, Field(min_length=1, max_length=30)] | None = None


class Area(SettingsModel):
    """Rows of one subject; their IDs begin with the area's letters."""

    area: Annotated[Text, Field(pattern="^[A-Z]{3}$")]
    title: Annotated[Text, Field(min_length=1, max_length=60)]
    rows: Annotated[tuple[Requirement, ...], Field(min_length=1)]


class Requirements(SettingsModel):
    """The whole file."""

    areas: Annotated[tuple[Area, ...], Field(min_length=1)]

    @property
    def rows(self) -> Iterator[Requirement]:
        """All rows in order."""
        return (row for area in self.areas for row in area.rows)

    @property
    def ids(self) -> frozenset[str]:
        """Every row there is."""
        return frozenset(row.id for row in self.rows)


def find_checkout() -> Path:
    """The folder of the checkout that somebody works in, else of the one this code runs from. Raises BadInputFile."""
    here = Path.cwd()
    for folder in (here, *here.parents, Path(__file__).resolve().parents[2]):
        if (folder / REQUIREMENTS).is_file():
            return folder
    raise BadInputFile(
        [Finding(REQUIREMENTS, 1, 1, "no such file here or in a folder above", "run it in a checkout of the project")]
    )


def load_requirements(path: Path) -> Requirements:
    """Read the file; each ID stands in its area, once, in order. Raises BadInputFile."""
    root = compose(read(path), str(path))
    found = validate(root, Requirements)
    wrong: list[Finding] = []
    areas: set[str] = set()
    for number, area in enumerate(found.areas):
        if area.area in areas:
            wrong.append(finding(place(root, ("areas", number, "area")), f"the area {area.area} is here twice"))
        areas.add(area.area)
        before = ""
        for index, row in enumerate(area.rows):
            problem = _problem(row.id, before, area.area)
            if problem:
                wrong.append(finding(place(root, ("areas", number, "rows", index, "id")), problem))
            before = max(before, row.id)
    if wrong:
        raise BadInputFile(wrong)
    return found


def _problem(row: str, before: str, area: str) -> str:
    if not row.startswith(f"{area}-"):
        return f"{row} does not belong to the area {area}"
    if row == before:
        return f"{row} is here twice"
    return f"{row} comes after {before}" if row < before else ""
