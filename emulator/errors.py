"""The emulator's exceptions: one tree, each with a message for people and, where there is one, a hint.

Bad bytes from a client are no exception but a result (a refused job, a silent agent). These are for
the person who describes or commands a fleet.
"""

from __future__ import annotations


class EmulatorError(Exception):
    """Whatever goes wrong in the emulator by fault of its user or its surroundings."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


class UnknownModel(EmulatorError):
    """No model of that name."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(f'unknown model "{name}"', f"known: {', '.join(known)}")
        self.name = name


class BadModel(EmulatorError):
    """A model file that cannot be used; names the file and, where there is one, the key."""

    def __init__(self, file: str, key: str, reason: str) -> None:
        super().__init__(f"{file}: {key}: {reason}" if key else f"{file}: {reason}")
        self.file = file
        self.key = key
        self.reason = reason


class PrinterOff(EmulatorError):
    """Asked of a printer without power what only a running one can do."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(f'printer "{name}" is off: cannot {what}')


class LogInRefused(EmulatorError):
    """Nobody at this panel has that name and password, or that card."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(f'printer "{name}" does not know this {what}')


class NoScanner(EmulatorError):
    """Asked of a printer what takes a scanner."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(f'printer "{name}" has no scanner: cannot {what}', "ask a multifunction printer")


class UnknownJob(EmulatorError):
    """The printer never had a job of that number."""

    def __init__(self, name: str, number: int) -> None:
        super().__init__(f'printer "{name}" has had no job {number}')


class NetworkError(EmulatorError):
    """The machine does not let the fleet have its sockets: port taken, no such address, too few descriptors."""
