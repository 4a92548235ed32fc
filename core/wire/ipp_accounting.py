"""Account data in the attributes of an IPP job, as clients without a driver send it (CLT-09).

``job-account-id`` and ``job-accounting-user-id`` are those of PWG 5100.3 (section 3.1), the job's name and user those
of RFC 8011 (sections 5.3.5 and 5.3.6). All are names: text of at most 255 octets. They say what the lines of PJL say
in a stream to port 9100, so both ways end in the same record.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

MAX_ACCOUNT_ID: Final = 999_999_999
ACCOUNT_ID: Final = "job-account-id"
USER_ID: Final = "job-accounting-user-id"
REQUESTER: Final = "requesting-user-name"
JOB_NAME: Final = "job-name"

_NUMBER: Final = re.compile(r"[0-9]{1,15}")


class JobAccount(NamedTuple):
    """Who pays and who printed; ``account_id`` is None where the job carries none that can be one (JID-02)."""

    account_id: int | None
    user: str
    login: str
    document: str


def account_of(attributes: Mapping[str, str]) -> JobAccount:
    """What the attributes of a job say. A user left out is the requester, as with a driver (CLT-06).

    An account that is no number, or out of range, is no Job Account ID: the job counts as unregistered.
    """
    login = attributes.get(REQUESTER, "")
    said = attributes.get(ACCOUNT_ID, "").strip()
    number = int(said) if _NUMBER.fullmatch(said) else 0
    account_id = number if 1 <= number <= MAX_ACCOUNT_ID else None
    return JobAccount(account_id, attributes.get(USER_ID, "") or login, login, attributes.get(JOB_NAME, ""))


def attributes_of(account: JobAccount) -> dict[str, str]:
    """The attributes that say this; what there is nothing to say of is left out."""
    said = {
        REQUESTER: account.login,
        JOB_NAME: account.document,
        USER_ID: account.user if account.user != account.login else "",
        ACCOUNT_ID: "" if account.account_id is None else str(account.account_id),
    }
    return {name: value for name, value in said.items() if value}
