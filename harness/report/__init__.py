"""Reports about scenarios: terminal, HTML, JUnit XML and JSON. Files appear whole or not at all."""

from __future__ import annotations

from harness.report.files import check_place
from harness.report.html import write_html
from harness.report.json_report import write_json
from harness.report.junit import write_junit
from harness.report.table import print_table

__all__ = ["check_place", "print_table", "write_html", "write_json", "write_junit"]
