"""The commands log options, names, exports, events, and log --follow."""

from __future__ import annotations

import asyncio
import json

import pytest

from core.chance import SystemChance
from core.model import Batch, Selection
from core.model.errors import BadInput
from core.store import InlinePace, Store
from harness import cli_log_follow
from tests.harness.cli.conftest import NOW_US, record


def test_options_are_shown_and_changed(ask) -> None:
    """LOG-12, LOG-16, LOG-22, ACQ-12: one changes, the others stay."""
    assert "keep texts      for ever" in ask("log", "options")[1]
    code, out, _ = ask("log", "options", "--keep-texts", "90 days", "--export-columns", "no,total-sheets")
    assert code == 0
    assert "keep texts      90 days" in out
    out = ask("log", "options", "--export-folder", "elsewhere", "--json")[1]
    assert json.loads(out) == {
        "keep_names": False,
        "mask_documents": False,
        "text_days": 90,
        "log_months": None,
        "export_folder": "elsewhere",
        "export_columns": ["no", "total sheets"],
        "export_bom": False,
        "total_items": [],
    }
    assert "keep texts      for ever" in ask("log", "options", "--keep-texts", "for ever")[1]


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--keep-texts", "a while"], "keep texts: "),
        (["--keep-log", "-1 months"], "keep log: "),
        (["--export-columns", "no,weather"], "there is none called 'weather'"),
        (["--export-columns", "no,no"], "named twice"),
        (["--mask-documents", "perhaps"], "mask documents: "),
    ],
)
def test_refused_options(ask, options, complaint) -> None:
    code, _, err = ask("log", "options", *options)
    assert code == 2
    assert complaint in err


def test_masked_documents(ask) -> None:
    """LOG-22: in tables, CSV and JSON."""
    ask("log", "options", "--mask-documents", "yes")
    assert ask("log", "--columns", "document", "--csv", "-")[1].count('"***"') == 4
    assert {job["document"] for job in json.loads(ask("log", "--json")[1])} == {"***"}


def test_names_and_exports_and_events_of_a_fresh_ledger(ask) -> None:
    """ACQ-12, LOG-13, LOG-14: nothing yet, and nothing is an answer."""
    assert ask("log", "names", "--csv", "-")[1] == '"kind","name"\r\n'
    assert ask("log", "names", "--kind", "login", "--json")[1] == "[]\n"
    assert ask("log", "names", "--forget")[1] == "0 names were forgotten\n"
    assert json.loads(ask("log", "exports", "--json")[1]) == {"files": [], "problems": {}}
    assert ask("log", "exports")[1] == "nothing\n"
    assert ask("log", "events", "--waiting", "--json")[1] == "[]\n"
    assert ask("log", "events")[1] == "nothing\n"


def test_names_that_were_kept(ask, ledger) -> None:
    """ACQ-12."""
    ask("log", "options", "--keep-names", "yes")
    asyncio.run(arrive(ledger, 4))
    assert ask("log", "names", "--kind", "document", "--csv", "-")[1] == '"kind","name"\r\n"document","late.pdf"\r\n'
    assert "login        sato" in ask("log", "names")[1]
    assert ask("log", "names", "--forget", "--kind", "login")[1] == "1 names were forgotten\n"


async def arrive(path, sequence: int) -> None:
    """One more job of the printer hall."""
    store = await Store.open(path, pace=InlinePace(), now_us=lambda: NOW_US, chance=SystemChance())
    key = (await store.printer("hall")).key
    raw = record(sequence, "2026-04-02 07:00", "late.pdf")
    await store.ingest(Batch(key, bytes([0]) * 16, NOW_US + sequence, [(sequence, raw)], ()))
    await store.close()


def test_following_the_log(ledger) -> None:
    """LOG-10: what is acquired while somebody looks is shown once, in its order."""
    shown, pauses = [], iter([4, 5, None])

    def pause(_seconds: float) -> None:
        sequence = next(pauses)
        if sequence is None:
            raise KeyboardInterrupt
        asyncio.run(arrive(ledger, sequence))

    def look(question):
        async def main():
            store = await Store.open(
                ledger, pace=InlinePace(), now_us=lambda: NOW_US, chance=SystemChance(), lease=False
            )
            try:
                return await question(store)
            finally:
                await store.close()

        return asyncio.run(main())

    with pytest.raises(KeyboardInterrupt):
        cli_log_follow.follow(look, Selection(("hall",)), 4, shown.append, pause=pause)
    assert [[job["sequence"] for job in jobs] for jobs in shown] == [[4], [5]]


@pytest.mark.parametrize("options", [["--json"], ["--csv", "-"], ["--sort", "fee"], ["--desc"]])
def test_following_goes_with_a_table_alone(ask, options) -> None:
    code, _, err = ask("log", "--follow", *options)
    assert code == 2
    assert "follow: " in err


def test_a_group_that_is_not_there(ask) -> None:
    """LOG-10, AGG-01."""
    for command in ("log", "totals"):
        for option in ("--group", "--user-group"):
            code, _, err = ask(command, option, "nowhere")
            assert code == 2
            assert "there is none called 'nowhere'" in err
    with pytest.raises(BadInput, match="follow"):
        cli_log_follow.check({"sort": "fee"})


def test_the_closing_day(ask, monkeypatch) -> None:
    """LOG-15: from the next month on; what is not said stays; the trail has it."""
    monkeypatch.setattr("core.clock.SystemCalendar.now_us", lambda _: NOW_US)
    assert ask("log", "closing-day")[1].splitlines()[1].split("  ")[0] == "the beginning"
    code, out, _ = ask("log", "closing-day", "15")
    assert code == 0
    assert [line.split() for line in out.splitlines()[1:]] == [
        ["the", "beginning", "month", "end", "the", "later", "month"],
        ["2026-05", "15", "the", "later", "month"],
    ]
    ask("log", "closing-day", "--after-as-this-month", "yes")
    assert json.loads(ask("log", "closing-day", "--json")[1]) == [
        {"from": None, "day": 31, "after_as_this_month": False},
        {"from": "2026-05", "day": 15, "after_as_this_month": True},
    ]
    ask("log", "closing-day", "month end", "--after-as-this-month", "no")
    assert json.loads(ask("log", "closing-day", "--json")[1])[-1]["day"] == 31
    code, _, err = ask("log", "closing-day", "32")
    assert code == 2
    assert "closing day: " in err
    assert [act["act"] for act in json.loads(ask("audit", "--json")[1])] == ["closing day"] * 3
