"""The accounting MIB as libsmi's smilint sees it at its strictest level but the pedantic ones."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.peer

JUSTIFIED: tuple[str, ...] = ()
"""Parts of messages that we live with, each with its reason in docs/wire.md."""


def findings(result: subprocess.CompletedProcess[str]) -> list[str]:
    lines = (result.stdout + result.stderr).splitlines()
    return [line for line in lines if line.strip() and not any(part in line for part in JUSTIFIED)]


def test_the_mib_lints_clean(
    need: Callable[..., str], run: Callable[..., subprocess.CompletedProcess[str]], mib: Path, base_mibs: Path
) -> None:
    smilint = need("smilint", package="smitools")
    assert findings(run(smilint, "-l", "6", mib, SMIPATH=str(base_mibs))) == []


def test_smilint_would_say_what_is_wrong(
    need: Callable[..., str], run: Callable[..., subprocess.CompletedProcess[str]], mib: Path, base_mibs: Path
) -> None:
    smilint = need("smilint", package="smitools")
    mib.write_text(mib.read_text().replace("        paControlAction\n    }", "        paControlNonce\n    }"))
    found = findings(run(smilint, "-l", "6", mib, SMIPATH=str(base_mibs)))
    assert any("paControlAction" in line and "group" in line for line in found), found
