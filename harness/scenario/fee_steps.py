"""The verb fees: definitions are saved, copied, deleted, assigned to printers, worked out from prices."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from core.config.fee_settings import CalculationSettings, FeeSettings
from core.config.settings import SettingsModel
from core.config.units import Text
from harness.scenario.values import Names


class Assign(SettingsModel):
    """Which fees a printer's jobs are charged; ``initial``: those of its model."""

    printer: Names
    name: Text


class Rename(SettingsModel):
    """A definition is saved under another name as well."""

    name: Text
    to: Text


def made_by(step: Fees) -> set[str]:
    """The definitions that a step makes, by name."""
    made = {step.define.name} if step.define is not None else set()
    made |= {step.rename.to} if step.rename is not None else set()
    return made | ({step.calculate.name} if step.calculate is not None else set())


class Fees(SettingsModel):
    """What the operator does with fees."""

    define: FeeSettings | None = None
    assign: Assign | None = None
    rename: Rename | None = None
    remove: Text | None = None
    calculate: CalculationSettings | None = None

    @model_validator(mode="after")
    def _one(self) -> Fees:
        given = [name for name in Fees.model_fields if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"expected one of {', '.join(Fees.model_fields)}")
        return self


class Toner(SettingsModel):
    """Which cartridges: of which printer, of which colours, and of what type."""

    printer: Names
    colours: Names = ("all",)
    type: Literal["standard", "large"]
