"""Policies: what names in print jobs are allowed (POL-01 to POL-07)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from core.wire.id_table import IdRow
from core.wire.policy_table import EMPTY, KINDS, Kind, Policy, PolicyTable

POLICY_WORDS: Final[dict[str, Policy]] = {policy.name.lower().replace("_", " "): policy for policy in Policy}
KIND_WORDS: Final[dict[str, Kind]] = {kind.name.lower(): kind for kind in KINDS}
OTHERS_WORDS: Final[dict[Kind, str]] = {
    Kind.LOGIN: "other login names",
    Kind.APPLICATION: "other applications",
    Kind.DOCUMENT: "other documents/URLs",
    Kind.HOST: "other hosts",
}


class Named(NamedTuple):
    """What a policy is for: a name, or None for all that have no policy of their own (POL-03)."""

    kind: Kind
    name: str | None

    def __str__(self) -> str:
        return OTHERS_WORDS[self.kind] if self.name is None else f"{self.kind.name.lower()} {self.name}"


class PolicyEntry(NamedTuple):
    """A policy as an operator has made it. It acts once it is applied to a printer (POL-05)."""

    named: Named
    policy: Policy

    def __str__(self) -> str:
        return f"{self.named}: {word_of(self.policy)}"


class PrinterPolicies(NamedTuple):
    """What a printer should hold, and which revision of it; 0: nothing was ever applied."""

    revision: int = 0
    table: PolicyTable = EMPTY


class InForce(NamedTuple):
    """What a printer held from an instant on: IDs, those over their limit, policies (None: none from this server)."""

    at_us: int
    ids: Mapping[int, IdRow]
    exceeded: frozenset[int]
    policies: PolicyTable | None


def word_of(policy: Policy) -> str:
    """As people write it."""
    return policy.name.lower().replace("_", " ")
