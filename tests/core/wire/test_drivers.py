"""Account data and secure print as makers' drivers write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.wire.drivers import NAMES, NOTHING, pjl_words, postscript_words
from core.wire.pjl import UEL, PrintJob, parse_stream

OKI = """@PJL RDYMSG DISPLAY = "sato"
@PJL SET OKIJOBACCOUNTJOB USERID="sato" JOBNAME="Invoice 2026.pdf"
@PJL SET OKIAUXJOBINFO DATA="DocumentName=Invoice 2026.pdf"
@PJL SET OKIAUXJOBINFO DATA="ComputerName=pc-7"
@PJL SET OKIAUXJOBINFO DATA="ReceptionTime=10:11:12 2026/04/01"
@PJL SET COPIES=2
@PJL SET QTY=1
@PJL SET DUPLEX=ON
@PJL ENTER LANGUAGE=HIPERC
"""
HP = """@PJL JOBNAME=Invoice
@PJL SET USERNAME="sato"
@PJL SET JOBNAME="Invoice"
@PJL SET JOBATTR="JobAcct1=sato"
@PJL SET JOBATTR="JobAcct2=pc-7"
@PJL SET JOBATTR="JobAcct6=Writer"
@PJL SET JOBATTR="JobAcct8=sato"
@PJL ENTER LANGUAGE=POSTSCRIPT
"""
KONICA_MINOLTA = """@PJL SET USERNAME="sato"
@PJL SET KMCOETYPE=0
@PJL SET KMSECTIONNAME = "sales"
@PJL SET KMSECTIONKEY2 = "1001"
@PJL SET KMUSERNAME = "yuki"
@PJL SET KMUSERKEY2 = "pass"
@PJL SET BOXHOLDTYPE = PRIVATE
@PJL SET KMCERTSERVTYPE = NONE
@PJL ENTER LANGUAGE = POSTSCRIPT
"""
KONICA_MINOLTA_A4 = """@PJL SET KMPSECTIONNAME = ""
@PJL SET KMPSECTIONKEY2 = "1001"
@PJL SET KMPUSERNAME = "yuki"
@PJL SET KMPUSERKEY = "pass"
@PJL ENTER LANGUAGE = PCL
"""
FUJI_XEROX = """@PJL SET JOBATTR="@LUNA=sato"
@PJL SET JOBATTR="@JOAU=@yuki\\PC-7"
@PJL ENTER LANGUAGE=PCLXL
"""
RICOH = """@PJL SET USERCODE="1001"
@PJL SET USERID="sato"
@PJL SET HOSTLOGINNAME="yuki"
@PJL ENTER LANGUAGE=PCLXL
"""
RICOH_PS = """%!PS-Adobe-3.0
/lppswd()def
/usrcode(1001)def
mark /usrcode where{pop}{/usrcode()def}ifelse
(sato) usrcode (202604011011) {setuserinfo} stopped cleartomark
mark { << /JobType 0 /JobInfo << /UserID (sato) /HostLoginName (yuki) /HostName (pc-7) >> >> } stopped
"""
KYOCERA = "%!PS-Adobe-3.0\n(00001001) statusdict /setmanagementnumber get exec\n"
XEROX = "%!PS-Adobe-3.0\n%XRXbegin: 001.0300\n%XRXaccount: 1001\n%XRXsenderName: sato\n%XRXend\n"
SAMSUNG = """@PJL SET ACCOUNTING_INFORMATION_USERID=sato
@PJL SET ACCOUNTING_INFORMATION_PASSWORD=1111
@PJL ENTER LANGUAGE = PCL6
"""
SHARP = """@PJL SET ACCOUNTNUMBER="1001"
@PJL ENTER LANGUAGE=PCL
"""
PLAIN_PS = "%!PS-Adobe-3.0\r\n%%For: (sato)\r\n%%Title: (Invoice \\(2\\))\r\n%%EndComments\r\n"

# stream, and what it says of the job
DRIVERS = [
    (OKI, {"user": "sato", "document": "Invoice 2026.pdf", "host": "pc-7", "copies": 2, "duplex": True}),
    (HP, {"user": "sato", "login": "sato", "document": "Invoice", "host": "pc-7", "application": "Writer"}),
    (KONICA_MINOLTA, {"account_id": 1001, "user": "sato", "auth_user": "yuki", "auth_password": "pass", "hold": None}),
    (KONICA_MINOLTA_A4, {"account_id": 1001, "user": "yuki", "auth_user": "yuki", "auth_password": "pass"}),
    (FUJI_XEROX, {"user": "sato", "login": "yuki", "host": "PC-7"}),
    (RICOH, {"account_id": 1001, "user": "sato", "login": "yuki"}),
    (RICOH_PS, {"account_id": 1001, "user": "sato", "login": "yuki", "host": "pc-7", "hold": None}),
    (KYOCERA, {"account_id": 1001}),
    (XEROX, {"account_id": 1001, "user": "sato"}),
    (SAMSUNG, {"user": "sato", "auth_user": "sato", "auth_password": "1111"}),
    (SHARP, {"account_id": 1001}),
    (PLAIN_PS, {"user": "sato", "document": "Invoice (2)"}),
]


def job_of(text: str) -> PrintJob:
    """The one job of a stream with these lines."""
    body = text.encode()
    data = (UEL + body if body.startswith(b"@PJL") else body) + b"the pages\n" + UEL
    jobs = parse_stream(data)
    assert isinstance(jobs, list)
    assert len(jobs) == 1
    return jobs[0]


@pytest.mark.parametrize(("text", "expected"), DRIVERS)
def test_what_drivers_say(text: str, expected: dict[str, object]) -> None:
    """KMA-06, JID-13: account, user, log-in, document and host as each maker's driver writes them."""
    job = job_of(text)
    assert {name: getattr(job, name) for name in expected} == expected


@pytest.mark.parametrize(("text", "expected"), DRIVERS)
def test_leniency(text: str, expected: dict[str, object]) -> None:
    """KMA-06: other line ends, spaces around the equals sign, no spaces, and names in small letters."""
    if text.startswith("@PJL"):
        spaced = text.replace(" = ", "=").replace("=", "  =  ", 1) if "DATA" not in text else text
        for variant in (text.replace("\n", "\r\n"), spaced, text.replace("@PJL SET", "@pjl set")):
            job = job_of(variant)
            assert {name: getattr(job, name) for name in expected} == expected


def test_our_own_line_goes_first() -> None:
    job = job_of('@PJL SET OKIJOBACCOUNTID="7"\n' + RICOH)
    assert (job.account_id, job.user) == (7, "sato")
    both = job_of('@PJL SET OKIAUXJOBINFO DATA="AuthUser=ito"\n' + KONICA_MINOLTA)
    assert (both.auth_user, both.auth_password) == ("ito", "")  # never one's name with the other's password


def test_encrypted_keys_are_not_taken_for_numbers() -> None:
    job = job_of(KONICA_MINOLTA.replace("KMCOETYPE=0", "KMCOETYPE=2"))
    assert (job.account_id, job.auth_user, job.user) == (None, "", "sato")


@pytest.mark.parametrize(
    ("text", "hold"),
    [
        ('@PJL SET HOLD=ON\n@PJL SET HOLDTYPE=PRIVATE\n@PJL SET HOLDKEY="4001"\n', "4001"),
        ("@PJL SET HOLD = ON\n@PJL SET HOLDTYPE = PRIVATE\n@PJL SET HOLDKEY = 0815\n", "0815"),
        ('@PJL SET HOLD = ON\n@PJL SET KMJOBID = "sato"\n@PJL SET HOLDKEY = "pw"\n', "pw"),
        ("@PJL SET HOLD=STORE\n@PJL SET HOLDTYPE=PUBLIC\n", ""),
        ("@PJL SET BOXHOLDTYPE = PRIVATE\n", ""),
        ("@PJL SET BOXHOLDTYPE = PUBLIC\n", None),
        ("@PJL SET HOLD=OFF\n", None),
        ("@PJL SET USERID=sato\n", None),
    ],
)
def test_secure_print(text: str, hold: str | None) -> None:
    """KMA-07: held for its code, for its owner, or not at all."""
    assert job_of(text + "@PJL ENTER LANGUAGE=PCL\n").hold == hold


def test_locked_print_in_postscript() -> None:
    """KMA-07."""
    assert job_of(RICOH_PS.replace("/lppswd()", "/lppswd(4001)")).hold == "4001"


@pytest.mark.parametrize("number", ["0", "00000000", "----", "", "-1", "1e3", "99999999999999", "１"])
def test_numbers_that_are_no_account(number: str) -> None:
    assert job_of(RICOH.replace("1001", number)).account_id is None


def test_words_of_one_job_do_not_reach_the_next() -> None:
    data = UEL + RICOH.encode() + b"one" + UEL + b"@PJL ENTER LANGUAGE=PCL\ntwo" + UEL
    jobs = parse_stream(data)
    assert isinstance(jobs, list)
    assert [job.account_id for job in jobs] == [1001, None]


def test_nothing_said() -> None:
    assert pjl_words({}) == NOTHING
    assert postscript_words(b"%!PS\nshowpage") == NOTHING


@given(st.dictionaries(st.sampled_from(sorted(NAMES)), st.text(max_size=20)), st.binary(max_size=200))
def test_any_texts(settings: dict[str, str], body: bytes) -> None:
    for said in (pjl_words(settings), postscript_words(body)):
        assert said.account_id is None or said.account_id > 0
