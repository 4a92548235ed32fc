"""Ground truth: what physically happened at one printer, written before any record of it exists.

The engine, the storage and the other parts write here themselves; nobody but the oracle reads it, and it
shares no counting with the job records. Events are plain tuples ``(kind, at_us, *fields)`` in the order in
which they happened; ``at_us`` never decreases:

``("power", t, "on" | "off")``
``("arrived", t, job, source, octets)``
    ``job``: the printer's own number (1, 2, …, never used again); ``source``: "host:port" of the client;
    ``octets`` of the page description
``("arrived", t, job, source, octets, function)``
    the same, of a job that did not come in a print stream; ``source`` is "panel", "fax", "mail" or a computer
``("held", t, job)`` and ``("freed", t, job)``
    set aside until somebody releases it, and back in the queue
``("begun", t, job)``
    its turn has come: from here on it is processed
``("sheet", t, job, tray, size, media, front, back)`` and perhaps ``(weight, dpi, front_cover, back_cover)``
    faces are blank, mono, colour or white; ``back`` None is a simplex sheet. The last field is there where something
    in it is not as usual: a weight, another resolution than 600, covers as permille of the face under toner K, C, M,
    Y, W. A cover of None, or no such field, is the standard: 50 of each toner of the kind
``("stapled", t, job, staples)``
    a set of more than one sheet is complete and gets its staples
``("offline", t, reason)`` and ``("online", t)``
    in between nothing is processed and nothing comes out; jobs go on where they were
``("paper", t, tray, sheets | None)``
    so many lie in it from now on; None: somebody fills it whenever it is low, as it is at first
``("scanned", t, job, kind, size)``
    one page, colour or mono
``("transmitted", t, job, service, (seconds, mode, destination, flags, direction, pages, code))``
    a fax, a mail or a file has gone, or a fax has come; with a code it failed
``("refused", t, job, reason)``
    access control, colour control, log buffer full, memory overflow, rip error
``("ended", t, job, how)``
    completed, canceled (by the user), aborted (refused), abnormal completed (a transmission failed), power cut,
    printer error
``("unlogged", t, job, cause)``
    power cut, printer error, logging stopped, reserve used up, no sheet
``("stream", t, stream_hex, cause)``
    created, formatted, replaced
``("destroyed", t, stream_hex, first, last, cause)``
    overwritten, formatted, replaced; both ends included
``("released", t, stream_hex, through)``
``("setting", t, name, value)``
    "log full action": delete oldest, cancel jobs, stop logging; "format inhibit" and "panel restrict": True, False;
    "printer error": the reason, "" = repaired. At first: delete oldest, False, False, ""
``("ids", t, revision, {id: (name, restrictions)})``
    the table in force; after formatting ``0, {}``. The unregistered row 0 is there even when not listed
``("limit", t, id, "enabled" | "limit exceeded")``
    also when formatting or a new table drops the state
``("policies", t, revision, in_force, {kind: policy}, [[kind, name, policy], …])``
    the policies in force, those of names that have none first; after formatting revision 0 and nothing forbidden.
    Kinds: login, application, document, host. Policies: enable, print in mono, disable colour, disable printing.
    ``in_force`` False: restrictions of jobs from computers are switched off
``("owner", t, server_id_hex, generation)``
    "" and 0 after formatting
``("users", t, revision, {name: (id, salt_hex, hash_hex)})``
    who can log in at the panel; after formatting ``0, {}``
``("cards", t, revision, salt_hex, {digest_hex: (id, login)})``
    IC cards that can be shown at the panel; ``0, "", {}`` once the SD card is gone
``("clock", t, device_minus_true_us | None)``
    told or set; None = lost, or never set
``("life", t, sheets_total, impressions_total)``
    at power off and on request; impressions are printed faces

Per job the order is: arrived, perhaps held and freed, begun, pages scanned, transmissions, then sheets and perhaps
refused, then ended, then perhaps unlogged. A job that ended and is not unlogged has its records in the log from that
instant on (models with a log).
"""

from __future__ import annotations

from typing import Any, Final

Event = tuple[Any, ...]

ARRIVED: Final = "arrived"
BEGUN: Final = "begun"
CARDS: Final = "cards"
CLOCK: Final = "clock"
DESTROYED: Final = "destroyed"
ENDED: Final = "ended"
FREED: Final = "freed"
HELD: Final = "held"
IDS: Final = "ids"
LIFE: Final = "life"
LIMIT: Final = "limit"
OFFLINE: Final = "offline"
ONLINE: Final = "online"
OWNER: Final = "owner"
PAPER: Final = "paper"
POLICIES: Final = "policies"
POWER: Final = "power"
REFUSED: Final = "refused"
RELEASED: Final = "released"
SCANNED: Final = "scanned"
SETTING: Final = "setting"
USERS: Final = "users"
SHEET: Final = "sheet"
STAPLED: Final = "stapled"
STREAM: Final = "stream"
TRANSMITTED: Final = "transmitted"
UNLOGGED: Final = "unlogged"


class Journal:
    """A growing list of events; never changed, and never cut where anything is to be proved."""

    __slots__ = ("events", "forgotten")

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.forgotten = 0  # events that stood before these

    def forget(self, keep: int) -> None:
        """Keep the last ones alone, in a fleet that runs for weeks and has no oracle."""
        cut = len(self.events) - keep
        if cut > 0:
            del self.events[:cut]
            self.forgotten += cut

    def write(self, kind: str, at_us: int, *fields: Any) -> None:
        """Add one event that happened at ``at_us``."""
        self.events.append((kind, at_us, *fields))
