"""A cupsd of a test's own, that knows nothing of this machine's."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterable
from pathlib import Path

CUPS = Path("/usr/lib/cups")
PATIENCE_S = 30


class Spooler:
    """Runs from its making until :meth:`close`. ``backends``: those of CUPS that it has, by name."""

    def __init__(self, cupsd: str, folder: Path, backends: Iterable[str] = ()) -> None:
        self.folder, self.socket = folder, folder / "cups.sock"
        for name in ("root/ppd", "cache/rss", "spool/tmp", "state", "bin"):
            (folder / name).mkdir(parents=True)
        for room in ("daemon", "filter", "monitor", "notifier", "driver", "cgi-bin"):
            (folder / "bin" / room).symlink_to(CUPS / room)
        (folder / "bin" / "backend").mkdir()
        for backend in backends:
            (folder / "bin" / "backend" / backend).symlink_to(CUPS / "backend" / backend)
        (folder / "cupsd.conf").write_text(
            f"Listen {self.socket}\nWebInterface No\nBrowsing Off\nDefaultAuthType None\n"
            f"{_open('Location', '/')}{_open('Location', '/admin')}"
            f"<Policy default>\n{_open('Limit', 'All')}</Policy>\n"
        )
        folders = {"ServerRoot": "root", "ServerBin": "bin", "CacheDir": "cache", "RequestRoot": "spool"}
        folders |= {"TempDir": "spool/tmp", "StateDir": "state", "ErrorLog": "error", "AccessLog": "access"}
        lines = [f"{name} {folder / place}" for name, place in folders.items()]
        lines += ["SystemGroup root", f"PageLog {folder / 'page'}", "FatalErrors none"]
        (folder / "files.conf").write_text("\n".join(lines) + "\n")
        self._process = subprocess.Popen(
            [cupsd, "-f", "-c", str(folder / "cupsd.conf"), "-s", str(folder / "files.conf")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def ready(self) -> bool:
        """Whether it has come up; False if it has ended instead."""
        deadline = time.monotonic() + PATIENCE_S
        while not self.socket.exists() and time.monotonic() < deadline and self._process.poll() is None:
            time.sleep(0.05)
        return self.socket.exists()

    def add_backend(self, name: str, script: str) -> None:
        """One more backend; it runs as root, who may look into everybody's folders."""
        backend = self.folder / "bin" / "backend" / name
        backend.write_text(script)
        backend.chmod(0o700)

    def page_log(self) -> list[list[str]]:
        """The words of each line of its page log."""
        log = self.folder / "page"
        return [line.split() for line in log.read_text().splitlines()] if log.exists() else []

    def said(self) -> str:
        """The end of its error log."""
        log = self.folder / "error"
        return log.read_text(errors="replace")[-8000:] if log.exists() else ""

    def close(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(PATIENCE_S)


def _open(kind: str, what: str) -> str:
    return f"<{kind} {what}>\n  Order allow,deny\n  Allow all\n</{kind}>\n"
