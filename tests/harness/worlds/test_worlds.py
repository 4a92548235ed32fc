"""Two worlds, one face (HAR-02)."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from harness.worlds import LIVE, SIMULATED, run_in
from harness.worlds.live import LiveWorld
from harness.worlds.simulated import SimulatedWorld
from harness.worlds.world import Folder, World

START_US = 1_774_850_400_000_000


def make(name: str) -> World:
    if name == SIMULATED:
        return SimulatedWorld(1, START_US)
    return LiveWorld(1, START_US, snmp_port=0, raw_port=0)


@pytest.mark.parametrize("name", [SIMULATED, LIVE])
def test_a_job_can_be_sent(name):
    async def main():
        world = make(name)
        printer = world.fleet.add("hall", "colour-a3")
        try:
            await world.start()
            delivery = await world.send_stream(printer.address, b"%PRESSPAGES 1\npages 1 mono A4 plain\n")
            printer.power_off()
            refused = await world.send_stream(printer.address, b"x", timeout_s=0.1)
            return delivery, refused, printer.journal.events, world.calendar.now_us()
        finally:
            await world.close()

    delivery, refused, events, now_us = run_in(name, main)
    assert delivery.delivered
    assert any(event[0] == "arrived" and event[3] == delivery.source for event in events)
    assert not refused.delivered
    assert "no answer" in refused.error
    assert now_us == START_US  # sending takes the timer's time, not the calendar's


@pytest.mark.parametrize("name", [SIMULATED, LIVE])
def test_a_database_outlives_its_server(name):
    async def main():
        world = make(name)
        try:
            first = await world.open_store()
            mine = await first.server_id()
            first.fence()
            second = await world.open_store()
            again = await second.server_id()
            other = await world.open_store(other="rival")
            theirs = await other.server_id()
            await second.close()
            await other.close()
            return mine, again, theirs
        finally:
            await world.close()

    mine, again, theirs = run_in(name, main)
    assert mine == again != theirs


def test_both_have_the_same_face():
    def face(kind):
        return {name for name, _ in inspect.getmembers(kind) if not name.startswith("_")} | set(
            vars(make(SIMULATED if kind is SimulatedWorld else LIVE))
        )

    public = {name for name in face(SimulatedWorld) ^ face(LiveWorld) if not name.startswith("_")}
    assert public == set()


def test_a_folder_is_made_when_needed_and_removed(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    folder = Folder()
    folder.remove()
    path = folder.file("x.db")
    path.write_text("x")
    assert path.parent.parent == Path(tmp_path)
    folder.remove()
    assert list(tmp_path.iterdir()) == []
