"""Rows of jobs as they are made up for one transaction; nothing is written and no memory changed before its end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from core.model.accounts import Usage
from core.model.fees import FeeDefinition
from core.model.ledger import Gap, GapCause
from core.rules.accounted import accounted_at
from core.rules.fees import charge
from core.store.accounts import AccountBook
from core.store.chain import SALT_OCTETS, commitment, link
from core.store.items import chained_line, destination_of, implausible, line_row, output_row, service_row
from core.store.log_numbers import LogNumbers
from core.store.meter import UsageKey
from core.store.streams import StreamCursor
from core.wire import cbor
from core.wire.records import BadRecord, JobRecord, RecordLine, decode_record

#: A record that claims more than this (a day has 86,400 seconds) was not written by a printer that works.
MOST_PLAUSIBLE: Final = 16_777_215

Part = tuple[int, bytes, bytes]  # position, raw record, digest


class Draft:
    """What one transaction will add to the ledger for one printer."""

    def __init__(
        self,
        cursor: StreamCursor,
        accounts: AccountBook,
        numbers: LogNumbers,
        definition: FeeDefinition | None,
        *,
        previous_us: int,
        acquired_us: int,
        next_key: int,
        chain: bytes,
        salts: bytes,
    ) -> None:
        self._cursor = cursor
        self._accounts = accounts
        self._numbers = numbers
        self._definition = definition
        self._previous_us = previous_us
        self._acquired_us = acquired_us
        self._salts = salts
        self.next_key = next_key
        self.chain = chain
        self.last_numbers: dict[tuple[int, int], int] = {}
        self.jobs: list[tuple[Any, ...]] = []
        self.lines: list[tuple[Any, ...]] = []
        self.fees: list[tuple[Any, ...]] = []
        self.texts: list[tuple[Any, ...]] = []
        self.outputs: list[tuple[Any, ...]] = []
        self.services: list[tuple[Any, ...]] = []
        self.parts: dict[int, list[Any]] = {}
        self.joined: list[tuple[int, int, int]] = []  # parts stored before: job, stream, position
        self.bad: list[tuple[Any, ...]] = []
        self.gaps: list[Gap] = []
        self.usage: dict[tuple[int, int], Usage] = {}  # by account and period
        self.waiting: list[tuple[int, JobRecord, Part]] = []
        for part in cursor.waiting:
            record = decode_record(part[1])
            assert isinstance(record, JobRecord)  # it was one when it was stored
            self.waiting.append((part[0], record, part))

    def add(self, position: int, raw: bytes, digest: bytes) -> None:
        """One record, in ascending order; a job of several is put together when its last record has come."""
        record = decode_record(raw)
        late = position <= self._cursor.through
        if not late and self.waiting and not (isinstance(record, JobRecord) and self._continues(position, record)):
            self.settle()
        if isinstance(record, BadRecord):
            self._add_bad(position, raw, digest, record.reason)
        elif _implausible(record):
            self._add_bad(position, raw, digest, "more sheets or pages than any job has")
        elif record.parts == 1:
            self._add_job(position, record, record.lines, 1, digest)
        else:
            self.parts[position] = [self._cursor.key, position, digest, raw, None]
            if not late:  # a part declared lost belongs to a job that was settled without it
                self.waiting.append((position, record, (position, raw, digest)))
                if record.part == record.parts:
                    self.settle()

    def add_gaps(self, gaps: Sequence[Gap]) -> None:
        """Losses, after the records; a job whose last record is lost with them is settled with what there is of it."""
        self.gaps += gaps
        for gap in gaps:
            if self.waiting and gap.stream == self._cursor.id and _covers(gap, self._last_due()):
                self.settle()

    def settle(self) -> None:
        """Make a job of the parts that wait: its totals stand in each of them, lines of lost parts stay unknown."""
        if not self.waiting:
            return
        position, record, (_, _, digest) = self.waiting[0]
        lines = [line for _, part, _ in self.waiting for line in part.lines]
        for at, _, _ in self.waiting:
            if at in self.parts:
                self.parts[at][-1] = self.next_key
            else:
                self.joined.append((self.next_key, self._cursor.key, at))
        self._add_job(position, record, lines, len(self.waiting), digest)
        self.waiting = []

    def _continues(self, position: int, record: JobRecord) -> bool:
        """Whether a record belongs to the job that waits; parts between may be lost."""
        last_position, last, _ = self.waiting[-1]
        return (
            record.job_number == last.job_number
            and record.parts == last.parts
            and record.part > last.part
            and record.part - last.part == position - last_position
        )

    def _last_due(self) -> int:
        position, record, _ = self.waiting[-1]
        return position + record.parts - record.part

    def _add_bad(self, position: int, raw: bytes, digest: bytes, reason: str) -> None:
        self.bad.append((self._cursor.key, position, digest, raw, reason))
        self.gaps.append(Gap(self._cursor.id, position, position, 1, None, GapCause.UNREADABLE, self._acquired_us))

    def _add_job(self, position: int, record: JobRecord, lines: Sequence[RecordLine], held: int, digest: bytes) -> None:
        key, printer_key = self.next_key, self._cursor.printer_key
        accounted_us, clamped = accounted_at(record.ended_s, self._previous_us, self._acquired_us)
        account_key = self._accounts.key_at(record.account_id, accounted_us, printer_key)
        fees = self._charge(key, record, lines)
        fees.sort()  # as the table keeps them, so that the chain can be followed again
        fee_micros = sum(fee[3] for fee in fees)
        month = self._numbers.month(accounted_us)
        number = self._number(printer_key, month)
        at = len(self.jobs) * SALT_OCTETS
        salt = self._salts[at : at + SALT_OCTETS]
        texts = (record.user, record.login, record.document, record.host, record.application, destination_of(record))
        promise = commitment(salt, texts)
        row = (
            *(key, self._cursor.key, position, record.parts, held, printer_key, account_key),
            *(record.account_id, record.job_number, record.function, record.status, record.detail, record.port),
            *(record.sheets, record.pages, record.colour, record.mono),
            *(record.received_s, record.started_s, record.ended_s, record.utc_offset_min),
            *(self._acquired_us, accounted_us, int(clamped), month, number, fee_micros, ",".join(record.cut)),
        )
        own_lines = [line_row(key, index, line) for index, line in enumerate(lines, 1)]
        items = [each for each in self._items(key, record) if each is not None]
        unknown = cbor.dumps(dict(record.unknown)) if record.unknown else None
        octets = (unknown or b"") + digest + promise
        self.chain = link(self.chain, (row, [*map(chained_line, own_lines)], fees, *items), octets)
        self.jobs.append((*row, unknown, digest, promise, self.chain))
        self.lines += own_lines
        self.fees += fees
        self.texts.append((key, salt, *texts))
        self.next_key = key + 1
        staples = record.consumption.staples if record.consumption else 0
        if record.sheets or fee_micros or staples:
            self._count(account_key, accounted_us, Usage(record.sheets, fee_micros, staples))

    def _items(self, key: int, record: JobRecord) -> Sequence[tuple[Any, ...] | None]:
        """Its rows of outputs and services, which are written along."""
        output, service = output_row(key, record), service_row(key, record)
        if output is not None:
            self.outputs.append(output)
        if service is not None:
            self.services.append(service)
        return output, service

    def _charge(self, key: int, record: JobRecord, lines: Sequence[RecordLine]) -> list[tuple[int, str, int, int, int]]:
        definition = self._definition
        if definition is None:
            return []
        parts = charge(record, lines, definition)
        return [(key, name, quantity, micros, definition.key) for name, quantity, micros in parts]

    def _number(self, printer_key: int, month: int) -> int:
        at = (printer_key, month)
        number = self.last_numbers.get(at)
        if number is None:
            number = self._numbers.last(at)
        self.last_numbers[at] = number + 1
        return number + 1

    def _count(self, account_key: int, accounted_us: int, use: Usage) -> None:
        number = self._accounts.meters[account_key].period_number(self._cursor.printer_key, accounted_us)
        if number is not None:
            at = (account_key, number)
            known = self.usage.get(at)
            self.usage[at] = use if known is None else known.plus(use)

    def used(self) -> list[tuple[int, UsageKey, Usage]]:
        """What was used by account: printer and period, and use."""
        printer_key = self._cursor.printer_key
        return [(key, (printer_key, number), use) for (key, number), use in self.usage.items()]


def _covers(gap: Gap, position: int) -> bool:
    return gap.first is not None and gap.last is not None and gap.first <= position <= gap.last


def _implausible(record: JobRecord) -> bool:
    if record.sheets > MOST_PLAUSIBLE or record.pages > MOST_PLAUSIBLE:
        return True
    if record.colour > MOST_PLAUSIBLE or record.mono > MOST_PLAUSIBLE:
        return True
    if any(max(line[3:6]) > MOST_PLAUSIBLE or max(line[7:]) > MOST_PLAUSIBLE for line in record.lines):
        return True
    return implausible(record, MOST_PLAUSIBLE)
