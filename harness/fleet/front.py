"""The front of the fleet: names and groups, and which desk has which printer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from core.config.complaints import did_you_mean
from core.model.errors import PressroomError
from harness.fleet.command import Answer, Command, Desk, Row

ALL = "all"


class NoSuchPrinter(PressroomError):
    """Neither a printer nor a group has that name."""


class Front:
    """What the control API talks to, on the event loop: it finds the printers, and asks the desk that has them."""

    def __init__(self, desk: Desk, names: list[str], groups: dict[str, list[str]], about: Callable[[], Row]) -> None:
        self.names = names
        self.groups = groups
        self._desk = desk
        self._about = about

    def select(self, selector: str) -> tuple[str, ...]:
        """The printers of a name, of a group, of ``all``, or of several of those with commas. Raises NoSuchPrinter."""
        found: dict[str, None] = {}
        for each in selector.split(","):
            if each == ALL:
                found.update(dict.fromkeys(self.names))
            elif each in self.groups:
                found.update(dict.fromkeys(self.groups[each]))
            elif each in self.names:
                found[each] = None
            else:
                hint = did_you_mean(each, sorted([ALL, *self.groups, *self.names]))
                raise NoSuchPrinter(f"there is no printer and no group {each!r}", hint)
        return tuple(found)

    async def ask(self, verb: str, selector: str, body: Row) -> Answer:
        """Carry a command out on all of them. Raises NoSuchPrinter."""
        names = self.select(selector)
        if verb == "move" and len(names) > 1:
            return Answer({}, dict.fromkeys(names, "several printers cannot have one address"))
        return await self._desk.ask(Command(verb, names, body))

    async def remove(self, selector: str) -> Answer:
        """Carry printers out of the house."""
        answer = await self.ask("remove", selector, {})
        for name in answer.results:
            self.names.remove(name)
            for members in self.groups.values():
                if name in members:
                    members.remove(name)
        return answer

    async def add(self, body: Row) -> Answer:
        """Put one more printer up."""
        name, group = body["name"], body["group"]
        if name in self.names or name in self.groups or name == ALL:
            return Answer({}, {name: f"the name {name!r} is taken"})
        answer = await self._desk.ask(Command("add", (name,), body))
        if name in answer.results:
            self.names.append(name)
            if group:
                self.groups.setdefault(group, []).append(name)
        return answer

    def about(self) -> dict[str, Any]:
        """The fleet as a whole."""
        groups = {name: len(members) for name, members in self.groups.items()}
        return {**self._about(), "printers": len(self.names), "groups": groups}

    async def events(self, after: str, selector: str) -> Row:
        """What happened; see :mod:`harness.fleet.events`."""
        answer = await self._desk.ask(Command("events", self.select(selector), {"after": after}))
        found = answer.results[""]
        return {"last": str(found["last"]), "events": found["events"]}
