"""Subscriptions and what their owners hear (EMU-06; RFC 3995, RFC 3996)."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest

from core.wire.ipp import Group, attribute
from core.wire.ipp_words import Operation, Status, Tag
from core.wire.pages import PageRun, build_pages
from emulator.protocols.ipp.subscription import MAX_EVENTS, MAX_SUBSCRIPTIONS
from harness.worlds.calendar import SteppedCalendar
from harness.worlds.loop import VirtualLoop

THREE = build_pages([PageRun(3, "mono", "A4", "plain")])
PULL = attribute("notify-pull-method", Tag.KEYWORD, "ippget")


def wish(*events, **more):
    attributes = [PULL]
    if events:
        attributes.append(attribute("notify-events", Tag.KEYWORD, *events))
    attributes += [attribute(name.replace("_", "-"), Tag.INTEGER, value) for name, value in more.items()]
    return Group(Tag.SUBSCRIPTION, tuple(attributes))


@pytest.fixture
def office(workshop, client_of):
    """A printer whose calendar keeps appointments."""
    calendar = workshop.calendar = SteppedCalendar(workshop.START_US)
    printer = workshop.printer(admin_password="", speed_ppm=60)
    client, loop = client_of(printer), VirtualLoop()

    def pass_by(seconds):
        loop.run_until_complete(calendar.advance_to(calendar.now_us() + round(seconds * 1_000_000)))

    def subscribe(*events, operation=Operation.CREATE_PRINTER_SUBSCRIPTIONS, words=(), **more):
        response = client.ask(operation, *words, groups=(wish(*events, **more),))
        assert response.status == Status.OK
        return response.one("notify-subscription-id")

    def heard(*numbers, since=()):
        words = [attribute("notify-subscription-ids", Tag.INTEGER, *numbers)]
        if since:
            words.append(attribute("notify-sequence-numbers", Tag.INTEGER, *since))
        response = client.ask(Operation.GET_NOTIFICATIONS, *words)
        assert response.status == Status.OK
        return response

    yield SimpleNamespace(printer=printer, client=client, pass_by=pass_by, subscribe=subscribe, heard=heard)
    asyncio.set_event_loop(None)
    loop.close()


def events(response):
    return response.all("notify-subscribed-event")


def test_what_happens_to_jobs(office):
    """EMU-06: each event at its time, whoever looks when; progress sheet by sheet."""
    all_ = office.subscribe("job-created", "job-completed", "job-progress", "job-state-changed")
    office.client.print(THREE)
    office.pass_by(60)
    told = office.heard(all_)
    assert events(told) == ["job-created", "job-state-changed", "job-progress", "job-progress", "job-progress",
                            "job-completed"]  # fmt: skip
    assert told.all("notify-sequence-number") == [1, 2, 3, 4, 5, 6]
    assert told.all("printer-up-time", Tag.EVENT_NOTIFICATION) == [1, 1, 2, 3, 4, 4]
    assert told.all("job-impressions-completed", Tag.EVENT_NOTIFICATION)[2:5] == [1, 2, 3]
    assert set(told.all("notify-job-id")) == {1}
    assert events(office.heard(all_, since=(6,))) == ["job-completed"]
    assert events(office.heard(all_, since=(7,))) == []


def test_what_happens_to_the_printer(office):
    """EMU-08"""
    number = office.subscribe("printer-stopped", "printer-state-changed")
    office.printer.conditions.raise_("media jam", "fuser")
    office.pass_by(10)
    office.printer.conditions.clear("media jam", "fuser")
    told = office.heard(number)
    assert events(told) == ["printer-stopped", "printer-state-changed"]
    assert told.all("printer-state-reasons") == ["media-jam-error", "none"]


def test_one_job_alone(office):
    """A subscription with a job hears of that one."""
    first = office.client.ask(
        Operation.PRINT_JOB, document=THREE, groups=(wish("job-completed"),)
    ).one("notify-subscription-id")  # fmt: skip
    office.client.print(THREE)
    words = (attribute("notify-job-id", Tag.INTEGER, 2),)
    second = office.subscribe("job-completed", operation=Operation.CREATE_JOB_SUBSCRIPTIONS, words=words)
    office.pass_by(60)
    assert office.heard(first).all("notify-job-id") == [1]
    assert office.heard(second).all("notify-job-id") == [2]
    both = office.client.ask(Operation.GET_SUBSCRIPTIONS, attribute("notify-job-id", Tag.INTEGER, 2))
    assert both.all("notify-subscription-id") == [second]
    over = office.client.ask(Operation.CREATE_JOB_SUBSCRIPTIONS, *words, groups=(wish(),))
    assert over.status == Status.NOT_POSSIBLE


def test_leases(office):
    """RFC 3995, section 5.3.8: it ends, unless it is renewed."""
    short, renewed = office.subscribe(notify_lease_duration=60), office.subscribe(notify_lease_duration=60)
    office.pass_by(50)
    again = office.client.ask(
        Operation.RENEW_SUBSCRIPTION,
        attribute("notify-subscription-id", Tag.INTEGER, renewed),
        attribute("notify-lease-duration", Tag.INTEGER, 3_600),
    )
    assert again.one("notify-lease-duration") == 3_600
    office.pass_by(11)
    assert office.client.ask(Operation.GET_SUBSCRIPTIONS).all("notify-subscription-id") == [renewed]
    gone = office.client.ask(
        Operation.GET_SUBSCRIPTION_ATTRIBUTES, attribute("notify-subscription-id", Tag.INTEGER, short)
    )
    assert gone.status == Status.NOT_FOUND


def test_attributes_and_the_end(office):
    number = attribute("notify-subscription-id", Tag.INTEGER, office.subscribe("job-created"))
    told = office.client.ask(Operation.GET_SUBSCRIPTION_ATTRIBUTES, number)
    assert (told.one("notify-events"), told.one("notify-pull-method")) == ("job-created", "ippget")
    assert told.one("notify-subscriber-user-name") == "sato"
    assert office.printer.watch is not None
    assert office.client.ask(Operation.CANCEL_SUBSCRIPTION, number).status == Status.OK
    assert office.printer.watch is None
    assert office.client.ask(Operation.CANCEL_SUBSCRIPTION, number).status == Status.NOT_FOUND


@pytest.mark.parametrize(
    "group",
    [
        Group(Tag.SUBSCRIPTION, (attribute("notify-recipient-uri", Tag.URI, "mailto:x@y.test"),)),
        Group(Tag.SUBSCRIPTION, ()),
        wish("moon-eclipsed"),
        wish(notify_lease_duration=-1),
    ],
)
def test_what_cannot_be_subscribed(office, group):
    refused = office.client.ask(Operation.CREATE_PRINTER_SUBSCRIPTIONS, groups=(group,))
    assert refused.status == Status.IGNORED_ALL_SUBSCRIPTIONS
    assert refused.all("notify-status-code") == [Status.ATTRIBUTES_NOT_SUPPORTED]
    half = office.client.ask(Operation.CREATE_PRINTER_SUBSCRIPTIONS, groups=(group, wish()))
    assert half.status == Status.OK_IGNORED
    assert office.client.ask(Operation.CREATE_PRINTER_SUBSCRIPTIONS).status == Status.BAD_REQUEST


def test_a_client_that_never_asks(office):
    """EMU-06: neither events nor subscriptions pile up without bound."""
    number = office.subscribe("printer-state-changed")
    for _ in range(700):
        office.printer.conditions.raise_("media jam", "fuser")
        office.printer.conditions.clear("media jam", "fuser")
    assert len(events(office.heard(number))) == MAX_EVENTS
    for _ in range(MAX_SUBSCRIPTIONS - 1):
        office.subscribe()
    full = office.client.ask(Operation.CREATE_PRINTER_SUBSCRIPTIONS, groups=(wish(),))
    assert full.all("notify-status-code") == [Status.TOO_MANY_SUBSCRIPTIONS]


def test_a_power_cut_ends_them(office):
    office.subscribe()
    office.printer.power_cycle()
    assert office.client.ask(Operation.GET_SUBSCRIPTIONS).all("notify-subscription-id") == []


def test_pausing_after_the_current_job(office):
    """RFC 3998, section 3.1: the job is printed to its end, and the next one waits."""
    office.client.print(THREE)
    office.client.print(THREE)
    office.client.ask(Operation.PAUSE_PRINTER_AFTER_CURRENT_JOB)
    office.pass_by(3_600)
    assert [office.client.job(each).one("job-media-sheets-completed") for each in (1, 2)] == [3, 0]
    office.client.ask(Operation.RESUME_PRINTER)
    office.pass_by(60)
    assert office.client.job(2).one("job-media-sheets-completed") == 3


@pytest.mark.parametrize(
    ("operation", "boots", "is_on"),
    [
        (Operation.RESTART_PRINTER, 2, True),
        (Operation.SHUTDOWN_PRINTER, 1, False),
        (Operation.STARTUP_PRINTER, 1, True),
    ],
)
def test_switching_it(office, operation, boots, is_on):
    """It answers first."""
    assert office.client.ask(operation).status == Status.OK
    assert office.printer.is_on
    office.pass_by(2)
    assert (office.printer.boots, office.printer.is_on) == (boots, is_on)
