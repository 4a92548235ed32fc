# ruff: noqa: F811 (fixtures of another module)
"""How a printer is spoken to, as the command line takes it (PRN-07), and claiming one again (PRN-10)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from core.model.errors import BadInput
from harness.cli_access import access_words
from tests.harness.cli.test_finding import office  # noqa: F401 (fixtures)
from tests.harness.cli.test_operators import ask, fleet  # noqa: F401 (fixtures)

COUNT = {
    "name": "count",
    "authentication": "sha256",
    "authentication password": "maple,syrup",
    "privacy": "aes128",
    "privacy password": "pancakes",
}


@pytest.mark.parametrize(
    ("snmp", "user", "version", "words"),
    [
        (None, None, None, None),
        ("v1", None, "v1", None),
        (None, 'count,sha256,"maple,syrup",aes128,pancakes', "v3", COUNT),
        ("v3", "count", "v3", {"name": "count"}),
        ("v2c", "count,md5,maplesyrup", "v2c", None),
    ],
)
def test_a_user_means_version_3(snmp: str | None, user: str | None, version: str | None, words: Any) -> None:
    told = access_words(snmp, user, None, None, None)
    assert (told["snmp"], told["SNMP user"]) == (version, words)


@pytest.mark.parametrize("user", ["count,sha256", "count,sha256,maplesyrup,aes128", "a,b,c,d,e,f"])
def test_a_user_without_all_its_parts(user: str) -> None:
    with pytest.raises(BadInput, match="expected name"):
        access_words(None, user, None, None, None)


def test_access_is_changed_and_shown(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """PRN-07: a change takes no password from the environment, and another version has no user any more."""
    monkeypatch.setenv("PRESSROOM_SNMP_USER", "stranger")
    monkeypatch.setenv("PRESSROOM_ADMIN_PASSWORD", "stranger")

    def after(*options: str) -> list[str]:
        code, out, err = office("printers", "set", "hall", *options)
        assert code == 0, out + err
        settings = json.loads(office("printers", "show", "hall", "--json")[1])["settings"]
        return [settings["snmp"], settings["trap settings"]]

    assert after("--retries", "2") == ["v2c", "as the server's, community public"]
    assert office("acquire", "hall")[0] == 0
    assert after("--trap-port", "none", "--trap-read-community", "ring") == ["v2c", "none, community ring"]
    assert after("--snmp-user", "count,md5,maplesyrup")[0] == "v3 as count, authentication md5, privacy none"
    assert office("acquire", "hall")[0] == 1  # this printer has no users
    assert after("--snmp", "v1")[0] == "v1"
    assert office("acquire", "hall")[0] == 0


def test_a_printer_is_claimed_again(office: Any) -> None:
    """PRN-10"""
    assert office("printers", "add-again", "hall")[1] == "added hall again\n"
    code, _, err = office("printers", "add-again", "hall", "--take-over-from", "12")
    assert (code, "32 hexadecimal digits" in err) == (2, True)
    code, _, err = office("printers", "add-again", "nobody")
    assert (code, "no printer is called 'nobody'" in err) == (2, True)
