"""Why a job of the log was let in, changed or refused: the rules that its printer held when its turn came (POL-08)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from core.config.restrictions import restriction_words
from core.model.policies import InForce, PolicyEntry, word_of
from core.rules.decision import Cause, causes_of, deciding, explains, policies_met, row_followed
from core.store import Store
from core.wire.id_table import IdRow
from core.wire.mib import Restriction
from core.wire.policy_table import KINDS

_SECOND_US: Final = 1_000_000
_EARLIER_US: Final = 60 * _SECOND_US  # what was written while the job began counts as known a moment later
_OF_THE_DATA: Final = {
    "log buffer full": "the printer's log was full, and its full action is to cancel jobs",
    "memory overflow": "the data did not fit into the printer's memory",
    "rip error": "the printer could not read the data",
}


class _Tried(NamedTuple):
    held: InForce
    row: IdRow
    met: list[PolicyEntry]
    causes: list[Cause]


async def explain_decision(store: Store, job: Mapping[str, Any]) -> dict[str, Any]:
    """A job of the log (docs/ledger-snapshot.md): the rules that acted on it and those that decided.

    ``causes`` have ``rule``, ``value``, ``effect`` and ``decided``; ``because`` is the answer in a sentence. The server
    knows what it had written: ``known`` is False for jobs from before that, ``explained`` where that is not enough.
    """
    detail = job["detail"]
    tried = await _try_all(store, job)
    chosen = next((each for each in tried if explains(each.causes, detail, job["colour"])), tried[0] if tried else None)
    if chosen is None:
        because = _OF_THE_DATA.get(detail, "what the printer held then is not known" if detail else "")
        return {"known": False, "explained": detail in _OF_THE_DATA, "because": because, "causes": []}
    decided = deciding(chosen.causes, detail)
    explained = explains(chosen.causes, detail, job["colour"])
    return {
        "known": True,
        "explained": explained,
        "because": _because(detail, decided, explained=explained),
        "in force since us": chosen.held.at_us,
        "id sent": job["account"],
        "id followed": chosen.row.id,
        "name": chosen.row.name,
        "restrictions": restriction_words(Restriction(chosen.row.restrictions)),
        "limit exceeded": chosen.row.id in chosen.held.exceeded,
        "switched off": _is_suspended(chosen.held),
        "policies": [{"policy for": str(each.named), "policy": word_of(each.policy)} for each in chosen.met],
        "causes": [
            {"rule": each.rule, "value": each.value, "effect": each.effect.value, "decided": each in decided}
            for each in chosen.causes
        ],
    }


async def _try_all(store: Store, job: Mapping[str, Any]) -> list[_Tried]:
    """What may have been in force at the job's turn, the likeliest first."""
    begun_us, ended_us = _span(job)
    key = await _printer_key(store, job["printer"], begun_us)
    history = [] if key is None else await store.policies.history(key, begun_us - _EARLIER_US, ended_us + _EARLIER_US)
    before = [held for held in history if held.at_us <= begun_us]
    later = [held for held in history if held.at_us > begun_us]
    names = {kind: job[kind.name.lower()] or "" for kind in KINDS}
    tried: list[_Tried] = []
    for held in [*before[::-1], *later]:
        row = row_followed(held, job["account"])
        met = policies_met(held.policies, names)
        causes = causes_of(
            job["function"],
            row=row,
            exceeded=row.id in held.exceeded,
            policies=met,
            suspended=_is_suspended(held),
        )
        tried.append(_Tried(held, row, met, causes))
    return tried


def _is_suspended(held: InForce) -> bool:
    return held.policies is not None and not held.policies.in_force


def _span(job: Mapping[str, Any]) -> tuple[int, int]:
    """When it began and ended, by the printer's clock if the server believed it."""
    accounted_us = int(job["accounted_us"])
    started_s, ended_s = job["started_s"], job["ended_s"]
    if started_s is None or ended_s is None:
        return accounted_us, accounted_us
    lasted_us = max(0, ended_s - started_s) * _SECOND_US
    return accounted_us - lasted_us, accounted_us


async def _printer_key(store: Store, name: str, at_us: int) -> int | None:
    """The printer of that name at an instant; the name may have belonged to several, one after the other."""
    known = [row for row in await store.printers(removed=True) if row.name == name]
    there = [row for row in known if row.registered_us <= at_us and (row.removed_us is None or at_us < row.removed_us)]
    chosen = there or sorted(known, key=lambda row: row.registered_us)
    return chosen[-1].key if chosen else None


def _because(detail: str, decided: Sequence[Cause], *, explained: bool) -> str:
    if detail in _OF_THE_DATA:
        return _OF_THE_DATA[detail]
    if decided and explained:
        return "; ".join(f"{each.rule}: {each.value}" for each in decided)
    if not explained and detail == "access control":
        return "no rule in force then forbade it; a log-in that the printer does not know would (JID-13)"
    if not explained:
        return "what the server knows to have been in force then does not explain it"
    return "no rule stood against it"
