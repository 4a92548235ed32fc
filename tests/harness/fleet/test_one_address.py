"""A fleet at one address, as commands and clients see it (EMU-10)."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from harness.fleet.description import Description, Place, Ports
from harness.scenario.schema import FleetEntry


def test_printers_at_one_address_differ_by_their_ports(
    up_from: Callable[..., AbstractContextManager[Any]],
) -> None:
    """EMU-10: lists tell the ports of each, and they are where its services are."""
    places = {name: Place(FleetEntry(name=name, model="mono-a4")) for name in ("a", "b")}
    with up_from(Description(places, ports=Ports(one_address="127.0.0.1"))) as fleet:
        rows = fleet.client.get("/api/printers").json["results"]
        assert {row["address"] for row in rows.values()} == {"127.0.0.1"}
        assert len({port for row in rows.values() for port in row["ports"].values()}) == 10
        for row in rows.values():
            url = f"http://127.0.0.1:{row['ports']['http']}/"
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            with opener.open(url, timeout=10) as page:
                assert row["serial"] in page.read().decode()
        assert fleet.ask("a", "power", to="off")[0] == 200
        assert fleet.client.post("/api/printers", json={"name": "c", "model": "mono-a4"}).json["results"]["c"]["ports"]
