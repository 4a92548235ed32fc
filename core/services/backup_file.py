"""The file of a backup: plain JSON under a digest, secrets encrypted under a passphrase or not in it at all (PRN-20).

The key is made of the passphrase by scrypt, the cipher is AES-256-GCM, which also tells a wrong passphrase.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from core.chance import Chance
from core.model.errors import BadInput
from core.store.backup import canonical

_KIND: Final = "pressroom backup"
_SCRYPT: Final = {"n": 1 << 15, "r": 8, "p": 1}
_SALT_OCTETS: Final = 16
_NONCE_OCTETS: Final = 12


class Backup(NamedTuple):
    """A backup that was read: its content, and the secrets where the passphrase opened them."""

    content: dict[str, Any]
    secrets: dict[str, Any] | None


def write_backup(content: Mapping[str, Any], secrets: Mapping[str, Any], passphrase: str, chance: Chance) -> bytes:
    """The octets of the file; without a passphrase no secret is in it."""
    told: dict[str, Any] = {"kind": _KIND, "digest": hashlib.sha256(canonical(content)).hexdigest()}
    if passphrase:
        salt, nonce = chance.octets("backup salt", _SALT_OCTETS), chance.octets("backup nonce", _NONCE_OCTETS)
        sealed = AESGCM(_key(passphrase, salt)).encrypt(nonce, canonical(secrets), told["digest"].encode())
        told["secrets"] = {"salt": salt.hex(), "nonce": nonce.hex(), "sealed": sealed.hex()}
    return json.dumps({**told, "content": content}, indent=1, sort_keys=True, ensure_ascii=False).encode() + b"\n"


def read_backup(octets: bytes, passphrase: str) -> Backup:
    """The backup in a file. Raises BadInput: it is none, it is damaged, or the passphrase is wrong."""
    try:
        told = json.loads(octets)
        content = told["content"]
        if told["kind"] != _KIND:
            raise KeyError("kind")
    except (ValueError, KeyError, TypeError):
        raise BadInput("file", "this is no backup of Pressroom") from None
    if hashlib.sha256(canonical(content)).hexdigest() != told.get("digest"):
        raise BadInput("file", "this backup is damaged, or was changed", "take another one")
    if not passphrase:
        return Backup(content, None)
    sealed = told.get("secrets")
    if sealed is None:
        raise BadInput("passphrase", "there are no secrets in this backup", "restore it without a passphrase")
    try:
        key = _key(passphrase, bytes.fromhex(sealed["salt"]))
        opened = AESGCM(key).decrypt(
            bytes.fromhex(sealed["nonce"]), bytes.fromhex(sealed["sealed"]), told["digest"].encode()
        )
    except InvalidTag:
        raise BadInput("passphrase", "it does not open this backup") from None
    except (KeyError, TypeError, ValueError):
        raise BadInput("file", "this backup is damaged, or was changed", "take another one") from None
    return Backup(content, json.loads(opened))


def _key(passphrase: str, salt: bytes) -> bytes:
    memory = 128 * _SCRYPT["r"] * _SCRYPT["n"] * 2
    return hashlib.scrypt(passphrase.encode(), salt=salt, dklen=32, maxmem=memory, **_SCRYPT)
