"""ACQ-12, LOG-22: options of the log, names that are kept, text that is erased."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from core.config.log_settings import LogSettings
from core.model.log_options import LogOptions, NameKind
from core.wire.records import RecordLine


def test_names_are_kept_once_while_the_option_is_on(bench) -> None:
    """ACQ-12: login, application, document and host; nothing of jobs from before, nothing that is blank."""

    async def main() -> None:
        store, key = await bench.ready(bench.path)
        await store.ingest(bench.batch(key, (1, bench.record(1, document="before"))))
        assert await store.records.names() == []
        await store.records.change_options({"keep_names": True})
        more = [
            (2, bench.record(2, document="a")),
            (3, bench.record(3, document="a", login="ito", host="")),
            (4, bench.record(4, document="Ä", login="ito")),
        ]
        await store.ingest(bench.batch(key, *more))
        await store.close()
        store = await bench.open(bench.path)
        assert await store.records.names() == [
            *(("application", "Writer"), ("document", "a"), ("document", "Ä")),
            *(("host", "ws17"), ("login", "ito"), ("login", "sato")),
        ]
        assert await store.records.names(NameKind.DOCUMENT) == [("document", "a"), ("document", "Ä")]
        assert await store.records.forget_names(NameKind.LOGIN) == 2
        assert await store.records.forget_names() == 4
        assert await store.records.names() == []
        await store.close()

    bench.run(main())


def test_options_outlive_the_server(bench) -> None:
    """LOG-16, LOG-22: what was set is there after a restart; what was never set has its default."""

    async def main() -> None:
        store, _ = await bench.ready(bench.path)
        assert await store.records.options() == LogOptions()
        changed = await store.records.change_options({"export_folder": "x", "export_columns": ("no",)})
        await store.close()
        store = await bench.open(bench.path)
        assert await store.records.options() == changed == LogOptions(export_folder="x", export_columns=("no",))
        await store.close()

    bench.run(main())


def test_erasing_text_by_age(bench) -> None:
    """LOG-22: of jobs accounted before an instant, with what is kept of records in pieces; the chain holds."""

    async def main() -> None:
        store, key = await bench.ready()
        lines = (RecordLine("A4", "plain", False, 1, 0, 1),)
        part = {"parts": 2, "lines": lines, "sheets": 2, "pages": 2, "colour": 0, "mono": 2}
        pieces = [bench.record(1, ended="2026-03-29 08:00", part=number, **part) for number in (1, 2)]
        bench.now_us = bench.at("2026-03-31 08:00")
        await store.ingest(bench.batch(key, (1, pieces[0]), (2, pieces[1]), (3, bench.record(2))))
        first, second = (await store.snapshot())["jobs"]
        assert await store.records.erase_texts(first["accounted_us"]) == 0
        assert await store.records.erase_texts(first["accounted_us"] + 1) == 1
        assert [job["user"] for job in await store.jobs()] == [None, "Sato"]
        kept = b"".join(raw for (raw,) in store._books.db.raw.execute("SELECT raw FROM parts"))
        assert b"Sato" not in kept
        assert await store.verify() == []
        assert (await store.ingest(bench.batch(key, (1, pieces[0])))).repeats == 1  # still known
        assert second["accounted_us"] > first["accounted_us"]

    bench.run(main())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"keep texts": "soon"}, "a number of days"),
        ({"keep texts": "0 days"}, "greater than or equal to 1"),
        ({"keep log": "90 days"}, "a number of months"),
        ({"keep log": "9999 months"}, "less than or equal to 1200"),
        ({"export columns": "no,weather"}, "there is none called 'weather'"),
        ({"export folder": ""}, "at least 1 character"),
        ({"keep name": "yes"}, "Extra inputs"),
    ],
)
def test_options_that_are_none(words, said) -> None:
    """LOG-12, LOG-16, LOG-22: the field and what it takes."""
    with pytest.raises((ValidationError, ValueError), match=said):
        LogSettings.model_validate(words)


def test_what_is_given_is_changed_and_nothing_else() -> None:
    assert LogSettings.model_validate({"keep texts": "for ever"}).given() == {"text_days": None}
    assert LogSettings.model_validate({"keep log": "2 months", "keep texts": "1 day"}).given() == {
        "log_months": 2,
        "text_days": 1,
    }


@pytest.mark.parametrize("name", [' a "b" ', "=1+1", "a,b\r\nc", "Übersicht 📎", "\u200bx", "%41", "\t"])
def test_a_documents_name_is_kept_exactly(bench, name) -> None:
    """LOG-22: spaces, quotes, line ends, any script; whoever shows or sends it elsewhere finds substitutes himself."""

    async def main() -> None:
        store, key = await bench.ready()
        await store.ingest(bench.batch(key, (1, bench.record(1, document=name))))
        assert [job["document"] for job in (await store.snapshot())["jobs"]] == [name]
        assert [job["document"] for job in await store.jobs()] == [name]

    bench.run(main())
