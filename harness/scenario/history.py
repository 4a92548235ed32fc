"""The client's own account of a run: what was sent, when, to whom; and the names under which steps speak of jobs."""

from __future__ import annotations

from typing import Any, NamedTuple

from core.wire.languages import TEXT, language_of
from core.wire.pages import PageRun, build_pages
from core.wire.pjl import PrintJob, build_stream
from core.wire.setup import STANDARD, Setup
from emulator.network.packets import Delivery
from emulator.parts.errand import Errand
from harness.clients.ipp import print_request

PAGES_LANGUAGE = "PRESSPAGES"


class Order(NamedTuple):
    """A job as the client means it; ``runs`` None: ``body`` is a real file."""

    printer: str
    account: int | None
    user: str
    login: str
    document: str
    host: str
    application: str
    copies: int
    duplex: bool
    runs: tuple[PageRun, ...] | None
    body: bytes = b""
    bare: bool = False  # no driver has put anything around it
    setup: Setup = STANDARD
    errand: Errand | None = None  # what does not come as a print stream
    auth_user: str = ""
    auth_password: str = ""
    card: str = ""  # shown at the panel
    service: str = "raw"  # by which it is sent
    hold: str | None = None  # secure print: until it is released with this code

    def stream(self, address: str) -> bytes:
        """The bytes that a driver sends for it to a printer, or a program without one."""
        body = self.body if self.runs is None else build_pages(self.runs)
        if self.bare:
            return body
        language = PAGES_LANGUAGE if self.runs is not None else _language(self.body)
        job = PrintJob(
            account_id=self.account,
            user=self.user,
            login=self.login,
            document=self.document,
            host=self.host,
            application=self.application,
            copies=self.copies,
            duplex=self.duplex,
            colour=True,
            language=language,
            pages=body,
            setup=self.setup,
            auth_user=self.auth_user,
            auth_password=self.auth_password,
            hold=self.hold,
        )
        return build_stream(job) if self.service == "raw" else print_request(job, address)


def _language(body: bytes) -> str:
    """A driver names the languages that it knows for sure; the printer finds the others itself."""
    language = language_of(body)
    return "" if language == TEXT else language


def _told(run: PageRun) -> list[Any]:
    """A run in the shape of the oracle's case, which leaves out what is as usual."""
    return list(run) if run[4:] != _USUAL else list(run[:4])


_USUAL = ("", None, None, "")


def _errand(errand: Errand) -> dict[str, Any]:
    """What is asked for beside printing, in the shape of the oracle's case."""
    return {
        "function": errand.function,
        "originals": [[run.count, run.kind, run.size] for run in errand.originals],
        "transmissions": [dict(each._asdict(), flags=list(each.flags)) for each in errand.transmissions],
    }


class JobRef(NamedTuple):
    """A job that a step can speak of: the submission, and the printer's number for it (0: it never arrived)."""

    n: int
    printer: str
    number: int
    error: str = ""


class History:
    """Submissions in the order in which they were begun, in the shape of the oracle's case."""

    def __init__(self) -> None:
        self.submissions: list[dict[str, Any]] = []
        self._names: dict[str, JobRef] = {}

    def begin(self, order: Order, at_us: int) -> int:
        """A client starts sending; the submission's number."""
        number = len(self.submissions) + 1
        runs = None if order.runs is None else [_told(run) for run in order.runs]
        self.submissions.append(
            {
                "n": number,
                "at_us": at_us,
                "printer": order.printer,
                "source": "",
                "delivered": False,
                "account": order.account,
                "user": order.user,
                "login": order.login,
                "document": order.document,
                "host": order.host,
                "application": order.application,
                "copies": order.copies,
                "duplex": order.duplex,
                "runs": runs,
            }
        )
        if order.setup != STANDARD:
            self.submissions[-1]["setup"] = order.setup._asdict()
        if order.errand is not None:
            self.submissions[-1] |= _errand(order.errand)
        if order.auth_user:
            self.submissions[-1]["log_in"] = [order.auth_user, order.auth_password]
        if order.card:
            self.submissions[-1]["card"] = order.card
        return number

    def end(self, number: int, delivery: Delivery) -> None:
        """The client's connection has ended, one way or the other."""
        submission = self.submissions[number - 1]
        submission["source"] = delivery.source
        submission["delivered"] = delivery.delivered

    def name(self, ref: JobRef, *names: str) -> None:
        """Later steps call this job by these names, and by ``last``."""
        for name in ("last", *names):
            self._names[name] = ref

    def find(self, name: str) -> JobRef:
        """The job of that name. Raises KeyError."""
        return self._names[name]
