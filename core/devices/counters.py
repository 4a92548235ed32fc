"""The dialect of a plain Printer-MIB device: it tells who it is and what it has printed in its life, no more."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NoReturn

from core.devices.identity import read_identity, read_life
from core.devices.manager import Manager, Target
from core.devices.port import DeviceState, Fetch, Identity, Reading, TrapReceiver
from core.devices.supplies import read_toners
from core.model.errors import NoLogCapability
from core.model.ledger import Position
from core.model.policies import PrinterPolicies
from core.wire.id_table import IdRow
from core.wire.mib import Capability, IdState, LogFullAction
from core.wire.policy_table import PolicyTable
from core.wire.user_table import UserRow


class CountersDevice:
    """One printer without a log; everything but identity and life count raises NoLogCapability."""

    dialect = "counters"

    def __init__(self, manager: Manager, target: Target) -> None:
        self.generation = 0
        self._manager = manager
        self._target = target

    async def identify(self) -> Identity:
        """Read identity; a printer that has a log by now is still only counted."""
        identity = await read_identity(self._manager, self._target)
        return identity._replace(dialect=self.dialect, capabilities=identity.capabilities & Capability.COLOUR)

    async def read_toners(self) -> dict[str, int]:
        """Pages that the toner of each colourant lasts."""
        return await read_toners(self._manager, self._target)

    async def read_counters(self) -> Reading:
        """Read the life count."""
        return await read_life(self._manager, self._target)

    async def read_state(self) -> DeviceState:
        """Not on this printer."""
        self._lacks("settings")

    async def claim(self, server_id: bytes, password: bytes, take_over_from: bytes | None = None) -> int:  # noqa: ARG002
        """Not on this printer."""
        self._lacks("an owner")

    async def disown(self, server_id: bytes) -> None:  # noqa: ARG002
        """Not on this printer."""
        self._lacks("an owner")

    async def fetch(self, after: Position | None, unlogged_serial: int | None = None) -> Fetch:  # noqa: ARG002
        """Not on this printer."""
        self._lacks("a job log")

    async def release(self, stream: bytes, generation: int, through: int) -> None:  # noqa: ARG002
        """Not on this printer."""
        self._lacks("a job log")

    async def write_ids(self, rows: Sequence[IdRow], revision: int) -> None:  # noqa: ARG002
        """Not on this printer."""
        self._lacks("Job Account IDs")

    async def write_policies(self, table: PolicyTable, revision: int) -> None:  # noqa: ARG002
        """Not on this printer."""
        self._lacks("policies")

    async def write_users(self, rows: Sequence[UserRow], revision: int) -> None:  # noqa: ARG002
        """It asks nobody who is there."""
        self._lacks("users")

    async def read_policies(self) -> PrinterPolicies:
        """Not on this printer."""
        self._lacks("policies")

    async def read_limit_states(self, ids: Sequence[int]) -> dict[int, IdState]:  # noqa: ARG002
        """Not on this printer."""
        self._lacks("Job Account IDs")

    async def write_limit_states(self, states: Mapping[int, IdState]) -> None:  # noqa: ARG002
        """Not on this printer."""
        self._lacks("Job Account IDs")

    async def set_time(self, now_us: Callable[[], int], offset_min: int) -> None:  # noqa: ARG002
        """Not on this printer."""
        self._lacks("a clock")

    async def write_settings(
        self,
        full_action: LogFullAction,  # noqa: ARG002
        format_inhibit: bool,  # noqa: ARG002
        panel_restrict: bool | None = None,  # noqa: ARG002
    ) -> None:
        """Not on this printer."""
        self._lacks("settings")

    async def write_traps(self, receiver: TrapReceiver, in_v1: bool, community: bytes) -> None:  # noqa: ARG002
        """Not on this printer."""
        self._lacks("notifications")

    def _lacks(self, what: str) -> NoReturn:
        raise NoLogCapability(
            f"{self._target.address}: this printer has only counters, and not {what}", "only its life count is acquired"
        )
