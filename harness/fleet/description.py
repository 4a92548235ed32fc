"""The fleet file: which printers there are, in which groups, where, with which faults, and on which ports (EMU-10).

Its entries are those of a scenario's ``fleet``, with a few keys more; a scenario can be given instead.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import yaml
from pydantic import Field, field_validator, model_validator

from core.config.base import SettingsModel
from core.config.complaints import did_you_mean
from core.config.settings import WebSettings
from core.config.snmp_user import SnmpUser
from core.config.strict_yaml import BadInputFile, Finding, compose, finding, place, read, to_data, validate
from core.config.units import Flag, Text, Whole
from core.model.errors import BadInput
from emulator.errors import BadModel, EmulatorError
from emulator.fleet import PER_NETWORK
from emulator.models import MODEL_FILE, load_model, model_names
from emulator.network.faults import FaultChain, build_fault
from emulator.protocols.receivers import Receiver
from harness.fleet.access import Community, FleetUser
from harness.fleet.people import Person
from harness.scenario.expand import entry
from harness.scenario.loader import load_file
from harness.scenario.schema import FleetEntry
from harness.scenario.steps import FaultSpec

CONTROL_PORT: Final = 8650
MOST_PROCESSES: Final = 64
NAME: Final = r"^[^,/?#%\x00-\x1f]+$"
"""What printers and groups may be called, so that they can stand in a list and in a path."""
Port = Annotated[int, Field(ge=0, le=65_535)]


class Ports(SettingsModel):
    """Where the services listen; a port left out is the usual one, or where that cannot be had another, with a note."""

    snmp: Port | None = None
    raw: Port | None = None
    lpd: Port | None = None
    ipp: Port | None = None
    http: Port | None = None
    one_address: str | None = None  # all printers there, and these are the ports of the first one

    @field_validator("one_address")
    @classmethod
    def _ipv4(cls, value: str | None) -> str | None:
        try:
            return None if value is None else str(ipaddress.IPv4Address(value))
        except ValueError:
            raise ValueError(f"expected an IPv4 address such as 127.0.0.1, not {value!r}") from None

    def further(self) -> dict[str, int | None]:
        """The services beside SNMP and raw printing, as the network takes them."""
        return {"lpd": self.lpd, "ipp": self.ipp, "http": self.http}


class Control(WebSettings):
    """The control API. Outside loopback it asks for the token."""

    port: Annotated[int, Field(ge=0, le=65_535)] = CONTROL_PORT


class Listener(SettingsModel):
    """Who hears what printers say unasked: traps, or informs that are confirmed."""

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65_535)] = 162
    version: Literal["v1", "v2c", "v3"] = "v2c"
    community: Text = "public"
    user: SnmpUser | None = None  # of version 3
    inform: Flag = False

    @model_validator(mode="after")
    def _possible(self) -> Listener:
        problem = self.receiver().problem()
        if problem:
            raise ValueError(problem)
        return self

    def receiver(self) -> Receiver:
        """As a fleet takes it."""
        user = None if self.user is None else self.user.user()
        return Receiver(self.host, self.port, self.version, self.community.encode(), user, self.inform)


class Entry(FleetEntry):
    """A printer or a group of printers. With a count, ``address`` is the first of as many that follow one another."""

    snmp_users: tuple[FleetUser, ...] = Field(default=(), alias="SNMP users")  # of v3, beside the communities
    communities: tuple[Community, ...] = ()  # instead of the two
    receivers: tuple[Listener, ...] = ()
    group: Text = ""  # one more name by which commands find them
    faults: tuple[FaultSpec, ...] = ()  # of the network, at their edge, from the start

    def own_access(self) -> dict[str, Any]:
        """With users of version 3 beside the communities, views, and who is told."""
        access = super().own_access()
        if self.snmp_users:
            users = (*access["users"], *(each.named() for each in self.snmp_users))
            access |= {"users": users, "versions": tuple(dict.fromkeys((*access["versions"], "v3")))}
        if self.communities:
            access["communities"] = tuple(each.granted() for each in self.communities)
        return {**access, "receivers": tuple(each.receiver() for each in self.receivers)}


class FleetFile(SettingsModel):
    """A file that describes a fleet alone."""

    fleet: Annotated[tuple[Entry, ...], Field(min_length=1)]
    ports: Ports = Ports()
    control: Control | None = None
    people: tuple[Person, ...] = ()
    processes: Annotated[Whole, Field(ge=1, le=MOST_PROCESSES)] = 1


@dataclass(frozen=True, slots=True)
class Place:
    """One printer to be: its entry and the address it wants, None for the next free one."""

    entry: FleetEntry
    address: str | None = None
    faults: tuple[FaultSpec, ...] = ()
    told_faults: tuple[dict[str, str], ...] = ()  # as the file says them

    @property
    def chain(self) -> FaultChain | None:
        """The faults at its edge."""
        if not self.faults:
            return None
        return FaultChain(build_fault(fault.kind, **fault.parameters()) for fault in self.faults)


@dataclass(frozen=True, slots=True)
class Description:
    """A fleet to be: printers by name, and the groups they form, beside ``all``."""

    printers: dict[str, Place]
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    ports: Ports = field(default_factory=Ports)
    control: Control | None = None
    people: tuple[Person, ...] = ()
    processes: int = 1


def settled(described: Description) -> Description:
    """The same with an address for everybody: those that nobody named are free ones. Raises BadInput."""
    if described.processes > 1 and described.ports.one_address is not None:
        raise BadInput("one address", "printers at one address are all in one process")
    free = free_addresses({place.address for place in described.printers.values() if place.address is not None})
    printers = {}
    for name, place_ in described.printers.items():
        address = place_.address or next(free, None)
        if address is None:
            raise BadInput("fleet", f"no address in 127.20.0.0/16 is left for {name}")
        printers[name] = replace(place_, address=address)
    return replace(described, printers=printers)


def free_addresses(taken: set[str]) -> Iterator[str]:
    """127.20.0.1, 127.20.0.2, … without those that are taken."""
    for third in range(256):
        for fourth in range(1, PER_NETWORK + 1):
            address = f"127.20.{third}.{fourth}"
            if address not in taken:
                yield address


def of_model(model: str, count: int) -> Description:
    """So many printers of one model, or of a model file. Raises BadInput, BadModel for one that cannot be had."""
    name = load_model(model).name if model.endswith(MODEL_FILE) else model
    if name == model and model not in model_names():
        raise BadInput("model", f"there is no {model!r}", did_you_mean(model, sorted(model_names())))
    place_ = Place(FleetEntry(name=name, model=model))
    names = tuple(f"{name}-{number}" for number in range(1, count + 1))
    return Description(dict.fromkeys(names, place_), {name: names})


def of_file(file: Path) -> Description:
    """What a fleet file describes, or the fleet of a scenario. Raises BadInputFile."""
    root = compose(read(file), str(file))
    if entry(root, "scenario") is not None:
        plan = load_file(file)[0]
        return Description({name: Place(each, each.address) for name, each in plan.printers.items()}, dict(plan.groups))
    described = validate(root, FleetFile)
    builder = _Builder(root)
    for index, each in enumerate(described.fleet):
        builder.add(index, each)
    if builder.findings:
        raise BadInputFile(builder.findings)
    groups = {name: tuple(names) for name, names in builder.groups.items()}
    return Description(
        builder.printers, groups, described.ports, described.control, described.people, described.processes
    )


class _Builder:
    """Printers from entries; what is wrong is told with its place in the file."""

    def __init__(self, root: yaml.MappingNode) -> None:
        self.printers: dict[str, Place] = {}
        self.groups: dict[str, list[str]] = {}
        self.findings: list[Finding] = []
        self._addresses: dict[str, str] = {}
        self._root = root

    def add(self, index: int, told: Entry) -> None:
        """One entry."""
        each = self._with_model(index, told)
        for key, name in (("name", each.name), ("group", each.group)):
            if name and not re.match(NAME, name):
                self._tell((index, key), f"a name has no commas, slashes or other marks of lists and paths: {name!r}")
        if each.count is not None and each.serial:
            self._tell((index, "serial"), "printers with a count cannot share one serial")
        self._check_faults(index, each)
        told = place(self._root, ("fleet", index, "faults"))
        told_faults = tuple(to_data(told)) if each.faults else ()
        count = each.count or 1
        names = [each.name] if each.count is None else [f"{each.name}-{number}" for number in range(1, count + 1)]
        addresses = self._addresses_of(index, each, names)
        for name, address in zip(names, addresses, strict=True):
            if name in self.printers:
                self._tell((index, "name"), f"two printers are called {name!r}")
            self.printers[name] = Place(each, address, each.faults, told_faults)
        for group in {each.name if each.count is not None else "", each.group} - {""}:
            if group in {*self.printers, "all"} - set(self.groups):
                self._tell(
                    (index, "group"),
                    f"{group!r} is a printer's name already" if group != "all" else "the group all has every printer",
                )
            self.groups.setdefault(group, []).extend(names)

    def _with_model(self, index: int, each: Entry) -> Entry:
        """The entry with a model that can be loaded; a file is looked up beside the fleet file."""
        if not each.model.endswith(MODEL_FILE):
            if each.model not in model_names():
                hint = did_you_mean(each.model, sorted(model_names()))
                self._tell((index, "model"), f"unknown printer model {each.model!r}", hint)
            return each
        path = Path(self._root.start_mark.name).parent / each.model
        try:
            load_model(str(path))
        except BadModel as error:
            self._tell((index, "model"), str(error), "model files are looked up beside the fleet file")
        return each.model_copy(update={"model": str(path)})

    def _addresses_of(self, index: int, each: Entry, names: list[str]) -> list[str | None]:
        if each.address is None:
            return [None] * len(names)
        try:
            first = ipaddress.IPv4Address(each.address)
            addresses = [str(first + number) for number in range(len(names))]
        except ValueError:
            self._tell((index, "address"), f"expected an IPv4 address such as 127.20.0.9, not {each.address!r}")
            return [None] * len(names)
        for name, address in zip(names, addresses, strict=True):
            other = self._addresses.setdefault(address, name)
            if other != name:
                self._tell((index, "address"), f"printers {other!r} and {name!r} both want {address}")
        return list(addresses)

    def _check_faults(self, index: int, each: Entry) -> None:
        for number, fault in enumerate(each.faults):
            try:
                build_fault(fault.kind, **fault.parameters())
            except EmulatorError as error:
                self._tell((index, "faults", number), str(error))

    def _tell(self, where: tuple[Any, ...], message: str, hint: str = "") -> None:
        self.findings.append(finding(place(self._root, ("fleet", *where)), message, hint))
