"""The command totals (AGG-01 to AGG-04)."""

from __future__ import annotations

import json

import pytest


def test_one_total_over_everything(ask) -> None:
    """AGG-01, AGG-03: without groupings; zeros are hidden."""
    code, out, _ = ask("totals")
    titles, line = out.splitlines()
    assert code == 0
    assert titles.split("  ")[0].strip() == "fee"
    assert line.split()[:6] == ["0.28", "4", "7", "10", "1", "9"]
    assert "canceled" not in titles
    assert "access control" in titles


def test_combined_groupings(ask) -> None:
    """AGG-01: in the order of the groups; other IDs count for the account that they meant."""
    _, out, _ = ask("totals", "--by", "month,printer", "--items", "jobs,fee", "--csv", "-")
    assert out.split("\r\n") == [
        '"month","printer","address","jobs","fee"',
        '"2026-03","hall","127.20.0.1",2,0.22',
        '"2026-04","desk","127.20.0.2",1,0.06',
        '"2026-04","hall","127.20.0.1",1,0.00',
        "",
    ]
    _, out, _ = ask("totals", "--by", "account", "--items", "sheets", "--csv", "-")
    assert out.split("\r\n")[1:3] == ['0,"Unregistered ID",2', '1001,"Sato",5']
    _, out, _ = ask("totals", "--by", "day,user", "--items", "sheets", "--csv", "-")
    assert out.split("\r\n")[1:4] == ['"2026-03-31","Sato",5', '"2026-04-01","Ito",2', '"2026-04-01","Sato",0']


def test_filters(ask) -> None:
    """AGG-01: over one printer, one month, and the rest."""
    _, out, _ = ask("totals", "--printer", "hall", "--month", "2026-04", "--items", "jobs,aborted", "--csv", "-")
    assert out == '"jobs","aborted"\r\n1,1\r\n'
    assert json.loads(ask("totals", "--user", "Ito", "--json")[1])[0]["sheets"] == 2
    assert json.loads(ask("totals", "--status", "completed", "--json")[1])[0]["jobs"] == 3


def test_all_items_and_sorting(ask) -> None:
    """AGG-03."""
    _, out, _ = ask("totals", "--by", "printer", "--all", "--sort", "sheets", "--desc", "--csv", "-")
    titles, first, second, _ = out.split("\r\n")
    assert first.startswith('"hall"')
    assert second.startswith('"desk"')
    row = dict(zip(titles.replace('"', "").split(","), first.split(","), strict=True))
    paper = ("size A3", "size A4", "simplex", "duplex", "media plain", "media thick")
    assert [row[name] for name in paper] == ["1", "4", "1", "4", "4", "1"]
    assert (row["drum k"], row["tray 1"], row["function print"]) == ("", "0", "3")


def test_json_has_every_item(ask) -> None:
    (total,) = json.loads(ask("totals", "--json")[1])
    assert (total["fee_micros"], total["canceled"], total["size A3"]) == (280_000, 0, 1)
    (total,) = json.loads(ask("totals", "--json", "--items", "fee")[1])
    assert total == {"fee_micros": 280_000}


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--by", "weather"], "by: there is none called 'weather'"),
        (["--by", "month,month"], "'month' is named twice"),
        (["--items", "weather"], "items: there is none called 'weather'"),
        (["--sort", "weather"], "sort: there is none called 'weather'"),
        (["--printer", "hal"], "did you mean 'hall'"),
        (["--month", "2026-00"], "month: a month such as"),
    ],
)
def test_refusals(ask, options, complaint) -> None:
    code, _, err = ask("totals", *options)
    assert code == 2
    assert complaint in err
