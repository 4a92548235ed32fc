"""The accounting server: its parts put together, and the main flow on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.chance import Chance
from core.clock import Calendar
from core.config.settings import AccountSettings, FeeSettings, PrinterSettings, ServerSettings
from core.services.outcome import Outcome, Progress

if TYPE_CHECKING:
    from core.devices.udp import OpenEndpoint
    from core.store import Store


class Server:
    """One accounting server on one store; time, chance and the network come in from outside."""

    def __init__(
        self,
        store: Store,
        *,
        calendar: Calendar,
        chance: Chance,
        open_endpoint: OpenEndpoint,
        settings: ServerSettings,
    ) -> None:
        self.store = store
        self.settings = settings
        self._calendar = calendar
        self._chance = chance
        self._open_endpoint = open_endpoint

    async def start(self) -> None:
        """Take the lease, apply the settings' fees, accounts and printers, make up what was missed, start schedules."""
        raise NotImplementedError

    async def stop(self) -> None:
        """End cleanly: nothing new begins, what is under way finishes, the endpoint and the store are closed."""
        raise NotImplementedError

    def crash(self) -> None:
        """Die: the store is fenced and the endpoint closed first, then tasks are dropped where they stand."""
        raise NotImplementedError

    async def server_id(self) -> bytes:
        """This server's ID, 16 octets, made at its first start (PRN-09)."""
        raise NotImplementedError

    async def add_printer(self, printer: PrinterSettings) -> Any:
        """Register a printer (PRN-02, 08, 09); its PrinterRow, or a PressroomError and nothing has changed."""
        raise NotImplementedError

    async def remove_printer(self, name: str, *, force: bool = False) -> None:
        """Delete a stopped printer and release its ownership (PRN-14, PRN-23); ``force``: though it does not answer."""
        raise NotImplementedError

    async def readd_printer(self, name: str, *, take_over_from: str | None = None) -> Any:
        """Claim a printer again after "other server" (PRN-10)."""
        raise NotImplementedError

    async def start_acquisition(self, name: str) -> None:
        """Acquire this printer from now on (PRN-13)."""
        raise NotImplementedError

    async def stop_acquisition(self, name: str, *, force: bool = False) -> None:
        """End acquisition with a last one; ``force``: though the printer does not answer (PRN-13)."""
        raise NotImplementedError

    async def put_account(self, account: AccountSettings) -> None:
        """Register or change a Job Account ID; printers follow."""
        raise NotImplementedError

    async def remove_account(self, account_id: int) -> None:
        """Delete a Job Account ID; its history stays."""
        raise NotImplementedError

    async def reset_usage(self, account_id: int) -> None:
        """Set an account's usage back to nothing from this instant on."""
        raise NotImplementedError

    async def put_fees(self, fees: FeeSettings) -> None:
        """Define or change fees; jobs charged already keep what they were charged."""
        raise NotImplementedError

    async def assign_fees(self, printer: str, fees: str | None) -> None:
        """Charge a printer's jobs by this definition from now on."""
        raise NotImplementedError

    async def set_closing_day(self, day: int) -> None:
        """The day on which log months and periods "closing day" end; 31 is month end."""
        raise NotImplementedError

    async def acquire(self, names: list[str] | None = None, *, progress: Progress | None = None) -> dict[str, Outcome]:
        """Acquire now (ACQ-03): the named printers, or all that are started."""
        raise NotImplementedError

    async def provision(self, names: list[str] | None = None) -> dict[str, str]:
        """Write IDs, restrictions and limit states where they differ; what could not be done, by printer."""
        raise NotImplementedError

    async def set_time(self, names: list[str] | None = None) -> dict[str, str]:
        """Tell printers without a clock the time (ACQ-06); what could not be done, by printer."""
        raise NotImplementedError

    async def drain(self) -> list[str]:
        """Acquire and provision until nothing is left to do; what could not be done, one line each."""
        raise NotImplementedError

    async def snapshot(self) -> dict[str, Any]:
        """The neutral ledger snapshot (docs/ledger-snapshot.md)."""
        raise NotImplementedError


async def serve(settings: ServerSettings) -> None:
    """Run the server on real time and real sockets until SIGINT or SIGTERM (the command ``pressroom serve``)."""
    raise NotImplementedError
