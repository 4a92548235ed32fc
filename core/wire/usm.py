"""The User-based Security Model of SNMPv3: keys, digests and ciphers, without I/O (RFC 3414, 3826, 7860).

MD5, SHA-1 and DES are old, and here because printers speak nothing newer. Each user's keys hold for one engine only:
a password becomes a key, and the key is localised with the engine's ID.
"""

from __future__ import annotations

import hashlib
import hmac
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.decrepit.ciphers.modes import CFB
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from core.wire.mib import Oid

WINDOW_S: Final = 150
"""How far a message's time may lie from the engine's (RFC 3414 section 2.2.3)."""

MOST_BOOTS: Final = 0x7FFF_FFFF
"""An engine that has started so often answers no authenticated message any more, until it gets new keys."""

LEAST_PASSWORD: Final = 8
"""Characters of a password (RFC 3414 section 11.2)."""

_STRETCHED_OCTETS: Final = 1_048_576
_DES_BLOCK: Final = 8
_SALT_OCTETS: Final = 8


class Auth(StrEnum):
    """How messages are authenticated."""

    NONE = "none"
    MD5 = "md5"
    SHA1 = "sha1"
    SHA224 = "sha224"
    SHA256 = "sha256"
    SHA384 = "sha384"
    SHA512 = "sha512"


class Priv(StrEnum):
    """How messages are encrypted."""

    NONE = "none"
    DES = "des"
    AES128 = "aes128"


_DIGEST_OCTETS: Final = {
    Auth.NONE: 0,
    Auth.MD5: 12,
    Auth.SHA1: 12,
    Auth.SHA224: 16,
    Auth.SHA256: 24,
    Auth.SHA384: 32,
    Auth.SHA512: 48,
}

_STATS: Final[Oid] = (1, 3, 6, 1, 6, 3, 15, 1, 1)
UNSUPPORTED_LEVELS: Final[Oid] = (*_STATS, 1, 0)
NOT_IN_TIME_WINDOWS: Final[Oid] = (*_STATS, 2, 0)
UNKNOWN_USERS: Final[Oid] = (*_STATS, 3, 0)
UNKNOWN_ENGINES: Final[Oid] = (*_STATS, 4, 0)
WRONG_DIGESTS: Final[Oid] = (*_STATS, 5, 0)
DECRYPTION_ERRORS: Final[Oid] = (*_STATS, 6, 0)


class User(NamedTuple):
    """A user as people set one up. Privacy without authentication does not exist."""

    name: str
    auth: Auth = Auth.NONE
    auth_password: str = ""
    priv: Priv = Priv.NONE
    priv_password: str = ""


class Keys(NamedTuple):
    """A user's keys for one engine."""

    user: bytes
    auth: Auth
    auth_key: bytes
    priv: Priv
    priv_key: bytes


def keys_of(user: User, engine_id: bytes) -> Keys:
    """The keys with which this user talks to that engine."""
    auth_key = priv_key = b""
    if user.auth is not Auth.NONE:
        auth_key = localise(user.auth, password_key(user.auth, user.auth_password.encode()), engine_id)
    if user.priv is not Priv.NONE:
        priv_key = localise(user.auth, password_key(user.auth, user.priv_password.encode()), engine_id)[:16]
    return Keys(user.name.encode(), user.auth, auth_key, user.priv, priv_key)


@lru_cache(maxsize=256)
def password_key(auth: Auth, password: bytes) -> bytes:
    """The key of a password: the digest of a mebibyte of it (RFC 3414 section A.2). Costs some milliseconds."""
    repeated = password * (_STRETCHED_OCTETS // len(password) + 1)
    return hashlib.new(auth.value, repeated[:_STRETCHED_OCTETS], usedforsecurity=False).digest()


def localise(auth: Auth, key: bytes, engine_id: bytes) -> bytes:
    """The key for one engine (RFC 3414 section 2.6)."""
    return hashlib.new(auth.value, key + engine_id + key, usedforsecurity=False).digest()


def digest_octets(auth: Auth) -> int:
    """How long the digest in a message is."""
    return _DIGEST_OCTETS[auth]


def digest(keys: Keys, message: bytes) -> bytes:
    """The digest of a whole message in which the place of the digest is filled with zeros."""
    return hmac.new(keys.auth_key, message, keys.auth.value).digest()[: _DIGEST_OCTETS[keys.auth]]


def encrypt(keys: Keys, boots: int, time_s: int, salt: int, plain: bytes) -> tuple[bytes, bytes]:
    """The octets under this user's cipher, and the privacy parameters that go with them.

    ``salt`` must never come twice under the same key: 32 bits of it count for DES, 64 for AES.
    """
    if keys.priv is Priv.DES:
        parameters = boots.to_bytes(4, "big") + (salt & 0xFFFF_FFFF).to_bytes(4, "big")
        plain += bytes(-len(plain) % _DES_BLOCK)
    else:
        parameters = (salt & 0xFFFF_FFFF_FFFF_FFFF).to_bytes(_SALT_OCTETS, "big")
    encryptor = _cipher(keys, boots, time_s, parameters).encryptor()
    return encryptor.update(plain) + encryptor.finalize(), parameters


def decrypt(keys: Keys, boots: int, time_s: int, parameters: bytes, secret: bytes) -> bytes | None:
    """The inverse of :func:`encrypt`; None for what no such cipher has made."""
    if len(parameters) != _SALT_OCTETS or (keys.priv is Priv.DES and len(secret) % _DES_BLOCK):
        return None
    decryptor = _cipher(keys, boots, time_s, parameters).decryptor()
    return decryptor.update(secret) + decryptor.finalize()


def is_in_window(boots: int, time_s: int, own_boots: int, own_time_s: int) -> bool:
    """Whether the engine that is asked takes a message of that time for a fresh one (RFC 3414 section 3.2, 7a)."""
    return own_boots != MOST_BOOTS and boots == own_boots and abs(time_s - own_time_s) <= WINDOW_S


def _cipher(keys: Keys, boots: int, time_s: int, parameters: bytes) -> Cipher[modes.CBC | CFB]:
    if keys.priv is Priv.DES:
        start = bytes([a ^ b for a, b in zip(keys.priv_key[8:], parameters, strict=True)])
        return Cipher(TripleDES(keys.priv_key[:8] * 3), modes.CBC(start))  # three times the same is DES itself
    vector = boots.to_bytes(4, "big") + time_s.to_bytes(4, "big") + parameters
    return Cipher(algorithms.AES(keys.priv_key), CFB(vector))
