"""A fleet on loopback ports that are free, with its control API, served by a thread."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Any, TypeVar

import pytest

from harness.fleet.api import Api, create_app
from harness.fleet.description import Control, Description, Place
from harness.fleet.desk import LocalDesk
from harness.fleet.front import Front
from harness.fleet.running import RunningFleet
from harness.scenario.schema import FleetEntry

PATIENCE_S = 20.0
T = TypeVar("T")


class Controlled:
    """A running fleet, and a client of its API that needs no socket."""

    def __init__(self, described: Description, control: Control) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="fleet")
        self._thread.start()
        self.ended = threading.Event()
        free = dict.fromkeys(("snmp", "raw", "lpd", "ipp", "http"), 0)
        self._described = replace(described, ports=described.ports.model_copy(update=free))
        self.running = self.wait(self._open())
        about = {"version": "0", "processes": 1, "ports": self.running.network.ports, "notes": []}
        members = {name: list(names) for name, names in described.groups.items()}
        front = Front(LocalDesk(self.running), list(described.printers), members, lambda: about)
        self.client = create_app(Api(front, self._loop, self.ended.set), control).test_client()

    async def _open(self) -> RunningFleet:
        running = RunningFleet(self._described)
        await running.start()
        return running

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something on the loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE_S)

    def ask(self, printers: str, verb: str, **body: Any) -> tuple[int, Any]:
        """A command; status and answer."""
        answer = self.client.post(f"/api/printers/{printers}/{verb}", json=body)
        return answer.status_code, answer.json

    def close(self) -> None:
        try:
            self.wait(self.running.close())
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()


@pytest.fixture
def controlled(
    up_from: Callable[..., AbstractContextManager[Controlled]],
) -> Callable[..., AbstractContextManager[Controlled]]:
    """``with controlled({"a": "colour-a3"}, {"group": ("a",)}) as fleet:``"""

    @contextmanager
    def running(
        models: dict[str, str], groups: dict[str, tuple[str, ...]] | None = None, control: Control | None = None
    ) -> Iterator[Controlled]:
        places = {name: Place(FleetEntry(name=name, model=model)) for name, model in models.items()}
        with up_from(Description(places, groups or {}), control) as fleet:
            yield fleet

    return running


@pytest.fixture
def up_from() -> Callable[..., AbstractContextManager[Controlled]]:
    """``with up_from(description) as fleet:``"""

    @contextmanager
    def running(described: Description, control: Control | None = None) -> Iterator[Controlled]:
        fleet = Controlled(described, control or Control())
        try:
            yield fleet
        finally:
            fleet.close()

    return running


@pytest.fixture
def fleet(controlled: Callable[..., AbstractContextManager[Controlled]]) -> Iterator[Controlled]:
    """Two printers in the hall, one at a desk."""
    models = {"hall-1": "colour-a3", "hall-2": "colour-a3", "desk": "mono-a4"}
    with controlled(models, {"hall": ("hall-1", "hall-2")}) as running:
        yield running
