"""What the administrator can do by the printer's web page."""

from __future__ import annotations

from collections.abc import Mapping

from emulator.printer import Printer


def act(printer: Printer, form: Mapping[str, str]) -> str:
    """Does what the form's ``do`` says, and tells it in a sentence. EmulatorError where the printer cannot."""
    do = form.get("do", "")
    if do == "offline":
        printer.go_offline()
        return "The printer is off-line."
    if do == "online":
        printer.go_online()
        return "The printer is on-line."
    if do in {"cancel", "release"}:
        return _job(printer, do, form.get("job", ""), form.get("code", ""))
    return "Nothing was done."


def _job(printer: Printer, do: str, number: str, code: str) -> str:
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        return "There is no such job."
    job = int(number)
    if do == "cancel":
        return f"Job {job} is cancelled." if printer.cancel(job) else f"Job {job} is over already."
    if job in printer.held and printer.release(job, code):
        return f"Job {job} is released."
    return f"Job {job} is not held, or under another code."
