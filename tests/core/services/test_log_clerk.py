"""LOG-15: a closing day that is set by command or by configuration."""

from __future__ import annotations

import pytest

from core.config.log_settings import ClosingSettings


@pytest.mark.parametrize(
    ("given", "day", "after"),
    [
        ({}, 15, True),
        ({"closing_day": 20}, 20, True),
        ({"after_closing_day_as_this_month": False}, 15, False),
        ({"closing_day": 31, "after_closing_day_as_this_month": False}, 31, False),
    ],
)
def test_what_a_configuration_leaves_out_stays(house, run, given, day, after) -> None:
    """LOG-15: what was set by command outlives a restart, unless the configuration says otherwise."""

    async def main() -> None:
        server = await house.start()
        await server.log.close(ClosingSettings(closing_day=15))
        settings = await server.log.close(ClosingSettings(after_closing_day_as_this_month=True))
        assert (settings.closing[-1].day, settings.closing[-1].after_as_this_month) == (15, True)
        await server.stop()
        server = await house.start(**given)
        last = (await server.store.settings()).closing[-1]
        assert (last.day, last.after_as_this_month) == (day, after)
        await server.stop()

    run(main())
