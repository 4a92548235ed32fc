"""LPD: jobs come in, in whatever order their files come (EMU-06; RFC 1179 sections 5.2 and 6)."""

from __future__ import annotations

import pytest

from core.wire.pages import PageRun, build_pages

CONTROL = "Hpc-7\nPsato\nJOffer\nldfA001pc-7\nUdfA001pc-7\nNoffer.pdf\n"
PAGES = build_pages([PageRun(2, "mono", "A4", "plain")])
ACK, NO = b"\0", b"\1"


def file(code, name, octets):
    octets = octets.encode() if isinstance(octets, str) else octets
    return code + f"{len(octets)} {name}\n".encode() + octets + b"\0"


def control(text=CONTROL, name="cfA001pc-7"):
    return file(b"\2", name, text)


def data(octets=PAGES, name="dfA001pc-7"):
    return file(b"\3", name, octets)


@pytest.mark.parametrize("step", [None, 1, 5, 40])
@pytest.mark.parametrize("data_first", [False, True])
def test_a_job_in_either_order(client, workshop, data_first, step):
    """EMU-06: the control file before or after the data; whose job it is stands in the record."""
    files = [data(), control()] if data_first else [control(), data()]
    answer = client.send(b"\2lp\n", *files, step=step)
    assert answer == ACK * 5  # the command, and each file when it is announced and when it is there
    assert len(client.session.jobs) == 1  # before the connection ends
    client.end()
    assert client.wire.closed
    workshop.wait(60)
    (record,) = workshop.records(client.printer)
    assert (record.user, record.login, record.document, record.host) == ("sato", "sato", "Offer", "pc-7")
    assert (record.pages, record.sheets) == (2, 2)


def test_the_streams_own_word_goes_first(client, workshop):
    """EMU-06: a driver knows better than the spooler whose job it is."""
    client.send(b"\2lp\n", control(), data(workshop.stream("1 mono A4", user="suzuki", document="")))
    workshop.wait(60)
    (record,) = workshop.records(client.printer)
    assert (record.user, record.document, record.account_id) == ("suzuki", "Offer", 1001)


@pytest.mark.parametrize("command", "lfov")
def test_copies_are_lines(client, workshop, command):
    """EMU-06: RFC 1179 section 7: the print line is there once for each copy."""
    client.send(b"\2lp\n", control("Hpc-7\nPsato\n" + f"{command}dfA001pc-7\n" * 3 + "Noffer.pdf\n"), data())
    (state,) = client.states
    workshop.wait(60)
    assert (client.states[0].sheets, state.document) == (6, "offer.pdf")


def test_several_files_of_one_job(client, workshop):
    """EMU-06: each prints once it is there, under its own name."""
    both = "Hpc-7\nPsato\nldfA001pc-7\nNone.pdf\nldfB001pc-7\nNtwo.pdf\n"
    client.send(b"\2lp\n", control(both), data())
    assert len(client.session.jobs) == 1
    client.send(data(name="dfB001pc-7"))
    assert [state.document for state in client.states] == ["one.pdf", "two.pdf"]


def test_several_jobs_in_one_connection(client):
    second = CONTROL.replace("A001", "A002").replace("sato", "suzuki")
    client.send(b"\2lp\n", control(), data(), data(name="dfA002pc-7"), control(second, "cfA002pc-7"))
    assert [state.user for state in client.states] == ["sato", "suzuki"]


def test_a_name_before_the_file_it_names(client):
    client.send(b"\2lp\n", control("Hpc-7\nPsato\nNoffer.pdf\nldfA001pc-7\n"), data())
    assert [state.document for state in client.states] == ["offer.pdf"]


def test_a_file_without_a_known_length_ends_with_the_connection(client):
    """RFC 1179 section 6.3: the client does not know how much there will be."""
    for length in (0, 2**31 - 1, 2**63 - 1):
        client.connect()
        client.send(b"\2lp\n", control(), f"\3{length} dfA001pc-7\n".encode(), PAGES)
        assert client.session.jobs == []
        client.end()
        assert [(state.user, state.octets) for state in client.states] == [("sato", len(PAGES))]


def test_the_connections_end_may_stand_for_the_zero(client):
    """CUPS' mode=stream tells the length, but sends no zero octet and hears no answer."""
    client.send(b"\2lp\n", control(), data()[:-1])
    assert client.session.jobs == []
    client.end()
    assert [state.user for state in client.states] == ["sato"]


def test_data_that_nobody_speaks_of_print_as_nobodys(client):
    client.send(b"\2lp\n", data())
    assert client.session.jobs == []
    client.end()
    assert [state.user for state in client.states] == [""]


def test_what_is_aborted_does_not_print(client):
    """RFC 1179 section 6.1."""
    assert client.send(b"\2lp\n", data(), b"\1\n") == ACK * 4
    client.send(control())
    client.end()
    assert client.session.jobs == []


def test_a_file_that_is_not_whole_does_not_print(client, workshop):
    client.send(b"\2lp\n", control(), data()[:-9])
    client.end()
    client.session.connection_lost(None)
    assert workshop.events(client.printer, "arrived") == []


@pytest.mark.parametrize("back_on", [False, True])
def test_a_power_cut_in_the_middle(client, workshop, back_on):
    """EMU-09: the client is not told that its job is there."""
    client.send(b"\2lp\n", control(), data()[:-9])
    client.printer.power_off()
    if back_on:
        client.printer.power_on()
    assert client.send(data()[-9:]) == b""
    assert client.wire.aborted
    assert workshop.events(client.printer, "arrived") == []


@pytest.mark.parametrize("step", [500, 4096, None])
def test_a_job_beyond_memory_is_refused_and_logged(limited, workshop, step):
    """LOG-04: under the name in its control file; the octets are not kept."""
    client = limited(max_octets=2000)
    client.send(b"\2lp\n", control(), data(b"x" * 200_000), step=step)
    (record,) = workshop.records(client.printer)
    assert (record.user, record.status, record.detail) == ("sato", "aborted", "memory overflow")


def test_waiting_files_fill_the_same_memory(limited):
    client = limited(max_octets=2000)
    for number in range(9):
        client.send(b"\2lp\n" if not number else b"", data(b"y" * 900, f"df{number}"))
    assert client.session._spool.octets <= 2000 + 9 * 900
    client.end()
    assert [state.detail for state in client.states].count("memory overflow") == 7


def test_defaults_of_the_printer_hold_for_jobs_of_every_port(client, workshop):
    from emulator.parts.pjl_memory import memory_of

    memory_of(client.printer).defaults["COPIES"] = "2"
    client.send(b"\2lp\n", control(), data())
    workshop.wait(60)
    assert client.states[0].sheets == 4


@pytest.mark.parametrize(
    "announced",
    [
        b"\3ten dfA\n",
        b"\3-1 dfA\n",
        b"\0035\n",
        b"\3\n",
        b"\0025 \n",
        b"\2070000 cfA\n",
        b"\0020 cfA\n",
        b"\7x\n",
        b"\n",
    ],
)
def test_what_makes_no_sense_is_refused(client, announced):
    assert client.send(b"\2lp\n", announced, b"garbage" * 100) == ACK + NO
    assert client.wire.closed
    client.session.connection_lost(None)
    assert client.session.jobs == []


def test_a_file_without_its_zero_is_refused(client):
    assert client.send(b"\2lp\n", control()[:-1] + b"x") == ACK * 2 + NO
    assert client.wire.closed


def test_a_command_without_end_is_cut_off(client):
    assert client.send(b"\2" + b"x" * 5000) == b""
    assert client.wire.closed


def test_nobody_needs_so_many_files(client):
    client.send(b"\2lp\n")
    for number in range(300):
        if client.send(data(b"x", f"df{number}")) != ACK * 2:
            break
    assert number == 200
    assert client.wire.closed


def test_who_does_not_read_is_not_heard(client):
    client.send(b"\2lp\n")
    client.session.pause_writing()
    assert not client.wire.reading
    assert client.send(b"\1\n" * 10) == b""
    client.session.resume_writing()
    assert client.wire.reading
    assert client.send() == ACK * 10


def test_what_waited_for_the_client_to_read_prints_in_its_order(client):
    """EMU-06: also when the client has closed its side meanwhile."""
    second = CONTROL.replace("A001", "A002").replace("sato", "suzuki")
    both = [control(), data(), data(name="dfA002pc-7"), control(second, "cfA002pc-7")]
    client.send(b"\2lp\n")
    client.session.pause_writing()
    client.send(*both)
    client.end()
    assert client.session.jobs == []
    assert not client.wire.closed
    client.session.resume_writing()
    assert [state.user for state in client.states] == ["sato", "suzuki"]
    assert client.wire.closed
