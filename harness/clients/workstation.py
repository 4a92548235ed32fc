"""A computer that people print from, and what the client software on it puts into a job. No I/O: files come as lists.

Windows clients know four modes (CLT-01). A Mac has none: Mac OS X keeps a list of logins, the classic Mac OS a panel in
the print dialog (CLT-04).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal, NamedTuple

from core.model.errors import BadInput
from harness.clients.id_file import EMPTY, IdList
from harness.clients.identity import wrong_id, wrong_name

Mode = Literal["not supported", "tab", "pop-up", "hidden"]
Mac = Literal["", "classic", "x"]

NOT_SUPPORTED: Final = "not supported"
TAB: Final = "tab"
POP_UP: Final = "pop-up"
HIDDEN: Final = "hidden"
CLASSIC: Final = "classic"
MAC_X: Final = "x"

UNREGISTERED: Final = 0
FIRST_ID: Final = 1  # what the tab shows before somebody writes into it (CLT-06)


class AccountData(NamedTuple):
    """What goes into a job: the Job Account ID (None: the job carries none, and counts under 0) and the user name."""

    account: int | None
    user: str


NONE: Final = AccountData(None, "")
"""No account data at all."""


class Entry(NamedTuple):
    """A Job Account ID and a user name that a person typed in; an empty name means the login."""

    id: int
    user: str = ""

    def checked(self) -> Entry:
        """Itself. Raises BadInput for what no client software accepts (CLT-08)."""
        wrong = wrong_id(self.id)
        if wrong:
            raise BadInput("id", wrong)
        wrong = wrong_name("user name", self.user)
        if wrong:
            raise BadInput("user", wrong)
        return self


CANCELLED: Final = Entry(UNREGISTERED)
"""The pop-up's other answer: somebody pressed Cancel. The job is printed all the same (CLT-06)."""


@dataclass(frozen=True, slots=True)
class Workstation:
    """One computer and how its client software is set; as installed, it supports nothing (CLT-06).

    Hidden mode takes people from the ``fixed`` entry for all of them, else from the server's ``export``, else from the
    registered ``ids``; the list of Mac OS X is ``ids`` too. ``entered`` is what stands in the driver's tab or in the
    classic panel.
    ``shared``: others print through the printer that this computer shares.
    """

    name: str
    mode: Mode = NOT_SUPPORTED
    entered: Entry | None = None
    ids: IdList = EMPTY
    export: IdList | None = None
    fixed: Entry | None = None
    shared: bool = False
    same_mode: bool = False  # "same mode for all drivers"
    mac: Mac = ""

    @property
    def asks(self) -> bool:
        """Whether a window comes up at each job. It would come up on this computer, so not for shared printers."""
        return not self.mac and self.mode == POP_UP and not self.shared


def account_data(station: Workstation, login: str, answer: Entry | None = None) -> AccountData:
    """What the client puts into the job of this login; ``answer`` is the one to the pop-up. Raises BadInput.

    ================  ==========================================  =========  ==================================
    computer          how it is set                               ID         user name
    ================  ==========================================  =========  ==================================
    Windows           not supported                               0          login
    Windows           tab, untouched                              1          login
    Windows           tab                                         entered    entered, else login
    Windows           pop-up, answered                            answered   answered, else login
    Windows           pop-up, cancelled                           0          blank
    Windows           hidden, fixed ID                            fixed      fixed, else login
    Windows           hidden, login in file or export             of file    of file, else login
    Windows           hidden, login not there                     0          login
    Windows, shared   tab or pop-up (no window)                   none       blank
    Windows, shared   hidden                                      as hidden  as hidden
    Windows, shared   hidden, same mode for all drivers           none       blank
    Mac OS X          login in the list                           of list    of list, else login
    Mac OS X          login not there                             0          login
    classic Mac OS    panel never filled in                       0          blank
    classic Mac OS    panel                                       entered    entered
    ================  ==========================================  =========  ==================================

    Data that no driver made carry nothing at all, whatever computer they come from: that is ``NONE`` (CLT-04).
    """
    if station.asks != (answer is not None):
        raise BadInput("answer", "a window asks for it" if station.asks else "no window asks for one")
    if station.mac == CLASSIC:
        return AccountData(*(station.entered or CANCELLED))
    if station.mac == MAC_X:
        return _listed(station.ids, login)
    return _on_windows(station, login, answer)


def _on_windows(station: Workstation, login: str, answer: Entry | None) -> AccountData:
    if station.mode == NOT_SUPPORTED:
        return AccountData(UNREGISTERED, login)
    if station.shared and (station.mode != HIDDEN or station.same_mode):
        return NONE
    if station.mode == HIDDEN:
        return _hidden(station, login)
    if answer == CANCELLED:
        return AccountData(*CANCELLED)
    return _typed(answer or station.entered or Entry(FIRST_ID), login)


def _hidden(station: Workstation, login: str) -> AccountData:
    if station.fixed is not None:
        return _typed(station.fixed, login)
    return _listed(station.ids if station.export is None else station.export, login)


def _listed(ids: IdList, login: str) -> AccountData:
    row = ids.find(login)
    return AccountData(UNREGISTERED, login) if row is None else AccountData(row.id, row.user or login)


def _typed(entry: Entry, login: str) -> AccountData:
    return AccountData(entry.id, entry.user or login)


# --- what an administrator does at the computer -----------------------------------------------------------


def update_driver(station: Workstation) -> Workstation:
    """The driver is updated or installed again: the mode goes back, unless it is the same for all drivers (CLT-07)."""
    return station if station.same_mode or station.mac else replace(station, mode=NOT_SUPPORTED)


def change_mode(station: Workstation, mode: Mode) -> Workstation:
    """Another mode. Raises BadInput on a Mac, which has none."""
    if station.mac:
        raise BadInput("mode", "the mode cannot be changed on a Mac")
    return replace(station, mode=mode)


def import_ids(station: Workstation, ids: IdList) -> Workstation:
    """People are added to the registered ones, who are then the ones that count."""
    return replace(station, ids=station.ids.with_rows(ids), export=None, fixed=None)


def use_export(station: Workstation, export: IdList) -> Workstation:
    """From now on hidden mode looks into the server's export."""
    return replace(station, export=export, fixed=None)


def use_fixed(station: Workstation, entry: Entry) -> Workstation:
    """From now on everybody prints under this one ID."""
    return replace(station, fixed=entry.checked(), export=None)


def delete_ids(station: Workstation, logins: tuple[str, ...] | None) -> Workstation:
    """Registered people are deleted; None means all. Raises BadInput, and deletes nobody, if one is not there."""
    ids = EMPTY if logins is None else station.ids
    for login in logins or ():
        ids = ids.without(login)
    return replace(station, ids=ids)
