"""JUnit XML as Jenkins, GitLab and GitHub's actions read it: a suite per scenario, a case per assertion and check.

Its shape keeps to the schema of Jenkins' xUnit plugin (junit-10): testsuites, testsuite with properties, testcase with
failure, error or skipped. A verdict that is unknown is an error: nothing was proven, and that must not look green.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path, PurePath
from xml.etree import ElementTree as ET

from harness.oracle import Check
from harness.report.files import write_whole
from harness.report.wording import is_untouched
from harness.results import UNKNOWN, ScenarioResult, StepResult

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_junit(results: Sequence[ScenarioResult], path: str | Path) -> Path:
    """Write the report."""
    root = ET.Element("testsuites", name="pressroom", time=f"{sum(result.wall_s for result in results):.3f}")
    counts = {"tests": 0, "failures": 0, "errors": 0}
    for result in results:
        suite = _suite(result)
        for name in counts:
            counts[name] += int(suite.get(name, "0"))
        root.append(suite)
    for name, number in counts.items():
        root.set(name, str(number))
    ET.indent(root)
    return write_whole(path, ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n")


def _suite(result: ScenarioResult) -> ET.Element:
    suite = ET.Element("testsuite", name=_clean(f"{result.title} ({result.world})"), file=_clean(result.file))
    suite.append(_properties(result))
    place = _clean(f"{PurePath(result.file).with_suffix('').as_posix().replace('/', '.')}.{result.world}")
    for step in result.steps:
        suite.append(_step(step, place))
    for check in result.checks:
        suite.append(_check(check, place))
    suite.append(_verdict(result, place))
    cases = suite.findall("testcase")
    suite.set("tests", str(len(cases)))
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(name, str(sum(case.find(tag) is not None for case in cases)))
    suite.set("time", f"{result.wall_s:.3f}")
    return suite


def _properties(result: ScenarioResult) -> ET.Element:
    properties = ET.Element("properties")
    for name, value in (
        ("world", result.world),
        ("seed", result.seed),
        ("verdict", result.verdict),
        ("outcome digest", result.outcome_digest),
        ("trace digest", result.trace_digest),
        ("replay", result.replay),
        ("covers", " ".join(result.covers)),
    ):
        ET.SubElement(properties, "property", name=name, value=_clean(str(value)))
    return properties


def _step(step: StepResult, place: str) -> ET.Element:
    case = ET.Element("testcase", classname=place, name=_clean(f"line {step.line}: {step.text}"))
    if step.ok is False:
        failure = ET.SubElement(case, "failure", type="step")
        failure.set("message", _clean(f"expected {step.expected}, actual {step.actual}"))
        lines = [f"expected: {step.expected}", f"actual:   {step.actual}"]
        lines += [f"rule:     {step.rule}"] if step.rule else []
        failure.text = _clean("\n".join([*lines, *step.timeline]))
    elif is_untouched(step.ok, step.at_us):
        ET.SubElement(case, "skipped", message="not reached")
    return case


def _check(check: Check, place: str) -> ET.Element:
    case = ET.Element("testcase", classname=place, name=f"oracle: {check.name}")
    if check.findings:
        failure = ET.SubElement(case, "failure", type="oracle", message=_clean(check.findings[0]))
        failure.text = _clean("\n".join(check.findings))
    elif check.broken:
        ET.SubElement(case, "error", type="oracle", message=_clean(f"could not run: {check.broken}"))
    elif not check.examined:
        ET.SubElement(case, "skipped", message="examined nothing")
    else:
        ET.SubElement(case, "system-out").text = _clean(f"examined {check.examined} {check.what}")
    return case


def _verdict(result: ScenarioResult, place: str) -> ET.Element:
    case = ET.Element("testcase", classname=place, name="verdict")
    if result.error:
        ET.SubElement(case, "error", type="broken off", message=_clean(result.error.splitlines()[0])).text = _clean(
            f"{result.error}\nreplay: {result.replay}"
        )
    elif result.verdict == UNKNOWN:
        ET.SubElement(case, "error", type="unknown", message="unknown: no job was compared with the ledger")
    ET.SubElement(case, "system-out").text = _clean(f"{result.verdict}; replay: {result.replay}")
    return case


def _clean(text: str) -> str:
    """Without characters that XML cannot hold."""
    return _NOT_XML.sub("\ufffd", text)
