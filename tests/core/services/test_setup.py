"""From what people write to what is stored, and back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from core.config.settings import AccountSettings
from core.model import Account
from core.services.setup import account_setup, account_words


@pytest.mark.parametrize(
    "words",
    [
        {"id": "7", "name": "山田"},
        {"id": "7", "name": "Ann", "mail": "ann@example.org", "restrict": "disable printing, print in mono"},
        {"id": "7", "name": "Ann", "restrict": "disable colour", "limit": {"sheets": "0"}},
        {
            "id": "7",
            "name": "Ann",
            "limit": {"fee": "12.345678", "every": "2 weeks", "base": "Friday", "carry over": "yes"},
        },
        {
            "id": "7",
            "name": "Ann",
            "limit": {
                "sheets": "5",
                "fee": "0.1",
                "every": "1 month",
                "base": "closing day",
                "carry over": "yes",
                "carry cap sheets": "9",
                "carry cap fee": "1",
            },
        },
        {"id": "7", "name": "Ann", "limit": {"sheets": "5", "every": "10 days"}},
    ],
)
def test_an_account_in_words_is_that_account(words: dict[str, Any]) -> None:
    """JID-06: what is not named in a change stays, so nothing may get lost on the way."""
    setup = account_setup(AccountSettings.model_validate(words))
    account = Account(1, setup.id, setup.name, setup.mail, setup.restrictions, setup.limit, 0, None)
    back = AccountSettings.model_validate(json.loads(json.dumps(account_words(account))))
    assert account_setup(back) == setup
