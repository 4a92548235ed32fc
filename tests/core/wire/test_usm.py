"""SNMPv3's keys, ciphers and messages (PRN-07; RFC 3414, 3826, 7860)."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.wire import ber, usm
from core.wire.mib import SYS_NAME
from core.wire.snmp import Malformed, Pdu, PduType, Varbind
from core.wire.snmp3 import (
    AUTHENTIC,
    PRIVATE,
    Header,
    Scoped,
    V3Message,
    decode_v3,
    encode_v3,
    is_genuine,
    is_v3,
    nobody,
    open_scoped,
)
from core.wire.usm import Auth, Priv, User

ENGINE = bytes.fromhex("000000000000000000000002")
PDU = Pdu(PduType.GET, 77, 0, 0, (Varbind(SYS_NAME, ber.NULL, None),))
HEADER = Header(77, 1_472, True, ENGINE, 3, 40_000)
LEVELS = [(auth, priv) for auth, priv in product(Auth, Priv) if auth is not Auth.NONE or priv is Priv.NONE]


def user(auth: Auth, priv: Priv) -> User:
    return User(
        "press", auth, "maplesyrup" if auth is not Auth.NONE else "", priv, "pancakes" if priv is not Priv.NONE else ""
    )


@pytest.mark.parametrize(
    ("auth", "key", "localised"),
    [
        # RFC 3414, sections A.3.1 and A.3.2
        (Auth.MD5, "9faf3283884e92834ebc9847d8edd963", "526f5eed9fcce26f8964c2930787d82b"),
        (Auth.SHA1, "9fb5cc0381497b3793528939ff788d5d79145211", "6695febc9288e36282235fc7151f128497b38f3f"),
    ],
)
def test_the_keys_of_the_rfc(auth: Auth, key: str, localised: str) -> None:
    """PRN-07"""
    assert usm.password_key(auth, b"maplesyrup").hex() == key
    assert usm.localise(auth, bytes.fromhex(key), ENGINE).hex() == localised


@pytest.mark.parametrize("auth", [auth for auth in Auth if auth is not Auth.NONE])
def test_the_keys_of_pysnmp(auth: Auth) -> None:
    """An independent implementation makes the same keys of the same password (PRN-07)."""
    import hashlib

    from pyasn1.type.univ import OctetString
    from pysnmp.proto.secmod.rfc3414.localkey import hash_passphrase, localize_key

    digest: Any = getattr(hashlib, auth.value)
    key = hash_passphrase(b"pancakes", digest)
    assert usm.password_key(auth, b"pancakes") == bytes(key)
    assert usm.localise(auth, bytes(key), ENGINE) == bytes(localize_key(key, OctetString(ENGINE), digest))


@pytest.mark.parametrize(("auth", "priv"), LEVELS)
def test_there_and_back(auth: Auth, priv: Priv) -> None:
    keys = usm.keys_of(user(auth, priv), ENGINE)
    data = encode_v3(HEADER, keys, Scoped(ENGINE, b"", PDU), salt=9)
    message = decode_v3(data)
    assert isinstance(message, V3Message)
    assert is_v3(data)
    assert message[:2] == (77, 1_472)
    assert (message.engine_id, message.boots, message.time_s, message.user) == (ENGINE, 3, 40_000, b"press")
    assert message.flags & (AUTHENTIC | PRIVATE) == (auth is not Auth.NONE) + 2 * (priv is not Priv.NONE)
    assert is_genuine(data, message, keys) == (auth is not Auth.NONE)
    assert open_scoped(message, keys) == Scoped(ENGINE, b"", PDU)
    if priv is not Priv.NONE:
        assert ber.element(ber.OID, b"\x2b") not in data  # nothing of the name is readable
        assert data != encode_v3(HEADER, keys, Scoped(ENGINE, b"", PDU), salt=10)


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_not_one_octet_can_be_changed(place: int, change: int) -> None:
    """A digest covers all of a message."""
    keys = usm.keys_of(user(Auth.SHA256, Priv.AES128), ENGINE)
    data = bytearray(encode_v3(HEADER, keys, Scoped(ENGINE, b"", PDU), salt=9))
    data[place % len(data)] ^= change
    message = decode_v3(bytes(data))
    if isinstance(message, V3Message) and message.flags & AUTHENTIC:
        assert not is_genuine(bytes(data), message, keys)


@given(st.binary(max_size=300))
def test_any_octets_are_read(data: bytes) -> None:
    found = decode_v3(data)
    assert isinstance(found, V3Message | Malformed)
    is_v3(data)


@given(st.binary(max_size=80), st.binary(max_size=12), st.sampled_from([Priv.DES, Priv.AES128]))
def test_any_secret_is_opened_or_refused(secret: bytes, salt: bytes, priv: Priv) -> None:
    keys = usm.keys_of(user(Auth.MD5, priv), ENGINE)
    message = V3Message(1, 484, AUTHENTIC | PRIVATE, ENGINE, 1, 1, b"press", b"", salt, secret, 0)
    assert isinstance(open_scoped(message, keys), Scoped | Malformed)


@pytest.mark.parametrize(
    ("boots", "time_s", "own_boots", "own_time_s", "fresh"),
    [
        (3, 1_000, 3, 1_000, True),
        (3, 850, 3, 1_000, True),
        (3, 849, 3, 1_000, False),
        (3, 1_150, 3, 1_000, True),
        (3, 1_151, 3, 1_000, False),
        (2, 1_000, 3, 1_000, False),
        (usm.MOST_BOOTS, 1_000, usm.MOST_BOOTS, 1_000, False),
    ],
)
def test_what_is_fresh(boots: int, time_s: int, own_boots: int, own_time_s: int, fresh: bool) -> None:
    """RFC 3414, section 3.2: 150 seconds either way, and the same boots."""
    assert usm.is_in_window(boots, time_s, own_boots, own_time_s) is fresh


def test_privacy_needs_authentication() -> None:
    data = bytearray(encode_v3(HEADER, nobody(b"press"), Scoped(ENGINE, b"", PDU)))
    place = data.index(bytes((ber.OCTET_STRING, 1, 4)))
    data[place + 2] = PRIVATE
    assert decode_v3(bytes(data)) == Malformed(place + 2, "privacy without authentication")
