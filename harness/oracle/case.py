"""The case: everything the oracle is told, as plain data (anything that JSON can hold).

Instants are UTC microseconds (``*_us``), money is micro-units (``*_micros``). Whoever fills a case writes down what
was done and what was found, and judges nothing. The ledger snapshot has a page of its own, ``docs/ledger-snapshot.md``;
the journal's events are described in ``emulator/journal.py``.

``operator`` lists what the server was told, in order, beginning with its settings at the start. Each entry has
``at_us`` (the instant from which it counts) and ``do``:

=================== ================================================================================================
``do``              further keys
=================== ================================================================================================
``printer``         ``printer``; ``fees`` (name of a definition or None): registered from this instant on
``remove printer``  ``printer``
``fees``            ``name``; micros of ``colour_page``, ``mono_page``, ``white_page``, ``white_only_page``, ``sheet``,
                    ``belt``, ``fuser``, ``staple``, ``minute``; ``toner`` ({level: {class: micros}}), ``drum``
                    ({class: micros}; colour, mono, white); ``sizes``, ``trays``, ``media`` ({name: micros}); ``off``
                    (parts that are not charged); ``rounding_micros`` (1) and ``rounding`` (half up, half even, up,
                    down). All but the name may be left out
``remove fees``     ``name``
``assign fees``     ``printer``, ``fees`` (name or None)
``account``         ``id``, ``name``, ``restrictions`` (bits: 1 disable printing, 2 disable colour, 4 print in mono),
                    ``limit`` (None or a mapping, see :class:`LimitSetting`); set anew or changed
``remove account``  ``id``
``reset``           ``id``: the usage counts from 0 again
``closing day``     ``day`` (1–31; 31 is month end), ``after_as_this_month`` (may be left out: false)
``add printer group``, ``rename printer group``: ``name``, ``new_name``; ``remove printer group``: ``name``
``move printers``   ``printers``, ``group`` ("": none), ``with_ids``: whether the group's IDs are registered on them
``user group``      ``name``, ``new_name``, ``mail``, ``restrictions``, ``alone``, ``notify_totals``, ``notify_limit``,
                    ``members`` (IDs that join it): made or changed; ``remove user group``: ``name``
``move accounts``   ``ids``, ``group`` ("": none)
``register ids``    ``ids``, ``spots`` ([["printer" | "group", name], …]; none: everywhere), ``restrictions`` (None:
                    the account's own), ``add``; ``unregister ids``: ``ids``, ``spots``
``users``           ``printers``, and one of ``register``, ``add`` ([[name, ID, password or None], …]), ``remove``
                    (names), ``copy`` (from this printer)
``copy ids``        ``source`` (a spot), ``spots``
``keep log``        ``text_days``, ``log_months``: personal text and log months that are older go; None: they stay
``delete log``      ``printer`` (None: all), ``month`` ("2026-03"; None: all): what the log held of it then is deleted
``policies``        ``printer``, and of these: ``clear`` (true), ``set`` ([kind, name or None for the others, policy],
                    …), ``gone`` ([kind, name], …), ``in_force`` (false: restrictions of jobs from PCs are off)
=================== ================================================================================================
"""

from __future__ import annotations

from typing import Any, TypedDict

DISABLE_PRINTING = 1
DISABLE_COLOUR = 2
PRINT_IN_MONO = 4
UNREGISTERED = 0
SPECIAL = {0: "Unregistered ID", 1_000_000_001: "Local Print", 1_000_000_002: "Email To Print"}
"""IDs that always exist, everywhere, and take none of a printer's room (JID-02)."""


class PrinterFacts(TypedDict, total=False):
    """What a printer is. What stands behind ``clock`` may be left out."""

    dialect: str  # accounting | counters
    log_capacity: int
    log_reserve: int
    lines_per_record: int
    colour: bool
    clock: str  # battery | volatile
    sizes: list[str]  # the first one takes what cannot be fed
    drift_ppm: int  # microseconds the clock gains in a second
    id_capacity: int  # for how many IDs its table has room, those that exist always not counted
    trays: list[list[Any]]  # [name, sizes, media]
    feeder: bool  # it has a multi-purpose feeder
    toners: list[str]  # in the order black, cyan, magenta, yellow, white
    drum: str  # single | 4-in-1
    belt: bool
    staples: bool  # it can staple
    face_us: int  # to print or scan a face
    rip_us: int  # to process a face
    reports: list[str]  # groups of items in its records: consumption, feeding, processing


class Submission(TypedDict):
    """One job handed to a printer by a client."""

    n: int
    at_us: int
    printer: str
    source: str  # "host:port" of the client's connection
    delivered: bool  # the connection was closed by the printer after the last octet
    account: int | None
    user: str
    login: str
    document: str
    host: str
    application: str
    copies: int
    duplex: bool
    # [[count, "colour" | "mono" | "blank" | "white", size, media], …], and behind them perhaps [weight, duplex or None,
    # cover or None: permille under toner K, C, M, Y, W]; None: a real file
    runs: list[list[Any]] | None
    function: str  # of what does not come as a print stream; may be left out: "print"
    originals: list[list[Any]]  # [[count, "colour" | "mono", size], …]: what it scans; may be left out
    # what it transmits: service, mode, direction, destination, flags, seconds, pages, code; may be left out
    transmissions: list[dict[str, Any]]
    setup: dict[str, Any]  # tray ("" any), dpi, n_up, staples; may be left out: "", "600", 1, 0


class LimitSetting(TypedDict):
    """An account's limit as the operator set it."""

    sheets: int | None
    fee_micros: int | None
    kind: str  # none | months | weeks | days
    every: int
    base: str | None  # months: 10 | 20 | month end | closing day; weeks: the weekday a period begins with
    carry_over: bool
    carry_cap_sheets: int | None
    carry_cap_fee_micros: int | None
    staples: int | None
    carry_cap_staples: int | None
    anchor: str | None  # YYYY-MM-DD; None: the local day on which it was set


class DeviceState(TypedDict):
    """What stands in a printer at the end, read from the printer itself and not through the server."""

    owner: str
    stream: str
    first: int
    next: int
    ids: dict[Any, list[Any]]  # {id: [name, restrictions]}
    policies: list[Any]  # in force, policies of others by kind, rows of kind, name and policy; may be left out
    limits: dict[Any, Any]  # {id: "enabled" | "limit exceeded"}


class Case(TypedDict):
    """See the module's text.

    ``drained``: everything was healed, then acquired and written until nothing was left to do. ``problems`` (may be
    left out): why that did not come to an end; each is a finding. ``bad_network`` (may be left out): by printer, the
    spans ``[from_us, to_us or None]`` in which datagrams at its edge could get lost. ``log_only`` (may be left out):
    the printers from which only the log is acquired, so that nothing on them restricts anybody. ``miscounting`` (may be
    left out): the printers whose life counters showed, by a fault, what was not printed; their readings prove nothing.
    """

    zone: str
    ended_us: int
    drained: bool
    problems: list[str]
    printers: dict[str, PrinterFacts]
    bad_network: dict[str, list[list[int | None]]]
    log_only: list[str]
    miscounting: list[str]
    operator: list[dict[str, Any]]
    history: list[Submission]
    journals: dict[str, list[Any]]
    ledger: dict[str, Any]
    devices: dict[str, DeviceState]
