"""Job Template attributes: which of them a printer can do, and what they make of a job (RFC 8011, section 5.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, NamedTuple

from core.wire.ipp import Attribute, Value
from core.wire.ipp_accounting import ACCOUNT_ID, JOB_NAME, REQUESTER, USER_ID, account_of
from core.wire.ipp_values import Range, Resolution
from core.wire.ipp_words import Tag
from core.wire.pages import PageRun
from core.wire.pjl import PrintJob
from core.wire.setup import N_UPS
from emulator.models import Model
from emulator.parts.intake import MAX_COPIES, NOTHING_SAID
from emulator.protocols.ipp.media import Paper, read_media, read_media_col
from emulator.protocols.ipp.overrides import SIDES, Override, between, lay, ranges_of, read_overrides
from emulator.protocols.ipp.request import Request, texts_of

COLOUR_MODES: Final = ("auto", "color", "monochrome")
HOLDS: Final = ("no-hold", "indefinite")
HANDLINGS: Final = ("separate-documents-collated-copies", "separate-documents-uncollated-copies", "single-document")
OPTIMISATIONS: Final = ("auto", "graphic", "photo", "text", "text-and-graphic")
INTENTS: Final = ("auto", "perceptual", "relative", "saturation")
SCALINGS: Final = ("auto", "auto-fit", "fill", "fit", "none")
DOTS: Final = {
    (300, 300): "300",
    (600, 600): "600",
    (1200, 600): "1200x600",
    (1200, 1200): "1200",
    (2400, 600): "2400x600",
}
NO_FINISHING, STAPLE = 3, 4
_STAPLES: Final = {STAPLE: 1, **dict.fromkeys(range(20, 28), 1), **dict.fromkeys(range(28, 32), 2)}
STAPLINGS: Final = (STAPLE, 20, 22, 28)
MAX_PAGE: Final = 2**31 - 1


class Wanted(NamedTuple):
    """What a client's attributes make of its job, beside what goes onto the ticket (``said``)."""

    said: PrintJob
    paper: Paper = Paper()
    ranges: tuple[Range, ...] = ()
    overrides: tuple[Override, ...] = ()

    def choose(self, pages: tuple[PageRun, ...], document: int) -> tuple[PageRun, ...]:
        """The pages that are asked for of a document, counted from 1, on the paper that is asked for."""
        size, media, _ = self.paper
        if size or media:
            pages = tuple([run._replace(size=size or run.size, media=media or run.media) for run in pages])
        if self.overrides:
            pages = lay(pages, self.overrides, document)
        if self.ranges:
            pages = tuple(run for each in self.ranges for run in between(pages, each))
        return pages


def read_template(request: Request, model: Model) -> tuple[Wanted, dict[str, Attribute], list[Attribute]]:
    """What the job attributes of a request ask for; those that can be done, and those that cannot."""
    given = {each.name: each for each in request.operation.attributes if each.name in _ELSEWHERE}
    given |= {each.name: each for each in request.attributes(Tag.JOB)}
    return apply(Wanted(_account(request)), given.values(), model)


def apply(
    wanted: Wanted, attributes: Iterable[Attribute], model: Model
) -> tuple[Wanted, dict[str, Attribute], list[Attribute]]:
    """The same, on top of what was wanted before."""
    done: dict[str, Attribute] = {}
    refused: list[Attribute] = []
    for each in attributes:
        reader = READERS.get(each.name)
        if reader is None:
            refused.append(Attribute(each.name, (Value(Tag.UNSUPPORTED, None),)))
            continue
        after = reader(wanted, each.values, model)
        if after is None:
            refused.append(each)
        else:
            wanted, done[each.name] = after, each
    return wanted, done, refused


def _account(request: Request) -> PrintJob:
    """Who prints and who pays; account and user may stand among the job's attributes or the operation's."""
    names = {REQUESTER: request.user if request.has(REQUESTER) else "", JOB_NAME: request.text(JOB_NAME)}
    job = {each.name: each for each in request.attributes(Tag.JOB)}
    for name in (ACCOUNT_ID, USER_ID):
        found = texts_of(job.get(name)) or request.texts(name)
        names[name] = next(iter(found), "")
    account = account_of(names)
    host = next(iter(texts_of(job.get("job-originating-host-name"))), "") or request.text("job-originating-host-name")
    document = account.document or request.text("document-name")
    return NOTHING_SAID._replace(
        account_id=account.account_id, user=account.user, login=account.login, document=document, host=host
    )


Values = tuple[Value, ...]
Reader = Callable[[Wanted, Values, Model], Wanted | None]


def _said(wanted: Wanted, **changes: Any) -> Wanted:
    return wanted._replace(said=wanted.said._replace(**changes))


def _setup(wanted: Wanted, **changes: Any) -> Wanted:
    return _said(wanted, setup=wanted.said.setup._replace(**changes))


def _copies(wanted: Wanted, values: Values, _: Model) -> Wanted | None:
    value = values[0].value
    return _said(wanted, copies=value) if type(value) is int and 1 <= value <= MAX_COPIES else None


def _sides(wanted: Wanted, values: Values, _: Model) -> Wanted | None:
    return _said(wanted, duplex=values[0].value != SIDES[0]) if values[0].value in SIDES else None


def _colour(wanted: Wanted, values: Values, model: Model) -> Wanted | None:
    mode = values[0].value
    if mode not in COLOUR_MODES or (mode == "color" and not model.colour):
        return None
    return _said(wanted, colour=mode != "monochrome")


def _on(wanted: Wanted, paper: Paper | None) -> Wanted | None:
    if paper is None:
        return None
    after = wanted._replace(paper=Paper(*(new or old for new, old in zip(paper, wanted.paper, strict=True))))
    return _setup(after, tray=paper.tray) if paper.tray else after


def _media(wanted: Wanted, values: Values, model: Model) -> Wanted | None:
    return _on(wanted, read_media(values[0], model))


def _media_col(wanted: Wanted, values: Values, model: Model) -> Wanted | None:
    return _on(wanted, read_media_col(values[0], model))


def _ranges(wanted: Wanted, values: Values, _: Model) -> Wanted | None:
    ranges = ranges_of(values) if all(isinstance(each.value, Range) for each in values) else None
    return wanted._replace(ranges=ranges) if ranges is not None else None


def _overrides(wanted: Wanted, values: Values, model: Model) -> Wanted | None:
    overrides = read_overrides(values, model)
    return wanted._replace(overrides=overrides) if overrides is not None else None


def _number_up(wanted: Wanted, values: Values, _: Model) -> Wanted | None:
    value = values[0].value
    return _setup(wanted, n_up=value) if type(value) is int and value in N_UPS else None


def _finishings(wanted: Wanted, values: Values, model: Model) -> Wanted | None:
    codes = [each.value for each in values if type(each.value) is int]
    if len(codes) != len(values) or not all(code == NO_FINISHING or _known(code, model) for code in codes):
        return None
    return _setup(wanted, staples=max(_STAPLES.get(code, 0) for code in codes))


def _known(code: int, model: Model) -> bool:
    return bool(model.finisher) and code in STAPLINGS


def _resolution(wanted: Wanted, values: Values, _: Model) -> Wanted | None:
    value = values[0].value
    dpi = DOTS.get((value.x, value.y)) if isinstance(value, Resolution) and value.unit == 3 else None
    return _setup(wanted, dpi=dpi) if dpi is not None else None


def _one_of(*words: Any) -> Reader:
    """An attribute that changes nothing that this engine counts, if it has one of these values."""
    return lambda wanted, values, _: wanted if all(each.value in words for each in values) else None


def _between_numbers(lowest: int, highest: int) -> Reader:
    return lambda wanted, values, _: (
        wanted if type(values[0].value) is int and lowest <= values[0].value <= highest else None
    )


def _as_it_is(wanted: Wanted, _values: Values, _model: Model) -> Wanted:
    return wanted


READERS: Final[dict[str, Reader]] = {
    "copies": _copies,
    "finishings": _finishings,
    "job-account-id": _as_it_is,
    "job-accounting-user-id": _as_it_is,
    "job-hold-until": _one_of(*HOLDS),
    "job-name": _as_it_is,
    "job-originating-host-name": _as_it_is,
    "job-priority": _between_numbers(1, 100),
    "job-sheets": _one_of("none"),
    "media": _media,
    "media-col": _media_col,
    "multiple-document-handling": _one_of(*HANDLINGS),
    "number-up": _number_up,
    "orientation-requested": _one_of(3, 4, 5, 6),
    "output-bin": _one_of("face-down"),
    "overrides": _overrides,
    "page-ranges": _ranges,
    "print-color-mode": _colour,
    "print-content-optimize": _one_of(*OPTIMISATIONS),
    "print-quality": _one_of(3, 4, 5),
    "print-rendering-intent": _one_of(*INTENTS),
    "print-scaling": _one_of(*SCALINGS),
    "printer-resolution": _resolution,
    "sides": _sides,
}
"""By name of the attribute: what it makes of a job, None for values that cannot be done. Needs one value at least."""
_ELSEWHERE: Final = READERS.keys() - {JOB_NAME, ACCOUNT_ID, USER_ID}
"""What some clients put among the operation's attributes, where it does not belong, and servers take all the same."""
