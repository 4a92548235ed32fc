"""The pages themselves: status with paper and supplies, jobs, and the administrator's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from html import escape
from typing import Final

from emulator.parts.job import JobState
from emulator.printer import Printer

_STYLE: Final = """body{font:15px/1.5 sans-serif;margin:2em auto;max-width:54em;padding:0 1em;color:#222}
h1{font-size:1.3em}h2{font-size:1.05em;margin-top:1.6em}nav a{margin-right:1.5em}
table{border-collapse:collapse}td,th{text-align:left;padding:.15em 1.2em .15em 0}
.bar{display:inline-block;width:10em;border:1px solid #888;height:.8em}.bar i{display:block;height:100%;background:#555}
.critical{color:#a00;font-weight:bold}form{display:inline}"""
_LINKS: Final = (("/", "Status"), ("/jobs", "Jobs"), ("/admin", "Administrator"))


def status(printer: Printer) -> str:
    """State, what is the matter, paper, supplies, counters."""
    printer.catch_up()
    rows = [(tray, _paper(printer, tray)) for tray in printer.model.inputs]
    left = [(name, _bar(printer.supplies.left(name))) for name in printer.supplies.names]
    facts = (
        ("Serial number", escape(printer.serial)),
        ("Address", escape(printer.address)),
        ("Sheets printed", f"{printer.life.sheets:,}"),
        ("Printed faces", f"{printer.life.impressions:,}"),
        ("Records in the log", f"{printer.log.held:,}"),
    )
    return _page(
        printer,
        f"<h2>State</h2><p>{_state(printer)}</p>{_troubles(printer)}",
        f"<h2>Paper</h2>{_table((escape(tray), paper) for tray, paper in rows)}",
        f"<h2>Supplies</h2>{_table((escape(name), bar) for name, bar in left)}",
        f"<h2>Machine</h2>{_table(facts)}",
    )


def jobs(printer: Printer) -> str:
    """The last ones, and those that wait."""
    head = ("Job", "Document", "User", "Came", "State", "Sheets", "Colour", "Mono")
    rows = [_job(each) for each in reversed(printer.jobs())]
    return _page(printer, f"<h2>Jobs</h2>{_table(rows, head)}" if rows else "<h2>Jobs</h2><p>There were none.</p>")


def administration(printer: Printer, said: str = "") -> str:
    """What only the administrator may do."""
    printer.catch_up()
    waiting = [each for each in printer.jobs() if not each.ended]
    rows = [
        (str(each.number), escape(each.document), escape(each.user), each.state, _buttons(each)) for each in waiting
    ]
    switch = ("online", "Put on-line") if printer.offline is not None else ("offline", "Put off-line")
    return _page(
        printer,
        f"<p><strong>{escape(said)}</strong></p>" if said else "",
        f"<h2>State</h2><p>{_state(printer)}</p>{_troubles(printer)}",
        f"<p>{_button(*switch)} {_button('restart', 'Restart')}</p>",
        "<h2>Waiting jobs</h2>",
        _table(rows, ("Job", "Document", "User", "State", "")) if rows else "<p>There are none.</p>",
    )


PAGES: Final[dict[str, Callable[[Printer], str]]] = {"/": status, "/index.html": status, "/jobs": jobs}
"""The pages that everybody may see, by their paths."""


def _page(printer: Printer, *parts: str) -> str:
    title = f"{escape(printer.name)} – {escape(printer.model.description)}"
    links = "".join(f'<a href="{path}">{name}</a>' for path, name in _LINKS)
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style></head>"
        f"<body><h1>{title}</h1><nav>{links}</nav>{''.join(parts)}</body></html>\n"
    )


def _table(rows: Iterable[Iterable[str]], head: Iterable[str] = ()) -> str:
    top = "".join(f"<th>{name}</th>" for name in head)
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table>{f'<tr>{top}</tr>' if top else ''}{lines}</table>"


def _state(printer: Printer) -> str:
    first = next((each for each in printer.conditions.active() if each.kind.stops), None)
    if first is not None:
        return f'<span class="critical">{escape(first.text)}</span>'
    return "Printing" if printer.printing is not None else "Ready"


def _troubles(printer: Printer) -> str:
    rows = [f'<li class="{each.kind.severity}">{escape(each.text)}</li>' for each in printer.conditions.active()]
    return f"<ul>{''.join(rows)}</ul>" if rows else ""


def _paper(printer: Printer, tray: str) -> str:
    paper = printer.paper
    return (
        f"{paper.left(tray)} of {paper.capacity(tray)} sheets, {escape(paper.size(tray))} {escape(paper.media(tray))}"
    )


def _bar(permille: int) -> str:
    percent = f"{permille // 10} %"
    return f'<span class="bar"><i style="width:{permille / 10:.1f}%"></i></span> {percent}'


def _job(job: JobState) -> tuple[str, ...]:
    came = dt.datetime.fromtimestamp(job.arrived_us / 1_000_000, dt.UTC).strftime("%Y-%m-%d %H:%M:%S")
    state = f"{job.state}: {job.detail}" if job.detail and job.detail != job.state else job.state
    texts = (escape(job.document), escape(job.user), came, escape(state))
    return (str(job.number), *texts, str(job.sheets), str(job.colour), str(job.mono))


def _buttons(job: JobState) -> str:
    release = _button("release", "Release", job.number) if job.state == "pending-held" else ""
    return f"{_button('cancel', 'Cancel', job.number)} {release}"


def _button(do: str, name: str, job: int | None = None) -> str:
    number = "" if job is None else f'<input type="hidden" name="job" value="{job}">'
    code = 'Code <input name="code" size="8"> ' if do == "release" else ""
    return f'<form method="post" action="/admin">{number}{code}<button name="do" value="{do}">{name}</button></form>'
