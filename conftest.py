"""pytest collects the scenario files too: ``pytest scenarios`` (HAR-09)."""

import signal

pytest_plugins = ["harness.pytest_plugin"]


def pytest_configure() -> None:
    """Lets commands that tests start hear a Ctrl-C: a shell that runs the tests in the background has it ignored."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
