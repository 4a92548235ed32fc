"""The commands log, log delete and gaps (LOG-10, LOG-11, LOG-12, LOG-17, LOG-18, LOG-20)."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from pathlib import Path

import pytest

from core.chance import SystemChance
from core.rules import log_view, total_items, totals
from core.store import InlinePace, Store
from harness import cli

ALL = ["log", "--csv", "-", "--columns"]
QUOTED = "Grüße,  A "  # LOG-08: how a log shows Grüße, "A"


def column(text: str) -> list[str]:
    return [row[0] for row in csv.reader(io.StringIO(text))][1:]


def test_the_default_view(ask) -> None:
    """LOG-18, LOG-17: what a document is called does nothing to the terminal."""
    code, out, _ = ask("log")
    assert code == 0
    titles, *lines = out.splitlines()
    assert "media" not in titles
    assert "print start" not in titles
    assert titles.split()[:4] == ["printer", "month", "no", "account"]
    assert len(lines) == 5
    assert "b[/red].pdf" in lines[0]
    assert lines[2].split() == ["2", "A3", "simplex", "1", "1", "0"]
    assert "a\ufffd[2J.pdf" in lines[4]
    assert "\x1b" not in out


def test_the_detail_view(ask) -> None:
    """LOG-18: every column."""
    _, out, _ = ask("log", "--detail", "--csv", "-")
    assert out.splitlines()[0] == ",".join(f'"{each.name}"' for each in log_view.COLUMNS)


def test_one_printer_and_month_stand_in_the_heading(ask) -> None:
    """LOG-10."""
    _, out, _ = ask("log", "--printer", "hall", "--month", "2026-03")
    heading, titles, *lines = out.splitlines()
    assert heading == "hall, 2026-03"
    assert titles.split()[:2] == ["no", "account"]
    assert len(lines) == 3


@pytest.mark.parametrize(
    ("options", "documents"),
    [
        ([], ["b[/red].pdf", QUOTED, "", "c.pdf", "a\x1b[2J.pdf"]),
        (["--desc"], ["a\x1b[2J.pdf", "c.pdf", QUOTED, "", "b[/red].pdf"]),
        (["--printer", "desk"], ["a\x1b[2J.pdf"]),
        (["--printer", "desk", "--printer", "hall", "--month", "2026-04"], ["c.pdf", "a\x1b[2J.pdf"]),
        (["--account", "4711"], ["a\x1b[2J.pdf"]),
        (["--user", "Ito"], ["a\x1b[2J.pdf"]),
        (["--status", "aborted"], ["c.pdf"]),
        (["--sort", "document"], ["a\x1b[2J.pdf", "b[/red].pdf", "c.pdf", QUOTED, ""]),
        (["--sort", "fee", "--desc", "--limit", "1"], [QUOTED, ""]),
        (["--limit", "2"], ["c.pdf", "a\x1b[2J.pdf"]),
        (["--limit", "0"], ["b[/red].pdf", QUOTED, "", "c.pdf", "a\x1b[2J.pdf"]),
        (["--month", "2026-05"], []),
    ],
)
def test_what_is_shown_and_in_which_order(ask, options, documents) -> None:
    """LOG-10: by printer, month, account, user, status; sorted by any column both ways."""
    code, out, _ = ask(*ALL, "document,no", *options)
    assert (code, column(out)) == (0, documents)


def test_export(ask, tmp_path) -> None:
    """LOG-12, LOG-08: RFC 4180, text in quotes and numbers not, chosen columns, a byte order mark on request."""
    path = tmp_path / "log.csv"
    columns = "no,document,application,fee,size,media,sheets,ended"
    ask("log", "--csv", str(path), "--bom", "--printer", "hall", "--columns", columns)
    assert path.read_bytes().decode() == "\r\n".join(
        [
            '\ufeff"no","document","application","fee","size","media","sheets","ended"',
            '1,"b[/red].pdf","Writer",0.06,"A4","plain",2,"2026-03-31 10:00:00"',
            '2,"Grüße,  A ","Writer, ""W""",0.16,"A4","plain",2,"2026-03-31 11:00:00"',
            '2,,,,"A3","thick",1,',
            '1,"c.pdf","Writer",0.00,,,0,"2026-04-01 09:00:00"',
            "",
        ]
    )
    code, _, err = ask("log", "--csv", str(tmp_path / "no" / "log.csv"))
    assert code == 2
    assert "cannot be written" in err


def test_json(ask) -> None:
    """LOG-22: whole records, or chosen columns as a table has them."""
    _, out, _ = ask("log", "--json", "--printer", "hall")
    assert [len(job["lines"]) for job in json.loads(out)] == [1, 2, 0]
    assert json.loads(out)[1]["document"] == 'Grüße, "A"'  # LOG-22: kept as it was sent
    _, out, _ = ask("log", "--json", "--columns", "no,fee,size")
    assert json.loads(out)[2] == {"no": 2, "fee": None, "size": "A3"}
    assert json.loads(out)[1]["fee"] == 0.16


def test_a_long_log_shows_its_end(ask) -> None:
    """What is left out is said."""
    _, out, err = ask("log", "--limit", "3", "--columns", "no")
    assert [line.strip() for line in out.splitlines()] == ["no", "2", "2", "1", "1"]
    assert "3 jobs are shown of more" in err


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["log", "--columns", "weather"], "columns: there is none called 'weather'"),
        (["log", "--columns", "no,no"], "named twice"),
        (["log", "--columns", "no", "--detail"], "either these, or all"),
        (["log", "--sort", "weather"], "sort: there is none"),
        (["log", "--month", "2026-13"], "month: a month such as 2026-03"),
        (["log", "--month", "march"], "month: a month such as 2026-03"),
        (["log", "--status", "complete"], "did you mean 'completed'"),
        (["log", "--printer", "hal"], "did you mean 'hall'"),
        (["log", "--account", "-1"], "account"),
        (["gaps", "--printer", "hal"], "did you mean 'hall'"),
        (["log", "delete", "--printer", "hall", "--yes"], "reason"),
        (["log", "delete", "--reason", "x", "--yes"], "say which"),
        (["log", "delete", "--reason", " ", "--month", "2026-03", "--yes"], "reason: why it is deleted"),
        (["log", "delete", "--reason", "x", "--printer", "hal", "--yes"], "there is none called 'hal'"),
        (["log", "delete", "--reason", "x", "--month", "2026-05", "--yes"], "nothing to delete"),
        (["log", "delete", "--reason", "x", "--month", "2026-03"], "--yes"),
        (
            ["log", "--printer", "hall", "delete", "--reason", "x", "--month", "2026-03", "--yes"],
            "after the word delete",
        ),
    ],
)
def test_refusals(ask, arguments, complaint) -> None:
    """One line that says what was wrong; nothing has changed."""
    code, _, err = ask(*arguments)
    assert code == 2
    assert complaint in err.replace("\n", " ")
    assert len(column(ask(*ALL, "no")[1])) == 5


def test_deleting(ask) -> None:
    """LOG-11: gone from the log and its totals, still in the ledger."""
    assert ask("log", "delete", "--printer", "hall", "--month", "2026-03", "--reason", "moved", "--yes") == (
        *(0, "2 jobs were deleted from the log\n", ""),
    )
    assert column(ask(*ALL, "document")[1]) == ["c.pdf", "a\x1b[2J.pdf"]
    assert json.loads(ask("totals", "--json")[1])[0]["jobs"] == 2
    assert json.loads(ask("totals", "--json", "--deleted")[1])[0]["jobs"] == 4
    assert ask("verify")[:2] == (0, "the ledger is whole\n")


@pytest.mark.parametrize(("answer", "left"), [(True, 3), (False, 5)])
def test_deleting_asks(ask, monkeypatch, answer, left) -> None:
    """What is asked says how much goes."""
    asked = []
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("typer.confirm", lambda text: asked.append(text) or answer)
    code, _, _ = ask("log", "delete", "--month", "2026-04", "--reason", "moved")
    assert asked == ["Delete 2 jobs with 2 sheets (2026-04) from the log, for good?"]
    assert code == (0 if answer else 1)
    assert len(column(ask(*ALL, "no")[1])) == left


def test_deleting_beside_a_running_server(ledger, capsys) -> None:
    """LOG-11: the server that holds the ledger is asked to do it."""

    async def main() -> int:
        server = await Store.open(ledger, pace=InlinePace(), now_us=lambda: 0, chance=SystemChance())
        arguments = ["log", "delete", "--printer", "hall", "--reason", "moved", "--yes", "--database", str(ledger)]
        command = asyncio.create_task(asyncio.to_thread(cli.run, arguments))
        while (taken := await server.take_command()) is None:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        assert (taken.kind, taken.args) == ("delete log", {"printer": "hall", "month": None, "reason": "moved"})
        await server.finish_command(taken.id, {"ok": True, "jobs": 3})
        code = await command
        await server.close()
        return code

    assert asyncio.run(main()) == 0
    assert capsys.readouterr().out == "3 jobs were deleted from the log\n"


def test_gaps(ask) -> None:
    assert ask("gaps")[1] == "nothing\n"
    assert ask("gaps", "--json")[1] == "[]\n"
    assert ask("gaps", "--csv", "-")[1] == '"printer","first","last","jobs","sheets","cause","noticed"\r\n'


def test_every_column_and_item_is_documented() -> None:
    page = (Path(__file__).resolve().parents[3] / "docs" / "reports.md").read_text(encoding="utf-8")
    words = [
        item.name for item in total_items.FIXED if not item.name.startswith(("toner", "function", "service", "mode"))
    ]
    names = {*log_view.BY_NAME, *words, *totals.GROUPS, *total_items.FAMILIES}
    assert sorted(name for name in names if f"`{name}`" not in page) == []


def test_groups_stand_in_the_heading(ask) -> None:
    """LOG-10, AGG-01: with the month; the printers of the group stand in the lines."""
    assert ask("groups", "add-printers", "ground floor", "--printers", "hall")[0] == 0
    assert ask("groups", "add-users", "sales", "--members", "1001")[0] == 0
    chosen = ["--group", "ground floor", "--user-group", "sales", "--month", "2026-04"]
    heading, titles, *lines = ask("log", *chosen)[1].splitlines()
    assert heading == "ground floor, sales, 2026-04"
    assert titles.split()[:2] == ["printer", "no"]
    assert [line.split()[0] for line in lines] == ["hall"]
    assert ask("totals", *chosen, "--items", "jobs")[1].splitlines() == [heading, "jobs", "   1"]
    without = ask("log", "--group", "", "--columns", "printer")[1].splitlines()
    assert [line.strip() for line in without] == ["without a printer group", "printer", "desk"]


@pytest.mark.parametrize(
    "command", [["log", "--account"], ["log", "--limit"], ["totals", "--account"], ["limits", "events", "--after"]]
)
def test_a_number_that_no_database_can_hold_is_refused_by_one_line(ask, command: list[str]) -> None:
    """LOG-10, AGG-01."""
    code, out, err = ask(*command, str(2**63))
    assert (code, out) == (2, "")
    assert "less than or equal to 999999999999" in err
