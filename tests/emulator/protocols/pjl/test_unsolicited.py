"""Status that a printer sends unasked to clients that want it (EMU-06)."""

from __future__ import annotations


def test_jobs_are_told_when_they_begin_and_end(office, client):
    """EMU-06: with their name and pages, and nobody has to look at the printer."""
    assert client.ask("@PJL USTATUS JOB = ON") == []
    client.send(office.workshop.stream("2 mono A4", document='a "b" c.pdf'))
    assert client.told() == [["@PJL USTATUS JOB", "START", 'NAME="a  b  c.pdf"']]
    office.pass_by(1.5)
    assert client.told() == []
    office.pass_by(1)
    assert client.told() == [["@PJL USTATUS JOB", "END", 'NAME="a  b  c.pdf"', "PAGES=2"]]


def test_a_job_that_is_cancelled(office, client):
    client.ask("@PJL USTATUS JOB=ON")
    number = office.workshop.print(office.printer, "9 mono A4")
    office.pass_by(3)
    office.printer.cancel(number)
    assert client.told()[1] == ["@PJL USTATUS JOB", "CANCELED", 'NAME="report.pdf"', "PAGES=3"]


def test_each_page_as_it_comes_out(office, client):
    """EMU-06: both faces of a sheet, counted anew for each job."""
    client.ask("@PJL USTATUS PAGE=ON")
    office.workshop.print(office.printer, "3 mono A4", duplex=True)
    office.workshop.print(office.printer, "1 mono A4")
    office.pass_by(1)
    assert client.told() == []
    office.pass_by(1)
    assert client.told() == [["@PJL USTATUS PAGE", "1"], ["@PJL USTATUS PAGE", "2"]]
    office.pass_by(10)
    assert client.told() == [["@PJL USTATUS PAGE", "3"], ["@PJL USTATUS PAGE", "1"]]


def test_who_comes_in_the_middle_hears_of_further_pages(office, client):
    office.workshop.print(office.printer, "3 mono A4")
    office.pass_by(1)
    client.ask("@PJL USTATUS PAGE=ON")
    office.pass_by(10)
    assert client.told() == [["@PJL USTATUS PAGE", "2"], ["@PJL USTATUS PAGE", "3"]]


def test_the_device_is_told_when_it_changes(office, client):
    client.ask("@PJL USTATUS DEVICE=VERBOSE")
    office.printer.conditions.raise_("cover open", "front cover")
    office.printer.conditions.clear("cover open", "front cover")
    assert [(told[0], told[1], told[3]) for told in client.told()] == [
        ("@PJL USTATUS DEVICE", "CODE=40021", "ONLINE=FALSE"),
        ("@PJL USTATUS DEVICE", "CODE=10001", "ONLINE=TRUE"),
    ]


def test_by_the_clock(office, client):
    client.ask("@PJL USTATUS TIMED=5")
    office.pass_by(12)
    assert [told[:2] for told in client.told()] == [["@PJL USTATUS TIMED", "CODE=10001"]] * 2
    client.ask("@PJL USTATUS TIMED=4")  # too often: passed over
    office.pass_by(5)
    assert len(client.told()) == 1
    client.ask("@PJL USTATUS TIMED=0")
    office.pass_by(60)
    assert client.told() == []


def test_off(office, client):
    client.ask("@PJL USTATUS DEVICE=ON", "@PJL USTATUS JOB=ON", "@PJL USTATUS PAGE=ON", "@PJL USTATUS TIMED=30")
    client.ask("@PJL USTATUSOFF")
    office.workshop.print(office.printer)
    office.printer.go_offline()
    office.pass_by(60)
    assert client.told() == []
    assert office.printer.watch is None


def test_what_nobody_knows_is_passed_over(office, client):
    client.ask("@PJL USTATUS WEATHER=ON", "@PJL USTATUS JOB=PERHAPS", "@PJL USTATUS", "@PJL USTATUS TIMED=-5")
    assert office.printer.watch is None


def test_nothing_is_told_after_the_power_went(office, client):
    client.ask("@PJL USTATUS DEVICE=ON", "@PJL USTATUS TIMED=5", "@PJL USTATUS JOB=ON")
    office.printer.power_off()
    client.leave()  # the network resets the connection
    client.told()
    office.pass_by(60)
    assert client.told() == []
    assert office.printer.watch is None


def test_a_client_that_does_not_read_is_not_told(office, client):
    """EMU-06: what it is owed stays bounded, however much happens."""
    client.ask("@PJL USTATUS PAGE=ON")
    client.session.pause_writing()
    office.workshop.print(office.printer, "9 mono A4")
    office.pass_by(5)
    assert client.told() == []
    client.session.resume_writing()
    office.pass_by(1)
    assert client.told() == [["@PJL USTATUS PAGE", "6"]]
