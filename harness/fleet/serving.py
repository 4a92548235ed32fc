"""The control API beside a running fleet: a thread of its own, from the fleet's start to its end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from core.model.errors import PressroomError
from core.web.page import WebPage
from harness.fleet.description import CONTROL_PORT, Control
from harness.fleet.front import Front


@asynccontextmanager
async def control_api(front: Front, control: Control | None, end: Callable[[], None]) -> AsyncIterator[str]:
    """Serves it, and gives its URL. Without settings: on the usual port of this host, or on a free one.

    Raises PressroomError where the port that is set cannot be had.
    """
    page = await asyncio.to_thread(_open, front, control, asyncio.get_running_loop(), end)
    host = (control or Control()).host
    try:
        yield f"http://{f'[{host}]' if ':' in host else host}:{page.port}"
    finally:
        await asyncio.to_thread(page.close)


def _open(front: Front, control: Control | None, loop: asyncio.AbstractEventLoop, end: Callable[[], None]) -> WebPage:
    from harness.fleet.api import Api, create_app  # half a second, which only a fleet that is controlled needs

    settings = control or Control()
    app = create_app(Api(front, loop, end), settings)
    try:
        return WebPage(app, settings)
    except PressroomError:
        if control is not None and control.port != CONTROL_PORT:
            raise
        return WebPage(app, settings.model_copy(update={"port": 0}))
