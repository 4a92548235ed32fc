"""The table of proofs on a terminal, and as JSON.

::

    {"format": 1,
     "areas": [{"area", "title", "rows", "green", "yellow", "red", "grey"}],
     "rows": [{"id", "area", "must", "later", "colour",
               "scenarios": [{"file", "places", "outcome": "proved" | "fails" | "unknown" | "not run"}],
               "tests": [{"file", "line", "test"}],
               "defects": [{"file", "title", "fate": "caught" | "missed" | "not run"}]}],
     "unknown_rows": [{"row", "place"}],
     "caught_elsewhere": [{"row", "defect"}]}
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from harness.coverage.matrix import COLOURS, Colour, Matrix, RowCoverage
from harness.report.wording import plural

FORMAT: Final = 1
_MARKS: Final[dict[Colour, tuple[str, str]]] = {
    "green": ("✔", "green"),
    "yellow": ("◐", "yellow"),
    "red": ("✘", "bold red"),
    "grey": ("·", "dim"),
}
_MEANING: Final[dict[Colour, str]] = {
    "green": "proved, defect caught",
    "yellow": "proved, no defect caught",
    "red": "fails",
    "grey": "not proved",
}
_SIGNS: Final = {
    "proved": ("✔", "green"),
    "caught": ("✔", "green"),
    "fails": ("✘", "red"),
    "missed": ("✘", "red"),
    "unknown": ("?", "yellow"),
    "not run": ("–", "dim"),
}
_NUMBERS: Final = ("scenarios", "tests", "defects")
_LEAST_WORDS: Final = 20  # characters of what must hold, on a very narrow terminal


def print_matrix(matrix: Matrix, console: Console, *, details: bool) -> None:
    """Rows (a line each, or with everything that names them), areas, and what is wrong."""
    if details:
        for row in matrix.rows:
            console.print(_detailed(row, matrix))
    else:
        console.print(_lines(matrix, console.width))
    console.print()
    console.print(_summary(matrix))
    for text in _troubles(matrix):
        console.print(text)


def _mark(colour: Colour) -> Text:
    return Text(*_MARKS[colour])


def _plain(title: str = "") -> Table:
    return Table(title=title or None, title_justify="left", header_style="dim", box=None, pad_edge=False)


def _lines(matrix: Matrix, width: int) -> Table:
    table = _plain("Requirements")
    table.padding = (0, 1, 0, 0)
    table.add_column("", width=1)
    table.add_column("row", width=len("LIM-01"))
    # and a space after each column but the last
    others = 1 + len("LIM-01") + sum(map(len, _NUMBERS)) + 2 + len(_NUMBERS)
    table.add_column("what must hold", no_wrap=True, overflow="ellipsis", width=max(_LEAST_WORDS, width - others))
    for name in _NUMBERS:
        table.add_column(name, width=len(name), no_wrap=True, justify="right")
    for row in matrix.rows:
        must = Text()
        if row.requirement.later:
            must.append(f"[{row.requirement.later} later] ", style="cyan")
        must.append(row.requirement.must)
        proved = _share([proof.outcome for proof in row.scenarios], "proved")
        caught = _share([defect.fate for defect in row.defects], "caught")
        tests = Text(str(len(row.tests) or ""))
        table.add_row(_mark(row.colour), row.requirement.id, must, proved, tests, caught)
    return table


def _share(found: list[Any], good: str) -> Text:
    """3/4: so many of so many; a dash where none was run."""
    if not found:
        return Text("")
    bad = {"fails", "missed"} & set(found)
    if set(found) == {"not run"}:
        return Text(f"–/{len(found)}", style="dim")
    number = found.count(good)
    return Text(f"{number}/{len(found)}", style="red" if bad else "" if number == len(found) else "yellow")


def _detailed(row: RowCoverage, matrix: Matrix) -> Table:
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold", ratio=1)
    head = Text(row.colour, style=_MARKS[row.colour][1])
    if row.requirement.later:
        head.append(f"  later: {row.requirement.later}", style="cyan")
    table.add_row(_mark(row.colour) + Text(f" {row.requirement.id} ", style="bold"), head)
    table.add_row("", Text(row.requirement.must))
    for proof in row.scenarios:
        lines = ", ".join(place.rpartition(":")[2] for place in proof.places)
        table.add_row(*_named("scenario", proof.outcome, proof.file, f"line {lines}"))
    files = Counter(mention.file for mention in row.tests)
    for file, number in files.items():
        table.add_row(Text("  test", style="dim"), Text("  ") + Text(file) + Text(f"  {number} ×", style="dim"))
    loose = {defect.file for name, defect in matrix.loose if name == row.requirement.id}
    for defect in row.defects:
        title = f"{defect.title} (by nothing that proves this row)" if defect.file in loose else defect.title
        table.add_row(*_named("defect", defect.fate, defect.file.rpartition("/")[2], title))
    table.add_row("", "")
    return table


def _named(what: str, outcome: str, name: str, more: str) -> tuple[Text, Text]:
    sign, style = _SIGNS[outcome]
    said = f"  {outcome}; {more}" if outcome not in {"proved", "caught"} else f"  {more}"
    return Text(f"  {what}", style="dim"), Text(f"{sign} ", style=style) + Text(name, style="default") + Text(
        said, style="dim"
    )


def _summary(matrix: Matrix) -> Table:
    table = _plain("Areas")
    table.add_column("")
    table.add_column("", ratio=1, style="dim", no_wrap=True, overflow="ellipsis")
    for name in ("rows", *COLOURS):
        table.add_column(name, justify="right", no_wrap=True)
    total: Counter[Colour] = Counter()
    for area, rows in matrix.areas.items():
        counts = matrix.counts(area)
        total += counts
        table.add_row(area, matrix.titles[area], str(len(rows)), *_numbers(counts))
    if len(matrix.areas) > 1:
        table.add_row("", "", str(total.total()), *_numbers(total), style="bold")
    return table


def _numbers(counts: Counter[Colour]) -> list[Text]:
    return [Text(str(counts[colour] or ""), style=_MARKS[colour][1]) for colour in COLOURS]


def _troubles(matrix: Matrix) -> Iterator[Text]:
    legend = Text("\n")
    for colour in COLOURS:
        legend += _mark(colour) + Text(f" {_MEANING[colour]}  ", style="dim")
    yield legend
    for stranger in matrix.strangers:
        yield Text(f"{stranger.place} names {stranger.row}, which does not exist", style="red")
    if matrix.loose:
        number = plural(len(matrix.loose), "time")
        yield Text(f"{number} a defect names a row that nothing which is to catch it proves (--details).", style="dim")


def as_data(matrix: Matrix) -> dict[str, Any]:
    """Plain data for JSON (shape: see the module's text)."""
    areas = [
        {"area": area, "title": matrix.titles[area], "rows": len(rows)}
        | {colour: matrix.counts(area)[colour] for colour in COLOURS}
        for area, rows in matrix.areas.items()
    ]
    return {
        "format": FORMAT,
        "areas": areas,
        "rows": [_row(row) for row in matrix.rows],
        "unknown_rows": [stranger._asdict() for stranger in matrix.strangers],
        "caught_elsewhere": [{"row": row, "defect": defect.file} for row, defect in matrix.loose],
    }


def _row(row: RowCoverage) -> dict[str, Any]:
    return {
        "id": row.requirement.id,
        "area": row.requirement.id.partition("-")[0],
        "must": row.requirement.must,
        "later": row.requirement.later,
        "colour": row.colour,
        "scenarios": [
            {"file": each.file, "places": list(each.places), "outcome": each.outcome} for each in row.scenarios
        ],
        "tests": [{"file": each.file, "line": each.line, "test": each.test} for each in row.tests],
        "defects": [{"file": each.file, "title": each.title, "fate": each.fate} for each in row.defects],
    }
