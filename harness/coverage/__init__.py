"""Requirement row → scenarios, tests and planted defects that name it → what came of them (HAR-10)."""

from harness.coverage.defects import Defect, load_defects
from harness.coverage.matrix import COLOURS, Colour, Matrix, RowCoverage, build
from harness.coverage.mentions import Mention, find_mentions
from harness.coverage.requirements import REQUIREMENTS, Requirements, find_checkout, load_requirements
from harness.coverage.scenarios import Outcome, Proof, load_report, proofs

__all__ = [
    "COLOURS",
    "REQUIREMENTS",
    "Colour",
    "Defect",
    "Matrix",
    "Mention",
    "Outcome",
    "Proof",
    "Requirements",
    "RowCoverage",
    "build",
    "find_checkout",
    "find_mentions",
    "load_defects",
    "load_report",
    "load_requirements",
    "proofs",
]
