"""LPD: the queue as lpq shows it, and as lprm thins it out (EMU-06; RFC 1179 sections 5.1, 5.3 to 5.5)."""

from __future__ import annotations


def test_an_empty_queue(client):
    assert client.ask(b"\3lp\n") == "lobby-1 is ready\nno entries\n"
    assert client.ask(b"\4lp\n") == "lobby-1 is ready\nno entries\n"


def test_the_short_list(client):
    """EMU-06: in the order in which they print."""
    client.queue("sato", document="Offer.pdf")
    client.queue("suzuki", document="a very long name of a letter to everybody.pdf")
    client.queue("", document="")
    size = client.printer.job_state(1).octets
    assert client.ask(b"\3lp\n").splitlines() == [
        "lobby-1 is ready and printing",
        "Rank   Owner      Job  Files                                 Total Size",
        f"active sato       1    Offer.pdf                             {size} bytes",
        f"1st    suzuki     2    a very long name of a letter to every {size} bytes",
        f"2nd    anonymous  3    (stdin)                               {size} bytes",
    ]


def test_the_long_list_of_somebody(client):
    client.queue("sato")
    client.queue("suzuki", document="Letter\x1b[2J.txt")
    size = client.printer.job_state(2).octets
    assert client.ask(b"\4lp suzuki\n").splitlines() == [
        "lobby-1 is ready and printing",
        "",
        "suzuki: 1st                              [job 002]",
        f"        Letter?[2J.txt                  {size} bytes",
    ]
    assert client.ask(b"\4lp tanaka\n").splitlines()[1:] == ["no entries"]
    assert "Offer" not in client.ask(b"\3lp 2\n")


def test_what_is_the_matter_is_told(client):
    client.queue("sato")
    client.printer.conditions.raise_("cover open", "front cover")
    assert client.ask(b"\3lp\n").startswith("lobby-1 is not ready (Close front cover)\n")


def test_what_is_over_is_not_shown(client, workshop):
    client.queue("sato", "1 mono A4")
    workshop.wait(60)
    assert "no entries" in client.ask(b"\3lp\n")


def test_users_remove_their_own_jobs(client):
    """EMU-06: by number or by name, printing or waiting."""
    for user in ("sato", "suzuki", "sato", "sato"):
        client.queue(user)
    assert client.ask(b"\5lp sato 3 2\n") == "job 2: permission denied\njob 3 dequeued\n"
    assert client.ask(b"\5lp sato\n") == "job 1 dequeued\n"  # the one that prints
    assert client.ask(b"\5lp sato\n") == "job 2: permission denied\n"
    assert client.ask(b"\5lp sato sato\n") == "job 4 dequeued\n"
    assert [client.printer.job_state(number).how for number in (1, 2, 3, 4)] == ["canceled", "", "canceled", "canceled"]


def test_root_removes_everybodys(client):
    client.queue("sato")
    client.queue("suzuki")
    assert client.ask(b"\5lp root sato 2\n") == "job 1 dequeued\njob 2 dequeued\n"
    assert client.ask(b"\5lp root\n") == ""


def test_print_waiting_jobs_is_nothing_to_do(client):
    assert client.ask(b"\1lp\n") == "\0"


def test_unknown_commands_end_the_connection(client):
    for command in (b"\6lp\n", b"GET / HTTP/1.1\n", b"\n", b"\5lp\n"):
        assert client.ask(command) == ""
