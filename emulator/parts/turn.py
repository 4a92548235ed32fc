"""A job's turn: what the tables say of it at this instant, and the sheets that follow from that."""

from __future__ import annotations

from core.wire.mib import IdState, LogFullAction
from emulator.models import Model
from emulator.parts.decision import Decision, Outcome, decide
from emulator.parts.job import Job
from emulator.parts.n_up import put_together
from emulator.parts.plan import EMPTY, Plan, has_colour, make_plan, until_colour
from emulator.parts.storage import Storage


def take_turn(job: Job, storage: Storage, model: Model) -> tuple[Decision, Plan]:
    """Decide whether and how a job prints, and plan it. Changes nothing."""
    in_colour = model.colour and job.ticket.colour
    verdict = judge(job, storage, in_colour=in_colour and has_colour(job.pages))
    if verdict.outcome is Outcome.REFUSE:
        return verdict, EMPTY
    setup = job.ticket.setup
    pages, copies = put_together(job.pages, setup.n_up), job.ticket.copies
    if verdict.outcome is Outcome.PRINT_UNTIL_COLOUR:
        pages, copies = until_colour(pages), 1  # the first colour page comes before any second copy
    mono = verdict.outcome is Outcome.PRINT_IN_MONO or not in_colour
    return verdict, make_plan(pages, model, duplex=job.ticket.duplex, copies=copies, mono=mono, setup=setup)


def judge(job: Job, storage: Storage, *, in_colour: bool) -> Decision:
    """What ID table, policies and a full log say of a job of any function at this instant."""
    account = storage.ids.row_for(job.account_id)
    return decide(
        function=job.function,
        restrictions=account.restrictions,
        limit_exceeded=storage.ids.state(account.id) == IdState.LIMIT_EXCEEDED,
        policy=storage.policies.strictest(job.ticket),
        suspended=storage.policies.suspended,
        has_colour=in_colour,
        fault=job.fault,
        log_blocks=storage.log.is_full and storage.settings.full_action == LogFullAction.CANCEL_JOBS,
    )
