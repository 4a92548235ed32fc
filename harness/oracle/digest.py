"""Two fingerprints of a run (HAR-03): of what came out of it, and of every datagram on the way.

The outcome digest is taken over the journals, the decisions (states and standings at the end) and the ledger, without
what may differ between runs that came to the same: addresses, error texts, clients' ports, the random IDs of server
and streams (numbered in order instead). So it can be compared between versions. The trace digest takes every octet.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from typing import Any

DIGEST_OCTETS = 16
_AT_A_TIME = 500
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode
_VOLATILE = {"address", "last_error", "last_success_us", "server_id"}


def outcome_digest(case: Mapping[str, Any]) -> str:
    """32 hexadecimal digits; equal for runs in which the same things happened and were recorded."""
    names = _stream_names(case)
    hasher = blake2b(digest_size=DIGEST_OCTETS)
    server = case["ledger"].get("server_id", "")
    for printer in sorted(case["journals"]):
        _feed(hasher, ["journal", printer])
        _feed_all(hasher, case["journals"][printer], lambda event: _event(event, names, server))
    for printer, device in sorted(case["devices"].items()):
        _feed(
            hasher,
            ["device", printer, device["first"], device["next"], _sorted(device["ids"]), _sorted(device["limits"])],
        )
    for part, rows in sorted(case["ledger"].items()):
        if part in _VOLATILE:
            continue
        _feed(hasher, ["ledger", part])
        _feed_all(hasher, rows if isinstance(rows, list) else [rows], lambda row: _row(row, names))
    return hasher.hexdigest()


def _feed(hasher: Any, item: object) -> None:
    hasher.update(_encode(item).encode())
    hasher.update(b"\n")


def _feed_all(hasher: Any, items: Sequence[Any], shown: Callable[[Any], object]) -> None:
    """Many at a time, which takes a third of the time of one by one."""
    for at in range(0, len(items), _AT_A_TIME):
        _feed(hasher, [shown(item) for item in items[at : at + _AT_A_TIME]])


def _stream_names(case: Mapping[str, Any]) -> dict[str, str]:
    """Random stream IDs become "lobby stream 1", in the order in which the printer began them."""
    names: dict[str, str] = {}
    for printer, events in case["journals"].items():
        count = 0
        for event in events:
            if event[0] == "stream":
                count += 1
                names[event[2]] = f"{printer} stream {count}"
    counted: dict[str, int] = {}
    for row in case["ledger"]["streams"]:
        if row["stream"] not in names:  # readings of printers without a log
            counted[row["printer"]] = counted.get(row["printer"], 0) + 1
            names[row["stream"]] = f"{row['printer']} series {counted[row['printer']]}"
    return names


def _event(event: Any, names: Mapping[str, str], server: str) -> list[Any]:
    kind, at_us, *fields = event
    if kind == "arrived":
        return [kind, at_us, fields[0], fields[2]]  # without the client's port
    if kind in {"stream", "destroyed", "released"}:
        return [kind, at_us, names.get(fields[0], fields[0]), *fields[1:]]
    if kind == "ids":
        return [kind, at_us, fields[0], _sorted(fields[1])]
    if kind == "owner":
        return [kind, at_us, "this server" if server and fields[0] == server else bool(fields[0]), fields[1]]
    return [kind, at_us, *fields]


def _sorted(table: Mapping[Any, Any]) -> list[list[Any]]:
    """A mapping by number as rows, however its keys are written."""
    return [[int(number), value] for number, value in sorted(table.items(), key=lambda item: int(item[0]))]


def _row(row: Any, names: Mapping[str, str]) -> Any:
    if not isinstance(row, dict):
        return row
    kept = {key: value for key, value in row.items() if value is not None and key not in _VOLATILE}
    if "stream" in kept:
        kept["stream"] = names.get(kept["stream"], "a stream of nobody")
    return kept


class TraceDigest:
    """Over every datagram in its order; `add` fits a network's tap."""

    def __init__(self) -> None:
        self._hasher = blake2b(digest_size=DIGEST_OCTETS)
        self.datagrams = 0

    def add(self, at_us: int, direction: str, address: object, data: bytes) -> None:
        """Take one datagram: when, which way, the printer's address, and its octets."""
        self.datagrams += 1
        self._hasher.update(f"{at_us} {direction} {address} {len(data)}\n".encode())
        self._hasher.update(data)

    def hexdigest(self) -> str:
        """32 hexadecimal digits; more datagrams may follow."""
        return self._hasher.hexdigest()
