"""What is the matter with a printer, in every protocol's words (EMU-08)."""

from __future__ import annotations

import re

import pytest

from emulator.parts.conditions import error_state, group_index, pjl_code
from emulator.parts.kinds import KINDS, Group


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_every_kind_has_every_protocols_word(kind):
    """EMU-08: RFC 3805 codes and groups, RFC 2790 bits, RFC 8011 keywords."""
    assert kind.severity == ("critical" if kind.stops else "warning")
    assert isinstance(kind.group, Group)
    assert kind.error_bit is None or 0 <= kind.error_bit <= 14
    assert re.fullmatch(r"[a-z-]+", kind.reason)
    assert not kind.reason.endswith("-error") or kind.stops
    assert not kind.reason.endswith("-warning") or not kind.stops
    assert 10_001 <= kind.pjl <= 50_999
    assert (kind.pjl < 20_000) or kind.stops or kind.pjl in {40_038, 40_050}


def test_a_jam_in_the_middle_stops_the_job_where_it_is(workshop):
    """EMU-08: three sheets are out, the others follow when the jam is cleared; the job is complete."""
    printer = workshop.printer()
    face_us = printer.model.face_us
    number = workshop.print(printer, "5 mono A4")
    workshop.calendar.us += 3 * face_us
    jam = printer.conditions.raise_("media jam", "main path")
    assert (jam.index, jam.since_us, jam.text) == (1, workshop.calendar.us, "Paper jam: main path")
    assert printer.conditions.stops
    assert printer.job_state(number)[:3] == (number, False, None)
    assert printer.job_state(number).state == "processing-stopped"
    workshop.wait(600)
    assert printer.job_state(number).sheets == 3
    assert printer.conditions.clear("media jam", "main path")
    assert not printer.conditions.clear("media jam", "main path")
    cleared = workshop.calendar.us
    workshop.calendar.us += 2 * face_us
    assert printer.job_state(number).state == "completed"
    assert [event[1] for event in workshop.events(printer, "sheet")][3:] == [cleared + face_us, cleared + 2 * face_us]
    assert [event[2:] for event in workshop.events(printer, "offline", "online")] == [("media jam",), ()]


def test_printing_goes_on_when_the_last_reason_to_stop_is_gone(workshop):
    """EMU-08: a cover is open and it is off-line; a warning stops nothing."""
    printer = workshop.printer()
    conditions = printer.conditions
    conditions.raise_("toner low", "cyan")
    assert not conditions.stops
    printer.go_offline()
    conditions.raise_("cover open", "front cover")
    number = workshop.print(printer, "1 mono A4")
    assert printer.job_state(number).state == "pending"
    assert printer.next_due_us is None
    printer.go_online()
    workshop.wait(60)
    assert not printer.job_state(number).ended
    conditions.clear("cover open", "front cover")
    workshop.wait(60)
    assert printer.job_state(number).ended
    assert [each.kind.name for each in conditions.active()] == ["toner low"]
    assert [event[0] for event in workshop.events(printer, "offline", "online")] == ["offline", "online"]


def test_indices_rise_and_listeners_hear_every_change(workshop):
    """EMU-08: prtAlertIndex is not used again before the power goes off; changes are counted and told."""
    printer = workshop.printer()
    conditions = printer.conditions
    heard = []
    listener = lambda which, came: heard.append((which.kind.name, came))  # noqa: E731 (a name to unlisten by)
    conditions.listen(listener)
    assert conditions.raise_("cover open", "front cover").index == 1
    assert conditions.raise_("cover open", "front cover").index == 1  # the same one still
    conditions.clear("cover open", "front cover")
    assert conditions.raise_("cover open", "front cover").index == 2
    conditions.unlisten(listener)
    conditions.raise_("paused")
    assert heard == [("cover open", True), ("cover open", False), ("cover open", True)]
    assert conditions.changes == 4
    printer.power_cycle()
    assert [(each.kind.name, each.index, each.since_us) for each in conditions.active()] == [
        ("cover open", 1, workshop.calendar.us)
    ]
    assert [event[0] for event in workshop.events(printer, "power", "offline", "online")] == [
        *("power", "offline", "online", "offline", "power", "power", "offline"),
    ]


def test_what_mibs_and_pjl_say_of_conditions(workshop):
    """EMU-05, EMU-08: error bits, prtAlertGroupIndex, PJL codes; the panel shows what is most urgent."""
    printer = workshop.printer()
    model, conditions = printer.model, printer.conditions
    assert conditions.first is None
    assert error_state(()) == b"\x00\x00"
    low = conditions.raise_("toner low", "magenta")
    assert error_state(conditions.active()) == b"\x20\x00"
    jam = conditions.raise_("media jam")
    load = conditions.raise_("media needed", "tray 2")
    assert error_state(conditions.active()) == b"\x66\x00"  # no paper, low toner, jammed, off-line
    assert conditions.first == jam
    assert [group_index(each, model) for each in (low, jam, load)] == [3, 1, 2]
    assert [pjl_code(each, model) for each in (low, jam, load)] == [40_038, 40_022, 41_200]
    assert (jam.text, load.text) == ("Paper jam", "Load tray 2")


@pytest.mark.parametrize(
    ("reason", "kind"), [("paper jam", "media jam"), ("open cover", "cover open"), ("smoke", "failed")]
)
def test_a_printer_error_is_a_condition_too(workshop, reason, kind):
    """LOG-01, EMU-08: it takes its job with it, so nothing waits in the middle; the repair clears it."""
    printer = workshop.printer()
    number = workshop.print(printer, "5 mono A4")
    printer.fail(reason)
    (condition,) = printer.conditions.active()
    assert (condition.kind.name, condition.part, condition.fatal) == (kind, reason, True)
    assert printer.job_state(number).state == "aborted"
    assert printer.conditions.holding is None
    printer.repair()
    assert printer.conditions.active() == ()
    assert workshop.events(printer, "offline", "online") == []
