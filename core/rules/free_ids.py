"""Numbers for people who come without one: of a machine's or a domain's accounts only the names are known (JID-04)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from core.model.accounts import HIGHEST_ID


def free_ids(count: int, taken: Collection[int], below: Callable[[int], int]) -> Sequence[int]:
    """So many different Job Account IDs that nobody has, by chance; ``below`` draws 0 <= x < its argument.

    They are not consecutive: who knows one number does not know the next. A number that is taken leads to the next
    that is free; after the last comes the first.
    """
    busy = set(taken)
    found: list[int] = []
    for _ in range(count):
        number = 1 + below(HIGHEST_ID)
        while number in busy:
            number = number % HIGHEST_ID + 1
        busy.add(number)
        found.append(number)
    return found
