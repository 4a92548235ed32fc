"""Who may log in at the panel, or has the driver do it, and the ID that follows from it (JID-11, JID-13)."""

from __future__ import annotations

from collections.abc import Sequence

from core.wire.cbor import BadRecord
from core.wire.pjl import PrintJob
from core.wire.user_table import MAX_USERS, UserRow, decode_users, is_password, same_user
from emulator import journal
from emulator.parts.board import Board

NOT_LOGGED_IN = "access control"
"""The fault of a job whose user or password is wrong."""


class Users:
    """The table in force. ``revision`` 0: never written; nobody can log in then, and nobody needs to."""

    __slots__ = ("_board", "digest", "revision", "rows")

    def __init__(self, board: Board) -> None:
        self._board = board
        self.revision = 0
        self.digest = b""
        self.rows: dict[str, UserRow] = {}

    def decode(self, content: bytes) -> list[UserRow] | BadRecord:
        """A staged table."""
        return decode_users(content)

    def check_table(self, rows: Sequence[UserRow]) -> str:
        """Why these rows cannot be the table; "" when they can."""
        return "too many users" if len(rows) > MAX_USERS else ""

    def put_table(self, revision: int, digest: bytes, rows: Sequence[UserRow]) -> None:
        """Replace the table in one stroke; it holds for who logs in from now on."""
        self.revision, self.digest = revision, digest
        self.rows = {same_user(row.name): row for row in rows}
        self._tell()

    def clear(self) -> None:
        """Formatting forgets all users."""
        if self.revision:
            self.revision, self.digest, self.rows = 0, b"", {}
            self._tell()

    def log_in(self, name: str, password: str) -> int | None:
        """The Job Account ID of a user with this password; None: there is no such user, or it is another password."""
        row = self.rows.get(same_user(name))
        return row.account_id if row is not None and is_password(row, password) else None

    def identify(self, ticket: PrintJob, fault: str) -> tuple[PrintJob, str]:
        """A job as it waits: with the ID of the user whose driver logged in, without the password, and its fault.

        What a driver says of user and password means nothing to a printer whose table was never written.
        """
        if not ticket.auth_user:
            return ticket, fault
        name, password = ticket.auth_user, ticket.auth_password
        ticket = ticket._replace(auth_password="", user=ticket.user or name)
        if not self.revision:
            return ticket, fault
        account_id = self.log_in(name, password)
        if account_id is None:
            return ticket._replace(account_id=None), NOT_LOGGED_IN
        return ticket._replace(account_id=account_id), fault

    def _tell(self) -> None:
        table = {row.name: (row.account_id, row.salt.hex(), row.hash.hex()) for row in self.rows.values()}
        self._board.journal.write(journal.USERS, self._board.now_us(), self.revision, table)
