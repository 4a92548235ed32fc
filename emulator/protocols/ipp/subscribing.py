"""Operations on subscriptions, and Get-Notifications (RFC 3995, RFC 3996)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from core.wire.ipp import Attribute, Group, attribute
from core.wire.ipp_words import Status, Tag
from emulator.dialects.cells import now_us
from emulator.protocols.ipp.desk import Desk
from emulator.protocols.ipp.finding import job_of
from emulator.protocols.ipp.job import IppJob
from emulator.protocols.ipp.job_attributes import job_attributes
from emulator.protocols.ipp.notices import Notices
from emulator.protocols.ipp.printer_attributes import up_time_s
from emulator.protocols.ipp.request import Answer, Client, Refused, Request, texts_of
from emulator.protocols.ipp.subscription import (
    EVENTS,
    LEASE_S,
    LIFE_S,
    MAX_LEASE_S,
    MAX_SUBSCRIPTIONS,
    Notification,
    Subscription,
)

_JOB_STATE: Final = frozenset(("job-state", "job-state-reasons", "job-impressions-completed"))
_MAX_DATA_OCTETS: Final = 63


def create_printer_subscriptions(desk: Desk, request: Request) -> Answer:
    """Subscriptions to what happens to the printer and all its jobs."""
    return _create(desk, request, None)


def create_job_subscriptions(desk: Desk, request: Request) -> Answer:
    """The same, to one job; its number is ``notify-job-id`` here."""
    number = request.number("notify-job-id")
    job = desk.jobs.get(number) if number is not None else job_of(desk, request)
    if job is None or job.is_over(desk.printer):
        raise Refused(Status.NOT_FOUND if job is None else Status.NOT_POSSIBLE, f"job {number}")
    return _create(desk, request, job)


def _create(desk: Desk, request: Request, job: IppJob | None) -> Answer:
    groups = subscribe(desk, request, job)
    if not groups:
        raise Refused(Status.BAD_REQUEST, "no subscription attributes")
    good = sum(1 for group in groups if group.get("notify-subscription-id") is not None)
    status = Status.OK if good == len(groups) else Status.OK_IGNORED
    return Answer(status if good else Status.IGNORED_ALL_SUBSCRIPTIONS, groups)


def subscribe(desk: Desk, request: Request, job: IppJob | None) -> tuple[Group, ...]:
    """The subscriptions that a request asks for, one group each; those that cannot be say why (RFC 3995, 5.2)."""
    return tuple([_one(desk, request, group, job) for group in request.groups(Tag.SUBSCRIPTION)])


def _one(desk: Desk, request: Request, group: Group, job: IppJob | None) -> Group:
    events = texts_of(group.get("notify-events")) or ("job-completed",)
    lease_s = _number(group, "notify-lease-duration", LEASE_S)
    if group.get("notify-recipient-uri") is not None or texts_of(group.get("notify-pull-method")) != ("ippget",):
        return _wrong(Status.ATTRIBUTES_NOT_SUPPORTED)
    if not set(events) <= set(EVENTS) or not 0 <= lease_s <= MAX_LEASE_S:
        return _wrong(Status.ATTRIBUTES_NOT_SUPPORTED)
    if desk.notices is None:
        desk.notices = Notices(desk)
    if len(desk.notices.subscriptions) >= MAX_SUBSCRIPTIONS:
        return _wrong(Status.TOO_MANY_SUBSCRIPTIONS)
    new = desk.notices.add(request.user, events, job.id if job is not None else None)
    data = group.get("notify-user-data")
    new.data = data.values[0].value[:_MAX_DATA_OCTETS] if data and isinstance(data.values[0].value, bytes) else b""
    new.interval_s = max(0, _number(group, "notify-time-interval", 0))
    if job is None:
        new.renew(lease_s, now_us(desk.printer))
    told = [attribute("notify-subscription-id", Tag.INTEGER, new.id)]
    if job is None:
        told.append(attribute("notify-lease-duration", Tag.INTEGER, lease_s))
    return Group(Tag.SUBSCRIPTION, tuple(told))


def _wrong(status: Status) -> Group:
    return Group(Tag.SUBSCRIPTION, (attribute("notify-status-code", Tag.ENUM, int(status)),))


def _number(group: Group, name: str, otherwise: int) -> int:
    found = group.get(name)
    value = found.values[0].value if found is not None else otherwise
    return value if type(value) is int else otherwise


def _subscription(desk: Desk, number: int | None) -> Subscription:
    if number is None:
        raise Refused(Status.BAD_REQUEST, "no notify-subscription-id")
    found = desk.notices.subscriptions.get(number) if desk.notices is not None else None
    if found is None:
        raise Refused(Status.NOT_FOUND, f"no subscription {number}")
    return found


def get_subscription_attributes(desk: Desk, request: Request) -> Answer:
    """What there is to tell of one."""
    found = _subscription(desk, request.number("notify-subscription-id"))
    return Answer(groups=(_told(desk, found, request, frozenset(request.texts("requested-attributes"))),))


def get_subscriptions(desk: Desk, request: Request) -> Answer:
    """All of the printer, or of one job."""
    all_ = list(desk.notices.subscriptions.values()) if desk.notices is not None else []
    job_id = request.number("notify-job-id")
    found = [each for each in all_ if each.job_id == job_id]
    if request.flag("my-subscriptions"):
        found = [each for each in found if each.user == request.user]
    limit = request.number("limit")
    wanted = frozenset(request.texts("requested-attributes")) or frozenset(("notify-subscription-id",))
    return Answer(groups=tuple([_told(desk, each, request, wanted) for each in found[:limit]]))


def renew_subscription(desk: Desk, request: Request) -> Answer:
    """A lease of a printer's subscription begins anew."""
    found = _subscription(desk, request.number("notify-subscription-id"))
    lease_s = request.number("notify-lease-duration")
    lease_s = LEASE_S if lease_s is None else lease_s
    if found.job_id is not None or not 0 <= lease_s <= MAX_LEASE_S:
        raise Refused(Status.NOT_POSSIBLE, "this subscription has no such lease")
    found.renew(lease_s, now_us(desk.printer))
    return Answer(groups=(Group(Tag.SUBSCRIPTION, (attribute("notify-lease-duration", Tag.INTEGER, lease_s),)),))


def cancel_subscription(desk: Desk, request: Request) -> Answer:
    """It is over; with the last one nobody watches the printer any more."""
    found = _subscription(desk, request.number("notify-subscription-id"))
    assert desk.notices is not None
    del desk.notices.subscriptions[found.id]
    if not desk.notices.subscriptions:
        desk.notices.close()
        desk.notices = None
    return Answer()


def get_notifications(desk: Desk, request: Request) -> Answer:
    """The events since the sequence numbers given, of each subscription asked for; at once, without waiting."""
    numbers = request.numbers("notify-subscription-ids")
    since = request.numbers("notify-sequence-numbers")
    if not numbers:
        raise Refused(Status.BAD_REQUEST, "no notify-subscription-ids")
    groups = []
    for at, number in enumerate(numbers):
        found = _subscription(desk, number)
        first = since[at] if at < len(since) else 1
        groups += [_event(desk, found, each, request.client) for each in found.told if each.sequence >= first]
    interval = (
        attribute("notify-get-interval", Tag.INTEGER, LIFE_S // 5),
        attribute("printer-up-time", Tag.INTEGER, up_time_s(desk.printer, now_us(desk.printer))),
    )
    return Answer(groups=tuple(groups), first=interval)


def _event(desk: Desk, found: Subscription, each: Notification, client: Client) -> Group:
    attributes = [
        attribute("notify-charset", Tag.CHARSET, "utf-8"),
        attribute("notify-natural-language", Tag.LANGUAGE, "en"),
        attribute("notify-printer-uri", Tag.URI, client.uri()),
        attribute("notify-sequence-number", Tag.INTEGER, each.sequence),
        attribute("notify-subscribed-event", Tag.KEYWORD, each.event),
        attribute("notify-subscription-id", Tag.INTEGER, found.id),
        attribute("notify-text", Tag.TEXT, each.event.replace("-", " ").capitalize() + "."),
        attribute("notify-user-data", Tag.OCTET_STRING, found.data),
        attribute("printer-up-time", Tag.INTEGER, up_time_s(desk.printer, each.at_us)),
        *each.attributes,
    ]
    job = desk.jobs.get(each.job_id) if each.job_id is not None else None
    if job is not None:
        had = {each.name for each in attributes}
        attributes.append(attribute("notify-job-id", Tag.INTEGER, job.id))
        attributes += [one for one in job_attributes(desk, job, client, _JOB_STATE) if one.name not in had]
    return Group(Tag.EVENT_NOTIFICATION, tuple(attributes))


def _told(desk: Desk, found: Subscription, request: Request, wanted: frozenset[str]) -> Group:
    everything = not wanted or not wanted.isdisjoint(("all", "subscription-description", "subscription-template"))
    return Group(
        Tag.SUBSCRIPTION,
        tuple([each for each in _attributes(desk, found, request) if everything or each.name in wanted]),
    )


def _attributes(desk: Desk, found: Subscription, request: Request) -> Iterable[Attribute]:
    printer = desk.printer
    yield attribute("notify-subscription-id", Tag.INTEGER, found.id)
    yield attribute("notify-events", Tag.KEYWORD, *found.events)
    yield attribute("notify-pull-method", Tag.KEYWORD, "ippget")
    yield attribute("notify-sequence-number", Tag.INTEGER, found.sequence)
    yield attribute("notify-subscriber-user-name", Tag.NAME, found.user)
    yield attribute("notify-time-interval", Tag.INTEGER, found.interval_s)
    yield attribute("notify-user-data", Tag.OCTET_STRING, found.data)
    yield attribute("notify-charset", Tag.CHARSET, "utf-8")
    yield attribute("notify-natural-language", Tag.LANGUAGE, "en")
    yield attribute("notify-printer-uri", Tag.URI, request.client.uri())
    yield attribute("notify-printer-up-time", Tag.INTEGER, up_time_s(printer, now_us(printer)))
    if found.job_id is not None:
        yield attribute("notify-job-id", Tag.INTEGER, found.job_id)
    else:
        ends = up_time_s(printer, found.ends_us) if found.ends_us else 0
        yield attribute("notify-lease-duration", Tag.INTEGER, found.lease_s)
        yield attribute("notify-lease-expiration-time", Tag.INTEGER, ends)
