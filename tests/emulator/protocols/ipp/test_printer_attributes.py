"""What a printer says of itself by IPP: what it can do, how it stands, what it has left (EMU-06, EMU-08)."""

from __future__ import annotations

import re

import pytest

from core.wire.ipp import Group, attribute
from core.wire.ipp_words import Operation, PrinterStateCode, Status, Tag
from core.wire.pages import PageRun, build_pages
from emulator.models import load_model, model_names
from emulator.parts.identity import location, set_location

TEN = build_pages([PageRun(10, "mono", "A4", "plain")])
PRINTERS = [name for name in model_names() if "ipp" in load_model(name).protocols]


def told(client, *wanted):
    names = (attribute("requested-attributes", Tag.KEYWORD, *wanted),) if wanted else ()
    response = client.ask(Operation.GET_PRINTER_ATTRIBUTES, *names)
    assert response.status == Status.OK
    return response


def test_groups_and_names(client):
    """RFC 8011, section 4.2.5.1: names, groups, all; the long list of papers only by its name (PWG 5100.7)."""
    everything = told(client).names(Tag.PRINTER)
    assert told(client, "all").names(Tag.PRINTER) == everything
    template, description = told(client, "job-template"), told(client, "printer-description")
    assert "copies-default" in template.names(Tag.PRINTER)
    assert "copies-default" not in description.names(Tag.PRINTER)
    assert template.names(Tag.PRINTER) | description.names(Tag.PRINTER) == everything
    assert "media-col-database" not in everything
    assert told(client, "media-col-database").names(Tag.PRINTER) == {"media-col-database"}
    few = told(client, "printer-state", "copies-supported", "no-such-thing").names(Tag.PRINTER)
    assert few == {"printer-state", "copies-supported"}


@pytest.mark.parametrize("model", PRINTERS)
def test_every_model(workshop, client_of, model):
    """EMU-01: what a model says that it can do, it takes in a job."""
    client = client_of(workshop.printer(model))
    faithful = attribute("ipp-attribute-fidelity", Tag.BOOLEAN, True)
    seen = told(client).message.group(Tag.PRINTER)
    names = (
        "finishings",
        "media",
        "print-color-mode",
        "print-scaling",
        "printer-resolution",
        "sides",
        "job-hold-until",
    )
    for name in (*names, "number-up", "output-bin", "print-quality", "print-rendering-intent"):
        for tag, value in seen.get(f"{name}-supported").values:
            given = attribute(name, tag, value)
            assert client.ask(Operation.VALIDATE_JOB, faithful, job=(given,)).status == Status.OK, given
    papers = told(client, "media-col-database").message.group(Tag.PRINTER).get("media-col-database").values
    for tag, value in papers:
        given = attribute("media-col", tag, value)
        assert client.ask(Operation.VALIDATE_JOB, faithful, job=(given,)).status == Status.OK, given


def test_the_state(workshop, printer, client):
    """EMU-08: idle, printing, stopped; with the reason, an alert, and since when."""

    def state():
        now = told(client, "printer-state", "printer-state-reasons", "printer-alert", "printer-state-change-time")
        return now.one("printer-state"), now.one("printer-state-reasons")

    assert state() == (PrinterStateCode.IDLE, "none")
    client.print(TEN)
    assert state() == (PrinterStateCode.PROCESSING, "none")
    workshop.wait(5)
    printer.conditions.raise_("cover open", "front cover")
    assert state() == (PrinterStateCode.STOPPED, "cover-open-error")
    alert = told(client, "printer-alert", "printer-alert-description")
    assert b"code=coverOpened;" in alert.one("printer-alert")
    assert b"severity=critical;" in alert.one("printer-alert")
    assert "front cover" in alert.one("printer-alert-description")
    assert told(client, "printer-state-change-time").one("printer-state-change-time") == 6
    assert client.job(1).one("job-state-reasons") == "printer-stopped"
    printer.conditions.clear("cover open", "front cover")
    assert state() == (PrinterStateCode.PROCESSING, "none")


def test_supplies_run_down(workshop, printer, client):
    """EMU-08: printer-supply follows what is used; a tray that is empty is not ready."""
    printer.supplies.put("black", 420)
    found = {each.split(b";")[0] + each.split(b";")[2] for each in told(client).one("printer-supply")}
    assert b"type=tonerlevel=42" in found
    assert len(told(client).one("printer-supply-description")) == len(told(client).one("printer-supply"))
    assert "Black toner" in told(client).one("printer-supply-description")
    assert set(told(client).one("media-ready")) == {"iso_a4_210x297mm", "iso_a3_297x420mm"}
    printer.caretaker = False
    printer.paper.load("tray 2", 0)
    assert told(client).one("media-ready") == "iso_a4_210x297mm"
    printer.paper.load("tray 1", 0)
    assert told(client).one("media-col-ready") is None


def test_who_it_is(client):
    seen = told(client)
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
                        seen.one("printer-uuid"))  # fmt: skip
    assert seen.one("printer-device-id").startswith("MFG:Pressroom;MDL:")
    assert "SN:S1;" in seen.one("printer-device-id")
    assert seen.one("printer-uri-supported") == ["ipp://127.20.0.1/ipp/print", "ipps://127.20.0.1/ipp/print"]
    assert seen.one("uri-security-supported") == ["none", "tls"]
    assert seen.one("queued-job-count") == 0


def test_a_mono_printer(workshop):
    from emulator.protocols.ipp.capabilities import description, template

    names = {each.name: [value.value for value in each.values] for each in (
        *description(load_model("mono-a4")), *template(load_model("mono-a4")))}  # fmt: skip
    assert names["color-supported"] == [False]
    assert "pages-per-minute-color" not in names
    assert names["print-color-mode-supported"] == ["auto", "monochrome"]
    assert "srgb_8" not in names["pwg-raster-document-type-supported"]


def test_a_clock_that_is_not_set(workshop):
    """EMU-03: dates are unknown then, not wrong."""
    from emulator.protocols.ipp.desk import desk_of
    from emulator.protocols.ipp.printer_attributes import date

    printer = workshop.printer(clock="volatile", drift_ppm=0)
    assert date("printer-current-time", printer, workshop.START_US).values[0] == (Tag.UNKNOWN, None)
    assert desk_of(printer) is desk_of(printer)


def test_the_operator(workshop, printer, client):
    """EMU-06: pausing, refusing jobs, settings."""
    client.ask(Operation.PAUSE_PRINTER)
    job = client.print(TEN)
    workshop.wait(3_600)
    assert told(client).one("printer-state-reasons") == "paused"
    assert client.job(job).one("job-media-sheets-completed") == 0
    client.ask(Operation.RESUME_PRINTER)
    workshop.wait(60)
    assert client.job(job).one("job-media-sheets-completed") == 10
    client.ask(Operation.DISABLE_PRINTER)
    assert client.ask(Operation.PRINT_JOB, document=TEN).status == Status.NOT_ACCEPTING_JOBS
    assert told(client).one("printer-is-accepting-jobs") is False
    client.ask(Operation.ENABLE_PRINTER)
    assert client.ask(Operation.VALIDATE_JOB).status == Status.OK
    client.ask(Operation.PAUSE_PRINTER_AFTER_CURRENT_JOB)
    assert told(client).one("printer-state-reasons") == "paused"


def test_settings(printer, client):
    """RFC 3380, section 4.1; where it stands is told by SNMP too."""

    def change(name, value, tag=Tag.TEXT):
        group = Group(Tag.PRINTER, (attribute(name, tag, value),))
        return client.ask(Operation.SET_PRINTER_ATTRIBUTES, groups=(group,)).status

    assert change("printer-location", "Second floor") == Status.OK
    assert told(client).one("printer-location") == "Second floor"
    assert location(printer) == b"Second floor"
    set_location(printer, b"B\xfcro " + b"x" * 200)
    assert told(client).one("printer-location") == "B\ufffdro " + "x" * 120
    assert change("printer-location", "x" * 200) == Status.ATTRIBUTES_NOT_SUPPORTED
    assert change("printer-state", 3, Tag.ENUM) == Status.ATTRIBUTES_NOT_SETTABLE
    assert change("printer-geo-location", "geo:35.6,139.7", Tag.URI) == Status.OK
    assert told(client).one("printer-geo-location") == "geo:35.6,139.7"
    values = client.ask(Operation.GET_PRINTER_SUPPORTED_VALUES).names(Tag.PRINTER)
    assert "printer-location" in values


def test_identifying_it(printer, client):
    sound = attribute("identify-actions", Tag.KEYWORD, "sound")
    assert client.ask(Operation.IDENTIFY_PRINTER, sound).status == Status.OK
    assert printer.desk.identified == ("sound",)
    wrong = attribute("identify-actions", Tag.KEYWORD, "dance")
    assert client.ask(Operation.IDENTIFY_PRINTER, wrong).status == Status.ATTRIBUTES_NOT_SUPPORTED
