"""What a printer answers to PJL (EMU-06)."""

from __future__ import annotations

import pytest


def test_echo_and_identity(client):
    """EMU-06: in the order in which they were asked, each closed by a form feed."""
    assert client.ask("\x1b%-12345X@PJL ECHO  two  words ", "@pjl info id") == [
        ["@PJL ECHO two  words "],
        ["@PJL INFO ID", '"Pressroom C935 colour A3 multifunction printer"'],
    ]


@pytest.mark.parametrize("step", [1, 3, 7])
def test_questions_in_pieces(client, step):
    data = b"\x1b%-12345X@PJL\r\n@PJL ECHO 1\r\n@PJL INFO PAGECOUNT\n\x1b%-12345X"
    for at in range(0, len(data), step):
        client.send(data[at : at + step])
    assert client.told() == [["@PJL ECHO 1"], ["@PJL INFO PAGECOUNT", "PAGECOUNT=0"]]


def test_a_question_ends_with_uel_too(client):
    client.send(b"\x1b%-12345X@PJL ECHO end\x1b%-12345X")
    assert client.told() == [["@PJL ECHO end"]]


def test_the_status_is_that_of_the_machine(office, client):
    """EMU-06: ready, printing, off-line, broken."""

    def told():
        return client.ask("@PJL INFO STATUS")[0][1:]

    assert told() == ["CODE=10001", 'DISPLAY="Ready"', "ONLINE=TRUE"]
    office.workshop.print(office.printer, "10 mono A4")
    assert told() == ["CODE=10023", 'DISPLAY="Printing"', "ONLINE=TRUE"]
    office.printer.go_offline()
    assert told()[0::2] == ["CODE=10002", "ONLINE=FALSE"]
    office.printer.go_online()
    office.pass_by(60)
    assert told()[0] == "CODE=10001"
    assert client.ask("@PJL INFO PAGECOUNT")[0][1:] == ["PAGECOUNT=10"]


def test_a_printer_that_was_just_switched_on_warms_up(office, client):
    office.printer.power_cycle()
    assert office.client().ask("@PJL INFO STATUS")[0][1:3] == ["CODE=10003", 'DISPLAY="Warming up"']


def test_the_ready_message(office, client):
    """nmap's pjl-ready-message reads it; drivers show whose job prints."""
    display = 'DISPLAY="sato ~ 2"'
    assert client.ask('@PJL RDYMSG DISPLAY = "sato \x07 2"') == []
    assert client.ask("@PJL INFO STATUS")[0][2] == display.replace("~", " ")
    office.printer.power_cycle()
    office.pass_by(60)
    assert office.client().ask("@PJL INFO STATUS")[0][2] == 'DISPLAY="Ready"'
    again = office.client()
    again.ask('@PJL RDYMSG DISPLAY="x"', '@PJL RDYMSG DISPLAY=""')
    assert again.ask("@PJL INFO STATUS")[0][2] == 'DISPLAY="Ready"'


def test_what_is_fitted(office, client):
    (config,) = client.ask("@PJL INFO CONFIG")
    assert config[:4] == ["@PJL INFO CONFIG", "IN TRAYS [3 ENUMERATED]", "\tINTRAY1 A4", "\tINTRAY2 A3"]
    assert "LANGUAGES [4 ENUMERATED]" in config
    assert f'SERIAL NUMBER="{office.printer.serial}"' in config
    (files,) = client.ask("@PJL INFO FILESYS")
    assert files[1] == "[2 TABLE]"
    assert [row.split("\t")[1] for row in files[2:]] == ["VOLUME", "0:", "1:"]
    office.printer.fitted.discard("sd card")
    assert client.ask("@PJL INFO FILESYS")[0][1] == "[1 TABLE]"


@pytest.mark.parametrize("category", ["MEMORY", "VARIABLES", "USTATUS", "PRODINFO"])
def test_every_category_says_something(client, category):
    (answer,) = client.ask(f"@PJL INFO {category}")
    assert answer[0] == f"@PJL INFO {category}"
    assert len(answer) > 2


@pytest.mark.parametrize("question", ["INFO WEATHER", "INQUIRE TASTE", "DINQUIRE LPARM : PCL TASTE", "DMINFO X"])
def test_what_it_does_not_have(client, question):
    assert client.ask(f"@PJL {question}") == [[f"@PJL {question}", '"?"']]


def test_what_is_set_holds_for_the_job_and_what_is_default_for_good(office, client):
    """EMU-06: SET until the job ends, DEFAULT for every client, over power cycles, until INITIALIZE."""

    def copies(which="INQUIRE"):
        return client.ask(f"@PJL {which} COPIES")[0][1]

    assert copies() == "1"
    client.ask("@PJL SET COPIES = 3")
    assert (copies(), copies("DINQUIRE")) == ("3", "1")
    client.ask("@PJL DEFAULT COPIES=2", "@PJL EOJ")
    assert (copies(), copies("DINQUIRE")) == ("2", "2")
    assert client.ask("@PJL INFO VARIABLES")[0][1:4] == ["COPIES=2 [2 RANGE]", "\t1", "\t999"]
    office.printer.power_cycle()
    client = office.client()
    assert copies() == "2"
    client.ask("@PJL INITIALIZE")
    assert copies() == "1"


@pytest.mark.parametrize("value", ["0", "1000", "-1", "many", "", "9" * 50])
def test_what_it_cannot_be_is_passed_over(client, value):
    client.ask(f"@PJL DEFAULT COPIES={value}", f"@PJL SET COPIES={value}")
    assert client.ask("@PJL INQUIRE COPIES")[0][1] == "1"


def test_settings_of_a_language(client):
    assert client.ask("@PJL INQUIRE LPARM : PCL PTSIZE") == [["@PJL INQUIRE LPARM : PCL PTSIZE", "12.00"]]


def test_a_default_holds_for_jobs_that_say_nothing(office, client):
    """EMU-06: also for a driver's stream that comes in one piece, once the default is changed."""
    client.ask("@PJL DEFAULT COPIES=3", "@PJL DEFAULT DUPLEX=ON")
    client.send(b"@PJL ENTER LANGUAGE=PRESSPAGES\n%PRESSPAGES 1\npages 2 mono A4\n\x1b%-12345X")
    office.workshop.print(office.printer, "2 mono A4")  # not through a connection
    third = office.client()
    third.send(office.workshop.stream("2 mono A4"))  # says COPIES=1, DUPLEX=OFF itself
    office.pass_by(60)
    assert [office.printer.job_state(number).sheets for number in (1, 2, 3)] == [3, 2, 2]


def test_what_a_driver_shows_costs_the_next_client_nothing(office, client):
    """foo2hiperc writes whose job prints on the display."""
    client.ask('@PJL RDYMSG DISPLAY = "sato"')
    second = office.client()
    second.send(office.workshop.stream("2 mono A4"))
    assert second.session.jobs == [1]
    assert second.session._stream is None


def test_a_message_stops_the_printer_until_somebody_comes(office, client):
    """OPMSG and STMSG: off-line with a text; the second is answered when it is on-line again."""
    assert client.ask('@PJL STMSG DISPLAY = "Letterhead"') == []
    assert client.ask("@PJL INFO STATUS")[0][2:] == ['DISPLAY="Letterhead"', "ONLINE=FALSE"]
    office.printer.go_online()
    assert client.told() == [['@PJL STMSG DISPLAY = "Letterhead"', "READY"]]
    office.printer.go_offline()
    office.printer.go_online()
    assert client.told() == []
    assert office.printer.watch is None


def test_a_client_that_leaves_is_not_told(office, client):
    client.ask('@PJL STMSG DISPLAY="wait"', "@PJL USTATUS DEVICE=ON", "@PJL USTATUS TIMED=5")
    client.leave()
    assert office.printer.watch is None
    assert office.calendar.next_due_us() is None
    office.printer.go_online()
    assert client.told() == []


def test_a_printer_keeps_no_files_for_clients(client):
    client.ask('@PJL FSDOWNLOAD FORMAT:BINARY SIZE=5 NAME="0:a"', "abc")
    answers = client.ask('@PJL FSQUERY NAME="0:a"', '@PJL FSUPLOAD NAME="0:a"', '@PJL FSDIRLIST NAME="0:" ENTRY=1')
    assert [answer[1] for answer in answers] == ["FILEERROR=3", "FILEERROR=3", ". TYPE=DIR"]
