"""A printer made from a walk of a real one: what was recorded, live where its meaning is known (EMU-13).

The names are the recording's, all of them and no others but rows of the alert table. An object is live when the
standard dialect has one of the same name that is known to move, or when it counts or measures what the emulated machine
does too: then it goes on from the recorded value. The rest, a maker's own branch above all, stays as it was recorded.
"""

from __future__ import annotations

from typing import Final

from core.wire import mib
from core.wire.ber import COUNTER32, COUNTER64, UINT64_MAX
from core.wire.mib import Oid
from core.wire.values import Value
from emulator.dialects import host, standard
from emulator.dialects.agent_objects import MOVING
from emulator.dialects.cells import WRAP, constant, uptime
from emulator.dialects.tree import Column, Leaf, Read, Tree
from emulator.models import Model
from emulator.printer import Printer
from emulator.recordings.likeness import (
    CAPACITY,
    CURRENT_LEVEL,
    INPUT,
    LEVEL,
    MAX_CAPACITY,
    PRINTER_MIB,
    SUPPLIES,
    is_printer,
    supplies_of,
    tray_rows,
)
from emulator.recordings.objects import Recorded

_HOST: Final = host.HOST_RESOURCES
_LIVE: Final[tuple[Oid, ...]] = (
    mib.SYS_UPTIME,
    mib.SYS_NAME,
    (1, 3, 6, 1, 2, 1, 2, 2, 1, 6),  # ifPhysAddress: no two devices share one
    *MOVING,  # what the agent counts of its own work
    (*_HOST, 1, 1),  # hrSystemUptime, hrSystemDate
    (*_HOST, 1, 2),
    mib.HR_DEVICE_STATUS,
    mib.HR_PRINTER_STATUS,
    mib.HR_PRINTER_DETECTED_ERROR_STATE,
    mib.PRT_GENERAL_PRINTER_NAME,
    mib.PRT_GENERAL_SERIAL_NUMBER,
    (*PRINTER_MIB, 5, 1, 1, 1),  # prtGeneralConfigChanges
    (*PRINTER_MIB, 5, 1, 1, 18),  # prtAlertCriticalEvents, prtAlertAllEvents
    (*PRINTER_MIB, 5, 1, 1, 19),
    (*PRINTER_MIB, 10, 2, 1, 15),  # prtMarkerStatus
    (*PRINTER_MIB, 16, 5, 1, 2),  # prtConsoleDisplayBufferText
)
"""Names, or beginnings of names, whose meaning is the same for every printer."""
_ALERTS: Final[Oid] = (*PRINTER_MIB, 18)
_ENGINE_TIME: Final[Oid] = (1, 3, 6, 1, 6, 3, 10, 2, 1, 3, 0)
_SHEETS: Final = 8  # prtMarkerCounterUnit
_WRAPS: Final = {COUNTER32: WRAP, COUNTER64: UINT64_MAX}
_TICKS_A_SECOND: Final = 100
_NO_PRODUCT: Final[Oid] = (0, 0)


def tree(model: Model) -> Tree:
    """The objects of a recorded model; nothing can be written."""
    usual = standard.objects(model, _product(model))
    known = {each.oid: each for each in model.recording}
    moving = {each.oid: each for each in usual if isinstance(each, Leaf) and _is_live(each.oid)}
    moving = {oid: _from(known[oid], each) for oid, each in moving.items() if oid in known}
    moving |= {each.oid: each for each in (*_counts(known), *_levels(model, known))}
    alerts = [each for each in usual if isinstance(each, Column) and _below(each.oid, _ALERTS)]
    has_alerts = bool(alerts) and is_printer(model.recording)
    objects: list[Leaf | Column] = [*alerts] if has_alerts else []
    for each in model.recording:
        if not (has_alerts and _below(each.oid, _ALERTS)):
            objects.append(moving.get(each.oid) or _frozen(each))
    return Tree(objects)


def _is_live(oid: Oid) -> bool:
    return any(_below(oid, name) for name in _LIVE)


def _below(oid: Oid, branch: Oid) -> bool:
    return oid[: len(branch)] == branch


def _frozen(each: Recorded) -> Leaf:
    return constant(each.oid, each.tag, each.value)


def _product(model: Model) -> Oid:
    """Its sysObjectID, which the standard dialect asks for; the recorded one stands in the tree."""
    value = next((each.value for each in model.recording if each.oid == mib.SYS_OBJECT_ID), None)
    return value if isinstance(value, tuple) else _NO_PRODUCT


def _from(each: Recorded, live: Leaf) -> Leaf:
    """The live object itself or, of a counter, one that goes on from where the recorded one stood."""
    wrap = _WRAPS.get(live.tag)
    if wrap is None or live.tag != each.tag:
        return live
    start, count = _number(each), live.read

    def read(printer: Printer) -> Value:
        more = count(printer)
        return start + more & wrap if isinstance(more, int) else None

    return Leaf(live.oid, live.tag, read)


def _counts(known: dict[Oid, Recorded]) -> list[Leaf]:
    """The marker's counters, which go on too; what counts from power-on begins anew with the first one."""
    unit = known.get(mib.PRT_MARKER_COUNTER_UNIT)
    by_sheet = unit is not None and unit.value == _SHEETS
    leaves: list[Leaf] = []
    life = known.get(mib.PRT_MARKER_LIFE_COUNT)
    if life is not None:
        leaves.append(Leaf(life.oid, life.tag, _onward(life, by_sheet=by_sheet), index_length=2))
    power_on = known.get(mib.PRT_MARKER_POWER_ON_COUNT)
    if power_on is not None:
        leaves.append(Leaf(power_on.oid, power_on.tag, _since_power_on(power_on), index_length=2))
    engine = known.get(_ENGINE_TIME)
    if engine is not None:
        leaves.append(Leaf(engine.oid, engine.tag, lambda p: uptime(p) // _TICKS_A_SECOND))
    return leaves


def _levels(model: Model, known: dict[Oid, Recorded]) -> list[Leaf]:
    """Levels that the model knows from the recording go down, and up again when somebody fills or changes something."""
    starting = {name for name, _left, _of in model.levels}
    values = {oid: each.value for oid, each in known.items()}
    rows = [
        ((*SUPPLIES, LEVEL, 1, row), (*SUPPLIES, MAX_CAPACITY, 1, row), name)
        for row, name in supplies_of(values).items()
    ]
    trays = [tray.name for tray in model.trays]
    rows += [
        ((*INPUT, CURRENT_LEVEL, 1, row), (*INPUT, CAPACITY, 1, row), name)
        for row, name in zip(tray_rows(values), trays, strict=False)
    ]
    return [_level(known[oid], values[of], name) for oid, of, name in rows if oid in known and name in starting]


def _level(each: Recorded, of: Value, name: str) -> Leaf:
    full = of if isinstance(of, int) else 0

    def read(printer: Printer) -> Value:
        stock = printer.stock
        return stock.left(name) * full // stock.capacity(name)

    return Leaf(each.oid, each.tag, read, index_length=2)


def _onward(each: Recorded, *, by_sheet: bool) -> Read:
    start = _number(each)

    def read(printer: Printer) -> Value:
        return start + (printer.life.sheets if by_sheet else printer.life.impressions) & WRAP

    return read


def _since_power_on(each: Recorded) -> Read:
    start = _number(each)

    def read(printer: Printer) -> Value:
        before = start if printer.boots == 1 else 0
        return before + printer.life.power_on_impressions & WRAP

    return read


def _number(each: Recorded) -> int:
    return each.value if isinstance(each.value, int) else 0
