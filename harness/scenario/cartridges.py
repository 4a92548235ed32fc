"""The verb toner: somebody puts cartridges of another capacity into a printer."""

from __future__ import annotations

from harness.scenario.fee_steps import Toner
from harness.scenario.run import Run, StepFailed


def toner(run: Run, step: Toner) -> None:
    """From now on the printer tells their capacity (FEE-07)."""
    for name in run.names(step.printer):
        printer = run.printer(name)
        pages = printer.model.toner_pages
        if len(pages) < (2 if step.type == "large" else 1):
            raise StepFailed(f"toner of {step.type} capacity", f"{printer.model.name} has none")
        for colour in printer.cartridges if step.colours == ("all",) else step.colours:
            if colour not in printer.cartridges:
                raise StepFailed(f"toner {colour}", f"{printer.model.name} has {', '.join(printer.cartridges)}")
            printer.cartridges[colour] = pages[-1] if step.type == "large" else pages[0]
