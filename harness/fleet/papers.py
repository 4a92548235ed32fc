"""Print jobs that somebody orders by numbers instead of sending a file."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, model_validator

from core.config.units import Flag, Text, Whole
from core.wire.pages import PageRun, build_pages
from core.wire.pjl import MAX_COPIES, PrintJob, build_stream
from harness.scenario.paper import Handling, Positive


class Pages(Handling):
    """A job of so many pages, and whose it is; keys as in a scenario's verb ``print``."""

    account: Annotated[Whole, Field(ge=0, le=999_999_999)] | None = None
    user: Text = ""
    login: Text = ""
    document: Text = "document"
    host: Text = ""
    application: Text = ""
    pages: Annotated[Positive, Field(le=1_000_000)] = 1
    colour_pages: Whole = 0  # the last ones
    size: str = "A4"
    media: Text = "plain"
    duplex: Flag = False
    copies: Annotated[Positive, Field(le=MAX_COPIES)] = 1

    @model_validator(mode="after")
    def _consistent(self) -> Pages:
        if self.colour_pages > self.pages:
            raise ValueError(f"{self.colour_pages} colour pages of {self.pages} pages")
        return self

    @property
    def runs(self) -> list[PageRun]:
        """The pages, mono ones first."""
        kinds = ((self.pages - self.colour_pages, "mono"), (self.colour_pages, "colour"))
        return [self.page_run(count, kind, self.size, self.media) for count, kind in kinds if count]


def stream_of(body: dict[str, Any]) -> bytes:
    """The octets that a driver would send for them. Raises ValidationError, EncodeError."""
    pages = Pages.model_validate(body)
    return build_stream(
        PrintJob(
            account_id=pages.account,
            user=pages.user,
            login=pages.login,
            document=pages.document,
            host=pages.host,
            application=pages.application,
            copies=pages.copies,
            duplex=pages.duplex,
            colour=True,
            language="PRESSPAGES",
            pages=build_pages(pages.runs),
            setup=pages.setup(),
        )
    )
