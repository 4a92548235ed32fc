"""The vocabulary: frozen dataclasses, named tuples and enums that all rooms of core share."""

from core.model.accounts import (
    EMAIL_PRINT_ID,
    HIGHEST_ID,
    LOCAL_PRINT_ID,
    NAME_CHARACTERS,
    NO_PERIOD,
    SPECIAL_IDS,
    UNREGISTERED_ID,
    UNREGISTERED_NAME,
    UNRESTRICTED,
    Account,
    AccountSetup,
    Decision,
    Limit,
    Standing,
    Usage,
)
from core.model.commands import Command
from core.model.fees import FeeDefinition, FeePart
from core.model.groups import Membership, Place, PrinterGroup, Spot, UserGroup, UserGroupSetup
from core.model.ledger import Batch, Gap, GapCause, IngestResult, Position, StreamKind
from core.model.log import Selection
from core.model.periods import (
    MONTH_BASES,
    MONTH_END_CLOSING,
    WEEKDAYS,
    Base,
    ClosingDay,
    Period,
    PeriodKind,
    PeriodSpan,
)
from core.model.printers import EDITION_PRINTERS, NOTHING_UNLOGGED, PrinterRow, PrinterState, UnloggedCounters
from core.model.settings import LedgerSettings

__all__ = [
    "EDITION_PRINTERS",
    "EMAIL_PRINT_ID",
    "HIGHEST_ID",
    "LOCAL_PRINT_ID",
    "MONTH_BASES",
    "MONTH_END_CLOSING",
    "NAME_CHARACTERS",
    "NOTHING_UNLOGGED",
    "NO_PERIOD",
    "SPECIAL_IDS",
    "UNREGISTERED_ID",
    "UNREGISTERED_NAME",
    "UNRESTRICTED",
    "WEEKDAYS",
    "Account",
    "AccountSetup",
    "Base",
    "Batch",
    "ClosingDay",
    "Command",
    "Decision",
    "FeeDefinition",
    "FeePart",
    "Gap",
    "GapCause",
    "IngestResult",
    "LedgerSettings",
    "Limit",
    "Membership",
    "Period",
    "PeriodKind",
    "PeriodSpan",
    "Place",
    "Position",
    "PrinterGroup",
    "PrinterRow",
    "PrinterState",
    "Selection",
    "Spot",
    "Standing",
    "StreamKind",
    "UnloggedCounters",
    "Usage",
    "UserGroup",
    "UserGroupSetup",
]
