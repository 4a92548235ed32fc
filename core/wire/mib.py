"""Object identifiers of the accounting MIB and of the standard objects a print server reads.

The accounting MIB's own text is ``PRESSROOM-ACCOUNTING-MIB.txt`` beside this file; a test holds the two
against each other. It stands under the enterprise number that RFC 5612 reserves for documentation.
An OID is a tuple of ints everywhere in the project. Scalars are given with their instance (``.0``),
columns without an index.
"""

from __future__ import annotations

from enum import IntEnum, IntFlag
from typing import Final

Oid = tuple[int, ...]

ENTERPRISE: Final[Oid] = (1, 3, 6, 1, 4, 1, 32473)
ACCOUNTING: Final[Oid] = (*ENTERPRISE, 1)
_OBJECTS: Final[Oid] = (*ACCOUNTING, 1)


def _scalar(group: int, item: int) -> Oid:
    return (*_OBJECTS, group, item, 0)


def _column(group: int, table: int, column: int) -> Oid:
    return (*_OBJECTS, group, table, 1, column)


# identity (read-only)
PA_MIB_VERSION: Final = _scalar(1, 1)  # Unsigned32, 1
PA_CAPABILITIES: Final = _scalar(1, 2)  # BITS, see Capability
PA_LOG_CAPACITY: Final = _scalar(1, 3)  # Unsigned32, records; 0 = not enough free storage for a log
PA_ID_CAPACITY: Final = _scalar(1, 4)  # Unsigned32, Job Account IDs
PA_CARD_CAPACITY: Final = _scalar(1, 6)  # Unsigned32, IC cards; 0 without an SD card
PA_MAX_MESSAGE: Final = _scalar(1, 5)  # Unsigned32, octets of the largest datagram it sends or takes

# owner
PA_OWNER_SERIAL: Final = _scalar(2, 1)  # TestAndIncr
PA_OWNER_ID: Final = _scalar(2, 2)  # OCTET STRING (SIZE (0 | 16)), empty = nobody
PA_OWNER_GENERATION: Final = _scalar(2, 3)  # Unsigned32, 0 = never owned
PA_OWNER_EXPECTED: Final = _scalar(2, 4)  # write: the owner ID the claimant believes in; reads as empty
PA_ADMIN_PASSWORD: Final = _scalar(2, 5)  # write: OCTET STRING (SIZE (0..64)); reads as empty
PA_SET_GENERATION: Final = _scalar(2, 6)  # write: generation under which the writer acts; reads as 0

# clock
PA_CLOCK_SERIAL: Final = _scalar(3, 1)  # TestAndIncr
PA_CLOCK_KIND: Final = _scalar(3, 2)  # INTEGER, see ClockKind
PA_CLOCK_TIME: Final = _scalar(3, 3)  # DateAndTime (RFC 2579) with offset; zero length = not set

# log
PA_LOG_STREAM: Final = _scalar(4, 1)  # OCTET STRING (SIZE (16))
PA_LOG_FIRST: Final = _scalar(4, 2)  # Unsigned32, oldest sequence held; equals next when empty
PA_LOG_NEXT: Final = _scalar(4, 3)  # Unsigned32, sequence the next record will get
PA_LOG_UNLOGGED_SERIAL: Final = _scalar(4, 4)  # Counter32, moves whenever one of the five below moves
PA_LOG_STOPPED_JOBS: Final = _scalar(4, 5)  # Counter32, jobs printed while logging was stopped
PA_LOG_STOPPED_SHEETS: Final = _scalar(4, 6)  # Counter32
PA_LOG_LOST_JOBS: Final = _scalar(4, 7)  # Counter32, jobs cut by power failure or a printer error
PA_LOG_LOST_SHEETS: Final = _scalar(4, 8)  # Counter32
PA_LOG_UNLOGGED_REFUSALS: Final = _scalar(4, 9)  # Counter32, "log buffer full" refusals beyond the reserve
PA_LOG_FULL_SERIAL: Final = _scalar(4, 10)  # TestAndIncr, guards the action and the inhibition
PA_LOG_FULL_ACTION: Final = _scalar(4, 11)  # INTEGER, see LogFullAction
PA_FORMAT_INHIBIT: Final = _scalar(4, 12)  # TruthValue: the panel refuses to format disk, SD and flash
PA_RELEASE_STREAM: Final = _scalar(4, 13)  # write, with PA_SET_GENERATION and PA_RELEASE_THROUGH
PA_RELEASE_THROUGH: Final = _scalar(4, 14)  # write: records up to and including this one are stored safely
PA_LOG_RECORD: Final = _column(4, 20, 2)  # index: sequence; OCTET STRING (SIZE (1..1200)), CBOR record
PA_STREAM_ID: Final = _column(4, 21, 2)  # index: 1 = the current stream, 2 = the one before, … 8
PA_STREAM_NEXT: Final = _column(4, 21, 3)  # Unsigned32, sequence that would have come next in it
PA_STREAM_CAUSE: Final = _column(4, 21, 4)  # INTEGER, why it began, see StreamCause
PA_PANEL_RESTRICT: Final = _scalar(4, 15)  # TruthValue: the panel asks who is there; guarded as PA_LOG_FULL_ACTION

# staged transfer of bulk tables
PA_STAGE_SERIAL: Final = _scalar(5, 1)  # TestAndIncr
PA_STAGE_TABLE: Final = _scalar(5, 2)  # INTEGER, see Table; begin = table + revision + size in one SET
PA_STAGE_REVISION: Final = _scalar(5, 3)  # Unsigned32
PA_STAGE_SIZE: Final = _scalar(5, 4)  # Unsigned32, octets announced
PA_STAGE_OFFSET: Final = _scalar(5, 5)  # Unsigned32, octets received; a chunk SET names the offset it starts at
PA_STAGE_CHUNK: Final = _scalar(5, 6)  # write: OCTET STRING (SIZE (1..1024)); reads as empty
PA_STAGE_COMMIT: Final = _scalar(5, 7)  # write: SHA-256 of the whole; the table takes effect at once, or not at all
PA_TABLE_REVISION: Final = _column(5, 20, 2)  # index: Table; revision in force, 0 = never written
PA_TABLE_DIGEST: Final = _column(5, 20, 3)  # index: Table; SHA-256 of what is in force, empty = never written
PA_TABLE_PIECE: Final = _column(5, 21, 2)  # index: Table, piece from 1; 256 octets of what is in force, or the rest

# Job Account IDs in force
PA_ID_SERIAL: Final = _scalar(6, 1)  # TestAndIncr, guards the limit states
PA_ID_NAME: Final = _column(6, 20, 2)  # index: Job Account ID (0 = unregistered)
PA_ID_RESTRICTIONS: Final = _column(6, 20, 3)  # BITS, see Restriction
PA_ID_STATE: Final = _column(6, 20, 4)  # INTEGER, see IdState; writable

# control
PA_CONTROL_NONCE: Final = _scalar(7, 1)  # write with the action; a nonce seen before does nothing
PA_CONTROL_ACTION: Final = _scalar(7, 2)  # INTEGER, see ControlAction; reads as none

# notifications: where they go to (models with the capability TRAPS)
PA_TRAP_SERIAL: Final = _scalar(8, 1)  # TestAndIncr
PA_TRAP_RECEIVER: Final = _scalar(8, 2)  # OCTET STRING (SIZE (0 | 6)): IPv4 address and port; empty = nobody
PA_TRAP_COMMUNITY: Final = _scalar(8, 3)  # write: OCTET STRING (SIZE (0..32)) that they carry; reads as empty
PA_TRAP_VERSION: Final = _scalar(8, 4)  # INTEGER, see TrapVersion

# notifications (RFC 3416 snmpTrapOID values)
PA_NOTIFY_LOG_NEARLY_FULL: Final[Oid] = (*ACCOUNTING, 0, 1)
PA_NOTIFY_LOG_FULL: Final[Oid] = (*ACCOUNTING, 0, 2)
PA_NOTIFY_JOB_LOGGED: Final[Oid] = (*ACCOUNTING, 0, 3)

# standard objects: SNMPv2-MIB, HOST-RESOURCES-MIB, Printer-MIB
SYS_DESCR: Final[Oid] = (1, 3, 6, 1, 2, 1, 1, 1, 0)
SYS_OBJECT_ID: Final[Oid] = (1, 3, 6, 1, 2, 1, 1, 2, 0)
SYS_UPTIME: Final[Oid] = (1, 3, 6, 1, 2, 1, 1, 3, 0)
SYS_CONTACT: Final[Oid] = (1, 3, 6, 1, 2, 1, 1, 4, 0)
SYS_NAME: Final[Oid] = (1, 3, 6, 1, 2, 1, 1, 5, 0)
SYS_LOCATION: Final[Oid] = (1, 3, 6, 1, 2, 1, 1, 6, 0)
SYS_SERVICES: Final[Oid] = (1, 3, 6, 1, 2, 1, 1, 7, 0)
HR_DEVICE_INDEX: Final[Oid] = (1, 3, 6, 1, 2, 1, 25, 3, 2, 1, 1, 1)
HR_DEVICE_TYPE: Final[Oid] = (1, 3, 6, 1, 2, 1, 25, 3, 2, 1, 2, 1)
HR_DEVICE_DESCR: Final[Oid] = (1, 3, 6, 1, 2, 1, 25, 3, 2, 1, 3, 1)
HR_DEVICE_ID: Final[Oid] = (1, 3, 6, 1, 2, 1, 25, 3, 2, 1, 4, 1)
HR_DEVICE_STATUS: Final[Oid] = (1, 3, 6, 1, 2, 1, 25, 3, 2, 1, 5, 1)
HR_DEVICE_ERRORS: Final[Oid] = (1, 3, 6, 1, 2, 1, 25, 3, 2, 1, 6, 1)
HR_PRINTER_STATUS: Final[Oid] = (1, 3, 6, 1, 2, 1, 25, 3, 5, 1, 1, 1)
HR_PRINTER_DETECTED_ERROR_STATE: Final[Oid] = (1, 3, 6, 1, 2, 1, 25, 3, 5, 1, 2, 1)
PRT_GENERAL_PRINTER_NAME: Final[Oid] = (1, 3, 6, 1, 2, 1, 43, 5, 1, 1, 16, 1)
PRT_GENERAL_SERIAL_NUMBER: Final[Oid] = (1, 3, 6, 1, 2, 1, 43, 5, 1, 1, 17, 1)
PRT_MARKER_COUNTER_UNIT: Final[Oid] = (1, 3, 6, 1, 2, 1, 43, 10, 2, 1, 3, 1, 1)
PRT_MARKER_LIFE_COUNT: Final[Oid] = (1, 3, 6, 1, 2, 1, 43, 10, 2, 1, 4, 1, 1)
PRT_MARKER_POWER_ON_COUNT: Final[Oid] = (1, 3, 6, 1, 2, 1, 43, 10, 2, 1, 5, 1, 1)
# columns of the Printer-MIB's supplies and colorants; rows have two numbers, the first the printer's
PRT_MARKER_SUPPLIES_COLORANT: Final[Oid] = (1, 3, 6, 1, 2, 1, 43, 11, 1, 1, 3)
PRT_MARKER_SUPPLIES_TYPE: Final[Oid] = (1, 3, 6, 1, 2, 1, 43, 11, 1, 1, 5)
PRT_MARKER_SUPPLIES_UNIT: Final[Oid] = (1, 3, 6, 1, 2, 1, 43, 11, 1, 1, 7)
PRT_MARKER_SUPPLIES_MAX_CAPACITY: Final[Oid] = (1, 3, 6, 1, 2, 1, 43, 11, 1, 1, 8)
PRT_MARKER_COLORANT_VALUE: Final[Oid] = (1, 3, 6, 1, 2, 1, 43, 12, 1, 1, 4)
PRT_MEDIA_PATH_SPEED_UNIT: Final[Oid] = (1, 3, 6, 1, 2, 1, 43, 13, 4, 1, 2, 1, 1)
PRT_MEDIA_PATH_MAX_SPEED: Final[Oid] = (1, 3, 6, 1, 2, 1, 43, 13, 4, 1, 4, 1, 1)
HR_DEVICE_PRINTER_TYPE: Final[Oid] = (1, 3, 6, 1, 2, 1, 25, 3, 1, 5)


class Capability(IntFlag):
    """Bits of paCapabilities; bit n of the SMI BITS value is ``1 << n`` here."""

    LOG = 1 << 0
    CLOCK = 1 << 1  # a clock of its own that runs on a battery
    IDS = 1 << 2
    ADMIN_PASSWORD = 1 << 3  # privileged writes need it
    FORMAT_INHIBIT = 1 << 4
    COLOUR = 1 << 5
    CONTROL = 1 << 6  # restart and shut down
    POLICIES = 1 << 7
    USERS = 1 << 8
    CARDS = 1 << 9
    FINISHER = 1 << 10  # one that staples is fitted
    PANEL_RESTRICT = 1 << 11  # its panel can ask who is there before it does anything
    TRAPS = 1 << 12  # sends notifications to whom the server names


class Restriction(IntFlag):
    """Bits of paIdRestrictions (RES-01 to RES-07)."""

    DISABLE_PRINTING = 1 << 0
    DISABLE_COLOUR = 1 << 1
    PRINT_IN_MONO = 1 << 2
    DISABLE_COPYING = 1 << 3
    DISABLE_COLOUR_COPYING = 1 << 4
    DISABLE_USB_PRINTING = 1 << 5
    DISABLE_COLOUR_USB_PRINTING = 1 << 6
    DISABLE_SCAN_TO_EMAIL = 1 << 7
    DISABLE_SCAN_TO_NETWORK = 1 << 8
    DISABLE_SCAN_TO_USB = 1 << 9
    DISABLE_SCAN_TO_INTERNET_FAX = 1 << 10
    DISABLE_SCAN_TO_FAX_SERVER = 1 << 11
    DISABLE_FAX = 1 << 12


class IdState(IntEnum):
    """paIdState (LIM-03)."""

    ENABLED = 1
    LIMIT_EXCEEDED = 2


class ClockKind(IntEnum):
    """paClockKind (EMU-03)."""

    BATTERY = 1
    VOLATILE = 2


class LogFullAction(IntEnum):
    """paLogFullAction (ACQ-05)."""

    DELETE_OLDEST = 1
    CANCEL_JOBS = 2
    STOP_LOGGING = 3


class StreamCause(IntEnum):
    """paStreamCause: why a log stream began."""

    CREATED = 1
    FORMATTED = 2
    REPLACED = 3


class Table(IntEnum):
    """Tables of the staged transfer."""

    IDS = 1
    POLICIES = 2
    USERS = 3
    CARDS = 4


class TrapVersion(IntEnum):
    """paTrapVersion: in which version of SNMP notifications are sent."""

    V1 = 1
    V2C = 2


class ControlAction(IntEnum):
    """paControlAction."""

    NONE = 1
    RESTART = 2
    SHUT_DOWN = 3


def bits_to_octets(flags: int) -> bytes:
    """SMI BITS: bit 0 is the high bit of the first octet (RFC 2578 section 7.1.4)."""
    octets = bytearray(max(1, (flags.bit_length() + 7) // 8))
    for bit in range(flags.bit_length()):
        if flags >> bit & 1:
            octets[bit // 8] |= 0x80 >> bit % 8
    return bytes(octets)


def octets_to_bits(octets: bytes) -> int:
    """The inverse of :func:`bits_to_octets`; trailing zero bits are dropped."""
    flags = 0
    for index, octet in enumerate(octets):
        for bit in range(8):
            if octet & 0x80 >> bit:
                flags |= 1 << index * 8 + bit
    return flags
