"""The keys of the verb panel, and the job that each describes (EMU-07, LOG-09, LOG-19)."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field, model_validator

from core.config.units import MICROS, Duration, Flag, Text, Whole
from core.wire.card_table import normal_card
from core.wire.id_table import EMAIL_PRINT_ID, LOCAL_PRINT_ID
from core.wire.pages import PageRun
from emulator.parts.errand import SERVICES, Errand, Transmission
from emulator.parts.panel import Visitor
from emulator.printer import Printer
from harness.scenario.history import Order
from harness.scenario.paper import Handling, Positive
from harness.scenario.steps import LogIn
from harness.scenario.values import Names

Do = Literal[
    *("copy", "scan to e-mail", "scan to network", "scan to usb", "scan to internet fax", "scan to fax server"),
    *("pc scan", "push scan", "other scan", "fax send", "fax from pc", "fax receive", "saved fax print"),
    *("e-mail print", "usb print", "menu print", "demo print", "offline", "online"),
]
Flags = Literal["manual", "time specified", "polling", "f-code"]

_FUNCTIONS: Final = {"fax receive": "fax receive print", "menu print": "panel print", "demo print": "panel print"}
_MAILS: Final = frozenset(("scan to e-mail", "scan to internet fax", "scan to fax server"))


class Panel(Handling):
    """Somebody at the panel, logged in with a PIN or not; or a fax or mail that comes in."""

    printer: str
    do: Do
    pin: Annotated[Whole, Field(ge=1, le=999_999_999)] | None = None  # the Job Account ID; of a fax from a PC its own
    log_in: LogIn | None = None  # instead: by name and password
    card: Text = ""  # instead: by an IC card
    document: Text = ""
    pages: Positive = 1
    colour_pages: Whole = 0  # the last ones
    size: str = "A4"
    media: Text = "plain"
    duplex: Flag = False
    copies: Positive = 1
    to: Names = ()
    from_: Text = Field(default="", alias="from")  # sender of a fax or mail
    forward: Names = ()  # a fax that came in goes on there, and is not printed
    takes: Duration = 0  # the communication
    flags: tuple[Flags, ...] = ()
    code: Text = ""  # the service code of a transmission that fails
    wait: Flag = True
    as_: Text | None = Field(default=None, alias="as")

    @model_validator(mode="after")
    def _consistent(self) -> Panel:
        if (self.pin is not None) + (self.log_in is not None) + bool(self.card) > 1:
            raise ValueError("somebody logs in by one of pin, log in, card")
        if self.colour_pages > self.pages:
            raise ValueError(f"{self.colour_pages} colour pages of {self.pages} pages")
        needs_to = self.do.startswith(("scan to", "fax send", "fax from")) and self.do != "scan to usb"
        if needs_to and not self.to:
            raise ValueError(f"{self.do} goes somewhere: to is missing")
        if self.forward and self.do != "fax receive":
            raise ValueError("only a fax that is received is forwarded")
        return self

    @property
    def function(self) -> str:
        """As records call it."""
        return _FUNCTIONS.get(self.do, self.do)

    @property
    def runs(self) -> tuple[PageRun, ...]:
        """The pages of the original, of the fax, or of the file."""
        pages = ((self.pages - self.colour_pages, "mono"), (self.colour_pages, "colour"))
        return tuple(self.page_run(count, kind, self.size, self.media) for count, kind in pages if count)

    @property
    def account(self) -> int | None:
        """The Job Account ID under which it counts (JID-02)."""
        if self.pin is not None or self.do == "fax from pc":
            return self.pin
        return EMAIL_PRINT_ID if self.do == "e-mail print" else LOCAL_PRINT_ID


def enter(step: Panel, printer: Printer) -> Visitor | None:
    """Who logs in at the panel, by PIN, name and password, or card; None for nobody. Raises LogInRefused."""
    log_in = step.log_in or LogIn(user="", password="")
    return printer.panel.enter(pin=step.pin, user=log_in.user, password=log_in.password, card=step.card)


def order_of(step: Panel, who: Visitor | None) -> Order:
    """In the shape of the jobs that come as streams; what is printed of it stands in its runs."""
    services = SERVICES[step.function]
    prints = "print" in services and not step.forward
    originals = step.runs if "scan" in services else ()
    return Order(
        *(
            step.printer,
            who.account_id if who else step.account,
            *((who.name, who.login) if who else ("", "")),
            step.document,
            "",
            "",
            step.copies,
            step.duplex,
        ),
        runs=step.runs if prints else (),
        setup=step.setup(),
        errand=Errand(step.function, originals, tuple(_transmissions(step))),
        auth_user=step.log_in.user if step.log_in else "",
        auth_password=step.log_in.password if step.log_in else "",
        card=normal_card(step.card),
    )


def _transmissions(step: Panel) -> list[Transmission]:
    """A record each: where it goes or comes from, and what was special about it."""
    service = next((each for each in SERVICES[step.function] if each not in {"scan", "print"}), "")
    if not service:
        return []
    comes = step.do in {"fax receive", "e-mail print"}
    destination = step.from_ if comes else "; ".join(step.to)
    flags = (*step.flags, "forwarding") if step.forward else step.flags
    first = Transmission(
        *(service, _mode(step), _direction(step, comes), destination, flags, step.takes // MICROS),
        pages=step.pages * max(1, len(step.to)) if service in {"fax", "pc fax"} else 0,
        code=step.code,
    )
    onwards = [
        Transmission("e-mail", "e-mail send", "", to, ("forwarding",), 0, step.pages)
        if "@" in to
        else Transmission("fax", "send", "call", to, ("forwarding",), step.takes // MICROS, step.pages)
        for to in step.forward
    ]
    return [first, *onwards]


def _mode(step: Panel) -> str:
    several = " to several" if len(step.to) > 1 else ""
    if step.do == "fax receive":
        return "receive"
    if step.do in _MAILS:
        return f"e-mail send{several}"
    return {"fax send": f"send{several}", "fax from pc": f"send{several} from pc"}.get(step.do, "")


def _direction(step: Panel, comes: bool) -> str:
    """Who called whom; who polls calls to receive, and is called to send."""
    if not step.do.startswith("fax"):
        return ""
    return "receipt" if comes != ("polling" in step.flags) else "call"
