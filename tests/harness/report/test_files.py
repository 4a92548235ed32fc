"""JSON, JUnit XML and HTML: their shapes, and that nobody ever sees half of one (HAR-08)."""

from __future__ import annotations

import json
import os
import re
import threading
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from core.model.errors import BadInput
from harness.report import files, write_html, write_json, write_junit
from harness.report.html import render

# element → attributes and children that Jenkins' schema (junit-10) knows
SCHEMA = {
    "testsuites": ({"name", "time", "tests", "failures", "errors"}, {"testsuite"}),
    "testsuite": (
        {"name", "tests", "failures", "errors", "skipped", "time", "file", "timestamp", "hostname", "id", "package"},
        {"properties", "testcase", "system-out", "system-err"},
    ),
    "properties": (set(), {"property"}),
    "property": ({"name", "value"}, set()),
    "testcase": ({"name", "classname", "time", "group"}, {"failure", "error", "skipped", "system-out", "system-err"}),
    "failure": ({"type", "message"}, set()),
    "error": ({"type", "message"}, set()),
    "skipped": ({"type", "message"}, set()),
    "system-out": (set(), set()),
}


def check_against_schema(element):
    attributes, children = SCHEMA[element.tag]
    assert set(element.attrib) <= attributes
    if element.tag in {"testsuites", "testsuite"}:
        assert re.fullmatch(r"\d+\.\d{3}", element.get("time"))
    for child in element:
        assert child.tag in children
        check_against_schema(child)


def test_junit(results, tmp_path):
    root = ET.parse(write_junit(results, tmp_path / "junit.xml")).getroot()
    check_against_schema(root)
    suites = root.findall("testsuite")
    assert [suite.get("name") for suite in suites][:2] == [
        "A limit until the month turns (simulated)",
        "A limit that is <missed> (live)",
    ]
    for suite in [*suites, root]:
        cases = list(suite.iter("testcase"))
        assert int(suite.get("tests")) == len(cases)
        assert int(suite.get("failures")) == sum(case.find("failure") is not None for case in cases)
        assert int(suite.get("errors")) == sum(case.find("error") is not None for case in cases)
    properties = {item.get("name"): item.get("value") for item in suites[0].iter("property")}
    assert properties["seed"] == "7"
    assert properties["outcome digest"] == "0f" * 16
    assert properties["trace digest"] == "1e" * 16
    assert properties["replay"].startswith("pressroom run ")


def test_junit_cases(results, tmp_path):
    suites = ET.parse(write_junit(results, tmp_path / "junit.xml")).getroot().findall("testsuite")
    cases = [{case.get("name"): case for case in suite.findall("testcase")} for suite in suites]
    step = cases[1]["line 9: expect: {account: 1001, used: {sheets: 120}}"].find("failure")
    assert step.get("message") == "expected 120 & more, actual 80 < 120"
    assert step.text.splitlines() == [
        "expected: 120 & more",
        "actual:   80 < 120",
        "rule:     LIM-02: only what was acquired counts",
        "08:00 arrived",
        "08:02 completed",
    ]
    assert cases[1]["line 10: advance: 1 h"].find("skipped").get("message") == "not reached"
    assert "sheets should be 80, is 79" in cases[1]["oracle: ledger"].find("failure").get("message")
    assert cases[1]["oracle: fees"].find("error").get("message") == "could not run: KeyError: 'x'"
    assert cases[0]["oracle: readings"].find("skipped").get("message") == "examined nothing"
    assert cases[0]["verdict"].find("error") is None
    assert cases[2]["verdict"].find("error").get("message") == "StoreError: the disk is full"
    assert cases[3]["verdict"].find("error").get("type") == "unknown"


def test_json(results, tmp_path):
    report = json.loads(write_json(results, tmp_path / "report.json").read_text(encoding="utf-8"))
    assert report["format"] == 1
    assert report["verdict"] == "fail"
    first, second, _, _ = report["scenarios"]
    assert (first["seed"], first["verdict"], first["jobs"]) == (7, "pass", 8)
    assert first["checks"][0] == {
        "name": "ledger",
        "examined": 8,
        "findings": [],
        "job_level": True,
        "broken": "",
        "what": "jobs",
        "result": "pass",
    }
    assert first["series"]["printers"][0]["label"] == "lobby"
    assert first["series"]["gaps"][0]["last"] == 7
    assert [step["reached"] for step in second["steps"]] == [True, True, True, False]
    assert report["coverage"]["LIM-01"] == [
        {"file": "scenarios/limits/month.yaml", "world": "live", "seed": 7, "proven": False}
    ]


class Page(HTMLParser):
    """Collects what a page fetches and whether its tags close."""

    VOID = frozenset({"meta", "input", "br", "link", "img"})

    def __init__(self):
        super().__init__()
        self.open, self.fetched, self.ids, self.links = [], [], set(), set()
        self.seen = []

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.seen.append(tag)
        self.fetched += [value for key, value in attrs if key in {"src", "srcset", "data", "action"}]
        self.ids.add(attributes.get("id"))
        if tag == "a":
            self.links.add(attributes["href"])
        if tag == "link":
            self.fetched.append(attributes.get("href"))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.seen.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_html_stands_alone(results, tmp_path):
    text = write_html(results, tmp_path / "deep" / "report.html").read_text(encoding="utf-8")
    page = Page()
    page.feed(text)
    assert page.open == []
    assert page.fetched == []
    assert "http://" not in text
    assert "https://" not in text
    assert "@import" not in text
    assert "url(" not in text
    assert {link[1:] for link in page.links} <= page.ids
    assert page.seen.count("svg") >= 5


def test_html_says_it_all(results):
    text = render(results)
    for words in (
        "A limit until the month turns",
        "A limit that is &lt;missed&gt;",
        "80 &lt; 120",
        "LIM-02: only what was acquired counts",
        "StoreError: the disk is full",
        "2026-03-30 08:00 to 2026-04-01 00:00 (Europe/Berlin)",
        "pressroom run scenarios/limits/month.yaml --seed 7",
        "0f" * 16,
        "8 jobs",
        "3–7",
        "overwritten",
        "40 of 30 sheets · exceeded",
        "1.234567 EUR",
        "nothing is proven here",
        "could not run: KeyError: &#39;x&#39;",
    ):
        assert words in text
    assert "<script>alert" not in text
    assert text.count("<script>") == 1


@pytest.mark.parametrize("count", [0, 1])
def test_html_of_little(passed, count):
    text = render([passed][:count])
    page = Page()
    page.feed(text)
    assert page.open == []
    assert ("No scenario was run." in text) == (count == 0)


@pytest.mark.parametrize("write", [write_html, write_json, write_junit])
def test_nobody_sees_half_a_file(results, tmp_path, monkeypatch, write):
    """Ctrl-C while writing leaves the old report, and nothing beside it."""
    target = tmp_path / "report"
    target.write_text("the old one", encoding="utf-8")

    def interrupted(self, other):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", interrupted)
        with pytest.raises(KeyboardInterrupt):
            write(results, target)
    assert target.read_text(encoding="utf-8") == "the old one"
    assert list(tmp_path.iterdir()) == [target]
    write(results, target)
    assert target.stat().st_size > 1000
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_on_the_way_is_made(tmp_path):
    assert files.write_whole(tmp_path / "a" / "b.txt", "ō").read_bytes() == "ō".encode()


def test_what_is_no_file_is_written_to_and_not_replaced(tmp_path):
    """--json /dev/stdout, or a pipe."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    files.write_whole(pipe, "all of it")
    reader.join()
    assert read == [b"all of it"]
    assert pipe.is_fifo()


def test_a_link_stays_a_link(tmp_path):
    link = tmp_path / "latest.json"
    link.symlink_to(tmp_path / "real.json")
    assert files.write_whole(link, "new") == link
    assert link.is_symlink()
    assert (tmp_path / "real.json").read_text() == "new"


def test_places_that_cannot_be_written(tmp_path, monkeypatch):
    """Told before anything runs; nothing is made by asking."""
    (tmp_path / "file").write_text("x")
    for path, folder in [
        (tmp_path, False),
        (tmp_path / "file", True),
        (tmp_path / "file" / "deep" / "x.json", False),
        (tmp_path / "file" / "deep", True),
    ]:
        with pytest.raises(BadInput):
            files.check_place(path, folder=folder)
    for path, folder in [(tmp_path / "file", False), (tmp_path / "a" / "b", False), (tmp_path / "a" / "b", True)]:
        files.check_place(path, folder=folder)
    files.check_place(Path("relative.json"))
    files.check_place(Path("/dev/null"))
    monkeypatch.setattr(os, "access", lambda *_: False)
    for path, folder in [(tmp_path / "file", False), (tmp_path / "a" / "b", False), (tmp_path, True)]:
        with pytest.raises(BadInput, match="permission denied"):
            files.check_place(path, folder=folder)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["file"]
