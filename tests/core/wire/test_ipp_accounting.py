"""Account data of clients without a driver."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.wire.ipp_accounting import MAX_ACCOUNT_ID, JobAccount, account_of, attributes_of
from core.wire.pjl import PrintJob, build_stream, parse_stream

NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)


@pytest.mark.parametrize(
    ("attributes", "account"),
    [
        ({}, JobAccount(None, "", "", "")),
        ({"requesting-user-name": "sato"}, JobAccount(None, "sato", "sato", "")),
        (
            {"requesting-user-name": "sato", "job-accounting-user-id": "Satō", "job-account-id": "1001"},
            JobAccount(1001, "Satō", "sato", ""),
        ),
        ({"job-account-id": " 0042 ", "job-name": "a.pdf"}, JobAccount(42, "", "", "a.pdf")),
        ({"job-account-id": "0"}, JobAccount(None, "", "", "")),
        ({"job-account-id": "999999999"}, JobAccount(999_999_999, "", "", "")),
        ({"job-account-id": "1000000000"}, JobAccount(None, "", "", "")),
        ({"job-account-id": "9" * 200}, JobAccount(None, "", "", "")),
        ({"job-account-id": "sales"}, JobAccount(None, "", "", "")),
        ({"job-account-id": "-1"}, JobAccount(None, "", "", "")),
        ({"job-account-id": "١٢"}, JobAccount(None, "", "", "")),
    ],
)
def test_what_attributes_say(attributes: dict[str, str], account: JobAccount) -> None:
    """CLT-09."""
    assert account_of(attributes) == account


@given(st.none() | st.integers(1, MAX_ACCOUNT_ID), NAMES, NAMES, NAMES)
def test_attributes_and_a_drivers_stream_say_the_same(number: int | None, user: str, login: str, document: str) -> None:
    """CLT-09: whichever way a job comes, its record is the same."""
    account = JobAccount(number, user or login, login, document)
    assert account_of(attributes_of(account)) == account
    body = b"%PRESSPAGES 1\npages 1 mono A4 plain\n"
    sent = PrintJob(number, user or login, login, document, "", "", 1, False, True, "PRESSPAGES", body)
    (job,) = parse_stream(build_stream(sent))
    assert (job.account_id, job.user, job.login, job.document) == account
