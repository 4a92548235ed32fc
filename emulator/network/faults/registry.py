"""Faults by name, as scenarios call them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Final, cast

from emulator.errors import EmulatorError
from emulator.faults.base import DeviceFault
from emulator.faults.busy import Busy
from emulator.faults.clock_jump import ClockJump
from emulator.faults.energy_saving import EnergySaving
from emulator.faults.falling_counts import FallingCounters
from emulator.faults.full_storage import FullStorage
from emulator.faults.moved import Moved
from emulator.faults.reboot import Reboot
from emulator.faults.same_serial import SameSerial
from emulator.faults.slow_flash import SlowFlash
from emulator.faults.unknown_supplies import UnknownSupplies
from emulator.faults.wrong_counts import WrongCounters
from emulator.network.faults.base import DIRECTIONS, BaseFault
from emulator.network.faults.chain import Fault
from emulator.network.faults.corrupt import Corrupt
from emulator.network.faults.delay import Delay
from emulator.network.faults.duplicate import Duplicate
from emulator.network.faults.late import Late
from emulator.network.faults.loss import Loss
from emulator.network.faults.noop import Noop
from emulator.network.faults.reorder import Reorder
from emulator.network.faults.silent import Silent
from emulator.network.faults.slow import Slow
from emulator.network.faults.truncate import Truncate

_KINDS: Final[dict[str, type[BaseFault | DeviceFault]]] = {
    "noop": Noop,
    "loss": Loss,
    "delay": Delay,
    "duplicate": Duplicate,
    "reorder": Reorder,
    "late": Late,
    "silent": Silent,
    "truncate": Truncate,
    "corrupt": Corrupt,
    "slow": Slow,
    "busy": Busy,
    "reboot": Reboot,
    "moved": Moved,
    "clock jump": ClockJump,
    "slow flash": SlowFlash,
    "energy saving": EnergySaving,
    "full storage": FullStorage,
    "wrong counters": WrongCounters,
    "falling counters": FallingCounters,
    "same serial": SameSerial,
    "unknown supplies": UnknownSupplies,
}
_DEVICES: Final = frozenset(kind for kind, each in _KINDS.items() if issubclass(each, DeviceFault))


def fault_names() -> tuple[str, ...]:
    """The kinds that :func:`build_fault` knows."""
    return tuple(_KINDS)


def fault_parameters(kind: str) -> dict[str, int | str]:
    """The parameters of one kind with their defaults; units are in the names."""
    return {field.name: cast("int | str", field.default) for field in fields(_class(kind))}


def is_of_device(kind: str) -> bool:
    """Whether a kind is a fault of the printer itself, and not of the network around it."""
    return kind in _DEVICES


def build_fault(kind: str, **params: int | str) -> Fault | DeviceFault:
    """A fault by name; unknown kinds, unknown parameters and values out of range are EmulatorErrors."""
    fault = _class(kind)
    known = fault_parameters(kind)
    for name, value in params.items():
        if name not in known:
            raise EmulatorError(f'fault "{kind}" has no parameter "{name}"; it takes {_listed(known)}')
        _check(kind, name, value, known[name])
    if "least_us" in known:
        least, most = params.get("least_us", known["least_us"]), params.get("most_us", known["most_us"])
        if int(least) > int(most):
            raise EmulatorError(f'fault "{kind}": least_us {least} is more than most_us {most}')
    return fault(**params)  # type: ignore[arg-type]  # names and values were checked above


def _class(kind: str) -> type[BaseFault | DeviceFault]:
    try:
        return _KINDS[kind]
    except KeyError:
        raise EmulatorError(f'unknown fault "{kind}"; known are {_listed(_KINDS)}') from None


def _check(kind: str, name: str, value: int | str, default: int | str) -> None:
    if name == "direction":
        if value not in DIRECTIONS:
            raise EmulatorError(f'fault "{kind}": direction "{value}" is none of {_listed(DIRECTIONS)}')
        return
    if isinstance(default, str):
        if not isinstance(value, str):
            raise EmulatorError(f'fault "{kind}": {name} must be text, not {value!r}')
        return
    most = 1_000 if name in {"permille", "left"} else 2**62
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise EmulatorError(f'fault "{kind}": {name} must be a whole number from 0 to {most:,}, not {value!r}')


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
