"""Charts as SVG, drawn here: colours come from the page's style sheet, so that light and dark need no second picture.

Every mark carries ``data-tip``, which the page's script shows beside the pointer and other readers find as a title.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from harness.report.scales import number_ticks, time_ticks
from harness.report.wording import count, instant, money, plural
from harness.series import Bar, GapMark, LimitUse, Series

_WIDTH = 920
_LEFT, _RIGHT = 56, 14
_PANEL, _BETWEEN = 128, 34
_MOST_BARS = 16
_WIDEST_BAR = 26.0
_DAY_US = 86_400_000_000


def _tag(name: str, tip: str = "", **attributes: object) -> str:
    told = "".join(f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"' for key, value in attributes.items())
    if not tip:
        return f"<{name}{told}/>"
    return f'<{name}{told} data-tip="{escape(tip)}"><title>{escape(tip)}</title></{name}>'


def _text(x: float, y: float, text: str, **attributes: object) -> str:
    told = "".join(f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"' for key, value in attributes.items())
    return f'<text x="{x:.1f}" y="{y:.1f}"{told}>{escape(text)}</text>'


def _svg(height: float, parts: Iterable[str], label: str) -> Markup:
    body = "".join(parts)
    return Markup(  # noqa: S704 - every text in it went through escape
        f'<svg class="chart" viewBox="0 0 {_WIDTH} {height:.0f}" role="img" aria-label="{escape(label)}">{body}</svg>'
    )


def over_time(series: Series, zone: str) -> Markup:
    """Sheets and jobs per interval, one panel above the other, with a mark where a gap was noticed."""
    end_us = series.start_us + len(series.sheets) * series.bucket_us
    plot = _WIDTH - _LEFT - _RIGHT
    scale = plot / max(1, end_us - series.start_us)

    def x(at_us: float) -> float:
        return _LEFT + (at_us - series.start_us) * scale

    top, below = 24, 24 + _PANEL + _BETWEEN
    bottom = below + _PANEL
    completed = [jobs - refused for jobs, refused in zip(series.jobs, series.refused, strict=True)]
    parts = []
    for at_us, label in time_ticks(series.start_us, end_us, zone):
        parts.append(_tag("line", x1=f"{x(at_us):.1f}", x2=f"{x(at_us):.1f}", y1=top, y2=bottom, class_="grid"))
        parts.append(_text(x(at_us), bottom + 18, label, class_="tick", text_anchor="middle"))
    parts += _panel(series, zone, top, "sheets", [("ink", series.sheets)])
    parts += _panel(series, zone, below, "jobs", [("cyan", completed), ("red", series.refused)])
    for at_us, marks in _gap_marks(series.gaps).items():
        if series.start_us <= at_us:
            place = min(x(at_us), _WIDTH - _RIGHT)
            parts.append(_tag("line", x1=f"{place:.1f}", x2=f"{place:.1f}", y1=top, y2=bottom, class_="gap-line"))
            tip = f"{instant(at_us, zone)}: {'; '.join(marks)}"
            parts.append(_tag("path", tip, d=f"M{place - 6:.1f} {top - 10}h12l-6 9z", class_="gap-mark"))
    return _svg(bottom + 30, parts, "Sheets and jobs over time")


def _gap_marks(gaps: Sequence[GapMark]) -> dict[int, list[str]]:
    marks: dict[int, list[str]] = {}
    for gap in gaps:
        what = f"{gap.first}–{gap.last}" if gap.first is not None else plural(gap.jobs or 0, "job")
        marks.setdefault(gap.noticed_us, []).append(f"gap at {gap.printer}, {what} ({gap.cause})")
    return marks


def _panel(series: Series, zone: str, top: int, what: str, layers: list[tuple[str, Sequence[int]]]) -> Iterable[str]:
    """One panel of stacked bars with its axis."""
    totals = [sum(values) for values in zip(*(values for _, values in layers), strict=True)]
    ticks = number_ticks(max(totals, default=0), 3)
    for tick in ticks:
        y = top + _PANEL - _PANEL * tick / ticks[-1]
        yield _tag(
            "line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=f"{y:.1f}", y2=f"{y:.1f}", class_="grid" if tick else "axis"
        )
        yield _text(_LEFT - 8, y + 4, count(tick), class_="tick", text_anchor="end")
    yield _text(_LEFT, top - 8, what, class_="panel")
    width = (_WIDTH - _LEFT - _RIGHT) / max(1, len(totals))
    bar = max(0.6, min(width * 0.84, _WIDEST_BAR))
    for place, total in enumerate(totals):
        if not total:
            continue
        base = float(top + _PANEL)
        for colour, values in layers:
            height = _PANEL * values[place] / ticks[-1]
            if not height:
                continue
            base -= height
            yield _tag(
                "rect", x=f"{_LEFT + place * width + (width - bar) / 2:.2f}", y=f"{base:.2f}", height=f"{height:.2f}",
                width=f"{bar:.2f}", rx=f"{min(2.0, bar / 6):.2f}", class_=f"fill-{colour}",
            )  # fmt: skip
        refused = series.refused[place]
        told = f"{_interval(series, place, zone)}: {plural(series.sheets[place], 'sheet')}, "
        told += plural(series.jobs[place], "job") + (f", {refused} of them refused" if refused else "")
        yield _tag(
            "rect", told, x=f"{_LEFT + place * width:.2f}", y=top, width=f"{width:.2f}", height=_PANEL, class_="hover"
        )


def _interval(series: Series, place: int, zone: str) -> str:
    at_us = series.start_us + place * series.bucket_us
    if series.bucket_us < _DAY_US:
        return instant(at_us, zone)
    return instant(at_us + _DAY_US // 2, zone)[:10]  # at noon no clock change can make it another day


def columns(rows: Sequence[Bar]) -> Markup:
    """Many printers: a column each, in their own order, faces in mono and colour."""
    highest = max((row.colour + row.mono for row in rows), default=0)
    top, bottom = 8, 8 + _PANEL
    width = (_WIDTH - _LEFT - _RIGHT) / max(1, len(rows))
    bar = max(0.5, min(width * 0.8, _WIDEST_BAR))
    ticks = number_ticks(highest, 3)
    parts = []
    for tick in ticks:
        y = bottom - _PANEL * tick / ticks[-1]
        parts.append(
            _tag("line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=f"{y:.1f}", y2=f"{y:.1f}", class_="grid" if tick else "axis")
        )
        parts.append(_text(_LEFT - 8, y + 4, count(tick), class_="tick", text_anchor="end"))
    for place, row in enumerate(rows):
        x, base = _LEFT + place * width, float(bottom)
        for colour, faces in (("ink", row.mono), ("magenta", row.colour)):
            height = _PANEL * faces / ticks[-1]
            if height:
                base -= height
                sizes = {"x": f"{x + (width - bar) / 2:.2f}", "y": f"{base:.2f}", "height": f"{height:.2f}"}
                parts.append(_tag("rect", width=f"{bar:.2f}", class_=f"fill-{colour}", **sizes))
        tip = f"{row.label}: {_told(row, '')}, {count(row.mono)} faces mono, {count(row.colour)} colour"
        parts.append(_tag("rect", tip, x=f"{x:.2f}", y=top, width=f"{width:.2f}", height=_PANEL, class_="hover"))
    parts.append(_text(_LEFT, bottom + 18, rows[0].label if rows else "", class_="tick"))
    parts.append(_text(_WIDTH - _RIGHT, bottom + 18, rows[-1].label if rows else "", class_="tick", text_anchor="end"))
    return _svg(bottom + 26, parts, "Printed faces by printer")


def bars(rows: Sequence[Bar], *, currency: str = "") -> Markup:
    """Horizontal bars: faces in mono and colour, with sheets, jobs and what it cost; the rest in words."""
    kept = sorted(rows, key=lambda row: (-(row.colour + row.mono), -row.jobs))
    kept, rest = kept[:_MOST_BARS], kept[_MOST_BARS:]
    if rest:
        sums = [sum(values) for values in zip(*(row[1:] for row in rest), strict=True)]
        kept.append(Bar(f"{len(rest)} more", *sums))
    told = [_told(row, currency) for row in kept]
    left = min(230, 24 + max((7 * len(row.label) for row in kept), default=0))
    right, row_height = 20 + max((6.6 * len(text) for text in told), default=0), 26
    widest = max((row.colour + row.mono for row in kept[:_MOST_BARS]), default=0) or 1
    scale = (_WIDTH - left - right) / widest
    parts = []
    for place, row in enumerate(kept):
        y = place * row_height + 4
        tip = f"{row.label}: {plural(row.sheets, 'sheet')}, {count(row.mono)} faces mono, {count(row.colour)} colour"
        parts.append(_text(left - 10, y + 14, _shortened(row.label), class_="label", text_anchor="end"))
        x = float(left)
        for colour, faces in (("ink", row.mono), ("magenta", row.colour)) if place < _MOST_BARS else ():
            if faces:
                width = max(1.0, faces * scale)
                sizes = {"x": f"{x:.1f}", "y": y, "width": f"{width:.1f}", "height": 18, "rx": 2}
                parts.append(_tag("rect", tip, class_=f"fill-{colour}", **sizes))
                x += width
        parts.append(_text(x + 10, y + 14, told[place], class_="value"))
    return _svg(len(kept) * row_height + 6, parts, "Bars")


def _told(row: Bar, currency: str) -> str:
    parts = [plural(row.sheets, "sheet"), plural(row.jobs, "job")]
    parts += [f"{count(row.refused)} refused"] if row.refused else []
    return " · ".join([*parts, money(row.fee_micros, currency)] if currency else parts)


def _shortened(label: str) -> str:
    return label if len(label) <= 29 else label[:28] + "…"


def limits(rows: Sequence[LimitUse], currency: str) -> Markup:
    """Each limit as a scale: used against what may be used."""
    shown = sorted(rows, key=lambda row: (not row.exceeded, -_share(row)))[:_MOST_BARS]
    left, right, row_height = 230, 230, 30
    parts = []
    plot = _WIDTH - left - right
    for place, row in enumerate(shown):
        y = place * row_height + 4
        share = _share(row)
        used, limit, unit = _binding(row, currency)
        tip = f"{row.id} {row.name}: {used} of {limit} {unit} used" + (", limit exceeded" if row.exceeded else "")
        parts.append(_text(left - 10, y + 15, _shortened(f"{row.id} {row.name}"), class_="label", text_anchor="end"))
        parts.append(_tag("rect", x=left, y=y, width=plot, height=20, rx=3, class_="track"))
        width = min(1.0, share / 1.25) * plot
        colour = "red" if row.exceeded else "cyan"
        parts.append(
            _tag("rect", tip, x=left, y=y, width=f"{max(1.0, width):.1f}", height=20, rx=3, class_=f"fill-{colour}")
        )
        mark = left + plot / 1.25
        parts.append(_tag("line", x1=f"{mark:.1f}", x2=f"{mark:.1f}", y1=y - 3, y2=y + 23, class_="mark"))
        told = f"{used} of {limit} {unit}" + (" · exceeded" if row.exceeded else "")
        parts.append(_text(_WIDTH - right + 12, y + 15, told, class_="value strong" if row.exceeded else "value"))
    if len(rows) > len(shown):
        parts.append(_text(left, len(shown) * row_height + 16, f"… and {len(rows) - len(shown)} more", class_="value"))
    extra = 24 if len(rows) > len(shown) else 0
    return _svg(len(shown) * row_height + 6 + extra, parts, "Limits")


def _share(row: LimitUse) -> float:
    return max(_share_of(used, most) for used, most, _ in _amounts(row))


def _share_of(used: int, most: int | None) -> float:
    if most is None:
        return 0.0
    return used / most if most else float(used > 0) * 2


def _amounts(row: LimitUse) -> Sequence[tuple[int, int | None, str]]:
    """Used, limit and unit of each: fees are told apart by having none."""
    return (
        (row.used_sheets, row.effective_sheets, "sheets"),
        (row.used_fee_micros, row.effective_fee_micros, ""),
        (row.used_staples, row.effective_staples, "staples"),
    )


def _binding(row: LimitUse, currency: str) -> tuple[str, str, str]:
    """The limit that is nearest: used, limit, unit."""
    limited = [each for each in _amounts(row) if each[1] is not None]
    used, most, unit = max(limited, key=lambda each: _share_of(each[0], each[1]))
    tell = count if unit else money
    return tell(used), tell(most or 0), unit or currency
