"""How the log is kept: names for policies, age and masking of personal text, automatic export."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class AutoExport(StrEnum):
    """What becomes of a printer's records when they are acquired (LOG-13)."""

    NONE = "none"
    EXPORT = "export"
    EXPORT_AND_MAIL = "export and mail"


class NameKind(StrEnum):
    """Names that jobs bring and policies are made of (ACQ-12)."""

    LOGIN = "login"
    APPLICATION = "application"
    DOCUMENT = "document"
    HOST = "host"


@dataclass(frozen=True, slots=True)
class LogOptions:
    """Settings of the log.

    ``keep_names``: ACQ-12. ``mask_documents``: views and exports show no document names. ``text_days``: personal text
    older than this is erased; ``log_months``: log months older than this are deleted from the log; None: never
    (LOG-22). ``export_folder`` is where automatic exports go (LOG-16); ``export_columns`` none: those of the default
    view. ``total_items``: what users and groups are told of their own total (JID-10); none: the default view.
    """

    keep_names: bool = False
    mask_documents: bool = False
    text_days: int | None = None
    log_months: int | None = None
    export_folder: str = "exports"
    export_columns: tuple[str, ...] = ()
    export_bom: bool = False
    total_items: tuple[str, ...] = ()


class ExportFile(NamedTuple):
    """A file of automatic export: ``size`` octets are ours for sure; ``torn``: a write to it was not finished."""

    key: int
    root: str
    folder: str
    month: str
    columns: tuple[str, ...]
    size: int
    torn: bool

    @property
    def name(self) -> str:
        """okrptYYYYMM.csv, by the log month."""
        return f"okrpt{self.month.replace('-', '')}.csv"


class Event(NamedTuple):
    """Something to be told to somebody; ``delivered_us`` None: it waits."""

    key: int
    kind: str
    subject: dict[str, object]
    at_us: int
    delivered_us: int | None
