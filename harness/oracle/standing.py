"""What no printer can do: print while it stands, feed paper that is not there, begin a job that is held."""

from __future__ import annotations

from harness.oracle.jobs import Event


class Standing:
    """What is true of one printer at the place to which its journal has been read (EMU-07, EMU-08)."""

    def __init__(self, name: str, problems: list[str]) -> None:
        self._name = name
        self._problems = problems
        self.stands = False  # off-line, jammed, out of something
        self.paper: dict[str, int] = {}  # sheets in trays that nobody looks after
        self.held: set[int] = set()  # jobs that nobody has released yet
        self.freed: dict[int, int] = {}  # by job: the place of its release

    def sheet(self, place: int, event: Event) -> None:
        """One has come out; only asked while it stands or while trays are counted."""
        if self.stands:
            self._problems.append(f"{self._name}: sheet {place} of job {event[2]} comes while it stands")
        tray = event[3]
        if tray in self.paper:
            self.paper[tray] -= 1
            if self.paper[tray] < 0:
                self._problems.append(f"{self._name}: sheet {place} comes from {tray}, which is empty")

    def paper_lies(self, _place: int, event: Event) -> None:
        """Somebody has filled a tray, or begins or ceases to look after it."""
        self.paper.pop(event[2], None)
        if event[3] is not None:
            self.paper[event[2]] = event[3]

    def is_held(self, _place: int, event: Event) -> None:
        """A job is set aside."""
        self.held.add(event[2])

    def is_freed(self, place: int, event: Event) -> None:
        """It is released."""
        self.held.discard(event[2])
        self.freed[event[2]] = place

    def begins(self, number: int) -> None:
        """A job's turn has come."""
        if number in self.held:
            self._problems.append(f"{self._name}: job {number} begins while it is held")
