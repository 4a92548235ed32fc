"""The table of proofs: each row with all that names it, and its colour.

green   proved, by an expectation that held in a scenario that passed or by a test, and a defect in it was caught by one
        of just these
yellow  proved, but no defect in it was caught by what proves it, or one was missed
red     a scenario that covers it fails
grey    nothing proves it
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from harness.coverage.defects import Defect
from harness.coverage.mentions import Mention
from harness.coverage.requirements import Requirement, Requirements
from harness.coverage.scenarios import Proof

Colour = Literal["green", "yellow", "red", "grey"]
COLOURS: Final[tuple[Colour, ...]] = ("green", "yellow", "red", "grey")


@dataclass(frozen=True)
class RowCoverage:
    """A row and all that names it."""

    requirement: Requirement
    scenarios: tuple[Proof, ...]
    tests: tuple[Mention, ...]
    defects: tuple[Defect, ...]

    @property
    def colour(self) -> Colour:
        """See the module's text. Tests are taken to pass: they run with ``make test``, not here."""
        if any(proof.outcome == "fails" for proof in self.scenarios):
            return "red"
        if not self.tests and not any(proof.outcome == "proved" for proof in self.scenarios):
            return "grey"
        caught = {defect.fate for defect in self.defects} == {"caught"}
        return "green" if caught and any(map(self.is_own, self.defects)) else "yellow"

    def is_own(self, defect: Defect) -> bool:
        """Whether one of those that are to catch a defect is among those that prove the row."""
        scenarios = {proof.file.partition("#")[0] for proof in self.scenarios}
        return any(catch.partition("#")[0] in scenarios or self._is_test(catch) for catch in defect.catches)

    def _is_test(self, catch: str) -> bool:
        """Whether a test (file::name) is one that names the row, by itself, its class or its file."""
        file, _, name = catch.partition("[")[0].partition("::")
        name = name.replace("::", ".")
        return any(
            mention.file == file and (not mention.test or f"{name}.".startswith(f"{mention.test}."))
            for mention in self.tests
        )


class Stranger(NamedTuple):
    """A row that is named but does not exist, and where."""

    row: str
    place: str


@dataclass(frozen=True)
class Matrix:
    """All rows by area, and what does not fit."""

    areas: dict[str, tuple[RowCoverage, ...]]
    titles: dict[str, str]
    strangers: tuple[Stranger, ...]
    loose: tuple[tuple[str, Defect], ...]  # a row's defect that nothing of what proves the row is to catch

    @property
    def rows(self) -> list[RowCoverage]:
        """All rows in order."""
        return [row for rows in self.areas.values() for row in rows]

    def counts(self, area: str) -> Counter[Colour]:
        """How many rows of an area have which colour."""
        return Counter(row.colour for row in self.areas[area])

    def only(self, areas: Sequence[str]) -> Matrix:
        """Of these areas alone; rows that do not exist stay, for they belong to none."""
        kept = {area: rows for area, rows in self.areas.items() if area in areas}
        loose = tuple(each for each in self.loose if each[0].partition("-")[0] in kept)
        return Matrix(kept, self.titles, self.strangers, loose)


def build(
    requirements: Requirements, proofs: Sequence[Proof], mentions: Sequence[Mention], defects: Sequence[Defect]
) -> Matrix:
    """Put together what names each row."""
    areas = {
        area.area: tuple(
            RowCoverage(
                row,
                tuple(proof for proof in proofs if proof.row == row.id),
                tuple(mention for mention in mentions if mention.row == row.id and mention.proves),
                tuple(defect for defect in defects if row.id in defect.rows),
            )
            for row in area.rows
        )
        for area in requirements.areas
    }
    strangers = tuple(strangers_in(requirements, proofs, mentions, defects))
    titles = {area.area: area.title for area in requirements.areas}
    return Matrix(areas, titles, strangers, tuple(_loose(areas)))


def strangers_in(
    requirements: Requirements, proofs: Iterable[Proof], mentions: Iterable[Mention], defects: Iterable[Defect]
) -> list[Stranger]:
    """Every row that is named somewhere and does not exist."""
    named = [Stranger(proof.row, place) for proof in proofs for place in proof.places]
    named += [Stranger(mention.row, f"{mention.file}:{mention.line}") for mention in mentions]
    named += [Stranger(row, defect.file) for defect in defects for row in defect.rows]
    known = requirements.ids
    return sorted({stranger for stranger in named if stranger.row not in known})


def _loose(areas: dict[str, tuple[RowCoverage, ...]]) -> Iterable[tuple[str, Defect]]:
    for rows in areas.values():
        for row in rows:
            yield from ((row.requirement.id, defect) for defect in row.defects if not row.is_own(defect))
