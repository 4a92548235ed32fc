"""What is known about a printer's jobs, and what users do to them: list, hold, release, cancel."""

from __future__ import annotations

from collections.abc import Iterator
from hmac import compare_digest
from typing import Final

from emulator import journal
from emulator.errors import UnknownJob
from emulator.parts.decision import Outcome
from emulator.parts.job import Job, JobState
from emulator.parts.turn import take_turn
from emulator.works import Works

RECENT: Final = 100
"""How many of the jobs that are over a printer lists."""


class JobDesk(Works):
    """The works, seen by those whose jobs are in it."""

    __slots__ = ()

    # ---- what is known about jobs ---------------------------------------------------------------------

    @property
    def idle(self) -> bool:
        """Whether no job is printing or waiting for its turn."""
        self.catch_up()
        return not self._queue

    def job_state(self, number: int) -> JobState:
        """How a job stands now. Raises UnknownJob."""
        self.catch_up()
        job = self._job(number)
        if isinstance(job, JobState):
            return job
        due_us = next((due_us for each, due_us in self._due() if each is job), None)
        return job.state(due_us, stands=self._standing is not None)

    def jobs(self) -> list[JobState]:
        """The last ``RECENT`` jobs that are over, then the queue in its order, then those that are held."""
        self.catch_up()
        over: list[JobState] = []
        for job in reversed(self._jobs.values()):
            if isinstance(job, JobState):
                over.append(job)
                if len(over) == RECENT:
                    break
        over.reverse()
        queue = [job.state(due_us, stands=self._standing is not None) for job, due_us in self._due()]
        return [*over, *queue, *(job.state() for job in (self._held or {}).values())]

    def _job(self, number: int) -> Job | JobState:
        try:
            return self._jobs[number]
        except KeyError:
            raise UnknownJob(self.name, number) from None

    def _due(self) -> Iterator[tuple[Job, int | None]]:
        """When each job in the queue ends if nothing intervenes and all before it are decided as they would be now."""
        free_us = self._ready_us
        for job in self._queue:
            if self.failure or self._standing is not None:
                yield job, None
                continue
            if job.start_us >= 0:
                free_us = job.end_due_us
            else:
                verdict, plan = take_turn(job, self.storage, self.model)
                sheets, faces = plan.sheets * plan.copies, 2 if plan.duplex else 1
                free_us = max(job.queued_us, free_us) + sheets * faces * self.model.face_us
                if job.errand is not None and verdict.outcome is not Outcome.REFUSE:
                    free_us += job.errand.lead_us
            yield job, free_us

    # ---- what users do to jobs --------------------------------------------------------------------------

    @property
    def held(self) -> tuple[int, ...]:
        """Jobs that wait to be released."""
        return tuple(self._held or ())

    def hold(self, number: int, code: str = "") -> bool:
        """Set a job aside until it is released, with ``code`` unless that is ""; False when it has begun or is over.

        Raises UnknownJob, PrinterOff.
        """
        self._need_power("hold a job")
        self.catch_up()
        job = self._job(number)
        if not isinstance(job, Job) or job.start_us >= 0:
            return False
        if job in self._queue:
            self._queue.remove(job)
            self._put_aside(job, code, self._calendar.now_us())
            self._changed()
        return True

    def release(self, number: int, code: str = "") -> bool:
        """A held job goes into the queue; False when it is not held, or under another code. Raises PrinterOff."""
        self._need_power("release a job")
        self.catch_up()
        job = (self._held or {}).get(number)
        if job is None or (job.code and not compare_digest(job.code.encode(), code.encode())):
            return False
        assert self._held is not None
        del self._held[number]
        job.is_held = False
        job.queued_us = self._calendar.now_us()
        self.journal.write(journal.FREED, job.queued_us, number)
        self._queue.append(job)
        if self.on_queue is not None:
            self.on_queue()
        self._changed()
        self.catch_up()
        return True

    def cancel(self, number: int) -> bool:
        """The user cancels a job; False when it is over already. Raises UnknownJob, PrinterOff."""
        self._need_power("cancel a job")
        self.catch_up()
        job = self._job(number)
        if not isinstance(job, Job):
            return False
        now_us = self._calendar.now_us()
        if job.start_us >= 0:
            self._ready_us = now_us
            self._resume(job, now_us)
        if self._held is not None and number in self._held:
            del self._held[number]
        else:
            self._queue.remove(job)
        self._end(job, now_us, "canceled", "canceled")
        self._review(now_us)
        self.catch_up()
        return True
