"""How many printers had a request under way at the same time, as seen between server and network (PRN-19)."""

from __future__ import annotations

from core.devices.udp import Address


class Traffic:
    """Spans from a request's last copy to its answer; a printer that never answers leaves none."""

    __slots__ = ("_asked", "_spans")

    def __init__(self) -> None:
        self._asked: dict[Address, float] = {}
        self._spans: list[tuple[float, float]] = []

    def sent(self, address: Address, at_s: float) -> None:
        """A request to a printer left, at a moment of the loop."""
        self._asked[address] = at_s

    def answered(self, address: Address, at_s: float) -> None:
        """A printer's answer came; one that came before counts no more."""
        since_s = self._asked.pop(address, None)
        if since_s is not None:
            self._spans.append((since_s, at_s))

    def most_at_once(self) -> int:
        """The largest number of spans that share a moment; one that ends where another begins shares none with it."""
        turns = sorted([(end_s, -1) for _, end_s in self._spans] + [(since_s, 1) for since_s, _ in self._spans])
        most = open_ = 0
        for _, turn in turns:
            open_ += turn
            most = max(most, open_)
        return most
