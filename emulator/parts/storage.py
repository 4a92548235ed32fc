"""What lies on the log storage (disk, flash or SD card), and what formatting or replacing it takes along.

On the storage: the log, the Job Account IDs with their limit states, the policies, the users, the owner, the settings.
On the main board, and so kept: job numbers, life counters, the log's unlogged counters and stream history, all
TestAndIncr serials, the owner's generation, control nonces, the clock.
"""

from __future__ import annotations

from core.wire.mib import StreamCause
from emulator.parts.id_table import IdTable
from emulator.parts.log_buffer import LogBuffer
from emulator.parts.owner import Owner
from emulator.parts.policies import Policies
from emulator.parts.settings import Settings
from emulator.parts.staging import StagedTransfer
from emulator.parts.users import Users


class Storage:
    """The parts that share one medium."""

    __slots__ = ("ids", "is_crowded", "log", "owner", "policies", "settings", "stage", "users")

    def __init__(
        self,
        log: LogBuffer,
        ids: IdTable,
        policies: Policies,
        *,
        users: Users,
        owner: Owner,
        settings: Settings,
        stage: StagedTransfer,
    ) -> None:
        self.log = log
        self.ids = ids
        self.policies = policies
        self.users = users
        self.owner = owner
        self.settings = settings
        self.stage = stage
        self.is_crowded = False  # other data (fonts, stored jobs) leave no room for a log

    @property
    def has_no_room(self) -> bool:
        """Whether a server that comes now finds too little free storage for a log; an owner's log has its place."""
        return self.is_crowded and not self.owner.id

    def format(self) -> bool:
        """Format at the panel; False, and nothing happened, when the server inhibits it (PRN-18)."""
        if self.settings.format_inhibit:
            return False
        self._initialise(StreamCause.FORMATTED)
        return True

    def replace(self) -> None:
        """Another, empty medium is fitted; no inhibition can prevent that."""
        self._initialise(StreamCause.REPLACED)

    def _initialise(self, cause: StreamCause) -> None:
        self.log.initialise(cause)
        self.ids.clear()
        self.policies.clear()
        self.users.clear()
        self.owner.clear()
        self.settings.clear()
        self.stage.power_lost()
        self.stage.restarted()
