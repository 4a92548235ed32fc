"""Programs of other people: found or skipped, run in bounded time, with nothing of the machine's own settings."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
MIB = HERE.parents[1] / "core" / "wire" / "PRESSROOM-ACCOUNTING-MIB.txt"

# Where systems keep the IETF's MIB modules when their licence lets them.
MIB_FOLDERS = (
    "/usr/share/snmp/mibs/ietf",
    "/var/lib/mibs/ietf",
    "/usr/share/mibs/ietf",
    "/usr/share/snmp/mibs",
    "/usr/local/share/snmp/mibs",
)

Need = Callable[..., str]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def need() -> Need:
    """``need("snmpget", package="snmp")``: the program's path, or a skip that says how to get it."""

    def find(program: str, *, package: str) -> str:
        path = shutil.which(program)
        if path is None:
            pytest.skip(
                f"{program} is missing; on Debian and Ubuntu: apt-get install --no-install-recommends {package}"
            )
        return path

    return find


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run a program to its end, at most so many seconds, in a folder of its own; output as text."""

    (tmp_path / "cert_indexes").mkdir()  # net-snmp would make it itself, and say so

    def to_the_end(*command: str | Path, timeout_s: float = 30, **environment: str) -> subprocess.CompletedProcess[str]:
        settings = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LC_ALL": "C.UTF-8", **environment}
        settings.setdefault("SNMP_PERSISTENT_DIR", str(tmp_path))
        return subprocess.run(
            [str(word) for word in command],
            cwd=tmp_path,
            env=settings,
            capture_output=True,
            text=True,
            timeout=timeout_s,
            check=False,
            stdin=subprocess.DEVNULL,
        )

    return to_the_end


def _base_mibs() -> list[Path]:
    """Folders with SNMPv2-SMI, -TC and -CONF: our skeletons, and the real ones where the system has them."""
    found = [HERE / "skeletons"]
    for folder in (*filter(None, os.environ.get("PRESSROOM_BASE_MIBS", "").split(":")), *MIB_FOLDERS):
        names = {path.stem for path in Path(folder).iterdir()} if Path(folder).is_dir() else set()
        if {"SNMPv2-SMI", "SNMPv2-TC", "SNMPv2-CONF"} <= names:
            found.append(Path(folder))
    return found


@pytest.fixture(params=_base_mibs(), ids=lambda folder: folder.name)
def base_mibs(request: pytest.FixtureRequest) -> Path:
    """A folder with the modules that ours imports."""
    folder = request.param
    assert isinstance(folder, Path)
    return folder


@pytest.fixture
def mib(tmp_path: Path) -> Path:
    """A copy of our MIB under the name that compilers look for."""
    copy = tmp_path / "mibs" / "PRESSROOM-ACCOUNTING-MIB"
    copy.parent.mkdir()
    shutil.copy(MIB, copy)
    return copy
