"""Policies on printers: applied, changed, deleted, switched off, and read back (POL-05 to POL-07)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from core.model.errors import BadInput, DeviceError
from core.model.policies import Named, PolicyEntry, PrinterPolicies
from core.services.explaining import explain_decision
from core.wire.mib import Capability
from core.wire.policy_table import ALL_ENABLED, Kind, Policy, PolicyRow, PolicyTable

Run = Callable[..., Any]
SATO = Named(Kind.LOGIN, "sato")
OTHERS = Named(Kind.LOGIN, None)
ENTRIES = [PolicyEntry(SATO, Policy.PRINT_IN_MONO), PolicyEntry(OTHERS, Policy.DISABLE_COLOUR)]


async def started(house: Any, *names: str) -> Any:
    server = await house.start()
    for name in names:
        house.printer(name).capabilities = POLICING
        await house.add(name)
    await house.settle()
    return server


POLICING = Capability.LOG | Capability.CLOCK | Capability.IDS | Capability.POLICIES


def test_the_chosen_printers_alone(run: Run, house: Any) -> None:
    """POL-05: what has the same name is replaced, everything else stays."""

    async def main() -> None:
        server = await started(house, "a", "b")
        a, b = house.printers["a"], house.printers["b"]
        assert await server.policies.apply(["a"], ENTRIES) == {}
        assert a.policies.table.rows == (PolicyRow(Kind.LOGIN, "sato", Policy.PRINT_IN_MONO),)
        assert b.policies == PrinterPolicies()
        await server.policies.apply(None, [PolicyEntry(Named(Kind.LOGIN, "SATO"), Policy.ENABLE)])
        assert a.policies.table.rows == b.policies.table.rows == (PolicyRow(Kind.LOGIN, "SATO", Policy.ENABLE),)
        assert a.policies.table.others[Kind.LOGIN] is Policy.DISABLE_COLOUR
        assert await server.policies.read("a") == a.policies
        written = a.calls.count("write_policies")
        await server.policies.apply(["a"], [PolicyEntry(Named(Kind.LOGIN, "SATO"), Policy.ENABLE)])
        assert a.calls.count("write_policies") == written, "nothing has changed"

    run(main())


def test_what_is_not_there_cannot_be_changed(run: Run, house: Any) -> None:
    """POL-03, POL-06: named printers must have it; of all printers those that have it."""

    async def main() -> None:
        server = await started(house, "a", "b")
        a, b = house.printers["a"], house.printers["b"]
        await server.policies.apply(["a"], ENTRIES)
        change = [PolicyEntry(SATO, Policy.ENABLE)]
        with pytest.raises(BadInput, match="b: there is no policy for login sato"):
            await server.policies.change(["a", "b"], change)
        assert a.policies.table.rows[0].policy is Policy.PRINT_IN_MONO
        await server.policies.change(None, change)
        assert (a.policies.table.rows[0].policy, b.policies.table.rows) == (Policy.ENABLE, ())
        with pytest.raises(BadInput, match="cannot be deleted"):
            await server.policies.delete(None, [OTHERS])
        await server.policies.delete(None, [SATO])
        assert a.policies.table.rows == ()
        with pytest.raises(BadInput, match="there is no policy for login sato"):
            await server.policies.delete(None, [SATO])
        await server.policies.clear(["a"])
        assert a.policies.table == PolicyTable(True, ALL_ENABLED, ())

    run(main())


def test_a_printer_that_is_off_follows(run: Run, house: Any) -> None:
    """POL-05: once something was applied, the printer comes to it by itself."""

    async def main() -> None:
        server = await started(house, "a")
        a = house.printers["a"]
        a.is_on = False
        problems = await server.policies.apply(None, ENTRIES)
        assert "nothing was changed" in problems["a"], "nobody knows what it holds"
        a.is_on = True
        await server.policies.apply(None, ENTRIES)
        a.is_on = False
        assert "a" in await server.policies.suspend(None, suspended=True)
        assert a.policies.table.in_force
        a.is_on = True
        await house.advance(2)
        assert not a.policies.table.in_force
        a.is_on = False
        with pytest.raises(DeviceError):
            await server.policies.read("a")

    run(main())


def test_what_was_there_before_is_kept(run: Run, house: Any) -> None:
    """POL-05: another server's policies are the beginning."""

    async def main() -> None:
        server = await started(house, "a")
        a = house.printers["a"]
        a.policies = PrinterPolicies(7, PolicyTable(rows=(PolicyRow(Kind.HOST, "pc", Policy.ENABLE),)))
        await server.policies.apply(["a"], ENTRIES)
        assert a.policies.revision == 8
        assert [row.name for row in a.policies.table.rows] == ["sato", "pc"]

    run(main())


def test_a_printer_without_policies(run: Run, house: Any) -> None:
    async def main() -> None:
        server = await started(house, "a")
        house.printer("plain").capabilities = Capability.LOG | Capability.IDS
        await house.add("plain")
        with pytest.raises(BadInput, match="plain cannot be given policies"):
            await server.policies.apply(["a", "plain"], ENTRIES)
        assert await server.policies.apply(None, ENTRIES) == {}
        assert "write_policies" not in house.printers["plain"].calls

    run(main())


def test_what_was_in_force_when(run: Run, house: Any) -> None:
    """POL-08: jobs are explained by what their printer held when they began."""

    async def main() -> None:
        server = await started(house, "a")
        await house.account(1001)
        await server.policies.apply(["a"], [PolicyEntry(SATO, Policy.DISABLE_PRINTING)])
        await house.advance(1)
        house.printers["a"].print(1001)
        await house.advance(1)
        await server.policies.clear(["a"])
        await house.advance(1)
        await server.acquire()
        (job,) = await server.store.jobs()
        found = await explain_decision(server.store, {**job, "detail": "access control"})
        assert (found["known"], found["explained"]) == (True, True)
        assert found["because"] == "policy for login sato: disable printing"
        later = {"accounted_us": job["accounted_us"] + 7_200_000_000, "detail": ""}
        assert (await explain_decision(server.store, {**job, **later}))["because"] == "no rule stood against it"
        strange = await explain_decision(server.store, {**job, "detail": "mono printing"})
        assert (strange["explained"], strange["causes"][0]["decided"]) == (False, False)

    run(main())
