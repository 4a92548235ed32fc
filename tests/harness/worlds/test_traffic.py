"""How many printers had a request under way at the same time (PRN-19)."""

from __future__ import annotations

from harness.worlds.traffic import Traffic

A, B, C = (("127.20.0.1", 161), ("127.20.0.2", 161), ("127.20.0.3", 161))


def test_nothing_was_sent():
    assert Traffic().most_at_once() == 0


def test_one_after_the_other_is_one_at_a_time():
    traffic = Traffic()
    for place, printer in enumerate((A, B, C)):
        traffic.sent(printer, place)
        traffic.answered(printer, place + 1)
    assert traffic.most_at_once() == 1


def test_what_overlaps_is_counted_once_for_each_printer():
    traffic = Traffic()
    traffic.sent(A, 0)
    traffic.sent(B, 1)
    traffic.sent(C, 2)
    traffic.answered(A, 3)
    traffic.answered(A, 3)  # a copy of the answer
    traffic.sent(A, 4)
    traffic.answered(B, 5)
    traffic.answered(C, 6)
    traffic.answered(A, 7)
    assert traffic.most_at_once() == 3


def test_a_printer_that_never_answers_is_not_counted():
    traffic = Traffic()
    traffic.sent(A, 0)
    traffic.sent(B, 1)
    traffic.answered(B, 2)
    assert traffic.most_at_once() == 1
