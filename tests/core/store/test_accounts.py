"""JID-01, JID-02, JID-06, JID-09, LIM-01 to LIM-06: accounts, their history, limits and usage."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.model import AccountSetup, Base, Limit, Period, PeriodKind
from core.model.errors import BadInput
from core.rules.limits import standing
from core.store import MemoryFile
from core.wire.id_table import SPECIAL_IDS
from core.wire.mib import IdState, Restriction
from core.wire.records import IdRow

MONTHLY = Period(PeriodKind.MONTHS, 1, Base.MONTH_END)
DAILY = Period(PeriodKind.DAYS, 1)

PANEL = [IdRow(1_000_000_001, "Local Print", 0), IdRow(1_000_000_002, "Email To Print", 0)]  # always there (JID-02)


def sato(limit: Limit | None = None, **changes) -> AccountSetup:
    return AccountSetup(**{"id": 1001, "name": "Sato", "limit": limit, **changes})


@pytest.mark.parametrize(
    ("setup", "field"),
    [
        (AccountSetup(1_000_000_000, "Ito"), "id"),
        (AccountSetup(1002, 'I"to'), "name"),
        (AccountSetup(1002, "Sato"), "name"),
        (AccountSetup(1002, "Unregistered ID"), "name"),
        (AccountSetup(0, "Nobody"), "name"),
        (AccountSetup(1002, "Ito", limit=Limit(5, None, Period(PeriodKind.WEEKS, 1, Base.DAY_10))), "limit"),
    ],
)
def test_refused_naming_the_field(bench, setup: AccountSetup, field: str) -> None:
    """JID-01: nothing changes, no revision is spent."""

    async def main() -> None:
        store = await bench.open()
        await store.put_account(sato())
        before = (await store.accounts(), await store.desired_ids())
        with pytest.raises(BadInput) as refused:
            await store.put_account(setup)
        assert refused.value.field == field
        assert (await store.accounts(), await store.desired_ids()) == before

    bench.run(main())


def test_the_unregistered_id_exists_always(bench) -> None:
    """JID-02, RES-08: it cannot be deleted, but restricted and limited."""

    async def main() -> None:
        store = await bench.open()
        with pytest.raises(BadInput, match="cannot be deleted"):
            await store.remove_account(0)
        await store.put_account(
            AccountSetup(0, "Unregistered ID", restrictions=Restriction.DISABLE_PRINTING, limit=Limit(sheets=1))
        )
        assert (await store.desired_ids())[1] == [IdRow(0, "Unregistered ID", 1), *PANEL]
        with pytest.raises(BadInput, match="no Job Account ID in force"):
            await store.remove_account(4711)

    bench.run(main())


def test_the_table_for_the_printers(bench) -> None:
    """JID-07: a new revision whenever the table changes, and only then."""

    async def main() -> None:
        store = await bench.open()
        revisions = [(await store.desired_ids())[0]]
        steps = [
            (sato(), True),
            (sato(), False),
            (sato(Limit(sheets=5)), False),  # limits have their own states
            (sato(mail="sato@example.org"), False),
            (sato(restrictions=Restriction.DISABLE_COLOUR), True),
            (AccountSetup(7, "Ito"), True),
        ]
        for setup, moves in steps:
            await store.put_account(setup)
            revision, *_ = await store.desired_ids()
            assert (revision > revisions[-1]) is moves
            revisions.append(revision)
        await store.remove_account(7)
        revision, rows, _ = await store.desired_ids()
        assert revision > revisions[-1]
        assert rows == [IdRow(0, "Unregistered ID", 0), IdRow(1001, "Sato", 2), *PANEL]

    bench.run(main())


def test_an_id_added_again_inherits_nothing(bench) -> None:
    """JID-06: usage and history hang on the account, not on its number; late records find the old one."""

    async def main() -> None:
        where = MemoryFile()
        store, key = await bench.ready(where)
        first = await store.put_account(sato(Limit(sheets=10)))
        bench.now_us = bench.at("2026-03-30 09:00")
        await store.ingest(bench.batch(key, (1, bench.sheets(1, 20, ended="2026-03-30 08:30"))))
        bench.now_us = bench.at("2026-03-30 10:00")
        await store.remove_account(1001)
        bench.now_us = bench.at("2026-03-30 11:00")
        second = await store.put_account(sato(Limit(sheets=10)))
        bench.now_us = bench.at("2026-03-30 12:00")
        entries = [
            (2, bench.sheets(2, 1, ended="2026-03-30 09:30")),  # of the first Sato
            (3, bench.sheets(3, 2, ended="2026-03-30 10:30")),  # between the two: unregistered
            (4, bench.sheets(4, 4, ended="2026-03-30 11:00")),  # of the second
        ]
        await store.ingest(bench.batch(key, *entries))
        store.fence()
        store = await bench.open(where)
        standings = await store.standings(bench.now_us, [first.key, second.key])
        assert {at: one.used.sheets for at, one in standings.items()} == {second.key: 4}
        assert store._books.accounts.meters[first.key].total()[0].sheets == 21
        assert (await store.limit_states(bench.now_us)) == dict.fromkeys([*SPECIAL_IDS, 1001], IdState.ENABLED)
        assert [account.id for account in await store.accounts(removed=True)][:3] == [0, 1001, 1001]
        totals = [(total["account"], total["sheets"]) for total in await store.totals("account")]
        assert totals == [(0, 2), (1001, 21), (1001, 4)]
        assert await store.verify() == []

    bench.run(main())


def test_exceeded_and_permitted_again(bench) -> None:
    """LIM-02, LIM-03, LIM-04: the batch that exceeds says so; the turn of the period permits again."""

    async def main() -> None:
        store, key = await bench.ready()
        await store.put_account(sato(Limit(sheets=100, period=MONTHLY, carry_over=True)))
        assert (await store.limits.settle(bench.now_us)).next_turn_us == bench.at("2026-04-01 00:00")
        assert (await store.ingest(bench.batch(key, (1, bench.sheets(1, 100))))).exceeded == ()
        result = await store.ingest(bench.batch(key, (2, bench.sheets(2, 1)), (3, bench.sheets(3, 5, 4711))))
        assert result.exceeded == (1001,)
        assert (await store.ingest(bench.batch(key, (4, bench.sheets(4, 1))))).exceeded == ()
        assert (await store.limit_states(bench.now_us))[1001] is IdState.LIMIT_EXCEEDED
        decision = (await store.decisions(bench.now_us))[1001]
        assert decision.exceeded
        assert "102 of 100 sheets used" in decision.reason
        april = bench.at("2026-04-01 00:00")
        assert (await store.limit_states(april - 1))[1001] is IdState.LIMIT_EXCEEDED
        assert (await store.limit_states(april))[1001] is IdState.ENABLED
        assert (await store.limits.settle(april)).next_turn_us == bench.at("2026-05-01 00:00")

    bench.run(main())


def test_a_late_record_restates_the_old_period(bench) -> None:
    """LIM-05, design page: what is carried over follows the ledger, not the moment of acquisition."""

    async def main() -> None:
        store, key = await bench.ready()
        await store.put_account(sato(Limit(sheets=100, period=MONTHLY, carry_over=True)))
        await store.ingest(bench.batch(key, (1, bench.sheets(1, 30))))
        april = bench.now_us = bench.at("2026-04-01 00:10")
        (account,) = (await store.standings(april)).values()
        assert account.effective.sheets == 170
        await store.ingest(bench.batch(key, (2, bench.sheets(2, 50, ended="2026-03-31 23:50"))))
        (account,) = (await store.standings(april)).values()
        assert (account.effective.sheets, account.used.sheets) == (120, 0)
        assert await store.verify() == []

    bench.run(main())


def test_raising_the_limit_keeps_the_usage(bench) -> None:
    """LIM-03: raised, printing is permitted; the count goes on."""

    async def main() -> None:
        store, key = await bench.ready()
        account = await store.put_account(sato(Limit(sheets=10, period=MONTHLY)))
        bench.now_us = bench.at("2026-04-20 10:00")
        await store.ingest(bench.batch(key, (1, bench.sheets(1, 15))))
        await store.put_account(sato(Limit(sheets=20, period=MONTHLY)))
        stands = (await store.standings(bench.now_us))[account.key]
        assert (stands.used.sheets, stands.exceeded, stands.period.number) == (15, False, 1)
        assert (await store.accounts())[1].limit.period.anchor == date(2026, 3, 30)  # the anchor stays

    bench.run(main())


@pytest.mark.parametrize(("reset", "used"), [(False, 15), (True, 0)])
def test_another_period_asks_whether_to_reset(bench, reset: bool, used: int) -> None:
    """LIM-06: usage is counted anew in the new periods, or reset."""

    async def main() -> None:
        store, key = await bench.ready()
        account = await store.put_account(sato(Limit(sheets=10, period=MONTHLY)))
        bench.now_us = bench.at("2026-03-30 18:00")
        await store.ingest(bench.batch(key, (1, bench.sheets(1, 15, ended="2026-03-30 17:00"))))
        bench.now_us = bench.at("2026-03-30 19:00")
        await store.put_account(sato(Limit(sheets=10, period=DAILY), reset_usage=reset))
        assert (await store.standings(bench.now_us))[account.key].used.sheets == used
        assert await store.verify() == []

    bench.run(main())


def test_reset_by_hand(bench) -> None:
    """JID-09, LIM-03: from the reset on everything counts again; totals and fees stay."""

    async def main() -> None:
        where = MemoryFile()
        store, key = await bench.ready(where)
        await store.put_account(sato(Limit(sheets=10)))
        bench.now_us = bench.at("2026-03-30 09:00")
        await store.ingest(bench.batch(key, (1, bench.sheets(1, 15))))
        await store.reset_usage(1001, bench.now_us)
        assert (await store.limit_states(bench.now_us))[1001] is IdState.ENABLED
        bench.now_us = bench.at("2026-03-30 10:00")
        late, fresh = bench.sheets(2, 7, ended="2026-03-30 09:00"), bench.sheets(3, 4, ended="2026-03-30 09:30")
        await store.ingest(bench.batch(key, (2, late), (3, fresh)))
        store.fence()
        store = await bench.open(where)
        (stands,) = (await store.standings(bench.now_us)).values()
        assert stands.used.sheets == 4
        assert (await store.totals("account"))[0]["sheets"] == 26
        assert await store.verify() == []

    bench.run(main())


def test_the_closing_day_turns_limits(bench) -> None:
    """LOG-15, LIM-04: at once in an empty ledger, else from the next month on; numbers already given stay."""

    async def main() -> None:
        where = MemoryFile()
        store, key = await bench.ready(where)
        await store.put_account(sato(Limit(sheets=10, period=Period(PeriodKind.MONTHS, 1, Base.CLOSING_DAY))))
        await store.set_closing_day(20)
        assert (await store.limits.settle(bench.now_us)).next_turn_us == bench.at("2026-04-21 00:00")
        await store.ingest(bench.batch(key, (1, bench.sheets(1, 15))))
        await store.set_closing_day(10)
        assert (await store.limits.settle(bench.now_us)).next_turn_us == bench.at("2026-04-21 00:00")
        assert (await store.limits.settle(bench.at("2026-04-21 00:00"))).next_turn_us == bench.at("2026-05-11 00:00")
        store.fence()
        store = await bench.open(where)
        assert (await store.limits.settle(bench.at("2026-04-21 00:00"))).next_turn_us == bench.at("2026-05-11 00:00")
        bench.now_us = bench.at("2026-04-22 12:00")
        await store.ingest(bench.batch(key, (2, bench.sheets(2, 1))))
        assert [job["log_month"] for job in await store.jobs()] == ["2026-04", "2026-05"]
        assert await store.verify() == []
        with pytest.raises(BadInput):
            await store.set_closing_day(32)

    bench.run(main())


def test_limits_survive_a_restart(bench) -> None:
    """Everything that is set comes back as it was."""

    async def main() -> None:
        where = MemoryFile()
        store, _ = await bench.ready(where)
        weekly = Limit(100, 5_000_000, Period(PeriodKind.WEEKS, 2, Base.FRIDAY), True, 50, 1_000_000)
        await store.put_account(sato(weekly, mail="sato@example.org", restrictions=Restriction.PRINT_IN_MONO))
        await store.put_account(AccountSetup(7, "Ito", limit=Limit(5, None, DAILY), anchor=date(2026, 3, 1)))
        before = (await store.accounts(), await store.settings(), await store.server_id(), await store.desired_ids())
        store.fence()
        store = await bench.open(where)
        assert before == (
            *(await store.accounts(), await store.settings(), await store.server_id(), await store.desired_ids()),
        )
        limit = before[0][2].limit
        assert limit.period == Period(PeriodKind.WEEKS, 2, Base.FRIDAY, date(2026, 3, 30), bench.zone)
        assert before[0][1].limit.period.anchor == date(2026, 3, 1)

    bench.run(main())


work = st.lists(
    st.one_of(
        st.tuples(st.just("job"), st.integers(1, 30), st.integers(0, 60)),
        st.tuples(st.just("hours"), st.integers(1, 60), st.just(0)),
        st.tuples(st.just("reset"), st.just(0), st.just(0)),
        st.tuples(st.just("limit"), st.integers(0, 50), st.integers(0, 1)),
        st.tuples(st.just("restart"), st.just(0), st.just(0)),
    ),
    max_size=14,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(work)
def test_usage_kept_is_usage_counted(bench, drawn: list[tuple[str, int, int]]) -> None:
    """LIM-01 to LIM-06: the cached usage and standing equal the pure rule over ledger and resets, whatever happens."""

    async def main() -> None:
        bench.now_us = bench.at("2026-03-27 08:00")
        where = MemoryFile()
        store, key = await bench.ready(where)
        account = await store.put_account(sato(Limit(20, None, DAILY, carry_over=True)))
        number = 0
        for verb, amount, other in drawn:
            if verb == "job":
                number += 1
                ended = f"2026-03-{27 + min(amount, 4):02} {other % 24:02}:30"
                await store.ingest(bench.batch(key, (number, bench.sheets(number, amount, ended=ended))))
            elif verb == "hours":
                bench.now_us += amount * 3_600_000_000
            elif verb == "reset":
                await store.reset_usage(1001, bench.now_us)
            elif verb == "limit":
                period = DAILY if other else Period(PeriodKind.DAYS, 2)
                await store.put_account(sato(Limit(amount, None, period, carry_over=True)))
            else:
                store.fence()
                store = await bench.open(where)
        assert await store.verify() == []
        kept = (await store.standings(bench.now_us))[account.key]
        meter = store._books.accounts.meters[account.key]
        assert meter.usages == store._books.accounts.counted(meter)
        assert kept == standing(meter.account.limit, meter.total(), bench.now_us)

    bench.run(main())
