"""The control API: what it shows, does and refuses (EMU-14)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from core.wire.pages import PageRun, build_pages
from harness.fleet.description import Control


def test_printers_and_groups_are_found_by_name(fleet: Any) -> None:
    """EMU-14."""
    about = fleet.client.get("/api/fleet").json
    assert (about["printers"], about["groups"]) == (3, {"hall": 2})
    assert set(about["ports"]) == {"snmp", "raw", "lpd", "ipp", "http"}
    for selector, names in (("all", ["hall-1", "hall-2", "desk"]), ("hall", ["hall-1", "hall-2"]), ("desk", ["desk"])):
        rows = fleet.client.get("/api/printers", query_string={"of": selector}).json["results"]
        assert list(rows) == names
        assert {row["state"] for row in rows.values()} == {"idle"}
    missing = fleet.client.get("/api/printers/desks")
    assert missing.status_code == 404
    assert missing.json["detail"]["hint"] == "did you mean 'desk'?"


def test_a_command_for_several_tells_of_each(fleet: Any) -> None:
    """EMU-14: one printer that refuses does not keep the others from it."""
    assert fleet.ask("hall-1", "power", to="off") == (200, {"results": {"hall-1": {"is_on": False}}, "errors": {}})
    status, answer = fleet.ask("hall", "panel", do="copy", pages=2)
    assert status == 409
    assert answer["results"] == {"hall-2": {"job": 1}}
    assert answer["errors"] == {"hall-1": 'printer "hall-1" is off: cannot copy'}
    assert fleet.ask("hall", "power", to="cycle")[0] == 200


def test_jobs_by_octets_and_by_numbers(fleet: Any) -> None:
    """EMU-14: a stream goes the way of one to port 9100."""
    octets = build_pages([PageRun(2, "mono", "A4", "plain")])
    path = "/api/printers/desk/jobs"
    answer = fleet.client.post(path, data=octets, content_type="application/octet-stream")
    assert answer.json == {"results": {"desk": {"jobs": [1]}}, "errors": {}}
    status, answer = fleet.ask("desk", "pages", pages=3, colour_pages=1, account=7, document="plan")
    assert (status, answer["results"]["desk"]["jobs"]) == (200, [2])
    jobs = fleet.client.get("/api/printers/desk").json["results"]["desk"]["jobs"]
    assert [(job["number"], job["account"], job["document"]) for job in jobs] == [(1, 0, ""), (2, 7, "plan")]
    assert fleet.ask("desk", "cancel", job=2)[1]["results"] == {"desk": {"canceled": True}}
    assert fleet.ask("desk", "cancel", job=2)[1]["results"] == {"desk": {"canceled": False}}
    assert fleet.ask("desk", "cancel", job=9)[1]["errors"] == {"desk": 'printer "desk" has had no job 9'}


@pytest.mark.parametrize(
    ("verb", "body", "complaint"),
    [
        ("power", {"to": "sideways"}, "'on', 'off' or 'cycle'"),
        ("power", {}, "Field required"),
        ("power", {"to": "on", "why": "x"}, "Extra inputs"),
        ("pages", {"pages": 0}, "greater than or equal to 1"),
        ("pages", {"pages": 1, "colour_pages": 2}, "2 colour pages of 1 pages"),
        ("panel", {"do": "fax send"}, "to is missing"),
        ("faults", {"faults": [{"kind": "gremlins"}]}, "'loss'"),
        ("cancel", {"job": "x"}, "valid integer"),
        ("panel", {"do": "copy", "size": "Z9"}, "expected a paper size"),
        ("paper", {"tray": "tray 1", "size": "Z9"}, "expected a paper size"),
        ("raise", {"kind": "media jam", "part": "x" * 61}, "at most 60"),
    ],
)
def test_bodies_that_make_no_sense(fleet: Any, verb: str, body: dict[str, Any], complaint: str) -> None:
    status, answer = fleet.ask("desk", verb, **body)
    assert status == 422
    assert complaint in str(answer["detail"])


def test_faults_at_the_edge(fleet: Any) -> None:
    """EMU-11, EMU-14: they are shown as they were asked for, and healed by an empty list."""
    faults = [{"kind": "loss", "share": "10 %"}, {"kind": "silent", "direction": "to printer"}]
    assert fleet.ask("desk", "faults", faults=faults)[0] == 200
    assert fleet.client.get("/api/printers/desk").json["results"]["desk"]["faults"] == faults
    bad = [{"kind": "delay", "least": "9 s", "most": "1 s"}]
    assert "is more than most_us" in fleet.ask("desk", "faults", faults=bad)[1]["errors"]["desk"]
    assert fleet.ask("desk", "faults", faults=[])[1]["results"] == {"desk": {"faults": []}}


def test_printers_come_go_and_move(fleet: Any) -> None:
    """EMU-14."""
    new = {"name": "new", "model": "mono-a4", "group": "hall"}
    assert fleet.client.post("/api/printers", json=new).json["results"]["new"]["address"] == "127.20.0.4"
    assert "taken" in fleet.client.post("/api/printers", json=new).json["errors"]["new"]
    assert "unknown model" in fleet.client.post("/api/printers", json={**new, "name": "x", "model": "y"}).text
    assert fleet.client.get("/api/fleet").json["groups"] == {"hall": 3}
    assert "both want" in fleet.ask("new", "move", address="127.20.0.1")[1]["errors"]["new"]
    assert fleet.ask("new", "move", address="127.20.9.9")[1]["results"] == {"new": {"address": "127.20.9.9"}}
    assert fleet.client.delete("/api/printers/new").json["results"] == {"new": {"removed": True}}
    assert fleet.client.get("/api/fleet").json["groups"] == {"hall": 2}
    assert fleet.client.get("/api/printers/new").status_code == 404


def test_events_go_on_where_one_was(fleet: Any) -> None:
    """EMU-14: nothing of the past at first; then each event once."""
    fleet.ask("desk", "power", to="cycle")
    begin = fleet.client.get("/api/events").json
    assert begin["events"] == []
    fleet.ask("all", "power", to="off")
    told = fleet.client.get("/api/events", query_string={"after": begin["last"], "of": "hall"}).json
    powers = [(each["printer"], each["to"]) for each in told["events"] if each["event"] == "power"]
    assert powers == [("hall-1", "off"), ("hall-2", "off")]
    again = fleet.client.get("/api/events", query_string={"after": told["last"]}).json
    assert again == {"last": told["last"], "events": []}


def test_events_go_on_though_journals_are_cut(fleet: Any) -> None:
    """EMU-14: a fleet that runs for weeks forgets what is long ago, and who watches misses nothing new."""
    begin = fleet.client.get("/api/events").json["last"]
    journal = fleet.running.fleet.printers["desk"].journal
    fleet.ask("desk", "power", to="off")
    first = fleet.client.get("/api/events", query_string={"after": begin}).json
    journal.forget(1)
    fleet.ask("desk", "power", to="on")
    told = fleet.client.get("/api/events", query_string={"after": first["last"]}).json
    assert [each["event"] for each in told["events"]] == ["power"]
    assert journal.forgotten > 0


def test_names_that_no_list_and_no_path_can_have(fleet: Any) -> None:
    for name in ("a,b", "a/b", "all", "hall", ""):
        answer = fleet.client.post("/api/printers", json={"name": name, "model": "mono-a4"})
        assert answer.status_code in {409, 422}


def test_a_printer_stays_where_it_is_if_it_cannot_move(fleet: Any) -> None:
    """EMU-11: an address that this machine does not have."""
    assert "no such address" in fleet.ask("desk", "move", address="192.0.2.9")[1]["errors"]["desk"]
    assert fleet.client.get("/api/printers/desk").json["results"]["desk"]["address"] == "127.20.0.3"
    assert fleet.ask("desk", "faults", faults=[{"kind": "silent"}])[0] == 200


def test_the_fleet_can_be_ended(fleet: Any) -> None:
    assert fleet.client.post("/api/down", json={}).status_code == 202
    assert fleet.ended.wait(10)


def test_every_path_is_described(fleet: Any) -> None:
    """EMU-14: OpenAPI for programs, a page for people that needs no other host."""
    spec = fleet.client.get("/openapi.json").json
    assert spec["openapi"].startswith("3.")
    served = {
        str(rule).replace("<", "{").replace(">", "}")
        for rule in fleet.client.application.url_map.iter_rules()
        if str(rule).startswith("/api/")
    }
    assert set(spec["paths"]) == served
    assert all(about["summary"] for methods in spec["paths"].values() for about in methods.values())
    known = {f"#/components/schemas/{name}" for name in spec["components"]["schemas"]}
    assert set(re.findall(r'"\$ref": "([^"]+)"', json.dumps(spec))) <= known
    page = fleet.client.get("/docs").text
    assert all(path in page for path in served)
    assert "http://" not in page
    assert "https://" not in page


def test_without_the_token_nobody_commands(
    controlled: Callable[..., AbstractContextManager[Any]],
) -> None:
    """EMU-14."""
    with controlled({"a": "mono-a4"}, control=Control(host="0.0.0.0", port=0, token="sesame")) as fleet:
        assert fleet.client.get("/api/fleet").status_code == 401
        wrong = fleet.client.get("/api/fleet", headers={"Authorization": "Bearer sesam"})
        assert wrong.status_code == 401
        assert fleet.client.get("/api/fleet", headers={"Authorization": "Bearer sesame"}).status_code == 200


def test_pages_of_other_sites_cannot_command(fleet: Any) -> None:
    """EMU-14: a browser on this machine is led here neither by a form nor by a name that points to it."""
    path = "/api/printers/all/power"
    evil = fleet.client.post(path, json={"to": "off"}, headers={"Origin": "http://elsewhere.example"})
    assert evil.status_code == 403
    rebound = fleet.client.get("/api/fleet", headers={"Host": "elsewhere.example:8650"})
    assert rebound.status_code == 421
    own = fleet.client.post(path, json={"to": "on"}, headers={"Origin": "http://localhost"})
    assert own.status_code == 200


def test_what_goes_wrong_and_is_put_right(fleet: Any) -> None:
    """EMU-08, EMU-14: a jam and an open cover stop the printer until they are cleared."""
    jam = {"kind": "media jam", "part": "tray 1"}
    assert fleet.ask("desk", "raise", **jam)[0] == 200
    told = fleet.ask("desk", "raise", kind="cover open", part="front cover")[1]["results"]["desk"]["conditions"]
    assert [(each["kind"], each["severity"]) for each in told] == [
        ("media jam", "critical"),
        ("cover open", "critical"),
    ]
    assert fleet.client.get("/api/printers").json["results"]["desk"]["state"] == "paper jam: tray 1"
    fleet.ask("desk", "pages", pages=1)
    assert fleet.client.get("/api/printers/desk").json["results"]["desk"]["jobs"][0]["state"] == "pending"
    left = fleet.ask("desk", "clear", kind="media jam")[1]["results"]["desk"]["conditions"]
    assert [each["kind"] for each in left] == ["cover open"]
    assert fleet.ask("desk", "clear")[1]["results"]["desk"]["conditions"] == []
    assert fleet.client.get("/api/printers").json["results"]["desk"]["state"] == "printing"
    assert fleet.ask("desk", "raise", kind="media jam", fatal=True)[0] == 200
    assert fleet.client.get("/api/printers/desk").json["results"]["desk"]["jobs"][0]["how"] == "printer error"
    assert fleet.ask("desk", "raise", kind="gremlins")[0] == 422


def test_paper_and_supplies(fleet: Any) -> None:
    """EMU-08, EMU-14: without a caretaker what is empty stays empty, and stops the printer where it must."""
    assert fleet.ask("desk", "caretaker", employed=False)[1]["results"] == {"desk": {"caretaker": False}}
    assert fleet.ask("desk", "paper", tray="tray 1", sheets=3)[1]["results"]["desk"]["sheets"] == 3
    assert fleet.ask("desk", "supply", supply="black", permille=0)[1]["results"]["desk"]["permille"] == 0
    shown = fleet.client.get("/api/printers/desk").json["results"]["desk"]
    assert (shown["trays"]["tray 1"]["sheets"], shown["supplies"]["black"]["permille"]) == (3, 0)
    assert {"tray low", "toner empty"} <= {each["kind"] for each in shown["conditions"]}
    assert fleet.ask("desk", "supply", supply="black")[1]["results"]["desk"]["permille"] == 1000
    assert fleet.ask("desk", "supply", supply="black", do="take out")[0] == 200
    assert fleet.ask("desk", "paper", tray="tray 1", do="pull out")[0] == 200
    assert "there is no tray 9" in fleet.ask("desk", "paper", tray="tray 9")[1]["errors"]["desk"]
    assert "there is no pink" in fleet.ask("desk", "supply", supply="pink")[1]["errors"]["desk"]
    assert "cannot be taken out" in fleet.ask("desk", "supply", supply="fuser", do="take out")[1]["errors"]["desk"]


def test_held_jobs_storage_and_panels(fleet: Any) -> None:
    """EMU-07, EMU-14."""
    fleet.ask("hall-1", "pages", pages=50)
    fleet.ask("hall-1", "pages", pages=1)
    assert fleet.ask("hall-1", "hold", job=2, code="77")[1]["results"] == {"hall-1": {"held": True}}
    assert "has begun, or is over" in fleet.ask("hall-1", "hold", job=1)[1]["errors"]["hall-1"]
    assert "not held, or under another code" in fleet.ask("hall-1", "release", job=2)[1]["errors"]["hall-1"]
    assert fleet.ask("hall-1", "release", job=2, code="77")[1]["results"] == {"hall-1": {"released": True}}
    assert fleet.ask("hall-1", "storage", do="format")[1]["results"] == {"hall-1": {"log_records": 0}}
    assert fleet.ask("hall-1", "busy", busy=True)[1]["results"] == {"hall-1": {"is_busy": True}}
    assert fleet.running.fleet.printers["hall-1"].is_busy
