"""Sets of sequences as sorted lists of ranges, both ends included."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

Range = tuple[int, int]


def merged(spans: Iterable[Range]) -> list[Range]:
    """The same numbers, in ascending ranges that neither meet nor touch."""
    result: list[Range] = []
    for first, last in sorted(spans):
        if result and first <= result[-1][1] + 1:
            if last > result[-1][1]:
                result[-1] = (result[-1][0], last)
        elif first <= last:
            result.append((first, last))
    return result


def minus(spans: Sequence[Range], others: Sequence[Range]) -> list[Range]:
    """What is in ``spans`` and not in ``others``; both merged."""
    result: list[Range] = []
    place = 0
    for first, last in spans:
        while place < len(others) and others[place][1] < first:
            place += 1
        at = place
        begin = first
        while at < len(others) and others[at][0] <= last:
            if others[at][0] > begin:
                result.append((begin, others[at][0] - 1))
            begin = max(begin, others[at][1] + 1)
            at += 1
        if begin <= last:
            result.append((begin, last))
    return result


def both(spans: Sequence[Range], others: Sequence[Range]) -> list[Range]:
    """What is in both."""
    return minus(spans, minus(spans, others))


def touch(spans: Sequence[Range], span: Range) -> bool:
    """Whether any number of ``span`` is in ``spans`` (merged)."""
    index = bisect_left(spans, (span[0] + 1,)) - 1
    if index >= 0 and spans[index][1] >= span[0]:
        return True
    return index + 1 < len(spans) and spans[index + 1][0] <= span[1]


def words(spans: Iterable[Range]) -> str:
    """As a sentence says it."""
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in spans) or "none"
