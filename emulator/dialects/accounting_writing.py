"""What a server may write into a printer that speaks the accounting MIB, and under which guards.

Each operation is one SET. Its TestAndIncr must hold the value read before, so that a repeat does nothing;
its generation must be the owner's, so that a predecessor cannot act; privileged ones carry the password.
A release needs no serial: it only moves forward.
"""

from __future__ import annotations

from typing import Final

from core.wire import mib
from core.wire.ber import GAUGE32, INTEGER, OCTET_STRING, UINT32_MAX
from core.wire.dateandtime import decode_date_and_time
from core.wire.mib import ControlAction, LogFullAction, Oid, TrapVersion
from core.wire.snmp import ErrorStatus
from emulator.dialects import standard_writing
from emulator.dialects.writing import Blame, Operation, Request, Syntax, Writing
from emulator.printer import Printer

_SERIAL: Final = Syntax(INTEGER, 0, 2_147_483_647)
_UNSIGNED: Final = Syntax(GAUGE32, 0, UINT32_MAX)
_OWNER: Final = Syntax(OCTET_STRING, 0, 16, frozenset({0, 16}))

SCALARS: Final[dict[Oid, Syntax]] = {
    mib.PA_OWNER_SERIAL: _SERIAL,
    mib.PA_OWNER_ID: _OWNER,
    mib.PA_OWNER_GENERATION: _UNSIGNED,
    mib.PA_OWNER_EXPECTED: _OWNER,
    mib.PA_ADMIN_PASSWORD: Syntax(OCTET_STRING, 0, 64),
    mib.PA_SET_GENERATION: _UNSIGNED,
    mib.PA_CLOCK_SERIAL: _SERIAL,
    mib.PA_CLOCK_TIME: Syntax(OCTET_STRING, 8, 11, frozenset({8, 11})),
    mib.PA_LOG_FULL_SERIAL: _SERIAL,
    mib.PA_LOG_FULL_ACTION: Syntax(INTEGER, 1, 3),
    mib.PA_FORMAT_INHIBIT: Syntax(INTEGER, 1, 2),
    mib.PA_PANEL_RESTRICT: Syntax(INTEGER, 1, 2),
    mib.PA_RELEASE_STREAM: Syntax(OCTET_STRING, 16, 16),
    mib.PA_RELEASE_THROUGH: _UNSIGNED,
    mib.PA_STAGE_SERIAL: _SERIAL,
    mib.PA_STAGE_TABLE: Syntax(INTEGER, 1, 4),
    mib.PA_STAGE_REVISION: _UNSIGNED,
    mib.PA_STAGE_SIZE: _UNSIGNED,
    mib.PA_STAGE_OFFSET: _UNSIGNED,
    mib.PA_STAGE_CHUNK: Syntax(OCTET_STRING, 1, 1_024),
    mib.PA_STAGE_COMMIT: Syntax(OCTET_STRING, 32, 32),
    mib.PA_ID_SERIAL: _SERIAL,
    mib.PA_TRAP_SERIAL: _SERIAL,
    mib.PA_TRAP_RECEIVER: Syntax(OCTET_STRING, 0, 6, frozenset({0, 6})),
    mib.PA_TRAP_COMMUNITY: Syntax(OCTET_STRING, 0, 32),
    mib.PA_TRAP_VERSION: Syntax(INTEGER, int(TrapVersion.V1), int(TrapVersion.V2C)),
    mib.PA_CONTROL_NONCE: _UNSIGNED,
    mib.PA_CONTROL_ACTION: Syntax(INTEGER, int(ControlAction.RESTART), int(ControlAction.SHUT_DOWN)),
}
COLUMNS: Final[dict[Oid, Syntax]] = {mib.PA_ID_STATE: Syntax(INTEGER, 1, 2)}

_TRUE: Final = 1  # TruthValue (RFC 2579)


def _check_password(printer: Printer, request: Request) -> ErrorStatus | None:
    password = request.octets(mib.PA_ADMIN_PASSWORD) if mib.PA_ADMIN_PASSWORD in request.position else None
    return None if printer.accepts_password(password) else ErrorStatus.AUTHORIZATION_ERROR


def _check_generation(printer: Printer, request: Request) -> ErrorStatus | None:
    known = mib.PA_SET_GENERATION in request.position
    if known and printer.owner.acts(request.number(mib.PA_SET_GENERATION)):
        return None
    return ErrorStatus.INCONSISTENT_VALUE


def _check_claim(printer: Printer, request: Request) -> Blame | None:
    problem = printer.owner.check_claim(
        request.number(mib.PA_OWNER_SERIAL),
        request.octets(mib.PA_OWNER_EXPECTED),
        request.octets(mib.PA_OWNER_ID),
        request.number(mib.PA_OWNER_GENERATION),
    )
    culprits = {"stale serial": mib.PA_OWNER_SERIAL, "other owner": mib.PA_OWNER_EXPECTED, "length": mib.PA_OWNER_ID}
    return Blame(culprits.get(problem, mib.PA_OWNER_GENERATION)) if problem else None


def _claim(printer: Printer, request: Request) -> None:
    printer.owner.claim(request.octets(mib.PA_OWNER_ID), request.number(mib.PA_OWNER_GENERATION))


def _check_release(printer: Printer, request: Request) -> Blame | None:
    stream, through = request.octets(mib.PA_RELEASE_STREAM), request.number(mib.PA_RELEASE_THROUGH)
    if printer.log.check_release(stream, through):
        return None
    return Blame(mib.PA_RELEASE_THROUGH if stream == printer.log.stream else mib.PA_RELEASE_STREAM)


def _release(printer: Printer, request: Request) -> None:
    printer.log.release(request.octets(mib.PA_RELEASE_STREAM), request.number(mib.PA_RELEASE_THROUGH))


def _check_time(printer: Printer, request: Request) -> Blame | None:
    told = decode_date_and_time(request.octets(mib.PA_CLOCK_TIME))
    if told is None or told[1] is None:  # no date, or a local time that does not say where
        return Blame(mib.PA_CLOCK_TIME, ErrorStatus.WRONG_VALUE)
    problem = printer.clock.check_tell(request.number(mib.PA_CLOCK_SERIAL))
    return Blame(mib.PA_CLOCK_SERIAL) if problem else None


def _tell_time(printer: Printer, request: Request) -> None:
    told = decode_date_and_time(request.octets(mib.PA_CLOCK_TIME))
    assert told is not None
    printer.clock.tell(*told)


def _check_settings(printer: Printer, request: Request) -> Blame | None:
    if mib.PA_PANEL_RESTRICT in request.position and not printer.model.panel_restriction:
        return Blame(mib.PA_PANEL_RESTRICT, ErrorStatus.NOT_WRITABLE)
    problem = printer.settings.check(request.number(mib.PA_LOG_FULL_SERIAL))
    return Blame(mib.PA_LOG_FULL_SERIAL) if problem else None


def _apply_settings(printer: Printer, request: Request) -> None:
    action = request.number(mib.PA_LOG_FULL_ACTION) if mib.PA_LOG_FULL_ACTION in request.position else None
    inhibit = request.number(mib.PA_FORMAT_INHIBIT) if mib.PA_FORMAT_INHIBIT in request.position else None
    restrict = request.number(mib.PA_PANEL_RESTRICT) if mib.PA_PANEL_RESTRICT in request.position else None
    printer.settings.apply(
        None if action is None else LogFullAction(action),
        None if inhibit is None else inhibit == _TRUE,
        None if restrict is None else restrict == _TRUE,
    )


def _check_begin(printer: Printer, request: Request) -> Blame | None:
    problem = printer.stage.check_begin(
        request.number(mib.PA_STAGE_SERIAL),
        request.number(mib.PA_STAGE_TABLE),
        request.number(mib.PA_STAGE_REVISION),
        request.number(mib.PA_STAGE_SIZE),
    )
    culprits = {
        "stale serial": mib.PA_STAGE_SERIAL,
        "no such table": mib.PA_STAGE_TABLE,
        "revision": mib.PA_STAGE_REVISION,
    }
    return Blame(culprits.get(problem, mib.PA_STAGE_SIZE)) if problem else None


def _begin(printer: Printer, request: Request) -> None:
    printer.stage.begin(
        request.number(mib.PA_STAGE_TABLE),
        request.number(mib.PA_STAGE_REVISION),
        request.number(mib.PA_STAGE_SIZE),
    )


def _check_chunk(printer: Printer, request: Request) -> Blame | None:
    problem = printer.stage.check_chunk(
        request.number(mib.PA_STAGE_SERIAL), request.number(mib.PA_STAGE_OFFSET), request.octets(mib.PA_STAGE_CHUNK)
    )
    culprits = {"stale serial": mib.PA_STAGE_SERIAL, "size": mib.PA_STAGE_CHUNK}
    return Blame(culprits.get(problem, mib.PA_STAGE_OFFSET)) if problem else None


def _chunk(printer: Printer, request: Request) -> None:
    printer.stage.chunk(request.octets(mib.PA_STAGE_CHUNK))


def _check_commit(printer: Printer, request: Request) -> Blame | None:
    problem = printer.stage.check_commit(request.number(mib.PA_STAGE_SERIAL), request.octets(mib.PA_STAGE_COMMIT))
    if not problem:
        return None
    if problem in {"too many IDs", "too many users", "too many cards"}:
        return Blame(mib.PA_STAGE_COMMIT, ErrorStatus.RESOURCE_UNAVAILABLE)
    return Blame(mib.PA_STAGE_SERIAL if problem == "stale serial" else mib.PA_STAGE_COMMIT)


def _commit(printer: Printer, request: Request) -> None:
    printer.stage.commit(request.octets(mib.PA_STAGE_COMMIT))


def _states(request: Request) -> dict[int, int]:
    return {oid[-1]: state for oid, state in request.below(mib.PA_ID_STATE).items()}


def _check_states(printer: Printer, request: Request) -> Blame | None:
    problem = printer.ids.check_states(request.number(mib.PA_ID_SERIAL), _states(request))
    return Blame(mib.PA_ID_SERIAL) if problem else None


def _set_states(printer: Printer, request: Request) -> None:
    printer.ids.set_states(_states(request))


def _check_control(_printer: Printer, _request: Request) -> Blame | None:
    return None  # a nonce seen before is no error: the repeat of a SET whose answer got lost


def _control(printer: Printer, request: Request) -> None:
    printer.restart_by(request.number(mib.PA_CONTROL_NONCE), ControlAction(request.number(mib.PA_CONTROL_ACTION)))


def _check_traps(printer: Printer, request: Request) -> Blame | None:
    if not printer.model.traps:
        return Blame(mib.PA_TRAP_SERIAL, ErrorStatus.NOT_WRITABLE)
    return Blame(mib.PA_TRAP_SERIAL) if printer.traps.check(request.number(mib.PA_TRAP_SERIAL)) else None


def _apply_traps(printer: Printer, request: Request) -> None:
    version = TrapVersion(request.number(mib.PA_TRAP_VERSION))
    printer.traps.apply(request.octets(mib.PA_TRAP_RECEIVER), request.octets(mib.PA_TRAP_COMMUNITY), version)


_PASSWORD: Final = mib.PA_ADMIN_PASSWORD
_GENERATION: Final = mib.PA_SET_GENERATION
_CLAIM: Final = (mib.PA_OWNER_SERIAL, mib.PA_OWNER_EXPECTED, mib.PA_OWNER_ID, mib.PA_OWNER_GENERATION)
_RELEASE: Final = (mib.PA_RELEASE_STREAM, mib.PA_RELEASE_THROUGH)
_TIME: Final = (mib.PA_CLOCK_SERIAL, mib.PA_CLOCK_TIME)
_SETTINGS: Final = (mib.PA_LOG_FULL_ACTION, mib.PA_FORMAT_INHIBIT, mib.PA_PANEL_RESTRICT)
_BEGIN: Final = (mib.PA_STAGE_TABLE, mib.PA_STAGE_REVISION, mib.PA_STAGE_SIZE)
_CHUNK: Final = (mib.PA_STAGE_OFFSET, mib.PA_STAGE_CHUNK)
_COMMIT: Final = (mib.PA_STAGE_COMMIT,)
_CONTROL: Final = (mib.PA_CONTROL_NONCE, mib.PA_CONTROL_ACTION)
_STAGE: Final = (mib.PA_STAGE_SERIAL,)
_TRAPS: Final = (mib.PA_TRAP_SERIAL, mib.PA_TRAP_RECEIVER, mib.PA_TRAP_COMMUNITY, mib.PA_TRAP_VERSION)

OPERATIONS: Final = (
    Operation(_CLAIM, _CLAIM, (_PASSWORD,), _check_claim, _claim),
    Operation(_RELEASE, _RELEASE, (_GENERATION,), _check_release, _release),
    Operation(_TIME, _TIME, (_GENERATION,), _check_time, _tell_time),
    Operation(
        _SETTINGS,
        (mib.PA_LOG_FULL_SERIAL,),
        (_PASSWORD, _GENERATION),
        _check_settings,
        _apply_settings,
        optional=_SETTINGS,
    ),
    Operation(_BEGIN, (*_STAGE, *_BEGIN), (_PASSWORD, _GENERATION), _check_begin, _begin),
    Operation(_CHUNK, (*_STAGE, *_CHUNK), (_GENERATION,), _check_chunk, _chunk),
    Operation(_COMMIT, (*_STAGE, *_COMMIT), (_PASSWORD, _GENERATION), _check_commit, _commit),
    Operation((), (mib.PA_ID_SERIAL,), (_GENERATION,), _check_states, _set_states, column=mib.PA_ID_STATE),
    Operation(_TRAPS, _TRAPS, (_GENERATION,), _check_traps, _apply_traps),
    Operation(_CONTROL, _CONTROL, (_PASSWORD, _GENERATION), _check_control, _control),
)

WRITING: Final = Writing(
    standard_writing.SCALARS | SCALARS,
    COLUMNS,
    {_PASSWORD: _check_password, _GENERATION: _check_generation},
    (*standard_writing.OPERATIONS, *OPERATIONS),
    lambda printer, oid: oid[-1] in printer.ids.rows,
)
