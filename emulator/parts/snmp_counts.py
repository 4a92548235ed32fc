"""What an SNMP agent counts of its own work: the snmp group of SNMPv2-MIB (RFC 3418), and the octets of its datagrams.

The agent counts, the objects of :mod:`emulator.dialects.agent_objects` show. Numbers are plain and grow without
bound; they wrap where they are shown. A printer without power forgets them.
"""

from __future__ import annotations

from typing import Final

from core.wire.mib import Oid

AUTHEN_TRAPS_ON: Final = 1  # snmpEnableAuthenTraps: enabled
AUTHEN_TRAPS_OFF: Final = 2  # disabled
_TOO_BIG, _NO_SUCH_NAME, _BAD_VALUE, _GEN_ERROR = 1, 2, 3, 5


class SnmpCounts:
    """Counters since power-on, and what is written: ``authen_traps``, ``set_serial``, ``texts``."""

    __slots__ = (
        "authen_traps",
        "bad_communities",
        "bad_community_uses",
        "bad_versions",
        "in_get_nexts",
        "in_gets",
        "in_octets",
        "in_packets",
        "in_set_vars",
        "in_sets",
        "in_vars",
        "invalid_messages",
        "malformed",
        "out_bad_values",
        "out_gen_errors",
        "out_no_such_names",
        "out_octets",
        "out_responses",
        "out_too_bigs",
        "out_traps",
        "reports",
        "salt",
        "set_serial",
        "silent_drops",
        "strange_contexts",
        "strange_engines",
        "strange_models",
        "texts",
    )

    def __init__(self) -> None:
        self.authen_traps = AUTHEN_TRAPS_OFF
        self.set_serial = 0
        self.salt = 0  # of the last message that was encrypted
        self.texts: dict[Oid, bytes] | None = None  # that managers wrote for people, by name
        self.reports: dict[Oid, int] | None = None  # usmStats by name; None where version 3 is not spoken
        self.restarted()

    def restarted(self) -> None:
        """The power came back: everything is counted anew; what was written stays."""
        self.in_packets = 0  # datagrams that came
        self.in_octets = 0
        self.bad_versions = 0  # of a version that this agent does not speak
        self.malformed = 0  # datagrams that were no message
        self.bad_communities = 0  # messages with a community nobody has here
        self.bad_community_uses = 0  # SETs with the read community
        self.silent_drops = 0  # requests too large, of no use to an agent, or whose refusal would be too large
        self.in_gets = 0
        self.in_get_nexts = 0  # and GETBULKs, for which there is no counter
        self.in_sets = 0
        self.in_vars = 0  # bindings that were answered with values
        self.in_set_vars = 0  # bindings that were written
        self.out_responses = 0
        self.out_octets = 0
        self.out_too_bigs = 0
        self.out_no_such_names = 0
        self.out_bad_values = 0
        self.out_gen_errors = 0
        self.out_traps = 0
        self.strange_models = 0  # snmpUnknownSecurityModels: messages of version 3 of another than the user-based one
        self.invalid_messages = 0  # snmpInvalidMsgs: with flags that cannot be
        self.strange_engines = 0  # snmpUnknownPDUHandlers: about an engine that nobody is here
        self.strange_contexts = 0  # snmpUnknownContexts: messages of version 3 about a context there is not
        if self.reports is not None:
            self.reports = {}

    def next_salt(self) -> int:
        """One that no other message of version 3 from this engine has had."""
        self.salt += 1
        return self.salt

    def count_error(self, status: int) -> None:
        """One of the four errors that SNMPv2-MIB has counters for; the newer ones have none."""
        if status == _TOO_BIG:
            self.out_too_bigs += 1
        elif status == _NO_SUCH_NAME:
            self.out_no_such_names += 1
        elif status == _BAD_VALUE:
            self.out_bad_values += 1
        elif status == _GEN_ERROR:
            self.out_gen_errors += 1

    def count_report(self, about: Oid) -> int:
        """One more of a usmStats counter (RFC 3414, section 5); gives its new value."""
        count = self.reported(about) + 1
        if self.reports is not None:
            self.reports[about] = count
        return count

    def reported(self, about: Oid) -> int:
        """The value of a usmStats counter."""
        return 0 if self.reports is None else self.reports.get(about, 0)
