"""A printer that keeps a job log for an accounting server: the accounting MIB beside the standard ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from core.wire import mib
from core.wire.ber import COUNTER32, GAUGE32, INTEGER, OCTET_STRING, EncodeError
from core.wire.dateandtime import encode_date_and_time
from core.wire.mib import ENTERPRISE, Capability, ControlAction, Oid, Table, bits_to_octets
from core.wire.values import Value
from emulator.dialects import standard
from emulator.dialects.accounting_writing import WRITING
from emulator.dialects.cells import now_us
from emulator.dialects.tree import Column, Leaf, Tree
from emulator.models import Model
from emulator.printer import Printer

PRODUCT: Final[Oid] = (*ENTERPRISE, 2, 1)  # sysObjectID
MIB_VERSION: Final = 1


def tree(model: Model) -> Tree:
    """The objects of a model with accounting, and the SETs it takes."""
    groups = [_identity(), _owner(), _clock(), _log(), _panel(model), _staging(), _ids(), _control()]
    if model.traps:
        groups.append(_traps())
    return Tree([*standard.objects(model, PRODUCT), *(each for group in groups for each in group)], WRITING)


def _capabilities(printer: Printer) -> Value:
    model = printer.model
    flags = Capability.CONTROL | Capability.FORMAT_INHIBIT
    if model.log_capacity:
        flags |= Capability.LOG
    if model.clock == "battery":
        flags |= Capability.CLOCK
    if model.id_capacity:
        flags |= Capability.IDS | Capability.POLICIES
    if printer.asks_password:
        flags |= Capability.ADMIN_PASSWORD
    if model.colour:
        flags |= Capability.COLOUR
    if model.traps:
        flags |= Capability.TRAPS
    if "finisher" in printer.fitted:
        flags |= Capability.FINISHER
    if "sd card" in printer.fitted:
        flags |= Capability.CARDS
    if model.panel_restriction:
        flags |= Capability.PANEL_RESTRICT | Capability.USERS
    return bits_to_octets(flags)


def _identity() -> list[Leaf | Column]:
    return [
        Leaf(mib.PA_MIB_VERSION, GAUGE32, lambda _: MIB_VERSION),
        Leaf(mib.PA_CAPABILITIES, OCTET_STRING, _capabilities),
        Leaf(mib.PA_LOG_CAPACITY, GAUGE32, lambda p: 0 if p.storage.has_no_room else p.model.log_capacity),
        Leaf(mib.PA_ID_CAPACITY, GAUGE32, lambda p: p.model.id_capacity),
        Leaf(mib.PA_MAX_MESSAGE, GAUGE32, lambda p: p.model.max_message),
        Leaf(mib.PA_CARD_CAPACITY, GAUGE32, lambda p: p.cards.capacity if "sd card" in p.fitted else 0),
    ]


def _owner() -> list[Leaf | Column]:
    return [
        Leaf(mib.PA_OWNER_SERIAL, INTEGER, lambda p: p.owner.serial),
        Leaf(mib.PA_OWNER_ID, OCTET_STRING, lambda p: p.owner.id),
        Leaf(mib.PA_OWNER_GENERATION, GAUGE32, lambda p: p.owner.generation),
        Leaf(mib.PA_OWNER_EXPECTED, OCTET_STRING, _reads_empty),
        Leaf(mib.PA_ADMIN_PASSWORD, OCTET_STRING, _reads_empty),
        Leaf(mib.PA_SET_GENERATION, GAUGE32, lambda _: 0),
    ]


def _clock_time(printer: Printer) -> Value:
    """What the clock shows; nothing while it is not set, or has run out of the calendar (year 9999)."""
    shown_s = printer.clock.device_now_s(now_us(printer))
    if shown_s is None:
        return b""
    try:
        return encode_date_and_time(shown_s, printer.clock.utc_offset_min)
    except EncodeError:
        return b""


def _clock() -> list[Leaf | Column]:
    return [
        Leaf(mib.PA_CLOCK_SERIAL, INTEGER, lambda p: p.clock.serial),
        Leaf(mib.PA_CLOCK_KIND, INTEGER, lambda p: int(p.clock.kind)),
        Leaf(mib.PA_CLOCK_TIME, OCTET_STRING, _clock_time),
    ]


def _stream_rows(printer: Printer) -> Sequence[int]:
    return range(1, len(printer.log.streams) + 1)


def _log() -> list[Leaf | Column]:
    return [
        Leaf(mib.PA_LOG_STREAM, OCTET_STRING, lambda p: p.log.stream),
        Leaf(mib.PA_LOG_FIRST, GAUGE32, lambda p: p.log.first),
        Leaf(mib.PA_LOG_NEXT, GAUGE32, lambda p: p.log.next),
        Leaf(mib.PA_LOG_UNLOGGED_SERIAL, COUNTER32, lambda p: p.log.unlogged_serial),
        Leaf(mib.PA_LOG_STOPPED_JOBS, COUNTER32, lambda p: p.log.stopped_jobs),
        Leaf(mib.PA_LOG_STOPPED_SHEETS, COUNTER32, lambda p: p.log.stopped_sheets),
        Leaf(mib.PA_LOG_LOST_JOBS, COUNTER32, lambda p: p.log.lost_jobs),
        Leaf(mib.PA_LOG_LOST_SHEETS, COUNTER32, lambda p: p.log.lost_sheets),
        Leaf(mib.PA_LOG_UNLOGGED_REFUSALS, COUNTER32, lambda p: p.log.unlogged_refusals),
        Leaf(mib.PA_LOG_FULL_SERIAL, INTEGER, lambda p: p.settings.serial),
        Leaf(mib.PA_LOG_FULL_ACTION, INTEGER, lambda p: int(p.settings.full_action)),
        Leaf(mib.PA_FORMAT_INHIBIT, INTEGER, lambda p: 1 if p.settings.format_inhibit else 2),
        Leaf(mib.PA_RELEASE_STREAM, OCTET_STRING, lambda p: p.log.stream),
        Leaf(mib.PA_RELEASE_THROUGH, GAUGE32, lambda p: p.log.first - 1),
        Column(
            mib.PA_LOG_RECORD,
            OCTET_STRING,
            lambda p: range(p.log.first, p.log.next),
            lambda p, sequence: p.log.record(sequence),
        ),
        Column(mib.PA_STREAM_ID, OCTET_STRING, _stream_rows, lambda p, row: p.log.streams[row - 1].stream),
        Column(mib.PA_STREAM_NEXT, GAUGE32, _stream_rows, lambda p, row: p.log.streams[row - 1].next),
        Column(mib.PA_STREAM_CAUSE, INTEGER, _stream_rows, lambda p, row: int(p.log.streams[row - 1].cause)),
    ]


def _panel(model: Model) -> list[Leaf | Column]:
    if not model.panel_restriction:
        return []
    return [Leaf(mib.PA_PANEL_RESTRICT, INTEGER, lambda p: 1 if p.settings.panel_restrict else 2)]


def _table_rows(printer: Printer) -> Sequence[int]:
    return sorted(printer.stage.tables)


def _pieces(printer: Printer) -> Sequence[int]:
    return range(1, len(printer.policies.shown) + 1)


def _staging() -> list[Leaf | Column]:
    return [
        Leaf(mib.PA_STAGE_SERIAL, INTEGER, lambda p: p.stage.serial),
        Leaf(mib.PA_STAGE_TABLE, INTEGER, lambda p: int(p.stage.table)),
        Leaf(mib.PA_STAGE_REVISION, GAUGE32, lambda p: p.stage.revision),
        Leaf(mib.PA_STAGE_SIZE, GAUGE32, lambda p: p.stage.size),
        Leaf(mib.PA_STAGE_OFFSET, GAUGE32, lambda p: p.stage.offset),
        Leaf(mib.PA_STAGE_CHUNK, OCTET_STRING, _reads_empty),
        Leaf(mib.PA_STAGE_COMMIT, OCTET_STRING, _reads_empty),
        Column(mib.PA_TABLE_REVISION, GAUGE32, _table_rows, lambda p, table: p.stage.tables[table].revision),
        Column(mib.PA_TABLE_DIGEST, OCTET_STRING, _table_rows, lambda p, table: p.stage.tables[table].digest),
        Column(
            (*mib.PA_TABLE_PIECE, Table.POLICIES), OCTET_STRING, _pieces, lambda p, piece: p.policies.shown[piece - 1]
        ),
    ]


def _id_rows(printer: Printer) -> Sequence[int]:
    return list(printer.ids.rows)


def _ids() -> list[Leaf | Column]:
    return [
        Leaf(mib.PA_ID_SERIAL, INTEGER, lambda p: p.ids.serial),
        Column(mib.PA_ID_NAME, OCTET_STRING, _id_rows, lambda p, account_id: p.ids.rows[account_id].name.encode()),
        Column(
            mib.PA_ID_RESTRICTIONS,
            OCTET_STRING,
            _id_rows,
            lambda p, account_id: bits_to_octets(p.ids.rows[account_id].restrictions),
        ),
        Column(mib.PA_ID_STATE, INTEGER, _id_rows, lambda p, account_id: int(p.ids.state(account_id))),
    ]


def _control() -> list[Leaf | Column]:
    return [
        Leaf(mib.PA_CONTROL_NONCE, GAUGE32, lambda _: 0),
        Leaf(mib.PA_CONTROL_ACTION, INTEGER, lambda _: int(ControlAction.NONE)),
    ]


def _traps() -> list[Leaf | Column]:
    return [
        Leaf(mib.PA_TRAP_SERIAL, INTEGER, lambda p: p.traps.serial),
        Leaf(mib.PA_TRAP_RECEIVER, OCTET_STRING, lambda p: p.traps.receiver),
        Leaf(mib.PA_TRAP_COMMUNITY, OCTET_STRING, _reads_empty),
        Leaf(mib.PA_TRAP_VERSION, INTEGER, lambda p: int(p.traps.version)),
    ]


def _reads_empty(_printer: Printer) -> Value:
    return b""
