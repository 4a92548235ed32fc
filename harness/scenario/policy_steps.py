"""The verb policies: what an operator does to the list of policies and to those on printers (POL-01 to POL-07)."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from core.config.base import SettingsModel
from core.config.policies import KindWord, PolicyWord
from core.config.units import Flag, Text
from core.model.policies import KIND_WORDS, POLICY_WORDS, Named, PolicyEntry
from harness.scenario.values import Names

_OneOrMany = Annotated[tuple[Text, ...], BeforeValidator(lambda value: [value] if isinstance(value, str) else value)]


class Rules(SettingsModel):
    """Policies by kind and name; ``others`` by kind. Whether a name can have one is for the server to say."""

    login: dict[Text, PolicyWord] = Field(default={})
    application: dict[Text, PolicyWord] = Field(default={})
    document: dict[Text, PolicyWord] = Field(default={})
    host: dict[Text, PolicyWord] = Field(default={})
    others: dict[KindWord, PolicyWord] = Field(default={})

    @property
    def entries(self) -> list[PolicyEntry]:
        """In the server's words."""
        named = [
            PolicyEntry(Named(kind, name), POLICY_WORDS[word])
            for key, kind in KIND_WORDS.items()
            for name, word in getattr(self, key).items()
        ]
        return named + [
            PolicyEntry(Named(KIND_WORDS[key], None), POLICY_WORDS[word]) for key, word in self.others.items()
        ]


class RuleNames(SettingsModel):
    """Names of policies by kind; ``others`` by kind."""

    login: _OneOrMany = ()
    application: _OneOrMany = ()
    document: _OneOrMany = ()
    host: _OneOrMany = ()
    others: Annotated[
        tuple[KindWord, ...], BeforeValidator(lambda value: [value] if isinstance(value, str) else value)
    ] = ()

    @property
    def names(self) -> list[Named]:
        """In the server's words."""
        named = [Named(kind, name) for key, kind in KIND_WORDS.items() for name in getattr(self, key)]
        return named + [Named(KIND_WORDS[key], None) for key in self.others]


class Csv(SettingsModel):
    """A file that is read into the list."""

    lines: tuple[Text, ...]  # name[,policy] each
    kind: KindWord
    policy: PolicyWord | None = None  # of lines that name none


class PoliciesStep(SettingsModel):
    """The list changes, or, with ``on`` and from apply on, what printers hold."""

    add: Rules | None = None
    change: Rules | None = None
    remove: RuleNames | None = None
    clear: Flag | None = None
    csv: Csv | None = None
    apply: Names | None = None
    disable: Names | None = None
    enable: Names | None = None
    on: Names | None = None

    @model_validator(mode="after")
    def _one(self) -> PoliciesStep:
        given = [name for name in DOINGS if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"expected one of {', '.join(DOINGS)}")
        if self.on is not None and given[0] not in {"change", "remove", "clear"}:
            raise ValueError("on goes with change, remove and clear")
        return self

    @property
    def doing(self) -> str:
        """Which of them."""
        return next(name for name in DOINGS if getattr(self, name) is not None)


DOINGS = ("add", "change", "remove", "clear", "csv", "apply", "disable", "enable")
