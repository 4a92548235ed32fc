"""Policies as people write them: in commands, in scenarios, and in CSV files (POL-01, POL-04)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from core.config.base import SettingsModel
from core.config.csv_rows import CsvFile, Line, read_lines
from core.model.errors import BadInput
from core.model.policies import KIND_WORDS, POLICY_WORDS, Named, PolicyEntry
from core.rules.policies import check_entry, same
from core.wire.policy_table import Kind, Policy

POLICY_LINE = "name[,policy]"
KindWord = Literal["login", "application", "document", "host"]
PolicyWord = Literal["enable", "print in mono", "disable colour", "disable printing"]


class NamedSettings(SettingsModel):
    """Whom a policy is for; without a name all that have none of their own."""

    kind: KindWord
    name: Annotated[str, Field(min_length=1)] | None = None

    @property
    def named(self) -> Named:
        """In the model's words."""
        return Named(KIND_WORDS[self.kind], self.name)


class PolicySettings(NamedSettings):
    """A policy."""

    policy: PolicyWord

    @model_validator(mode="after")
    def _name(self) -> PolicySettings:
        try:
            check_entry(self.entry)
        except BadInput as error:
            raise ValueError(error.message) from None
        return self

    @property
    def entry(self) -> PolicyEntry:
        """In the model's words."""
        return PolicyEntry(self.named, POLICY_WORDS[self.policy])


def policy_words(entry: PolicyEntry) -> dict[str, str | None]:
    """The reverse: plain values that PolicySettings reads as this policy."""
    policy = next(word for word, policy in POLICY_WORDS.items() if policy is entry.policy)
    return {"kind": entry.named.kind.name.lower(), "name": entry.named.name, "policy": policy}


def read_policies(octets: bytes, file: str, kind: Kind, default: Policy | None) -> CsvFile[PolicyEntry]:
    """Policies of one kind, ``name[,policy]`` a line (POL-04); a line that names none has ``default``.

    Nothing may be in it twice.
    """
    seen: list[tuple[Named, int]] = []

    def entry(line: Line) -> PolicyEntry | str:
        name, word = (*line.cells, "")[:2]
        policy = POLICY_WORDS.get(word.lower()) if word else default
        if policy is None:
            found = f"found {word!r}" if word else "none is given"
            return f"policy: expected {', '.join(POLICY_WORDS)}; {found}"
        made = PolicyEntry(Named(kind, name), policy)
        try:
            check_entry(made)
        except BadInput as error:
            return error.message
        if (first := next((number for named, number in seen if same(named, made.named)), None)) is not None:
            return f"{kind.name.lower()}: {name} is in line {first} already"
        seen.append((made.named, line.number))
        return made

    return read_lines(octets, file, POLICY_LINE, entry)
